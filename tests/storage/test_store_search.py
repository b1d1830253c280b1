"""Calls are found by words, and what somebody did not see is told, on both engines alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.calls.model import CallEvent, CallText
from domain.outbox import Gone, OutboxKind, Parcel, Sent
from domain.ports import Settled
from domain.search import How, parse
from storage.search import searchable
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import ABAI, AQSUAT, NOW, call, subscription

SHELF = "p7"
CHAT = 7


async def add(store: SqlStore, title: str, **changes: Any) -> int:
    async with store.write() as repositories:
        made = call(
            texts=(CallText("ru", title, "https://example.kz/1", "news"),), organiser=None, words=frozenset(), **changes
        )
        return await repositories.calls.add(made, 0, NOW)


async def found(store: SqlStore, text: str, *, closed: bool = False) -> list[int]:
    async with store.read() as repositories:
        meant = await repositories.search.understand(parse(text))
        page = await repositories.search.page(meant, NOW, 0, 50, closed=closed)
    return [one.id for one in page.calls]


async def test_open_calls_come_best_match_first_then_the_nearest_deadline(store: SqlStore) -> None:
    late = await add(store, "Грант: чистая вода", closes_at=NOW + timedelta(days=9))
    soon = await add(store, "Вода для села", closes_at=NOW + timedelta(days=2))
    undated = await add(store, "О воде", closes_at=None, deadline=None)
    over = await add(store, "Вода", closes_at=NOW - timedelta(days=1))
    await add(store, "Лес", closes_at=NOW + timedelta(days=1))
    assert await found(store, "воды") == [soon, late, undated]
    assert await found(store, "вода", closed=True) == [over]
    assert await found(store, "вода чистой") == [late]
    assert await found(store, "лесопилка") == []


async def test_a_cancelled_call_is_closed_and_a_changed_title_is_found_anew(store: SqlStore) -> None:
    number = await add(store, "Вода", closes_at=NOW + timedelta(days=9))
    async with store.write() as repositories:
        stored = (await repositories.calls.many([number]))[number]
        text = replace(stored.texts[0], title="Музей")
        changed = replace(stored, texts=(text,), event=CallEvent.CANCELLED, revision=2)
        await repositories.calls.replace(changed, 0, NOW)
    assert await found(store, "вода") == []
    assert await found(store, "музей") == []
    assert await found(store, "музей", closed=True) == [number]


async def test_a_mistyped_word_leads_to_the_near_one_and_a_strange_one_nowhere(store: SqlStore) -> None:
    await add(store, "Волонтёрство", closes_at=NOW + timedelta(days=9))
    async with store.read() as repositories:
        near, nowhere = await repositories.search.understand(parse("валантерство синхрофазотрон"))
    assert (near.how, near.shown) == (How.NEAR, ("волонтёрство",))
    assert (nowhere.how, dict(nowhere.keys)) == (How.NOWHERE, {})


async def test_calls_stored_before_searching_was_are_made_searchable(store: SqlStore) -> None:
    number = await add(store, "Вода", closes_at=NOW + timedelta(days=9))
    async with store.write() as repositories:
        for table in ("search_call", "search_entry", "search_gram", "search_word"):
            await repositories.session.run(sql(f"DELETE FROM {table}"))
    assert await found(store, "вода") == []
    assert await searchable(store) == 1
    assert await searchable(store) == 0
    assert await found(store, "вода") == [number]


async def test_the_nearest_are_open_and_by_deadline(store: SqlStore) -> None:
    later = await add(store, "А1", closes_at=NOW + timedelta(days=9))
    sooner = await add(store, "А2", closes_at=NOW + timedelta(days=2))
    await add(store, "А3", closes_at=NOW)
    await add(store, "А4", closes_at=NOW + timedelta(days=1), event=CallEvent.CANCELLED)
    async with store.read() as repositories:
        assert [one.id for one in await repositories.search.nearest(NOW, 0, 9)] == [sooner, later]
        assert [one.id for one in await repositories.search.nearest(NOW, 1, 9)] == [later]


async def test_a_search_is_kept_for_its_owner_and_forgotten_in_time(store: SqlStore) -> None:
    async with store.write() as repositories:
        number = await repositories.search.asked(CHAT, "вода", NOW)
        assert await repositories.search.asked(CHAT, "вода", NOW + timedelta(days=1)) == number
        kept = await repositories.search.query(CHAT, number)
        assert kept is not None and kept.text == "вода"
        assert await repositories.search.query(8, number) is None
        assert await repositories.search.forget(NOW + timedelta(days=1)) == 0
        assert await repositories.search.forget(NOW + timedelta(days=2)) == 1
        assert await repositories.search.query(CHAT, number) is None


async def unseen(store: SqlStore) -> list[int]:
    async with store.read() as repositories:
        since = NOW - timedelta(days=30)
        page = await repositories.seen.unseen(CHAT, CHAT, SHELF, since, NOW, 0, 50)
        assert (await repositories.seen.beside(CHAT, CHAT, SHELF, since, NOW)).missed == page.total == len(page.calls)
    return [one.call.id for one in page.calls]


async def test_what_closed_unseen_concerns_the_chat_in_place_and_words(store: SqlStore) -> None:
    over = NOW - timedelta(days=3)
    wanted = await add(store, "Вода", closes_at=over)
    await add(store, "Лес", closes_at=over)
    await add(store, "Вода давно", closes_at=NOW - timedelta(days=31))
    await add(store, "Вода ещё открыта", closes_at=NOW + timedelta(days=1))
    await add(store, "Вода далеко", closes_at=over, territories=("750000000",))
    async with store.write() as repositories:
        mine = subscription(
            id=0,
            chat_id=CHAT,
            person_id=None,
            territories=(AQSUAT,),
            spheres=(),
            kinds=(),
            min_amount=0,
            include=("вода",),
        )
        await repositories.subscriptions.put(mine, NOW)
    assert await unseen(store) == [wanted]


@pytest.mark.parametrize("how", ["opened", "saved", "sent"])
async def test_what_was_opened_saved_or_sent_was_seen(store: SqlStore, how: str) -> None:
    number = await add(store, "Вода", closes_at=NOW - timedelta(days=3))
    async with store.write() as repositories:
        mine = subscription(id=0, chat_id=CHAT, person_id=None, territories=(ABAI,), spheres=())
        await repositories.subscriptions.put(mine, NOW)
    assert await unseen(store) == [number]
    async with store.write() as repositories:
        match how:
            case "opened":
                await repositories.seen.open(CHAT, number)
                await repositories.seen.open(CHAT, number)
                await repositories.seen.open(CHAT, 999)
            case "saved":
                await repositories.calls.save(SHELF, number, CHAT, NOW)
            case _:
                await told(repositories, number, CHAT)
    assert await unseen(store) == []


async def told(repositories: Any, number: int, chat: int, outcome: Any = None) -> None:
    await repositories.outbox.put([Parcel(chat, OutboxKind.ALERT, f"c{number}", call_id=number, revision=1)], NOW)
    items = await repositories.outbox.claim("a", NOW, 9)
    await repositories.outbox.begin_sending("a", [item.id for item in items])
    await repositories.outbox.settle([Settled(item, outcome or Sent(5, NOW)) for item in items], NOW)


async def test_a_refused_message_is_known_as_the_reason(store: SqlStore) -> None:
    number = await add(store, "Вода", closes_at=NOW - timedelta(days=3))
    async with store.write() as repositories:
        mine = subscription(id=0, chat_id=CHAT, person_id=None, territories=(ABAI,), spheres=())
        await repositories.subscriptions.put(mine, NOW)
        await told(repositories, number, CHAT, Gone("blocked", unreachable=True))
        page = await repositories.seen.unseen(CHAT, CHAT, SHELF, NOW - timedelta(days=30), NOW, 0, 5)
    assert [(one.call.id, one.queued, one.error) for one in page.calls] == [(number, OutboxKind.ALERT, "blocked")]


async def test_how_early_chats_heard_outlives_the_messages_and_the_people(store: SqlStore) -> None:
    number = await add(store, "Вода", closes_at=NOW + timedelta(days=3), first_seen_at=NOW - timedelta(hours=5))
    async with store.write() as repositories:
        await told(repositories, number, CHAT)
        await told(repositories, number, 8)
        assert await repositories.seen.sent_at(CHAT, number) == NOW
        assert await repositories.seen.sent_at(9, number) is None
        assert await repositories.seen.notice(number) == {5: 2}
        await repositories.people.erase(CHAT, NOW)
        await repositories.outbox.forget(NOW + timedelta(days=99))
        assert await repositories.seen.sent_at(CHAT, number) is None
        assert await repositories.seen.notice(number) == {5: 2}
        stored = (await repositories.calls.many([number]))[number]
    assert stored.first_delivered_at == NOW
