"""What buttons of monthly reports carry: ids and a step, nothing trusted."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from handlers.callbacks import Number, Page
from handlers.office_callbacks import Place

PAYLOAD = "m"
"""What the payload of a link to a report begins with; its number follows."""


class ReportAct(StrEnum):
    """What a button of reports does."""

    TERRITORIES = "t"
    LIST = "l"
    SUBSCRIBE = "s"
    UNSUBSCRIBE = "u"
    OPEN = "o"
    FILE = "f"
    COMMENT = "c"  # asks for the words
    TAKE_BACK = "b"
    CORRECT = "x"  # asks for the reason
    CONFIRM = "y"
    CANCEL = "n"


class ReportPress(CallbackData, prefix="rt"):
    """A button of report `id`, or of the reports of a territory."""

    act: ReportAct
    id: Number = 0
    place: Place = ""
    page: Page = 0
