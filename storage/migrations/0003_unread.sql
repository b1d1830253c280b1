-- Posts are kept as soon as they are fetched, together with what their source remembers; they are read afterwards.
ALTER TABLE post ADD COLUMN unread SMALLINT NOT NULL DEFAULT 0;
CREATE INDEX post_unread ON post (published_at) WHERE unread = 1;
