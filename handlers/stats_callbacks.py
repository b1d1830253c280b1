"""What buttons of figures carry: the whole question, so that they work late and after a restart; nothing is trusted."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field


class StatsAct(StrEnum):
    """What a button of figures does."""

    TABLE = "t"
    PERIODS = "d"
    PLACES = "p"
    GROUP = "g"  # all figures of one group
    LIST = "l"  # the requests behind one of them
    CHART = "c"
    MORE = "m"  # what else there is: pictures, files, other figures
    WORDS = "w"  # what the words mean
    ASK = "a"  # for a period of one's own


class Side(StrEnum):
    """In whose place the figures are looked at."""

    TERRITORY = "t"  # of a coordinator
    OFFICE = "o"  # of an official
    PUBLIC = "p"  # of anybody


class Grouped(StrEnum):
    """What the table is given by."""

    OFFICE = "o"
    SEAT = "s"
    TERRITORY = "t"
    TOPIC = "c"
    MONTH = "m"


class Figure(StrEnum):
    """Of which figure the requests are listed, or which chart is drawn."""

    ALL = "a"
    ANSWERED = "n"
    OPEN = "o"
    OVERDUE = "v"
    LATE = "l"
    CLOSED = "c"
    WITHDRAWN = "w"
    REDIRECTED = "r"
    EXTENDED = "e"
    REOPENED = "p"
    SOLVED = "s"
    FORMAL = "f"
    UNRATED = "u"


# The period: its first day counted from 2000-01-01 and how many days follow it, three digits of base 36 each.
Days = Annotated[str, Field(pattern=r"^[0-9a-z]{6}$")]

# A group: a number, a topic or a month; "-" is the group without a name, "" all of them together.
GroupKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,20}$")]


class StatsPress(CallbackData, prefix="fg"):
    """A button of figures: by what, of which days and territory (`place`; "" is the first of one's own).

    `page`, counted from 0, is that of the table, or with `LIST` of the list.
    """

    act: StatsAct
    side: Side
    by: Grouped
    days: Days
    place: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{0,22}$")] = ""
    page: Annotated[int, Field(ge=0, lt=1000)] = 0
    key: GroupKey = ""
    figure: Figure = Figure.ALL
