-- The resident key manager: signing keys, clients, refresh tokens, revocations.
-- Times of tokens are UTC seconds, as in their claims; created_at, updated_at and used_at are UTC microseconds.
-- Version N-1 goes on working: it never names these tables.

CREATE TABLE signing_key (
    kid             TEXT COLLATE "C" PRIMARY KEY,
    tenant          TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    -- 'next' is published but does not sign yet; 'active' signs; 'retired' only verifies.
    state           TEXT COLLATE "C" NOT NULL CHECK (state IN ('next', 'active', 'retired')),
    public_jwk      TEXT COLLATE "C" NOT NULL,
    -- PKCS#8, sealed; NULL once retired.
    sealed_private  TEXT COLLATE "C",
    -- No token signed with the key is valid at or after this second.
    serves_until    BIGINT NOT NULL,
    created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX signing_key_active ON signing_key (tenant) WHERE state = 'active';
CREATE UNIQUE INDEX signing_key_next ON signing_key (tenant) WHERE state = 'next';
CREATE INDEX signing_key_by_tenant ON signing_key (tenant);

CREATE TABLE oauth_client (
    client_id      TEXT COLLATE "C" PRIMARY KEY,
    tenant         TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    name           TEXT COLLATE "C" NOT NULL,
    -- Fully qualified user name.
    owner          TEXT COLLATE "C" NOT NULL,
    active         BOOLEAN NOT NULL,
    -- SHA-256 of the secret, hexadecimal (docs/adr/0020-client-secrets.md).
    secret_hash    TEXT COLLATE "C" NOT NULL,
    sealed_secret  TEXT COLLATE "C" NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    -- What was asked at registration: model::key::ClientRequest.
    body           TEXT COLLATE "C" NOT NULL,
    UNIQUE (tenant, owner, name)
);

CREATE TABLE refresh_token (
    -- SHA-256 of the token, hexadecimal.
    hash        TEXT COLLATE "C" PRIMARY KEY,
    tenant      TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    client_id   TEXT COLLATE "C" NOT NULL REFERENCES oauth_client (client_id) ON DELETE CASCADE,
    -- Shared by the tokens that descend from one login.
    family      TEXT COLLATE "C" NOT NULL,
    -- `sub` of the user, fully qualified.
    subject     TEXT COLLATE "C" NOT NULL,
    scopes      TEXT COLLATE "C" NOT NULL,
    state       TEXT COLLATE "C" NOT NULL CHECK (state IN ('active', 'used', 'revoked')),
    -- The access token issued beside it.
    access_jti  TEXT COLLATE "C" NOT NULL,
    access_exp  BIGINT NOT NULL,
    issued_at   BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT
);
CREATE INDEX refresh_token_by_family ON refresh_token (family);
CREATE INDEX refresh_token_by_client ON refresh_token (client_id);
CREATE INDEX refresh_token_by_subject ON refresh_token (subject);
CREATE INDEX refresh_token_by_expiry ON refresh_token (expires_at);

-- Access tokens that are no longer good although they have not expired.
CREATE TABLE revoked_token (
    jti         TEXT COLLATE "C" PRIMARY KEY,
    tenant      TEXT COLLATE "C" NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX revoked_token_by_expiry ON revoked_token (expires_at);

-- Clients and users whose tokens issued before a second are no longer good.
CREATE TABLE revoked_subject (
    -- 'client' (its id) or 'user' (fully qualified name).
    kind           TEXT COLLATE "C" NOT NULL,
    subject        TEXT COLLATE "C" NOT NULL,
    tenant         TEXT COLLATE "C" NOT NULL,
    issued_before  BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE INDEX revoked_subject_by_expiry ON revoked_subject (expires_at);
