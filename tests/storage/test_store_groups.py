"""Groups and channels in storage: who is told, what follows a new number, what erasing a person leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.groups import GroupKind, GroupState
from domain.language import Language
from domain.outbox import OutboxKind
from storage.store import SqlStore
from tests.storage.samples import GROUP, NOW, OTHER, PERSON, add_call, add_people, group_chat, subscription

SUPERGROUP = -1001234567890


async def test_a_chat_comes_back_as_it_was_stored(store: SqlStore) -> None:
    chat = group_chat(
        kind=GroupKind.SUPERGROUP, forum=True, language=Language.RU, topic_id=7, state=GroupState.SILENCED,
        state_since=NOW + timedelta(hours=1), role="member", greeted=True,
    )  # fmt: skip
    async with store.write() as repositories:
        await repositories.groups.put(group_chat(), NOW)
        await repositories.groups.put(chat, NOW)
        assert await repositories.groups.get(GROUP) == chat
        assert await repositories.groups.get(PERSON) is None
        assert await repositories.groups.many([GROUP, PERSON]) == {GROUP: chat}


async def test_the_alerts_of_a_chat_follow_its_language(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.groups.put(group_chat(language=Language.KK), NOW)
        await repositories.subscriptions.put(subscription(chat_id=GROUP), NOW)
        await repositories.subscriptions.put(subscription(), NOW)
        await repositories.groups.set_language(GROUP, Language.RU, NOW)
        assert [one.language for one in await repositories.subscriptions.of_chat(GROUP)] == [Language.RU]
        assert [one.language for one in await repositories.subscriptions.of_chat(PERSON)] == [Language.KK]


async def test_only_people_we_know_are_remembered_as_administrators(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.groups.put(group_chat(), NOW)
        for person in (PERSON, PERSON, OTHER):
            await repositories.groups.note_admin(GROUP, person, NOW)
        assert [chat.id for chat in await repositories.groups.of_admin(PERSON)] == [GROUP]
        assert await repositories.groups.of_admin(OTHER) == []


async def test_when_whoever_set_it_up_is_no_administrator_the_next_one_is_told(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        await repositories.groups.put(group_chat(), NOW)
        await repositories.groups.note_admin(GROUP, OTHER, NOW)
        assert await repositories.groups.keeper(GROUP) == PERSON
        await repositories.groups.forget_admin(GROUP, PERSON)
        assert await repositories.groups.keeper(GROUP) == OTHER
        await repositories.groups.forget_admin(GROUP, OTHER)
        assert await repositories.groups.keeper(GROUP) is None


async def test_erasing_a_person_leaves_the_chat_without_their_number(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.groups.put(group_chat(), NOW)
        await repositories.groups.note_admin(GROUP, PERSON, NOW)
        await repositories.people.erase(PERSON, NOW)
        assert await repositories.groups.keeper(GROUP) is None
        assert await repositories.groups.of_admin(PERSON) == []
        assert await repositories.groups.get(GROUP) == group_chat(set_up_by=None)


async def test_a_new_number_keeps_the_settings_even_when_it_was_heard_of_first(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        old = group_chat(language=Language.KK, greeted=True, state=GroupState.LEFT)
        await repositories.groups.put(old, NOW)
        await repositories.groups.note_admin(GROUP, PERSON, NOW)
        await repositories.groups.note_admin(GROUP, OTHER, NOW)
        await repositories.groups.put(group_chat(id=SUPERGROUP, title="?", set_up_by=None), NOW)
        await repositories.groups.note_admin(SUPERGROUP, OTHER, NOW)
        for _ in range(2):  # told by the group, by the supergroup and by a refused message
            await repositories.outbox.migrate_chat(GROUP, SUPERGROUP)
        moved = replace(old, id=SUPERGROUP, kind=GroupKind.SUPERGROUP, state=GroupState.ACTIVE)
        assert await repositories.groups.get(SUPERGROUP) == moved
        assert await repositories.groups.get(GROUP) is None
        for person in (PERSON, OTHER):
            assert [chat.id for chat in await repositories.groups.of_admin(person)] == [SUPERGROUP]


async def test_a_chat_that_removed_us_long_ago_is_forgotten_with_its_subscriptions(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.groups.put(group_chat(state=GroupState.LEFT), NOW)
        await repositories.groups.put(group_chat(id=SUPERGROUP), NOW)
        for chat_id in (GROUP, SUPERGROUP):
            await repositories.groups.note_admin(chat_id, PERSON, NOW)
            await repositories.subscriptions.put(subscription(chat_id=chat_id), NOW)
        assert await repositories.groups.forget(NOW) == 0
        assert await repositories.groups.forget(NOW + timedelta(days=1)) == 1
        assert [chat.id for chat in await repositories.groups.of_admin(PERSON)] == [SUPERGROUP]
        assert await repositories.subscriptions.of_chat(GROUP) == []
        assert len(await repositories.subscriptions.of_chat(SUPERGROUP)) == 1


async def test_waiting_alerts_of_a_chat_become_one_digest(store: SqlStore) -> None:
    later = NOW + timedelta(days=3)
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        for chat_id in (GROUP, PERSON):
            await repositories.subscriptions.put(subscription(chat_id=chat_id), NOW)
        for name in ("a", "b"):
            await repositories.calls.match(await add_call(repositories, likeness=name), 1, NOW)
        await repositories.outbox.as_digest(GROUP, later)
        items = await repositories.outbox.claim("me", later, 10)
    kinds = {(item.chat_id, item.kind) for item in items}
    assert kinds == {(GROUP, OutboxKind.DIGEST), (PERSON, OutboxKind.ALERT)}
    assert len(items) == 4
