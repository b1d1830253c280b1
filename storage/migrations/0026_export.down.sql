DROP TABLE export_job;
