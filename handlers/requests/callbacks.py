"""What buttons of requests carry: ids and a step, nothing trusted."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from handlers.callbacks import Number


class RequestAct(StrEnum):
    """What a button of a request does."""

    OPEN = "o"


class RequestPress(CallbackData, prefix="rq"):
    """A button of one request."""

    act: RequestAct
    id: Number
