-- The service catalogue: back ends that others announce, and which APIs were made of them.
-- Version N-1 goes on working: it never names these tables.

CREATE TABLE service (
    id               TEXT COLLATE "C" PRIMARY KEY,
    tenant           TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    service_key      TEXT COLLATE "C" NOT NULL,
    name             TEXT COLLATE "C" NOT NULL,
    -- Lower case, for searches and order.
    name_key         TEXT COLLATE "C" NOT NULL,
    version          TEXT COLLATE "C" NOT NULL,
    description      TEXT COLLATE "C" NOT NULL,
    url              TEXT COLLATE "C" NOT NULL,
    -- OAS2, OAS3, WSDL1, WSDL2, GRAPHQL_SDL, ASYNC_API.
    definition_type  TEXT COLLATE "C" NOT NULL,
    security_type    TEXT COLLATE "C" NOT NULL,
    mutual_ssl       BOOLEAN NOT NULL,
    -- As it was sent.
    definition       BYTEA NOT NULL,
    -- Hexadecimal; of definition and metadata as they were sent.
    md5              TEXT COLLATE "C" NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    UNIQUE (tenant, service_key),
    UNIQUE (tenant, name, version)
);

-- Which service an API was made of, and what it was like then.
CREATE TABLE api_service (
    api_id      TEXT COLLATE "C" PRIMARY KEY REFERENCES api (id) ON DELETE CASCADE,
    tenant      TEXT COLLATE "C" NOT NULL,
    service_id  TEXT COLLATE "C" NOT NULL REFERENCES service (id),
    md5         TEXT COLLATE "C" NOT NULL
);
CREATE INDEX api_service_by_service ON api_service (service_id);
