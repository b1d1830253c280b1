"""Seats, not people: the newcomer's brief and its confirmation, and who hears that somebody has left or come."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from docx import Document

from bot.demo.botapi import Message
from bot.verify_command import verify
from domain.journal import NewEntry
from domain.language import Language
from domain.offices import SeatRole
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.handover import ItemKind
from domain.requests.model import Request
from domain.requests.promises import Promise
from domain.requests.record import events_of, subject
from handlers.requests import happening
from handlers.requests.desk_callbacks import DeskAct, DeskPress
from handlers.requests.handover_callbacks import HandoverAct, HandoverPress
from tests.handlers.announcing import coordinator
from tests.handlers.test_person_offices import WORDS as OFFICE_WORDS
from tests.handlers.test_person_offices import boss_with_office, rows, token
from tests.handlers.test_person_offices import seat as come
from tests.person import LABELS, Person, Stage, foreign_letters
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
        "all": "✓ Осы беттің барлығын көрдім",
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
    found = await rows(stage, f"SELECT facts FROM log_entry WHERE kind LIKE '{kind}' ORDER BY number")  # noqa: S608
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

