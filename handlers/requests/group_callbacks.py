"""What buttons of a request's card in the group of an office carry."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from handlers.callbacks import Number

IN_GROUPS = frozenset({"rg", "dr"})
"""Prefixes of buttons about requests that may stand in a group: taking one, and what an answer is before it leaves."""


class TakeInGroup(CallbackData, prefix="rg"):
    """Take request `id`: whoever presses takes it, if they sit in the office."""

    id: Number
