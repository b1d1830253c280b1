-- Requests of NGOs to akimats. What happened to a request is in the log; its row tells how it stands now, worked out from
-- the log and the calendar so that lists need not read the log, and worked out anew whenever either changes.
CREATE TABLE request (
    id {identity},
    ngo_id BIGINT REFERENCES ngo (id) ON DELETE SET NULL,
    author_id BIGINT,
    territory_id TEXT NOT NULL REFERENCES territory (id),
    topic_id TEXT NOT NULL REFERENCES topic (id),
    call_id BIGINT,
    language TEXT NOT NULL,
    gist TEXT NOT NULL,
    e_otinish TEXT NOT NULL,
    filed_at BIGINT NOT NULL,
    route TEXT NOT NULL,
    office_id BIGINT REFERENCES office (id),
    seat_id BIGINT REFERENCES seat (id),
    escalated SMALLINT NOT NULL,
    outcome TEXT NOT NULL,
    due TEXT NOT NULL,
    office_due TEXT,
    answered_at BIGINT,
    ended_at BIGINT,
    revision BIGINT NOT NULL
);
CREATE INDEX request_office ON request (office_id, outcome, due, id);
CREATE INDEX request_ngo ON request (ngo_id, id);
CREATE INDEX request_author ON request (author_id);
CREATE INDEX request_open ON request (due, id) WHERE outcome = 'open';
CREATE INDEX request_astray ON request (territory_id, id) WHERE office_id IS NULL;

-- What was written about a request. `entry` is its place in the log; a message that can still be undone has none yet.
CREATE TABLE request_message (
    id {identity},
    request_id BIGINT NOT NULL REFERENCES request (id),
    kind TEXT NOT NULL,
    entry BIGINT REFERENCES log_entry (number),
    person_id BIGINT,
    seat_id BIGINT REFERENCES seat (id),
    office_id BIGINT REFERENCES office (id),
    chat_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    album TEXT NOT NULL,
    text TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    leaves_at BIGINT,
    edited_at BIGINT
);
CREATE UNIQUE INDEX request_message_place ON request_message (chat_id, message_id);
CREATE INDEX request_message_request ON request_message (request_id, id);
CREATE INDEX request_message_person ON request_message (person_id);
CREATE INDEX request_message_leaves ON request_message (leaves_at) WHERE leaves_at IS NOT NULL;

-- Only grows: what a message said before it was edited.
CREATE TABLE request_version (
    id {identity},
    message_id BIGINT NOT NULL REFERENCES request_message (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX request_version_message ON request_version (message_id, id);

-- Files stay at Telegram; they are sent on by `file_id`.
CREATE TABLE request_file (
    id {identity},
    message_id BIGINT NOT NULL REFERENCES request_message (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    file_id TEXT NOT NULL,
    unique_id TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL
);
CREATE INDEX request_file_message ON request_file (message_id, id);

-- Every message of ours that is about a request: by it a reply is understood, and the card under it kept true. `about` is
-- what it tells, `office_id` the office that it was sent to (NULL: an NGO's member or a coordinator), `entry` the entry of
-- the log that it tells, if one.
CREATE TABLE request_card (
    chat_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    request_id BIGINT NOT NULL REFERENCES request (id),
    about TEXT NOT NULL,
    office_id BIGINT REFERENCES office (id),
    entry BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, message_id)
) {without_rowid};
CREATE INDEX request_card_request ON request_card (request_id, about);

-- Working time of an office, as `WorkingTime.text` writes it; the usual hours when there is none.
ALTER TABLE office ADD COLUMN hours TEXT;
