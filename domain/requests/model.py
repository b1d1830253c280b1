"""A request (ҮЕҰ сауалы / запрос НПО) as it stands, and what was written about it.

How it stands is worked out from the log and the calendar (`clocks`); only what lists are sorted and found by is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.language import Language
from domain.requests.clocks import Outcome, RequestClocks


class Route(StrEnum):
    """Why a request is where it is; told to the NGO and to whoever received it."""

    TOPIC = "topic"  # the office answers for the topic in the territory
    ANY_TOPIC = "any_topic"  # an office of the territory that answers for other topics
    ABOVE = "above"  # an office of a territory above
    NOBODY = "nobody"  # no office is subscribed: the coordinators of the territory have it
    REDIRECTED = "redirected"  # somebody sent it on


class MessageKind(StrEnum):
    """What a message is in a request."""

    LETTER = "letter"  # what the NGO filed
    ADDITION = "addition"  # what the NGO added
    ANSWER = "answer"
    DETAILS = "details"  # an official asks the NGO for details
    NOTE = "note"  # among officials


OF_OFFICE = frozenset({MessageKind.ANSWER, MessageKind.DETAILS, MessageKind.NOTE})


class AttachmentKind(StrEnum):
    """What kind of file, by the method that sends it."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as Telegram keeps it. `size` is in bytes, 0 when it was not told; `name` is foreign text."""

    kind: AttachmentKind
    file_id: str
    unique_id: str
    name: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """How a request stands.

    Args:
        id: its number.
        ngo_id: whose it is; None once the NGO was erased.
        author_id: who filed it; None once they were erased.
        territory_id: to which akimat.
        topic_id: what it is about.
        call_id: the call that it asks about, if any.
        language: the language of whoever filed it.
        gist: the first words of the letter, for lists; empty once it was erased.
        filed_at: the moment sent (aware).
        route: why it is where it is.
        office_id: the office that has it; None while the coordinators of the territory have it.
        seat_id: the seat that took it; None while nobody has.
        outcome: how it stands by the NGO's clock.
        due: the reply date that holds by the NGO's clock.
        office_due: the same by the clock of the office that has it; None while none has.
        answered_at: the substantive answer, if any.
        ended_at: when it was closed or withdrawn, if it was.
        e_otinish: number of the appeal in e-Otinish that the NGO noted; empty when there is none.
        escalated: whether the NGO took it to the head and the coordinators.
        revision: grows with everything that happens to it.
    """

    id: int
    ngo_id: int | None
    author_id: int | None
    territory_id: str
    topic_id: str
    call_id: int | None
    language: Language
    gist: str
    filed_at: datetime
    route: Route
    office_id: int | None
    seat_id: int | None
    outcome: Outcome
    due: date
    office_due: date | None
    answered_at: datetime | None
    ended_at: datetime | None
    e_otinish: str = ""
    escalated: bool = False
    revision: int = 1

    @property
    def number(self) -> str:
        """Return the number as people see and type it."""
        return f"№ {self.id}"

    @property
    def open(self) -> bool:
        """Tell whether an answer is awaited."""
        return self.outcome is Outcome.OPEN

    def overdue(self, today: date) -> bool:
        """Tell whether the NGO waits longer than its reply date."""
        return self.open and today > self.due


@dataclass(frozen=True, slots=True)
class RequestMessage:
    """Something that was written about a request.

    Args:
        id: its number; 0 before it is stored.
        request_id: what it is about.
        kind: what it is.
        person_id: who wrote it; None once they were erased.
        seat_id: the seat they wrote from, of an official.
        office_id: the office of that seat.
        chat_id: where it was written.
        message_id: its number there; of an album the first part's.
        text: plain text, as it reads now.
        sent_at: Telegram's moment of it (aware).
        files: what came with it.
        album: Telegram's id of the album, or empty.
        entry: its place in the log; None while it can be undone, and of an album's later parts.
        leaves_at: until when it can be undone; None once it has left.
        edited_at: when its writer last changed it.
    """

    id: int
    request_id: int
    kind: MessageKind
    person_id: int | None
    seat_id: int | None
    office_id: int | None
    chat_id: int
    message_id: int
    text: str
    sent_at: datetime
    files: tuple[Attachment, ...] = ()
    album: str = ""
    entry: int | None = None
    leaves_at: datetime | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A message of ours about a request.

    `about` is what it tells, `office_id` the office that it was sent to (None: an NGO's member or a coordinator),
    `entry` the entry of the log that it tells, if one.
    """

    chat_id: int
    message_id: int
    request_id: int
    about: str
    office_id: int | None = None
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """What of a request's row is worked out from the log and the calendar."""

    outcome: Outcome
    due: date
    office_due: date | None
    answered_at: datetime | None
    ended_at: datetime | None


def stand(clocks: RequestClocks) -> Stand:
    """Return how a request stands by its clocks; its office's date is that of the last office that received it."""
    whole = clocks.whole
    last = clocks.spells[-1] if clocks.spells else None
    return Stand(
        outcome=whole.outcome,
        due=whole.due_now,
        office_due=last.due_now if last is not None and last.outcome is not Outcome.REDIRECTED else None,
        answered_at=whole.substantive,
        ended_at=whole.ended,
    )


GIST = 120
"""Characters of a letter that lists show."""


def gist(text: str) -> str:
    """Return the first words of a letter on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= GIST:
        return line
    cut = line[: GIST - 1]
    word = cut.rfind(" ")
    return (cut[:word] if word > GIST * 2 // 3 else cut).rstrip(" ,.;:–—-") + "…"
