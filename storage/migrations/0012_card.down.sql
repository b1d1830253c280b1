DROP TABLE call_correction;
DROP TABLE call_reading;
ALTER TABLE call DROP COLUMN corrected;
ALTER TABLE call DROP COLUMN award_mci;
ALTER TABLE call DROP COLUMN age_most;
ALTER TABLE call DROP COLUMN age_least;
ALTER TABLE call DROP COLUMN applicants;
