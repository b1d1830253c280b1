"""An official's reply to a card in the group of their office: kept at once, as an answer that can still be undone."""

from __future__ import annotations

from datetime import timedelta

from aiogram.types import Message

from domain.people import Visitor
from domain.requests.model import Card, MessageKind, RequestMessage
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import in_groups as views

UNDO = timedelta(seconds=10)


async def take_answer(
    message: Message, card: Card, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Keep the reply as an answer that has not left yet."""
    seat = visitor.seat
    assert seat is not None  # whoever calls has looked
    words = RequestMessage(
        id=0,
        request_id=card.request_id,
        kind=MessageKind.ANSWER,
        person_id=visitor.person_id,
        seat_id=seat.seat_id,
        office_id=seat.office_id,
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=message.text or message.caption or "",
        sent_at=message.date,
        album=message.media_group_id or "",
        leaves_at=message.date + UNDO,
    )
    async with service.store.write(update_id) as repositories:
        await repositories.request_messages.add(words)
    return views.kept(tr)
