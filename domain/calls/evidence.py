"""Facts of two announcements weighed against each other, in bits: how much each speaks for one call, or against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from domain.calls.facts import Fact
from domain.calls.likeness import Likeness
from domain.calls.model import CallEvent, CallKind
from domain.calls.names import have_proper, name_in_common, name_told
from domain.calls.subjects import OFFICE, subjects_of
from domain.territory import REPUBLIC

_ENDED = frozenset((CallEvent.CANCELLED, CallEvent.RESULT))
_LONG_APART = timedelta(days=150)
_MONTH = timedelta(days=30)


Evidence = Iterator[tuple[float, Fact]]


def settled(one: Likeness, two: Likeness) -> Fact | None:
    """Name a fact that both print and that no one call could have twice."""
    if one.number and two.number and one.number != two.number:
        return Fact.DIFFERENT_NUMBER
    if one.lots and two.lots and not _common_lot(one.lots, two.lots):
        return Fact.DIFFERENT_LOT
    if one.round is not None and two.round is not None and one.round != two.round:
        return Fact.DIFFERENT_ROUND
    if (one.round == 0) != (two.round == 0):
        return Fact.REPEATED
    if one.years and two.years and not one.years & two.years:
        return Fact.DIFFERENT_YEAR
    if one.published and two.published and abs(one.published - two.published) > _LONG_APART:
        return Fact.LONG_APART
    if _next_round(one, two) or _next_round(two, one):
        return Fact.AFTERWARDS
    if _other_timetable(one, two):
        return Fact.DIFFERENT_OPENING
    if _other_deadline(one, two):
        return Fact.DIFFERENT_DEADLINE
    if _relation(one.regions, two.regions) is _Relation.APART:
        return Fact.DIFFERENT_TERRITORY
    return Fact.DIFFERENT_AMOUNT if _other_amount(one, two) else None


def _other_deadline(one: Likeness, two: Likeness) -> bool:
    if one.deadline is None or two.deadline is None or CallEvent.EXTENDED in _events(one, two):
        return False
    return one.deadline != two.deadline and one.deadline not in two.days and two.deadline not in one.days


def _next_round(one: Likeness, two: Likeness) -> bool:
    """Tell whether one calls for applications when the last day of the other is over, and says nothing of it."""
    if _events(one, two) & (_ENDED | {CallEvent.EXTENDED, CallEvent.NONE}) or not (one.published and two.published):
        return False
    return bool(
        one.deadline
        and two.deadline
        and two.published <= two.deadline < one.published <= one.deadline
        and two.deadline not in one.days
    )


def _other_timetable(one: Likeness, two: Likeness) -> bool:
    """Tell whether both print a timetable and share no day of it, the opening least of all."""
    if _events(one, two) & (_ENDED | {CallEvent.EXTENDED}) or not (one.opens and two.opens):
        return False
    apart = one.published and two.published and abs(one.published - two.published) > _MONTH
    return bool(apart) and min(len(one.days), len(two.days)) >= 2 and not one.days & two.days


def _other_amount(one: Likeness, two: Likeness) -> bool:
    """Tell whether the ceilings differ and no sum meets: of several sums two readings may take different ones."""
    if not one.amount_max or not two.amount_max or one.sums & two.sums or _events(one, two) & _ENDED:
        return False
    return not _printed(one.amount_max, two.sums) and not _printed(two.amount_max, one.sums)


def _common_lot(one: frozenset[str], two: frozenset[str]) -> bool:
    """Tell whether a lot or an announcement's number is the same, or cannot be compared: one prints lots, one codes."""
    if one & two:
        return True
    left, right = ({lot.startswith("code ") for lot in lots} for lots in (one, two))
    return not left & right


def _events(one: Likeness, two: Likeness) -> set[CallEvent]:
    return {one.event, two.event}


def _of_time(one: Likeness, two: Likeness) -> Evidence:
    counted = {one.published, two.published}
    if one.deadline and one.deadline == two.deadline:
        counted.add(one.deadline)
        yield 4.0, Fact.DEADLINE
        if one.at and two.at:
            yield (1.0, Fact.HOUR) if one.at == two.at else (-3.0, Fact.DIFFERENT_HOUR)
    elif one.deadline and two.deadline:
        printed = (one.deadline in two.days) + (two.deadline in one.days)
        counted |= {one.deadline, two.deadline}
        if CallEvent.EXTENDED in _events(one, two):
            if printed:
                yield 3.0, Fact.OLD_DEADLINE
        elif printed == 2:
            yield 1.0, Fact.OLD_DEADLINE  # of several last days one reading took the first, the other the last
        else:
            further = (one.days & two.days) - counted
            yield -0.5 if further else -3.0, Fact.DIFFERENT_DEADLINE
    elif one.deadline in two.days or two.deadline in one.days:
        counted |= {one.deadline, two.deadline}
        yield 3.0, Fact.OLD_DEADLINE
    if one.opens and two.opens:
        if one.opens == two.opens:
            yield 2.0, Fact.OPENING
            counted.add(one.opens)
        elif one.opens not in two.days and two.opens not in one.days and CallEvent.EXTENDED not in _events(one, two):
            yield -3.0, Fact.DIFFERENT_OPENING
    others = len((one.days & two.days) - counted)
    if others:
        yield min(4.0, 1.5 * others), Fact.OTHER_DAYS
    hours = _hours(one, two, {one.deadline, two.deadline})
    if hours:
        yield hours, Fact.HOUR if hours > 0 else Fact.DIFFERENT_HOUR
    if _afterwards(one, two) or _afterwards(two, one):
        # A repost prints that day too; news of how many applied by it does as well.
        yield -3.0 if one.deadline == two.deadline else -4.0, Fact.AFTERWARDS
    if one.published and two.published:
        apart = abs(one.published - two.published).days
        if apart > 14:
            yield -2.5 if apart > 45 else -1.0, Fact.LONG_APART  # twins appear within days


def _hours(one: Likeness, two: Likeness, told: AbstractSet[date | None]) -> float:
    """Return the bits of times of day that both print on one day other than the last."""
    if not one.moments or not two.moments:
        return 0.0
    days = {moment[:10] for moment in one.moments} & {moment[:10] for moment in two.moments}
    days -= {day.isoformat() for day in told if day}
    if not days:
        return 0.0
    return 1.5 if any(moment[:10] in days for moment in one.moments & two.moments) else -3.0


def _afterwards(one: Likeness, two: Likeness) -> bool:
    """Tell whether one came out when the last day that the other prints was over: it is another call, or news."""
    if one.published is None or two.deadline is None or _events(one, two) & (_ENDED | {CallEvent.EXTENDED}):
        return False
    if one.deadline != two.deadline:
        return one.published > two.deadline
    return two.published is not None and two.published <= two.deadline < one.published


def _of_money(one: Likeness, two: Likeness) -> Evidence:
    ended = _events(one, two) & _ENDED
    if one.currency and two.currency and one.currency != two.currency and one.amount_max and two.amount_max:
        if _printed(one.amount_max, two.sums) or _printed(two.amount_max, one.sums):
            return  # one number: the word for its currency was misread, or both currencies are printed
        yield -5.0, Fact.DIFFERENT_CURRENCY
        return
    told: set[int] = set()
    for left, right, same, other in (
        (one.amount_max, two.amount_max, Fact.AMOUNT, Fact.DIFFERENT_AMOUNT),
        (one.amount_total, two.amount_total, Fact.FUND, Fact.DIFFERENT_FUND),
    ):
        if not left or not right:
            continue
        if _nearly(left, right):
            told |= {left, right}
            yield max(_rarity(left), _rarity(right)), same
        elif not ended and not _printed(left, two.sums) and not _printed(right, one.sums):
            yield -7.0 if same is Fact.AMOUNT else -4.0, other
    shared = (one.sums & two.sums) - told
    if shared:
        yield min(6.0, sum(0.8 * _rarity(value) for value in shared)), Fact.SUMS
    counts = one.numbers & two.numbers
    if counts:
        yield (
            min(2.5, sum(1.0 if (number > 10 and number % 10) or number >= 100 else 0.4 for number in counts)),
            Fact.NUMBERS,
        )


@lru_cache(4096)
def _rarity(value: int) -> float:
    """Return how many bits two different calls' sharing of a sum is worth: round sums are many calls' sums."""
    figures = len(str(value).rstrip("0"))
    return (2.0, 3.0, 4.5, 6.0)[min(figures, 4) - 1]


def _nearly(one: int, two: int) -> bool:
    """Tell whether one sum is the other, perhaps rounded: «22,4 млн» for 22 356 000."""
    return one == two or (
        abs(one - two) * 200 <= max(one, two) and len(str(one).rstrip("0")) != len(str(two).rstrip("0"))
    )


def _printed(value: int, sums: frozenset[int]) -> bool:
    return value in sums or any(_nearly(value, other) for other in sums)


class _Relation(StrEnum):
    SHARED = "shared"
    NESTED = "nested"  # an oblast and a part of it
    SEAT = "seat"  # one of them may be only where the organiser sits
    APART = "apart"
    UNKNOWN = "unknown"


# Astana, Almaty, Shymkent: where those who announce sit, wherever their projects are. KATO codes.
_CAPITALS = frozenset(("710000000", "750000000", "790000000"))


@lru_cache(4096)
def _relation(one: frozenset[str], two: frozenset[str]) -> _Relation:
    if not one or not two:
        return _Relation.UNKNOWN
    if one & two:
        return _Relation.SHARED
    if REPUBLIC in one or REPUBLIC in two or any(unit.startswith("x") for unit in one | two):
        return _Relation.UNKNOWN
    oblasts = {unit[:2] for unit in one} & {unit[:2] for unit in two}
    for left, right in ((one, two), (two, one)):
        if any(unit[:2] in oblasts and unit[2:] == "0000000" for unit in left):
            return _Relation.NESTED
        if left <= _CAPITALS and not right & _CAPITALS:
            return _Relation.SEAT
        if all(unit[2:] == "1000000" for unit in left) and oblasts == {unit[:2] for unit in right}:
            return _Relation.SEAT  # the oblast's centre
    return _Relation.APART


def _of_announcer(one: Likeness, two: Likeness) -> Evidence:
    relation = _relation(one.regions, two.regions)
    if relation is _Relation.SHARED:
        shared = one.regions & two.regions
        most = 1.0 if shared == {REPUBLIC} else 3.0 if all(unit[2:] == "0000000" for unit in shared) else 5.0
        several = 1.5 if len(shared) > 1 else 0.0  # the same three districts are no chance
        yield most + several if one.regions == two.regions else most - 1 + several, Fact.TERRITORY
    elif relation is _Relation.NESTED:
        yield 1.5, Fact.TERRITORY
    elif relation is _Relation.SEAT:
        yield -2.0, Fact.DIFFERENT_TERRITORY
    announcer = _same_body(one, two)
    if announcer:
        yield 4.0, Fact.ORGANISATION
    left, right = _offices(one.subjects), _offices(two.subjects)
    if left & right:
        yield 2.0, Fact.ORGANISATION
    elif len(left) == len(right) == 1:
        yield -2.0, Fact.DIFFERENT_ORGANISATION
    marks = one.marks & two.marks
    if marks:
        contact = sum(4.0 if mark.startswith("page") else 1.0 if mark.startswith("site") else 3.0 for mark in marks)
        yield min(4.0 if announcer else 6.0, contact), Fact.CONTACT


def _same_body(one: Likeness, two: Likeness) -> bool:
    return bool(
        name_in_common(one.bodies, two.bodies)
        or name_in_common(one.bodies, two.names)
        or name_in_common(one.names, two.bodies)
        or name_told(one.bodies, _stems(two.words))
        or name_told(two.bodies, _stems(one.words))
    )


def _of_names(one: Likeness, two: Likeness) -> Evidence:
    name = max(
        name_in_common(one.names, two.names),
        name_told(one.names, _stems(two.words)),
        name_told(two.names, _stems(one.words)),
    )
    if name:
        yield name + (1.5 if one.years & two.years else 0.0), Fact.NAME
    elif one.names and two.names:
        # In the other language a name may be translated past recognition; one or two words mostly stay.
        proper = one.lang == two.lang or (have_proper(one.names) and have_proper(two.names))
        yield -2.0 if proper else -0.5, Fact.DIFFERENT_NAMES
    if one.lots & two.lots:
        codes = any(lot.startswith("code") for lot in one.lots & two.lots)
        yield 7.0 if codes else 2.0 if one.lots == two.lots else 1.0, Fact.LOT


@lru_cache(512)
def _stems(words: frozenset[str]) -> frozenset[str]:
    # Endings change in retelling: beginnings are compared.
    return frozenset(word[:6] for word in words)


@lru_cache(2048)
def _offices(subjects: frozenset[str]) -> frozenset[str]:
    return frozenset(subject for subject in subjects if subject.startswith(OFFICE))


_COMMON = frozenset(
    ("rural", "young", "volunteer", "award", "family", "child", "school", "culture", "council", "mother")
)


def _of_subject(one: Likeness, two: Likeness) -> Evidence:
    left, right = one.subjects - _offices(one.subjects), two.subjects - _offices(two.subjects)
    shared = left & right
    if shared:
        yield min(6.0, sum(0.7 if subject in _COMMON else 1.5 for subject in shared)), Fact.SUBJECT
    elif left and right:
        bits = 4.5 if len(left) > 1 and len(right) > 1 else 2.5
        yield -bits - (2.5 if one.lang == two.lang else 0.0), Fact.DIFFERENT_SUBJECT
    if shared:
        ours, theirs = len(_headed(one) - right), len(_headed(two) - left)
        if ours or theirs:  # what one is headed with the other never speaks of
            yield -6.0 if ours and theirs else -1.5 * min(2, ours + theirs), Fact.DIFFERENT_SUBJECT


def _headed(one: Likeness) -> frozenset[str]:
    return _entitled(one.title_words) - _COMMON


@lru_cache(2048)
def _entitled(words: frozenset[str]) -> frozenset[str]:
    return frozenset(subject for subject in subjects_of(" ".join(words)) if not subject.startswith(OFFICE))


def _of_sort(one: Likeness, two: Likeness) -> Evidence:
    if one.spheres and two.spheres:
        yield (1.0, Fact.SPHERE) if one.spheres & two.spheres else (-1.0, Fact.DIFFERENT_SPHERES)
    yield _of_kind(one.kind, two.kind)


_AWARDING = frozenset((CallKind.GRANT, CallKind.CSR, CallKind.CONTEST, CallKind.AWARD, CallKind.OTHER))
_ORDERED = frozenset((CallKind.SSO, CallKind.PARTNERSHIP, CallKind.PARTICIPATORY_BUDGET))
_GATHERING = frozenset((CallKind.TRAINING, CallKind.EVENT, CallKind.VOLUNTEERING, CallKind.CONTEST, CallKind.OTHER))


def _of_kind(one: CallKind, two: CallKind) -> tuple[float, Fact]:
    """Weigh the kinds: readers confuse a grant with a contest, a training with a meeting."""
    if one is two:
        return 1.0, Fact.KIND
    kinds = {one, two}
    if kinds & {CallKind.RESULT, CallKind.NEWS} or kinds <= _AWARDING or kinds <= _GATHERING:
        return 0.0, Fact.KIND
    return -2.0, Fact.DIFFERENT_KIND


def _of_words(one: Likeness, two: Likeness) -> Evidence:
    """Weigh wording: translations share no words, retellings in one language do."""
    if one.lang != two.lang or not one.words or not two.words:
        return
    left, right = _stems(one.words), _stems(two.words)
    shared = len(left & right) / min(len(left), len(right))
    # Under titles that have words of their own it is the organiser's usual wording that two texts share.
    announced = _events(one, two) <= {CallEvent.OPENED, CallEvent.NONE}  # news of a call is headed with the news
    usual = announced and shared > 0.5 and _stems(one.title_words) - right and _stems(two.title_words) - left
    bits = max(-2.0, min(7.0, (shared - 0.3) * 12)) if not usual else -1.0
    yield bits, Fact.WORDS if bits > 0 else Fact.DIFFERENT_WORDS


# What each sort of facts can give at most, and from how many bits on it tells what the call is: one organiser announces
# many calls on one day, so who, where and the last day alone make no call; a whole timetable does.
_NEVER = 100.0
_GROUPS: tuple[tuple[float, float, Callable[[Likeness, Likeness], Evidence]], ...] = (
    (8.0, 5.0, _of_time),
    (9.0, _NEVER, _of_announcer),
    (8.0, 0.0, _of_money),
    (20.0, 0.0, _of_names),
    (7.0, 0.0, _of_subject),
    (2.0, _NEVER, _of_sort),
    (7.0, 0.0, _of_words),
)


def weigh(one: Likeness, two: Likeness) -> tuple[float, float, list[tuple[float, Fact]]]:
    """Return the bits for one call, those of them that tell what the call is, and what each was read from.

    What one kind of facts can give is limited: five agreeing days are not five witnesses.
    """
    found: list[tuple[float, Fact]] = []
    bits = matter = 0.0
    for most, telling_from, evidence in _GROUPS:
        weighed = list(evidence(one, two))
        found += weighed
        group = min(most, sum(weight for weight, _fact in weighed))
        bits += group
        matter += group if not telling_from else max(0.0, group - telling_from)
    return bits, matter, [item for item in found if item[0]]
