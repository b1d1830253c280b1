"""Messages about requests on their way: letters with files to an office, cards kept true, and what is remembered."""

from __future__ import annotations

import struct
import zlib
from datetime import timedelta

import pytest

from domain.offices import By
from domain.outbox import OutboxKind, Parcel
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Attachment, AttachmentKind
from domain.requests.record import events_of, subject
from handlers.requests import happening
from tests.person import Person, Stage
from tests.request_stage import BOTA, SALAUAT, deliver, file, ngo, office

AIGUL, OLGA = 1001, 1002


def picture() -> bytes:
    """The smallest PNG there is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"")
    )


def kept(stage: Stage, kind: AttachmentKind, name: str = "a.pdf") -> Attachment:
    """A file that Telegram holds."""
    content = picture() if kind is AttachmentKind.PHOTO else b"%PDF-1.4 example"
    stored = stage.world.files.add(kind.value, name, content)  # type: ignore[arg-type]  the kinds that it knows
    return Attachment(kind, stored.file_id, stored.unique_id, name, stored.size)


async def official(stage: Stage, number: int = SALAUAT) -> Person:
    person = stage.person(number, "Серік")
    await person.start()
    return person


async def kinds_logged(stage: Stage, request_id: int) -> list[EventKind]:
    async with stage.store.read() as repositories:
        rows = await repositories.journal.of_subjects([subject(request_id)])
    return [event.kind for event in events_of(rows)]


async def test_a_letter_reaches_everybody_in_the_office_with_its_files_in_albums(stage: Stage) -> None:
    serik, bota = await official(stage), await official(stage, BOTA)
    number = await office(stage, SALAUAT, head=BOTA)
    own = await ngo(stage, AIGUL)
    files = (
        kept(stage, AttachmentKind.PHOTO),
        kept(stage, AttachmentKind.DOCUMENT),
        kept(stage, AttachmentKind.PHOTO),
        kept(stage, AttachmentKind.VOICE),
    )
    request = await file(stage, AIGUL, own, office_id=number, files=files)
    await deliver(stage)
    assert not stage.refused()
    for person in (serik, bota):
        new = person.from_bot[-5:]
        assert request.number in new[0].text
        assert [next(kind for kind in ("photo", "document", "voice") if kind in message.content) for message in new[1:]]
    assert not stage.refused()
    assert await kinds_logged(stage, request.id) == [EventKind.FILED, EventKind.DELIVERED]
    async with stage.store.read() as repositories:
        for message in serik.from_bot[-5:]:
            card = await repositories.request_cards.at(SALAUAT, message.message_id)
            assert card is not None and (card.request_id, card.office_id) == (request.id, number)


async def test_without_an_office_the_coordinators_of_the_territory_get_it(stage: Stage) -> None:
    danagul = await official(stage, 3001)
    async with stage.store.write() as repositories:
        await repositories.coordinators.bootstrap([3001], stage.clock.now())
    request = await file(stage, AIGUL, await ngo(stage, AIGUL))
    await deliver(stage)
    assert request.number in danagul.text


async def test_the_other_members_of_the_ngo_hear_of_it_and_its_author_does_not(stage: Stage) -> None:
    olga = await official(stage, OLGA)
    own = await ngo(stage, AIGUL)
    await ngo(stage, OLGA)
    async with stage.store.write() as repositories:
        invitation = await repositories.invitations.add(
            "t", None, None, own, By(AIGUL, "member"), stage.clock.now(), stage.clock.now() + timedelta(days=1)
        )
        found = await repositories.invitations.get(invitation)
        assert found is not None
        await repositories.organisations.join(found, OLGA, stage.clock.now())
    aigul = await official(stage, AIGUL)
    before = len(aigul.from_bot)
    request = await file(stage, AIGUL, own, office_id=await office(stage, SALAUAT))
    await deliver(stage)
    assert request.number in olga.text
    assert len(aigul.from_bot) == before


async def test_a_card_is_edited_where_it_stands_and_nothing_new_is_sent(stage: Stage) -> None:
    serik = await official(stage)
    number = await office(stage, SALAUAT)
    request = await file(stage, AIGUL, await ngo(stage, AIGUL), office_id=number)
    await deliver(stage)
    seen = len(serik.from_bot)
    now = stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    event = RequestEvent(0, request.id, EventKind.WITHDRAWN, now, Actor.NGO)
    async with stage.store.write() as repositories:
        after = await happening.happen(repositories, stage.service, law, event, now)
    assert not after.request.open
    await deliver(stage)
    assert len(serik.from_bot) == seen
    edits = [call for call in stage.world.log if call.method == "editMessageText"]
    assert len(edits) == 1


async def test_a_card_that_is_gone_is_forgotten_and_not_tried_again(stage: Stage) -> None:
    serik = await official(stage)
    number = await office(stage, SALAUAT)
    request = await file(stage, AIGUL, await ngo(stage, AIGUL), office_id=number)
    await deliver(stage)
    gone = serik.last
    del gone.chat.messages[gone.message_id]
    async with stage.store.write() as repositories:
        ids = {"about": "card", "request": request.id, "office": number, "edits": gone.message_id}
        await repositories.outbox.put([Parcel(SALAUAT, OutboxKind.REQUEST, "again", ids)], stage.clock.now())
    await deliver(stage)
    async with stage.store.read() as repositories:
        assert await repositories.request_cards.at(SALAUAT, gone.message_id) is None
        assert await repositories.request_cards.of_request(request.id, "card") == []


@pytest.mark.parametrize("hour", [3, 12])
async def test_a_letter_by_night_comes_at_once_and_without_a_sound(stage: Stage, hour: int) -> None:
    serik = await official(stage)
    number = await office(stage, SALAUAT)
    night = stage.clock.now().astimezone(stage.service.zone).replace(hour=hour) + timedelta(days=1)
    stage.clock.move(night - stage.clock.now())
    await file(stage, AIGUL, await ngo(stage, AIGUL), office_id=number)
    await deliver(stage)
    assert "№" in serik.text
    assert serik.last.silent == (hour == 3)


async def test_a_letter_whose_sending_ended_unknown_is_sent_again(stage: Stage) -> None:
    serik = await official(stage)
    number = await office(stage, SALAUAT)
    stage.world.faults.lose_reply("sendMessage", chat_id=SALAUAT)
    await file(stage, AIGUL, await ngo(stage, AIGUL), office_id=number)
    await deliver(stage)
    await deliver(stage)
    assert len([message for message in serik.from_bot if "№" in message.text]) == 2
