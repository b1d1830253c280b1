"""What tests of an office's work share: an office with people in it, a request on their phones, words on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.demo.botapi import Message
from bot.leaving import Leaving
from domain.language import Language
from domain.journal import Row
from domain.offices import SeatRole
from domain.requests.events import EventKind
from domain.requests.model import Attachment, Request
from domain.requests.record import events_of, subject
from tests import request_stage
from tests.person import Person, Stage
from tests.request_stage import BOTA, SALAUAT, deliver

AIGUL, ERLAN = 1001, request_stage.ERLAN


@dataclass
class Desk:
    """An office with two officers and a head, an NGO, and a request that has come."""

    stage: Stage
    office: int
    ngo: int
    request: Request
    serik: Person
    erlan: Person
    bota: Person
    aigul: Person

    def card(self, person: Person) -> Message:
        """The request's card on the phone."""
        return next(message for message in reversed(person.from_bot) if message.text.startswith(self.first_line))

    @property
    def first_line(self) -> str:
        return self.head

    head: str = ""

    async def leave(self, seconds: int = 10) -> int:
        """Let the time to undo pass, let what waits leave, and deliver it."""
        self.stage.clock.move(timedelta(seconds=seconds))
        done = await Leaving(self.stage.service, lambda: None).look()
        await deliver(self.stage)
        return done

    async def kinds(self) -> list[EventKind]:
        return [event.kind for event in events_of(await self.log()) if event.kind is not EventKind.DELIVERED]

    async def log(self) -> Sequence[Row]:
        async with self.stage.store.read() as repositories:
            return await repositories.journal.of_subjects([subject(self.request.id)])

    async def stands(self) -> Request:
        async with self.stage.store.read() as repositories:
            found = await repositories.requests.get(self.request.id)
        assert found is not None
        return found
