"""What the button of a printable letter carries."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from handlers.callbacks import Number


class PrintPress(CallbackData, prefix="rl"):
    """A wish for request `id` as a document."""

    id: Number
