"""What buttons of routing carry: ids and a page, nothing trusted."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from handlers.callbacks import Number, Page


class RedirectPress(CallbackData, prefix="rd"):
    """The wish to send request `id` on: a page, counted from 0, of the offices that it can go to."""

    id: Number
    page: Page = 0
