-- Throttling policies and deny conditions; identifiers of tenants.
-- Version N-1 goes on working: it never names these tables and columns, and the columns have defaults.

-- UUID of a tenant as the tenant API gives it, and the small number that WSO2's clients know it by.
ALTER TABLE tenant ADD COLUMN uuid TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE tenant ADD COLUMN number BIGINT NOT NULL DEFAULT -1234;
CREATE UNIQUE INDEX tenant_by_uuid ON tenant (uuid) WHERE uuid <> '';

CREATE TABLE throttle_policy (
    id            TEXT COLLATE "C" PRIMARY KEY,
    tenant        TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    -- application, subscription, advanced or custom.
    level         TEXT COLLATE "C" NOT NULL,
    name          TEXT COLLATE "C" NOT NULL,
    display_name  TEXT COLLATE "C" NOT NULL,
    description   TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    -- control::policy::Terms.
    body          TEXT COLLATE "C" NOT NULL,
    UNIQUE (tenant, level, name)
);

CREATE TABLE deny_condition (
    id          TEXT COLLATE "C" PRIMARY KEY,
    tenant      TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    -- API, APPLICATION, IP, IPRANGE or USER.
    kind        TEXT COLLATE "C" NOT NULL,
    -- One spelling per condition, so that the same condition cannot be made twice.
    value       TEXT COLLATE "C" NOT NULL,
    active      BOOLEAN NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    -- model::deny::Deny.
    body        TEXT COLLATE "C" NOT NULL,
    UNIQUE (tenant, kind, value)
);
