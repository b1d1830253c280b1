"""What the operator's side counts and remembers, on both engines."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from domain.operating import Needs
from domain.outbox import OutboxKind, Parcel, Priority
from storage import schema
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import NOW, PERSON, add_people, add_request

DAY = timedelta(days=1)


async def test_facts_are_kept_by_name_claimed_once_and_forgotten_by_age(store: SqlStore) -> None:
    async with store.write() as repositories:
        facts = repositories.operating
        assert await facts.get("bot") is None
        await facts.put("bot", "1", NOW - 900 * DAY)
        await facts.put("bot", "2", NOW - 800 * DAY)
        assert await facts.claim("note:2026-W10", "sent", NOW)
        assert not await facts.claim("note:2026-W10", "sent", NOW)
        await facts.put("backup:2024-01-01", "ok", NOW - 800 * DAY)
        await facts.add("errors:2026-03-02", 3, NOW)
        await facts.add("errors:2026-03-02", 4, NOW)
        assert [one.value for one in await facts.dated("errors", NOW - DAY)] == ["7"]
        assert await facts.dated("error", NOW - DAY) == []
        assert await facts.forget(NOW - 366 * DAY) == 1
        kept = await facts.get("bot")
    assert kept is not None and kept.value == "2", "what has no day is never forgotten"


async def test_two_at_once_claim_once(store: SqlStore) -> None:
    async def claim() -> bool:
        async with store.write() as repositories:
            return await repositories.operating.claim("note:2026-W11", "sent", NOW)

    assert sorted(await asyncio.gather(claim(), claim())) == [False, True]


async def test_the_figures_of_the_moment(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        request = await add_request(repositories)
        urgent = Parcel(PERSON, OutboxKind.NOTICE, "a", priority=Priority.URGENT, not_before=NOW - DAY)
        later = Parcel(PERSON, OutboxKind.NOTICE, "b", not_before=NOW + DAY)
        await repositories.outbox.put([urgent, later], NOW)
        await repositories.updates.keep([(5, "{}")], NOW)
    async with store.read() as repositories:
        found = await repositories.operating.figures(NOW, date(2999, 1, 1))
        early = await repositories.operating.figures(NOW, date(2000, 1, 1))
    assert found.schema == schema.latest() and found.size > 100_000
    assert (found.open_requests, found.overdue_requests, early.overdue_requests) == (1, 1, 0), request
    assert found.unhandled_updates == 1
    assert found.outbox[Priority.URGENT].pending == 1 and found.outbox[Priority.URGENT].oldest_due == NOW - DAY
    assert found.outbox[Priority.NORMAL].pending == 1 and found.outbox[Priority.NORMAL].oldest_due is None
    assert found.outbox[Priority.BULK].pending == 0


async def test_what_needs_a_person_is_counted(store: SqlStore) -> None:
    async with store.read() as repositories:
        assert (await repositories.operating.needs(NOW - DAY)).none
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await add_request(repositories)
        await repositories.session.run(sql("UPDATE request SET office_id = NULL, seat_id = NULL"))
        await repositories.session.run(sql("UPDATE seat SET until = 1"))
        await repositories.outbox.put([Parcel(PERSON, OutboxKind.NOTICE, "a")], NOW)
        await repositories.session.run(sql("UPDATE outbox SET repeated = 1"))
        await repositories.operating.put("backup:2026-03-01", "failed", NOW)
        await repositories.operating.put("backup:2026-03-02", "ok", NOW)
        await repositories.operating.add("errors:2026-03-02", 12, NOW)
        await repositories.operating.add("errors:2026-02-01", 99, NOW - 20 * DAY)
        offices = await repositories.session.one(sql("SELECT COUNT(*) FROM office"))
    assert offices is not None
    async with store.read() as repositories:
        found = await repositories.operating.needs(NOW - DAY)
    assert found == Needs(0, int(offices[0]), 1, 1, 1, 12)
