"""Sums of money: which one an applicant may get, and which one is the whole fund."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.calls.reading.sums import Sum, find_sums
from domain.calls.reading.text import Page, Rule, rule, stems

_WHOLE = stems(
    """
    (?:қор|фонд|қоры)\\s*[-:]|итого|всего на|всего выделен|всего предусмотр|
    общ[а-я]{2,3} (?:сумм|объем|бюджет|фонд|стоим)|жалпы (?:сома|көлем|қор|бюджет|қаржы)|барлығы|жиыны|total|
    overall|весь грант|весь призов|общий|жалпы\\b|бәріне|барлығына|на всех\\b|на все\\b|for all\\b
    """
)
_LISTED = rule(
    r"""
    \s*(?:[-•*▪◦●✅🔹📌✔☑🥇🥈🥉🏆🏅]|\d\u20e3|\d{1,2}\s*[.)|]|№\s*\d|лот|тема|тақырып|направлени|номинаци|бағыт|аталым|
    [ivx]{1,4}\s+(?:орын|
    место)|(?:бірінші|екінші|үшінші|бас|перв[а-я]+|втор[а-я]+|треть[а-я]+)\s+(?:орын|жүлде|место|преми|приз|лот)|
    гран-при|\d-(?:орын|е\s+место|лот)|\d\s+(?:орын|место|лот))
    """
)

_NAMED = rule(r'"[^"\n]{3,120}"\s*[-:]\s*$')
_PRICED = rule(r'"[^"\n]{3,120}"\s*[-:]\s*\d')

_TOTAL = stems(
    """
    общ(?=ая|ий|ей|ую|его|ему|им)|всего|итого|весь грант|весь призов|суммарн|совокупн|
    бюджет[а-я]* (?:программы|конкурса|фонда|акселератора|премии)|
    (?:программа|байқау|конкурс|жоба)(?:ның|дың|тың)? бюджеті|грантов(?:ый|ого) фонд|призов(?:ой|ого) фонд|
    фонд конкурса|фонд программы|жалпы\\b|барлығы|барлық грант|қорының|грант қоры|жүлде қоры|total|overall|envelope|
    budget of the program|programme budget|program budget|prize fund|prize pool|amount available|funds? available|
    indicative amount|made available|altogether|in all
    """
)
# What the money is for tells the whole fund only beside a verb of spending, so it weighs less.
_PURPOSE = stems(
    """
    на (?:эти|данные|указанные) цели|на конкурс|на программу|на поддержку|на реализацию программы|на гранты|
    бағдарламаға|байқауға|конкурсқа
    """
)
_SPENT = stems(
    """
    влож|выдел(?=ит|ят|ил)|выделен|выделя|предусмотрен|заложен|бөлінген|бөлінді|бөлінеді|бөлінбек|көзделген|
    қарастырылған|қарастырылды|allocated|available funding|қаржыландыру көлемі|объем финансирования|
    сумма финансирования|план[а-я]* сумма|стоимость|бағасы|сома(?=сы)|сумма|бюджет
    """
)
_EACH = stems(
    """
    (?:до|по)\\b|не выше|не дороже|не должн|не может|одной заяв|одна идея|каждая|
    не больше|один проект|одна заявка|одно предложение|бір ұсыныс|преми[яию]\\b|вознаграждени|сыйлықақы|табыстал|
    грант[а-я]*\\s*[:-]|
    сумм[аыу] (?:одного |каждого )?(?:гранта|лота|проекта|преми|приза|субгранта|выплат|микрогранта)|не более|
    не превыша|максим|предел|потолок|размер|каждый|каждому|каждой|кажд|на один проект|одного гранта|один грант|
    одному|одного|одной|гранты? (?:-|в|на|до)|лот|приз|мест[оау]\\b|победител|номинаци|получит|получат|вручат|
    вручается|достанется|выдел(?:ят|ит) по|в пределах|шегінде|шегі\\b|шектеу|лимит|cap\\b|capped|at most|главн|дейін|
    дейінгі|аспа|әрбір|алады|иеленеді|тағайындал|ұсынылады|
    артық емес|жоғары|мөлшер|көлемі|әрқайсы|әр |бір жоба|бір грант|бір өтінім|орын|жүлде|теңгеден|аталым|беріледі|
    бас жүлде|ең көп|ең үлкен|шекті|лимит|көп дегенде|барынша|
    грант(?:тың)? сомасы|гранттың|сыйақы|between|ranging|up to|maximum|max|
    ceiling|not exceed|exceeding|per grant|per project|each|grant size|grants? of|award|prize|first place|
    grants?\\s*:|lot
    """
)
_LEAST = stems(
    """
    от\\b|не менее|минимальн|минимум|кемінде|төмен емес|кем емес|ең аз|at least|minimum|floor|starting from
    """
)
_MEAN = stems("""в среднем|средн(?=ий|яя|его|ей|юю)|орта есеппен|орташа|average|on average""")
_LAST_YEAR = stems(
    """
    предыдущ|за пять лет|за три года|за последн|ранее|за время|с начала программ|получил[аи]?\\b|реализовал|
    поддержал[аи]?\\b|профинансир|было выделено|освоен|раздал[аи]?\\b|раздали|выдал[аи]?\\b|потра(?:тил|чен)|израсход|
    направил[аи]?\\b|жұмсалды|жұмсады|үлестір(?:ді|ілді)|берілген|игерілді|distributed|spent|disbursed|бұған дейін|
    алдыңғы|алған|алды\\b|қаржыландырылды|жыл ішінде|
    last year|previous|so far|since 20|have received|received|were awarded|awarded to
    """
)
_OTHER_YEAR = stems(
    """
    прошл(?=ом|ого|ый|ые|ых)|прошлогод|былтыр|өткен жыл|алдыңғы жыл|last year|previous year|в предыдущ
    """
)
_NOT_AWARD = stems(
    """
    оклад|зарплат|заработн|жалақы|стипенд|суточн|проезд|гонорар|взнос|жарна|штраф|айыппұл|залог|
    обеспечени[ея] заявк|стоимость участи|стоимость обучени|плат[аы] за|оплата за|қатысу ақысы|жол ақы|жол шығын|
    өтеледі|компенсац|компенсир|рыночн|обычн[а-я]+ цен|стоимость курса|годов[а-я]+ (?:[а-я]+ )?бюджет|
    жылдық (?:[а-я]+ )?бюджет|annual (?:[a-z]+ )?budget|нарық|курс(?:тың|қа)? (?:құны|бағасы)|market (?:price|value)|
    возмещ|дорог[аиу]|оборот|выручк|доход|табыс(?!та)|зарабат|шәкіртақы|софинансирован|собственн|вклад|
    өз үлесі|тұрғын үй|прожиточн|ущерб|экономи|пожертвовани|собрал[аи]?\\b|жиналды|проживани|питани[ея]|покрыва|
    оплачива|көтереді|тұру шығын|тамақ|accommodation|covered|salary|stipend|per diem|
    allowance|travel|reimburs|fee|turnover|income|revenue|co-fund|co-financ|own contribution|penalty|donat|raised|
    эквивалент
    """
)


@dataclass(frozen=True, slots=True)
class Money:
    """What an applicant may get at most and what the whole fund is; `*_sure` are confidences."""

    maximum: int | None = None
    total: int | None = None
    currency: str | None = None
    maximum_sure: float = 0.0
    total_sure: float = 0.0
    maximum_words: str = ""
    total_words: str = ""


def read_money(page: Page, *, single: bool, taken: Sequence[tuple[int, int]] = ()) -> Money:
    """Read the largest sum one applicant may get and the whole fund.

    Args:
        page: the post.
        single: one winner does the whole work (a social order, a strategic partnership): the money set aside is then
            what the applicant gets.
        taken: spans of the text that are dates.
    """
    sums = find_sums(page, taken)
    starts = [one.start for one in sums[1:]] + [None]
    weighed = [(one, *_part(page, one, following)) for one, following in zip(sums, starts, strict=bool(sums))]
    weighed = _strongest(weighed)
    each = [(one, sure) for one, part, sure in weighed if part == "each"]
    totals = [(one, sure) for one, part, sure in weighed if part == "total"]
    spent = [(one, sure) for one, part, sure in weighed if part == "spent"]
    if spent and not each:
        if single or (not totals and len(spent) == 1 and _ONE_WINNER.search(page.folded)):
            each = [(one, max(sure, 0.75)) for one, sure in spent]
        else:
            totals = totals or spent
    elif spent and not totals:
        # Money set aside beside a ceiling: larger than it, it is the fund.
        top = max(one.value for one, _sure in each)
        totals = [(one, sure) for one, sure in spent if one.value > top]
    clear = [one.value for one, sure in each if sure >= 0.75]
    vague = [(one, sure) for one, sure in each if sure < 0.75 and clear and one.value > max(clear)]
    if vague:
        # A bare sum in the title above a plain «до 5 млн на проект» is what the programme costs.
        each = [item for item in each if item not in vague]
        totals = totals or vague
    currency = each[0][0].currency if each else totals[0][0].currency if totals else None
    each = [item for item in each if item[0].currency == currency]
    totals = [item for item in totals if item[0].currency == currency]
    whole = max(totals, key=lambda item: item[0].value, default=None)
    if whole is not None:
        # One sentence has one total: «фонд – 3 миллиона: 1,5 млн, 1 млн…» goes on with its parts.
        number = page.sentence_at(whole[0].start)
        parts = [item for item in totals if item[0].start > whole[0].end and page.sentence_at(item[0].start) == number]
        each += [(one, min(sure, 0.75)) for one, sure in parts if one.value < whole[0].value]
    best = max(each, key=lambda item: item[0].value, default=None)
    if best and whole and whole[0].value < best[0].value:
        whole = None
    return Money(
        maximum=best[0].value if best else None,
        total=whole[0].value if whole else None,
        currency=currency,
        maximum_sure=best[1] if best else 0.0,
        total_sure=whole[1] if whole else 0.0,
        maximum_words=page.shown(best[0].start, best[0].end) if best else "",
        total_words=page.shown(whole[0].start, whole[0].end) if whole else "",
    )


def _strongest(weighed: list[tuple[Sum, str, float]]) -> list[tuple[Sum, str, float]]:
    """The same sum printed twice («50 миллионов» in the title) is what its clearer printing says."""
    best: dict[tuple[int, str | None], tuple[Sum, str, float]] = {}
    # The later printing, in the body, wins among equals: a title only announces the sum.
    for item in weighed:
        key = (item[0].value, item[0].currency)
        if item[1] != "none" and (key not in best or item[2] >= best[key][2]):
            best[key] = item
    return list(best.values())


# «300 мың теңгелік 240 шағын грант»: the ending says what one of them is worth.
_WORTH = rule(r"(?:теңге|доллар|еуро)л[ыі][қк]")
_ONE_WINNER = stems(
    """
    бір жеңімпаз|один победитель|одного победителя|одна организация|одну организацию|бір ұйым|single award|
    one award|one organi[sz]ation
    """
)


def _part(page: Page, one: Sum, following: int | None = None) -> tuple[str, float]:
    """Say what a sum is by the nearest words of its clause: "each", "total", "spent" (unclear), or "none"."""
    if one.lower == -1:
        return "none", 0.0
    text = page.folded
    if _WORTH.search(text, one.start, one.end):
        return "each", 0.85
    span = page.sentences[page.sentence_at(one.start)]
    low = max(span.start, one.start - 110)
    high = min(span.end, one.end + 70)
    scores = {
        "total": max(
            _pull(text, _TOTAL, one, low, high, following) * 1.1,
            _pull(text, _WHOLE, one, low, high, following) * 1.9,
            _pull(text, _PURPOSE, one, low, high, following) * 0.8,
        ),
        "spent": _pull(text, _SPENT, one, low, high, following) * 0.6,
        "each": max(_pull(text, _EACH, one, low, high, following), 0.55 if _in_list(text, one) else 0.0),
        "least": 0.0 if one.lower is not None else _pull(text, _LEAST, one, low, one.start) * 0.9,
        "mean": _pull(text, _MEAN, one, low, high, following) * 1.5,
        "past": max(
            _pull(text, _LAST_YEAR, one, low, high, following) * 1.15,
            _pull(text, _OTHER_YEAR, one, low, high, following) * 2.4,
        ),
        "other": _pull(text, _NOT_AWARD, one, low, high, following) * 1.6,
    }
    part = max(scores, key=lambda name: scores[name])
    best = scores[part]
    if best < 0.12:
        heading = page.title if span.start < page.title_end else ""
        return ("each", 0.65) if heading else ("spent", 0.55)
    if part in {"least", "mean", "past", "other"}:
        return "none", 0.0
    return part, 0.9 if best >= 0.5 else 0.75


# «барлығы 25 грант», «всего 25 грантов»: things are counted, not money.
_COUNTED = rule(
    r"""
    [а-яa-z]*\s+(?:of\s+)?\d{1,3}\s+(?:грант|жоба|проект|лот|жүлде|приз|преми|сыйлы|орын|мест|ұйым|нпо|үеұ|топ|групп|
    команд|
    организац|победител|жеңімпаз|award|project|prize|winner|organi[sz]ation|ngo)
    """
)


def _in_list(text: str, one: Sum) -> bool:
    """A line of a list of lots, topics or prizes: each has its own sum."""
    line = text.rfind("\n", 0, one.start) + 1
    if _LISTED.match(text, line):
        return True
    if _NAMED.search(text, line, one.start) is None:
        return False
    # «Тақырыптар: «…» – 42 млн теңге, «…» – 38 млн теңге»: a list in one line.
    close = text.find("\n", one.end)
    return len(_PRICED.findall(text, line, len(text) if close < 0 else close)) > 1


def _pull(text: str, pattern: Rule, one: Sum, low: int, high: int, following: int | None = None) -> float:
    best = 0.0
    for match in pattern.finditer(text, low, high):
        if match.end() <= one.start:
            between = text[match.end() : one.start]
            ease = 1.0
        elif match.start() >= one.end:
            between = text[one.end : match.start()]
            ease = 0.85
        else:
            return 1.0
        if _COUNTED.match(text, match.end()):
            continue
        if following is not None and one.end <= match.start() < following and ("," in between or "(" in between):
            ease *= 0.4  # «фонд 30 млн, на проект – 5 млн»: the word belongs to the next sum
        distance = len(between) * 0.5 + 14 * between.count(",") + 25 * between.count(";") + 4 * between.count("(")
        distance += 14 * sum(char.isdigit() for char in between[:60]) / 3
        best = max(best, ease / (1 + distance / 14))
    return best
