"""What a person sees: one message with its buttons, and the words in it made safe."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aiogram.filters.callback_data import CallbackData
from aiogram.methods import TelegramMethod
from aiogram.types import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    SwitchInlineQueryChosenChat,
)

if TYPE_CHECKING:
    from domain.people import Visitor
    from handlers.texts import Translator

TEXT_LIMIT = 4096
TOAST_LIMIT = 200
BUTTONS = 512  # kept ready: the words of menus, and the buttons under what everybody reads today; less than a megabyte

_JOINER = "\u200d"  # inside family and flag emoji: harmless, unlike bidi marks and other format characters


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: it carries callback data, opens an address, copies a text, or begins a search elsewhere.

    `inquire` is what is typed after our name in a chat that the reader picks.
    """

    label: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    inquire: str | None = None

    @property
    def markup(self) -> InlineKeyboardButton:
        """Return the button as Telegram takes it; nobody changes it, for the same one stands under many messages."""
        return _markup(self)


@lru_cache(maxsize=BUTTONS)
def _markup(button: Button) -> InlineKeyboardButton:
    """Make a button of aiogram's: with its checks that takes longer than anything else on a screen."""
    elsewhere = None
    if button.inquire is not None:
        elsewhere = SwitchInlineQueryChosenChat(
            query=button.inquire, allow_user_chats=True, allow_group_chats=True, allow_channel_chats=True
        )
    return InlineKeyboardButton(
        text=button.label,
        callback_data=button.data,
        url=button.url,
        copy_text=None if button.copy is None else CopyTextButton(text=button.copy),
        switch_inline_query_chosen_chat=elsewhere,
    )


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One message. `text` is Telegram's HTML; `menu` is the persistent keyboard under the input field.

    A screen with `menu` or `remove_menu` is always a new message: Telegram cannot edit that keyboard in.
    """

    text: str
    rows: Rows = ()
    menu: tuple[tuple[str, ...], ...] = ()
    remove_menu: bool = False

    @property
    def markup(self) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
        """Return the keyboard as Telegram takes it."""
        if self.remove_menu:
            return ReplyKeyboardRemove()
        if self.menu:
            keyboard = [[KeyboardButton(text=label) for label in row] for row in self.menu]
            return ReplyKeyboardMarkup(keyboard=keyboard, resize_keyboard=True, is_persistent=True)
        return self.inline

    @property
    def inline(self) -> InlineKeyboardMarkup | None:
        """Return the buttons under the message, if any."""
        if not self.rows:
            return None
        return InlineKeyboardMarkup(inline_keyboard=[[item.markup for item in row] for row in self.rows])

    @property
    def only_new(self) -> bool:
        """Tell that the screen cannot replace a message that is already there."""
        return bool(self.menu) or self.remove_menu


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be sent. `caption` is Telegram's HTML; a `picture` is shown in the chat itself."""

    name: str
    content: bytes
    caption: str = ""
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """Work that takes longer than people should wait in line for: it is done after the first screen was shown.

    Attributes:
        work: done while the person may press other things.
        finish: makes the last screen from what the work gave; it is in the person's line again and is told who they are
            by then. The screen replaces the first one.
    """

    work: Callable[[], Awaitable[Any]]
    finish: Callable[[Any, Visitor, Translator], Awaitable[Screen | None]]


@dataclass(frozen=True, slots=True)
class Mark:
    """The request that a screen is about: its place is noted, so that a reply to it is understood.

    Attributes:
        request_id: the request.
        about: what the screen tells, as `request_cards` keeps it.
        office_id: the office to which it is shown.
    """

    request_id: int
    about: str
    office_id: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler gives back when one screen is not enough.

    Attributes:
        screens: the first one replaces the message whose button was pressed, the others follow as new messages.
        toast: a short plain sentence over the chat, for a pressed button; `loud` keeps it until it is dismissed.
        fresh: send the first screen as a new message too.
        documents: files that follow the screens, each a new message.
        also: requests to Telegram that belong to it (the chat's commands).
        later: what is still to be done, and shown in the place of the first screen.
        mark: the request that the first screen is about.
    """

    screens: tuple[Screen, ...] = ()
    toast: str | None = None
    loud: bool = False
    fresh: bool = False
    documents: tuple[Document, ...] = ()
    also: tuple[TelegramMethod[bool], ...] = ()
    later: Later | None = None
    mark: Mark | None = None


def press(label: str, data: CallbackData) -> Button:
    """Return a button that carries the data."""
    return Button(label, data=data.pack())


def one_line(text: str) -> str:
    """Return the text on one line without control, direction-changing or invisible characters."""
    spaced = " ".join(text.split())
    if not spaced.isprintable():
        # Not printable are, besides spaces: controls, format characters, surrogates, private and unassigned ones.
        kept = "".join(char for char in spaced if char.isprintable() or char == _JOINER)
        spaced = " ".join(kept.split())
    return spaced


def clip(text: str, limit: int) -> str:
    """Return the text on one line, cut at a word with an ellipsis when it is longer than `limit` characters."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    word = cut.rfind(" ")
    if word > limit * 2 // 3:
        cut = cut[:word]
    return cut.rstrip(" ,.;:–—-") + "…"


def both_ends(text: str, limit: int) -> str:
    """Return the text on one line; a longer one cut in its middle, at words: its end is what tells it apart."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    end = line[-(limit * 3 // 5) :]
    space = end.find(" ")
    if 0 <= space < len(end) // 3:
        end = end[space + 1 :]
    return f"{clip(line, limit - len(end) - 1)} {end}"


def esc(text: str, limit: int = 300) -> str:
    """Return foreign words for an HTML text: one line, cut, escaped."""
    return html.escape(clip(text, limit), quote=False)


def visible(text: str) -> str:
    """Return an HTML text as it is seen."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def paragraphs(*parts: str | None) -> str:
    """Return the parts that are there, an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def lines(*parts: str | None) -> str:
    """Return the parts that are there, each on its own line."""
    return "\n".join(part for part in parts if part)
