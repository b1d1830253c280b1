"""The register of sources: those of the file and those added in chat, their history, what was told of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.ports import Harvest
from domain.source_address import chat_id, key, normalised
from domain.source_alarms import Told
from domain.source_health import Condition, PollDay
from domain.sources import Source, SourceState
from storage.statement import sql
from storage.store import SqlStore, open_store
from tests.storage.samples import ABAI, NOW, OTHER, PERSON, SOURCE, ZONE, post

ADDRESS = "chat.example.kz/feed"
ADDED = Source(chat_id(ADDRESS), "feed", f"https://{ADDRESS}", "Қосылған", "Добавленный", ABAI, options={"a": "ә"})
TODAY = NOW.date()
_OLD = sql("""
    INSERT INTO source (id, kind, url, name_kk, name_ru, territory_id, languages, interval_us, enabled, options,
                        state, next_poll_at, changed_at)
    VALUES ('old', 'feed', 'https://example.kz/o', 'А', 'Б', 'KZ', '[]', 1, 1, '{}', '{}', 0, 0)
""")


async def add(store: SqlStore, source: Source = ADDED, person: int = PERSON) -> bool:
    async with store.write() as repositories:
        return await repositories.source_register.add(source, normalised(source.url), person, NOW)


async def test_a_source_added_in_chat_is_due_at_once_and_survives_the_file(store: SqlStore) -> None:
    assert await add(store)
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
        await repositories.sources.sync([], NOW)
        assert [source for source, _ in await repositories.sources.due(NOW, 9)] == [replace(ADDED, added_at=NOW)]
        (watched,) = await repositories.source_register.all()
        assert watched == await repositories.source_register.one(key(ADDED.id))
        assert watched == await repositories.source_register.at(ADDRESS)
    assert (watched.in_chat, watched.added_by, watched.paused_at, watched.first_day) == (True, PERSON, None, None)


async def test_the_same_address_is_added_once(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
    assert await add(store)
    assert not await add(store, person=OTHER)
    assert not await add(store, replace(SOURCE, id="chat-other"))
    async with store.read() as repositories:
        assert len(await repositories.source_register.all()) == 2
        assert await repositories.source_register.count_added(PERSON) == 1
        assert await repositories.source_register.count_added(OTHER) == 0


async def test_of_two_processes_that_add_the_same_at_once_one_adds(url: str) -> None:
    async with open_store(url, zone=ZONE) as one, open_store(url, zone=ZONE) as other:
        done = await asyncio.gather(add(one), add(other, person=OTHER))
        assert sorted(done) == [False, True]
        async with one.read() as repositories:
            assert len(await repositories.source_register.all()) == 1


async def test_what_a_coordinator_paused_stays_so_whatever_the_file_says(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
        await repositories.source_register.pause(SOURCE.id, PERSON, NOW)
        await repositories.source_register.pause(SOURCE.id, OTHER, NOW + timedelta(days=1))
        await repositories.sources.sync([SOURCE], NOW)
        assert await repositories.sources.due(NOW, 9) == []
        paused = await repositories.source_register.one(key(SOURCE.id))
        assert paused is not None and (paused.paused_by, paused.paused_at) == (PERSON, NOW)
        await repositories.sources.record(SOURCE.id, SourceState(next_poll_at=NOW + timedelta(days=1)))
        await repositories.source_register.resume(SOURCE.id)
        assert len(await repositories.sources.due(NOW, 9)) == 1


async def test_removing_keeps_the_posts_and_adding_again_finds_them(store: SqlStore) -> None:
    await add(store)
    async with store.write() as repositories:
        await repositories.sources.put_post(ADDED.id, post("p1"), "f1", None, NOW)
        await repositories.source_register.remove(ADDED.id, NOW)
        assert await repositories.source_register.all() == []
        assert await repositories.source_register.one(key(ADDED.id)) is None
        assert await repositories.source_register.at(ADDRESS) is None
        assert await repositories.sources.due(NOW, 9) == []
        assert await repositories.source_register.count_added(PERSON) == 0
        assert (await repositories.source_register.names())[ADDED.id] == ("Қосылған", "Добавленный")
    assert await add(store, replace(ADDED, name_ru="Снова"), OTHER)
    async with store.read() as repositories:
        (back,) = await repositories.source_register.all()
        assert (back.source.name_ru, back.added_by) == ("Снова", OTHER)
        assert len(await repositories.sources.known(ADDED.id, ["p1"], [])) == 1


async def test_only_what_was_added_in_chat_is_renamed_or_removed(store: SqlStore) -> None:
    await add(store)
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
        for source in (SOURCE, ADDED):
            await repositories.source_register.rename(source.id, "Жаңа", "Новое")
        names = await repositories.source_register.names()
        assert names[SOURCE.id] == (SOURCE.name_kk, SOURCE.name_ru)
        assert names[ADDED.id] == ("Жаңа", "Новое")
        await repositories.source_register.remove(SOURCE.id, NOW)
        assert len(await repositories.source_register.all()) == 2


async def test_the_operators_file_takes_over_what_was_added_in_chat(store: SqlStore) -> None:
    await add(store)
    taken = replace(SOURCE, url=f"http://www.{ADDRESS}/")
    async with store.write() as repositories:
        await repositories.sources.sync([taken], NOW)
        (left,) = await repositories.source_register.all()
    assert left.source == taken and not left.in_chat


async def test_two_spellings_of_one_address_in_the_file_do_not_stop_the_start(store: SqlStore) -> None:
    twins = [SOURCE, replace(SOURCE, id="twin", url=SOURCE.url + "/")]
    async with store.write() as repositories:
        await repositories.sources.sync(twins, NOW)
        assert len(await repositories.source_register.all()) == 2


async def test_a_source_that_followed_its_site_stays_there_until_the_file_changes(store: SqlStore) -> None:
    moved = "https://new.example.kz/feed"
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
        await repositories.sources.record(SOURCE.id, SourceState(NOW + timedelta(days=1), etag="x", moved_to=moved))
        await repositories.source_register.move(SOURCE.id, moved, normalised(moved))
        found = await repositories.sources.get(SOURCE.id)
        assert found == (replace(SOURCE, url=moved), SourceState())
        assert len(await repositories.sources.due(NOW, 9)) == 1
        await repositories.sources.record(SOURCE.id, SourceState(etag="y"))
        await repositories.sources.sync([SOURCE], NOW)
        found = await repositories.sources.get(SOURCE.id)
        assert found == (replace(SOURCE, url=moved), SourceState(etag="y")), "and what is remembered of it"
        other = replace(SOURCE, url="https://third.example.kz/feed")
        await repositories.sources.sync([other], NOW)
        assert await repositories.sources.get(SOURCE.id) == (other, SourceState())
        assert await repositories.source_register.at(normalised(moved)) is None


async def test_a_poll_counts_for_its_local_day(store: SqlStore) -> None:
    late = datetime(2026, 3, 2, 18, 59, tzinfo=UTC)  # 23:59 local
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
        good = SourceState(last_ok_at=late)
        posts = [(post(f"p{number}"), f"f{number}") for number in range(6)]
        await repositories.sources.keep([Harvest(SOURCE.id, good, posts[:5])], late)
        await repositories.sources.keep([Harvest(SOURCE.id, good, posts[5:])], late)
        await repositories.sources.count_calls(SOURCE.id, 2, late)
        failed = SourceState(failures=1, last_ok_at=late, last_error="dns", last_error_at=late + timedelta(minutes=1))
        await repositories.sources.record(SOURCE.id, failed)
        await repositories.sources.record(SOURCE.id, SourceState())  # no poll made it
        await repositories.sources.record("unknown", failed)
        await repositories.sources.count_calls("unknown", 2, late)
        days = await repositories.source_register.days(TODAY, TODAY)
        watched = await repositories.source_register.one(key(SOURCE.id))
    first, second = date(2026, 3, 2), date(2026, 3, 3)
    assert days == {SOURCE.id: [PollDay(first, 2, 0, 6, 2), PollDay(second, 1, 1, 0, 0)]}
    assert watched is not None and watched.first_day == first


async def test_of_older_days_only_those_with_posts_are_read(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE, replace(SOURCE, id="b", url="https://example.kz/b")], NOW)
        for back in range(40):
            state = SourceState(last_ok_at=NOW - timedelta(days=back))
            posts = [(post(f"p{back}"), f"f{back}")] if back % 10 == 9 else []
            await repositories.sources.keep([Harvest(SOURCE.id, state, posts)], NOW)
            await repositories.sources.record("b", state)
        every = await repositories.source_register.days(TODAY - timedelta(days=30), TODAY - timedelta(days=2))
        one = await repositories.source_register.days(TODAY - timedelta(days=30), TODAY - timedelta(days=2), "b")
    back = [(TODAY - item.day).days for item in every[SOURCE.id]]
    assert back == [29, 19, 9, 2, 1, 0]
    assert list(one) == ["b"] and one["b"] == every["b"] and len(one["b"]) == 3


async def test_what_was_told_is_remembered_and_a_day_is_told_once(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE, replace(SOURCE, id="b", url="https://example.kz/b")], NOW)
        register = repositories.source_register
        first = {SOURCE.id: Told(Condition.FAILING, TODAY), "b": Told(Condition.SILENT, TODAY)}
        assert await register.tell(TODAY, first, [])
        assert not await register.tell(TODAY, {}, [SOURCE.id])
        assert await register.told() == first
        tomorrow = TODAY + timedelta(days=1)
        assert await register.tell(tomorrow, {"b": Told(Condition.ROT, tomorrow)}, [SOURCE.id])
        assert await register.told() == {"b": Told(Condition.ROT, tomorrow)}


async def test_a_source_is_asked_for_once_in_a_while(store: SqlStore) -> None:
    minute = timedelta(minutes=1)
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
        register = repositories.source_register
        assert await register.ask(SOURCE.id, NOW - minute, NOW)
        assert not await register.ask(SOURCE.id, NOW - timedelta(seconds=1), NOW + minute - timedelta(seconds=1))
        assert await register.ask(SOURCE.id, NOW, NOW + minute)
        assert not await register.ask("unknown", NOW, NOW)


async def test_what_is_older_than_a_year_is_forgotten(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
        for back in (0, 400):
            await repositories.sources.record(SOURCE.id, SourceState(last_ok_at=NOW - timedelta(days=back)))
        await repositories.source_register.tell(TODAY - timedelta(days=400), {}, [])
        await repositories.source_register.tell(TODAY, {}, [])
        assert await repositories.source_register.forget(TODAY - timedelta(days=366)) == 2
        days = await repositories.source_register.days(date(2000, 1, 1), date(2000, 1, 1))
        assert [item.day for item in days[SOURCE.id]] == [TODAY]
        assert not await repositories.source_register.tell(TODAY, {}, [])


async def test_a_source_of_an_older_program_gets_its_key_at_the_next_start(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.session.run(_OLD)
        assert await repositories.source_register.all() == []
        await repositories.sources.sync([replace(SOURCE, id="old", url="https://example.kz/o")], NOW)
        (watched,) = await repositories.source_register.all()
    assert (watched.source.id, watched.key) == ("old", key("old"))


async def test_current_coordinators_come_with_their_territories(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.coordinators.bootstrap([PERSON, OTHER], NOW)
        assert await repositories.coordinators.current() == [(PERSON, "KZ"), (OTHER, "KZ")]
