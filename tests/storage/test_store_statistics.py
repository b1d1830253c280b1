"""What figures are computed from: the log of requests filed in a period, in batches, without anybody's words."""

from __future__ import annotations

from datetime import timedelta

from domain.invitations import HOLDS
from domain.journal import Erasable, NewEntry
from domain.language import Language
from domain.offices import By, SeatRole
from domain.ports import Repositories
from domain.requests.record import subject
from storage.store import SqlStore
from tests.storage.samples import AQSUAT, NOW, PERSON, add_people, add_request

BY = By(PERSON, "coordinator:KZ")
DAY = timedelta(days=1)


async def logged(repositories: Repositories, request: int, kind: str = "request.filed") -> int:
    entry = NewEntry(kind, subject(request), "ngo", {"topic": "other"}, Erasable(PERSON, "хат"))
    return (await repositories.journal.append(entry, NOW)).number


async def test_entries_come_by_request_in_batches_of_the_period_only(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        before = await add_request(repositories, filed_at=NOW - DAY)
        first = await add_request(repositories, filed_at=NOW)
        bare = await add_request(repositories, filed_at=NOW)
        second = await add_request(repositories, filed_at=NOW + DAY - timedelta(microseconds=1))
        beyond = await add_request(repositories, filed_at=NOW + DAY)
        for request in (before, first, second, beyond):
            await logged(repositories, request)
        head = await logged(repositories, first, "request.taken")
        await logged(repositories, second, "request.taken")
        facts = repositories.statistics
        found = await facts.stretch(NOW, NOW + DAY, head, 0, 2)
        assert [(row[2], row[3]) for row in found.entries] == [
            ("request.filed", subject(first)), ("request.taken", subject(first)),
        ]  # fmt: skip
        assert found.last == bare  # without an entry, and yet the batch goes on behind it
        found = await facts.stretch(NOW, NOW + DAY, head, bare, 2)
        assert [(row[2], row[3]) for row in found.entries] == [("request.filed", subject(second))]  # up to the head
        assert len(found.entries[0]) == 6 and found.last == second
        found = await facts.stretch(NOW, NOW + DAY, head, second, 2)
        assert (found.entries, found.last) == ([], None)


async def test_offices_and_seats_come_ended_or_not_and_without_anybodys_name(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        one, two = await repositories.offices.add([AQSUAT] * 2, ("Бөлім", "Отдел"), ["other"], BY, NOW)
        await repositories.offices.close(two, BY, NOW)
        number = await repositories.invitations.add("x", one, SeatRole.HEAD, None, BY, NOW, NOW + HOLDS)
        invitation = await repositories.invitations.get(number)
        assert invitation is not None
        seat = await repositories.seats.take(invitation, PERSON, NOW)
        await repositories.seats.name(seat, "Бота")
        await repositories.seats.end(seat, BY, NOW + DAY)
        offices = await repositories.statistics.offices()
        (found,) = await repositories.statistics.seats()
    assert {number: (office.name_ru, office.closed) for number, office in offices.items()} == {
        one: ("Отдел", False), two: ("Отдел", True),
    }  # fmt: skip
    assert (found.id, found.office_id, found.role, found.since, found.until) == (
        seat, one, SeatRole.HEAD, NOW, NOW + DAY,
    )  # fmt: skip
    assert (found.person_id, found.holder) == (None, "")


async def test_an_office_is_called_as_it_was_at_a_moment_and_closed_only_from_when_it_was(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        (number,) = await repositories.offices.add([AQSUAT], ("Бөлім", "Отдел"), ["other"], BY, NOW)
        for day, name in ((1, "Басқарма"), (2, "Департамент")):
            office = await repositories.offices.get(number)
            assert office is not None
            await repositories.offices.rename(office, Language.KK, name, BY, NOW + day * DAY)
        await repositories.offices.close(number, BY, NOW + 3 * DAY)
        facts = repositories.statistics
        found = [(await facts.offices(NOW + day * DAY, NOW + day * DAY))[number] for day in range(4)]
        now = (await facts.offices())[number]
    assert [(one.name_kk, one.name_ru, one.closed) for one in found] == [
        ("Бөлім", "Отдел", False), ("Басқарма", "Отдел", False), ("Департамент", "Отдел", False),
        ("Департамент", "Отдел", True),
    ]  # fmt: skip
    assert (now.name_kk, now.closed) == ("Департамент", True)
