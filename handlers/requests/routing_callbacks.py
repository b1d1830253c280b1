"""What buttons of duty, of redirects and of requests without an office carry: ids and a step, nothing trusted."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from handlers.callbacks import Number, Page


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


class RedirectAct(StrEnum):
    """What a button about sending a request on does."""

    LIST = "l"
    SEARCH = "s"
    CHOOSE = "c"
    REASON = "r"
    CONFIRM = "y"
    CANCEL = "x"


class RedirectPress(CallbackData, prefix="rd"):
    """A button about sending request `id` on to `office`; of a plain one the list of offices opens.

    `was` is the office that had it when the button was made, 0 for the coordinators: somebody may be faster.
    """

    id: Number
    act: RedirectAct = RedirectAct.LIST
    page: Page = 0
    office: Number = 0
    was: Number = 0


class AstrayAct(StrEnum):
    """What a button of the coordinators' requests does."""

    LIST = "l"
    OPEN = "o"
    TEXT = "t"
    FILES = "f"


class AstrayPress(CallbackData, prefix="ay"):
    """A button of the requests that no office has; `page` is that of their list."""

    act: AstrayAct
    id: Number = 0
    page: Page = 0
