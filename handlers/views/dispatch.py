"""A message about a request as it leaves: a text, files that Telegram keeps, or a document of ours, and how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.requests.model import Attachment
from handlers.views.screen import Document, Screen


@dataclass(frozen=True, slots=True)
class Media:
    """Files that go as one message, or as one album. `caption` is Telegram's HTML, under the first of them."""

    files: tuple[Attachment, ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """The topic of a request in a forum: made, or opened again, before the message goes there.

    Args:
        request_id: the request whose topic it is.
        office_id: the office whose forum it is.
        name: how a new topic is called; plain text.
        ends: whether the message is the last one: the topic is closed after it.
    """

    request_id: int
    office_id: int
    name: str
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One message to one chat.

    Args:
        content: what it is.
        edits: the message of ours whose place it takes; only a Screen can.
        replies_to: the message there that it answers, if it is still there.
        silent: without a sound: at night, or outside of working hours.
        topic_id: the topic of a forum that it goes to.
        not_before: when it may leave, if not at once: nobody is reminded outside of working hours.
        room: the topic of a request that it goes to, when there is one or one can be made.
        office_id: the office that it is sent to; None for an NGO's member or a coordinator.
    """

    content: Screen | Media | Document
    edits: int | None = None
    replies_to: int | None = None
    silent: bool = False
    topic_id: int | None = None
    room: Room | None = None
    office_id: int | None = None
    not_before: datetime | None = None
