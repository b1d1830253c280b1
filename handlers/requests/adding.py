"""What a member of the NGO writes about a request: additions, by a button or by a reply, and why it is reopened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import Filter
from aiogram.types import InlineKeyboardButton, Message

from domain.errors import NoSuchRequest, NotYourRequest, RequestUnfit
from domain.journal import Erasable
from domain.people import Dialogue, Visitor
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import MessageKind, Request, RequestMessage
from domain.requests.record import events_of, subject
from handlers.filters import Ready, Talking
from handlers.presenting import Given
from handlers.requests import telling
from handlers.requests.callbacks import RequestPress
from handlers.requests.casefile import case_file
from handlers.requests.happening import happen
from handlers.requests.own import ABOUT, ADDING, REOPENING, own_card, waiting, waits
from handlers.requests.standing import request_owned
from handlers.requests.written import Written, written
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.failures import refusal
from handlers.views.requests import own as views
from handlers.views.requests.pieces import clean
from handlers.views.screen import Answer, Screen, paragraphs

ALBUM_WAIT = timedelta(seconds=3)
"""How long an album's first part waits for the others before it goes: they come within a second."""

MOST_IN_AN_HOUR = 30
"""Messages that are added to one request in an hour at most: each rings in a whole office."""

LEAST_LETTERS = 3
"""Letters below which a reason says nothing."""


def replies() -> Router:
    """Return the router of replies to our messages about one's requests: included before typed answers."""
    router = Router(name="request replies")
    router.message.register(reply, Ready(), ToOwnRequest())
    return router


def answers() -> Router:
    """Return the router of what was asked for: included after every command."""
    router = Router(name="request answers")
    router.message.register(typed, Ready(), Asked())
    return router


class Asked(Talking):
    """The person was asked for words about a request.

    Words that come long after are no addition: they are meant for something else. A reason that comes too late is met
    with a sentence, for its writer waits for something to happen.
    """

    def __init__(self) -> None:
        super().__init__(ABOUT)

    async def __call__(self, event: Message, visitor: Visitor, service: Service) -> bool:  # type: ignore[override]
        """Tell whether the question is theirs to answer."""
        if not await super().__call__(event, visitor):
            return False
        return visitor.dialogue.state == REOPENING or waits(visitor, service.clock.now())


class ToOwnRequest(Filter):
    """The message replies to something of ours about a request of the writer's NGO; what it says is `about_request`."""

    async def __call__(self, message: Message, visitor: Visitor, service: Service, bot: Bot) -> bool | dict[str, Any]:
        """Tell whether it does, and to which request."""
        answered = message.reply_to_message
        if answered is None or answered.from_user is None or answered.from_user.id != bot.id:
            return False
        if message.text is not None and message.text.startswith("/"):
            return False
        async with service.store.read() as repositories:
            card = await repositories.request_cards.at(message.chat.id, answered.message_id)
            if card is not None and (card.office_id is not None or card.about == telling.ASTRAY):
                return False  # of an official or a coordinator
            number = card.request_id if card is not None else _named(answered)
            request = await repositories.requests.get(number) if number else None
            if request is None or request.ngo_id is None:
                return False
            own = {ngo.id for ngo in await repositories.organisations.of_person(visitor.person_id)}
        if request.ngo_id not in own:
            return False
        if card is None and visitor.seat is not None and visitor.seat.office_id == request.office_id:
            return False  # an official who also belongs to the NGO, at the office's card
        return {"about_request": request.id}


def _named(message: Message) -> int | None:
    """Return the request that the buttons under a message of ours are about."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup is not None else ()
    for button in (button for row in rows for button in row):
        if (number := _number(button)) is not None:
            return number
    return None


def _number(button: InlineKeyboardButton) -> int | None:
    if not (button.callback_data or "").startswith(f"{RequestPress.__prefix__}:"):
        return None
    try:
        return RequestPress.unpack(button.callback_data or "").id
    except (TypeError, ValueError):
        return None  # of an older program


async def reply(
    message: Message, about_request: int, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Add what was written to the request that was replied to."""
    return await _add(message, about_request, visitor, tr, service, update_id)


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take what the open question asked for."""
    try:
        number = int(visitor.dialogue.data["id"])
    except (KeyError, TypeError, ValueError):
        number = 0  # an older program wrote it differently
    try:
        if not waits(visitor, service.clock.now()):
            return await _too_late(number, visitor, tr, service, update_id)
        if visitor.dialogue.state == REOPENING:
            return await _reopen(message, number, visitor, tr, service, update_id)
        return await _add(message, number, visitor, tr, service, update_id)
    except (NoSuchRequest, NotYourRequest, RequestUnfit) as error:
        # It cannot be done any more: the question is closed, else everything typed would meet the same refusal.
        async with service.store.write(update_id, alone=False) as repositories:
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())
        return Screen(refusal(error, tr))


async def _too_late(number: int, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Screen:
    """Close a question that was asked too long ago, and say that nothing was done."""
    async with service.store.write(update_id, alone=False) as repositories:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())
    return views.asked_long_ago(number, tr)


async def _add(
    message: Message, number: int, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Add a message to the request: the office gets it, and the other members hear of it."""
    now, brought = service.clock.now(), written(message)
    law = await service.by_law(service.today(now))
    if brought is None:
        return views.cannot_take(tr)
    album = message.media_group_id or ""
    async with service.store.write(update_id) as repositories:
        request, _ = await request_owned(repositories, visitor, number, service)
        log = events_of(await repositories.journal.of_subjects([subject(request.id)]))
        lately = sum(one.kind is EventKind.ADDED and one.moment > now - timedelta(hours=1) for one in log)
        first = await repositories.request_messages.of_album(message.chat.id, album) if album else None
        stored = _stored(message, brought, request, visitor)
        if first is not None and first.request_id == request.id:
            await repositories.request_messages.add_file(first.id, stored)
            return None
        if lately >= MOST_IN_AN_HOUR:
            return views.too_many(request, tr)
        event = RequestEvent(0, request.id, EventKind.ADDED, message.date, Actor.NGO)
        beside = Erasable(visitor.person_id, brought.text)
        facts = {"files": len(brought.files)}
        happened = await happen(repositories, service, law, event, now, beside=beside, facts=facts)
        stored = _stored(message, brought, request, visitor, happened.entry)
        kept = await repositories.request_messages.get(await repositories.request_messages.add(stored))
        assert kept is not None  # just written
        later = now + ALBUM_WAIT if album else None
        about, entry = happened.request, happened.entry
        await telling.office(repositories, service, about, telling.ADDITION, entry, now, message=kept, not_before=later)
        await telling.ngo(repositories, about, entry, now, but=visitor.person_id, message=kept, not_before=later)
        if visitor.dialogue.state == ADDING and visitor.dialogue.data.get("id") == request.id:
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, waiting(ADDING, request.id, now), now)
    async with service.store.read() as repositories:
        return views.added(await case_file(repositories, service, about, now), tr)


def _stored(
    message: Message, brought: Written, request: Request, visitor: Visitor, entry: int | None = None
) -> RequestMessage:
    return RequestMessage(
        id=0,
        request_id=request.id,
        kind=MessageKind.ADDITION,
        person_id=visitor.person_id,
        seat_id=None,
        office_id=None,
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=brought.text,
        sent_at=message.date,
        files=brought.files,
        album=message.media_group_id or "",
        entry=entry,
    )


async def _reopen(
    message: Message, number: int, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Reopen the request for the reason that was typed: counted at the moment it was sent."""
    reason = clean(message.text or "")
    if sum(char.isalpha() for char in reason) < LEAST_LETTERS or reason.startswith("/"):
        return views.no_reason(tr)
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        request, rights = await request_owned(repositories, visitor, number, service)
        event = RequestEvent(0, request.id, EventKind.REOPENED, message.date, Actor.NGO, reasoned=True)
        beside = Erasable(visitor.person_id, reason)
        happened = await happen(repositories, service, law, event, now, beside=beside)
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
        await telling.ngo(repositories, happened.request, happened.entry, now, but=visitor.person_id)
        await telling.office(repositories, service, happened.request, telling.NEWS, happened.entry, now)
    screen = await own_card(happened.request, rights, visitor, tr, service)
    said = Screen(paragraphs(views.reopened(tr)))
    return Answer(screens=(said, screen))
