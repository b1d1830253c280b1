-- What offices promised under an answer. A promise is the office's and outlives the seat that gave it; `entry` is its
-- place in the log, `first_day` the day that was named first, `reason` why it was moved (once at most). `reminded` and
-- `asked_at` keep anybody from being written to twice.
CREATE TABLE promise (
    id {identity},
    request_id BIGINT NOT NULL REFERENCES request (id),
    entry BIGINT NOT NULL UNIQUE REFERENCES log_entry (number),
    office_id BIGINT NOT NULL REFERENCES office (id),
    seat_id BIGINT REFERENCES seat (id),
    text TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    first_day TEXT NOT NULL,
    day TEXT NOT NULL,
    moved_at BIGINT,
    moved_entry BIGINT REFERENCES log_entry (number),
    reason TEXT NOT NULL,
    done_at BIGINT,
    state TEXT NOT NULL,
    reminded TEXT,
    asked_at BIGINT
);
CREATE INDEX promise_request ON promise (request_id, id);
CREATE INDEX promise_office ON promise (office_id, state, day, id);
CREATE INDEX promise_waiting ON promise (day, id) WHERE state = 'open';

-- How far the dates of open requests have been worked out anew: `mark` names the day and the calendar it is done for,
-- `reached` the last request done, NULL once all are.
CREATE TABLE stand_check (
    one SMALLINT PRIMARY KEY,
    mark TEXT NOT NULL,
    reached BIGINT
);
