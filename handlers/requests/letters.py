"""What queued messages about requests say, made when they leave, in the reader's language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from domain.requests.attachments import bundles
from handlers import duty_notices
from handlers.notices import Notice
from handlers.requests import astray, desk, group_cards, office_steps, promise_letters, reminding, steps
from handlers.requests.standing import rights_to
from handlers.requests.telling import CARD, FILES
from handlers.views.again import again
from handlers.views.dispatch import Dispatch, Media
from handlers.views.screen import Screen

Writer = Callable[[Notice], Awaitable[Dispatch | Screen | None]]
"""Returns what is sent, or None when there is nothing true to say any more."""


async def _files(notice: Notice) -> Dispatch | None:
    """Send files of a message; nothing once they were erased, the message was undone, or the reader may not."""
    message = await notice.repositories.request_messages.get(int(notice.ids["message"]))
    if message is not None and notice.chat_id > 0 and not await _reads_files(message.request_id, notice):
        return None
    made = bundles(message.files) if message is not None else ()
    place = int(notice.ids["bundle"])
    if message is None or place >= len(made):
        return None
    return Dispatch(Media(made[place]))


async def _reads_files(request_id: int, notice: Notice) -> bool:
    """Tell whether whoever the files were queued for may still open them; a group is looked at where it leaves."""
    request = await notice.repositories.requests.get(request_id)
    if request is None:
        return False
    reader = await notice.repositories.people.visitor(notice.chat_id, notice.chat_id)
    return (await rights_to(notice.repositories, reader, request, notice.service)).reads_files


WRITERS: Mapping[str, Writer] = {
    FILES: _files,
    **desk.WRITERS,
    **steps.WRITERS,
    **office_steps.WRITERS,
    **astray.WRITERS,
    **reminding.WRITERS,
    **promise_letters.WRITERS,
    **group_cards.WRITERS,
}
"""Who writes what, by `ids["about"]`."""


async def dispatch(notice: Notice) -> Dispatch | None:
    """Return what is sent, or None when there is nothing to say any more (or an older program queued it).

    A card that is to be edited takes the place of the message that `ids["edits"]` names. What an earlier sending may
    have brought already says so.
    """
    writer = WRITERS.get(str(notice.ids.get("about")))
    made = await writer(notice) if writer else None
    if made is None:
        return None
    sent = Dispatch(made) if isinstance(made, Screen) else made
    edits = notice.ids.get("edits")
    office = notice.ids.get("office")
    if notice.repeated and edits is None and isinstance(sent.content, Screen):
        sent = replace(sent, content=again(sent.content, notice.tr))
    alone = notice.chat_id > 0 and notice.ids.get("about") == CARD  # in a group everybody sees who is away
    if alone and office is not None and isinstance(sent.content, Screen):
        sent = replace(sent, content=await duty_notices.marked(notice, sent.content, int(office)))
    ready = replace(sent, edits=edits if edits is not None else sent.edits, office_id=office)
    return await group_cards.suited(notice, ready) if notice.chat_id < 0 else ready
