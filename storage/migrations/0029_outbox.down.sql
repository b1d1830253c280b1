DROP INDEX outbox_digest;
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (priority, not_before, id) WHERE state = 'pending';
