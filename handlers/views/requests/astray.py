"""Requests for coordinators: those that no office has, and those that an NGO brought to them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date

from domain.calls.model import Call
from domain.offices import Office
from domain.people import Ngo
from domain.ports import RequestPage
from domain.requests.clocks import Outcome
from domain.requests.model import MessageKind, Request, RequestMessage
from domain.requests.parts import NEXT
from domain.requests.rights import Rights
from handlers.requests.routing_callbacks import AstrayAct, AstrayPress, RedirectPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.inviting import moment, office_title
from handlers.views.requests.about_call import about_call
from handlers.views.requests.pieces import beginning, pieces
from handlers.views.requests.redirecting import topic_name
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

PAGE = 6
SHOWN = 2_500
"""Length of the texts that a card shows; the rest follows by a press."""

TOLD = frozenset({MessageKind.LETTER, MessageKind.ADDITION, MessageKind.ANSWER, MessageKind.DETAILS})
"""What a coordinator reads; notes stay among officials."""


def whole_text(messages: Sequence[RequestMessage], tr: Translator) -> str:
    """Return what was written, as it was written: plain words. Once there was an answer, it is said which is which."""
    told = [one for one in messages if one.kind in TOLD and one.text.strip()]
    if all(one.kind is MessageKind.LETTER for one in told):
        return "\n\n".join(one.text.strip() for one in told)
    names = {
        MessageKind.LETTER: tr("Text of the request"),
        MessageKind.ADDITION: tr("Addition"),
        MessageKind.DETAILS: tr("Details asked by the office"),
        MessageKind.ANSWER: tr("Answer"),
    }
    return "\n\n".join(f"{names[one.kind]}:\n{one.text.strip()}" for one in told)


def card(
    request: Request,
    ngo: Ngo | None,
    office: Office | None,
    messages: Sequence[RequestMessage],
    may: Rights,
    tr: Translator,
    service: Service,
    *,
    call: Call | None = None,
    page: int | None = None,
    empty: bool = False,
) -> Screen:
    """Return a request as a coordinator sees it: state and dates, and the text only while it is theirs to read.

    Args:
        request: how it stands.
        ngo: whose it is; None once it was erased.
        office: who has it; None while the coordinators have it.
        messages: what was written.
        may: what the reader may do with it.
        tr: their language.
        service: names of places and topics, the clock.
        call: the call that it asks about.
        page: that of the list from which it was opened.
        empty: whether nobody sits in the office that has it.
    """
    today = service.today(service.clock.now())
    text = whole_text(messages, tr) if may.reads else ""
    cut = len(pieces(text, SHOWN)) > 1
    body = paragraphs(
        lines(f"<b>{request.number}</b>", _state(request, office, empty, tr, service)),
        lines(
            esc(ngo.name, 200) if ngo else tr("The organisation has erased its data."),
            tr("Topic: {topic}", topic=topic_name(request, tr, service)),
            about_call(call, tr) if call is not None else None,
            esc(place_name(request.territory_id, service, tr)),
        ),
        lines(
            tr("Filed: {when}", when=moment(request.filed_at, tr, service)),
            tr("Reply date: {day}", day=tr.date(request.due, today)),
            tr("The reply date has passed.") if request.overdue(today) else None,
        ),
        beginning(text, SHOWN) or None,
    )
    return Screen(body, _rows(request, messages, may, cut, page, tr))


def _state(request: Request, office: Office | None, empty: bool, tr: Translator, service: Service) -> str:
    match request.outcome:
        case Outcome.ANSWERED:
            return tr("Answered.")
        case Outcome.WITHDRAWN:
            return tr("Withdrawn by the organisation.")
        case Outcome.CLOSED_UNANSWERED:
            return tr("Closed without an answer.")
    if office is None:
        return tr("No office has received it: nobody is on duty there. Please pass it on.")
    where = tr("It is now with: {office}.", office=office_title(office, tr, service))
    return lines(
        tr("The organisation asks for your help with it.") if request.escalated else None,
        where,
        tr("Nobody sits there any more. Please pass the request on.") if empty else None,
    )


def _rows(
    request: Request, messages: Sequence[RequestMessage], may: Rights, cut: bool, page: int | None, tr: Translator
) -> Rows:
    def act(label: str, what: AstrayAct) -> tuple[Button, ...]:
        return (press(label, AstrayPress(act=what, id=request.id, page=page or 0)),)

    rows: list[tuple[Button, ...]] = []
    if request.open and may.redirects:
        rows.append((press(tr("Pass on to an office"), RedirectPress(id=request.id)),))
    if cut:
        rows.append(act(tr("Whole text"), AstrayAct.TEXT))
    count = sum(len(one.files) for one in messages if one.kind in TOLD)
    if page is not None:  # a card that came by itself has its files under it
        if count and may.reads_files:
            rows.append(act(tr("Files: {number}", number=count), AstrayAct.FILES))
        rows.append((press(tr("‹ Back to the list"), AstrayPress(act=AstrayAct.LIST, page=page)),))
    return tuple(rows)


def parts(request: Request, messages: Sequence[RequestMessage], tr: Translator) -> tuple[Screen, ...]:
    """Return the whole text in as many messages as it takes, cut at lines or words."""
    found = pieces(whole_text(messages, tr), NEXT)
    return tuple(Screen(paragraphs(f"<b>{request.number}</b>", html.escape(one, quote=False))) for one in found if one)


def list_screen(found: RequestPage, page: int, tr: Translator, service: Service) -> Screen:
    """Return a page of the open requests that nobody of an office reads, the oldest first."""
    today = service.today(service.clock.now())
    items = [_item(number, one, today, tr, service) for number, one in enumerate(found.items, start=page * PAGE + 1)]
    numbers = [
        press(str(number), AstrayPress(act=AstrayAct.OPEN, id=one.id, page=page))
        for number, one in enumerate(found.items, start=page * PAGE + 1)
    ]
    pager: list[Button] = []
    if page > 0:
        pager.append(press(tr("‹ Previous"), AstrayPress(act=AstrayAct.LIST, page=page - 1)))
    if (page + 1) * PAGE < found.total:
        pager.append(press(tr("Next ›"), AstrayPress(act=AstrayAct.LIST, page=page + 1)))
    rows = tuple(row for row in (tuple(numbers), tuple(pager)) if row)
    empty = tr("Every open request has an office where somebody sits. Offices: /offices")
    title = tr("<b>Requests that need an office: {number}</b>", number=tr.number(found.total))
    hint = tr("Press a number to read a request and pass it on.") if found.items else empty
    return Screen(paragraphs(title, *items, hint), rows)


def _item(number: int, request: Request, today: date, tr: Translator, service: Service) -> str:
    age = (today - service.today(request.filed_at)).days
    waits = tr.n("waits {n} day", "waits {n} days", age) if age > 0 else tr("came today")
    due = tr("the reply date has passed") if request.overdue(today) else None
    told = tr("reply date: {day}", day=tr.date(request.due, today))
    return lines(
        f"{number}. <b>{request.number}</b> · {topic_name(request, tr, service)}",
        esc(place_name(request.territory_id, service, tr), 100),
        " · ".join(part for part in (waits, due or told) if part),
        (esc(request.gist, 120) or None) if request.office_id is None or request.escalated else None,
    )


def button(count: int, tr: Translator) -> Button:
    """Return the button that leads coordinators to the list."""
    return press(tr("Requests that need an office: {number}", number=count), AstrayPress(act=AstrayAct.LIST))


def files_follow(tr: Translator) -> str:
    """Return the toast of files that are on their way."""
    return tr("The files follow.")
