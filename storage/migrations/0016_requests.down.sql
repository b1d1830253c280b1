ALTER TABLE office DROP COLUMN hours;
DROP TABLE request_card;
DROP TABLE request_file;
DROP TABLE request_version;
DROP TABLE request_message;
DROP TABLE request;
