"""What tests of figures in a chat share: requests that were filed, answered and left alone, and words on the screen."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from domain.journal import Erasable
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Request
from handlers.requests import happening
from tests.person import Person, Stage
from tests.request_stage import file

NGO = 1001
_PLACES = count(910_000)  # two letters never stand at one place of a chat
WORDS = {
    "kk": {
        "territory": "Көрсеткіштер: Жетісу облысы",
        "own office": "Бөлімшеңіздің көрсеткіштері",
        "public": "Жария көрсеткіштер",
        "all": "Барлық сауалдар: ",
        "none": "Бұл кезеңде мұнда сауал жіберілген жоқ",
        "period": "Басқа кезең",
        "place": "Басқа аумақ",
        "last month": "Өткен ай",
        "last year": "Былтыр",
        "this year": "Биыл",
        "other days": "Басқа күндер",
        "by territory": "Аумақ бойынша",
        "by topic": "Тақырып бойынша",
        "by month": "Ай бойынша",
        "by seat": "Лауазымды адам бойынша",
        "by office": "Бөлімше бойынша",
        "words": "Сөздердің мағынасы",
        "more": "Диаграмма, файл және басқасы ›",
        "chart": "Диаграмма: мерзімінде",
        "chart days": "Диаграмма: неше күнде",
        "chart months": "Диаграмма",
        "chart below": "Диаграмма төменде",
        "whole": "Барлық сауалдың көрсеткіштері",
        "file": "Файл түрінде",
        "calls": "Конкурстарды хабарлау жеделдігі",
        "my office": "Менің бөлімшем",
        "few": "Қорытынды жасауға бұл аз",
        "lies": "Нақты үлес",
        "hidden": "жасырылды",
        "open one": "Сауалды ашу үшін нөмірін басыңыз",
        "answered": "Жауап берілгені: ",
        "overdue": "Мерзімі өтті, жауап жоқ: ",
        "back": "‹ Көрсеткіштерге қайту",
        "back to table": "‹ Кестеге қайту",
        "reversed": "бірінші күннен",
        "future": "әлі басталған жоқ",
        "long ago": "мына күннен басталады",
        "unread": "екі күнді таба алмадым",
        "lost": "үйлестірушісі емессіз",
        "no seat": "Сіз бөлімшеде отырған жоқсыз",
        "years": "тұтас жыл бойынша",
        "not yours": "сауалдар көрсетілмейді",
    },
    "ru": {
        "territory": "Показатели: область Жетісу",
        "own office": "Показатели вашего подразделения",
        "public": "Открытые показатели",
        "all": "Все запросы: ",
        "none": "За этот период запросов здесь не было",
        "period": "Другой период",
        "place": "Другая территория",
        "last month": "Прошлый месяц",
        "last year": "Прошлый год",
        "this year": "Этот год",
        "other days": "Другие дни",
        "by territory": "По территориям",
        "by topic": "По темам",
        "by month": "По месяцам",
        "by seat": "По должностным лицам",
        "by office": "По подразделениям",
        "words": "Что значат слова",
        "more": "Графики, файл и другое ›",
        "chart": "График: в срок",
        "chart days": "График: за сколько дней",
        "chart months": "График",
        "chart below": "График ниже",
        "whole": "Все показатели вместе",
        "file": "В виде файла",
        "calls": "Своевременность конкурсов",
        "my office": "Моё подразделение",
        "few": "Для выводов этого мало",
        "lies": "Истинная доля",
        "hidden": "скрыто",
        "open one": "Нажмите номер, чтобы открыть запрос",
        "answered": "Дан ответ: ",
        "overdue": "Просрочено, ответа нет: ",
        "back": "‹ Назад к показателям",
        "back to table": "‹ Назад к таблице",
        "reversed": "раньше первого",
        "future": "ещё не начался",
        "long ago": "начинаются с такого дня",
        "unread": "не вижу здесь двух дней",
        "lost": "не координатор этой территории",
        "no seat": "нет места в подразделении",
        "years": "за целый год",
        "not yours": "не показываются",
    },
}


async def filed(
    stage: Stage,
    ngo_id: int,
    office_id: int | None,
    many: int,
    *,
    answered: int = 0,
    days_ago: int = 40,
    topic: str = "youth",
) -> list[Request]:
    """File requests so many days ago; the first ones are answered now."""
    made = []
    now = stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    for place in range(many):
        sent = now - timedelta(days=days_ago, minutes=place)
        request = await file(stage, NGO, ngo_id, office_id=office_id, sent=sent, topic=topic, message_id=next(_PLACES))
        made.append(request)
        if place < answered:
            event = RequestEvent(0, request.id, EventKind.ANSWERED, now, Actor.OFFICER, office_id=office_id)
            async with stage.store.write() as repositories:
                await happening.happen(repositories, stage.service, law, event, now, beside=Erasable(2001, "Жауап"))
    return made


def bare(person: Person) -> str:
    """What the newest message says, with plain spaces."""
    return person.text.replace("\u00a0", " ")


def pictures(person: Person) -> list[str]:
    """The captions of the pictures that came."""
    return [message.text for message in person.from_bot if "photo" in message.content]
