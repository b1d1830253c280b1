"""The history of a request in words: each step with its time and who took it, and both clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.offices import Office, Seat
from domain.requests.chronicle import Told
from domain.requests.clocks import RequestClocks
from domain.requests.events import Actor, EventKind
from domain.requests.model import Request
from domain.requests.terms import Terms
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests.wording import at_time, dates, who
from handlers.views.requests.words import rating_name
from handlers.views.screen import Screen, esc, lines, paragraphs

SHOWN = 25
"""Steps on one screen at most: the latest."""

ROOM = 6_500
"""Bytes that the steps have on one screen."""

WORDS_SHOWN = 60


def history(
    request: Request,
    steps: Sequence[Told],
    seats: Mapping[int, Seat],
    offices: Mapping[int, Office | None],
    clocks: RequestClocks | None,
    terms: Terms,
    now: datetime,
    tr: Translator,
    service: Service,
) -> Screen:
    """Return what happened to a request."""
    told = [step for step in steps if step.event.kind is not EventKind.DELIVERED]
    shown = _latest([_line(step, seats, offices, tr, service) for step in told[-SHOWN:]])
    earlier = len(told) - len(shown)
    hidden = tr.n("{n} earlier step is not shown.", "{n} earlier steps are not shown.", earlier)
    return Screen(
        paragraphs(
            tr("<b>{number}: history</b>", number=request.number),
            hidden if earlier > 0 else None,
            "\n".join(shown),
            _clocks(clocks, offices, tr, service),
            dates(request, clocks, terms, now, tr),
        )
    )


def no_words(request: Request, tr: Translator) -> Screen:
    """Return that nothing was written after the letter."""
    return Screen(tr("<b>{number}</b>: nothing has been written after the letter.", number=request.number))


def hidden(count: int, tr: Translator) -> str | None:
    """Return the toast about earlier messages that are not shown; None when there are none."""
    if count <= 0:
        return None
    return tr.n("{n} earlier message is not shown.", "{n} earlier messages are not shown.", count)


def _latest(told: list[str]) -> list[str]:
    """Return the last lines that have room together."""
    room, first = ROOM, len(told)
    while first and (room := room - len(told[first - 1].encode()) - 1) >= 0:
        first -= 1
    return told[first:]


def _line(
    step: Told, seats: Mapping[int, Seat], offices: Mapping[int, Office | None], tr: Translator, service: Service
) -> str:
    when = at_time(step.event.moment, tr, service)
    line = f"{when} – {_what(step, seats, offices, tr, service)}"
    reasons = (EventKind.EXTENDED, EventKind.CLOSED, EventKind.REDIRECTED)
    return f"{line} ({esc(step.words, WORDS_SHOWN)})" if step.words and step.event.kind in reasons else line


def _by(step: Told, seats: Mapping[int, Seat], tr: Translator) -> str:
    """Return who acted; HTML."""
    seat = seats.get(step.seat_id or 0)
    if seat is not None:
        return who(seat, tr)
    match step.event.actor:
        case Actor.NGO:
            return tr("the NGO")
        case Actor.HEAD:
            return tr("head")
        case Actor.OFFICER:
            return tr("officer")
        case Actor.COORDINATOR:
            return tr("coordinator")
    return tr("Elshi")


def _what(
    step: Told, seats: Mapping[int, Seat], offices: Mapping[int, Office | None], tr: Translator, service: Service
) -> str:
    """Return what happened, in few words; HTML."""
    event, by = step.event, _by(step, seats, tr)
    day = tr.date(event.until, service.today(service.clock.now())) if event.until else ""
    office = offices.get(event.office_id or 0)
    where = esc(office.name(tr.language), 60) if office else tr("the coordinators of the territory")
    match event.kind:
        case EventKind.FILED:
            return tr("filed; received by: {office}", office=where)
        case EventKind.REDIRECTED:
            return tr("sent on ({name}); received by: {office}", name=by, office=where)
        case EventKind.HANDED:
            return tr("handed to: {name}", name=who(seats.get(step.to or 0), tr))
        case EventKind.EXTENDED:
            return tr("term extended until {day}: {name}", day=day, name=by)
        case EventKind.PROMISED:
            return tr("promise until {day}: {name}", day=day, name=by)
        case EventKind.RATED:
            return tr("rated by the NGO: {rating}", rating=rating_name(event.rating, tr) if event.rating else "…")
    return _plainly(event.kind, by, tr)


def _plainly(kind: EventKind, by: str, tr: Translator) -> str:
    """Return a step that is told with nothing but who took it."""
    match kind:
        case EventKind.TAKEN:
            return tr("taken: {name}", name=by)
        case EventKind.FREED:
            return tr("let go: {name}", name=by)
        case EventKind.ANSWERED:
            return tr("answered: {name}", name=by)
        case EventKind.DETAILS_ASKED:
            return tr("details asked: {name}", name=by)
        case EventKind.NOTE:
            return tr("note: {name}", name=by)
        case EventKind.CLOSED:
            return tr("closed: {name}", name=by)
        case EventKind.REOPENED:
            return tr("reopened by the NGO")
        case EventKind.WITHDRAWN:
            return tr("withdrawn by the NGO")
        case EventKind.ADDED:
            return tr("the NGO added to it")
        case EventKind.REMINDED:
            return tr("reminded: {name}", name=by)
        case EventKind.ESCALATED:
            return tr("the NGO took it to the head and the coordinators")
        case EventKind.EDITED:
            return tr("a message was changed: {name}", name=by)
        case EventKind.COSIGNED:
            return tr("another NGO joined")
        case EventKind.UNSIGNED:
            return tr("an NGO that had joined left")
        case EventKind.PROMISE_DONE:
            return tr("promise marked as done: {name}", name=by)
        case EventKind.PROMISE_JUDGED:
            return tr("the NGO judged a promise")
    return tr("a step of a newer kind")


def _clocks(
    clocks: RequestClocks | None, offices: Mapping[int, Office | None], tr: Translator, service: Service
) -> str | None:
    """Return since when each clock runs."""
    if clocks is None:
        return None
    told = [tr("The NGO's clock runs since {when}.", when=at_time(clocks.whole.registered, tr, service))]
    if len(clocks.spells) > 1:
        last = clocks.spells[-1]
        office = offices.get(last.office_id or 0)
        told.append(
            tr(
                "The clock of the office that has it ({office}) runs since {when}.",
                office=esc(office.name(tr.language), 60) if office else "",
                when=at_time(last.registered, tr, service),
            )
        )
    return lines(*told)
