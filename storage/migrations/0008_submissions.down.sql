DROP TABLE review_told;
DROP TABLE submission;
