-- Certificates that publishers store: of back ends, by tenant, and of clients, by API.
-- Version N-1 goes on working: it never names these tables.

CREATE TABLE endpoint_certificate (
    tenant      TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    alias       TEXT COLLATE "C" NOT NULL,
    -- URL of the back end the certificate is of.
    endpoint    TEXT COLLATE "C" NOT NULL,
    -- PEM, of one certificate.
    pem         TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (tenant, alias)
);

CREATE TABLE client_certificate (
    api_id      TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    -- PRODUCTION or SANDBOX.
    key_type    TEXT COLLATE "C" NOT NULL,
    alias       TEXT COLLATE "C" NOT NULL,
    tenant      TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    -- Business plan, by name.
    tier        TEXT COLLATE "C" NOT NULL,
    pem         TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (api_id, key_type, alias)
);
