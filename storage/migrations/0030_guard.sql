-- The texts that people agreed to, word for word: a hash alone proves nothing to somebody who has lost the text. Nobody
-- is named here; who agreed to which is in `consent`.
CREATE TABLE consent_text (
    text_hash TEXT PRIMARY KEY,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    first_shown_at BIGINT NOT NULL
);
