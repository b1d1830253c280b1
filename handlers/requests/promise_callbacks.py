"""What buttons of promises carry: ids and a step, nothing trusted. Every press is authorised again."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.requests.promises import Verdict
from handlers.callbacks import Number, Page

Day = Annotated[int, Field(ge=0, le=3_652_059)]


class PromisePress(CallbackData, prefix="rp"):
    """A wish to promise something under the answer that message `message` of request `id` is."""

    id: Number
    message: Number


class PromiseStepAct(StrEnum):
    """What a button does while a promise is made or moved."""

    AS_IS = "a"  # the answer's own words
    DAY = "d"
    OTHER_DAY = "o"
    CONFIRM = "y"
    CANCEL = "x"


class PromiseStepPress(CallbackData, prefix="rps"):
    """A button of the promise that update `run` began to make or to move; `day` counts from 0001-01-01."""

    act: PromiseStepAct
    run: Number
    day: Day = 0


class PromiseAct(StrEnum):
    """What a button of a promise does for the office that gave it."""

    LIST = "l"
    DONE_ASK = "q"
    DONE = "d"
    MOVE = "m"


class OwnPromisePress(CallbackData, prefix="rpo"):
    """A button of promise `id`, or of a page (counted from 0) of the office's promises."""

    act: PromiseAct
    id: Number = 0
    page: Page = 0


class VerdictPress(CallbackData, prefix="rpv"):
    """What a member of the NGO says of promise `id`."""

    id: Number
    verdict: Verdict
