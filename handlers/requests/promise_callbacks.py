"""What buttons of promises carry: ids, nothing trusted."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from handlers.callbacks import Number


class PromisePress(CallbackData, prefix="pm"):
    """The wish to promise something in request `request`: out of the answer that is message `message`."""

    request: Number
    message: Number
