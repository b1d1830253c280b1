"""Sums of money: which one an applicant may get, and which one is the whole fund."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.calls.reading.numerals import power, read_words
from domain.calls.reading.text import Page, rule, stems

_LARGEST = 10**13
"""Whole tenge; more than any budget line of the country: a longer run of digits is an account number."""

MOST_SUMS = 80
"""Sums read from one post: an estimate with more lines is not where a ceiling stands."""

_CURRENCIES = (
    ("KZT", r"(?:тенге|теңге)[а-я]*|тг(?![а-я])\.?|тнг\.?|kzt(?![a-z])|₸|т(?![а-яa-z.0-9])|tenge"),
    ("CAD", r"(?:канадск[а-я]+\s+доллар[а-я]*|canadian\s+dollars?|cad(?![a-z])|c\$|ca\$)"),
    ("USD", r"(?:доллар[а-я]*(?:\s+(?:сша|ақш)[а-я-]*)?|ақш\s+доллар[а-я]*|долл\.?(?:\s+сша)?|u\.?s\.?\s+dollars?|usd?\s?\$|us\$|\$(?:\s?us)?|usd(?![a-z])|dollars?)"),
    ("EUR", r"(?:евро(?![а-я])|еуро[а-я]*|euros?(?![a-z])|eur(?![a-z])|€)"),
    ("GBP", r"(?:фунт[а-я]*(?:\s+стерлинг[а-я]*)?|gbp(?![a-z])|£|pounds?(?:\s+sterling)?)"),
    ("JPY", r"(?:япон[а-я]+\s+(?:и|й)ен[а-я]*|(?:иен|йен)[а-я]?(?![а-я])|japanese\s+yen|yen(?![a-z])|jpy(?![a-z])|¥)"),
    ("RUB", r"(?:рубл[а-я]*(?:\s+рф)?|руб\.?(?![а-я])|rub(?:les?)?(?![a-z])|₽)"),
    ("CHF", r"(?:швейцарск[а-я]+\s+франк[а-я]*|chf(?![a-z])|swiss\s+francs?)"),
    ("CNY", r"(?:юан[а-я]{1,3}(?![а-я])|cny(?![a-z])|yuan)"),
    ("KRW", r"(?:южнокорейск[а-я]+\s+вон[а-я]*|krw(?![a-z]))"),
    ("UZS", r"(?:(?:узбекск[а-я]+\s+)?сум(?:ов|а|у)(?![а-я])|uzs(?![a-z]))"),
    ("KGS", r"(?:сомов(?![а-я])|kgs(?![a-z]))"),
)  # fmt: skip
_CURRENCY = rule("|".join(f"(?P<{code}>{pattern})" for code, pattern in _CURRENCIES))
_SIGN_BEFORE = rule(r"(?:(?P<KZT>₸|kzt|(?<![а-яa-z])т(?=\d))|(?P<CAD>c\$|ca\$|cad)|(?P<USD>us\s?\$|\$|usd)|(?P<EUR>€|eur)|(?P<GBP>£|gbp)|(?P<JPY>¥|jpy)|(?P<CHF>chf)|(?P<RUB>₽|rub))\s?$")

_DIGITS = re.compile(r"(?<![\d.,/:№#-])(?<![a-zа-я]-)\d{1,3}(?:[ ']\d{3}(?!\d))+(?:[.,]\d{1,2}(?!\d))?|(?<![\d.,/:№#])\d{1,3}(?:[.,]\d{3}(?!\d)){2,}(?:[.,]\d{1,2}(?!\d))?|(?<![\d.,/:№#])\d{1,15}(?:[.,]\d{1,3})?(?![\d])")
_POWER = re.compile(r"\s?-?(?:(?P<kz>k)(?![a-z])|(?P<word>тыс(?:яч[а-я]{0,3})?|мын[а-я]{0,6}|thousand|млн[а-я]{0,4}|миллион[а-я]{0,8}|million|mln|mio|(?<=\d)m(?![a-z])|млрд[а-я]{0,4}|миллиард[а-я]{0,8}|billion|bn)(?![а-яa-z])\.?)")
_IN_WORDS = re.compile(r"\s*\([^()\d]{3,90}\)")
_NUMBER_WORD = rule(r"(?<![а-яa-z-])(?:пол(?:у?миллион|тора|торы|утора|тысяч|миллиард)|миллион|млн|тысяч|один|одного|одному|дв[аеу]х?|тр[иеё]х?|четыр|пят|шест|сем|восем|восьм|девят|десят|одиннадц|двенадц|тринадц|пятнадц|двадцат|тридцат|сорок|сто(?![а-я])|двести|триста|четыреста|бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он(?![а-я])|жиырма|отыз|қырық|елу|алпыс|жетпіс|сексен|тоқсан|жүз|жарты|half|one|two|three|five|ten)")
_MCI = rule(r"[\s-]*(?:кратн[а-я]*|есе[а-я]*|\([а-я]+кратн[а-я]*\))?\s*(?:размер[а-я]*\s+)?(?:мрп|аек|месячн[а-я]+\s+расчетн|айлық\s+есептік|mci\b)")
_NOT_MONEY = rule(r"\s*(?:%|процент|пайыз|человек|адам|участник|қатысушы|волонтер|ерікті|жител|тұрғын|нпо|ұйым|заяв|өтінім|жоба|проект|лет\b|жас\b|жыл|год|г\.|шт|дн|күн|час|сағат|мест|орын|балл|страниц|бет|минут|people|participants|projects|volunteers|applications|ngos|years|days|km|км|га\b|тонн)")

_RANGE = rule(r"\s*(?:-|до|to|and|по|ден|дан|нен|нан|тен|тан)\s*(?:до\s+)?$")

_WHOLE = stems("""итого|всего на|всего выделен|всего предусмотр|общ[а-я]{2,3} (?:сумм|объем|бюджет|фонд|стоим)|жалпы (?:сома|көлем|қор|бюджет|қаржы)|барлығы|жиыны|total|overall|весь грант|весь призов|общий|жалпы""")
_LISTED = rule(r"\s*(?:[-•*▪◦●✅🔹📌✔☑]|\d{1,2}\s*[.)]|№\s*\d|лот|тема|тақырып|направлени|номинаци|бағыт|аталым|[ivx]{1,4}\s+(?:орын|место)|(?:бірінші|екінші|үшінші|бас|перв|втор|трет|гран-при)|\d-(?:орын|е\s+место|лот)|\d\s+(?:орын|место|лот))")

_TOTAL = stems(
    """общ(?=ая|ий|ей|ую|его|ему|им)|всего|итого|весь грант|весь призов|суммарн|совокупн|бюджет[а-я]* (?:программы|конкурса|фонда|акселератора|премии)|(?:программа|байқау|конкурс|жоба)(?:ның|дың|тың)? бюджеті|грантов(?:ый|ого) фонд|призов(?:ой|ого) фонд|фонд конкурса|фонд программы|
    жалпы|барлығы|барлық грант|қорының|грант қоры|жүлде қоры|
    total|overall|envelope|budget of the program|programme budget|program budget|prize fund|prize pool|altogether|in all"""
)
# What the money is for tells the whole fund only beside a verb of spending, so it weighs less.
_PURPOSE = stems("""на (?:эти|данные|указанные) цели|на конкурс|на программу|на поддержку|на реализацию программы|на гранты|бағдарламаға|байқауға|конкурсқа""")
_SPENT = stems("""влож|выдел(?=ит|ят|ил)|выделен|выделя|предусмотрен|заложен|бөлінген|бөлінді|бөлінеді|бөлінбек|көзделген|қарастырылған|қарастырылды|allocated|available funding|қаржыландыру көлемі|объем финансирования|сумма финансирования|план[а-я]* сумма|стоимость|бағасы|сома(?=сы)|сумма|бюджет""")
_EACH = stems(
    """(?:до|по)\\b|не выше|не дороже|не должн|не может|одной заяв|одна идея|каждая|сумм[аыу] (?:одного |каждого )?(?:гранта|лота|проекта|преми|приза|субгранта|выплат|микрогранта)|не более|не превыша|не выше|максим|предел|потолок|размер|каждый|каждому|каждой|кажд|на один проект|одного гранта|один грант|одному|одного|одной|гранты? (?:-|в|на|до)|лот|приз|мест[оау]\\b|победител|номинаци|получит|получат|вручат|вручается|достанется|выдел(?:ят|ит) по|главн|
    дейін|дейінгі|аспа|әрбір|алады|иеленеді|тағайындал|ұсынылады|артық емес|жоғары|мөлшер|көлемі|әрқайсы|әр |бір жоба|бір грант|бір өтінім|лот|орын|жүлде|теңгеден|аталым|беріледі|бас жүлде|ең көп|көп дегенде|барынша|грант(?:тың)? сомасы|гранттың|сыйақы|
    between|ranging|up to|maximum|max|ceiling|not exceed|exceeding|per grant|per project|each|grant size|grants? of|award|prize|first place|grants?\\s*:|lot"""
)
_LEAST = stems("""от|не менее|минимальн|минимум|кемінде|төмен емес|кем емес|ең аз|at least|minimum|floor|starting from""")
_MEAN = stems("""в среднем|средн(?=ий|яя|его|ей|юю)|орта есеппен|орташа|average|on average""")
_LAST_YEAR = stems(
    """предыдущ|за пять лет|за три года|за последн|ранее|за время|с начала программ|получил[аи]?\\b|реализовал|поддержал[аи]?\\b|профинансир|было выделено|освоен|
    бұған дейін|алдыңғы|алған|алды\\b|қаржыландырылды|жыл ішінде|last year|previous|so far|since 20|have received|received|were awarded|awarded to"""
)
_OTHER_YEAR = stems("""прошл(?=ом|ого|ый|ые|ых)|прошлогод|былтыр|өткен жыл|алдыңғы жыл|last year|previous year|в предыдущ""")
_NOT_AWARD = stems(
    """оклад|зарплат|заработн|жалақы|стипенд|суточн|проезд|гонорар|взнос|жарна|штраф|айыппұл|залог|обеспечени[ея] заявк|стоимость участи|стоимость обучени|плат[аы] за|оплата за|қатысу ақысы|оборот|выручк|доход|табыс|
    зарабат|шәкіртақы|софинансирован|собственн|вклад|өз үлесі|тұрғын үй|прожиточн|ущерб|экономи|пожертвовани|собрал[аи]?\\b|жиналды|salary|stipend|per diem|allowance|fee|turnover|income|revenue|co-fund|co-financ|own contribution|penalty|donat|raised|эквивалент"""
)


@dataclass(frozen=True, slots=True)
class Sum:
    """One printed sum: whole units of `currency` (None when not printed), the lower end of a range left out."""

    start: int
    end: int
    value: int
    currency: str | None
    scaled: bool  # printed with «мың», «млн»…
    lower: int | None = None


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


def find_sums(page: Page, taken: Sequence[tuple[int, int]] = ()) -> list[Sum]:
    """Return the sums of money in a post; `taken` are spans known to be something else (dates)."""
    text = page.folded
    raw: list[Sum] = []
    at = 0
    starts = sorted({match.start() for match in _DIGITS.finditer(text)} | {match.start() for match in _NUMBER_WORD.finditer(text)})
    for start in starts:
        if len(raw) >= MOST_SUMS:
            break
        if start < at or any(low <= start < high for low, high in taken):
            continue
        one = _read_sum(text, start)
        if one is not None:
            raw.append(one)
            at = one.end
    return _resolve(text, raw)


def _read_sum(text: str, start: int) -> Sum | None:
    value: Decimal
    scaled = False
    digits = _DIGITS.match(text, start)
    if digits is not None:
        number = _decimal(digits[0])
        if number is None:
            return None
        value, end = number, digits.end()
        factor = _POWER.match(text, end)
        if factor is not None:
            value, end, scaled = value * _factor(factor), factor.end(), True
            value, end = _more(text, end, value, _factor(factor))
    else:
        read = read_words(text, start)
        if read is None:
            return None
        value, end = read
        scaled = value >= 1000
        if not scaled and (factor := _POWER.match(text, end)) is not None:
            value, end, scaled = value * _factor(factor), factor.end(), True
    if not 0 < value <= _LARGEST:
        return None
    sign = _SIGN_BEFORE.search(text, max(0, start - 5), start)
    begin = start if sign is None else sign.start()
    currency = _named(sign)
    gap = re.compile(r"[\s-]{0,2}").match(text, end)
    words = _IN_WORDS.match(text, end)
    for position in (gap.end() if gap else end, _skip_space(text, words.end()) if words else None):
        if currency is None and position is not None and (unit := _CURRENCY.match(text, position)) is not None:
            currency, end = _named(unit), unit.end()
            if text[start:position].strip().endswith("-") and False:
                break
    if currency is None and (_MCI.match(text, end) or (text[end - 1] != "." and _NOT_MONEY.match(text, end))):
        return None
    return Sum(begin, end, int(value), currency, scaled)


def _more(text: str, end: int, value: Decimal, above: int) -> tuple[Decimal, int]:
    """«31 млн 400 тыс.», «3 миллион 500 мың»: a smaller part follows."""
    gap = re.compile(r"\.?\s*").match(text, end)
    position = gap.end() if gap else end
    digits = re.compile(r"\d{1,3}(?!\d)").match(text, position)
    if digits is None:
        return value, end
    factor = _POWER.match(text, digits.end())
    if factor is None or _factor(factor) >= above:
        return value, end
    return value + int(digits[0]) * _factor(factor), factor.end()


def _resolve(text: str, raw: list[Sum]) -> list[Sum]:
    """Give a bare «2 миллиона» its neighbour's currency, join ranges, drop numbers that are not money."""
    known = Counter(one.currency for one in raw if one.currency)
    usual = known.most_common(1)[0][0] if known else None
    sums: list[Sum] = []
    for number, one in enumerate(raw):
        following = raw[number + 1] if number + 1 < len(raw) else None
        if following is not None and len(text[one.end : following.start]) <= 8 and _RANGE.match(text[one.end : following.start]):
            if one.currency is None and following.currency is not None:
                lower = replace(one, currency=following.currency)
                if not one.scaled and following.scaled and one.value < 1000 and following.value >= 1000:
                    lower = replace(lower, value=one.value * _scale_of(following.value))
                sums.append(replace(lower, scaled=True, lower=-1))
                continue
            if one.currency is not None and following.currency in {None, one.currency}:
                if following.currency is None and following.value >= one.value:
                    raw[number + 1] = replace(following, currency=one.currency)
                sums.append(replace(one, lower=-1))
                continue
        if one.currency is None and one.scaled and (usual is not None or one.value >= 100_000):
            one = replace(one, currency=usual or "KZT")
        if one.currency is not None:
            sums.append(one)
    return sums


def _scale_of(value: int) -> int:
    return 1_000_000 if value % 1_000_000 == 0 or value >= 1_000_000 else 1000


def _factor(match: re.Match[str]) -> int:
    if match["kz"]:
        return 1000
    word = match["word"]
    return 1_000_000 if word == "m" else power(word) or 1


def _named(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    return next((name for name, value in match.groupdict().items() if value), None)


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _decimal(printed: str) -> Decimal | None:
    """«1 500 000», «1,500,000.00», «12 450,0», «2.5»: a comma or a dot is decimal unless three digits follow it."""
    number = printed.replace(" ", "").replace("'", "")
    if len(number) > 20:
        return None
    separators = re.findall(r"[.,]", number)
    if not separators:
        return Decimal(number)
    tail = re.split(r"[.,]", number)[-1]
    if len(separators) > 1 or (len(tail) == 3 and not number.startswith("0") and separators[0] in ",."):
        if len(separators) > 1 and len(tail) != 3:
            return Decimal(re.sub(r"[.,]", "", number[: -len(tail) - 1]) + "." + tail)
        return Decimal(re.sub(r"[.,]", "", number))
    return Decimal(number.replace(",", "."))


def read_money(page: Page, *, single: bool, taken: Sequence[tuple[int, int]] = ()) -> Money:
    """Read the largest sum one applicant may get and the whole fund.

    Args:
        page: the post.
        single: one winner does the whole work (a social order, a strategic partnership): the money set aside is then
            what the applicant gets.
        taken: spans of the text that are dates.
    """
    weighed = [(one, *_part(page, one)) for one in find_sums(page, taken)]
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
    currency = each[0][0].currency if each else totals[0][0].currency if totals else None
    each = [item for item in each if item[0].currency == currency]
    totals = [item for item in totals if item[0].currency == currency]
    best = max(each, key=lambda item: item[0].value, default=None)
    whole = max(totals, key=lambda item: item[0].value, default=None)
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
    for item in weighed:
        key = (item[0].value, item[0].currency)
        if item[1] != "none" and (key not in best or item[2] > best[key][2]):
            best[key] = item
    return list(best.values())


_ONE_WINNER = stems("""бір жеңімпаз|один победитель|одного победителя|одна организация|одну организацию|бір ұйым|single award|one award|one organi[sz]ation""")


def _part(page: Page, one: Sum) -> tuple[str, float]:
    """Say what a sum is by the nearest words of its clause: "each", "total", "spent" (unclear), or "none"."""
    if one.lower == -1:
        return "none", 0.0
    text = page.folded
    span = page.sentences[page.sentence_at(one.start)]
    low = max(span.start, one.start - 110)
    high = min(span.end, one.end + 70)
    scores = {
        "total": max(_pull(text, _TOTAL, one, low, high) * 1.1, _pull(text, _WHOLE, one, low, high) * 1.9, _pull(text, _PURPOSE, one, low, high) * 0.8),
        "spent": _pull(text, _SPENT, one, low, high) * 0.6,
        "each": max(_pull(text, _EACH, one, low, high), 0.55 if _in_list(text, one) else 0.0),
        "least": _pull(text, _LEAST, one, low, one.start) * 0.9,
        "mean": _pull(text, _MEAN, one, low, high) * 1.5,
        "past": max(_pull(text, _LAST_YEAR, one, low, high) * 1.15, _pull(text, _OTHER_YEAR, one, low, high) * 2.4),
        "other": _pull(text, _NOT_AWARD, one, low, high) * 1.6,
    }
    part = max(scores, key=lambda name: scores[name])
    best = scores[part]
    if best < 0.12:
        heading = page.title if span.start < page.title_end else ""
        return ("each", 0.65) if heading else ("spent", 0.55)
    if part in {"least", "mean", "past", "other"}:
        return "none", 0.0
    return part, 0.9 if best >= 0.5 else 0.75


def _in_list(text: str, one: Sum) -> bool:
    """A line of a list of lots, topics or prizes: each has its own sum."""
    return _LISTED.match(text, text.rfind("\n", 0, one.start) + 1) is not None


def _pull(text: str, pattern: re.Pattern[str], one: Sum, low: int, high: int) -> float:
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
        distance = len(between) * 0.5 + 14 * between.count(",") + 25 * between.count(";") + 4 * between.count("(")
        distance += 14 * sum(char.isdigit() for char in between[:60]) / 3
        best = max(best, ease / (1 + distance / 14))
    return best
