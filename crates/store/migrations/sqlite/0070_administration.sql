-- What administrators keep: categories of APIs, organizations of consumers.
-- Version N-1 goes on working: it never names these tables; an API that it changes keeps its old categories in
-- api_categorized until this version changes it again.

CREATE TABLE api_category (
    id           TEXT PRIMARY KEY,
    tenant       TEXT NOT NULL REFERENCES tenant (domain),
    name         TEXT NOT NULL,
    -- Lower case: names that differ only by case clash.
    name_key     TEXT NOT NULL,
    description  TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    UNIQUE (tenant, name_key)
);

-- The categories an API's configuration has.
CREATE TABLE api_categorized (
    tenant        TEXT NOT NULL,
    api_id        TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    -- Lower case, as in api_category.
    category_key  TEXT NOT NULL,
    PRIMARY KEY (api_id, category_key)
);
CREATE INDEX api_categorized_by_category ON api_categorized (tenant, category_key);

CREATE TABLE organization (
    id            TEXT PRIMARY KEY,
    tenant        TEXT NOT NULL REFERENCES tenant (domain),
    -- What the identity provider calls it; never changes.
    external_id   TEXT NOT NULL,
    display_name  TEXT NOT NULL,
    description   TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    UNIQUE (tenant, external_id)
);
