-- The inbox of an office. What the NGO says of the answer is worked out with the rest of how the request stands, so
-- that answers nobody has rated are counted without reading the log.
ALTER TABLE request ADD COLUMN rating TEXT;
DROP INDEX request_office;
CREATE INDEX request_office ON request (office_id, outcome, (COALESCE(office_due, due)), id);

-- Offices that had a request and sent it on. They read what was written by then: up to the message `last_message`.
CREATE TABLE request_former (
    office_id BIGINT NOT NULL REFERENCES office (id),
    request_id BIGINT NOT NULL REFERENCES request (id),
    last_message BIGINT NOT NULL,
    PRIMARY KEY (office_id, request_id)
) {without_rowid};
CREATE INDEX request_former_request ON request_former (request_id);

-- What a request is found by: the words of its messages, and their stems after a "=". The key begins with the request:
-- whoever searches does it among the requests of their own office, however many others there are.
CREATE TABLE request_word (
    request_id BIGINT NOT NULL REFERENCES request (id),
    word {letters} NOT NULL,
    message_id BIGINT NOT NULL REFERENCES request_message (id) ON DELETE CASCADE,
    PRIMARY KEY (request_id, word, message_id)
) {without_rowid};
CREATE INDEX request_word_message ON request_word (message_id);
