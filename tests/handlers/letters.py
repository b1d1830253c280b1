"""What tests of letters to akimats share: words on the screen, somebody of an NGO, the short way to a letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.holidays import kazakh_calendar
from domain.calendar import WorkingCalendar
from domain.requests.draft import RequestDraft
from domain.requests.model import Request
from tests.handlers.announcing import onboard_ngo
from tests.person import Person, Stage

WORDS = {
    "kk": {
        "where": "Қай әкімдікке жазасыз?",
        "own": "Жетісу облысы",
        "another": "Басқа әкімдік",
        "sarkan": "Сарқан ауданы",
        "topic": "Білім беру",
        "write": "Сауалыңызды жазыңыз",
        "look": "Қарап шығып, жіберу",
        "send": "✓ Жіберу",
        "sent": "Жіберілді: № 1",
        "before": "Екінші рет жіберілген жоқ",
        "go on": "Жалғастыру",
        "anew": "Жаңасын бастау",
        "unsent": "Сізде жіберілмеген сауал бар",
        "delete": "Сауалды жою",
        "delete yes": "Жою",
        "deleted": "Сауал жойылды",
        "only ngos": "Әкімдікке сауалды ҮЕҰ жолдайды",
        "ask": "Әкімдіктен сұрау",
        "menu": "Әкімдікке жазу",
        "mine": "Сауалдарым",
        "law": "тіркелген жолданым емес",
        "office": "Әкім аппараты",
        "nobody": "үйлестірушілері жеткізеді",
        "gone": "ол жойылған",
        "twice": "Дәл осы сауал жаңа ғана жіберілді",
        "insist": "Тағы бір рет жіберу",
        "changed": "Содан бері сауал өзгерді",
        "empty": "Сауал бос",
        "otinish": "«е-Өтініш» нөмірін жазып қою",
        "no number": "нөміріне ұқсамайды",
        "noted": "Жазып қойдым",
        "due": "Жауап беру мерзімі: 2026 жылғы 27 наурыз",
        "files full": "ең көбі 10 файл",
    },
    "ru": {
        "where": "В какой акимат вы пишете?",
        "own": "область Жетісу",
        "another": "Другой акимат",
        "sarkan": "Сарканский р-н",
        "topic": "Образование",
        "write": "Напишите ваш запрос",
        "look": "Проверить и отправить",
        "send": "✓ Отправить",
        "sent": "Отправлено: № 1",
        "before": "Второй раз он не отправлялся",
        "go on": "Продолжить",
        "anew": "Начать новый",
        "unsent": "У вас есть черновик",
        "delete": "Удалить черновик",
        "delete yes": "Удалить",
        "deleted": "Черновик удалён",
        "only ngos": "Запросы в акимат отправляют НПО",
        "ask": "Спросить акимат",
        "menu": "Написать в акимат",
        "mine": "Мои запросы",
        "law": "не зарегистрированное обращение",
        "office": "Аппарат акима",
        "nobody": "передадут координаторы",
        "gone": "он удалён",
        "twice": "Точно такой же запрос только что отправлен",
        "insist": "Отправить ещё раз",
        "changed": "запрос изменился",
        "empty": "Запрос пуст",
        "otinish": "Записать номер e-Otinish",
        "no number": "не похоже на номер",
        "noted": "Записано",
        "due": "Срок ответа: 27 марта 2026",
        "files full": "до 10 файлов",
    },
}
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


async def by_law(today: date) -> WorkingCalendar:
    return kazakh_calendar(today)


async def aigul_of(stage: Stage, language: str = "kk", number: int = 1001) -> Person:
    """Somebody of an NGO of the Zhetisu oblast."""
    stage.service = replace(stage.service, by_law=by_law)
    stage.restart()
    person = stage.person(number, "Айгүл", language)
    await onboard_ngo(person, language, "«Самал» қоры")
    return person


async def begun(person: Person, language: str = "kk") -> None:
    """Go the short way to where the letter is written: to the akimat of Sarkan, about education."""
    words = WORDS[language]
    await person.write("/ask")
    await person.write("Сарқан")
    if words["topic"] not in person.buttons:
        await person.press(words["sarkan"])
    await person.press(words["topic"])


async def requests(stage: Stage, ngo: int = 1) -> list[Request]:
    async with stage.store.read() as repositories:
        return list((await repositories.requests.of_ngo(ngo, 0, 100)).items)


async def letter(stage: Stage, ngo: int = 1, person: int = 1001) -> RequestDraft | None:
    async with stage.store.read() as repositories:
        return await repositories.request_drafts.of_person(person, ngo)


def said(person: Person) -> str:
    """The newest message with plain spaces."""
    return person.text.replace("\u00a0", " ").replace("\u202f", " ")


async def texts_of(stage: Stage, request_id: int = 1) -> list[str]:
    async with stage.store.read() as repositories:
        return [message.text for message in await repositories.request_messages.of_request(request_id)]
