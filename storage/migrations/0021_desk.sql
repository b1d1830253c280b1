-- Answers that an office writes again and again. They belong to the office, not to whoever wrote them.
CREATE TABLE office_template (
    id {identity},
    office_id BIGINT NOT NULL REFERENCES office (id),
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX office_template_office ON office_template (office_id, name, id);

-- What waits to leave a chat.
CREATE INDEX request_message_unsent ON request_message (chat_id, id) WHERE leaves_at IS NOT NULL;
