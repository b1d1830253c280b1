"""The handover as people see it: the brief, the list that is confirmed, and what NGOs and coordinators are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.calendar import WorkingCalendar
from domain.offices import Office, Seat
from domain.ports import PromisePage
from domain.requests.clocks import Outcome
from domain.requests.handover import Item, ItemKind, ItemPage, Partner, Progress, mark
from domain.requests.inbox import Heap, Line
from domain.requests.model import Request
from domain.requests.promises import Promise
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.requests.handover_callbacks import HandoverAct, HandoverPress
from handlers.requests.inbox_callbacks import InboxAct, InboxPress
from handlers.requests.routing_callbacks import AstrayAct, AstrayPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.inviting import office_title
from handlers.views.requests.inbox import due_words
from handlers.views.requests.promises import list_button
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

PAGE = 5
OPEN_SHOWN, ENDED_SHOWN, PARTNERS_SHOWN, PROMISES_SHOWN = 5, 3, 3, 3
NUMBERS_SHOWN = 8
"""Of an NGO's requests those that a message about their office names."""
NAME_LIMIT = 60
GIST_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Brief:
    """What a newcomer is told about an office.

    Args:
        office: which office.
        seat: whose brief it is.
        progress: how far they have come with confirming; None when they sat there before there were briefs.
        counts: how many requests each heap of the inbox holds.
        opened: open requests by reply date.
        promises: what the office has promised and not been judged for.
        partners: the NGOs that write most often.
        ended: what was answered or closed last, the latest first.
        calendar: the working days in force.
        made: when it is made, in local time.
    """

    office: Office
    seat: Seat
    progress: Progress | None
    counts: Mapping[Heap, int]
    opened: Sequence[Line]
    promises: PromisePage
    partners: Sequence[Partner]
    ended: Sequence[Line]
    calendar: WorkingCalendar
    made: datetime

    @property
    def today(self) -> date:
        """Return the local day."""
        return self.made.date()

    @property
    def pending(self) -> tuple[Promise, ...]:
        """Return the promises that the office has still to keep, the earliest first."""
        return tuple(one for one in self.promises.items if one.pending)


def brief(found: Brief, tr: Translator, service: Service) -> Screen:
    """Return the brief: counts first, then what comes first of each kind."""
    waiting = found.progress.waiting if found.progress else 0
    text = paragraphs(
        lines(tr("<b>Handover: what the office has</b>"), office_title(found.office, tr, service)),
        lines(*counts(found, tr)),
        lines(tr("<b>To be answered first</b>"), *(_open_line(line, found, tr) for line in found.opened[:OPEN_SHOWN]))
        if found.opened
        else None,
        lines(tr("<b>Promised</b>"), *(_promise_line(one, found.today, tr) for one in found.pending[:PROMISES_SHOWN]))
        if found.pending
        else None,
        lines(tr("<b>Write most often</b>"), *(partner_line(one, tr) for one in found.partners[:PARTNERS_SHOWN]))
        if found.partners
        else None,
        lines(
            tr("<b>Answered or closed last</b>"),
            *(ended_line(line, found.today, tr, service) for line in found.ended[:ENDED_SHOWN]),
        )
        if found.ended
        else None,
        _asked(found.progress, tr),
    )
    seat = found.seat.id
    rows: list[tuple[Button, ...]] = []
    if waiting:
        label = tr("Look through and confirm: {n}", n=tr.number(waiting))
        rows.append((press(label, HandoverPress(act=HandoverAct.LIST, seat=seat)),))
    rows.append((press(tr("As a document"), HandoverPress(act=HandoverAct.PAPER, seat=seat)),))
    rows.append((press(tr("To the inbox"), InboxPress(act=InboxAct.LIST)),))
    if found.promises.total:
        rows.append((list_button(tr),))
    return Screen(text, tuple(rows))


def counts(found: Brief, tr: Translator) -> list[str]:
    """Return what the office has, in numbers."""
    opened, overdue = found.counts[Heap.OPEN], found.counts[Heap.OVERDUE]
    told = [tr("Open requests: {n}", n=tr.number(opened))]
    if overdue:
        told.append(tr("❗ The reply date has passed: {n}", n=tr.number(overdue)))
    if found.counts[Heap.FREE]:
        told.append(tr("✋ Taken by nobody: {n}", n=tr.number(found.counts[Heap.FREE])))
    told.append(tr("🤝 Promises to be kept: {n}", n=tr.number(len(found.pending))))
    return told


def _asked(progress: Progress | None, tr: Translator) -> str | None:
    if progress is None or not progress.total:
        return None
    if not progress.waiting:
        return tr("✓ You have confirmed all that you took over.")
    seen = tr("Confirmed: {seen} of {total}.", seen=tr.number(progress.seen), total=tr.number(progress.total))
    return f"{seen} " + tr("Please look at each item and confirm it: the head and the coordinators see how far it is.")


def _open_line(line: Line, found: Brief, tr: Translator) -> str:
    name = esc(line.ngo or "", NAME_LIMIT) or tr("organisation erased")
    return f"{line.request.number} · {name} · {due_words(line.due, found.calendar, found.today, tr)}"


def _promise_line(promise: Promise, today: date, tr: Translator) -> str:
    words = esc(promise.text, GIST_LIMIT)
    told = f"№ {promise.request_id} · {tr.date(promise.day, today)}"
    return f"{told} · {words}" if words else told


def partner_line(partner: Partner, tr: Translator) -> str:
    """Return how often an NGO writes; HTML."""
    name = esc(partner.name or "", NAME_LIMIT) or tr("organisation erased")
    return tr(
        "{name} – requests: {n}, open: {open}", name=name, n=tr.number(partner.requests), open=tr.number(partner.open)
    )


def ended_line(line: Line, today: date, tr: Translator, service: Service) -> str:
    """Return a request that is over; HTML."""
    request = line.request
    name = esc(line.ngo or "", NAME_LIMIT) or tr("organisation erased")
    moment = request.answered_at if request.outcome is Outcome.ANSWERED else request.ended_at
    day = tr.date(service.today(moment), today) if moment is not None else "–"
    what = {
        Outcome.ANSWERED: tr("answered on {day}", day=day),
        Outcome.WITHDRAWN: tr("withdrawn by the NGO on {day}", day=day),
    }.get(request.outcome) or tr("closed without an answer on {day}", day=day)
    return f"{request.number} · {name} · {what}"


def paper_caption(found: Brief, tr: Translator, service: Service) -> str:
    """Return what stands under the document; HTML."""
    return tr(
        "Handover of the office as a document for printing: {office}.",
        office=office_title(found.office, tr, service),
    )


# --- confirming ------------------------------------------------------------------------------------------------------


def list_screen(
    seat_id: int,
    found: ItemPage,
    page: int,
    progress: Progress | None,
    calendar: WorkingCalendar,
    tr: Translator,
    service: Service,
) -> Screen:
    """Return a page, counted from 0, of what is not confirmed yet, with a button for each item and one for all."""
    back = press(tr("‹ Back to the brief"), HandoverPress(act=HandoverAct.SHOW, seat=seat_id))
    if not found.items:
        seen = progress.seen if progress else 0
        done = (
            tr("✓ You have confirmed all that you took over.")
            if seen
            else tr("There is nothing that you have to confirm.")
        )
        return Screen(done, ((back,),))
    today = service.today(service.clock.now())
    last = -(-found.total // PAGE)
    where = tr("page {page} of {pages}", page=page + 1, pages=last) if last > 1 else None
    left = tr.n("{n} item to confirm", "{n} items to confirm", found.total)
    shown = [
        _item(place, item, calendar, today, tr, service)
        for place, item in enumerate(found.items, start=page * PAGE + 1)
    ]
    text = paragraphs(
        " · ".join(part for part in (f"<b>{left}</b>", where) if part),
        *shown,
        tr("Open what you do not know yet. Then confirm that you have seen it."),
    )
    rows: list[tuple[Button, ...]] = []
    for place, item in enumerate(found.items, start=page * PAGE + 1):
        seen_it = HandoverPress(act=HandoverAct.SEEN, seat=seat_id, kind=item.kind, id=item.id, page=page)
        opens = RequestPress(act=RequestAct.OPEN, id=item.request_id, other=1)
        rows.append((press(tr("✓ Seen: {place}", place=place), seen_it), press(f"№ {item.request_id}", opens)))
    everything = HandoverPress(act=HandoverAct.ALL, seat=seat_id, page=page, mark=mark(found.items))
    if len(found.items) > 1:
        rows.append((press(tr("✓ All on this screen seen"), everything),))
    rows += _pager(seat_id, page, last, tr)
    return Screen(text, (*rows, (back,)))


def _pager(seat_id: int, page: int, last: int, tr: Translator) -> Rows:
    row = []
    if page > 0:
        row.append(press(tr("‹ Previous"), HandoverPress(act=HandoverAct.LIST, seat=seat_id, page=page - 1)))
    if page + 1 < last:
        row.append(press(tr("Next ›"), HandoverPress(act=HandoverAct.LIST, seat=seat_id, page=page + 1)))
    return (tuple(row),) if row else ()


def _item(place: int, item: Item, calendar: WorkingCalendar, today: date, tr: Translator, service: Service) -> str:
    """Return an item in three lines; HTML."""
    name = esc(item.ngo or "", NAME_LIMIT) or tr("organisation erased")
    words = esc(item.words, GIST_LIMIT) or tr("the text was erased")
    if item.kind is ItemKind.PROMISE:
        day = tr.date(item.day, today)
        passed = tr("The date has passed.") if item.day < today else None
        return lines(
            f"{place}. 🤝 <b>№ {item.request_id}</b> · {name}", words, tr("Promised by: {day}", day=day), passed
        )
    topic = next((one.name(tr.language) for one in service.topics if one.id == item.topic_id), "")
    about = f" · {esc(topic)}" if topic else ""
    return lines(
        f"{place}. <b>№ {item.request_id}</b> · {name}{about}", words, due_words(item.day, calendar, today, tr)
    )


def confirmed(count: int, tr: Translator) -> str:
    """Return the toast after a confirmation."""
    if not count:
        return tr("Nothing new was noted: it is confirmed already, or you did not take it over.")
    return tr.n("Noted: {n} item.", "Noted: {n} items.", count)


def list_changed(tr: Translator) -> str:
    """Return why all at once was not confirmed."""
    return tr("The list has changed meanwhile. Please look again, then confirm.")


def of_another_seat(tr: Translator) -> str:
    """Return why a button of a former seat, or of a colleague, does nothing."""
    return tr("This handover is of another seat. Yours: /handover")


# --- others ----------------------------------------------------------------------------------------------------------


def office_changed(
    office: Office, waiting: Sequence[Request], tr: Translator, service: Service, *, empty: bool, came: bool
) -> Screen:
    """Tell an NGO that people have changed in the office that has its requests.

    Args:
        office: which office.
        waiting: the NGO's open requests there.
        tr: speaks.
        service: the local time.
        empty: whether nobody sits there now.
        came: whether somebody was seated since.
    """
    if empty:
        who = tr("Nobody sits in the office now. The coordinators of the territory see that your letter waits there.")
    elif came:
        who = tr("A new official sits in the office now and was given a brief of what waits for an answer.")
    else:
        who = tr("The official who had your letter has left. The office still has your letter.")
    today = service.today(service.clock.now())
    shown = waiting[:NUMBERS_SHOWN]
    named = [tr("{number}: reply by {day}", number=one.number, day=tr.date(one.due, today)) for one in shown]
    more = len(waiting) - len(shown)
    text = paragraphs(
        lines(tr("<b>Change in the office</b>"), office_title(office, tr, service)),
        who,
        tr("The reply date stays the same. You need not write again."),
        lines(*named, tr("Others: {n}", n=tr.number(more)) if more else None),
    )
    buttons = [press(one.number, RequestPress(act=RequestAct.OPEN, id=one.id, other=1)) for one in shown]
    return Screen(text, tuple(tuple(buttons[start : start + 4]) for start in range(0, len(buttons), 4)))


def staffed(office: Office, count: int, tr: Translator, service: Service) -> Screen:
    """Tell a coordinator that an office has its first official, and how many letters wait for one like it."""
    waiting = tr.n(
        "{n} request of its territory and topics has no office.",
        "{n} requests of its territory and topics have no office.",
        count,
    )
    text = paragraphs(
        lines(tr("<b>Somebody sits in the office now</b>"), office_title(office, tr, service)),
        waiting,
        tr("They are sent nowhere by themselves. Look at them and pass on what belongs there."),
    )
    return Screen(text, ((press(tr("Look at the requests"), AstrayPress(act=AstrayAct.LIST)),),))
