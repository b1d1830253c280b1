"""Everything else: help, and a clear sentence for whatever fits nowhere."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.enums import ContentType
from aiogram.filters import Command, or_f
from aiogram.types import CallbackQuery, Message

from domain.people import Visitor
from handlers.callbacks import CallPress
from handlers.filters import MenuWord
from handlers.forms import Form
from handlers.home import asked, current
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import menu
from handlers.views.screen import Answer, paragraphs

# Telegram's own notes about the chat: nobody said anything.
EVENTS = {ContentType.PINNED_MESSAGE, ContentType.MESSAGE_AUTO_DELETE_TIMER_CHANGED, ContentType.CHAT_BACKGROUND_SET}


def router() -> Router:
    """Return the router that is asked last."""
    router = Router(name="fallback")
    router.message.register(show_help, or_f(Command("help"), MenuWord(menu.Item.HELP)))
    return router


def last() -> Router:
    """Return the router of what nobody else took."""
    router = Router(name="last")
    router.message.register(anything)
    router.callback_query.register(stale)
    return router


async def show_help(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Tell what the bot does."""
    coordinating = visitor.consented and bool(visitor.coordinates)
    republic = visitor.consented and visitor.of_republic
    seated = visitor.consented and visitor.seat is not None
    return menu.help_text(tr, service.operator, coordinating=coordinating, republic=republic, seated=seated)


async def anything(message: Message, visitor: Visitor, form: Form | None, tr: Translator, service: Service) -> Given:
    """Say what is expected of the person: the question that waits for an answer, else where the menu is."""
    if message.content_type in EVENTS:
        return None
    said = menu.not_understood(tr) if message.text else menu.not_supported(tr)
    waiting = asked(visitor, form, tr, service)
    if waiting is None:
        return menu.with_menu(said, tr, seated=visitor.seat is not None)
    if visitor.language is None:
        return waiting
    if message.text:
        # Somebody who left the sign-up is asked nothing: the screen alone says where they stand.
        said = "" if visitor.consented else menu.consent_first(tr)
    return replace(waiting, text=paragraphs(said, waiting.text))


async def stale(query: CallbackQuery, visitor: Visitor, form: Form | None, tr: Translator, service: Service) -> Given:
    """Say that the button is out of date and show where the person stands now; an alert stays as it was."""
    under_a_call = (query.data or "").startswith(f"{CallPress.__prefix__}:")
    screen = await current(visitor, form, tr, service)
    return Answer(screens=(screen,), toast=menu.out_of_date(tr), fresh=under_a_call)
