-- Offices, who sits in them from when to when, and the one-time invitations by which alone somebody is seated; members of
-- NGOs, too. Each row tells who did it, in which right (`…_as`: 'coordinator:330000000', 'head', 'member', 'self') and
-- when, and no row is deleted: the log is written from here. People go with erasure, the rows stay.

CREATE TABLE topic (
    id TEXT PRIMARY KEY,
    place SMALLINT NOT NULL,
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL
);

CREATE TABLE office (
    id {identity},
    territory_id TEXT NOT NULL REFERENCES territory (id),
    name_kk TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    created_by BIGINT,
    created_as TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_by BIGINT,
    closed_as TEXT,
    closed_at BIGINT
);
CREATE INDEX office_territory ON office (territory_id) WHERE closed_at IS NULL;

CREATE TABLE office_topic (
    office_id BIGINT NOT NULL REFERENCES office (id),
    topic_id TEXT NOT NULL REFERENCES topic (id),
    PRIMARY KEY (office_id, topic_id)
) {without_rowid};
CREATE INDEX office_topic_topic ON office_topic (topic_id);

-- Only grows. `field` is 'name_kk', 'name_ru' or 'topics' (a JSON list).
CREATE TABLE office_change (
    id {identity},
    office_id BIGINT NOT NULL REFERENCES office (id),
    field TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    changed_by BIGINT,
    changed_as TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX office_change_office ON office_change (office_id, id);

-- Into a seat of an office, or into an NGO. Only the hash of the token is kept: whoever reads the table can use no link.
CREATE TABLE invitation (
    id {identity},
    token_hash TEXT NOT NULL UNIQUE,
    office_id BIGINT REFERENCES office (id),
    role TEXT,
    ngo_id BIGINT REFERENCES ngo (id) ON DELETE CASCADE,
    made_by BIGINT,
    made_as TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    answer TEXT,
    answered_by BIGINT,
    answered_at BIGINT,
    revoked_by BIGINT,
    revoked_as TEXT,
    revoked_at BIGINT,
    CHECK ((office_id IS NULL) <> (ngo_id IS NULL))
);
CREATE INDEX invitation_office ON invitation (office_id) WHERE office_id IS NOT NULL;
CREATE INDEX invitation_ngo ON invitation (ngo_id) WHERE ngo_id IS NOT NULL;

-- Who came by the link itself: only they may press its buttons, for a number can be guessed and a token cannot.
CREATE TABLE invitation_opening (
    invitation_id BIGINT NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (invitation_id, person_id)
) {without_rowid};
CREATE INDEX invitation_opening_person ON invitation_opening (person_id, at);

-- `holder` is the name and position that the official wrote, shown to NGOs.
CREATE TABLE seat (
    id {identity},
    office_id BIGINT NOT NULL REFERENCES office (id),
    role TEXT NOT NULL,
    person_id BIGINT,
    holder TEXT NOT NULL,
    invitation_id BIGINT REFERENCES invitation (id),
    since BIGINT NOT NULL,
    until BIGINT,
    ended_by BIGINT,
    ended_as TEXT
);
CREATE UNIQUE INDEX seat_person ON seat (person_id) WHERE until IS NULL;
CREATE INDEX seat_office ON seat (office_id) WHERE until IS NULL;

-- Where an NGO is at home: its own district by default, and whose coordinators may let a person back in.
CREATE TABLE ngo_home (
    ngo_id {key} REFERENCES ngo (id) ON DELETE CASCADE,
    territory_id TEXT NOT NULL REFERENCES territory (id)
);
CREATE INDEX ngo_home_territory ON ngo_home (territory_id);
INSERT INTO ngo_home (ngo_id, territory_id)
SELECT n.id, (SELECT MIN(k.territory_id) FROM ngo_member m JOIN subscription_key k ON k.chat_id = m.person_id
              WHERE m.ngo_id = n.id)
FROM ngo n
WHERE EXISTS (SELECT 1 FROM ngo_member m JOIN subscription_key k ON k.chat_id = m.person_id WHERE m.ngo_id = n.id);

-- For which of several NGOs a person acts.
CREATE TABLE ngo_acting (
    person_id {key} REFERENCES person (id) ON DELETE CASCADE,
    ngo_id BIGINT NOT NULL REFERENCES ngo (id) ON DELETE CASCADE
);
CREATE INDEX ngo_acting_ngo ON ngo_acting (ngo_id);

-- Only grows: who came into an NGO and who went. `what` is 'joined' or 'left'.
CREATE TABLE ngo_change (
    id {identity},
    ngo_id BIGINT NOT NULL REFERENCES ngo (id) ON DELETE CASCADE,
    what TEXT NOT NULL,
    person_id BIGINT,
    invitation_id BIGINT,
    changed_by BIGINT,
    changed_as TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX ngo_change_ngo ON ngo_change (ngo_id, id);
