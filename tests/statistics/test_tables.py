"""Where a request is counted: territories rolled up, offices, seats, months; promises; and what public tables show."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from domain.journal import Erasable
from domain.offices import Seat, SeatRole
from domain.requests.clocks import clocks_of
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.promises import Verdict
from domain.requests.record import entry_of
from domain.requests.terms import Terms
from domain.statistics.cases import Case, SeatTerms
from domain.statistics.counting import Counting
from domain.statistics.placing import Placing
from domain.statistics.publishing import Facts, Publishing
from domain.statistics.reading import cases_of
from domain.statistics.tables import By, Period, WrongPeriod
from domain.territory import REPUBLIC
from tests.requests.story import OURS, THEIRS, Story, at
from tests.statistics.counting import ALL, SARQAN, TREE, case, groups, table
from tests.statistics.logs import AS_OF

HEAD, OFFICER, NEXT_HEAD, ELSEWHERE = 11, 12, 13, 21


def seat(number: int, role: SeatRole, since: str, until: str | None = None, office: int = OURS) -> Seat:
    return Seat(number, office, role, None, "", at(since), at(until) if until else None)


SEATS = SeatTerms(
    [
        seat(HEAD, SeatRole.HEAD, "2025-01-01 10:00", "2026-03-01 10:00"),
        seat(OFFICER, SeatRole.OFFICER, "2025-01-01 10:00", "2026-02-20 10:00"),
        seat(NEXT_HEAD, SeatRole.HEAD, "2026-03-01 10:00"),
        seat(ELSEWHERE, SeatRole.HEAD, "2025-01-01 10:00", office=THEIRS),
    ]
)


def test_a_territory_counts_a_request_once_however_many_offices_had_it(terms: Terms) -> None:
    story = Story().filed("2026-02-02 10:00").redirected("2026-02-03 10:00").answered("2026-02-10 10:00", THEIRS)
    found = table([case(story.events, terms)], terms, By.TERRITORY)
    oblast = TREE.ancestors(SARQAN)[0].id
    assert [row.key for row in found.rows] == [REPUBLIC, oblast, SARQAN]
    for figures in groups(found).values():
        assert (figures.n, figures.answered, figures.redirected) == (1, 1, 1)
    by_office = table([case(story.events, terms)], terms)
    assert {key: (one.n, one.answered, one.away) for key, one in groups(by_office).items()} == {
        OURS: (1, 0, 1), THEIRS: (1, 1, 0),
    }  # fmt: skip
    assert by_office.total is not None and by_office.total.n == 1


def test_a_request_that_no_office_received_is_a_group_of_its_own(terms: Terms) -> None:
    found = groups(table([case(Story().filed("2026-02-02 10:00", office_id=None).events, terms)], terms))
    assert {key: (one.n, one.overdue) for key, one in found.items()} == {None: (1, 1)}


@pytest.mark.parametrize(
    ("holds", "answered", "belongs"),
    [
        ([], None, HEAD),  # due on 23 February: the head's, whose term ended later
        ([("2026-02-03 10:00", OFFICER)], None, HEAD),  # the officer had left by then
        ([("2026-02-03 10:00", OFFICER)], "2026-02-10 10:00", OFFICER),  # answered while they sat there
        ([("2026-02-03 10:00", OFFICER), ("2026-02-05 10:00", None)], "2026-02-10 10:00", HEAD),  # freed
        ([("2026-02-03 10:00", ELSEWHERE)], "2026-02-10 10:00", HEAD),  # a seat of another office
        ([("2026-02-03 10:00", OFFICER)], "2026-03-20 10:00", HEAD),  # what comes after the due day moves nothing
    ],
)
def test_a_part_belongs_to_the_seat_that_held_it_when_due(
    terms: Terms, holds: list[tuple[str, int | None]], answered: str | None, belongs: int
) -> None:
    story = Story().filed("2026-02-02 10:00")
    if answered:
        story.answered(answered)
    clocks = clocks_of(story.events, terms, AS_OF)
    assert clocks is not None
    one = Case(SARQAN, "other", clocks, tuple((at(moment), held) for moment, held in holds))
    assert list(groups(table([one], terms, By.SEAT, seats=SEATS))) == [belongs]


def test_an_extended_term_goes_to_whoever_sits_there_when_it_ends(terms: Terms) -> None:
    story = Story().filed("2026-02-02 10:00").extended("2026-02-10 10:00", "2026-03-20")
    assert list(groups(table([case(story.events, terms)], terms, By.SEAT, seats=SEATS))) == [NEXT_HEAD]


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        (By.MONTH, ["2026-01", "2026-04"]),
        (By.QUARTER, ["2026-Q1", "2026-Q2"]),
        (By.YEAR, ["2026"]),
        (By.TOPIC, ["other", "youth"]),
    ],
)
def test_a_request_belongs_to_the_local_day_of_its_filing(terms: Terms, by: By, keys: list[str]) -> None:
    night, spring = Story(1).filed("2026-01-31 23:59"), Story(2).filed("2026-04-01 00:00")
    cases = [case(night.events, terms), case(spring.events, terms, topic="youth")]
    assert [row.key for row in table(cases, terms, by).rows] == keys


def test_only_the_period_and_the_territory_asked_for_are_counted(terms: Terms) -> None:
    february = Period(date(2026, 2, 1), date(2026, 2, 28))
    counting = Counting((By.MONTH,), Placing(february, AS_OF, terms, TREE, territory_id=SARQAN))
    for number, moment in enumerate(("2026-01-31 23:59", "2026-02-01 00:00", "2026-02-28 23:59", "2026-03-01 00:00")):
        counting.add(case(Story(number + 1).filed(moment).events, terms))
    counting.add(case(Story(9).filed("2026-02-03 10:00").events, terms, territory=REPUBLIC))
    assert counting.counted == 2


def test_wrong_periods_are_told_apart() -> None:
    today = date(2026, 6, 20)
    assert Period(date(2026, 2, 1), date(2026, 1, 1)).wrong(today) is WrongPeriod.REVERSED
    assert Period(date(2026, 6, 21), date(2026, 7, 1)).wrong(today) is WrongPeriod.FUTURE
    assert Period(today, today).wrong(today) is None


def test_a_public_table_hides_a_small_office_and_the_next_one_and_a_small_total(terms: Terms) -> None:
    def public(sizes: dict[int, int]) -> tuple[dict[object, bool], bool]:
        counting = Counting((By.OFFICE,), Placing(ALL, AS_OF, terms, TREE))
        number = 0
        for office, size in sizes.items():
            for _ in range(size):
                number += 1
                counting.add(case(Story(number).filed("2026-02-02 10:00", office_id=office).events, terms))
        facts = Facts({SARQAN: number}, dict.fromkeys(sizes, SARQAN))
        found = counting.table(By.OFFICE, Publishing(TREE, REPUBLIC, facts))
        return {row.key: row.figures is None for row in found.rows}, found.total is None

    assert public({1: 4, 2: 9, 3: 20}) == ({1: True, 2: True, 3: False}, False)
    assert public({1: 5, 2: 9}) == ({1: False, 2: False}, False)
    assert public({1: 4}) == ({1: True}, True)


def rows(*told: tuple[RequestEvent, dict[str, Any]]) -> list[tuple[object, ...]]:
    """Entries as the log gives them."""
    found = []
    for number, (event, facts) in enumerate(told, 1):
        entry = entry_of(event, Erasable(1, "?"), facts)
        written = json.dumps(entry.facts, sort_keys=True)
        found.append((number, int(event.moment.timestamp() * 1e6), entry.kind, entry.subject, entry.actor, written))
    return found


def happened(kind: EventKind, moment: str, actor: Actor = Actor.OFFICER, **more: Any) -> RequestEvent:
    return RequestEvent(0, 1, kind, at(moment), actor, **{"office_id": OURS, **more})


def test_places_holders_and_promises_are_read_from_the_log(terms: Terms) -> None:
    log = rows(
        (happened(EventKind.FILED, "2026-02-02 10:00", Actor.NGO), {"territory": SARQAN, "topic": "youth"}),
        (happened(EventKind.TAKEN, "2026-02-03 10:00"), {"seat": OFFICER}),
        (happened(EventKind.HANDED, "2026-02-04 10:00", Actor.HEAD), {"seat": HEAD, "to": HEAD}),
        (happened(EventKind.ANSWERED, "2026-02-05 10:00"), {"seat": HEAD}),
        (happened(EventKind.PROMISED, "2026-02-05 10:00", about=4, until=date(2026, 3, 1)), {"seat": HEAD}),
        (happened(EventKind.PROMISED, "2026-02-06 10:00", about=4, until=date(2026, 3, 1)), {"seat": HEAD}),
        (happened(EventKind.PROMISED, "2026-02-20 10:00", about=6, until=date(2026, 9, 1)), {"seat": HEAD}),
        (happened(EventKind.PROMISE_JUDGED, "2026-03-02 10:00", Actor.NGO, about=5), {"verdict": "kept"}),
        (happened(EventKind.PROMISED, "2026-03-03 10:00", about=4, until=date(2026, 3, 9)), {"seat": HEAD}),
    )
    (found,) = cases_of(log, terms, AS_OF)
    assert (found.territory_id, found.topic_id) == (SARQAN, "youth")
    assert found.holds == ((at("2026-02-03 10:00"), OFFICER), (at("2026-02-04 10:00"), HEAD))
    assert [fate.verdict for fate in found.promises] == [Verdict.KEPT, None, None]
    figures = groups(table([found], terms))[OURS].promises
    assert (figures.n, figures.kept, figures.unjudged, figures.overdue) == (3, 1, 2, 1)
    assert (figures.kept_share.part, figures.kept_share.whole) == (1, 3)  # a day that was moved is no excuse
    (earlier,) = cases_of(log, terms, at("2026-02-05 12:00"))
    assert [fate.verdict for fate in earlier.promises] == [None]
    assert cases_of(log, terms, at("2026-02-02 09:00")) == []


def test_all_figures_are_of_the_moment_asked_for(terms: Terms) -> None:
    story = Story().filed("2026-02-02 10:00").answered("2026-02-10 10:00")

    def answered(moment: datetime) -> int:
        return groups(table([case(story.events, terms, moment)], terms, as_of=moment))[OURS].answered

    assert (answered(at("2026-02-09 10:00")), answered(at("2026-02-11 10:00"))) == (0, 1)
