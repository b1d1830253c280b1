"""Joined, parted, moved, delivered in part and interrupted in any order: everybody hears, and nobody hears twice."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from domain.calls.model import Call, CallEvent, LocalMoment
from domain.language import Language
from domain.outbox import Gone, Sent
from domain.ports import Settled
from storage.store import Repositories, SqlStore
from tests.storage.pairs import KAZAKH, LATER, RUSSIAN, THIRD, add, join, now_is, part, subscribe
from tests.storage.samples import ABAI, AQSUAT, AYAGOZ, GROUP, NOW, OTHER, PERSON, ZONE, group_chat

READERS_OF_RUSSIAN = {PERSON, GROUP}
EVERYBODY = {PERSON, OTHER, THIRD, GROUP}


@dataclass
class Story:
    """Two calls, or one, and what chats have read of them: the words of alerts, and the updates."""

    one: Call
    two: Call
    chance: random.Random
    words: list[tuple[int, str]] = field(default_factory=list)
    updates: list[tuple[int, int, int]] = field(default_factory=list)

    async def apart(self, repositories: Repositories) -> bool:
        return await repositories.duplicates.where(self.two.id) == self.two.id

    async def turn(self, repositories: Repositories) -> None:
        """Join the two, or part the one."""
        if await self.apart(repositories):
            await join(repositories, self.one, self.two)
        else:
            await part(repositories, self.one, self.two, Language.RU)

    async def revise(self, repositories: Repositories) -> None:
        """Let an organiser move a deadline."""
        both = (self.one, self.two) if await self.apart(repositories) else (self.one,)
        known = self.chance.choice(both)
        before = await now_is(repositories, known)
        day = LocalMoment(date(2026, 3, 20) + timedelta(days=self.chance.randrange(30)))
        after = replace(
            before, revision=before.revision + 1, event=CallEvent.EXTENDED, deadline=day, closes_at=day.ends(ZONE)
        )
        await repositories.calls.replace(after, 1 if known is self.one else 2, NOW)
        await repositories.news.tell(after.id, after.revision, NOW)

    async def deliver(self, repositories: Repositories, *chats: int) -> None:
        """Let what is due go out to these chats, as the sender does: an older revision is not worth sending."""
        items = await repositories.outbox.claim("sender", LATER, 100)
        await repositories.outbox.begin_sending("sender", [item.id for item in items])
        calls = await repositories.calls.many([self.one.id, self.two.id])
        joined = not await self.apart(repositories)
        for item in items:
            assert item.call_id is not None and item.revision is not None
            if item.chat_id not in chats:
                await repositories.outbox.release([item.id], NOW)
            elif item.call_id not in calls or item.revision < calls[item.call_id].revision:
                await repositories.outbox.settle([Settled(item, Gone("stale"))], NOW)
            else:
                await repositories.outbox.settle([Settled(item, Sent(item.id, NOW))], NOW)
                if "since" in item.ids:
                    self.updates.append((item.chat_id, item.call_id, item.revision))
                    continue
                russian = item.call_id == self.two.id or (joined and item.chat_id in READERS_OF_RUSSIAN)
                self.words.append((item.chat_id, RUSSIAN.url if russian else KAZAKH.url))


@pytest.mark.parametrize("seed", range(12))
async def test_everybody_hears_and_nobody_reads_the_same_words_twice(store: SqlStore, seed: int) -> None:
    chance = random.Random(seed)
    async with store.write() as repositories:
        await subscribe(repositories, PERSON, Language.RU)
        await subscribe(repositories, OTHER, Language.KK)
        await subscribe(repositories, THIRD, Language.KK, territories=(AYAGOZ,))
        await repositories.groups.put(group_chat(), NOW)
        await subscribe(repositories, GROUP, Language.RU, spheres=("culture",))
        one = await add(repositories, KAZAKH, territories=(AQSUAT,), spheres=("health", "culture"))
        two = await add(repositories, RUSSIAN, territories=(ABAI,))
        for call in (one, two):
            await repositories.calls.match(call.id, 1, NOW)
    story = Story(one, two, chance)
    for _ in range(25):
        try:
            async with store.write() as repositories:
                match chance.choice(("deliver", "deliver", "turn", "turn", "revise", "crash")):
                    case "deliver":
                        await story.deliver(repositories, *(chat for chat in EVERYBODY if chance.random() < 0.6))
                    case "turn":
                        await story.turn(repositories)
                    case "revise":
                        await story.revise(repositories)
                    case _:
                        await story.turn(repositories)
                        raise RuntimeError("the power went")
        except RuntimeError:
            continue
    async with store.write() as repositories:
        if await story.apart(repositories):
            await story.turn(repositories)
        await story.deliver(repositories, *EVERYBODY)
    assert len(story.words) == len(set(story.words)), "the same words twice"
    assert len(story.updates) == len(set(story.updates)), "the same news twice"
    assert {chat for chat, _ in story.words} == EVERYBODY
