"""What buttons of a letter that is being written, and of the list of requests, carry: ids and a step."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from handlers.callbacks import Number, Page


class LetterAct(StrEnum):
    """What a button of a letter does."""

    BEGIN = "b"  # as /ask does
    GO_ON = "g"
    ANEW = "n"
    PLACES = "p"
    REGIONS = "r"
    LOOK = "l"  # at the districts of a region
    PLACE = "t"
    TOPICS = "m"
    TOPIC = "c"
    WRITE = "w"
    PREVIEW = "v"
    SEND = "s"
    SEND_AGAIN = "i"  # although the same was sent a moment ago
    TAKE_OUT = "u"
    DELETE_ASK = "q"
    DELETE = "x"


class LetterPress(CallbackData, prefix="ld"):
    """A button of the letter `id`; of BEGIN and ANEW without a letter, of the call `id`.

    Args:
        act: what it does.
        id: the letter.
        value: a territory, a topic, or a message of the letter.
        page: of a list, counted from 0.
        office: to which office the preview said that it goes, 0 for none.
        revision: of the letter when the button was made: what changed since is looked at before it is sent.
    """

    act: LetterAct
    id: Number
    value: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,24}$")] = ""
    page: Page = 0
    office: Number = 0
    revision: Number = 0


class OtinishPress(CallbackData, prefix="eo"):
    """A wish to note the number in e-Otinish of the appeal that the request `id` became."""

    id: Number


class OtinishLeave(CallbackData, prefix="el"):
    """A wish not to note it after all."""

    id: Number


class MyRequestsPress(CallbackData, prefix="ml"):
    """A page of the NGO's requests, counted from 0."""

    page: Page = 0
