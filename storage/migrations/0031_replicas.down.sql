{only:postgresql} DROP TRIGGER outbox_tells ON outbox;
{only:postgresql} DROP FUNCTION outbox_tells();
DROP INDEX update_inbox_owned;
DROP INDEX update_inbox_line;
ALTER TABLE update_inbox DROP COLUMN owner;
ALTER TABLE update_inbox DROP COLUMN line;
