-- What a source states about an announcement in fields of its own (JSON, see domain.calls.stated); NULL: only words.
ALTER TABLE post ADD COLUMN stated TEXT;
