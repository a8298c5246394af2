-- Certificates that publishers store: of back ends, by tenant, and of clients, by API.
-- Version N-1 goes on working: it never names these tables.

CREATE TABLE endpoint_certificate (
    tenant      TEXT NOT NULL REFERENCES tenant (domain),
    alias       TEXT NOT NULL,
    -- URL of the back end the certificate is of.
    endpoint    TEXT NOT NULL,
    -- PEM, of one certificate.
    pem         TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, alias)
);

CREATE TABLE client_certificate (
    api_id      TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    -- PRODUCTION or SANDBOX.
    key_type    TEXT NOT NULL,
    alias       TEXT NOT NULL,
    tenant      TEXT NOT NULL REFERENCES tenant (domain),
    -- Business plan, by name.
    tier        TEXT NOT NULL,
    pem         TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (api_id, key_type, alias)
);
