DROP TABLE seat_duty;
