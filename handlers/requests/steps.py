"""What happened to a request, told to its NGO and to those that joined it."""

from __future__ import annotations

from handlers.notices import Notice
from handlers.requests.casefile import case_file
from handlers.requests.telling import STEP
from handlers.views.requests import steps as views
from handlers.views.screen import Screen


async def step(notice: Notice) -> Screen | None:
    """Return the step to a member; nothing to somebody who left the NGO, and nothing that is true no more."""
    request = await notice.repositories.requests.get(int(notice.ids["request"]))
    if request is None or request.ngo_id is None:
        return None
    own = {ngo.id for ngo in await notice.repositories.organisations.of_person(notice.chat_id)}
    member = request.ngo_id in own
    if not member and not own & set((await notice.repositories.cosigners.of_request(request.id)).ngos):
        return None
    case = await case_file(notice.repositories, notice.service, request, notice.service.clock.now())
    told = case.told(int(notice.ids["entry"]))
    if told is None:
        return None
    part = int(notice.ids.get("part", 0))
    return views.step(case, told, part, notice.tr, notice.service, member=member)


WRITERS = {STEP: step}
