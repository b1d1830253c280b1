"""What happens to a request: the entries of its log. The clocks, the figures and the timeline are computed from these.

An event holds facts only. Words, files and names lie beside the log and can be erased; nothing here identifies anybody.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from domain.requests.working_time import WorkingTime


class EventKind(StrEnum):
    """What happened. Readers pass over kinds they do not know."""

    FILED = "filed"
    DELIVERED = "delivered"  # to somebody's phone; no clock looks at it, so a blocked phone is nobody's fault
    TAKEN = "taken"
    FREED = "freed"  # whoever had taken it lets others take it
    HANDED = "handed"  # the head gives it to somebody of the office, or takes it over
    ANSWERED = "answered"
    DETAILS_ASKED = "details_asked"
    NOTE = "note"  # among officers
    REDIRECTED = "redirected"
    EXTENDED = "extended"
    PROMISED = "promised"  # under an answer; about an earlier promise: its day is moved
    CLOSED = "closed"
    RATED = "rated"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    ADDED = "added"  # by the NGO
    REMINDED = "reminded"
    ESCALATED = "escalated"  # the NGO took it to the head and the coordinators
    EDITED = "edited"  # a message was changed by its writer; both versions lie beside the log
    COSIGNED = "cosigned"  # another NGO joined: «біз де» / «и мы»
    PROMISE_DONE = "promise_done"  # the office says so
    UNSIGNED = "unsigned"  # an NGO that had joined left again
    PROMISE_JUDGED = "promise_judged"  # the NGO says whether a promise was kept


class Actor(StrEnum):
    """As what somebody acted."""

    NGO = "ngo"
    OFFICER = "officer"
    HEAD = "head"
    COORDINATOR = "coordinator"
    BOT = "bot"


OFFICIALS = frozenset({Actor.OFFICER, Actor.HEAD})
"""Whose messages are an office's answer."""


class Rating(StrEnum):
    """What the NGO says of an answer."""

    SOLVED = "solved"
    PROMISE = "promise"
    FORMAL = "formal"  # «мәні бойынша емес» / «не по существу»
    FORWARDED = "forwarded"  # it only says that the letter went on
    NO_ANSWER = "no_answer"


HOLLOW = frozenset({Rating.FORMAL, Rating.FORWARDED, Rating.NO_ANSWER})
"""Ratings after which an answer is no substantive one."""


class RequestEvent(NamedTuple):
    """One entry of the log of a request: a tuple, for figures read millions and frozen classes take four times as long.

    Args:
        number: its place in the log, by which other entries refer to it.
        request_id: whose it is.
        kind: what happened.
        moment: when (aware, UTC): a message at Telegram's date, a press at its receipt by the bot.
        actor: as what somebody acted.
        office_id: the office that received the request (FILED, REDIRECTED; None while no office is subscribed), else
            the office that acted.
        hours: the working time of the receiving office as it was then (FILED, REDIRECTED), so that changing an
            office's hours later moves no date.
        until: the new due date (EXTENDED), the date of a promise (PROMISED), or the due date that the NGO was told
            (FILED).
        reasoned: whether a reason was given (EXTENDED); its words lie beside the log.
        about: number of the entry meant: the answer that was rated, the answer that promises, the promise that was
            moved, done or judged.
        rating: what the NGO says of the answer (RATED).
    """

    number: int
    request_id: int
    kind: EventKind
    moment: datetime
    actor: Actor
    office_id: int | None = None
    hours: WorkingTime | None = None
    until: date | None = None
    reasoned: bool = False
    about: int | None = None
    rating: Rating | None = None
