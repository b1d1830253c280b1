"""The group in which an office works: bound and let go by its head or a coordinator, after a look at Telegram."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from aiogram import Bot, Router
from aiogram.exceptions import AiogramError
from aiogram.types import CallbackQuery, ChatMemberAdministrator, ChatMemberUnion, Message

from domain.errors import NotYourOffice
from domain.groups import GroupChat
from domain.invitations import TOKEN_BYTES, is_token, token_hash
from domain.language import Language
from domain.office_groups import LINK_HOLDS, OfficeGroup
from domain.offices import By, Office, SeatRole, rights
from domain.people import Visitor
from domain.ports import Repositories
from handlers.administering import administers
from handlers.groups import username
from handlers.membership import described
from handlers.office_callbacks import OfficeGroupAct, OfficeGroupPress
from handlers.office_card import looked
from handlers.presenting import Given
from handlers.requests.group_following import cards_again, entry_of, release, tell
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import groups as group_views
from handlers.views import office_groups as views
from handlers.views.screen import Answer, Screen

PAYLOAD = "o"
"""What the payload of a link that binds a group begins with; the token follows."""

_LANGUAGES = {OfficeGroupAct.KAZAKH: Language.KK, OfficeGroupAct.RUSSIAN: Language.RU}


def router() -> Router:
    """Return the router of the screens about an office's group, in private."""
    router = Router(name="office groups")
    router.callback_query.register(press, OfficeGroupPress.filter())
    return router


def may_make_topics(place: ChatMemberUnion) -> bool:
    """Tell whether the bot's place in a chat lets it make topics."""
    return isinstance(place, ChatMemberAdministrator) and bool(place.can_manage_topics)


async def press(
    _query: CallbackQuery,
    callback_data: OfficeGroupPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    bot: Bot,
    update_id: int,
) -> Given:
    """Do what a button about the office's group says, for its head and the coordinators of its territory."""
    name = await username(bot) if callback_data.act is OfficeGroupAct.LINK else ""
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        office, may = await looked(callback_data.id, visitor, repositories, service)
        if not may.may_seat(SeatRole.OFFICER):
            raise NotYourOffice(office.id)
        group = await repositories.office_groups.of_office(office.id)
        chat = await repositories.groups.get(group.chat_id) if group is not None else None
        match callback_data.act:
            case OfficeGroupAct.LINK if group is None:
                return await _link(repositories, office, may.by, name, tr, service, now)
            case OfficeGroupAct.UNBIND_ASK if group is not None:
                return views.unbind_question(office, chat, tr, service)
            case OfficeGroupAct.UNBIND if group is not None:
                await release(repositories, office.id, may.by, now)
                return Answer(screens=(await _screen(repositories, office, tr, service),), toast=views.unbound(tr))
            case OfficeGroupAct.KAZAKH | OfficeGroupAct.RUSSIAN if group is not None:
                await repositories.groups.set_language(group.chat_id, _LANGUAGES[callback_data.act], now)
        screen = await _screen(repositories, office, tr, service)
    late = group is None and callback_data.act not in (OfficeGroupAct.OPEN, OfficeGroupAct.LINK)
    return Answer(screens=(screen,), toast=views.nothing_bound(tr)) if late else screen


async def _screen(repositories: Repositories, office: Office, tr: Translator, service: Service) -> Screen:
    group = await repositories.office_groups.of_office(office.id)
    chat = await repositories.groups.get(group.chat_id) if group is not None else None
    return views.group_screen(office, chat, group is not None and group.topics, tr, service)


async def _link(
    repositories: Repositories, office: Office, by: By, name: str, tr: Translator, service: Service, now: datetime
) -> Answer:
    """Keep a new link and show it: the token is shown here and stored nowhere."""
    token, until = secrets.token_urlsafe(TOKEN_BYTES), now + LINK_HOLDS
    await repositories.office_groups.add_link(token_hash(token), office.id, by, now, until)
    return Answer(screens=(views.link_screen(office, name, token, until, tr, service),), fresh=True)


async def bind(
    message: Message, payload: str, service: Service, bot: Bot, speaker: Translator, update_id: int
) -> Given:
    """Bind the group in which somebody has opened the link of an office.

    Whoever opens it must administer the group and have the right over the office, both now; a link that was passed on
    gives nothing to others.
    """
    if message.sender_chat is not None:
        return group_views.anonymous(speaker)
    if message.from_user is None or message.from_user.is_bot:
        return None
    token, now, person = payload.removeprefix(PAYLOAD), service.clock.now(), message.from_user.id
    async with service.store.read() as repositories:
        visitor = await repositories.people.visitor(person, person)
        link = await repositories.office_groups.link(token_hash(token)) if is_token(token) else None
    tr = service.texts.in_language(visitor.language) if visitor.language else speaker
    if link is None or not link.usable(now):
        return views.link_over(tr)
    try:
        if not await administers(message.chat.id, person, bot):
            return group_views.admins_only(tr)
        topics = may_make_topics(await bot.get_chat_member(message.chat.id, bot.id))
    except AiogramError:
        return group_views.unasked(tr)
    async with service.store.write(update_id) as repositories:
        visitor = await repositories.people.visitor(person, person)
        office = await repositories.offices.get(link.office_id)
        by = _right_over(office, visitor, service)
        if office is None or by is None:
            return views.no_right(tr)
        chat = await _known(repositories, message, visitor, now)
        group = OfficeGroup(chat.id, office.id, topics, person, now)
        if (taken := await _taken(repositories, group, tr)) is not None:
            return taken
        if not await repositories.office_groups.use_link(link.id, now):
            return views.link_over(tr)
        await repositories.office_groups.bind(group)
        await repositories.journal.append(entry_of("office.group_bound", group, by), now)
        await tell(repositories, group, "office_group_bound", now, but=person)
        await cards_again(repositories, group, f"bound:{update_id}", now)
    return views.bound(office, chat, topics, service.texts.in_language(chat.language or tr.language), service)


def _right_over(office: Office | None, visitor: Visitor, service: Service) -> By | None:
    if office is None or office.closed or not visitor.consented:
        return None
    may = rights(visitor.person_id, visitor.coordinates, visitor.seat, office, service.tree)
    return may.by if may.may_seat(SeatRole.OFFICER) else None


async def _known(repositories: Repositories, message: Message, visitor: Visitor, now: datetime) -> GroupChat:
    """Return the chat as it is now, in a language: until one was chosen there, that of whoever binds it."""
    known = described(await repositories.groups.get(message.chat.id), message.chat, now)
    chat = replace(known, greeted=True, language=known.language or visitor.language)
    await repositories.groups.put(chat, now)
    await repositories.groups.note_admin(chat.id, visitor.person_id, now)
    return chat


async def _taken(repositories: Repositories, group: OfficeGroup, tr: Translator) -> Screen | None:
    """Say why the two cannot be bound to each other; the link stays usable then."""
    of_chat = await repositories.office_groups.of_chat(group.chat_id)
    if of_chat is not None:
        return views.bound_already(tr) if of_chat.office_id == group.office_id else views.group_taken(tr)
    if await repositories.office_groups.of_office(group.office_id) is not None:
        return views.office_taken(tr)
    return None
