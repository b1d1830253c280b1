"""Figures as a plain table of 80 columns: numbered columns, and below it what each of them is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from textwrap import wrap

from domain.offices import Topic
from domain.requests.terms import Terms
from domain.statistics.figures import Figures
from domain.statistics.hiding import LEAST
from domain.statistics.measures import FEW, Quantile, Share
from domain.statistics.tables import By, Key
from domain.territory import TerritoryTree
from handlers.figures import Counted
from handlers.texts import Translator
from handlers.views.inviting import role_name

WIDTH = 80
HASH_SHOWN = 12
"""Digits of the log's hash that are shown; the whole one is in the JSON form and in `elshi verify`."""

_LEAST_NAME = 12
_DAY = 86400

Column = tuple[str, int, Callable[[Figures], str]]
"""What it is called, how wide it is, what it shows."""


def figures_text(found: Counted, terms: Terms, tree: TerritoryTree, topics: Mapping[str, Topic], tr: Translator) -> str:
    """Return the table with all that it rests on."""
    names = [(key_name(row.key, found, tree, topics, terms.zone, tr), row.figures) for row in found.table.rows]
    lines = _head(found, terms, tree, tr)
    for title, columns in _tables(tr):
        lines += ["", title, *_table([(tr("All requests"), found.table.total), *names], columns, tr)]
    return "\n".join([*lines, "", *_notes(found, tr)])


def _head(found: Counted, terms: Terms, tree: TerritoryTree, tr: Translator) -> list[str]:
    table = found.table
    unit = tree[table.territory_id].name(tr.language)
    lines = [
        tr("Requests of NGOs: {territory}", territory=unit),
        tr("Filed from {first} to {last}", first=tr.date(table.period.first), last=tr.date(table.period.last)),
        tr("As of {moment}", moment=_moment(table.as_of, terms.zone, tr)),
        tr("Log: entry {number}, hash {hash}…", number=found.head.number, hash=found.head.hash[:HASH_SHOWN]),
        *calendar_notes(found, terms, tr),
    ]
    return [part for line in lines for part in wrap(line, WIDTH)]


def calendar_notes(found: Counted, terms: Terms, tr: Translator) -> list[str]:
    """Return by which calendar terms were counted, and which years of it may still change."""
    awaited, unknown = doubtful_years(found, terms)
    told = [
        tr("Calendar: public holidays and the table of transferred days, entry {number}", number=found.calendar)
        if found.calendar
        else tr("Calendar: public holidays; the table of transferred days is empty")
    ]
    told += [tr("The transferred days of {year} are not known yet: dates may move", year=year) for year in awaited]
    told += [tr("Of {year} only weekends and fixed holidays are known: dates may move", year=year) for year in unknown]
    return told


def doubtful_years(found: Counted, terms: Terms) -> tuple[list[int], list[int]]:
    """Return the years of the period whose transferred days are not known yet, and those of which less is known."""
    period = found.table.period
    until = min(period.last, terms.day(found.table.as_of))
    years = {*range(period.first.year, until.year + 1)} - terms.calendar.known
    awaited = sorted(years & terms.calendar.awaited)
    return awaited, sorted(years - terms.calendar.awaited)


def key_name(
    key: Key, found: Counted, tree: TerritoryTree, topics: Mapping[str, Topic], zone: tzinfo, tr: Translator
) -> str:
    """Return what a group is called; plain text."""
    by = found.table.by
    if by is By.OFFICE:
        return _office(key, found, tree, tr)
    if by is By.SEAT:
        return _seat(key, found, tree, zone, tr)
    if by is By.TERRITORY:
        unit = tree.get(str(key))
        return unit.name(tr.language) if unit else str(key)
    if by is By.TOPIC:
        topic = topics.get(str(key))
        return topic.name(tr.language) if topic else str(key)
    if by is By.QUARTER:
        year, _, quarter = str(key).partition("-Q")
        return tr("{year}, quarter {number}", year=year, number=quarter)
    if by is By.MONTH:
        year, _, month = str(key).partition("-")
        return f"{month}.{year}"
    return str(key)


def _office(key: Key, found: Counted, tree: TerritoryTree, tr: Translator) -> str:
    office = found.offices.get(key) if isinstance(key, int) else None
    if office is None:
        return tr("no office received it")
    unit = tree.get(office.territory_id)
    name = f"{_line(office.name(tr.language))}, {unit.name(tr.language) if unit else office.territory_id}"
    return tr("{office} (closed)", office=name) if office.closed else name


def _seat(key: Key, found: Counted, tree: TerritoryTree, zone: tzinfo, tr: Translator) -> str:
    seat = found.seats.get(key) if isinstance(key, int) else None
    if seat is None:
        return tr("nobody sat there then")
    who = f"{role_name(seat.role, tr)} № {seat.id}"
    since = f"{seat.since.astimezone(zone):%d.%m.%Y}"
    term = f"{since}–{seat.until.astimezone(zone):%d.%m.%Y}" if seat.until else tr("since {day}", day=since)
    return f"{_office(seat.office_id, found, tree, tr)}: {who} ({term})"


def _line(text: str) -> str:
    """Return the text on one line, without what could move the rest of it: it was typed by somebody."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip() or "?"


def whose_rating(tr: Translator) -> str:
    """Return which answer's rating stands for a request: the same words in a chat, in a file and in a report."""
    return tr(
        "Each request counts once: by the rating of its answer in substance; when it has none, by that of its last"
        " answer. So “a formal reply” counts the requests without an answer in substance whose last answer the NGO"
        " called a formal reply."
    )


def _tables(tr: Translator) -> list[tuple[str, list[Column]]]:
    def number(read: Callable[[Figures], int]) -> Callable[[Figures], str]:
        return lambda one: str(read(one))

    many: list[Column] = [
        (tr("requests"), 5, number(lambda one: one.n)),
        (tr("answered in substance"), 5, number(lambda one: one.answered)),
        (tr("open"), 5, number(lambda one: one.open)),
        (tr("closed unanswered"), 5, number(lambda one: one.closed_unanswered)),
        (tr("withdrawn"), 5, number(lambda one: one.withdrawn)),
        (tr("redirected"), 5, number(lambda one: one.redirected)),
        (tr("term extended"), 5, number(lambda one: one.extended)),
        (tr("reopened"), 5, number(lambda one: one.reopened)),
        (tr("overdue without an answer, whether open, closed or redirected"), 5, number(lambda one: one.overdue)),
        (tr("of these open"), 5, number(lambda one: one.overdue_open)),
        (tr("age of the oldest overdue one, calendar days"), 6, lambda one: _age(one.oldest)),
    ]
    times: list[Column] = [
        (tr("first response: median, calendar days"), 8, lambda one: _quantile(one.response.median, tr)),
        (tr("first response: 90th percentile"), 8, lambda one: _quantile(one.response.ninetieth, tr)),
        (tr("substantive answer: median, calendar days"), 8, lambda one: _quantile(one.answer.median, tr)),
        (tr("substantive answer: 90th percentile"), 8, lambda one: _quantile(one.answer.ninetieth, tr)),
        (tr("requests"), 6, number(lambda one: one.n)),
    ]
    shares: list[Column] = [
        (tr("within term, percent (interval of 95 percent), of how many"), 19, lambda one: _share(one.in_time)),
        (tr("the same by the extended term"), 19, lambda one: _share(one.in_time_extended)),
        (tr("called solved by the NGO, of all requests"), 18, lambda one: _share(one.solved_share)),
    ]
    said: list[Column] = [
        (tr("answer rated: solved"), 4, number(lambda one: one.ratings.solved)),
        (tr("a promise"), 4, number(lambda one: one.ratings.promise)),
        (tr("last answer rated: a formal reply"), 4, number(lambda one: one.ratings.formal)),
        (tr("last answer rated: forwarded on"), 4, number(lambda one: one.ratings.forwarded)),
        (tr("last answer rated: no answer"), 4, number(lambda one: one.ratings.no_answer)),
        (tr("not rated"), 5, number(lambda one: one.ratings.unrated)),
        (tr("promises"), 5, number(lambda one: one.promises.n)),
        (tr("kept"), 4, number(lambda one: one.promises.kept)),
        (tr("kept in part"), 4, number(lambda one: one.promises.partly)),
        (tr("broken"), 4, number(lambda one: one.promises.broken)),
        (tr("not judged yet"), 4, number(lambda one: one.promises.unjudged)),
        (tr("of these overdue"), 4, number(lambda one: one.promises.overdue)),
    ]
    return [
        (tr("HOW MANY"), many),
        (tr("HOW LONG"), times),
        (tr("WHICH SHARE"), shares),
        (tr("WHAT NGOs SAY, AND PROMISES"), said),
    ]


def _table(named: Sequence[tuple[str, Figures | None]], columns: Sequence[Column], tr: Translator) -> list[str]:
    """Return the lines of a table: a name that is too long for its column stands on lines of its own."""
    cells = [[show(figures) for _, _, show in columns] if figures is not None else [] for _, figures in named]
    widths = [
        max(width, *(len(row[place]) + 1 for row in cells if row), 0) for place, (_, width, _) in enumerate(columns)
    ]
    room = max(WIDTH - sum(widths), _LEAST_NAME)
    lines = [" " * room + "".join(f"[{place}]".rjust(width) for place, width in enumerate(widths, 1))]
    for (name, _), row in zip(named, cells, strict=True):
        shown = "".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) if row else tr("hidden")
        *first, last = wrap(name, WIDTH) if len(name) < room else [*wrap(name, WIDTH), ""]
        lines += [*first, (last.ljust(room) + (shown if row else f" {shown}")).rstrip()]
    legend = ", ".join(f"[{place}]\u00a0{name}" for place, (name, _, _) in enumerate(columns, 1))
    return [*lines, *(f"  {line}" for line in wrap(legend, WIDTH - 2))]


def _age(seconds: float | None) -> str:
    return "–" if seconds is None else str(int(seconds // _DAY))


def _quantile(found: Quantile | None, tr: Translator) -> str:
    if found is None:
        return "*"
    days = tr.number(Decimal(f"{found.days:.1f}"))
    return f">{days}" if found.over else days


def _share(found: Share) -> str:
    if found.value is None or found.interval is None:
        return f"* {found.part}/{found.whole}"
    low, high = (round(100 * end) for end in found.interval)
    return f"{100 * found.value:.0f} ({low}–{high}) {found.whole}"


def _notes(found: Counted, tr: Translator) -> list[str]:
    notes = [
        tr("* fewer than {n}: too few to say", n=FEW),
        tr("> longer than that: by then fewer had an answer"),
    ]
    if found.table.public:
        notes.append(
            tr("Groups under {n} are hidden, and others with them, so that none is found by subtraction", n=LEAST)
        )
    if found.table.by in (By.OFFICE, By.SEAT):
        notes.append(tr("A request that two offices had counts in both; in “All requests” it counts once"))
    notes.append(whose_rating(tr))
    return [part for note in notes for part in wrap(note, WIDTH)]


def _moment(moment: datetime, zone: tzinfo, tr: Translator) -> str:
    local = moment.astimezone(zone)
    on: date = local.date()
    return f"{tr.date(on)}, {local:%H:%M}"
