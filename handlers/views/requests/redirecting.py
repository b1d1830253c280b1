"""Sending a request on: the offices to choose from, the question, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.offices import Office
from domain.requests.model import Request
from domain.requests.routing import Choice
from handlers.requests.routing_callbacks import RedirectAct, RedirectPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.inviting import office_title
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

PAGE = 6
REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Passing:
    """What is about to happen, as its author sees it.

    Args:
        request: what is sent on.
        office: where to.
        on_duty: how many are on duty there now.
        reason: why, as it was typed; may be empty.
        received: the local day on which the sending office received it; None for a coordinator.
        until: the last of the days within which a letter is usually passed on.
    """

    request: Request
    office: Office
    on_duty: int
    reason: str = ""
    received: date | None = None
    until: date | None = None


def topic_name(request: Request, tr: Translator, service: Service) -> str:
    """Return what the request is about; HTML."""
    return esc(next((one.name(tr.language) for one in service.topics if one.id == request.topic_id), request.topic_id))


def _press(request: Request, act: RedirectAct, page: int = 0, office: int = 0) -> RedirectPress:
    return RedirectPress(id=request.id, act=act, page=page, office=office, was=request.office_id or 0)


def pick(
    request: Request,
    now_with: Office | None,
    found: Sequence[Choice],
    page: int,
    tr: Translator,
    service: Service,
    *,
    typed: str | None = None,
) -> Screen:
    """Return a page of the offices that a request can be sent on to, the last one when there are fewer.

    Args:
        request: what is sent on.
        now_with: the office that has it; None while the coordinators have it.
        found: the offices, the likeliest first.
        page: counted from 0.
        tr: the reader's language.
        service: names of places and topics.
        typed: the words by which they were found; None for the whole list.
    """
    last = max(0, (len(found) - 1) // PAGE)
    page = min(page, last)
    shown = found[page * PAGE : (page + 1) * PAGE]
    items = [_item(number, one, request, tr, service) for number, one in enumerate(shown, start=page * PAGE + 1)]
    title = tr("<b>Which office is {number} passed on to?</b>", number=request.number)
    text = paragraphs(
        lines(title, topic_name(request, tr, service), esc(place_name(request.territory_id, service, tr))),
        tr("It is now with: {office}.", office=office_title(now_with, tr, service)) if now_with else None,
        tr("Found by “{words}”:", words=esc(typed, 60)) if typed is not None and found else None,
        *items,
        None if found else _none(typed, tr),
        tr("Write more letters to find fewer.") if typed is not None and len(found) > PAGE else None,
        tr("Press the number of an office.") if found else None,
    )
    numbers = [
        press(str(number), _press(request, RedirectAct.CHOOSE, page, one.office.id))
        for number, one in enumerate(shown, start=page * PAGE + 1)
    ]
    rows: Rows = (tuple(numbers),) if numbers else ()
    if typed is None:
        rows += _pager(request, page, last, tr)
    else:
        rows += ((press(tr("All offices"), _press(request, RedirectAct.LIST)),),)
    rows += (
        (press(tr("Find by name"), _press(request, RedirectAct.SEARCH)),),
        (press(tr("Cancel"), _press(request, RedirectAct.CANCEL)),),
    )
    return Screen(text, rows)


def _none(typed: str | None, tr: Translator) -> str:
    if typed is None:
        return tr("There is no other office where somebody sits. A coordinator can invite people to one: /offices")
    return tr("No office where somebody sits has such a name. Write the name of the office or of its district.")


def _item(number: int, choice: Choice, request: Request, tr: Translator, service: Service) -> str:
    office = choice.office
    covers = tr("answers for the topic") if request.topic_id in office.topics else tr("has other topics")
    away = None if choice.on_duty else tr("nobody is on duty now")
    state = " · ".join(part for part in (covers, away) if part)
    name = f"{number}. <b>{esc(office.name(tr.language), 70)}</b>"
    return f"{name}, {esc(place_name(office.territory_id, service, tr), 100)}\n{state}"


def _pager(request: Request, page: int, last: int, tr: Translator) -> Rows:
    row: list[Button] = []
    if page > 0:
        row.append(press(tr("‹ Previous"), _press(request, RedirectAct.LIST, page - 1)))
    if page < last:
        row.append(press(tr("Next ›"), _press(request, RedirectAct.LIST, page + 1)))
    return (tuple(row),) if row else ()


def ask_name(request: Request, tr: Translator) -> Screen:
    """Ask for a part of an office's name."""
    text = paragraphs(
        tr("<b>Find an office</b>"), tr("Write a part of its name, or the name of its district. To leave: /cancel")
    )
    return Screen(text, ((press(tr("All offices"), _press(request, RedirectAct.LIST)),),))


def ask_reason(request: Request, office: Office, page: int, tr: Translator, *, again: bool = False) -> Screen:
    """Ask why; `again` tells that what was typed is no reason."""
    limit = tr.number(REASON_LIMIT)
    text = paragraphs(
        tr("A reason needs at least three letters and at most {limit} characters.", limit=limit) if again else None,
        tr("<b>Why is {number} passed on?</b>", number=request.number),
        tr("Write the reason in one message. It is kept with the record of the request."),
    )
    back = press(tr("‹ Without a reason"), _press(request, RedirectAct.CHOOSE, page, office.id))
    return Screen(text, ((back,),))


def question(passing: Passing, page: int, today: date, tr: Translator, service: Service) -> Screen:
    """Ask before a request is sent on."""
    request, office = passing.request, passing.office
    covers = request.topic_id in office.topics
    text = paragraphs(
        tr("<b>Pass {number} on?</b>", number=request.number),
        lines(
            tr("To: {office}", office=office_title(office, tr, service)),
            tr("Topic: {topic}", topic=topic_name(request, tr, service)),
            None if covers else tr("This office has other topics."),
            None if passing.on_duty else tr("Nobody is on duty there now: everybody who sits there gets it."),
        ),
        tr("Reason: {reason}", reason=esc(passing.reason, REASON_LIMIT)) if passing.reason else None,
        _usual(passing, today, tr),
        tr("The organisation will be told. Its reply date stays as it is."),
    )
    why = tr("Another reason") if passing.reason else tr("Write a reason")
    return Screen(
        text,
        (
            (press(tr("Pass on"), _press(request, RedirectAct.CONFIRM, page, office.id)),),
            (press(why, _press(request, RedirectAct.REASON, page, office.id)),),
            (press(tr("‹ Other offices"), _press(request, RedirectAct.LIST, page)),),
            (press(tr("Cancel"), _press(request, RedirectAct.CANCEL)),),
        ),
    )


def _usual(passing: Passing, today: date, tr: Translator) -> str | None:
    """Remind of the days within which a letter is passed on (ӘРПК/АППК art. 65)."""
    if passing.received is None or passing.until is None:
        return None
    received, until = tr.date(passing.received, today), tr.date(passing.until, today)
    if today <= passing.until:
        return tr(
            "Received: {received}. By the model of the code, art. 65, a letter is passed on within 3 working days: by"
            " {until}.",
            received=received,
            until=until,
        )
    return tr(
        "Received: {received}. By the model of the code, art. 65, a letter is passed on within 3 working days; they"
        " ended on {until}. You can still pass it on.",
        received=received,
        until=until,
    )


def passed(request: Request, office: Office, tr: Translator, service: Service) -> Screen:
    """Return that a request was sent on."""
    where = office_title(office, tr, service)
    text = tr("{number} is passed on to: {office}. The organisation will be told.", number=request.number, office=where)
    return Screen(text)


def meanwhile(request: Request, office: Office | None, tr: Translator, service: Service) -> Screen:
    """Return that somebody was faster, and who has the request now."""
    if office is None:
        where = tr("The coordinators of the territory have it now.")
    else:
        where = tr("It is now with: {office}.", office=office_title(office, tr, service))
    return Screen(paragraphs(tr("{number} has been passed on already.", number=request.number), where))


def cancelled(tr: Translator) -> Screen:
    """Return that nothing was done."""
    return Screen(tr("The request stays where it is."))


def own_office(tr: Translator) -> str:
    """Return why a request is not sent to the office that has it."""
    return tr("This office has the request already.")


def nobody_there(tr: Translator) -> str:
    """Return why an office is not taken."""
    return tr("Nobody sits in that office any more. Choose another one.")
