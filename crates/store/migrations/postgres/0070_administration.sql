-- What administrators keep: categories of APIs, organizations of consumers.
-- Version N-1 goes on working: it never names these tables; an API that it changes keeps its old categories in
-- api_categorized until this version changes it again.

CREATE TABLE api_category (
    id           TEXT COLLATE "C" PRIMARY KEY,
    tenant       TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    name         TEXT COLLATE "C" NOT NULL,
    -- Lower case: names that differ only by case clash.
    name_key     TEXT COLLATE "C" NOT NULL,
    description  TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    UNIQUE (tenant, name_key)
);

-- The categories an API's configuration has.
CREATE TABLE api_categorized (
    tenant        TEXT COLLATE "C" NOT NULL,
    api_id        TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    -- Lower case, as in api_category.
    category_key  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (api_id, category_key)
);
CREATE INDEX api_categorized_by_category ON api_categorized (tenant, category_key);

CREATE TABLE organization (
    id            TEXT COLLATE "C" PRIMARY KEY,
    tenant        TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    -- What the identity provider calls it; never changes.
    external_id   TEXT COLLATE "C" NOT NULL,
    display_name  TEXT COLLATE "C" NOT NULL,
    description   TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    UNIQUE (tenant, external_id)
);
