"""Somebody ticks reminders and takes deadlines into their calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from domain.calls.model import CallEvent, CallText, LocalMoment
from domain.language import Language
from handlers.views.calendar_file import calendar_file
from tests.person import START, ZONE, Person, Stage, sample_call

SAVE = {"kk": "☆ Сақтау", "ru": "☆ Сохранить"}


async def at_saved_card(stage: Stage, language: str = "ru", **changes: object) -> Person:
    await stage.add_call(**changes)
    person = stage.person()
    await person.onboard(language)
    await person.press("1")
    await person.press(SAVE[language])
    return person


def files(stage: Stage, person: Person) -> list[Calendar]:
    """The calendar files that the bot sent, read back."""
    ids = [message.content["document"]["file_id"] for message in person.from_bot if "document" in message.content]
    return [Calendar.from_ical(stage.world.files.get(number).content) for number in ids]  # type: ignore[union-attr]


async def test_the_usual_days_are_ticked_and_each_can_be_taken_away_and_given_back(stage: Stage) -> None:
    olga = await at_saved_card(stage, days=20)
    assert "напомню" in olga.toast
    await olga.press("Напоминания")
    ticks = ["☑ за 14 дней", "☑ за 7 дней", "☑ за 3 дня", "☑ за 1 день", "☐ в последний день"]
    assert olga.buttons == [*ticks, "‹ К конкурсу"]
    assert "Следующее напоминание: 8 марта" in olga.with_buttons[-1].text.replace("\u00a0", " ")
    await olga.press_twice("☑ за 14 дней")
    assert olga.toast == "За 14 дней до срока не напомню."
    assert olga.buttons[0] == "☐ за 14 дней"
    assert "15 марта" in olga.with_buttons[-1].text.replace("\u00a0", " ")
    await olga.press("☐ в последний день")
    stage.restart()
    await olga.press("‹ К конкурсу")
    await olga.press("Напоминания")
    assert olga.buttons[:5] == ["☐ за 14 дней", *ticks[1:4], "☑ в последний день"]
    for label in ("☑ за 7 дней", "☑ за 3 дня", "☑ за 1 день", "☑ в последний день"):
        await olga.press(label)
    assert "Ни один день не отмечен" in olga.with_buttons[-1].text


async def test_the_screen_speaks_kazakh(stage: Stage) -> None:
    aigul = await at_saved_card(stage, "kk", days=5)
    assert "еске саламын" in aigul.toast
    await aigul.press("Еске салу")
    assert aigul.buttons[:2] == ["☑ 14 күн бұрын", "☑ 7 күн бұрын"]
    assert "Келесі еске салу: 4 наурыз" in aigul.with_buttons[-1].text.replace("\u00a0", " ")


async def test_a_call_without_a_deadline_says_that_there_is_nothing_to_remind_of_or_to_put_into_a_calendar(
    stage: Stage,
) -> None:
    olga = await at_saved_card(stage, deadline=None)
    assert "напомню" not in olga.toast
    await olga.press("В календарь")
    assert olga.alert and "Срок этого конкурса неизвестен" in olga.toast
    await olga.press("Напоминания")
    assert "Срок этого конкурса неизвестен" in olga.with_buttons[-1].text
    assert olga.buttons == ["‹ К конкурсу"]
    await olga.menu("Сохранённые")
    await olga.press("Все сроки в календарь")
    assert olga.alert and "не известен срок" in olga.toast


async def test_a_tick_for_a_call_that_is_no_longer_saved_says_so(stage: Stage) -> None:
    olga = await at_saved_card(stage, days=20)
    await olga.press("Напоминания")
    async with stage.store.write() as repositories:
        await repositories.calls.unsave("person:1001", 1)
    await olga.press("☑ за 7 дней")
    assert olga.alert and "нет среди сохранённых" in olga.toast
    await olga.press("‹ К конкурсу")
    assert "☆ Сохранить" in olga.buttons


@pytest.mark.parametrize("data", ["rm:99:7:1:", "rm:1:15:1:", "rm:1:-1:1:", "rm:1:7:2:", "c:m:99:", "c:k:99:"])
async def test_forged_presses_do_no_harm(stage: Stage, data: str) -> None:
    olga = await at_saved_card(stage, days=20)
    await olga.forge(data)
    assert olga.toast or olga.text
    async with stage.store.read() as repositories:
        assert await repositories.reminders.chosen("person:1001", 1) == (14, 7, 3, 1)


async def test_the_file_of_one_call_is_the_current_one_each_time_it_is_asked_for(stage: Stage) -> None:
    olga = await at_saved_card(stage, days=20)
    await olga.press("В календарь")
    async with stage.store.write() as repositories:
        found = await repositories.calls.get(1)
        assert found is not None
        cancelled = sample_call(1, START, id=1, revision=2, days=20, event=CallEvent.CANCELLED)
        await repositories.calls.replace(cancelled, 1, START)
    await olga.press("В календарь")
    before, after = (file.walk("VEVENT")[0] for file in files(stage, olga))
    assert before["UID"] == after["UID"] == "call-1@elshi.invalid"
    assert [before["SEQUENCE"], after["SEQUENCE"]] == [1, 2]
    assert [before["STATUS"], after["STATUS"]] == ["CONFIRMED", "CANCELLED"]
    assert stage.refused() == []


async def test_all_saved_deadlines_come_as_one_file_that_says_what_is_left_out(stage: Stage) -> None:
    olga = await at_saved_card(stage, days=20)
    for changes in ({"deadline": None}, {"deadline": LocalMoment(date(2026, 3, 25))}):
        call_id = await stage.add_call(**changes)
        async with stage.store.write() as repositories:
            await repositories.calls.save("person:1001", call_id, 1001, START)
    await olga.menu("Сохранённые")
    await olga.press("Все сроки в календарь")
    (file,) = files(stage, olga)
    assert len(file.walk("VEVENT")) == 2
    assert "в нём 2 срока" in olga.last.text
    assert "У 1 сохранённого конкурса срок неизвестен" in olga.last.text


async def test_a_network_that_loses_the_file_is_tried_again(stage: Stage) -> None:
    olga = await at_saved_card(stage, days=20)
    stage.world.faults.bad_gateway("sendDocument", chat_id=1001)
    await olga.press("В календарь")
    assert len(files(stage, olga)) == 1


HOSTILE = [
    "Грант, для; всех\\n\r\nBEGIN:VEVENT\r\nX-EVIL:1",
    "\u202eдерев\u202d \u2066" + "Ұ" * 500,
    "👨‍👩‍👧‍👦" * 100,
    '"</b>' + "," * 300,
]


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("language", list(Language))
async def test_hostile_titles_stay_words_and_lines_are_folded_by_bytes(
    stage: Stage, title: str, language: Language
) -> None:
    call = sample_call(1, START, id=7, texts=(CallText(language, title, "https://example.kz/1?a=1,2;3", "oblast"),))
    tr = stage.service.texts.in_language(language)
    content = calendar_file([call], tr, stage.service, START)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")  # no letter is cut in two
    assert b"\n" not in content.replace(b"\r\n", b"")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert "X-EVIL" not in event
    assert not set(str(event["SUMMARY"])) & set("\u202e\u202d\u2066\r\n")
    assert str(event["URL"]) == "https://example.kz/1?a=1,2;3"


async def test_a_deadline_with_an_hour_ends_then_and_one_without_is_the_whole_day_alarms_come_at_nine(
    stage: Stage,
) -> None:
    tr = stage.service.texts.in_language(Language.KK)
    evening = sample_call(1, START, id=1, deadline=LocalMoment(date(2026, 4, 5), time(18)))
    whole = sample_call(2, START, id=2, deadline=LocalMoment(date(2026, 4, 5)))
    file = Calendar.from_ical(calendar_file([evening, whole], tr, stage.service, START))
    first, second = file.walk("VEVENT")
    assert first.decoded("DTEND") == datetime(2026, 4, 5, 18, tzinfo=ZoneInfo("Asia/Almaty"))
    assert first.decoded("DTEND") - first.decoded("DTSTART") == timedelta(hours=1)
    assert (second.decoded("DTSTART"), second.decoded("DTEND")) == (date(2026, 4, 5), date(2026, 4, 6))
    assert first.decoded("DTSTAMP") == START.astimezone(UTC)
    for event in (first, second):
        start = event.decoded("DTSTART")
        begin = start if isinstance(start, datetime) else datetime.combine(start, time(0), ZONE)
        alarms = [begin + alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")]
        assert alarms == [datetime(2026, 3, 29, 9, tzinfo=ZONE), datetime(2026, 4, 4, 9, tzinfo=ZONE)]
    assert [zone["TZID"] for zone in file.walk("VTIMEZONE")] == ["Asia/Almaty"]
    assert file["METHOD"] == "PUBLISH"
