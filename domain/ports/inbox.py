"""What is asked of storage about the requests of one office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.requests.inbox import FoundRequests, Heap, InboxPage, Term


class Inbox(Protocol):
    """The requests of an office, and those that it sent on."""

    async def page(
        self, office_id: int, seat_id: int, heap: Heap, today: date, soon: date, offset: int, limit: int
    ) -> InboxPage:
        """Return a part of a heap, and how many each heap holds. One trip.

        Open requests come by reply date, the longest overdue first; those that are over come the latest first.

        Args:
            office_id: whose.
            seat_id: the reader's seat.
            heap: which requests.
            today: the local day: what was due before it is overdue.
            soon: until when a reply date is near.
            offset: how many to pass over.
            limit: how many to return.
        """
        ...

    async def search(
        self, office_id: int, seat_id: int, terms: Sequence[Term], offset: int, limit: int
    ) -> FoundRequests:
        """Return a part of the requests that have all the words: in letters, additions, answers, questions for details
        or in the name of the NGO. Open ones come first, by reply date. Two trips.

        Of a request that the office sent on, only what was written by then is looked at.
        """
        ...
