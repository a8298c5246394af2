-- Applications, their OAuth2 keys and their subscriptions.
-- Version N-1 goes on working: it never names these tables.

-- Users who have used the developer portal: their default application has been made once.
CREATE TABLE developer (
    tenant      TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    name        TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (tenant, name)
);

CREATE TABLE application (
    id          TEXT COLLATE "C" PRIMARY KEY,
    tenant      TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    -- Name of the owner within the tenant.
    owner       TEXT COLLATE "C" NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    -- Application-level throttling policy, by name.
    policy      TEXT COLLATE "C" NOT NULL,
    status      TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    -- Description, token type, groups, attributes, visibility.
    body        TEXT COLLATE "C" NOT NULL,
    UNIQUE (tenant, owner, name)
);

CREATE TABLE key_mapping (
    id              TEXT COLLATE "C" PRIMARY KEY,
    tenant          TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    application_id  TEXT COLLATE "C" NOT NULL REFERENCES application (id),
    -- PRODUCTION or SANDBOX.
    key_type        TEXT COLLATE "C" NOT NULL,
    -- Name of the key manager.
    key_manager     TEXT COLLATE "C" NOT NULL,
    -- NULL while the key manager has not answered yet.
    consumer_key    TEXT COLLATE "C",
    -- CREATED: the key manager is being asked; COMPLETED: the key can be used.
    state           TEXT COLLATE "C" NOT NULL,
    -- CREATED: the client was made for this key; MAPPED: it had been there before.
    mode            TEXT COLLATE "C" NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    -- Grant types, callback URL, additional properties.
    body            TEXT COLLATE "C" NOT NULL,
    UNIQUE (application_id, key_type, key_manager)
);
-- A consumer key leads to one application. NULLs are distinct on both engines.
CREATE UNIQUE INDEX key_mapping_by_consumer_key ON key_mapping (tenant, key_manager, consumer_key);

CREATE TABLE subscription (
    id                TEXT COLLATE "C" PRIMARY KEY,
    tenant            TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    application_id    TEXT COLLATE "C" NOT NULL REFERENCES application (id),
    -- No cascade: whoever deletes an API also withdraws its subscriptions from the catalog.
    api_id            TEXT COLLATE "C" NOT NULL,
    -- Business plan, by name.
    policy            TEXT COLLATE "C" NOT NULL,
    -- Plan last asked for; differs from policy while a change waits for approval.
    requested_policy  TEXT COLLATE "C" NOT NULL,
    state             TEXT COLLATE "C" NOT NULL,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    UNIQUE (application_id, api_id)
);
CREATE INDEX subscription_by_api ON subscription (tenant, api_id);
