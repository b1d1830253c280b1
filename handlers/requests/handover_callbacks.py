"""What buttons of a handover carry: numbers and a step, nothing trusted."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from domain.requests.handover import ItemKind
from handlers.callbacks import Number, Page


class HandoverAct(StrEnum):
    """What a button of a handover does."""

    SHOW = "s"  # the brief
    LIST = "l"
    SEEN = "y"
    ALL = "a"  # that is on the screen
    PAPER = "d"


class HandoverPress(CallbackData, prefix="ho"):
    """A button of the handover to whoever holds `seat`. `mark` tells which items were on the screen."""

    act: HandoverAct
    seat: Number
    kind: ItemKind = ItemKind.REQUEST
    id: Number = 0
    page: Page = 0
    mark: Number = 0
