"""What tests of announcements share: texts, words on the screen, an organisation, a coordinator, a channel."""

from __future__ import annotations

from typing import Any

from bot.letters import gather, stale, write
from domain.clock import instant
from domain.submissions import State
from handlers.views.screen import Screen
from storage.statement import sql
from tests.person import LABELS, ZONE, Person, Stage

ZHETISU, ALMATY_OBLAST, SARKAN = "330000000", "190000000", "334800000"
_APPOINT = sql("INSERT INTO coordinator (person_id, territory_id, since) VALUES (:person, :territory, 1)")

CALL = (
    "Жетісу облысы әкімдігі жастарға арналған шағын гранттар конкурсын жариялайды\n"
    "Үкіметтік емес ұйымдар қатыса алады. Бір грант – 900 000 теңгеге дейін. Өтінімдер 2026 жылғы 14 сәуір сағат"
    " 18:00-ге дейін қабылданады."
)
RUSSIAN_CALL = (
    "Управление внутренней политики области Жетісу объявляет конкурс малых грантов для НПО\n"
    "Сумма одного гранта – до 700 000 тенге. Заявки принимаются до 10 апреля 2026 года включительно."
)
NEWS = (
    "Вчера в Талдыкоргане прошла встреча акима с предпринимателями. Участники обсудили погоду, дороги и новый мост"
    " через реку Каратал, который построили в прошлом году."
)

WORDS: dict[str, dict[str, str]] = {
    "kk": {
        "check": "Мәтіннен не оқығанымды тексеріңіз",
        "send": "✓ Үйлестірушіге жіберу",
        "publish": "✓ Жариялау",
        "sent": "Жіберілді, үйлестіруші қарайды",
        "approve": "✓ Мақұлдау",
        "published": "Жарияланды",
        "reject": "✕ Қабылдамау",
        "other": "Басқа себеп",
        "deadline": "Соңғы мерзім",
        "title": "Атауы",
        "stale": "Бұл түйменің мерзімі өткен",
        "by": "Елші арқылы жариялаған: Жетісу облысының үйлестірушісі",
    },
    "ru": {
        "check": "Проверьте, что я прочитал",
        "send": "✓ Отправить координатору",
        "publish": "✓ Опубликовать",
        "sent": "Отправлено, координатор посмотрит",
        "approve": "✓ Одобрить",
        "published": "Опубликовано",
        "reject": "✕ Отклонить",
        "other": "Другая причина",
        "deadline": "Срок подачи",
        "title": "Название",
        "stale": "Эта кнопка устарела",
        "by": "Опубликовал через Елши: координатор (область Жетісу)",
    },
}


async def onboard_ngo(person: Person, language: str, name: str) -> None:
    """Sign up as an organisation of the Zhetisu oblast."""
    await person.start()
    await person.press(LABELS[language]["language"])
    await person.press(LABELS[language]["yes"])
    await person.press("Иә, ҮЕҰ өкілімін" if language == "kk" else "Да, я из НПО")
    await person.write(name)
    await person.press("Өткізіп жіберу" if language == "kk" else "Пропустить")
    await person.press("Жетісу облысы" if language == "kk" else "обл. Жетісу")
    await person.press("Бүкіл облыс" if language == "kk" else "Вся область")
    await person.press(LABELS[language]["done"])


async def appoint(stage: Stage, person_id: int, territory: str = ZHETISU) -> None:
    async with stage.store.write() as repositories:
        await repositories.session.run(_APPOINT, person=person_id, territory=territory)


async def coordinator(stage: Stage, number: int = 2001, language: str = "kk", territory: str = ZHETISU) -> Person:
    person = stage.person(number, "Данагүл", language)
    await person.onboard(language)
    await appoint(stage, number, territory)
    return person


async def waiting_letters(stage: Stage, person: Person) -> list[str]:
    """What the outbox holds for the person, written by the production writer."""
    async with stage.store.read() as repositories:
        rows = await repositories.session.all(sql("SELECT chat_id, not_before FROM outbox WHERE state = 'pending'"))
    due = max((row[1] for row in rows), default=0)
    async with stage.store.write() as repositories:
        now = max(stage.clock.now(), instant(due))
        items = await repositories.outbox.claim("test", now, 100)
        facts = await gather(items, repositories, stage.service)
        await repositories.outbox.release([item.id for item in items], stage.clock.now())
        sent = [
            write([item], facts, stage.service, stage.clock.now()).dispatch.content
            for item in items
            if item.chat_id == person.phone.id and stale(item, facts, stage.clock.now(), ZONE) is None
        ]
        return [content.text for content in sent if isinstance(content, Screen)]


async def states(stage: Stage) -> list[State]:
    async with stage.store.read() as repositories:
        rows = await repositories.session.all(sql("SELECT state FROM submission ORDER BY id"))
    return [State(row[0]) for row in rows]


async def calls(stage: Stage) -> list[Any]:
    async with stage.store.read() as repositories:
        rows = await repositories.session.all(sql("SELECT id FROM call ORDER BY id"))
        return [(await repositories.calls.get(row[0])).call for row in rows]


def commands(stage: Stage, person: Person) -> set[str]:
    """What the phone offers beside the input field."""
    return {item["command"] for item in stage.world.commands(stage.account, person.phone)}


def channel_post(stage: Stage, owner: Person, text: str, username: str = "zhetisu_news"):
    channel = stage.channel("Жетісу жаңалықтары", admin=owner, username=username)
    return owner.phone.write(channel, text)
