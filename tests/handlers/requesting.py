"""What tests of an NGO's side share: an NGO with a request at an office, and officials who act in storage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from domain.errors import RequestUnfit
from domain.journal import Erasable
from domain.language import Language
from domain.offices import By, SeatRole
from domain.requests.chronicle import Told, chronicle
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Attachment, MessageKind, Request, RequestMessage
from domain.requests.record import subject
from handlers.requests import happening, telling
from tests.person import Person, Stage
from tests.request_stage import deliver, file, ngo, office, seat

AIGUL, OLGA, DANA = 1001, 1002, 1003
SERIK, BOTA = 2001, 2002

WORDS = {
    "kk": {
        "open": "Сауалды ашу",
        "rate": "Жауапқа баға беру",
        "again": "Бағаны өзгерту",
        "solved": "Шешілді",
        "formal": "Мәні бойынша емес",
        "add": "Сауалды толықтыру",
        "added": "қосылды, бөлімшеге жіберіледі",
        "reopen": "Қайта ашу",
        "withdraw": "Сауалды кері қайтарып алу",
        "withdraw yes": "Иә, кері қайтарып алу",
        "share": "Басқаларды қосу",
        "share yes": "Қосылсын, файлдарсыз",
        "share files": "Қосылсын, файлдарымен",
        "join": "Біз де қосыламыз",
        "leave": "Сауалдан шығу",
        "remind": "Бөлімшенің есіне салу",
        "up": "Басшы мен үйлестірушілерге",
        "up yes": "Иә, жіберу",
        "appeal": "«е-Өтініш» үшін мәтін",
        "done": "Дайын, сауалды көрсету",
        "letters": "Хат алмасу",
        "steps": "Барлық қадам",
        "none": "Мұндай сауал жоқ",
        "not yours": "мұны істеуге құқығыңыз жоқ",
        "late": "Мерзімі өткен соң келді",
        "in time": "Мерзімінде келді",
        "answered": "Жауап келді",
        "runs on": "мерзім жалғасады",
        "awaited": "Жауап күтілуде",
        "overdue": "Жауап беру мерзімі өтті, жауап жоқ",
        "due": "Жауап беру мерзімі: 23\xa0наурыз",
    },
    "ru": {
        "open": "Открыть запрос",
        "rate": "Оценить ответ",
        "again": "Изменить оценку",
        "solved": "Решено",
        "formal": "Не по существу",
        "add": "Дополнить запрос",
        "added": "добавлено, подразделение получит",
        "reopen": "Открыть повторно",
        "withdraw": "Отозвать запрос",
        "withdraw yes": "Да, отозвать",
        "share": "Разрешить присоединяться",
        "share yes": "Разрешить, без файлов",
        "share files": "Разрешить, вместе с файлами",
        "join": "Мы тоже присоединяемся",
        "leave": "Выйти из запроса",
        "remind": "Напомнить подразделению",
        "up": "Руководителю и координаторам",
        "up yes": "Да, отправить",
        "appeal": "Текст для e-Otinish",
        "done": "Готово, показать запрос",
        "letters": "Вся переписка",
        "steps": "Все шаги",
        "none": "Такого запроса нет",
        "not yours": "не можете сделать этого с этим запросом",
        "late": "Позже срока",
        "in time": "В срок",
        "answered": "Пришёл ответ",
        "runs on": "срок идёт дальше",
        "awaited": "Ожидается ответ",
        "overdue": "Срок ответа прошёл, ответа нет",
        "due": "Срок ответа: 23\xa0марта",
    },
}


@dataclass
class Matter:
    """A request of Айгүл's NGO at Серік's office, and the people's phones."""

    stage: Stage
    request: Request
    ngo_id: int
    office_id: int
    seat_id: int
    aigul: Person
    serik: Person
    language: str = "kk"
    bota: Person | None = None  # the head, where there is one

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.language]

    async def opened(self, person: Person | None = None) -> Person:
        """Let somebody open the request's card as a new message."""
        reader = person or self.aigul
        await reader.forge(f"rq:o:{self.request.id}:1", reader.from_bot[0])
        return reader

    async def now(self) -> Request:
        async with self.stage.store.read() as repositories:
            found = await repositories.requests.get(self.request.id)
        assert found is not None
        return found

    async def log(self) -> list[Told]:
        async with self.stage.store.read() as repositories:
            rows = await repositories.journal.of_subjects([subject(self.request.id)])
        return [told for told in chronicle(rows) if told.event.kind is not EventKind.DELIVERED]

    async def kinds(self) -> list[EventKind]:
        return [told.event.kind for told in await self.log()]

    async def official(self, kind: EventKind, *, tell: bool = True, words: str = "", **facts: Any) -> int:
        """Let the officer do something without a message; returns the entry."""
        now = self.stage.clock.now()
        law = await self.stage.service.by_law(self.stage.service.today(now))
        office_id = facts.pop("office_id", self.office_id)
        event = RequestEvent(0, self.request.id, kind, now, Actor.OFFICER, office_id=office_id, **facts)
        beside = Erasable(SERIK, words)
        async with self.stage.store.write() as repositories:
            happened = await happening.happen(
                repositories, self.stage.service, law, event, now, beside=beside, facts={"seat": self.seat_id}
            )
            if tell:
                await telling.ngo(repositories, happened.request, happened.entry, now)
        await deliver(self.stage)
        return happened.entry

    async def answer(
        self,
        text: str,
        *,
        kind: MessageKind = MessageKind.ANSWER,
        files: tuple[Attachment, ...] = (),
        message_id: int | None = None,
        chat_id: int = SERIK,
    ) -> int:
        """Let the officer answer (or ask for details) as if it was written and has left; returns the entry."""
        now = self.stage.clock.now()
        law = await self.stage.service.by_law(self.stage.service.today(now))
        what = EventKind.ANSWERED if kind is MessageKind.ANSWER else EventKind.DETAILS_ASKED
        if kind is MessageKind.NOTE:
            what = EventKind.NOTE
        event = RequestEvent(0, self.request.id, what, now, Actor.OFFICER, office_id=self.office_id)
        async with self.stage.store.write() as repositories:
            number = 800_000 + len(await repositories.request_messages.of_request(self.request.id))
            message = RequestMessage(
                0,
                self.request.id,
                kind,
                SERIK,
                self.seat_id,
                self.office_id,
                chat_id,
                message_id or number,
                text,
                now,
                files=files,
                leaves_at=now,
            )
            stored = await repositories.request_messages.add(message)
            facts = {"seat": self.seat_id, "message": stored}
            happened = await happening.happen(
                repositories, self.stage.service, law, event, now, beside=Erasable(SERIK, text), facts=facts
            )
            assert await repositories.request_messages.leave(stored, happened.entry)
            left = replace(message, id=stored, entry=happened.entry)
            if kind is not MessageKind.NOTE:
                await telling.ngo(repositories, happened.request, happened.entry, now, message=left)
        await deliver(self.stage)
        return happened.entry

    async def refused(self, kind: EventKind, **facts: Any) -> str:
        """Return why the officer cannot do it now."""
        try:
            await self.official(kind, **facts)
        except RequestUnfit as error:
            return error.why
        raise AssertionError("it was done")


async def a_matter(
    stage: Stage,
    language: str = "kk",
    *,
    text: str = "Жастар орталығына орын керек.",
    files: tuple[Attachment, ...] = (),
    head: int | None = None,
) -> Matter:
    """File a request of Айгүл's NGO to Серік's office and deliver it."""
    serik = stage.person(SERIK, "Серік", "ru")
    await serik.start()
    number = await office(stage)
    place = await seat(stage, number, SERIK, name="Серік Ахметов")
    bota = stage.person(head, "Бота", "ru") if head is not None else None
    if head is not None and bota is not None:
        await bota.start()
        await seat(stage, number, head, SeatRole.HEAD)
    own = await ngo(stage, AIGUL, language=Language(language))
    aigul = stage.person(AIGUL, "Айгүл", language)
    await aigul.start()
    request = await file(stage, AIGUL, own, text, office_id=number, files=files)
    await deliver(stage)
    return Matter(stage, request, own, number, place, aigul, serik, language, bota)


async def member(stage: Stage, ngo_id: int, person_id: int, language: str = "kk") -> Person:
    """Somebody known to the bot who joins an NGO."""
    now = stage.clock.now()
    await ngo(stage, person_id, f"Ұйым {person_id}", Language(language))
    async with stage.store.write() as repositories:
        by = By(AIGUL, "member")
        made = await repositories.invitations.add(f"t{person_id}", None, None, ngo_id, by, now, now + timedelta(days=1))
        invitation = await repositories.invitations.get(made)
        assert invitation is not None
        await repositories.organisations.join(invitation, person_id, now)
    person = stage.person(person_id, f"Person {person_id}", language)
    await person.start()
    return person


async def another_ngo(stage: Stage, person_id: int, name: str, language: str = "kk") -> Person:
    """The first member of another NGO at home in the same district."""
    await ngo(stage, person_id, name, Language(language))
    person = stage.person(person_id, f"Person {person_id}", language)
    await person.start()
    return person


def later(stage: Stage, **span: float) -> datetime:
    """Move the stage's clock on and return what it shows."""
    stage.clock.move(timedelta(**span))
    return stage.clock.now()


def day(text: str) -> date:
    return date.fromisoformat(text)


def unexpected(stage: Stage) -> list[str]:
    """What the local Telegram refused, besides what these tests bring about: forged buttons sit under the menu, which
    cannot be edited, and some officials have no phone.
    """
    return [one for one in stage.refused() if "can't be edited" not in one and "chat not found" not in one]
