"""Requests as they stand, what was written about them, and our messages about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.language import Language
from domain.requests.model import Card, Request, RequestMessage, Route, Stand
from domain.requests.templates import Template


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request about to be filed, routed. Whoever stores it has worked out the due dates."""

    ngo_id: int
    author_id: int
    territory_id: str
    topic_id: str
    call_id: int | None
    language: Language
    gist: str
    filed_at: datetime
    route: Route
    office_id: int | None
    e_otinish: str = ""
    due: date = date.max
    office_due: date | None = None


@dataclass(frozen=True, slots=True)
class RequestPage:
    """Part of a list of requests, and how many there are in all."""

    items: tuple[Request, ...]
    total: int


class Requests(Protocol):
    """Requests as they stand now. What happened to them is in the journal, under `record.subject`."""

    async def add(self, new: NewRequest) -> int:
        """Store a request; returns its number. One trip."""
        ...

    async def get(self, request_id: int) -> Request | None:
        """Return the request. One trip."""
        ...

    async def hold(self, request_id: int) -> Request | None:
        """Return the request; nobody else changes it until the unit of work ends. One trip."""
        ...

    async def many(self, request_ids: Sequence[int]) -> Mapping[int, Request]:
        """Return those of the requests that there are, by number. One trip."""
        ...

    async def of_ngo(self, ngo_id: int, offset: int, limit: int) -> RequestPage:
        """Return the NGO's requests: open ones first by reply date, then the others, the latest first. One trip."""
        ...

    async def open_in(self, office_id: int) -> int:
        """Return how many requests the office has to answer. One trip."""
        ...

    async def open_ids(self, after: int, limit: int) -> Sequence[int]:
        """Return numbers of open requests above a number, in order: for what is worked out anew. One trip."""
        ...

    async def put_stand(self, request_id: int, stand: Stand) -> None:
        """Store how the request stands now; its revision grows. One trip."""
        ...

    async def put_place(self, request_id: int, office_id: int | None, seat_id: int | None, route: Route) -> None:
        """Store who has the request, and that the office which had it so far had it.

        Three trips, and one for each message.
        """
        ...

    async def put_seat(self, request_id: int, seat_id: int | None) -> bool:
        """Store which seat took the request; False when another has it. None frees it. One trip."""
        ...

    async def put_e_otinish(self, request_id: int, number: str) -> None:
        """Store the number of the appeal in e-Otinish. One trip."""
        ...

    async def escalate(self, request_id: int) -> None:
        """Note that the NGO took it to the head and the coordinators. One trip."""
        ...


class RequestMessages(Protocol):
    """What was written about requests."""

    async def add(self, message: RequestMessage) -> int:
        """Store a message with its files; returns its number."""
        ...

    async def get(self, number: int) -> RequestMessage | None:
        """Return the message with its files. Two trips."""
        ...

    async def of_request(self, request_id: int) -> Sequence[RequestMessage]:
        """Return all that was written about the request, in order, with files. Two trips."""
        ...

    async def at(self, chat_id: int, message_id: int) -> RequestMessage | None:
        """Return what was written at the place, if it is about a request. Two trips."""
        ...

    async def of_album(self, chat_id: int, album: str) -> RequestMessage | None:
        """Return the message that an album's first part made. Two trips."""
        ...

    async def unsent(self, chat_id: int) -> RequestMessage | None:
        """Return what was written last in the chat and has not left yet. Two trips."""
        ...

    async def add_file(self, number: int, message: RequestMessage) -> None:
        """Add the files of an album's later part to its message, and the part's words to its text."""
        ...

    async def rewrite(self, number: int, text: str) -> bool:
        """Let a message that has not left say something else; False when it has left. One trip."""
        ...

    async def hold(self, number: int) -> bool:
        """Keep a message that has not left from being changed by others until the unit ends; False when it has left, or
        was undone. One trip.
        """
        ...

    async def leave(self, number: int, entry: int) -> bool:
        """Note that the message has left and where it is logged; False when it had left before, or was undone."""
        ...

    async def undo(self, number: int) -> bool:
        """Remove a message that has not left; False when it has."""
        ...

    async def set_kind(self, number: int, kind: str) -> bool:
        """Let a message that has not left be something else; False when it has left."""
        ...

    async def leaving(self, now: datetime, limit: int) -> Sequence[int]:
        """Return messages whose time to be undone is over, in order. One trip."""
        ...

    async def edit(self, number: int, text: str, at: datetime) -> None:
        """Store what the message says now; what it said before is kept."""
        ...

    async def versions(self, number: int) -> Sequence[tuple[str, datetime]]:
        """Return what the message said before, oldest first, each with the moment it was changed. One trip."""
        ...


class RequestCards(Protocol):
    """Our messages about requests: by them a reply is understood."""

    async def put(self, card: Card, now: datetime) -> None:
        """Note a message of ours. One trip."""
        ...

    async def at(self, chat_id: int, message_id: int) -> Card | None:
        """Return the card at the place, if it is one. One trip."""
        ...

    async def of_request(self, request_id: int, about: str) -> Sequence[Card]:
        """Return our messages that tell `about` of the request. One trip."""
        ...

    async def told(self, request_id: int, about: str, office_id: int | None, entry: int | None) -> bool:
        """Tell whether somebody (of the office) was told of the request, or of that entry of its log. One trip."""
        ...

    async def drop(self, chat_id: int, message_id: int) -> None:
        """Forget a message of ours that is gone. One trip."""
        ...

    async def forget_chat(self, chat_id: int) -> None:
        """Forget the places in a chat whose messages cannot be reached any more (a group that became a supergroup
        numbers anew). One trip.
        """
        ...


class Templates(Protocol):
    """Answers that offices write again and again."""

    async def of_office(self, office_id: int) -> Sequence[Template]:
        """Return the templates of the office by name. One trip."""
        ...

    async def get(self, template_id: int) -> Template | None:
        """Return the template. One trip."""
        ...

    async def add(self, office_id: int, name: str, text: str, now: datetime) -> int:
        """Keep a template; returns its number. One trip."""
        ...

    async def remove(self, template_id: int) -> bool:
        """Remove a template; False when it was removed before. One trip."""
        ...
