"""/requests: what the NGO wrote to akimats, and the card of one of them."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, or_f
from aiogram.types import CallbackQuery, Message

from domain.people import Visitor
from handlers.filters import MenuWord, Ready
from handlers.presenting import Given
from handlers.requests.filing_callbacks import MyRequestsPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.menu import Item
from handlers.views.requests import filing
from handlers.views.requests import my_requests as views
from handlers.views.screen import Screen


def router() -> Router:
    """Return the router of the NGO's requests."""
    router = Router(name="my requests")
    router.message.filter(Ready())
    router.callback_query.filter(Ready())
    router.message.register(show, or_f(Command("requests"), MenuWord(Item.REQUESTS)))
    router.callback_query.register(turn_page, MyRequestsPress.filter())
    return router


async def show(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """List the requests of the NGO for which the person acts."""
    return await page_of(0, visitor, tr, service)


async def turn_page(
    _query: CallbackQuery, callback_data: MyRequestsPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show another page."""
    return await page_of(callback_data.page, visitor, tr, service)


async def page_of(number: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Return a page of the list, counted from 0: the last one when there are fewer."""
    async with service.store.read() as repositories:
        if visitor.ngo is None:
            return filing.only_ngos(await repositories.organisations.of_person(visitor.person_id), tr)
        page = await repositories.requests.of_ngo(visitor.ngo.id, number * views.PAGE, views.PAGE)
        if not page.items and page.total:
            number = views.pages(page.total) - 1
            page = await repositories.requests.of_ngo(visitor.ngo.id, number * views.PAGE, views.PAGE)
        offices = await repositories.offices.many(
            sorted({one.office_id for one in page.items if one.office_id is not None})
        )
    return views.list_screen(page, offices, number if page.items else 0, visitor.ngo, tr, service)
