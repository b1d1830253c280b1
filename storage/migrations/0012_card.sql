-- What each field of a call was read from, who may apply, and what coordinators corrected in calls.

-- JSON lists; a corrected field is what a coordinator says, whatever is read later.
ALTER TABLE call ADD COLUMN applicants TEXT NOT NULL DEFAULT '[]';
ALTER TABLE call ADD COLUMN age_least SMALLINT;
ALTER TABLE call ADD COLUMN age_most SMALLINT;
ALTER TABLE call ADD COLUMN award_mci BIGINT;
ALTER TABLE call ADD COLUMN corrected TEXT NOT NULL DEFAULT '[]';

-- The reading that stands behind a field: its value (JSON), the exact words, how sure in hundredths, and where they are
-- printed.
CREATE TABLE call_reading (
    call_id BIGINT NOT NULL REFERENCES call (id),
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    words TEXT NOT NULL,
    sure SMALLINT NOT NULL,
    source_id TEXT NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (call_id, field)
) {without_rowid};

-- Only grows: who (as whose coordinator; the person goes with erasure) set or confirmed a field when, what it said
-- before (JSON), and the words that had been read.
CREATE TABLE call_correction (
    id {identity},
    call_id BIGINT NOT NULL REFERENCES call (id),
    field TEXT NOT NULL,
    said_before TEXT NOT NULL,
    says_now TEXT NOT NULL,
    words TEXT NOT NULL,
    url TEXT NOT NULL,
    territory_id TEXT NOT NULL,
    person_id BIGINT,
    at BIGINT NOT NULL
);
CREATE INDEX call_correction_call ON call_correction (call_id, id);
CREATE INDEX call_correction_person ON call_correction (person_id) WHERE person_id IS NOT NULL;
