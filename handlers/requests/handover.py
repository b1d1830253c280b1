"""The handover to a newcomer: the brief, and its confirmation item by item. Every press is authorised by the seat."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.calendar import WorkingCalendar
from domain.errors import NoSuchOffice
from domain.offices import Office, Seat
from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.handover import ItemKind, by_kind, mark
from handlers import commands, office_record
from handlers.filters import Seated
from handlers.presenting import Given
from handlers.requests.handover_brief import brief_of, paper_of
from handlers.requests.handover_callbacks import HandoverAct, HandoverPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import menu, office_card
from handlers.views.requests import handover as views
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of handovers; others than officials are told whom they are for."""
    router = Router(name="handover")
    router.message.register(show, Command("handover"), Seated())
    router.message.register(not_for_you, Command("handover"))
    router.callback_query.register(look, HandoverPress.filter(F.act.in_({HandoverAct.SHOW, HandoverAct.LIST})))
    router.callback_query.register(paper, HandoverPress.filter(F.act == HandoverAct.PAPER))
    router.callback_query.register(confirm, HandoverPress.filter())
    return router


async def not_for_you(_message: Message, tr: Translator) -> Given:
    """Tell somebody who holds no seat whom it is for."""
    return office_card.only_officials(tr)


async def show(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Show the brief about the own office, also to who has sat there for long."""
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.read() as repositories:
        screen = await _brief(repositories, law, visitor, tr, service)
    return Answer(screens=(screen,), also=(commands.suited(visitor, tr),))


def _refused(press: HandoverPress, visitor: Visitor, tr: Translator) -> Answer | None:
    """Return what is said to somebody whose seat it is not (any more)."""
    if visitor.seat is None or not visitor.consented:
        return Answer(screens=(office_card.only_officials(tr),), toast=menu.out_of_date(tr))
    if press.seat != visitor.seat.seat_id:
        return Answer(toast=views.of_another_seat(tr), loud=True)
    return None


async def _own(repositories: Repositories, visitor: Visitor) -> tuple[Office, Seat]:
    """Return the visitor's seat and its office.

    Raises:
        NoSuchOffice: the office was closed a moment ago.
    """
    assert visitor.seat is not None  # looked at by the caller
    office = await repositories.offices.get(visitor.seat.office_id)
    seat = await repositories.seats.get(visitor.seat.seat_id)
    if office is None or office.closed or seat is None or seat.until is not None:
        raise NoSuchOffice(visitor.seat.office_id)
    return office, seat


async def _brief(
    repositories: Repositories, law: WorkingCalendar, visitor: Visitor, tr: Translator, service: Service
) -> Screen:
    office, seat = await _own(repositories, visitor)
    return views.brief(await brief_of(repositories, service, law, office, seat, whole=False), tr, service)


async def look(
    _query: CallbackQuery, callback_data: HandoverPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show the brief, or a page of what is not confirmed yet."""
    if (refused := _refused(callback_data, visitor, tr)) is not None:
        return refused
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.read() as repositories:
        if callback_data.act is HandoverAct.SHOW:
            return await _brief(repositories, law, visitor, tr, service)
        _, seat = await _own(repositories, visitor)
        return await _page(repositories, law, seat, callback_data.page, tr, service)


async def _page(
    repositories: Repositories, law: WorkingCalendar, seat: Seat, page: int, tr: Translator, service: Service
) -> Screen:
    found = await repositories.handovers.waiting(seat.id, page * views.PAGE, views.PAGE)
    if not found.items and found.total:  # the last ones of the page were confirmed
        page = (found.total - 1) // views.PAGE
        found = await repositories.handovers.waiting(seat.id, page * views.PAGE, views.PAGE)
    progress = (await repositories.handovers.of_office(seat.office_id)).get(seat.id)
    calendar = law.changed(await repositories.calendar.changes())
    return views.list_screen(seat.id, found, page, progress, calendar, tr, service)


async def paper(
    _query: CallbackQuery, callback_data: HandoverPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Send the brief as a document."""
    if (refused := _refused(callback_data, visitor, tr)) is not None:
        return refused
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.read() as repositories:
        office, seat = await _own(repositories, visitor)
        found = await brief_of(repositories, service, law, office, seat, whole=True)
    return Answer(documents=(await paper_of(found, tr, service),))


async def confirm(
    _query: CallbackQuery,
    callback_data: HandoverPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Note that the newcomer has seen an item, or all that was on the screen; then show what is left."""
    press, now = callback_data, service.clock.now()
    if (refused := _refused(press, visitor, tr)) is not None:
        return refused
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        _, seat = await _own(repositories, visitor)
        wanted = await _wanted(repositories, press, seat)
        if wanted is None:
            toast, loud = views.list_changed(tr), True
        else:
            count = await office_record.confirm_handover(repositories, seat, visitor.person_id, wanted, now)
            toast, loud = views.confirmed(count, tr), count == 0
        screen = await _page(repositories, law, seat, press.page, tr, service)
    return Answer(screens=(screen,), toast=toast, loud=loud)


async def _wanted(
    repositories: Repositories, press: HandoverPress, seat: Seat
) -> list[tuple[ItemKind, list[int]]] | None:
    """Return what is to be confirmed; None when something else is on the list than was on the screen."""
    if press.act is HandoverAct.SEEN:
        return [(press.kind, [press.id])]
    found = await repositories.handovers.waiting(seat.id, press.page * views.PAGE, views.PAGE)
    return by_kind(found.items) if mark(found.items) == press.mark else None
