"""Promises as they stand: the office's list with "done" and "move", and the NGO's verdict."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.people import Visitor
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.promises import may_say
from handlers.filters import Agreed, Seated
from handlers.presenting import Given
from handlers.requests import promise_letters
from handlers.requests.happening import happen
from handlers.requests.promise_callbacks import OwnPromisePress, PromiseAct, VerdictPress
from handlers.requests.promising import begin_move
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import menu, office_card
from handlers.views.requests import promises as views
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of promises that were given."""
    router = Router(name="promises")
    router.callback_query.filter(Agreed())
    router.message.register(show, Command("promises"), Seated())
    router.message.register(not_for_you, Command("promises"))
    router.callback_query.register(own, OwnPromisePress.filter())
    router.callback_query.register(say, VerdictPress.filter())
    return router


async def show(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """List the promises of the official's office."""
    return await _page(0, visitor, tr, service)


async def not_for_you(_message: Message, tr: Translator) -> Given:
    """Tell somebody who holds no seat whom it is for."""
    return office_card.only_officials(tr)


async def _page(page: int, visitor: Visitor, tr: Translator, service: Service, note: str | None = None) -> Screen:
    assert visitor.seat is not None  # looked at by the caller
    async with service.store.read() as repositories:
        found = await repositories.promises.of_office(visitor.seat.office_id, page * views.PAGE, views.PAGE)
        if not found.items and page:  # the last ones of the page were done meanwhile
            page = max(0, -(-found.total // views.PAGE) - 1)
            found = await repositories.promises.of_office(visitor.seat.office_id, page * views.PAGE, views.PAGE)
    return views.list_screen(found, page, service.today(service.clock.now()), tr, note)


async def own(
    _query: CallbackQuery,
    callback_data: OwnPromisePress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Do what a button of the office's promises says."""
    if visitor.seat is None or not visitor.consented:
        return Answer(screens=(office_card.only_officials(tr),), toast=menu.out_of_date(tr))
    press = callback_data
    if press.act is PromiseAct.LIST:
        return await _page(press.page, visitor, tr, service)
    now = service.clock.now()
    today = service.today(now)
    law = await service.by_law(today)
    async with service.store.write(update_id) as repositories:
        promise, actor = await promise_letters.promise_given(repositories, visitor, press.id)
        if press.act is PromiseAct.MOVE:
            return await begin_move(repositories, promise, update_id, visitor, tr, service)
        if not promise.pending:
            return Answer(toast=views.over(promise, tr), loud=True)
        if press.act is PromiseAct.DONE_ASK:
            return views.done_question(promise, press.page, today, tr)
        event = RequestEvent(
            0,
            promise.request_id,
            EventKind.PROMISE_DONE,
            now,
            actor,
            office_id=promise.office_id,
            about=promise.entry,
        )
        happened = await happen(
            repositories, service, law, event, now, beside=None, facts={"seat": visitor.seat.seat_id}
        )
        await repositories.promises.finish(promise.id, now)
        await promise_letters.ask(repositories, happened.request, promise, now)
    return await _page(press.page, visitor, tr, service, views.done(tr))


async def say(
    _query: CallbackQuery,
    callback_data: VerdictPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Keep what a member of the NGO says of a promise; it can be changed later."""
    verdict = callback_data.verdict
    now = service.clock.now()
    today = service.today(now)
    law = await service.by_law(today)
    async with service.store.write(update_id) as repositories:
        promise, request = await promise_letters.promise_got(repositories, visitor, callback_data.id)
        if not may_say(promise, verdict, today):
            return Answer(toast=views.too_early(promise, today, tr), loud=True)
        if await repositories.promises.judge(promise.id, verdict):
            event = RequestEvent(0, request.id, EventKind.PROMISE_JUDGED, now, Actor.NGO, about=promise.entry)
            facts = {"verdict": verdict.value}
            happened = await happen(repositories, service, law, event, now, facts=facts)
            await promise_letters.tell_judged(
                repositories, service, happened.request, promise, verdict, happened.entry, now
            )
    return Answer(screens=(views.ask(replace(promise, state=verdict), request, today, tr),), toast=views.thanks(tr))
