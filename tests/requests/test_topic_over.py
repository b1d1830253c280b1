"""When an office needs the topic of a request in its group no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.language import Language
from domain.office_groups import Over, over
from domain.requests.clocks import Outcome
from domain.requests.events import Actor, Rating
from domain.requests.events import EventKind as Kind
from domain.requests.model import Request, Route
from tests.requests.story import OURS, THEIRS, Story, at

WHEN = "2026-03-02 10:00"
REQUEST = Request(
    id=1, ngo_id=1, author_id=1, territory_id="KZ", topic_id="other", call_id=None, language=Language.KK, gist="",
    filed_at=at(WHEN), route=Route.TOPIC, office_id=OURS, seat_id=None, outcome=Outcome.OPEN, due=date(2026, 3, 24),
    office_due=None, answered_at=None, ended_at=None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"office_id": THEIRS}, Over.GONE),
        ({"office_id": None}, Over.GONE),
        ({"outcome": Outcome.WITHDRAWN, "ended_at": at(WHEN)}, Over.WITHDRAWN),
        ({"outcome": Outcome.CLOSED_UNANSWERED, "ended_at": at(WHEN)}, Over.CLOSED),
        ({"outcome": Outcome.ANSWERED, "answered_at": at(WHEN)}, None),
        ({"outcome": Outcome.ANSWERED, "answered_at": at(WHEN), "ended_at": at(WHEN)}, Over.CLOSED),
    ],
)
def test_a_topic_is_over_with_the_offices_part_in_the_request(changes: dict[str, object], why: Over | None) -> None:
    request = replace(REQUEST, **changes)  # type: ignore[arg-type]  fields of a request
    assert over(request, OURS, []) is why


@pytest.mark.parametrize("rating", list(Rating))
def test_only_a_rating_that_accepts_the_last_answer_ends_it(rating: Rating) -> None:
    story = Story().filed(WHEN).then(Kind.ANSWERED, "2026-03-03 10:00", Actor.OFFICER, office_id=OURS)
    answered = replace(REQUEST, outcome=Outcome.ANSWERED, answered_at=at(WHEN))
    story.then(Kind.RATED, "2026-03-04 10:00", Actor.NGO, about=2, rating=rating)
    accepted = rating in (Rating.SOLVED, Rating.PROMISE)
    assert over(answered, OURS, story.events) is (Over.RATED if accepted else None)
    story.then(Kind.ANSWERED, "2026-03-05 10:00", Actor.OFFICER, office_id=OURS)
    assert over(answered, OURS, story.events) is None, "a newer answer waits for its rating"
