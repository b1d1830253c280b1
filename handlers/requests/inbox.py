"""The inbox of an office, and searching in it. Each press is authorised by the seat that its presser holds now."""

from __future__ import annotations

from datetime import date

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, or_f
from aiogram.types import CallbackQuery, Message

from domain.calendar import WorkingCalendar
from domain.errors import NoSuchRequest
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.requests.inbox import LONGEST_QUERY, SOON, Heap, number_of, terms_of
from handlers import commands
from handlers.filters import MenuWord, Seated, Talking
from handlers.presenting import Given
from handlers.requests.inbox_callbacks import InboxAct, InboxPress
from handlers.requests.opening import card_for
from handlers.requests.standing import request_seen
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.menu import Item, with_menu
from handlers.views.requests import inbox as views
from handlers.views.screen import Answer, Screen, one_line

SEARCHING = "inbox:search"
"""The dialogue in which an official writes what to look for."""


def router() -> Router:
    """Return the router of the inbox; others than officials are told whom it is for."""
    router = Router(name="inbox")
    asked = or_f(Command("inbox"), MenuWord(Item.INBOX))
    router.message.register(show, asked, Seated())
    router.message.register(not_for_you, asked)
    router.callback_query.register(turn_page, InboxPress.filter(F.act == InboxAct.LIST), Seated())
    router.callback_query.register(ask, InboxPress.filter(F.act == InboxAct.ASK), Seated())
    router.callback_query.register(turn_found, InboxPress.filter(), Seated())
    router.callback_query.register(press_not_for_you, InboxPress.filter())
    return router


def answers() -> Router:
    """Return the router of what is typed to be looked for: included after every command."""
    router = Router(name="inbox answers")
    router.message.filter(Talking("inbox"))
    router.message.register(typed, Seated())
    router.message.register(seat_ended)
    return router


async def not_for_you(_message: Message, visitor: Visitor, tr: Translator) -> Given:
    """Tell somebody who holds no seat whom the inbox is for; what an ended term left in the menu goes."""
    coordinating = visitor.consented and bool(visitor.coordinates)
    said = views.only_officials(tr, coordinating=coordinating)
    if not (visitor.language and visitor.onboarded):
        return Screen(said)
    return Answer(screens=(with_menu(said, tr),), also=(commands.suited(visitor, tr),))


async def press_not_for_you(_query: CallbackQuery, visitor: Visitor, tr: Translator) -> Given:
    """Refuse a forged press, or one after the seat was left."""
    return Screen(views.only_officials(tr, coordinating=visitor.consented and bool(visitor.coordinates)))


async def seat_ended(_message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Close the search of somebody who holds no seat any more."""
    await _keep(Dialogue(), visitor, service, update_id)
    said = views.only_officials(tr, coordinating=bool(visitor.coordinates))
    return Answer(screens=(with_menu(said, tr),), also=(commands.suited(visitor, tr),))


async def show(
    message: Message,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
    command: CommandObject | None = None,
) -> Given:
    """Show the open requests, or look for what stands after the command.

    The chat's commands are set on the way: the role may be new.
    """
    words = (command.args or "").strip() if command is not None else ""
    if words:
        return await _looked_for(words, visitor, tr, service, update_id)
    screen = await page_of(Heap.OPEN, 0, visitor, tr, service)
    return Answer(screens=(screen,), also=(commands.suited(visitor, tr),))


async def turn_page(
    _query: CallbackQuery, callback_data: InboxPress, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Show a page of a heap; a search that waited for words is left by it."""
    if visitor.dialogue.state == SEARCHING:
        await _keep(Dialogue(), visitor, service, update_id)
    return await page_of(callback_data.heap, callback_data.page, visitor, tr, service)


async def page_of(heap: Heap, page: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Return a page of a heap of the visitor's office, the last one when there are fewer."""
    assert visitor.seat is not None  # the filter
    office, seat = visitor.seat.office_id, visitor.seat.seat_id
    today = service.today(service.clock.now())
    law = await service.by_law(today)
    async with service.store.read() as repositories:
        calendar = await _calendar(repositories, law)
        soon = _soon(calendar, today)
        found = await repositories.inbox.page(office, seat, heap, today, soon, page * views.PAGE, views.PAGE)
        if not found.lines and found.counts[heap]:
            page = views.pages(found.counts[heap]) - 1
            found = await repositories.inbox.page(office, seat, heap, today, soon, page * views.PAGE, views.PAGE)
    return views.list_screen(found, heap, page if found.lines else 0, calendar, today, tr, service)


async def _calendar(repositories: Repositories, law: WorkingCalendar) -> WorkingCalendar:
    return law.changed(await repositories.calendar.changes())


def _soon(calendar: WorkingCalendar, today: date) -> date:
    """Return the last day until which a reply date is near."""
    return calendar.add_working_days(today, SOON)


async def ask(_query: CallbackQuery, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Ask what to look for."""
    await _keep(Dialogue(SEARCHING), visitor, service, update_id)
    return Answer(screens=(views.question(tr),), fresh=True)


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Look for what was typed."""
    return await _looked_for(message.text or "", visitor, tr, service, update_id)


async def _looked_for(text: str, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Open the request of that number, or show the first page of those that have the words."""
    number = number_of(text)
    kept = one_line(text[: LONGEST_QUERY * 4])[:LONGEST_QUERY]
    wordless = number is None and not terms_of(kept)
    now, query = service.clock.now(), 0
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id, alone=False) as repositories:
        if wordless or visitor.dialogue.state == SEARCHING:
            dialogue = Dialogue(SEARCHING) if wordless else Dialogue()
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, now)
        if number is None and not wordless:
            query = await repositories.search.asked(visitor.person_id, kept, now)
    if wordless:
        return views.question(tr, views.no_words(tr))
    async with service.store.read() as repositories:  # nobody who writes waits for a search
        if number is not None:
            return await _numbered(number, repositories, visitor, tr, service)
        return await _found(kept, query, 0, repositories, law, visitor, tr, service)


async def _numbered(
    number: int, repositories: Repositories, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Return the card of a request; a number that is not theirs is as good as none."""
    try:
        request, found = await request_seen(repositories, visitor, number, service)
    except NoSuchRequest:
        return views.no_such(number, tr)
    if not (found.serves or found.former):
        return views.no_such(number, tr)
    screen, mark = await card_for(repositories, request, found, visitor, tr, service)
    return Answer(screens=(screen,), mark=mark)


async def turn_found(
    _query: CallbackQuery, callback_data: InboxPress, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Show a page of a search of the person's own, found anew: requests come and go."""
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.read() as repositories:
        asked = await repositories.search.query(visitor.person_id, callback_data.query)
        if asked is not None:
            return await _found(asked.text, asked.id, callback_data.page, repositories, law, visitor, tr, service)
    await _keep(Dialogue(SEARCHING), visitor, service, update_id)
    return Answer(screens=(views.question(tr),), toast=views.forgotten(tr))


async def _found(
    text: str,
    query: int,
    page: int,
    repositories: Repositories,
    law: WorkingCalendar,
    visitor: Visitor,
    tr: Translator,
    service: Service,
) -> Screen:
    assert visitor.seat is not None  # the filter
    terms, seat = terms_of(text), visitor.seat
    calendar = await _calendar(repositories, law)
    found = await repositories.inbox.search(seat.office_id, seat.seat_id, terms, page * views.PAGE, views.PAGE)
    if not found.lines and found.total:
        page = views.pages(found.total) - 1
        found = await repositories.inbox.search(seat.office_id, seat.seat_id, terms, page * views.PAGE, views.PAGE)
    today = service.today(service.clock.now())
    return views.found_screen(text, query, found, page, calendar, today, tr, service)


async def _keep(dialogue: Dialogue, visitor: Visitor, service: Service, update_id: int) -> None:
    async with service.store.write(update_id, alone=False) as repositories:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())
