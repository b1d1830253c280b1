-- Groups and channels: where alerts go, in which language, and whether the bot may write there. `state` and its moment are
-- what Telegram told last; `role` is the bot's place in its words. No references: a group changes its number when it
-- becomes a supergroup.
CREATE TABLE group_chat (
    chat_id {key},
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    forum SMALLINT NOT NULL,
    language TEXT,
    topic_id BIGINT,
    set_up_by BIGINT,
    since BIGINT NOT NULL,
    state TEXT NOT NULL,
    state_since BIGINT NOT NULL,
    role TEXT NOT NULL,
    greeted SMALLINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX group_chat_set_up_by ON group_chat (set_up_by);

-- People who were administrators of a chat when last looked at: which chats they are offered, never what they may do
-- (Telegram is asked at every press).
CREATE TABLE group_admin (
    chat_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    since BIGINT NOT NULL,
    PRIMARY KEY (chat_id, person_id)
) {without_rowid};
CREATE INDEX group_admin_person ON group_admin (person_id);
