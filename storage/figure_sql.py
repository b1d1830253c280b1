"""The text of one statement that counts several tables at once, so that all of them tell of one state.

A statement is put together from sections: for each grouping one over the rows of requests or of offices' parts, and one
over promises; where the log stands; and the numbers of the requests that have to be read from the log itself.
"""

from __future__ import annotations

from functools import cache

from domain.statistics.counting import Behind
from domain.statistics.tables import By
from storage.statement import Statement, sql

# `good`: the years asked for, each with the number up to which its rows are true (0: none is). `newer`: requests to
# which something happened after the entry that the rows were made of. Without a state nothing is kept, nothing newer.
_COMMON = """
    WITH good AS MATERIALIZED (
        SELECT g.first, g.last, g.since, g.until, COALESCE(y.reached, 0) AS reached
        FROM {rows:years(year BIGINT, mark TEXT, first TEXT, last TEXT, since BIGINT, until BIGINT)} g
        LEFT JOIN figure_year y ON y.year = g.year AND y.mark = g.mark
    ), newer AS MATERIALIZED (
        SELECT DISTINCT CAST(SUBSTR(e.subject, 9) AS BIGINT) AS id FROM log_entry e
        WHERE e.number > (SELECT COALESCE(MAX(s.head), 9223372036854775807) FROM figure_state s)
          AND e.kind IN {texts:kinds}
    )
"""
_ROWS = """
    FROM good g JOIN {table} f ON f.filed_on >= g.first AND f.filed_on <= g.last AND f.request_id <= g.reached
    WHERE f.latest <= :as_of AND f.request_id NOT IN (SELECT n.id FROM newer n){where}
"""
_UNITS = " AND (CAST(:every AS BIGINT) = 1 OR f.territory_id IN {texts:units})"
_OFFICES = " AND f.office_id IN {ints:offices}"

# Of two connected texts about one row each: requests that were filed and not kept yet, or kept by another calendar; to
# which something newer happened; to which something happened after the moment asked about.
_OTHERS = """
    SELECT r.id FROM good g JOIN request r ON r.id > g.reached AND r.filed_at >= g.since AND r.filed_at < g.until
    UNION
    SELECT r.id FROM newer n JOIN request r ON r.id = n.id JOIN good g ON r.filed_at >= g.since AND r.filed_at < g.until
    UNION
    SELECT f.request_id FROM good g JOIN figure_request f
      ON f.filed_on >= g.first AND f.filed_on <= g.last AND f.latest > :as_of
"""

_OVERDUE = "f.answer_after IS NULL AND f.gone_after IS NULL AND f.holds < :today"
_LEFT = """COALESCE(f.gone_after,
    CASE WHEN f.registered < CAST(:as_of AS BIGINT) THEN CAST(:as_of AS BIGINT) - f.registered ELSE 0 END)"""
_THEN = "(CASE WHEN f.settles > CAST(:as_of AS BIGINT) THEN CAST(:as_of AS BIGINT) ELSE f.settles END)"
_HELD = "(CASE WHEN f.settles > CAST(:as_of AS BIGINT) THEN f.held_last ELSE f.held_due END)"
# As `SeatTerms.of_part`: whoever held it, if they sat there then, else the head.
_SEAT = f"""COALESCE(
    (SELECT s.id FROM seat s WHERE s.id = {_HELD} AND s.since <= {_THEN} AND (s.until IS NULL OR s.until >= {_THEN})),
    (SELECT s.id FROM seat s
     WHERE s.office_id = f.office_id AND s.role = 'head' AND s.since <= {_THEN}
       AND (s.until IS NULL OR s.until >= {_THEN})
     ORDER BY s.since DESC, s.id DESC LIMIT 1)
)"""  # noqa: S608  our own words

_KEYS = {
    By.MONTH: "SUBSTR(f.filed_on, 1, 7)",
    By.TERRITORY: "f.territory_id",
    By.TOPIC: "f.topic_id",
    By.OFFICE: "CAST(f.office_id AS TEXT)",
    By.SEAT: f"CAST({_SEAT} AS TEXT)",
}
_PROMISE_KEYS = _KEYS | {By.SEAT: "CAST(f.seat_id AS TEXT)"}

PROMISES = "promises "
"""Before the name of a grouping: the row is about promises."""

OUTCOMES = ("answered", "open", "closed_unanswered", "withdrawn", "redirected")
SAID = ("solved", "promise", "formal", "forwarded", "no_answer", "unrated")
COUNTS = (
    "redirected", "extended", "reopened", "term_over", "in_time", "extended_over", "in_time_extended", "overdue",
    "overdue_open",
)  # fmt: skip
VERDICTS = ("kept", "partly", "broken", "unjudged")
PROMISE_COUNTS = ("promises_due", "kept_due", "promises_overdue")
_NUMBERS = 2 + len(OUTCOMES) + len(SAID) + len(COUNTS) + 1


def _counted(condition: str) -> str:
    return f"COUNT(CASE WHEN {condition} THEN 1 END)"


def _numbers(narrow: bool) -> list[str]:
    return [
        "COUNT(*)",
        "COUNT(DISTINCT f.request_id)" if narrow else "COUNT(*)",
        *(_counted(f"f.outcome = '{outcome}'") for outcome in OUTCOMES),
        *(_counted(f"f.said = '{said}'") for said in SAID),
        "SUM(f.redirected)",
        "SUM(f.extended)",
        "SUM(f.reopened)",
        _counted("f.due < :today AND f.in_time IS NOT NULL"),
        _counted("f.due < :today AND f.in_time = 1"),
        _counted("f.holds < :today AND f.in_time_extended IS NOT NULL"),
        _counted("f.holds < :today AND f.in_time_extended = 1"),
        _counted(_OVERDUE),
        _counted(f"{_OVERDUE} AND f.outcome = 'open'"),
        f"MIN(CASE WHEN {_OVERDUE} THEN f.registered END)",
    ]


def _waits(column: str) -> list[str]:
    return [column, f"CASE WHEN {column} IS NULL THEN {_LEFT} END"]


_WAITS = [*_waits("f.heard_after"), *_waits("f.answer_after")]


def _joined(expression: str, *, postgresql: bool) -> str:
    """Return the values of a group as one text: a number costs fourteen bytes so, and a row of its own a hundred."""
    return f"string_agg(CAST({expression} AS TEXT), ',')" if postgresql else f"group_concat({expression})"


def _rows(table: str, *, narrow: bool, everywhere: bool = False) -> str:
    return _ROWS.format(table=table, where=("" if everywhere else _UNITS) + (_OFFICES if narrow else ""))


def _section(by: By, *, narrow: bool, everywhere: bool, postgresql: bool) -> str:
    table = "figure_part" if narrow or by in (By.OFFICE, By.SEAT) else "figure_request"
    texts = [_joined(expression, postgresql=postgresql) for expression in _WAITS]
    rows = _rows(table, narrow=narrow, everywhere=everywhere)
    told = ", ".join([*_numbers(narrow), *texts])
    return f"SELECT '{by}', {_KEYS[by]}, {told} {rows} GROUP BY 2"


def _promises(by: By, *, narrow: bool, everywhere: bool) -> str:
    rows = _rows("figure_promise", narrow=narrow, everywhere=everywhere)
    found = [
        *(_counted(f"f.verdict = '{verdict}'") for verdict in VERDICTS[:-1]),
        _counted("f.verdict IS NULL"),
        _counted("f.first_day < :today"),
        _counted("f.first_day < :today AND f.verdict = 'kept'"),
        _counted("f.verdict IS NULL AND f.done = 0 AND f.day < :today"),
    ]
    told = ", ".join([*found, *["CAST(0 AS BIGINT)"] * (_NUMBERS - len(found)), *["NULL"] * len(_WAITS)])
    return f"SELECT '{PROMISES}{by}', {_PROMISE_KEYS[by]}, {told} {rows} GROUP BY 2"


def _edges(numbers: int, texts: int, *, postgresql: bool) -> list[str]:
    """Return which requests have to be read from the log, and where it stands, in so many columns."""
    zeros, nulls = ["CAST(0 AS BIGINT)"] * (numbers - 1), ["NULL"] * (texts - 1)
    joined = _joined("o.id", postgresql=postgresql)
    others = ", ".join(["'others'", "NULL", "CAST(0 AS BIGINT)", *zeros, joined, *nulls])
    last = "(SELECT COALESCE(MAX(h.number), 0) FROM log_entry h)"
    hash_ = "(SELECT h.hash FROM log_entry h ORDER BY h.number DESC LIMIT 1)"
    head = ", ".join(["'head'", hash_, last, *zeros, "NULL", *nulls])
    return [f"SELECT {others} FROM ({_OTHERS}) o", f"SELECT {head}"]  # noqa: S608  our own words


@cache
def sums_statement(bys: frozenset[By], *, narrow: bool, everywhere: bool) -> Statement:
    """Return the statement that counts by month and by some of territory, topic, office and seat.

    Args:
        bys: what of these is asked.
        narrow: only the parts of some offices are counted.
        everywhere: by office all parts are counted, wherever the request was filed.
    """

    def text(*, postgresql: bool) -> str:
        asked = [by for by in _KEYS if by in bys or by is By.MONTH]
        wide = {by: everywhere and by is By.OFFICE for by in asked}
        sections = [_section(by, narrow=narrow, everywhere=wide[by], postgresql=postgresql) for by in asked]
        sections += [_promises(by, narrow=narrow, everywhere=wide[by]) for by in asked]
        return _COMMON + " UNION ALL ".join([*sections, *_edges(_NUMBERS, len(_WAITS), postgresql=postgresql)])

    return sql(sqlite=text(postgresql=False), postgresql=text(postgresql=True))


_BEHIND = {
    Behind.ALL: "1 = 1",
    Behind.ANSWERED: "f.outcome = 'answered'",
    Behind.OPEN: "f.outcome = 'open'",
    Behind.CLOSED_UNANSWERED: "f.outcome = 'closed_unanswered'",
    Behind.WITHDRAWN: "f.outcome = 'withdrawn'",
    Behind.REDIRECTED: "f.redirected = 1",
    Behind.EXTENDED: "f.extended = 1",
    Behind.REOPENED: "f.reopened = 1",
    Behind.OVERDUE: _OVERDUE,
    Behind.LATE: "f.due < :today AND f.in_time = 0",
    Behind.SOLVED: "f.said = 'solved'",
    Behind.FORMAL: "f.said = 'formal'",
    Behind.UNRATED: "f.said = 'unrated'",
}


@cache
def behind_statement(by: By | None, figure: Behind, *, narrow: bool) -> Statement:
    """Return the statement that finds the requests behind a figure.

    Args:
        by: the group is a topic, an office or a seat; None: all that are asked about.
        figure: which figure.
        narrow: only the parts of some offices are looked at.
    """
    table = "figure_part" if narrow or by in (By.OFFICE, By.SEAT) else "figure_request"
    rows = _rows(table, narrow=narrow)
    key = f"COALESCE({_KEYS[by]}, '')" if by is not None else "''"
    # The day and the moment are named once more, so that every figure takes the same parameters.
    found = f"""
        SELECT DISTINCT f.request_id {rows} AND {_BEHIND[figure]} AND {key} = :key AND :today > ''
    """

    def text(*, postgresql: bool) -> str:
        joined = _joined("b.request_id", postgresql=postgresql)
        numbers = f"SELECT 'found', NULL, CAST(0 AS BIGINT), {joined} FROM ({found}) b"  # noqa: S608  our own words
        return _COMMON + " UNION ALL ".join([numbers, *_edges(1, 1, postgresql=postgresql)])

    return sql(sqlite=text(postgresql=False), postgresql=text(postgresql=True))
