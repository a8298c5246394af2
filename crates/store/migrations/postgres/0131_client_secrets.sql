-- Secrets of clients that have several. Version N-1 goes on working: it takes the one that `oauth_client` has, which is
-- the newest that never expires.
CREATE TABLE client_secret (
    id           TEXT COLLATE "C" PRIMARY KEY,
    tenant       TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    client_id    TEXT COLLATE "C" NOT NULL REFERENCES oauth_client (client_id) ON DELETE CASCADE,
    -- SHA-256 of the secret, hexadecimal.
    hash         TEXT COLLATE "C" NOT NULL,
    sealed       TEXT COLLATE "C" NOT NULL,
    description  TEXT COLLATE "C" NOT NULL,
    -- Microseconds, UTC.
    created_at   BIGINT NOT NULL,
    -- Seconds, UTC; NULL for never.
    expires_at   BIGINT
);
CREATE INDEX client_secret_by_client ON client_secret (client_id);
