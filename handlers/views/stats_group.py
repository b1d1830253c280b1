"""All figures of one group in words, and the requests behind one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from domain.requests.clocks import Outcome
from domain.requests.model import Request
from domain.statistics.figures import Figures, Times
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.service import Service
from handlers.stats_asking import key_word
from handlers.stats_callbacks import Figure, Grouped, StatsAct
from handlers.texts import Translator
from handlers.views.charts import days, none_before
from handlers.views.figure_rows import NamedRow
from handlers.views.screen import Rows, Screen, both_ends, esc, lines, paragraphs, press, visible
from handlers.views.stats import NAME_LIMIT, Shown, back, ends, foot, in_time, meaning, pages, when

PAGE = 8
"""Requests of a page."""

_DAY = 86400


def group_screen(shown: Shown, row: NamedRow, tr: Translator) -> Screen:
    """Return all figures of a group, each with its number, and the ways to the requests behind them."""
    subject = shown.subject
    title = lines(f"<b>{esc(both_ends(row.name, NAME_LIMIT))}</b>", esc(subject.where, NAME_LIMIT), *when(subject, tr))
    if row.figures is None:
        return Screen(paragraphs(title, tr("hidden"), foot(subject, tr)), (back(shown, tr, row.key),))
    text = paragraphs(title, *_all(row.figures, tr), meaning(row.figures, tr), foot(subject, tr))
    short = {Figure.FORMAL: tr("Formal replies")}  # two buttons stand side by side on a phone
    buttons = [
        shown.to(
            f"{short.get(figure, label)}: {tr.number(count)}",
            StatsAct.LIST,
            key=key_word(row.key),
            figure=figure,
            page=0,
        )
        for figure, label, count in _figures(row.figures, tr)
        if count and shown.lists
    ]
    return Screen(text, (*(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)), back(shown, tr, row.key)))


def figure_name(figure: Figure, tr: Translator) -> str:
    """Return what a list of requests is called."""
    return {
        Figure.ALL: tr("All"),
        Figure.ANSWERED: tr("Answered"),
        Figure.OPEN: tr("Open"),
        Figure.OVERDUE: tr("Overdue, no answer"),
        Figure.LATE: tr("Not in time"),
        Figure.CLOSED: tr("Closed unanswered"),
        Figure.WITHDRAWN: tr("Taken back by the NGO"),
        Figure.REDIRECTED: tr("Sent to another office"),
        Figure.EXTENDED: tr("Term extended"),
        Figure.REOPENED: tr("Reopened"),
        Figure.SOLVED: tr("Solved"),
        Figure.FORMAL: tr("Last answer rated a formal reply"),
        Figure.UNRATED: tr("Answers not rated"),
    }[figure]


def _figures(one: Figures, tr: Translator) -> Sequence[tuple[Figure, str, int]]:
    counts = {
        Figure.ALL: one.n,
        Figure.ANSWERED: one.answered,
        Figure.OPEN: one.open,
        Figure.OVERDUE: one.overdue,
        Figure.LATE: one.in_time.whole - one.in_time.part,
        Figure.CLOSED: one.closed_unanswered,
        Figure.WITHDRAWN: one.withdrawn,
        Figure.REDIRECTED: one.redirected,
        Figure.EXTENDED: one.extended,
        Figure.REOPENED: one.reopened,
        Figure.SOLVED: one.ratings.solved,
        Figure.FORMAL: one.ratings.formal,
        Figure.UNRATED: one.ratings.unrated,
    }
    return [(figure, figure_name(figure, tr), count) for figure, count in counts.items()]


def _all(one: Figures, tr: Translator) -> tuple[str, ...]:
    shown = {figure: count for figure, _, count in _figures(one, tr)}

    def told(*figures: Figure) -> list[str]:
        return [f"{figure_name(figure, tr)}: {tr.number(shown[figure])}" for figure in figures]

    ratings, promises = one.ratings, one.promises
    oldest = (
        None if one.oldest is None else tr("The oldest overdue one, days: {n}", n=tr.number(int(one.oldest // _DAY)))
    )
    solved = one.solved_share
    sure = None
    if solved.interval is not None:
        sure = tr("Solved, of all requests: {ends}", ends=ends(solved))
    blocks = (
        lines(
            *told(Figure.ALL, Figure.ANSWERED, Figure.OPEN, Figure.OVERDUE),
            tr("of these open: {n}", n=tr.number(one.overdue_open)) if one.overdue else None,
            oldest,
            *told(Figure.CLOSED, Figure.WITHDRAWN, Figure.REDIRECTED, Figure.EXTENDED, Figure.REOPENED),
        ),
        lines(
            tr("First response: {words}", words=_times(one.response, one.n, tr)),
            tr("Answer: {words}", words=_times(one.answer, one.n, tr)),
            tr("By the first term: {words}", words=in_time(one.in_time, tr) or tr("no term is over yet")),
            tr("By the extended term: {words}", words=in_time(one.in_time_extended, tr) or tr("no term is over yet")),
        ),
        lines(
            *told(Figure.SOLVED, Figure.FORMAL, Figure.UNRATED),
            tr(
                "Other ratings: a promise {promise}; last answer forwarded on {forwarded}, no answer {none}",
                promise=tr.number(ratings.promise),
                forwarded=tr.number(ratings.forwarded),
                none=tr.number(ratings.no_answer),
            ),
            sure,
        ),
        tr(
            "Promises: {n}, kept {kept}, kept in part {partly}, broken {broken}, overdue {overdue}",
            n=tr.number(promises.n),
            kept=tr.number(promises.kept),
            partly=tr.number(promises.partly),
            broken=tr.number(promises.broken),
            overdue=tr.number(promises.overdue),
        )
        if promises.n
        else "",
    )
    return tuple(block for block in blocks if block)


def _times(found: Times, n: int, tr: Translator) -> str:
    if found.median is None or found.ninetieth is None:
        return tr("too few to say ({n})", n=tr.number(n))
    half, most = days(found.median, tr), days(found.ninetieth, tr)
    if found.median.over:
        return tr("more than half wait longer than {days} days", days=half)
    if found.ninetieth.over:
        return tr("half within {half} days; by day {most} fewer than 9 in 10", half=half, most=most)
    return tr("half within {half} days, 9 in 10 within {most}", half=half, most=most)


def list_screen(
    shown: Shown, name: str, found: Sequence[Request], total: int, page: int, tr: Translator, service: Service
) -> Screen:
    """Return a page of the requests behind a figure: numbers, dates and states, never a word of the letter.

    Args:
        shown: the table; its figures are not looked at.
        name: the group.
        found: the requests of the page.
        total: how many there are.
        page: which page, counted from 0.
        tr: the reader's language.
        service: the local day.
    """
    today = service.today(service.clock.now())
    last = pages(total, PAGE)
    where = tr("page {page} of {pages}", page=page + 1, pages=last) if last > 1 else None
    label = figure_name(shown.asked.figure, tr)
    items = [_line(one, today, tr, service) for one in found]
    numbers = [press(one.number, RequestPress(act=RequestAct.OPEN, id=one.id, other=1)) for one in found]
    pager = []
    if page > 0:
        pager.append(shown.to(tr("‹ Previous"), StatsAct.LIST, page=page - 1))
    if page + 1 < last:
        pager.append(shown.to(tr("Next ›"), StatsAct.LIST, page=page + 1))
    rows: Rows = tuple(tuple(numbers[at : at + 4]) for at in range(0, len(numbers), 4))
    rows += (tuple(pager),) if pager else ()
    rows += ((shown.to(tr("‹ Back to the figures"), StatsAct.GROUP, page=0, figure=Figure.ALL),),)
    head = lines(
        f"<b>{esc(both_ends(name, NAME_LIMIT))}</b>",
        " · ".join(part for part in (f"{label}: {tr.number(total)}", where) if part),
    )
    hint = tr("Press a number to open the request.") if items else tr("No request is behind this figure now.")
    return Screen(paragraphs(head, "\n".join(items) or None, hint), rows)


def _line(one: Request, today: date, tr: Translator, service: Service) -> str:
    filed = tr("filed {day}", day=tr.date(service.today(one.filed_at), today))
    return f"<b>{one.number}</b> · {filed} · {_state(one, today, tr, service)}"


def _state(one: Request, today: date, tr: Translator, service: Service) -> str:
    def day(which: date) -> str:
        return tr.date(which, today)

    if one.outcome is Outcome.ANSWERED and one.answered_at is not None:
        return tr("answered {day}", day=day(service.today(one.answered_at)))
    if one.outcome is Outcome.WITHDRAWN:
        return tr("withdrawn")
    if one.outcome is Outcome.CLOSED_UNANSWERED:
        return tr("closed unanswered")
    if one.overdue(today):
        return tr("no answer, the reply date was {day}", day=day(one.due))
    return tr("open: reply date {day}", day=day(one.due))


def caption(shown: Shown, title: str, words: Callable[[Figures], str], tr: Translator, room: int) -> str:
    """Return what stands under a chart: the same in words, as much of it as there is room for; HTML.

    Args:
        shown: the table, with the groups of the chart.
        title: what the chart is called.
        words: what it shows of a group.
        tr: the reader's language.
        room: characters at most, as they are seen.
    """
    subject = shown.subject
    total = NamedRow(None, tr("All requests"), subject.total)
    text = lines(f"<b>{esc(title)}: {esc(subject.where, NAME_LIMIT)}</b>", *when(subject, tr))
    rows = subject.rows if shown.asked.by is Grouped.MONTH else (total, *subject.rows)
    text = lines(text, none_before(tr) if subject.late else None)
    hidden = tr("hidden")
    for place, row in enumerate(rows):
        told = hidden if row.figures is None else words(row.figures)
        longer = f"{text}\n{esc(both_ends(row.name, NAME_LIMIT))}: {told}."
        rest = tr("The rest is in the table: {n}", n=len(rows) - place)
        if len(visible(longer)) + len(rest) + 1 > room:
            return f"{text}\n{rest}"
        text = longer
    return text
