"""When applications open and close: which of the printed dates are the ones people must know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.calendar import WorkingCalendar
from domain.calls.model import LocalMoment
from domain.calls.reading.dates import Day, Mention, find_dates, real_day
from domain.calls.reading.relative import count_days
from domain.calls.reading.role_words import Role
from domain.calls.reading.roles import Cue, find_cues, marks, weigh
from domain.calls.reading.text import Page, rule, stems

_ACCEPTING = stems(
    """
    заявк|заявлени|прием (?!граждан)|принима(?!ют участ|ет участ)|подач|подать|предложени|регистрац|өтінім|қабылдай|
    қабылдан|ұсыныстар|
    тіркел|applica|proposals|submit|accept
    """
)
_BACK = timedelta(days=100)
_AHEAD = timedelta(days=265)
_LONGEST_CALL = timedelta(days=800)

_WEEKDAY = (
    r"(?:(?:понедельник|вторник|сред[уы]|четверг|пятниц[уы]|суббот[уы]|воскресенье|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday),?\s*)?"
)
_RANGE_GAP = rule(
    rf"""
    \)?\s*(?:г\.?|года?|жыл[а-я]*|ж\.?)?\s*(?:-|по|до|to|through|until|till|\|)\s*(?:the\s+)?{_WEEKDAY}$|
    (?:-?\s?[дтн][ае]н(?![а-я]))?\s*(?:бастап,?|
    бастап\s+сағат\s+[\d:.]+)?\s*$|\s*(?:мен|бен|пен|және|and)\s*$
    """
)
_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_LABELLED = rule(r"[:-]\s{0,2}(?:(?:с|со|до|по|from|by|until)\s)?$")
_LEFT_TILL = rule(r"\s*(?:до|to)\s+(?!конца|оконч|заверш|дедлайна|закрыт|apply)")
_INSTEAD = rule(r"(?:вместо|ранее|прежн[а-я]{2,3}|instead\s+of)[\s:-]*$")
_NEAR_FORMS = frozenset(("weekday", "soon", "left", "end-of-this"))
_PLAIN_DASH = rule(r"\)?\s*(?:г\.?|года?|жыл[а-я]*|ж\.?)?\s*(?:-|по|to|through)\s*$")
_BETWEEN = rule(r"(?<![а-яa-z])(?:between|в\s+период\s+между|между)\s*$")
_KAZAKH_BETWEEN = rule(r"\s*(?:-?[а-я]{0,4}\s+)?(?:күн[а-я]*\s+)?(?:аралығ|арасын)")
_LISTED = rule(
    r"""
    \s*(?:,|;|и|или|,\s*и|and|or|,\s*and|және|мен|не)\s*(?:(?:следующ|келесі|next|втор|трет|четверт|последн|екінші|үшінші|төртінші|соңғы|second|
    third|fourth|final|i{2,3}|iv|[2-9](?:-?[а-я]{1,3})?)[а-я]{0,4}(?:\s(?:этап|тур|поток|раунд|кезең|волн|очеред|round|
    phase|stage)[а-я]{0,4})?\s{0,2}[:-]?\s{0,2})?(?:до\s+|by\s+)?\Z
    """
)
_EXTENDING = stems(
    """
    продл|перенес|перенос|изменен|ұзарт|созыл|шегер|ауыстыр|өзгер|кейінге|extend|postpone|new deadline|жаңа мерзім|
    новый срок|следует читать|деп оқылсын
    """
)


@dataclass(frozen=True, slots=True)
class Dated:
    """One date of the text with the part it plays."""

    mention: Mention
    role: Role
    strength: float
    until: bool
    day: date | None
    first_day: date | None
    moved: bool = False  # the first day is the last day as it was before
    accepting: float = 0.0  # how strongly words about applications speak for it


@dataclass(frozen=True, slots=True)
class Term:
    """When a call opens and closes, as far as the text tells.

    `last` is the last of `deadlines`. `old` holds days that the text calls superseded; `every` all real days printed.
    """

    opens: LocalMoment | None = None
    opens_sure: float = 0.0
    opens_words: str = ""
    deadlines: tuple[LocalMoment, ...] = ()
    sure: float = 0.0
    words: str = ""
    event_day: date | None = None
    published: date | None = None
    old: tuple[date, ...] = ()
    every: tuple[date, ...] = ()
    taken: tuple[tuple[int, int], ...] = ()  # where dates stand in the folded text: digits there are no sums

    @property
    def last(self) -> LocalMoment | None:
        """The last moment to apply."""
        return self.deadlines[-1] if self.deadlines else None


def read_term(
    page: Page,
    *,
    published: date,
    calendar: WorkingCalendar,
    lang: str,
    extended: bool,
    dated: bool = True,
    month_first: bool = False,
) -> Term:
    """Read when applications open and close.

    Args:
        page: the post.
        published: its local day of publication, or the day to read it on when that is not known.
        calendar: working days, for «в течение 10 рабочих дней».
        lang: the language read, "kk", "ru" or "en".
        extended: the post moves a deadline, so the earlier of two dates is the old one.
        dated: the day of publication is known; else one that the text prints is taken for it.
        month_first: the source prints days as month/day/year.
    """
    placed = place_dates(page, published=published, lang=lang, month_first=month_first)
    posted = next((one.day for one in placed if one.role is Role.PUBLISHED and one.day), None)
    if not dated and posted is not None and posted < published:
        published, dated = posted, True
        placed = place_dates(page, published=published, lang=lang, month_first=month_first)
    closing, opening, old = _select(page, placed, published, extended)
    event = min(
        (one.first_day or one.day for one in placed if one.role is Role.EVENT and one.day and one.day >= published),
        default=None,
    )
    if not closing and (lone := _lone(page, placed, published)) is not None:
        if lone.first_day is not None or lone.mention.form == "left":
            closing = [replace(lone, strength=0.5)]
        elif event is None:
            event = lone.day
    taken = tuple((one.mention.start, one.mention.end) for one in placed)
    every = tuple(sorted({day for one in placed for day in (one.first_day, one.day) if day}))
    best = max(closing, key=lambda one: one.strength, default=None)
    term = Term()
    if best is None or best.strength < 0.5:
        starts = [(one.mention.start, one.day) for one in placed if one.role is Role.OPENS and one.day]
        printed = [(one.mention.start, one.day) for one in placed if one.day]
        counted = count_days(page, starts, printed, posted=posted or published, event=event, calendar=calendar)
        if counted is not None and (best is None or counted.sure >= 0.75):
            best, closing = None, []
            term = Term(deadlines=(LocalMoment(counted.day),), sure=counted.sure, words=counted.words)
    if best is not None:
        moments = tuple(
            sorted({_moment(one) for one in closing}, key=lambda moment: (moment.day, moment.at is None, moment.at))
        )
        words = page.shown(best.mention.left, best.mention.right)
        term = Term(deadlines=_merge(moments), sure=_sure(best), words=words)
        if not dated and best.mention.last.year is None:
            term = replace(term, sure=min(term.sure, _year_sure(page, best.mention, published)))
    term = replace(term, event_day=event, published=posted, old=old, every=every, taken=taken)
    return _with_opening(page, term, closing, opening)


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
        weighed = weigh(page, mention, mentions, cues[number], lang=lang)
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
        signs = marks(page, mention)
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
            joined[-1] = replace(mention, first=before.last, left=before.left, start=before.start)
        else:
            joined.append(mention)
    return joined


def _is_period(page: Page, one: Mention, two: Mention) -> bool:
    text = page.folded
    gap = text[one.right : two.left] if one.right <= two.left else text[one.end : two.start]
    if len(gap) > 40 or "\n" in gap.strip(" "):
        return False
    if {one.form, two.form} & _NEAR_FORMS:
        return False  # «4 күн қалды – 30 қыркүйекке дейін» says one day twice
    if _INSTEAD.search(text, max(0, one.start - 30), one.start):
        return False  # «вместо 10 марта — 24 марта»
    first = marks(page, one)
    if _PLAIN_DASH.match(gap) and not first.until:
        return True
    if not _RANGE_GAP.match(gap):
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
    start = real_day(replace(first, year=day.year))
    if start is not None and start > day:  # «с 20 декабря по 15 января»
        start = real_day(replace(first, year=day.year - 1))
    return day, start


def _nearest(day: Day, published: date, *, past: bool) -> date | None:
    ahead, back = (timedelta(days=20), timedelta(days=345)) if past else (_AHEAD, _BACK)
    for year in (published.year, published.year + 1, published.year - 1):
        found = real_day(replace(day, year=year))
        if found is not None and published - back <= found <= published + ahead:
            return found
    return None


def _first_after(day: Day, start: date) -> date | None:
    for year in (start.year, start.year + 1):
        found = real_day(replace(day, year=year))
        if found is not None and found >= start:
            return found
    return None


def _select(
    page: Page, dated: Sequence[Dated], published: date, extended: bool
) -> tuple[list[Dated], list[Dated], tuple[date, ...]]:
    closing = [one for one in dated if one.role is Role.DEADLINE and one.day is not None and one.strength >= 0.3]
    closing = [
        one for one in closing if one.day and published - timedelta(days=400) <= one.day <= published + _LONGEST_CALL
    ]
    # A date without «до» and without a strong word beside it is no more than a hint when others speak plainly.
    best = max((one.strength for one in closing), default=0.0)
    closing = [one for one in closing if one.strength >= best * 0.45]
    if any(one.accepting >= 0.3 and (one.until or one.first_day) for one in closing):
        # «к 30 августа завершится стройка»: an end, but none of taking applications.
        closing = [one for one in closing if one.accepting >= 0.1]
    plain = [one.day for one in closing if one.until and one.day]
    if plain:
        # The event comes after the day to register by.
        closing = [one for one in closing if one.until or one.first_day is None or one.first_day <= max(plain)]
    opening = [one for one in dated if one.role is Role.OPENS]
    old = [one.day for one in dated if one.role is Role.OLD and one.day]
    if extended or any(one.moved for one in closing):
        moved = []
        for one in closing:
            sentence = page.sentence_text(page.sentence_at(one.mention.start))
            if one.first_day is not None and (one.moved or _EXTENDING.search(sentence)):
                old.append(one.first_day)
                one = replace(one, first_day=None)
            moved.append(one)
        closing = moved
        last = max((one.day for one in closing if one.day), default=None)
        old += [one.day for one in closing if one.day and last and one.day < last]
        closing = [one for one in closing if one.day == last]
    return closing, opening, tuple(old)


def _year_sure(page: Page, mention: Mention, today: date) -> float:
    """How sure a year left out is when nobody knows the day of publication; in a text of years ago, too little."""
    beside = f"{page.title} {page.sentence_text(page.sentence_at(mention.start))}"
    years = [int(year) for year in _YEAR.findall(beside)]
    return 0.5 if years and max(years) < today.year else 0.65


def _lone(page: Page, dated: Sequence[Dated], published: date) -> Dated | None:
    """The only future date of which no word says anything: «📅 1–30 қыркүйек».

    A period under words about applications is when they are taken; a single day is the day of the event.
    """
    silent = [
        one
        for one in dated
        if one.role is Role.NONE
        and one.strength == 0.0
        and one.day
        and one.day >= published
        and one.mention.form != "nth"
    ]
    if len(silent) != 1:
        return None
    if silent[0].mention.form == "left" and not _LEFT_TILL.match(page.folded, silent[0].mention.end):
        return silent[0]  # «Приём открыт! Осталось 3 дня»
    if silent[0].mention.form in _NEAR_FORMS:
        return None
    if silent[0].first_day is not None and not _ACCEPTING.search(page.folded):
        return None
    return silent[0]


def _moment(dated: Dated) -> LocalMoment:
    assert dated.day is not None
    return LocalMoment(dated.day, dated.mention.at)


def _merge(moments: Sequence[LocalMoment]) -> tuple[LocalMoment, ...]:
    """One moment a day: the one with a time says more."""
    by_day: dict[date, LocalMoment] = {}
    for moment in moments:
        if moment.day not in by_day or by_day[moment.day].at is None:
            by_day[moment.day] = moment
    return tuple(by_day[day] for day in sorted(by_day))


def _sure(best: Dated) -> float:
    base = (
        0.95
        if best.strength >= 1.0
        else 0.85
        if best.strength >= 0.7
        else 0.7
        if best.strength >= 0.5 or best.until
        else 0.5
    )
    return base if best.mention.form not in {*_NEAR_FORMS, "short"} else min(base, 0.75)


def _with_opening(page: Page, term: Term, closing: Sequence[Dated], opening: Sequence[Dated]) -> Term:
    starts: list[tuple[date | None, Dated, float]] = [
        (one.first_day, one, 0.9) for one in closing if one.first_day is not None
    ]
    starts += [(one.first_day or one.day, one, min(0.9, 0.45 + one.strength * 0.35)) for one in opening]
    last = term.last
    usable = [(day, one, sure) for day, one, sure in starts if day is not None and (last is None or day <= last.day)]
    if not usable:
        return term
    day, one, sure = max(usable, key=lambda item: item[2])
    return replace(
        term, opens=LocalMoment(day), opens_sure=sure, opens_words=page.shown(one.mention.left, one.mention.right)
    )
