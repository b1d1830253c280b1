DROP TABLE operating_fact;
