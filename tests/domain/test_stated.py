"""What a source states outweighs its words, survives being stored, and makes a change known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from domain.calls.fingerprint import fingerprint
from domain.calls.model import CallEvent, CallKind, Candidate, LocalMoment, Post, Stated
from domain.calls.reading.stated import prefer_stated
from domain.calls.same import likeness, same_call
from domain.calls.stated import stated_from_json, stated_to_json

DAY = LocalMoment(date(2026, 7, 15), time(10))
WHOLE = Stated(
    kind=CallKind.SSO,
    event=CallEvent.OPENED,
    opens=LocalMoment(date(2026, 7, 1)),
    deadline=DAY,
    amount_max=6_400_000,
    amount_total=9_500_000,
    currency="KZT",
    regions=("334800000", "101000000"),
    organiser="«Үлгі» бөлімі",
    month_first=True,
    number="17163708-1",
    lang="kk",
    printed=(("deadline", "endDate: 2026-07-15 10:00:00"),),
)
READ = Candidate(
    is_call=False,
    kind=CallKind.NEWS,
    event=CallEvent.NONE,
    deadline=LocalMoment(date(2026, 8, 1)),
    deadlines=(LocalMoment(date(2026, 8, 1)), LocalMoment(date(2026, 9, 1))),
    amount_max=5,
    currency="USD",
    regions=("KZ",),
    organiser="somebody",
    spheres=("youth",),
    confidence={"deadline": 0.4, "amount_max": 0.2, "kind": 0.3, "spheres": 0.8},
    evidence={"deadline": "1 тамыз", "spheres": "жастар"},
)


@pytest.mark.parametrize(
    "stated", [Stated(), WHOLE, Stated(month_first=True), Stated(kind=CallKind.EVENT, deadline=DAY)]
)
def test_what_is_stated_survives_being_text(stated: Stated) -> None:
    assert stated_from_json(stated_to_json(stated)) == stated


@pytest.mark.parametrize("text", ["", "[]", '"x"', '{"deadline": "soon"}', '{"kind": "nonsense"}'])
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        stated_from_json(text)
    assert stated_from_json('{"from_the_future": 1}') == Stated()


def test_nothing_stated_changes_nothing() -> None:
    assert prefer_stated(READ, None) is READ
    assert prefer_stated(READ, Stated(month_first=True, number="5")) is READ


def test_each_stated_field_is_certain_and_shows_how_it_is_printed() -> None:
    found = prefer_stated(READ, WHOLE)
    assert (found.is_call, found.kind, found.event) == (True, CallKind.SSO, CallEvent.OPENED)
    assert (found.deadline, found.deadlines, found.opens) == (DAY, (DAY,), LocalMoment(date(2026, 7, 1)))
    assert (found.amount_max, found.amount_total, found.currency) == (6_400_000, 9_500_000, "KZT")
    assert (found.regions, found.organiser) == (("334800000", "101000000"), "«Үлгі» бөлімі")
    assert (READ.lang, found.lang, found.evidence["lang"]) == ("ru", "kk", "lang: kk")
    assert all(found.confidence[name] == 1.0 for name in ("is_call", "kind", "event", "deadline", "regions"))
    assert found.evidence["deadline"] == "endDate: 2026-07-15 10:00:00"
    assert found.evidence["opens"] == "opens: 2026-07-01"
    assert (found.spheres, found.confidence["spheres"], found.evidence["spheres"]) == (("youth",), 0.8, "жастар")


def test_what_is_not_stated_stays_as_it_was_read() -> None:
    found = prefer_stated(READ, Stated(event=CallEvent.OPENED, kind=CallKind.GRANT))
    assert (found.deadline, found.amount_max, found.currency, found.regions) == (
        READ.deadline,
        READ.amount_max,
        "USD",
        ("KZ",),
    )
    assert found.confidence["deadline"] == 0.4


@pytest.mark.parametrize("event", [CallEvent.CANCELLED, CallEvent.RESULT, CallEvent.NONE])
def test_a_stated_end_makes_it_no_open_call(event: CallEvent) -> None:
    found = prefer_stated(replace(READ, is_call=True), replace(WHOLE, event=event))
    assert not found.is_call and found.event is event


def test_a_kind_alone_makes_no_call_of_news() -> None:
    assert prefer_stated(READ, Stated(kind=CallKind.EVENT)).kind is CallKind.NEWS
    call = replace(READ, is_call=True, kind=CallKind.CONTEST)
    assert prefer_stated(call, Stated(kind=CallKind.EVENT)).kind is CallKind.EVENT


def test_a_calendar_of_events_leaves_a_training_a_training_and_an_earlier_term_its_day() -> None:
    sure = {"kind": 0.9, "deadline": 0.9}
    training = replace(
        READ, is_call=True, kind=CallKind.TRAINING, confidence=sure, deadline=LocalMoment(date(2026, 7, 9))
    )
    held = Stated(kind=CallKind.EVENT, deadline=DAY)
    found = prefer_stated(training, held)
    assert (found.kind, found.deadline) == (CallKind.TRAINING, LocalMoment(date(2026, 7, 9)))
    later = replace(training, deadline=LocalMoment(date(2026, 12, 1)))
    assert prefer_stated(later, held).deadline == DAY


def test_a_changed_field_is_a_changed_post_and_another_way_of_printing_it_is_not() -> None:
    post = Post("1", "https://example.kz/1", "Қарттарға көмек", "Мәтін", None, WHOLE)
    moved = replace(WHOLE, deadline=LocalMoment(date(2026, 7, 16)))
    assert fingerprint(replace(post, stated=moved)) != fingerprint(post)
    assert fingerprint(replace(post, stated=replace(WHOLE, printed=()))) == fingerprint(post)
    assert fingerprint(replace(post, stated=None)) != fingerprint(post)


def test_the_source_own_number_decides_which_announcements_are_one_call() -> None:
    at = datetime(2026, 7, 1, tzinfo=UTC)

    def of(number: str | None, title: str) -> Post:
        return Post(title, "u", title, "Лот 1. Көмек.", at, replace(WHOLE, number=number) if number else None)

    candidate = prefer_stated(READ, WHOLE)
    kazakh, russian = likeness(of("1-1", "Қарттар"), candidate), likeness(of("1-1", "Повторный конкурс"), candidate)
    other = likeness(of("2-1", "Қарттар"), candidate)
    elsewhere = likeness(of(None, "Қарттар"), candidate)
    assert same_call(kazakh, russian).same and same_call(russian, kazakh).why == ("number",)
    assert not same_call(kazakh, other).same and not same_call(other, kazakh).same
    assert same_call(kazakh, elsewhere).same, "without a number the words and facts decide"
