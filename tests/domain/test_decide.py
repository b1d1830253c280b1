"""From a candidate to new, changed, same or no call."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.calls.decide import Changed, New, NotACall, Same, decide
from domain.calls.matching import words_of
from domain.calls.model import CallEvent, CallKind, CallText, Candidate, LocalMoment, Post
from domain.sources import Source

ZONE = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
SOURCE = Source("s", "feed", "https://example.kz/feed", "Дереккөз", "Источник", territory_id="o1")
POST = Post("1", "https://example.kz/1", "Шағын гранттар", "…", NOW)
SURE = dict.fromkeys(("is_call", "kind", "deadline", "amount_max", "amount_total", "regions", "spheres"), 0.9)
READ = Candidate(
    is_call=True,
    kind=CallKind.GRANT,
    event=CallEvent.OPENED,
    deadline=LocalMoment(date(2026, 12, 1)),
    amount_max=1_000_000,
    currency="KZT",
    regions=("d1",),
    spheres=("culture",),
    lang="kk",
    confidence=SURE,
)


def stored_call() -> object:
    decision = decide(None, READ, POST, SOURCE, now=NOW, zone=ZONE)
    assert isinstance(decision, New)
    return replace(decision.call, id=7)


def test_a_new_call_carries_what_was_read_surely_and_the_source_s_territory_otherwise() -> None:
    decision = decide(None, READ, POST, SOURCE, now=NOW, zone=ZONE)
    assert isinstance(decision, New)
    assert decision.alert
    assert (decision.call.territories, decision.call.amount_max) == (("d1",), 1_000_000)
    unsure = replace(READ, confidence={"is_call": 0.9, "kind": 0.9})
    decision = decide(None, unsure, POST, SOURCE, now=NOW, zone=ZONE)
    assert isinstance(decision, New)
    call = decision.call
    assert (call.deadline, call.closes_at, call.amount_max, call.currency) == (None, None, None, None)
    assert call.territories == ("o1",)


def test_a_call_that_is_over_is_kept_and_nobody_is_alerted() -> None:
    late = replace(READ, deadline=LocalMoment(date(2026, 11, 21)))
    decision = decide(None, late, POST, SOURCE, now=NOW, zone=ZONE)
    assert isinstance(decision, New)
    assert not decision.alert


def test_the_same_words_again_change_nothing_and_another_language_adds_a_text() -> None:
    stored = stored_call()
    assert isinstance(decide(stored, READ, POST, SOURCE, now=NOW, zone=ZONE), Same)  # type: ignore[arg-type]
    russian = Post("2", "https://example.kz/ru/1", "Малые гранты", "…", NOW)
    decision = decide(stored, replace(READ, lang="ru"), russian, SOURCE, now=NOW, zone=ZONE)  # type: ignore[arg-type]
    assert isinstance(decision, Changed)
    assert not decision.news
    assert [text.lang for text in decision.call.texts] == ["kk", "ru"]
    assert decision.call.revision == 1


def test_a_later_deadline_is_an_extension_that_people_hear_of() -> None:
    stored = stored_call()
    longer = replace(READ, deadline=LocalMoment(date(2026, 12, 10)))
    decision = decide(stored, longer, POST, SOURCE, now=NOW, zone=ZONE)  # type: ignore[arg-type]
    assert isinstance(decision, Changed)
    assert decision.news
    assert (decision.call.event, decision.call.revision, decision.call.id) == (CallEvent.EXTENDED, 2, 7)


def test_an_earlier_text_that_is_read_later_does_not_bring_the_old_deadline_back() -> None:
    stored = stored_call()
    before = replace(READ, deadline=LocalMoment(date(2026, 11, 1)))
    post = replace(POST, external_id="0", url="https://example.kz/0", published=NOW - timedelta(days=30))
    assert isinstance(decide(stored, before, post, SOURCE, now=NOW, zone=ZONE), Same)  # type: ignore[arg-type]


def test_a_field_that_a_later_text_leaves_out_stays() -> None:
    stored = stored_call()
    silent = replace(READ, deadline=None, amount_max=None, currency=None)
    assert isinstance(decide(stored, silent, POST, SOURCE, now=NOW, zone=ZONE), Same)  # type: ignore[arg-type]


def test_a_cancellation_changes_a_known_call_once_and_is_no_call_by_itself() -> None:
    stored = stored_call()
    off = Candidate(is_call=False, kind=CallKind.OTHER, event=CallEvent.CANCELLED, confidence={"is_call": 0.9})
    assert isinstance(decide(None, off, POST, SOURCE, now=NOW, zone=ZONE), NotACall)
    decision = decide(stored, off, POST, SOURCE, now=NOW, zone=ZONE)  # type: ignore[arg-type]
    assert isinstance(decision, Changed)
    assert decision.call.cancelled
    assert decision.call.revision == 2
    assert isinstance(decide(decision.call, off, POST, SOURCE, now=NOW, zone=ZONE), Same)


def test_a_text_published_here_without_an_address_gives_way_to_one_that_can_be_opened() -> None:
    here = replace(stored_call(), texts=(CallText("kk", "Шағын гранттар", "", "people", "ngo:Қор", "мәтін"),))
    decision = decide(here, READ, POST, SOURCE, now=NOW, zone=ZONE)
    assert isinstance(decision, Changed) and not decision.news
    assert [(text.url, text.source_id, text.author) for text in decision.call.texts] == [(POST.url, "s", "")]


def test_a_twin_in_the_other_language_adds_its_words() -> None:
    stored = stored_call()
    twin = replace(POST, url="https://example.kz/ru/1", title="Малые гранты", text="Питьевая вода")
    decision = decide(stored, replace(READ, lang="ru"), twin, SOURCE, now=NOW, zone=ZONE)  # type: ignore[arg-type]
    assert isinstance(decision, Changed)
    assert not decision.news
    assert decision.call.words == words_of("Шағын гранттар", "Малые гранты", "Питьевая вода")
