"""Sources, posts and the inbox of updates."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.calls.model import CallEvent, CallKind, LocalMoment, Post, Stated
from domain.errors import AlreadyHandled
from domain.ports import Harvest
from domain.sources import SourceState
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import NOW, SOURCE, add_call, post

SECOND = replace(SOURCE, id="second", url="https://example.kz/second", languages=("kk",))


async def test_the_stored_sources_become_those_of_the_file(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE, SECOND], NOW)
        assert {source.id for source, _ in await repositories.sources.due(NOW, 9)} == {SOURCE.id, SECOND.id}
        await repositories.sources.sync([replace(SECOND, name_ru="Другое")], NOW)
        assert [source.name_ru for source, _ in await repositories.sources.due(NOW, 9)] == ["Другое"]
        gone = await repositories.sources.get(SOURCE.id)
        assert gone is not None and gone[0] == replace(SOURCE, enabled=False)
        await repositories.sources.sync([SOURCE, replace(SECOND, enabled=False)], NOW)
        assert [source for source, _ in await repositories.sources.due(NOW, 9)] == [SOURCE]
        assert await repositories.sources.get("unknown") is None


async def test_a_state_is_kept_and_decides_when_the_source_is_due(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE, SECOND], NOW)
        state = SourceState(next_poll_at=NOW + timedelta(minutes=5), etag='"ё"', failures=2, last_error="dead")
        await repositories.sources.record(SOURCE.id, state)
        await repositories.sources.record(SECOND.id, replace(state, next_poll_at=NOW + timedelta(minutes=4)))
        assert await repositories.sources.due(NOW, 9) == []
        due = await repositories.sources.due(NOW + timedelta(minutes=5), 9)
        assert [source.id for source, _ in due] == [SECOND.id, SOURCE.id], "longest waiting first"
        assert due[1][1] == state
        assert len(await repositories.sources.due(NOW + timedelta(minutes=5), 1)) == 1


async def test_a_source_that_moves_forgets_the_validators_of_its_old_address(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
        await repositories.sources.record(SOURCE.id, SourceState(next_poll_at=NOW + timedelta(days=1), etag="x"))
        await repositories.sources.sync([replace(SOURCE, interval=timedelta(hours=2))], NOW)
        same = await repositories.sources.get(SOURCE.id)
        await repositories.sources.sync([replace(SOURCE, url="https://example.kz/new")], NOW)
        moved = await repositories.sources.get(SOURCE.id)
    assert same is not None and same[1].etag == "x" and same[0].interval == timedelta(hours=2)
    assert moved is not None and moved[1] == SourceState()


async def test_a_source_that_is_read_in_another_way_starts_anew(store: SqlStore) -> None:
    async with store.write() as repositories:
        page = replace(SOURCE, kind="page", options={"item": "li"})
        await repositories.sources.sync([page], NOW)
        await repositories.sources.record(SOURCE.id, SourceState(etag="x", marks={"seen": ["ё"]}))
        await repositories.sources.sync([page], NOW)
        same = await repositories.sources.get(SOURCE.id)
        await repositories.sources.sync([replace(page, options={"item": "p"})], NOW)
        other = await repositories.sources.get(SOURCE.id)
    assert same is not None and same[1] == SourceState(etag="x", marks={"seen": ["ё"]})
    assert other is not None and other[1] == SourceState()


async def test_harvests_are_kept_with_their_states_and_read_newest_first_in_order_of_time(store: SqlStore) -> None:
    def dated(name: str, hours: int | None) -> tuple[Post, str]:
        published = None if hours is None else NOW - timedelta(hours=hours)
        return replace(post(name), published=published), f"f-{name}"

    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE, SECOND], NOW)
        await repositories.sources.keep(
            [
                Harvest(SOURCE.id, SourceState(etag="a"), [dated("old", 9), dated("new", 1), dated("undated", None)]),
                Harvest(SECOND.id, SourceState(etag="b"), [dated("mid", 5)]),
                Harvest(SECOND.id, SourceState(etag="c")),
            ],
            NOW,
        )
    async with store.read() as repositories:
        kept = [await repositories.sources.get(source.id) for source in (SOURCE, SECOND)]
        assert [found[1].etag for found in kept if found] == ["a", "c"]
        waiting = await repositories.sources.unread(9)
        assert [one.post.external_id for one in waiting] == ["old", "mid", "new", "undated"]
        assert [one.post.external_id for one in await repositories.sources.unread(3)] == ["mid", "new", "undated"]
        assert waiting[1].source == SECOND and waiting[1].post == dated("mid", 5)[0] and waiting[1].call_id is None
        (known,) = await repositories.sources.known(SOURCE.id, ["new"], [])
        assert known.unread
    async with store.write() as repositories:
        for one in waiting:
            await repositories.sources.mark_read(one, None)
        assert await repositories.sources.unread(9) == []
        (known,) = await repositories.sources.known(SOURCE.id, ["new"], [])
        assert not known.unread


async def test_a_post_that_changes_is_unread_again_and_keeps_its_call(store: SqlStore) -> None:
    changed = [(post("f1", title="Жаңа"), "f2")]
    async with store.write() as repositories:
        call_id = await add_call(repositories)
        await repositories.sources.keep([Harvest(SOURCE.id, SourceState(), changed)], NOW)
        (waiting,) = await repositories.sources.unread(9)
        assert (waiting.call_id, waiting.post.title) == (call_id, "Жаңа")
        # It changes once more while it is being read: the newest words wait on.
        await repositories.sources.keep([Harvest(SOURCE.id, SourceState(), [(post("f1", title="Ең жаңа"), "f3")])], NOW)
        await repositories.sources.mark_read(waiting, None)
        (again,) = await repositories.sources.unread(9)
        assert (again.id, again.post.title) == (waiting.id, "Ең жаңа")
        await repositories.sources.mark_read(again, None)
        (known,) = await repositories.sources.known(SOURCE.id, ["f1"], [])
    assert (known.call_id, known.unread) == (call_id, False)


async def test_a_post_is_known_by_its_id_or_by_its_words(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE, SECOND], NOW)
        first = await repositories.sources.put_post(SOURCE.id, post("p1"), "w1", None, NOW)
        second = await repositories.sources.put_post(SOURCE.id, post("p2"), "w2", None, NOW)
        await repositories.sources.put_post(SECOND.id, post("p1"), "w1", None, NOW)
        again = await repositories.sources.put_post(SOURCE.id, post("p1", title="Жаңа"), "w3", None, NOW)
        known = await repositories.sources.known(SOURCE.id, ["p1", "nothing"], ["w2", "w1"])
        none = await repositories.sources.known(SOURCE.id, [], [])
    assert again == first and none == []
    assert [(found.id, found.external_id, found.fingerprint) for found in known] == [
        (first, "p1", "w3"),
        (second, "p2", "w2"),
    ]


async def test_hostile_words_are_kept_without_what_no_engine_takes(store: SqlStore) -> None:
    title = "'; DROP TABLE post; -- <b>\x00\ud83d" + "ұ" * 10_000
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
        stored = await repositories.sources.put_post(SOURCE.id, post("\x00id", title=title), "w", None, NOW)
        known = await repositories.sources.known(SOURCE.id, ["\x00id"], [])
        row = await repositories.session.one(sql("SELECT title FROM post WHERE id = :id"), id=stored)
    assert [found.id for found in known] == [stored]
    assert row is not None and row[0] == "'; DROP TABLE post; -- <b>?" + "ұ" * 10_000


async def test_updates_wait_until_they_are_handled(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.updates.keep([(8, '{"b": 1}'), (7, '{"a": "ң"}')], NOW)
        await repositories.updates.keep([(7, "changed"), (9, "{}")], NOW)
    async with store.read() as repositories:
        assert await repositories.updates.unhandled() == [(7, '{"a": "ң"}'), (8, '{"b": 1}'), (9, "{}")]
    async with store.write(7):
        pass
    async with store.write() as repositories:
        await repositories.updates.done([8, 100])
        await repositories.updates.keep([(7, "again"), (8, "again")], NOW)
        assert await repositories.updates.unhandled() == [(9, "{}")]
        bodies = await repositories.session.all(sql("SELECT body FROM update_inbox WHERE done = 1"))
        assert {row[0] for row in bodies} == {""}, "what a person wrote is not kept once it was handled"


async def test_updates_that_are_kept_are_known_handled_or_not(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.updates.keep([(1, "{}"), (2, "{}")], NOW)
        await repositories.updates.done([2])
    async with store.write(3):
        pass
    async with store.read() as repositories:
        assert await repositories.updates.known([1, 2, 3, 4]) == {1, 2, 3}
        assert await repositories.updates.known([]) == set()


async def test_handled_updates_are_forgotten_after_a_while(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.updates.keep([(1, "{}"), (2, "{}")], NOW)
        await repositories.updates.keep([(3, "{}")], NOW + timedelta(days=2))
        await repositories.updates.done([1, 3])
        assert await repositories.updates.forget(NOW + timedelta(days=1)) == 1
        assert await repositories.updates.unhandled() == [(2, "{}")]


async def test_an_update_is_handled_once_even_when_it_was_not_kept(store: SqlStore) -> None:
    async with store.write(5) as repositories:
        await repositories.sources.sync([SOURCE], NOW)
    with pytest.raises(AlreadyHandled):
        async with store.write(5) as repositories:
            await repositories.sources.sync([SECOND], NOW)
    async with store.read() as repositories:
        assert await repositories.sources.get(SECOND.id) is None


async def test_an_update_whose_handling_failed_may_come_again(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.updates.keep([(5, "{}")], NOW)
    with pytest.raises(ZeroDivisionError):
        async with store.write(5) as repositories:
            await repositories.sources.sync([SOURCE], NOW)
            raise ZeroDivisionError
    async with store.write(5) as repositories:
        assert await repositories.sources.get(SOURCE.id) is None
    async with store.read() as repositories:
        assert await repositories.updates.unhandled() == []


async def test_what_a_source_states_is_kept_with_the_post_and_changes_with_it(store: SqlStore) -> None:
    stated = Stated(
        kind=CallKind.SSO,
        event=CallEvent.OPENED,
        deadline=LocalMoment(NOW.date()),
        amount_total=10**13,
        regions=("334800000",),
        number="1-1",
        printed=(("deadline", "endDate: қазір"),),
    )
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
        posts = [(post("p1", stated=stated), "f1"), (post("p2"), "f2")]
        await repositories.sources.keep([Harvest(SOURCE.id, SourceState(), posts)], NOW)
    async with store.read() as repositories:
        kept = {one.post.external_id: one.post for one in await repositories.sources.unread(9)}
    assert kept["p1"] == post("p1", stated=stated) and kept["p2"].stated is None
    moved = replace(stated, deadline=None)
    async with store.write() as repositories:
        await repositories.sources.put_post(SOURCE.id, post("p1", stated=moved), "f3", None, NOW)
        await repositories.sources.put_post(SOURCE.id, post("p2", stated=stated), "f4", None, NOW)
    async with store.read() as repositories:
        kept = {one.post.external_id: one.post for one in await repositories.sources.unread(9)}
    assert kept["p1"].stated == moved and kept["p2"].stated == stated
