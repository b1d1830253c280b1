"""What figures are counted from: kept rows (see the migration), and the log for what they do not tell."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.clock import instant, micros
from domain.journal import Head
from domain.ports.figures import Found, Group, KeptState, Progress, Summed, Wanted
from domain.requests.clocks import Outcome
from domain.requests.events import Rating
from domain.requests.promises import Verdict
from domain.statistics.counting import Behind
from domain.statistics.figures import Sums
from domain.statistics.measures import Waits
from domain.statistics.projection import PART, PROMISE, REQUEST, Kept
from domain.statistics.reading import ENTRIES
from domain.statistics.tables import By, Key
from storage.engine import Row, Session
from storage.figure_sql import (
    COUNTS,
    OUTCOMES,
    PROMISE_COUNTS,
    PROMISES,
    SAID,
    VERDICTS,
    behind_statement,
    sums_statement,
)
from storage.statement import json_list, sql

_STATE = sql("""
    SELECT s.step, s.zone, s.head, y.year, y.mark, y.reached FROM figure_state s LEFT JOIN figure_year y ON s.one = 1
""")
# They are numbered as they are filed; who breaks that rule only has more read from the log.
_SPAN = sql("""
    SELECT (SELECT r.filed_at FROM request r ORDER BY r.id LIMIT 1),
           (SELECT r.filed_at FROM request r ORDER BY r.id DESC LIMIT 1)
""")
_TOUCHED = sql("""
    SELECT e.number, CASE WHEN e.kind IN {texts:kinds} THEN e.subject END FROM log_entry e
    WHERE e.number > :after ORDER BY e.number LIMIT :limit
""")
_FIRST_STEP = sql("""
    INSERT INTO figure_state (one, step, zone, head) VALUES (1, 1, :zone, :head) ON CONFLICT DO NOTHING
""")
_STEP = sql("UPDATE figure_state SET step = step + 1, head = :head WHERE one = 1 AND step = :step")
_BEGIN = sql("""
    INSERT INTO figure_year (year, mark, reached) VALUES (:year, :mark, 0)
    ON CONFLICT (year) DO UPDATE SET mark = excluded.mark, reached = 0
""")
_REACH = sql("UPDATE figure_year SET reached = :reached WHERE year = :year")
_TABLES = ("figure_request", "figure_part", "figure_promise")
_EMPTIED = [sql(f"DELETE FROM {table}") for table in (*_TABLES, "figure_year", "figure_state")]  # noqa: S608  our words
_REMOVED = [sql(f"DELETE FROM {table} WHERE request_id IN {{ints:requests}}") for table in _TABLES]  # noqa: S608  names of our own tables

# Between the least and the greatest number: one look into the index. What lies there may be another request's, and then
# something is removed in vain; while a year is made for the first time nothing lies there.
_ANY_KEPT = sql("SELECT 1 FROM figure_request WHERE request_id BETWEEN :first AND :last LIMIT 1")


def _insert(table: str, columns: Sequence[str]) -> Any:
    given = ", ".join(f":{column}" for column in columns)
    return sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({given})")  # noqa: S608  our own words


_PUT_REQUEST = _insert("figure_request", REQUEST)
_PUT_PART = _insert("figure_part", PART)
_PUT_PROMISE = _insert("figure_promise", PROMISE)
_ENTRIES = sql("""
    SELECT e.number, e.moment, e.kind, e.subject, e.actor, e.facts
    FROM log_entry e
    WHERE e.subject IN {texts:subjects} AND e.number <= :head AND e.kind IN {texts:kinds} ORDER BY e.number
""")
_FILED = sql("""
    SELECT r.territory_id, COUNT(*) FROM request r WHERE r.filed_at >= :since AND r.filed_at < :until
    GROUP BY r.territory_id
""")
_KINDS = json_list(ENTRIES)
_GROUPED = frozenset({By.TERRITORY, By.TOPIC, By.OFFICE, By.SEAT})
_SECOND = 1e6


class KeptFiguresRepository:
    """Implements `domain.ports.KeptFigures`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def state(self) -> KeptState:
        """Return how far what is kept has come. One trip."""
        rows = await self._session.all(_STATE)
        if not rows:
            return KeptState()
        step, zone, head = rows[0][:3]
        years = {int(year): (str(mark), int(reached)) for _, _, _, year, mark, reached in rows if year is not None}
        return KeptState(int(step), str(zone), int(head), years)

    async def span(self) -> tuple[datetime, datetime] | None:
        """Return when the first and the last request were filed; None when there is none. One trip."""
        row = await self._session.one(_SPAN)
        return (instant(row[0]), instant(row[1])) if row is not None and row[0] is not None else None

    async def touched(self, after: int, limit: int) -> tuple[Sequence[int], int]:
        """Return the requests that the next entries after a number tell of, at most `limit` entries, and the last
        entry's number; the number given when there is none. One trip.
        """
        rows = await self._session.all(_TOUCHED, after=after, limit=limit, kinds=_KINDS)
        found = {int(str(subject).partition(":")[2]) for _, subject in rows if subject is not None}
        return sorted(found), int(rows[-1][0]) if rows else after

    async def begin(self, step: int, zone: str, head: int, marks: Mapping[int, str]) -> bool:
        """Begin years anew, with their marks; False when somebody else was faster. Two trips."""
        if not (
            await self._session.run(_STEP, step=step, head=head)
            if step
            else await self._session.run(_FIRST_STEP, zone=zone, head=head)
        ):
            return False
        await self._session.each(_BEGIN, [{"year": year, "mark": mark} for year, mark in marks.items()])
        return True

    async def put(self, step: int, requests: Collection[int], rows: Sequence[Kept], progress: Progress) -> bool:
        """Replace what is kept of requests; False, with nothing changed, if somebody was faster. Nine trips at most."""
        if not await self._session.run(_STEP, step=step, head=progress.head):
            return False
        if requests and await self._session.one(_ANY_KEPT, first=min(requests), last=max(requests)):
            numbers = json_list(requests)
            for statement in _REMOVED:
                await self._session.run(statement, requests=numbers)
        await self._session.rows(_PUT_REQUEST, [one.request for one in rows])
        await self._session.rows(_PUT_PART, [part for one in rows for part in one.parts])
        await self._session.rows(_PUT_PROMISE, [promise for one in rows for promise in one.promises])
        if progress.year is not None:
            await self._session.run(_REACH, year=progress.year, reached=progress.reached)
        return True

    async def drop(self) -> None:
        """Forget all. Five trips."""
        for statement in _EMPTIED:
            await self._session.run(statement)

    async def sums(self, wanted: Wanted, bys: Collection[By], *, everywhere: bool = False) -> Summed:
        """Count by month, and by those of territory (the one filed to), topic, office and seat that are asked.

        One trip, one state. By office, parts count wherever the request was filed, if so asked (`everywhere`).
        """
        statement = sums_statement(frozenset(bys) & _GROUPED, narrow=wanted.offices is not None, everywhere=everywhere)
        rows = await self._session.all(statement, **_asked(wanted), today=wanted.today.isoformat())
        head, as_of = Head(), micros(wanted.as_of)
        others: list[int] = []
        groups: list[Group] = []
        for row in rows:  # in any order
            match row[0]:
                case "head":
                    head = _head(row)
                case "others":
                    others = _ints(row[-4])
                case _:
                    groups.append(_promises(row) if row[0].startswith(PROMISES) else _group(row, as_of))
        return Summed(head, groups, others)

    async def behind(self, wanted: Wanted, by: By | None, key: Key, figure: Behind) -> Found:
        """Return the requests behind a figure of a topic's, office's or seat's group; `by` None: of all. One trip."""
        statement = behind_statement(by, figure, narrow=wanted.offices is not None)
        rows = await self._session.all(
            statement,
            **_asked(wanted),
            today=wanted.today.isoformat(),
            key="" if key is None or by is None else str(key),
        )
        told = {row[0]: row for row in rows}
        return Found(_head(told["head"]), _ints(told["found"][3]), _ints(told["others"][3]))

    async def filed(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """Return how many requests were filed in each territory from `since` on and before `until`. One trip."""
        rows = await self._session.all(_FILED, since=micros(since), until=micros(until))
        return {str(unit): int(count) for unit, count in rows}

    async def entries(self, requests: Collection[int], head: int) -> Sequence[tuple[Any, ...]]:
        """Return the entries about requests that figures look at, up to number `head`, in the log's order: the first
        six columns of `domain.journal.Row`. One trip.
        """
        subjects = json_list(f"request:{number}" for number in requests)
        return [tuple(row) for row in await self._session.all(_ENTRIES, subjects=subjects, head=head, kinds=_KINDS)]


def _asked(wanted: Wanted) -> dict[str, Any]:
    years = [
        {
            "year": one.year,
            "mark": one.mark,
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
            "since": micros(one.since),
            "until": micros(one.until),
        }
        for one in wanted.years
    ]
    asked = {
        "years": json_list(years),
        "kinds": _KINDS,
        "as_of": micros(wanted.as_of),
        "every": int(wanted.units is None),
        "units": json_list(wanted.units or ()),
    }
    return asked if wanted.offices is None else asked | {"offices": json_list(wanted.offices)}


def _head(row: Row) -> Head:
    return Head(int(row[2]), str(row[1])) if row[1] is not None else Head()


def _group(row: Row, as_of: int) -> Group:
    by, key, n, requests, *rest = row
    outcomes, rest = rest[: len(OUTCOMES)], rest[len(OUTCOMES) :]
    said, rest = rest[: len(SAID)], rest[len(SAID) :]
    counts, (oldest, *texts) = rest[: len(COUNTS)], rest[len(COUNTS) :]
    heard, unheard, answered, unanswered = map(_waits, texts)
    sums = Sums(
        n=int(n),
        counts=dict(zip(COUNTS, map(int, counts), strict=True)),
        outcomes={Outcome(name): int(count) for name, count in zip(OUTCOMES, outcomes, strict=True)},
        ratings={_rating(name): int(count) for name, count in zip(SAID, said, strict=True)},
        responses=Waits.of(heard, unheard),
        answers=Waits.of(answered, unanswered),
        oldest=None if oldest is None else max(as_of - int(oldest), 0) / 1e6,
    )
    return Group(By(by), _key(By(by), key), int(requests), sums)


def _promises(row: Row) -> Group:
    by, key, *numbers = row
    found = iter(map(int, numbers[: len(VERDICTS) + len(PROMISE_COUNTS)]))
    verdicts = {_verdict(name): next(found) for name in VERDICTS}
    counts = {name: next(found) for name in PROMISE_COUNTS}
    where = By(str(by).removeprefix(PROMISES))
    return Group(where, _key(where, key), 0, Sums(verdicts=verdicts, counts=counts))


def _key(by: By, key: Any) -> str | int | None:
    if key is None:
        return None
    return int(key) if by in (By.OFFICE, By.SEAT) else str(key)


def _rating(name: str) -> Rating | None:
    return None if name == "unrated" else Rating(name)


def _verdict(name: str) -> Verdict | None:
    return None if name == "unjudged" else Verdict(name)


def _waits(text: str | None) -> array[float]:
    """Read microseconds, as seconds."""
    return array("d", map(_SECOND.__rtruediv__, map(float, text.split(",")))) if text else array("d")


def _ints(text: str | None) -> list[int]:
    return [int(number) for number in text.split(",")] if text else []
