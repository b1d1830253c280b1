"""What buttons of an office's work on a request carry: ids and a step, nothing trusted."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from handlers.callbacks import Number

Day = Annotated[int, Field(ge=0, le=3_652_059)]


class DeskAct(StrEnum):
    """What a button of an office's card does."""

    TAKE = "t"
    FREE = "f"
    OVER = "o"  # the head takes over what another took
    HAND_ASK = "h"
    HAND = "H"
    EXTEND = "e"
    CLOSE = "c"
    HISTORY = "y"
    WORDS = "w"  # all that was written


class DeskPress(CallbackData, prefix="dk"):
    """A button of request `id`. `seat` is the colleague's seat that it is handed to."""

    act: DeskAct
    id: Number
    seat: Number = 0


class ReplyAct(StrEnum):
    """What becomes of something that an official wrote and that has not left yet."""

    UNDO = "u"
    ANSWER = "a"
    DETAILS = "d"
    NOTE = "n"
    NOW = "s"


class ReplyPress(CallbackData, prefix="dr"):
    """A button under message `id` of an official, before it leaves."""

    act: ReplyAct
    id: Number


class ExtendAct(StrEnum):
    """What a button of an extension does."""

    DAY = "d"
    CONFIRM = "y"
    CANCEL = "x"


class ExtendPress(CallbackData, prefix="de"):
    """A button of the extension that update `run` began; `day` counts from 0001-01-01."""

    act: ExtendAct
    run: Number
    day: Day = 0


class CloseAct(StrEnum):
    """What a button of a closing does."""

    CONFIRM = "y"
    CANCEL = "x"


class ClosePress(CallbackData, prefix="dc"):
    """A button of the closing that update `run` began."""

    act: CloseAct
    run: Number


class TemplateAct(StrEnum):
    """What a button of an office's templates does."""

    LIST = "l"
    OPEN = "o"
    USE = "u"
    ADD = "a"
    REMOVE_ASK = "q"
    REMOVE = "r"
    CANCEL = "x"  # leave the one that is being written


class TemplatePress(CallbackData, prefix="dt"):
    """A button of the templates, opened from request `request`. `id` is the template."""

    act: TemplateAct
    request: Number
    id: Number = 0
