DROP TABLE stand_check;
DROP TABLE promise;
