"""The notice about broken sources, made when it leaves: what has been mended meanwhile is not told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.coordination import may_manage
from domain.source_health import Condition, worst_first
from handlers.sources import all_examined
from handlers.views import sources as views
from handlers.views.screen import Screen

if TYPE_CHECKING:
    from handlers.notices import Notice

ABOUT = "sources"


async def write(notice: Notice) -> Screen | None:
    """Return the message, or None when nothing of it is true any more or the reader's term has ended."""
    service, reader = notice.service, notice.chat_id
    mine = await notice.repositories.coordinators.territories(reader)
    wanted = {str(key) for key in (*notice.ids.get("broken", ()), *notice.ids.get("recovered", ()))}
    back = {str(key) for key in notice.ids.get("recovered", ())}
    every = await all_examined(notice.repositories, service)
    found = [
        (watched, how)
        for watched, how in worst_first(every)
        if watched.key in wanted and may_manage(mine, watched.source.territory_id, service.tree)
    ]
    broken = [one for one in found if one[1].alarming]
    recovered = [watched for watched, how in found if watched.key in back and how.condition is Condition.WELL]
    if not broken and not recovered:
        return None
    return views.notice(broken, recovered, reader, notice.tr, service)
