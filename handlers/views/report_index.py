"""The first page of a folder of reports, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from handlers.texts import Texts, Translator
from handlers.views.report_issue import Issue, World
from handlers.views.report_page import shell
from handlers.views.report_tables import plain, tag
from handlers.views.report_words import scope

DATA, COLUMNS = "open-data.csv", "columns.csv"


def index(issues: Sequence[Issue], world: World, texts: Texts) -> str:
    """Return the page that leads to every report and its data.

    Args:
        issues: the reports, in the order in which they are to stand.
        world: what names come from.
        texts: both languages.
    """
    return shell("Елші", "".join(_article(issues, world, tr) for tr in texts.all()), texts)


def _article(issues: Sequence[Issue], world: World, tr: Translator) -> str:
    headings = (tr("Territory"), tr("Period"), tr("Requests"), tr("Edition"), tr("Published"), tr("Files"))
    rows = [_row(issue, world, tr) for issue in issues]
    links = f'<a href="{DATA}">{escape(_all_data(tr))}</a> <a href="{COLUMNS}">{escape(_columns(tr))}</a>'
    inside = "".join(
        (
            tag("h1", tr("How akimats answer NGOs")),
            tag("p", scope(tr), "note"),
            plain(headings, rows),
            f'<p class="files">{links}</p>',
        )
    )
    language = tr.language.value
    return f'<article lang="{language}" class="{language}">{inside}</article>'


def _all_data(tr: Translator) -> str:
    return tr("All figures as one CSV")


def _columns(tr: Translator) -> str:
    return tr("What the columns mean")


def _row(issue: Issue, world: World, tr: Translator) -> tuple[str, ...]:
    taken = issue.taken
    period = taken.period
    when = tr.month(issue.month.first) if issue.month else f"{tr.date(period.first)} – {tr.date(period.last)}"
    total = tr("hidden") if taken.total is None else tr.number(taken.total.n)
    files = " ".join(f'<a href="{issue.name}.{ending}">{ending.upper()}</a>' for ending in ("html", "csv", "json"))
    return (
        escape(world.unit(taken.territory_id, tr)),
        escape(when),
        escape(total),
        str(issue.last.number),
        escape(tr.date(issue.published_on)) if issue.published_on else "–",
        files,
    )
