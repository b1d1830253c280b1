"""Who may send, what is theirs to send, what a refusal takes back, and how long settled messages are remembered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from domain.calls.model import CallEvent
from domain.outbox import Gone, Retry, Sent
from domain.people import Role
from domain.ports import Settled
from storage.statement import sql
from storage.store import Repositories, SqlStore
from tests.storage.samples import GROUP, NOW, OTHER, PERSON, ZONE, add_call, add_people, subscription

MINUTE = timedelta(minutes=1)
_STATES = sql("SELECT chat_id, state, error FROM outbox ORDER BY id")


async def _queue(repositories: Repositories, *chats: int, name: str = "f1", **changes: object) -> int:
    for chat in chats:
        await add_people(repositories, abs(chat))
        if not await repositories.subscriptions.of_chat(chat):
            await repositories.subscriptions.put(subscription(chat_id=chat, person_id=abs(chat)), NOW)
    call_id = await add_call(repositories, likeness=name, **changes)
    await repositories.calls.match(call_id, 1, NOW)
    return call_id


async def _states(repositories: Repositories) -> Mapping[int, tuple[str, str | None]]:
    return {row[0]: (row[1], row[2]) for row in await repositories.session.all(_STATES)}


async def test_only_what_is_still_ones_own_is_sent(store: SqlStore) -> None:
    async with store.write() as repositories:
        outbox = repositories.outbox
        await _queue(repositories, PERSON, OTHER, GROUP)
        ids = {item.chat_id: item.id for item in await outbox.claim("me", NOW, 9)}
        await repositories.people.erase(PERSON, NOW)
        assert await outbox.begin_sending("you", list(ids.values())) == []
        assert await outbox.begin_sending("me", [*ids.values(), 99_999]) == sorted((ids[OTHER], ids[GROUP]))
        assert await outbox.begin_sending("me", list(ids.values())) == [], "begun once"
        assert await outbox.begin_sending("me", []) == []


async def test_what_another_owner_took_over_is_not_ours_to_send(store: SqlStore) -> None:
    async with store.write() as repositories:
        outbox = repositories.outbox
        await _queue(repositories, PERSON)
        (item,) = await outbox.claim("late", NOW, 9)
        await outbox.recover("new", NOW)
        assert await outbox.begin_sending("late", [item.id]) == []
        assert [again.id for again in await outbox.claim("new", NOW, 9)] == [item.id]
        assert await outbox.begin_sending("late", [item.id]) == []
        assert await outbox.begin_sending("new", [item.id]) == [item.id]


async def test_a_refused_call_is_not_sent_to_the_person_any_more(store: SqlStore) -> None:
    async with store.write() as repositories:
        kept = await _queue(repositories, PERSON, name="kept")
        refused = await _queue(repositories, PERSON, OTHER, GROUP, name="refused")
        for _ in range(2):
            await repositories.calls.dismiss(f"person:{PERSON}", refused, PERSON, NOW)
        items = await repositories.outbox.claim("me", NOW, 9)
        assert {(item.chat_id, item.call_id) for item in items} == {(PERSON, kept), (OTHER, refused), (GROUP, refused)}
        assert (await _states(repositories))[PERSON] == ("gone", "dismissed")


async def test_a_refusal_of_the_organisation_reaches_every_members_own_chat(store: SqlStore) -> None:
    stranger = 777
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        await repositories.people.onboard(PERSON, Role.NGO, "Qor", None, NOW)
        ngo = (await repositories.people.visitor(PERSON, PERSON)).ngo
        assert ngo is not None
        await repositories.session.run(
            sql("INSERT INTO ngo_member (person_id, ngo_id, joined_at) VALUES (:p, :n, 1)"), p=OTHER, n=ngo.id
        )
        refused = await _queue(repositories, PERSON, OTHER, stranger)
        await repositories.calls.dismiss(f"ngo:{ngo.id}", refused, PERSON, NOW)
        assert await _states(repositories) == {
            PERSON: ("gone", "dismissed"),
            OTHER: ("gone", "dismissed"),
            stranger: ("pending", None),
        }


async def test_a_message_on_its_way_is_not_touched_by_a_refusal(store: SqlStore) -> None:
    async with store.write() as repositories:
        call_id = await _queue(repositories, PERSON)
        (item,) = await repositories.outbox.claim("me", NOW, 9)
        await repositories.calls.dismiss(f"person:{PERSON}", call_id, PERSON, NOW)
        assert await repositories.outbox.begin_sending("me", [item.id]) == [item.id]


@pytest.mark.parametrize(
    ("changes", "forgotten"),
    [
        ({"closes_at": NOW + timedelta(days=5)}, True),
        ({"closes_at": NOW + timedelta(days=11)}, False),
        ({"closes_at": NOW + timedelta(days=11), "event": CallEvent.CANCELLED}, True),
        ({"closes_at": NOW + timedelta(days=11), "event": CallEvent.RESULT}, True),
        ({"closes_at": None, "deadline": None}, False),
        ({"closes_at": None, "deadline": None, "first_seen_at": NOW - timedelta(days=50)}, True),
    ],
)
async def test_settled_messages_are_forgotten_once_their_call_is_over(
    store: SqlStore, changes: dict[str, Any], forgotten: bool
) -> None:
    """Ten days later; while the call is open its rows are the memory that nobody is told twice."""
    async with store.write() as repositories:
        call_id = await _queue(repositories, PERSON, OTHER, GROUP, **changes)
        sent, gone, waiting = await repositories.outbox.claim("me", NOW, 9)
        await repositories.outbox.settle(
            [Settled(sent, Sent(1, NOW)), Settled(gone, Gone("stale")), Settled(waiting, Retry(NOW, "502"))], NOW
        )
        assert await repositories.outbox.forget(NOW) == 0, "settled not before this instant"
        assert await repositories.outbox.forget(NOW + timedelta(days=10)) == (2 if forgotten else 0)
        assert (await _states(repositories))[waiting.chat_id] == ("pending", "502"), "what waits is never forgotten"
        assert await repositories.calls.match(call_id, 1, NOW) == (2 if forgotten else 0)


async def test_messages_without_a_call_are_forgotten(store: SqlStore) -> None:
    async with store.write() as repositories:
        await _queue(repositories, PERSON)
        (item,) = await repositories.outbox.claim("me", NOW, 9)
        await repositories.outbox.settle([Settled(item, Sent(1, NOW.astimezone(ZONE)))], NOW)
        await repositories.session.run(sql("UPDATE outbox SET call_id = 99999"))
        assert await repositories.outbox.forget(NOW + MINUTE) == 1


async def test_the_store_tells_whether_it_is_alive(store: SqlStore) -> None:
    await store.alive()
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await store.alive()
    assert (await store.facts())["people"] == 1
