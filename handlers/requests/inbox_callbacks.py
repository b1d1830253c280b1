"""What buttons of the inbox carry."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from domain.requests.inbox import Heap
from handlers.callbacks import Number, Page


class InboxAct(StrEnum):
    """What a button of the inbox does."""

    LIST = "l"
    ASK = "a"  # for words to search by
    FOUND = "f"


class InboxPress(CallbackData, prefix="ib"):
    """A page (counted from 0) of a heap, or of what the person's own search `query` finds."""

    act: InboxAct
    heap: Heap = Heap.OPEN
    page: Page = 0
    query: Number = 0
