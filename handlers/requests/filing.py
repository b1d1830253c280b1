"""The way to an akimat: /ask, "Ask the akimat" under a call, and the buttons of a letter that is being written."""

from __future__ import annotations

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import Command, or_f
from aiogram.types import CallbackQuery, Message

from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.draft import RequestDraft
from handlers.callbacks import CallAct, CallPress
from handlers.filters import MenuWord, Ready, Talking
from handlers.presenting import Given
from handlers.requests.drafting import (
    ABOUT,
    OTINISH,
    PLACE,
    TOPIC,
    call_of,
    has_akimat,
    hush,
    known_topic,
    letter_of,
    listen,
    offered,
    standing,
    step,
)
from handlers.requests.filing_callbacks import LetterAct, LetterPress
from handlers.requests.sending import preview, receipt_of, send
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.menu import Item, left, out_of_date
from handlers.views.requests import filing as views
from handlers.views.requests.sending import sent_before
from handlers.views.screen import Answer, Screen

_BEGINS = frozenset({LetterAct.BEGIN, LetterAct.ANEW})
_SENDS = frozenset({LetterAct.SEND, LetterAct.SEND_AGAIN})


def router() -> Router:
    """Return the router of letters to akimats, for those who finished setting up."""
    router = Router(name="filing")
    router.message.filter(Ready())
    router.callback_query.filter(Ready())
    router.message.register(ask, or_f(Command("ask"), MenuWord(Item.ASK)))
    router.message.register(lay_aside, Command("cancel"), Talking(ABOUT))
    router.callback_query.register(ask_about, CallPress.filter(F.act == CallAct.ASK))
    router.callback_query.register(begin_by_button, LetterPress.filter(F.act.in_(_BEGINS)))
    router.callback_query.register(press, LetterPress.filter())
    return router


async def ask(_message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Begin a letter, or ask whether to go on with the one that was begun."""
    return await begin(visitor, tr, service, update_id)


async def lay_aside(_message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Stop listening: the letter stays."""
    async with service.store.write(update_id) as repositories:
        await hush(repositories, visitor, service.clock.now())
    return Screen(left(tr) if visitor.dialogue.state == OTINISH else views.laid_aside(tr))


async def ask_about(
    _query: CallbackQuery,
    callback_data: CallPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Begin a letter about a call, as a new message: its card stays."""
    screen = await begin(visitor, tr, service, update_id, callback_data.id)
    return Answer(screens=(screen,), fresh=True)


async def begin_by_button(
    _query: CallbackQuery,
    callback_data: LetterPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Begin a letter; a begun one gives way only when that was pressed."""
    anew = callback_data.act is LetterAct.ANEW
    return await begin(visitor, tr, service, update_id, callback_data.id, anew=anew)


async def begin(
    visitor: Visitor, tr: Translator, service: Service, update_id: int, call_id: int = 0, *, anew: bool = False
) -> Screen:
    """Return the first question of a letter, or what to do with the one that was begun.

    Args:
        visitor: who writes, for the NGO that they act for.
        tr: speaks.
        service: storage and tables.
        update_id: of the update that is handled.
        call_id: the call that it is about, or 0.
        anew: the letter that was begun is deleted.
    """
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        if visitor.ngo is None:
            return views.only_ngos(await repositories.organisations.of_person(visitor.person_id), tr)
        call = await call_of(repositories, call_id)
        begun = await repositories.request_drafts.of_person(visitor.person_id, visitor.ngo.id)
        if begun is not None and not anew and (begun.parts or begun.territory_id or begun.call_id):
            attached = await call_of(repositories, begun.call_id)
            return views.go_on_question(begun, attached, tr, service, call.id if call else 0)
        draft = RequestDraft(0, visitor.person_id, visitor.ngo.id, call_id=call.id if call else None)
        draft = replace(draft, id=await repositories.request_drafts.begin(draft, now))
        await listen(repositories, visitor, draft, PLACE, now)
        return await standing(repositories, draft, tr, service)


async def press(
    _query: CallbackQuery,
    callback_data: LetterPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Do what a button of a letter says; one of a letter that went shows its receipt."""
    pressed, now = callback_data, service.clock.now()
    if pressed.act in _SENDS:
        return await send(pressed, visitor, tr, service, again=pressed.act is LetterAct.SEND_AGAIN)
    async with service.store.read() as repositories:
        draft, _ = await letter_of(repositories, visitor, pressed.id)
    if draft.sent_as is not None:
        return Answer(screens=(await receipt_of(draft.sent_as, tr, service),), toast=sent_before(tr))
    if pressed.act is LetterAct.PREVIEW:
        return await preview(pressed.id, visitor, tr, service)
    async with service.store.write(update_id) as repositories:
        draft, _ = await letter_of(repositories, visitor, pressed.id)
        match pressed.act:
            case LetterAct.PLACES | LetterAct.REGIONS | LetterAct.LOOK:
                return await _where(repositories, draft, pressed, visitor, tr, service)
            case LetterAct.PLACE:
                if not has_akimat(service.tree, pressed.value):
                    return Answer(screens=(views.regions(draft, tr, service, views.topic_gone(tr)),))
                return await settle(repositories, replace(draft, territory_id=pressed.value), visitor, tr, service)
            case LetterAct.TOPICS:
                await listen(repositories, visitor, draft, TOPIC, now)
                return views.topics(draft, await call_of(repositories, draft.call_id), tr, service)
            case LetterAct.TOPIC:
                chosen = replace(draft, topic_id=pressed.value)
                if not known_topic(chosen, service):
                    call = await call_of(repositories, draft.call_id)
                    return views.topics(draft, call, tr, service, views.topic_gone(tr))
                return await settle(repositories, chosen, visitor, tr, service)
            case LetterAct.TAKE_OUT:
                return await _take_out(repositories, draft, pressed.value, visitor, tr, service)
            case LetterAct.DELETE_ASK:
                return views.delete_question(draft, await call_of(repositories, draft.call_id), tr, service)
            case LetterAct.DELETE:
                await repositories.request_drafts.drop(draft.id)
                await hush(repositories, visitor, now)
                return views.deleted(tr)
            case LetterAct.GO_ON | LetterAct.WRITE:
                await listen(repositories, visitor, draft, step(draft, service), now)
                return await standing(repositories, draft, tr, service)
    return Answer(toast=out_of_date(tr))


async def _where(
    repositories: Repositories,
    draft: RequestDraft,
    pressed: LetterPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
) -> Screen:
    """Offer akimats, and listen for the name of one."""
    await listen(repositories, visitor, draft, PLACE, service.clock.now())
    if pressed.act is LetterAct.PLACES:
        call = await call_of(repositories, draft.call_id)
        return views.places(draft, await offered(repositories, draft, call, service), tr, service)
    oblast = service.tree.get(pressed.value)
    if pressed.act is LetterAct.LOOK and oblast is not None and oblast.level == 1 and oblast.selectable:
        return views.districts(draft, oblast, pressed.page, tr, service)
    return views.regions(draft, tr, service)


async def _take_out(
    repositories: Repositories, draft: RequestDraft, value: str, visitor: Visitor, tr: Translator, service: Service
) -> Answer:
    """Take a message, or the album that it belongs to, out of the letter; pressed again, it is gone already."""
    now = service.clock.now()
    parts = draft.together(int(value)) if value.isdecimal() else ()
    if parts:
        await repositories.request_drafts.take_out(draft.id, parts, now)
        rest = tuple(part for part in draft.parts if part not in parts)
        draft = replace(draft, parts=rest, revision=draft.revision + 1)
    await listen(repositories, visitor, draft, step(draft, service), now)
    screen = await standing(repositories, draft, tr, service)
    return Answer(screens=(screen,), toast=views.taken_out(tr) if parts else out_of_date(tr))


async def settle(
    repositories: Repositories, draft: RequestDraft, visitor: Visitor, tr: Translator, service: Service
) -> Screen:
    """Store a chosen place or topic and return what is asked next."""
    now = service.clock.now()
    await repositories.request_drafts.put(draft, now)
    await listen(repositories, visitor, draft, step(draft, service), now)
    return await standing(repositories, replace(draft, revision=draft.revision + 1), tr, service)
