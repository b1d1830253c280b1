"""Exports that people ask for in chat: what was asked by whom, and how far each is.

A row stays after the file was sent: who took which figures out, and when, can be looked up (docs/export.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.language import Language

MOST_A_DAY = 20
"""Files that one person may ask for in a local day."""

MOST_DAYS = 3660
"""Days of filing that one file may hold: ten years."""

LEASE = timedelta(minutes=1)
"""For how long whoever makes a file has it, unless they renew; then somebody else begins anew."""

MOST_ATTEMPTS = 8
"""Beginnings after which a file is given up: something breaks it each time."""

KEPT = timedelta(days=3 * 366)
"""For how long it is told who asked for which file."""


class Level(StrEnum):
    """Whom a file is for; each holds less than the next (docs/export.md)."""

    PUBLIC = "public"  # figures only, small groups hidden
    COUNCIL = "council"  # all figures, a row for each request; no person, no text, no NGO
    INTERNAL = "internal"  # seats too


class Format(StrEnum):
    """How a file is written."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


class ExportState(StrEnum):
    """How far an export is."""

    WAITING = "waiting"
    RUNNING = "running"
    SENDING = "sending"  # committed just before the file leaves: from here on it may have left
    SENT = "sent"
    CANCELLED = "cancelled"  # by whoever asked, or with all else of a person who was erased
    REFUSED = "refused"  # the right was lost while it was made
    EMPTY = "empty"  # no request was filed there in the period
    NO_ROOM = "no_room"  # on the disk of the server
    FAILED = "failed"


UNFINISHED = (ExportState.WAITING, ExportState.RUNNING, ExportState.SENDING)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked.

    Args:
        level: for whom.
        format: how it is written.
        language: of headings and names.
        first: first day of filing.
        last: last day of filing.
        territory_id: of which territory, with all that lies in it.
        office_id: only the parts of this office; None: all requests.
    """

    level: Level
    format: Format
    language: Language
    first: date
    last: date
    territory_id: str
    office_id: int | None = None


@dataclass(frozen=True, slots=True)
class ExportJob:
    """An export that was asked for.

    Args:
        id: its number.
        person_id: who asked, in their own chat; None once they were erased.
        message_id: the message in which they asked; it shows how far the file is.
        wanted: what was asked.
        asked_at: when; the figures are as of this moment.
        state: how far it is.
        attempts: how often somebody began with it.
        repeated: an earlier sending ended unknown: the file may come twice.
        requests: how many requests the finished file told of.
        ended_at: when it was finished.
    """

    id: int
    person_id: int | None
    message_id: int | None
    wanted: Wanted
    asked_at: datetime
    state: ExportState
    attempts: int = 0
    repeated: bool = False
    requests: int | None = None
    ended_at: datetime | None = None

    @property
    def unfinished(self) -> bool:
        """Tell whether it still waits, is made or is being sent."""
        return self.state in UNFINISHED
