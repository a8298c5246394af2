-- Documents of APIs, comments on them and ratings. They go with their API.
-- Version N-1 goes on working: it never names these tables, and deleting an API there takes their rows along.

CREATE TABLE api_document (
    id           TEXT COLLATE "C" PRIMARY KEY,
    tenant       TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    api_id       TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    name         TEXT COLLATE "C" NOT NULL,
    -- HOWTO, SAMPLES, ..., OTHER.
    kind         TEXT COLLATE "C" NOT NULL,
    -- What kind OTHER is.
    other_kind   TEXT COLLATE "C",
    summary      TEXT COLLATE "C" NOT NULL,
    -- INLINE, MARKDOWN, URL or FILE.
    source       TEXT COLLATE "C" NOT NULL,
    source_url   TEXT COLLATE "C",
    -- What the file was called where it came from: shown, never a path.
    file_name    TEXT COLLATE "C",
    -- API_LEVEL, PRIVATE or OWNER_ONLY.
    visibility   TEXT COLLATE "C" NOT NULL,
    created_by   TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_by   TEXT COLLATE "C" NOT NULL,
    updated_at   BIGINT NOT NULL,
    -- Lower case; what a search looks at: name, summary and the beginning of a text.
    search       TEXT COLLATE "C" NOT NULL,
    UNIQUE (api_id, name)
);

-- Text or file of a document; there is none of a URL.
CREATE TABLE api_document_content (
    document_id  TEXT COLLATE "C" PRIMARY KEY REFERENCES api_document (id) ON DELETE CASCADE,
    tenant       TEXT COLLATE "C" NOT NULL,
    content      BYTEA NOT NULL
);

CREATE TABLE api_comment (
    id           TEXT COLLATE "C" PRIMARY KEY,
    tenant       TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    api_id       TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    -- The comment this one answers; NULL: it begins a thread. An answer has none itself.
    parent_id    TEXT COLLATE "C" REFERENCES api_comment (id) ON DELETE CASCADE,
    category     TEXT COLLATE "C" NOT NULL,
    content      TEXT COLLATE "C" NOT NULL,
    -- devPortal or publisher.
    entry_point  TEXT COLLATE "C" NOT NULL,
    created_by   TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    -- NULL: never edited.
    updated_at   BIGINT
);
CREATE INDEX api_comment_by_api ON api_comment (api_id, created_at);
CREATE INDEX api_comment_by_parent ON api_comment (parent_id, created_at);

CREATE TABLE api_rating (
    id          TEXT COLLATE "C" PRIMARY KEY,
    tenant      TEXT COLLATE "C" NOT NULL REFERENCES tenant (domain),
    api_id      TEXT COLLATE "C" NOT NULL REFERENCES api (id) ON DELETE CASCADE,
    rated_by    TEXT COLLATE "C" NOT NULL,
    -- 1 to 5.
    rating      BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    UNIQUE (api_id, rated_by)
);
