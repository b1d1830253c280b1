-- Sources added, paused, moved and removed in chat. `key` names a source in buttons; `address` is its normalised
-- address; `file_url` is what the operator's file said when a coordinator followed the source to another address.
ALTER TABLE source ADD COLUMN key TEXT;
ALTER TABLE source ADD COLUMN origin TEXT NOT NULL DEFAULT 'file';
ALTER TABLE source ADD COLUMN address TEXT;
ALTER TABLE source ADD COLUMN file_url TEXT;
ALTER TABLE source ADD COLUMN added_by BIGINT;
ALTER TABLE source ADD COLUMN added_at BIGINT;
ALTER TABLE source ADD COLUMN paused_by BIGINT;
ALTER TABLE source ADD COLUMN paused_at BIGINT;
ALTER TABLE source ADD COLUMN removed_at BIGINT;
ALTER TABLE source ADD COLUMN asked_at BIGINT;
CREATE UNIQUE INDEX source_key ON source (key);
CREATE INDEX source_address ON source (address);
-- Two people who add the same at once: one of them sees the other's.
CREATE UNIQUE INDEX source_added ON source (address) WHERE origin = 'chat' AND removed_at IS NULL;

-- What a source's polls of one local day came to; kept for a year.
CREATE TABLE source_poll_day (
    source_id TEXT NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    day TEXT NOT NULL,
    polls INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    posts INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    PRIMARY KEY (source_id, day)
) {without_rowid};

-- Which broken sources coordinators know of, and the days whose message was made.
CREATE TABLE source_alarm (
    source_id TEXT PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
    condition TEXT NOT NULL,
    told_on TEXT NOT NULL
);
CREATE TABLE source_bulletin (
    day TEXT PRIMARY KEY
);
