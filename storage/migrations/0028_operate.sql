-- What the operator's side remembers, by name: which bot this database belongs to (`bot`), and by day or week what was
-- done (`backup:2026-11-25`, `note:2026-W48`). Names with a colon are forgotten after a year.
CREATE TABLE operating_fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    at BIGINT NOT NULL
);
