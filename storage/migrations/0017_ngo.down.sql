DROP TABLE request_cosigner;
DROP TABLE request_open;
