"""What the buttons of exports carry. Who may press which is looked up anew each time."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.exports import Format, Level
from domain.language import Language
from handlers.callbacks import Number

# A territory's id, or "o" and the number of an office.
PlaceKey = Annotated[str, Field(pattern=r"^([0-9]{1,12}|KZ|x-[a-z0-9-]{1,20}|o[0-9]{1,12})$")]
# A day as 20260131; it is looked at again whether there is such a day.
DayNumber = Annotated[int, Field(ge=10_000_101, le=99_991_231)]


class ExportAct(StrEnum):
    """What a button of the choice does."""

    SHOW = "s"  # the choice that it carries
    OPEN = "o"  # the same as a new form, from somewhere else
    PLACES = "p"
    MAKE = "m"


class ExportPress(CallbackData, prefix="xp"):
    """A choice, whole: what stands on the screen is nowhere else."""

    act: ExportAct
    place: PlaceKey
    first: DayNumber
    last: DayNumber
    level: Level
    format: Format
    language: Language


class ExportJobAct(StrEnum):
    """What a button of an export that was asked for does."""

    CANCEL = "c"


class ExportJobPress(CallbackData, prefix="xj"):
    """A button of the export `id`; it counts only for whoever asked for it."""

    act: ExportJobAct
    id: Number
