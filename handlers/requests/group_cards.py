"""What is sent about requests into the group of an office: the cards with buttons that suit a place with many readers,
and the topics of a forum.
"""

from __future__ import annotations

from dataclasses import replace

from domain.office_groups import over
from domain.requests.events import RequestEvent
from domain.requests.model import Request
from domain.requests.record import events_of, subject
from handlers.notices import Notice
from handlers.requests.telling import CARD, TOPIC
from handlers.views.dispatch import Dispatch, Room
from handlers.views.requests import in_groups as views
from handlers.views.screen import Screen

UNSEATED = "unseated"  # said once under a card to whoever answers it and holds no seat


async def suited(notice: Notice, sent: Dispatch) -> Dispatch | None:
    """Return the dispatch as it goes into the group of an office; nothing to a group that is no office's any more.

    A new card of a request that is over for the office is not sent.
    """
    group = await notice.repositories.office_groups.of_chat(notice.chat_id)
    if group is None or group.office_id != notice.ids.get("office"):
        return None
    request = await notice.repositories.requests.get(int(notice.ids["request"]))
    if request is None:
        return None
    about, edits = notice.ids.get("about"), "edits" in notice.ids
    if about == CARD and not edits and over(request, group.office_id, await _log(notice, request)) is not None:
        return None
    if about == CARD and isinstance(sent.content, Screen):
        sent = replace(sent, content=views.card(sent.content, request, group.office_id, notice.tr, notice.username))
    chat = await notice.repositories.groups.get(notice.chat_id)
    if edits or sent.topic_id is not None or sent.room is not None or chat is None or not chat.forum:
        return sent
    return replace(sent, room=await _room(notice, request, group.office_id))


async def topic(notice: Notice) -> Dispatch | None:
    """Return the last line of the topic of a request that is over, or that it is open again; nothing while the topic is
    as it should be.
    """
    request = await notice.repositories.requests.get(int(notice.ids["request"]))
    known = await notice.repositories.office_groups.topic(notice.chat_id, int(notice.ids["request"]))
    chat = await notice.repositories.groups.get(notice.chat_id)
    if request is None or known is None or chat is None or not chat.forum:
        return None
    why = over(request, known.office_id, await _log(notice, request))
    if known.closed is (why is not None):
        return None
    room = await _room(notice, request, known.office_id, ends=why is not None)
    return Dispatch(views.last_line(request, why, notice.tr), room=room)


async def unseated(notice: Notice) -> Dispatch | None:
    """Say who answers here, under the card that somebody else has answered."""
    at = notice.ids.get("topic")
    return Dispatch(views.only_seated(notice.tr), replies_to=int(notice.ids["card"]), topic_id=at)


async def _log(notice: Notice, request: Request) -> list[RequestEvent]:
    return events_of(await notice.repositories.journal.of_subjects([subject(request.id)]))


async def _room(notice: Notice, request: Request, office_id: int, *, ends: bool = False) -> Room:
    known = await notice.repositories.organisations.get(request.ngo_id or 0)
    return Room(request.id, office_id, views.topic_name(request, known[0] if known else None), ends)


WRITERS = {TOPIC: topic, UNSEATED: unseated}
