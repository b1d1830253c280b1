"""Who and what a handler is for.

Classes instead of `F` expressions: aiogram runs those, and every other synchronous filter, in a thread of their own,
which costs as much as a trip to the database.
"""

from __future__ import annotations

from collections.abc import Collection

from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Chat, Message

from domain.people import Visitor
from handlers.forms import Form
from handlers.service import Service
from handlers.views.menu import Item, pressed


class Outside(Filter):
    """It happens in a group or a channel, not in a private chat."""

    async def __call__(self, _event: object, event_chat: Chat) -> bool:
        """Tell whether the chat has others in it."""
        return event_chat.type != ChatType.PRIVATE


class Elsewhere(Filter):
    """The pressed button belongs to a private chat, though it stands in a group."""

    def __init__(self, prefixes: Collection[str]) -> None:
        """Take the prefixes of buttons that may stand in a group."""
        self._prefixes = frozenset(prefixes)

    async def __call__(self, query: CallbackQuery) -> bool:
        """Tell whether the button is none of those."""
        return (query.data or "").partition(":")[0] not in self._prefixes


class Ready(Filter):
    """The person agreed and finished setting up."""

    async def __call__(self, _event: object, visitor: Visitor) -> bool:
        """Tell whether the person may use calls."""
        return visitor.consented and visitor.onboarded


class Agreed(Filter):
    """The person agreed to the text in force: until then nothing is done for them, whatever right they hold."""

    async def __call__(self, _event: object, visitor: Visitor) -> bool:
        """Tell whether the person agreed."""
        return visitor.consented


class Filling(Filter):
    """The person is in the middle of a form."""

    async def __call__(self, _event: object, visitor: Visitor, form: Form | None) -> bool:
        """Tell whether a form is in progress."""
        return visitor.consented and form is not None


class Coordinating(Filter):
    """The person coordinates some territory (which one a press concerns is checked by its handler)."""

    async def __call__(self, _event: object, visitor: Visitor) -> bool:
        """Tell whether the person may use what is for coordinators."""
        return visitor.consented and bool(visitor.coordinates)


class OfRepublic(Filter):
    """The person coordinates the whole country."""

    async def __call__(self, _event: object, visitor: Visitor) -> bool:
        """Tell whether the person may change what every akimat shares."""
        return visitor.consented and visitor.of_republic


class Seated(Filter):
    """The person holds a seat in an office."""

    async def __call__(self, _event: object, visitor: Visitor) -> bool:
        """Tell whether the person may use what is for officials."""
        return visitor.consented and visitor.seat is not None


class Talking(Filter):
    """The person is in the middle of a dialogue whose state begins with the word and a colon, like `search:words`."""

    def __init__(self, about: str) -> None:
        self._about = f"{about}:"

    async def __call__(self, _event: object, visitor: Visitor) -> bool:
        """Tell whether that dialogue is in progress."""
        return visitor.consented and (visitor.dialogue.state or "").startswith(self._about)


class MenuWord(Filter):
    """The text is that of a button of the main menu, in either language."""

    def __init__(self, item: Item) -> None:
        self._item = item

    async def __call__(self, message: Message, service: Service) -> bool:
        """Tell whether the message is the menu item's word."""
        return message.text is not None and pressed(message.text, service.texts) is self._item
