-- Policies that can be attached to the operations of APIs: a tenant's own common ones (those every tenant has are not
-- stored), and those of an API: its own, and its copies of common ones that are attached to it.
-- Version N-1 goes on working: it never names this table.

CREATE TABLE operation_policy (
    id             TEXT COLLATE "C" PRIMARY KEY,
    tenant         TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    -- Null: common to the tenant's APIs.
    api_id         TEXT COLLATE "C" REFERENCES api (id) ON DELETE CASCADE,
    name           TEXT COLLATE "C" NOT NULL,
    version        TEXT COLLATE "C" NOT NULL,
    -- Id of the common policy that this is an API's copy of.
    cloned_from    TEXT COLLATE "C",
    -- Fingerprint of specification and templates.
    digest         TEXT COLLATE "C" NOT NULL,
    -- What gateways do for it; null: they cannot run it.
    native         TEXT COLLATE "C",
    -- JSON.
    specification  TEXT COLLATE "C" NOT NULL,
    -- Templates of the two kinds of gateways that WSO2 has.
    synapse        TEXT COLLATE "C",
    choreo_connect TEXT COLLATE "C",
    created_at     BIGINT NOT NULL
);

CREATE UNIQUE INDEX operation_policy_common ON operation_policy (tenant, name, version) WHERE api_id IS NULL;
CREATE UNIQUE INDEX operation_policy_own ON operation_policy (api_id, name, version)
    WHERE api_id IS NOT NULL AND cloned_from IS NULL;
CREATE UNIQUE INDEX operation_policy_clone ON operation_policy (api_id, cloned_from, digest)
    WHERE cloned_from IS NOT NULL;
