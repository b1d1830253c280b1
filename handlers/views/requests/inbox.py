"""The inbox of an office: its heaps, a page of one, and what a search found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from domain.calendar import WorkingCalendar
from domain.requests.clocks import Outcome
from domain.requests.events import Rating
from domain.requests.inbox import FoundRequests, Heap, InboxPage, Line
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.requests.inbox_callbacks import InboxAct, InboxPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

PAGE = 6
GIST_LIMIT = 110
NAME_LIMIT = 60
WORDS_LIMIT = 100
_IN_ROW = 3


def only_officials(tr: Translator, *, coordinating: bool) -> str:
    """Return whom the inbox is for."""
    if coordinating:
        return tr(
            "Coordinators have no inbox: requests go to the offices of akimats. What no office has comes to you by"
            " itself. Offices: /offices."
        )
    return tr(
        "The inbox is for officials who hold a seat in an office. Seats are given by a link from a coordinator or a"
        " head."
    )


def pages(total: int) -> int:
    """Return how many pages a list of so many requests has; an empty one has one."""
    return max(1, -(-total // PAGE))


def title(heap: Heap, tr: Translator) -> str:
    """Return what a heap is called."""
    return {
        Heap.OPEN: tr("All open"),
        Heap.MINE: tr("Mine"),
        Heap.FREE: tr("Not taken"),
        Heap.OVERDUE: tr("Overdue"),
        Heap.SOON: tr("Within 5 days"),
        Heap.UNRATED: tr("Not rated"),
        Heap.ENDED: tr("Finished"),
        Heap.SENT_ON: tr("Sent on"),
    }[heap]


def _empty(heap: Heap, tr: Translator) -> str:
    return {
        Heap.OPEN: tr("No request waits for an answer. When one comes, I shall write to you."),
        Heap.MINE: tr("You have taken no request that waits for an answer."),
        Heap.FREE: tr("Every open request has been taken by somebody."),
        Heap.OVERDUE: tr("Nothing is overdue."),
        Heap.SOON: tr("Nothing is due within 5 working days."),
        Heap.UNRATED: tr("Every answer has been rated."),
        Heap.ENDED: tr("No request is finished yet."),
        Heap.SENT_ON: tr("The office has sent no request on."),
    }[heap]


def list_screen(
    found: InboxPage,
    heap: Heap,
    page: int,
    calendar: WorkingCalendar,
    today: date,
    tr: Translator,
    service: Service,
) -> Screen:
    """Return a page (counted from 0) of a heap, and the buttons to the others.

    Args:
        found: the requests of the page, and how many each heap holds.
        heap: which heap it is.
        page: which page.
        calendar: the working days in force.
        today: the local day.
        tr: speaks.
        service: the local time.
    """
    total = found.counts[heap]
    last = pages(total)
    where = tr("page {page} of {pages}", page=page + 1, pages=last) if last > 1 else None
    head = " · ".join(part for part in (tr("<b>Requests to the office</b>"), title(heap, tr), where) if part)
    shown = [_item(line, calendar, today, tr, service) for line in found.lines]
    press_one = tr("Press a number to open the request.") if shown else _empty(heap, tr)
    rows: Rows = (
        *_numbers(found.lines),
        *_pager(InboxPress(act=InboxAct.LIST, heap=heap, page=page), last, tr),
        *_heaps(found.counts, heap, tr),
        (_search(tr),),
    )
    return Screen(paragraphs(head, *shown, press_one), rows)


def found_screen(
    words: str,
    query: int,
    found: FoundRequests,
    page: int,
    calendar: WorkingCalendar,
    today: date,
    tr: Translator,
    service: Service,
) -> Screen:
    """Return a page of what a search found; `words` is what was typed, `query` its number."""
    asked = tr("Search: {words}", words=f"«{esc(words, WORDS_LIMIT)}»")
    if not found.total:
        why = tr("No request of your office has all these words. Try fewer words, or the number of the request.")
        return Screen(paragraphs(asked, why), ((_search(tr),), (_all(tr),)))
    last = pages(found.total)
    where = tr("page {page} of {pages}", page=page + 1, pages=last) if last > 1 else None
    count = tr.n("{n} request found", "{n} requests found", found.total)
    shown = [_item(line, calendar, today, tr, service) for line in found.lines]
    head = lines(asked, " · ".join(part for part in (f"<b>{count}</b>", where) if part))
    rows: Rows = (
        *_numbers(found.lines),
        *_pager(InboxPress(act=InboxAct.FOUND, page=page, query=query), last, tr),
        (_search(tr),),
        (_all(tr),),
    )
    return Screen(paragraphs(head, *shown, tr("Press a number to open the request.")), rows)


def question(tr: Translator, said: str | None = None) -> Screen:
    """Ask what to look for; `said` stands first (HTML)."""
    return Screen(
        paragraphs(
            said,
            tr("<b>Which request do you look for?</b>"),
            tr("Write its number, like 12, or a few words of the letter, of the answer or of the NGO's name."),
        ),
        ((_all(tr),),),
    )


def no_words(tr: Translator) -> str:
    """Return the answer to what has neither a number nor a word in it."""
    return tr("I see neither a number nor words here.")


def no_such(number: int, tr: Translator) -> Screen:
    """Return the answer to a number that is none of the office's."""
    said = tr("Your office has no request № {number}.", number=number)
    return Screen(said, ((_search(tr),), (_all(tr),)))


def forgotten(tr: Translator) -> str:
    """Return the toast of a page of a search that is not kept any more."""
    return tr("This search is no longer kept. Please write the words again.")


def _item(line: Line, calendar: WorkingCalendar, today: date, tr: Translator, service: Service) -> str:
    """Return a request in three lines; HTML."""
    name = esc(line.ngo or "", NAME_LIMIT) or tr("organisation erased")
    state = tr("Sent on to another office") if line.sent_on else _state(line, calendar, today, tr, service)
    return lines(
        f"<b>{line.request.number}</b> · {name}",
        esc(line.request.gist, GIST_LIMIT) or tr("the text was erased"),
        state,
    )


def _state(line: Line, calendar: WorkingCalendar, today: date, tr: Translator, service: Service) -> str:
    request = line.request
    if request.open:
        return f"{due_words(line.due, calendar, today, tr)} · {_taken(line, tr)}"
    if request.outcome is Outcome.ANSWERED and request.answered_at is not None:
        day = _day(request.answered_at, today, tr, service)
        if line.rating is Rating.SOLVED:
            return tr("Answered {day}; the NGO: solved", day=day)
        if line.rating is Rating.PROMISE:
            return tr("Answered {day}; the NGO: a promise", day=day)
        if request.ended_at is not None:
            return tr("Answered {day}, closed, not rated", day=day)
        return tr("Answered {day}, not rated yet", day=day)
    ended = _day(request.ended_at, today, tr, service) if request.ended_at else ""
    if request.outcome is Outcome.WITHDRAWN:
        return tr("Withdrawn by the NGO: {day}", day=ended)
    return tr("Closed without an answer: {day}", day=ended)


def due_words(due: date, calendar: WorkingCalendar, today: date, tr: Translator) -> str:
    """Return by when an office answers and how many working days are left, or how many it is over; HTML."""
    # Not inside of f-strings: sentences there are not found for translation.
    reply = tr("Reply by {day}", day=tr.date(due, today))
    left = calendar.working_days_between(today, due)
    if due < today:
        # With none only days off have passed since.
        over = tr.n("overdue by {n} working day", "overdue by {n} working days", -left) if left else tr("overdue")
        return f"❗ <b>{reply}</b> · {over}"
    rest = tr("last day today") if due == today else tr.n("{n} working day left", "{n} working days left", left)
    return f"<b>{reply}</b> · {rest}"


def _taken(line: Line, tr: Translator) -> str:
    if line.mine:
        return tr("taken by you")
    if line.holder is None:
        return tr("not taken")
    return tr("taken by {name}", name=esc(line.holder, NAME_LIMIT) or tr("a colleague"))


def _day(moment: datetime, today: date, tr: Translator, service: Service) -> str:
    return tr.date(service.today(moment), today)


def _numbers(shown: tuple[Line, ...]) -> Rows:
    found = [line.request for line in shown]
    buttons = [press(one.number, RequestPress(act=RequestAct.OPEN, id=one.id, other=1)) for one in found]
    return tuple(tuple(buttons[start : start + _IN_ROW]) for start in range(0, len(buttons), _IN_ROW))


def _pager(at: InboxPress, last: int, tr: Translator) -> Rows:
    row = []
    if at.page > 0:
        row.append(press(tr("‹ Previous"), at.model_copy(update={"page": at.page - 1})))
    if at.page + 1 < last:
        row.append(press(tr("Next ›"), at.model_copy(update={"page": at.page + 1})))
    return (tuple(row),) if row else ()


def _heaps(counts: Mapping[Heap, int], shown: Heap, tr: Translator) -> Rows:
    """Return the buttons of the heaps that hold something, two in a row."""
    buttons: list[Button] = []
    for heap in Heap:
        if not counts[heap] and heap not in (shown, Heap.OPEN):
            continue
        mark = "✓ " if heap is shown else ""
        label = f"{mark}{title(heap, tr)}: {tr.number(counts[heap])}"
        buttons.append(press(label, InboxPress(act=InboxAct.LIST, heap=heap)))
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))


def _search(tr: Translator) -> Button:
    return press(tr("Find a request"), InboxPress(act=InboxAct.ASK))


def _all(tr: Translator) -> Button:
    return press(tr("To the inbox"), InboxPress(act=InboxAct.LIST))
