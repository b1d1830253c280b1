"""What timeliness is counted from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.calls.timeliness import Sighting


class TimelinessFacts(Protocol):
    """The times of calls and of their posts."""

    async def sightings(self, since: datetime, until: datetime) -> Sequence[Sighting]:
        """Return the posts of all calls first seen from `since` until before `until`, in one trip."""
        ...
