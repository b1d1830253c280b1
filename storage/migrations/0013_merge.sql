-- One call out of two, two out of one: why each text belongs to its call, what coordinators decided, and where the
-- numbers of calls that are no more lead.

-- The number of a call that went into another one still opens it: buttons, links and calendars carry numbers for years.
-- `via_id` is the call that it went into first, `into_id` where that has come to be; `revision` what it had reached, for
-- when it becomes a call of its own again.
CREATE TABLE call_pointer (
    call_id {key},
    via_id BIGINT NOT NULL,
    into_id BIGINT NOT NULL REFERENCES call (id),
    revision INTEGER NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX call_pointer_into ON call_pointer (into_id);

-- Why a text belongs to its call: `basis` is 'first', 'read' or 'decided', `score` in hundredths, `why` a JSON list of
-- codes. `likeness` is what the text itself is recognised by, `deadline_day` what it says; `from_id` the call that it
-- came with when a coordinator joined two.
CREATE TABLE post_attachment (
    post_id {key} REFERENCES post (id),
    basis TEXT NOT NULL,
    score SMALLINT NOT NULL,
    why TEXT NOT NULL,
    likeness TEXT NOT NULL,
    deadline_day TEXT,
    from_id BIGINT,
    at BIGINT NOT NULL
);
CREATE INDEX post_attachment_decided ON post_attachment (at) WHERE basis = 'decided';
CREATE INDEX post_words ON post (fingerprint);

-- Texts that a coordinator took out of a call: neither they nor the same words elsewhere go into it again.
CREATE TABLE post_apart (
    post_id BIGINT NOT NULL REFERENCES post (id),
    call_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (post_id, call_id)
) {without_rowid};

-- Pairs that may be one call, for /review; the smaller number first.
CREATE TABLE call_doubt (
    one_id BIGINT NOT NULL,
    two_id BIGINT NOT NULL,
    score SMALLINT NOT NULL,
    why TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (one_id, two_id)
) {without_rowid};
CREATE INDEX call_doubt_two ON call_doubt (two_id);

-- Only grows: what coordinators said of a pair, with the numbers of that day; the person goes with erasure.
CREATE TABLE call_verdict (
    id {identity},
    one_id BIGINT NOT NULL,
    two_id BIGINT NOT NULL,
    same SMALLINT NOT NULL,
    decided_by BIGINT,
    decided_as TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX call_verdict_pair ON call_verdict (one_id, two_id, id);
CREATE INDEX call_verdict_decided_by ON call_verdict (decided_by) WHERE decided_by IS NOT NULL;
