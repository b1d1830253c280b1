"""Whether two announcements are one call: in two languages, on two sites, or a later word about it.

What identifies a call survives translation and retelling: its last day, its sums, its territory, the names in quotes,
the number of its lot. Another lot, round or year of the same programme shares the words but not these facts, so any
fact that both print and that differs speaks against, however alike the texts are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone

from domain.calls.model import Call, CallEvent, CallKind, Candidate, Post
from domain.calls.reading.dates import Day, find_dates, real_day
from domain.calls.reading.text import Page, fold, prepare, rule, stems

_LOCAL = timezone(timedelta(hours=5))
SAME_FROM = 0.6
"""Score from which two announcements are taken for one call."""
_NUMBER = "number "
"""Stands before a number that the source itself tells its announcements apart by."""

_QUOTED = re.compile(r"[«“\"„]([^«»“”\"„\n]{2,70})[»”\"]")
_BODY_BEFORE = rule(
    r"""
    (?:фонд[а-я]*|компани[а-я]*|объединени[а-я]*|центр[а-я]*|ассоциаци[а-я]*|альянс[а-я]*|(?<![а-я])(?:оф|кф|чф|оо|
    роо|тоо|ао|нао|гу|кгу|гкп|оюл|чу))\s*$
    """
)
_BODY_AFTER = rule(
    r"""
    \s*(?:қоғамдық\s+|корпоративтік\s+|жеке\s+)?(?:қор|ққ|қб|мм|кмм|кеақ|жшс|ақ|зтб|бірлестіг|компанияс|орталығ|
    қауымдаст)
    """
)
_LOT = rule(
    r"""
    (?:лот[а-я]*\s*(?:№|n)?\s*(?P<a>\d{1,4})(?![\d])|(?:№\s*)?(?P<b>\d{1,4})\s*-?\s*лот|lot\s*(?:no\.?\s*|
    №\s*)?(?P<c>\d{1,4})(?!\d))
    """
)
_CODE = re.compile(r"(?<!\d)\d{6,12}(?:-[a-zа-я]{1,5}\d{0,3})?(?!\d)")
_ROUND = rule(
    r"""
    (?:(?P<n>\d{1,2}|[ivx]{1,4})\s*-?\s*(?:й|го|ый|ой|ая|ші|шы|нші|інші|st|nd|rd|th)?|(?P<w>перв|втор|трет|четверт|
    пят|шест|бірінші|екінші|үшінші|төртінші|бесінші|first|second|third|fourth)[а-я]*)\s+
    (?:(?:[а-я]+\s+)?(?:тур|раунд|поток|набор|волн|сезон|кезең|кезек|лег)|round|wave|cohort|season)
    """
)
_ROUND_NUMBERS = {
    "перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5, "шест": 6, "first": 1, "second": 2, "third": 3,
    "fourth": 4,
    **{fold(word): number for number, word in enumerate(("бірінші", "екінші", "үшінші", "төртінші", "бесінші"), 1)},
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7}
_REPEATED = stems("""повторн|қайталама|қайта жариял|re-announce|second call""")
_NAME_YEAR = re.compile(r"[-\s](20\d{2})(?!\d)")
_WORD = re.compile(r"[a-zа-я]{4,}")
_AWARDING = {
    CallKind.GRANT,
    CallKind.CSR,
    CallKind.CONTEST,
    CallKind.AWARD,
    CallKind.SSO,
    CallKind.PARTNERSHIP,
    CallKind.PARTICIPATORY_BUDGET,
}
_GATHERING = {CallKind.TRAINING, CallKind.EVENT, CallKind.VOLUNTEERING, CallKind.CONTEST}


@dataclass(frozen=True, slots=True)
class Likeness:
    """What one announcement can be recognised by; build it with `likeness`."""

    kind: CallKind
    event: CallEvent
    lang: str
    opens: date | None
    deadline: date | None
    amount_max: int | None
    amount_total: int | None
    currency: str | None
    regions: frozenset[str]
    spheres: frozenset[str]
    names: frozenset[str]
    bodies: frozenset[str]
    lots: frozenset[str]
    round: int | None
    years: frozenset[int]
    days: frozenset[date]
    words: frozenset[str]
    title_words: frozenset[str]
    published: date | None


@dataclass(frozen=True, slots=True)
class Sameness:
    """The decision with its score (0..1) and the facts that made it, for the log and for a coordinator."""

    same: bool
    score: float
    why: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.same


def likeness(post: Post, candidate: Candidate, *, published: date | None = None) -> Likeness:
    """Return what an announcement can be recognised by.

    Args:
        post: the announcement.
        candidate: what was read from it.
        published: its local day of publication, or the day it was read on; the post's own when omitted.
    """
    if published is None and post.published is not None:
        published = post.published.astimezone(_LOCAL).date()
    found = _likeness(prepare(post.title, post.text), candidate, published)
    if post.stated is not None and post.stated.number:
        return replace(found, lots=found.lots | {_NUMBER + post.stated.number})
    return found


def likeness_of(call: Call) -> Likeness:
    """Return what a stored call can be recognised by: its facts and the titles of its texts."""
    facts = Candidate(
        is_call=True,
        kind=call.kind,
        event=call.event,
        opens=call.opens,
        deadline=call.deadline,
        amount_max=call.amount_max,
        amount_total=call.amount_total,
        currency=call.currency,
        regions=call.territories,
        spheres=call.spheres,
        lang=call.texts[0].lang if call.texts else "ru",
        confidence=dict.fromkeys(("opens", "deadline", "amount_max", "amount_total"), 1.0),
    )
    titles = "\n".join(text.title for text in call.texts)
    return _likeness(prepare(titles, ""), facts, (call.published_at or call.first_seen_at).astimezone(_LOCAL).date())


def _likeness(page: Page, candidate: Candidate, published: date | None) -> Likeness:
    text = page.folded
    lots = {next(value for value in match.groups() if value) for match in _LOT.finditer(text)}
    lots |= {"code " + match.group() for match in _CODE.finditer(page.title)}
    days = frozenset(
        day
        for mention in find_dates(text, published or date(2000, 1, 1))
        if (day := _day(mention.last, published)) is not None
    )
    names, bodies = _names(page.plain)
    return Likeness(
        kind=candidate.kind,
        event=candidate.event,
        lang=candidate.lang,
        opens=candidate.opens.day if candidate.opens and candidate.sure("opens") else None,
        deadline=candidate.deadline.day if candidate.deadline and candidate.sure("deadline") else None,
        amount_max=candidate.amount_max if candidate.sure("amount_max") else None,
        amount_total=candidate.amount_total if candidate.sure("amount_total") else None,
        currency=candidate.currency,
        regions=frozenset(candidate.regions),
        spheres=frozenset(candidate.spheres),
        names=names,
        bodies=bodies,
        lots=frozenset(lots),
        round=_round(text),
        years=frozenset(
            int(match[1]) for quoted in _QUOTED.finditer(page.plain) for match in _NAME_YEAR.finditer(quoted[0])
        ),
        days=days,
        words=frozenset(_WORD.findall(text[:6000])),
        title_words=frozenset(_WORD.findall(page.title)),
        published=published,
    )


def _day(printed: Day, published: date | None) -> date | None:
    """Return the calendar day; a missing year is the one that brings it nearest after publication."""
    if printed.year is not None or published is None:
        return real_day(printed)
    day = real_day(replace(printed, year=published.year))
    if day is not None and day < published - timedelta(days=100):
        day = real_day(replace(printed, year=published.year + 1))
    return day


def same_call(one: Likeness | Candidate | Call, two: Likeness | Candidate | Call) -> Sameness:
    """Decide whether two announcements are one call. Symmetric; the answer is true in a condition when they are.

    A bare candidate is recognised by its facts alone; give `likeness(post, candidate)` where the text is at hand, for
    names in quotes, lots and rounds stand only there.
    """
    one, two = _liken(one), _liken(two)
    numbers, lots = _numbered(one)
    others, other_lots = _numbered(two)
    if numbers and others:
        same = bool(numbers & others)
        return Sameness(same, float(same), ("number",))
    if numbers or others:
        one, two = replace(one, lots=lots), replace(two, lots=other_lots)
    against = _contradiction(one, two)
    if against:
        return Sameness(False, 0.0, (against,))
    follows_up = bool({one.event, two.event} & {CallEvent.EXTENDED, CallEvent.CANCELLED, CallEvent.RESULT})
    needed = SAME_FROM if CallEvent.NONE not in {one.event, two.event} else SAME_FROM + 0.15
    score = 0.0
    why = []
    for points, reason in _agreements(one, two, follows_up=follows_up):
        score += points
        why.append(reason)
    score = max(0.0, min(1.0, score))
    return Sameness(score >= needed, round(score, 3), tuple(why))


def _numbered(one: Likeness) -> tuple[frozenset[str], frozenset[str]]:
    """Return the numbers that the source gave an announcement, and its lots without them."""
    numbers = frozenset(lot for lot in one.lots if lot.startswith(_NUMBER))
    return numbers, one.lots - numbers


def _liken(one: Likeness | Candidate | Call) -> Likeness:
    if isinstance(one, Likeness):
        return one
    return likeness_of(one) if isinstance(one, Call) else _likeness(prepare("", ""), one, None)


def _contradiction(one: Likeness, two: Likeness) -> str:
    """Name a fact that both print and that no one call could have twice."""
    moved = CallEvent.EXTENDED in {one.event, two.event}
    ended = {one.event, two.event} & {CallEvent.CANCELLED, CallEvent.RESULT}
    if not _kinds_agree(one, two) and not ended:
        return "kind"
    if one.lots and two.lots and not one.lots & two.lots:
        return "lot"
    if one.round is not None and two.round is not None and one.round != two.round:
        return "round"
    if (one.round == 0) != (two.round == 0):
        return "repeated"
    if one.years and two.years and not one.years & two.years:
        return "year"
    if one.deadline and two.deadline and one.deadline != two.deadline and not moved:
        return "deadline"
    if one.opens and two.opens and one.opens != two.opens and not moved:
        return "opening"
    if one.currency and one.currency == two.currency:
        if one.amount_max and two.amount_max and one.amount_max != two.amount_max and not ended:
            return "amount"
        if one.amount_total and two.amount_total and one.amount_total != two.amount_total and not ended:
            return "fund"
    elif one.amount_max and two.amount_max and one.currency and two.currency:
        return "currency"
    apart = one.regions and two.regions and not one.regions & two.regions and "KZ" not in one.regions | two.regions
    # One tells the oblast, another its city: the same call only when it bears the same name.
    if apart and not (_nested(one.regions, two.regions) and _shared_names(one.names, two.names)):
        return "territory"
    if one.published and two.published and abs(one.published - two.published) > timedelta(days=150):
        return "time"
    return ""


def _agreements(one: Likeness, two: Likeness, *, follows_up: bool) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    deadline = one.deadline is not None and one.deadline == two.deadline
    if deadline:
        found.append((0.34, "deadline"))
    elif follows_up and ((one.deadline in two.days and one.deadline) or (two.deadline in one.days and two.deadline)):
        found.append((0.3, "old deadline"))
    if one.amount_max and one.amount_max == two.amount_max and one.currency == two.currency:
        found.append((0.22, "amount"))
    if one.amount_total and one.amount_total == two.amount_total and one.currency == two.currency:
        found.append((0.16, "fund"))
    if deadline and one.lang != two.lang and (one.days & two.days) - {one.deadline, one.opens}:
        found.append((0.06, "other days"))  # a translation keeps the whole timetable
    if one.opens and one.opens == two.opens:
        found.append((0.12, "opening"))
    if one.regions & two.regions:
        found.append((0.16 if one.regions == two.regions and one.regions != {"KZ"} else 0.1, "territory"))
    names = _shared_names(one.names, two.names)
    if names:
        found.append((0.3, "name"))
    elif one.names and two.names and one.lang == two.lang:
        found.append((-0.12, "other names"))
    if _shared_names(one.bodies, two.bodies):
        found.append((0.08, "organisation"))
    if one.lots & two.lots:
        found.append((0.15, "lot"))
    if one.spheres & two.spheres:
        found.append((0.1 * len(one.spheres & two.spheres) / len(one.spheres | two.spheres) + 0.06, "sphere"))
    elif one.spheres and two.spheres:
        found.append((-0.15, "other spheres"))
    if one.kind is two.kind:
        found.append((0.08, "kind"))
    if one.lang == two.lang and one.words and two.words:
        # Translations share no words; retellings in one language do.
        shared = _overlap(one.words, two.words)
        titles = _overlap(one.title_words, two.title_words)
        found.append((min(0.3, max(0.0, shared - 0.12) * 0.9), "words"))
        if shared < 0.1 and titles < 0.2 and not names:
            found.append((-0.12, "other words"))
    if not deadline and not names and not follows_up:
        found.append((-0.15, "no deadline or name in common"))
    return found


def _nested(one: frozenset[str], two: frozenset[str]) -> bool:
    """Tell whether a unit of one lies in an oblast of the other: KATO codes begin with their oblast's two digits."""
    return any(
        left[:2] == right[:2] and (left[2:] == "0000000" or right[2:] == "0000000") for left in one for right in two
    )


def _kinds_agree(one: Likeness, two: Likeness) -> bool:
    if one.kind is two.kind:
        return True
    kinds = {one.kind, two.kind}
    exact = {CallKind.SSO, CallKind.PARTNERSHIP, CallKind.PARTICIPATORY_BUDGET}
    if kinds & exact:
        return False
    return kinds <= _AWARDING or kinds <= _GATHERING or CallKind.OTHER in kinds


def _overlap(one: frozenset[str], two: frozenset[str]) -> float:
    # Endings change in retelling: compare beginnings.
    left, right = {word[:6] for word in one}, {word[:6] for word in two}
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 0.0


def _names(plain: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the quoted names of calls and of organisations apart: one organisation announces many calls."""
    names: set[str] = set()
    bodies: set[str] = set()
    for match in _QUOTED.finditer(plain):
        name = _name(match[1])
        if name:
            body = _BODY_BEFORE.search(fold(plain[max(0, match.start() - 24) : match.start()])) or _BODY_AFTER.match(
                fold(plain[match.end() : match.end() + 24])
            )
            (bodies if body else names).add(name)
    return frozenset(names - bodies), frozenset(bodies)


def _name(printed: str) -> str:
    """A quoted name without year, case endings and spelling of its letters; "" when it is only a form of words."""
    words = re.findall(r"[a-zа-я]{2,}", fold(printed))
    return " ".join(words) if words and len("".join(words)) >= 3 else ""


def _shared_names(one: frozenset[str], two: frozenset[str]) -> bool:
    if one & two:
        return True
    return any(
        left[:5] == right[:5] and (left in right or right in left)
        for left in one
        for right in two
        if min(len(left), len(right)) >= 5
    )


def _round(text: str) -> int | None:
    """Return the number of the round, 0 for "repeated", None when the text numbers none."""
    if _REPEATED.search(text[:1500]):
        return 0
    for match in _ROUND.finditer(text[:1500]):
        if match["w"]:
            return _ROUND_NUMBERS.get(match["w"])
        printed = match["n"]
        return int(printed) if printed.isdigit() else _ROMAN.get(printed)
    return None
