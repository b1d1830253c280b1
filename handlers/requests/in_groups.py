"""Requests in the group of an office: a reply to a card is an answer, a press is the presser's own.

All else is chatter, which is neither stored nor answered.
"""

from __future__ import annotations

from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Chat, Message

from domain.errors import AlreadyHandled, DomainError
from domain.journal import Erasable
from domain.office_groups import RequestTopic
from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Card
from handlers.filters import Outside
from handlers.membership import described
from handlers.presenting import Given
from handlers.requests import happening, telling
from handlers.requests.group_callbacks import IN_GROUPS, TakeInGroup
from handlers.requests.group_cards import UNSEATED
from handlers.requests.lost_cards import request_under
from handlers.requests.replying import receive
from handlers.requests.standing import request_served
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.failures import refusal
from handlers.views.requests import in_groups as views
from handlers.views.screen import Answer, Screen


class CardReply(Filter):
    """Somebody in a group has replied to a message of ours that is about a request; handlers get it as `card`."""

    async def __call__(self, message: Message, bot: Bot, service: Service) -> bool | dict[str, Any]:
        """Return the card, if there is one: other replies to us are chatter."""
        answered = message.reply_to_message
        if answered is None or answered.from_user is None or answered.from_user.id != bot.id:
            return False
        if answered.forum_topic_created is not None:  # simply written in a topic that we made
            return False
        async with service.store.read() as repositories:
            card = await repositories.request_cards.at(message.chat.id, answered.message_id)
            if card is None and (number := request_under(answered, bot.id)) is not None:
                group = await repositories.office_groups.of_chat(message.chat.id)
                office_id = group.office_id if group is not None else None
                card = Card(message.chat.id, answered.message_id, number, telling.CARD, office_id)
        return {"card": card} if card is not None else False


class Stranger(Filter):
    """Somebody who holds no seat in the office presses a button about a request in its group."""

    async def __call__(self, query: CallbackQuery, visitor: Visitor, event_chat: Chat, service: Service) -> bool:
        """Tell whether the press is none of theirs."""
        if (query.data or "").partition(":")[0] not in IN_GROUPS:
            return False
        async with service.store.read() as repositories:
            return not await _here(repositories, event_chat.id, visitor)


def router() -> Router:
    """Return the router of requests in groups: included before what leaves everything else alone."""
    router = Router(name="requests in groups")
    router.message.filter(Outside())
    router.callback_query.filter(Outside())
    router.message.register(replied, CardReply())
    router.message.register(topic_closed, F.forum_topic_closed)
    router.message.register(topic_reopened, F.forum_topic_reopened)
    router.callback_query.register(refuse, Stranger())
    router.callback_query.register(take, TakeInGroup.filter())
    return router


async def replied(
    message: Message, card: Card, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Take the reply of an official who sits in the office; tell everybody else, once, who answers here."""
    if message.sender_chat is not None:
        return views.anonymous(tr)
    if message.from_user is None or message.from_user.is_bot:
        return None
    try:
        async with service.store.read() as repositories:
            group = await repositories.office_groups.of_chat(message.chat.id)
            chat = await repositories.groups.get(message.chat.id)
            request = await repositories.requests.get(card.request_id)
        if chat is not None and chat.forum is not bool(message.chat.is_forum):
            await _note_forum(message, service)
        if request is None:
            return None
        if group is None:
            return views.not_here(request, tr) if _sits(visitor, card.office_id) else None
        if not _sits(visitor, group.office_id):
            await _tell_once(message, card, group.office_id, service)
            return None
        if request.office_id != group.office_id:
            return views.not_here(request, tr)
        if request.ended_at is not None:
            return views.ended(request, tr)
        return await receive(message, card.request_id, visitor, tr, service, update_id)
    except AlreadyHandled:
        raise
    except DomainError as error:
        # Nobody else has asked us anything; an official has to know that the answer was not taken.
        return Screen(refusal(error, tr)) if visitor.seat is not None else None


async def _note_forum(message: Message, service: Service) -> None:
    """Note that topics were switched on or off in the group: nobody tells us of it."""
    now = service.clock.now()
    async with service.store.write() as repositories:
        await repositories.groups.put(described(await repositories.groups.get(message.chat.id), message.chat, now), now)


def _sits(visitor: Visitor, office_id: int | None) -> bool:
    return visitor.consented and visitor.seat is not None and visitor.seat.office_id == office_id


async def _tell_once(message: Message, card: Card, office_id: int, service: Service) -> None:
    """Queue the word under the card; whoever else answers it reads it there. Nothing of the person is kept."""
    async with service.store.write() as repositories:
        request = await repositories.requests.get(card.request_id)
        if request is None:
            return
        parcel = telling.parcel(
            request,
            message.chat.id,
            UNSEATED,
            f"{UNSEATED}:{card.message_id}",
            office=office_id,
            card=card.message_id,
            topic=message.message_thread_id if message.is_topic_message else None,
        )
        await repositories.outbox.put([parcel], service.clock.now())


async def refuse(_query: CallbackQuery, tr: Translator) -> Given:
    """Tell whoever presses, and nobody else, whose the buttons are; what stands there stays."""
    return Answer(toast=views.press_only_seated(tr), loud=True)


async def take(
    query: CallbackQuery,
    callback_data: TakeInGroup,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Let whoever presses take the request, if they sit in the office that has it; nobody else is told but them."""
    assert query.message is not None  # the filter of the router: it stands in a group
    if not visitor.consented or visitor.seat is None:
        return Answer(toast=views.press_only_seated(tr), loud=True)
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        if not await _here(repositories, query.message.chat.id, visitor):
            return Answer(toast=views.press_only_seated(tr), loud=True)
        request, found = await request_served(repositories, visitor, callback_data.id, service)
        if request.seat_id == visitor.seat.seat_id:
            return Answer(toast=views.taken(request, tr))
        event = RequestEvent(
            0, request.id, EventKind.TAKEN, now, found.actor or Actor.OFFICER, office_id=request.office_id
        )
        beside, facts = Erasable(visitor.person_id), {"seat": visitor.seat.seat_id}
        done = await happening.happen(repositories, service, law, event, now, beside=beside, facts=facts)
        await telling.ngo(repositories, done.request, done.entry, now)
    return Answer(toast=views.taken(done.request, tr))


async def bring(request_id: int, visitor: Visitor, service: Service, update_id: int) -> Given:
    """Send the card of a request into the private chat of an official of the office that has it, to be answered there.

    Raises:
        NoSuchRequest: there is none, or it is not theirs to know of.
        NotYourRequest: their office does not have it any more.
    """
    async with service.store.write(update_id) as repositories:
        request, _ = await request_served(repositories, visitor, request_id, service)
        card = telling.parcel(request, visitor.chat_id, telling.CARD, f"brought:{update_id}", office=request.office_id)
        await repositories.outbox.put([card], service.clock.now())
    return None


async def _here(repositories: Repositories, chat_id: int, visitor: Visitor) -> bool:
    group = await repositories.office_groups.of_chat(chat_id)
    return group is not None and _sits(visitor, group.office_id)


async def topic_closed(message: Message, service: Service, update_id: int) -> Given:
    """Note that somebody has closed a request's topic: it is opened again when there is something to say in it."""
    await _note(message, service, update_id, closed=True)
    return None


async def topic_reopened(message: Message, service: Service, update_id: int) -> Given:
    """Note that somebody has opened a request's topic again."""
    await _note(message, service, update_id, closed=False)
    return None


async def _note(message: Message, service: Service, update_id: int, *, closed: bool) -> None:
    async with service.store.write(update_id) as repositories:
        known = await repositories.office_groups.topic_at(message.chat.id, message.message_thread_id or 0)
        if known is not None:
            now = service.clock.now()
            after = RequestTopic(known.chat_id, known.office_id, known.request_id, known.topic_id, closed)
            await repositories.office_groups.put_topic(after, now)
