"""Readings and corrections as pure rules: which words stand behind a field, and what nothing read later changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calls import fields
from domain.calls.corrections import again, corrected, corrections, desk, overtaken
from domain.calls.decide import Changed, New, Same, decide
from domain.calls.decide import _merge as merged
from domain.calls.draft import Certainty, Draft, Field
from domain.calls.model import Applicant, Call, CallEvent, CallKind, Candidate, LocalMoment, Post
from domain.calls.news import Change, Revision, change
from domain.calls.readings import Reading, readings_of, standing
from domain.sources import Source

ZONE = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
SOURCE = Source("s", "feed", "https://example.kz/feed", "Дереккөз", "Источник", territory_id="o1")
POST = Post("1", "https://example.kz/1", "Шағын гранттар", "…", NOW)
DEADLINE = LocalMoment(date(2026, 4, 14), time(18))
NAMES = (
    "is_call",
    "kind",
    "event",
    "deadline",
    "amount_max",
    "regions",
    "spheres",
    "organiser",
    "applicants",
    "award_mci",
)
READ = Candidate(
    is_call=True,
    kind=CallKind.GRANT,
    event=CallEvent.OPENED,
    deadline=DEADLINE,
    amount_max=900_000,
    currency="KZT",
    regions=("d1",),
    spheres=("culture",),
    organiser="Басқарма",
    applicants=(Applicant.NGO,),
    ages=(14, 35),
    award_mci=3_000,
    lang="kk",
    confidence=dict.fromkeys(NAMES, 0.9),
    evidence={name: f"{name} сөздері" for name in NAMES},
)


def stored_call(candidate: Candidate = READ, **changes: object) -> Call:
    decision = decide(None, candidate, POST, SOURCE, now=NOW, zone=ZONE)
    assert isinstance(decision, New)
    return replace(decision.call, id=7, **changes)


def readings(candidate: Candidate = READ, call: Call | None = None) -> dict[str, Reading]:
    fresh = readings_of(candidate, SOURCE.id, POST.url)
    return {one.field: one for one in standing({}, fresh, call or stored_call(candidate))}


def read_again(stored: Call, **changes: object) -> Call:
    later = replace(READ, **changes)
    decision = decide(stored, later, replace(POST, published=NOW), SOURCE, now=NOW, zone=ZONE)
    assert isinstance(decision, Changed | Same)
    return decision.call


def test_a_call_carries_who_may_apply_and_indices_only_when_they_were_read_surely() -> None:
    call = stored_call()
    assert (call.applicants, call.ages, call.award_mci) == ((Applicant.NGO,), (14, 35), 3_000)
    unsure = stored_call(replace(READ, confidence={**READ.confidence, "applicants": 0.5, "award_mci": 0.5}))
    assert (unsure.applicants, unsure.ages, unsure.award_mci) == ((), (None, None), None)
    merged = read_again(call, applicants=(), ages=(None, None), award_mci=None)
    assert (merged.applicants, merged.ages, merged.award_mci) == ((Applicant.NGO,), (14, 35), 3_000)


def test_what_was_read_with_doubt_is_kept_beside_a_call_that_does_not_have_it() -> None:
    candidate = replace(READ, confidence={**READ.confidence, "deadline": 0.4})
    kept = readings(candidate)["deadline"]
    assert (kept.value, kept.words, kept.is_sure) == (DEADLINE, "deadline сөздері", False)
    assert stored_call(candidate).deadline is None
    # Surer, and still in doubt; then sure, and in the call.
    fresh = [replace(kept, words="басқа", sure=0.5), replace(kept, words="әлсіз", sure=0.3)]
    assert standing({"deadline": kept}, fresh, stored_call(candidate)) == (fresh[0],)
    won = replace(kept, words="анық", sure=0.7)
    assert standing({"deadline": kept}, [won], stored_call()) == (won,)


def test_the_territory_of_the_source_is_no_reading() -> None:
    assert "regions" not in readings(replace(READ, confidence={**READ.confidence, "regions": 0.3}))


def test_a_text_that_says_less_or_lost_takes_nothing_over() -> None:
    call, known = stored_call(), readings()
    bare = Reading("deadline", LocalMoment(DEADLINE.day), "күні ғана", 0.99, "t", "")
    other = Reading("organiser", "Қор", "қор", 0.99, "t", "")
    assert standing(known, [bare, other, *known.values()], call) == ()


WRONG = {
    "kind": (Field.KIND, CallKind.CONTEST),
    "title": (Field.TITLE, "Басқа атау"),
    "organiser": (Field.ORGANISER, "Әкімдік"),
    "deadline": (Field.DEADLINE, LocalMoment(date(2026, 4, 20))),
    "amount_max": (Field.AMOUNT, 1_000_000),
    "amount_total": (Field.TOTAL, 7_000_000),
    "currency": (Field.CURRENCY, "USD"),
    "regions": (Field.TERRITORIES, ("d2",)),
    "spheres": (Field.SPHERES, ("health",)),
    "opens": (Field.OPENS, LocalMoment(date(2026, 3, 1))),
    "applicants": (Field.APPLICANTS, (Applicant.YOUTH,)),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_corrected_field_is_never_read_over(name: str) -> None:
    field, value = WRONG[name]
    draft = desk(stored_call(), readings(), "kk").corrected(field, value)
    call = corrected(stored_call(), draft, NOW, ZONE)
    assert call.corrected == {name}
    said = fields.value(call, name) if name != "title" else call.texts[0].title
    assert said == (value if "amount" not in name else (value, "KZT"))
    texts = {
        "kind": CallKind.AWARD,
        "organiser": "Тағы біреу",
        "deadline": LocalMoment(date(2026, 5, 30)),
        "amount_max": 3,
        "amount_total": 5,
        "currency": "EUR",
        "regions": ("d9",),
        "spheres": ("rights",),
        "opens": LocalMoment(date(2026, 3, 9)),
        "applicants": (Applicant.MEDIA,),
        "event": CallEvent.EXTENDED,
        "confidence": dict.fromkeys(fields.READ, 1.0),
    }
    after = read_again(call, **texts)
    after = read_again(replace(after, texts=call.texts), **texts)
    now = fields.value(after, name) if name != "title" else after.texts[0].title
    assert now == said and after.corrected == {name}
    if name != "deadline":
        assert after.deadline == texts["deadline"], "what nobody corrected goes on being read"


def test_two_stored_calls_that_become_one_keep_what_was_corrected_in_either() -> None:
    there = corrected(stored_call(), desk(stored_call(), {}, "kk").corrected(Field.ORGANISER, "Әкімдік"), NOW, ZONE)
    here = corrected(stored_call(), desk(stored_call(), {}, "kk").corrected(Field.AMOUNT, 5), NOW, ZONE)
    for one, two in ((there, here), (here, there)):
        joined = merged(one, two, NOW)
        assert isinstance(joined, Changed) and joined.call.corrected == {"organiser", "amount_max"}
        assert (joined.call.organiser, joined.call.amount_max) == ("Әкімдік", 5)


def test_a_sum_that_was_corrected_does_not_get_anothers_currency() -> None:
    draft = desk(stored_call(), readings(), "kk").corrected(Field.AMOUNT, 5)
    call = corrected(stored_call(), draft, NOW, ZONE)
    assert (call.amount_max, call.currency, call.award_mci) == (5, "KZT", None)
    after = read_again(call, amount_max=9, amount_total=99, currency="USD", confidence=dict.fromkeys(fields.READ, 1.0))
    assert (after.amount_max, after.amount_total, after.currency, after.award_mci) == (5, None, "KZT", None)


def test_the_desk_shows_doubt_and_a_confirmed_value_enters_the_call() -> None:
    candidate = replace(READ, confidence={**READ.confidence, "deadline": 0.4, "amount_max": 0.4})
    call = stored_call(candidate)
    draft = desk(call, readings(candidate), "kk")
    assert draft.certainty(Field.DEADLINE) is draft.certainty(Field.AMOUNT) is Certainty.CHECK
    assert draft.read_from(Field.DEADLINE) == "deadline сөздері"
    done = corrected(call, draft.confirmed(Field.DEADLINE), NOW, ZONE)
    assert (done.deadline, done.amount_max, done.corrected) == (DEADLINE, None, {"deadline"})
    assert done.closes_at == DEADLINE.ends(ZONE)
    assert Draft.from_json(draft.to_json()) == draft


@pytest.mark.parametrize(
    ("field", "value", "revision"),
    [
        (Field.DEADLINE, LocalMoment(date(2026, 4, 20)), 2),
        (Field.DEADLINE, LocalMoment(DEADLINE.day, time(12)), 1),
        (Field.DEADLINE, LocalMoment(date(2026, 2, 1)), 2),
        (Field.DEADLINE, None, 1),
        (Field.TERRITORIES, ("d2",), 2),
        (Field.SPHERES, ("health",), 2),
        (Field.AMOUNT, 5, 2),
        (Field.TITLE, "Гранттар", 1),
        (Field.ORGANISER, "Әкімдік", 1),
        (Field.APPLICANTS, (), 1),
    ],
)
def test_a_correction_is_a_new_revision_when_it_concerns_others_or_moves_the_day(
    field: Field, value: object, revision: int
) -> None:
    draft = desk(stored_call(), readings(), "kk").corrected(field, value)
    assert corrected(stored_call(), draft, NOW, ZONE).revision == revision
    over = stored_call(replace(READ, deadline=LocalMoment(date(2026, 2, 9))))
    late = desk(over, {}, "kk").corrected(field, LocalMoment(date(2026, 2, 8)) if field is Field.DEADLINE else value)
    assert corrected(over, late, NOW, ZONE).revision == 1, "nobody counts on what is over"


def test_a_moved_deadline_is_told_as_a_correction_and_not_as_an_extension() -> None:
    call = stored_call()
    before = Revision(7, 1, call.event, call.deadline, call.closes_at, NOW)
    draft = desk(call, readings(), "kk").corrected(Field.DEADLINE, LocalMoment(date(2026, 4, 20)))
    after = corrected(call, draft, NOW, ZONE)
    assert after.event is CallEvent.OPENED and change(before, after) is Change.CORRECTED
    assert change(before, replace(after, corrected=frozenset())) is Change.EXTENDED


def test_two_desks_at_once_lose_only_what_both_set_differently() -> None:
    call = stored_call()
    one = desk(call, readings(), "kk").corrected(Field.DEADLINE, LocalMoment(date(2026, 4, 20)))
    two = desk(call, readings(), "kk").corrected(Field.DEADLINE, LocalMoment(date(2026, 4, 25)))
    two = two.corrected(Field.ORGANISER, "Қор").corrected(Field.APPLICANTS, (Applicant.YOUTH,))
    done = corrected(call, one, NOW, ZONE)
    assert overtaken(one, call) == frozenset() and overtaken(two, done) == {"deadline"}
    fresh = again(two, desk(done, readings(), "kk"), frozenset({"deadline"}))
    assert fresh.deadline == one.deadline and fresh.organiser == "Қор" and fresh.said == {"organiser", "applicants"}
    assert overtaken(fresh, done) == frozenset()
    assert overtaken(one, done) == frozenset(), "both said the same"


def test_the_record_names_what_was_said_and_what_had_been_read() -> None:
    call, known = stored_call(), readings()
    draft = desk(call, known, "kk").corrected(Field.AMOUNT, 5).confirmed(Field.KIND).corrected(Field.TITLE, "Т")
    after = corrected(call, draft, NOW, ZONE)
    record = corrections(call, after, draft, known, territory_id="o1", person_id=5, at=NOW)
    assert [(one.field, one.before, one.after, one.words) for one in record] == [
        ("amount_max", (900_000, "KZT"), (5, "KZT"), "amount_max сөздері"),
        ("kind", CallKind.GRANT, CallKind.GRANT, "kind сөздері"),
        ("title", "Шағын гранттар", "Т", ""),
    ]
    for one in record:
        assert fields.from_text(one.field, fields.to_text(one.after)) == one.after


@given(st.floats(0, 1), st.text(max_size=500), st.sets(st.sampled_from(fields.READ)))
def test_whatever_was_read_is_kept_and_shown_without_an_error(sure: float, words: str, names: set[str]) -> None:
    candidate = replace(READ, confidence=dict.fromkeys(names, sure), evidence=dict.fromkeys(names, words))
    call = stored_call(replace(candidate, confidence={**candidate.confidence, "is_call": 1.0}))
    kept = readings(candidate, call)
    draft = desk(call, kept, "ru")
    assert all(len(one.words) <= 300 for one in kept.values())
    assert Draft.from_json(draft.to_json()) == draft
    assert corrected(call, draft, NOW, ZONE) == call
