-- What an office had to be answered and kept when somebody came into a seat: the newcomer confirms it item by item.
-- An item that is over by itself meanwhile waits for nobody.
CREATE TABLE handover (
    seat_id {key} REFERENCES seat (id),
    begun_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE TABLE handover_item (
    seat_id BIGINT NOT NULL REFERENCES handover (seat_id),
    kind TEXT NOT NULL,
    item_id BIGINT NOT NULL,
    confirmed_at BIGINT,
    PRIMARY KEY (seat_id, kind, item_id)
) {without_rowid};
