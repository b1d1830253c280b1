"""What buttons carry: ids and a step, nothing trusted. Every press is checked against storage again."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.calls.draft import Field as DraftField
from domain.language import Language
from domain.submissions import Reason

# What cannot be an id or a page of ours never reaches storage: such data count as a button out of date.
Number = Annotated[int, Field(ge=0, le=10**15)]
Page = Annotated[int, Field(ge=0, lt=10**4)]


# Where a card was opened from: "o2" is page 2 of the open calls, "s0" of the saved ones, "n" a digest, "" nowhere.
Back = Annotated[str, Field(pattern=r"^([os][0-9]{1,4}|n)?$")]


class CallAct(StrEnum):
    """What a button under a call does."""

    OPEN = "o"
    SAVE = "s"
    UNSAVE = "u"
    DISMISS = "d"
    UNDISMISS = "r"
    WHY = "w"


class CallPress(CallbackData, prefix="c"):
    """A button of one call. `back` tells where the card was opened from (see `Back`)."""

    act: CallAct
    id: Number
    back: Back = ""


class ListKind(StrEnum):
    """Which list of calls."""

    OPEN = "o"
    SAVED = "s"


class ListPress(CallbackData, prefix="l"):
    """A page of a list of calls, counted from 0."""

    kind: ListKind
    page: Page


class LanguagePress(CallbackData, prefix="lg"):
    """The language somebody picked; `call` is the call a link asked for before they were known, or 0."""

    language: Language
    call: Number = 0


class ConsentPress(CallbackData, prefix="cs"):
    """Yes or no to the consent whose text has this digest: an older text cannot be agreed to."""

    agree: bool
    digest: str
    call: Number = 0


class FormAct(StrEnum):
    """What a button of a form does."""

    ROLE = "r"
    SKIP = "k"
    PICK = "t"
    PAGE = "p"
    ADD = "a"
    DROP = "d"
    ALL = "*"
    DONE = "y"
    BACK = "b"
    CANCEL = "x"


class FormPress(CallbackData, prefix="f"):
    """A button of the form begun by update `run`; it counts only while the form stands at `step`."""

    run: Number
    step: str
    act: FormAct
    value: str = ""
    page: Page = 0


class DraftAct(StrEnum):
    """What a button of an announcement does."""

    VIEW = "v"
    FIELD = "f"  # ask for a field
    SET = "s"
    ADD = "a"
    DROP = "d"
    PLACE = "p"  # a place that fits what was typed
    KEEP = "y"  # what was read with doubt is right
    CLEAR = "c"  # the field has no value
    GO = "g"  # publish, send, or publish what was corrected
    INSIST = "i"  # it is a call, or go on although we have it
    ANOTHER = "n"  # not the call that it was taken for
    DELETE = "x"
    WITHDRAW = "w"
    END = "k"  # call a published one off: asks first
    END_SURELY = "K"


class DraftPress(CallbackData, prefix="pd"):
    """A button of the announcement `id`; who may press it is looked up each time."""

    act: DraftAct
    id: Number
    field: DraftField | None = None
    value: Annotated[str, Field(max_length=24)] = ""
    page: Page = 0


class ReviewAct(StrEnum):
    """What a button of the coordinators' queue does."""

    WAITING = "w"
    PUBLISHED = "p"
    OPEN = "o"
    REJECT = "j"  # asks why
    REASON = "r"


class ReviewPress(CallbackData, prefix="rv"):
    """A button of the coordinators' queue."""

    act: ReviewAct
    id: Number = 0
    page: Page = 0
    reason: Reason | None = None


class What(StrEnum):
    """What a coordinator is about to announce."""

    GRANT = "grant"
    SSO = "sso"
    CONTEST = "contest"
    TRAINING = "training"
    HEARING = "hearing"
    SEAT = "seat"
    EVENT = "event"
    VOLUNTEERING = "volunteering"


class AnnouncePress(CallbackData, prefix="an"):
    """What is announced: at first to be sent as a text, or with `steps` filled in field by field."""

    what: What
    steps: bool = False


class MinePress(CallbackData, prefix="my"):
    """A page of what somebody sent."""

    page: Page = 0


class Way(StrEnum):
    """Where a plain button leads."""

    SIGN_UP = "signup"
    RETUNE = "retune"
    CONTINUE = "continue"
    PRIVACY = "privacy"
    ERASE_ASK = "erase?"
    ERASE = "erase!"


class Go(CallbackData, prefix="go"):
    """A button that leads somewhere."""

    to: Way
