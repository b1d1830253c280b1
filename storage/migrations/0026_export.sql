-- Exports that people ask for: a queue that outlives a restart, and afterwards the record of who took which figures out.
CREATE TABLE export_job (
    id {identity},
    person_id BIGINT,
    message_id BIGINT,
    level TEXT NOT NULL,
    format TEXT NOT NULL,
    language TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    territory_id TEXT NOT NULL,
    office_id BIGINT REFERENCES office (id),
    asked_at BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    repeated INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    lease_until BIGINT,
    requests BIGINT,
    ended_at BIGINT
);
-- One at a time for each person, whatever presses come side by side.
CREATE UNIQUE INDEX export_job_unfinished ON export_job (person_id) WHERE state IN ('waiting', 'running', 'sending');
CREATE INDEX export_job_person ON export_job (person_id, asked_at);
CREATE INDEX export_job_ended ON export_job (ended_at);
CREATE INDEX export_job_office ON export_job (office_id);
