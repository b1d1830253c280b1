"""An official replies to one of our messages about a request: that is an answer, unless they say otherwise in time.

What came is kept at once and leaves a little later (`answering`). A long text that a phone cut, and the parts of an
album, make one answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from aiogram import Bot, Router
from aiogram.enums import MessageEntityType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from domain.people import Visitor
from domain.ports import Repositories
from domain.requests.leaving import LONGEST, continues, held, leaves_at
from domain.requests.model import MessageKind, Request, RequestMessage
from handlers.filters import Agreed
from handlers.intake import is_brought
from handlers.presenting import Given
from handlers.requests.answering import Kept, Left, let_go, window
from handlers.requests.desk_callbacks import ReplyAct, ReplyPress
from handlers.requests.lost_cards import request_under
from handlers.requests.sent import sent_screen
from handlers.requests.written import Written, written
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import window as views
from handlers.views.screen import Answer, Mark, Screen

_KINDS = {
    ReplyAct.ANSWER: MessageKind.ANSWER,
    ReplyAct.DETAILS: MessageKind.DETAILS,
    ReplyAct.NOTE: MessageKind.NOTE,
}


@dataclass(frozen=True, slots=True)
class Meant:
    """The request that a message is about, and the message of ours or theirs that it goes on with, if any."""

    request_id: int
    before: RequestMessage | None = None


class Replies(Filter):
    """Somebody in a private chat replies to a message that an office was sent, or goes on with such a reply.

    Whether they still sit there is asked by the handler: they are told when they do not.
    """

    async def __call__(self, message: Message, visitor: Visitor, service: Service, bot: Bot) -> bool | dict[str, Any]:
        """Tell what request it is about; a command is never an answer."""
        if not visitor.consented or _is_command(message):
            return False
        async with service.store.read() as repositories:
            meant = await _meant(message, visitor, repositories)
            meant = meant or await _lost_card(message, visitor, repositories, bot.id)
        return {"meant": meant} if meant is not None else False


def _is_command(message: Message) -> bool:
    entities = message.entities or ()
    return any(one.type == MessageEntityType.BOT_COMMAND and one.offset == 0 for one in entities)


async def _meant(message: Message, visitor: Visitor, repositories: Repositories) -> Meant | None:
    chat = visitor.chat_id
    if message.media_group_id is not None:
        before = await repositories.request_messages.of_album(chat, message.media_group_id)
        if before is not None:
            return Meant(before.request_id, before) if before.office_id is not None else None
    replied = message.reply_to_message
    meant = await _replied_to(chat, replied.message_id, repositories) if replied is not None else None
    if message.text and visitor.seat is not None and (replied is None or meant is not None):
        before = await repositories.request_messages.unsent(chat)
        about = meant.request_id if meant is not None else None
        own = before is not None and before.person_id == visitor.person_id and about in (None, before.request_id)
        if before is not None and own and continues(before, message.text, message.date):
            return Meant(before.request_id, before)
    return meant


async def _lost_card(message: Message, visitor: Visitor, repositories: Repositories, bot_id: int) -> Meant | None:
    """Return what a reply to a card is about that arrived unnoted."""
    answered = message.reply_to_message
    if answered is None or visitor.seat is None or (number := request_under(answered, bot_id)) is None:
        return None
    return Meant(number) if await repositories.requests.get(number) is not None else None


async def _replied_to(chat: int, message_id: int, repositories: Repositories) -> Meant | None:
    """Return what a reply to a message is about: one of ours to an office, or one that an official wrote."""
    card = await repositories.request_cards.at(chat, message_id)
    if card is not None:
        return Meant(card.request_id) if card.office_id is not None else None
    own = await repositories.request_messages.at(chat, message_id)
    return Meant(own.request_id) if own is not None and own.office_id is not None else None


class Waits(Filter):
    """Somebody changes in their own chat what they wrote to an NGO, before it has left."""

    async def __call__(
        self, message: Message, service: Service, visitor: Visitor | None = None
    ) -> bool | dict[str, Any]:
        """Tell whether it waits to leave; in a group nobody is looked up for an edit."""
        if visitor is None or visitor.seat is None:
            return False
        async with service.store.read() as repositories:
            found = await repositories.request_messages.at(visitor.chat_id, message.message_id)
        if found is None or found.entry is not None or found.leaves_at is None:
            return False
        return {"before": found}


class Unaddressed(Filter):
    """An official with open requests writes something that is no reply, while nothing is asked of them."""

    async def __call__(self, message: Message, visitor: Visitor, service: Service) -> bool:
        """Tell whether it may be meant as an answer: what is forwarded, or comes as an album, is an announcement."""
        if visitor.seat is None or not visitor.consented or visitor.dialogue.state is not None or is_brought(message):
            return False
        if _is_command(message):
            return False
        async with service.store.read() as repositories:
            return await repositories.requests.open_in(visitor.seat.office_id) > 0


def plain() -> Router:
    """Return the router of what officials write without a reply: included after every answer that is typed."""
    router = Router(name="unaddressed words of officials")
    router.message.register(tell_how, Unaddressed())
    return router


async def tell_how(_message: Message, tr: Translator) -> Given:
    """Tell how a request is answered: these words went to nobody."""
    return Screen(views.how_to_answer(tr))


def router() -> Router:
    """Return the router of replies: included before everything else that is typed, but commands."""
    router = Router(name="replies to requests")
    router.message.register(hear, Replies())
    router.edited_message.register(change, Waits())
    router.callback_query.register(press, ReplyPress.filter(), Agreed())
    return router


async def hear(
    message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int, meant: Meant
) -> Given:
    """Keep what was written; it leaves as the answer when nobody says otherwise in time."""
    return await receive(message, meant.request_id, visitor, tr, service, update_id, before=meant.before)


async def receive(
    message: Message,
    request_id: int,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
    *,
    before: RequestMessage | None = None,
) -> Given:
    """Keep what an official writes to the NGO, in whatever chat; it leaves as the answer unless they say otherwise.

    Args:
        message: what came.
        request_id: what it is about.
        visitor: who writes; whether they may is asked here.
        tr: speaks.
        service: everything else.
        update_id: the update that brought it.
        before: what it goes on with; the first part of an album is found here.
    """
    got = written(message)
    if got is None:
        return Screen(views.unsupported(tr))
    if len(got.text) > LONGEST:
        return Screen(views.too_long(tr))
    chat, album = message.chat.id, message.media_group_id or ""
    async with service.store.write(update_id) as repositories:
        if before is None and album:
            before = await repositories.request_messages.of_album(chat, album)
        if before is not None and await _join(repositories, before, got):
            return None
        place = (chat, message.message_id)
        return await begin(repositories, request_id, got, place, message.date, visitor, tr, service, album=album)


async def _join(repositories: Repositories, before: RequestMessage, got: Written) -> bool:
    """Add what came to the message that it goes on with; False when that one has left."""
    messages = repositories.request_messages
    if not await messages.hold(before.id):
        return False
    await messages.add_file(before.id, replace(before, text=got.text, files=got.files))
    return True


async def begin(
    repositories: Repositories,
    request_id: int,
    got: Written,
    place: tuple[int, int],
    sent_at: datetime,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    *,
    album: str = "",
) -> Answer:
    """Keep something that an official writes to the NGO, and show how it can be undone; or say why it cannot be sent.

    Args:
        repositories: of the unit of work.
        request_id: what it is about.
        got: the words and files.
        place: the chat where it stands, and its number there.
        sent_at: when it was written.
        visitor: who writes.
        tr: their language.
        service: everything else.
        album: Telegram's id of the album that it is the first part of.
    """
    request = await repositories.requests.get(request_id)
    seat = visitor.seat
    assert request is not None  # a card of it was sent
    why = held(request, seat.office_id if seat else None, MessageKind.ANSWER)
    if why is not None or seat is None:
        return Answer(screens=(Screen(views.kept(request, why, tr)),))
    message = RequestMessage(
        id=0,
        request_id=request.id,
        kind=MessageKind.ANSWER,
        person_id=visitor.person_id,
        seat_id=seat.seat_id,
        office_id=seat.office_id,
        chat_id=place[0],
        message_id=place[1],
        text=got.text,
        sent_at=sent_at,
        files=got.files,
        album=album,
        leaves_at=leaves_at(service.clock.now()),
    )
    number = await repositories.request_messages.add(message)
    return waiting(replace(message, id=number), request, tr, service)


def waiting(message: RequestMessage, request: Request, tr: Translator, service: Service) -> Answer:
    """Return the screen under something that waits to leave."""
    assert message.leaves_at is not None
    left = max(math.ceil((message.leaves_at - service.clock.now()) / timedelta(seconds=1)), 1)
    screen = views.waiting(message, request, left, tr)
    return Answer(screens=(screen,), mark=Mark(request.id, window(message.id), message.office_id))


async def change(
    message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int, before: RequestMessage
) -> Given:
    """Let the answer say what its writer has changed it to."""
    got = written(message)
    if before.person_id != visitor.person_id or got is None:
        return None
    if len(before.text) > views.ONE_MESSAGE:  # of several messages: which of them was changed is not known
        return Screen(views.not_changed(tr))
    async with service.store.write(update_id) as repositories:
        done = await repositories.request_messages.rewrite(before.id, got.text)
    return Screen(views.changed(tr) if done else views.too_late(tr))


async def press(
    query: CallbackQuery, callback_data: ReplyPress, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Undo it, say what it is, or send it now: its writer only, in the chat where it was written."""
    act, number = callback_data.act, callback_data.id
    async with service.store.read() as repositories:
        message = await repositories.request_messages.get(number)
    here = query.message.chat.id if query.message is not None else 0
    if message is not None and message.chat_id == here and message.person_id != visitor.person_id:
        return Answer(toast=views.nothing_short(tr), loud=True)  # in a group: the screen is its writer's
    if message is None or message.person_id != visitor.person_id or message.chat_id != here:
        return Answer(screens=(views.nothing(tr),), toast=views.nothing_short(tr))
    if act is ReplyAct.NOW:
        return await _now(message, tr, service)
    async with service.store.write(update_id) as repositories:
        request = await repositories.requests.get(message.request_id)
        assert request is not None  # a message belongs to one
        if act is ReplyAct.UNDO:
            done = await repositories.request_messages.undo(number)
            if done:
                return Answer(screens=(views.undone(request, tr),), toast=views.undone_short(tr))
        else:
            kind = _KINDS[act]
            done = await repositories.request_messages.set_kind(number, kind)
            if done:
                current = await repositories.request_messages.get(number)
                assert current is not None and current.leaves_at is not None
                return waiting(current, request, tr, service)
    return Answer(screens=(await sent_screen(number, tr, service),), toast=views.too_late(tr), loud=True)


async def _now(message: RequestMessage, tr: Translator, service: Service) -> Given:
    done = await let_go(message.id, service, at_once=True, tell=False)
    if isinstance(done, Kept):
        return Screen(views.kept(done.request, done.why, tr))
    toast = None if isinstance(done, Left) else views.too_late(tr)
    return Answer(screens=(await sent_screen(message.id, tr, service),), toast=toast)
