-- Gateway environments that administrators make, beside those of the configuration.
-- Version N-1 goes on working: it never names this table; what is deployed to such an environment it shows without URLs.

CREATE TABLE gateway_environment (
    id          TEXT PRIMARY KEY,
    tenant      TEXT NOT NULL REFERENCES tenant (domain),
    -- What deployments and gateways name it by; never changes.
    name        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    -- control::environment::Terms.
    body        TEXT NOT NULL,
    UNIQUE (tenant, name)
);
CREATE INDEX api_deployment_by_environment ON api_deployment (environment);
