"""Announcements that people sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.submissions import State, Submission, SubmissionPage


class Submissions(Protocol):
    """Announcements that people sent, from draft to decision."""

    async def add(self, submission: Submission, now: datetime) -> int:
        """Store a new submission; returns its number."""
        ...

    async def get(self, submission_id: int) -> Submission | None:
        """Return a submission, in one trip."""
        ...

    async def of_album(self, person_id: int, album: str) -> Submission | None:
        """Return the submission that the person's album became, in one trip."""
        ...

    async def desk(self, person_id: int, call_id: int) -> Submission | None:
        """Return the stored call that the person has begun to correct, if they have. One trip."""
        ...

    async def save(self, submission: Submission, now: datetime) -> bool:
        """Store a changed submission; False when somebody else changed it since this one was read."""
        ...

    async def drop(self, submission_id: int) -> None:
        """Forget a draft, or a call on its desk; anything else is left alone."""
        ...

    async def of_person(self, person_id: int, offset: int, limit: int) -> SubmissionPage:
        """Return what the person sent, newest first. One trip."""
        ...

    async def queue(self, territories: Sequence[str], state: State, offset: int, limit: int) -> SubmissionPage:
        """Return what lies in these territories: what waits oldest first, anything else newest first. One trip."""
        ...

    async def counts(self, person_id: int, since: datetime) -> tuple[int, int]:
        """Return how many of the person's wait now, and how many they began since the instant. One trip."""
        ...

    async def reviewers(self, territory_id: str) -> Sequence[int]:
        """Return the coordinators of the territory, or of the nearest one above that has any. One trip."""
        ...

    async def to_tell(self, people: Sequence[int]) -> Sequence[int]:
        """Return those who were not told yet that something waits, and note that they are being told. One trip."""
        ...

    async def looked(self, person_id: int) -> None:
        """Note that a coordinator looked at what waits: of what comes next they are told again."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop drafts and desks that nobody has touched since the instant; returns how many."""
        ...
