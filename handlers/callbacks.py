"""What buttons carry: ids and a step, nothing trusted. Every press is checked against storage again."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.calls.draft import Field as DraftField
from domain.calls.timeliness import Grouping
from domain.language import Language
from domain.submissions import Reason

# What cannot be an id or a page of ours never reaches storage: such data count as a button out of date.
Number = Annotated[int, Field(ge=0, le=10**15)]
Page = Annotated[int, Field(ge=0, lt=10**4)]


# Where a card was opened from: "o2" is page 2 of the open calls, "s0" of the saved ones, "m0" of those
# that were missed, "e1" of what may open again, "f7.0" of what search 7 found open, "g7.0" of what it found closed,
# "n" a digest, "" nowhere.
Back = Annotated[str, Field(pattern=r"^([osme][0-9]{1,4}|[fg][0-9]{1,15}\.[0-9]{1,4}|n)?$")]


class CallAct(StrEnum):
    """What a button under a call does."""

    OPEN = "o"
    SAVE = "s"
    UNSAVE = "u"
    DISMISS = "d"
    UNDISMISS = "r"
    WHY = "w"
    WHENCE = "e"  # the words that its fields were read from
    CORRECT = "x"
    REMIND = "m"
    CALENDAR = "k"
    SHARE = "h"
    ASK = "a"  # the akimat about it


class CallPress(CallbackData, prefix="c"):
    """A button of one call. `back` tells where the card was opened from (see `Back`)."""

    act: CallAct
    id: Number
    back: Back = ""


class RemindPress(CallbackData, prefix="rm"):
    """A tick of the reminders of a saved call: so many days before, from now on or no more."""

    id: Number
    days: Annotated[int, Field(ge=0, le=14)]
    on: bool
    back: Back = ""


class SeasonPress(CallbackData, prefix="sn"):
    """The reminder of a call that may open again: wished for from now on, or no more."""

    id: Number
    on: bool
    back: Back = ""


class ListKind(StrEnum):
    """Which list of calls."""

    OPEN = "o"
    SAVED = "s"
    MISSED = "m"  # closed lately, not seen
    EXPECTED = "e"  # may open again, by past years


class ListPress(CallbackData, prefix="l"):
    """A page of a list of calls, counted from 0."""

    kind: ListKind
    page: Page


class SearchPress(CallbackData, prefix="q"):
    """A page of what the person's own search `id` finds, counted from 0."""

    id: Number
    page: Page = 0
    closed: bool = False


class WatchPress(CallbackData, prefix="qw"):
    """A wish to hear of calls with the words of the person's own search `id`."""

    id: Number


# What a link asked for before its reader was known: a call, a group or channel (its own negative number), or 0.
Wanted = Annotated[int, Field(ge=-(10**14), le=10**15)]


class CalendarPress(CallbackData, prefix="ka"):
    """All saved calls as a calendar file."""


class LanguagePress(CallbackData, prefix="lg"):
    """The language somebody picked; `call` is what a link asked for before they were known (see `Wanted`)."""

    language: Language
    call: Wanted = 0


class ConsentPress(CallbackData, prefix="cs"):
    """Yes or no to the consent whose text has this digest: an older text cannot be agreed to."""

    agree: bool
    digest: str
    call: Wanted = 0


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


class GroupAct(StrEnum):
    """What a button about a group or channel does."""

    OPEN = "o"
    ASK_LANGUAGE = "a"
    LANGUAGE = "l"
    GENERAL = "g"


class GroupPress(CallbackData, prefix="g"):
    """A button about the group or channel whose id is `-id`; who presses is checked with Telegram each time."""

    act: GroupAct
    id: Number
    language: Language | None = None


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


# What a coordinator saw when deciding (domain.calls.duplicates.stamp); "" where nothing is decided.
Mark = Annotated[str, Field(pattern=r"^([0-9a-f]{8})?$")]


class PairAct(StrEnum):
    """What a button of two calls that may be one does."""

    LIST = "l"
    NEXT = "n"  # the pair at the place `page` of the queue
    OPEN = "o"
    ONE = "1"
    TWO = "2"


class PairPress(CallbackData, prefix="dp"):
    """A button of a pair of calls; `page` is its place in the queue (of LIST: the page).

    `again` takes an earlier decision back; without it a pair that was decided stays as it was.
    """

    act: PairAct
    one: Number = 0
    two: Number = 0
    page: Page = 0
    mark: Mark = ""
    again: bool = False


class TextsAct(StrEnum):
    """What a button of the texts of a call does."""

    LIST = "l"
    ASK = "a"
    PART = "p"


class TextsPress(CallbackData, prefix="ct"):
    """A button of the texts of a call. `back`, only with LIST, tells where the card was opened from (see `Back`)."""

    act: TextsAct
    call: Number
    post: Number = 0
    mark: Mark = ""
    back: Back = ""


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
    REGISTER = "register"
    RETUNE = "retune"  # what messages sent before there were several subscriptions still carry
    PRIVACY = "privacy"
    MY_DATA = "mydata"  # a copy of all that is kept
    ERASE_ASK = "erase?"
    ERASE = "erase!"
    GROUPS = "groups"


class Go(CallbackData, prefix="go"):
    """A button that leads somewhere."""

    to: Way


SourceKey = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class SourceAct(StrEnum):
    """What a button of a source does."""

    OPEN = "o"
    READ = "n"
    PAUSE = "p"
    RESUME = "r"
    FOLLOW = "f"
    NAME_KK = "k"
    NAME_RU = "u"
    REMOVE_ASK = "x"
    REMOVE = "y"


class SourcePress(CallbackData, prefix="sr"):
    """A button of one source; `page` is the page of the list it was opened from."""

    act: SourceAct
    key: SourceKey
    page: Page = 0


class SourcesPage(CallbackData, prefix="sl"):
    """A page of the list of sources, counted from 0."""

    page: Page


class TimelinessPress(CallbackData, prefix="tm"):
    """A page, counted from 0, of how early calls are told; `days` back from today."""

    by: Grouping
    days: Annotated[int, Field(ge=1, le=366)]
    page: Page = 0


class AddAct(StrEnum):
    """What a button does while a source is being added."""

    BEGIN = "b"
    SHOW = "s"
    PLACE = "p"
    PICK = "t"
    NAME_KK = "k"
    NAME_RU = "u"
    CONFIRM = "y"
    CANCEL = "x"


class AddPress(CallbackData, prefix="sa"):
    """A button of the adding that update `run` began; it counts only while that one is open."""

    act: AddAct
    run: Number = 0
    value: Annotated[str, Field(max_length=40)] = ""


class WorkdayAct(StrEnum):
    """What a button of the working calendar does."""

    LIST = "l"
    OFF = "o"
    WORKED = "w"
    BACK = "b"  # take a change of ours back
    CONFIRM = "y"
    CANCEL = "x"


class WorkdayPress(CallbackData, prefix="wd"):
    """A button of the working calendar. `run` is the update that began a change, `day` counts from 0001-01-01."""

    act: WorkdayAct
    run: Number = 0
    day: Annotated[int, Field(ge=1, le=3_652_059)] = 1
    page: Page = 0


# 0 is the private chat in which the button is pressed; groups and channels have negative numbers.
ChatId = Annotated[int, Field(ge=-(10**14), le=10**15)]

# 0 is the subscription that is being made and not stored yet.
SubscriptionId = Annotated[int, Field(ge=0, le=10**12)]


class AlertsAct(StrEnum):
    """What a button about subscriptions does."""

    LIST = "l"
    NEW = "n"
    OPEN = "o"
    SAVE = "s"  # stores the one being made
    PAUSE = "p"
    RESUME = "r"
    ASK_REMOVE = "q"
    REMOVE = "x"


class AlertsPress(CallbackData, prefix="al"):
    """A button about the subscriptions of a chat, or about one of them."""

    act: AlertsAct
    chat: ChatId = 0
    id: SubscriptionId = 0


class Facet(StrEnum):
    """One side of a subscription, with a screen of its own."""

    PLACES = "p"
    ADD_PLACE = "a"
    SPHERES = "s"
    KINDS = "k"
    INCLUDE = "i"
    EXCLUDE = "e"
    AMOUNT = "m"
    WHEN = "w"
    HOUR = "h"
    QUIET = "q"


class FacetAct(StrEnum):
    """What a button of a facet does. Each says what it sets, so that pressing twice does no harm."""

    SHOW = "o"
    ADD = "a"
    DROP = "d"
    ANY = "*"
    LOOK = "l"  # at the districts of an oblast; changes nothing


class FacetPress(CallbackData, prefix="af"):
    """A button of a facet of one subscription."""

    facet: Facet
    act: FacetAct
    chat: ChatId = 0
    id: SubscriptionId = 0
    value: Annotated[str, Field(max_length=22)] = ""
    page: Annotated[int, Field(ge=0, lt=100)] = 0
