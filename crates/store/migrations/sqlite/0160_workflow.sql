-- What waits for an administrator's approval, and what was decided. Times are UTC microseconds.
-- Version N-1 goes on working: it never names this table. What it deletes leaves its requests behind; deciding on one
-- of those says that the object is gone.

CREATE TABLE workflow_task (
    id            TEXT PRIMARY KEY,
    tenant        TEXT NOT NULL REFERENCES tenant (domain),
    -- Such as AM_SUBSCRIPTION_CREATION.
    kind          TEXT NOT NULL,
    -- CREATED, APPROVED or REJECTED.
    state         TEXT NOT NULL,
    -- Id of the object.
    subject       TEXT NOT NULL,
    -- What of the object, such as an environment; else empty.
    part          TEXT NOT NULL,
    requested_by  TEXT NOT NULL,
    description   TEXT NOT NULL,
    -- JSON: what administrators are shown.
    properties    TEXT NOT NULL,
    -- JSON: what is to be done.
    body          TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
);
CREATE UNIQUE INDEX workflow_task_waiting ON workflow_task (tenant, subject, kind, part) WHERE state = 'CREATED';
CREATE INDEX workflow_task_by_tenant ON workflow_task (tenant, state, id);
