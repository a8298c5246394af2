-- API keys of applications, to be listed and revoked. The keys themselves are not kept. Times are UTC microseconds.
-- Version N-1 goes on working: it never names this table; deleting an application takes its rows along.

CREATE TABLE api_key (
    -- `jti` of the key.
    id              TEXT PRIMARY KEY,
    tenant          TEXT NOT NULL REFERENCES tenant (domain),
    application_id  TEXT NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    -- PRODUCTION or SANDBOX.
    key_type        TEXT NOT NULL,
    name            TEXT NOT NULL,
    issued_at       INTEGER NOT NULL,
    -- Seconds; NULL never expires.
    validity        INTEGER,
    permitted_ip      TEXT NOT NULL,
    permitted_referer TEXT NOT NULL
);
CREATE INDEX api_key_by_application ON api_key (tenant, application_id, key_type);
