"""The notice that no file will come, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.exports import ExportState
from handlers.export import place_of
from handlers.views import export as views
from handlers.views.screen import Screen

if TYPE_CHECKING:
    from handlers.notices import Notice

ABOUT = "export"

_TOLD = frozenset({ExportState.REFUSED, ExportState.EMPTY, ExportState.NO_ROOM, ExportState.FAILED})


async def write(notice: Notice) -> Screen | None:
    """Return the message; None when the file came after all, or is nobody's any more."""
    job = await notice.repositories.exports.get(int(notice.ids["export"]))
    if job is None or job.person_id != notice.chat_id or job.state not in _TOLD:
        return None
    place = await place_of(job.wanted, notice.repositories)
    return views.job_screen(job, place, notice.tr, notice.service)
