"""Notices about announcements: to coordinators that something waits, to senders what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.submissions import State
from handlers.views import submissions
from handlers.views.screen import Screen

if TYPE_CHECKING:
    from handlers.notices import Notice


async def something_waits(notice: Notice) -> Screen | None:
    """Return how many announcements wait for the coordinator by now; None when none does."""
    own = await notice.repositories.coordinators.territories(notice.chat_id)
    page = await notice.repositories.submissions.queue(own, State.WAITING, 0, 1)
    return submissions.review_notice(page.total, notice.tr) if page.total else None


async def decided(notice: Notice) -> Screen | None:
    """Return what became of the sender's announcement; None when it is theirs no more."""
    found = await notice.repositories.submissions.get(int(notice.ids["id"]))
    if found is None or found.person_id != notice.chat_id:
        return None
    return submissions.decision_notice(found, notice.tr)
