"""Somebody sees when a call may open again, always as a guess, and asks to be reminded of it."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from bot.deliver import Sender
from bot.history import Historian
from bot.pace import Pace
from bot.season import Season
from domain.calls.model import CallKind, CallText, LocalMoment
from domain.calls.past import PastCall
from handlers.callbacks import CallAct, CallPress, ListKind, ListPress, SeasonPress
from tests.person import SOURCE, ZONE, Person, Stage

BODY = {"organiser": "Жетісу облысының ішкі саясат басқармасы"}
REMIND = {"kk": "Үш апта бұрын еске салу", "ru": "Напомнить за три недели"}
STOP = {"kk": "Еске салмау", "ru": "Не напоминать"}
AGAIN = {"kk": "Қайта ашылуы мүмкін", "ru": "Могут открыться снова"}
GUESS = {
    "kk": "Бұл – өткен жылдарға сүйенген болжам, хабарландыру емес.",
    "ru": "Это предположение по прошлым годам, а не объявление.",
}


class Year:
    """What the running bot does by itself over a year: sorts calls, queues reminders, sends."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.job = Season(stage.store, stage.clock, ZONE, lambda: None)

    async def past(self, opens: str, **changes: Any) -> int:
        day = date.fromisoformat(opens)
        values = {
            "texts": (
                CallText("kk", f"Жастар гранттары {day.year}", "https://example.kz/kk", SOURCE.id),
                CallText("ru", f"Гранты молодёжи {day.year}", "https://example.kz/ru", SOURCE.id),
            ),
            "opens": LocalMoment(day),
            "deadline": LocalMoment(day + timedelta(days=30)),
            "closes_at": self.at(day + timedelta(days=31), 0),
            "published_at": self.at(day, 9),
            "first_seen_at": self.at(day, 9),
        }
        return await self.stage.add_call(**(values | BODY | changes))

    @staticmethod
    def at(day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), ZONE)

    async def go(self, day: str, hour: int = 9) -> None:
        """Move the clock and let the bot do its work."""
        self.stage.clock.move(self.at(date.fromisoformat(day), hour) - self.stage.clock.now())
        await self.work()

    async def work(self) -> None:
        await self.job.tick()
        sender = Sender(self.stage.bot, self.stage.service, Pace(1000, 1000, 60_000))
        async with asyncio.TaskGroup() as group:
            task = group.create_task(sender.run())
            async with asyncio.timeout(10):
                await sender.drained()
            task.cancel()


@pytest.fixture
def year(stage: Stage) -> Year:
    return Year(stage)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


async def at_past_card(stage: Stage, year: Year, language: str = "ru", *days: str) -> Person:
    """Bring somebody to the card of a call that is over; the clock shows 2 March 2026."""
    for day in days or ("2024-06-10", "2025-06-12"):
        await year.past(day)
    await year.work()
    person = stage.person()
    await person.onboard(language)
    await person.write("/calls")
    await person.press(AGAIN[language])
    await person.press("1")
    return person


async def test_a_card_that_is_over_tells_in_russian_when_the_call_may_come_again(stage: Stage, year: Year) -> None:
    olga = await at_past_card(stage, year)
    text = plain(olga.with_buttons[-1].text)
    assert "Гранты молодёжи 2025" in text and "Приём заявок завершён" in text
    assert "Этот конкурс может снова открыться примерно 11 июня." in text
    assert "Открытие в прошлые годы: 10.06.2024, 12.06.2025" in text
    assert "День может оказаться другим." in text and GUESS["ru"] in text
    assert olga.buttons[0] == REMIND["ru"] and olga.buttons[-1] == "‹ К списку"
    assert "В календарь" not in olga.buttons, "its deadline has passed"
    await olga.press("‹ К списку")
    assert "1 конкурс может открыться снова" in plain(olga.with_buttons[-1].text)
    assert stage.refused() == []


async def test_a_card_that_is_over_tells_in_kazakh_when_the_call_may_come_again(stage: Stage, year: Year) -> None:
    aigul = await at_past_card(stage, year, "kk", "2025-06-12")
    text = plain(aigul.with_buttons[-1].text)
    assert "Бұл конкурс шамамен 12 маусым күні қайта ашылуы мүмкін." in text
    assert "Бұрын ашылған күндері: 12.06.2025" in text
    assert "Бір-ақ рет ашылған, қайталанбауы мүмкін." in text and GUESS["kk"] in text
    await aigul.press(REMIND["kk"])
    assert aigul.toast == "Күтілетін күнге үш апта қалғанда еске саламын."
    assert "Еске салатын күн: 22 мамыр" in plain(aigul.with_buttons[-1].text)
    assert aigul.buttons[0] == STOP["kk"]
    await year.go("2026-05-22")
    letter = plain(aigul.text)
    assert "Дайындалыңыз: жақында конкурс ашылуы мүмкін" in letter and GUESS["kk"] in letter
    assert "Жастар гранттары 2025" in letter and "Еске салуды өзіңіз сұраған едіңіз" in letter
    assert stage.refused() == []


async def test_the_list_is_soonest_first_and_paged_and_says_that_it_is_a_guess(stage: Stage, year: Year) -> None:
    for month in range(4, 11):
        await year.past(f"2025-{month:02}-12", organiser=f"ОФ «Үлгі» № {month}")
    await year.work()
    olga = stage.person()
    await olga.onboard("ru")
    await olga.write("/calls")
    assert "Сейчас нет открытых конкурсов" in olga.text
    await olga.press(AGAIN["ru"])
    text = plain(olga.with_buttons[-1].text)
    assert text.startswith("7 конкурсов могут открыться снова · ") and GUESS["ru"] in text
    assert text.index("примерно 12 апреля") < text.index("примерно 12 мая") < text.index("примерно 12 августа")
    assert "Открытие в прошлые годы: 12.04.2025" in text
    await olga.press("Следующие ›")
    assert olga.buttons[:3] == ["6", "7", "‹ Предыдущие"]
    await olga.press("7")
    assert "примерно 12 октября" in plain(olga.with_buttons[-1].text)
    await olga.press("‹ К списку")
    assert olga.buttons[0] == "6"
    await olga.press("‹ Открытые конкурсы")
    assert AGAIN["ru"] in olga.buttons


async def test_the_reminder_comes_once_also_after_a_restart_and_leads_to_the_last_call(
    stage: Stage, year: Year
) -> None:
    olga = await at_past_card(stage, year)
    await olga.press_twice(REMIND["ru"])
    before = len(olga.from_bot)
    await year.go("2026-05-20")
    assert len(olga.from_bot) == before
    stage.restart()
    year.job = Season(stage.store, stage.clock, ZONE, lambda: None)
    await year.go("2026-05-21")
    assert "Подготовьтесь: скоро может открыться конкурс" in olga.text and GUESS["ru"] in olga.text
    for day in ("2026-05-21", "2026-05-22", "2026-06-10"):
        year.job = Season(stage.store, stage.clock, ZONE, lambda: None)
        await year.go(day, 15)
    assert len(olga.from_bot) == before + 1
    await olga.press("Последний конкурс")
    assert "Гранты молодёжи 2025" in olga.text
    await olga.press(STOP["ru"])
    assert olga.toast == "Напоминать не буду."


async def test_quiet_hours_hold_the_reminder_until_the_morning(stage: Stage, year: Year) -> None:
    olga = await at_past_card(stage, year)
    await olga.press(REMIND["ru"])
    before = len(olga.from_bot)
    await year.go("2026-05-21", 23)  # the bot was off at nine
    assert len(olga.from_bot) == before
    await year.go("2026-05-22", 8)
    assert len(olga.from_bot) == before + 1


async def test_a_wish_that_comes_too_late_is_told_so_and_holds_for_the_next_year(stage: Stage, year: Year) -> None:
    olga = await at_past_card(stage, year, "ru", "2025-03-12")
    assert "Осталось меньше трёх недель: пора готовиться." in plain(olga.with_buttons[-1].text)
    await olga.press(REMIND["ru"])
    assert olga.toast == ("Осталось меньше трёх недель, готовьтесь сейчас. В следующий раз напомню заранее.")
    before = len(olga.from_bot)
    await year.go("2026-03-09")
    assert len(olga.from_bot) == before
    await year.past("2026-03-14")
    await year.go("2027-02-21")
    assert len(olga.from_bot) == before + 1 and "Гранты молодёжи 2026" in olga.text


async def test_the_guess_and_its_reminder_go_when_the_call_is_announced(stage: Stage, year: Year) -> None:
    olga = await at_past_card(stage, year)
    await olga.press(REMIND["ru"])
    card = olga.with_buttons[-1]
    stage.clock.move(year.at(date(2026, 5, 21), 23) - stage.clock.now())
    await year.job.tick()  # queued, and held by quiet hours
    await year.past("2026-05-20", deadline=LocalMoment(date(2026, 6, 30)), closes_at=year.at(date(2026, 7, 1), 0))
    before = len(olga.from_bot)
    await year.go("2026-05-22", 9)
    assert len(olga.from_bot) == before, "what has opened is no guess any more"
    await olga.press(STOP["ru"], card)
    assert "может снова открыться" not in card.text
    await olga.write("/calls")
    assert AGAIN["ru"] not in olga.buttons
    await olga.forge(SeasonPress(id=1, on=True).pack())
    assert olga.alert and olga.toast == "Это предположение устарело. Посмотрите открытые конкурсы."


async def test_erasing_takes_the_wish_along(stage: Stage, year: Year) -> None:
    olga = await at_past_card(stage, year)
    await olga.press(REMIND["ru"])
    await olga.write("/privacy")
    assert "Напоминания о конкурсах, которые могут открыться снова: 1" in olga.text
    await olga.press("Отозвать согласие и удалить мои данные")
    await olga.press("Удалить")
    before = len(olga.from_bot)
    await year.go("2026-05-22")
    assert len(olga.from_bot) == before


async def test_forged_and_stale_presses_do_no_harm(stage: Stage, year: Year) -> None:
    olga = await at_past_card(stage, year)
    await olga.forge(SeasonPress(id=10**15, on=True).pack())
    assert olga.alert and olga.toast
    await olga.forge("sn:1:maybe:")
    await olga.forge(f"sn:{-5}:1:")
    await olga.forge(ListPress(kind=ListKind.EXPECTED, page=9999).pack())
    assert "1 конкурс может открыться снова" in plain(olga.with_buttons[-1].text)
    stranger = stage.person(2002, "Серік")
    await stranger.start()
    await stranger.forge(SeasonPress(id=1, on=True).pack())
    async with stage.store.read() as repositories:
        assert await repositories.seasons.watched(2002) == 0


async def test_an_open_call_has_no_guess_under_it_and_an_event_held_once_neither(stage: Stage, year: Year) -> None:
    olga = await at_past_card(stage, year)
    number = await stage.add_call(**BODY)
    hearing = await year.past("2025-05-10", kind="event", organiser="ОФ «Үлгі»")
    await year.work()
    for call_id in (number, hearing):
        await olga.forge(CallPress(act=CallAct.OPEN, id=call_id).pack())
        assert "открыться" not in olga.with_buttons[-1].text


async def test_nothing_expected_says_so_and_leads_back(stage: Stage) -> None:
    for number, language, words in (
        (1, "kk", "Жазылымыңызға сай келетін, қайта ашылуы мүмкін конкурс әзірге белгісіз."),
        (2, "ru", "Пока нет прошлых конкурсов по вашим подпискам, которые могут открыться снова."),
    ):
        person = stage.person(number)
        await person.onboard(language)
        await person.write("/calls")
        assert AGAIN[language] not in person.buttons
        await person.forge(ListPress(kind=ListKind.EXPECTED, page=0).pack())
        assert person.with_buttons[-1].text == words


def test_every_button_of_the_season_fits_into_64_bytes() -> None:
    longest = SeasonPress(id=10**15, on=True, back="g" + "9" * 15 + ".9999").pack()
    assert len(longest.encode()) <= 64


async def test_past_calls_from_a_table_are_found_as_closed_and_make_a_guess(stage: Stage, year: Year) -> None:
    rows = [
        PastCall(
            f"Конкурс ремёсел {n}", "ОФ «Үлгі»", CallKind.GRANT, date(n, 6, 10), date(n, 7, 1), None, None, ("KZ",),
            "", "ru",
        )
        for n in (2024, 2025)
    ]  # fmt: skip
    historian = Historian(stage.store, stage.clock, ZONE, stage.service.reader)
    assert (await historian.keep_calls(rows)).calls == 2
    assert (await historian.keep_calls(rows)).calls == 0
    await year.work()
    olga = stage.person()
    await olga.onboard("ru")
    await olga.write("ремёсел")
    await olga.press("Закрытые конкурсы: 2")
    await olga.press("1")
    text = plain(olga.with_buttons[-1].text)
    assert "Конкурс ремёсел 2025" in text and "Источник: Таблица прошлых конкурсов" in text
    assert "примерно 10 июня" in text and GUESS["ru"] in text
    assert stage.refused() == []


async def test_why_does_not_claim_that_a_call_from_a_table_was_seen_in_its_time(stage: Stage, year: Year) -> None:
    opens, deadline = date(2025, 6, 10), date(2025, 7, 1)
    row = PastCall("Конкурс ремёсел", "ОФ «Үлгі»", CallKind.GRANT, opens, deadline, None, None, ("KZ",), "", "ru")
    historian = Historian(stage.store, stage.clock, ZONE, stage.service.reader)
    await historian.keep_calls([row])
    olga = stage.person()
    await olga.onboard("ru")
    await olga.forge(CallPress(act=CallAct.WHY, id=1).pack())
    assert "Опубликовано: 10 июня 2025" in plain(olga.text)
    assert "Елши увидел" not in olga.text
