-- The service catalogue: back ends that others announce, and which APIs were made of them.
-- Version N-1 goes on working: it never names these tables.

CREATE TABLE service (
    id               TEXT PRIMARY KEY,
    tenant           TEXT NOT NULL REFERENCES tenant (domain),
    service_key      TEXT NOT NULL,
    name             TEXT NOT NULL,
    -- Lower case, for searches and order.
    name_key         TEXT NOT NULL,
    version          TEXT NOT NULL,
    description      TEXT NOT NULL,
    url              TEXT NOT NULL,
    -- OAS2, OAS3, WSDL1, WSDL2, GRAPHQL_SDL, ASYNC_API.
    definition_type  TEXT NOT NULL,
    security_type    TEXT NOT NULL,
    mutual_ssl       INTEGER NOT NULL,
    -- As it was sent.
    definition       BLOB NOT NULL,
    -- Hexadecimal; of definition and metadata as they were sent.
    md5              TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    UNIQUE (tenant, service_key),
    UNIQUE (tenant, name, version)
);

-- Which service an API was made of, and what it was like then.
CREATE TABLE api_service (
    api_id      TEXT PRIMARY KEY REFERENCES api (id) ON DELETE CASCADE,
    tenant      TEXT NOT NULL,
    service_id  TEXT NOT NULL REFERENCES service (id),
    md5         TEXT NOT NULL
);
CREATE INDEX api_service_by_service ON api_service (service_id);
