"""What is kept so that figures need not read the whole log again (see `domain.statistics.projection`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from domain.journal import Head
from domain.statistics.counting import Behind
from domain.statistics.figures import Sums
from domain.statistics.projection import Kept, Year
from domain.statistics.tables import By, Key


@dataclass(frozen=True, slots=True)
class KeptState:
    """How far what is kept has come.

    Args:
        step: grows with each change; 0 when nothing is kept.
        zone: in which zone days of filing are.
        head: the entry up to which the log was read, later ones may have been.
        years: for each year its mark and the number up to which its requests are kept.
    """

    step: int = 0
    zone: str = ""
    head: int = 0
    years: Mapping[int, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of what is kept is asked for.

    Args:
        years: the days of filing, by years, each with the calendar that is in force.
        as_of: nothing may have happened to a request later.
        today: the local day of that moment.
        units: territories to which requests were filed; None: all.
        offices: only their parts; None: all requests.
    """

    years: Sequence[Year]
    as_of: datetime
    today: date
    units: Collection[str] | None = None
    offices: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What was counted of a group; `requests` are the requests that it is of, each once."""

    by: By
    key: str | int | None
    requests: int
    sums: Sums


@dataclass(frozen=True, slots=True)
class Summed:
    """What was counted, all of one state.

    Args:
        head: where the log stood.
        groups: by month, and by what else was asked.
        others: numbers of requests that may belong there too, and have to be read from the log up to the head.
    """

    head: Head
    groups: Sequence[Group]
    others: Sequence[int]


@dataclass(frozen=True, slots=True)
class Found:
    """Numbers of requests behind a figure, and of `others`, as of the same head of the log (see `Summed`)."""

    head: Head
    numbers: Sequence[int]
    others: Sequence[int]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the keeping comes with a change: a new `head`, or the number `reached` of a `year`."""

    head: int
    year: int | None = None
    reached: int = 0


class KeptFigures(Protocol):
    """The kept rows. Whatever is written here can be lost: it is worked out anew from the log."""

    async def state(self) -> KeptState:
        """Return how far what is kept has come. One trip."""
        ...

    async def span(self) -> tuple[datetime, datetime] | None:
        """Return when the first and the last request were filed; None when there is none. One trip."""
        ...

    async def touched(self, after: int, limit: int) -> tuple[Sequence[int], int]:
        """Return the requests that the next entries after a number tell of, at most `limit` entries, and the last
        entry's number; the number given when there is none. One trip.
        """
        ...

    async def begin(self, step: int, zone: str, head: int, marks: Mapping[int, str]) -> bool:
        """Begin years anew, with their marks; False when somebody else was faster. Three trips."""
        ...

    async def put(self, step: int, requests: Collection[int], rows: Sequence[Kept], progress: Progress) -> bool:
        """Replace what is kept of requests; False, and nothing is changed, when somebody else was faster.

        Args:
            step: at which the log was read for it.
            requests: whose rows are replaced.
            rows: the new ones; a request that the log does not know has none.
            progress: what is reached by it.
        """
        ...

    async def drop(self) -> None:
        """Forget all."""
        ...

    async def sums(self, wanted: Wanted, bys: Collection[By], *, everywhere: bool = False) -> Summed:
        """Count by month, and by those of territory (the one filed to), topic, office and seat that are asked.

        One trip, one state. By office, parts count wherever the request was filed, if so asked (`everywhere`).
        """
        ...

    async def behind(self, wanted: Wanted, by: By | None, key: Key, figure: Behind) -> Found:
        """Return the requests behind a figure of a topic's, office's or seat's group; `by` None: of all. One trip."""
        ...

    async def filed(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """Return how many requests were filed in each territory from `since` on and before `until`. One trip."""
        ...

    async def entries(self, requests: Collection[int], head: int) -> Sequence[tuple[Any, ...]]:
        """Return the entries about requests that figures look at, up to number `head`, in the log's order: the first
        six columns of `domain.journal.Row`. One trip.
        """
        ...
