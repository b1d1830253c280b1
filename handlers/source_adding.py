"""Adding a source in chat: an address, what would be read from it, territory and names, yes. Renaming one, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from domain.coordination import may_manage, may_see
from domain.people import Dialogue, Visitor
from domain.source_address import LONGEST, guessed, holds_a_secret, key, normalised
from domain.source_health import Watched
from domain.source_trial import Trial
from domain.territory import Territory
from handlers.callbacks import AddAct, AddPress
from handlers.filters import Coordinating, Talking
from handlers.places import SHOWN, find
from handlers.presenting import Given
from handlers.service import Service
from handlers.source_draft import RENAME, SUBJECT, Draft, Step, source_name
from handlers.sources import card_of, examined, outcome_of, page_of
from handlers.texts import Translator
from handlers.views import menu
from handlers.views import source_adding as views
from handlers.views import sources as source_views
from handlers.views.alert import place_name
from handlers.views.screen import Answer, Later, Screen
from handlers.views.source_words import BUSY, SECRET, TOO_LONG

OFFERED = 40
"""Territories offered as buttons; the others are found by their name."""


def router() -> Router:
    """Return the router of the adding's buttons. Typed answers come after every command."""
    router = Router(name="source adding")
    router.callback_query.register(begin, AddPress.filter(F.act == AddAct.BEGIN), Coordinating())
    router.callback_query.register(press, AddPress.filter(), Coordinating())
    router.callback_query.register(not_for_you, AddPress.filter())
    return router


def answers() -> Router:
    """Return the router of what is typed while a source is being added or renamed."""
    router = Router(name="source answers")
    router.message.filter(Talking(SUBJECT))
    router.message.register(typed, Coordinating())
    router.message.register(term_ended)
    return router


async def not_for_you(_query: CallbackQuery, tr: Translator) -> Given:
    """Refuse a forged press, or one after the term has ended."""
    return source_views.only_coordinators(tr)


async def term_ended(_message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Close the adding of somebody who coordinates nothing any more."""
    await _keep(Dialogue(), visitor, service, update_id)
    return source_views.only_coordinators(tr)


async def _keep(dialogue: Dialogue, visitor: Visitor, service: Service, update_id: int) -> None:
    async with service.store.write(update_id, alone=False) as repositories:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())


async def begin(_query: CallbackQuery, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Ask for the address."""
    async with service.store.write(update_id) as repositories:
        if await repositories.source_register.count_added(visitor.person_id) >= views.MOST_ADDED:
            return views.too_many(tr)
        draft = Draft(update_id)
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, draft.dialogue(), service.clock.now())
    return Answer(screens=(views.ask_address(draft, tr),), fresh=True)


async def press(
    _query: CallbackQuery,
    callback_data: AddPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Take a button of the adding, as long as it is the one that is open."""
    draft = Draft.of(visitor.dialogue)
    if draft is None or draft.run != callback_data.run:
        screen = await page_of(0, visitor, tr, service)
        return Answer(screens=(screen,), toast=menu.out_of_date(tr))
    if callback_data.act is AddAct.CANCEL:
        await _keep(Dialogue(), visitor, service, update_id)
        return views.cancelled(tr)
    if draft.step is Step.ADDRESS:
        return Answer(screens=(views.ask_address(draft, tr),), toast=menu.out_of_date(tr))
    match callback_data.act:
        case AddAct.CONFIRM:
            return await confirm(draft, visitor, tr, service, update_id)
        case AddAct.PLACE:
            return await _step(draft, Step.PLACE, visitor, tr, service, update_id)
        case AddAct.NAME_KK:
            return await _step(draft, Step.NAME_KK, visitor, tr, service, update_id)
        case AddAct.NAME_RU:
            return await _step(draft, Step.NAME_RU, visitor, tr, service, update_id)
        case AddAct.PICK if _may_pick(callback_data.value, visitor, service):
            draft = replace(draft, territory=callback_data.value)
    return await _step(draft, Step.PREVIEW, visitor, tr, service, update_id)


async def _step(draft: Draft, step: Step, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Screen:
    """Store the draft at a step and return its screen."""
    draft = replace(draft, step=step)
    await _keep(draft.dialogue(), visitor, service, update_id)
    match step:
        case Step.PLACE:
            return views.place_screen(draft, _offered(visitor, service), tr, service)
        case Step.NAME_KK | Step.NAME_RU:
            return views.name_screen(draft, step.removeprefix("name_"), tr)
    return views.preview(draft, tr, service)


def _may_pick(territory: str, visitor: Visitor, service: Service) -> bool:
    return territory in service.tree and may_manage(visitor.coordinates, territory, service.tree)


def _offered(visitor: Visitor, service: Service) -> Sequence[Territory]:
    """Return the coordinator's own territories and what lies directly in them."""
    units = []
    for territory in visitor.coordinates:
        if territory in service.tree:
            units += [service.tree[territory], *service.tree.children(territory)]
    return [unit for unit in dict.fromkeys(units) if unit.selectable][:OFFERED]


async def confirm(draft: Draft, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Add the source and have it read at once; somebody else's, added meanwhile, is shown instead."""
    if not _may_pick(draft.territory, visitor, service):
        return await _step(draft, Step.PLACE, visitor, tr, service, update_id)
    source, now = draft.source(), service.clock.now()
    async with service.store.write(update_id) as repositories:
        if await repositories.source_register.count_added(visitor.person_id) >= views.MOST_ADDED:
            return views.too_many(tr)
        added = await repositories.source_register.add(source, draft.address, visitor.person_id, now)
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
        other = None if added else await repositories.source_register.at(draft.address)
    if not added:
        return await _existing(other, visitor, tr, service)
    service.source_names[source.id] = (source.name_kk, source.name_ru)
    scout = service.scout
    if scout is None:
        return await card_of(key(source.id), 0, visitor, tr, service)
    later = Later(lambda: scout.poll(source.id), outcome_of(key(source.id), 0, service))
    return Answer(screens=(views.added(draft, tr),), later=later)


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take what was typed at the step where the adding or renaming stands."""
    text = message.text or ""
    if visitor.dialogue.state == RENAME:
        return await _rename(text, visitor, tr, service, update_id)
    draft = Draft.of(visitor.dialogue)
    if draft is None:  # an older program wrote it
        await _keep(Dialogue(), visitor, service, update_id)
        return await page_of(0, visitor, tr, service)
    match draft.step:
        case Step.ADDRESS | Step.PREVIEW:
            return await _address(draft, text, visitor, tr, service)
        case Step.PLACE:
            return await _place(draft, text, visitor, tr, service, update_id)
        case Step.NAME_KK | Step.NAME_RU:
            name = source_name(text)
            if name is None:
                return views.name_screen(draft, draft.step.removeprefix("name_"), tr, again=True)
            named = replace(draft, **{str(draft.step): name})  # type: ignore[arg-type]
            return await _step(named, Step.PREVIEW, visitor, tr, service, update_id)


async def _address(draft: Draft, text: str, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Try the address; a second one sent while the preview is open is tried in its place."""
    if not text.strip():
        return views.ask_address(draft, tr, views.send_text(tr))
    url = guessed(text)
    if len(text) > LONGEST:
        return views.ask_address(draft, tr, views.trouble(TOO_LONG, "", "", tr))
    if holds_a_secret(url):
        return views.ask_address(draft, tr, views.trouble(SECRET, "", "", tr))
    async with service.store.read() as repositories:
        known = await repositories.source_register.at(normalised(url))
    if known is not None:
        return await _existing(known, visitor, tr, service)
    scout = service.scout
    if scout is None:
        return views.ask_address(draft, tr, views.trouble("unexpected", "", url, tr))

    async def finish(trial: Trial, now: Visitor, words: Translator) -> Screen | None:
        return await _tried(trial, draft.run, now, words, service)

    return Answer(screens=(views.trying(tr),), later=Later(lambda: scout.try_out(text, visitor.person_id), finish))


async def _tried(trial: Trial, run: int, visitor: Visitor, tr: Translator, service: Service) -> Screen | None:
    """Show what a trial gave, if the person still waits for it and is still a coordinator."""
    if not visitor.coordinates:
        return source_views.only_coordinators(tr)
    draft = Draft.of(visitor.dialogue)
    if draft is None or draft.run != run:
        return views.cancelled(tr)
    problem = SECRET if trial.problem is None and holds_a_secret(trial.url) else trial.problem
    if problem is not None:
        hidden = problem in (SECRET, BUSY)
        return views.ask_address(draft, tr, views.trouble(problem, trial.detail, "" if hidden else trial.url, tr))
    async with service.store.read() as repositories:
        known = await repositories.source_register.at(normalised(trial.url))
    if known is not None:
        return await _existing(known, visitor, tr, service)
    name = source_name(trial.name) or source_name(normalised(trial.url)) or trial.kind
    draft = replace(
        draft,
        step=Step.PREVIEW,
        kind=trial.kind,
        url=trial.url,
        options=trial.options,
        name_kk=name,
        name_ru=name,
        territory=draft.territory or visitor.coordinates[0],
        posts=trial.posts,
        glimpses=trial.glimpses,
    )
    async with service.store.write(alone=False) as repositories:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, draft.dialogue(), service.clock.now())
    return views.preview(draft, tr, service)


async def _existing(known: Watched | None, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Show the source that is on the list already, as far as the person may see it."""
    if known is None:
        return Screen(views.already(tr))
    territory = known.source.territory_id
    if not may_see(visitor.coordinates, territory, service.tree):
        return Screen(views.already_elsewhere(place_name(territory, service, tr), tr))
    async with service.store.read() as repositories:
        found = await examined(known, repositories, service)
    manages = may_manage(visitor.coordinates, territory, service.tree)
    return source_views.card(found, visitor.person_id, tr, service, manages=manages, note=views.already(tr))


async def _place(draft: Draft, text: str, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take a territory by its name, among those that the person coordinates."""
    units = [unit for unit in find(service.tree, text) if _may_pick(unit.id, visitor, service)]
    if len(units) == 1:
        return await _step(replace(draft, territory=units[0].id), Step.PREVIEW, visitor, tr, service, update_id)
    if units:
        return views.place_screen(draft, units[:SHOWN], tr, service)
    return views.place_screen(draft, _offered(visitor, service), tr, service, views.no_such_place(tr))


async def _rename(text: str, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Give a source the name that was typed, if the person still may and it is still there."""
    name = source_name(text)
    if name is None:
        return source_views.bad_name(tr)
    data, now = visitor.dialogue.data, service.clock.now()
    async with service.store.write(update_id) as repositories:
        watched = await repositories.source_register.one(str(data.get("key")))
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
        if (
            watched is not None
            and watched.in_chat
            and may_manage(visitor.coordinates, watched.source.territory_id, service.tree)
        ):
            source = watched.source
            kk, ru = (name, source.name_ru) if data.get("language") == "kk" else (source.name_kk, name)
            await repositories.source_register.rename(source.id, kk, ru)
            service.source_names[source.id] = (kk, ru)
    return await card_of(str(data.get("key")), 0, visitor, tr, service)
