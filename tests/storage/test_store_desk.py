"""What waits to leave, who may still change it, and an office's templates, as both engines keep them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from domain.journal import NewEntry
from domain.offices import By
from domain.ports import Repositories
from domain.requests.model import Attachment, AttachmentKind, MessageKind
from domain.requests.templates import Template
from storage.store import SqlStore
from tests.storage.samples import AQSUAT, NOW, PERSON, add_people, add_request, request_message

SOON = NOW + timedelta(seconds=10)
FILE = Attachment(AttachmentKind.PHOTO, "f", "u")


async def an_office(repositories: Repositories) -> int:
    (number,) = await repositories.offices.add([AQSUAT], ("А", "Б"), ["other"], By(PERSON, "head"), NOW)
    return number


async def logged(repositories: Repositories) -> int:
    return (await repositories.journal.append(NewEntry("request.answered", "request:1", "officer"), NOW)).number


async def test_what_waits_is_found_changed_and_undone_until_it_leaves(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        request = await add_request(repositories)
        messages = repositories.request_messages
        waits = request_message(
            request_id=request, kind=MessageKind.ANSWER, entry=None, leaves_at=SOON, message_id=51, files=(FILE,)
        )
        first = await messages.add(waits)
        found = await messages.unsent(PERSON)
        assert found is not None and (found.id, found.files) == (first, (FILE,))
        assert await messages.leaving(SOON - timedelta(microseconds=1), 5) == []
        assert await messages.leaving(SOON, 5) == [first]
        assert await messages.rewrite(first, "Дұрыс")
        changed = await messages.get(first)
        assert changed is not None and (changed.text, await messages.versions(first)) == ("Дұрыс", [])
        assert await messages.hold(first)
        assert await messages.leave(first, await logged(repositories))
        assert not await messages.leave(first, await logged(repositories))
        assert not await messages.rewrite(first, "Кеш") and not await messages.hold(first)
        assert not await messages.undo(first) and not await messages.set_kind(first, "note")
        assert await messages.unsent(PERSON) is None and await messages.leaving(SOON, 5) == []
        kept = await messages.get(first)
        assert kept is not None and (kept.text, kept.kind) == ("Дұрыс", MessageKind.ANSWER)


async def test_what_was_undone_is_gone_with_its_files(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        request = await add_request(repositories)
        messages = repositories.request_messages
        waits = request_message(request_id=request, entry=None, leaves_at=SOON, message_id=52, files=(FILE,))
        number = await messages.add(waits)
        assert await messages.undo(number) and not await messages.undo(number)
        assert await messages.get(number) is None
        again = await messages.add(waits)  # the same place is free again
        assert again != number


async def test_open_requests_of_an_office_are_counted(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        office = await an_office(repositories)
        assert await repositories.requests.open_in(office) == 0
        await add_request(repositories, office_id=office)
        await add_request(repositories)
        assert await repositories.requests.open_in(office) == 1


async def test_templates_belong_to_an_office_and_come_by_name(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        office, other = await an_office(repositories), await an_office(repositories)
        two = await repositories.templates.add(office, "Б", "{ngo} <b>", NOW)
        one = await repositories.templates.add(office, "А", "x", NOW)
        await repositories.templates.add(other, "В", "y", NOW)
        assert [template.id for template in await repositories.templates.of_office(office)] == [one, two]
        assert await repositories.templates.get(two) == Template(two, office, "Б", "{ngo} <b>")
        assert await repositories.templates.remove(two) and not await repositories.templates.remove(two)
        assert await repositories.templates.get(two) is None


async def test_seats_are_found_by_number_ended_or_not(store: SqlStore) -> None:
    async with store.write() as repositories:
        assert await repositories.seats.many([]) == {}
        assert await repositories.seats.many([1, 2]) == {}


async def test_what_somebody_makes_of_it_in_the_last_moment_is_what_leaves(store: SqlStore) -> None:
    """Whoever lets a message leave holds it first: a change made before that is seen, a later one is refused."""
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        request = await add_request(repositories)
        waits = request_message(
            request_id=request, kind=MessageKind.ANSWER, entry=None, leaves_at=SOON, message_id=53, files=()
        )
        number = await repositories.request_messages.add(waits)
    begun, ended = asyncio.Event(), asyncio.Event()

    async def choose() -> None:
        async with store.write() as repositories:
            assert await repositories.request_messages.set_kind(number, MessageKind.NOTE)
            begun.set()
        ended.set()

    async def let_go() -> MessageKind:
        await begun.wait()
        async with store.write() as repositories:
            assert await repositories.request_messages.hold(number)
            found = await repositories.request_messages.get(number)
            assert found is not None and await repositories.request_messages.leave(number, await logged(repositories))
            return found.kind

    async with asyncio.TaskGroup() as group:
        group.create_task(choose())
        gone = group.create_task(let_go())
    assert gone.result() is MessageKind.NOTE and ended.is_set()
