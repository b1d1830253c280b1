"""The number that e-Otinish gave to an appeal, noted beside the request; no clock looks at it."""

from __future__ import annotations

import re

from aiogram import Router
from aiogram.types import CallbackQuery

from domain.errors import NoSuchRequest, NotYourRequest
from domain.people import Dialogue, Visitor
from handlers.filters import Ready
from handlers.presenting import Given
from handlers.requests.drafting import OTINISH, hush
from handlers.requests.filing_callbacks import OtinishLeave, OtinishPress
from handlers.requests.standing import request_owned
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.failures import refusal
from handlers.views.requests import sending as views
from handlers.views.screen import Answer, Screen, one_line

_NUMBER = re.compile(r"[0-9A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][0-9A-ZА-ЯЁӘҒҚҢӨҰҮҺІ/-]{2,38}[0-9A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]")
_DASHES = re.compile(r"\s*[-‐‑‒–—−]\s*")
LEAST_DIGITS = 4


def router() -> Router:
    """Return the router of the button; what is typed then comes with other answers about letters."""
    router = Router(name="e-otinish")
    router.callback_query.register(ask, OtinishPress.filter(), Ready())
    router.callback_query.register(leave, OtinishLeave.filter(), Ready())
    return router


def number_of(text: str) -> str | None:
    """Return the number that was typed, as it is printed: capitals, plain hyphens; None when it is none.

    How e-Otinish numbers appeals is not laid down where we could read it, so anything of letters, digits, hyphens and
    slashes with four digits in it is taken.
    """
    line = _DASHES.sub("-", one_line(text).upper())
    line = re.sub(r"^(№|NO?\.?|НОМЕР|НӨМІР|НӨМІРІ)\s*(?=\S*\d)", "", line).strip(" .,;")
    if not _NUMBER.fullmatch(line) or sum(char.isdecimal() for char in line) < LEAST_DIGITS:
        return None
    return line


async def ask(
    _query: CallbackQuery,
    callback_data: OtinishPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Ask for the number, as a new message: the receipt stays."""
    async with service.store.write(update_id) as repositories:
        request, _ = await request_owned(repositories, visitor, callback_data.id, service)
        dialogue = Dialogue(OTINISH, {"id": request.id})
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())
    return Answer(screens=(views.ask_otinish(request, tr),), fresh=True)


async def leave(
    _query: CallbackQuery,
    callback_data: OtinishLeave,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Ask for the number no more."""
    async with service.store.write(update_id) as repositories:
        request, _ = await request_owned(repositories, visitor, callback_data.id, service)
        if visitor.dialogue.state == OTINISH:
            await hush(repositories, visitor, service.clock.now())
    return views.otinish_left(request, tr)


async def typed(text: str, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Note what was typed, if it is a number; the last one counts."""
    number = number_of(text)
    asked = visitor.dialogue.data.get("id")
    try:
        async with service.store.write(update_id) as repositories:
            request, _ = await request_owned(repositories, visitor, asked if isinstance(asked, int) else 0, service)
            if number is None:
                return views.ask_otinish(request, tr, views.no_number(tr))
            await repositories.requests.put_e_otinish(request.id, number)
            await hush(repositories, visitor, service.clock.now())
    except (NoSuchRequest, NotYourRequest) as error:
        async with service.store.write() as repositories:
            await hush(repositories, visitor, service.clock.now())
        return Screen(refusal(error, tr))
    return views.otinish_noted(request, number, tr)
