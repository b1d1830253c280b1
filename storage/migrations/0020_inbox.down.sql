DROP TABLE request_word;
DROP TABLE request_former;
DROP INDEX request_office_ngo;
DROP INDEX request_office;
CREATE INDEX request_office ON request (office_id, outcome, due, id);
ALTER TABLE request DROP COLUMN rating;
