"""What buttons of duty, of redirects and of requests without an office carry: ids and a step, nothing trusted."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from handlers.callbacks import Number


class DutyAct(StrEnum):
    """What a button about duty does. Each says what it sets, so that pressing twice does no harm."""

    SHOW = "s"
    ON = "n"
    OFF = "f"
    ASK = "a"  # from when to when somebody is away
    TODAY = "d"
    TOMORROW = "t"
    WEEK = "w"
    WHO = "h"  # stands in
    DEPUTY = "p"
    BACK = "b"  # from an absence, before its end


class DutyPress(CallbackData, prefix="du"):
    """A button about the duty of whoever holds `seat`; `other` is the seat that stands in, 0 for none."""

    act: DutyAct
    seat: Number = 0
    other: Number = 0
