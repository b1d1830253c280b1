"""Leases: one owner at a time, by the clock of the database, free again when they lapse or are given back."""

from __future__ import annotations

from storage.statement import sql
from storage.store import SqlStore

_AGED = sql("UPDATE lease SET until = until - :micros")
DAY = 86_400_000_000


async def test_one_of_two_owners_holds_it_and_renews_it_and_the_other_waits(store: SqlStore) -> None:
    async with store.write() as repositories:
        assert await repositories.leases.take("leader", "a", 60)
    async with store.write() as repositories:
        leases = repositories.leases
        assert not await leases.take("leader", "b", 60)
        assert await leases.take("leader", "a", 60), "renewed"
        assert not await leases.take("leader", "b", 60)
        assert await leases.take("sender", "b", 60), "another name is another lease"
    async with store.read() as repositories:
        assert await repositories.leases.held() == ["leader", "sender"]


async def test_a_lapsed_lease_goes_to_whoever_asks_first(store: SqlStore) -> None:
    async with store.write() as repositories:
        leases = repositories.leases
        assert await leases.take("leader", "a", 0)
        assert await leases.held() == []
        assert await leases.take("leader", "b", 60), "it lapses at its end exactly"
        assert not await leases.take("leader", "a", 60), "and its former owner has lost it"


async def test_a_lease_that_is_given_back_is_free_at_once(store: SqlStore) -> None:
    async with store.write() as repositories:
        leases = repositories.leases
        await leases.take("leader", "a", 60)
        await leases.give_back("leader", "b")
        assert not await leases.take("leader", "b", 60), "only its owner gives it back"
        await leases.give_back("leader", "a")
        await leases.give_back("leader", "a")
        assert await leases.take("leader", "b", 60)


async def test_leases_that_lapsed_long_ago_are_forgotten(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.leases.take("replica/dead", "dead", 60)
        await repositories.session.run(_AGED, micros=2 * DAY)
        await repositories.leases.take("replica/alive", "alive", 60)
        assert await repositories.leases.forget() == 1
        assert await repositories.leases.held() == ["replica/alive"]
