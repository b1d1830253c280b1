-- Words that a subscription asks for or leaves out, as they were typed (JSON lists of phrases).
ALTER TABLE subscription ADD COLUMN include TEXT NOT NULL DEFAULT '[]';
ALTER TABLE subscription ADD COLUMN exclude TEXT NOT NULL DEFAULT '[]';

-- Which words a subscription has: 0 none, 1 unwanted, 2 wanted, 3 both. Those without pay nothing for words.
ALTER TABLE subscription_key ADD COLUMN worded SMALLINT NOT NULL DEFAULT 0;

-- The same phrases as LIKE patterns over call.words (storage/call_words.py); wanted is 1 or 0. `stem` and `second`
-- are the longest words of the phrase ('' when it has one), by which it is found; `more` is 1 when it has others.
CREATE TABLE subscription_word (
    subscription_id BIGINT NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
    wanted SMALLINT NOT NULL,
    pattern TEXT NOT NULL,
    stem TEXT NOT NULL,
    second TEXT NOT NULL,
    more SMALLINT NOT NULL,
    PRIMARY KEY (subscription_id, wanted, pattern)
) {without_rowid};

-- The stems of a call's texts, a JSON list in order; NULL until they are worked out for calls stored before.
ALTER TABLE call ADD COLUMN words TEXT;
CREATE INDEX call_wordless ON call (id) WHERE words IS NULL;
CREATE INDEX call_first_seen ON call (first_seen_at);
