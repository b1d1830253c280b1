DROP TABLE request_cosigner;
DROP TABLE request_sharing;
