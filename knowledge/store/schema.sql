-- The catalogue: the source of truth of the library. The Chroma index can always be rebuilt from it.
-- Every statement says IF NOT EXISTS: a library of an earlier version gets what it lacks by running all of them again.
CREATE TABLE IF NOT EXISTS meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS sources (
    id        TEXT PRIMARY KEY,
    title     TEXT NOT NULL,
    language  TEXT NOT NULL CHECK (language IN ('ja', 'en')),
    kind      TEXT NOT NULL,
    publisher TEXT,
    author    TEXT,
    published TEXT,
    url       TEXT,
    stance    TEXT,
    sha256    TEXT NOT NULL UNIQUE,
    origin    TEXT,
    twin_id   TEXT,
    text      TEXT NOT NULL,
    layout    TEXT NOT NULL,            -- JSON: spans of headings, title and furniture, to split again without the file
    added_at  INTEGER NOT NULL          -- seconds since 1970, UTC
);
CREATE INDEX IF NOT EXISTS sources_origin ON sources (origin);
CREATE INDEX IF NOT EXISTS sources_added ON sources (kind, added_at);
CREATE INDEX IF NOT EXISTS sources_published ON sources (kind, published);

CREATE TABLE IF NOT EXISTS passages (
    rowid     INTEGER PRIMARY KEY,      -- shared with the full-text tables
    id        TEXT NOT NULL UNIQUE,
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    language  TEXT NOT NULL,
    section   TEXT NOT NULL,
    paragraph INTEGER NOT NULL,
    "start"   INTEGER NOT NULL,         -- code points, half-open
    "end"     INTEGER NOT NULL,
    text      TEXT NOT NULL,
    sentences TEXT NOT NULL,            -- "start end start end ...", relative to the passage
    twin_id   TEXT
);
CREATE INDEX IF NOT EXISTS passages_source ON passages (source_id, "start");
CREATE INDEX IF NOT EXISTS passages_language ON passages (language);

-- One full-text table a language, so that BM25's statistics belong to it. Words arrive cut,
-- normalised and stemmed.
CREATE VIRTUAL TABLE IF NOT EXISTS words_ja USING fts5 (body, heading, tokenize = "unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE IF NOT EXISTS words_en USING fts5 (body, heading, tokenize = "unicode61 remove_diacritics 2");

-- How many passages hold a word, for weighing the words of a question.
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary_ja USING fts5vocab (words_ja, 'col');
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary_en USING fts5vocab (words_en, 'col');

-- The published sources behind the dossier's sentences.
CREATE TABLE IF NOT EXISTS bibliography (
    key       TEXT PRIMARY KEY,
    title     TEXT NOT NULL,
    publisher TEXT NOT NULL,
    url       TEXT,
    published TEXT,
    kind      TEXT NOT NULL
);

-- One row a dossier sentence: what stands behind it and which claims of the column it carries or answers.
CREATE TABLE IF NOT EXISTS sentences (
    source_id TEXT NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    "start"   INTEGER NOT NULL,
    "end"     INTEGER NOT NULL,
    keys      TEXT NOT NULL,            -- JSON list of bibliography keys
    claims    TEXT NOT NULL,            -- JSON list: claims of the column that this sentence reports
    evidence  TEXT NOT NULL,            -- JSON list: claims for which this sentence carries the finding
    speaks    TEXT NOT NULL,            -- JSON list: of these, the claims beside which it is shown
    PRIMARY KEY (source_id, "start")
);

-- The evidence ledger, one JSON document a claim.
CREATE TABLE IF NOT EXISTS claims (
    id       TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    verdict  TEXT NOT NULL,
    entry    TEXT NOT NULL
);

-- Files seen in the inbox, so that a file is taken once and a failed one is not tried again until it changes.
CREATE TABLE IF NOT EXISTS inbox (
    path     TEXT PRIMARY KEY,
    size     INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    status   TEXT NOT NULL,
    reason   TEXT
);
