-- Key managers beside the resident one, and the clients that were registered there.
-- Version N-1 goes on working: it names neither table; keys of such key managers it shows, and cannot change.

CREATE TABLE key_manager (
    id          TEXT PRIMARY KEY,
    tenant      TEXT NOT NULL REFERENCES tenant (domain),
    -- What APIs and keys name it by; never changes.
    name        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    -- control::key_manager::Settings, secrets masked.
    body        TEXT NOT NULL,
    -- Its secrets, sealed.
    sealed      TEXT NOT NULL,
    -- Public keys of its tokens as last seen, a JWK set.
    jwks        TEXT,
    UNIQUE (tenant, name)
);

CREATE TABLE key_manager_client (
    key_manager_id  TEXT NOT NULL REFERENCES key_manager (id) ON DELETE CASCADE,
    client_id       TEXT NOT NULL,
    tenant          TEXT NOT NULL REFERENCES tenant (domain),
    -- Secret, and where and with which token it is managed (RFC 7592), sealed.
    sealed          TEXT NOT NULL,
    PRIMARY KEY (key_manager_id, client_id)
);
