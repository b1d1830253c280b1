"""Words about requests that several screens of an office share: moments, dates, days left, who did it."""

from __future__ import annotations

from datetime import date, datetime

from domain.calls.model import LocalMoment
from domain.offices import Seat, SeatRole
from domain.requests.clocks import Reckoning, RequestClocks
from domain.requests.model import Request
from domain.requests.terms import Terms
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.inviting import holder_name
from handlers.views.screen import lines


def at_time(moment: datetime, tr: Translator, service: Service) -> str:
    """Return a local day and time in words; the year only when it is another one."""
    local = moment.astimezone(service.zone)
    return f"{tr.date(local.date(), service.today(service.clock.now()))}, {local:%H:%M}"


def who(seat: Seat | None, tr: Translator) -> str:
    """Return how the holder of a seat is called; HTML."""
    if seat is None:
        return tr("an official")
    if seat.holder:
        return holder_name(seat, tr, 60)
    return tr("head") if seat.role is SeatRole.HEAD else tr("officer")


def left_words(clock: Reckoning, terms: Terms, now: datetime, tr: Translator) -> str:
    """Return how many working days are left until the due date that holds, or how many it is over."""
    left = terms.days_left(clock.due_now, now)
    if terms.day(now) > clock.due_now:
        if left == 0:
            return tr("overdue: the term is over")
        return tr.n("overdue by {n} working day", "overdue by {n} working days", -left)
    if left == 0:
        return tr("today is the last day")
    return tr.n("{n} working day left", "{n} working days left", left)


def by_date(day: date, today: date, tr: Translator) -> str:
    """Return "by the day" in words."""
    return tr.until(LocalMoment(day), today)


def dates(request: Request, clocks: RequestClocks | None, terms: Terms, now: datetime, tr: Translator) -> str | None:
    """Return both dates of an open request with the working days left; HTML."""
    if clocks is None or not request.open:
        return None
    today = terms.day(now)
    whole = clocks.whole
    told = [
        tr(
            "Reply to the NGO <b>{until}</b>: {left}.",
            until=by_date(whole.due_now, today, tr),
            left=left_words(whole, terms, now, tr),
        )
    ]
    if whole.extended_due is not None:
        told.append(tr("The term was extended; the first date was {day}.", day=tr.date(whole.due, today)))
    own = clocks.spells[-1] if clocks.spells and request.office_id is not None else None
    if own is not None and own.due_now != whole.due_now:
        told.append(
            tr(
                "Your office's own term: {until}, {left}.",
                until=by_date(own.due_now, today, tr),
                left=left_words(own, terms, now, tr),
            )
        )
    return lines(*told)
