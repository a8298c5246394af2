-- Throttling policies and deny conditions; identifiers of tenants.
-- Version N-1 goes on working: it never names these tables and columns, and the columns have defaults.

-- UUID of a tenant as the tenant API gives it, and the small number that WSO2's clients know it by.
ALTER TABLE tenant ADD COLUMN uuid TEXT NOT NULL DEFAULT '';
ALTER TABLE tenant ADD COLUMN number INTEGER NOT NULL DEFAULT -1234;
CREATE UNIQUE INDEX tenant_by_uuid ON tenant (uuid) WHERE uuid <> '';

CREATE TABLE throttle_policy (
    id            TEXT PRIMARY KEY,
    tenant        TEXT NOT NULL REFERENCES tenant (domain),
    -- application, subscription, advanced or custom.
    level         TEXT NOT NULL,
    name          TEXT NOT NULL,
    display_name  TEXT NOT NULL,
    description   TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    -- control::policy::Terms.
    body          TEXT NOT NULL,
    UNIQUE (tenant, level, name)
);

CREATE TABLE deny_condition (
    id          TEXT PRIMARY KEY,
    tenant      TEXT NOT NULL REFERENCES tenant (domain),
    -- API, APPLICATION, IP, IPRANGE or USER.
    kind        TEXT NOT NULL,
    -- One spelling per condition, so that the same condition cannot be made twice.
    value       TEXT NOT NULL,
    active      INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    -- model::deny::Deny.
    body        TEXT NOT NULL,
    UNIQUE (tenant, kind, value)
);
