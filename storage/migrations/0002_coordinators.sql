-- Who coordinates which territory, from when to when: the first are named in the settings, and a term that ended stays.
-- No reference to person: a coordinator may be named before writing to us for the first time.
CREATE TABLE coordinator (
    id {identity},
    person_id BIGINT NOT NULL,
    territory_id TEXT NOT NULL REFERENCES territory (id),
    appointed_by BIGINT,
    since BIGINT NOT NULL,
    until BIGINT
);
CREATE UNIQUE INDEX coordinator_now ON coordinator (person_id, territory_id) WHERE until IS NULL;
