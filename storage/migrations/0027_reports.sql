-- Monthly reports: what was counted is frozen with the first edition; a correction adds an edition and changes none.
-- `month` is like 2026-10, `state` is 'drafted', 'shown' or 'published'.
CREATE TABLE report (
    id {identity},
    territory_id TEXT NOT NULL REFERENCES territory (id),
    month TEXT NOT NULL,
    state TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    drafted_at BIGINT NOT NULL,
    shown_on TEXT,
    publish_on TEXT,
    published_at BIGINT,
    UNIQUE (territory_id, month)
);
CREATE INDEX report_unpublished ON report (id) WHERE state <> 'published';

-- `figures` is JSON, `entry` the entry of the log that names the digest; `reason` was typed by whoever corrected.
CREATE TABLE report_edition (
    report_id BIGINT NOT NULL REFERENCES report (id),
    number SMALLINT NOT NULL,
    digest TEXT NOT NULL,
    figures TEXT NOT NULL,
    reason TEXT NOT NULL,
    entry BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (report_id, number)
);

-- The offices whose figures are in a report, and what each says to them; `entry` tells in the log who wrote it.
CREATE TABLE report_office (
    report_id BIGINT NOT NULL REFERENCES report (id),
    office_id BIGINT NOT NULL REFERENCES office (id),
    shown_on TEXT,
    comment TEXT NOT NULL,
    entry BIGINT,
    commented_at BIGINT,
    PRIMARY KEY (report_id, office_id)
);
CREATE INDEX report_office_office ON report_office (office_id, report_id);

-- Who wishes for the monthly reports of a territory, and who has got which report: they get its corrections.
CREATE TABLE report_reader (
    territory_id TEXT NOT NULL REFERENCES territory (id),
    person_id BIGINT NOT NULL,
    PRIMARY KEY (territory_id, person_id)
) {without_rowid};
CREATE INDEX report_reader_person ON report_reader (person_id);
CREATE TABLE report_copy (
    report_id BIGINT NOT NULL REFERENCES report (id),
    person_id BIGINT NOT NULL,
    PRIMARY KEY (report_id, person_id)
) {without_rowid};
CREATE INDEX report_copy_person ON report_copy (person_id);
