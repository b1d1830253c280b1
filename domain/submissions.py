"""What people send to the bot as an announcement: a draft, a queue, and what becomes of it. Pure.

A submission (хабарландыру / объявление) is read into a `Draft`, corrected field by field, and either published by
somebody who may, or looked at by a coordinator of its territory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.calls.draft import Draft
from domain.calls.fields import from_text
from domain.calls.model import CallEvent
from domain.errors import DomainError
from domain.sources import Source
from domain.territory import REPUBLIC, TerritoryTree

PEOPLE = Source("people", "people", "", "Елші арқылы жарияланған", "Опубликовано через Елши", enabled=False)
"""The source that holds what people published themselves: it has no address and is never polled."""

MOST_WAITING = 5
"""Announcements of one sender that may wait for a coordinator at once."""
MOST_A_DAY = 20
"""Announcements that one person may begin within a day, drafts included."""
A_DAY = timedelta(days=1)


class State(StrEnum):
    """Where a submission is."""

    DRAFT = "draft"  # its sender still corrects it
    WAITING = "waiting"  # for a coordinator of its territory
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"  # by its sender, before it was looked at
    CANCELLED = "cancelled"  # published, and called off later
    CORRECTING = "correcting"  # no announcement: a stored call on the desk of a coordinator who corrects it


class Act(StrEnum):
    """What can be done with a submission."""

    CORRECT = "correct"
    SEND = "send"
    PUBLISH = "publish"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"


class Who(StrEnum):
    """In what part somebody acts."""

    SENDER = "sender"
    REVIEWER = "reviewer"  # a coordinator of the submission's territory, or of one that holds it
    CORRECTOR = "corrector"  # who began to correct a call, as long as all its territories are theirs


# Who may do what, and where it leads. A sender's PUBLISH also needs `publishes`.
TRANSITIONS: Mapping[tuple[State, Act], tuple[Who, State]] = {
    (State.DRAFT, Act.CORRECT): (Who.SENDER, State.DRAFT),
    (State.DRAFT, Act.SEND): (Who.SENDER, State.WAITING),
    (State.DRAFT, Act.PUBLISH): (Who.SENDER, State.PUBLISHED),
    (State.WAITING, Act.CORRECT): (Who.REVIEWER, State.WAITING),
    (State.WAITING, Act.PUBLISH): (Who.REVIEWER, State.PUBLISHED),
    (State.WAITING, Act.REJECT): (Who.REVIEWER, State.REJECTED),
    (State.WAITING, Act.WITHDRAW): (Who.SENDER, State.WITHDRAWN),
    (State.PUBLISHED, Act.CORRECT): (Who.REVIEWER, State.PUBLISHED),
    (State.PUBLISHED, Act.CANCEL): (Who.REVIEWER, State.CANCELLED),
    (State.CORRECTING, Act.CORRECT): (Who.CORRECTOR, State.CORRECTING),
}


class Reason(StrEnum):
    """Why a coordinator rejected a submission."""

    NOT_A_CALL = "n"
    KNOWN = "k"
    PASSED = "p"
    FEW_FACTS = "f"
    OTHER = "o"  # in the coordinator's own words


class Standing(StrEnum):
    """As whom somebody sends an announcement."""

    COORDINATOR = "coordinator"
    NGO = "ngo"
    PERSON = "person"


PUBLISHING = frozenset({Standing.COORDINATOR})
"""Whose announcements need nobody else's look, within the territories that are theirs."""


class Limit(StrEnum):
    """Why somebody may not send any more for now."""

    WAITING = "waiting"
    DAY = "day"


class Lack(StrEnum):
    """What keeps a draft from being published."""

    KIND = "kind"
    TITLE = "title"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text came from. Of people nothing is kept, of channels and groups the title.

    `kind` is `typed`, `channel`, `chat`, `user` or `hidden_user`; `url` leads to the post when everybody may read it.
    """

    kind: str = "typed"
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One announcement that somebody sent.

    `revision` grows with every change, so that two people's changes are told apart. `territory_id` is whose
    coordinators look at it. `album` is Telegram's id of the album it is part of. `known` is the call of ours that it
    seems to be about. `decided_as` is the territory as whose coordinator somebody decided, `reason` and `note` why it
    was rejected.
    """

    id: int
    state: State
    person_id: int | None
    ngo_id: int | None
    territory_id: str
    draft: Draft
    text: str
    origin: Origin = Origin()
    album: str | None = None
    ngo_name: str | None = None
    revision: int = 0
    known: int | None = None
    decided_by: int | None = None
    decided_as: str | None = None
    decided_at: datetime | None = None
    reason: Reason | None = None
    note: str = ""
    call_id: int | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who published a call, as its card shows them: a coordinator by territory, an organisation by name."""

    standing: Standing
    name: str

    def text(self) -> str:
        """Return the author as a call's text keeps them."""
        return f"{self.standing}:{self.name}"

    @classmethod
    def parse(cls, text: str) -> Author | None:
        """Read what `text` wrote; None when nobody is named."""
        standing, _, name = text.partition(":")
        return cls(Standing(standing), name) if name and standing in set(Standing) else None


def post_name(submission_id: int) -> str:
    """Return what the post of a published submission is called in its source."""
    return f"submission-{submission_id}"


class NotAllowed(DomainError):
    """Somebody pressed what is not theirs (any more): `submission` is how it stands, None when there is none."""

    code = "not_allowed"

    def __init__(self, submission: Submission | None) -> None:
        super().__init__(submission.id if submission else 0)
        self.submission = submission


def covers(own: Sequence[str], unit_id: str, tree: TerritoryTree) -> bool:
    """Tell whether a territory is one of these or lies in one of them."""
    return unit_id in tree and (unit_id in own or any(unit.id in own for unit in tree.ancestors(unit_id)))


def standing_over(own: Sequence[str], unit_id: str, tree: TerritoryTree) -> str:
    """Return the nearest of the coordinator's territories that holds the unit: as whose coordinator they act."""
    line = (unit_id, *(unit.id for unit in tree.ancestors(unit_id)))
    return next((unit for unit in line if unit in own), own[0])


def holding(territories: Sequence[str], tree: TerritoryTree) -> str:
    """Return the smallest territory that holds all of these; the republic for none."""
    lines = [[unit, *(above.id for above in tree.ancestors(unit))] for unit in territories if unit in tree]
    return next((unit for unit in lines[0] if all(unit in line for line in lines)), REPUBLIC) if lines else REPUBLIC


def publishes(standing: Standing, own: Sequence[str], territories: Sequence[str], tree: TerritoryTree) -> bool:
    """Tell whether somebody's announcement for these territories is published without another's look.

    Args:
        standing: as whom they send.
        own: the territories that are theirs.
        territories: those the call is for.
        tree: all units.
    """
    return standing in PUBLISHING and bool(territories) and all(covers(own, unit, tree) for unit in territories)


def check(
    submission: Submission | None, act: Act, person_id: int, own: Sequence[str], tree: TerritoryTree
) -> tuple[Submission, State]:
    """Return the submission and the state that the act leads to.

    Args:
        submission: what is acted upon, as it stands now.
        act: what somebody wants to do.
        person_id: who.
        own: the territories they coordinate now.
        tree: all units.

    Raises:
        NotAllowed: the state does not allow it, or not to them.
    """
    rule = TRANSITIONS.get((submission.state, act)) if submission else None
    if submission is None or rule is None:
        raise NotAllowed(submission)
    who, following = rule
    theirs = _is_theirs(submission, who, person_id, own, tree)
    direct = submission.state is State.DRAFT and act is Act.PUBLISH
    if not theirs or (direct and not all(covers(own, unit, tree) for unit in submission.draft.territories)):
        raise NotAllowed(submission)
    return submission, following


def _is_theirs(submission: Submission, who: Who, person_id: int, own: Sequence[str], tree: TerritoryTree) -> bool:
    match who:
        case Who.SENDER:
            return submission.person_id == person_id
        case Who.REVIEWER:
            return covers(own, submission.territory_id, tree)
        case Who.CORRECTOR:
            stood = submission.draft.stood.get("regions")
            units = from_text("regions", stood) if stood else (submission.territory_id,)
            return submission.person_id == person_id and all(covers(own, unit, tree) for unit in units)


def concerns(submission: Submission, person_id: int, own: Sequence[str], tree: TerritoryTree) -> bool:
    """Tell whether somebody may see a submission: its sender, or, once it is sent, a coordinator of its territory."""
    if submission.state is State.CORRECTING:
        return _is_theirs(submission, Who.CORRECTOR, person_id, own, tree)
    reviewing = submission.state is not State.DRAFT and covers(own, submission.territory_id, tree)
    return submission.person_id == person_id or reviewing


def lacks(draft: Draft, now: datetime, closes_at: datetime | None) -> Lack | None:
    """Return what keeps the draft from being published, or None."""
    if draft.event in (CallEvent.CANCELLED, CallEvent.RESULT):
        return None  # the end of a call that we know: nothing else needs to be told about it
    if not draft.title:
        return Lack.TITLE
    if closes_at is not None and closes_at <= now:
        return Lack.PASSED
    return None if draft.is_kind_known else Lack.KIND


def over_limit(waiting: int, lately: int) -> Limit | None:
    """Tell which limit somebody reached who has so many waiting and began so many within a day."""
    if lately >= MOST_A_DAY:
        return Limit.DAY
    return Limit.WAITING if waiting >= MOST_WAITING else None


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """A page of submissions, and how many there are in all."""

    items: tuple[Submission, ...] = field(default_factory=tuple)
    total: int = 0


def redrafted(submission: Submission, draft: Draft, tree: TerritoryTree) -> Submission:
    """Return the submission with a corrected draft: its coordinators follow the call's territories.

    A stored call stays whose it is until the corrections are saved.
    """
    if submission.state is State.CORRECTING:
        return replace(submission, draft=draft)
    return replace(submission, draft=draft, territory_id=holding(draft.territories, tree))
