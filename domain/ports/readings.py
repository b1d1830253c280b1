"""What stands behind the fields of calls, and what coordinators corrected in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from domain.calls.corrections import CorrectedText, Correction
from domain.calls.model import Call
from domain.calls.readings import Reading


class Readings(Protocol):
    """The words that fields were read from: one reading for each call and field."""

    async def keep(self, call: Call, fresh: Sequence[Reading]) -> Sequence[Reading]:
        """Keep what one more text says, where it wins (`domain.calls.readings.standing`). Two trips.

        Returns what is kept now and says something else than what had been read before.
        """
        ...

    async def forget(self, call_id: int) -> None:
        """Drop the readings of a call, to keep those of the texts that it is left with."""
        ...

    async def of_call(self, call_id: int) -> Mapping[str, Reading]:
        """Return the readings of a call by field. One trip."""
        ...


class Corrections(Protocol):
    """The record of what coordinators set or confirmed in stored calls; it only grows."""

    async def add(self, corrections: Iterable[Correction]) -> None:
        """Write them down. One trip."""
        ...

    async def of_call(self, call_id: int) -> Sequence[Correction]:
        """Return the corrections of a call, oldest first. One trip."""
        ...

    async def texts(self) -> Sequence[CorrectedText]:
        """Return every text of every corrected call, with the call's corrections, in the order of their keeping."""
        ...
