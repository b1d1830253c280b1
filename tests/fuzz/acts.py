"""What people do without meaning to: any words, any button, at any time, with the bot stopped in the middle."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from typing import Any

from bot.deliver import Sender
from bot.keep_figures import figure_keeper
from bot.leaving import Leaving
from bot.morning_digest import MorningDigest
from bot.pace import Pace
from bot.remind_promises import PromiseReminders
from bot.remind_requests import RequestReminders
from bot.reports import MonthlyReports
from bot.stands import StandKeeper
from bot.telegram import fetch_updates
from storage.sqlite import _SqliteSession
from tests.handlers.rights_world import World
from tests.person import Person

COMMANDS = (
    "alerts", "announce", "ask", "calendar", "calls", "cancel", "duty", "export", "handover", "help", "here", "inbox",
    "language", "menu", "mydata", "ngo", "office", "offices", "privacy", "promises", "reports", "requests", "review",
    "saved", "search", "sources", "start", "stats", "nosuch",
)  # fmt: skip
HOSTILE = (
    "<b>", "</code><script>alert(1)</script>", "&amp;&lt;&#0;", "'; DROP TABLE request; --", "%s %(x)s {0} {ngo}",
    "\u202eоңнан солға", "a\u0301" * 50, "👨‍👩‍👧‍👦" * 200, "ә" * 4096, "x\n" * 2000, "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "\x00\x01\x02z", "<tg-emoji emoji-id='1'>", "/start " + "A" * 64, "/start c1", "/start r1", "/start@nobody", "/",
    "0", "-1", "9" * 40, "٣", "²", "№", "1e9", "NaN", "31.02.2026", "10.04.2026", "10.04", "ертең", "завтра",
    "01.01.0001", "31.12.9999", "9-18", "25-99", "18-9", "https://example.kz/feed", "http://[::1", "file:///etc/passwd",
    "ЖТ-2026-00012345", "№ 1", "№ 999999", "#1",
    "Жастар орталығына орын керек.", "Жауап: орын берілді.", "ішкі", "грант",
    "Ответ по существу: помещение дадим.", "1500000", "@elshi_test_bot", "да", "жоқ", "🙏",
)  # fmt: skip
PLAIN = (
    "/ask", "/ask", "/ask", "/requests", "/inbox", "Жастар орталығына орын керек.", "Орын мамырда беріледі.",
    "Помещение выделим в мае.", "Себебі: құжаттар сұратылды.", "10.04.2026", "20.03.2026",
)  # fmt: skip
ASKING = ("жазыңыз", "Напишите", "напишите")
LEADING = ("✓", "Қарап шығып", "Проверить и", "Жастар", "Молод", "Сарқан", "Сарканский", "Жалғастыру", "Иә", "Да,")
DATA = (
    "",
    ":",
    "rq",
    "rq:",
    "zz:1",
    "rq:999999:1",
    "ld:x:-1",
    "fg:::::::",
    "go:nowhere",
    "\x00",
    "ә" * 32,
    "f:1:x:y:z:0",
)


class Acts:
    """Somebody, picked by chance, does something picked by chance, on the stage of the tests of rights.

    Args:
        world: the people, their requests and offices.

    Attributes:
        done: how many of them there were.
        stops: how often the bot was really stopped between two statements, by what it was doing.
        cut: ids of presses in the middle of which the bot was stopped: it may answer such a one twice.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.stage = world.stage
        self.cut: set[str] = set()
        self.stops: Counter[str] = Counter()
        self.done = 0

    # --- people ---------------------------------------------------------------------------------------------------

    async def writes(self, role: str, text: str) -> None:
        await self._does(role, lambda person: person.phone.write(self.stage.account, text))

    async def presses(self, role: str, back: int, button: int) -> None:
        """Press a button of what is on the screen: `back` messages above the newest."""
        person = self.world.people[role]
        shown = person.with_buttons
        if not shown:
            return
        message = shown[-1 - back % len(shown)]
        known = [one["callback_data"] for one in message.buttons if "callback_data" in one]
        if known:
            await self._pressed(person, message, known[button % len(known)])

    async def goes_on(self, role: str, times: int) -> None:
        """Do what the bot asks for, several times: write, or press what leads on."""
        for _ in range(times):
            shown = self.world.people[role].from_bot
            if shown and any(word in shown[-1].text for word in ASKING) and not shown[-1].buttons:
                await self.writes(role, PLAIN[3 + times % 6])
                continue
            labels = [one["text"] for one in shown[-1].buttons if "callback_data" in one] if shown else []
            leading = (place for place, label in enumerate(labels) if any(word in label for word in LEADING))
            if labels:
                await self.presses(role, 0, next(leading, times % 3))
            else:
                await self.writes(role, "/ask" if times % 2 else PLAIN[5])

    async def forges(self, role: str, whose: str, chance: random.Random) -> None:
        """Send what somebody else's button says, or what no button ever said."""
        person = self.world.people[role]
        shown = person.with_buttons
        if not shown:
            return
        others = [
            one["callback_data"]
            for message in self.world.people[whose].with_buttons[-12:]
            for one in message.buttons
            if "callback_data" in one
        ]
        data = chance.choice([*others, *DATA])
        if chance.random() < 0.5:
            data = _spoiled(data, chance)
        await self._pressed(person, chance.choice(shown[-6:]), data)

    async def taps(self, role: str, place: int) -> None:
        """Press a button of the menu under the input field."""
        labels = self.world.people[role].keyboard
        if labels:
            await self.writes(role, labels[place % len(labels)])

    async def replies(self, role: str, back: int, text: str) -> None:
        """Reply to a message of the bot's: for an officer that is an answer to a letter."""
        shown = self.world.people[role].from_bot
        if shown:
            message = shown[-1 - back % len(shown)]
            await self._does(role, lambda person: person.phone.write(self.stage.account, text, reply_to=message))

    async def sends(self, role: str, what: int) -> None:
        """Send what is no text."""
        account = self.stage.account
        ways: tuple[Callable[[Person], object], ...] = (
            lambda person: person.phone.send_sticker(account),
            lambda person: person.phone.send_photo(account, caption="<i>сурет"),
            lambda person: person.phone.send_document(account, "../<b>.pdf", b"%PDF-1.4", caption="құжат"),
            lambda person: person.phone.send_voice(account),
            lambda person: person.phone.send_contact(account, "+77010000000"),
            lambda person: person.phone.send_poll(account, "Қалай?", "а", "б"),
            lambda person: person.phone.send_album(account, [("a.txt", b"a"), ("b.txt", b"b")]),
        )
        await self._does(role, ways[what % len(ways)])

    async def edits(self, role: str, text: str) -> None:
        """Change the newest of one's own texts."""
        person = self.world.people[role]
        own = [one for one in person.messages if one.sender is person.phone and "text" in one.content]
        if own:
            await self._does(role, lambda somebody: somebody.phone.edit(own[-1], text))

    async def asks_inline(self, role: str, text: str) -> None:
        person = self.world.people[role]
        self.done += 1
        asked = person.phone.inline(self.stage.account, text)
        await self.stage.settle()
        assert asked.result is not None, "the inline query was left without an answer"

    async def leaves(self, role: str) -> None:
        """Block the bot, until one does something again."""
        self.done += 1
        self.world.people[role].phone.block(self.stage.account)
        await self.stage.settle()

    async def _does(self, role: str, act: Callable[[Person], object]) -> None:
        self.done += 1
        person = await self._back(role)
        act(person)
        await self.stage.settle()

    async def _back(self, role: str) -> Person:
        """Return somebody, who unblocks the bot first."""
        person = self.world.people[role]
        if person.phone.chat_with(self.stage.account).blocked:
            person.phone.unblock(self.stage.account)
            await self.stage.settle()
        return person

    async def _pressed(self, person: Person, message: Any, data: str) -> None:
        self.done += 1
        press = person.phone.press_forged(message, data)
        await self.stage.settle()
        assert press.result is not None, f"the button {data!r} still spins"

    # --- the machine ----------------------------------------------------------------------------------------------

    async def passes(self, time: timedelta) -> None:
        """Let time pass, and all jobs look what is due."""
        self.done += 1
        self.stage.clock.move(time)
        await self._jobs()
        await self.delivers()

    async def _jobs(self) -> None:
        service = self.stage.service
        await Leaving(service).look()
        for job in (
            StandKeeper(service), RequestReminders(service), PromiseReminders(service), MorningDigest(service),
            MonthlyReports(service), figure_keeper(service),
        ):  # fmt: skip
            await job.tick()

    async def delivers(self) -> None:
        """Let the sender send what is due now."""
        self.done += 1
        async with asyncio.TaskGroup() as group:
            sender = Sender(self.stage.bot, self.stage.service, Pace(1000, 1000, 60_000))
            task = group.create_task(sender.run())
            try:
                async with asyncio.timeout(20):
                    await sender.drained()
            finally:
                task.cancel()

    async def broken_off(self, role: str, text: str, back: int, statement: int) -> None:
        """Write or press, and have the bot stopped before a statement of that; it starts again, and goes on.

        What was taken from Telegram and not handled is handled after the start, as from the inbox. Whoever pressed
        when the bot had stored it and not yet answered presses again.
        """
        person = await self._back(role)
        shown = person.with_buttons
        press = None
        if shown and back % 3:
            message = shown[-1 - back % len(shown)]
            known = [one["callback_data"] for one in message.buttons if "callback_data" in one]
            if known:
                press = person.phone.press_forged(message, known[back % len(known)])
                self.cut.add(press.id)
        if press is None:
            person.phone.write(self.stage.account, text)
        self.done += 1
        raw = await fetch_updates(self.stage.bot, self.stage._offset, 0)
        self.stage._offset = max(update["update_id"] for update in raw) + 1
        with cut_before(statement) as stopped:
            await self.stage.feed(raw)
        self.stops["a press" if press else "a text"] += len(stopped)
        self.stage.restart()
        await self.stage.feed(raw)
        await self.stage.settle()
        if press is not None and press.result is None:
            await self._pressed(person, press.message, press.data)

    async def broken_off_at_jobs(self, time: timedelta, statement: int) -> None:
        """Let time pass, and have the bot stopped before a statement of the jobs; it starts again, and they look."""
        self.done += 1
        self.stage.clock.move(time)
        with cut_before(statement) as stopped:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._jobs())
        self.stops["a job"] += len(stopped)
        self.stage.restart()
        await self._jobs()
        await self.delivers()


@contextmanager
def cut_before(statement: int) -> Iterator[list[str]]:
    """Cancel whoever is about to run the statement with this number, counted from 0; yields who was, if anybody."""
    left, stopped = statement, list[str]()
    names = ("_rows", "_change", "_change_many")
    kept = {name: getattr(_SqliteSession, name) for name in names}

    def counting(method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @wraps(method)
        async def run(*args: Any) -> Any:
            nonlocal left
            left -= 1
            if left == -1:
                task = asyncio.current_task()
                assert task is not None
                task.cancel()
                stopped.append(task.get_name())
                await asyncio.sleep(0)
            return await method(*args)

        return run

    for name, method in kept.items():
        setattr(_SqliteSession, name, counting(method))
    try:
        yield stopped
    finally:
        for name, method in kept.items():
            setattr(_SqliteSession, name, method)


def words(chance: random.Random) -> str:
    """Return a command, a hostile text, or several of them."""
    kind = chance.random()
    if kind < 0.45:
        return f"/{chance.choice(COMMANDS)}"
    if kind < 0.55:
        return f"/{chance.choice(COMMANDS)} {chance.choice(HOSTILE)}"[:4000]
    if kind < 0.95:
        return chance.choice(HOSTILE)
    return " ".join(chance.choice(HOSTILE)[:500] for _ in range(3))


def plain(chance: random.Random) -> str:
    """Return what somebody means well."""
    return chance.choice(PLAIN)


def _spoiled(data: str, chance: random.Random) -> str:
    """Change a part of callback data, or a character, and keep it within Telegram's 64 bytes."""
    parts = data.split(":")
    place = chance.randrange(len(parts))
    if chance.random() < 0.7:
        parts[place] = chance.choice(("", "0", "1", "2", "3", "-1", "999999", str(10**15), "x", "ә", "1.5", " "))
    else:
        parts.insert(place, parts[place])
    spoiled = ":".join(parts)
    return spoiled.encode()[:64].decode("utf-8", "ignore")
