DROP INDEX seat_ever;
DROP TABLE figure_promise;
DROP TABLE figure_part;
DROP TABLE figure_request;
DROP TABLE figure_year;
DROP TABLE figure_state;
