-- Words that a subscription asks for or leaves out, as they were typed (JSON lists of phrases).
ALTER TABLE subscription ADD COLUMN include TEXT NOT NULL DEFAULT '[]';
ALTER TABLE subscription ADD COLUMN exclude TEXT NOT NULL DEFAULT '[]';

-- 1 when the subscription has rows in subscription_word: the others pay nothing for words.
ALTER TABLE subscription_key ADD COLUMN worded SMALLINT NOT NULL DEFAULT 0;

-- The same words as LIKE patterns over call.words (storage/call_words.py); wanted is 1 or 0.
CREATE TABLE subscription_word (
    subscription_id BIGINT NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
    wanted SMALLINT NOT NULL,
    pattern TEXT NOT NULL,
    PRIMARY KEY (subscription_id, wanted, pattern)
) {without_rowid};

-- The stems of a call's texts, '|вод||питьев|'; NULL until they are worked out for calls stored before.
ALTER TABLE call ADD COLUMN words TEXT;
CREATE INDEX call_wordless ON call (id) WHERE words IS NULL;
CREATE INDEX call_first_seen ON call (first_seen_at);
