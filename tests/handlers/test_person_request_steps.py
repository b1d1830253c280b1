"""The one voice that tells an NGO what happened to its request, and what it may say to an answer."""

from __future__ import annotations

import pytest

from domain.requests.clocks import Outcome
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.model import MessageKind
from domain.requests.transitions import Unfit
from handlers.requests import happening, telling
from tests.handlers.requesting import AIGUL, OLGA, SERIK, a_matter, day, later, member, unexpected
from tests.person import Stage
from tests.request_stage import deliver, office

BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


@BOTH
async def test_an_answer_comes_whole_with_who_wrote_it_and_whether_it_is_in_time(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    await matter.answer("Орын бар: <b>Абай</b> көшесі, 5.\nКеліңіз.")
    text = matter.aigul.text
    assert matter.words["answered"] in text and matter.words["in time"] in text
    assert "Серік Ахметов" in text and "Орын бар: <b>Абай</b> көшесі, 5.\nКеліңіз." in text
    assert matter.words["solved"] in matter.aigul.buttons
    assert unexpected(stage) == []


@BOTH
async def test_a_late_answer_says_so(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    later(stage, days=30)
    await matter.answer("Болды.")
    assert matter.words["late"] in matter.aigul.text


@BOTH
async def test_nothing_of_a_long_answer_is_lost_and_it_is_rated_below_its_end(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    before = len(matter.aigul.from_bot)
    words = [f"{number}-жол 😀😀😀😀" for number in range(600)]
    await matter.answer("\n".join(words))
    told = matter.aigul.from_bot[before:]
    seen = " ".join(word for one in told for word in one.text.split())
    assert len(told) > 1 and all(f" {word}" in seen for word in words)
    assert not told[0].buttons and matter.words["solved"] in [button["text"] for button in told[-1].buttons]
    assert unexpected(stage) == []


@BOTH
async def test_a_rating_under_the_answer_keeps_its_text_and_can_be_changed(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    entry = await matter.answer("Орын бар.")
    aigul = matter.aigul
    await aigul.press_twice(matter.words["solved"])
    assert "Орын бар." in aigul.text and f"✓ {matter.words['solved']}" in aigul.buttons
    stage.restart()
    await aigul.press(matter.words["formal"])
    assert "Орын бар." in aigul.text and matter.words["runs on"] in aigul.text
    log = await matter.log()
    assert [(told.event.rating, told.event.about) for told in log if told.event.kind is EventKind.RATED] == [
        (Rating.SOLVED, entry),
        (Rating.FORMAL, entry),
    ]
    assert (await matter.now()).outcome is Outcome.OPEN
    await deliver(stage)
    assert "Организация оценила ответ" in matter.serik.text
    await matter.opened()
    assert matter.words["again"] in aigul.buttons and matter.words["awaited"] not in aigul.text


async def test_each_answer_is_rated_by_itself(stage: Stage) -> None:
    matter = await a_matter(stage)
    first = await matter.answer("Қараймыз.")
    await matter.aigul.press(matter.words["formal"])
    second = await matter.answer("Орын берілді.")
    request = await matter.now()
    assert request.outcome is Outcome.ANSWERED
    await matter.aigul.press(matter.words["solved"])
    said = {told.event.about: told.event.rating for told in await matter.log() if told.event.kind is EventKind.RATED}
    assert said == {first: Rating.FORMAL, second: Rating.SOLVED}


async def test_what_is_no_answer_cannot_be_rated(stage: Stage) -> None:
    matter = await a_matter(stage)
    details = await matter.answer("Қай ауыл?", kind=MessageKind.DETAILS)
    await matter.aigul.forge(f"rr:{matter.request.id}:{details}:solved:0", matter.aigul.from_bot[0])
    assert "жауап әлі жоқ" in matter.aigul.toast
    assert EventKind.RATED not in await matter.kinds()
    answer = await matter.answer("Орын бар.")
    await matter.aigul.forge(f"rr:{matter.request.id}:1:solved:0", matter.aigul.from_bot[0])
    assert EventKind.RATED not in await matter.kinds() and answer > 1


@BOTH
async def test_asking_for_details_is_answered_by_a_reply(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    await matter.answer("Қай ауыл?", kind=MessageKind.DETAILS)
    asked = matter.aigul.last
    assert "Қай ауыл?" in asked.text
    await matter.aigul.reply(asked, "Қойлық ауылы.")
    assert matter.words["added"] in matter.aigul.text
    await deliver(stage)
    assert "Қойлық ауылы." in matter.serik.text
    assert await matter.kinds() == [EventKind.FILED, EventKind.DETAILS_ASKED, EventKind.ADDED]


@BOTH
async def test_taking_redirecting_extending_promising_and_closing_are_told(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    aigul = matter.aigul
    await matter.official(EventKind.TAKEN)
    assert "Серік Ахметов" in aigul.text
    await matter.official(EventKind.EXTENDED, until=day("2026-04-10"), reasoned=True, words="Қаржы <жоқ>.")
    april, march = ("сәуір", "наурыз") if language == "kk" else ("апреля", "марта")
    assert f"10\xa0{april}" in aigul.text and f"23\xa0{march}" in aigul.text and "Қаржы <жоқ>." in aigul.text
    await matter.official(EventKind.PROMISED, until=day("2026-04-06"), words="Бөлме береміз.")
    assert f"6\xa0{april}" in aigul.text and "Бөлме береміз." in aigul.text
    other = await office(stage, 2009, topics=("health",))
    await matter.official(EventKind.REDIRECTED, office_id=other, words="Құзыретте емес.")
    assert "Құзыретте емес." in aigul.text and f"23\xa0{march}" in aigul.text and f"10\xa0{april}" in aigul.text
    await matter.official(EventKind.CLOSED, words="Қаралды.")
    assert matter.words["reopen"] in aigul.buttons and "Қаралды." in aigul.text
    assert unexpected(stage) == []


async def test_a_step_that_is_true_no_more_is_not_told(stage: Stage) -> None:
    matter = await a_matter(stage)
    matter.aigul.phone.block(stage.account)
    await stage.settle()
    matter.aigul.phone.unblock(stage.account)
    await stage.settle()
    before = len(matter.aigul.from_bot)
    now = stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    event = RequestEvent(0, matter.request.id, EventKind.TAKEN, now, Actor.OFFICER, office_id=matter.office_id)
    async with stage.store.write() as repositories:
        facts = {"seat": matter.seat_id}
        happened = await happening.happen(repositories, stage.service, law, event, now, facts=facts)
        await telling.ngo(repositories, happened.request, happened.entry, now)
        await repositories.requests.put_seat(matter.request.id, None)
    await deliver(stage)
    assert len(matter.aigul.from_bot) == before


async def test_a_step_reaches_each_member_in_their_own_language(stage: Stage) -> None:
    matter = await a_matter(stage, "kk")
    olga = await member(stage, matter.ngo_id, OLGA, "ru")
    await matter.answer("Орын бар.")
    assert "Жауап келді" in matter.aigul.text and "Пришёл ответ" in olga.text
    await olga.press("Решено")
    assert (await matter.log())[-1].person_id == OLGA


async def test_a_blocked_phone_stops_no_clock_and_the_other_members_get_the_answer(stage: Stage) -> None:
    matter = await a_matter(stage)
    olga = await member(stage, matter.ngo_id, OLGA)
    matter.aigul.phone.block(stage.account)
    await stage.settle()
    seen = len(matter.aigul.from_bot)
    await matter.answer("Орын бар.")
    request = await matter.now()
    assert request.outcome is Outcome.ANSWERED and request.answered_at == (await matter.log())[-1].event.moment
    assert "Орын бар." in olga.text and len(matter.aigul.from_bot) == seen


async def test_an_answer_of_an_erased_official_still_comes(stage: Stage) -> None:
    matter = await a_matter(stage)
    await matter.answer("Орын бар.")
    async with stage.store.write() as repositories:
        await repositories.people.erase(SERIK, stage.clock.now())
    await matter.opened()
    assert "Орын бар." in matter.aigul.text
    async with stage.store.write() as repositories:
        await repositories.people.erase(AIGUL, stage.clock.now())
        assert (await repositories.request_messages.of_request(matter.request.id))[0].text == ""


# --- reopening and withdrawing ----------------------------------------------------------------------------------------


@BOTH
async def test_reopening_asks_for_a_reason_and_survives_a_restart(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    olga = await member(stage, matter.ngo_id, OLGA, language)
    await matter.answer("Орын бар.")
    aigul = await matter.opened()
    await aigul.press(matter.words["reopen"])
    stage.restart()
    await aigul.write("..")
    await aigul.send_photo()
    assert EventKind.REOPENED not in await matter.kinds()
    await aigul.write("Орын құлыптаулы, кілт жоқ.")
    assert (await matter.now()).open
    await deliver(stage)
    for told in (olga, matter.serik):
        assert "Орын құлыптаулы, кілт жоқ." in told.text
    assert (await matter.log())[-1].words == "Орын құлыптаулы, кілт жоқ."
    await aigul.write("Тағы бір сөз")
    assert (await matter.kinds()).count(EventKind.REOPENED) == 1, "the question was answered once"
    assert [one for one in stage.refused() if "message to be replied" not in one] == []


async def test_a_request_is_reopened_for_thirty_days_and_not_on_the_thirty_first(stage: Stage) -> None:
    matter = await a_matter(stage)
    await matter.answer("Орын бар.")
    later(stage, days=29)
    aigul = await matter.opened()
    await aigul.press(matter.words["reopen"])
    later(stage, hours=23, minutes=50)
    await aigul.write("Орын құлыптаулы.")
    assert "қайта ашылмады" in aigul.text, "the question was asked too long ago"
    await aigul.press(matter.words["open"])
    await aigul.press(matter.words["reopen"])
    later(stage, minutes=15)
    await aigul.write("Орын құлыптаулы.")
    assert "30 күн" in aigul.text
    assert EventKind.REOPENED not in await matter.kinds()
    await matter.opened()
    assert matter.words["reopen"] not in aigul.buttons
    await aigul.forge(f"rq:p:{matter.request.id}:0")
    assert "30 күн" in aigul.toast
    async with stage.store.read() as repositories:
        assert (await repositories.people.visitor(AIGUL, AIGUL)).dialogue.state is None


@BOTH
async def test_withdrawing_asks_first_tells_everybody_and_cannot_be_done_twice(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    olga = await member(stage, matter.ngo_id, OLGA, language)
    aigul = await matter.opened()
    await aigul.press(matter.words["withdraw"])
    assert await matter.kinds() == [EventKind.FILED]
    await aigul.press_twice(matter.words["withdraw yes"])
    assert (await matter.kinds()).count(EventKind.WITHDRAWN) == 1
    await deliver(stage)
    assert "отозвала запрос" in matter.serik.text
    assert matter.request.number in olga.text and matter.words["open"] in olga.buttons
    assert await matter.refused(EventKind.CLOSED) is Unfit.ENDED
    await matter.opened()
    for gone in ("add", "withdraw", "reopen", "rate"):
        assert matter.words[gone] not in aigul.buttons


async def test_a_withdrawn_request_that_was_answered_before_cannot_be_rated(stage: Stage) -> None:
    matter = await a_matter(stage)
    entry = await matter.answer("Қараймыз.")
    await matter.aigul.press(matter.words["formal"])
    await matter.opened()
    await matter.aigul.press(matter.words["withdraw"])
    await matter.aigul.press(matter.words["withdraw yes"])
    await matter.aigul.forge(f"rr:{matter.request.id}:{entry}:solved:0")
    assert "кері қайтарып алынған" in matter.aigul.toast
    assert (await matter.now()).outcome is Outcome.WITHDRAWN
