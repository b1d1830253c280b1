"""What the NGO did with a request, told to the office beside its card: a reply to it is one to the card."""

from __future__ import annotations

from handlers.notices import Notice
from handlers.requests import telling
from handlers.requests.casefile import case_file
from handlers.views.requests import office_steps as views
from handlers.views.screen import Screen


async def tell(notice: Notice) -> Screen | None:
    """Return the news to an official; nothing to an office that has sent the request on, or to who left it."""
    repositories = notice.repositories
    request = await repositories.requests.get(int(notice.ids["request"]))
    if request is None or request.ngo_id is None or request.office_id != notice.ids.get("office"):
        return None
    if notice.chat_id > 0:
        if request.office_id is None:
            chats = await repositories.coordinators.of_territory(request.territory_id)
        else:
            chats = await telling.recipients(
                repositories, notice.service, request.office_id, notice.service.clock.now()
            )
        if notice.chat_id not in chats:
            return None
    case = await case_file(repositories, notice.service, request, notice.service.clock.now())
    told = case.told(int(notice.ids["entry"]))
    if told is None:
        return None
    return views.news(case, told, int(notice.ids.get("part", 0)), notice.tr, notice.service)


WRITERS = dict.fromkeys(telling.OF_NGO, tell)
