"""Two calls with a text each, joined and parted: what the tests of duplicates share."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.calls.duplicates import Attachment, Basis, united
from domain.calls.model import Call, CallText
from domain.language import Language
from domain.outbox import Sent
from domain.ports import Joining, Parting, Settled
from domain.territory import TerritoryTree
from storage.seed import load_territories
from storage.store import Repositories
from tests.storage.samples import ABAI, NOW, PERSON, SOURCE, call, post, subscription

THIRD = 503
LATER = NOW + timedelta(hours=30)
TREE = TerritoryTree(load_territories())
KAZAKH = CallText("kk", "Гранттар конкурсы", "https://example.kz/kk", SOURCE.id)
RUSSIAN = CallText("ru", "Конкурс проектов", "https://example.kz/ru", SOURCE.id)


async def add(repositories: Repositories, text: CallText, **changes: Any) -> Call:
    """Store a call with one text, whose post is named by its address."""
    await repositories.sources.sync([SOURCE], NOW)
    name = text.url.rpartition("/")[2]
    post_id = await repositories.sources.put_post(SOURCE.id, post(name, url=text.url), name, None, NOW)
    made = call(texts=(text,), likeness=name, **changes)
    number = await repositories.calls.add(made, post_id, NOW)
    await repositories.duplicates.attach(post_id, Attachment(Basis.FIRST, 1.0, (), name, made.deadline.day), NOW)
    return replace(made, id=number)


async def subscribe(repositories: Repositories, chat: int, language: Language = Language.KK, **changes: Any) -> None:
    person = chat if chat > 0 else None
    if person:
        await repositories.people.set_language(chat, language, NOW)
    await repositories.subscriptions.put(
        subscription(chat_id=chat, person_id=person, language=language, **changes), NOW
    )


async def deliver(repositories: Repositories, *only: int) -> list[tuple[int, int | None]]:
    """Let what is due go out; returns who got word of which call."""
    items = await repositories.outbox.claim("sender", LATER, 100)
    await repositories.outbox.begin_sending("sender", [item.id for item in items])
    mine = [item for item in items if not only or item.chat_id in only]
    await repositories.outbox.settle([Settled(item, Sent(item.id, NOW)) for item in mine], NOW)
    await repositories.outbox.release([item.id for item in items if item not in mine], NOW)
    return sorted((item.chat_id, item.call_id) for item in mine)


async def now_is(repositories: Repositories, one: Call) -> Call:
    found = await repositories.calls.get(one.id)
    assert found is not None
    return found.call


async def join(repositories: Repositories, one: Call, two: Call, *, alert: bool = True) -> int:
    survivor, absorbed = await now_is(repositories, one), await now_is(repositories, two)
    both = Joining(survivor, absorbed, united(survivor, absorbed, TREE, NOW), alert)
    return await repositories.duplicates.join(both, PERSON, ABAI, NOW)


async def part(
    repositories: Repositories, whole: Call, out: Call, *languages: Language, alert: bool = True
) -> tuple[int, int]:
    """Take the texts of `out` out of the call; it takes up its number again when it had one."""
    standing = await now_is(repositories, whole)
    texts = await repositories.duplicates.texts(whole.id)
    leaving = tuple(text for text in texts if text.post.url == out.texts[0].url)
    rest = replace(standing, texts=tuple(text for text in standing.texts if text != out.texts[0]))
    came = replace(out, id=leaving[0].came_from or 0)
    parting = Parting(standing, rest, came, leaving, languages, alert)
    number, queued = await repositories.duplicates.part(parting, PERSON, ABAI, NOW)
    assert number is not None
    return number, queued
