"""What happened to a request, step by step, and what was written about it: for officials and coordinators."""

from __future__ import annotations

from dataclasses import replace

from aiogram import F, Router
from aiogram.types import CallbackQuery

from domain.errors import NotYourRequest
from domain.people import Visitor
from domain.requests.chronicle import Told, without_words
from domain.requests.clocks import clocks_of
from domain.requests.events import EventKind
from domain.requests.model import MessageKind
from domain.requests.parts import NEXT, parts
from handlers.filters import Agreed
from handlers.presenting import Given
from handlers.requests import telling
from handlers.requests.casefile import log_of
from handlers.requests.desk_callbacks import DeskAct, DeskPress
from handlers.requests.happening import terms_in_force
from handlers.requests.standing import request_seen, request_served
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import colleagues
from handlers.views.requests import history as views
from handlers.views.screen import Answer, Mark

AT_ONCE = 6
"""Messages that are shown at once: the latest."""


def router() -> Router:
    """Return the router of the history."""
    router = Router(name="history of requests")
    router.callback_query.filter(Agreed())
    router.callback_query.register(show, DeskPress.filter(F.act == DeskAct.HISTORY))
    router.callback_query.register(show_words, DeskPress.filter(F.act == DeskAct.WORDS))
    return router


async def show_words(
    _query: CallbackQuery,
    callback_data: DeskPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Send what was written after the letter, the latest last, with its files; notes of other offices stay there."""
    async with service.store.write(update_id) as repositories:
        request, may = await request_served(repositories, visitor, callback_data.id, service)
        assert may.seat is not None  # it is served
        office = may.seat.office_id
        found = [
            one
            for one in await repositories.request_messages.of_request(request.id)
            if one.entry is not None
            and one.kind is not MessageKind.LETTER
            and (one.kind is not MessageKind.NOTE or one.office_id == office)
        ]
        shown = found[-AT_ONCE:]
        seats = await repositories.seats.many(sorted({one.seat_id for one in shown if one.seat_id}))
        parcels = telling.files(request, visitor.chat_id, shown, office=office)
        again = [replace(one, dedupe_key=f"{one.dedupe_key}:{update_id}") for one in parcels]
        await repositories.outbox.put(again, service.clock.now())
    screens = [
        screen
        for one in shown
        for part in parts(one.text, NEXT)
        for screen in [colleagues.before(request, one, seats.get(one.seat_id or 0), part, tr, service)]
    ]
    hidden = len(found) - len(shown)
    return Answer(screens=tuple(screens) or (views.no_words(request, tr),), fresh=True, toast=views.hidden(hidden, tr))


async def show(
    _query: CallbackQuery, callback_data: DeskPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show the steps with their times, who took them, and both clocks; an office that sent it on sees it up to then."""
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.read() as repositories:
        request, may = await request_seen(repositories, visitor, callback_data.id, service)
        if not (may.serves or may.former or may.coordinator is not None):
            raise NotYourRequest(request.id)
        steps = await log_of(repositories, request.id)
        terms = await terms_in_force(repositories, service, law)
        if not may.reads:
            steps = without_words(steps)
        if may.former and may.coordinator is None and visitor.seat is not None:
            steps = _until_sent_on(steps, visitor.seat.office_id)
        seats = await repositories.seats.many(
            sorted({seat for step in steps for seat in (step.seat_id, step.to) if seat})
        )
        places = sorted({step.event.office_id for step in steps if step.event.office_id})
        offices = {place: await repositories.offices.get(place) for place in places}
    clocks = clocks_of([step.event for step in steps], terms, now)
    screen = views.history(request, steps, seats, offices, clocks, terms, now, tr, service)
    office = visitor.seat.office_id if may.serves and visitor.seat is not None else None
    return Answer(screens=(screen,), fresh=True, mark=Mark(request.id, "desk", office) if office else None)


def _until_sent_on(steps: tuple[Told, ...], office_id: int) -> tuple[Told, ...]:
    """Return the steps up to the one by which the office last sent the request on."""
    had = False
    last = 0
    for place, step in enumerate(steps):
        if step.event.kind in (EventKind.FILED, EventKind.REDIRECTED):
            if had:
                last = place
            had = step.event.office_id == office_id
    return steps[: last + 1]
