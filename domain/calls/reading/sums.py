"""Every sum of money that a text prints: figures, words, ranges, currencies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from domain.calls.reading.numerals import power, read_words
from domain.calls.reading.text import Numbered, Page, rule, stems

_LARGEST = 10**13
"""Whole tenge; more than any budget line of the country: a longer run of digits is an account number."""

MOST_SUMS = 80
"""Sums read from one post: an estimate with more lines is not where a ceiling stands."""

_CURRENCIES = (
    ("KZT",
        r"(?:тенге|теңге)[а-я]*|тг(?![а-я])\.?|тнг\.?|kzt(?![a-z0-9])|₸|т(?![а-яa-z.0-9])|tenge|"
        r"(?<=т\.)т(?![а-я])\.?|(?<=т\.\s)т(?![а-я])\.?",  # «300 т.т.»: thousands of tenge
    ),
    ("CAD", r"(?:канадск[а-я]+\s+доллар[а-я]*|canadian\s+dollars?|cad(?![a-z])|c\$|ca\$)"),
    (
        "USD",
        r"(?:доллар[а-я]*(?:\s+(?:сша|ақш)[а-я-]*)?|ақш\s+доллар[а-я]*|долл\.?(?:\s+сша)?|u\.?s\.?\s+dollars?|"
        r"usd?\s?\$|us\$|\$(?:\s?us)?|usd(?![a-z])|dollars?)",
    ),
    ("EUR", r"(?:евро(?![а-я])|еуро[а-я]*|euros?(?![a-z])|eur(?![a-z])|€)"),
    ("GBP", r"(?:фунт[а-я]*(?:\s+стерлинг[а-я]*)?|gbp(?![a-z])|£|pounds?(?:\s+sterling)?)"),
    ("JPY", r"(?:япон[а-я]+\s+(?:и|й)ен[а-я]*|[ий]ен[а-я]{0,4}(?![а-я])|japanese\s+yen|yen(?![a-z])|jpy(?![a-z])|¥)"),
    ("RUB", r"(?:рубл[а-я]*(?:\s+рф)?|руб\.?(?![а-я])|rub(?:les?)?(?![a-z])|₽)"),
    ("CHF", r"(?:швейцарск[а-я]+\s+франк[а-я]*|chf(?![a-z])|swiss\s+francs?)"),
    ("CNY", r"(?:юан[а-я]{1,3}(?![а-я])|cny(?![a-z])|yuan)"),
    ("KRW", r"(?:южнокорейск[а-я]+\s+вон[а-я]*|krw(?![a-z]))"),
    ("UZS", r"(?:(?:узбекск[а-я]+\s+)?сум(?:ов|а|у)(?![а-я])|uzs(?![a-z]))"),
    ("KGS", r"(?:сомов(?![а-я])|kgs(?![a-z]))"),
)  # fmt: skip

MCI = "MCI"
"""What stands for a currency where a sum is told in monthly calculation indices (МРП / АЕК)."""

_CURRENCY = rule("|".join(f"(?P<{code}>{pattern})" for code, pattern in _CURRENCIES))

_SIGN_BEFORE = rule(
    r"""
    (?<![a-z0-9])(?:(?P<KZT>₸|kzt|(?<![а-яa-z])т(?=\d))|(?P<CAD>c\$|ca\$|cad)|(?P<USD>us\s?\$|\$|usd)|(?P<EUR>€|eur)|(?P<GBP>£|
    gbp)|(?P<JPY>¥|jpy)|(?P<CHF>chf)|(?P<RUB>₽|rub))\s?$
    """
)

_SIGN_ENDS = tuple("₸tт$d€r£p¥yf₽b")

_DIGITS = Numbered(
    r"(?:(?<![\d.,/:№#])(?<![^\d]-)\d{1,3}(?:[ ']\d{3}(?!\d))+(?:[.,]\d{1,2}(?!\d))?"  # 1 500 000,50
    r"|(?<![\d.,/:№#])\d{1,3}(?:[.,]\d{3}(?!\d)){2,}(?:[.,]\d{1,2}(?!\d))?"  # 1,500,000.50
    r"|(?<![\d.,/:№#])\d{1,15}(?:[.,]\d{1,3})?(?![\d]))"
)

_POWER = re.compile(
    r"\s?-?(?:(?P<kz>k)(?![a-z])|(?P<tt>т\.\s?(?=т(?:[.г]|енге)))|(?P<word>тыс(?:яч[а-я]{0,3})?|мын[а-я]{0,6}|thousand|млн[а-я]{0,4}|миллион[а-я]{0,8}|million|mln|mio|(?<=\d)m(?![a-z])|млрд[а-я]{0,4}|миллиард[а-я]{0,8}|billion|bn)(?![а-яa-z])\.?)"
)

_PART_GAP = re.compile(r"\.?\s*(?:(?:и|және)\s+)?")
_PART = re.compile(r"\d{1,3}(?!\d)")
_UNIT_GAP = re.compile(r"[\s-]{0,2}")
_IN_WORDS = re.compile(r"\s*\([^()\d]{3,90}\)")

_NUMBER_WORD = stems(
    r"""
    (?<!-)(?:пол(?:у?миллион|тора|торы|утора|тысяч|миллиард)|миллион|млн|тысяч|один|одного|одному|дв[аеу]х?|
    тр[иеё]х?|четыр|пят|шест|сем|восем|восьм|девят|десят|одиннадц|двенадц|тринадц|пятнадц|двадцат|тридцат|сорок|
    сто(?![а-я])|двести|триста|четыреста|бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он(?![а-я])|жиырма|отыз|қырық|елу|
    алпыс|жетпіс|сексен|тоқсан|жүз|жарты|half|one|two|three|five|ten)
    """
)

_MCI = rule(
    r"""
    (?:-(?:ге|ға|ке|қа)\s+(?:дейін\s+)?)?[\s-]{0,3}(?:(?:тикратн|кратн|есе)[а-я]{0,10})?\s{0,3}(?:\([а-я\s-]{2,40}\)\s{0,3})?
    (?:(?:минимальн[а-я]{2,4}\s+)?размер[а-я]{0,3}\s+)?
    (?:(?:мрп|аек|aek|mrp)(?![а-яa-z])(?:\s?-\s?[а-я]{1,4}(?![а-я]))?|месячн[а-я]{2,4}\s+расч[её]тн[а-я]{2,4}(?:\s+показател[а-я]{1,3})?|
    айлық\s+есептік(?:\s+көрсеткіш[а-я]{0,6})?|mcis?\b|monthly\s+calculat(?:ed|ion)\s+ind(?:ex(?:es)?|ices))
    """
)

_NOT_MONEY = rule(
    r"""
    [^\S\n]*(?:%|процент|пайыз|человек|адам|участник|қатысушы|волонтер|ерікті|жител|тұрғын|нпо|ұйым|заяв|өтінім|жоба|
    проект|лет\b|жас\b|жыл|год|г\.|шт|дн|күн|час|сағат|мест|орын|балл|страниц|бет|минут|people|participants|projects|
    volunteers|applications|ngos|years|days|km|км|га\b|тонн)
    """
)

_LABEL = rule(r"(?:сумм|сома|цен|баға|стоимост|құны|бюджет|размер|көлем|amount|budget|value)[^\d\n:]{0,45}:\s*$")

_AND = rule(r"\s(?:и|или|және|мен|бен|пен|and|or|/)\s|/")
_TOLD_OF = re.compile(r"(?:[:-]|(?<![а-я])по)\s$")
_NO_WORD = re.compile(r"\s*(?:[^\s\w]|\Z)")
_RANGE = rule(r"\s*(?:-|до|to|and|по|ден|дан|нен|нан|тен|тан)\s*(?:до\s+)?$")


class Sum(NamedTuple):
    """One printed sum: whole units of `currency` (None when not printed), the lower end of a range left out."""

    start: int
    end: int
    value: int
    currency: str | None
    scaled: bool  # printed with «мың», «млн»…
    lower: int | None = None
    shared: bool = False  # its «мың», «млн» stand after a later number of the same list
    exact: Decimal = Decimal(0)  # as printed: «4 115,7» under a head of thousands


def find_sums(page: Page, taken: Sequence[tuple[int, int]] = (), *, indices: bool = False) -> list[Sum]:
    """Return the sums of money in a post.

    Args:
        page: the post.
        taken: spans known to be something else (dates).
        indices: give sums told in monthly calculation indices too; their currency is `MCI`.
    """
    text = page.folded
    raw: list[Sum] = []
    at = 0
    columns = _columns(text)
    figures: dict[int, re.Match[str] | None] = {match.start(): match for match in _DIGITS.finditer(text)}
    starts = sorted(figures | dict.fromkeys([match.start() for match in _NUMBER_WORD.finditer(text)]))
    inside = {place for low, high in taken for place in range(low, high)}
    for start in starts:
        if len(raw) >= MOST_SUMS:
            break
        if start < at or start in inside:
            continue
        one = _read_sum(text, start, figures.get(start))
        if one is not None:
            raw.append(_in_column(text, one, columns))
            at = one.end
    sums = _resolve(text, raw)
    return sums if indices else [one for one in sums if one.currency != MCI]


_COLUMN = stems(
    r"(?:тенге|теңге|тг|kzt|т\.)\.?(?:,?\s\(?(?:без|с|ққс|ққс-сыз|включая|с\sуч[её]том)(?:\sндс)?)?\s*(?:[)\]]?\s*:?\s*(?:\n|\||\Z))"
)
_COLUMN_POWER = rule(r"(?:тыс(?:яч[а-я]*)?|мың|млн|миллион[а-я]*)\.?\s?$")
# After a head such as «лоты (тыс. тенге):» or «| Сомасы, теңге» the lines of the list print bare numbers.
_CELL = rule(r"\s*(?:\||;|\.?\s*\n|\.?\s*\Z)")
_MORE_CELLS = re.compile(r"\s*\|[^\n]*\d")
_BLANK = re.compile(r"\n\s*\n")
_SPACE = re.compile(r"\s*")
_SUM_BEFORE = re.compile(r"\d\s*(?:(?:тыс|мын|млн|миллион|млрд|миллиард)[а-я]*\.?\s?)?$")
_LEAST_CELL = 10_000
"""Tenge: a bare number worth less counts people or months."""


@dataclass(frozen=True, slots=True)
class _List:
    """A list or table of bare sums: where it runs, its multiplier, and the number of the column that holds the sums."""

    start: int
    end: int
    factor: int
    column: int | None


def _columns(text: str) -> list[_List]:
    """Return where lists of bare sums run, and by how much their numbers are to be multiplied."""
    found = []
    for head in _COLUMN.finditer(text):
        if _SUM_BEFORE.search(text, max(0, head.start() - 16), head.start()):
            continue  # «18 200 тенге» ends a line: a sum, not a head
        start = head.end()
        line = text.rfind("\n", 0, head.start()) + 1
        column = text.count("|", line, head.start()) if "|" in text[line : head.end() + 1] else None
        if column is not None and text[line : head.start()].lstrip().startswith("|"):
            column -= 1
        body = _SPACE.match(text, start)
        first = body.end() if body is not None else start
        blank = _BLANK.search(text, first)
        end = blank.start() if blank else len(text)
        scale = _COLUMN_POWER.search(text, max(line, head.start() - 12), head.start())
        found.append(_List(first, end, (power(scale[0].strip(" .")) if scale else None) or 1, column))
    return found[:MOST_SUMS]


def _in_column(text: str, one: Sum, columns: Sequence[_List]) -> Sum:
    """Give a bare number at the end of a line or cell the currency and thousands that the head of its list names."""
    if not columns or one.currency is not None or one.scaled or not _CELL.match(text, one.end):
        return one
    line = text.rfind("\n", 0, one.start) + 1
    if not re.search(r"(?:[|:]|\s-)\s*\Z", text[max(line, one.start - 6) : one.start]):
        return one
    head = next((head for head in columns if head.start <= one.start < head.end), None)
    if head is None or one.exact * head.factor < _LEAST_CELL:
        return one
    cells = text.count("|", line, one.start) - text[line : one.start].lstrip().startswith("|")
    # «ИТОГО | 10 255,7» leaves cells out, but a number to the left of other numbers counts something else.
    if head.column is not None and cells != head.column and _MORE_CELLS.match(text, one.end):
        return one
    return one._replace(value=min(int(one.exact * head.factor), _LARGEST), currency="KZT")


def _read_sum(text: str, start: int, digits: re.Match[str] | None) -> Sum | None:
    """Read the sum that stands at a position, in the figures found there or, when there are none, in words."""
    value: Decimal
    scaled = False
    if digits is not None:
        number = _decimal(digits[0])
        if number is None:
            return None
        value, end = number, digits.end()
        factor = _POWER.match(text, end)
        if factor is None and (spelt := _IN_WORDS.match(text, end)) is not None:
            factor = _POWER.match(text, spelt.end())  # «1,5 (полтора) миллиона»
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
    before = text[max(0, start - 3) : start].rstrip()
    sign = _SIGN_BEFORE.search(text, max(0, start - 5), start) if before.endswith(_SIGN_ENDS) else None
    if sign is None and start and "a" <= text[start - 1] <= "z":
        return None  # «KZ86125…» is an account
    begin = start if sign is None else sign.start()
    currency = _named(sign) or _labelled(text, start)
    gap = _UNIT_GAP.match(text, end)
    words = _IN_WORDS.match(text, end)
    for position in (gap.end() if gap else end, _skip_space(text, words.end()) if words else None):
        if currency is None and position is not None and (unit := _CURRENCY.match(text, position)) is not None:
            currency, end = _named(unit), unit.end()
    if currency is None and (indices := _MCI.match(text, end)) is not None:
        currency, end = MCI, indices.end()
    if currency is None and text[end - 1] != "." and _NOT_MONEY.match(text, end):
        return None
    return Sum(begin, end, int(value), currency, scaled, exact=value)


def _labelled(text: str, start: int) -> str | None:
    """«Сумма, тенге: 3 584 000»: a table names the currency once, before the number."""
    line = text[max(text.rfind("\n", 0, start) + 1, start - 70) : start]
    label = _LABEL.search(line) if line.rstrip().endswith(":") else None
    unit = _CURRENCY.search(label[0]) if label is not None else None
    return _named(unit)


def _more(text: str, end: int, value: Decimal, above: int) -> tuple[Decimal, int]:
    """«31 млн 400 тыс.», «1 миллион 250 мың 500»: smaller parts follow."""
    for _ in range(2):
        gap = _PART_GAP.match(text, end)
        position = gap.end() if gap else end
        digits = _PART.match(text, position)
        if digits is None:
            break
        factor = _POWER.match(text, digits.end())
        if factor is not None and _factor(factor) < above:
            above = _factor(factor)
            value, end = value + int(digits[0]) * above, factor.end()
            continue
        unit = _CURRENCY.match(text, _skip_space(text, digits.end()))
        if factor is None and position > end and unit is not None and above > int(digits[0]):
            value, end = value + int(digits[0]), digits.end()
        break
    return value, end


def _resolve(text: str, raw: list[Sum]) -> list[Sum]:
    """Give a bare «2 миллиона» its neighbour's currency, join ranges, drop numbers that are not money."""
    known = Counter(one.currency for one in raw if one.currency and one.currency != MCI)
    usual = known.most_common(1)[0][0] if known else None
    sums: list[Sum] = []
    _share_scale(text, raw)
    for number, one in enumerate(raw):
        following = raw[number + 1] if number + 1 < len(raw) else None
        if (
            following is not None
            and len(text[one.end : following.start]) <= 8
            and _RANGE.match(text[one.end : following.start])
        ):
            if one.currency is None and following.currency is not None:
                lower = one._replace(currency=following.currency)
                if not one.scaled and following.scaled and one.value < 1000 and following.value >= 1000:
                    lower = lower._replace(value=one.value * _scale_of(following.value))
                sums.append(lower._replace(scaled=True, lower=-1))
                raw[number + 1] = following._replace(start=one.start, lower=lower.value)
                continue
            if one.currency is not None and following.currency in {None, one.currency}:
                rising = following.value >= one.value
                if not rising and following.currency is None and not following.scaled and following.value < 1000:
                    sums.append(one)  # «по 800 000 тенге - пяти приютам»
                    continue
                currency = following.currency or (one.currency if rising else None)
                lower_end = one.value if rising else following.lower
                start = one.start if rising else following.start
                raw[number + 1] = following._replace(start=start, currency=currency, lower=lower_end)
                sums.append(one._replace(lower=-1))
                continue
        # «3 тысячи саженцев» counts something else: a small number is money only where no word follows it.
        large = one.value >= 100_000 or (usual is not None and _NO_WORD.match(text, one.end))
        if one.currency is None and one.scaled and large:
            one = one._replace(currency=usual or "KZT")
        elif one.currency is None and usual is not None and _is_listed_bare(text, one, following or raw[number - 1]):
            one = one._replace(currency=usual)
        if one.currency is not None:
            sums.append(one)
    return sums


def _is_listed_bare(text: str, one: Sum, beside: Sum) -> bool:
    """«первая премия - 2 500 000, вторая - 1 500 000, третья - 1 000 000 тенге»: the last one names the currency."""
    if one.value < _LEAST_CELL or " " not in text[one.start : one.end] or not _NO_WORD.match(text, one.end):
        return False
    low, high = min(one.start, beside.start), max(one.end, beside.end)
    return "\n" not in text[low:high] and _TOLD_OF.search(text, max(0, one.start - 4), one.start) is not None


def _share_scale(text: str, raw: list[Sum]) -> None:
    """«700, 450 и 300 тысяч тенге»: the thousands and the currency after the last number are those of all."""
    for number in range(len(raw) - 1, 0, -1):
        one, last = raw[number - 1], raw[number]
        joint = text[one.end : last.start]
        if one.scaled or one.currency is not None or last.currency is None:
            continue
        value = one.value * _scale_of(last.value)
        listed = _AND.fullmatch(joint) or (joint in {", ", " / ", "/"} and last.shared)
        if not last.scaled:
            if listed and one.value >= 1000 and last.value >= 1000:
                raw[number - 1] = one._replace(currency=last.currency, shared=True)  # «100 000 и 50 000 тенге»
            continue
        if listed and one.value < 1000 and last.value / 10 <= value <= last.value * 10:
            raw[number - 1] = one._replace(value=value, currency=last.currency, scaled=True, shared=True)


def _scale_of(value: int) -> int:
    return 1_000_000 if value % 1_000_000 == 0 or value >= 1_000_000 else 1000


def _factor(match: re.Match[str]) -> int:
    if match["kz"] or match["tt"]:
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
