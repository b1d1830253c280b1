"""Cards of ours whose arrival nobody could note: Telegram's answer was lost, or the bot was killed before it wrote it.

Such a card stands on the phone all the same, and what is replied to it must not be lost. Its buttons tell the request:
they are ours, and whoever replies cannot change what Telegram quotes.
"""

from __future__ import annotations

from aiogram.types import Message

from handlers.requests.desk_callbacks import DeskPress
from handlers.requests.group_callbacks import TakeInGroup

_ON_CARDS: tuple[type[DeskPress] | type[TakeInGroup], ...] = (DeskPress, TakeInGroup)


def request_under(answered: Message, bot_id: int) -> int | None:
    """Return the request that an office's card of ours is about, by its buttons; None when it is no such card.

    Args:
        answered: the message that was replied to.
        bot_id: our own number.
    """
    if answered.from_user is None or answered.from_user.id != bot_id or answered.reply_markup is None:
        return None
    for row in answered.reply_markup.inline_keyboard:
        for button in row:
            for press in _ON_CARDS:
                try:
                    return press.unpack(button.callback_data or "").id
                except (TypeError, ValueError):
                    continue
    return None
