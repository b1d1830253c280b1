"""Leases: who alone does what only one process may do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

REPLICA = "replica/"
"""A process that handles updates holds the lease of this name and its own."""


class Leases(Protocol):
    """Leases lapse by the clock of the database: neither a moved clock nor two machines' difference spoils them."""

    async def take(self, name: str, owner: str, seconds: float) -> bool:
        """Take or renew a lease for so many seconds from now; False while another owner's has not lapsed."""
        ...

    async def give_back(self, name: str, owner: str) -> None:
        """Give the lease back; another owner's is left alone."""
        ...

    async def held(self) -> Sequence[str]:
        """Return the names of the leases that somebody holds now."""
        ...

    async def forget(self) -> int:
        """Drop leases that lapsed long ago; returns how many."""
        ...
