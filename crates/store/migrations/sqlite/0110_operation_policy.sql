-- Policies that can be attached to the operations of APIs: a tenant's own common ones (those every tenant has are not
-- stored), and those of an API: its own, and its copies of common ones that are attached to it.
-- Version N-1 goes on working: it never names this table.

CREATE TABLE operation_policy (
    id             TEXT PRIMARY KEY,
    tenant         TEXT NOT NULL REFERENCES tenant (domain),
    -- Null: common to the tenant's APIs.
    api_id         TEXT REFERENCES api (id) ON DELETE CASCADE,
    name           TEXT NOT NULL,
    version        TEXT NOT NULL,
    -- Id of the common policy that this is an API's copy of.
    cloned_from    TEXT,
    -- Fingerprint of specification and templates.
    digest         TEXT NOT NULL,
    -- What gateways do for it; null: they cannot run it.
    native         TEXT,
    -- JSON.
    specification  TEXT NOT NULL,
    -- Templates of the two kinds of gateways that WSO2 has.
    synapse        TEXT,
    choreo_connect TEXT,
    created_at     INTEGER NOT NULL
);

CREATE UNIQUE INDEX operation_policy_common ON operation_policy (tenant, name, version) WHERE api_id IS NULL;
CREATE UNIQUE INDEX operation_policy_own ON operation_policy (api_id, name, version)
    WHERE api_id IS NOT NULL AND cloned_from IS NULL;
CREATE UNIQUE INDEX operation_policy_clone ON operation_policy (api_id, cloned_from, digest)
    WHERE cloned_from IS NOT NULL;
