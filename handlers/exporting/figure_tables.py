"""Tables of figures: of each office, seat, territory, topic and month, and the summary in front of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.calls.timeliness import Grouping, Spread
from domain.exports import Level
from domain.offices import Topic
from domain.requests.terms import Terms
from domain.statistics.tables import By
from domain.territory import TerritoryTree
from handlers.exporting.asked import Asked
from handlers.exporting.cells import Cell, Column, Kind, Row, Table, Value
from handlers.exporting.figure_columns import figure_columns, yes_or_no
from handlers.figures import Counted
from handlers.texts import Translator
from handlers.timeliness_tables import TimelinessTable
from handlers.views.figures import calendar_notes, key_name

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Known:
    """What names are looked up in.

    Args:
        terms: the rules, the calendar and the zone.
        tree: all territories.
        topics: by id.
        tr: the language of the file.
    """

    terms: Terms
    tree: TerritoryTree
    topics: Mapping[str, Topic]
    tr: Translator


def level_name(level: Level, tr: Translator) -> str:
    """Return whom a file is for."""
    return {
        Level.PUBLIC: tr("for everybody"),
        Level.COUNCIL: tr("for the public council"),
        Level.INTERNAL: tr("internal"),
    }[level]


def group_title(by: By, tr: Translator) -> str:
    """Return what a table of figures is called; at most 28 characters, without what Excel refuses."""
    return {
        By.OFFICE: tr("Offices"),
        By.SEAT: tr("Seats"),
        By.TERRITORY: tr("Territories"),
        By.TOPIC: tr("Topics"),
        By.MONTH: tr("Months"),
        By.QUARTER: tr("Quarters"),
        By.YEAR: tr("Years"),
    }[by]


_NAMES: Mapping[By, str] = {
    By.OFFICE: "offices",
    By.SEAT: "seats",
    By.TERRITORY: "territories",
    By.TOPIC: "topics",
    By.MONTH: "months",
    By.QUARTER: "quarters",
    By.YEAR: "years",
}


def figures_name(by: By) -> str:
    """Return the stable name of a table of figures."""
    return _NAMES[by]


def figures_table(by: By, tr: Translator, *, public: bool) -> Table:
    """Return the columns of a table of figures."""
    hidden = (Column("hidden", tr("Hidden"), Kind.FLAG, yes_or_no(tr)),) if public else ()
    return Table(
        figures_name(by),
        group_title(by, tr),
        (
            Column("key", tr("Code"), Kind.TEXT),
            Column("name", tr("Name"), Kind.TEXT),
            *hidden,
            *(one.column for one in figure_columns(tr)),
        ),
    )


def figure_rows(found: Counted, known: Known) -> Iterator[Row]:
    """Yield a row for each group; a hidden one has its name only."""
    columns = figure_columns(known.tr)
    public = found.table.public
    for row in found.table.rows:
        name = key_name(row.key, found, known.tree, known.topics, known.terms.zone, known.tr)
        figures = row.figures
        hidden: tuple[Value, ...] = ((True if figures is None else None),) if public else ()
        key = "" if row.key is None else str(row.key)
        yield (key or None, name, *hidden, *((None if figures is None else one.read(figures)) for one in columns))


def summary_table(tr: Translator) -> Table:
    """Return the columns of the summary: what a figure is called, and its value."""
    return Table(
        "summary",
        tr("Summary"),
        (
            Column("what", tr("What"), Kind.TEXT, wide=True),
            Column("value", tr("Value"), Kind.ANY, yes_or_no(tr)),
        ),
    )


def summary_rows(asked: Asked, found: Counted, known: Known) -> list[Row]:
    """Return what the file holds, what it rests on, and the figures of all requests."""
    tr, table = known.tr, found.table
    unit = known.tree.get(table.territory_id)
    rows: list[Row] = [
        (tr("Territory"), _text(unit.name(tr.language) if unit else table.territory_id)),
    ]
    if asked.offices is not None:
        named = [key_name(one, found, known.tree, known.topics, known.terms.zone, tr) for one in sorted(asked.offices)]
        rows.append((tr("Office"), _text("; ".join(named))))
    rows += [
        (tr("Filed from"), Cell(Kind.DATE, table.period.first)),
        (tr("Filed until"), Cell(Kind.DATE, table.period.last)),
        (tr("As of"), Cell(Kind.MOMENT, table.as_of.astimezone(known.terms.zone))),
        (tr("For whom the file is"), _text(level_name(asked.level, tr))),
        (tr("Log: entry"), Cell(Kind.NUMBER, found.head.number)),
        (tr("Log: hash"), _text(found.head.hash)),
        *((tr("Calendar"), _text(note)) for note in calendar_notes(found, known.terms, tr)),
    ]
    if table.total is None:
        rows.append((tr("All requests"), _text(tr("hidden"))))
        return rows
    total = table.total
    rows += [(one.column.title, Cell(one.column.kind, one.read(total))) for one in figure_columns(tr)]
    return rows


def calls_table(tr: Translator) -> Table:
    """Return the columns of the times of calls."""

    def spread(key: str, title: str, *, least: bool = False) -> tuple[Column, ...]:
        rest = (
            Column(f"{key}_p10_days", tr("{figure}: nine in ten at least, days", figure=title), Kind.DAYS)
            if least
            else Column(f"{key}_p90_days", tr("{figure}: nine in ten within, days", figure=title), Kind.DAYS)
        )
        return (
            Column(f"{key}_n", tr("{figure}: of how many", figure=title), Kind.NUMBER),
            Column(f"{key}_median_days", tr("{figure}: median, days", figure=title), Kind.DAYS),
            rest,
        )

    return Table(
        "timeliness",
        tr("Times of calls"),
        (
            Column("by", tr("Kind of source"), Kind.CODE, {"source": tr("source"), "organiser": tr("organiser")}),
            Column("key", tr("Code"), Kind.TEXT),
            Column("name", tr("Name"), Kind.TEXT),
            Column("calls", tr("Calls"), Kind.NUMBER),
            Column("sent", tr("Calls sent to somebody"), Kind.NUMBER),
            Column("over", tr("Closed before they were found"), Kind.NUMBER, alarm=True),
            Column("short", tr("With three days or less"), Kind.NUMBER),
            *spread("detection", tr("Found after publication")),
            *spread("delivery", tr("Sent after being found")),
            *spread("offered", tr("Notice offered by the organiser"), least=True),
            *spread("given", tr("Notice that people had"), least=True),
        ),
    )


def calls_rows(tables: Mapping[Grouping, TimelinessTable], tr: Translator) -> Iterator[Row]:
    """Yield a row for each source and each organiser."""
    for table in tables.values():
        for row in table.rows:
            one = row.figures
            yield (
                table.by.name.lower(),
                row.key,
                row.name_kk if tr.language == "kk" else row.name_ru,
                one.calls,
                one.sent,
                one.over,
                one.short,
                *_spread(one.detection, least=False),
                *_spread(one.delivery, least=False),
                *_spread(one.offered, least=True),
                *_spread(one.given, least=True),
            )


def _spread(found: Spread | None, *, least: bool) -> tuple[Value, Value, Value]:
    if found is None:
        return 0, None, None
    rest = found.tenth if least else found.ninetieth
    return found.n, found.median.total_seconds() / _DAY, rest.total_seconds() / _DAY


def _text(text: str) -> Cell:
    return Cell(Kind.TEXT, text)
