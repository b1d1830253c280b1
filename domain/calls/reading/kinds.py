"""Whether a post is an open call, of what kind, and what happened to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calls.model import CallEvent, CallKind
from domain.calls.reading import signals
from domain.calls.reading.deadlines import Term
from domain.calls.reading.kind_words import KINDS
from domain.calls.reading.text import Page, Rule, rule, stems

_LEAD = 420
_OFFICIAL = frozenset((CallKind.SSO, CallKind.PARTNERSHIP, CallKind.PARTICIPATORY_BUDGET))

_WITHIN = rule(
    r"""
    (?:в\s+рамках|по\s+(?:вопрос[а-я]+|теме)|за\s+счет|в\s+соответствии|согласно|закон[а-я]*\s+["(]?о|по|на\s+средства|выполня[а-я]+|аясында|
    within\s+the|обсу(?:дим|дят|ждаем|ждение|ждения)|поговори[мт][а-я]*\s+о|расскаж[а-я]+\s+о|рассказ[а-я]+\s+о|
    тем[аы]\s*:|discuss[a-z]*|
    (?:семинар|тренинг|вебинар|форум|курс|лекци)[а-я]*\s+(?:о|об|
    по))\s*(?:государственн[а-я]+\s+)?(?:реализации\s+)?(?:проекта\s+)?$
    """
)
_WITHIN_AFTER = rule(
    r"[а-я]*\s*(?:аясында|шеңберінде|есебінен|(?:туралы|жөнінде|жайлы)\s+(?!хабар|жария|конкурс|байқау)|тақырыб|мәселе|талқыла)"
)
_SUBJECT_FOREIGN = rule(
    rf"""
    (?:registered|based|operating|located|working|residents?|citizens?|organi[sz]ations?|ngos?|csos?|groups?|
    зарегистрирован[а-я]*|действующ[а-я]*|граждан[а-я]*|жител[а-я]*|нпо|ннo|ннo|нко|организаци[а-я]*|молодеж[а-я]*|
    журналист[а-я]*|активист[а-я]*)
    \s+(?:only\s+)?(?:(?:in|from|of|из|в|во|на\s+территории)\s+)?(?:the\s+)?(?:(?:республик[а-я]*|
    republic\s+of)\s+)?(?:{signals.FOREIGN})
    """
)
_FOREIGN = rule(rf"(?<![а-яa-z])(?:{signals.FOREIGN})")
_FOREIGN_PEOPLE = rule(
    r"""
    (?<![а-яa-z])(?:узбекистанск|кыргызск|кыргызстанск|таджикск|российск|белорусск|украинск|грузинск|армянск|
    georgian|uzbek|kyrgyz|tajik|russian|ukrainian|armenian|өзбек|қырғыз)[а-я]*\s+(?:нпо|нко|ннo|организаци|неком|
    общественн|граждан|молод|ngo|cso|civil|non|organi|ұйым|үеұ)
    """
)
_HOME = rule(
    r"""
    казахстан|қазақстан|kazakh|(?<![а-я])(?:рк|қр)(?![а-я])|центральн[а-я]*\s+ази|орталық\s+азия|central\s+asia|
    страны\s+снг|тмд\s+ел|все[хм]?\s+стран|any\s+country|worldwide|all\s+countries|globally|international
    """
)
_QUESTION = re.compile(r"(?m)^ *-[^\n]{1,300}\? *$")  # a line of dialogue that asks
# «Организации других стран, включая Казахстан, не могут…» names the country only to shut it out.
_BARRED = stems(
    """
    не могут|не может|не допуска|не участву|только приглаш|без финансирован|других стран|другие страны|cannot|may not|
    not eligible|other countries|қатыса алмайды|алмайды|қатыспайды|басқа елдер|өзге елдер
    """
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a post is. `*_sure` are confidences, `*_words` the words they were read from."""

    is_call: bool
    sure: float
    words: str
    kind: CallKind
    kind_sure: float
    kind_words: str
    event: CallEvent
    event_sure: float
    event_words: str


@dataclass(frozen=True, slots=True)
class _Found:
    title: int
    body: int
    words: str

    @property
    def any(self) -> bool:
        return bool(self.title or self.body)


def says_extended(page: Page) -> bool:
    """Tell whether the post moves a deadline."""
    return signals.EXTENDED.search(page.folded) is not None


def judge(page: Page, term: Term, *, published: date, home: bool) -> Verdict:
    """Decide whether a post is an open call, its kind and the event it reports.

    Args:
        page: the post.
        term: when applications open and close.
        published: its local day of publication.
        home: a place in Kazakhstan was read in it.
    """
    found = {
        name: _find(page, pattern)
        for name, pattern in (
            ("open", signals.OPEN),
            ("results", signals.RESULTS),
            ("closed", signals.CLOSED),
            ("news", signals.NEWS),
            ("job", signals.JOB),
            ("tender", signals.TENDER),
            ("student", signals.PERSONAL),
            ("appeal", signals.APPEAL),
            ("cancelled", signals.CANCELLED),
            ("extended", signals.EXTENDED),
            ("civic", signals.CIVIC),
        )
    }
    kinds = _kinds(page)
    last = term.last
    ahead = last is not None and last.day >= published and term.sure >= 0.6
    over = last is not None and last.day < published - timedelta(days=1) and term.sure >= 0.6
    extended = found["extended"].any and not over
    best_kind, kind_points = max(kinds.items(), key=lambda item: item[1][0], default=(CallKind.OTHER, (0.0, "")))

    open_points = min(3.2, 1.1 * min(2, found["open"].title) + 0.6 * min(4, found["open"].body))
    open_points += (1.6 if found["open"].any else 0.5) if ahead else 0.0
    open_points += (
        0.7
        if term.event_day is not None and best_kind in {CallKind.EVENT, CallKind.TRAINING, CallKind.VOLUNTEERING}
        else 0.0
    )
    open_points += 0.6 if extended and found["extended"].title else 0.3 if extended else 0.0
    open_points += min(0.6, kind_points[0] / 8) or -0.4  # a day to come by, but for what?
    news = found["news"].any and not found["open"].any
    if last is None and term.event_day is None and not found["open"].title and (best_kind not in _OFFICIAL or news):
        open_points -= 0.7  # an article about grants has no day to come by

    official = CallKind.SSO in kinds or CallKind.PARTNERSHIP in kinds
    against = {
        CallKind.RESULT: 2.4 * min(1, found["results"].title) + 1.25 * min(2, found["results"].body),
        CallKind.NEWS: (
            1.7 * min(1, found["news"].title)
            + 0.6 * min(3, found["news"].body)
            + 2.6 * min(1, found["closed"].title)
            + 1.3 * min(2, found["closed"].body)
        ),
        CallKind.JOB_OR_TENDER: (
            2.6 * min(1, found["job"].title)
            + 0.8 * min(3, found["job"].body)
            + (0.0 if official else 2.4 * min(1, found["tender"].title) + 0.8 * min(3, found["tender"].body))
        ),
    }
    student = 3.2 * min(1, found["student"].title) + 1.2 * min(3, found["student"].body)
    if found["civic"].title or found["civic"].body > 1:
        student *= 0.5
    if len(_QUESTION.findall(page.folded)) >= 2 and not found["open"].any:
        against[CallKind.NEWS] += 1.2  # an interview, and it offers nothing
    student += 2.0 * min(1, found["appeal"].title) + 1.2 * min(2, found["appeal"].body)  # asks for help, offers none
    cancelled = 3.4 * min(1, found["cancelled"].title) + 1.3 * min(2, found["cancelled"].body)
    foreign = _foreign(page, home=home)
    if ahead and not found["results"].title and not found["closed"].title:
        # Last year's winners, and what happened before, are told in open calls too.
        against[CallKind.RESULT] *= 0.55
        against[CallKind.NEWS] *= 0.5
    if extended:
        against[CallKind.RESULT] *= 0.5
    worst = max(against, key=lambda kind: against[kind])
    minus = (
        against[worst] + 0.35 * (sum(against.values()) - against[worst]) + student + cancelled + (2.4 if over else 0.0)
    )
    margin = open_points - minus - (5.0 if foreign else 0.0) - 0.55
    is_call = margin > 0 and (kind_points[0] > 0 or found["civic"].any or ahead)
    sure = min(0.97, 0.58 + abs(margin) * 0.14)

    event, event_words = CallEvent.OPENED, found["open"].words
    if cancelled >= 2.4:
        event, event_words = CallEvent.CANCELLED, found["cancelled"].words
    elif extended and found["extended"].any:
        event, event_words = CallEvent.EXTENDED, found["extended"].words
    elif not is_call:
        event = CallEvent.RESULT if worst is CallKind.RESULT and against[worst] >= 1.2 else CallEvent.NONE
        event_words = found["results"].words if event is CallEvent.RESULT else ""
    if is_call:
        if event is CallEvent.CANCELLED:
            event = CallEvent.OPENED
        kind = best_kind if kind_points[0] > 0 else CallKind.OTHER
        kind_sure = _kind_sure(kinds, best_kind)
        kind_words = kind_points[1]
    else:
        kind, kind_words = _other_kind(against, worst, cancelled, student, foreign, best_kind, found)
        kind_sure = 0.75
    words = (
        found["open"].words
        if is_call
        else (found["results"].words or found["closed"].words or found["news"].words or found["cancelled"].words)
    )
    return Verdict(is_call, sure, words, kind, kind_sure, kind_words, event, 0.85 if event_words else 0.6, event_words)


def _other_kind(
    against: dict[CallKind, float],
    worst: CallKind,
    cancelled: float,
    student: float,
    foreign: bool,
    best: CallKind,
    found: dict[str, _Found],
) -> tuple[CallKind, str]:
    if foreign:
        return best, ""
    if cancelled >= 2.4 and cancelled >= against[worst]:
        return CallKind.OTHER, found["cancelled"].words
    if student > against[worst]:
        return CallKind.OTHER, found["student"].words
    if against[worst] <= 0.3:
        return CallKind.OTHER, ""
    if worst is CallKind.RESULT and not found["results"].any:
        worst = CallKind.NEWS
    words = {CallKind.RESULT: "results", CallKind.NEWS: "news", CallKind.JOB_OR_TENDER: "job"}[worst]
    return worst, found[words].words or found["closed"].words or found["tender"].words


def _find(page: Page, pattern: Rule) -> _Found:
    title = body = 0
    first = None
    seen: set[str] = set()
    for match in pattern.finditer(page.folded):
        if first is None:
            first = match
        if match.start() < page.title_end:
            title += 1
        elif match.group() not in seen:
            seen.add(match.group())
            body += 1
    return _Found(title, body, page.shown(first.start(), first.end()) if first is not None else "")


def _kinds(page: Page) -> dict[CallKind, tuple[float, str]]:
    text = page.folded
    totals: dict[CallKind, float] = {}
    words: dict[CallKind, str] = {}
    for kind, weight, pattern in KINDS:
        points = 0.0
        for count, match in enumerate(pattern.finditer(text)):
            if count > 12:
                break
            value = weight
            if kind in {CallKind.SSO, CallKind.GRANT, CallKind.PARTNERSHIP} and (
                _WITHIN.search(text, max(0, match.start() - 40), match.start())
                or _WITHIN_AFTER.match(text, match.end())
            ):
                value *= 0.3  # «в рамках государственного гранта»: where the money comes from
            if match.start() < page.title_end:
                value *= 1.8
            elif match.start() < _LEAD:
                value *= 1.1
            else:
                value *= 0.6
            points = max(points, value) + 0.18 * min(points, value)
            words.setdefault(kind, page.shown(match.start(), match.end()))
        if points:
            totals[kind] = totals.get(kind, 0.0) + points
    if totals.get(CallKind.GRANT, 0.0) > 1.6:
        # A grant is given by a contest and often done by volunteers: the grant is what it is about.
        for kind, part in ((CallKind.AWARD, 0.8), (CallKind.CONTEST, 0.6), (CallKind.VOLUNTEERING, 0.5)):
            if kind in totals:
                totals[kind] *= part
    if CallKind.CSR in totals and not totals.keys() & {CallKind.GRANT, CallKind.CONTEST} and len(totals) > 1:
        totals[CallKind.CSR] *= 0.4
    return {kind: (points, words[kind]) for kind, points in totals.items()}


def _kind_sure(kinds: dict[CallKind, tuple[float, str]], best: CallKind) -> float:
    if best not in kinds:
        return 0.4
    points = kinds[best][0]
    second = max((value for kind, (value, _words) in kinds.items() if kind is not best), default=0.0)
    return min(0.96, 0.5 + 0.45 * (points - second) / points + min(0.2, points / 30))


def _foreign(page: Page, *, home: bool) -> bool:
    """A neighbouring country's own call: only its organisations may answer."""
    if home or any(
        not _BARRED.search(page.sentence_text(page.sentence_at(match.start()))) for match in _HOME.finditer(page.folded)
    ):
        return False
    if _SUBJECT_FOREIGN.search(page.folded) or _FOREIGN_PEOPLE.search(page.folded):
        return True
    return _FOREIGN.search(page.folded, 0, page.title_end) is not None
