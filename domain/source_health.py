"""How a source is: from what its last poll left and from its days, to one judgement. Pure; nothing is stored.

The rules are meant for a person who gets at most one message a day: a site that stumbles for an hour, a quiet holiday
or a source that rarely speaks is no reason to disturb anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from statistics import median

from domain.sources import Source, SourceState

REFUSALS = frozenset(
    {"refused_by_robots", "browser_check", "login_page", "needs_javascript", "no_preview", "token_refused"}
)
"""The site lets no robot in: nothing to be repaired on our side."""

ROT = frozenset({"selector_matches_nothing"})
"""The page is there, what we look for on it is not: it was rebuilt."""

NEEDS_TOKEN = "needs_token"  # noqa: S105  the code of a problem
"""The source opens only to a token that the operator has not set: nobody was asked, nothing is broken."""

FAILED_POLLS = 3
FAILED_FOR = timedelta(days=1)
REFUSED_POLLS = 2
WEEK = timedelta(days=7)
WEEKS_LOOKED_AT = 8
WEEKS_NEEDED = 4
"""Whole weeks before the silence without which nobody knows what is usual."""
LEAST_SILENCE = timedelta(days=21)
"""Longer than any holidays."""
HABIT = 2
"""A silence counts when it is so many times longer than the longest one before it …"""
RARE_HABIT = 3
LEAST_RARE_SILENCE = timedelta(days=60)
RARE_DAYS_NEEDED = 5
"""… and, of a source that has less than one item a week, when it had items on so many days."""


class Condition(StrEnum):
    """How a source is, worst first."""

    ROT = "rot"
    FAILING = "failing"
    REFUSED = "refused"
    SILENT = "silent"
    STUMBLING = "stumbling"
    NEEDS_TOKEN = "needs_token"  # noqa: S105  the name of a state
    NEW = "new"
    WELL = "well"
    PAUSED = "paused"
    OFF = "off"


ALARMING = frozenset({Condition.ROT, Condition.FAILING, Condition.REFUSED, Condition.SILENT})
"""What a coordinator is told by a message."""


@dataclass(frozen=True, slots=True)
class PollDay:
    """What a source's polls of one local day came to. `posts` are new ones, `calls` new calls read from them."""

    day: date
    polls: int
    failures: int = 0
    posts: int = 0
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Watched:
    """A source as its keepers see it.

    `key` names it in buttons. `in_chat` tells that somebody added it in chat (`added_by`; None after that person was
    erased). `first_day` is the first day of which polls are known; `asked_at` when somebody last had it polled.
    """

    source: Source
    state: SourceState
    key: str
    in_chat: bool = False
    added_by: int | None = None
    paused_by: int | None = None
    paused_at: datetime | None = None
    asked_at: datetime | None = None
    first_day: date | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """A judgement with its facts.

    `since` is the last good poll of one that fails (None: never), `code` and `detail` what went wrong. `usual` are the
    items of a usual week over the last weeks (None: not known yet), `this_week` those of the last seven days.
    `silent_days` is how long a silent source has said nothing.
    """

    condition: Condition
    since: datetime | None = None
    code: str | None = None
    detail: str = ""
    usual: int | None = None
    this_week: int = 0
    calls: int = 0
    silent_days: int = 0

    @property
    def alarming(self) -> bool:
        """Tell whether somebody should look at it."""
        return self.condition in ALARMING


def health(watched: Watched, days: Sequence[PollDay], now: datetime, zone: tzinfo) -> Health:
    """Judge a source.

    Args:
        watched: the source and what its last poll left.
        days: its days, in any order: at least those with posts, and all of the last three weeks.
        now: the current instant.
        zone: the zone in which days begin.
    """
    today = now.astimezone(zone).date()
    facts = Health(
        Condition.WELL,
        since=watched.state.last_ok_at,
        usual=usual_week(days, watched.first_day, today),
        this_week=sum(one.posts for one in days if today - WEEK < one.day <= today),
        calls=sum(one.calls for one in days),
    )
    state = watched.state
    if not watched.source.enabled:
        return _as(facts, Condition.OFF)
    if watched.paused_at is not None:
        return _as(facts, Condition.PAUSED)
    if state.failing:
        return _failing(facts, watched, now, zone)
    if state.last_ok_at is None:
        return _as(facts, Condition.NEW)
    quiet = silence(days, watched.first_day, today)
    if quiet is not None:
        return _as(facts, Condition.SILENT, usual=quiet[0], silent_days=quiet[1])
    return facts


def _failing(facts: Health, watched: Watched, now: datetime, zone: tzinfo) -> Health:
    state = watched.state
    code = state.last_error or "unexpected"
    began = state.last_ok_at or watched.source.added_at
    if began is None and watched.first_day is not None:
        began = datetime.combine(watched.first_day, datetime.min.time(), zone)
    long = state.failures >= FAILED_POLLS and began is not None and now - began >= FAILED_FOR
    if code == NEEDS_TOKEN:
        condition = Condition.NEEDS_TOKEN
    elif code in REFUSALS:
        condition = Condition.REFUSED if state.failures >= REFUSED_POLLS else Condition.STUMBLING
    elif code in ROT:
        condition = Condition.ROT if state.failures >= FAILED_POLLS else Condition.STUMBLING
    else:
        condition = Condition.FAILING if long else Condition.STUMBLING
    return _as(facts, condition, code=code, detail=state.last_error_detail)


def _as(facts: Health, condition: Condition, **changes: object) -> Health:
    values = {name: getattr(facts, name) for name in facts.__slots__} | {"condition": condition} | changes
    return Health(**values)


def usual_week(days: Sequence[PollDay], first: date | None, until: date) -> int | None:
    """Return the median of posts of the whole weeks before the last seven days, eight at most; None before two.

    The first day is left out: what a source had published before we knew it says nothing about its weeks.
    """
    weeks = _weeks(days, first, until - WEEK)
    return round(median(weeks)) if len(weeks) >= 2 else None


def _weeks(days: Sequence[PollDay], first: date | None, last: date) -> list[int]:
    """Return the posts of up to eight whole weeks that end with the day `last`, latest first."""
    if first is None:
        return []
    weeks = []
    for number in range(WEEKS_LOOKED_AT):
        end = last - WEEK * number
        if end - WEEK < first:  # the week would hold the first day, or begin before it
            break
        weeks.append(sum(one.posts for one in days if end - WEEK < one.day <= end))
    return weeks


def silence(days: Sequence[PollDay], first: date | None, today: date) -> tuple[int, int] | None:
    """Return the items of a usual week and the days of silence, when a source says strangely little; else None.

    Only good polls count: while nobody looked, or the site failed, nothing can be said about its silence.
    """
    spoke = sorted(one.day for one in days if one.posts and one.day <= today)
    if not spoke or first is None:
        return None
    quiet = today - spoke[-1]
    if quiet < LEAST_SILENCE or not _looked(days, today):
        return None
    longest = max((later - earlier for earlier, later in pairwise(spoke)), default=timedelta(0))
    weeks = _weeks(days, first, spoke[-1])
    usual = median(weeks) if len(weeks) >= WEEKS_NEEDED else None
    if usual is None:
        return None
    if usual >= 1:
        return (round(usual), quiet.days) if quiet > HABIT * longest else None
    # Less than one item a week: silent only when far beyond its own habit.
    rare = len(spoke) > RARE_DAYS_NEEDED and quiet >= LEAST_RARE_SILENCE and quiet > RARE_HABIT * longest
    return (0, quiet.days) if rare else None


def _looked(days: Sequence[PollDay], today: date) -> bool:
    """Tell whether each of the last three weeks had a good poll."""
    good = [one.day for one in days if one.polls > one.failures]
    return all(
        any(today - WEEK * (week + 1) < day <= today - WEEK * week for day in good)
        for week in range(LEAST_SILENCE // WEEK)
    )


SEVERITY = {condition: place for place, condition in enumerate(Condition)}


def worst_first(found: Sequence[tuple[Watched, Health]]) -> list[tuple[Watched, Health]]:
    """Return the sources as a list shows them: worst first, then by id."""
    return sorted(found, key=lambda pair: (SEVERITY[pair[1].condition], pair[0].source.id))


ASKED_APART = timedelta(minutes=1)
ASKED_APART_REFUSED = timedelta(hours=1)
_TOO_MUCH = frozenset({"429", "503"})


def may_ask_at(watched: Watched) -> datetime | None:
    """Return from when somebody may have the source polled again; None when at once.

    Nobody is hammered by a person either: once a minute, and once an hour where the site refuses us or is overrun.
    """
    state = watched.state
    if watched.asked_at is None:
        return None
    refused = state.failing and (state.last_error in REFUSALS or state.last_error_detail in _TOO_MUCH)
    return watched.asked_at + (ASKED_APART_REFUSED if refused else ASKED_APART)


BACKLOG_FOR = timedelta(days=1)
"""How long the undated posts of a source added in chat count as what it had before."""
RECENT = timedelta(days=7)


def is_backlog(source: Source, published: datetime | None, now: datetime) -> bool:
    """Tell whether a post of a newly added source is old stock: kept and listed, but nobody is alerted.

    Adding a source must not send everybody its last months at once. What was published within the week before is news
    all the same: people would have had it.
    """
    if source.added_at is None:
        return False
    if published is None:
        return now - source.added_at < BACKLOG_FOR
    return published < source.added_at - RECENT
