"""What buttons of offices, seats, invitations and NGOs carry: ids and a step, nothing trusted."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from handlers.callbacks import Number, Page

Place = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{0,28}$")]
TopicId = Annotated[str, Field(pattern=r"^[a-z0-9_]{0,24}$")]


class PlaceAct(StrEnum):
    """What a button of the list of offices does."""

    REGIONS = "r"
    LIST = "l"
    WHOLE_ASK = "q"
    WHOLE = "w"
    PICK = "p"
    ADD = "a"
    NGOS = "n"


class PlacePress(CallbackData, prefix="of"):
    """A button of the offices of a territory. `known` is how many there were when the button was made."""

    act: PlaceAct
    place: Place = ""
    page: Page = 0
    known: Number = 0


class OfficeAct(StrEnum):
    """What a button of an office does."""

    OPEN = "o"
    NAME_KK = "k"
    NAME_RU = "r"
    TOPICS = "t"
    ADD_TOPIC = "a"
    DROP_TOPIC = "d"
    CLOSE_ASK = "q"
    CLOSE = "c"
    INVITE_HEAD = "h"
    INVITE_OFFICER = "i"
    REVOKE = "v"
    END_ASK = "e"
    END = "x"


class OfficePress(CallbackData, prefix="oc"):
    """A button of one office. `other` is the seat or the invitation that it concerns."""

    act: OfficeAct
    id: Number
    other: Number = 0
    topic: TopicId = ""


class HoursAct(StrEnum):
    """What a button about working hours does."""

    ASK = "a"
    SET = "s"
    LEAVE = "l"


class HoursPress(CallbackData, prefix="oh"):
    """A button about the working hours of office `id`; `usual` is the place of those that one tap sets."""

    act: HoursAct
    id: Number
    usual: Page = 0


class OfficeGroupAct(StrEnum):
    """What a button about the group of an office does."""

    OPEN = "o"
    LINK = "l"
    UNBIND_ASK = "q"
    UNBIND = "u"
    KAZAKH = "k"
    RUSSIAN = "r"


class OfficeGroupPress(CallbackData, prefix="og"):
    """A button about the group of office `id`."""

    act: OfficeGroupAct
    id: Number


class SeatAct(StrEnum):
    """What somebody does with their own seat."""

    NAME = "n"
    LEAVE_ASK = "q"
    LEAVE = "l"


class SeatPress(CallbackData, prefix="st"):
    """A button of the person's own seat `id`."""

    act: SeatAct
    id: Number


class InviteAct(StrEnum):
    """What an invited person answers."""

    ACCEPT = "a"
    SWITCH = "s"
    DECLINE = "d"


class InvitePress(CallbackData, prefix="iv"):
    """An answer to invitation `id`. `seat` is the seat that is left for it."""

    act: InviteAct
    id: Number
    seat: Number = 0


class NgoAct(StrEnum):
    """What a button of an NGO does."""

    OPEN = "o"
    INVITE = "i"
    REVOKE = "v"
    ACT = "a"
    ALONE = "m"
    REMOVE_ASK = "q"
    REMOVE = "r"
    LET_IN_ASK = "b"
    LET_IN = "l"


class NgoPress(CallbackData, prefix="ng"):
    """A button of an NGO. `other` is the member or the invitation that it concerns."""

    act: NgoAct
    id: Number
    other: Number = 0
