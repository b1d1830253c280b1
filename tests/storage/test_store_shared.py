"""The memory that machines share: forms follow the facts, and when it is down or empty nothing that matters is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from domain.errors import StorageBusy
from domain.people import Dialogue
from storage import shared
from storage.shared import SharedMemory, open_shared
from storage.statement import sql
from storage.store import SqlStore, open_store
from tests.redis_server import RedisServer, redis_server
from tests.storage.samples import GROUP, NOW, OTHER, PERSON, ZONE

pytestmark = pytest.mark.redis

FORM = Dialogue("name", {"name": "«Үміт» ҚБ", "step": 2})
_DATA = sql("SELECT data FROM dialogue")


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
async def memory(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SharedMemory]:
    monkeypatch.setattr(shared, "REST", 0.0)
    async with open_shared(redis.url) as opened:
        assert opened is not None
        yield opened


@pytest.fixture
async def forms(url: str, memory: SharedMemory) -> AsyncIterator[SqlStore]:
    async with open_store(url, zone=ZONE, forms=memory) as opened:
        yield opened


async def put(store: SqlStore, dialogue: Dialogue, *, chat: int = PERSON, person: int = PERSON) -> None:
    async with store.write() as repositories:
        await repositories.dialogues.put(chat, person, dialogue, NOW)


async def seen(store: SqlStore, *, chat: int = PERSON, person: int = PERSON) -> Dialogue:
    async with store.read() as repositories:
        return (await repositories.people.visitor(chat, person)).dialogue


async def kept_in_rows(store: SqlStore) -> str:
    async with store.read() as repositories:
        return " ".join(str(row[0]) for row in await repositories.session.all(_DATA))


async def test_a_form_is_in_redis_and_read_from_any_machine(forms: SqlStore, redis: RedisServer, url: str) -> None:
    await put(forms, FORM)
    assert "Үміт" not in await kept_in_rows(forms)
    async with open_shared(redis.url) as other, open_store(url, zone=ZONE, forms=other) as elsewhere:
        assert await seen(elsewhere) == FORM
    await put(forms, Dialogue())
    assert await seen(forms) == Dialogue()


async def test_a_unit_of_work_that_fails_leaves_the_form_as_it_was(forms: SqlStore) -> None:
    await put(forms, FORM)
    for dialogue in (Dialogue("bin", {"name": "x"}), Dialogue()):
        with pytest.raises(ZeroDivisionError):
            async with forms.write() as repositories:
                await repositories.dialogues.put(PERSON, PERSON, dialogue, NOW)
                raise ZeroDivisionError
        assert await seen(forms) == FORM


async def test_when_redis_is_down_forms_go_on_in_the_database(forms: SqlStore, redis: RedisServer) -> None:
    redis.kill()
    await put(forms, FORM)
    assert "Үміт" in await kept_in_rows(forms)
    assert await seen(forms) == FORM
    redis.start()
    await put(forms, FORM)
    assert "Үміт" not in await kept_in_rows(forms)
    assert await seen(forms) == FORM


async def test_a_form_in_a_redis_that_is_down_is_busy_and_in_one_that_came_back_empty_it_is_lost(
    forms: SqlStore, redis: RedisServer
) -> None:
    await put(forms, FORM)
    redis.kill()
    with pytest.raises(StorageBusy):
        await seen(forms)
    assert await seen(forms, chat=OTHER, person=OTHER) == Dialogue(), "who has no form there is not troubled"
    redis.start()
    assert await seen(forms) == Dialogue(lost=True)


async def test_after_a_failure_nobody_waits_for_a_dead_server_with_every_press(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "REST", 3600.0)
    async with open_shared(redis.url) as memory:
        assert memory is not None
        redis.kill()
        assert await memory.put(PERSON, PERSON, "1") is None
        redis.start()
        with pytest.raises(StorageBusy, match="a moment ago"):
            await memory.get("elshi:form:1:1 x")


async def test_erasing_a_person_erases_their_forms_and_nobody_else_s(forms: SqlStore, memory: SharedMemory) -> None:
    await put(forms, FORM)
    await put(forms, FORM, chat=GROUP)
    await put(forms, FORM, chat=OTHER, person=OTHER)
    async with forms.write() as repositories:
        await repositories.people.erase(PERSON, NOW)
    left = await memory.ask(memory._client.keys("*"))
    assert left == [f"elshi:form:{OTHER}:{OTHER}"]


async def test_a_person_is_not_called_erased_while_redis_may_still_know_them(
    forms: SqlStore, redis: RedisServer
) -> None:
    await put(forms, FORM)
    redis.kill()
    with pytest.raises(StorageBusy):
        async with forms.write() as repositories:
            await repositories.people.erase(PERSON, NOW)


async def test_a_form_follows_a_group_that_became_a_supergroup(forms: SqlStore) -> None:
    await put(forms, FORM, chat=GROUP)
    async with forms.write() as repositories:
        await repositories.outbox.migrate_chat(GROUP, -1_000_000_000_777)
    assert await seen(forms, chat=-1_000_000_000_777) == FORM


async def test_old_texts_of_a_form_do_not_pile_up_and_all_of_it_is_forgotten_in_time(memory: SharedMemory) -> None:
    for number in range(20):
        await memory.put(PERSON, PERSON, str(number))
    key = f"elshi:form:{PERSON}:{PERSON}"
    assert await memory.ask(memory._client.llen(key)) == shared.VERSIONS
    assert 0 < await memory.ask(memory._client.ttl(key)) <= shared.KEPT.total_seconds()
    await memory.fade(PERSON, PERSON)
    assert 0 < await memory.ask(memory._client.ttl(key)) <= shared.FADES.total_seconds()


async def test_what_one_machine_sent_is_counted_by_the_next(memory: SharedMemory, redis: RedisServer) -> None:
    for chat in (PERSON, GROUP, GROUP):
        await memory.counters.sent(chat)
    await memory.counters.hold(30)
    async with open_shared(redis.url) as other:
        assert other is not None
        lately = await other.counters.lately()
    assert [chat for chat, _ in lately.sent] == [PERSON, GROUP, GROUP]
    assert all(0 <= ago < 60 for _, ago in lately.sent)
    assert 0 < lately.held <= 30
    redis.kill()
    await memory.counters.sent(PERSON)
    await memory.counters.hold(1)
    assert (await memory.counters.lately()).sent == ()


async def test_a_task_that_is_cancelled_while_it_asks_ends_at_whatever_moment(memory: SharedMemory) -> None:
    await memory.counters.sent(PERSON)  # connected
    stopped = 0
    for steps in range(40):
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(memory.counters.sent(PERSON))
            for _ in range(steps):
                await asyncio.sleep(0)
            in_time = asking.cancel()
        assert asking.cancelled() == in_time, f"after {steps} steps"
        stopped += in_time
    assert stopped >= 3, "moments within a question were met"
