"""Seats, not people: the newcomer's brief and its confirmation, and who hears that somebody has left or come."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest
from docx import Document

from bot.demo.botapi import Message
from domain.journal import NewEntry, Walk
from domain.language import Language
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Request
from domain.requests.promises import Promise
from domain.requests.record import subject
from handlers.requests import happening
from handlers.requests.desk_callbacks import DeskAct, DeskPress
from handlers.requests.handover_callbacks import HandoverAct, HandoverPress
from tests.handlers.announcing import coordinator
from tests.handlers.test_person_offices import WORDS as OFFICE_WORDS
from tests.handlers.test_person_offices import boss_with_office, rows, token
from tests.handlers.test_person_offices import seat as come
from tests.person import LABELS, Person, Stage
from tests.request_stage import BOTA, ERLAN, SALAUAT, deliver, file, ngo, office, seat

AIGUL, OLGA = 1001, 1002
WORDS = {
    "kk": {
        "brief": "Істерді қабылдау: бөлімшеде не бар",
        "open": "Жауап күтетін сауалдар: 2",
        "promises": "Орындалуы керек міндеттемелер: 1",
        "partners": "Жиі жазатын ҮЕҰ",
        "ended": "Соңғы аяқталған сауалдар",
        "look": "Қарап, растау",
        "paper": "Құжат түрінде алу",
        "seen": "✓ Көрдім: 1",
        "all": "✓ Осы беттегінің бәрін көрдім",
        "noted": "Белгіленді: 1.",
        "done": "барлығын растадыңыз",
        "nothing": "Растайтын ештеңе жоқ",
        "again": "Жаңа белгі қойылмады",
        "changed": "Осы арада тізім өзгерді",
        "other seat": "басқа орынға қатысты",
        "officials": "орны бар қызметкерлерге арналған",
        "progress": "1 / 3 қаралды",
        "all seen": "барлығы қаралды (3)",
        "button": "Істерді қабылдау",
        "left": "Сауалыңызды алған қызметкер орнынан кетті",
        "empty": "Қазір бөлімшеде ешкім жоқ",
        "came": "Бөлімшеге жаңа қызметкер келді",
        "stays": "Жауап беру мерзімі өзгермейді",
        "staffed": "Бөлімшеде енді қызметкер бар",
        "astray": "Бөлімше керек сауалдар",
        "look astray": "Сауалдарды қарау",
        "title": "Істерді қабылдау-тапсыру",
    },
    "ru": {
        "brief": "Приём дел: что есть у подразделения",
        "open": "Запросы, которые ждут ответа: 2",
        "promises": "Обещания, которые надо выполнить: 1",
        "partners": "Чаще всего пишут",
        "ended": "Последние завершённые запросы",
        "look": "Просмотреть и подтвердить",
        "paper": "Получить документом",
        "seen": "✓ Просмотрено: 1",
        "all": "✓ Просмотрено всё на этой странице",
        "noted": "Отмечен 1 пункт.",
        "done": "подтвердили всё",
        "nothing": "Подтверждать нечего",
        "again": "Новых отметок нет",
        "changed": "Список за это время изменился",
        "other seat": "относится к другому месту",
        "officials": "у которых есть место в подразделении",
        "progress": "просмотрено 1 из 3",
        "all seen": "просмотрено всё (3)",
        "button": "Приём дел",
        "left": "Сотрудник, который взял ваш запрос, ушёл",
        "empty": "Сейчас в подразделении никого нет",
        "came": "В подразделение пришёл новый сотрудник",
        "stays": "Срок ответа не меняется",
        "staffed": "В подразделении появился сотрудник",
        "astray": "Запросы, которым нужно подразделение",
        "look astray": "Посмотреть запросы",
        "title": "Приём-передача дел",
    },
}
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])
NOON = timedelta(hours=4)


async def the_office(stage: Stage) -> int:
    return int((await rows(stage, "SELECT MAX(id) FROM office"))[0][0])


async def log(stage: Stage, kind: str) -> list[dict]:
    found = await rows(stage, f"SELECT facts FROM log_entry WHERE kind LIKE '{kind}' ORDER BY number")
    return [json.loads(row[0]) for row in found]


async def held(stage: Stage, request: Request) -> int | None:
    async with stage.store.read() as repositories:
        found = await repositories.requests.get(request.id)
    assert found is not None
    return found.seat_id


async def promised(stage: Stage, request: Request, office_id: int, text: str = "Орын бөлеміз") -> int:
    now = stage.clock.now()
    async with stage.store.write() as repositories:
        head = await repositories.journal.append(NewEntry("tested", subject(request.id), "bot"), now)
        day = (now + timedelta(days=20)).date()
        return await repositories.promises.add(
            Promise(0, request.id, head.number, office_id, None, text, now, day, day)
        )


async def known(stage: Stage, number: int, name: str, language: str) -> Person:
    """A member of an NGO who writes to the bot."""
    await ngo(stage, number, name, Language(language))
    person = stage.person(number, name, language_code=language)
    await person.start()
    return person


async def closed(stage: Stage, request: Request, office_id: int) -> None:
    now = stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    event = RequestEvent(0, request.id, EventKind.CLOSED, now, Actor.OFFICER, office_id=office_id)
    async with stage.store.write() as repositories:
        await happening.happen(repositories, stage.service, law, event, now)


async def ngo_of(stage: Stage, number: int) -> int:
    async with stage.store.read() as repositories:
        found = (await repositories.people.visitor(number, number)).ngo
    assert found is not None
    return found.id


async def seat_of(stage: Stage, number: int) -> int:
    async with stage.store.read() as repositories:
        found = (await repositories.people.visitor(number, number)).seat
    assert found is not None
    return found.seat_id


async def take(person: Person, request: Request) -> None:
    await person.forge(DeskPress(act=DeskAct.TAKE, id=request.id).pack(), person.from_bot[0])


async def end_seat(boss: Person, language: str, name: str = "Серік") -> None:
    words = OFFICE_WORDS[language]
    await boss.write("/offices")
    await boss.press("1")
    await boss.press(words["end"].replace("Серік", name))
    await boss.press(words["end yes"])


def unexpected(stage: Stage) -> list[str]:
    return [one for one in stage.refused() if "can't be edited" not in one and "chat not found" not in one]


def told(person: Person, words: str) -> list[Message]:
    return [one for one in person.from_bot if words in str(one.content.get("text", ""))]


@BOTH
async def test_the_only_official_leaves_and_the_next_one_takes_over_item_by_item(stage: Stage, language: str) -> None:
    words = WORDS[language]
    boss = await boss_with_office(stage, language)
    serik = await come(stage, boss, 4001, "Серік", language)
    await deliver(stage)
    assert told(serik, words["brief"]) == [], "a new office has nothing to hand over"
    number = await the_office(stage)
    aigul, olga = await known(stage, AIGUL, "Жас қанат", language), await known(stage, OLGA, "Қамқор", language)
    own = await file(stage, AIGUL, await ngo_of(stage, AIGUL), office_id=number)
    other = await file(stage, OLGA, await ngo_of(stage, OLGA), "Мектепке <жол> керек", office_id=number)
    over = await file(stage, OLGA, await ngo_of(stage, OLGA), "Рақмет", office_id=number, message_id=900_002)
    await promised(stage, over, number)
    await deliver(stage)
    await take(serik, own)
    await closed(stage, over, number)
    first = await seat_of(stage, 4001)
    assert await held(stage, own) == first
    await end_seat(boss, language)
    assert await held(stage, own) is None, "the queue stays with the office"
    freed = [one for one in await log(stage, "request.freed") if one.get("left")]
    assert [(one["seat"]) for one in freed] == [first]
    await deliver(stage)
    for person, request in ((aigul, own), (olga, other)):
        (message,) = told(person, words["empty"])
        assert words["stays"] in message.text and request.number in message.text
    await take(serik, own)
    assert await held(stage, own) is None, "who has left takes nothing"
    stage.clock.move(timedelta(days=1))
    erlan = stage.person(4002, "Ерлан", language_code=language)
    await erlan.start(await token(boss, OFFICE_WORDS[language]["head"]))
    await erlan.press(LABELS[language]["language"])
    await erlan.press(LABELS[language]["yes"])
    await erlan.press(OFFICE_WORDS[language]["accept"])
    stage.restart()
    await deliver(stage)
    (brief,) = told(erlan, words["brief"])
    for part in (words["open"], words["promises"], words["partners"], words["ended"], "Жас қанат", "Орын бөлеміз"):
        assert part in brief.text
    assert brief.text.index(words["open"]) < brief.text.index(own.number)
    papers = [one for one in erlan.from_bot if "document" in one.content]
    assert len(papers) == 1
    for person in (aigul, olga):
        assert len(told(person, words["came"])) == 1, "once, on another day"
    (begun,) = await log(stage, "handover.begun")
    second = await seat_of(stage, 4002)
    assert begun == {"seat": second, "items": 3}
    await erlan.press(words["look"], brief)
    assert own.number in brief.text and other.number in brief.text and "Мектепке <жол> керек" in brief.text
    await erlan.press(words["seen"], brief)
    assert erlan.toast == words["noted"]
    await boss.write("/offices")
    await boss.press("1")
    assert words["progress"] in boss.text
    await erlan.press(words["all"], brief)
    assert words["done"] in brief.text
    await boss.write("/offices")
    await boss.press("1")
    assert words["all seen"] in boss.text
    confirmed = await log(stage, "handover.confirmed")
    assert [sorted(one) for one in confirmed] == [["requests", "seat"], ["promises", "requests", "seat"]]
    assert await log(stage, "handover.done") == [{"seat": second, "items": 3}]
    await erlan.write("/handover")
    assert words["done"] in erlan.text and words["open"] in erlan.text
    assert unexpected(stage) == []


async def a_newcomer(stage: Stage, language: str, requests: int = 2) -> tuple[int, Person, list[Request]]:
    """An official who comes to an office with open requests of one NGO and has got the brief."""
    number = await office(stage)
    own = await ngo(stage, AIGUL, language=Language(language))
    letters = [
        await file(stage, AIGUL, own, f"Хат {place}", office_id=number, message_id=910_000 + place)
        for place in range(requests)
    ]
    boss = await coordinator(stage, language=language)
    await boss.write("/offices")
    await boss.press("1")
    erlan = await come(stage, boss, ERLAN, "Ерлан", language, role="officer")
    await deliver(stage)
    return number, erlan, letters


def press(act: HandoverAct, seat_id: int, **more: int) -> str:
    return HandoverPress(act=act, seat=seat_id, **more).pack()


@BOTH
async def test_nobody_confirms_what_is_anothers_and_pressing_again_does_no_harm(stage: Stage, language: str) -> None:
    words = WORDS[language]
    number, erlan, (first, second) = await a_newcomer(stage, language)
    own = await seat_of(stage, ERLAN)
    later = await file(stage, AIGUL, await ngo_of(stage, AIGUL), "Кейін келді", office_id=number, message_id=920_000)
    (brief,) = told(erlan, words["brief"])
    await erlan.forge(press(HandoverAct.SEEN, own, id=later.id), brief)
    assert words["again"] in erlan.toast and erlan.alert, "it came after them: they did not take it over"
    await erlan.forge(press(HandoverAct.SEEN, own, id=10**15), brief)
    assert words["again"] in erlan.toast
    colleague = await seat(stage, number, SALAUAT)
    serik = stage.person(SALAUAT, "Серік", language_code=language)
    await serik.start()
    await serik.forge(press(HandoverAct.SEEN, own, id=first.id), serik.from_bot[0])
    assert colleague != own and "/handover" in serik.toast
    async with stage.store.read() as repositories:
        assert (await repositories.handovers.of_office(number))[own].seen == 0
    await erlan.forge(press(HandoverAct.LIST, own), brief)
    old = [data for data in pressable(brief) if data.startswith("ho:a")]
    await closed(stage, second, number)
    await erlan.forge(old[0], brief)
    assert words["changed"] in erlan.toast and second.number not in brief.text
    await erlan.forge(press(HandoverAct.SEEN, own, id=first.id), brief)
    assert words["noted"] in erlan.toast and words["done"] in brief.text
    await erlan.forge(press(HandoverAct.SEEN, own, id=first.id), brief)
    assert words["again"] in erlan.toast
    assert len(await log(stage, "handover.confirmed")) == len(await log(stage, "handover.done")) == 1
    await erlan.forge(press(HandoverAct.LIST, own, page=9999), brief)
    assert words["done"] in brief.text
    for data in ("ho:a:1", "ho:y:-1:request:1:0:0", "ho:s:1:nonsense:0:0:0"):
        await erlan.forge(data, brief)
    aigul = stage.person(AIGUL, "Айгүл", language_code=language)
    await aigul.start()
    await aigul.write("/handover")
    assert words["officials"] in aigul.text
    await aigul.forge(press(HandoverAct.PAPER, own), aigul.from_bot[0])
    assert words["officials"] in aigul.text
    assert not [one for one in aigul.from_bot if "document" in one.content]
    assert await verified(stage)


@BOTH
async def test_the_document_holds_what_the_office_has(stage: Stage, language: str) -> None:
    words = WORDS[language]
    number, erlan, (first, second) = await a_newcomer(stage, language)
    await promised(stage, first, number, "Орын\nбөлеміз <тегін>")
    await closed(stage, second, number)
    await erlan.write("/handover")
    await erlan.press(words["paper"], erlan.last)
    file_id = erlan.last.content["document"]["file_id"]
    read = Document(io.BytesIO(stage.world.files.get(file_id).content))
    said = "\n".join(one.text for one in read.paragraphs)
    assert words["title"] in read.paragraphs[0].text
    assert "Ерлан, бас маман" in read.tables[0].rows[2].cells[1].text
    for part in (first.number, "Жас қанат", "Хат 0", "Орын бөлеміз <тегін>", second.number):
        assert part in said
    assert "&lt;" not in said and "Хат 1" not in said, "an answered letter is named, not told"


@BOTH
async def test_those_whose_letter_it_was_hear_that_somebody_left_once_a_day(stage: Stage, language: str) -> None:
    words = WORDS[language]
    number = await office(stage, head=BOTA)
    seats = [await seat(stage, number, person) for person in (SALAUAT, ERLAN)]
    people = [stage.person(person, "Серік", language_code=language) for person in (SALAUAT, ERLAN)]
    for person in people:
        await person.start()
    aigul = await known(stage, AIGUL, "Жас қанат", language)
    olga = await known(stage, OLGA, "Қамқор", language)
    own = await ngo_of(stage, AIGUL)
    letters = [await file(stage, AIGUL, own, office_id=number, message_id=910_000 + place) for place in range(2)]
    await file(stage, OLGA, await ngo_of(stage, OLGA), office_id=number)
    await deliver(stage)
    for person, letter in zip(people, letters, strict=True):
        await take(person, letter)
    for person, place in zip(people, seats, strict=True):
        await person.forge(f"st:l:{place}", person.from_bot[0])
    assert [await held(stage, letter) for letter in letters] == [None, None]
    await deliver(stage)
    (message,) = told(aigul, words["left"])
    assert all(letter.number in message.text for letter in letters) and words["stays"] in message.text
    assert not told(olga, words["left"]), "nobody had taken hers: nothing has changed for her"
    stage.clock.move(timedelta(days=1))
    await deliver(stage)
    assert len(told(aigul, words["left"])) == 2, "the second departure of the day is told on the next morning"
    head = stage.person(BOTA, "Бота", language_code=language)
    await head.start()
    for letter in letters:
        await take(head, letter)
    await closed(stage, letters[0], number)
    await head.forge(f"st:l:{await seat_of(stage, BOTA)}", head.from_bot[0])
    await closed(stage, letters[1], number)
    await deliver(stage)
    assert not told(aigul, words["empty"]), "it was answered before the message left"
    assert told(olga, words["empty"])
    await olga.forge(f"rq:o:{letters[1].id + 1}:1", olga.from_bot[0])
    assert {"kk": "Қазір онда ешкім жоқ", "ru": "Сейчас там никого нет"}[language] in olga.text
    assert unexpected(stage) == []


@BOTH
async def test_coordinators_hear_that_letters_without_an_office_have_one_now(stage: Stage, language: str) -> None:
    words = WORDS[language]
    lost = await file(stage, AIGUL, await ngo(stage, AIGUL))
    boss = await boss_with_office(stage, language)
    await come(stage, boss, 4001, "Серік", language)
    await come(stage, boss, 4002, "Ерлан", language, role="officer")
    await deliver(stage)
    (message,) = told(boss, words["staffed"])
    await boss.press(words["look astray"], message)
    assert words["astray"] in message.text and lost.number in message.text
    async with stage.store.read() as repositories:
        found = await repositories.requests.get(lost.id)
    assert found is not None and found.office_id is None, "nothing is redirected by machine"


async def test_what_is_true_no_more_is_not_told(stage: Stage) -> None:
    """The seat ends before the brief leaves, and the office loses its people before the coordinators hear of them."""
    words = WORDS["kk"]
    boss = await boss_with_office(stage)
    number = await the_office(stage)
    own = await ngo(stage, AIGUL)
    await stage.person(AIGUL).start()
    await file(stage, AIGUL, own, office_id=number)
    await file(stage, AIGUL, own, message_id=910_000)
    serik = await come(stage, boss, 4001, "Серік")
    await end_seat(boss, "kk", "Серік")
    await deliver(stage)
    assert not told(serik, words["brief"]) and not [one for one in serik.from_bot if "document" in one.content]
    assert not told(boss, words["staffed"])
    await serik.write("/handover")
    assert words["officials"] in serik.text
    assert unexpected(stage) == []


async def test_who_erases_their_data_or_changes_office_leaves_the_work_behind(stage: Stage) -> None:
    first, second = await office(stage), await office(stage, head=BOTA)
    own = await ngo(stage, AIGUL)
    await stage.person(AIGUL).start()
    letters = [await file(stage, AIGUL, own, office_id=first, message_id=910_000 + place) for place in range(2)]
    place = await seat(stage, first, SALAUAT)
    serik = stage.person(SALAUAT, "Серік", language_code="ru")
    await serik.start()
    await take(serik, letters[0])
    boss = await coordinator(stage, 3001, "ru")
    await boss.forge(f"oc:i:{second}:0:", boss.from_bot[0])
    link = await token_shown(boss)
    await serik.start(link)
    await serik.press(OFFICE_WORDS["ru"]["switch"])
    assert await held(stage, letters[0]) is None
    (freed,) = await log(stage, "request.freed")
    assert freed["seat"] == place and freed["left"]
    moved = await file(stage, AIGUL, own, office_id=second, message_id=920_000)
    await take(serik, moved)
    assert await held(stage, moved) == await seat_of(stage, SALAUAT)
    await serik.write("/privacy")
    await serik.press("удалить мои данные")
    await serik.press("Удалить мои данные", serik.last)
    assert await held(stage, moved) is None
    await deliver(stage)
    assert await verified(stage)


async def test_who_becomes_head_of_the_own_office_has_not_left_it(stage: Stage) -> None:
    number = await office(stage, SALAUAT)
    aigul = await known(stage, AIGUL, "Жас қанат", "ru")
    letter = await file(stage, AIGUL, await ngo_of(stage, AIGUL), office_id=number)
    serik = stage.person(SALAUAT, "Серік", language_code="ru")
    await serik.start()
    await take(serik, letter)
    boss = await coordinator(stage, 3001, "ru")
    await boss.forge(f"oc:h:{number}:0:", boss.from_bot[0])
    await serik.start(await token_shown(boss))
    await serik.press(OFFICE_WORDS["ru"]["switch"])
    await deliver(stage)
    assert await held(stage, letter) is None, "a head takes anew what they go on with"
    assert not [one for one in aigul.from_bot if WORDS["ru"]["stays"] in one.text]
    assert told(serik, WORDS["ru"]["brief"])


async def test_who_sat_there_before_sees_the_office_from_its_card(stage: Stage) -> None:
    words = WORDS["ru"]
    number = await office(stage, SALAUAT)
    own = await ngo(stage, AIGUL)
    await file(stage, AIGUL, own, office_id=number)
    serik = stage.person(SALAUAT, "Серік", language_code="ru")
    await serik.start()
    await serik.write("/office")
    await serik.press(words["button"])
    assert words["brief"] in serik.text and words["look"] not in "".join(serik.buttons)
    await serik.forge(press(HandoverAct.LIST, await seat_of(stage, SALAUAT)), serik.last)
    assert words["nothing"] in serik.text
    assert await log(stage, "handover.%") == []


async def test_twelve_letters_are_confirmed_page_by_page_after_a_restart(stage: Stage) -> None:
    words = WORDS["ru"]
    _, erlan, letters = await a_newcomer(stage, "ru", requests=12)
    (brief,) = told(erlan, words["brief"])
    await erlan.press(words["look"], brief)
    await erlan.press("Следующие ›", brief)
    stage.restart()
    await erlan.press(words["all"], brief)
    assert letters[0].number + " " not in brief.text
    await erlan.press("‹ Предыдущие", brief)
    for _ in range(2):
        await erlan.press(words["all"], brief)
    assert words["done"] in brief.text
    assert sorted(number for one in await log(stage, "handover.confirmed") for number in one["requests"]) == [
        letter.id for letter in letters
    ]


def pressable(message: Message) -> list[str]:
    return [
        str(one["callback_data"])
        for row in message.reply_markup["inline_keyboard"]
        for one in row
        if "callback_data" in one
    ]


async def token_shown(inviter: Person) -> str:
    return str(re.findall(r"https://t\.me/elshi_test_bot\?start=(i[A-Za-z0-9_-]+)", inviter.all_text)[-1])


async def verified(stage: Stage) -> bool:
    async with stage.store.read() as repositories:
        walk = Walk()
        return walk.along(await repositories.journal.after(0, 10_000)) is None
