"""The first steps: /start, the language, the consent, and where plain buttons lead."""

from __future__ import annotations

import re
from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, CommandStart, or_f
from aiogram.types import CallbackQuery, Message

from domain.people import CONSENT_VERSION, Dialogue, Visitor
from handlers import commands, consents, groups, inviting, organisation, reports
from handlers.callbacks import ConsentPress, Go, LanguagePress, Way
from handlers.calls import card_of, whence_of
from handlers.filters import MenuWord, Ready
from handlers.forms import Form, registration, signup
from handlers.home import asked, current
from handlers.presenting import Given
from handlers.report_callbacks import PAYLOAD
from handlers.requests import filing, joining
from handlers.requests.in_groups import bring
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import menu, onboarding
from handlers.views.forms import step_screen
from handlers.views.screen import Answer


def router() -> Router:
    """Return the router of the first steps; it serves everybody, known or not."""
    router = Router(name="onboarding")
    router.message.register(start, CommandStart())
    router.message.register(show_menu, Command("menu"))
    router.message.register(ask_language, or_f(Command("language"), MenuWord(menu.Item.LANGUAGE)))
    router.callback_query.register(pick_language, LanguagePress.filter())
    router.callback_query.register(answer_consent, ConsentPress.filter())
    router.callback_query.register(begin, Go.filter(F.to == Way.SIGN_UP))
    router.callback_query.register(register_ngo, Go.filter(F.to == Way.REGISTER), Ready())
    return router


def linked_call(payload: str | None) -> int:
    """Return the call that a link `…?start=c12` names, or 0: any other payload is ignored."""
    found = re.fullmatch(r"c([1-9][0-9]{0,14})", payload or "")
    return int(found[1]) if found else 0


def linked_whence(payload: str | None) -> int:
    """Return the call whose sources a link `…?start=w12` of a group's card asks for, or 0."""
    found = re.fullmatch(r"w([1-9][0-9]{0,14})", payload or "")
    return int(found[1]) if found else 0


def linked_ask(payload: str | None) -> int:
    """Return the call about which a link `…?start=a12` of a group's card asks an akimat, or 0."""
    found = re.fullmatch(r"a([1-9][0-9]{0,14})", payload or "")
    return int(found[1]) if found else 0


def linked_group(payload: str | None) -> int:
    """Return the group or channel that a link `…?start=g1001` names, or 0."""
    found = re.fullmatch(r"g([1-9][0-9]{0,14})", payload or "")
    return -int(found[1]) if found else 0


def linked_request(payload: str | None) -> int:
    """Return the request that a link `…?start=j12` asks others to join, or 0."""
    found = re.fullmatch(r"j([1-9][0-9]{0,14})", payload or "")
    return int(found[1]) if found else 0


def linked_card(payload: str | None) -> int:
    """Return the request that a link `…?start=r12` of a group's card names, or 0."""
    found = re.fullmatch(r"r([1-9][0-9]{0,14})", payload or "")
    return int(found[1]) if found else 0


def linked_report(payload: str | None) -> int:
    """Return the report that a link `…?start=m12` names, or 0."""
    found = re.fullmatch(rf"{PAYLOAD}([1-9][0-9]{{0,14}})", payload or "")
    return int(found[1]) if found else 0


def linked_invitation(payload: str | None) -> str | None:
    """Return the token that a link `…?start=i…` carries, whatever it looks like; None for other links."""
    return payload[1:] if payload and payload.startswith("i") else None


async def start(
    _message: Message,
    command: CommandObject,
    visitor: Visitor,
    form: Form | None,
    tr: Translator,
    service: Service,
    bot: Bot,
    update_id: int,
) -> Given:
    """Begin, or go on where the person left; a link opens what it names: a call, a letter about one, an invitation."""
    token = linked_invitation(command.args)
    if token is not None:
        return await inviting.opened(token, visitor, tr, service, update_id)
    call, group = linked_call(command.args), linked_group(command.args)
    sources, asks = linked_whence(command.args), linked_ask(command.args)
    waiting = asked(visitor, None if visitor.onboarded else form, tr, service, call or sources or asks or group)
    if waiting is not None:
        return waiting
    if group:
        return await groups.opened(group, visitor, tr, service, bot)
    if call:
        return await card_of(call, visitor, tr, service)
    if request := linked_card(command.args):
        return await bring(request, visitor, service, update_id)
    if report := linked_report(command.args):
        return await reports.opened(report, visitor, tr, service)
    if sources:
        return await whence_of(sources, visitor, tr, service)
    if asks:
        return await filing.begin(visitor, tr, service, update_id, asks)
    if request := linked_request(command.args):
        return await joining.opened(request, visitor, tr, service)
    return menu.main_menu(tr, seated=visitor.seat is not None)


async def show_menu(_message: Message, visitor: Visitor, form: Form | None, tr: Translator, service: Service) -> Given:
    """Show the main menu, or the question that comes before it."""
    waiting = asked(visitor, None if visitor.onboarded else form, tr, service)
    return waiting or _menu(visitor, tr)


def _menu(visitor: Visitor, tr: Translator) -> Given:
    # Somebody may have become a coordinator or an official since the commands were set.
    also = (commands.suited(visitor, tr),) if visitor.coordinates or visitor.seat is not None else ()
    return Answer(screens=(menu.main_menu(tr, seated=visitor.seat is not None),), also=also)


async def ask_language(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Offer the two languages."""
    return menu.language_choice(tr) if visitor.language else onboarding.welcome(service.texts)


async def pick_language(
    _query: CallbackQuery,
    callback_data: LanguagePress,
    visitor: Visitor,
    form: Form | None,
    service: Service,
    update_id: int,
) -> Given:
    """Switch the language: everything follows, the chat's commands too."""
    chosen = callback_data.language
    tr = service.texts.in_language(chosen)
    if visitor.language is not chosen:
        async with service.store.write(update_id, alone=False) as repositories:
            await repositories.people.set_language(visitor.person_id, chosen, service.clock.now())
    changed = visitor.language is not chosen
    also = (commands.suited(visitor, tr),) if changed else ()
    known = replace(visitor, language=chosen)
    waiting = asked(known, form, tr, service, callback_data.call)
    if visitor.language is None and waiting is not None:
        return Answer(screens=(waiting,), also=also)
    told = menu.with_menu(menu.language_set(tr), tr, seated=visitor.seat is not None) if visitor.onboarded else None
    if told is None:
        return Answer(screens=(waiting,) if waiting else (), toast=menu.language_set(tr), also=also)
    return Answer(screens=(menu.language_choice(tr), told, *((waiting,) if waiting else ())), also=also)


async def answer_consent(
    _query: CallbackQuery,
    callback_data: ConsentPress,
    visitor: Visitor,
    form: Form | None,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Record a yes to the text in force with its hash, and the text itself; explain what a no means."""
    text = onboarding.agreed(callback_data.digest, service)
    if text is None or visitor.language is None or visitor.consented:
        return Answer(screens=(await current(visitor, form, tr, service),), toast=menu.out_of_date(tr))
    if not callback_data.agree:
        return onboarding.declined(tr)
    now = service.clock.now()
    known = replace(visitor, consent_version=CONSENT_VERSION)
    invitation = await inviting.waiting_for(known, tr, service)
    asks = form is None and not visitor.onboarded and invitation is None
    begun = signup(update_id, callback_data.call) if asks else form
    async with service.store.write(update_id) as repositories:
        await consents.give(repositories, visitor.person_id, *text, now)
        if begun is not None and begun is not form:
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, begun.dialogue(), now)
    return invitation or await current(known, begun, tr, service)


async def begin(
    _query: CallbackQuery, visitor: Visitor, form: Form | None, tr: Translator, service: Service, update_id: int
) -> Given:
    """Begin the sign-up form, or go on with what comes before it."""
    if not visitor.consented or visitor.onboarded or form is not None:
        return await current(visitor, form, tr, service)
    begun = signup(update_id)
    await keep(begun.dialogue(), visitor, service, update_id)
    return step_screen(begun, tr, service)


async def register_ngo(
    _query: CallbackQuery, visitor: Visitor, form: Form | None, tr: Translator, service: Service, update_id: int
) -> Given:
    """Begin to register the NGO of somebody who was just looking, or go on; who acts for one already sees it."""
    async with service.store.read() as repositories:
        belongs = await repositories.organisations.of_person(visitor.person_id)
    if belongs:
        return Answer(screens=(await organisation.screen_of(visitor, tr, service),), toast=menu.out_of_date(tr))
    begun = form or registration(update_id)
    if begun is not form:
        await keep(begun.dialogue(), visitor, service, update_id)
    return step_screen(begun, tr, service)


async def keep(dialogue: Dialogue, visitor: Visitor, service: Service, update_id: int) -> None:
    """Store where the person's form stands."""
    async with service.store.write(update_id, alone=False) as repositories:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())
