"""What figures are computed from: the log of requests, offices and seats as they ever were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.offices import Office, Seat


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the log tells of some requests: entries in its order, the first six columns of `domain.journal.Row`.

    `last` is the highest number among the requests; None when there was none.
    """

    entries: Sequence[tuple[Any, ...]]
    last: int | None


class StatisticsFacts(Protocol):
    """Read in batches, so that memory does not grow with the number of requests."""

    async def stretch(self, since: datetime, until: datetime, head: int, after: int, limit: int) -> Stretch:
        """Return the entries that figures look at, up to number `head`, about the next requests above a number, filed
        from `since` on and before `until`, at most `limit` requests. One trip.
        """
        ...

    async def offices(self, named: datetime | None = None, as_of: datetime | None = None) -> Mapping[int, Office]:
        """Return every office, without its topics: called as it was at the moment `named`, closed if it was `as_of`.

        Now, where they are omitted. One trip.
        """
        ...

    async def seats(self) -> Sequence[Seat]:
        """Return every seat, ended ones too, without whoever sits or sat there. One trip."""
        ...
