"""The notice about broken sources, made when it leaves: what has been mended meanwhile is not told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.coordination import may_manage
from domain.source_health import Condition
from handlers.sources import examined
from handlers.views import sources as views
from handlers.views.screen import Screen

if TYPE_CHECKING:
    from handlers.notices import Notice

ABOUT = "sources"


async def write(notice: Notice) -> Screen | None:
    """Return the message, or None when nothing of it is true any more or the reader's term has ended."""
    register, service = notice.repositories.source_register, notice.service
    mine = await notice.repositories.coordinators.territories(notice.chat_id)
    broken, recovered = [], []
    for key in (*notice.ids.get("broken", ()), *notice.ids.get("recovered", ())):
        watched = await register.one(str(key))
        if watched is None or not may_manage(mine, watched.source.territory_id, service.tree):
            continue
        found = await examined(watched, notice.repositories, service)
        if found[1].alarming:
            broken.append(found)
        elif key in notice.ids.get("recovered", ()) and found[1].condition is Condition.WELL:
            recovered.append(watched)
    if not broken and not recovered:
        return None
    return views.notice(broken, recovered, notice.chat_id, notice.tr, service)
