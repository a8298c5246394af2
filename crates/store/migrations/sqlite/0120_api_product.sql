-- Which operations of which APIs an API product offers. The product itself is an API of the kind APIPRODUCT.
-- Version N-1 goes on working: it never names this table, and its gateways refuse products as a kind they do not know.

CREATE TABLE api_product_operation (
    product_id  TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    verb        TEXT NOT NULL,
    target      TEXT NOT NULL,
    tenant      TEXT NOT NULL,
    -- The API whose operation it is; not deleted while a product has it.
    api_id      TEXT NOT NULL REFERENCES api (id),
    PRIMARY KEY (product_id, verb, target)
);
CREATE INDEX api_product_operation_by_api ON api_product_operation (api_id);
