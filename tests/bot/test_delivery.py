"""Delivery through the strict local Bot API: what goes wrong on the way, and what people then see.

Real SQLite, real views, the production client over HTTP. Only Telegram's far side and the clock are ours.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiogram import Bot

from bot.deliver import Sender
from bot.demo.botapi import BotAccount, BotApiServer, Limits, Person, World
from bot.pace import Pace
from bot.settings import Settings
from bot.telegram import make_bot
from domain.calls.model import Call, CallEvent, CallKind, CallText, LocalMoment, Post
from domain.clock import MovableClock
from domain.language import Language
from domain.people import Role
from domain.sources import Source
from domain.subscriptions import Subscription
from domain.territory import TerritoryTree
from handlers.service import Operator, Service
from handlers.texts import Texts
from storage.seed import load_spheres, load_territories, seed
from storage.store import SqlStore, open_store

ZONE = ZoneInfo("Asia/Almaty")
MORNING = datetime(2026, 11, 23, 5, tzinfo=UTC)  # ten o'clock
TOKEN = "123456:" + "D" * 35
LOCALES = Path(__file__).parents[2] / "locales"


@dataclass
class PostOffice:
    """Everything a test needs: the far side, storage, and a sender that can be started and stopped."""

    world: World
    account: BotAccount
    clock: MovableClock
    store: SqlStore
    service: Service
    bot: Bot
    people: dict[Language, Person]

    async def queue(self, title: str = "Шағын гранттар", *, days: int = 20, number: int = 1) -> int:
        """Store a call for the whole country and queue its alerts; returns its id."""
        now = self.clock.now()
        deadline = LocalMoment((now.astimezone(ZONE) + timedelta(days=days)).date())
        url = f"https://example.kz/{number}"
        call = Call(
            id=0, revision=1, kind=CallKind.GRANT, event=CallEvent.OPENED, texts=(CallText("kk", title, url, "s"),),
            territories=("KZ",), spheres=(), opens=None, deadline=deadline, closes_at=deadline.ends(ZONE),
            amount_max=1_000_000, amount_total=None, currency="KZT", organiser=None,
            published_at=now, first_seen_at=now,
        )  # fmt: skip
        async with self.store.write() as repositories:
            post_id = await repositories.sources.put_post(
                "s", Post(str(number), url, title, ""), str(number), None, now
            )
            call_id = await repositories.calls.add(call, post_id, now)
            await repositories.calls.match(call_id, 1, now)
        return call_id

    def sender(self) -> Sender:
        return Sender(self.bot, self.service, Pace(1000, 1000, 60_000))

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[Sender]:
        """A sender at work until the block ends."""
        sender = self.sender()
        async with asyncio.TaskGroup() as group:
            task = group.create_task(sender.run())
            try:
                yield sender
            finally:
                task.cancel()

    async def deliver(self) -> None:
        """Send everything that is due now."""
        async with self.sending() as sender, asyncio.timeout(10):
            await sender.drained()

    def alerts(self, language: Language = Language.KK) -> list[str]:
        """What the bot wrote to the person, oldest first."""
        seen = self.people[language].sees(self.account)
        return [message.text for message in seen if message.sender is self.account]

    async def first_delivered(self, call_id: int) -> datetime | None:
        async with self.store.read() as repositories:
            return (await repositories.calls.many([call_id]))[call_id].first_delivered_at


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[PostOffice]:
    """A Kazakh and a Russian reader, both subscribed to the whole country."""
    clock = MovableClock(MORNING, frozen=True)
    world = World(clock, limits=Limits.off())
    account = world.add_bot(TOKEN, "elshi_test_bot", "Елші")
    async with AsyncExitStack() as stack:
        server = BotApiServer(world)
        base_url = await server.start()
        stack.push_async_callback(server.stop)
        store = await stack.enter_async_context(open_store(f"sqlite:///{tmp_path}/d.db", zone=ZONE, clock=clock))
        await seed(store)
        service = Service(
            store, clock, ZONE, TerritoryTree(load_territories()), load_spheres(), Texts.load(LOCALES),
            Operator("«Елші» ҚҚ", "201240000010", "elshi@example.kz"), {"s": ("Дереккөз", "Источник")},
        )  # fmt: skip
        people = {Language.KK: world.add_person(1, "Айгүл"), Language.RU: world.add_person(2, "Ольга")}
        async with store.write() as repositories:
            await repositories.sources.sync(
                [Source("s", "feed", "https://example.kz", "Дереккөз", "Источник")], MORNING
            )
            for language, person in people.items():
                person.start(account)
                await repositories.people.set_language(person.id, language, MORNING)
                await repositories.people.onboard(person.id, Role.LOOKING, None, None, MORNING)
                await repositories.subscriptions.put(Subscription(0, person.id, person.id, language, ("KZ",)), MORNING)
        bot = make_bot(Settings(bot_token=TOKEN, bot_api_url=base_url))
        stack.push_async_callback(bot.session.close)
        yield PostOffice(world, account, clock, store, service, bot, people)


async def test_each_gets_one_alert_in_their_own_language_and_the_delivery_is_a_fact(office: PostOffice) -> None:
    call_id = await office.queue()
    await office.deliver()
    (kazakh,), (russian,) = office.alerts(), office.alerts(Language.RU)
    assert "20 күн қалды" in kazakh
    assert "осталось 20 дней" in russian
    assert await office.first_delivered(call_id) == MORNING
    await office.deliver()
    assert len(office.alerts()) == 1


async def test_a_blocked_person_is_gone_and_hears_again_after_unblocking(office: PostOffice) -> None:
    office.people[Language.KK].block(office.account)
    await office.queue()
    await office.deliver()
    assert len(office.alerts(Language.RU)) == 1
    async with office.store.read() as repositories:
        assert not (await repositories.people.visitor(1, 1)).reachable
    await office.queue("Келесі", number=2)
    office.people[Language.KK].unblock(office.account)
    async with office.store.write() as repositories:
        await repositories.people.set_reachable(1, True, MORNING)
    await office.queue("Үшінші", number=3)
    await office.deliver()
    assert [text for text in office.alerts() if "Үшінші" in text]
    assert not [text for text in office.alerts() if "Келесі" in text]


async def test_flood_control_is_waited_out(office: PostOffice) -> None:
    office.world.faults.too_many_requests("sendMessage", 3, chat_id=1)
    await office.queue()
    await office.deliver()
    assert not office.alerts()
    office.clock.move(timedelta(seconds=3))
    async with office.sending() as sender, asyncio.timeout(10):
        await sender.drained()
    assert len(office.alerts()) == 1


@pytest.mark.parametrize("fault", ["bad_gateway", "refused"])
async def test_an_error_of_the_server_is_tried_again_later(office: PostOffice, fault: str) -> None:
    if fault == "bad_gateway":
        office.world.faults.bad_gateway("sendMessage", chat_id=1)
    else:
        office.world.faults.refuse("sendMessage", 500, "Internal Server Error", chat_id=1)
    await office.queue()
    await office.deliver()
    assert not office.alerts()
    office.clock.move(timedelta(seconds=5))
    await office.deliver()
    assert len(office.alerts()) == 1


async def test_a_lost_reply_is_not_repeated_at_once_but_stands_in_the_next_digest(office: PostOffice) -> None:
    office.world.faults.lose_reply("sendMessage", chat_id=1)
    await office.queue()
    await office.deliver()
    assert len(office.alerts()) == 1  # it did arrive, but nobody told us
    office.clock.move(timedelta(hours=22, minutes=59))
    await office.deliver()
    assert len(office.alerts()) == 1
    office.clock.move(timedelta(minutes=1))  # nine o'clock of the next day
    await office.deliver()
    assert len(office.alerts()) == 2
    assert "Шағын гранттар" in office.alerts()[1]


async def test_a_lost_reply_near_the_deadline_is_repeated_and_says_so(office: PostOffice) -> None:
    office.world.faults.drop("sendMessage", chat_id=1)
    await office.queue(days=2)
    await office.deliver()
    (text,) = office.alerts()
    assert office.service.texts.in_language(Language.KK)("You may have had this notice before.") in text


async def test_a_sender_that_died_between_sending_and_sent_leaves_an_unknown_not_a_second_message(
    office: PostOffice,
) -> None:
    call_id = await office.queue()
    async with office.store.write() as repositories:
        items = await repositories.outbox.claim("dead", MORNING, 10)
        await repositories.outbox.begin_sending("dead", [items[0].id])
    await office.deliver()
    told = {item.chat_id for item in items}
    assert told == {1, 2}
    first = Language.KK if items[0].chat_id == 1 else Language.RU
    other = Language.RU if first is Language.KK else Language.KK
    assert not office.alerts(first)
    assert len(office.alerts(other)) == 1
    assert call_id
    office.clock.move(timedelta(hours=23))
    await office.deliver()
    assert len(office.alerts(first)) == 1


async def test_a_call_that_closed_or_was_called_off_meanwhile_is_not_told(office: PostOffice) -> None:
    await office.queue(days=1)
    office.clock.move(timedelta(days=3))
    await office.deliver()
    assert not office.alerts()


async def test_two_messages_to_one_chat_keep_their_distance(office: PostOffice) -> None:
    await office.queue("Бірінші", number=1)
    await office.queue("Екінші", number=2)
    async with office.sending() as sender, asyncio.timeout(10):
        await sender.drained()
        assert len(office.alerts()) == 1
        office.clock.move(timedelta(seconds=1))
        sender.wake()
        await sender.drained()
    assert len(office.alerts()) == 2


async def test_a_locked_database_stops_nothing_for_good(office: PostOffice, tmp_path: Path) -> None:
    import sqlite3

    await office.queue()
    holder = sqlite3.connect(tmp_path / "d.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    sender = office.sender()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(sender.run())
        await asyncio.sleep(0.2)
        assert not office.alerts()
        holder.execute("ROLLBACK")
        holder.close()
        async with asyncio.timeout(20):
            while not office.alerts():
                await office.world.changed(office.world.version, 15)
        task.cancel()
    assert len(office.alerts()) == 1


async def test_what_waited_for_its_turn_when_the_sender_stopped_is_sent_by_the_next_one_not_called_unknown(
    office: PostOffice,
) -> None:
    office.world.faults.slow("sendMessage", 0.3)
    await office.queue()
    pace = Pace(2, 1000, 60_000)  # half a second between messages
    sender = Sender(office.bot, office.service, pace)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(sender.run())
        async with asyncio.timeout(10):
            while not (office.alerts() or office.alerts(Language.RU)):
                await asyncio.sleep(0.01)
        task.cancel()  # one has left and is not answered yet, the other waits for its turn
    assert len(office.alerts()) + len(office.alerts(Language.RU)) == 1
    await office.deliver()
    assert len(office.alerts()) == len(office.alerts(Language.RU)) == 1


async def test_two_senders_on_one_database_send_everything_once(office: PostOffice) -> None:
    await office.queue(days=2)
    async with office.sending() as first:
        await first.drained()
        await office.queue("Екінші", number=2, days=2)
        async with office.sending() as second:
            first.wake()
            second.wake()
            await asyncio.sleep(0.3)
            office.clock.move(timedelta(seconds=2))
            first.wake()
            await first.drained()
    assert len(office.alerts()) == 2
    assert len([text for text in office.alerts() if "Екінші" in text]) == 1


async def test_a_queue_that_led_into_the_night_waits_for_the_morning(office: PostOffice) -> None:
    await office.queue()
    office.clock.move(timedelta(hours=12, minutes=30))  # half past ten in the evening: nothing was sent all day
    await office.deliver()
    assert not office.alerts()
    office.clock.move(timedelta(hours=9, minutes=30))
    await office.deliver()
    assert len(office.alerts()) == 1


async def test_a_busy_database_between_claiming_and_sending_leaves_nothing_stuck(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    from domain.errors import StorageBusy
    from storage.outbox import OutboxRepository

    begin = OutboxRepository.begin_sending
    calls = 0

    async def busy_once(self: OutboxRepository, *words: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise StorageBusy
        return await begin(self, *words)  # type: ignore[arg-type]

    monkeypatch.setattr(OutboxRepository, "begin_sending", busy_once)
    await office.queue()
    async with office.sending() as sender, asyncio.timeout(10):
        while calls < 2:
            sender.wake()
            await asyncio.sleep(0.02)
        await sender.drained()
    assert len(office.alerts()) == len(office.alerts(Language.RU)) == 1
