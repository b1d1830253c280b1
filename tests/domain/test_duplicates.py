"""Which pairs are asked about, what a joined call says, and what a taken-out text leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.calls import duplicates
from domain.calls.duplicates import (
    AttachedText,
    Bound,
    Doubt,
    Reading,
    becomes,
    doubts,
    group,
    may_decide,
    news,
    over,
    recognise,
    remains,
    shown_in,
    stamp,
    told,
    united,
    without,
)
from domain.calls.facts import Fact
from domain.calls.model import Call, CallEvent, CallKind, CallText, Candidate, LocalMoment, Post
from domain.calls.recognition import likeness_to_json
from domain.calls.same import Likeness, Sameness, likeness
from domain.language import Language
from domain.sources import Source
from domain.territory import TerritoryTree
from storage.seed import load_territories

ZONE = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
TREE = TerritoryTree(load_territories())
SOURCE = Source("s", "feed", "https://example.kz/feed", "Дереккөз", "Источник", territory_id="330000000")
SURE = dict.fromkeys(("is_call", "kind", "deadline", "amount_max", "regions", "spheres", "organiser"), 0.9)
READ = Candidate(
    is_call=True,
    kind=CallKind.GRANT,
    event=CallEvent.OPENED,
    deadline=LocalMoment(date(2026, 4, 14)),
    amount_max=900_000,
    currency="KZT",
    regions=("330000000",),
    organiser="Жастар саясаты басқармасы",
    lang="kk",
    confidence=SURE,
)


def a_likeness(words: str) -> Likeness:
    return likeness(Post("1", "", words, words, NOW), READ)


def call(number: int, said: str = "шағын гранттар", **changes: Any) -> Call:
    deadline = changes.pop("deadline", LocalMoment(date(2026, 4, 14)))
    made = Call(
        id=number,
        revision=1,
        kind=CallKind.GRANT,
        event=CallEvent.OPENED,
        texts=(CallText("kk", said, f"https://example.kz/{number}", "s"),),
        territories=("330000000",),
        spheres=(),
        opens=None,
        deadline=deadline,
        closes_at=deadline.ends(ZONE) if deadline else None,
        amount_max=900_000,
        amount_total=None,
        currency="KZT",
        organiser="Жастар саясаты басқармасы",
        published_at=NOW,
        first_seen_at=NOW,
        likeness=likeness_to_json(a_likeness(said)),
    )
    return replace(made, **changes)


def text(number: int, **changes: Any) -> AttachedText:
    post = changes.pop("post", Post(f"p{number}", f"https://example.kz/{number}", f"t{number}", "", NOW))
    return replace(AttachedText(number, SOURCE, post, f"f{number}", NOW, NOW), **changes)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[Sameness]:
    """What the decision says of every pair, in turn; the last one goes on."""
    answers: list[Sameness] = []
    monkeypatch.setattr(duplicates, "same_call", lambda _one, _two: answers.pop(0) if len(answers) > 1 else answers[0])
    return answers


def test_what_a_coordinator_took_out_is_never_meant_and_what_was_put_in_always_is() -> None:
    like = a_likeness("шағын гранттар")
    assert recognise(like, [call(1), call(2)], Bound()).call.id == 1  # type: ignore[union-attr]
    assert recognise(like, [call(1), call(2)], Bound(apart=frozenset({1}))).call.id == 2  # type: ignore[union-attr]
    assert recognise(like, [call(1)], Bound(apart=frozenset({1}))) is None
    far = call(3, deadline=LocalMoment(date(2026, 9, 9)), likeness=likeness_to_json(
        replace(like, deadline=date(2026, 9, 9), words=frozenset({"басқа"}), title_words=frozenset())
    ))  # fmt: skip
    assert recognise(like, [far], Bound()) is None
    assert recognise(like, [call(1), far], Bound(words=frozenset({3}))).call.id == 3  # type: ignore[union-attr]
    same = Bound(likenesses={3: (likeness_to_json(like),)})
    assert recognise(like, [far], same).call.id == 3  # type: ignore[union-attr]


def test_of_two_equally_sure_calls_the_one_with_the_nearer_words_is_meant(judged: list[Sameness]) -> None:
    judged.append(Sameness(True, 0.7, (Fact.DEADLINE,)))
    like = a_likeness("әйелдерге арналған гранттар")
    found = recognise(like, [call(1, "жастарға арналған гранттар"), call(2, "әйелдерге арналған гранттар")], Bound())
    assert found is not None and found.call.id == 2


@pytest.mark.parametrize(
    ("judgement", "asked"),
    [
        (Sameness(False, 0.44, (Fact.DEADLINE,)), False),
        (Sameness(False, 0.45, (Fact.DEADLINE,)), True),
        (Sameness(False, 0.599, (Fact.DEADLINE,)), True),
        (Sameness(True, 0.9, (Fact.DEADLINE,)), False),
        (Sameness(False, 0.0, (Fact.DIFFERENT_AMOUNT,)), True),
        (Sameness(False, 0.0, (Fact.DIFFERENT_TERRITORY,)), True),
        (Sameness(False, 0.0, (Fact.DIFFERENT_LOT,)), False),  # numbered apart by the organiser
        (Sameness(False, 0.0, (Fact.REPORT,)), False),
        (Sameness(False, 0.0, ()), False),
    ],
)
def test_close_below_the_threshold_or_contradicted_by_one_fact_is_asked_about(
    judged: list[Sameness], judgement: Sameness, asked: bool
) -> None:
    judged.append(judgement)
    found = doubts(call(9), a_likeness("x"), [call(4)], Bound())
    assert found == ([Doubt(4, 9, judgement.score, judgement.why)] if asked else [])


def test_a_contradiction_is_asked_about_only_with_the_same_organiser_and_day(judged: list[Sameness]) -> None:
    judged.append(Sameness(False, 0.0, (Fact.DIFFERENT_AMOUNT,)))
    like = a_likeness("x")
    for other in (
        call(4, organiser="Мәдениет басқармасы"),
        call(4, organiser=None),
        call(4, deadline=LocalMoment(date(2026, 4, 15))),
        call(4, deadline=None),
    ):
        assert doubts(call(9), like, [other], Bound()) == []
    assert doubts(call(9), like, [call(4, organiser="Жастар саясаты")], Bound()) != []


def test_neither_ended_calls_nor_those_taken_apart_nor_more_than_three_are_asked_about(judged: list[Sameness]) -> None:
    judged += [Sameness(False, score / 100, ()) for score in (46, 50, 55, 58, 47)]
    like = a_likeness("x")
    ended = call(1, event=CallEvent.CANCELLED)
    found = doubts(call(9), like, [ended, call(2), *(call(n) for n in range(3, 8)), call(9)], Bound(frozenset({2})))
    assert [doubt.score for doubt in found] == [0.58, 0.55, 0.5]
    assert over(ended) and not news(ended, NOW)


def test_a_joined_call_takes_the_newer_word_and_keeps_all_that_only_one_says() -> None:
    older = call(5, amount_max=None, spheres=("culture",), revision=2, words=frozenset({"a"}))
    newer = call(
        3,
        texts=(CallText("ru", "Гранты", "https://example.kz/ru", "s"), CallText("kk", "Басқа", "u", "s")),
        published_at=NOW + timedelta(days=1),
        first_seen_at=NOW + timedelta(days=1),
        first_delivered_at=NOW,
        deadline=LocalMoment(date(2026, 4, 20)),
        territories=("334800000",),
        organiser=None,
        words=frozenset({"b"}),
    )
    both = united(newer, older, TREE, NOW)
    assert (both.id, both.revision, both.amount_max, both.organiser) == (3, 2, 900_000, older.organiser)
    assert both.deadline == newer.deadline and both.closes_at == newer.closes_at
    assert both.territories == ("330000000",), "a district that lies in the other's oblast is not named beside it"
    assert (both.first_seen_at, both.published_at, both.first_delivered_at) == (NOW, NOW, NOW)
    assert [one.title for one in both.texts] == ["Гранты", "Басқа"] and both.words == {"a", "b"}
    assert united(older, newer, TREE, NOW).deadline == both.deadline  # whichever number stays


def test_texts_are_read_again_in_the_order_in_which_they_were_written() -> None:
    late = text(1, post=Post("p1", "https://example.kz/1", "Кейінгі", "", NOW + timedelta(days=2)))
    early = text(2, post=Post("p2", "https://example.kz/2", "Алғашқы", "", None), seen_at=NOW)
    moved = replace(READ, deadline=LocalMoment(date(2026, 4, 30)), lang="ru")
    readings = [Reading(late, moved, "late"), Reading(early, READ, "early")]
    found = told(readings, now=NOW, zone=ZONE)
    assert found is not None and found.likeness == "early"
    assert (found.event, found.deadline) == (CallEvent.EXTENDED, LocalMoment(date(2026, 4, 30)))
    assert early.dated.published == NOW and late.dated == late.post
    nothing = replace(READ, is_call=False)
    assert told([Reading(early, nothing, "")], now=NOW, zone=ZONE) is None


def test_what_remains_keeps_its_number_and_what_comes_out_its_author() -> None:
    authored = CallText("kk", "t1", "https://example.kz/1", "s", "coordinator:KZ", "сөздер")
    stored = call(7, texts=(authored,), revision=4, first_delivered_at=NOW, first_seen_at=NOW - timedelta(days=3))
    read = told([Reading(text(1), READ, "like")], now=NOW, zone=ZONE)
    assert read is not None
    rest = remains(stored, read)
    assert (rest.id, rest.revision, rest.first_seen_at) == (7, 4, stored.first_seen_at)
    assert rest.first_delivered_at == NOW and rest.texts == (authored,)
    out = becomes(read, stored, 0, [text(1, seen_at=NOW - timedelta(hours=1))])
    assert (out.id, out.revision, out.first_seen_at) == (0, 1, NOW - timedelta(hours=1))
    assert out.texts == (authored,) and out.first_delivered_at is None


def test_a_text_takes_along_what_it_came_with_and_the_same_words() -> None:
    texts = [
        text(1),
        text(2, came_from=5),
        text(3, came_from=5),
        text(4, came_from=6),
        text(5, fingerprint="f1"),
    ]
    numbers = {number: [one.post_id for one in group(texts, number)] for number in range(1, 7)}
    assert numbers == {1: [1, 5], 2: [2, 3], 3: [2, 3], 4: [4], 5: [1, 5], 6: []}


def test_readers_of_a_language_saw_the_text_that_the_card_shows_them() -> None:
    one = call(1, texts=(CallText("kk", "a", "https://example.kz/1", "s"), CallText("ru", "b", "u2", "s")))
    assert shown_in(one, [text(1)]) == (Language.KK,)
    assert shown_in(replace(one, texts=one.texts[:1]), [text(1)]) == (Language.KK, Language.RU)
    assert shown_in(one, [text(3)]) == ()
    assert [kept.title for kept in without(one, [text(1)]).texts] == ["b"]
    assert without(replace(one, texts=one.texts[:1]), [text(1)]).texts == one.texts[:1]


def test_rights_cover_every_territory_of_both_calls() -> None:
    oblast, district, country = call(1), call(2, territories=("334800000",)), call(3, territories=("KZ",))
    assert may_decide([oblast, district], ["330000000"], TREE)
    assert not may_decide([oblast, district], ["334800000"], TREE)
    assert not may_decide([oblast, country], ["330000000"], TREE)
    assert may_decide([oblast, country], ["KZ"], TREE) and not may_decide([oblast], [], TREE)


def test_the_stamp_changes_with_what_is_shown_and_with_nothing_else() -> None:
    one, two = call(1), call(2)
    assert stamp(one, two) == stamp(one, two) and len(stamp(one, two)) == 8
    assert stamp(replace(one, likeness="", words=frozenset({"x"})), two) == stamp(one, two)
    changed = [
        stamp(replace(one, amount_max=1), two),
        stamp(replace(one, revision=2), two),
        stamp(one, replace(two, event=CallEvent.CANCELLED)),
        stamp(one, replace(two, texts=(*two.texts, *one.texts))),
        stamp(one, two, texts=[text(1)]),
        stamp(one, two, texts=[text(1, fingerprint="edited")]),
    ]
    assert len({*changed, stamp(one, two)}) == len(changed) + 1


def test_people_hear_of_what_can_still_be_answered() -> None:
    undated = call(1, deadline=None)
    assert news(call(1), NOW) and not news(call(1), NOW + timedelta(days=60))
    assert news(undated, NOW) and not news(undated, NOW + timedelta(days=31))
    assert news(replace(undated, published_at=None), NOW)
