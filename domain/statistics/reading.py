"""From entries of the log to cases: what figures need of requests is all in the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.requests.clocks import clocks_of
from domain.requests.events import EventKind, RequestEvent
from domain.requests.record import told_by
from domain.requests.terms import Terms
from domain.statistics.cases import Case, fates_of

_LOOKED_AT = (
    EventKind.FILED, EventKind.TAKEN, EventKind.FREED, EventKind.HANDED, EventKind.ANSWERED, EventKind.DETAILS_ASKED,
    EventKind.REDIRECTED, EventKind.EXTENDED, EventKind.PROMISED, EventKind.CLOSED, EventKind.RATED,
    EventKind.REOPENED, EventKind.WITHDRAWN, EventKind.PROMISE_DONE, EventKind.PROMISE_JUDGED,
)  # fmt: skip
ENTRIES = tuple(f"request.{kind}" for kind in _LOOKED_AT)
"""What the log calls the entries that figures look at; no other moves any figure."""

_HOLDS = {EventKind.TAKEN: "seat", EventKind.HANDED: "to", EventKind.FREED: "", EventKind.REDIRECTED: ""}
_PROMISES = frozenset({EventKind.PROMISED, EventKind.PROMISE_DONE, EventKind.PROMISE_JUDGED})


def cases_of(rows: Iterable[Sequence[Any]], terms: Terms, as_of: datetime) -> list[Case]:
    """Return the requests that entries of the log tell of, in the order in which they were filed.

    Args:
        rows: entries in the log's order, all of each request that figures look at; their first six columns are read.
        terms: the rules and the calendar.
        as_of: aware; requests filed later are left out, and so is whatever happened later.
    """
    logs: dict[int, list[tuple[RequestEvent, Mapping[str, Any]]]] = defaultdict(list)
    for row in rows:
        told = told_by(row)
        if told is not None and told[0].moment <= as_of:
            logs[told[0].request_id].append(told)
    found = (_case(log, terms, as_of) for log in logs.values())
    return [case for case in found if case is not None]


def _case(log: Sequence[tuple[RequestEvent, Mapping[str, Any]]], terms: Terms, as_of: datetime) -> Case | None:
    clocks = clocks_of([event for event, _ in log], terms, as_of)
    if clocks is None:
        return None
    territory, topic = "", ""
    holds: list[tuple[datetime, int | None]] = []
    promises: list[tuple[int, EventKind, int | None, Mapping[str, Any]]] = []
    latest = log[0][0].moment
    for event, facts in log:
        kind, moment = event.kind, event.moment
        if moment > latest:
            latest = moment
        if kind is EventKind.FILED and not territory:
            territory, topic = str(facts.get("territory", "")), str(facts.get("topic", ""))
        elif kind in _HOLDS:
            name = _HOLDS[kind]
            seat = facts.get(name) if name else None
            holds.append((moment, seat if isinstance(seat, int) else None))
        elif kind in _PROMISES:
            promises.append((event.number, kind, event.office_id, facts))
    return Case(territory, topic, clocks, tuple(holds), fates_of(promises) if promises else (), latest)
