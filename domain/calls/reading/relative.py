"""Last days that a text does not print but counts: «10 рабочих дней со дня публикации», «за три дня до форума»."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar import WorkingCalendar
from domain.calls.reading.numerals import read_words
from domain.calls.reading.text import Page, rule, stems

_NUMBER = (
    r"(?P<n>\d{1,3})|"
    r"(?P<w>[а-яa-z]{2,15}(?:\s(?!рабоч|календ|жұмыс|күн|апта|work|busi|calend|дн|нед|мес|day|week|"
    r"month)[а-яa-z]{2,12})?)"
)
_BRACKET = r"\s*(?:\([^)]{1,30}\)\s*)?"
_UNIT = r"(?P<unit>дн[а-я]{1,3}|день|недел[а-я]{1,3}|месяц[а-я]{0,3})(?![а-я])"
_UNIT_KK = r"(?P<unit>күн|апта|ай)(?:[а-я]{0,4})?"
_UNIT_EN = r"(?P<unit>days?|weeks?|months?)"
# Each with folded words of which one must stand in the text: looking for a number in words is dear.
_TERMS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (
        (),
        rule(
            rf"""
        (?:в\s+течени[еи]|не\s+менее|срок[а-я]*(?:\s+[а-я]+){{0,4}}\s*[-:]?|(?<![а-я])через|(?<![а-я])есть|
        осталось|[:-])\s+(?:{_NUMBER}){_BRACKET}(?P<sort>рабочи[хе]|
        календарн[а-я]+)?\s*{_UNIT}
        """
        ),
    ),
    (
        ("ишинде", "бойы", "курайды"),
        rule(
            rf"""
        (?P<sort2>күнтізбелік\s+)?(?:{_NUMBER}){_BRACKET}(?P<sort>жұмыс|
        күнтізбелік)?\s*{_UNIT_KK}\s+(?:ішінде|бойы|құрайды)
        """
        ),
    ),
    (
        ("дней", "дня"),
        rule(
            rf"""
        (?:{_NUMBER}){_BRACKET}(?:(?P<sort>рабочих|календарных)\s+)?(?P<unit>дн)(?:ей|я)\s+(?=с\s+\d|со\s+дня|с\s+момента|
        с\s+даты|
        после\s+(?:размещ|публик|выход))
        """
        ),
    ),
    (
        ("days",),
        rule(
            rf"""
        (?:{_NUMBER}){_BRACKET}(?P<sort>working|business|calendar)\s+(?P<unit>day)s\s+(?=from|after|of|following)
        """
        ),
    ),
    (
        ("within", "for"),
        rule(rf"(?:within|for)\s+(?:{_NUMBER}){_BRACKET}(?P<sort>working|business|calendar)?\s*{_UNIT_EN}"),
    ),
)
# No term without one of these words.
_DAYS = stems("дн|день|күн|day|недел|апта|week|месяц|ай(?=ға|дың|\\b)|month")
_FROM_NOTICE = stems(
    """
    размещ|опубликован|публикац|объявлени[яе]|объявлен[а-я]* конкурс|выход[а]? объявл|жариялан|орналастыр|
    хабарландыру|publication|publish|this (?:announcement|notice|call)|posting
    """
)
_FROM_ELSE = stems(
    """
    подписани|подачи|обращени|получени|поступлени|подведени|заключени|итог|регистрации заяв|окончани|вступлени|
    решени[яе]|қол қой|түскен|алған күн|аяқталғаннан|signing|receipt|award
    """
)
_ACCEPTING = stems(
    """
    заявк|заявлен|прием|подготовк[ауи] (?:заяв|проект|докум)|заполн|форм[ауые]\\b|запис|запиш|сообщи|подтверд|толтыр|
    сауалнама|тіркел|register|sign up|
    form\\b|apply|bid\\b|
    принима|подач|подат|предложен|документ|регистрац|өтінім|құжат|қабылда|ұсыныс|тапсыр|applic|
    proposal|submi|accept
    """
)
_REVIEW = stems(
    """
    рассм(?=отр|атр)|проверк|оценк|экспертиз|сократ|қарау|қаралу|қаралады|қарайды|тексер|бағалау|сараптама|қысқар|review|evaluat
    """
)

_LASTS = stems(
    """
    реализ|реализу|осуществ|проект[а-я]* (?:длит|рассчит|дол[жг])|длится|длительност|продолжительност|обучени|обуча|
    курс|стажиров|лагер|смен[аы]|опыт|стаж|іске асыр|жүзеге асыр|оқыту|оқу\\b|ұзақтығы|созылады|тәжірибе|өтеді|
    implement|
    duration|last(?:s|ing)?\\b|course|training|experience|internship
    """
)

_BEFORE_EVENT = (
    rule(
        rf"""
        (?:не\s+(?:позднее|позже),?\s+(?:чем\s+)?за|за)\s+(?:(?:{_NUMBER})\s+)?(?P<sort>рабочи[хй]\s+|
        календарн[а-я]+\s+)?
        (?P<unit>дн[а-я]{{1,3}}|день|сут[а-я]+|недел[а-я]+)\s+до\s+(?!оконч|заверш|дедлайн|закрыт|крайн)
        """
    ),
    rule(
        rf"""
        (?:{_NUMBER})\s+(?P<sort>жұмыс\s+)?(?P<unit>күн|апта)\s+бұрын\s+(?:аяқтал|жабыл|тоқта|бітеді)
        """
    ),
    rule(
        rf"""
        (?:басталу[а-я]*|іс-шара[а-я]*|форум[а-я]*|жиын[а-я]*|кездесу[а-я]*|тренинг[а-я]*|семинар[а-я]*|өткізілу[а-я]*|
        өтетін\s+күн[а-я]*|конференция[а-я]*|тыңдау[а-я]*|слет[а-я]*|хакатон[а-я]*)\s+(?:кемінде\s+)?(?:{_NUMBER})\s+
        (?P<sort>жұмыс\s+|күнтізбелік\s+)?(?P<unit>күн|апта|тәулік)\s+(?:бұрын|қалған|ерте)
        """
    ),
    rule(
        rf"""
        (?:{_NUMBER})\s+(?P<sort>working\s+|business\s+|calendar\s+)?(?P<unit>days?|weeks?)\s+
        (?:before|prior\s+to|ahead\s+of)\s+(?!the\s+(?:deadline|closing|end))
        """
    ),
)


_FROM_DAY = re.compile(r"[^.;\d]{0,50}\(")
_LONGEST = {"нед": 17, "апт": 17, "wee": 17, "мес": 4, "аи": 4, "ай": 4, "mon": 4}
"""How many of a unit a time for applying may last; what lasts longer is a project."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A last day counted from another, how sure, and the words it was counted from."""

    day: date
    sure: float
    words: str


def count_days(
    page: Page,
    starts: Sequence[tuple[int, date]],
    printed: Sequence[tuple[int, date]],
    *,
    posted: date,
    event: date | None,
    calendar: WorkingCalendar,
) -> Counted | None:
    """Count the last day to apply from publication, from an opening, or back from the event; None when none is told.

    Args:
        page: the post.
        starts: printed openings: their place in the folded text and day.
        printed: every printed day with its place: «of this notice (1 July 2026)» says what to count from.
        posted: the day of publication; day 1 is the next (working) day.
        event: the day of the event applied for.
        calendar: working days.
    """
    found = _from_publication(page, starts, printed, posted, calendar)
    return found or (_before_event(page, event, calendar) if event is not None else None)


def _before_event(page: Page, event: date, calendar: WorkingCalendar) -> Counted | None:
    for pattern in _BEFORE_EVENT:
        for match in pattern.finditer(page.folded):
            if not _ACCEPTING.search(page.sentence_text(page.sentence_at(match.start()))):
                continue
            count = _count(page.folded, match) if match["n"] or match["w"] else 1  # «за день до форума»
            if count is None or not 1 <= count <= 60:
                continue
            day = event
            if (match["sort"] or "").startswith(("рабоч", "жумыс", "working", "business")):
                for _ in range(count):
                    day = _working_day_before(day, calendar)
            else:
                day -= timedelta(days=count * (7 if match["unit"].startswith(("недел", "апта", "week")) else 1))
            return Counted(day, 0.65, page.shown(match.start(), match.end()))
    return None


def _from_publication(
    page: Page,
    starts: Sequence[tuple[int, date]],
    printed: Sequence[tuple[int, date]],
    posted: date,
    calendar: WorkingCalendar,
) -> Counted | None:
    """«в течение 10 рабочих дней со дня размещения»: counted from publication, day 1 being the next (working) day."""
    if _DAYS.search(page.folded) is None:
        return None
    for needed, pattern in _TERMS:
        if needed and not any(map(page.folded.__contains__, needed)):
            continue
        for match in pattern.finditer(page.folded):
            number = page.sentence_at(match.start())
            sentence = page.sentence_text(number)
            span = page.sentences[number]
            around = page.folded[max(span.start, match.start() - 120) : min(span.end, match.end() + 70)]
            if not _ACCEPTING.search(around) or _FROM_ELSE.search(
                page.folded, match.end(), min(span.end, match.end() + 45)
            ):
                continue
            count = _count(page.folded, match)
            from_notice = _FROM_NOTICE.search(sentence) is not None
            if _REVIEW.search(page.folded, max(span.start, match.start() - 30), min(span.end, match.end() + 20)):
                continue  # how long applications are looked at
            if not from_notice and _LASTS.search(
                page.folded, max(span.start, match.start() - 50), min(span.end, match.end() + 35)
            ):
                continue  # how long a project or a course lasts
            if page.folded[match.start()] in ":-" and not from_notice:
                continue  # «…: пять рабочих дней» of what?
            if count is None or not 1 <= count <= _LONGEST.get(match["unit"][:3], 120):
                continue
            start = next((day for at, day in starts if span.start <= at < span.end), posted)
            start = next((day for at, day in printed if _FROM_DAY.fullmatch(page.folded, match.end(), at)), start)
            sort = (match["sort"] or match.groupdict().get("sort2") or "").strip()
            working = sort.startswith(("рабоч", "жумыс", "working", "business"))
            day = calendar.add_working_days(start, count) if working else _later(start, count, match["unit"])
            return Counted(day, 0.75 if from_notice else 0.62, page.shown(match.start(), match.end()))
    return None


def _later(start: date, count: int, unit: str) -> date:
    """Return the day so many days, weeks or months after another; a month ends where the next one has no such day."""
    if unit.startswith(("недел", "апта", "week")):
        return start + timedelta(weeks=count)
    if unit.startswith(("месяц", "аи", "ай", "month")):
        years, month = divmod(start.month - 1 + count, 12)
        year = start.year + years
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    return start + timedelta(days=count)


def _working_day_before(day: date, calendar: WorkingCalendar) -> date:
    for back in range(1, 31):
        if calendar.is_working(day - timedelta(days=back)):
            return day - timedelta(days=back)
    return day - timedelta(days=1)


def _count(text: str, match: re.Match[str]) -> int | None:
    if match["n"]:
        return int(match["n"])
    at = match.start("w")
    while at < match.end("w"):
        read = read_words(text, at)
        if read is not None and read[1] <= match.end("w"):
            return int(read[0])
        following = text.find(" ", at)
        if following < 0:
            return None
        at = following + 1
    return None
