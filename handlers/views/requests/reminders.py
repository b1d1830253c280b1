"""Reminders of a request's dates, to the office that has it, to its head and to coordinators."""

from __future__ import annotations

from domain.offices import Office
from domain.requests.model import Request
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.inviting import office_title
from handlers.views.screen import Button, Screen, esc, lines, paragraphs, press


def coming(request: Request, left: int, ngo: str, tr: Translator, service: Service) -> Screen:
    """Return the reminder to the office that a date comes; `left` are working days until it."""
    text = paragraphs(
        _left(request, left, tr),
        _what(request, ngo, tr, service),
        _dates(request, tr, service),
        tr("To answer, reply to this message."),
    )
    return Screen(text, (open_button(request.id, tr),))


def coming_to_coordinator(
    request: Request, left: int, office: Office | None, tr: Translator, service: Service
) -> Screen:
    """Return the same to a coordinator, when no office has the request or nobody sits there: no words of the letter."""
    text = paragraphs(
        _left(request, left, tr),
        lines(
            _topic(request, tr, service),
            _where(request, office, tr, service),
            tr("Nobody sits there now.") if office else None,
        ),
        _dates(request, tr, service),
    )
    return Screen(text, (open_button(request.id, tr),))


def overdue_to_head(request: Request, days: int, ngo: str, tr: Translator, service: Service) -> Screen:
    """Return the word to the head of an office that a date has passed; `days` are working days over it."""
    text = paragraphs(
        _passed(request, days, tr),
        _what(request, ngo, tr, service),
        _dates(request, tr, service),
        tr("The coordinators of the territory are told too. To answer, reply to this message."),
    )
    return Screen(text, (open_button(request.id, tr),))


def overdue_to_coordinator(
    request: Request, days: int, office: Office | None, tr: Translator, service: Service
) -> Screen:
    """Return the word to a coordinator: how the request stands, not what it says."""
    taken = tr("Nobody has taken it.") if request.seat_id is None and office is not None else None
    text = paragraphs(
        _passed(request, days, tr),
        lines(_topic(request, tr, service), _where(request, office, tr, service), taken),
        _dates(request, tr, service),
    )
    return Screen(text, (open_button(request.id, tr),))


def late(request: Request, office: Office | None, tr: Translator, service: Service) -> Screen:
    """Return the word to the NGO that its reply date has passed, with what can be done now."""
    today = service.today(service.clock.now())
    day = f"{tr.date(request.due, today)}, {tr.weekday(request.due)}"
    title = tr("{number}: the reply date has passed", number=request.number)
    text = paragraphs(
        f"<b>❗ {title}</b>",
        lines(
            f"«{esc(request.gist, 150)}»" if request.gist else None,
            _where(request, office, tr, service),
            tr("Reply date: {day}", day=day),
        ),
        tr("The head of the office and the coordinators know it. You need not wait: choose what to do now."),
    )
    rows = [(press(tr("Text for e-Otinish"), RequestPress(act=RequestAct.APPEAL_ASK, id=request.id)),)]
    if office is not None and not request.escalated:
        up = press(tr("To the head and the coordinators"), RequestPress(act=RequestAct.ESCALATE_ASK, id=request.id))
        rows.insert(0, (up,))
    return Screen(text, (*rows, open_button(request.id, tr)))


def open_button(request_id: int, tr: Translator) -> tuple[Button, ...]:
    """Return the row with the button that opens a request."""
    return (press(tr("Open the request"), RequestPress(act=RequestAct.OPEN, id=request_id)),)


def _left(request: Request, left: int, tr: Translator) -> str:
    if left <= 0:
        title = tr("{number}: the reply is due today", number=request.number)
    else:
        title = tr.n(
            "{number}: {n} working day left to reply",
            "{number}: {n} working days left to reply",
            left,
            number=request.number,
        )
    return f"<b>⏰ {title}</b>"


def _where(request: Request, office: Office | None, tr: Translator, service: Service) -> str:
    if office is not None:
        return office_title(office, tr, service)
    return tr("No office has it: {place}.", place=esc(place_name(request.territory_id, service, tr)))


def _passed(request: Request, days: int, tr: Translator) -> str:
    title = tr("{number}: the reply date has passed", number=request.number)
    over = tr.n("{n} working day over it, no answer yet.", "{n} working days over it, no answer yet.", days)
    return lines(f"<b>❗ {title}</b>", over)


def _what(request: Request, ngo: str, tr: Translator, service: Service) -> str:
    gist = f"«{esc(request.gist, 150)}»" if request.gist else None
    return lines(esc(ngo, 120) if ngo else None, _topic(request, tr, service), gist)


def _topic(request: Request, tr: Translator, service: Service) -> str | None:
    name = next((topic.name(tr.language) for topic in service.topics if topic.id == request.topic_id), "")
    return tr("Topic: {topic}", topic=esc(name)) if name else None


def _dates(request: Request, tr: Translator, service: Service) -> str:
    """Return both dates; one line when they are the same day."""
    today = service.today(service.clock.now())
    day = f"{tr.date(request.due, today)}, {tr.weekday(request.due)}"
    if request.office_due is None or request.office_due == request.due:
        return tr("Reply date: {day}", day=day)
    own = f"{tr.date(request.office_due, today)}, {tr.weekday(request.office_due)}"
    return lines(tr("Reply date for the NGO: {day}", day=day), tr("Reply date of the office: {day}", day=own))
