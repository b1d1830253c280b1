"""From entries of the log to cases: what figures need of requests is all in the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from domain.requests.clocks import clocks_of
from domain.requests.events import EventKind, RequestEvent
from domain.requests.record import told_by
from domain.requests.terms import Terms
from domain.statistics.cases import Case, Holds, fates_of

_LOOKED_AT = (
    EventKind.FILED, EventKind.TAKEN, EventKind.FREED, EventKind.HANDED, EventKind.ANSWERED, EventKind.DETAILS_ASKED,
    EventKind.REDIRECTED, EventKind.EXTENDED, EventKind.PROMISED, EventKind.CLOSED, EventKind.RATED,
    EventKind.REOPENED, EventKind.WITHDRAWN, EventKind.PROMISE_DONE, EventKind.PROMISE_JUDGED,
)  # fmt: skip
ENTRIES = tuple(f"request.{kind}" for kind in _LOOKED_AT)
"""What the log calls the entries that figures look at; no other moves any figure."""

_HOLDS = {EventKind.TAKEN: "seat", EventKind.HANDED: "to", EventKind.FREED: "", EventKind.REDIRECTED: ""}
_PROMISES = frozenset({EventKind.PROMISED, EventKind.PROMISE_DONE, EventKind.PROMISE_JUDGED})
_TELLING = _PROMISES.union(_HOLDS, {EventKind.FILED})
"""The kinds that tell figures more than they tell the clocks."""

_Promises = Sequence[tuple[int, EventKind, int | None, Mapping[str, Any]]]


class _Log(NamedTuple):
    """What the entries about one request tell, up to the moment."""

    events: Sequence[RequestEvent]
    territory_id: str
    topic_id: str
    holds: Holds
    promises: _Promises
    latest: datetime | None


def cases_of(rows: Iterable[Sequence[Any]], terms: Terms, as_of: datetime) -> list[Case]:
    """Return the requests that entries of the log tell of, in the order in which they were filed.

    Args:
        rows: entries in the log's order, all of each request that figures look at; their first six columns are read.
        terms: the rules and the calendar.
        as_of: aware; requests filed later are left out, and so is whatever happened later.
    """
    by_request: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        by_request[row[3]].append(row)
    # One kind of work after the other for all requests: by turns the processor takes a sixth longer.
    logs = [_read(entries, as_of) for entries in by_request.values()]
    clocks = [clocks_of(log.events, terms, as_of) for log in logs]
    return [
        Case(
            log.territory_id, log.topic_id, found, log.holds, fates_of(log.promises) if log.promises else (), log.latest
        )
        for log, found in zip(logs, clocks, strict=True)
        if found is not None
    ]


def _read(entries: Iterable[Sequence[Any]], as_of: datetime) -> _Log:
    events: list[RequestEvent] = []
    territory, topic = "", ""
    holds: list[tuple[datetime, int | None]] = []
    promises: list[tuple[int, EventKind, int | None, Mapping[str, Any]]] = []
    latest: datetime | None = None
    for entry in entries:
        told = told_by(entry)
        if told is None:
            continue
        event, facts = told
        moment = event.moment
        if moment > as_of:
            continue
        events.append(event)
        if latest is None or moment > latest:
            latest = moment
        kind = event.kind
        if kind not in _TELLING:
            continue
        if kind is EventKind.FILED:
            if not territory:
                territory, topic = str(facts.get("territory", "")), str(facts.get("topic", ""))
        elif kind in _PROMISES:
            promises.append((event.number, kind, event.office_id, facts))
        else:
            name = _HOLDS[kind]
            seat = facts.get(name) if name else None
            holds.append((moment, seat if isinstance(seat, int) else None))
    return _Log(events, territory, topic, tuple(holds), promises, latest)
