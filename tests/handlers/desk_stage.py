"""What tests of an office's work share: an office with people in it, a request on their phones, words on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.demo.botapi import Message
from bot.leaving import Leaving
from domain.journal import Erasable, Row
from domain.language import Language
from domain.offices import By
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Request, RequestMessage
from domain.requests.record import events_of, subject
from handlers.requests import happening, telling
from storage.statement import sql
from tests import request_stage
from tests.person import Person, Stage
from tests.request_stage import BOTA, ERLAN, SALAUAT, deliver

AIGUL = 1001
SERIK = SALAUAT
FOREIGN = 5001  # an official of another office
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])

WORDS: dict[str, dict[str, str]] = {
    "kk": {
        "take": "Өзіме алу",
        "free": "Босату",
        "over": "Өзіме ауыстыру",
        "hand": "Әріптеске беру",
        "redirect": "Басқа органға жолдау",
        "extend": "Мерзімді ұзарту",
        "promise": "Міндеттеме",
        "templates": "Үлгілер",
        "close": "Жабу",
        "history": "Тарихы",
        "undo": "Жібермеу",
        "now": "Қазір жіберу",
        "details": "Нақтылау қажет",
        "note": "Ішкі жазба",
        "answer": "Бұл – жауап",
        "will answer": "ҮЕҰ-ға жауап ретінде жіберіледі",
        "sent": "жауап жіберілді",
        "undone": "журналда да ізі қалған жоқ",
        "not sent": "бұл жіберілген жоқ",
        "stays": "Жазғаныңыз осы чатта қалды",
        "confirm": "✓ Растау",
        "close yes": "✓ Жабу",
        "unanswered": "жауапсыз жабылған",
        "new template": "＋ Жаңа үлгі",
        "send template": "Жауап ретінде жіберу",
        "delete": "Үлгіні жою",
        "cancel": "Болдырмау",
        "in time": "мерзімінде",
    },
    "ru": {
        "take": "Взять",
        "free": "Освободить",
        "over": "Забрать себе",
        "hand": "Передать коллеге",
        "redirect": "Перенаправить",
        "extend": "Продлить срок",
        "promise": "Обещание",
        "templates": "Шаблоны",
        "close": "Закрыть",
        "history": "История",
        "undo": "Не отправлять",
        "now": "Отправить сейчас",
        "details": "Нужно уточнение",
        "note": "Заметка",
        "answer": "Это ответ",
        "will answer": "отправится НПО как ответ",
        "sent": "ответ отправлен",
        "undone": "в журнале следа не осталось",
        "not sent": "это не отправлено",
        "stays": "осталось в этом чате",
        "confirm": "✓ Подтвердить",
        "close yes": "✓ Закрыть",
        "unanswered": "закрытым без ответа",
        "new template": "＋ Новый шаблон",
        "send template": "Отправить как ответ",
        "delete": "Удалить шаблон",
        "cancel": "Отмена",
        "in time": "в срок",
    },
}


@dataclass
class Desk:
    """An office with two officers and a head, an NGO, and a request that has come."""

    stage: Stage
    office: int
    ngo: int
    request: Request
    serik: Person
    erlan: Person
    bota: Person
    aigul: Person
    words: dict[str, str]

    def card(self, person: Person) -> Message:
        """The request's card on the phone."""
        return next(
            one for one in person.from_bot if "dk:t:" in str(one.reply_markup) or "dk:y:" in str(one.reply_markup)
        )

    async def leave(self, seconds: int = 10) -> int:
        """Let the time to undo pass, let what waits leave, and deliver it."""
        self.stage.clock.move(timedelta(seconds=seconds))
        done = await Leaving(self.stage.service).look()
        await deliver(self.stage)
        return done

    async def log(self) -> Sequence[Row]:
        async with self.stage.store.read() as repositories:
            return await repositories.journal.of_subjects([subject(self.request.id)])

    async def kinds(self) -> list[EventKind]:
        """What happened to the request besides arriving on phones."""
        return [event.kind for event in events_of(await self.log()) if event.kind is not EventKind.DELIVERED]

    async def stands(self) -> Request:
        async with self.stage.store.read() as repositories:
            found = await repositories.requests.get(self.request.id)
        assert found is not None
        return found

    async def written(self) -> list[RequestMessage]:
        """What officials wrote, sent or not."""
        async with self.stage.store.read() as repositories:
            return [
                one
                for one in await repositories.request_messages.of_request(self.request.id)
                if one.office_id is not None
            ]

    async def end_seat(self, person: Person) -> None:
        async with self.stage.store.write() as repositories:
            visitor = await repositories.people.visitor(person.phone.id, person.phone.id)
            assert visitor.seat is not None
            await repositories.seats.end(visitor.seat.seat_id, By(1, "coordinator:KZ"), self.stage.clock.now())


async def person(stage: Stage, number: int, name: str, language: str) -> Person:
    made = stage.person(number, name, language_code=language)
    await made.start()
    return made


async def speak(stage: Stage, language: str, *people: int) -> None:
    async with stage.store.write() as repositories:
        for number in people:
            await repositories.people.set_language(number, Language(language), stage.clock.now())


async def desk(stage: Stage, language: str = "ru", **filed: Any) -> Desk:
    """Seat Serik and Erlan under Bota, let Aigul's NGO file a request, and bring it to them."""
    serik = await person(stage, SERIK, "Серік", language)
    erlan = await person(stage, ERLAN, "Ерлан", language)
    bota = await person(stage, BOTA, "Бота", language)
    aigul = await person(stage, AIGUL, "Айгүл", language)
    office = await request_stage.office(stage, SERIK, ERLAN, head=BOTA)
    ngo = await request_stage.ngo(stage, AIGUL, language=Language(language))
    await speak(stage, language, SERIK, ERLAN, BOTA)
    request = await request_stage.file(stage, AIGUL, ngo, office_id=office, **filed)
    for number in (SERIK, ERLAN, BOTA):  # whoever gets letters, all three have the card on their phones
        await card_to(stage, request, office, number)
    await deliver(stage)
    return Desk(stage, office, ngo, request, serik, erlan, bota, aigul, WORDS[language])


async def card_to(stage: Stage, request: Request, office: int, number: int) -> None:
    """Queue the card for somebody of the office who has not got it with the letter."""
    async with stage.store.write() as repositories:
        key = f"{telling.CARD}:{request.id}:{office}:{request.revision}"  # that of the letter: none gets two
        card = telling.parcel(request, number, telling.CARD, key, office=office)
        await repositories.outbox.put([card], stage.clock.now())


async def rows(stage: Stage, text: str) -> list[tuple[Any, ...]]:
    async with stage.store.read() as repositories:
        return [tuple(row) for row in await repositories.session.all(sql(text))]


async def happens(at: Desk, kind: EventKind, actor: Actor = Actor.NGO, **more: object) -> None:
    """Let something happen to the request by somebody else's hand."""
    service, now = at.stage.service, at.stage.clock.now()
    law = await service.by_law(service.today(now))
    words = more.pop("words", "")
    event = RequestEvent(0, at.request.id, kind, now, actor, **more)  # type: ignore[arg-type]  fields of an event
    async with at.stage.store.write() as repositories:
        await happening.happen(repositories, service, law, event, now, beside=Erasable(1, str(words)))
    await deliver(at.stage)


async def other_office(stage: Stage, *officers: int) -> int:
    return await request_stage.office(stage, *officers, topics=("health",))
