"""The sections of a report in one language, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from html import escape

from domain.reports.model import OfficeIn
from domain.reports.snapshot import CallsLine
from domain.statistics.figures import Figures
from domain.statistics.tables import By
from handlers.texts import Translator
from handlers.views import charts
from handlers.views.figure_rows import NamedRow, alphabetical, begun
from handlers.views.report_issue import Issue, World
from handlers.views.report_tables import plain, promises, quantiles, safe, share, table, tag, usual
from handlers.views.report_words import definitions, meaning, method, scope
from handlers.views.screen import one_line

_HOUR = 3600
_MOST_NAMES = 20_000


def head(issue: Issue, world: World, tr: Translator) -> str:
    """Return the title, and of which state of things the report tells."""
    taken = issue.taken
    where = world.unit(taken.territory_id, tr)
    if issue.month is None:
        title = tr("Requests of NGOs: {territory}", territory=where)
    else:
        title = tr("Report for {month}", month=tr.month(issue.month.first))
    facts = [
        tr("Filed from {first} to {last}", first=tr.date(taken.period.first), last=tr.date(taken.period.last)),
        tr("As of {moment}", moment=moment(taken.as_of, world, tr)),
    ]
    if issue.month is not None:
        facts.append(_edition_line(issue, tr))
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="where">{escape(where)}</p>' if issue.month is not None else "",
        tag("p", tr("Requests of NGOs to akimats"), "kind") if issue.month is not None else "",
        "".join(f'<p class="fact">{escape(fact)}</p>' for fact in facts),
    ]
    if issue.month is not None and issue.published_on is None:
        parts.append(tag("p", tr("A draft: it is not published yet."), "draft"))
    if issue.last.number > 1:
        parts.append(tag("p", tr("The figures were corrected: see “Corrections” at the end."), "draft"))
    return f"<header>{''.join(parts)}</header>"


def _edition_line(issue: Issue, tr: Translator) -> str:
    number = issue.last.number
    if issue.published_on is None:
        return tr("Edition {number}", number=number)
    return tr("Edition {number}, published on {day}", number=number, day=tr.date(issue.published_on))


def moment(at: datetime, world: World, tr: Translator) -> str:
    """Return a moment as a local day and time."""
    return charts.moment_words(at, world.zone, tr)


def section(tr: Translator, name: str, title: str, *parts: str) -> str:
    """Return a section whose id is the name and the language; nothing when nothing is in it."""
    body = "".join(parts)
    return f'<section id="{name}-{tr.language.value}"><h2>{escape(title)}</h2>{body}</section>' if body else ""


def paragraphs(*sentences: str) -> str:
    """Return plain sentences as paragraphs."""
    return "".join(f"<p>{escape(one)}</p>" for one in sentences if one)


def summary(issue: Issue, tr: Translator) -> str:
    """Return what the report means, and the figures of all requests."""
    said = "".join(f"<li>{escape(one)}</li>" for one in meaning(issue, tr))
    parts = [
        section(
            tr,
            "meaning",
            tr("What this means"),
            f'<ol class="meaning">{said}</ol>',
            f'<p class="note">{escape(scope(tr))}</p>',
        )
    ]
    total = issue.taken.total
    if total is not None:
        parts.append(section(tr, "summary", tr("All requests"), _facts(total, tr)))
    return "".join(parts)


def _facts(one: Figures, tr: Translator) -> str:
    number = tr.number
    rows = (
        (tr("Requests"), number(one.n)),
        (tr("Answered in substance"), number(one.answered)),
        (tr("Open"), number(one.open)),
        (tr("Closed unanswered"), number(one.closed_unanswered)),
        (tr("Withdrawn by the NGO"), number(one.withdrawn)),
        (tr("Redirected"), number(one.redirected)),
        (tr("Term extended"), number(one.extended)),
        (tr("Reopened"), number(one.reopened)),
        (tr("Without an answer after the reply date"), number(one.overdue)),
        (tr("Of these open"), number(one.overdue_open)),
        (tr("Within the term"), share(one.in_time, tr)),
        (tr("By the extended term"), share(one.in_time_extended, tr)),
        (
            tr("First response, days: half (9 in 10)"),
            escape(quantiles(one.response.median, one.response.ninetieth, tr)),
        ),
        (
            tr("Answer in substance, days: half (9 in 10)"),
            escape(quantiles(one.answer.median, one.answer.ninetieth, tr)),
        ),
        (tr("Rated: solved"), share(one.solved_share, tr)),
        (tr("Rated: a promise"), number(one.ratings.promise)),
        (tr("Last answer rated: a formal reply"), number(one.ratings.formal)),
        (tr("Last answer rated: forwarded on"), number(one.ratings.forwarded)),
        (tr("Last answer rated: no answer"), number(one.ratings.no_answer)),
        (tr("Without a rating"), number(one.ratings.unrated)),
    )
    return '<dl class="facts">' + "".join(f"<div><dt>{escape(a)}</dt><dd>{b}</dd></div>" for a, b in rows) + "</dl>"


def offices(issue: Issue, world: World, tr: Translator) -> str:
    """Return the offices with what they say beside their figures."""
    rows = issue.rows(By.OFFICE, world, tr)
    if not rows:
        return section(
            tr,
            "offices",
            tr("Offices"),
            paragraphs(tr("No office stands in this report: they stand in the reports of their own territories.")),
        )
    shown = [row for row in rows if row.figures is not None]
    said = {row.key: _said(issue.offices[row.key], tr) for row in shown if row.key in issue.offices}
    parts = [
        paragraphs(tr("The order is that of territories and of the alphabet; it ranks nobody.")),
        table(tr("Office"), rows, usual(tr), tr, said),
        hidden_note(rows, tr),
        _shown_to(rows, issue, tr),
    ]
    if 1 < len(shown) <= charts.MOST:
        shown.sort(key=lambda row: alphabetical(row.name))
        parts.append(_figure(charts.shares(_subject(issue, By.OFFICE, shown, world, tr), tr)))
    return section(tr, "offices", tr("Offices"), *parts)


def unseen_comments(issue: Issue, world: World, tr: Translator) -> str:
    """Return what offices say whose figures are hidden: each was promised that its words are published."""
    said = ((row.name, _said(issue.offices[row.key], tr)) for row in issue.unseen(world, tr))
    parts = [f"<h3>{safe(name)}</h3><div>{words}</div>" for name, words in said if words]
    return section(tr, "comments", tr("Comments of offices whose figures are hidden"), *parts)


def _said(office: OfficeIn, tr: Translator) -> str:
    """Return an office's comment, without whose words they are."""
    if office.comment:
        lines = "<br>".join(escape(one_line(line)) for line in office.comment.splitlines() if line.strip())
        return tag("b", tr("Comment of the office")) + f'<blockquote dir="auto">{lines}</blockquote>'
    if office.erased:
        return escape(tr("The comment was erased together with the data of whoever wrote it."))
    return ""


def _shown_to(rows: Sequence[NamedRow], issue: Issue, tr: Translator) -> str:
    """Return which offices were not shown their figures before publication, or later than the others."""
    if issue.published_on is None:
        return ""
    known = [(row.name, issue.offices[row.key]) for row in rows if row.key in issue.offices]
    first = min((one.shown_on for _, one in known if one.shown_on is not None), default=None)
    never = [name for name, one in known if one.shown_on is None]
    late = [(name, one.shown_on) for name, one in known if one.shown_on is not None and one.shown_on != first]
    parts = []
    if never:
        before = tr("Nobody sat in these offices, so the figures could not be shown to them before publication:")
        parts.append(f'<p class="note">{escape(before)} {safe("; ".join(never), _MOST_NAMES)}</p>')
    if late:
        before = tr("To these offices the figures were shown later, when somebody came to sit there:")
        named = "; ".join(f"{name} ({tr.date(day)})" for name, day in late)
        parts.append(f'<p class="note">{escape(before)} {safe(named, _MOST_NAMES)}</p>')
    return "".join(parts)


def territories(issue: Issue, world: World, tr: Translator) -> str:
    """Return the units directly below; nothing for a territory that has none."""
    rows = issue.rows(By.TERRITORY, world, tr)
    if not rows:
        return ""
    note = paragraphs(tr("The order is that of the list of territories: it ranks nobody."))
    return section(
        tr, "territories", tr("Territories"), note, table(tr("Territory"), rows, usual(tr), tr), hidden_note(rows, tr)
    )


def topics(issue: Issue, world: World, tr: Translator) -> str:
    """Return the topics, with how long an answer takes as a chart."""
    rows = issue.rows(By.TOPIC, world, tr)
    parts = [table(tr("Topic"), rows, usual(tr), tr), hidden_note(rows, tr)] if rows else []
    shown = [row for row in rows if row.figures is not None]
    if 1 < len(shown) <= charts.MOST:
        parts.append(_figure(charts.times(_subject(issue, By.TOPIC, shown, world, tr), tr)))
    return section(tr, "topics", tr("Topics"), *parts)


def months(issue: Issue, world: World, tr: Translator) -> str:
    """Return the months of filing, from the first in which anything was filed."""
    every = issue.rows(By.MONTH, world, tr)
    rows = begun(every)
    if issue.taken.total is None or not rows:
        return ""
    subject = replace(_subject(issue, By.MONTH, rows, world, tr), late=len(rows) < len(every))
    parts = [
        _figure(charts.months(subject, tr)),
        table(tr("Month of filing"), rows, usual(tr), tr),
        hidden_note(rows, tr),
    ]
    return section(tr, "months", tr("Months"), *parts)


def _subject(issue: Issue, by: By, rows: Sequence[NamedRow], world: World, tr: Translator) -> charts.Subject:
    where = world.unit(issue.taken.territory_id, tr)
    subject = charts.subject_of(issue.counted(by), where, rows, world.zone, tr)
    return replace(subject, total=issue.taken.total)  # of an office's parts there is no total that means anything


def _figure(svg: str) -> str:
    return f"<figure>{svg}</figure>"


def hidden_note(rows: Iterable[NamedRow], tr: Translator) -> str:
    """Return why some rows are hidden; nothing where none is."""
    if all(row.figures is not None for row in rows):
        return ""
    return f'<p class="note">{escape(charts.hidden_note(tr))}</p>'


def promised(issue: Issue, world: World, tr: Translator) -> str:
    """Return what became of promises: of all, and of each office that gave any."""
    total = issue.taken.total
    if total is None:
        return ""
    title = tr("Promises")
    if not total.promises.n:
        return section(tr, "promises", title, paragraphs(tr("No promise was given about these requests.")))
    rows = [row for row in issue.rows(By.OFFICE, world, tr) if row.figures is None or row.figures.promises.n]
    every = NamedRow("total", tr("All requests"), total)
    return section(tr, "promises", title, table(tr("Office"), [every, *rows], promises(tr), tr), hidden_note(rows, tr))


def calls(issue: Issue, tr: Translator) -> str:
    """Return how early people heard of calls."""
    title = tr("How early people hear of calls")
    tables = [
        _calls(name, [one for one in issue.taken.calls if one.by_source is by_source], tr)
        for name, by_source in ((tr("Organiser"), False), (tr("Source"), True))
    ]
    if not any(tables):
        nothing = tr("In the period no call of this territory was found of those that count.")
        why = tr(
            "Only calls count that were published after the bot began to watch their source: earlier ones do not tell"
            " how soon people hear of calls."
        )
        return section(tr, "calls", title, paragraphs(nothing, why))
    return section(tr, "calls", title, *tables)


def _calls(name: str, found: Sequence[CallsLine], tr: Translator) -> str:
    if not found:
        return ""
    headings = (
        name,
        tr("Calls"),
        tr("Found after publication, hours (half)"),
        tr("Days from the first message to the deadline (half)"),
        tr("Three days or less were left"),
    )
    rows = [
        (
            safe(one.name_kk if tr.language == "kk" else one.name_ru, 160),
            tr.number(one.calls),
            "–" if one.detection is None else decimal(one.detection / _HOUR, tr),
            "–" if one.notice is None else decimal(one.notice / (24 * _HOUR), tr),
            tr.number(one.short),
        )
        for one in found
    ]
    return plain(headings, rows)


def decimal(value: float, tr: Translator) -> str:
    """Return a number with one digit after the point where that says something; HTML."""
    return escape(tr.number(Decimal(f"{value:.1f}") if value < 10 else round(value)))


def explained(tr: Translator) -> str:
    """Return the definitions and the method."""
    terms = "".join(f"<div><dt>{escape(a)}</dt><dd>{escape(b)}</dd></div>" for a, b in definitions(tr))
    ways = "".join(f"<h3>{escape(a)}</h3><p>{escape(b)}</p>" for a, b in method(tr))
    return section(tr, "definitions", tr("What the words mean"), f'<dl class="terms">{terms}</dl>') + section(
        tr, "method", tr("How it was counted"), ways
    )
