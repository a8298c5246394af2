-- Logins on another device (RFC 8628), assertions that were used (RFC 7523), opaque access tokens. Times are UTC seconds.
-- Version N-1 goes on working: it never names these tables.

CREATE TABLE device_authorization (
    -- SHA-256 of the device code, hexadecimal.
    hash            TEXT COLLATE "C" PRIMARY KEY,
    -- SHA-256 of the user code, likewise.
    user_code       TEXT COLLATE "C" NOT NULL UNIQUE,
    -- Of the client.
    tenant          TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    client_id       TEXT COLLATE "C" NOT NULL REFERENCES oauth_client (client_id) ON DELETE CASCADE,
    scopes          TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL CHECK (state IN ('pending', 'allowed', 'denied', 'used')),
    -- Of the tokens that it is redeemed for.
    family          TEXT COLLATE "C" NOT NULL,
    -- Of the user who decided, fully qualified.
    subject         TEXT COLLATE "C",
    auth_time       BIGINT,
    -- The device may ask so often.
    poll_seconds    BIGINT NOT NULL,
    -- When it last asked; 0 before.
    polled_at       BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL
);
CREATE INDEX device_authorization_by_expiry ON device_authorization (expires_at);
CREATE INDEX device_authorization_by_client ON device_authorization (client_id);

CREATE TABLE used_assertion (
    -- SHA-256 of issuer and `jti`, hexadecimal.
    hash        TEXT COLLATE "C" PRIMARY KEY,
    tenant      TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    expires_at  BIGINT NOT NULL
);
CREATE INDEX used_assertion_by_expiry ON used_assertion (expires_at);

CREATE TABLE opaque_token (
    -- SHA-256 of the token, base64url.
    hash        TEXT COLLATE "C" PRIMARY KEY,
    -- Of the client.
    tenant      TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    client_id   TEXT COLLATE "C" NOT NULL REFERENCES oauth_client (client_id) ON DELETE CASCADE,
    -- The signed token that it stands for, sealed.
    sealed      TEXT COLLATE "C" NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX opaque_token_by_expiry ON opaque_token (expires_at);
CREATE INDEX opaque_token_by_client ON opaque_token (client_id);
