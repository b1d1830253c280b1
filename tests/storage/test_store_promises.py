"""Promises of offices, as both engines keep them: a day that moves once, words that can be erased, a verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from domain.journal import Erasable, NewEntry
from domain.offices import By
from domain.ports import Repositories
from domain.requests.promises import Promise, Verdict
from storage.store import SqlStore
from tests.storage.samples import AQSUAT, NOW, OTHER, PERSON, add_people, add_request

DAY = date(2026, 4, 1)
LATER = NOW + timedelta(hours=1)


async def entry(repositories: Repositories, person: int = OTHER, words: str = "жөндейміз") -> int:
    made = NewEntry("request.promised", "request:1", "officer@office:1", {}, Erasable(person, words))
    return (await repositories.journal.append(made, NOW)).number


async def promised(repositories: Repositories, day: date = DAY, **changes: int) -> Promise:
    """A promise of an office to the person's NGO, given by the other person."""
    await add_people(repositories, PERSON, OTHER)
    if "office" not in changes:
        (changes["office"],) = await repositories.offices.add([AQSUAT], ("А", "Б"), ["other"], By(1, "head"), NOW)
    request = changes.get("request") or await add_request(repositories)
    new = Promise(0, request, await entry(repositories), changes["office"], None, "Жөндейміз", NOW, day, day)
    found = await repositories.promises.get(await repositories.promises.add(new))
    assert found == replace(new, id=found.id if found else 0)
    return found


async def test_a_promise_comes_back_and_is_found_by_its_request_and_its_office(store: SqlStore) -> None:
    async with store.write() as repositories:
        first = await promised(repositories)
        second = await promised(repositories, date(2026, 3, 20), office=first.office_id, request=first.request_id)
        assert await repositories.promises.of_request(first.request_id) == [first, second]
        page = await repositories.promises.of_office(first.office_id, 0, 5)
        assert (page.items, page.total) == ((second, first), 2), "by day"
        assert await repositories.promises.finish(second.id, LATER)
        page = await repositories.promises.of_office(first.office_id, 0, 1)
        assert (page.items, page.total) == ((first,), 2), "what is done stands last"
        assert await repositories.promises.judge(first.id, Verdict.KEPT)
        page = await repositories.promises.of_office(first.office_id, 9, 5)
        assert (page.items, page.total) == ((), 1)
        assert await repositories.promises.of_request(10**9) == []
        assert await repositories.promises.get(10**9) is None


async def test_its_day_moves_once_and_the_first_stays(store: SqlStore) -> None:
    async with store.write() as repositories:
        promise = await promised(repositories)
        assert await repositories.promises.note_reminded(promise.id, date(2026, 3, 29))
        number = await entry(repositories)
        assert await repositories.promises.move(promise.id, date(2026, 5, 4), "Қар", number, LATER)
        assert not await repositories.promises.move(promise.id, date(2026, 6, 1), "Тағы", number, LATER)
        moved = await repositories.promises.get(promise.id)
        assert moved == replace(promise, day=date(2026, 5, 4), reason="Қар"), "and its reminders begin anew"
        assert await repositories.promises.waiting(DAY, DAY, 0, 5) == []
        assert await repositories.promises.waiting(DAY, date(2026, 5, 4), 0, 5) == [(moved, LATER)]
        assert await repositories.promises.waiting(DAY, date(2026, 5, 4), promise.id, 5) == []


async def test_what_is_done_or_judged_moves_no_more_and_a_verdict_can_be_changed(store: SqlStore) -> None:
    async with store.write() as repositories:
        promise = await promised(repositories)
        number = await entry(repositories)
        assert await repositories.promises.finish(promise.id, LATER)
        assert not await repositories.promises.finish(promise.id, LATER)
        assert not await repositories.promises.move(promise.id, date(2026, 5, 4), "Қар", number, LATER)
        for verdict in (Verdict.BROKEN, Verdict.KEPT):
            assert await repositories.promises.judge(promise.id, verdict)
            assert not await repositories.promises.judge(promise.id, verdict)
        found = await repositories.promises.get(promise.id)
        assert found == replace(promise, done_at=LATER, state=Verdict.KEPT)
        assert await repositories.promises.waiting(DAY, date(2027, 1, 1), 0, 5) == []


async def test_nobody_is_reminded_or_asked_twice(store: SqlStore) -> None:
    async with store.write() as repositories:
        promise = await promised(repositories)
        assert await repositories.promises.note_reminded(promise.id, date(2026, 3, 29))
        assert not await repositories.promises.note_reminded(promise.id, date(2026, 3, 29))
        assert not await repositories.promises.note_reminded(promise.id, date(2026, 3, 27))
        assert await repositories.promises.note_reminded(promise.id, DAY)
        assert await repositories.promises.note_asked(promise.id, LATER)
        assert not await repositories.promises.note_asked(promise.id, LATER)
        found = await repositories.promises.get(promise.id)
        assert found is not None and (found.reminded, found.asked_at) == (DAY, LATER)
        assert await repositories.promises.waiting(DAY, DAY, 0, 5) == [(found, NOW)]
        assert await repositories.promises.waiting(DAY + timedelta(days=1), date(2027, 1, 1), 0, 5) == []


async def test_a_promise_long_past_waits_as_long_as_the_ngo_was_not_asked(store: SqlStore) -> None:
    async with store.write() as repositories:
        promise = await promised(repositories)
        later = DAY + timedelta(days=300)
        assert await repositories.promises.waiting(later, later, 0, 5) == [(promise, NOW)]


async def test_erasing_its_author_takes_the_words_and_leaves_the_promise(store: SqlStore) -> None:
    async with store.write() as repositories:
        promise = await promised(repositories)
        await repositories.promises.move(
            promise.id, date(2026, 5, 4), "Қар", await entry(repositories, PERSON + 9), NOW
        )
        await repositories.people.erase(OTHER, LATER)
        found = await repositories.promises.get(promise.id)
        assert found is not None and (found.text, found.reason, found.first_day) == ("", "Қар", DAY)
        await repositories.people.erase(PERSON + 9, LATER)
        found = await repositories.promises.get(promise.id)
        assert found is not None and found.reason == ""


async def test_erasing_the_last_member_of_the_ngo_takes_the_words_too(store: SqlStore) -> None:
    async with store.write() as repositories:
        promise = await promised(repositories)
        await repositories.people.erase(PERSON, LATER)
        found = await repositories.promises.get(promise.id)
        assert found is not None and found.text == ""
