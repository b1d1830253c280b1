"""What the tests of groups and channels share: the sender at work, and the ways people go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.deliver import Sender
from bot.demo.botapi import Group, Message
from bot.pace import Pace
from tests.person import Person, Stage

WORDS = {
    "kk": {
        "language": "Қазақша", "set_up": "Баптау", "choose": "Не келетінін таңдау", "whole": "Бүкіл облыс",
        "oblast": "Жетісу облысы", "done": "Сақтау", "list": "‹ Топтарым мен арналарым", "settings": "‹ Чат баптаулары",
        "not_admin": "Сіз бұл чаттың әкімшісі емессіз",
    },
    "ru": {
        "language": "Русский", "set_up": "Настроить", "choose": "Выбрать, что приходит", "whole": "Вся область",
        "oblast": "обл. Жетісу", "done": "Сохранить", "list": "‹ Мои группы и каналы", "settings": "‹ Настройки чата",
        "not_admin": "Вы не администратор этого чата",
    },
}  # fmt: skip


@asynccontextmanager
async def sending(stage: Stage) -> AsyncIterator[Sender]:
    """The sender at work until the block ends; nothing due is left then."""
    sender = Sender(stage.bot, stage.service, Pace(1000, 1000, 60_000))
    async with asyncio.TaskGroup() as group:
        work = group.create_task(sender.run())
        try:
            yield sender
            sender.wake()
            await sender.drained()
        finally:
            work.cancel()


async def deliver(stage: Stage) -> None:
    """Send all that is due."""
    async with sending(stage):
        pass
    await stage.settle()


def payload(group: Group) -> str:
    """What the link of the group's greeting carries."""
    return f"g{-group.id}"


async def set_up(admin: Person, group: Group, language: str = "kk") -> None:
    """Open the link of the greeting and subscribe the chat to the whole oblast."""
    words = WORDS[language]
    await admin.start(payload(group))
    await admin.press(words["language"])
    await admin.press(words["choose"])
    await admin.press(words["oblast"])
    await admin.press(words["whole"])
    await admin.press(words["done"])


async def ready_group(stage: Stage, admin: Person, language: str = "kk", *, forum: bool = False) -> Group:
    """A group with the bot in it, set up by its owner."""
    await admin.onboard(language)
    group = stage.group("ҮЕҰ тобы", admin=admin, forum=forum)
    await stage.add_bot(group, by=admin)
    await set_up(admin, group, language)
    await deliver(stage)
    return group


def alerts(stage: Stage, group: Group) -> list[Message]:
    """The calls that the bot told the chat, oldest first."""
    return [message for message in stage.said_in(group) if "рант" in message.text]


async def tell(stage: Stage, **changes: object) -> int:
    """A call appears and is sent to whom it concerns; returns its id."""
    await deliver(stage)  # one message to a chat at a time
    call_id = await stage.add_call(**changes)
    async with stage.store.write() as repositories:
        await repositories.calls.match(call_id, 1, stage.clock.now())
    await deliver(stage)
    return call_id
