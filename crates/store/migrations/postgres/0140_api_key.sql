-- API keys of applications, to be listed and revoked. The keys themselves are not kept. Times are UTC microseconds.
-- Version N-1 goes on working: it never names this table; deleting an application takes its rows along.

CREATE TABLE api_key (
    -- `jti` of the key.
    id              TEXT COLLATE "C" PRIMARY KEY,
    tenant          TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    application_id  TEXT COLLATE "C" NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    -- PRODUCTION or SANDBOX.
    key_type        TEXT COLLATE "C" NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    issued_at       BIGINT NOT NULL,
    -- Seconds; NULL never expires.
    validity        BIGINT,
    permitted_ip      TEXT COLLATE "C" NOT NULL,
    permitted_referer TEXT COLLATE "C" NOT NULL
);
CREATE INDEX api_key_by_application ON api_key (tenant, application_id, key_type);
