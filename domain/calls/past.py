"""Past calls from a table that somebody kept: what a row says, or what is wrong with it.

A cell is taken only when it can be meant in one way; the rest is told with its column, never mended in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from hashlib import sha256
from urllib.parse import urlsplit

from domain.calls.model import Call, CallEvent, CallKind, Candidate, LocalMoment, Post
from domain.calls.reading.dates import find_dates, real_day
from domain.calls.reading.text import fold as fold_text
from domain.calls.recognition import BACKLOG
from domain.territory import REPUBLIC, TerritoryTree
from domain.words import fold

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "name", "атауы", "атау", "тақырып", "название", "наименование", "заголовок"),
    "organiser": ("organiser", "organizer", "ұйымдастырушы", "организатор"),
    "kind": ("kind", "type", "түрі", "түр", "вид", "тип"),
    "opens": (
        "opens", "opened", "start", "ашылған күні", "басталған күні", "өтінім қабылдау басталатын күн",
        "өтінім қабылдау басталған күн", "открыт", "дата открытия", "начало", "дата начала", "дата начала приёма",
        "начало приёма заявок",
    ),
    "deadline": (
        "deadline", "соңғы мерзім", "соңғы күні", "мерзімі", "өтінім қабылдаудың соңғы күні", "срок", "дедлайн",
        "последний день", "последний день подачи", "окончание", "дата окончания", "срок подачи",
    ),
    "amount": ("amount", "сома", "сомасы", "сумма"),
    "currency": ("currency", "валюта", "валютасы"),
    "territory": ("territory", "region", "аумақ", "аумағы", "өңір", "өңірі", "территория", "регион"),
    "url": ("url", "link", "сілтеме", "дереккөз", "ссылка", "источник", "адрес"),
    "language": ("language", "lang", "тіл", "тілі", "язык"),
}  # fmt: skip
"""The columns and the headings by which they are known, in any case and with or without Kazakh letters."""
REQUIRED = ("title", "organiser", "kind")

_KINDS: Mapping[CallKind, tuple[str, ...]] = {
    CallKind.GRANT: ("грант", "шағын грант", "малый грант"),
    CallKind.SSO: (
        "мемлекеттік әлеуметтік тапсырыс", "мәт", "государственный социальный заказ", "социальный заказ", "соцзаказ",
        "госсоцзаказ", "гсз",
    ),
    CallKind.PARTNERSHIP: ("стратегиялық әріптестік", "стратегическое партнёрство"),
    CallKind.AWARD: ("сыйлықақы", "үеұ-ларға арналған сыйлықақы", "премия", "премия для нпо"),
    CallKind.CSR: ("бизнестің қолдауы", "бизнес қолдауы", "поддержка от бизнеса", "поддержка бизнеса"),
    CallKind.PARTICIPATORY_BUDGET: ("халық қатысатын бюджет", "бюджет народного участия", "народный бюджет"),
    CallKind.CONTEST: ("конкурс", "байқау"),
    CallKind.TRAINING: ("оқыту", "обучение", "семинар", "тренинг"),
    CallKind.EVENT: ("іс-шара", "мероприятие"),
    CallKind.VOLUNTEERING: ("волонтерлік", "волонтёрство"),
}  # fmt: skip
_KIND_NAMES = {fold(name): kind for kind, names in _KINDS.items() for name in (kind.value.replace("_", " "), *names)}
_CURRENCIES = {
    "тенге": "KZT", "теңге": "KZT", "тг": "KZT", "₸": "KZT", "тнг": "KZT", "руб": "RUB", "рубль": "RUB", "₽": "RUB",
    "$": "USD", "доллар": "USD", "евро": "EUR", "еуро": "EUR", "€": "EUR",
}  # fmt: skip
_LANGUAGES = {
    **dict.fromkeys(("kk", "kz", "қазақша", "қазақ", "қаз", "казахский", "каз"), "kk"),
    **dict.fromkeys(("ru", "русский", "рус", "орысша", "орыс"), "ru"),
    **dict.fromkeys(("en", "english", "ағылшынша", "английский", "англ"), "en"),
}
_EVERYWHERE = frozenset(map(fold, ("Қазақстан", "Казахстан", "Қазақстан Республикасы", "Республика Казахстан", "РК",
                                   "ҚР", "Kazakhstan", REPUBLIC)))  # fmt: skip

MOST_TITLE = 500
MOST_URL = 2000
MOST_AMOUNT = 10**13
"""Ten trillion: more than any body here gives; a longer number is a mistake of typing."""
EARLIEST = date(2000, 1, 1)

_EMPTY = frozenset(("", "-", "–", "—", "n/a", "нет", "жоқ"))
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:\s*(?:г|ж)\.?)?(?:[ ,]+\d{1,2}:\d{2}(?::\d{2})?)?"
)
_AMOUNT = re.compile(r"(\d[\d ]*)(?:[.,]\d{1,2})?")
_WORDS_OF_MONEY = re.compile(r"(?:теңге|тенге|тнг|тг\.?|kzt|₸)$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")
# «Ж?лдыз», «?лтты?»: a Kazakh letter that the charset of the file could not hold.
_LOST = re.compile(r"\ufffd|[^\W\d_]\?[^\W\d_]|(?:^|\s)\?[^\W\d_]{2}")
_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PastCall:
    """A row that can be kept. `url` may be empty, `opens` or `deadline` None, not both."""

    title: str
    organiser: str
    kind: CallKind
    opens: date | None
    deadline: date | None
    amount: int | None
    currency: str | None
    territories: tuple[str, ...]
    url: str
    language: str

    @property
    def post(self) -> Post:
        """Return the row as a post; the same facts always have the same name, so that nothing is kept twice."""
        facts = (
            fold(self.title), fold(self.organiser), self.kind.value, str(self.opens), str(self.deadline),
            str(self.amount), "|".join(self.territories),
        )  # fmt: skip
        name = sha256("\x1f".join(facts).encode()).hexdigest()
        # The facts stand in the words too: rows of two years under one title say different things.
        return Post(name, self.url, self.title, f"{self.organiser}\n{self.opens or ''} – {self.deadline or ''}")

    def candidate(self) -> Candidate:
        """Return the row as what was read: certain in all that it says."""
        known = {
            "opens": self.opens,
            "deadline": self.deadline,
            "amount_max": self.amount,
            "regions": self.territories,
            "organiser": self.organiser,
        }
        deadline = LocalMoment(self.deadline) if self.deadline else None
        return Candidate(
            is_call=True,
            kind=self.kind,
            event=CallEvent.OPENED,
            opens=LocalMoment(self.opens) if self.opens else None,
            deadline=deadline,
            deadlines=(deadline,) if deadline else (),
            amount_max=self.amount,
            currency=self.currency,
            regions=self.territories,
            organiser=self.organiser,
            lang=self.language,
            confidence=dict.fromkeys(("is_call", "kind", "event", "lang"), 1.0)
            | {name: 1.0 for name, value in known.items() if value},
        )


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a cell: a code and its facts (see `bot.import_command` for the words)."""

    column: str
    code: str
    cell: str = ""


class Places:
    """Territories by whatever a table may call them.

    Args:
        tree: all units.
    """

    def __init__(self, tree: TerritoryTree) -> None:
        self._known: dict[str, set[str]] = {}
        for unit in tree.units:
            names = (unit.id, unit.kato or "", unit.name_kk, unit.name_ru, unit.name_en, unit.short_kk, unit.short_ru)
            for name in (*names, *unit.keys):
                if name:
                    self._known.setdefault(fold(name), set()).add(unit.id)
        self._official = {
            fold(name): {one.id for one in tree.units if name in (one.name_kk, one.name_ru)}
            for unit in tree.units
            for name in (unit.name_kk, unit.name_ru)
        }

    def find(self, name: str) -> set[str]:
        """Return the ids of the units that the name may mean: one, several, or none."""
        key = fold(name)
        if key in _EVERYWHERE:
            return {REPUBLIC}
        found = self._known.get(key, set())
        # «Абай ауданы» is one of three districts, but «Абай облысы» in full is nobody else.
        return self._official.get(key, found) if len(found) > 1 else found


def columns(heading: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """Return where each known column stands, and what is wrong with the heading (names of missing or double columns).

    Args:
        heading: the cells of the first line.
    """
    known = {fold(name): column for column, names in COLUMNS.items() for name in names}
    found: dict[str, int] = {}
    wrong: list[str] = []
    for place, cell in enumerate(heading):
        column = known.get(fold(cell))
        if column is None:
            continue
        if column in found:
            wrong.append(f"{column}: twice")
        found.setdefault(column, place)
    wrong += [f"{column}: missing" for column in REQUIRED if column not in found]
    if "opens" not in found and "deadline" not in found:
        wrong.append("opens, deadline: missing, one of them is needed")
    return found, wrong


def read_row(cells: Mapping[str, str], places: Places, today: date) -> PastCall | list[Wrong]:
    """Return what a row says, or everything that is wrong with it.

    Args:
        cells: the cells by column; columns that the table lacks may be missing.
        places: the names of territories.
        today: the local day: a past call is over by then.
    """
    wrong: list[Wrong] = []
    clean = {}
    for column in COLUMNS:
        cell = " ".join(str(cells.get(column) or "").split())
        if cell.casefold() in _EMPTY:
            cell = ""
        elif cell[0] in "=@" or (cell[0] in "+-" and cell[1:2].strip()):
            wrong.append(Wrong(column, "formula", cell))
        elif _LOST.search(cell) and column not in ("url", "amount"):
            wrong.append(Wrong(column, "letters_lost", cell))
        clean[column] = cell
    spoiled = {one.column for one in wrong}

    def value(column: str, read: object, code: str) -> object:
        if clean[column] and read is None:
            wrong.append(Wrong(column, code, clean[column]))
        return read

    for column in ("title", "organiser"):
        if not clean[column]:
            wrong.append(Wrong(column, "empty"))
        elif len(clean[column]) > MOST_TITLE:
            wrong.append(Wrong(column, "too_long", clean[column]))
        elif len(_LETTERS.findall(clean[column])) < 3:
            wrong.append(Wrong(column, "no_words", clean[column]))
    kind = _KIND_NAMES.get(fold(clean["kind"]))
    if kind is None:
        wrong.append(Wrong("kind", "unknown_kind" if clean["kind"] else "empty", clean["kind"]))
    opens, deadline = read_day(clean["opens"]), read_day(clean["deadline"])
    value("opens", opens, "not_a_date")
    value("deadline", deadline, "not_a_date")
    if not clean["opens"] and not clean["deadline"]:
        wrong.append(Wrong("deadline", "no_date"))
    wrong += _wrong_days(opens, deadline, clean, today)
    amount = _amount(clean["amount"])
    value("amount", amount, "not_an_amount")
    if amount is not None and not 0 < amount <= MOST_AMOUNT:
        wrong.append(Wrong("amount", "no_such_amount", clean["amount"]))
    currency = _currency(clean["currency"])
    value("currency", currency, "not_a_currency")
    territories, misplaced = _territories(clean["territory"], places)
    wrong += misplaced
    value("url", clean["url"] if _is_web(clean["url"]) else None, "not_an_address")
    language = _LANGUAGES.get(clean["language"].casefold())
    value("language", language, "not_a_language")
    if wrong:
        # Of a cell that is no text at all nothing else needs to be told.
        return [one for number, one in enumerate(wrong) if number < len(spoiled) or one.column not in spoiled]
    assert kind is not None
    return PastCall(
        title=clean["title"],
        organiser=clean["organiser"],
        kind=kind,
        opens=opens,
        deadline=deadline,
        amount=amount,
        currency=(currency or "KZT") if amount is not None else None,
        territories=territories,
        url=clean["url"],
        language=language or ("kk" if _KAZAKH.search(clean["title"]) else "ru"),
    )


def _wrong_days(opens: date | None, deadline: date | None, clean: Mapping[str, str], today: date) -> list[Wrong]:
    wrong = [
        Wrong(column, "no_such_time", clean[column])
        for column, day in (("opens", opens), ("deadline", deadline))
        if day is not None and not EARLIEST <= day <= today + timedelta(days=3660)
    ]
    if wrong:
        return wrong
    if opens is not None and deadline is not None and deadline < opens:
        return [Wrong("deadline", "before_opening", clean["deadline"])]
    if deadline is not None and deadline >= today:
        return [Wrong("deadline", "still_open", clean["deadline"])]
    if deadline is None and opens is not None and opens + BACKLOG >= today:
        return [Wrong("opens", "may_be_open", clean["opens"])]
    return []


def read_day(cell: str) -> date | None:
    """Return the day that a cell says, or None.

    2025-01-12, 12.01.2025, 12/01/2025, 12.01.25, «12 января 2025 г.», «2025 жылғы 12 қаңтар»: the day comes before the
    month. Nothing else may stand in the cell but a time of day.
    """
    try:
        if found := _ISO.fullmatch(cell):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(cell):
            year = int(found[3])
            return date(year if year > 99 else 2000 + year, int(found[2]), int(found[1]))
    except ValueError:
        return None
    text = fold_text(cell)[:60]
    mentions = find_dates(text, EARLIEST)
    if len(mentions) != 1 or mentions[0].first is not None or mentions[0].last.year is None:
        return None
    rest = f"{text[: mentions[0].start]} {text[mentions[0].end :]}"
    return real_day(mentions[0].last) if not re.sub(r"\b(?:г|года|ж|жылгы|жыл|кун|куни)\b|\W", "", rest) else None


def _amount(cell: str) -> int | None:
    bare = _WORDS_OF_MONEY.sub("", cell.replace("\u00a0", " ").replace("\u202f", " ")).strip()
    found = _AMOUNT.fullmatch(bare)
    digits = found[1].replace(" ", "") if found else ""
    return int(digits) if digits and len(digits) <= 30 else None


def _currency(cell: str) -> str | None:
    if re.fullmatch("[A-Za-z]{3}", cell):
        return cell.upper()
    return _CURRENCIES.get(cell.casefold().rstrip("."))


def _territories(cell: str, places: Places) -> tuple[tuple[str, ...], list[Wrong]]:
    if not cell:
        return (REPUBLIC,), []
    found: list[str] = []
    wrong: list[Wrong] = []
    for name in filter(None, map(str.strip, cell.split("|"))):
        units = places.find(name)
        if len(units) == 1:
            found += units
        else:
            wrong.append(Wrong("territory", "several_places" if units else "no_such_place", name))
    return tuple(dict.fromkeys(found)) or (REPUBLIC,), wrong


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and len(url) <= MOST_URL and " " not in url


def as_history(call: Call, now: datetime, zone: tzinfo) -> Call | None:
    """Return a call that was not watched while it was new, as it is kept; None when nobody knows when it was.

    It counts as seen on the day of its publication, so that it takes the place in lists that it would have had; one
    without a deadline is over when others without one leave the lists.
    """
    moment = call.published_at
    if moment is None and call.opens is not None:
        moment = datetime.combine(call.opens.day, time(0), zone)
        call = replace(call, published_at=moment)
    seen = moment or call.closes_at
    if seen is None:
        return None
    over = seen + BACKLOG
    closes = call.closes_at or (over if over <= now else None)
    return replace(call, first_seen_at=min(seen, now), closes_at=closes)
