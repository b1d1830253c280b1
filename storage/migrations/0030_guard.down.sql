DROP TABLE consent_text;
