-- What figures are counted from, worked out from the log and the calendar: disposable, dropped and made anew at any time.
-- Only what holds whatever moment the figures are of; who is late as of a day is found out when somebody asks.

-- `head`: every row tells what the log said up to this entry, or later. `step` grows with each change, so that of two who
-- go on with it one finds out that it was overtaken.
CREATE TABLE figure_state (
    one SMALLINT PRIMARY KEY,
    step BIGINT NOT NULL,
    zone TEXT NOT NULL,
    head BIGINT NOT NULL
);
-- Of the requests filed in a year those up to number `reached` are there, judged by the calendar that `mark` stands for.
CREATE TABLE figure_year (
    year BIGINT PRIMARY KEY,
    mark TEXT NOT NULL,
    reached BIGINT NOT NULL
);

-- A request by the NGO's clock. `latest` is when the last thing happened to it that figures look at; `…_after` are
-- microseconds since `registered`: until the first response, the substantive answer, until nothing was owed any more.
-- `in_time` is what holds once the day `due` is over, `in_time_extended` once `holds` is.
CREATE TABLE figure_request (
    filed_on {letters} NOT NULL,
    request_id BIGINT NOT NULL,
    territory_id TEXT NOT NULL,
    topic_id TEXT NOT NULL,
    latest BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    redirected SMALLINT NOT NULL,
    extended SMALLINT NOT NULL,
    reopened SMALLINT NOT NULL,
    registered BIGINT NOT NULL,
    heard_after BIGINT,
    answer_after BIGINT,
    gone_after BIGINT,
    due {letters} NOT NULL,
    holds {letters} NOT NULL,
    in_time SMALLINT,
    in_time_extended SMALLINT,
    said TEXT,
    PRIMARY KEY (filed_on, request_id)
) {without_rowid};
CREATE INDEX figure_request_id ON figure_request (request_id);

-- An office's part in a request by its own clock; of a request that no office received, the whole of it, place 0.
-- `settles`: the seat that holds it then (`held_due`) has it for good; until then whoever holds it (`held_last`).
CREATE TABLE figure_part (
    filed_on {letters} NOT NULL,
    request_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    territory_id TEXT NOT NULL,
    topic_id TEXT NOT NULL,
    latest BIGINT NOT NULL,
    office_id BIGINT,
    outcome TEXT NOT NULL,
    redirected SMALLINT NOT NULL,
    extended SMALLINT NOT NULL,
    reopened SMALLINT NOT NULL,
    registered BIGINT NOT NULL,
    heard_after BIGINT,
    answer_after BIGINT,
    gone_after BIGINT,
    due {letters} NOT NULL,
    holds {letters} NOT NULL,
    in_time SMALLINT,
    in_time_extended SMALLINT,
    said TEXT,
    settles BIGINT NOT NULL,
    held_due BIGINT,
    held_last BIGINT,
    PRIMARY KEY (filed_on, request_id, place)
) {without_rowid};
CREATE INDEX figure_part_id ON figure_part (request_id);

CREATE TABLE figure_promise (
    filed_on {letters} NOT NULL,
    request_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    territory_id TEXT NOT NULL,
    topic_id TEXT NOT NULL,
    latest BIGINT NOT NULL,
    office_id BIGINT,
    seat_id BIGINT,
    first_day {letters} NOT NULL,
    day {letters} NOT NULL,
    done SMALLINT NOT NULL,
    verdict TEXT,
    PRIMARY KEY (filed_on, request_id, place)
) {without_rowid};
CREATE INDEX figure_promise_id ON figure_promise (request_id);

-- Which head of an office sat there at a moment in the past.
CREATE INDEX seat_ever ON seat (office_id, since);
