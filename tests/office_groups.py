"""What the tests of offices' groups share: an office that works in a group, and what its people do there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.demo.botapi import Group, Message
from domain.language import Language
from domain.office_groups import OfficeGroup, RequestTopic
from domain.ports import NewRequest
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.model import Card, Request, RequestMessage
from domain.requests.record import events_of, subject
from handlers.requests import happening
from tests.person import Person, Stage
from tests.request_stage import BOTA, ERLAN, SALAUAT, deliver, file, ngo, office, seat

AIGUL = 1001
__all__ = ["AIGUL", "BOTA", "ERLAN", "SALAUAT", "NewRequest", "deliver", "file", "ngo", "office", "seat"]

WORDS = {
    "kk": {
        "group": "Бөлімше тобы",
        "choose": "Топты таңдау",
        "topics": "Тақырыптары бар топ",
        "plain": "Қарапайым топ",
        "bound": "Бұл топ енді бөлімшенікі",
        "take": "Өзіме аламын",
        "private": "Жеке чатта ашу",
        "unbind": "Топты ажырату",
        "unbound": "Топ ажыратылды",
        "told unbound": "Бөлімше тобы ажыратылды",
        "over link": "Бұл сілтеме енді жарамайды",
        "no right": "Топты тек бөлімше басшысы",
        "admins": "Мұны тек топ әкімшісі",
        "seated": "орны бар қызметкерлер ғана",
        "anonymous": "топтың немесе арнаның атынан",
        "anonymous bind": "жасырын әкімшілерді",
        "not here": "енді бұл бөлімшеде емес",
        "ended": "аяқталған",
        "lost": "бөлімше тобына келмей тұр",
        "now bound": "Бөлімше енді топта жұмыс істейді",
        "accepted": "ҮЕҰ жауапты қабылдады",
        "again": "қайтадан жауап күтіледі",
        "group taken": "басқа бөлімше жұмыс істейді",
        "office taken": "басқа топта жұмыс істейді",
        "taken": "Жауабын Сізден",
        "gone": "сауал басқа органға жолданды",
        "farewell": "Бұл топқа сауалдар енді келмейді",
        "none": "Қазір бөлімшенің тобы жоқ",
        "take seated": "Бұл түймелер",
    },
    "ru": {
        "group": "Группа подразделения",
        "choose": "Выбрать группу",
        "topics": "Группа с темами",
        "plain": "Обычная группа",
        "bound": "Теперь это группа подразделения",
        "take": "Беру себе",
        "private": "Открыть в личном чате",
        "unbind": "Отвязать группу",
        "unbound": "Группа отвязана",
        "told unbound": "У подразделения больше нет группы",
        "over link": "Эта ссылка больше не действует",
        "no right": "Привязать группу может только",
        "admins": "только администратор группы",
        "seated": "Здесь отвечают только",
        "anonymous": "написано от имени группы",
        "anonymous bind": "анонимн",
        "not here": "больше не у этого подразделения",
        "ended": "завершён",
        "lost": "Запросы не приходят в группу",
        "now bound": "Подразделение теперь работает в группе",
        "accepted": "НПО приняла ответ",
        "again": "снова ждёт ответа",
        "group taken": "работает другое подразделение",
        "office taken": "работает в другой группе",
        "taken": "теперь у вас",
        "gone": "запрос перенаправлен",
        "farewell": "Запросы больше не приходят в эту группу",
        "none": "Сейчас у подразделения нет группы",
        "take seated": "Эти кнопки для",
    },
}


@dataclass
class Desk:
    """An office at work in its group: a head who owns the group, an officer in it, and somebody from outside."""

    stage: Stage
    office: int
    group: Group
    head: Person
    officer: Person
    outsider: Person
    ngo: int

    @property
    def said(self) -> list[Message]:
        """What the bot said in the group, oldest first."""
        return self.stage.said_in(self.group)

    @property
    def cards(self) -> list[Message]:
        """The cards of requests in the group, oldest first."""
        return [one for one in self.said if any("?start=r" in str(button.get("url")) for button in one.buttons)]

    async def file(self, text: str = "Жастар орталығына орын керек.", **more: object) -> Request:
        """An NGO writes, and all that follows is sent."""
        number = 900_000 + len(self.stage.world.log)
        request = await file(
            self.stage, AIGUL, self.ngo, text, office_id=self.office, message_id=number, **more,  # type: ignore[arg-type]
        )  # fmt: skip
        await deliver(self.stage)
        return request

    async def happens(self, request: Request, kind: EventKind, actor: Actor = Actor.NGO, **more: object) -> None:
        """Something happens to the request, and all that follows is sent."""
        await happens(self.stage, request, kind, actor, **more)

    async def messages(self, request: Request) -> Sequence[RequestMessage]:
        """What was written about the request after the letter."""
        async with self.stage.store.read() as repositories:
            return list(await repositories.request_messages.of_request(request.id))[1:]

    async def topic(self, request: Request) -> RequestTopic | None:
        async with self.stage.store.read() as repositories:
            return await repositories.office_groups.topic(self.group.id, request.id)

    async def bound(self) -> OfficeGroup | None:
        async with self.stage.store.read() as repositories:
            return await repositories.office_groups.of_office(self.office)


async def happens(stage: Stage, request: Request, kind: EventKind, actor: Actor = Actor.NGO, **more: object) -> None:
    now = stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    event = RequestEvent(0, request.id, kind, now, actor, **more)  # type: ignore[arg-type]  fields of an event
    async with stage.store.write() as repositories:
        seats = (await repositories.seats.of_offices([event.office_id or 0])).get(event.office_id or 0, [])
        facts = {"seat": seats[0].id} if seats and actor is not Actor.NGO else {}
        await happening.happen(repositories, stage.service, law, event, now, facts=facts)
    await deliver(stage)


async def answered(desk: Desk, request: Request, rating: Rating | None = None) -> None:
    """The office answers, and the NGO rates it if it is told to."""
    await desk.happens(request, EventKind.ANSWERED, Actor.OFFICER, office_id=desk.office)
    if rating is not None:
        log = await events(desk.stage, request)
        entry = next(event.number for event in reversed(log) if event.kind is EventKind.ANSWERED)
        await desk.happens(request, EventKind.RATED, about=entry, rating=rating)


async def events(stage: Stage, request: Request) -> list[RequestEvent]:
    async with stage.store.read() as repositories:
        return events_of(await repositories.journal.of_subjects([subject(request.id)]))


async def people(stage: Stage, language: str = "kk") -> tuple[int, Person, Person, Person]:
    """An office with a head and an officer who know the bot, and somebody from outside."""
    number = await office(stage, SALAUAT, head=BOTA)
    head, officer = stage.person(BOTA, "Бота"), stage.person(SALAUAT, "Салауат")
    async with stage.store.write() as repositories:
        for person_id in (BOTA, SALAUAT):
            await repositories.people.set_language(person_id, Language(language), stage.clock.now())
    for person in (head, officer):
        await person.start()
    return number, head, officer, stage.person(7001, "Қонақ")


async def payload(stage: Stage, head: Person, language: str = "kk", how: str = "plain") -> str:
    """Press the way to the link that binds a group and return what it carries."""
    words = WORDS[language]
    await head.write("/office")
    await head.press(words["group"])
    await head.press(words["choose"])
    found = re.search(r"\?startgroup=(o[A-Za-z0-9_-]+)(&admin=manage_topics)?$", head.url(words[how]))
    assert found is not None and bool(found[2]) == (how == "topics")
    return found[1]


async def desk(
    stage: Stage, language: str = "kk", *, forum: bool = False, supergroup: bool = False, title: str = "Бөлім тобы"
) -> Desk:
    """An office that works in a group; in a forum the bot may make topics."""
    number, head, officer, outsider = await people(stage, language)
    group = stage.group(title, admin=head, members=(officer, outsider), forum=forum, supergroup=supergroup)
    how = "topics" if forum else "plain"
    rights = {"can_manage_topics": True} if forum else {}
    await head.start_in(group, await payload(stage, head, language, how), **rights)
    await deliver(stage)
    return Desk(stage, number, group, head, officer, outsider, await ngo(stage, AIGUL))


async def card_at(stage: Stage, message: Message) -> Card | None:
    async with stage.store.read() as repositories:
        return await repositories.request_cards.at(message.chat.id, message.message_id)
