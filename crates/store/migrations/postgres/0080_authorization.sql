-- Logins in a browser: authorization codes, sessions, consents. Times are UTC seconds.
-- Version N-1 goes on working: it never names these tables.

CREATE TABLE authorization_code (
    -- SHA-256 of the code, hexadecimal.
    hash            TEXT COLLATE "C" PRIMARY KEY,
    -- Of the client.
    tenant          TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    client_id       TEXT COLLATE "C" NOT NULL REFERENCES oauth_client (client_id) ON DELETE CASCADE,
    -- Of the tokens that it is redeemed for.
    family          TEXT COLLATE "C" NOT NULL,
    -- `sub` of the user, fully qualified.
    subject         TEXT COLLATE "C" NOT NULL,
    scopes          TEXT COLLATE "C" NOT NULL,
    redirect_uri    TEXT COLLATE "C" NOT NULL,
    -- RFC 7636: '' without.
    challenge       TEXT COLLATE "C" NOT NULL,
    challenge_plain BOOLEAN NOT NULL,
    nonce           TEXT COLLATE "C",
    auth_time       BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    -- NULL until it is redeemed.
    used_at         BIGINT,
    -- The access token it was redeemed for.
    access_jti      TEXT COLLATE "C",
    access_exp      BIGINT
);
CREATE INDEX authorization_code_by_expiry ON authorization_code (expires_at);
CREATE INDEX authorization_code_by_client ON authorization_code (client_id);

CREATE TABLE login_session (
    -- SHA-256 of the cookie's value, hexadecimal.
    hash        TEXT COLLATE "C" PRIMARY KEY,
    -- Fully qualified.
    subject     TEXT COLLATE "C" NOT NULL,
    auth_time   BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX login_session_by_subject ON login_session (subject);
CREATE INDEX login_session_by_expiry ON login_session (expires_at);

-- What a user has allowed a client for good.
CREATE TABLE consent (
    subject     TEXT COLLATE "C" NOT NULL,
    client_id   TEXT COLLATE "C" NOT NULL REFERENCES oauth_client (client_id) ON DELETE CASCADE,
    scopes      TEXT COLLATE "C" NOT NULL,
    given_at    BIGINT NOT NULL,
    PRIMARY KEY (subject, client_id)
);
CREATE INDEX consent_by_client ON consent (client_id);
