-- APIs, their definitions, revisions, deployments, life cycle and scopes.

CREATE TABLE api (
    id              TEXT PRIMARY KEY,
    tenant          TEXT NOT NULL REFERENCES tenant (domain),
    -- Name of the user who owns it, as shown (`alice`, `alice@a.com`).
    provider        TEXT NOT NULL,
    name            TEXT NOT NULL,
    -- Lower case: names that differ only by case clash.
    name_key        TEXT NOT NULL,
    version         TEXT NOT NULL,
    -- As configured, e.g. `/pizza` or `/{version}/pizza`.
    context         TEXT NOT NULL,
    -- Base path in the gateway, with tenant prefix and version.
    full_context    TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL,
    state           TEXT NOT NULL,
    -- Served without a version too; at most one version of an API.
    is_default      INTEGER NOT NULL,
    visibility      TEXT NOT NULL,
    access_control  TEXT NOT NULL,
    description     TEXT NOT NULL,
    -- Lower case; what free-text search looks at.
    search          TEXT NOT NULL,
    -- Number of the newest revision there ever was.
    last_revision   INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    -- model::api::ApiConfiguration; secrets in it are sealed.
    body            TEXT NOT NULL,
    UNIQUE (tenant, name_key, version)
);
CREATE INDEX api_by_context ON api (tenant, LOWER(context));
CREATE INDEX api_by_full_context ON api (tenant, LOWER(full_context));
CREATE INDEX api_by_time ON api (tenant, created_at);

CREATE TABLE api_tag (
    tenant  TEXT NOT NULL,
    api_id  TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    tag     TEXT NOT NULL,
    PRIMARY KEY (api_id, tag)
);
CREATE INDEX api_tag_by_tag ON api_tag (tenant, tag);

-- Roles that may see an API in the developer portal (`visible`) or work on it in the publisher (`access`), lower case.
CREATE TABLE api_role (
    tenant   TEXT NOT NULL,
    api_id   TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    purpose  TEXT NOT NULL,
    role     TEXT NOT NULL,
    PRIMARY KEY (api_id, purpose, role)
);

-- The definition as its author wrote it.
CREATE TABLE api_definition (
    api_id  TEXT PRIMARY KEY REFERENCES api (id) ON DELETE CASCADE,
    tenant  TEXT NOT NULL,
    body    TEXT NOT NULL
);

CREATE TABLE api_thumbnail (
    api_id      TEXT PRIMARY KEY REFERENCES api (id) ON DELETE CASCADE,
    tenant      TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    content     BLOB NOT NULL
);

CREATE TABLE api_lifecycle_event (
    id        TEXT PRIMARY KEY,
    tenant    TEXT NOT NULL,
    api_id    TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    previous  TEXT,
    post      TEXT NOT NULL,
    user      TEXT NOT NULL,
    at        INTEGER NOT NULL
);
CREATE INDEX api_lifecycle_event_by_api ON api_lifecycle_event (api_id, at);

-- Immutable snapshots of configuration and definition.
CREATE TABLE api_revision (
    id           TEXT PRIMARY KEY,
    tenant       TEXT NOT NULL,
    api_id       TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    description  TEXT NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    body         TEXT NOT NULL,
    definition   TEXT NOT NULL,
    UNIQUE (api_id, number)
);

-- Which revision is meant to be served where: one per environment.
CREATE TABLE api_deployment (
    api_id                TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    environment           TEXT NOT NULL,
    tenant                TEXT NOT NULL,
    revision_id           TEXT NOT NULL REFERENCES api_revision (id),
    vhost                 TEXT NOT NULL,
    display_on_devportal  INTEGER NOT NULL,
    deployed_at           INTEGER NOT NULL,
    -- Also served there without a version.
    serves_default        INTEGER NOT NULL,
    PRIMARY KEY (api_id, environment)
);
CREATE INDEX api_deployment_by_revision ON api_deployment (revision_id);

-- What each gateway last said about an API in an environment.
CREATE TABLE api_deployment_ack (
    api_id           TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    environment      TEXT NOT NULL,
    node             TEXT NOT NULL,
    tenant           TEXT NOT NULL,
    -- NULL: no longer served there.
    revision_id      TEXT,
    catalog_version  INTEGER NOT NULL,
    -- Why the revision could not be served.
    failure          TEXT,
    at               INTEGER NOT NULL,
    PRIMARY KEY (api_id, environment, node)
);

-- OAuth2 scopes that publishers define. A shared scope belongs to the tenant; a local one to an API, all versions of it.
CREATE TABLE scope (
    id            TEXT PRIMARY KEY,
    tenant        TEXT NOT NULL REFERENCES tenant (domain),
    name          TEXT NOT NULL,
    -- name_key of the API for a local scope; NULL: shared.
    api_name      TEXT,
    display_name  TEXT NOT NULL,
    description   TEXT NOT NULL,
    -- JSON list of role names; empty: everyone.
    bindings      TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    UNIQUE (tenant, name)
);

-- The scopes an API's configuration has.
CREATE TABLE api_scope (
    api_id    TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    scope_id  TEXT NOT NULL REFERENCES scope (id),
    tenant    TEXT NOT NULL,
    PRIMARY KEY (api_id, scope_id)
);
CREATE INDEX api_scope_by_scope ON api_scope (scope_id);
