-- In time: what each revision of a call said, and which days before the deadline a saved call is reminded of.

-- What a call said about itself at each revision, so that an update can name the deadline its reader knew.
CREATE TABLE call_revision (
    call_id BIGINT NOT NULL REFERENCES call (id),
    revision INTEGER NOT NULL,
    event TEXT NOT NULL,
    deadline TEXT,
    closes_at BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (call_id, revision)
) {without_rowid};
INSERT INTO call_revision (call_id, revision, event, deadline, closes_at, at)
SELECT id, revision, event, deadline, closes_at, changed_at FROM call;

-- ',14,7,3,1,' as chosen for this call (NULL: the usual days), and when: a day that had passed by then is not made up
-- for. On the shelf itself, so that it goes when the call is taken off or its owner is erased.
ALTER TABLE shelf ADD COLUMN remind TEXT;
ALTER TABLE shelf ADD COLUMN remind_changed_at BIGINT;

-- Who was told of a call, when later news about it comes; and whether a chat was, when it is told.
CREATE INDEX outbox_call ON outbox (call_id, chat_id) WHERE call_id IS NOT NULL;
