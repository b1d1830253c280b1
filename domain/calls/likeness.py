"""What one announcement can be recognised by: everything in it that survives translation and retelling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone

from domain.calls.model import Call, CallEvent, CallKind, Candidate, Post
from domain.calls.names import quoted_names, years_in_names
from domain.calls.reading.dates import Day, Mention, find_dates, real_day
from domain.calls.reading.numerals import UNITS
from domain.calls.reading.sums import find_sums
from domain.calls.reading.text import Page, fold, prepare, rule
from domain.calls.subjects import subjects_of

__all__ = ["Likeness", "likeness", "likeness_of"]

_LOCAL = timezone(timedelta(hours=5))
_LONGEST = 6000
"""Folded characters whose words are kept."""

_LOT = rule(
    r"""
    (?:(?<![а-яa-z])лот(?!ов)[а-я]{0,3}\s*(?:№|n|-)?\s*(?P<a>\d{1,4}(?!\d|[\s.,]?(?:млн|мың|тыс|\d))(?:\s?(?:,|и|және|мен|&)\s?№?\s?\d{1,3}(?!\d|\s?(?:млн|мың|тыс|000)))*)(?!\d)
    |№\s*(?P<b>\d{1,4})\s*-?\s*(?:[шн]{0,2}[іы]\s+)?лот
    |(?<!\d)(?P<c>\d{1,4})\s?-\s?(?:[шн]{1,3}[іы]\s+)?лот
    |(?<!\d)(?P<d>\d{1,4})-[а-я]{1,4}\d{0,2}\s+лот
    |(?<![a-z])lot\s*(?:no\.?\s*|№\s*)?(?P<e>\d{1,4})(?!\d))
    """
)
_DIGITS = re.compile(r"\d+")
_CODE = re.compile(r"(?<!\d)\d{6,12}(?:-[a-zа-я]{0,5}\d{0,3})?(?!\d)")
_NUMBERED = rule(
    r"""
    (?:объявлени[а-я]*|закупк[а-я]*|хабарландыру[а-я]*|announcement|reference|ref)\.?\s*(?::|№|n|no\.?)+\s*
    (?P<code>[a-z/]{0,12}\d[\d/-]{3,16})
    """
)
_ROUND = rule(
    r"""
    (?:(?P<n>\d{1,2}|[ivx]{1,4})\s*-?\s*(?:й|го|ый|ой|ая|ші|шы|нші|інші|st|nd|rd|th)?|(?P<w>перв|втор|трет|четверт|
    пят|шест|бірінші|екінші|үшінші|төртінші|бесінші|first|second|third|fourth)[а-я]*)\s+
    (?:(?:[а-я]+\s+)?(?:тур|раунд|поток|набор|волн|сезон|кезең|кезек|лег)|round|wave|cohort|season)
    """
)
_ROUND_AFTER = re.compile(r"(?<![a-z])(?:round|wave|cohort|season)\s+(\d{1,2}|[ivx]{1,4})(?![a-z\d])")
_ROUND_NUMBERS = {
    "перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5, "шест": 6, "first": 1, "second": 2, "third": 3,
    "fourth": 4,
    **{fold(word): number for number, word in enumerate(("бірінші", "екінші", "үшінші", "төртінші", "бесінші"), 1)},
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7}
# The call is announced again; «повторно участвовать нельзя» says nothing of the kind.
_REPEATED = rule(
    r"""
    (?<![а-яa-z])(?:повторн[а-я]*(?:\s*(?:[.,:;!)"\n]|$)|\s(?:[а-я-]+\s){0,2}(?:конкурс|при[её]м|отбор|объяв|размещ|лот|
    закуп|тендер|набор|тур|раунд|сбор|провод|запуск|открыва|начина|этап|слушан))|
    қайталама\s(?!өтінім|қатыс)|қайта\sжариял|re-announce|second\scall)
    """
)
_WORD = re.compile(r"[a-zа-я]{4,}")
_ANY_WORD = re.compile(r"[a-zа-я]{2,12}")

_MAIL = re.compile(r"[a-z0-9][a-z0-9._-]{0,40}@[a-z0-9-]{2,30}\.[a-z.]{2,20}")
_BIN = re.compile(r"(?<!\d)\d{12}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d.,])(?:\+?7|8)[ (-]{0,2}(\d{3}(?:[ ()-]{0,2}\d){7})(?!\d)"
    r"|тел[а-я./]{0,10}:? ?([\d(][\d ()-]{4,18}\d)(?!\d)"
)
_ADDRESS = re.compile(
    r"(?<![@a-z0-9.-])(?:https?://)?(?:www\.)?([a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,40}){0,2}\.(?:kz|org|com|net|info|eu|ly|gle|me))(/[a-z0-9/_.?=&%-]{2,80})?"
)
# Where everybody's applications and posts are: the host alone tells nothing.
_EVERYBODY = frozenset(
    (
        "egov.kz",
        "gov.kz",
        "goszakup.gov.kz",
        "eotinish.kz",
        "t.me",
        "instagram.com",
        "facebook.com",
        "youtube.com",
        "forms.gle",
        "docs.google.com",
        "google.com",
        "bit.ly",
        "gmail.com",
        "mail.ru",
        "adilet.zan.kz",
        "cisc.kz",
        "infonpo.gov.kz",
    )
)
_COUNT = re.compile(r"(?<![\d.,:/№a-zа-я+@-])\d{1,4}(?![\d:/%a-z])(?![.,]\d)")
MOST = 60
"""Sums, days and counts kept: a budget with hundreds of lines is recognised by the first of them."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What one announcement can be recognised by; build it with `likeness`.

    A field that was read with little confidence is None here, so that it cannot speak against. `names` are quoted names
    of calls, `bodies` those of organisations, `at` the time of day of the deadline, `moments` all days that are printed
    with a time, `sums` all printed sums of money, `numbers` counts («12 ideas»), `marks` contacts and addresses,
    `subjects` what it is about in words that both languages share, `number` how a register tells its announcements
    apart.
    """

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
    at: str | None = None
    moments: frozenset[str] = frozenset()
    sums: frozenset[int] = frozenset()
    numbers: frozenset[int] = frozenset()
    marks: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    number: str | None = None


def likeness(post: Post, candidate: Candidate, *, published: date | None = None) -> Likeness:
    """Return what an announcement can be recognised by.

    Args:
        post: the announcement.
        candidate: what was read from it.
        published: its local day of publication, or the day it was read on; the post's own when omitted.
    """
    if published is None and post.published is not None:
        published = post.published.astimezone(_LOCAL).date()
    found = likeness_in(prepare(post.title, post.text), candidate, published)
    return found if post.stated is None else replace(found, number=post.stated.number)


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
        confidence=dict.fromkeys(("opens", "deadline", "amount_max", "amount_total", "regions", "spheres"), 1.0),
    )
    printed = "\n".join(f"{text.title}\n{text.summary}" for text in call.texts)
    day = (call.published_at or call.first_seen_at).astimezone(_LOCAL).date()
    return likeness_in(prepare("\n".join(text.title for text in call.texts), printed), facts, day)


def likeness_in(page: Page, candidate: Candidate, published: date | None) -> Likeness:
    """Return what a prepared page can be recognised by, given what was read from it."""
    text = page.folded
    mentions = find_dates(text, published or date(2000, 1, 1))
    taken = [(mention.left, mention.right) for mention in mentions]
    sums = find_sums(page, taken)[:MOST]
    taken += [(one.start, one.end) for one in sums]
    moments = (*candidate.deadlines, candidate.opens, candidate.deadline)
    days = {moment.day for moment in moments if moment} | set(_days(mentions, published))
    money = {one.value for one in sums if one.value >= 1000}
    names, bodies = quoted_names(page.plain)
    taken += [match.span() for match in _PHONE.finditer(text)]
    deadline = candidate.deadline if candidate.sure("deadline") else None
    return Likeness(
        kind=candidate.kind,
        event=candidate.event,
        lang=candidate.lang,
        opens=candidate.opens.day if candidate.opens and candidate.sure("opens") else None,
        deadline=deadline.day if deadline else None,
        at=deadline.at.isoformat("minutes") if deadline and deadline.at else None,
        amount_max=candidate.amount_max if candidate.sure("amount_max") else None,
        amount_total=candidate.amount_total if candidate.sure("amount_total") else None,
        currency=candidate.currency,
        regions=frozenset(candidate.regions) if candidate.sure("regions") else frozenset(),
        spheres=frozenset(candidate.spheres),
        names=names,
        bodies=bodies,
        lots=frozenset(_lots(page)),
        round=_round(text),
        years=years_in_names(page.plain),
        days=frozenset(sorted(days)[:MOST]),
        words=frozenset(_WORD.findall(text[:_LONGEST])),
        title_words=frozenset(_WORD.findall(page.title)),
        published=published,
        moments=frozenset(_moments(mentions, published)),
        sums=frozenset(money | {sum_ for sum_ in (candidate.amount_max, candidate.amount_total) if sum_}),
        numbers=frozenset(_counts(text, taken)),
        marks=frozenset(_marks(text)),
        subjects=subjects_of(text[:_LONGEST]),
    )


def _days(mentions: Sequence[Mention], published: date | None) -> Iterator[date]:
    for mention in mentions[:MOST]:
        for printed in (mention.first, mention.last):
            if printed is not None and (day := _day(printed, published)) is not None:
                yield day


def _moments(mentions: Sequence[Mention], published: date | None) -> Iterator[str]:
    for mention in mentions[:MOST]:
        if mention.at is not None and (day := _day(mention.last, published)) is not None:
            yield f"{day.isoformat()}T{mention.at.isoformat('minutes')}"


def _day(printed: Day, published: date | None) -> date | None:
    """Return the calendar day; a missing year is the one that brings it nearest after publication."""
    if printed.year is not None or published is None:
        return real_day(printed)
    day = real_day(printed._replace(year=published.year))
    if day is not None and day < published - timedelta(days=100):
        day = real_day(printed._replace(year=published.year + 1))
    return day


def _lots(page: Page) -> Iterator[str]:
    """Yield numbers of lots, and numbers of announcements as `code …`."""
    for match in _LOT.finditer(page.folded):
        for number in _DIGITS.findall(next(value for value in match.groups() if value)):
            yield number.lstrip("0") or "0"
    for match in _CODE.finditer(page.title):
        yield "code " + match.group()
    for match in _NUMBERED.finditer(page.folded):
        yield "code " + match["code"].rstrip("/-")


def _round(text: str) -> int | None:
    """Return the number of the round, 0 for "repeated", None when the text numbers none."""
    head = text[:1500]
    if _REPEATED.search(head):
        return 0
    match = _ROUND.search(head)
    if match is not None and match["w"]:
        return _ROUND_NUMBERS.get(match["w"])
    printed = match["n"] if match is not None else None
    if printed is None and (after := _ROUND_AFTER.search(head)) is not None:
        printed = after[1]
    return None if printed is None else int(printed) if printed.isdigit() else _ROMAN.get(printed)


def _counts(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield numbers that are neither dates nor money, printed in figures or in one word."""
    spans = sorted(taken)
    at = 0
    for match in _COUNT.finditer(text):
        while at < len(spans) and spans[at][1] <= match.start():
            at += 1
        number = int(match[0])
        if (
            number < 2
            or (1990 <= number <= 2100 and number != 2000)
            or (at < len(spans) and spans[at][0] <= match.start())
        ):
            continue
        yield number
    for word in set(_ANY_WORD.findall(text[:_LONGEST])):
        counted = UNITS.get(word, 0)
        if counted >= 2:
            yield counted


def _marks(text: str) -> Iterator[str]:
    """Yield contacts and addresses: e-mails, telephones, business numbers, pages, sites."""
    if "@" in text:
        for match in _MAIL.finditer(text):
            yield "mail " + match[0].rstrip(".")
    for match in _BIN.finditer(text):
        yield "bin " + match[0]
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[1] or match[2])
        if 5 <= len(digits) <= 12:
            yield "tel " + digits[-6:]  # the town's code is printed or left out
    if "." in text:
        for match in _ADDRESS.finditer(text):
            if match[2] and match[2].strip("/"):
                yield f"page {match[1]}{match[2].rstrip('/.')}"
            if match[1] not in _EVERYBODY:
                yield f"site {match[1]}"
