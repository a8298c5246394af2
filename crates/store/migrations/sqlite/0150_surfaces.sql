-- What administrators keep beside: labels of gateways, themes of portals; and how much gateways log of an API.
-- Version N-1 goes on working: it never names these tables. An API that it deploys anew loses its log levels at the
-- gateways until this version announces it again.

CREATE TABLE gateway_label (
    id           TEXT PRIMARY KEY,
    tenant       TEXT NOT NULL REFERENCES tenant (domain),
    name         TEXT NOT NULL,
    -- Lower case: names that differ only by case clash.
    name_key     TEXT NOT NULL,
    description  TEXT NOT NULL,
    -- JSON list.
    access_urls  TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    UNIQUE (tenant, name_key)
);

-- The archive that an administrator gave for the tenant's portals.
CREATE TABLE tenant_theme (
    tenant      TEXT PRIMARY KEY REFERENCES tenant (domain),
    archive     BLOB NOT NULL,
    updated_at  INTEGER NOT NULL
);

-- Levels of the gateways' log. Without verb and target: of the whole API.
CREATE TABLE api_log_level (
    tenant  TEXT NOT NULL,
    api_id  TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    verb    TEXT NOT NULL,
    target  TEXT NOT NULL,
    level   TEXT NOT NULL,
    PRIMARY KEY (api_id, verb, target)
);
CREATE INDEX api_log_level_by_tenant ON api_log_level (tenant);
