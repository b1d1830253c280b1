"""Reports by phone: offices see their figures first and may say something; anybody reads; coordinators correct."""

from __future__ import annotations

import pytest

from domain.language import Language
from domain.offices import By
from storage.statement import sql
from tests.person import Person, Stage
from tests.reports.world import (
    AIGUL,
    COORDINATOR,
    HEAD,
    OFFICER,
    SARQAN,
    ZHETISU,
    Town,
    coordinate,
    dismiss,
    late_entry,
    publish,
    town,
)
from tests.request_stage import deliver, office

BOTH = pytest.mark.parametrize("language", ["kk", "ru"])
STRANGER = 5001
WORDS = {
    "kk": {
        "title": "Бөлімшеңіздің көрсеткіштері",
        "day": "10\u00a0наурыз",
        "attach": "Пікір қосу",
        "change": "Пікірді өзгерту",
        "back": "Пікірді алып тастау",
        "kept": "Пікір сақталды",
        "long": "Мәтін тым ұзын: 1",
        "late": "енді пікір қосуға да",
        "unit": "Жетісу облысы",
        "month": "2026\u00a0жылғы ақпан",
        "on": "Есептерді жіберіп тұру",
        "off": "Есептерді жібермеу",
        "file": "Файлды алу",
        "correct": "Түзету…",
        "publish": "Түзетуді жариялау",
        "changes": "көрсеткіш өзгереді",
        "same": "Түзететін ештеңе жоқ",
        "corrected": "есебі түзетілді",
        "none": "Мұндай есеп жоқ",
        "not theirs": "үйлестірушісі емессіз",
        "soon": "жарияланады",
        "past": "жариялануға дайындалуда, белгіленген күні – 2026\u00a0жылғы 10\u00a0наурыз",
        "not office": "құқығыңыз жоқ",
    },
    "ru": {
        "title": "Показатели вашего подразделения",
        "day": "10\u00a0марта",
        "attach": "Добавить комментарий",
        "change": "Изменить комментарий",
        "back": "Убрать комментарий",
        "kept": "Комментарий сохранён",
        "long": "Слишком длинно: 1",
        "late": "добавить или изменить комментарий уже нельзя",
        "unit": "область Жетісу",
        "month": "февраль 2026\u00a0года",
        "on": "Присылать каждый отчёт",
        "off": "Не присылать отчёты",
        "file": "Получить файл",
        "correct": "Исправить…",
        "publish": "Опубликовать исправление",
        "changes": "показател",
        "same": "Исправлять нечего",
        "corrected": "исправлен",
        "none": "Такого отчёта нет",
        "not theirs": "Вы не координатор",
        "soon": "будет опубликован",
        "past": "готовится к публикации, срок был 10\u00a0марта 2026\u00a0года",
        "not office": "нет на это прав",
    },
}


async def phone(stage: Stage, number: int, name: str, language: str) -> Person:
    made = stage.person(number, name, language_code=language)
    await made.start()
    async with stage.store.write() as repositories:
        await repositories.people.set_language(number, Language(language), stage.clock.now())
    return made


async def at_report(person: Person, words: dict[str, str]) -> None:
    """Open February's report by the command."""
    await person.write("/reports")
    if words["unit"] in person.buttons:  # of one territory alone its reports are shown at once
        await person.press(words["unit"], person.last)
    await person.press(words["month"], person.last)


async def shown(stage: Stage, language: str) -> tuple[Town, Person, dict[str, str]]:
    """February's figures are on the phones of the office."""
    here = await town(stage, Language(language))
    head = await phone(stage, HEAD, "Бота", language)
    await phone(stage, OFFICER, "Серік", language)
    await here.job.tick()
    await deliver(stage)
    return here, head, WORDS[language]


async def comment(here: Town) -> str:
    async with here.stage.store.read() as repositories:
        return (await repositories.reports.offices(1))[0].comment


@BOTH
async def test_an_office_sees_its_figures_and_says_something_until_publication(stage: Stage, language: str) -> None:
    here, head, words = await shown(stage, language)
    assert words["title"] in head.text and words["day"] in head.text
    assert "2026" in head.text and "/reports" in head.text
    await head.press(words["attach"])
    await head.write("ы" * 1001)
    assert words["long"] in head.text and await comment(here) == ""
    await head.write("<b>Екі</b> қызметкер \u202eауысты\n=1+1")
    assert words["kept"] in head.all_text
    assert await comment(here) == "<b>Екі</b> қызметкер ауысты\n=1+1"
    assert "&lt;" not in head.text and "<b>Екі</b> қызметкер ауысты" in head.text and "\u202e" not in head.text
    stage.restart()
    await head.press(words["change"])
    await head.write("Бір сөз")
    assert await comment(here) == "Бір сөз"
    await head.press(words["back"])
    assert await comment(here) == ""
    async with stage.store.read() as repositories:
        log = await repositories.journal.of_subjects(["report:1"])
    said = [(row[4], row[9], row[10]) for row in log if row[2] == "report.commented"]
    assert said[1:] == [
        (f"head@office:{here.offices[0]}", HEAD, "Бір сөз"),
        (f"head@office:{here.offices[0]}", HEAD, ""),
    ]
    here.to(10)
    await head.press(words["attach"])
    await here.job.tick()
    await head.write("Кешіктім")
    assert words["late"] in head.all_text and await comment(here) == ""
    assert stage.refused() == []


@BOTH
async def test_anybody_reads_what_is_published_and_gets_the_next_by_wish(stage: Stage, language: str) -> None:
    here = await town(stage, Language(language))
    words = WORDS[language]
    aigul = await phone(stage, AIGUL, "Айгүл", language)
    await aigul.write("/reports")
    await here.job.tick()
    await at_report(aigul, words)
    assert words["soon"] in aigul.text and "1. " not in aigul.text, "its figures are not for the public yet"
    assert words["file"] not in aigul.buttons and words["attach"] not in aigul.buttons
    await aigul.press("‹ ", aigul.last)
    await aigul.press(words["on"])
    assert words["off"] in aigul.buttons
    await aigul.press_twice(words["off"])
    await aigul.press(words["on"])
    here.to(10)
    await here.job.tick()
    await deliver(stage)
    (sent,) = [message for message in aigul.from_bot if message.media]
    assert words["month"] in sent.text
    await at_report(aigul, words)
    assert "5. " in aigul.text
    await aigul.press(words["file"])
    files = [message for message in aigul.from_bot if message.media]
    assert len(files) == 2 and stage.refused() == []


@BOTH
async def test_the_only_territory_is_opened_at_once_and_of_two_one_is_chosen(stage: Stage, language: str) -> None:
    here = await town(stage, Language(language))
    words = WORDS[language]
    boss = await phone(stage, COORDINATOR, "Данагүл", language)
    await boss.write("/reports")
    assert words["unit"] in boss.text and boss.buttons == [words["on"]], "nothing to choose, nothing to return to"
    await here.job.tick()
    await boss.write("/reports")
    assert boss.buttons == [words["month"], words["on"]]
    await boss.press(words["on"])
    assert boss.buttons == [words["month"], words["off"]]
    await coordinate(stage, COORDINATOR, "750000000", Language(language))
    await boss.write("/reports")
    assert words["unit"] in boss.buttons and len(boss.buttons) == 2
    await boss.press(words["unit"])
    assert len(boss.buttons) == 3 and boss.buttons[-1].startswith("‹ ")
    assert stage.refused() == []


@BOTH
async def test_a_report_whose_day_is_past_is_not_said_to_come_on_it(stage: Stage, language: str) -> None:
    here = await town(stage, Language(language))
    words = WORDS[language]
    aigul = await phone(stage, AIGUL, "Айгүл", language)
    await here.job.tick()
    here.to(10, hour=7)
    await at_report(aigul, words)
    assert words["soon"] in aigul.text and words["past"] not in aigul.text, "the day itself is not over"
    here.to(11, hour=7)
    await at_report(aigul, words)
    assert words["past"] in aigul.text and words["soon"] not in aigul.text
    here.to(11)
    await here.job.tick()
    await at_report(aigul, words)
    assert words["past"] not in aigul.text and words["file"] in aigul.buttons


@BOTH
async def test_a_coordinator_corrects_with_a_reason_after_seeing_what_changes(stage: Stage, language: str) -> None:
    here = await town(stage, Language(language))
    words = WORDS[language]
    boss = await phone(stage, COORDINATOR, "Данагүл", language)
    await publish(here)
    await at_report(boss, words)
    await boss.press(words["correct"])
    await boss.write("Бекер")
    assert words["same"] in boss.text
    await late_entry(here, here.offices[0])
    await at_report(boss, words)
    await boss.press(words["correct"])
    await boss.write("ы" * 501)
    await boss.write("Бір сауал кеш <енгізілді>")
    assert words["changes"] in boss.text and "→" in boss.text and "кеш <енгізілді>" in boss.text
    stage.restart()
    await boss.press_twice(words["publish"])
    assert (await here.report()).edition == 2
    assert (await here.steps())[-1] == "report.corrected" and (await here.steps()).count("report.corrected") == 1
    aigul = await phone(stage, AIGUL, "Айгүл", language)
    await at_report(aigul, words)
    assert words["correct"] not in aigul.buttons
    await aigul.press(words["file"])
    assert stage.refused() == []


@BOTH
async def test_forged_presses_and_lost_rights_get_a_sentence_and_change_nothing(stage: Stage, language: str) -> None:
    here, head, words = await shown(stage, language)
    other = await office(stage, STRANGER, territory="333200000")
    assert other not in here.offices
    stranger = await phone(stage, STRANGER, "Бөтен", language)
    await stranger.write("/reports")
    for act in "cb":
        await stranger.forge(f"rt:{act}:1::0")
        assert words["not office"] in stranger.toast
    for act in "ofcbxyn":
        await stranger.forge(f"rt:{act}:999::0")
        assert stranger.toast, act
    await stranger.forge("rt:f:1::0")
    assert words["none"] in stranger.toast
    await stranger.forge("rt:x:1::0")
    assert words["not theirs"] in stranger.toast
    for data in ("rt:l:0:nowhere:0", "rt:s:0:nowhere:0", "rt:z:1::0", "rt:o:-1::0", "rt:l:0::99999"):
        await stranger.forge(data)
        assert stranger.toast
    await head.press(words["attach"])
    async with stage.store.write() as repositories:
        held = (await repositories.people.visitor(HEAD, HEAD)).seat
        assert held is not None
        await repositories.seats.end(held.seat_id, By(1, "coordinator:KZ"), stage.clock.now())
    await head.write("Менің сөзім")
    assert words["not office"] in head.text and await comment(here) == ""
    assert stage.refused() == []


async def test_a_right_lost_between_the_reason_and_the_confirmation_publishes_nothing(stage: Stage) -> None:
    here = await town(stage)
    words = WORDS["ru"]
    await publish(here)
    await coordinate(stage, HEAD, ZHETISU)
    boss = await phone(stage, HEAD, "Бота", "ru")
    await late_entry(here, here.offices[0])
    await at_report(boss, words)
    await boss.press(words["correct"])
    await boss.write("Причина")
    await dismiss(stage, HEAD)
    await boss.press(words["publish"])
    assert words["not theirs"] in boss.toast and (await here.report()).edition == 1
    await boss.forge("rt:y:1::0")
    assert (await here.report()).edition == 1


async def test_who_left_the_office_before_the_message_left_is_not_shown_its_figures(stage: Stage) -> None:
    here = await town(stage)
    head, officer = [await phone(stage, number, "Б", "ru") for number in (HEAD, OFFICER)]
    await here.job.tick()
    async with stage.store.write() as repositories:
        held = (await repositories.people.visitor(OFFICER, OFFICER)).seat
        assert held is not None
        await repositories.seats.end(held.seat_id, By(1, "coordinator:KZ"), stage.clock.now())
    await deliver(stage)
    assert WORDS["ru"]["title"] in head.text
    assert WORDS["ru"]["title"] not in officer.all_text


async def test_a_cancelled_question_is_closed_and_words_after_it_are_no_comment(stage: Stage) -> None:
    here, head, words = await shown(stage, "ru")
    await head.press(words["attach"])
    await head.write("/cancel")
    await head.write("молодёжь")
    assert await comment(here) == ""
    async with stage.store.read() as repositories:
        rows = await repositories.session.all(sql("SELECT COUNT(*) FROM report_reader"))
    assert rows[0][0] == 0
    assert SARQAN in stage.service.tree
