"""The notice that carries the log's head out of the house."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.journal import Head
from handlers.views import journal as views
from handlers.views.screen import Screen

if TYPE_CHECKING:
    from handlers.notices import Notice

ABOUT = "log"


async def write(notice: Notice) -> Screen | None:
    """Return the message; None when the reader's term has ended. The hash is the one queued, whatever came since."""
    if not await notice.repositories.coordinators.territories(notice.chat_id):
        return None
    ids, service = notice.ids, notice.service
    head = Head(int(ids["number"]), str(ids["hash"]))
    return views.head_notice(head, date.fromisoformat(ids["day"]), service.today(service.clock.now()), notice.tr)
