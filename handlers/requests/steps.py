"""What happened to a request, told to its NGO."""

from __future__ import annotations

from handlers.notices import Notice
from handlers.requests.telling import STEP
from handlers.views.requests import letters as views
from handlers.views.screen import Screen


async def step(notice: Notice) -> Screen | None:
    """Return the step to a member; nothing to somebody who left the NGO."""
    request = await notice.repositories.requests.get(int(notice.ids["request"]))
    if request is None or request.ngo_id is None:
        return None
    members = {member.person_id for member in await notice.repositories.organisations.members(request.ngo_id)}
    if notice.chat_id not in members:
        return None
    entry = int(notice.ids["entry"])
    written = await notice.repositories.request_messages.of_request(request.id)
    message = next((one for one in written if one.entry == entry), None)
    return views.step(request, message, notice.tr)


WRITERS = {STEP: step}
