"""Telegram took a message and its answer was lost: the copy says so, and what is replied to either copy counts."""

from __future__ import annotations

import pytest

from domain.language import Language
from domain.offices import By
from domain.outbox import OutboxKind, Parcel
from tests import office_groups
from tests.handlers.desk_stage import SERIK, WORDS
from tests.handlers.requesting import AIGUL, a_matter
from tests.person import Stage
from tests.request_stage import deliver, file, ngo, office

BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


def maybe_known(stage: Stage, language: str) -> str:
    """What a message says whose earlier sending ended unknown."""
    return stage.service.texts.in_language(Language(language))("You may have had this message before.")


@BOTH
async def test_an_answer_whose_arrival_is_in_doubt_comes_again_and_says_so(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    stage.world.faults.lose_reply("sendMessage", chat_id=AIGUL)
    await matter.answer("Орын бар: Абай көшесі, 5.")
    first, second = [one.text for one in matter.aigul.from_bot if "Абай көшесі" in one.text]
    assert maybe_known(stage, language) not in first
    assert second == f"{maybe_known(stage, language)}\n\n{first}"


@BOTH
async def test_a_notice_whose_arrival_is_in_doubt_comes_again_and_says_so(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    before = len(matter.aigul.from_bot)
    stage.world.faults.lose_reply("sendMessage", chat_id=AIGUL)
    async with stage.store.write() as repositories:
        head = await repositories.journal.head()
        assert head is not None
        await repositories.coordinators.bootstrap([AIGUL], stage.clock.now())
        ids = {"about": "log", "number": head.number, "hash": head.hash, "day": "2026-03-01"}
        await repositories.outbox.put([Parcel(AIGUL, OutboxKind.NOTICE, "head", ids)], stage.clock.now())
    await deliver(stage)
    first, second = [one.text for one in matter.aigul.from_bot[before:]]
    assert second == f"{maybe_known(stage, language)}\n\n{first}"


async def test_of_two_copies_of_a_letter_the_officer_may_answer_the_one_that_nobody_noted(stage: Stage) -> None:
    serik = stage.person(SERIK, "Серік", "ru")
    await serik.start()
    number = await office(stage, SERIK)
    stage.world.faults.lose_reply("sendMessage", chat_id=SERIK)
    request = await file(stage, AIGUL, await ngo(stage, AIGUL), office_id=number)
    await deliver(stage)
    unnoted, noted = [one for one in serik.from_bot if request.number in one.text]
    assert maybe_known(stage, "ru") in noted.text
    async with stage.store.read() as repositories:
        assert await repositories.request_cards.at(SERIK, unnoted.message_id) is None
        assert await repositories.request_cards.at(SERIK, noted.message_id) is not None
    await serik.reply(unnoted, "Место будет.")
    assert WORDS["ru"]["will answer"] in serik.text
    async with stage.store.read() as repositories:
        kept = await repositories.request_messages.of_request(request.id)
    assert [one.text for one in kept if one.office_id is not None] == ["Место будет."]


async def test_nobody_answers_by_a_reply_to_a_card_who_holds_no_seat(stage: Stage) -> None:
    matter = await a_matter(stage)
    card = next(one for one in matter.serik.from_bot if matter.request.number in one.text)
    async with stage.store.write() as repositories:
        await repositories.request_cards.drop(SERIK, card.message_id)
        seat = (await repositories.people.visitor(SERIK, SERIK)).seat
        assert seat is not None
        await repositories.seats.end(seat.seat_id, By(1, "coordinator:KZ"), stage.clock.now())
    await matter.serik.reply(card, "Мен әлі осындамын")
    async with stage.store.read() as repositories:
        kept = await repositories.request_messages.of_request(matter.request.id)
    assert [one.kind for one in kept] == ["letter"]


async def test_in_a_group_too_a_reply_to_the_copy_that_nobody_noted_is_an_answer(stage: Stage) -> None:
    at = await office_groups.desk(stage)
    stage.world.faults.lose_reply("sendMessage", chat_id=at.group.chat.id)
    request = await at.file()
    unnoted, noted = [one for one in at.group.messages if request.number in one.text]
    assert await office_groups.card_at(stage, unnoted) is None
    assert await office_groups.card_at(stage, noted) is not None
    await at.officer.reply(unnoted, "Жауап")
    assert [one.text for one in await at.messages(request)] == ["Жауап"]
    await at.outsider.reply(unnoted, "Мен де")
    assert [one.text for one in await at.messages(request)] == ["Жауап"]
