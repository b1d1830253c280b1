"""What is refused to whom: forged presses, answers to what is gone, seats that ended. Words are never lost."""

from __future__ import annotations

import pytest

from domain.offices import By
from domain.requests.events import Actor, EventKind
from domain.requests.leaving import Held
from domain.requests.model import MessageKind
from handlers.requests.desk_callbacks import DeskAct, DeskPress, ReplyAct, ReplyPress, TemplateAct, TemplatePress
from tests.handlers.desk_stage import BOTH, FOREIGN, desk, happens, other_office, person, speak
from tests.person import Stage


async def test_a_request_is_not_handed_to_another_office_nor_to_an_ended_seat(stage: Stage) -> None:
    at = await desk(stage)
    await person(stage, FOREIGN, "Бөтен", "ru")
    other = await other_office(stage, FOREIGN)
    async with stage.store.read() as repositories:
        (foreign,) = (await repositories.seats.of_offices([other]))[other]
        erlan = next(
            one.id
            for one in (await repositories.seats.of_offices([at.office]))[at.office]
            if one.person_id == at.erlan.phone.id
        )
    await at.end_seat(at.erlan)
    for seat in (foreign.id, erlan, 10**12):
        await at.bota.forge(DeskPress(act=DeskAct.HAND, id=at.request.id, seat=seat).pack(), at.card(at.bota))
        assert at.bota.alert and at.bota.toast
    assert (await at.stands()).seat_id is None


@BOTH
async def test_forged_presses_for_anothers_request_tell_nothing_and_do_nothing(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    stranger = await person(stage, FOREIGN, "Бөтен", language)
    await other_office(stage, FOREIGN)
    await speak(stage, language, FOREIGN)
    await stranger.write("/office")
    before = await at.log()
    for number in (at.request.id, 10**14):
        for data in (
            *(DeskPress(act=act, id=number, seat=1).pack() for act in DeskAct),
            *(TemplatePress(act=act, request=number, id=1).pack() for act in TemplateAct),
        ):
            await stranger.forge(data)
            assert stranger.toast == {"kk": "Мұндай сауал жоқ.", "ru": "Такого запроса нет."}[language], data
    await at.serik.reply(at.card(at.serik), "Жауап")
    (message,) = await at.written()
    for act in ReplyAct:
        for one in (stranger, at.erlan, at.aigul):
            await one.forge(ReplyPress(act=act, id=message.id).pack(), one.last)
    assert await at.log() == before and (await at.written())[0].kind is MessageKind.ANSWER
    assert stage.refused() == []


@BOTH
async def test_a_reply_after_the_seat_ended_is_refused_and_the_words_stay(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    await at.end_seat(at.serik)
    await at.serik.reply(at.card(at.serik), "Жауап")
    assert at.words["not sent"] in at.serik.text and at.words["stays"] in at.serik.text
    assert await at.written() == []


@BOTH
async def test_a_seat_that_ends_before_the_answer_leaves_keeps_it_back(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    await at.serik.reply(at.card(at.serik), "Жауап")
    screen = at.serik.last
    await at.end_seat(at.serik)
    await at.leave()
    assert at.words["not sent"] in screen.text and at.words["stays"] in screen.text
    assert await at.kinds() == [EventKind.FILED] and await at.written() == []


@pytest.mark.parametrize("when", ["before", "meanwhile"])
@pytest.mark.parametrize("what", [Held.ELSEWHERE, Held.CLOSED, Held.WITHDRAWN])
@BOTH
async def test_an_answer_to_what_is_gone_is_refused_and_its_words_stay(
    stage: Stage, language: str, what: Held, when: str
) -> None:
    at = await desk(stage, language)
    other = await other_office(stage)

    async def goes() -> None:
        if what is Held.ELSEWHERE:
            await happens(at, EventKind.REDIRECTED, Actor.OFFICER, office_id=other)
        elif what is Held.CLOSED:
            await happens(at, EventKind.CLOSED, Actor.OFFICER, office_id=at.office, words="Қайталанған хат")
        else:
            await happens(at, EventKind.WITHDRAWN)

    card = at.card(at.serik)
    told = len(at.aigul.from_bot)
    if when == "before":
        await goes()
        await at.serik.reply(card, "Жауап")
        screen = at.serik.last
    else:
        await at.serik.reply(card, "Жауап")
        screen = at.serik.last
        await goes()
        await at.leave()
    assert at.words["not sent"] in screen.text and at.words["stays"] in screen.text
    assert EventKind.ANSWERED not in await at.kinds() and await at.written() == []
    assert all("Жауап" not in one.text for one in at.aigul.from_bot[told:])
    expected = {
        Held.ELSEWHERE: {"kk": "Басқа органға жолданды", "ru": "Передан"},
        Held.CLOSED: {"kk": "Жауапсыз жабылды", "ru": "Закрыт без ответа"},
        Held.WITHDRAWN: {"kk": "кері қайтарып алды", "ru": "отозвала"},
    }[what][language]
    assert expected in card.text
    assert at.words["take"] not in str(card.buttons)


async def test_a_closed_office_can_do_nothing_more(stage: Stage) -> None:
    at = await desk(stage)
    async with stage.store.write() as repositories:
        await repositories.offices.close(at.office, By(1, "coordinator:KZ"), stage.clock.now())
    await at.serik.forge(DeskPress(act=DeskAct.TAKE, id=at.request.id).pack(), at.card(at.serik))
    assert at.serik.alert
    await at.serik.reply(at.card(at.serik), "Ответ")
    assert at.words["not sent"] in at.serik.text and await at.written() == []


@BOTH
async def test_a_reply_to_an_old_card_of_the_former_office_is_refused(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    card = at.card(at.serik)
    await at.end_seat(at.serik)
    other = await other_office(stage, at.serik.phone.id)
    await speak(stage, language, at.serik.phone.id)
    await at.serik.reply(card, "Жауап")
    assert at.words["not sent"] in at.serik.text and at.words["stays"] in at.serik.text
    await happens(at, EventKind.REDIRECTED, Actor.OFFICER, office_id=other)
    await at.serik.reply(card, "Жауап")  # it has come to the new office
    await at.leave()
    assert EventKind.ANSWERED in await at.kinds()
