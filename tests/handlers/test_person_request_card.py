"""A request as its NGO sees it: the card, its steps, all that was written, and who may open it."""

from __future__ import annotations

import pytest

from domain.calendar_table import DayState, StoredChange
from domain.journal import Erasable, NewEntry
from domain.offices import By
from domain.requests.events import EventKind
from domain.requests.model import MessageKind
from domain.requests.record import subject
from tests.handlers.requesting import DANA, OLGA, a_matter, another_ngo, day, later, member
from tests.person import Stage
from tests.request_stage import office

BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


@BOTH
async def test_the_card_tells_where_the_letter_is_why_and_until_when(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    aigul = await matter.opened()
    assert matter.request.number in aigul.text and matter.words["awaited"] in aigul.text
    assert matter.words["due"] in aigul.text
    assert ("Ішкі саясат бөлімі" if language == "kk" else "Отдел внутренней политики") in aigul.text
    assert "Жастар орталығына орын керек." in aigul.text
    assert "02.03.2026 11:00" in aigul.text
    assert stage.refused() == []


@BOTH
async def test_the_card_after_the_reply_date_says_so_and_offers_help(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    later(stage, days=23)
    aigul = await matter.opened()
    assert matter.words["overdue"] in aigul.text
    for button in ("remind", "up", "appeal"):
        assert matter.words[button] in aigul.buttons


@BOTH
async def test_steps_and_all_that_was_written_are_read_page_by_page(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    await matter.official(EventKind.TAKEN)
    await matter.answer("сөз " * 1000)
    await matter.answer("Бұл – ішкі жазба.", kind=MessageKind.NOTE)
    aigul = await matter.opened()
    await aigul.press(matter.words["steps"])
    assert aigul.text.count("02.03.2026") == 3, "filed, taken, answered; a note is the officials' own"
    aigul = await matter.opened()
    await aigul.press(matter.words["letters"])
    seen = aigul.text
    while "›" in aigul.buttons:
        await aigul.press("›")
        seen += aigul.text
    assert seen.count("сөз") == 1000 and "ішкі жазба" not in seen
    assert stage.refused() == []


@BOTH
async def test_an_extended_and_redirected_request_shows_every_date(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    other = await office(stage, 2009, topics=("health",))
    later(stage, days=3)
    await matter.official(EventKind.EXTENDED, until=day("2026-04-10"), reasoned=True, words="Қаржы бөлінеді.")
    await matter.official(EventKind.REDIRECTED, office_id=other, words="Біздің құзыретте емес.")
    aigul = await matter.opened()
    april, march = ("сәуір", "наурыз") if language == "kk" else ("апреля", "марта")
    assert f"10\xa0{april}" in aigul.text and f"23\xa0{march}" in aigul.text
    assert f"26\xa0{march}" in aigul.text, "the term of the office that received it on the fifth of March"


@BOTH
async def test_a_moved_calendar_shows_both_the_date_told_and_the_date_now(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    async with stage.store.write() as repositories:
        now = stage.clock.now()
        entry = NewEntry("calendar.changed", "calendar", "coordinator@KZ", {}, Erasable(1, ""))
        head = await repositories.journal.append(entry, now)
        change = StoredChange(head.number, day("2026-03-10"), DayState.OFF, "Көктем")
        await repositories.calendar.put(change, 1, now)
    aigul = await matter.opened()
    march = "наурыз" if language == "kk" else "марта"
    assert f"23\xa0{march}" in aigul.text and f"24\xa0{march}" in aigul.text


@BOTH
async def test_a_stranger_with_a_forged_number_learns_nothing(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    entry = await matter.answer("Болады.")
    stranger = await another_ngo(stage, DANA, "Бөтен", language)
    number = matter.request.id
    for data in (
        *(f"rq:{act}:{number}:{entry}" for act in "otlfcarpwvshiujkmexgyz"),
        f"rr:{number}:{entry}:formal:0",
        "rq:o:999:0",
        "rr:999:1:solved:1",
    ):
        await stranger.forge(data, stranger.from_bot[0])
        assert matter.words["none"] in stranger.toast, data
    await stranger.forge("rq:o:99999999999999999999:0", stranger.from_bot[0])
    await stranger.forge(f"rr:{number}:{entry}:wonderful:0", stranger.from_bot[0])
    assert await matter.kinds() == [EventKind.FILED, EventKind.ANSWERED]
    assert "Жастар" not in stranger.all_text


async def test_somebody_who_left_the_ngo_sees_nothing_any_more_and_hears_of_nothing(stage: Stage) -> None:
    matter = await a_matter(stage)
    olga = await member(stage, matter.ngo_id, OLGA)
    await matter.opened(olga)
    assert "Жастар" in olga.text
    await matter.official(EventKind.TAKEN)
    heard = len(olga.from_bot)
    async with stage.store.write() as repositories:
        await repositories.organisations.leave(matter.ngo_id, OLGA, By(OLGA, "member"), stage.clock.now())
    await matter.answer("Орын бар.")
    assert len(olga.from_bot) == heard
    await olga.press(matter.words["open"])
    assert matter.words["none"] in olga.toast


async def test_a_member_of_two_ngos_sees_the_requests_of_both(stage: Stage) -> None:
    matter = await a_matter(stage)
    olga = await member(stage, matter.ngo_id, OLGA)
    async with stage.store.write() as repositories:
        own = [one.id for one in await repositories.organisations.of_person(OLGA)]
        await repositories.organisations.act_for(OLGA, next(one for one in own if one != matter.ngo_id))
    await matter.opened(olga)
    assert "Жастар" in olga.text
    await olga.press(matter.words["withdraw"])
    await olga.press(matter.words["withdraw yes"])
    assert not (await matter.now()).open


async def test_an_official_gets_the_card_of_the_office(stage: Stage) -> None:
    matter = await a_matter(stage)
    await matter.opened(matter.serik)
    assert matter.request.number in matter.serik.text and "Отозвать" not in matter.serik.buttons


@BOTH
async def test_the_receipt_is_shown_again_from_the_card(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    aigul = await matter.opened()
    await aigul.press("Түбіртек" if language == "kk" else "Квитанция")
    async with stage.store.read() as repositories:
        (row, *_) = await repositories.journal.of_subjects([subject(matter.request.id)])
    assert row[6] and row[6] in aigul.text, "the seal that the log has"
    assert ("Жіберілді: " if language == "kk" else "Отправлено: ") + matter.request.number in aigul.text
    await aigul.press(matter.words["open"])
    assert matter.words["awaited"] in aigul.text
