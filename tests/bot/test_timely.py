"""Reminders, updates and digests as they arrive: production sender and job, strict local Bot API, movable clock."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.deliver import Sender
from bot.pace import Pace
from bot.remind import Reminder
from domain.calls.model import CallEvent, LocalMoment
from domain.language import Language
from domain.subscriptions import Cadence
from tests.person import ZONE, Person, Stage


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


class Mail:
    """What the running bot does by itself: the job of reminders and the sender."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.reminder = Reminder(stage.store, stage.clock, ZONE, lambda: None)

    async def deliver(self) -> None:
        sender = Sender(self.stage.bot, self.stage.service, Pace(1000, 1000, 60_000))
        async with asyncio.TaskGroup() as group:
            task = group.create_task(sender.run())
            async with asyncio.timeout(10):
                await sender.drained()
            task.cancel()

    async def pass_on(self) -> None:
        await self.reminder.tick()
        await self.deliver()

    async def at(self, day: int, hour: int = 9, minute: int = 0) -> None:
        """Move the clock to a moment of March and let the bot do its work."""
        self.move(day, hour, minute)
        await self.pass_on()

    def move(self, day: int, hour: int, minute: int = 0) -> None:
        moment = datetime.combine(date(2026, 3, day), time(hour, minute), ZONE)
        self.stage.clock.move(moment - self.stage.clock.now())

    async def revise(self, call_id: int, **changes: object) -> None:
        """Store and tell a new revision."""
        now = self.stage.clock.now()
        async with self.stage.store.write() as repositories:
            found = await repositories.calls.get(call_id)
            assert found is not None
            made = replace(found.call, revision=found.call.revision + 1, **changes)  # type: ignore[arg-type]
            if "deadline" in changes:
                made = replace(made, closes_at=made.deadline.ends(ZONE) if made.deadline else None)
            await repositories.calls.replace(made, 1, now)
            await repositories.news.tell(call_id, made.revision, now)


@pytest.fixture
def mail(stage: Stage) -> Mail:
    return Mail(stage)


async def reader(stage: Stage, number: int = 1001, language: str = "ru") -> Person:
    person = stage.person(number)
    await person.onboard(language)
    return person


async def saved(stage: Stage, person: Person, language: str = "ru", **changes: object) -> int:
    """Let the person save a call that they opened from the list."""
    call_id = await stage.add_call(**changes)
    await person.write("/calls")
    await person.press("1")
    await person.press("☆ Сохранить" if language == "ru" else "☆ Сақтау")
    return call_id


async def alert(stage: Stage, mail: Mail, **changes: object) -> int:
    call_id = await stage.add_call(**changes)
    async with stage.store.write() as repositories:
        await repositories.calls.match(call_id, 1, stage.clock.now())
    await mail.deliver()
    return call_id


def news(person: Person, seen: int) -> list[str]:
    return [plain(message.text) for message in person.from_bot[seen:]]


async def test_reminders_come_at_nine_say_how_much_is_left_and_offer_what_a_saved_card_offers(
    stage: Stage, mail: Mail
) -> None:
    olga = await reader(stage)
    await saved(stage, olga, days=16)  # until the 18th
    seen = len(olga.from_bot)
    heads = []
    for day in range(3, 20):
        await mail.at(day, 8, 59)
        await mail.at(day, 9)
        await mail.at(day, 9)
        heads += [(day, text.splitlines()[0]) for text in news(olga, seen)]
        seen = len(olga.from_bot)
    assert heads == [
        (4, "Напоминание: осталось 14 дней"),
        (11, "Напоминание: осталось 7 дней"),
        (15, "Напоминание: осталось 3 дня"),
        (17, "Напоминание: остался 1 день"),
    ]
    assert "★ Не сохранять" in olga.buttons
    assert "Напоминания" in olga.buttons
    assert stage.refused() == []


async def test_a_clock_moved_forward_a_week_brings_one_reminder_not_two(stage: Stage, mail: Mail) -> None:
    aigul = await reader(stage, language="kk")
    await saved(stage, aigul, "kk", days=16)
    seen = len(aigul.from_bot)
    await mail.pass_on()
    await mail.at(12, 12)  # those of 4 and 11 March were missed
    assert [text.splitlines()[0] for text in news(aigul, seen)] == ["Еске салу: 6 күн қалды"]
    await mail.at(12, 15)
    assert len(news(aigul, seen)) == 1


async def test_a_restart_between_queueing_and_sending_loses_nothing_and_repeats_nothing(
    stage: Stage, mail: Mail
) -> None:
    olga = await reader(stage)
    await saved(stage, olga, days=16)
    seen = len(olga.from_bot)
    mail.move(11, 9)
    await mail.reminder.tick()
    restarted = Mail(stage)
    await restarted.pass_on()
    await restarted.pass_on()
    assert len(news(olga, seen)) == 1


async def test_a_reminder_is_not_sent_when_the_call_was_unsaved_cancelled_or_moved_meanwhile(
    stage: Stage, mail: Mail
) -> None:
    olga = await reader(stage)
    call_id = await saved(stage, olga, days=16)
    mail.move(11, 9)
    await mail.reminder.tick()
    await olga.press("★ Не сохранять")
    seen = len(olga.from_bot)
    await mail.deliver()
    assert news(olga, seen) == []
    await olga.press("☆ Сохранить")
    mail.move(15, 9)
    await mail.reminder.tick()
    await mail.revise(call_id, deadline=LocalMoment(date(2026, 3, 28)))
    seen = len(olga.from_bot)
    await mail.deliver()
    (update,) = news(olga, seen)
    assert update.startswith("Срок продлён: с 18 на 28 марта")


async def test_a_reminder_that_waited_for_the_morning_gives_way_to_that_days_own(stage: Stage, mail: Mail) -> None:
    olga = await reader(stage)
    await saved(stage, olga, days=16)
    seen = len(olga.from_bot)
    await mail.at(14, 23)  # that of the 11th, missed; it is night
    await mail.at(15, 8)  # today's comes at nine
    assert news(olga, seen) == []
    await mail.at(15, 9)
    assert [text.splitlines()[0] for text in news(olga, seen)] == ["Напоминание: осталось 3 дня"]


async def test_no_reminder_comes_in_quiet_hours_or_after_the_deadline(stage: Stage, mail: Mail) -> None:
    olga = await reader(stage)
    call_id = await saved(stage, olga, days=16)
    async with stage.store.write() as repositories:
        (mine,) = await repositories.subscriptions.of_chat(1001)
        late = replace(mine, quiet_from=time(22), quiet_until=time(11))
        await repositories.subscriptions.put(late, stage.clock.now())
        await repositories.reminders.choose("person:1001", call_id, 0, True, stage.clock.now())
    seen = len(olga.from_bot)
    await mail.at(11, 9)
    assert news(olga, seen) == []
    await mail.at(11, 11)
    assert len(news(olga, seen)) == 1
    mail.move(18, 9)
    await mail.reminder.tick()  # the last day's, queued but not sent before six in the evening
    await mail.at(18, 18)
    assert len(news(olga, seen)) == 1


async def test_a_call_that_closes_at_six_today_is_reminded_of_this_morning_when_that_was_chosen(
    stage: Stage, mail: Mail
) -> None:
    aigul = await reader(stage, language="kk")
    await saved(stage, aigul, "kk", days=2)
    await aigul.press("Еске салу")
    await aigul.press("☐ соңғы күні")
    seen = len(aigul.from_bot)
    await mail.at(4, 9)
    (text,) = news(aigul, seen)
    assert text.startswith("Еске салу: бүгін – соңғы күн")
    assert "2026 жылғы 4 наурыз сағат 18:00-ге дейін" in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "Срок продлён: с 9 на 20 марта"),
        ("kk", "Мерзім ұзартылды: 9 наурыздан 20 наурызға дейін"),
    ],
)
async def test_an_extension_reaches_whoever_was_alerted_once_and_names_the_old_deadline(
    stage: Stage, mail: Mail, language: str, words: str
) -> None:
    person = await reader(stage, language=language)
    call_id = await alert(stage, mail)
    seen = len(person.from_bot)
    await mail.revise(call_id, deadline=LocalMoment(date(2026, 3, 20)))
    await mail.deliver()
    await mail.deliver()
    (text,) = news(person, seen)
    assert text.splitlines()[0] == words
    assert stage.refused() == []


async def test_a_shorter_deadline_and_one_that_has_passed_are_told_too(stage: Stage, mail: Mail) -> None:
    olga = await reader(stage)
    call_id = await alert(stage, mail)
    seen = len(olga.from_bot)
    await mail.revise(call_id, deadline=LocalMoment(date(2026, 3, 5)))
    await mail.at(2, 12)
    await mail.revise(call_id, deadline=LocalMoment(date(2026, 2, 28)))
    await mail.at(2, 13)
    shorter, past = news(olga, seen)
    assert shorter.startswith("Срок сокращён: с 9 на 5 марта")
    assert past.startswith("Срок сокращён: с 5 марта на 28 февраля")
    assert "Приём заявок завершён" in past


async def test_a_cancellation_arrives_in_the_language_of_each_and_then_silence(stage: Stage, mail: Mail) -> None:
    aigul, olga = await reader(stage, 1001, "kk"), await reader(stage, 1002, "ru")
    call_id = await alert(stage, mail, days=16)
    seen = len(aigul.from_bot), len(olga.from_bot)
    await mail.revise(call_id, event=CallEvent.RESULT)
    await mail.at(2, 12)
    await mail.revise(call_id, event=CallEvent.CANCELLED)
    await mail.at(2, 13)
    assert [text.splitlines()[0] for text in news(aigul, seen[0])] == [
        "Қорытындысы шықты.",
        stage.service.texts.in_language(Language.KK)("Cancelled by the organiser."),
    ]
    assert [text.splitlines()[0] for text in news(olga, seen[1])] == [
        "Итоги подведены.",
        stage.service.texts.in_language(Language.RU)("Cancelled by the organiser."),
    ]
    await mail.at(11, 9)
    assert len(news(olga, seen[1])) == 2


async def test_a_result_that_comes_at_night_waits_for_the_morning(stage: Stage, mail: Mail) -> None:
    olga = await reader(stage)
    call_id = await alert(stage, mail, days=1)
    seen = len(olga.from_bot)
    mail.move(5, 23)
    await mail.revise(call_id, event=CallEvent.RESULT)
    await mail.deliver()
    assert news(olga, seen) == []
    await mail.at(6, 8)
    assert len(news(olga, seen)) == 1


async def test_quiet_hours_give_way_to_an_update_of_a_deadline_that_comes_before_they_end(
    stage: Stage, mail: Mail
) -> None:
    olga = await reader(stage)
    call_id = await alert(stage, mail)
    seen = len(olga.from_bot)
    mail.move(4, 23)
    await mail.revise(call_id, deadline=LocalMoment(date(2026, 3, 5), time(7)))
    await mail.deliver()
    assert len(news(olga, seen)) == 1


async def test_extended_there_and_back_before_anything_left_says_nothing(stage: Stage, mail: Mail) -> None:
    olga = await reader(stage)
    call_id = await alert(stage, mail)
    seen = len(olga.from_bot)
    mail.stage.clock.move(timedelta(seconds=5))
    await mail.revise(call_id, deadline=LocalMoment(date(2026, 3, 20)))
    await mail.revise(call_id, deadline=LocalMoment(date(2026, 3, 9), time(18)))
    await mail.deliver()
    assert news(olga, seen) == []


async def test_a_daily_digest_is_one_message_with_news_and_changes_and_drops_what_is_stale(
    stage: Stage, mail: Mail
) -> None:
    olga = await reader(stage)
    known = await alert(stage, mail, days=20)
    async with stage.store.write() as repositories:
        (mine,) = await repositories.subscriptions.of_chat(1001)
        daily = replace(mine, cadence=Cadence.DAILY, digest_at=time(9))
        await repositories.subscriptions.put(daily, stage.clock.now())
    await alert(stage, mail, days=10)
    call_id = await alert(stage, mail, days=11)
    await mail.revise(known, deadline=LocalMoment(date(2026, 3, 30)))
    await mail.revise(call_id, event=CallEvent.CANCELLED)  # nobody was told of it yet
    seen = len(olga.from_bot)
    await mail.at(5, 10)  # nobody was there for two days: one digest, not three
    (text,) = news(olga, seen)
    assert text.startswith("2 конкурса для вас: новые и с изменениями")
    assert "Срок продлён: с 22 на 30 марта" in text
    assert "Грант для молодёжи 3" not in text


async def test_a_digest_with_nothing_left_is_not_sent(stage: Stage, mail: Mail) -> None:
    olga = await reader(stage)
    async with stage.store.write() as repositories:
        (mine,) = await repositories.subscriptions.of_chat(1001)
        daily = replace(mine, cadence=Cadence.DAILY, digest_at=time(9))
        await repositories.subscriptions.put(daily, stage.clock.now())
    call_id = await alert(stage, mail, days=10)
    await mail.revise(call_id, event=CallEvent.CANCELLED)
    seen = len(olga.from_bot)
    await mail.at(3, 9)
    assert news(olga, seen) == []


async def test_a_blocked_person_stops_nobody_elses_reminder(stage: Stage, mail: Mail) -> None:
    aigul, olga = await reader(stage, 1001), await reader(stage, 1002)
    await saved(stage, aigul, days=16)
    await olga.write("/calls")
    await olga.press("1")
    await olga.press("☆ Сохранить")
    aigul.phone.block(stage.account)
    await stage.settle()
    seen = len(olga.from_bot)
    await mail.at(11, 9)
    assert len(news(olga, seen)) == 1


async def test_more_lines_than_fit_are_counted_and_found_by_calls(stage: Stage, mail: Mail) -> None:
    olga = await reader(stage)
    async with stage.store.write() as repositories:
        (mine,) = await repositories.subscriptions.of_chat(1001)
        await repositories.subscriptions.put(replace(mine, cadence=Cadence.DAILY), stage.clock.now())
    for days in range(10, 20):
        await alert(stage, mail, days=days)
    seen = len(olga.from_bot)
    await mail.at(3, 9)
    (text,) = news(olga, seen)
    assert text.startswith("10 новых конкурсов для вас")
    assert text.endswith("И ещё 2 конкурса: /calls")
