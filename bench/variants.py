"""Metamorphic variants of a labelled corpus: the same announcements with other months, sums, places and order.

A rule that was fitted to a sentence breaks here; a rule that reads what the sentence says does not. Each variant
changes the labels along with the text. Items that cannot be changed soundly are left as they are.
"""

from __future__ import annotations

import copy
import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from domain.territory import TerritoryTree

Item = dict[str, Any]

_KAZAKH = (
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
)
_RUSSIAN = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_ENGLISH = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SHORT = tuple(name[:3] for name in _ENGLISH)
_HARD_R = {3, 8}  # март, август: endings «-а», «-е», «-ом»; the rest end in «-ь», «-я»
_VOICELESS, _NASAL, _VOWEL = "кқпстшх", "мнң", "аәеиоөуүұыі"

_KAZAKH_FORM = re.compile(rf"({'|'.join(_KAZAKH)}|қыркүйег)([а-яәғқңөұүһі]*)", re.IGNORECASE)
_RUSSIAN_FORM = re.compile(
    r"\b(январ|феврал|март|апрел|ма(?=[йяе]\b)|июн|июл|август|сентябр|октябр|ноябр|декабр)([а-я]{0,3})\b", re.IGNORECASE
)
_ENGLISH_FORM = re.compile(rf"\b({'|'.join(_ENGLISH)})\b|(?<=\d-)({'|'.join(_SHORT)})(?=-\d)")
_NUMERIC = re.compile(r"(?<![\d.,])(\d{1,2})([./])(\d{1,2})(\2\d{4}|\.?(?=\s*сағ))|(\d{4})-(\d{2})-(\d{2})")
_NO_MONTHS = re.compile(
    r"жұмыс күн|рабочих дн|календарных дн|осталось|сегодня|недел|күн қалды|working days|декад|онкүнд|"
    r"каждую|Тіл[дe]ер күні|\bЗакон|приказ|қаулы|№ 36|jyl|teŋge|\d\d\.\d\d,|пятниц|жексенбі"
)


def variants(items: Sequence[Item], tree: TerritoryTree) -> dict[str, list[Item]]:
    """Return the corpus changed in each way, keyed by what was changed."""
    ways: dict[str, Callable[[Item], Item | None]] = {
        "months two later": lambda item: months_moved(item, 2),
        "months one earlier": lambda item: months_moved(item, -1),
        "days moved": _days,
        "other sums": lambda item: sums_times(item, 3),
        "other oblasts": _places,
        "paragraphs in another order": _reordered,
        "sentences in another order": _sentences,
    }
    return {name: [way(copy.deepcopy(item)) or item for item in items] for name, way in ways.items()}


def months_moved(item: Item, by: int) -> Item | None:
    """Move every printed month; only when all of them stay within the year."""
    whole = f"{item['title']}\n{item['text']}"
    if _NO_MONTHS.search(whole):
        return None
    months = [
        *(_number(_KAZAKH, match[1].lower().replace("қыркүйег", "қыркүйек")) for match in _KAZAKH_FORM.finditer(whole)),
        *(_RUSSIAN.index(match[1].lower()) + 1 for match in _RUSSIAN_FORM.finditer(whole)),
        *(
            _number(_ENGLISH, match[1]) if match[1] else _number(_SHORT, match[2])
            for match in _ENGLISH_FORM.finditer(whole)
        ),
        *(int(match[3] or match[6]) for match in _NUMERIC.finditer(whole)),
    ]
    day = date.fromisoformat((item["published"] or item["assume_today"])[:10])
    if not all(1 <= month + by <= 12 for month in (*months, day.month)):
        return None
    gold = item["gold"]
    ends = re.search(r"соң|конц|end of|весь", whole) is not None
    for name in ("deadline", "opens"):
        if gold.get(name):
            gold[name] = moved = _moved(gold[name], by, ends=ends and name == "deadline")
            if moved is None:
                return None
    alternatives = [_moved(text, by, ends=ends) for text in gold.get("deadline_alt", [])]
    if None in alternatives or any(int(number) > 28 for number in re.findall(r"\b(29|30|31)\b", whole)):
        return None
    gold["deadline_alt"] = alternatives
    for name in ("title", "text"):
        item[name] = _KAZAKH_FORM.sub(lambda match: _kazakh(match, by), item[name])
        item[name] = _RUSSIAN_FORM.sub(lambda match: _russian(match, by), item[name])
        item[name] = _ENGLISH_FORM.sub(lambda match: _english(match, by), item[name])
        item[name] = _NUMERIC.sub(lambda match: _numeric(match, by), item[name])
    for name in ("published", "assume_today"):
        if item.get(name):
            item[name] = date(
                day.year, day.month + by, min(day.day, monthrange(day.year, day.month + by)[1])
            ).isoformat()
    return item


def _number(names: Sequence[str], name: str) -> int:
    return names.index(name) + 1


def _moved(moment: str, by: int, *, ends: bool) -> str | None:
    day, rest = date.fromisoformat(moment[:10]), moment[10:]
    month = day.month + by
    if not 1 <= month <= 12:
        return None
    last = monthrange(day.year, month)[1]
    if ends and day.day == monthrange(day.year, day.month)[1]:
        return date(day.year, month, last).isoformat() + rest
    return date(day.year, month, day.day).isoformat() + rest if day.day <= last else None


def _kazakh(match: re.Match[str], by: int) -> str:
    stem, ending = match[1].lower(), match[2].lower()
    number = _number(_KAZAKH, stem.replace("қыркүйег", "қыркүйек"))
    name = _KAZAKH[number - 1 + by]
    ending = _plain_ending(ending)
    return _capital(match[0], _with_ending(name, ending))


def _plain_ending(ending: str) -> str:
    """Name the case whatever the vowel and consonant harmony."""
    possessive = ending.lstrip("с")[:1] in {"ы", "і"} and ending not in {"ы", "і"}
    for case, endings in {
        "from": ("нан", "нен", "дан", "ден", "тан", "тен"),
        "to": ("на", "не", "ға", "ге", "қа", "ке"),
        "in": ("нда", "нде", "да", "де", "та", "те"),
        "of": ("ның", "нің", "дың", "дің", "тың", "тің"),
        "object": ("ды", "ді", "ты", "ті", "ны", "ні"),
        "own": ("сы", "сі", "ы", "і"),
    }.items():
        if ending.endswith(endings) and case != "own":
            return ("own " if possessive else "") + case
        if case == "own" and ending in endings:
            return "own"
    return ending


def _with_ending(name: str, case: str) -> str:
    if not case:
        return name
    soft = next(char for char in reversed(name) if char in "аәеоөүұыіи") in "әеөүіи"
    last = name[-1]
    vowel = "е" if soft else "а"
    high = "і" if soft else "ы"
    if case.startswith("own"):
        stem = name[:-1] + "г" if name.endswith("к") else name
        own = stem + (("с" if last in _VOWEL else "") + high)
        return (
            own
            + {
                "own": "",
                "own from": f"н{vowel}н",
                "own to": f"н{vowel}",
                "own in": f"нд{vowel}",
                "own of": f"н{high}ң",
                "own object": "н",
            }[case]
        )
    first = "т" if last in _VOICELESS else "н" if last in _NASAL and case in {"from", "of"} else "д"
    if case == "of" and last in _VOWEL:
        first = "н"
    if case == "object" and last in _VOWEL:
        first = "н"
    guttural = ("к" if soft else "қ") if last in _VOICELESS else ("г" if soft else "ғ")
    return name + {
        "from": f"{first}{vowel}н",
        "to": guttural + vowel,
        "in": ("т" if last in _VOICELESS else "д") + vowel,
        "of": f"{first}{high}ң",
        "object": f"{first}{high}",
    }.get(case, case)


def _russian(match: re.Match[str], by: int) -> str:
    number = _RUSSIAN.index(match[1].lower()) + 1
    ending = match[2].lower()
    case = "gen" if ending in {"я", "а"} else "prep" if ending == "е" else "nom"
    new = number + by
    stem = _RUSSIAN[new - 1]
    endings = (
        {"gen": "а", "prep": "е", "nom": ""}
        if new in _HARD_R
        else {"gen": "я", "prep": "е", "nom": "й" if new == 5 else "ь"}
    )
    return _capital(match[0], stem + endings[case])


def _english(match: re.Match[str], by: int) -> str:
    if match[1]:
        return _ENGLISH[_number(_ENGLISH, match[1]) - 1 + by]
    return _SHORT[_number(_SHORT, match[2]) - 1 + by]


def _numeric(match: re.Match[str], by: int) -> str:
    if match[5]:
        return f"{match[5]}-{int(match[6]) + by:02}-{match[7]}"
    return f"{match[1]}{match[2]}{int(match[3]) + by:02}{match[4]}"


def _capital(before: str, after: str) -> str:
    return after.capitalize() if before[:1].isupper() else after


def _days(item: Item) -> Item | None:
    """Make every printed day and label one day earlier, the day of publication too (days 3–28 only)."""
    whole = f"{item['title']}\n{item['text']}"
    months = "|".join((*_KAZAKH, *_RUSSIAN[:4], *_RUSSIAN[5:], "мая", *_ENGLISH))
    nth = "(?:-?(?:го|шы|ші|ыншы|інші))?"
    pattern = re.compile(rf"(?<![\d.,:№])(\d{{1,2}})(?={nth}[\s-]+(?:{months})|\.\d{{2}}\.\d{{4}})", re.IGNORECASE)
    if _NO_MONTHS.search(whole) or re.search(
        r"\d\s?[–-]\s?\d{1,2}\s+[а-яәғқңөұүһі]{3}|[а-яәғқңөұүһі]{3,}\s+\d{1,2}-і|с \d{1,2}(?:-го)? по|"
        r"\d және|\d и \d|жексенбі|пятниц|соң|конц|end of|\d{4}-\d\d|[a-z] \d{1,2}\b|\d{1,2}-[A-Z]|сағ\.|"
        r"весь|\d/\d",
        whole,
    ):
        return None
    if not all(3 <= int(number) <= 31 for number in pattern.findall(whole)):
        return None
    gold = item["gold"]
    moments = [name for name in ("deadline", "opens") if gold.get(name)]
    if any(int(gold[name][8:10]) < 3 for name in moments) or any(
        int(text[8:10]) < 3 for text in gold.get("deadline_alt", [])
    ):
        return None
    for name in moments:
        gold[name] = gold[name][:8] + f"{int(gold[name][8:10]) - 1:02}" + gold[name][10:]
    gold["deadline_alt"] = [text[:8] + f"{int(text[8:10]) - 1:02}" + text[10:] for text in gold.get("deadline_alt", [])]
    for name in ("title", "text"):
        item[name] = pattern.sub(lambda match: f"{int(match[1]) - 1:0{len(match[1])}}", item[name])
    for name in ("published", "assume_today"):
        if item.get(name) and int(item[name][8:10]) > 2:
            item[name] = item[name][:8] + f"{int(item[name][8:10]) - 1:02}"
    return item


def sums_times(item: Item, times: int) -> Item | None:
    """Multiply every sum printed in figures that is labelled; «мың», «млн» stay."""
    gold = item["gold"]
    labelled = {gold[name] for name in ("amount_max", "amount_total") if gold.get(name)}
    if not labelled:
        return None
    number = re.compile(
        r"(?<![\d.,:№/-])(\d{1,3}(?:[ \u00a0\u202f,]\d{3})+|\d+)([.,]\d{1,2})?(?=\s*(?:мың|млн|миллион|"
        r"тыс|тенге|теңге|тг|₸|KZT|доллар|евро|USD|EUR|АҚШ|иен|million|[–-]\s*[$€]))|"
        r"(?<=[$€])(\d{1,3}(?:,\d{3})*)|(?<=EUR )(\d{1,3}(?:,\d{3})*)|(?<=KZT )(\d{1,3}(?:,\d{3})*)"
    )

    def grown(match: re.Match[str]) -> str:
        whole = match[1] or match[3] or match[4] or match[5]
        separator = next((char for char in whole if not char.isdigit()), "")
        value = int(re.sub(r"\D", "", whole)) * times
        fraction = match[2] or ""
        if fraction:
            scaled = int(fraction[1:]) * times
            value += scaled // 10 ** (len(fraction) - 1)
            fraction = f"{fraction[0]}{scaled % 10 ** (len(fraction) - 1):0{len(fraction) - 1}}"
        return (f"{value:,}".replace(",", separator) if separator else str(value)) + fraction

    if re.search(
        r"CAD |, тенге:|teŋge|(?:бір|екі|үш) миллион|бір жарым|полтора|полутор|\([а-яәғқңөұүһі ]*миллион|"
        r"половин|жарты|бес жүз|по миллиону|одному миллиону|[а-я]\s+по\s+\d+\s+тысяч\.",
        f"{item['title']} {item['text']}",
    ) or re.search(r"млн\s+\d|\d млн \d|миллион \d", item["text"]):
        return None
    for name in ("title", "text"):
        item[name] = number.sub(grown, item[name])
    for name in ("amount_max", "amount_total"):
        if gold.get(name):
            gold[name] *= times
        if gold.get(f"{name}_alt"):
            gold[f"{name}_alt"] = [value * times for value in gold[f"{name}_alt"]]
    return item


# Oblasts whose Russian name is an adjective; each takes the place of the one before it.
_RING = (
    ("Костанайск", "Қостанай", "Kostanay"), ("Карагандинск", "Қарағанды", "Karaganda"),
    ("Акмолинск", "Ақмола", "Akmola"), ("Атырауск", "Атырау", "Atyrau"),
    ("Мангистауск", "Маңғыстау", "Mangystau"), ("Жамбылск", "Жамбыл", "Zhambyl"),
    ("Кызылординск", "Қызылорда", "Kyzylorda"), ("Павлодарск", "Павлодар", "Pavlodar"),
    ("Туркестанск", "Түркістан", "Turkistan"), ("Актюбинск", "Ақтөбе", "Aktobe"),
)  # fmt: skip


def _places(item: Item) -> Item | None:
    """Put another oblast in place of the only one named, where every mention names it as an oblast."""
    gold = item["gold"]
    if len(gold["regions"]) != 1 or not gold["regions"][0].endswith("ская область") or gold.get("regions_alt"):
        return None
    number = next((index for index, names in enumerate(_RING) if gold["regions"][0].startswith(names[0])), None)
    if number is None:
        return None
    old, new = _RING[number], _RING[(number + 1) % len(_RING)]
    whole = f"{item['title']}\n{item['text']}"
    typed = re.compile(rf"{old[0]}(?=\w* (?:обл|и |, ))|{old[1]}(?= облы)|{old[2]}(?= (?:region|oblast))")
    if len(typed.findall(whole)) != len(re.findall(rf"{old[0][:5]}|{old[1][:5]}|{old[2][:5]}", whole)):
        return None
    if re.search(r"ауданы|район|oblysy", whole):
        return None
    forms = dict(zip(old, new, strict=True))
    for name in ("title", "text"):
        item[name] = typed.sub(lambda match: forms[match[0]], item[name])
    gold["regions"] = [new[0] + "ая область"]
    return item


def _reordered(item: Item) -> Item | None:
    """Turn the order of paragraphs round; the lead of a news item or list stays a paragraph."""
    paragraphs = item["text"].split("\n\n")
    if len(paragraphs) < 2:
        return None
    item["text"] = "\n\n".join(reversed(paragraphs))
    return item


def _sentences(item: Item) -> Item | None:
    """Turn the order of sentences round inside every paragraph that is prose."""
    paragraphs = []
    for paragraph in item["text"].split("\n"):
        parts = re.split(r"(?<=[а-яa-zәғқңөұүһі»)]{2}[.!])\s+(?=[А-ЯA-ZӘҒҚҢӨҰҮҺІ«–—])", paragraph)
        paragraphs.append(" ".join(reversed(parts)))
    item["text"] = "\n".join(paragraphs)
    return item
