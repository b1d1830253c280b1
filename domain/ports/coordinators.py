"""Who coordinates which territory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class Coordinators(Protocol):
    """Coordinators of territories. A coordinator of a territory is one of all that lies in it, too."""

    async def bootstrap(self, person_ids: Sequence[int], now: datetime) -> Sequence[int]:
        """Make the people named in the settings coordinators of the republic, each once; returns those made now.

        Somebody whose term has ended stays out: the settings name the first coordinators, they overrule nobody.
        """
        ...

    async def of_territory(self, territory_id: str) -> Sequence[int]:
        """Return the people who coordinate the territory or anything above it, in one trip."""
        ...

    async def territories(self, person_id: int) -> Sequence[str]:
        """Return the territories that the person coordinates now, in one trip."""
        ...

    async def current(self) -> Sequence[tuple[int, str]]:
        """Return everybody who coordinates something now, with the territory, in one trip."""
        ...
