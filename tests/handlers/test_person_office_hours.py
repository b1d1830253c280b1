"""Working hours of an office: set by its head and its coordinators, logged, and never moving a date that was told."""

from __future__ import annotations

import json

import pytest

from bot.verify_command import verify
from domain.requests.record import events_of, subject
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime
from tests.handlers.announcing import coordinator
from tests.handlers.test_person_offices import ABAI, boss_with_office, rows, seat
from tests.person import Stage
from tests.request_stage import file, ngo

WORDS = {
    "kk": {
        "open": "Жұмыс уақыты",
        "line": "Жұмыс уақыты: 09:00–18:30, үзіліс 13:00–14:30",
        "short": "09:00–18:00, үзіліс 13:00–14:00",
        "changed": "Жұмыс уақыты өзгертілді",
        "same": "онсыз да осындай",
        "wrong": "түсініксіз",
        "typed": "08:30–17:15, үзіліссіз",
        "back": "‹ Бөлімшеге",
    },
    "ru": {
        "open": "Рабочее время",
        "line": "Рабочее время: 09:00–18:30, перерыв 13:00–14:30",
        "short": "09:00–18:00, перерыв 13:00–14:00",
        "changed": "Рабочее время изменено",
        "same": "и так такое",
        "wrong": "не понято",
        "typed": "08:30–17:15, без перерыва",
        "back": "‹ К подразделению",
    },
}
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


async def stored(stage: Stage) -> WorkingTime | None:
    async with stage.store.read() as repositories:
        return await repositories.offices.hours(1)


@BOTH
async def test_the_head_sets_hours_by_one_tap_or_by_typing_them(stage: Stage, language: str) -> None:
    words = WORDS[language]
    boss = await boss_with_office(stage, language)
    head = await seat(stage, boss, 4001, "Басшы", language)
    await head.write("/office")
    assert words["line"] in head.text
    await head.press(words["open"])
    await head.press_twice(words["short"])
    assert words["same"] in head.toast and words["short"] in head.text
    await head.press(words["open"])
    for wrong in ("18:00-9:00", "9:00-18:00/19:00-20:00", "9-18", "завтра", "25:00-26:00", "🙂" * 500):
        await head.write(wrong)
        assert words["wrong"] in head.text
    stage.restart()
    await head.write("8:30 – 17:15")
    assert words["changed"] in head.text and words["typed"] in head.text
    assert await stored(stage) == WorkingTime.parse("8:30-17:15")
    changes = await rows(stage, "SELECT before, after, changed_by, changed_as FROM office_change WHERE field = 'hours'")
    assert changes == [
        (DEFAULT_HOURS.text(), "09:00-18:00/13:00-14:00", 4001, "head"),
        ("09:00-18:00/13:00-14:00", "08:30-17:15", 4001, "head"),
    ]
    logged = await rows(stage, "SELECT actor, facts FROM log_entry WHERE kind = 'office.hours_changed'")
    assert [(actor, json.loads(facts)["after"]) for actor, facts in logged] == [
        ("head@office:1", "09:00-18:00/13:00-14:00"),
        ("head@office:1", "08:30-17:15"),
    ]
    assert (await verify(stage.store)).fits
    assert stage.refused() == []


async def test_requests_received_before_keep_the_hours_they_were_received_by(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    request = await file(stage, 1001, await ngo(stage, 1001), office_id=1)
    await boss.write("/offices")
    await boss.press("1")
    await boss.press(WORDS["kk"]["open"])
    await boss.press(WORDS["kk"]["short"])
    assert await stored(stage) == WorkingTime.parse("9:00-18:00/13:00-14:00")
    async with stage.store.read() as repositories:
        (filed,) = events_of(await repositories.journal.of_subjects([subject(request.id)]))
        assert filed.hours == DEFAULT_HOURS
        assert (await repositories.requests.get(request.id)) == request


async def test_officers_and_strangers_set_no_hours_and_a_right_that_ended_closes_the_question(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    head = await seat(stage, boss, 4001, "Басшы")
    serik = await seat(stage, boss, 4002, "Серік", role="officer")
    await serik.write("/office")
    assert WORDS["kk"]["open"] not in serik.buttons
    stranger = await coordinator(stage, 9002, territory=ABAI)
    for person in (serik, stranger):
        for data in ("oh:s:1:1", "oh:a:1:0", "oh:s:1:9999"):
            await person.forge(data, person.from_bot[0])
            assert "құқығыңыз жоқ" in person.toast
    await head.write("/office")
    await head.press(WORDS["kk"]["open"])
    await head.press(WORDS["kk"]["back"])
    await head.write("8:00-17:00")
    assert await stored(stage) is None, "the question was left"
    await head.write("/office")
    await head.press(WORDS["kk"]["open"])
    await boss.write("/offices")
    await boss.press("1")
    await boss.press("Орнын босату: Басшы")
    await boss.press("Орынды босату")
    await head.write("8:00-17:00")
    assert "құқығыңыз жоқ" in head.text and await stored(stage) is None
    await head.write("8:00-17:00")
    assert "құқығыңыз жоқ" not in head.text
    assert stage.refused() == []
