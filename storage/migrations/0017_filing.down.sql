DROP TABLE request_draft_file;
DROP TABLE request_draft_part;
DROP TABLE request_draft;
