-- What waits is found without looking at the rows themselves: an outbox of half a year holds a million of them. The lines
-- of a chat's digest are found among those that wait, not among all that the chat was ever told.
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (priority, not_before, id, chat_id, kind) WHERE state = 'pending';
CREATE INDEX outbox_digest ON outbox (chat_id, not_before, id) WHERE state = 'pending' AND kind = 'digest';
