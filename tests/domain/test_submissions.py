"""Who may do what with an announcement, whose coordinators look at it, and how its draft is corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calls.corrections import corrected
from domain.calls.draft import Certainty, Draft, Field, drafted, headline
from domain.calls.model import Call, CallEvent, CallKind, CallText, Candidate, LocalMoment
from domain.calls.reading.answers import only_moment, read_amount, read_moment
from domain.submissions import (
    TRANSITIONS,
    Act,
    Author,
    Lack,
    Limit,
    NotAllowed,
    Standing,
    State,
    Submission,
    check,
    concerns,
    covers,
    holding,
    lacks,
    over_limit,
    publishes,
    standing_over,
)
from domain.territory import TerritoryTree

ZONE = timezone(timedelta(hours=5))
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
TODAY = date(2026, 3, 2)
ABAI, AQSUAT, AYAGOZ, ZHETISU = "100000000", "103400000", "103600000", "330000000"
SENDER, STRANGER = 1, 2


def submission(state: State = State.WAITING, territory: str = AQSUAT) -> Submission:
    draft = Draft(CallKind.GRANT, title="Грант", territories=(territory,))
    return Submission(7, state, SENDER, None, territory, draft, "text")


@pytest.mark.parametrize(
    ("own", "unit", "expected"),
    [
        (("KZ",), AQSUAT, True),
        ((ABAI,), AQSUAT, True),
        ((AQSUAT,), AQSUAT, True),
        ((AYAGOZ, AQSUAT), AQSUAT, True),
        ((AYAGOZ,), AQSUAT, False),
        ((AQSUAT,), ABAI, False),
        ((ABAI,), "KZ", False),
        ((), "KZ", False),
        (("KZ",), "forged", False),
    ],
)
def test_rights_reach_down_the_tree_and_never_up(
    tree: TerritoryTree, own: tuple[str, ...], unit: str, expected: bool
) -> None:
    assert covers(own, unit, tree) is expected


@pytest.mark.parametrize(
    ("units", "expected"),
    [((AQSUAT,), AQSUAT), ((AQSUAT, AYAGOZ), ABAI), ((AQSUAT, ABAI), ABAI), ((AQSUAT, ZHETISU), "KZ"), ((), "KZ")],
)
def test_the_coordinators_are_those_of_the_smallest_place_that_holds_all(
    tree: TerritoryTree, units: tuple[str, ...], expected: str
) -> None:
    assert holding(units, tree) == expected


def test_somebody_acts_as_the_nearest_of_their_territories(tree: TerritoryTree) -> None:
    assert standing_over(("KZ", ABAI), AQSUAT, tree) == ABAI
    assert standing_over(("KZ", ABAI), ZHETISU, tree) == "KZ"


@pytest.mark.parametrize("standing", Standing)
def test_only_a_coordinator_publishes_at_once_and_only_at_home(tree: TerritoryTree, standing: Standing) -> None:
    coordinator = standing is Standing.COORDINATOR
    assert publishes(standing, (ABAI,), (AQSUAT, AYAGOZ), tree) is coordinator
    assert not publishes(standing, (ABAI,), (AQSUAT, ZHETISU), tree)
    assert not publishes(standing, (ABAI,), (), tree)
    assert not publishes(standing, (), (AQSUAT,), tree)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_the_table_alone_says_what_is_possible(tree: TerritoryTree, state: State, act: Act) -> None:
    rule = TRANSITIONS.get((state, act))
    for person, own in ((SENDER, ()), (SENDER, ("KZ",)), (STRANGER, ("KZ",)), (STRANGER, (ZHETISU,)), (STRANGER, ())):
        sender, reviewer = person == SENDER, own == ("KZ",)
        allowed = rule is not None and (sender if rule[0] == "sender" else reviewer)
        if (state is State.DRAFT and act is Act.PUBLISH) or (rule is not None and rule[0] == "corrector"):
            allowed = sender and reviewer
        if allowed and rule is not None:
            assert check(submission(state), act, person, own, tree)[1] is rule[1]
        else:
            with pytest.raises(NotAllowed):
                check(submission(state), act, person, own, tree)
    with pytest.raises(NotAllowed):
        check(None, act, SENDER, ("KZ",), tree)


def test_a_draft_is_its_senders_alone(tree: TerritoryTree) -> None:
    assert concerns(submission(State.DRAFT), SENDER, (), tree)
    assert not concerns(submission(State.DRAFT), STRANGER, ("KZ",), tree)
    assert concerns(submission(), STRANGER, (ABAI,), tree)
    assert not concerns(submission(), STRANGER, (ZHETISU,), tree)


def test_what_keeps_a_draft_from_being_published() -> None:
    draft = submission().draft
    assert lacks(draft, NOW, None) is None
    assert lacks(draft, NOW, NOW) is Lack.PASSED
    assert lacks(draft, NOW, NOW + timedelta(seconds=1)) is None
    assert lacks(replace(draft, title=""), NOW, None) is Lack.TITLE
    assert lacks(replace(draft, kind=CallKind.NEWS), NOW, None) is Lack.KIND
    assert lacks(replace(draft, kind=CallKind.NEWS, event=CallEvent.CANCELLED), NOW, NOW) is None


@pytest.mark.parametrize(
    ("waiting", "lately", "expected"),
    [(0, 0, None), (4, 19, None), (5, 0, Limit.WAITING), (0, 20, Limit.DAY), (9, 20, Limit.DAY)],
)
def test_limits(waiting: int, lately: int, expected: Limit | None) -> None:
    assert over_limit(waiting, lately) is expected


def test_an_author_is_kept_as_text() -> None:
    for author in (Author(Standing.COORDINATOR, ABAI), Author(Standing.NGO, "Қор: «А:Б»")):
        assert Author.parse(author.text()) == author
    assert Author.parse("") is Author.parse("nobody:x") is Author.parse("ngo:") is None


@given(st.text())
def test_any_text_has_a_title_that_fits(text: str) -> None:
    title, rest = headline(text)
    assert len(title) <= 200 and "\n" not in title and bool(title or rest) <= bool(text.strip())


def test_a_title_is_the_first_sentence_of_the_first_line() -> None:
    assert headline("Конкурс грантов\nУсловия ниже") == ("Конкурс грантов", "Условия ниже")
    assert headline("Приглашаем на тренинг. Начало в 15:00.") == ("Приглашаем на тренинг", "Начало в 15:00.")
    assert headline("Сбор на ул. Абая, 5, г. Сарқан")[0] == "Сбор на ул. Абая, 5, г. Сарқан"


def test_what_was_read_with_doubt_is_marked_and_a_correction_is_sure() -> None:
    candidate = Candidate(
        True,
        CallKind.GRANT,
        CallEvent.OPENED,
        amount_max=5,
        currency="KZT",
        regions=(ABAI,),
        confidence={"kind": 0.9, "amount_max": 0.5, "regions": 0.3},
        evidence={"amount_max": "5 тенге", "regions": "Абай"},
    )
    draft = drafted(candidate, "Грант", AQSUAT, known=False)
    assert draft.certainty(Field.KIND) is Certainty.SURE
    assert draft.certainty(Field.AMOUNT) is draft.certainty(Field.CURRENCY) is Certainty.CHECK
    assert draft.read_from(Field.AMOUNT) == "5 тенге"
    assert draft.certainty(Field.DEADLINE) is Certainty.MISSING
    assert draft.territories == (AQSUAT,) and draft.certainty(Field.TERRITORIES) is Certainty.CHECK
    corrected = draft.corrected(Field.AMOUNT, 700)
    assert corrected.certainty(Field.AMOUNT) is Certainty.SURE and corrected.read_from(Field.AMOUNT) == ""
    assert corrected.candidate().sure("amount_max") and not draft.candidate().sure("amount_max")
    assert Draft.from_json(corrected.to_json()) == corrected
    with pytest.raises(ValueError, match="kind"):
        Draft.from_json("{}")


def test_what_is_no_call_is_doubtful_until_its_sender_insists() -> None:
    news = Candidate(False, CallKind.NEWS, CallEvent.NONE)
    draft = drafted(news, "Жаңалық", AQSUAT, known=False)
    assert draft.doubtful and not replace(draft, insisted=True).doubtful
    ended = Candidate(False, CallKind.RESULT, CallEvent.RESULT)
    assert not drafted(ended, "Қорытынды", AQSUAT, known=True).doubtful
    assert drafted(ended, "Қорытынды", AQSUAT, known=False).doubtful


def test_a_correction_of_a_published_call_is_news_only_when_its_day_or_place_moves() -> None:
    deadline = LocalMoment(date(2026, 4, 1))
    stored = Call(
        1, 3, CallKind.GRANT, CallEvent.OPENED, (CallText("ru", "Грант", "", "people"),), (ABAI,), (), None, deadline,
        deadline.ends(ZONE), 5, None, "KZT", "Акимат", NOW, NOW,
    )  # fmt: skip
    draft = Draft(CallKind.GRANT, title="Грант", territories=(ABAI,), deadline=deadline, amount_max=5, currency="KZT")

    def with_value(name: Field, value: object) -> Call:
        return corrected(stored, draft.corrected(name, value), NOW, ZONE)

    renamed = with_value(Field.TITLE, "Гранты")
    assert (renamed.revision, renamed.texts[0].title, renamed.organiser) == (3, "Гранты", "Акимат")
    later = with_value(Field.DEADLINE, LocalMoment(date(2026, 5, 1)))
    assert (later.revision, later.event, later.closes_at) == (4, CallEvent.EXTENDED, later.deadline.ends(ZONE))
    earlier = with_value(Field.DEADLINE, LocalMoment(date(2026, 3, 20)))
    assert (earlier.revision, earlier.event) == (4, CallEvent.OPENED)
    none = with_value(Field.DEADLINE, None)
    assert (none.revision, none.deadline, none.closes_at) == (3, None, None)
    assert with_value(Field.TERRITORIES, (ZHETISU,)).revision == 4


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("20 сәуір 18:00", LocalMoment(date(2026, 4, 20), time(18))),
        ("2026 жылғы 20 сәуір сағат 18:00", LocalMoment(date(2026, 4, 20), time(18))),
        ("20 апреля в 18:00", LocalMoment(date(2026, 4, 20), time(18))),
        ("20.04.2026", LocalMoment(date(2026, 4, 20))),
        ("20.04 9:30", LocalMoment(date(2026, 4, 20), time(9, 30))),
        ("15 января", LocalMoment(date(2026, 1, 15))),
        ("25 декабря 2027", LocalMoment(date(2027, 12, 25))),
        ("завтра", LocalMoment(date(2026, 3, 3))),
        ("31.02.2026", None),
        ("20 апреля 25:00", None),
        ("с 1 по 5 мая", None),
        ("1 мая и 5 мая", None),
        ("20.04.1999", None),
        ("жоқ", None),
        ("", None),
        ("9" * 10_000, None),
    ],
)
def test_a_typed_moment(typed: str, expected: LocalMoment | None) -> None:
    assert read_moment(typed, TODAY) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1,5 млн", (1_500_000, None)),
        ("500 мың", (500_000, None)),
        ("1 500 000", (1_500_000, None)),
        ("3 млн теңге", (3_000_000, "KZT")),
        ("$5000", (5_000, "USD")),
        ("5 000 евро", (5_000, "EUR")),
        ("-5", None),
        ("0", None),
        ("1 млн и 3 млн", None),
        ("жоқ", None),
        ("9" * 50, None),
        ("5 " * 5_000, None),
    ],
)
def test_a_typed_sum(typed: str, expected: tuple[int, str | None] | None) -> None:
    assert read_amount(typed) == expected


@given(st.text(max_size=120))
def test_whatever_is_typed_is_read_or_not_and_never_breaks(text: str) -> None:
    moment, amount, only = read_moment(text, TODAY), read_amount(text), only_moment(text, TODAY)
    assert moment is None or moment.day.year >= 2000
    assert amount is None or amount[0] > 0
    assert only is None or isinstance(only[0], LocalMoment)
