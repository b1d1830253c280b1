"""The queue of exports, on both engines: one for each person, one maker for each, and a record of who took what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.exports import LEASE, ExportState, Format, Level, Wanted
from domain.language import Language
from storage.store import SqlStore
from tests.storage.samples import ABAI, NOW, OTHER, PERSON, add_people

WANTED = Wanted(Level.COUNCIL, Format.CSV, Language.RU, NOW.date(), NOW.date(), ABAI)


async def test_a_person_has_one_unfinished_export_at_a_time(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        exports = repositories.exports
        first = await exports.ask(PERSON, 7, WANTED, NOW)
        assert first is not None and await exports.ask(PERSON, 8, WANTED, NOW) is None
        other = await exports.ask(OTHER, None, replace(WANTED, level=Level.INTERNAL), NOW)
        assert other is not None and await exports.ahead(other) == 1 and await exports.ahead(first) == 0
        found = await exports.unfinished(PERSON)
        assert found is not None and (found.id, found.message_id, found.wanted) == (first, 7, WANTED)
        assert (found.state, found.asked_at, found.unfinished) == (ExportState.WAITING, NOW, True)
        assert await exports.cancel(first, OTHER, NOW) is False, "nobody else may"
        assert await exports.cancel(first, PERSON, NOW) and not await exports.cancel(first, PERSON, NOW)
        assert await exports.ask(PERSON, 9, WANTED, NOW) is not None
        assert await exports.asked_since(PERSON, NOW) == 2
        assert await exports.asked_since(PERSON, NOW + timedelta(seconds=1)) == 0


async def test_an_export_has_one_maker_and_a_lapsed_one_is_begun_anew(store: SqlStore) -> None:
    async with store.write() as repositories:
        exports = repositories.exports
        number = await exports.ask(PERSON, 7, WANTED, NOW)
        assert number is not None
        found = await exports.claim("one", NOW)
        assert found is not None and (found.id, found.attempts, found.repeated) == (number, 1, False)
        assert await exports.claim("two", NOW) is None
        assert await exports.renew(number, "one", NOW + LEASE / 2) and not await exports.renew(number, "two", NOW)
        assert await exports.claim("two", NOW + LEASE) is None, "it was renewed"
        again = await exports.claim("two", NOW + 2 * LEASE)
        assert again is not None and (again.attempts, again.repeated) == (2, False)
        assert not await exports.begin_sending(number, "one", NOW), "it is somebody else's now"
        assert await exports.begin_sending(number, "two", NOW + 2 * LEASE)
        assert not await exports.cancel(number, PERSON, NOW), "it may have left"
        third = await exports.claim("three", NOW + 4 * LEASE)
        assert third is not None and third.repeated
        assert not await exports.finish(number, "two", ExportState.SENT, NOW)
        assert await exports.finish(number, "three", ExportState.SENT, NOW, 12)
        done = await exports.get(number)
        assert done is not None and (done.state, done.requests, done.ended_at) == (ExportState.SENT, 12, NOW)
        assert not done.unfinished and await exports.unfinished(PERSON) is None


async def test_an_export_that_is_put_back_waits_for_its_moment(store: SqlStore) -> None:
    later = NOW + timedelta(minutes=5)
    async with store.write() as repositories:
        exports = repositories.exports
        number = await exports.ask(PERSON, 7, WANTED, NOW)
        assert number is not None and await exports.claim("one", NOW) is not None
        assert await exports.put_back(number, "one", later, repeated=True, counts=False)
        assert await exports.claim("two", NOW) is None
        found = await exports.claim("two", later)
        assert found is not None and (found.attempts, found.repeated) == (1, True)
        assert await exports.cancel(number, PERSON, NOW) and not await exports.renew(number, "two", NOW)


async def test_erasing_somebody_stops_their_export_and_leaves_a_nameless_record(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        number = await repositories.exports.ask(PERSON, 7, WANTED, NOW)
        assert number is not None and await repositories.exports.claim("one", NOW) is not None
        await repositories.people.erase(PERSON, NOW)
        found = await repositories.exports.get(number)
        assert found is not None and (found.person_id, found.message_id) == (None, None)
        assert found.state is ExportState.CANCELLED and not await repositories.exports.renew(number, "one", NOW)


async def test_the_record_of_what_is_finished_is_forgotten_in_time(store: SqlStore) -> None:
    async with store.write() as repositories:
        number = await repositories.exports.ask(PERSON, 7, WANTED, NOW)
        assert number is not None and await repositories.exports.cancel(number, PERSON, NOW)
        waiting = await repositories.exports.ask(PERSON, 7, WANTED, NOW)
        assert await repositories.exports.forget(NOW) == 0
        assert await repositories.exports.forget(NOW + timedelta(seconds=1)) == 1
        assert await repositories.exports.get(waiting or 0) is not None, "what is not finished stays"
