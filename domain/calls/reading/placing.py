"""Every printed date with the part it plays and its full calendar day: periods joined, missing years filled in."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from domain.calls.reading.dates import Day, Mention, find_dates, real_day
from domain.calls.reading.role_words import Role
from domain.calls.reading.roles import Cue, find_cues, marks, weigh
from domain.calls.reading.text import Page, rule

NEAR_FORMS = frozenset(("weekday", "soon", "left", "end-of-this"))
"""Forms that count from the day of publication: «до пятницы», «завтра», «осталось 4 дня»."""

_BACK = timedelta(days=100)
_AHEAD = timedelta(days=265)
_WEEKDAY = (
    r"(?:(?:понедельник|вторник|сред[уы]|четверг|пятниц[уы]|суббот[уы]|воскресенье|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday),?\s*)?"
)
_RANGE_GAP = rule(
    rf"""
    \)?,?\s*(?:г\.?|года?|жыл[а-я]*|ж\.?)?\s*(?:-|по|до|to|through|until|till|\|)\s*(?:the\s+)?{_WEEKDAY}$|
    (?:-?\s?[дтн][ае]н(?![а-я]))?\s*(?:бастап,?|
    бастап\s+сағат\s+[\d:.]+)?\s*$|\s*(?:мен|бен|пен|және|and)\s*$
    """
)
_LABELLED = rule(r"[:-]\s{0,2}(?:(?:с|со|до|по|from|by|until)\s)?$")
_INSTEAD = rule(r"(?:вместо|ранее|прежн[а-я]{2,3}|instead\s+of)[\s:-]*$")
_PLAIN_DASH = rule(r"\)?\s*(?:г\.?|года?|жыл[а-я]*|ж\.?)?\s*(?:-|по|to|through)\s*$")
_BETWEEN = rule(r"(?<![а-яa-z])(?:between|в\s+период\s+между|между)\s*$")
_KAZAKH_BETWEEN = rule(r"\s*(?:-?[а-я]{0,4}\s+)?(?:\([^)\n]{0,30}\)\s*)?(?:күн[а-я]*\s+)?(?:аралығ|арасы)")
_LISTED = rule(
    r"""
    \s*(?:,|;|и|или|,\s*и|and|or|,\s*and|және|мен|не)\s*(?:(?:следующ|келесі|next|втор|трет|четверт|последн|екінші|үшінші|төртінші|соңғы|second|
    third|fourth|final|i{2,3}|iv|[2-9](?:-?[а-я]{1,3})?)[а-я]{0,4}(?:\s(?:этап|тур|поток|раунд|кезең|волн|очеред|round|
    phase|stage)[а-я]{0,4})?\s{0,2}[:-]?\s{0,2})?(?:до\s+|by\s+)?\Z
    """
)


class Dated(NamedTuple):
    """One date of the text with the part it plays."""

    mention: Mention
    role: Role
    strength: float
    until: bool
    day: date | None
    first_day: date | None
    moved: bool = False  # the first day is the last day as it was before
    accepting: float = 0.0  # how strongly words about applications speak for it


def place_dates(page: Page, *, published: date, lang: str, month_first: bool = False) -> list[Dated]:
    """Return every date of the post with its role and its full calendar day."""
    mentions = _join(page, find_dates(page.folded, published))
    american = month_first or any(
        one.swapped is None and one.form == "numeric" and _looks_american(page, one) for one in mentions
    )
    dated: list[Dated] = []
    cues: dict[int, list[Cue]] = {}
    for mention in mentions:
        number = page.sentence_at(mention.start)
        if number not in cues:
            cues[number] = find_cues(page, number)
        signs = marks(page, mention)
        weighed = weigh(page, mention, mentions, cues[number], signs, lang=lang)
        last = mention.last
        if mention.swapped is not None and (american or _prefers_swapped(mention, published)):
            last = mention.swapped
        day, first = _complete(
            last, mention.first, published, past=weighed.role in {Role.OLD, Role.PUBLISHED, Role.LAW}
        )
        if day is None:
            continue
        role, strength, accepting = weighed.role, weighed.strength, weighed.accepting
        before = dated[-1] if dated else None
        if (
            before is not None
            and before.role is Role.OLD
            and role is Role.DEADLINE
            and mention.left - before.mention.right <= 30
        ):
            strength = max(
                strength, 0.8
            )  # «15 қыркүйек емес, 22 қыркүйек»: the words about applications stand by the old day
        if (
            before is not None
            and before.role is Role.DEADLINE
            and _LISTED.match(page.folded[before.mention.right : mention.left])
        ):
            role, strength = before.role, max(strength, before.strength)  # «до 31 марта и до 30 июня»
            accepting = max(accepting, before.accepting)
        if mention.form == "nth" and mention.first is None and not signs.until and not signs.since:
            continue  # «задолженность на 1 число месяца»
        if before is not None and _goes_on(page, before, mention, role, strength, until=signs.until):
            role, strength = Role.DEADLINE, max(strength, before.strength * 0.7)
            accepting = max(accepting, before.accepting, 0.3)
        dated.append(Dated(mention, role, strength, signs.until, day, first, signs.moved, accepting))
    return dated


def _goes_on(page: Page, before: Dated, mention: Mention, role: Role, strength: float, *, until: bool) -> bool:
    """Tell whether a date that no word explains carries on what the one before told.

    «Краткосрочные: заявки с 12 января по 1 февраля. Долгосрочные: с 12 января по 15 февраля»; «Начало приёма: 5 марта.
    Окончание: 26 марта».
    """
    apart = page.sentence_at(mention.start) - page.sentence_at(before.mention.start)
    if apart > 1 or mention.left - before.mention.right > 80:
        return False
    if role is Role.DEADLINE and before.role is Role.OPENS and before.first_day is None:
        return strength >= 0.3
    if (
        before.role is not Role.DEADLINE
        or (mention.first is None) != (before.first_day is None)
        or _LABELLED.search(page.folded, max(0, mention.left - 8), mention.left) is None
    ):
        return False
    if mention.first is None:
        return until and role is Role.DEADLINE
    return (role, strength) == (Role.NONE, 0.0)


def _looks_american(page: Page, mention: Mention) -> bool:
    """7/19/15 can only be month first; then its neighbours are too."""
    parts = re.split(r"/", page.folded[mention.start : mention.end].replace(" ", ""))
    return len(parts) == 3 and parts[1].isdigit() and int(parts[1]) > 12


def _prefers_swapped(mention: Mention, published: date) -> bool:
    """05/11/2026 is 5 November here, unless only the American reading falls soon after publication."""
    usual = real_day(mention.last)
    other = real_day(mention.swapped) if mention.swapped else None
    if usual is None or other is None:
        return usual is None
    soon = timedelta(days=200)
    return not published <= usual <= published + soon and published <= other <= published + soon


def _join(page: Page, mentions: list[Mention]) -> list[Mention]:
    """Join «с 12 января» and «по 1 февраля» into one period."""
    joined: list[Mention] = []
    for mention in mentions:
        before = joined[-1] if joined else None
        if before is not None and before.first is None and mention.first is None and _is_period(page, before, mention):
            joined[-1] = mention._replace(first=before.last, left=before.left, start=before.start)
        else:
            joined.append(mention)
    return joined


def _is_period(page: Page, one: Mention, two: Mention) -> bool:
    text = page.folded
    gap = text[one.right : two.left] if one.right <= two.left else text[one.end : two.start]
    if len(gap) > 40 or "\n" in gap.strip(" "):
        return False
    if {one.form, two.form} & NEAR_FORMS:
        return False  # «4 күн қалды – 30 қыркүйекке дейін» says one day twice
    if _INSTEAD.search(text, max(0, one.start - 30), one.start):
        return False  # «вместо 10 марта — 24 марта»
    dash, joint = _PLAIN_DASH.match(gap), _RANGE_GAP.match(gap)
    if dash is None and joint is None:
        return False
    first = marks(page, one)
    if dash is not None and not first.until:
        return True
    if joint is None:
        return False
    if first.since or _BETWEEN.search(text[max(0, one.start - 25) : one.start]):
        return True
    return gap.strip() in {"мен", "бен", "пен", "жане"} and _KAZAKH_BETWEEN.match(text, two.end) is not None


def _complete(last: Day, first: Day | None, published: date, *, past: bool) -> tuple[date | None, date | None]:
    """Fill in missing years: the nearest sensible one around the day of publication."""
    day = real_day(last) if last.year is not None else _nearest(last, published, past=past)
    if first is None or day is None:
        return day, None
    if first.year is not None:
        start = real_day(first)
        if last.year is None and start is not None:
            day = _first_after(last, start) or day
        return day, start
    start = real_day(first._replace(year=day.year))
    if start is not None and start > day:  # «с 20 декабря по 15 января»
        start = real_day(first._replace(year=day.year - 1))
    return day, start


def _nearest(day: Day, published: date, *, past: bool) -> date | None:
    ahead, back = (timedelta(days=20), timedelta(days=345)) if past else (_AHEAD, _BACK)
    for year in (published.year, published.year + 1, published.year - 1):
        found = real_day(day._replace(year=year))
        if found is not None and published - back <= found <= published + ahead:
            return found
    return None


def _first_after(day: Day, start: date) -> date | None:
    for year in (start.year, start.year + 1):
        found = real_day(day._replace(year=year))
        if found is not None and found >= start:
            return found
    return None
