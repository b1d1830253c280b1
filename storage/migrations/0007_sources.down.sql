DROP TABLE source_bulletin;
DROP TABLE source_alarm;
DROP TABLE source_poll_day;
DROP INDEX source_added;
DROP INDEX source_address;
DROP INDEX source_key;
-- A program that knows nothing of pausing and removing must not poll what people took away.
UPDATE source SET enabled = 0 WHERE paused_at IS NOT NULL OR removed_at IS NOT NULL;
ALTER TABLE source DROP COLUMN asked_at;
ALTER TABLE source DROP COLUMN removed_at;
ALTER TABLE source DROP COLUMN paused_at;
ALTER TABLE source DROP COLUMN paused_by;
ALTER TABLE source DROP COLUMN added_at;
ALTER TABLE source DROP COLUMN added_by;
ALTER TABLE source DROP COLUMN file_url;
ALTER TABLE source DROP COLUMN address;
ALTER TABLE source DROP COLUMN origin;
ALTER TABLE source DROP COLUMN key;
