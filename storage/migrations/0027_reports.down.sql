DROP TABLE report_copy;
DROP TABLE report_reader;
DROP TABLE report_office;
DROP TABLE report_edition;
DROP TABLE report;
