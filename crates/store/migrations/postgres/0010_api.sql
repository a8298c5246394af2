-- APIs, their definitions, revisions, deployments, life cycle and scopes.
-- Version N-1 goes on working: it never names these tables.

CREATE TABLE api (
    id              TEXT COLLATE "C" PRIMARY KEY,
    tenant          TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    -- Name of the user who owns it, as shown (`alice`, `alice@a.com`).
    provider        TEXT COLLATE "C" NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    -- Lower case: names that differ only by case clash.
    name_key        TEXT COLLATE "C" NOT NULL,
    version         TEXT COLLATE "C" NOT NULL,
    -- As configured, e.g. `/pizza` or `/{version}/pizza`.
    context         TEXT COLLATE "C" NOT NULL,
    -- Base path in the gateway, with tenant prefix and version.
    full_context    TEXT COLLATE "C" NOT NULL UNIQUE,
    kind            TEXT COLLATE "C" NOT NULL,
    state           TEXT COLLATE "C" NOT NULL,
    -- Served without a version too; at most one version of an API.
    is_default      BOOLEAN NOT NULL,
    visibility      TEXT COLLATE "C" NOT NULL,
    access_control  TEXT COLLATE "C" NOT NULL,
    description     TEXT COLLATE "C" NOT NULL,
    -- Lower case; what free-text search looks at.
    search          TEXT COLLATE "C" NOT NULL,
    -- Number of the newest revision there ever was.
    last_revision   BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    -- model::api::ApiConfiguration; secrets in it are sealed.
    body            TEXT COLLATE "C" NOT NULL,
    UNIQUE (tenant, name_key, version)
);
CREATE INDEX api_by_context ON api (tenant, LOWER(context));
CREATE INDEX api_by_full_context ON api (tenant, LOWER(full_context));
CREATE INDEX api_by_time ON api (tenant, created_at);

CREATE TABLE api_tag (
    tenant  TEXT COLLATE "C" NOT NULL,
    api_id  TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    tag     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (api_id, tag)
);
CREATE INDEX api_tag_by_tag ON api_tag (tenant, tag);

-- Roles that may see an API in the developer portal (`visible`) or work on it in the publisher (`access`), lower case.
CREATE TABLE api_role (
    tenant   TEXT COLLATE "C" NOT NULL,
    api_id   TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    purpose  TEXT COLLATE "C" NOT NULL,
    role     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (api_id, purpose, role)
);

-- The definition as its author wrote it.
CREATE TABLE api_definition (
    api_id  TEXT COLLATE "C" PRIMARY KEY REFERENCES api (id) ON DELETE CASCADE,
    tenant  TEXT COLLATE "C" NOT NULL,
    body    TEXT COLLATE "C" NOT NULL
);

CREATE TABLE api_thumbnail (
    api_id      TEXT COLLATE "C" PRIMARY KEY REFERENCES api (id) ON DELETE CASCADE,
    tenant      TEXT COLLATE "C" NOT NULL,
    media_type  TEXT COLLATE "C" NOT NULL,
    content     BYTEA NOT NULL
);

CREATE TABLE api_lifecycle_event (
    id        TEXT COLLATE "C" PRIMARY KEY,
    tenant    TEXT COLLATE "C" NOT NULL,
    api_id    TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    previous  TEXT COLLATE "C",
    post      TEXT COLLATE "C" NOT NULL,
    "user"     TEXT COLLATE "C" NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX api_lifecycle_event_by_api ON api_lifecycle_event (api_id, at);

-- Immutable snapshots of configuration and definition.
CREATE TABLE api_revision (
    id           TEXT COLLATE "C" PRIMARY KEY,
    tenant       TEXT COLLATE "C" NOT NULL,
    api_id       TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    number       BIGINT NOT NULL,
    description  TEXT COLLATE "C" NOT NULL,
    created_by   TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    body         TEXT COLLATE "C" NOT NULL,
    definition   TEXT COLLATE "C" NOT NULL,
    UNIQUE (api_id, number)
);

-- Which revision is meant to be served where: one per environment.
CREATE TABLE api_deployment (
    api_id                TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    environment           TEXT COLLATE "C" NOT NULL,
    tenant                TEXT COLLATE "C" NOT NULL,
    revision_id           TEXT COLLATE "C" NOT NULL REFERENCES api_revision (id),
    vhost                 TEXT COLLATE "C" NOT NULL,
    display_on_devportal  BOOLEAN NOT NULL,
    deployed_at           BIGINT NOT NULL,
    -- Also served there without a version.
    serves_default        BOOLEAN NOT NULL,
    PRIMARY KEY (api_id, environment)
);
CREATE INDEX api_deployment_by_revision ON api_deployment (revision_id);

-- What each gateway last said about an API in an environment.
CREATE TABLE api_deployment_ack (
    api_id           TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    environment      TEXT COLLATE "C" NOT NULL,
    node             TEXT COLLATE "C" NOT NULL,
    tenant           TEXT COLLATE "C" NOT NULL,
    -- NULL: no longer served there.
    revision_id      TEXT COLLATE "C",
    catalog_version  BIGINT NOT NULL,
    -- Why the revision could not be served.
    failure          TEXT COLLATE "C",
    at               BIGINT NOT NULL,
    PRIMARY KEY (api_id, environment, node)
);

-- OAuth2 scopes that publishers define. A shared scope belongs to the tenant; a local one to an API, all versions of it.
CREATE TABLE scope (
    id            TEXT COLLATE "C" PRIMARY KEY,
    tenant        TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    name          TEXT COLLATE "C" NOT NULL,
    -- name_key of the API for a local scope; NULL: shared.
    api_name      TEXT COLLATE "C",
    display_name  TEXT COLLATE "C" NOT NULL,
    description   TEXT COLLATE "C" NOT NULL,
    -- JSON list of role names; empty: everyone.
    bindings      TEXT COLLATE "C" NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    UNIQUE (tenant, name)
);

-- The scopes an API's configuration has.
CREATE TABLE api_scope (
    api_id    TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    scope_id  TEXT COLLATE "C" NOT NULL REFERENCES scope (id),
    tenant    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (api_id, scope_id)
);
CREATE INDEX api_scope_by_scope ON api_scope (scope_id);
