-- The group in which an office works: one of each for the other. Who is bound to what from when is in the log too.
CREATE TABLE office_chat (
    chat_id {key},
    office_id BIGINT NOT NULL UNIQUE REFERENCES office (id),
    topics SMALLINT NOT NULL,
    bound_by BIGINT,
    since BIGINT NOT NULL
);

-- One-time links that bind a group. Only the hash of the token is kept: whoever reads the table can use no link.
CREATE TABLE office_chat_link (
    id {identity},
    token_hash TEXT NOT NULL UNIQUE,
    office_id BIGINT NOT NULL REFERENCES office (id),
    made_by BIGINT,
    made_as TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX office_chat_link_office ON office_chat_link (office_id);

-- The topic of a request in a forum. It is written as soon as Telegram has made it, before anything is said in it.
CREATE TABLE request_topic (
    chat_id BIGINT NOT NULL,
    request_id BIGINT NOT NULL REFERENCES request (id),
    topic_id BIGINT NOT NULL,
    closed SMALLINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, request_id)
) {without_rowid};
CREATE UNIQUE INDEX request_topic_place ON request_topic (chat_id, topic_id);
CREATE INDEX request_topic_request ON request_topic (request_id);
