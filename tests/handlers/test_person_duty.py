"""Duty: on and off, absences with deputies, who hears of an empty office, and who gets letters then."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from bot.verify_command import verify
from domain.duty import Absence, Attendance
from domain.requests.model import Route
from handlers.commands import forget
from handlers.requests.routing import find_office
from handlers.requests.telling import recipients
from tests.handlers.announcing import SARKAN, commands, coordinator, waiting_letters
from tests.handlers.test_person_offices import ABAI, boss_with_office, rows, seat
from tests.person import Person, Stage
from tests.request_stage import deliver, file, ngo

TODAY = date(2026, 3, 2)  # a Monday
WORDS = {
    "kk": {
        "on": "Сіз кезекшісіз",
        "off": "кезекші емессіз",
        "go off": "Кезекшілікті тоқтату",
        "go on": "Кезекшілікке қайта шығу",
        "ask": "Болмайтын күндерді көрсету",
        "dates": "2\xa0наурыз – 8\xa0наурыз",
        "tomorrow": "Ертең",
        "week": "Осы аптаның соңына дейін",
        "end": "Мерзімінен бұрын оралу",
        "nobody": "Ешкім",
        "bare": "қазір кезекші жоқ",
        "bare later": "3\xa0наурыз күні бөлімшеде кезекші болмайды",
        "told": "Бөлімшеде кезекші жоқ",
        "stand in": "әріптесіңіздің орнын басасыз",
        "mark": "Орнын басып отырған әріптесіңіз: Серік",
        "by head": "бөлімше басшысы өзгертті",
        "reversed": "бұрын тұр",
        "past": "өтіп кетті",
        "far": "бір жылдың ішінде",
        "long": "бір жылдан аспауы",
        "no days": "күн көрсетілмеген",
        "officials": "орны бар қызметкерлерге арналған",
        "already": "Онсыз да солай",
        "over": "енді көрсетілмеген",
    },
    "ru": {
        "on": "Вы на дежурстве",
        "off": "Вы не на дежурстве",
        "go off": "Уйти с дежурства",
        "go on": "Вернуться на дежурство",
        "ask": "Отсутствие по датам",
        "dates": "2\xa0марта – 8\xa0марта",
        "tomorrow": "Завтра",
        "week": "До конца этой недели",
        "end": "Завершить отсутствие",
        "nobody": "Никто",
        "bare": "нет дежурных",
        "bare later": "3\xa0марта в подразделении не будет дежурных",
        "told": "В подразделении нет дежурных",
        "stand in": "Вы замещаете коллегу",
        "mark": "Вы замещаете: Серік",
        "by head": "Руководитель изменил ваше дежурство",
        "reversed": "раньше первого",
        "past": "уже прошли",
        "far": "не позже чем через год",
        "long": "не больше года",
        "no days": "Не вижу здесь дат",
        "officials": "у которых есть место",
        "already": "Так и есть",
        "over": "уже не отмечено",
    },
}
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


async def staff(stage: Stage, language: str = "kk") -> tuple[Person, Person, Person, Person]:
    """A coordinator, and a head with two officers in one office of theirs; seats 1, 2 and 3."""
    boss = await boss_with_office(stage, language)
    head = await seat(stage, boss, 4001, "Басшы", language)
    serik = await seat(stage, boss, 4002, "Серік", language, role="officer")
    erlan = await seat(stage, boss, 4003, "Ерлан", language, role="officer")
    await deliver(stage)
    return boss, head, serik, erlan


async def roster(stage: Stage) -> dict[int, Attendance]:
    async with stage.store.read() as repositories:
        return dict(await repositories.duty.of_office(1))


async def letters_go_to(stage: Stage) -> list[int]:
    async with stage.store.read() as repositories:
        return list(await recipients(repositories, stage.service, 1, stage.clock.now()))


@BOTH
async def test_an_officer_goes_off_duty_and_comes_back(stage: Stage, language: str) -> None:
    words = WORDS[language]
    _boss, _head, serik, _erlan = await staff(stage, language)
    assert "duty" in commands(stage, serik)
    await serik.write("/office")
    await serik.press("Кезекшілігім" if language == "kk" else "Моё дежурство")
    assert words["on"] in serik.text
    assert await letters_go_to(stage) == [4002, 4003]
    presses = await serik.press_twice(words["go off"])
    assert words["already"] in presses[1].result.text
    assert words["off"] in serik.text
    assert await letters_go_to(stage) == [4003]
    stage.restart()
    await serik.press(words["go on"])
    assert words["on"] in serik.text
    assert await letters_go_to(stage) == [4002, 4003]
    logged = await rows(stage, "SELECT kind, subject, actor, facts FROM log_entry WHERE kind LIKE 'duty.%'")
    assert [(kind, subject, actor, json.loads(facts)) for kind, subject, actor, facts in logged] == [
        ("duty.off", "office:1", "officer@office:1", {"seat": 2, "off": True}),
        ("duty.on", "office:1", "officer@office:1", {"seat": 2, "off": False}),
    ]
    assert (await verify(stage.store)).fits
    assert stage.refused() == []


@BOTH
async def test_an_absence_has_dates_and_a_deputy_who_gets_the_letters_marked_and_ends_by_itself(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    _boss, head, serik, erlan = await staff(stage, language)
    await serik.write("/duty")
    await serik.press(words["ask"])
    stage.restart()
    await serik.write("2.03 - 8.03")
    assert words["dates"] in serik.text
    await serik.press("Басшы, бас маман")
    assert (await roster(stage))[2] == Attendance(absence=Absence(TODAY, date(2026, 3, 8), 1))
    await serik.write("/privacy")
    assert words["dates"] in serik.text, "it stands among what is stored"
    (letter,) = await waiting_letters(stage, head)
    assert words["stand in"] in letter and "Серік" in letter
    assert await letters_go_to(stage) == [4001, 4003]
    await deliver(stage)
    request = await file(stage, 1001, await ngo(stage, 1001), office_id=1)
    await deliver(stage)
    assert words["mark"] in head.text and request.number in head.text
    assert words["mark"] not in erlan.text and request.number in erlan.text
    assert request.number not in serik.all_text
    stage.clock.move(timedelta(days=7))
    assert await letters_go_to(stage) == [4002, 4003], "nobody had to end it"
    await serik.write("/duty")
    assert words["on"] in serik.text and words["end"] not in serik.buttons
    assert stage.refused() == []


@BOTH
async def test_an_absence_is_ended_early_and_a_late_press_about_it_says_so(stage: Stage, language: str) -> None:
    words = WORDS[language]
    _boss, _head, serik, _erlan = await staff(stage, language)
    await serik.write("/duty")
    await serik.press(words["ask"])
    await serik.press(words["week"])
    await serik.press(words["nobody"])
    assert (await roster(stage))[2].absence == Absence(TODAY, date(2026, 3, 8))
    await serik.press(words["end"])
    assert words["on"] in serik.text and (await roster(stage))[2] == Attendance()
    await serik.forge("du:p:2:3")
    assert words["over"] in serik.toast
    await serik.forge("du:b:2:0")
    assert words["already"] in serik.toast
    assert stage.refused() == []


@BOTH
async def test_wrong_days_are_told_clearly_and_change_nothing(stage: Stage, language: str) -> None:
    words = WORDS[language]
    _boss, _head, serik, _erlan = await staff(stage, language)
    await serik.write("/duty")
    await serik.press(words["ask"])
    for typed, said in (
        ("10.03-5.03", "reversed"),
        ("25.02-28.02.2026", "past"),
        ("1.01.2028-2.01.2028", "far"),
        ("3.03.2026-3.06.2027", "long"),
        ("<b>демалыс</b>", "no days"),
        ("🙂" * 300, "no days"),
    ):
        await serik.write(typed)
        assert words[said] in serik.text, typed
    assert (await roster(stage))[2] == Attendance()
    await serik.write("завтра")
    assert (await roster(stage))[2].absence == Absence(TODAY + timedelta(days=1), TODAY + timedelta(days=1))
    assert await rows(stage, "SELECT state FROM dialogue WHERE person_id = 4002 AND state LIKE 'duty%'") == []
    assert stage.refused() == []


@BOTH
async def test_when_the_last_one_goes_off_duty_coordinators_and_the_head_are_told_and_requests_go_on(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    boss, head, serik, erlan = await staff(stage, language)
    for person in (head, erlan):
        await person.write("/duty")
        await person.press(words["go off"])
        assert await waiting_letters(stage, boss) == []
    await serik.write("/duty")
    await serik.press(words["go off"])
    assert words["bare"] in serik.text
    for person in (boss, head):
        (letter,) = await waiting_letters(stage, person)
        assert words["told"] in letter
    async with stage.store.read() as repositories:
        found = await find_office(repositories, stage.service, SARKAN, "youth", stage.clock.now())
    assert found == (None, Route.NOBODY)
    assert await letters_go_to(stage) == [4001, 4002, 4003], "what the office has already is not dropped"
    await serik.press(words["go on"])
    assert await waiting_letters(stage, boss) == [], "what is true no more is not told"
    async with stage.store.read() as repositories:
        found = await find_office(repositories, stage.service, SARKAN, "youth", stage.clock.now())
    assert found == (1, Route.TOPIC)
    assert stage.refused() == []


@BOTH
async def test_coordinators_hear_of_an_empty_day_on_its_morning_and_the_head_at_once(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    boss, head, serik, erlan = await staff(stage, language)
    for person in (head, erlan):
        await person.write("/duty")
        await person.press(words["go off"])
    await serik.write("/duty")
    await serik.press(words["ask"])
    await serik.press(words["tomorrow"])
    assert words["bare later"] in serik.text
    due = await rows(stage, "SELECT chat_id, not_before FROM outbox WHERE dedupe_key LIKE 'office_bare%'")
    now = int(stage.clock.now().timestamp() * 1_000_000)
    assert {chat: round((at - now) / 3_600_000_000) for chat, at in due} == {4001: 0, 2001: 22}, "9:00 of the next day"
    stage.clock.move(timedelta(hours=22))
    assert any(words["told"] in letter for letter in await waiting_letters(stage, boss))
    assert stage.refused() == []


@BOTH
async def test_the_head_sets_an_officers_absence_and_the_officer_is_told(stage: Stage, language: str) -> None:
    words = WORDS[language]
    _boss, head, serik, erlan = await staff(stage, language)
    await head.write("/duty")
    await head.press("Серік, бас маман")
    await head.press(words["ask"])
    await head.write("2.03-8.03.2026")
    await head.press("Ерлан, бас маман")
    assert (await roster(stage))[2].absence == Absence(TODAY, date(2026, 3, 8), 3)
    told = await waiting_letters(stage, serik)
    assert any(words["by head"] in letter and words["dates"] in letter for letter in told)
    (letter,) = await waiting_letters(stage, erlan)
    assert words["stand in"] in letter
    actors = await rows(stage, "SELECT DISTINCT actor FROM log_entry WHERE kind LIKE 'duty.%'")
    assert actors == [("head@office:1",)]
    assert stage.refused() == []


async def test_nobody_speaks_for_the_head_for_a_colleague_or_for_another_office(stage: Stage) -> None:
    words = WORDS["kk"]
    boss, head, serik, _erlan = await staff(stage)
    await boss.write("/offices")
    await boss.press("＋ Бір бөлімше")
    await boss.press("Сарқан ауданы")
    other = await seat(stage, boss, 4009, "Бөтен")
    for person, numbers in ((serik, (1, 3, 4, 77)), (head, (4, 77)), (other, (1, 2, 3))):
        for number in numbers:
            for act in "snfatwhpb":
                await person.forge(f"du:{act}:{number}:0", person.from_bot[0])
                assert "құқығыңыз жоқ" in person.toast, (number, act)
    await serik.write("/duty")
    await serik.press(words["ask"])
    await serik.press(words["week"])
    for deputy in (2, 4, 77):
        await serik.forge(f"du:p:2:{deputy}")
        assert "ескірген" in serik.toast
    assert (await roster(stage))[2].absence.deputy is None
    stranger = await coordinator(stage, 9002, territory=ABAI)
    for person in (stranger, boss):
        await person.write("/duty")
        assert words["officials"] in person.text
        await person.forge("du:f:2:0", person.from_bot[0])
        assert words["officials"] in person.text
    assert stage.refused() == []


async def test_who_lost_the_seat_in_the_middle_is_told_and_can_write_on(stage: Stage) -> None:
    words = WORDS["kk"]
    boss, head, serik, _erlan = await staff(stage)
    await head.write("/duty")
    await head.press("Серік, бас маман")
    await head.press(words["ask"])
    await serik.write("/duty")
    await serik.press(words["ask"])
    await boss.write("/offices")
    await boss.press("1")
    await boss.press("Орнын босату: Серік, бас маман")
    await boss.press("Орынды босату")
    await serik.write("5.03")
    assert words["officials"] in serik.text
    await serik.write("5.03")
    assert words["officials"] not in serik.text
    await head.write("5.03")
    assert words["over"] in head.text and words["on"] in head.text
    await head.write("/duty")
    assert "Серік, бас маман" not in head.buttons
    assert await rows(stage, "SELECT * FROM seat_duty") == []
    assert stage.refused() == []


async def test_duty_stands_among_the_commands_of_officials_after_a_new_beginning(stage: Stage) -> None:
    _boss, _head, serik, _erlan = await staff(stage)
    await stage.bot(forget(4002))
    await serik.write("/duty")
    assert {"office", "duty"} <= commands(stage, serik)


async def test_when_the_last_one_on_duty_leaves_the_seat_those_who_stay_do_not_hide_it(stage: Stage) -> None:
    words = WORDS["kk"]
    boss, head, serik, erlan = await staff(stage)
    for person in (head, erlan):
        await person.write("/duty")
        await person.press(words["go off"])
    await serik.write("/office")
    await serik.press("Орнымды босату")
    await serik.press("Орнымды босату")
    for person in (boss, head):
        assert any(words["told"] in letter for letter in await waiting_letters(stage, person))
    assert await waiting_letters(stage, erlan) == []
    assert stage.refused() == []
