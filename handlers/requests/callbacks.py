"""What buttons of a request carry: its number and a step, nothing trusted. Every press is authorised again."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from domain.requests.events import Rating
from handlers.callbacks import Number


class RequestAct(StrEnum):
    """What a button of a request does."""

    OPEN = "o"  # `other` 1: below, so that the message with the button stays
    STEPS = "t"  # `other` is the page
    LETTERS = "l"  # all that was written; `other` is the page
    FILES = "f"  # `other` is the message whose files are sent again
    RECEIPT = "c"
    ADD = "a"
    DONE = "d"  # with adding
    RATE_ASK = "r"  # `other` is the entry of the answer
    REOPEN = "p"
    WITHDRAW_ASK = "w"
    WITHDRAW = "v"
    SHARE_ASK = "s"
    SHARE = "h"
    SHARE_FILES = "i"
    UNSHARE = "u"
    JOIN_ASK = "j"
    JOIN = "k"
    LEAVE = "b"
    REMIND = "m"
    ESCALATE_ASK = "e"
    ESCALATE = "x"
    APPEAL_ASK = "g"
    APPEAL_KK = "y"
    APPEAL_RU = "z"


class RequestPress(CallbackData, prefix="rq"):
    """A button of request `id`. `other` is what the act says."""

    act: RequestAct
    id: Number
    other: Number = 0


class RatePress(CallbackData, prefix="rr"):
    """What the NGO says of the answer that entry `entry` of the log tells. `below` tells that the button stands under
    the answer itself.
    """

    id: Number
    entry: Number
    rating: Rating
    below: bool = False


class NearbyPress(CallbackData, prefix="rn"):
    """A page of the requests of other NGOs that one may join, or has joined."""

    page: Number = 0
    joined: bool = False
