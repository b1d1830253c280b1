"""Coordinators join two calls and part one; nobody is told twice, and every press is looked at again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bot.deliver import Sender
from bot.pace import Pace
from domain.calls.duplicates import Doubt
from domain.calls.fingerprint import fingerprint
from domain.calls.model import CallEvent, Post
from domain.ports import Harvest
from domain.sources import Source, SourceState
from storage.statement import sql
from tests.handlers.announcing import ALMATY_OBLAST, SARKAN, ZHETISU, calls, coordinator
from tests.person import SOURCE, Person, Stage

ELSEWHERE = Source("elsewhere", "feed", "https://example.kz/elsewhere", "Басқа сайт", "Другой сайт")

KAZAKH = (
    "Жетісу облысының жастар саясаты басқармасы шағын гранттар конкурсын жариялайды",
    "Үкіметтік емес ұйымдар қатыса алады. Бір грант – 900 000 теңгеге дейін. Өтінімдер 2026 жылғы 14 сәуір сағат"
    " 18:00-ге дейін қабылданады.",
)
RUSSIAN = (
    "Управление молодёжной политики области Жетісу объявляет конкурс малых грантов",
    "Участвовать могут неправительственные организации. Один грант – до 900 000 тенге. Заявки принимаются до"
    " 14 апреля 2026 года 18:00.",
)
OTHER_SUM = (RUSSIAN[0], RUSSIAN[1].replace("900 000", "700 000"))
LATER = (
    "Конкурс грантов для женских организаций области Жетісу",
    "Гранты на занятость женщин. Участвуют НПО. Один грант – до 400 000 тенге. Заявки принимаются до 20 мая 2026 года.",
)

WORDS = {
    "kk": {
        "entry": "Ықтимал қайталанулар: 1 жұп",
        "question": "Бұл бір конкурс па?",
        "differs": "Сәйкес келмейді: бір гранттың сомасы",
        "one": "Бір конкурс",
        "two": "Екі конкурс",
        "later": "Кейін",
        "joined": "енді бұл бір конкурс",
        "undo": "Болдырмау: екі конкурс",
        "again": "Болдырмау: бір конкурс",
        "texts": "Мәтіндері: 2",
        "second": "№ 2 – басқа конкурс",
        "yes": "Иә, басқа конкурс",
        "parted": "Енді екі конкурс",
        "why": "Сол конкурс деп танылды",
        "kept": "бұлар екі конкурс",
    },
    "ru": {
        "entry": "Возможные повторы: 1 пара",
        "question": "Это один конкурс?",
        "differs": "Различается: сумма одного гранта",
        "one": "Один конкурс",
        "two": "Два конкурса",
        "later": "Позже",
        "joined": "теперь это один конкурс",
        "undo": "Отменить: два конкурса",
        "again": "Отменить: один конкурс",
        "texts": "Тексты: 2",
        "second": "№ 2 – другой конкурс",
        "yes": "Да, другой конкурс",
        "parted": "Теперь это два конкурса",
        "why": "Принят за тот же конкурс",
        "kept": "это два конкурса",
    },
}
_OWNER = sql("SELECT call_id FROM post WHERE external_id = :name")


@pytest.fixture
async def stage(stage: Stage) -> AsyncIterator[Stage]:
    """The stage with a second site."""
    async with stage.store.write() as repositories:
        await repositories.sources.sync([SOURCE, ELSEWHERE], stage.clock.now())
    yield stage


async def publish(stage: Stage, name: str, words: tuple[str, str], source: Source = SOURCE) -> int | None:
    """Let a site print a text and read it; returns the call that it belongs to."""
    now = stage.clock.now()
    post = Post(name, f"https://example.kz/{source.id}/{name}", *words, published=now)
    async with stage.store.write() as repositories:
        await repositories.sources.keep([Harvest(source.id, SourceState(), [(post, fingerprint(post))])], now)
    await stage.service.reader.read_all()  # type: ignore[attr-defined]
    return await owner(stage, name)


async def owner(stage: Stage, name: str) -> int | None:
    async with stage.store.read() as repositories:
        row = await repositories.session.one(_OWNER, name=name)
    assert row is not None
    return row[0]  # type: ignore[no-any-return]


async def letters(stage: Stage, *people: Person) -> list[int]:
    """Let the production sender do its work; returns how many new messages each person has on the phone then."""
    before = [len(person.from_bot) for person in people]
    for _ in range(3):  # a chat gets one message at a time, so the next one waits for the clock
        sender = Sender(stage.bot, stage.service, Pace(1000, 1000, 60_000))
        async with asyncio.TaskGroup() as group:
            task = group.create_task(sender.run())
            async with asyncio.timeout(10):
                await sender.drained()
            task.cancel()
        stage.clock.move(timedelta(minutes=1))
    return [len(person.from_bot) - had for person, had in zip(people, before, strict=True)]


async def readers(stage: Stage) -> tuple[Person, Person]:
    """Somebody who reads Kazakh and somebody who reads Russian, in the same oblast."""
    kazakh, russian = stage.person(1001), stage.person(1002, "Ольга", "ru")
    await kazakh.onboard("kk")
    await russian.onboard("ru")
    return kazakh, russian


async def in_doubt(stage: Stage) -> tuple[int, int]:
    """Two calls of one organiser with one deadline and two sums."""
    one, two = await publish(stage, "a", RUSSIAN), await publish(stage, "b", OTHER_SUM, ELSEWHERE)
    assert one and two and one != two
    return one, two


async def at_pair(boss: Person, language: str = "kk") -> None:
    await boss.write("/review")
    await boss.press(WORDS[language]["entry"])
    await boss.press("1")
    assert WORDS[language]["question"] in boss.text


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_two_calls_in_doubt_become_one_without_another_word_to_anybody(stage: Stage, language: str) -> None:
    words, (aigul, olga) = WORDS[language], await readers(stage)
    one, two = await in_doubt(stage)
    assert await letters(stage, aigul, olga) == [2, 2]
    boss = await coordinator(stage, language=language)
    await at_pair(boss, language)
    assert len(boss.text.encode()) <= 4000
    assert words["differs"] in boss.text and "900" in boss.text and "700" in boss.text
    assert "Басқа сайт" in boss.text or "Другой сайт" in boss.text
    await boss.press_twice(words["one"])  # the second press finds it done
    assert words["one"].lower() in boss.with_buttons[-1].text.lower() and words["two"] not in boss.buttons
    assert [call.id for call in await calls(stage)] == [one]
    stage.restart()
    assert await letters(stage, aigul, olga, boss) == [0, 0, 0]
    await boss.write("/review")
    assert words["entry"] not in boss.buttons

    # What was sent of the absorbed call still works: buttons, a link, an inline share.
    old = next(message for message in olga.from_bot if f"c:s:{two}:" in str(message.buttons))
    await olga.press("☆ Сохранить", old)
    assert "Сохранено" in olga.toast
    await olga.write("/saved")
    assert "1 сохранённый конкурс" in olga.text
    await aigul.start(f"c{two}")
    assert "молодёжной политики" in aigul.with_buttons[-1].text
    answer = await olga.inline(f"c{two}")
    assert [result["id"] for result in answer] == [f"c{one}"]
    assert stage.refused() == []


async def test_the_calendar_knows_the_event_by_the_number_of_the_button(stage: Stage) -> None:
    olga = stage.person(1002, "Ольга", "ru")
    await olga.onboard("ru")
    _, two = await in_doubt(stage)
    await letters(stage)
    old = next(message for message in olga.from_bot if f"c:k:{two}:" in str(message.buttons))
    await olga.press("В календарь", old)
    boss = await coordinator(stage)
    await at_pair(boss)
    await boss.press(WORDS["kk"]["one"])
    await olga.press("В календарь", old)
    sent = [message.content["document"]["file_id"] for message in olga.from_bot if "document" in message.content]
    events = [
        Calendar.from_ical(stage.world.files.get(number).content).walk("VEVENT")[0]  # type: ignore[union-attr]
        for number in sent
    ]
    assert {str(event["uid"]) for event in events} == {f"call-{two}@elshi.invalid"}


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_text_taken_out_is_told_once_to_whoever_did_not_read_it_and_undoing_tells_nobody(
    stage: Stage, language: str
) -> None:
    words, (aigul, olga) = WORDS[language], await readers(stage)
    call_id = await publish(stage, "a", KAZAKH)
    assert await publish(stage, "b", RUSSIAN, ELSEWHERE) == call_id
    assert await letters(stage, aigul, olga) == [1, 1]
    boss = await coordinator(stage, language=language)
    await boss.write("/calls")
    await boss.press("1")
    await boss.press(words["texts"])
    assert words["why"] in boss.text and len(boss.text.encode()) <= 4000
    await boss.press(words["second"])
    assert RUSSIAN[0] in boss.text
    await boss.press_twice(words["yes"])
    apart = await owner(stage, "b")
    assert apart != call_id and await owner(stage, "a") == call_id and len(await calls(stage)) == 2
    stage.restart()
    assert await letters(stage, aigul, olga) == [1, 0]  # she had read the Kazakh words only, he these very ones

    message = boss.with_button(words["again"])
    assert words["parted"] in message.text
    for _ in range(2):
        await boss.press(words["again"])
        assert words["joined"] in boss.with_button(words["undo"]).text and len(await calls(stage)) == 1
        assert await letters(stage, aigul, olga) == [0, 0]
        await boss.press(words["undo"])
        await boss.press(words["yes"])
        assert await owner(stage, "b") == apart and await letters(stage, aigul, olga) == [0, 0]
    assert stage.refused() == []


async def test_a_reading_after_the_decision_keeps_apart_what_was_parted(stage: Stage) -> None:
    call_id = await publish(stage, "a", KAZAKH)
    assert await publish(stage, "b", RUSSIAN) == call_id
    boss = await coordinator(stage)
    await boss.write("/calls")
    await boss.press("1")
    await boss.press(WORDS["kk"]["texts"])
    await boss.press(WORDS["kk"]["second"])
    await boss.press(WORDS["kk"]["yes"])
    apart = await owner(stage, "b")
    edited = (RUSSIAN[0], RUSSIAN[1] + " Телефон для справок: 8 700 000 00 00.")
    assert await publish(stage, "b", edited) == apart
    assert await publish(stage, "c", RUSSIAN, ELSEWHERE) == apart  # the same words on another site
    assert await publish(stage, "d", edited, ELSEWHERE) == apart
    assert await publish(stage, "e", KAZAKH, ELSEWHERE) == call_id
    assert len(await calls(stage)) == 2


async def test_a_text_that_was_on_its_way_to_be_read_while_it_was_taken_out_does_not_go_back(stage: Stage) -> None:
    call_id = await publish(stage, "a", KAZAKH)
    assert await publish(stage, "b", RUSSIAN) == call_id
    edited = Post("b", "https://example.kz/b", RUSSIAN[0], RUSSIAN[1] + " Телефон: 8 700 000 00 00.", stage.clock.now())
    reader: Any = stage.service.reader
    async with stage.store.write() as repositories:
        harvest = Harvest(SOURCE.id, SourceState(), [(edited, fingerprint(edited))])
        await repositories.sources.keep([harvest], stage.clock.now())
        fetched = reader._read(await repositories.sources.unread(10), await reader._working_days())
    boss = await coordinator(stage)
    await boss.write("/calls")
    await boss.press("1")
    await boss.press(WORDS["kk"]["texts"])
    await boss.press(WORDS["kk"]["second"])
    await boss.press(WORDS["kk"]["yes"])
    apart = await owner(stage, "b")
    await reader._write(fetched)
    assert await owner(stage, "b") == apart != call_id
    assert [len(call.texts) for call in await calls(stage)] == [1, 1]


async def test_a_reading_after_the_decision_does_not_part_what_was_joined(stage: Stage) -> None:
    one, two = await publish(stage, "a", RUSSIAN), await publish(stage, "b", LATER)
    assert one and two and one != two
    async with stage.store.write() as repositories:
        await repositories.duplicates.doubt([Doubt(one, two, 0.5, ("a code of tomorrow",))], stage.clock.now())
    boss = await coordinator(stage)
    await at_pair(boss)
    assert "басқа белгі" in boss.text
    await boss.press(WORDS["kk"]["one"])
    edited = (LATER[0], LATER[1] + " Телефон для справок: 8 700 000 00 00.")
    assert await publish(stage, "b", edited) == one
    assert await publish(stage, "c", LATER, ELSEWHERE) == one
    assert await publish(stage, "d", edited, ELSEWHERE) == one
    assert await publish(stage, "e", RUSSIAN, ELSEWHERE) == one
    assert len(await calls(stage)) == 1


async def test_two_calls_stay_two_and_are_not_asked_about_again(stage: Stage) -> None:
    words = WORDS["ru"]
    one, two = await in_doubt(stage)
    boss = await coordinator(stage, language="ru")
    await at_pair(boss, "ru")
    await boss.press(words["two"])
    assert words["kept"] in boss.text
    await boss.press("Следующая пара")
    assert "похожих друг на друга" in boss.text
    assert [call.id for call in await calls(stage)] == [one, two]
    await boss.forge(f"dp:o:{one}:{two}:0::0")
    assert "Решено раньше: два конкурса" in boss.text and words["two"] not in boss.buttons
    await boss.press(words["one"])  # a mind may be changed
    assert words["joined"] in boss.text and len(await calls(stage)) == 1


async def test_the_first_of_two_coordinators_decides_and_the_other_is_told(stage: Stage) -> None:
    await in_doubt(stage)
    one, other = await coordinator(stage), await coordinator(stage, 2002, "ru", "KZ")
    await at_pair(one)
    await at_pair(other, "ru")
    one.phone.press(one.with_button(WORDS["kk"]["one"]), WORDS["kk"]["one"])
    other.phone.press(other.with_button(WORDS["ru"]["two"]), WORDS["ru"]["two"])
    await one.acted()
    left = await calls(stage)
    if len(left) == 1:
        await other.acted()
        assert "Решено раньше: один конкурс" in other.text and "Это один конкурс" in other.text
    else:
        assert len(left) == 2 and "Бұрынғы шешім: екі конкурс" in one.text


async def test_whoever_is_late_is_told_and_sees_how_the_pair_stands(stage: Stage) -> None:
    one, two = await in_doubt(stage)
    first, late = await coordinator(stage), await coordinator(stage, 2002, "ru", "KZ")
    await at_pair(first)
    await at_pair(late, "ru")
    await first.press(WORDS["kk"]["two"])
    await late.press(WORDS["ru"]["one"])
    assert "Уже решено: это два разных конкурса" in late.toast and late.alert and len(await calls(stage)) == 2
    await late.press(WORDS["ru"]["one"])  # having seen that, all the same
    assert len(await calls(stage)) == 1
    await first.forge(f"dp:2:{one}:{two}:0:00000000:0")
    assert "бір конкурс" in first.toast and len(await calls(stage)) == 1


async def test_a_pair_that_changed_meanwhile_is_shown_again(stage: Stage) -> None:
    one, _ = await in_doubt(stage)
    boss = await coordinator(stage, language="ru")
    await at_pair(boss, "ru")
    await publish(stage, "a", (RUSSIAN[0], RUSSIAN[1].replace("900 000", "950 000")))
    await boss.press(WORDS["ru"]["one"])
    assert "что-то изменилось" in boss.toast and "950" in boss.text and len(await calls(stage)) == 2
    await boss.press(WORDS["ru"]["one"])
    assert [call.id for call in await calls(stage)] == [one]


async def test_a_call_that_was_cancelled_meanwhile_is_not_joined(stage: Stage) -> None:
    one, _ = await in_doubt(stage)
    boss = await coordinator(stage, language="ru")
    await at_pair(boss, "ru")
    async with stage.store.write() as repositories:
        found = await repositories.calls.get(one)
        ended = replace(found.call, event=CallEvent.CANCELLED, revision=2)
        await repositories.calls.replace(ended, 1, stage.clock.now())
    await boss.press(WORDS["ru"]["one"])
    assert "отменён" in boss.toast and len(await calls(stage)) == 2
    await boss.write("/review")
    assert WORDS["ru"]["entry"] not in boss.buttons


async def test_rights_reach_down_the_tree_and_no_further(stage: Stage) -> None:
    one, two = await in_doubt(stage)
    far = await coordinator(stage, 2003, "ru", ALMATY_OBLAST)
    district = await coordinator(stage, 2004, "ru", SARKAN)
    ngo, above = stage.person(1009, "Бөтен", "ru"), await coordinator(stage, 2005, "ru", "KZ")
    await ngo.onboard("ru")
    for person in (far, district):
        await person.write("/review")
        assert WORDS["ru"]["entry"] not in person.buttons
        for act in "o12":
            await person.forge(f"dp:{act}:{one}:{two}:0:00000000:1")
            assert "вне вашей территории" in person.toast
        for act in "lap":
            await person.forge(f"ct:{act}:{one}:1:00000000:")
            assert "вне вашей территории" in person.toast
    for data in (f"dp:1:{one}:{two}:0:00000000:1", f"ct:p:{one}:1:00000000:", f"ct:l:{one}:0::"):
        await ngo.forge(data)
        assert "устарела" in ngo.toast or "устарела" in ngo.text
    assert len(await calls(stage)) == 2
    await at_pair(above, "ru")


async def test_forged_numbers_do_no_harm(stage: Stage) -> None:
    one, two = await in_doubt(stage)
    boss = await coordinator(stage, language="ru")
    await boss.write("/review")
    for data in (
        f"dp:1:{one}:{one}:0:00000000:1",
        f"dp:1:{one}:999:0:00000000:1",
        "dp:o:998:999:0::0",
        f"dp:1:{one}:{two}:0:00000000:1",
        "dp:n:0:0:9999::0",
        "dp:l:0:0:9999::0",
        "dp:1:-1:2:0::0",
        f"dp:1:{one}:{two}:0:zzzzzzzz:1",
        f"ct:p:{one}:999:00000000:",
        f"ct:a:{one}:1::",
        "ct:p:999:1:00000000:",
        f"ct:p:{one}:1:00000000:",
    ):
        await boss.forge(data)
    assert len(await calls(stage)) == 2
    await boss.forge(f"ct:a:{one}:1::")
    assert "нет другого текста" in boss.toast
    await boss.forge("ct:l:999:0::")
    assert "больше нет" in boss.toast


async def test_texts_that_changed_meanwhile_are_not_taken_out(stage: Stage) -> None:
    call_id = await publish(stage, "a", KAZAKH)
    await publish(stage, "b", RUSSIAN)
    boss = await coordinator(stage)
    await boss.write("/calls")
    await boss.press("1")
    await boss.press(WORDS["kk"]["texts"])
    await boss.press(WORDS["kk"]["second"])
    await publish(stage, "c", RUSSIAN, ELSEWHERE)
    await boss.press(WORDS["kk"]["yes"])
    assert "бірдеңе өзгерді" in boss.toast and await owner(stage, "b") == call_id
    assert len([label for label in boss.buttons if "басқа конкурс" in label]) == 3


async def test_the_same_words_on_two_sites_leave_together(stage: Stage) -> None:
    call_id = await publish(stage, "a", KAZAKH)
    for name, source in (("b", SOURCE), ("c", ELSEWHERE)):
        assert await publish(stage, name, RUSSIAN, source) == call_id
    boss = await coordinator(stage, language="ru")
    await boss.write("/calls")
    await boss.press("1")
    assert boss.buttons[-2:] == ["Тексты: 3", "‹ К списку"]
    await boss.press("Тексты: 3")
    await boss.press(WORDS["ru"]["second"])
    assert "Вместе с ним уйдёт ещё 1 текст" in boss.text
    await boss.press(WORDS["ru"]["yes"])
    assert await owner(stage, "b") == await owner(stage, "c") != call_id


async def test_only_coordinators_of_the_place_see_the_texts_under_a_card(stage: Stage) -> None:
    await publish(stage, "a", KAZAKH)
    await publish(stage, "b", RUSSIAN)
    boss, far = await coordinator(stage), await coordinator(stage, 2003, "kk", ALMATY_OBLAST)
    olga = stage.person(1002)
    await olga.onboard("kk")
    for person, sees in ((boss, True), (far, False), (olga, False)):
        await person.write("/calls")
        await person.press("1")
        assert (WORDS["kk"]["texts"] in person.buttons) is sees
    await boss.press("☆ Сақтау")
    assert WORDS["kk"]["texts"] in boss.buttons
    await boss.press(WORDS["kk"]["texts"])
    await boss.press("‹ Конкурсқа")
    await boss.press("‹ Тізімге")


async def test_later_leads_to_the_next_pair_and_leaves_this_one(stage: Stage) -> None:
    await in_doubt(stage)
    boss = await coordinator(stage, language="ru")
    await at_pair(boss, "ru")
    await boss.press(WORDS["ru"]["later"])
    assert "1 пара" in boss.text
    await boss.press("1")
    assert WORDS["ru"]["question"] in boss.text


async def test_what_a_person_published_keeps_its_author_when_it_is_parted(stage: Stage) -> None:
    boss = await coordinator(stage, language="ru")
    await boss.write(f"/announce {RUSSIAN[0]}\n{RUSSIAN[1]}")
    await boss.press("✓ Опубликовать")
    (first,) = await calls(stage)
    assert await publish(stage, "a", KAZAKH) == first.id
    await boss.write("/calls")
    await boss.press("1")
    await boss.press("Тексты: 2")
    place = 1 if "Опубликовано через" in boss.text.split("2. ")[0] else 2
    await boss.press(f"№ {place} – другой конкурс")
    await boss.press(WORDS["ru"]["yes"])
    came = next(call for call in await calls(stage) if call.id != first.id)
    assert came.texts[0].author == f"coordinator:{ZHETISU}"
    assert came.amount_max == 900_000
