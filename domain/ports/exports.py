"""Exports that people ask for in chat."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from domain.exports import ExportJob, ExportState, Wanted


class Exports(Protocol):
    """The queue of exports, and what became of each."""

    async def ask(self, person_id: int, message_id: int | None, wanted: Wanted, now: datetime) -> int | None:
        """Queue an export; None when one of the person's is not finished yet. One trip."""
        ...

    async def asked_since(self, person_id: int, since: datetime) -> int:
        """Return how many exports the person has asked for since a moment. One trip."""
        ...

    async def get(self, job_id: int) -> ExportJob | None:
        """Return an export. One trip."""
        ...

    async def unfinished(self, person_id: int) -> ExportJob | None:
        """Return the person's export that is not finished yet, if any. One trip."""
        ...

    async def ahead(self, job_id: int) -> int:
        """Return how many exports were asked for earlier and are not finished. One trip."""
        ...

    async def claim(self, owner: str, now: datetime) -> ExportJob | None:
        """Take the next export that waits, or that somebody began and left; None when there is none. One trip.

        One that was left while it was being sent may have arrived: it comes back as `repeated`.
        """
        ...

    async def renew(self, job_id: int, owner: str, now: datetime) -> bool:
        """Hold the export on; False when it is not the owner's to make any more: it was cancelled, or taken over.

        One trip.
        """
        ...

    async def begin_sending(self, job_id: int, owner: str, now: datetime) -> bool:
        """Note that the file is about to leave; False as above. One trip."""
        ...

    async def put_back(self, job_id: int, owner: str, not_before: datetime, *, repeated: bool, counts: bool) -> bool:
        """Queue the export again, not before a moment; `counts`: the beginning was one of `MOST_ATTEMPTS`. One trip."""
        ...

    async def finish(
        self, job_id: int, owner: str, state: ExportState, now: datetime, requests: int | None = None
    ) -> bool:
        """Note how it ended; False when it was not the owner's any more. One trip."""
        ...

    async def cancel(self, job_id: int, person_id: int, now: datetime) -> bool:
        """Cancel the person's export that has not left yet; False when there is none. One trip."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget exports that ended before a moment; returns how many. One trip."""
        ...
