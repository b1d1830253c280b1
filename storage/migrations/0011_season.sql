-- When calls may open again. `opening` and `season` are worked out from calls and can be rebuilt at any time.

-- Which series each call belongs to: `bucket` is what may be one series (kind and body), `latest_id` the call of the
-- series' last opening.
CREATE TABLE opening (
    call_id {key} REFERENCES call (id) ON DELETE CASCADE,
    bucket TEXT NOT NULL,
    latest_id BIGINT NOT NULL
);
CREATE INDEX opening_bucket ON opening (bucket);
CREATE INDEX opening_latest ON opening (latest_id);

-- The guesses: the series' last call, the day, how sure, the days of the past (a JSON list) and when to remind of it.
CREATE TABLE season (
    call_id {key} REFERENCES call (id) ON DELETE CASCADE,
    expected TEXT NOT NULL,
    sure TEXT NOT NULL,
    past TEXT NOT NULL,
    warn_at BIGINT NOT NULL
);
CREATE INDEX season_expected ON season (expected, call_id);
CREATE INDEX season_warn ON season (warn_at);

-- How far calls were sorted into series: by which edition of the rules, on which day, up to which change.
CREATE TABLE season_state (
    one SMALLINT PRIMARY KEY,
    edition INTEGER NOT NULL,
    day TEXT NOT NULL,
    upto BIGINT NOT NULL
);
CREATE INDEX call_changed ON call (changed_at);

-- Who wishes to be reminded, by any call of the series: when a later year's call joins, the wish goes on with it.
CREATE TABLE season_watch (
    chat_id BIGINT NOT NULL,
    call_id BIGINT NOT NULL REFERENCES call (id) ON DELETE CASCADE,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, call_id)
) {without_rowid};
CREATE INDEX season_watch_call ON season_watch (call_id);

-- How far back a source was read: the address of the next older page, none when nothing older is left.
CREATE TABLE backfill (
    source_id TEXT PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
    older TEXT NOT NULL,
    pages INTEGER NOT NULL,
    at BIGINT NOT NULL
);
