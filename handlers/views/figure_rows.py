"""The groups of a table of figures as people read them: by name, in an order that ranks nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from domain.offices import Topic
from domain.statistics.figures import Figures, Tally
from domain.statistics.tables import By, Key, Table
from domain.territory import REPUBLIC, TerritoryTree
from handlers.figures import Counted
from handlers.texts import Translator
from handlers.views.figures import key_name
from handlers.views.screen import one_line

_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACE = {letter: place for place, letter in enumerate(_ALPHABET, start=0x0430)}
_TIMES = frozenset({By.MONTH, By.QUARTER, By.YEAR})


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A group. `name` is plain text on one line; `figures` is None where the group is hidden in public."""

    key: Key
    name: str
    figures: Figures | None


def alphabetical(name: str) -> tuple[tuple[int, ...], str]:
    """Return what sorts names by the Kazakh alphabet, which has the Russian one in it."""
    return tuple(_PLACE.get(letter, ord(letter)) for letter in name.casefold()), name


def named_rows(
    found: Counted, tree: TerritoryTree, topics: Mapping[str, Topic], zone: tzinfo, tr: Translator
) -> tuple[NamedRow, ...]:
    """Return the groups of a table: months in their order, units in that of the tree, all others alphabetically.

    Two of one name are told apart by their numbers. Of territories only the ones directly below the table's own; what
    lies deeper is counted in them. Of a table by month each month of the period is there, up to the day of the figures.
    """
    table = found.table
    keys = {row.key: row.figures for row in table.rows}
    if table.by is By.TERRITORY:
        shown = {unit.id for unit in tree.children(table.territory_id)}
        keys = {key: figures for key, figures in keys.items() if key in shown}
    elif table.by is By.MONTH:
        keys = {month: keys.get(month, nothing(table)) for month in _months(table, zone)}
    names = {key: one_line(key_name(key, found, tree, topics, zone, tr) + _above(key, found, tree, tr)) for key in keys}
    often = Counter(names.values())
    rows = [
        NamedRow(key, names[key] if often[names[key]] == 1 else f"{names[key]} ({key})", figures)
        for key, figures in keys.items()
    ]
    if table.by is By.TERRITORY or table.by in _TIMES:
        return tuple(rows)
    return tuple(sorted(rows, key=lambda row: (row.key is None, alphabetical(names[row.key]), _number(row.key))))


def begun(rows: tuple[NamedRow, ...]) -> tuple[NamedRow, ...]:
    """Return the rows from the first that has a request, or is hidden; all of them when none has any."""
    first = next((place for place, row in enumerate(rows) if row.figures is None or row.figures.n), 0)
    return rows[first:]


def _number(key: Key) -> int:
    return key if isinstance(key, int) else 0


def _above(key: Key, found: Counted, tree: TerritoryTree, tr: Translator) -> str:
    """Return the oblast of an office in brackets where offices of the whole country are shown: many names recur."""
    office = found.offices.get(key) if found.table.by is By.OFFICE and isinstance(key, int) else None
    if office is None or found.table.territory_id != REPUBLIC or office.territory_id not in tree:
        return ""
    unit = tree[office.territory_id]
    return f" ({tree[unit.parent_id].name(tr.language)})" if unit.level > 1 and unit.parent_id is not None else ""


def nothing(table: Table) -> Figures:
    """Return the figures of a group that has no requests."""
    return Tally(table.period.last).figures()


def _months(table: Table, zone: tzinfo) -> Iterator[str]:
    """Yield the months of the period that have begun."""
    first, last = table.period.first, min(table.period.last, table.as_of.astimezone(zone).date())
    month = date(first.year, first.month, 1)
    while month <= last:
        yield f"{month:%Y-%m}"
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
