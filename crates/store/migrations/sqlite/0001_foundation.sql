-- Tenants, users, roles, the catalog and its outbox.
-- Every tenant-owned row carries its tenant's domain. Times are UTC microseconds.

CREATE TABLE tenant (
    domain      TEXT PRIMARY KEY,
    active      INTEGER NOT NULL,
    admin_name  TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    body        TEXT NOT NULL
);

CREATE TABLE user_account (
    id             TEXT PRIMARY KEY,
    tenant         TEXT NOT NULL REFERENCES tenant (domain),
    name           TEXT NOT NULL,
    password_hash  TEXT NOT NULL,
    active         INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    -- Profile as SCIM2 gives it: names, e-mails, phone numbers, organization.
    body           TEXT NOT NULL,
    UNIQUE (tenant, name)
);

CREATE TABLE role (
    id          TEXT PRIMARY KEY,
    tenant      TEXT NOT NULL REFERENCES tenant (domain),
    name        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    UNIQUE (tenant, name)
);

CREATE TABLE user_role (
    tenant   TEXT NOT NULL,
    user_id  TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    role_id  TEXT NOT NULL REFERENCES role (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, role_id)
);
CREATE INDEX user_role_by_role ON user_role (role_id);

-- Small configuration documents of a tenant, by name (e.g. tenant-config).
CREATE TABLE tenant_document (
    tenant      TEXT NOT NULL REFERENCES tenant (domain),
    name        TEXT NOT NULL,
    body        TEXT NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
);

-- What run-time roles should know now: one row per document, removals kept with a NULL body.
CREATE TABLE catalog_document (
    kind          TEXT NOT NULL,
    tenant        TEXT NOT NULL,
    id            TEXT NOT NULL,
    environments  TEXT NOT NULL,
    version       INTEGER NOT NULL,
    body          TEXT,
    PRIMARY KEY (kind, tenant, id)
);
CREATE INDEX catalog_document_by_version ON catalog_document (version);

-- What has changed and not yet been published to the hub. seq is the document's version.
CREATE TABLE outbox (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    TEXT NOT NULL,
    tenant  TEXT NOT NULL,
    id      TEXT NOT NULL,
    at      INTEGER NOT NULL
);
