"""A stored call is recognised by what was kept of its text and by what is known of it now."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from domain.calls.duplicates import Bound, recognise
from domain.calls.model import Call, CallEvent, CallKind, CallText, Candidate, LocalMoment, Post
from domain.calls.recognition import (
    any_deadline,
    days_to_look_at,
    likeness_from_json,
    likeness_to_json,
    stored_likeness,
)
from domain.calls.same import Likeness, likeness

MOMENT = datetime(2026, 3, 2, 5, tzinfo=UTC)
POST = Post(
    "1",
    "https://example.kz/1",
    "Конкурс «Тау самалы»",
    "Приз 250 000 тенге, 12 победителей, до 31 марта 2026 года. Тел. 8 (7142) 51-00-07",
    MOMENT,
)
READ = Candidate(
    is_call=True,
    kind=CallKind.CONTEST,
    event=CallEvent.OPENED,
    deadline=LocalMoment(date(2026, 3, 31)),
    deadlines=(LocalMoment(date(2026, 3, 31)),),
    amount_max=250_000,
    currency="KZT",
    regions=("190000000",),
    confidence=dict.fromkeys(("deadline", "amount_max", "regions"), 0.9),
)
LIKE = likeness(POST, READ)


def recognised(like: Likeness, calls: list[Call]) -> Call | None:
    found = recognise(like, calls, Bound())
    return found.call if found else None


CALL = Call(
    id=1,
    revision=1,
    kind=CallKind.CONTEST,
    event=CallEvent.OPENED,
    texts=(CallText("ru", POST.title, POST.url, "source"),),
    territories=READ.regions,
    spheres=(),
    opens=None,
    deadline=READ.deadline,
    closes_at=None,
    amount_max=250_000,
    amount_total=None,
    currency="KZT",
    organiser=None,
    published_at=MOMENT,
    first_seen_at=MOMENT,
    likeness=likeness_to_json(LIKE),
)
SINCE = {item.name for item in fields(Likeness)} & {"at", "sums", "numbers", "marks", "subjects"}


def older(text: str) -> str:
    """Return a likeness as it was kept before some of its fields were known."""
    return json.dumps({name: value for name, value in json.loads(text).items() if name not in SINCE})


def test_what_is_kept_comes_back() -> None:
    assert likeness_from_json(likeness_to_json(LIKE)) == LIKE
    assert stored_likeness(CALL) == LIKE


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", '{"kind": "contest"}', '{"days": ["soon"]}'])
def test_what_cannot_be_read_is_told_from_the_call_itself(text: str) -> None:
    known = stored_likeness(replace(CALL, likeness=text))
    assert (known.deadline, known.names) == (LIKE.deadline, LIKE.names)
    assert recognised(LIKE, [replace(CALL, likeness=text)]) is not None


def test_a_likeness_of_an_older_version_keeps_what_it_had() -> None:
    old = replace(CALL, likeness=older(CALL.likeness))
    known = stored_likeness(old)
    assert known.words == LIKE.words
    assert known.sums == {250_000}
    assert recognised(LIKE, [old]) == old


def test_a_field_of_a_later_version_does_no_harm() -> None:
    later = json.dumps(json.loads(CALL.likeness) | {"smell": "roses"})
    assert stored_likeness(replace(CALL, likeness=later)) == LIKE


def test_a_call_whose_deadline_was_moved_is_known_by_the_new_day_and_the_old() -> None:
    moved = replace(CALL, deadline=LocalMoment(date(2026, 4, 15)), event=CallEvent.EXTENDED)
    known = stored_likeness(moved)
    assert known.deadline == date(2026, 4, 15)
    assert {date(2026, 3, 31), date(2026, 4, 15)} <= known.days
    later = replace(LIKE, deadline=date(2026, 4, 15), days=frozenset((date(2026, 4, 15),)))
    assert recognised(later, [moved]) == moved
    assert recognised(LIKE, [moved]) == moved


def test_the_surest_of_several_calls_is_taken_and_none_when_none_is_sure() -> None:
    other = replace(CALL, id=2, likeness=likeness_to_json(replace(LIKE, names=frozenset(("кок аспан",)))))
    assert recognised(LIKE, [other, CALL]) == CALL
    far = replace(CALL, likeness=likeness_to_json(replace(LIKE, regions=frozenset(("270000000",)))))
    assert recognised(LIKE, [far]) is None


def test_calls_are_looked_for_on_every_day_that_the_text_prints_from_its_publication_on() -> None:
    like = replace(LIKE, days=frozenset(date(2026, month, 10) for month in (1, 2, 3, 4)))
    assert days_to_look_at(READ, like) == [date(2026, 3, 10), date(2026, 3, 31), date(2026, 4, 10)]


def test_a_text_without_a_sure_deadline_is_compared_with_all() -> None:
    assert not any_deadline(READ)
    assert any_deadline(replace(READ, deadline=None, deadlines=()))
    assert any_deadline(replace(READ, confidence={"deadline": 0.3}))
    assert any_deadline(replace(READ, event=CallEvent.EXTENDED))
