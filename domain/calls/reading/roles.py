"""Which part a printed date plays: the last day to apply, the opening, the event itself, results, a contract, a law…

Every date is weighed against cue words of its own sentence, both before and after it; nearness counts, and so do the
borders between clauses. The words are beginnings (stems), so that endings of either language do not matter.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from domain.calls.reading.dates import Mention
from domain.calls.reading.role_words import CUES, Role
from domain.calls.reading.text import Page, rule, rules_likely

_UNTIL_BEFORE = rule(
    r"""
    (?:(?<![а-яa-z])(?:до|не\s+позднее|не\s+позже|по|к|включительно\s+до|by|until|till|before|through|
    no\s+later\s+than|not\s+later\s+than|due|due\s+on|on\s+or\s+before|
    closes?(?:\s+on)?|up\s+to)\s*(?:the\s+)?(?:даты|самого|(?:(?:конца|окончания)\s+(?:рабочего\s+)?дня|вечера|утра|обеда|
    полудня|полуночи|cob|eob|eod|(?:close\s+of\s+business|end\s+of\s+(?:the\s+)?(?:business\s+|working\s+)?day|
    midnight|noon))(?:\s+on)?)?[("\s:,]*)$
    """
)
_UNTIL_AFTER = rule(
    r"""
    [")]?\s*(?:\([^)]{0,40}\)\s*)?(?:-?[а-я]{1,4}\s+)?(?:[,\s]*(?:дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі)[а-я]{0,4}\s+)?(?:күн[а-я]{0,4}\s+)?(?:сағ[а-я.]*\s*[\d:.]{1,5}\s*(?:-[а-я]{1,3})?\s*)?(?:(?:кешк|
    түнг|түск)[а-я]*\s+)?
    (?:қоса\s+алғанда|(?:қоса\s+алғанда,?\s*|қоса\s+есептегенде,?\s*)?(?:дейін|шейін|кешіктір|қалдыр|кеш\s+(?:емес|
    қалм)|аспай))|
    [,\s(]*(?:включительно|inclusive)
    """
)
_FROM_BEFORE = rule(
    r"(?:(?<![а-яa-z])(?:с[ао]?\s+(?:дня|даты|момента)|from\s+the\s+(?:date|day))\s[^.()\n]{0,50}|күн[іи]?нен\s+(?:бастап|кейін)\s*)\($|(?<![а-яa-z])(?:с|со|с\s?:|начиная\s+с|from|since|starting|starting\s+from|as\s+of)\s*$"
)
_FROM_ENDS = ("(", "с", "со", ":", "from", "since", "starting", "of")
_FROM_AFTER = rule(r"[\s,]*(?:жыл[а-я]*\s+)?(?:бастап|бері)")
_UNTIL_LEADS = rule(r"(?:до|к)\s")  # «до 18 часов 6 мая»: the word went with the time
_FROM_LEADS = rule(r"с\s")  # «с девяти утра 18 мая»
_WEEKDAY_BEFORE = rule(
    r"""
    \s\(?(?:(?:эт|следующ|ближайш)[а-я]{2,3}\s+)?(?:понедельника|вторника|среды|четверга|пятницы|субботы|воскресенья|(?:mon|tues|wednes|
    thurs|fri|satur|sun)day),?\s*\(?(?:the\s+)?$
    """
)
_BESIDE_WEEKDAY = " ,(\n\f\x85\u2028\u2029"
_WEEKDAY_ENDS = ("ника", "среды", "четверга", "пятницы", "субботы", "воскресенья", "day", "the")
_FROM_TIME = rule(r"-?\s?(?:нан|нен|дан|ден|тан|тен)(?![а-я])")
_ABLATIVE = rule(r"(?:нан|нен|дан|ден|тан|тен)$")
# «15 қыркүйек емес, 22 қыркүйек», «не 15, а 22 сентября»
_NOT_AFTER = rule(r"\s*[\")]?\s*емес")
_NOT_BEFORE = rule(r"(?<![а-я])не\s+(?:до\s+)?$")
_NOT_ONE_BUT = rule(
    r"(?:(?<![а-я])не\s(?:до\s)?\d{1,2}(?:-?го)?,\sа\s(?:до\s)?|(?<!\d)\d{1,2}(?:-?[а-я]{2,4})?\sемес,\s)$"
)
_NOT_ENDS, _BUT_ENDS = ("не", "до"), ("а", "до", ",")
# «10 наурыздан 24 наурызға ауыстырылды», «продлён с 10 до 24 марта»: the first day is the old last day
_MOVED_AFTER = rule(
    r"""
    [\s,]{0,2}(?:күн[а-я]{0,4}\s+)?(?:дейін\s+|шейін\s+)?(?:ауыстыр|ұзарт|созылды|созылып|шегер|жылжыт|кейінге|өзгерт|
    продл|перен[её]с|перенос|сдвин)
    """
)
_INSTEAD = rule(r"орнын")
_DATIVE = rule(r"(?:ға|ге|қа|ке|на|не)$")
# «заявки, поступившие после 18:00 25 марта, не рассматриваются»
_LATE = rule(r"(?<![а-яa-z])(?:после|позднее|позже|after)\s(?:\d{1,2}[:.]\d\d\s(?:час[а-я]{0,3}\s)?)?$")
_LATE_KAZAKH = rule(r"\s*(?:күн[а-я]{0,4}\s)?кейін\s(?:[а-я]{2,14}\s){0,4}(?:қабылданба|қаралма|тіркелме|алынба)")
_REFUSED = rule(
    r"(?:не\s(?:рассм|прин|допуск|буд|регистр|подлеж)|отклон|қабылданба|қаралма|not\s(?:be|accepted|considered)|rejected)"
)
_MOVED_BEFORE = rule(
    r"""
    (?:продл(?:[её]н|ева|ил|ен)|перен[её]с|перенос|сдвинут|измен[её]н|ұзарт|extend|postpone|moved)[а-я]{0,5}(?:ed|s|ion)?
    (?:\s+(?:срок|дата|дедлайн|при[её]м|заявок|the|deadline|date)[а-я]{0,3}){0,3}[\s:-]{0,3}(?:с|со|from)\s$
    """
)
_BORDER = rule(
    r"""
    [;]|\s(?:and|и|да)\s(?=clos|end|заверш|законч|закро|закан)|\s(?:ал|а|но|но\sи|затем|потом|сондай-ақ|одан\sкейін|
    while|and\sthen)\s
    """
)
_HEADING_LIMIT = 70
_REACH = 500
"""Characters beyond which a word of the same sentence says nothing of a date: some texts have no full stops."""
# «The next call will open on 1 September», «дополнения к поданным документам принимаются до …»: not of this call's term
_ANOTHER = rule(
    r"""
    [\s-]*(?:дополнени[яе]\sк\s(?:поданн|заявк|документ)|тапсырылған\s(?:құжат|өтінім)[а-я]*\s(?:толықтыру|түзету)|
    (?:corrections?|additions?|amendments?)\sto\ssubmitted|следующ[а-я]{2,3}\s(?:конкурс|набор|раунд|сезон)|келесі\s(?:байқау|конкурс|маусым)|(?:the\s|our\s)?next\s(?:call|round|
    competition|season))
    """
)
_ADDRESS = re.compile(r"[\w.-]{0,40}@")
_HAS_DAY = re.compile(r"\d{1,2}[.\s-]")


class Marks(NamedTuple):
    """Grammar around a date: «до X», «с X», and Kazakh case endings."""

    until: bool
    since: bool
    negated: bool
    moved: bool
    moved_to: bool


class Weighed(NamedTuple):
    """A role and how strongly the words around the date speak for it (about 0 to 2.5)."""

    role: Role
    strength: float
    accepting: float  # strength of the words about applications alone


def marks(page: Page, mention: Mention) -> Marks:
    """Return what the words and endings right beside a date say."""
    text = page.folded
    before = text[max(0, mention.left - 70) : mention.left]
    if before.rstrip(_BESIDE_WEEKDAY).endswith(_WEEKDAY_ENDS):
        before = _WEEKDAY_BEFORE.sub(" ", before)
    after = text[mention.right : mention.right + 90]
    stripped = before.rstrip()
    led = _UNTIL_LEADS.match(text, mention.left, mention.start) is not None
    tail = text[mention.start : mention.end]
    inner = text[mention.end : mention.right]
    ablative = _ABLATIVE.search(tail) is not None
    moving = _MOVED_AFTER.match(after) is not None
    late = _LATE.search(before) is not None and _REFUSED.search(after) is not None
    until = (
        led
        or late
        or _LATE_KAZAKH.match(after) is not None
        or _UNTIL_BEFORE.search(before) is not None
        or _UNTIL_AFTER.match(after) is not None
        or _UNTIL_AFTER.match(text, mention.end) is not None
    )
    return Marks(
        until=until or "дейин" in inner,
        since=(stripped.endswith(_FROM_ENDS) and _FROM_BEFORE.search(before) is not None)
        or _FROM_TIME.match(text, mention.right) is not None
        or _FROM_LEADS.match(text, mention.left, mention.start) is not None
        or ((ablative or _FROM_AFTER.match(after) is not None) and not until),
        moved=mention.first is not None and (moving or _MOVED_BEFORE.search(before) is not None),
        moved_to=mention.first is None
        and (
            (moving and _DATIVE.search(tail) is not None)
            or (stripped.endswith(_BUT_ENDS) and _NOT_ONE_BUT.search(before) is not None)
        ),
        negated=_NOT_AFTER.match(after) is not None
        or (stripped.endswith(_NOT_ENDS) and _NOT_BEFORE.search(before) is not None),
    )


Cue = tuple[Role, float, int, int]


def weigh(
    page: Page, mention: Mention, others: Sequence[Mention], cues: Sequence[Cue], signs: Marks, *, lang: str
) -> Weighed:
    """Weigh the roles a date may play by the words of its sentence.

    Args:
        page: the post.
        mention: the date, its period joined already.
        others: all dates of the post, to see which of them a cue word stands nearer to.
        cues: what `find_cues` found in the date's sentence.
        signs: what stands right beside it.
        lang: "kk", "ru" or "en": a Kazakh verb closes its clause, so what follows the date weighs more there.
    """
    number = page.sentence_at(mention.start)
    span = page.sentences[number]
    if _ANOTHER.match(page.folded, span.start):
        return Weighed(Role.NONE, 1.0, 0.0)
    neighbours = [one for one in others if one is not mention and span.start <= one.start < span.end]
    lefts, rights = [one.left for one in neighbours], [one.right for one in neighbours]
    scores: dict[Role, list[float]] = {}
    for role, weight, start, end in cues:
        if max(mention.left - end, start - mention.right) > _REACH:
            continue
        if role is Role.OLD and _of_another(page.folded, mention, neighbours, start, end):
            continue
        near = _nearness(page.folded, mention, start, end, neighbours, lang)
        # Of those before and after the word the nearest counts: what stands further off only loses.
        beside = neighbours[max(0, bisect_right(rights, start) - 1) : bisect_left(lefts, end) + 1]
        if any(_nearness(page.folded, one, start, end, (), lang) > near * 1.25 for one in beside):
            near *= 0.6  # the word belongs to another date
        scores.setdefault(role, []).append(weight * near)
    if not scores or max(max(values) for values in scores.values()) < 0.2:
        _add_heading(page, number, scores)
    accepting = _total(scores.get(Role.DEADLINE, []))
    totals = {role: _total(values) for role, values in scores.items()}
    _share_verbs(totals)
    if Role.OLD in totals and _second_of_two(mention, neighbours, cues):
        totals[Role.OLD] *= 0.4
    if signs.negated:
        totals[Role.OLD] = totals.get(Role.OLD, 0.0) + 3.0
    if signs.moved or signs.moved_to:
        totals[Role.DEADLINE] = max([1.0, *totals.values()])
        totals = {Role.DEADLINE: totals[Role.DEADLINE]}
    if signs.until or (mention.first is not None and accepting > 0.2):
        # «до 20 марта сообщат результаты» has its end too, but not for applications.
        rival = max((value for role, value in totals.items() if role in _RIVALS), default=0.0)
        plain = rival < 0.3 or accepting >= rival * 0.6
        totals[Role.DEADLINE] = totals.get(Role.DEADLINE, 0.0) + (
            0.65 if signs.until and plain else 0.35 if plain else 0.2
        )
    if mention.first is not None and Role.OPENS in totals:
        # «открыт с 3 по 20 марта»: what is open for a time closes at its end.
        subject = max(_SUBJECTS, key=lambda role: totals.get(role, 0.0))  # «выставка открыта с 3 по 20»
        totals[subject] = totals.get(subject, 0.0) + 0.8 * totals.pop(Role.OPENS)
    if signs.since and mention.first is None:
        totals[Role.OPENS] = totals.get(Role.OPENS, 0.0) + (
            0.9
            if accepting > 0.15 or Role.OPENS in totals
            else 0.3
            if any(totals.get(role) for role in (Role.EVENT, Role.RESULT, Role.PROJECT))
            else 0.35  # since when of what?
        )
        totals[Role.DEADLINE] = totals.get(Role.DEADLINE, 0.0) - 0.6
    if mention.first is None and not signs.until and Role.OPENS in totals and Role.EVENT in totals and accepting < 0.5:
        # «форум … басталады»: it is the event that opens.
        totals[Role.EVENT] += totals[Role.OPENS] * 0.6
    if not totals:
        return Weighed(Role.NONE, 0.0, 0.0)
    role = max(totals, key=lambda one: totals[one])
    return Weighed(role, totals[role], accepting)


_RIVALS = frozenset((Role.RESULT, Role.PROJECT, Role.QUESTIONS, Role.VOTE, Role.LAW, Role.NONE, Role.BIDS))
_SUBJECTS = (Role.DEADLINE, Role.EVENT, Role.PROJECT, Role.VOTE, Role.RESULT, Role.QUESTIONS)


def _share_verbs(totals: dict[Role, float]) -> None:
    """Beginning and ending are told of anything: the nearest noun says of what."""
    ends, starts = totals.pop(Role.ENDS, 0.0), totals.pop(Role.STARTS, 0.0)
    subject = max(_SUBJECTS, key=lambda role: totals.get(role, 0.0))
    accepting = subject is Role.DEADLINE or totals.get(subject, 0.0) < 0.08
    if ends:
        role = Role.DEADLINE if accepting else subject
        totals[role] = totals.get(role, 0.0) + ends * (1.0 if totals.get(role) else 0.6)
    if starts:
        role = Role.OPENS if accepting else subject
        totals[role] = totals.get(role, 0.0) + starts
        if role is Role.OPENS and starts > ends * 1.1 and starts > 0.3:
            # «қабылдау 17 тамызда басталып, 18 қыркүйекте аяқталады»: the nearer verb speaks of this date.
            totals[Role.OPENS] += totals.get(Role.DEADLINE, 0.0)
            totals[Role.DEADLINE] = totals.get(Role.DEADLINE, 0.0) * 0.5


def _second_of_two(mention: Mention, neighbours: Sequence[Mention], cues: Sequence[Cue]) -> bool:
    """«вместо 10 декабря — 17 декабря»: the word about the old date belongs to the first one after it."""
    earlier = [one for one in neighbours if one.start < mention.start]
    return bool(earlier) and not any(
        role is Role.OLD and start >= max(one.right for one in earlier) and end <= mention.left
        for role, _weight, start, end in cues
    )


def _of_another(text: str, mention: Mention, neighbours: Sequence[Mention], start: int, end: int) -> bool:
    """Tell whether «ранее» or «орнына» goes with another date: it precedes its own, in Kazakh it follows."""
    if _INSTEAD.match(text, start):
        return any(0 <= start - one.right <= 8 for one in neighbours)  # «13 наурыздың орнына – 20 наурыз»
    return start >= mention.right and any(0 <= one.left - end <= 12 for one in neighbours)  # «11 мая (ранее — 4 мая)»


def find_cues(page: Page, number: int) -> list[Cue]:
    """Return the cue words of a sentence: role, weight, start and end."""
    span = page.sentences[number]
    text, start, end = page.folded, span.start, span.end
    likely = rules_likely(text)
    found = [
        (role, weight, match.start(), match.end())
        for role, weight, pattern in CUES
        if likely[pattern.number] is not None
        for match in pattern.finditer(text, start, end)
    ]
    if text.find("@", start, end) >= 0:  # «dauys@example.kz» tells nothing of a vote
        found = [cue for cue in found if cue[0] is Role.DEADLINE or _ADDRESS.match(text, cue[3]) is None]
    others = (Role.RESULT, Role.QUESTIONS, Role.PROJECT)
    looks = {at for role, _weight, first, last in found if role in others for at in range(first, last + 15)}
    if not looks:
        return found
    # «проверит документы», «экспертиза заявок», «вопросы принимаются»: it is not applications that are taken.
    return [
        (role, weight * 0.3 if role is Role.DEADLINE and first in looks else weight, first, last)
        for role, weight, first, last in found
    ]


def _nearness(text: str, mention: Mention, start: int, end: int, neighbours: Sequence[Mention], lang: str) -> float:
    if end <= mention.left:
        low, high, factor = end, mention.left, 1.0 if lang == "kk" else 1.1
    elif start >= mention.right:
        low, high, factor = mention.right, start, 1.3 if lang == "kk" else 0.9
    else:
        return 1.0
    between = text[low:high]
    distance = len(between) * 0.45 + 11 * between.count(",") + 9 * (between.count("(") + between.count(")"))
    distance += 26 * len(_BORDER.findall(between)) + 28 * sum(low <= one.start < high for one in neighbours)
    return factor / (1 + distance / 15)


def _add_heading(page: Page, number: int, scores: dict[Role, list[float]]) -> None:
    """A bare date takes its meaning from the heading above it: «Срок подачи заявок» / «до 15 марта»."""
    if not number:
        return
    span = page.sentences[number - 1]
    above = page.folded[span.start : span.end].strip()
    if "\n" not in page.folded[span.end : page.sentences[number].start] or _HAS_DAY.search(above):
        return
    if len(above) > _HEADING_LIMIT and not above.endswith(":"):
        return
    for role, weight, _start, _end in find_cues(page, number - 1):
        scores.setdefault(role, []).append(weight * 0.55)


def _total(values: list[float]) -> float:
    ordered = sorted(values, reverse=True)
    return ordered[0] + 0.25 * ordered[1] if len(ordered) > 1 else (ordered[0] if ordered else 0.0)
