-- Which operations of which APIs an API product offers. The product itself is an API of the kind APIPRODUCT.
-- Version N-1 goes on working: it never names this table, and its gateways refuse products as a kind they do not know.

CREATE TABLE api_product_operation (
    product_id  TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    verb        TEXT COLLATE "C" NOT NULL,
    target      TEXT COLLATE "C" NOT NULL,
    tenant      TEXT COLLATE "C" NOT NULL,
    -- The API whose operation it is; not deleted while a product has it.
    api_id      TEXT COLLATE "C" NOT NULL REFERENCES api (id),
    PRIMARY KEY (product_id, verb, target)
);
CREATE INDEX api_product_operation_by_api ON api_product_operation (api_id);
