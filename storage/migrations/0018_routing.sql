-- Whether the holder of a seat is at work: on duty unless a row says otherwise. The days of an absence are local, both
-- included; it ends by itself. What was said before is in the log.
CREATE TABLE seat_duty (
    seat_id {key} REFERENCES seat (id),
    off SMALLINT NOT NULL,
    absent_from TEXT,
    absent_until TEXT,
    deputy_id BIGINT REFERENCES seat (id),
    changed_at BIGINT NOT NULL,
    CHECK ((absent_from IS NULL) = (absent_until IS NULL))
);
CREATE INDEX seat_duty_deputy ON seat_duty (deputy_id);
