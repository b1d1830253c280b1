"""Sources for coordinators: the list with health, the card, and its buttons. Every press is authorised again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.coordination import may_manage, may_see
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.source_address import holds_a_secret, normalised
from domain.source_health import LEAST_SILENCE, Watched, health, may_ask_at, worst_first
from domain.source_trial import Polled
from handlers import commands
from handlers.callbacks import SourceAct, SourcePress, SourcesPage
from handlers.filters import Coordinating
from handlers.presenting import Given
from handlers.service import Service
from handlers.source_draft import RENAME
from handlers.texts import Translator
from handlers.views import menu
from handlers.views import sources as views
from handlers.views.screen import Answer, Later, Screen

HISTORY = timedelta(days=366)


def router() -> Router:
    """Return the router of sources; others than coordinators are told whom it is for."""
    router = Router(name="sources")
    router.message.register(show, Command("sources"), Coordinating())
    router.message.register(not_for_you, Command("sources"))
    router.callback_query.register(turn_page, SourcesPage.filter(), Coordinating())
    router.callback_query.register(open_card, SourcePress.filter(F.act == SourceAct.OPEN), Coordinating())
    router.callback_query.register(act, SourcePress.filter(), Coordinating())
    router.callback_query.register(press_not_for_you, SourcesPage.filter())
    router.callback_query.register(press_not_for_you, SourcePress.filter())
    return router


async def not_for_you(_message: Message, visitor: Visitor, tr: Translator) -> Given:
    """Tell somebody else whom the list is for; a command left from an ended term goes."""
    also = (commands.follow(visitor.chat_id, tr, seated=visitor.seat is not None),) if visitor.language else ()
    return Answer(screens=(views.only_coordinators(tr),), also=also)


async def press_not_for_you(_query: CallbackQuery, tr: Translator) -> Given:
    """Refuse a forged press, or one after the term has ended; nothing of the list stays on the screen."""
    return views.only_coordinators(tr)


async def show(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """List the sources, worst first. The chat's commands are set on the way: the role may be new."""
    also = (commands.suited(visitor, tr),)
    return Answer(screens=(await page_of(0, visitor, tr, service),), also=also)


async def turn_page(
    _query: CallbackQuery, callback_data: SourcesPage, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show another page of the list."""
    return await page_of(callback_data.page, visitor, tr, service)


async def page_of(page: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Return a page of the sources that the coordinator may see."""
    async with service.store.read() as repositories:
        every = await all_examined(repositories, service)
    found = [one for one in every if may_see(visitor.coordinates, one[0].source.territory_id, service.tree)]
    return views.list_screen(worst_first(found), page, visitor.person_id, tr, service)


async def all_examined(repositories: Repositories, service: Service) -> list[views.Found]:
    """Return every source of the list with its health, in two trips."""
    now = service.clock.now()
    today = service.today(now)
    every = await repositories.source_register.all()
    days = await repositories.source_register.days(today - HISTORY, today - LEAST_SILENCE)
    return [(one, health(one, days.get(one.source.id, ()), now, service.zone)) for one in every]


async def examined(watched: Watched, repositories: Repositories, service: Service) -> views.Found:
    """Return the source with its health."""
    now = service.clock.now()
    today = service.today(now)
    days = await repositories.source_register.days(today - HISTORY, today - LEAST_SILENCE, watched.source.id)
    return watched, health(watched, days.get(watched.source.id, ()), now, service.zone)


async def card_of(
    key: str, page: int, visitor: Visitor, tr: Translator, service: Service, note: str | None = None
) -> Screen:
    """Return the card of a source as the coordinator may see it, or why there is none."""
    async with service.store.read() as repositories:
        watched = await repositories.source_register.one(key)
        if watched is None:
            return await _without(views.gone(tr), page, visitor, tr, service)
        if not may_see(visitor.coordinates, watched.source.territory_id, service.tree):
            return await _without(views.not_yours(tr), page, visitor, tr, service)
        found = await examined(watched, repositories, service)
    manages = may_manage(visitor.coordinates, watched.source.territory_id, service.tree)
    return views.card(found, visitor.person_id, tr, service, page=page, manages=manages, note=note)


async def _without(sentence: str, page: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    if not visitor.coordinates:
        return views.only_coordinators(tr)
    below = await page_of(page, visitor, tr, service)
    return Screen(f"{sentence}\n\n{below.text}", below.rows)


async def open_card(
    _query: CallbackQuery, callback_data: SourcePress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Open the card of a source."""
    return await card_of(callback_data.key, callback_data.page, visitor, tr, service)


async def act(
    _query: CallbackQuery,
    callback_data: SourcePress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Do what a button of the card says, if the coordinator may and it still makes sense."""
    press = callback_data
    async with service.store.read() as repositories:
        watched = await repositories.source_register.one(press.key)
    if watched is None:
        return await card_of(press.key, press.page, visitor, tr, service)
    if not may_manage(visitor.coordinates, watched.source.territory_id, service.tree):
        screen = await card_of(press.key, press.page, visitor, tr, service)
        return Answer(screens=(screen,), toast=views.not_yours(tr), loud=True)
    match press.act:
        case SourceAct.READ | SourceAct.PAUSE | SourceAct.RESUME if not watched.source.enabled:
            screen = await card_of(press.key, press.page, visitor, tr, service)
            return Answer(screens=(screen,), toast=views.switched_off(tr), loud=True)
        case SourceAct.READ:
            return await _read(watched, press.page, visitor, tr, service)
        case SourceAct.REMOVE_ASK | SourceAct.REMOVE | SourceAct.NAME_KK | SourceAct.NAME_RU if not watched.in_chat:
            screen = await card_of(press.key, press.page, visitor, tr, service)
            return Answer(screens=(screen,), toast=views.only_added(tr), loud=True)
        case SourceAct.REMOVE_ASK:
            return views.remove_question(watched, press.page, tr)
        case SourceAct.NAME_KK | SourceAct.NAME_RU:
            return await _ask_name(watched, press.act, visitor, tr, service, update_id)
        case SourceAct.FOLLOW:
            return await _follow(watched, press.page, visitor, tr, service, update_id)
    async with service.store.write(update_id) as repositories:
        await _change(press.act, watched.source.id, visitor, repositories, service)
    if press.act is SourceAct.REMOVE:
        screen = await page_of(press.page, visitor, tr, service)
    else:
        screen = await card_of(press.key, press.page, visitor, tr, service)
    return Answer(screens=(screen,), toast=views.done(press.act, tr))


async def _change(
    act: SourceAct, source_id: str, visitor: Visitor, repositories: Repositories, service: Service
) -> None:
    register, now = repositories.source_register, service.clock.now()
    match act:
        case SourceAct.PAUSE:
            await register.pause(source_id, visitor.person_id, now)
        case SourceAct.RESUME:
            await register.resume(source_id)
        case SourceAct.REMOVE:
            await register.remove(source_id, now)


async def _follow(
    watched: Watched, page: int, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Follow a source to where its site says it has moved, unless that address is on the list already."""
    moved_to = watched.state.moved_to
    if not moved_to or holds_a_secret(moved_to):
        screen = await card_of(watched.key, page, visitor, tr, service)
        return Answer(screens=(screen,), toast=menu.out_of_date(tr))
    address = normalised(moved_to)
    async with service.store.write(update_id) as repositories:
        other = await repositories.source_register.at(address)
        taken = other is not None and other.key != watched.key
        if not taken:
            await repositories.source_register.move(watched.source.id, moved_to, address)
    toast = views.taken(tr) if taken else views.done(SourceAct.FOLLOW, tr)
    return Answer(screens=(await card_of(watched.key, page, visitor, tr, service),), toast=toast, loud=taken)


async def _read(watched: Watched, page: int, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Have the source polled now, if nobody did so a moment ago; shows that it is being read, then the outcome."""
    now, scout = service.clock.now(), service.scout
    again = may_ask_at(watched)
    wait = again - watched.asked_at if again is not None and watched.asked_at is not None else timedelta(0)
    async with service.store.write() as repositories:  # harmless when the update is handled again after a crash
        asked = scout is not None and await repositories.source_register.ask(watched.source.id, now - wait, now)
    if not asked or scout is None:
        screen = await card_of(watched.key, page, visitor, tr, service)
        return Answer(screens=(screen,), toast=views.asked_just_now(again or now, tr, service), loud=True)
    later = Later(lambda: scout.poll(watched.source.id), outcome_of(watched.key, page, service))
    return Answer(screens=(views.reading(watched, tr),), later=later)


def outcome_of(
    key: str, page: int, service: Service
) -> Callable[[Polled, Visitor, Translator], Awaitable[Screen | None]]:
    """Return what shows the card after a poll at somebody's wish."""

    async def finish(polled: Polled, visitor: Visitor, tr: Translator) -> Screen:
        return await card_of(
            key, page, visitor, tr, service, views.outcome(polled.posts, polled.calls, polled.error, tr)
        )

    return finish


async def _ask_name(
    watched: Watched, act: SourceAct, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    language = "kk" if act is SourceAct.NAME_KK else "ru"
    dialogue = Dialogue(RENAME, {"key": watched.key, "language": language})
    async with service.store.write(update_id, alone=False) as repositories:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())
    return Answer(screens=(views.ask_name(language, tr),), fresh=True)
