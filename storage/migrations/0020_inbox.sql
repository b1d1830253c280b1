-- The inbox of an office. What the NGO says of the answer is worked out with the rest of how the request stands, so
-- that answers nobody has rated are counted without reading the log.
ALTER TABLE request ADD COLUMN rating TEXT;
DROP INDEX request_office;
-- Whole heaps are counted from the index alone.
CREATE INDEX request_office ON request
    (office_id, outcome, (COALESCE(office_due, due)), id, seat_id, rating, ended_at, answered_at);
CREATE INDEX request_office_ngo ON request (office_id, ngo_id);

-- Offices that had a request and sent it on.
CREATE TABLE request_former (
    office_id BIGINT NOT NULL REFERENCES office (id),
    request_id BIGINT NOT NULL REFERENCES request (id),
    PRIMARY KEY (office_id, request_id)
) {without_rowid};
CREATE INDEX request_former_request ON request_former (request_id);

-- What an office finds a request by: the words of its messages, and their stems after a "=". Each office has its own
-- rows: whoever searches reads a stretch of them, however many requests others have, and an office that sent a request
-- on keeps those of what it may read: written by then.
CREATE TABLE request_word (
    office_id BIGINT NOT NULL REFERENCES office (id),
    word {letters} NOT NULL,
    request_id BIGINT NOT NULL REFERENCES request (id),
    message_id BIGINT NOT NULL REFERENCES request_message (id) ON DELETE CASCADE,
    PRIMARY KEY (office_id, word, request_id, message_id)
) {without_rowid};
CREATE INDEX request_word_message ON request_word (message_id);
