-- Several processes handle updates: whose line an update stands in (the person's id), and who handles it now. Both go
-- when it was handled, with its words.
ALTER TABLE update_inbox ADD COLUMN line BIGINT;
ALTER TABLE update_inbox ADD COLUMN owner TEXT;
CREATE INDEX update_inbox_line ON update_inbox (line, update_id) WHERE line IS NOT NULL;
CREATE INDEX update_inbox_owned ON update_inbox (owner) WHERE owner IS NOT NULL;

-- Whoever sends hears at once that another process queued something. Told at the commit, once for all rows of it.
{only:postgresql} CREATE FUNCTION outbox_tells() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('elshi_queued', ''); RETURN NULL; END $$;
{only:postgresql} CREATE TRIGGER outbox_tells AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_tells();
