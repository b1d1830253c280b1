"""Where requests go: never dropped, never to a closed door, never to an empty room while somebody is next door."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.offices import Office
from domain.requests.model import Route
from domain.requests.routing import Choice, Desk, choices, line, route
from domain.territory import REPUBLIC, TerritoryTree

SARKAN, ZHETISU, ABAI = "334800000", "330000000", "100000000"
LINE = (SARKAN, ZHETISU, REPUBLIC)
TOPICS = ("health", "youth", "culture", "other")


def desk(number: int, place: str, *topics: str, on_duty: int = 1, closed: bool = False) -> Desk:
    return Desk(number, place, frozenset(topics), on_duty, closed)


CASES = {
    "the office that answers for the topic": ([desk(1, SARKAN, "health")], 1, Route.TOPIC),
    "of two that do, the one with fewer other topics": (
        [desk(1, SARKAN, "health", "youth", "other"), desk(2, SARKAN, "health", "other")],
        2,
        Route.TOPIC,
    ),
    "of two alike, the one opened first": ([desk(2, SARKAN, "health"), desk(1, SARKAN, "health")], 1, Route.TOPIC),
    "nobody on duty there: another office of the territory": (
        [desk(1, SARKAN, "health", on_duty=0), desk(2, SARKAN, "youth")],
        2,
        Route.ANY_TOPIC,
    ),
    "of two others, the one with more topics": (
        [desk(1, SARKAN, "youth"), desk(2, SARKAN, "youth", "culture")],
        2,
        Route.ANY_TOPIC,
    ),
    "an office of the territory before one of the oblast that knows the topic": (
        [desk(1, ZHETISU, "health"), desk(2, SARKAN, "youth")],
        2,
        Route.ANY_TOPIC,
    ),
    "the oblast when the district has nobody": (
        [desk(1, SARKAN, "health", on_duty=0), desk(2, ZHETISU, "youth"), desk(3, ZHETISU, "health", "other")],
        3,
        Route.ABOVE,
    ),
    "the oblast's other office before the republic's with the topic": (
        [desk(1, REPUBLIC, "health"), desk(2, ZHETISU, "youth")],
        2,
        Route.ABOVE,
    ),
    "the republic last": ([desk(1, REPUBLIC, "youth")], 1, Route.ABOVE),
    "another oblast never": ([desk(1, ABAI, "health")], None, Route.NOBODY),
    "a closed office never": ([desk(1, SARKAN, "health", closed=True)], None, Route.NOBODY),
    "nobody anywhere": ([], None, Route.NOBODY),
}


@pytest.mark.parametrize("name", CASES)
def test_a_request_goes_to(name: str) -> None:
    desks, office, why = CASES[name]
    assert route(desks, "health", LINE) == (office, why)


desks_of_any_kind = st.lists(
    st.builds(
        Desk,
        office_id=st.integers(1, 10**6),
        territory_id=st.sampled_from([*LINE, ABAI]),
        topics=st.frozensets(st.sampled_from(TOPICS)),
        on_duty=st.integers(0, 3),
        closed=st.booleans(),
    ),
    unique_by=lambda one: one.office_id,
    max_size=12,
)


@given(desks_of_any_kind, st.sampled_from(TOPICS), st.randoms(use_true_random=False))
def test_nothing_is_dropped_nor_sent_where_nobody_reads_it(desks: list[Desk], topic: str, chance) -> None:
    office, why = route(desks, topic, LINE)
    takers = [one for one in desks if one.on_duty and not one.closed and one.territory_id in LINE]
    by_id = {one.office_id: one for one in desks}
    assert (office is None) == (not takers) == (why is Route.NOBODY)
    if office is not None:
        taken = by_id[office]
        assert taken in takers
        own = [one for one in takers if one.territory_id == SARKAN]
        assert (why is Route.ABOVE) == (not own)
        assert (why is Route.TOPIC) == any(topic in one.topics for one in own)
        nearest = min(LINE.index(one.territory_id) for one in takers)
        assert LINE.index(taken.territory_id) == nearest
        if any(topic in one.topics for one in takers if one.territory_id == taken.territory_id):
            assert topic in taken.topics, "whoever knows the topic is asked first"
    mixed = list(desks)
    chance.shuffle(mixed)
    assert route(mixed, topic, LINE) == (office, why)


@given(desks_of_any_kind, st.sampled_from(TOPICS))
def test_an_office_that_goes_off_duty_changes_nothing_for_requests_that_went_elsewhere(
    desks: list[Desk], topic: str
) -> None:
    office, why = route(desks, topic, LINE)
    for gone in desks:
        if gone.office_id != office:
            rest = [replace(one, on_duty=0) if one is gone else one for one in desks]
            assert route(rest, topic, LINE) == (office, why)


def test_the_line_of_a_territory_that_nobody_knows_any_more_ends_with_the_republic(tree: TerritoryTree) -> None:
    assert line(SARKAN, tree) == LINE
    assert line("x-gone", tree) == ("x-gone", REPUBLIC)


def choice(number: int, place: str, *topics: str, seated: int = 1) -> Choice:
    return Choice(Office(number, place, "Бөлім", "Отдел", topics), on_duty=seated, seated=seated)


def test_a_request_can_be_sent_on_to_the_nearest_first_and_nowhere_where_nobody_sits(tree: TerritoryTree) -> None:
    beside = next(unit.id for unit in tree.children(ZHETISU) if unit.id != SARKAN)
    offices = [
        choice(1, ABAI, "health"),
        choice(2, beside, "youth"),
        choice(3, REPUBLIC, "health"),
        choice(4, ZHETISU, "youth"),
        choice(5, ZHETISU, "health"),
        choice(6, SARKAN, "youth"),
        choice(7, SARKAN, "health"),
        choice(8, SARKAN, "health", seated=0),
        choice(9, SARKAN, "health"),
    ]
    found = choices(offices, SARKAN, "health", 9, tree)
    assert [one.office.id for one in found] == [7, 6, 5, 4, 3, 2, 1]
