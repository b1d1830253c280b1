-- What people sent as an announcement, from draft to decision. The sender and their words go with erasure; a published
-- call stays.
CREATE TABLE submission (
    id {identity},
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    person_id BIGINT,
    ngo_id BIGINT REFERENCES ngo (id) ON DELETE SET NULL,
    territory_id TEXT NOT NULL REFERENCES territory (id),
    draft TEXT NOT NULL,
    text TEXT NOT NULL,
    origin TEXT NOT NULL,
    album TEXT,
    known BIGINT,
    decided_by BIGINT,
    decided_as TEXT,
    decided_at BIGINT,
    reason TEXT,
    note TEXT NOT NULL,
    call_id BIGINT REFERENCES call (id),
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX submission_album ON submission (person_id, album) WHERE album IS NOT NULL;
CREATE INDEX submission_person ON submission (person_id, created_at);
CREATE INDEX submission_state ON submission (state, id);
CREATE INDEX submission_ngo ON submission (ngo_id) WHERE ngo_id IS NOT NULL;
CREATE INDEX submission_call ON submission (call_id) WHERE call_id IS NOT NULL;

-- Coordinators who were told that something waits and have not looked since: they are not told again.
CREATE TABLE review_told (
    person_id {key}
);
