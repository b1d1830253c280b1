"""Requests without an office reach coordinators, who read them and pass them on; offices pass on theirs, too."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.verify_command import verify
from domain.offices import By, SeatRole
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Attachment, AttachmentKind, Request, Route
from domain.requests.record import events_of, subject
from domain.requests.working_time import WorkingTime
from handlers import office_record
from handlers.requests import happening
from handlers.requests.routing_callbacks import RedirectAct, RedirectPress
from tests.handlers.announcing import ZHETISU, coordinator
from tests.handlers.test_person_offices import ABAI, rows
from tests.person import LABELS, Person, Stage
from tests.request_stage import BOTA, ERLAN, SALAUAT, deliver, file, ngo, office, seat

AIGUL, BOSS = 1001, 3001
TEXT = "Жастар орталығына <орын> керек.\nБізде 40 бала бар."
WORDS = {
    "kk": {
        "astray": "бірде-бір бөлімше алған жоқ",
        "pass": "Бөлімшеге жолдау",
        "go": "Жолдау",
        "passed": "сауал жолданды",
        "already": "бұрын жолданып қойған",
        "with": "Сауал қазір мына бөлімшеде",
        "lost": "Бөлімше керек сауалдар: {}",
        "search": "Атауы бойынша іздеу",
        "found": "бойынша табылды",
        "none": "мұндай бөлімше жоқ",
        "reason": "Себебін жазу",
        "no reason": "үш әріп",
        "because": "Себебі: ",
        "cancel": "Болдырмау",
        "stays": "орнында қалды",
        "three days": "3 жұмыс күні",
        "ended": "болатын",
        "own": "онсыз да осы бөлімшеде",
        "nobody": "енді ешкім жоқ",
        "over": "Сауал аяқталған",
        "no such": "Мұндай сауал жоқ",
        "files": "Файлдар: 1",
        "whole": "Толық мәтіні",
        "help": "көмек сұрайды",
        "office": "Ішкі саясат бөлімі",
    },
    "ru": {
        "astray": "не получило ни одно подразделение",
        "pass": "Перенаправить в подразделение",
        "go": "Перенаправить",
        "passed": "перенаправлен: ",
        "already": "уже перенаправлен",
        "with": "Запрос сейчас здесь",
        "lost": "Запросы, которым нужно подразделение: {}",
        "search": "Найти по названию",
        "found": "Найдено по словам",
        "none": "таким названием нет",
        "reason": "Указать причину",
        "no reason": "трёх букв",
        "because": "Причина: ",
        "cancel": "Отмена",
        "stays": "остаётся на месте",
        "three days": "3 рабочих дней",
        "ended": "Последний день был",
        "own": "и так в этом подразделении",
        "nobody": "уже никого нет",
        "over": "Запрос завершён",
        "no such": "Такого запроса нет",
        "files": "Файлы: 1",
        "whole": "Весь текст",
        "help": "просит вас помочь",
        "office": "Отдел внутренней политики",
    },
}
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


async def official(stage: Stage, number: int, language: str) -> Person:
    """Somebody who is seated already and now writes to the bot for the first time."""
    person = stage.person(number, "Серік", language_code=language)
    await person.start()
    await person.write("/language")
    await person.press(LABELS[language]["language"])
    await person.write("/help")
    return person


def kept(stage: Stage) -> Attachment:
    stored = stage.world.files.add("document", "a.pdf", b"%PDF-1.4 example")
    return Attachment(AttachmentKind.DOCUMENT, stored.file_id, stored.unique_id, "a.pdf", stored.size)


async def stood(stage: Stage, request: Request) -> Request:
    async with stage.store.read() as repositories:
        found = await repositories.requests.get(request.id)
    assert found is not None
    return found


async def happened(stage: Stage, request: Request) -> list[RequestEvent]:
    async with stage.store.read() as repositories:
        return events_of(await repositories.journal.of_subjects([subject(request.id)]))


@BOTH
async def test_a_request_without_an_office_is_read_and_passed_on_by_a_coordinator(stage: Stage, language: str) -> None:
    words = WORDS[language]
    boss = await coordinator(stage, BOSS, language)
    request = await file(stage, AIGUL, await ngo(stage, AIGUL), TEXT, files=(kept(stage),))
    await deliver(stage)
    card = next(message for message in boss.from_bot if request.number in message.text)
    assert words["astray"] in card.text and "Жас қанат" in card.text and TEXT in card.text
    assert "document" in boss.last.content, "its files follow"
    number = await office(stage, SALAUAT)
    await stage.person(AIGUL).start()
    serik = await official(stage, SALAUAT, language)
    seen = len(boss.from_bot)
    await boss.press(words["pass"], card)
    assert len(boss.from_bot) == seen + 1, "the card is not written over"
    await boss.press("1")
    stage.restart()
    await boss.press(words["go"])
    assert words["passed"] in boss.text and words["office"] in boss.text
    after = await stood(stage, request)
    assert (after.office_id, after.route, after.due) == (number, Route.REDIRECTED, request.due)
    await deliver(stage)
    assert request.number in next(one for one in reversed(serik.from_bot) if "text" in one.content).text
    assert words["with"] in card.text and TEXT not in card.text, "from now on only state and dates are theirs to see"
    last = next(event for event in await happened(stage, request) if event.kind is EventKind.REDIRECTED)
    assert (last.actor, last.office_id, last.reasoned) == (Actor.COORDINATOR, number, False)
    facts = await rows(stage, "SELECT facts FROM log_entry WHERE kind = 'request.redirected'")
    assert json.loads(facts[0][0])["territory"] == ZHETISU and json.loads(facts[0][0])["from"] is None
    told = await rows(stage, "SELECT dedupe_key FROM outbox WHERE chat_id = 1001")
    assert (f"step:{last.number}",) in told, "the NGO hears of it"
    assert (await verify(stage.store)).fits
    assert stage.refused() == []


@BOTH
async def test_of_two_coordinators_the_second_is_told_who_has_it(stage: Stage, language: str) -> None:
    words = WORDS[language]
    first, second = await coordinator(stage, BOSS, language), await coordinator(stage, 2009, language)
    await office(stage, SALAUAT)
    request = await file(stage, AIGUL, await ngo(stage, AIGUL))
    await deliver(stage)
    for boss in (first, second):
        await boss.press(words["pass"])
        await boss.press("1")
    await first.press_twice(words["go"])
    assert words["already"] in first.text or words["passed"] in first.text
    await second.press(words["go"])
    assert words["already"] in second.text and words["office"] in second.text
    redirects = [event for event in await happened(stage, request) if event.kind is EventKind.REDIRECTED]
    assert len(redirects) == 1
    assert stage.refused() == []


@BOTH
async def test_coordinators_find_what_has_no_office_in_a_list_with_its_age(stage: Stage, language: str) -> None:
    words = WORDS[language]
    boss = await coordinator(stage, BOSS, language)
    await boss.write("/offices")
    assert not any(label.startswith(words["lost"].format("")) for label in boss.buttons)
    own = await ngo(stage, AIGUL)
    for number in range(8):
        await file(
            stage, AIGUL, own, f"Сауал {number}", files=(kept(stage),) if not number else (), message_id=50 + number
        )
    stage.clock.move(timedelta(days=3))
    await boss.write("/offices")
    await boss.press(words["lost"].format(8))
    waits = "3 күн күтіп тұр" if language == "kk" else "ждёт 3 дня"
    assert boss.text.count(waits) == 6 and "Сауал 0" in boss.text
    await boss.press("Келесі ›" if language == "kk" else "Следующие ›")
    assert "№ 8" in boss.text and boss.text.count(waits) == 2
    await boss.forge("ay:l:0:9999")
    assert "№ 8" in boss.text, "a page beyond the end is the last one"
    await boss.forge("ay:l:0:0")
    await boss.press("1")
    assert "Сауал 0" in boss.text and words["astray"] in boss.text
    for _ in range(2):
        seen = len(boss.from_bot)
        await boss.press(words["files"])
        await deliver(stage)
        assert len(boss.from_bot) > seen and "document" in boss.last.content, "each time they are asked for"
    assert stage.refused() == []


@BOTH
async def test_a_long_text_comes_whole_in_several_messages(stage: Stage, language: str) -> None:
    words = WORDS[language]
    boss = await coordinator(stage, BOSS, language)
    text = " ".join(f"сөз{number}" for number in range(1500)) + " <соңы>"
    await file(stage, AIGUL, await ngo(stage, AIGUL), text)
    await deliver(stage)
    seen = len(boss.from_bot)
    await boss.press(words["whole"])
    told = " ".join(message.text for message in boss.from_bot[seen:])
    assert len(boss.from_bot) - seen > 2 and "сөз0 " in told and "<соңы>" in told
    assert all(f"сөз{number}" in told for number in range(1500))
    assert stage.refused() == []


@BOTH
async def test_an_office_is_found_by_its_name_or_its_districts(stage: Stage, language: str) -> None:
    words = WORDS[language]
    boss = await coordinator(stage, BOSS, language)
    await office(stage, SALAUAT)
    far = await office(stage, ERLAN, territory=ABAI, topics=("health",))
    by = By(1, "coordinator:KZ")
    async with stage.store.write() as repositories:
        await office_record.open_offices(
            repositories, [ABAI], ("Бос бөлім", "Пустой отдел"), ["youth"], by, stage.clock.now()
        )
    request = await file(stage, AIGUL, await ngo(stage, AIGUL))
    await deliver(stage)
    await boss.press(words["pass"])
    await boss.press(words["search"])
    stage.restart()
    for typed in ("жоқ мұндай", "<b>", "пустой", "/x"):
        await boss.write(typed)
        assert words["none"] in boss.text, typed
    await boss.write("абай внутр")
    assert words["found"] in boss.text and boss.text.count(words["office"]) == 1
    await boss.press("1")
    await boss.press(words["go"])
    assert (await stood(stage, request)).office_id == far
    await boss.write("кез келген сөз")
    assert words["none"] not in boss.text, "the question is closed"
    assert stage.refused() == []


@BOTH
async def test_an_officer_passes_a_request_on_with_a_reason_and_the_clock_of_the_other_office_begins(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    mine, other = await office(stage, SALAUAT), await office(stage, ERLAN, topics=("health",))
    async with stage.store.write() as repositories:
        hours = WorkingTime.parse("8:00-17:00")
        by = By(1, "coordinator:KZ")
        await office_record.set_hours(repositories, other, WorkingTime(), hours, by, stage.clock.now())
    await stage.person(AIGUL).start()
    serik = await official(stage, SALAUAT, language)
    erlan = await official(stage, ERLAN, language)
    request = await file(stage, AIGUL, await ngo(stage, AIGUL), office_id=mine)
    await deliver(stage)
    stage.clock.move(timedelta(days=1))
    card = serik.last
    await serik.forge(RedirectPress(id=request.id).pack(), card)
    assert serik.last is not card and words["with"] in serik.text
    await serik.press("1")
    assert words["three days"] in serik.text and words["ended"] not in serik.text
    await serik.press(words["reason"])
    for wrong in ("12", "а" * 501, "/x"):
        await serik.write(wrong)
        assert words["no reason"] in serik.text
    stage.restart()
    await serik.write("Бұл денсаулық <бөліміне> қатысты")
    assert words["because"] + "Бұл денсаулық <бөліміне> қатысты" in serik.text
    await serik.press(words["go"])
    assert words["passed"] in serik.text
    after = await stood(stage, request)
    assert after.office_id == other and after.office_due is not None and after.office_due > after.due
    event = next(one for one in await happened(stage, request) if one.kind is EventKind.REDIRECTED)
    assert (event.actor, event.hours, event.reasoned) == (Actor.OFFICER, hours, True)
    beside = await rows(stage, f"SELECT person_id, text FROM log_private WHERE entry = {event.number}")
    assert beside == [(SALAUAT, "Бұл денсаулық <бөліміне> қатысты")]
    await deliver(stage)
    assert request.number in erlan.text
    await serik.forge(RedirectPress(id=request.id).pack(), card)
    assert words["already"] in serik.text, "the office that sent it on has it no more"
    assert stage.refused() == []


@BOTH
async def test_what_cannot_be_passed_on_is_refused_with_a_sentence(stage: Stage, language: str) -> None:
    words = WORDS[language]
    mine, other = await office(stage, SALAUAT), await office(stage, ERLAN)
    serik = await official(stage, SALAUAT, language)
    stranger = await official(stage, ERLAN, language)
    elsewhere = await coordinator(stage, 9002, language, territory=ABAI)
    aigul = await official(stage, AIGUL, language)
    request = await file(stage, AIGUL, await ngo(stage, AIGUL), office_id=mine)
    await deliver(stage)

    def data(act: RedirectAct, to: int, was: int = mine) -> str:
        return RedirectPress(id=request.id, act=act, office=to, was=was).pack()

    for person in (stranger, elsewhere):
        for act in RedirectAct:
            await person.forge(data(act, other))
            assert words["no such"] in person.toast, (person.phone.id, act)
    await aigul.forge(data(RedirectAct.CONFIRM, other))
    assert aigul.toast and words["passed"] not in aigul.all_text
    for act in (RedirectAct.CHOOSE, RedirectAct.CONFIRM):
        await serik.forge(data(act, mine))
        assert words["own"] in serik.toast
        await serik.forge(data(act, 777))
        assert words["nobody"] in serik.toast
    async with stage.store.write() as repositories:
        (held,) = (await repositories.seats.of_offices([other]))[other]
        await repositories.seats.end(held.id, By(1, "coordinator:KZ"), stage.clock.now())
    await serik.forge(data(RedirectAct.CONFIRM, other))
    assert words["nobody"] in serik.toast
    await serik.write("/office")
    await serik.forge(data(RedirectAct.LIST, 0))
    await serik.press(words["cancel"])
    assert words["stays"] in serik.text
    law = await stage.service.by_law(stage.service.today(stage.clock.now()))
    async with stage.store.write() as repositories:
        event = RequestEvent(0, request.id, EventKind.WITHDRAWN, stage.clock.now(), Actor.NGO)
        await happening.happen(repositories, stage.service, law, event, stage.clock.now())
    await seat(stage, other, BOTA, SeatRole.HEAD)
    await serik.forge(data(RedirectAct.CONFIRM, other))
    assert words["over"] in serik.toast
    assert [one.kind for one in await happened(stage, request)].count(EventKind.REDIRECTED) == 0
    assert stage.refused() == []


@BOTH
async def test_an_escalated_request_is_read_by_coordinators_and_others_are_not(stage: Stage, language: str) -> None:
    words = WORDS[language]
    boss = await coordinator(stage, BOSS, language)
    mine = await office(stage, SALAUAT)
    request = await file(stage, AIGUL, await ngo(stage, AIGUL), TEXT, office_id=mine, files=(kept(stage),))
    await boss.write("/offices")
    await boss.forge(f"ay:o:{request.id}:0")
    assert request.number in boss.text and TEXT not in boss.text and words["files"] not in boss.buttons
    seen = boss.text
    await boss.write("/offices")
    await boss.forge(f"rq:o:{request.id}:0")  # the button under a reminder that the date has passed
    assert boss.text == seen
    for act in "tf":
        await boss.forge(f"ay:{act}:{request.id}:0")
        assert boss.toast and TEXT not in boss.all_text
    law = await stage.service.by_law(stage.service.today(stage.clock.now()))
    async with stage.store.write() as repositories:
        event = RequestEvent(0, request.id, EventKind.ESCALATED, stage.clock.now(), Actor.NGO)
        await happening.happen(repositories, stage.service, law, event, stage.clock.now())
    await boss.forge(f"ay:o:{request.id}:0")
    assert TEXT in boss.text and words["help"] in boss.text and words["files"] in boss.buttons
    await boss.forge(f"rq:o:{request.id}:0")
    assert TEXT in boss.text and words["files"] in boss.buttons
    aigul = await official(stage, AIGUL, language)
    await aigul.forge(f"ay:o:{request.id}:0")
    assert TEXT not in aigul.text
    assert stage.refused() == []


async def test_a_coordinator_whose_term_has_ended_gets_no_card(stage: Stage) -> None:
    boss = await coordinator(stage, BOSS)
    await file(stage, AIGUL, await ngo(stage, AIGUL), TEXT)
    await rows(stage, "UPDATE coordinator SET until = 2 RETURNING 1")
    await deliver(stage)
    assert TEXT not in boss.all_text
    assert stage.refused() == []


@BOTH
async def test_a_closed_office_leaves_no_request_behind(stage: Stage, language: str) -> None:
    words = WORDS[language]
    boss = await coordinator(stage, BOSS, language)
    own, gone = await ngo(stage, AIGUL), await office(stage, SALAUAT)
    other = await office(stage, ERLAN, topics=("health",))
    await stage.person(AIGUL).start()
    erlan = await official(stage, ERLAN, language)
    await official(stage, SALAUAT, language)
    request = await file(stage, AIGUL, own, TEXT, office_id=gone)
    await boss.write("/offices")
    await boss.press("1")
    await boss.press("Бөлімшені жабу" if language == "kk" else "Закрыть подразделение")
    assert ("Ашық сауалдар: 1" if language == "kk" else "Открытые запросы: 1") in boss.text
    await boss.press("Бөлімшені жабу" if language == "kk" else "Закрыть подразделение")
    assert (await stood(stage, request)).office_id == other
    await deliver(stage)
    assert any(request.number in message.text for message in erlan.from_bot)
    await boss.write("/offices")
    await boss.press("1")
    await boss.press("Бөлімшені жабу" if language == "kk" else "Закрыть подразделение")
    await boss.press_twice("Бөлімшені жабу" if language == "kk" else "Закрыть подразделение")
    after = await stood(stage, request)
    assert (after.office_id, after.office_due, after.due) == (None, None, request.due)
    await deliver(stage)
    assert words["astray"] in boss.text and TEXT in boss.text
    sent_on = [event for event in await happened(stage, request) if event.kind is EventKind.REDIRECTED]
    assert [(event.actor, event.office_id) for event in sent_on] == [(Actor.BOT, other), (Actor.BOT, None)]
    assert (await verify(stage.store)).fits
    assert stage.refused() == []


@BOTH
async def test_a_request_in_an_office_that_everybody_left_is_passed_on_without_its_text_being_read(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    boss = await coordinator(stage, BOSS, language)
    empty, other = await office(stage, SALAUAT), await office(stage, ERLAN)
    await stage.person(AIGUL).start()
    serik = await official(stage, SALAUAT, language)
    request = await file(stage, AIGUL, await ngo(stage, AIGUL), TEXT, office_id=empty)
    await serik.write("/office")
    await serik.press("Орнымды босату" if language == "kk" else "Освободить моё место")
    await serik.press("Орнымды босату" if language == "kk" else "Освободить моё место")
    await boss.write("/offices")
    await boss.press(words["lost"].format(1))
    assert request.number in boss.text and "Жастар орталығына" not in boss.text
    await boss.press("1")
    assert words["with"] in boss.text and "Жастар орталығына" not in boss.text
    assert ("Ол жерде енді ешкім жоқ" if language == "kk" else "Там уже никого нет") in boss.text
    await boss.press(words["pass"])
    await boss.press("1")
    await boss.press(words["go"])
    assert (await stood(stage, request)).office_id == other
    assert stage.refused() == []
