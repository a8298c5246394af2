-- Logins in a browser: authorization codes, sessions, consents. Times are UTC seconds.

CREATE TABLE authorization_code (
    -- SHA-256 of the code, hexadecimal.
    hash            TEXT PRIMARY KEY,
    -- Of the client.
    tenant          TEXT NOT NULL REFERENCES tenant (domain),
    client_id       TEXT NOT NULL REFERENCES oauth_client (client_id) ON DELETE CASCADE,
    -- Of the tokens that it is redeemed for.
    family          TEXT NOT NULL,
    -- `sub` of the user, fully qualified.
    subject         TEXT NOT NULL,
    scopes          TEXT NOT NULL,
    redirect_uri    TEXT NOT NULL,
    -- RFC 7636: '' without.
    challenge       TEXT NOT NULL,
    challenge_plain INTEGER NOT NULL,
    nonce           TEXT,
    auth_time       INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    -- NULL until it is redeemed.
    used_at         INTEGER,
    -- The access token it was redeemed for.
    access_jti      TEXT,
    access_exp      INTEGER
);
CREATE INDEX authorization_code_by_expiry ON authorization_code (expires_at);
CREATE INDEX authorization_code_by_client ON authorization_code (client_id);

CREATE TABLE login_session (
    -- SHA-256 of the cookie's value, hexadecimal.
    hash        TEXT PRIMARY KEY,
    -- Fully qualified.
    subject     TEXT NOT NULL,
    auth_time   INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
);
CREATE INDEX login_session_by_subject ON login_session (subject);
CREATE INDEX login_session_by_expiry ON login_session (expires_at);

-- What a user has allowed a client for good.
CREATE TABLE consent (
    subject     TEXT NOT NULL,
    client_id   TEXT NOT NULL REFERENCES oauth_client (client_id) ON DELETE CASCADE,
    scopes      TEXT NOT NULL,
    given_at    INTEGER NOT NULL,
    PRIMARY KEY (subject, client_id)
);
CREATE INDEX consent_by_client ON consent (client_id);
