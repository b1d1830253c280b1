"""Whether a post is an open call, of what kind, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import exp

from domain.calls.model import CallEvent, CallKind
from domain.calls.reading import signals
from domain.calls.reading.deadlines import Term
from domain.calls.reading.evidence import Found, measure, search
from domain.calls.reading.foreign import only_foreign
from domain.calls.reading.kind_words import KINDS, MADE
from domain.calls.reading.moods import FOR_CIVIC
from domain.calls.reading.text import Page, Stems, rule, rules_likely, stems
from domain.calls.reading.weights import weigh

_LEAD = 420
_PLAIN = frozenset((CallKind.GRANT, CallKind.CONTEST, CallKind.VOLUNTEERING))
_CAUTION = 0.8  # texts nobody has seen are judged a little worse than those the weights were fitted on

_WITHIN = rule(
    r"""
    (?:в\s+рамках|правил[а-я]*\s+(?:[а-я]+\s+)?|ереже[а-я]*\s+|по\s+(?:вопрос[а-я]+|теме)|за\s+счет|
    в\s+соответствии|согласно|закон[а-я]*\s+["(]?о|по|на\s+средства|выполня[а-я]+|аясында|
    within\s+the|обсу(?:дим|дят|ждаем|ждение|ждения)|поговори[мт][а-я]*\s+о|расскаж[а-я]+\s+о|рассказ[а-я]+\s+о|
    тем[аы]\s*:|discuss[a-z]*|
    (?:семинар|тренинг|вебинар|форум|курс|лекци|встреч|стол|слушани|конференц)[а-я]*\s+(?:о|об|
    по)|(?:round\s?table|seminar|training|workshop|webinar|forum|conference|hearing|meeting|course)s?\s+(?:on|
    about))\s*(?:государственн[а-я]+\s+)?(?:реализации\s+)?(?:проекта\s+)?$
    """
)
_WITHIN_AFTER = rule(
    r"[а-я]*\s*(?:аясында|шеңберінде|есебінен|(?:туралы|жөнінде|жайлы)\s+(?!хабар|жария|конкурс|байқау)|тақырыб|"
    r"мәселе|талқыла)"
)

# The title of a law names everything the law is about.
_LAW = rule(
    r"""
    (?:закон|кодекс|правил|приказ|постановлени)[а-я]*[^"\n]{0,90}"[^"\n]{5,300}"|
    "[^"\n]{5,300}"[^"\n]{0,40}\s(?:заң|бұйры|қаулы)
    """
)
# Places and prizes are a contest's; money for a piece of work is a grant, whatever the choosing is called.
_PLACES = stems(
    """
    приз|поощрительн|1 место|первое место|i место|1-е место|за место|место -|гран-при|жүлде|бірінші орын|1 орын|
    1-орын|i орын|
    орын -|бас сыйлық|prize|first place|winner of the
    """
)
_EACH = stems(
    """
    по (?:полмиллион|полтора|миллион|двести|триста|пятьсот)|по [0-9][0-9 .,]{0,12} ?(?:тыс|млн|миллион|тенге|
    тг)|(?:до|от) [0-9][0-9 .,]{0,12} ?(?:тыс|млн|миллион)[а-я.]* (?:тенге |тг )?(?:на|за) [а-я]|распредел(?:ит|
    ят|им|яем) [0-9]|
    (?:на|за) (?:проект|иде|инициатив)|(?:на|за) (?:кажд(?:ый|
    ую|ое)|один|одну|одно|1) [а-я]|кажд(?:ый|ому|ой|
    ого) из|каждому|каждой|
    (?:бір|әр|әрбір) (?:жоба|идея|бастама|топ|ұйым|клуб|грант)|әрқайсысы|теңгеден|тг-ден|per (?:project|
    initiative|group)|each (?:project|group|grant|team|idea|organi)
    """
)
_DONE_FOR_MONEY = frozenset((CallKind.TRAINING, CallKind.EVENT, CallKind.VOLUNTEERING, CallKind.AWARD))
_STRONG = frozenset((CallKind.SSO, CallKind.PARTNERSHIP, CallKind.PARTICIPATORY_BUDGET))
_CHOSEN = stems(
    """
    конкурс|байқау|лот|отбор|отбира|отбер|іріктеу|іріктей|объяв|жария|заяв|өтінім|ищ[еу]|іздей(?:ді|міз)|
    приглаша|шақыр|прием|қабылда|
    проект|жоба|размеща|орналастыр|закуп|сатып алу|идея|идей|предлож|предлаг|ұсын|голосов|дауыс|партнер|
    серіктес|выдел|
    бөлін|поставщик|исполнител|орындаушы|call|invite|propos|appl|select|seek|look|partner|submit
    """
)
"""In a sentence of the body that says how, a strong word names the call."""
_FOR_MONEY = rule(
    r"(?:доллар|тенге|(?<![а-я])тг|млн|тыс|евро|грант|средств|деньги|сумм|"
    r"поддержк)[а-я.]*\s+(?:[а-я]+\s+){0,2}(?:на|для)\s+(?:[а-я]+,?\s+(?:и\s+)?){0,4}$|"
    r"(?:котор[а-я]+|возьм[а-я]+|развивающ[а-я]+|провод[а-я]+щ[а-я]+|организующ[а-я]+)\s+(?:[а-я]+\s+)?$"
)
_PAID = stems(
    """
    тратить|потратить|что (?:мы )?(?:оплачива|финансиру|поддержива)|на что|формат поддержк|можно купить|
    поддержим проект|
    (?:нені|не нәрсені) (?:қаржыландыр|қолда)|қандай (?:жобалар|шығын)|неге жұмса|what we fund|we fund|
    eligible (?:costs|activities)|
    направления (?:проект|поддержк|финансир)|темы проект|приоритет|бағыттар|priorit|themes?
    """
)
"""What the money goes to is listed."""
_ITEM = rule(r"\s*(?:[^\w\s(]|\d{1,2}\s?[.)])")
_ELSEWHERE = stems(
    "мектеб|мектеп|курс|тренинг|семинар|вебинар|форум|лагер|кездесу|школ|обучени|оқу|жиын|академ|слет|training|workshop"
)
_TO_LEARN = rule(
    r"[а-я]*(?:\s+[а-я]+){0,4}\s+(?:на|в)\s+(?:[а-я-]+\s+){0,3}(?:школ|тренинг|семинар|вебинар|форум|лагер|"
    r"встреч|обучени|"
    r"слет|академ|курс)"
)
_BODY = stems(
    """
    отдел(?! (?:почт|кадр))|управлени|аппарат акима|(?:к?гу|кмм|мм)\\b|коммунальн[а-я]+ учрежден|басқарма|
    бөлімі|әкім аппараты
    """
)
_BACKED = rule(r"при\s+(?:финансовой\s+)?(?:поддержке|участии|содействии)\s+(?:[а-я]+\s+){0,2}$")
_OPENING = 2  # characters before the word that a title begins with: «Вебинар: как писать заявку на грант»
_COMPANY = 2.5  # words enough that a company pays
_RESIDENTS = stems("жител|горожан|тұрғын|қала халқы|residents")
_VOTE = stems("голосов|проголосу|дауыс|бюджет|vote|voting|budget")
_ROW = rule(r"[\s•*·-]{0,4}(?:лот|тема|тақырып|lot|№|\d{1,3}\s?[.)|])")
_LOT = stems("лот")
_MONEY = rule(
    r"теңге|тенге|(?<![а-я])(?:тг|тнг|kzt)(?![а-яa-z])|[₸$€£]|доллар|евро|еуро|(?<![a-z])(?:usd|eur|gbp|chf)(?![a-z])"
)

_Kinds = dict[CallKind, tuple[float, str]]


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
    found = search(page)
    kinds = _kinds(page)
    likeliest, (_points, kind_words) = _likeliest(kinds)
    measures = _measures(page, term, found, kinds, published=published, home=home)
    margin = weigh(measures)
    is_call = margin > 0
    sure = min(0.98, 1 / (1 + exp(-_CAUTION * abs(margin))))
    if is_call:
        if likeliest is CallKind.OTHER and (found["gives"].any or found["ceiling"].any):
            # Something for those who answer, and no word for what it is: mostly a grant.
            kind_words = found["ceiling"].words(page) or found["gives"].words(page)
            likeliest, kinds = CallKind.GRANT, {CallKind.GRANT: (0.5, kind_words)}
        kind, kind_sure, words = (
            likeliest,
            _kind_sure(kinds, likeliest),
            found["open"].words(page) or found["asked"].words(page),
        )
    else:
        kind, kind_words = _other_kind(page, found, measures, likeliest)
        kind_sure = 0.75
        told = next((name for name in ("results", "closed", "news", "cancelled") if found[name].any), "news")
        words = found[told].words(page)
    event, event_words = _event(page, found, measures, kind if not is_call else None)
    return Verdict(is_call, sure, words, kind, kind_sure, kind_words, event, 0.85 if event_words else 0.6, event_words)


def read_measures(page: Page, term: Term, *, published: date, home: bool) -> dict[str, float]:
    """Return the measures that `judge` weighs."""
    return _measures(page, term, search(page), _kinds(page), published=published, home=home)


def _measures(
    page: Page, term: Term, found: Mapping[str, Found], kinds: _Kinds, *, published: date, home: bool
) -> dict[str, float]:
    kind, (points, _words) = _likeliest(kinds)
    foreign = only_foreign(page, home=home)
    return measure(page, term, found, published=published, kind=kind, points=points, foreign=foreign)


def _likeliest(kinds: _Kinds) -> tuple[CallKind, tuple[float, str]]:
    return max(kinds.items(), key=lambda item: item[1][0], default=(CallKind.OTHER, (0.0, "")))


def _event(
    page: Page, found: Mapping[str, Found], measures: Mapping[str, float], other: CallKind | None
) -> tuple[CallEvent, str]:
    """Return what happened to a call, and the words that say so.

    Args:
        page: the post.
        found: its words.
        measures: its measures.
        other: what it is instead, when it is no open call.
    """
    cancelled, extended, results = found["cancelled"], found["extended"], found["results"]
    if other is not None and (cancelled.title or cancelled.body > 1):
        return CallEvent.CANCELLED, cancelled.words(page)
    if extended.any and not measures["over"] and (other is None or extended.title):
        return CallEvent.EXTENDED, extended.words(page)
    if other is None:
        return CallEvent.OPENED, found["open"].words(page)
    if other in {CallKind.RESULT, CallKind.NEWS} and _reports_results(found):
        return CallEvent.RESULT, results.words(page)
    return CallEvent.NONE, ""


def _reports_results(found: Mapping[str, Found]) -> bool:
    results = found["results"]
    return 2.4 * min(1, results.title) + 1.25 * min(2, results.body) >= max(1.2, _news(found))


def _news(found: Mapping[str, Found]) -> float:
    news, closed = found["news"], found["closed"]
    return 1.7 * min(1, news.title) + 0.6 * min(3, news.body) + 2.6 * min(1, closed.title) + 1.3 * min(2, closed.body)


def _other_kind(
    page: Page, found: Mapping[str, Found], measures: Mapping[str, float], likeliest: CallKind
) -> tuple[CallKind, str]:
    """Return what a post is that is no call, and the words that say so."""
    if measures["foreign"]:
        return likeliest, ""
    job, tender, cancelled = found["job"], found["tender"], found["cancelled"]
    personal = max((found[name] for name in ("student", "appeal")), key=_weight)
    candidates = [
        (
            CallKind.RESULT,
            2.4 * min(1, found["results"].title) + 1.25 * min(2, found["results"].body),
            found["results"],
        ),
        (CallKind.NEWS, _news(found), found["news"] if found["news"].any else found["closed"]),
        (CallKind.JOB_OR_TENDER, _weight(job), job),
        (CallKind.JOB_OR_TENDER, 0.0 if measures["official"] else _weight(tender), tender),
        (CallKind.OTHER, _weight(personal), personal),
        (CallKind.OTHER, 3.4 * min(1, cancelled.title) + 1.3 * min(2, cancelled.body), cancelled),
    ]
    kind, points, one = max(candidates, key=lambda item: item[1])
    if points <= 0.3:
        told = measures["reports"] > 0 or measures["past_title"] > 0
        return (CallKind.NEWS if told else CallKind.OTHER), ""
    return kind, one.words(page)


def _weight(found: Found) -> float:
    return 2.6 * min(1, found.title) + 0.8 * min(3, found.body)


def _kinds(page: Page) -> _Kinds:
    text = page.folded
    totals: dict[CallKind, float] = {}
    words: dict[CallKind, str] = {}
    titled: set[CallKind] = set()
    laws = [match.span() for match in _LAW.finditer(text)] if "зан" in text or "закон" in text else []
    lots = _LOT.search(text) is not None
    likely = rules_likely(text)
    paid = _paid_for(page)
    named = page.sentence_at
    for kind, weight, pattern in KINDS:
        if isinstance(pattern, Stems) and likely[pattern.number] is None:
            continue
        points = 0.0
        for count, match in enumerate(pattern.finditer(text)):
            if count > 12:
                break
            if any(start <= match.start() < end for start, end in laws):
                continue
            value = weight
            if (kind in {CallKind.GRANT, CallKind.PARTNERSHIP} or (kind is CallKind.SSO and not lots)) and (
                _WITHIN.search(text, max(0, match.start() - 40), match.start())
                or _WITHIN_AFTER.match(text, match.end())
            ):
                value *= 0.3  # «в рамках государственного гранта»: where the money comes from
            if text[match.start() - 1 : match.start()] == "#":
                value *= 0.3  # a tag says what a channel writes about
            start = match.start()
            if kind is CallKind.CSR and _BACKED.search(text, max(0, start - 40), start):
                value *= 0.3
            if kind in _STRONG and start >= page.title_end and not _is_chosen(page, start):
                value *= 0.3  # what people will work on or know about, not what is offered
            if kind in _DONE_FOR_MONEY and (
                (start >= page.title_end and named(start) in paid) or _FOR_MONEY.search(text, max(0, start - 60), start)
            ):
                value *= 0.3  # «на обучение команды»: what the money goes to
            if kind is CallKind.VOLUNTEERING and (_ELSEWHERE.search(match[0]) or _TO_LEARN.match(text, match.end())):
                value *= 0.2  # «приглашаем волонтёров на семинар»: what they are asked to is what it is
            if kind in _DONE_FOR_MONEY and _ROW.match(text, text.rfind("\n", 0, match.start()) + 1):
                value *= 0.3  # «Лот № 3. Обучение…»: what is to be done, not what the call is
            if match.start() < page.title_end:
                if value == weight:
                    titled.add(kind)
                value *= 2.2 if start <= _OPENING and kind is not CallKind.CONTEST else 1.8
            elif match.start() < _LEAD:
                value *= 1.1
            else:
                value *= 0.6
            points = max(points, value) + 0.18 * min(points, value)
            if kind not in words:
                words[kind] = page.shown(*match.span())
        if points:
            totals[kind] = totals.get(kind, 0.0) + points
    if totals.get(CallKind.GRANT, 0.0) > 1.6:
        # A grant is given by a contest and often done by volunteers: the grant is what it is about.
        for kind, part in ((CallKind.AWARD, 0.8), (CallKind.CONTEST, 0.6), (CallKind.VOLUNTEERING, 0.5)):
            if kind in totals:
                totals[kind] *= part
    if (
        CallKind.PARTICIPATORY_BUDGET in totals
        and _RESIDENTS.search(text) is not None
        and _VOTE.search(text) is not None
        and _PLACES.search(text) is None
    ):
        totals[CallKind.PARTICIPATORY_BUDGET] += 4.0
    best = max(totals, key=lambda kind: totals[kind], default=CallKind.GRANT)
    if (
        (best in _PLAIN or (best in _DONE_FOR_MONEY and best not in titled))
        and totals.get(CallKind.CSR, 0.0) < _COMPANY
        and ("тенге" in text or _MONEY.search(text))
        and not MADE.search(text)
        and not _PLACES.search(text)
        and (each := _EACH.search(text)) is not None
    ):
        totals[CallKind.GRANT] = totals.get(CallKind.GRANT, 0.0) + 2.0
        words.setdefault(CallKind.GRANT, page.shown(each.start(), each.end()))
    if CallKind.GRANT in totals and CallKind.CONTEST in totals and not MADE.search(text) and not _PLACES.search(text):
        totals[CallKind.CONTEST] *= 0.4
    if (
        lots
        and CallKind.SSO not in totals
        and FOR_CIVIC.search(text) is not None
        and (body := _BODY.search(text)) is not None
    ):
        totals[CallKind.SSO] = 3.0  # a body of the budget that buys a service of organisations, lot by lot
        words[CallKind.SSO] = page.shown(*body.span())
    if CallKind.CSR in totals and not totals.keys() & {CallKind.GRANT, CallKind.CONTEST} and len(totals) > 1:
        totals[CallKind.CSR] *= 0.4
    return {kind: (points, words[kind]) for kind, points in totals.items()}


def _is_chosen(page: Page, at: int) -> bool:
    span = page.sentences[page.sentence_at(at)]
    return _CHOSEN.search(page.folded, span.start, span.end) is not None


def _paid_for(page: Page) -> set[int]:
    """Return the sentences that list what the money goes to, with the items below a heading of theirs."""
    found: set[int] = set()
    for match in _PAID.finditer(page.folded):
        number = page.sentence_at(match.start())
        found.add(number)
        if not page.sentence_text(number).rstrip().endswith(":"):
            continue
        number += 1
        while number < len(page.sentences) and _ITEM.match(page.sentence_text(number)) is not None:
            found.add(number)
            number += 1
    return found


def _kind_sure(kinds: _Kinds, best: CallKind) -> float:
    if best not in kinds:
        return 0.4
    points = kinds[best][0]
    second = max((value for kind, (value, _words) in kinds.items() if kind is not best), default=0.0)
    clear = (points - second) / points * min(1.0, points / 2)
    return min(0.96, 0.5 + 0.45 * clear + min(0.2, points / 30))
