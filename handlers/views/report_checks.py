"""By what a report can be checked, and what was corrected in it, in one language, as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from domain.calendar import WorkingCalendar
from domain.reports.difference import Change, Told, Value
from domain.requests.terms import Terms
from domain.statistics.tables import By, Key
from handlers.texts import Translator
from handlers.views.figures import calendar_notes
from handlers.views.report_issue import EditionTold, Issue, World
from handlers.views.report_sections import decimal, moment, paragraphs, section
from handlers.views.report_tables import plain, safe

MOST_CHANGES = 40
"""Changed figures that a correction lists; all are in the data of both editions."""


def checking(issue: Issue, world: World, tr: Translator) -> str:
    """Return by what the figures can be checked: the log's head, the digest, the calendar."""
    taken = issue.taken
    terms = Terms(WorkingCalendar(), world.zone)  # only its zone is asked
    notes = calendar_notes(issue.counted(By.TERRITORY), terms, tr)
    return section(
        tr,
        "log",
        tr("How to check"),
        paragraphs(tr("The control code of the log, up to which entry it was read:")),
        f'<p class="code">{escape(str(taken.head))}</p>',
        paragraphs(tr("Ask the operator to run this command. It says whether the log was changed or shortened since:")),
        f'<p class="code">elshi verify --against {escape(str(taken.head))}</p>',
        paragraphs(tr("Control code of the numbers of this edition (SHA-256):")),
        f'<p class="code">{escape(issue.last.digest)}</p>',
        paragraphs(*notes),
    )


def corrections(issue: Issue, world: World, tr: Translator) -> str:
    """Return what was corrected, why and when; that nothing was."""
    if issue.month is None:
        return ""
    later = issue.editions[1:]
    if not later:
        return section(tr, "corrections", tr("Corrections"), paragraphs(tr("Nothing has been corrected.")))
    return section(
        tr, "corrections", tr("Corrections"), *(_correction(one, issue, world, tr) for one in reversed(later))
    )


def _correction(one: EditionTold, issue: Issue, world: World, tr: Translator) -> str:
    title = tr("Edition {number}, {moment}", number=one.number, moment=moment(one.made_at, world, tr))
    if one.reason:
        reason = paragraphs(tr("Reason:")) + f'<blockquote dir="auto">{safe(one.reason, 600)}</blockquote>'
    else:
        reason = paragraphs(tr("The words of the reason were erased together with the data of whoever wrote them."))
    named = {by: {row.key: row.name for row in issue.rows(by, world, tr)} for by in issue.taken.tables}
    rows = [
        (
            safe(_group(change, named, tr)),
            escape(figure_name(change.told, tr)),
            _value(change.before, tr),
            _value(change.after, tr),
        )
        for change in one.changes[:MOST_CHANGES]
    ]
    more = len(one.changes) - len(rows)
    headings = (tr("Group"), tr("Figure"), tr("Before"), tr("Now"))
    return "".join(
        (
            f"<h3>{escape(title)}</h3>",
            reason,
            paragraphs(tr("Both editions tell of the same moment; what came later is in neither.")),
            plain(headings, rows),
            paragraphs(tr.n("{n} more figure differs.", "{n} more figures differ.", more)) if more > 0 else "",
            paragraphs(tr("Control code of the numbers of the edition before:")),
            f'<p class="code">{escape(one.before)}</p>',
        )
    )


def _group(change: Change, named: Mapping[By, Mapping[Key, str]], tr: Translator) -> str:
    if change.by is None:
        return tr("All requests")
    return named[change.by].get(change.key) or str(change.key)


def _value(value: Value, tr: Translator) -> str:
    if value is None:
        return "–"
    return escape(tr.number(value)) if isinstance(value, int) else decimal(value, tr)


def figure_name(told: Told, tr: Translator) -> str:
    """Return what a compared figure is called; plain text."""
    return {
        Told.N: tr("Requests"),
        Told.ANSWERED: tr("Answered in substance"),
        Told.OPEN: tr("Open"),
        Told.CLOSED_UNANSWERED: tr("Closed unanswered"),
        Told.WITHDRAWN: tr("Withdrawn by the NGO"),
        Told.OVERDUE: tr("Without an answer after the reply date"),
        Told.TERM_OVER: tr("Reply term over"),
        Told.IN_TIME: tr("Answered in time"),
        Told.RESPONSE_MEDIAN: tr("First response, days: half"),
        Told.ANSWER_MEDIAN: tr("Answer in substance, days: half"),
        Told.SOLVED: tr("Rated: solved"),
        Told.PROMISES_KEPT: tr("Promises kept"),
        Told.OTHER: tr("other figures"),
    }[told]
