-- The log: entries are added at its end and never changed. `before` is the hash of the entry before, `seal` the salted
-- hash of what stands beside the entry (empty when nothing does). What is hashed: docs/decisions on the log.
CREATE TABLE log_entry (
    number {key},
    moment BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    actor TEXT NOT NULL,
    facts TEXT NOT NULL,
    seal TEXT NOT NULL,
    before TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX log_entry_subject ON log_entry (subject, number);

-- Who acted and what they wrote, beside the log: erased with its salt, while the entry stays.
CREATE TABLE log_private (
    entry {key} REFERENCES log_entry (number),
    person_id BIGINT,
    text TEXT NOT NULL,
    salt TEXT NOT NULL
);
CREATE INDEX log_private_person ON log_private (person_id);

-- The head of the log that was sent to coordinators on a day.
CREATE TABLE log_head (
    day TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL
);

-- Days off and worked days by decision; the last row of a day holds. `number` is that of its entry in the log.
CREATE TABLE calendar_change (
    number {key} REFERENCES log_entry (number),
    day TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    person_id BIGINT,
    territory_id TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX calendar_change_day ON calendar_change (day, number);

-- Both engines refuse what would rewrite the log, also to somebody at the database's own prompt. A number that does not
-- follow is refused too: SQLite's INSERT OR REPLACE would else put a row in an older one's place unseen.
{only:sqlite} CREATE TRIGGER log_entry_follows BEFORE INSERT ON log_entry WHEN NEW.number IS NOT (SELECT COALESCE(MAX(number), 0) + 1 FROM log_entry) BEGIN SELECT RAISE(ABORT, 'the log goes on with the next number'); END;
{only:sqlite} CREATE TRIGGER log_entry_not_changed BEFORE UPDATE ON log_entry BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
{only:sqlite} CREATE TRIGGER log_entry_not_removed BEFORE DELETE ON log_entry BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END;
{only:sqlite} CREATE TRIGGER log_private_not_changed BEFORE UPDATE ON log_private BEGIN SELECT RAISE(ABORT, 'what stands beside the log is erased, never changed'); END;
{only:sqlite} CREATE TRIGGER log_head_once BEFORE INSERT ON log_head WHEN EXISTS (SELECT 1 FROM log_head h WHERE h.day = NEW.day) BEGIN SELECT RAISE(ABORT, 'what was published stays'); END;
{only:sqlite} CREATE TRIGGER log_head_not_changed BEFORE UPDATE ON log_head BEGIN SELECT RAISE(ABORT, 'what was published stays'); END;
{only:sqlite} CREATE TRIGGER log_head_not_removed BEFORE DELETE ON log_head BEGIN SELECT RAISE(ABORT, 'what was published stays'); END;

{only:postgresql} CREATE FUNCTION log_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the log is only added to' USING ERRCODE = 'integrity_constraint_violation'; END $$;
{only:postgresql} CREATE FUNCTION log_follows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.number IS DISTINCT FROM (SELECT COALESCE(MAX(number), 0) + 1 FROM log_entry) THEN RAISE EXCEPTION 'the log goes on with the next number' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$;
{only:postgresql} CREATE TRIGGER log_entry_follows BEFORE INSERT ON log_entry FOR EACH ROW EXECUTE FUNCTION log_follows();
{only:postgresql} CREATE TRIGGER log_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entry FOR EACH STATEMENT EXECUTE FUNCTION log_refuses();
{only:postgresql} CREATE TRIGGER log_private_kept BEFORE UPDATE ON log_private FOR EACH STATEMENT EXECUTE FUNCTION log_refuses();
{only:postgresql} CREATE TRIGGER log_head_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON log_head FOR EACH STATEMENT EXECUTE FUNCTION log_refuses();
