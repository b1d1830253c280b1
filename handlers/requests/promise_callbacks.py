"""What buttons of promises carry: ids and a step, nothing trusted. Every press is authorised again."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from handlers.callbacks import Number


class PromisePress(CallbackData, prefix="rp"):
    """A wish to promise something under the answer that message `message` of request `id` is."""

    id: Number
    message: Number
