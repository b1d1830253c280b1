-- Letters to akimats while they are written. One that was sent stays a while as `sent_as`, so that a button pressed late
-- or twice leads to the request that it became; its messages have moved there.
CREATE TABLE request_draft (
    id {identity},
    person_id BIGINT NOT NULL,
    ngo_id BIGINT NOT NULL REFERENCES ngo (id) ON DELETE CASCADE,
    territory_id TEXT REFERENCES territory (id),
    topic_id TEXT REFERENCES topic (id),
    call_id BIGINT,
    refused_album TEXT NOT NULL,
    sent_as BIGINT REFERENCES request (id),
    revision BIGINT NOT NULL,
    touched_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX request_draft_open ON request_draft (person_id, ngo_id) WHERE sent_as IS NULL;
CREATE INDEX request_draft_touched ON request_draft (touched_at);
CREATE INDEX request_draft_ngo ON request_draft (ngo_id);

-- One row per message of Telegram's.
CREATE TABLE request_draft_part (
    id {identity},
    draft_id BIGINT NOT NULL REFERENCES request_draft (id) ON DELETE CASCADE,
    chat_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    album TEXT NOT NULL,
    text TEXT NOT NULL,
    sent_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX request_draft_part_place ON request_draft_part (chat_id, message_id);
CREATE INDEX request_draft_part_draft ON request_draft_part (draft_id, id);

CREATE TABLE request_draft_file (
    id {identity},
    part_id BIGINT NOT NULL REFERENCES request_draft_part (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    file_id TEXT NOT NULL,
    unique_id TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL
);
CREATE INDEX request_draft_file_part ON request_draft_file (part_id, id);
