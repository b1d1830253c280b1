DROP TABLE coordinator;
