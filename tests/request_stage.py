"""Offices, officials and filed requests for tests: made straight in storage, by the way that the product takes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.deliver import Sender
from bot.pace import Pace
from domain.invitations import HOLDS
from domain.language import Language
from domain.offices import By, SeatRole
from domain.people import CONSENT_VERSION, Role
from domain.ports import NewRequest
from domain.requests.model import Attachment, MessageKind, Request, RequestMessage, Route, gist
from handlers.requests import happening
from tests.person import Stage

SARQAN = "334800000"
SALAUAT, BOTA, ERLAN = 2001, 2002, 2003  # an officer, a head, another officer


async def seat(stage: Stage, office_id: int, person_id: int, role: SeatRole = SeatRole.OFFICER, name: str = "") -> int:
    """Seat somebody, known to the bot, in the office; returns the seat."""
    now = stage.clock.now()
    by = By(person_id, "coordinator:KZ")
    async with stage.store.write() as repositories:
        await repositories.people.give_consent(person_id, CONSENT_VERSION, "x", now)
        await repositories.people.set_language(person_id, Language.RU, now)
        await repositories.people.onboard(person_id, Role.OFFICIAL, None, None, now)
        invited = await repositories.invitations.add(
            f"{person_id}-{office_id}-{now.timestamp()}", office_id, role, None, by, now, now + HOLDS
        )
        invitation = await repositories.invitations.get(invited)
        assert invitation is not None
        number = await repositories.seats.take(invitation, person_id, now)
        await repositories.seats.name(number, name or f"Official {person_id}")
    return number


async def office(
    stage: Stage, *officers: int, topics: Sequence[str] = ("youth",), territory: str = SARQAN, head: int | None = None
) -> int:
    """Open an office and seat people in it; returns its id."""
    by = By(1, "coordinator:KZ")
    names = ("Ішкі саясат бөлімі", "Отдел внутренней политики")
    async with stage.store.write() as repositories:
        (number,) = await repositories.offices.add([territory], names, topics, by, stage.clock.now())
    for person_id in officers:
        await seat(stage, number, person_id)
    if head is not None:
        await seat(stage, number, head, SeatRole.HEAD)
    return number


async def ngo(stage: Stage, person_id: int, name: str = "Жас қанат", language: Language = Language.KK) -> int:
    """Make somebody, known to the bot, the first member of an NGO; returns its id."""
    now = stage.clock.now()
    async with stage.store.write() as repositories:
        await repositories.people.give_consent(person_id, CONSENT_VERSION, "x", now)
        await repositories.people.set_language(person_id, language, now)
        await repositories.people.onboard(person_id, Role.NGO, name, None, now)
        await repositories.organisations.settle(person_id, SARQAN)
        found = (await repositories.people.visitor(person_id, person_id)).ngo
    assert found is not None
    return found.id


async def file(
    stage: Stage,
    person_id: int,
    ngo_id: int,
    text: str = "Жастар орталығына орын керек.",
    *,
    office_id: int | None = None,
    files: tuple[Attachment, ...] = (),
    sent: datetime | None = None,
    topic: str = "youth",
    message_id: int = 900_001,
) -> Request:
    """File a request as if it had been written in the private chat at `sent` (now by default)."""
    service, now = stage.service, stage.clock.now()
    moment = sent or now
    law = await service.by_law(service.today(now))
    new = NewRequest(
        ngo_id=ngo_id,
        author_id=person_id,
        territory_id=SARQAN,
        topic_id=topic,
        call_id=None,
        language=Language.KK,
        gist=gist(text),
        filed_at=moment,
        route=Route.TOPIC if office_id is not None else Route.NOBODY,
        office_id=office_id,
    )
    words = RequestMessage(
        0, 0, MessageKind.LETTER, person_id, None, None, person_id, message_id, text, moment, files=files
    )
    async with stage.store.write() as repositories:
        happened, _ = await happening.file(repositories, service, law, new, [words], now)
    return happened.request


async def deliver(stage: Stage) -> None:
    """Let the production sender send all that is due now, and what waits only for the next second of its chat."""
    for _ in range(100):
        async with asyncio.TaskGroup() as group:
            sender = Sender(stage.bot, stage.service, Pace(1000, 1000, 60_000))
            task = group.create_task(sender.run())
            try:
                async with asyncio.timeout(20):
                    await sender.drained()
            finally:
                task.cancel()
        async with stage.store.read() as repositories:
            due = await repositories.outbox.next_due()
        if due is None or due - stage.clock.now() > timedelta(seconds=5):
            return
        stage.clock.move(max(due - stage.clock.now(), timedelta()))
    raise AssertionError("the outbox never rests")
