-- Secrets of clients that have several. Version N-1 goes on working: it takes the one that `oauth_client` has, which is
-- the newest that never expires.
CREATE TABLE client_secret (
    id           TEXT PRIMARY KEY,
    tenant       TEXT NOT NULL REFERENCES tenant (domain),
    client_id    TEXT NOT NULL REFERENCES oauth_client (client_id) ON DELETE CASCADE,
    -- SHA-256 of the secret, hexadecimal.
    hash         TEXT NOT NULL,
    sealed       TEXT NOT NULL,
    description  TEXT NOT NULL,
    -- Microseconds, UTC.
    created_at   INTEGER NOT NULL,
    -- Seconds, UTC; NULL for never.
    expires_at   INTEGER
);
CREATE INDEX client_secret_by_client ON client_secret (client_id);
