-- Searching: an inverted table of stems, and a vocabulary whose runs of three letters find what was mistyped. Own tables
-- on both engines instead of FTS5 and pg_trgm: stems are exact, and an order by deadline comes from the key itself.

-- Which calls are searchable, and by which edition of the rules: older ones are read anew at start.
CREATE TABLE search_call (
    call_id {key} REFERENCES call (id),
    edition INTEGER NOT NULL
);

-- One row for each stem of a call. `until` is when the call stops being open: it stands in the key, so that open calls
-- are one stretch of it, nearest deadline first. `dated` tells whether the deadline is known.
CREATE TABLE search_entry (
    stem {letters} NOT NULL,
    until BIGINT NOT NULL,
    call_id BIGINT NOT NULL REFERENCES call (id),
    weight SMALLINT NOT NULL,
    dated SMALLINT NOT NULL,
    PRIMARY KEY (stem, until, call_id)
) {without_rowid};
CREATE INDEX search_entry_call ON search_entry (call_id);

-- Every word met in calls, in the one spelling of domain.spelling, its stem, and how it was printed.
CREATE TABLE search_word (
    word {letters} PRIMARY KEY,
    stem {letters} NOT NULL,
    shown TEXT NOT NULL
) {without_rowid};
CREATE INDEX search_word_stem ON search_word (stem);

CREATE TABLE search_gram (
    gram TEXT NOT NULL,
    size SMALLINT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (gram, size, word)
) {without_rowid};

-- What people searched for, so that the pages of a result can be turned after a restart. Forgotten after a month.
CREATE TABLE search_query (
    id {identity},
    person_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    UNIQUE (person_id, text)
);
CREATE INDEX search_query_asked ON search_query (asked_at);

-- Cards that somebody opened: the one fact that "closed lately, not seen by you" needs beyond what was sent and saved.
CREATE TABLE opened (
    person_id BIGINT NOT NULL,
    call_id BIGINT NOT NULL REFERENCES call (id),
    PRIMARY KEY (person_id, call_id)
) {without_rowid};
CREATE INDEX opened_call ON opened (call_id);

-- How many chats first heard of a call, by whole hours after we first saw it. Says nothing about anybody, so it stays
-- when people are erased and when the outbox forgets; notice given = deadline - (first seen + hours).
CREATE TABLE notice_given (
    call_id BIGINT NOT NULL REFERENCES call (id),
    hours INTEGER NOT NULL,
    chats INTEGER NOT NULL,
    PRIMARY KEY (call_id, hours)
) {without_rowid};
