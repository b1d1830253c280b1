DROP INDEX post_unread;
ALTER TABLE post DROP COLUMN unread;
