"""When applications open and close: which of the printed dates are the ones people must know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.calendar import WorkingCalendar
from domain.calls.model import LocalMoment
from domain.calls.reading.dates import Mention
from domain.calls.reading.placing import NEAR_FORMS, Dated, place_dates
from domain.calls.reading.relative import count_days
from domain.calls.reading.role_words import Role
from domain.calls.reading.text import Page, rule, stems

_ACCEPTING = stems(
    """
    заявк|заявлени|прием (?!граждан)|принима(?!ют участ|ет участ)|подач|подать|предложени|регистрац|өтінім|қабылдай|
    қабылдан|ұсыныстар|
    тіркел|applica|proposals|submit|accept
    """
)
_LINE = 100
_ISSUE = stems(
    """
    публикаци[яи] (?:запрос|объявл|конкурс|услови)|объявлени[ея] конкурс|(?:дата|день) (?:объявлени|запуск)|
    конкурс[а-я]{0,3} жариялан|байқау[а-я]{0,4} жариялан|issue date|date of issue|(?:call|rfa|rfp|eoi|nofo|
    rfq) (?:issued|released|launched|
    published|opens)|release date|launch date
    """
)
_LONGEST_OPEN = timedelta(days=366)
_LONGEST_CALL = timedelta(days=800)

_YEAR = re.compile(r"(?<!\d)20[0-4]\d(?!\d)")
_LEFT_TILL = rule(r"\s*(?:до|to)\s+(?!конца|оконч|заверш|дедлайна|закрыт|apply)")
_EXTENDING = stems(
    """
    продл|перенес|перенос|изменен|ұзарт|созыл|шегер|ауыстыр|өзгер|кейінге|extend|postpone|new deadline|жаңа мерзім|
    новый срок|следует читать|деп оқылсын
    """
)


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
            closing = [lone._replace(strength=0.5)]
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
    issued = _issued(page, placed, published) if term.last is not None else []
    return _with_opening(page, term, closing, opening, issued)


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
    if any(one.accepting >= (0.3 if one.until or one.first_day else 0.7) for one in closing):
        # «к 30 августа завершится стройка»: an end, but none of taking applications.
        closing = [one for one in closing if one.accepting >= 0.1]
    if not extended and any(one.day >= published for one in closing if one.day):
        closing = [one for one in closing if one.day and one.day >= published]  # «алғашқы конкурс (16–24 ақпан)»
    plain = [one.day for one in closing if one.until and one.day]
    if plain:
        # The event comes after the day to register by.
        closing = [one for one in closing if one.until or one.first_day is None or one.first_day <= max(plain)]
        # So does a day that only the heading above it ties to applications.
        closing = [one for one in closing if one.until or one.first_day or one.strength >= best * 0.65]
    opening = [one for one in dated if one.role is Role.OPENS and one.day and one.day >= published - _LONGEST_OPEN]
    old = [one.day for one in dated if one.role is Role.OLD and one.day]
    if extended or any(one.moved for one in closing):
        moved = []
        for one in closing:
            sentence = page.sentence_text(page.sentence_at(one.mention.start))
            if one.first_day is not None and (one.moved or _EXTENDING.search(sentence)):
                old.append(one.first_day)
                one = one._replace(first_day=None)
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
    if silent[0].mention.form in NEAR_FORMS:
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
    return base if best.mention.form not in {*NEAR_FORMS, "short"} else min(base, 0.75)


def _issued(page: Page, placed: Sequence[Dated], published: date) -> list[Dated]:
    """The line of a timetable that tells when the call itself comes out: «Issue date: 3 June 2026»."""
    found = []
    for one in placed:
        span = page.sentences[page.sentence_at(one.mention.start)]
        if (
            one.day == published
            and one.role in {Role.PUBLISHED, Role.NONE, Role.OPENS}
            and span.end - span.start <= _LINE
            and _ISSUE.search(page.folded, span.start, span.end)
        ):
            found.append(one)
    return found


def _with_opening(
    page: Page, term: Term, closing: Sequence[Dated], opening: Sequence[Dated], issued: Sequence[Dated]
) -> Term:
    starts: list[tuple[date | None, Dated, float]] = [
        (one.first_day, one, 0.9) for one in closing if one.first_day is not None
    ]
    starts += [(one.first_day or one.day, one, min(0.9, 0.45 + one.strength * 0.35)) for one in opening]
    starts += [(one.day, one, 0.6) for one in issued]  # any other day that applications open on says more
    last = term.last
    usable = [(day, one, sure) for day, one, sure in starts if day is not None and (last is None or day <= last.day)]
    if not usable:
        return term
    day, one, sure = max(usable, key=lambda item: item[2])
    return replace(
        term, opens=LocalMoment(day), opens_sure=sure, opens_words=page.shown(one.mention.left, one.mention.right)
    )
