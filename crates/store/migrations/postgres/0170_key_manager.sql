-- Key managers beside the resident one, and the clients that were registered there.
-- Version N-1 goes on working: it names neither table; keys of such key managers it shows, and cannot change.

CREATE TABLE key_manager (
    id          TEXT COLLATE "C" PRIMARY KEY,
    tenant      TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    -- What APIs and keys name it by; never changes.
    name        TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    -- control::key_manager::Settings, secrets masked.
    body        TEXT COLLATE "C" NOT NULL,
    -- Its secrets, sealed.
    sealed      TEXT COLLATE "C" NOT NULL,
    -- Public keys of its tokens as last seen, a JWK set.
    jwks        TEXT COLLATE "C",
    UNIQUE (tenant, name)
);

CREATE TABLE key_manager_client (
    key_manager_id  TEXT COLLATE "C" NOT NULL REFERENCES key_manager (id) ON DELETE CASCADE,
    client_id       TEXT COLLATE "C" NOT NULL,
    tenant          TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    -- Secret, and where and with which token it is managed (RFC 7592), sealed.
    sealed          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (key_manager_id, client_id)
);
