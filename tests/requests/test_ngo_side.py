"""What an NGO may do with its request: rules and the words of the log, without any storage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.journal import Row
from domain.language import Language
from domain.requests.chronicle import Told, chronicle, last_answer, office_before, ratings
from domain.requests.clocks import Outcome
from domain.requests.cosigning import Joined, around, may_join
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.model import Request, Route
from domain.requests.pressing import unfit_to_escalate, unfit_to_remind, waits_too_long
from domain.requests.rights import rights
from domain.requests.terms import Terms
from domain.requests.transitions import Unfit, unfit
from domain.territory import TerritoryTree
from tests.requests.story import Story, at

SARQAN, ZHETISU, ABAI = "334800000", "330000000", "100000000"
REQUEST = Request(
    id=1,
    ngo_id=1,
    author_id=5,
    territory_id=SARQAN,
    topic_id="youth",
    call_id=None,
    language=Language.KK,
    gist="",
    filed_at=at("2026-11-23 10:00"),
    route=Route.TOPIC,
    office_id=7,
    seat_id=None,
    outcome=Outcome.OPEN,
    due=date(2026, 12, 14),
    office_due=date(2026, 12, 14),
    answered_at=None,
    ended_at=None,
)


def reminded(moment: str, actor: Actor = Actor.NGO) -> RequestEvent:
    return RequestEvent(9, 1, EventKind.REMINDED, at(moment), actor)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ("2026-12-14 23:59", [], Unfit.IN_TIME),
        ("2026-12-15 00:00", [], None),
        ("2026-12-15 12:00", ["2026-12-15 09:00"], Unfit.REMINDED),
        ("2026-12-15 00:01", ["2026-12-15 00:00"], Unfit.REMINDED),
        ("2026-12-17 09:00", ["2026-12-15 09:00"], None),  # the 16th is a holiday
        ("2026-12-20 12:00", ["2026-12-18 18:00"], Unfit.REMINDED),  # Friday, then Sunday
        ("2026-12-21 00:30", ["2026-12-18 18:00"], None),
    ],
)
def test_an_office_is_reminded_once_a_working_day(
    terms: Terms, now: str, before: list[str], expected: Unfit | None
) -> None:
    log = [*map(reminded, before), reminded("2026-12-15 08:00", Actor.BOT)]
    assert unfit_to_remind(REQUEST, log, at(now), terms) is expected


def test_going_further_is_done_once_and_only_while_an_answer_is_awaited(terms: Terms) -> None:
    now = at("2026-12-15 10:00")
    assert unfit_to_escalate(REQUEST, now, terms) is None
    assert unfit_to_escalate(replace(REQUEST, escalated=True), now, terms) is Unfit.ESCALATED
    assert unfit_to_escalate(replace(REQUEST, outcome=Outcome.ANSWERED), now, terms) is Unfit.ENDED
    assert waits_too_long(REQUEST, at("2026-12-14 10:00"), terms) is Unfit.IN_TIME


def test_only_an_answer_of_this_request_is_rated() -> None:
    log = Story().filed("2026-11-23 10:00").details_asked("2026-11-24 10:00").answered("2026-11-25 10:00").events
    rated = RequestEvent(0, 1, EventKind.RATED, at("2026-11-26 10:00"), Actor.NGO, rating=Rating.SOLVED)
    answered = replace(REQUEST, outcome=Outcome.ANSWERED, answered_at=at("2026-11-25 10:00"))
    assert unfit(answered, rated._replace(about=3), log) is None
    assert unfit(answered, rated, log) is None
    for other in (1, 2, 4, 999):
        assert unfit(answered, rated._replace(about=other), log) is Unfit.NOTHING_TO_RATE
    assert unfit(answered, rated._replace(about=3, actor=Actor.OFFICER), log) is Unfit.NOT_YOURS


@pytest.mark.parametrize(("days", "expected"), [(0, None), (30, None), (30.0001, Unfit.TOO_LATE), (31, Unfit.TOO_LATE)])
def test_a_request_is_reopened_within_thirty_days_of_its_answer(days: float, expected: Unfit | None) -> None:
    answered = replace(REQUEST, outcome=Outcome.ANSWERED, answered_at=at("2026-11-25 10:00"))
    moment = at("2026-11-25 10:00") + timedelta(days=days)
    event = RequestEvent(0, 1, EventKind.REOPENED, moment, Actor.NGO)
    assert unfit(answered, event, []) is expected


def test_the_last_word_about_each_answer_counts() -> None:
    story = Story().filed("2026-11-23 10:00").answered("2026-11-24 10:00").rated("2026-11-24 11:00", Rating.FORMAL, 2)
    story.answered("2026-11-25 10:00").rated("2026-11-25 11:00", Rating.SOLVED).rated(
        "2026-11-26 10:00", Rating.FORWARDED, 2
    )
    log = [Told(event) for event in story.events]
    assert ratings(log) == {2: Rating.FORWARDED, 4: Rating.SOLVED}
    assert last_answer(log) == 4


def test_where_a_request_was_before_it_was_sent_on() -> None:
    story = Story().filed("2026-11-23 10:00").redirected("2026-11-24 10:00", 8).redirected("2026-11-25 10:00", None)
    log = [Told(event) for event in story.events]
    assert [office_before(log, entry) for entry in (1, 2, 3, 99)] == [None, 7, 8, None]


def test_what_stands_beside_an_entry_is_told_with_it_until_it_is_erased() -> None:
    facts = '{"at":1000000,"seat":3}'
    row: Row = (5, 1000000, "request.closed", "request:1", "officer@office:7", facts, "", "", "", 9, "Бітті", "x")
    erased: Row = (*row[:9], None, None, None)
    strange: Row = (6, 1, "calendar.changed", "calendar", "coordinator@KZ", "{}", "", "", "", None, None, None)
    first, second = chronicle([row, erased, strange])
    assert (first.words, first.person_id, first.seat_id) == ("Бітті", 9, 3)
    assert (second.words, second.person_id, second.seat_id) == ("", None, 3)
    assert Told(first.event, facts={"seat": "3"}).seat_id is None


def test_requests_of_the_own_place_of_what_lies_in_it_and_above_it_are_nearby(tree: TerritoryTree) -> None:
    joined = Joined(open=True)
    assert may_join(REQUEST, joined, 2, SARQAN, tree)
    assert may_join(REQUEST, joined, 2, ZHETISU, tree)
    assert may_join(replace(REQUEST, territory_id=ZHETISU), joined, 2, SARQAN, tree)
    assert not may_join(REQUEST, joined, 2, ABAI, tree)
    assert not may_join(REQUEST, joined, 2, None, tree)
    assert not may_join(REQUEST, joined, 1, SARQAN, tree), "its own"
    assert not may_join(REQUEST, Joined(), 2, SARQAN, tree), "not allowed"
    assert around("x-unknown", tree) == ("x-unknown",)


def test_those_who_joined_read_words_and_files_only_when_the_author_lets_them(tree: TerritoryTree) -> None:
    joined = rights(REQUEST, tree, ngos={2}, cosigned={2, 3})
    assert joined.reads and not joined.reads_files and not joined.member and joined.actor is None
    assert rights(REQUEST, tree, ngos={2}, cosigned={2}, files_shared=True).reads_files
    assert not rights(REQUEST, tree, ngos={4}, cosigned={2}, files_shared=True).sees
