DROP INDEX call_first_seen;
DROP INDEX call_wordless;
ALTER TABLE call DROP COLUMN words;
DROP TABLE subscription_word;
ALTER TABLE subscription_key DROP COLUMN worded;
ALTER TABLE subscription DROP COLUMN exclude;
ALTER TABLE subscription DROP COLUMN include;
