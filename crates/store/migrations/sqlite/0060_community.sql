-- Documents of APIs, comments on them and ratings. They go with their API.
-- Version N-1 goes on working: it never names these tables, and deleting an API there takes their rows along.

CREATE TABLE api_document (
    id           TEXT PRIMARY KEY,
    tenant       TEXT NOT NULL REFERENCES tenant (domain),
    api_id       TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    -- HOWTO, SAMPLES, ..., OTHER.
    kind         TEXT NOT NULL,
    -- What kind OTHER is.
    other_kind   TEXT,
    summary      TEXT NOT NULL,
    -- INLINE, MARKDOWN, URL or FILE.
    source       TEXT NOT NULL,
    source_url   TEXT,
    -- What the file was called where it came from: shown, never a path.
    file_name    TEXT,
    -- API_LEVEL, PRIVATE or OWNER_ONLY.
    visibility   TEXT NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_by   TEXT NOT NULL,
    updated_at   INTEGER NOT NULL,
    -- Lower case; what a search looks at: name, summary and the beginning of a text.
    search       TEXT NOT NULL,
    UNIQUE (api_id, name)
);

-- Text or file of a document; there is none of a URL.
CREATE TABLE api_document_content (
    document_id  TEXT PRIMARY KEY REFERENCES api_document (id) ON DELETE CASCADE,
    tenant       TEXT NOT NULL,
    content      BLOB NOT NULL
);

CREATE TABLE api_comment (
    id           TEXT PRIMARY KEY,
    tenant       TEXT NOT NULL REFERENCES tenant (domain),
    api_id       TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    -- The comment this one answers; NULL: it begins a thread. An answer has none itself.
    parent_id    TEXT REFERENCES api_comment (id) ON DELETE CASCADE,
    category     TEXT NOT NULL,
    content      TEXT NOT NULL,
    -- devPortal or publisher.
    entry_point  TEXT NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    -- NULL: never edited.
    updated_at   INTEGER
);
CREATE INDEX api_comment_by_api ON api_comment (api_id, created_at);
CREATE INDEX api_comment_by_parent ON api_comment (parent_id, created_at);

CREATE TABLE api_rating (
    id          TEXT PRIMARY KEY,
    tenant      TEXT NOT NULL REFERENCES tenant (domain),
    api_id      TEXT NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    rated_by    TEXT NOT NULL,
    -- 1 to 5.
    rating      INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    UNIQUE (api_id, rated_by)
);
