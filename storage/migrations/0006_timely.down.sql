DROP INDEX outbox_call;
ALTER TABLE shelf DROP COLUMN remind_changed_at;
ALTER TABLE shelf DROP COLUMN remind;
DROP TABLE call_revision;
