"""What a member of the NGO does with its request by buttons. Every press is authorised again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from domain.clock import micros
from domain.errors import NotYourRequest, RequestUnfit
from domain.journal import Erasable
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.requests.chronicle import chronicle, ratings
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import MessageKind, Request
from domain.requests.record import subject
from domain.requests.rights import Rights
from domain.requests.transitions import unfit
from handlers.filters import Ready
from handlers.groups import username
from handlers.presenting import Given
from handlers.requests import telling
from handlers.requests.callbacks import RatePress, RequestAct, RequestPress
from handlers.requests.card import ngo_card
from handlers.requests.casefile import case_file
from handlers.requests.happening import happen
from handlers.requests.sending import receipt_of
from handlers.requests.standing import request_owned, request_seen
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import menu
from handlers.views.requests import cosigning as joint
from handlers.views.requests import own as views
from handlers.views.requests import pages, steps
from handlers.views.requests.pieces import pieces
from handlers.views.requests.words import rating_effect
from handlers.views.screen import Answer, Screen

ABOUT = "own-request"
ADDING, REOPENING = f"{ABOUT}:add", f"{ABOUT}:reopen"
"""Dialogues in which a member writes what is added, or why the request is reopened."""

_LOOKS = frozenset({RequestAct.LETTERS, RequestAct.FILES})
_ASKS = frozenset({RequestAct.STEPS, RequestAct.RATE_ASK, RequestAct.WITHDRAW_ASK, RequestAct.SHARE_ASK})
_WRITES = frozenset({RequestAct.ADD, RequestAct.REOPEN})
_OPEN_FOR = timedelta(minutes=30)
"""How long a question waits: words typed an hour later are meant for something else, and must not go to an office."""

_SHARES = frozenset({RequestAct.SHARE, RequestAct.SHARE_FILES, RequestAct.UNSHARE})


def router() -> Router:
    """Return the router of a request's buttons for its NGO."""
    router = Router(name="own requests")
    router.callback_query.filter(Ready())
    router.callback_query.register(rate, RatePress.filter())
    router.callback_query.register(look, RequestPress.filter(F.act.in_(_LOOKS)))
    router.callback_query.register(ask, RequestPress.filter(F.act.in_(_ASKS)))
    router.callback_query.register(receipt, RequestPress.filter(F.act == RequestAct.RECEIPT))
    router.callback_query.register(begin_writing, RequestPress.filter(F.act.in_(_WRITES)))
    router.callback_query.register(share, RequestPress.filter(F.act.in_(_SHARES)))
    router.callback_query.register(done, RequestPress.filter(F.act == RequestAct.DONE))
    router.callback_query.register(withdraw, RequestPress.filter(F.act == RequestAct.WITHDRAW))
    return router


async def own_card(request: Request, rights: Rights, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Return the card of a request as it stands now."""
    async with service.store.read() as repositories:
        fresh = await repositories.requests.get(request.id) or request
        return await ngo_card(repositories, fresh, rights, visitor, tr, service)


async def look(
    _query: CallbackQuery,
    callback_data: RequestPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Show all that was written, or send files again: to members, and to those who joined as far as they may."""
    async with service.store.read() as repositories:
        request, rights = await _read_by_ngo(repositories, visitor, callback_data.id, service)
        if callback_data.act is RequestAct.LETTERS:
            case = await case_file(repositories, service, request, service.clock.now())
            return pages.letters(case, callback_data.other, tr, service, files=rights.reads_files)
    return await _send_files(callback_data, visitor, tr, service, update_id)


async def _read_by_ngo(
    repositories: Repositories, visitor: Visitor, request_id: int, service: Service
) -> tuple[Request, Rights]:
    request, rights = await request_seen(repositories, visitor, request_id, service)
    if not rights.member and not rights.cosigner:
        raise NotYourRequest(request_id)
    return request, rights


async def _send_files(
    press: RequestPress, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Answer:
    async with service.store.write(update_id) as repositories:
        request, rights = await _read_by_ngo(repositories, visitor, press.id, service)
        message = await repositories.request_messages.get(press.other)
        theirs = message is not None and message.request_id == request.id and message.kind is not MessageKind.NOTE
        if message is None or not theirs or message.entry is None or not rights.reads_files:
            raise NotYourRequest(press.id)
        parcels = [
            replace(one, dedupe_key=f"{one.dedupe_key}:{update_id}")
            for one in telling.files(request, visitor.chat_id, [message])
        ]
        await repositories.outbox.put(parcels, service.clock.now())
    return Answer(toast=pages.files_follow(tr))


async def ask(
    _query: CallbackQuery,
    callback_data: RequestPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    bot: Bot,
) -> Given:
    """Show what only members see, or ask before something is done."""
    async with service.store.read() as repositories:
        request, _ = await request_owned(repositories, visitor, callback_data.id, service)
        case = await case_file(repositories, service, request, service.clock.now())
    now, number = service.clock.now(), callback_data.other
    log = [told.event for told in case.log]
    match callback_data.act:
        case RequestAct.STEPS:
            return pages.steps_page(case, number, tr, service)
        case RequestAct.RATE_ASK:
            wish = RequestEvent(0, request.id, EventKind.RATED, now, Actor.NGO, about=number)
            _check(request, wish, log)
            return views.rate_question(case, number, rating_effect(case, number, tr), tr)
        case RequestAct.WITHDRAW_ASK:
            _check(request, RequestEvent(0, request.id, EventKind.WITHDRAWN, now, Actor.NGO), log)
            return views.withdraw_question(case, tr)
        case RequestAct.SHARE_ASK:
            return joint.share_question(case, await username(bot), tr)
    return Answer(toast=menu.out_of_date(tr))


async def receipt(
    _query: CallbackQuery, callback_data: RequestPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show again what the NGO had in hand when it filed the request."""
    async with service.store.read() as repositories:
        request, _ = await request_owned(repositories, visitor, callback_data.id, service)
    return await receipt_of(request.id, tr, service)


def _check(request: Request, event: RequestEvent, log: list[RequestEvent]) -> None:
    """Refuse at the question already what would be refused after it."""
    if (why := unfit(request, event, log)) is not None:
        raise RequestUnfit(request.id, why)


async def rate(
    _query: CallbackQuery,
    callback_data: RatePress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Note what the NGO says of an answer, and say what it does to the clock."""
    press, now = callback_data, service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        request, _ = await request_owned(repositories, visitor, press.id, service)
        log = chronicle(await repositories.journal.of_subjects([subject(request.id)]))
        changed = ratings(log).get(press.entry) is not press.rating
        if changed:
            event = RequestEvent(0, request.id, EventKind.RATED, now, Actor.NGO, about=press.entry, rating=press.rating)
            happened = await happen(repositories, service, law, event, now, beside=Erasable(visitor.person_id))
            if happened.request.open and not request.open:
                await telling.office(repositories, service, happened.request, telling.NEWS, happened.entry, now)
    async with service.store.read() as repositories:
        fresh = await repositories.requests.get(press.id) or request
        case = await case_file(repositories, service, fresh, now)
    answer = case.told(press.entry)
    screen = None
    if press.below and answer is not None and (message := case.message_of(answer)) is not None:
        screen = steps.step(case, answer, len(pieces(message.text)) - 1, tr, service, member=True)
    screen = screen or views.rate_question(case, press.entry, rating_effect(case, press.entry, tr), tr)
    return Answer(screens=(screen,), toast=views.rated(tr, changed=changed))


async def begin_writing(
    _query: CallbackQuery,
    callback_data: RequestPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Ask for words: what is added, or why the request is reopened."""
    now = service.clock.now()
    adding = callback_data.act is RequestAct.ADD
    async with service.store.write(update_id) as repositories:
        request, _ = await request_owned(repositories, visitor, callback_data.id, service)
        log = [told.event for told in chronicle(await repositories.journal.of_subjects([subject(request.id)]))]
        kind = EventKind.ADDED if adding else EventKind.REOPENED
        _check(request, RequestEvent(0, request.id, kind, now, Actor.NGO), log)
        dialogue = waiting(ADDING if adding else REOPENING, request.id, now)
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, now)
    screen = views.ask_addition(request, tr) if adding else views.ask_reason(request.number, tr)
    return Answer(screens=(screen,), fresh=True)


def waiting(state: str, request_id: int, now: datetime) -> Dialogue:
    """Return the dialogue that waits for words about a request."""
    return Dialogue(state, {"id": request_id, "until": micros(now + _OPEN_FOR)})


def waits(visitor: Visitor, now: datetime) -> bool:
    """Tell whether the question that the person was asked still waits for an answer."""
    until = visitor.dialogue.data.get("until", 0)
    return isinstance(until, int) and micros(now) <= until


async def done(
    _query: CallbackQuery,
    callback_data: RequestPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Close the question what is added; what was added stays."""
    async with service.store.write(update_id) as repositories:
        request, rights = await request_owned(repositories, visitor, callback_data.id, service)
        if visitor.dialogue.state == ADDING:
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())
    return await own_card(request, rights, visitor, tr, service)


async def withdraw(
    _query: CallbackQuery,
    callback_data: RequestPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Withdraw the request: its office, the other members and those who joined are told."""
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        request, rights = await request_owned(repositories, visitor, callback_data.id, service)
        event = RequestEvent(0, request.id, EventKind.WITHDRAWN, now, Actor.NGO)
        happened = await happen(repositories, service, law, event, now, beside=Erasable(visitor.person_id))
        await telling.ngo(repositories, happened.request, happened.entry, now, but=visitor.person_id)
        await telling.cosigners(repositories, happened.request, happened.entry, now)
        await telling.office(repositories, service, happened.request, telling.NEWS, happened.entry, now)
    screen = await own_card(happened.request, rights, visitor, tr, service)
    return Answer(screens=(screen,), toast=views.withdrawn(tr))


async def share(
    _query: CallbackQuery,
    callback_data: RequestPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    bot: Bot,
    update_id: int,
) -> Given:
    """Let other NGOs of the territory join, with the files or without them, or let no more join."""
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        request, _ = await request_owned(repositories, visitor, callback_data.id, service)
        if callback_data.act is RequestAct.UNSHARE:
            await repositories.cosigners.unshare(request.id)
        else:
            if not request.open:
                return Answer(toast=joint.not_open(tr), loud=True)
            with_files = callback_data.act is RequestAct.SHARE_FILES
            await repositories.cosigners.share(request.id, with_files, visitor.person_id, now)
    async with service.store.read() as repositories:
        case = await case_file(repositories, service, request, now)
    return Answer(screens=(joint.share_question(case, await username(bot), tr),), toast=joint.shared(case.joined, tr))
