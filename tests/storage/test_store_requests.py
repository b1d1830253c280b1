"""Requests, what was written about them and our cards, as both engines keep them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.invitations import HOLDS
from domain.journal import Erasable, NewEntry
from domain.language import Language
from domain.offices import By, SeatRole
from domain.ports import Repositories
from domain.requests.clocks import Outcome
from domain.requests.model import Card, MessageKind, RequestMessage, Route, Stand
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime
from storage.store import SqlStore, open_store
from tests.storage.samples import AQSUAT, NOW, OTHER, PERSON, ZONE, add_people, add_request, request_message

LATER = NOW + timedelta(hours=1)


async def an_office(repositories: Repositories) -> int:
    (number,) = await repositories.offices.add([AQSUAT], ("А", "Б"), ["other"], By(PERSON, "head"), NOW)
    return number


async def logged(repositories: Repositories, subject: str, text: str = "") -> int:
    entry = NewEntry("request.filed", subject, "ngo", {}, Erasable(PERSON, text))
    return (await repositories.journal.append(entry, NOW)).number


async def a_message(repositories: Repositories, **changes: object) -> RequestMessage:
    number = changes.pop("request_id", None) or await add_request(repositories)
    stored = await repositories.request_messages.add(request_message(request_id=number, **changes))
    found = await repositories.request_messages.get(stored)
    assert found is not None
    return found


async def test_a_request_comes_back_as_it_was_filed_and_as_it_stands(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        office = await an_office(repositories)
        number = await add_request(
            repositories, route=Route.TOPIC, office_id=office, office_due=date(2026, 3, 24), e_otinish="ЗТ-1"
        )
        request = await repositories.requests.get(number)
        assert request is not None
        assert (request.author_id, request.office_id, request.route) == (PERSON, office, Route.TOPIC)
        assert (request.outcome, request.due, request.office_due) == (
            Outcome.OPEN,
            date(2026, 3, 24),
            date(2026, 3, 24),
        )
        assert (request.language, request.filed_at, request.e_otinish) == (Language.KK, NOW, "ЗТ-1")
        await repositories.requests.put_stand(number, Stand(Outcome.ANSWERED, date(2026, 4, 1), None, LATER, LATER))
        after = await repositories.requests.get(number)
        assert after == replace(
            request,
            outcome=Outcome.ANSWERED,
            due=date(2026, 4, 1),
            office_due=None,
            answered_at=LATER,
            ended_at=LATER,
            revision=2,
        )
        assert await repositories.requests.get(number + 1) is None


async def test_one_seat_takes_a_request_and_another_comes_too_late(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        number = await add_request(repositories)
        seats = await _two_seats(repositories)
        assert await repositories.requests.put_seat(number, seats[0])
        assert await repositories.requests.put_seat(number, seats[0])
        assert not await repositories.requests.put_seat(number, seats[1])
        assert await repositories.requests.put_seat(number, None)
        assert await repositories.requests.put_seat(number, seats[1])


async def _two_seats(repositories: Repositories) -> list[int]:
    office, seats = await an_office(repositories), []
    for person in (PERSON, OTHER):
        by = By(PERSON, "coordinator:KZ")
        made = await repositories.invitations.add(f"t{person}", office, SeatRole.OFFICER, None, by, NOW, NOW + HOLDS)
        invitation = await repositories.invitations.get(made)
        assert invitation is not None
        seats.append(await repositories.seats.take(invitation, person, NOW))
    return seats


async def test_an_ngos_list_has_open_ones_first_by_date_then_the_latest(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        late = await add_request(repositories, due=date(2026, 4, 2))
        soon = await add_request(repositories, due=date(2026, 4, 1))
        ended = [await add_request(repositories) for _ in range(2)]
        for number in ended:
            await repositories.requests.put_stand(number, Stand(Outcome.WITHDRAWN, date(2026, 3, 3), None, None, NOW))
        ngo = (await repositories.requests.many([late]))[late].ngo_id
        assert ngo is not None
        page = await repositories.requests.of_ngo(ngo, 0, 3)
        assert [request.id for request in page.items] == [soon, late, ended[1]]
        assert page.total == 4
        rest = await repositories.requests.of_ngo(ngo, 3, 3)
        assert [request.id for request in rest.items] == [ended[0]]
        assert (await repositories.requests.of_ngo(ngo, 9, 3)).total == 4
        assert await repositories.requests.open_ids(0, 9) == [late, soon]
        assert await repositories.requests.open_ids(late, 1) == [soon]


async def test_a_message_keeps_its_files_in_order_and_what_it_said_before(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        message = await a_message(repositories, album="a1")
        assert [file.file_id for file in message.files] == ["f1", "f2"]
        assert await repositories.request_messages.at(PERSON, 7) == message
        assert await repositories.request_messages.of_album(PERSON, "a1") == message
        part = replace(message, text="тағы", files=(replace(message.files[0], file_id="f3", unique_id="u3"),))
        await repositories.request_messages.add_file(message.id, part)
        whole = await repositories.request_messages.get(message.id)
        assert whole is not None and whole.text == "Орын керек\nтағы"
        assert [file.file_id for file in whole.files] == ["f1", "f2", "f3"]
        await repositories.request_messages.edit(message.id, "Орын керек емес", LATER)
        now = await repositories.request_messages.get(message.id)
        assert now is not None and (now.text, now.edited_at) == ("Орын керек емес", LATER)
        assert await repositories.request_messages.versions(message.id) == [("Орын керек\nтағы", LATER)]
        assert await repositories.request_messages.at(PERSON, 8) is None


async def test_a_message_leaves_once_and_can_be_undone_only_before(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        message = await a_message(repositories, kind=MessageKind.ANSWER, leaves_at=LATER)
        assert await repositories.request_messages.leaving(NOW, 9) == []
        assert await repositories.request_messages.leaving(LATER, 9) == [message.id]
        assert await repositories.request_messages.set_kind(message.id, MessageKind.NOTE)
        entry = await logged(repositories, f"request:{message.request_id}")
        assert await repositories.request_messages.leave(message.id, entry)
        assert not await repositories.request_messages.leave(message.id, entry)
        assert not await repositories.request_messages.undo(message.id)
        assert not await repositories.request_messages.set_kind(message.id, MessageKind.ANSWER)
        assert await repositories.request_messages.leaving(LATER, 9) == []
        other = await a_message(
            repositories, request_id=message.request_id, message_id=8, kind=MessageKind.ANSWER, leaves_at=LATER
        )
        assert await repositories.request_messages.undo(other.id)
        assert await repositories.request_messages.get(other.id) is None
        assert [one.id for one in await repositories.request_messages.of_request(message.request_id)] == [message.id]


async def test_a_card_is_found_by_its_place_and_forgotten_with_it(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        number, office = await add_request(repositories), await an_office(repositories)
        card, step = Card(PERSON, 1, number, "card", office), Card(PERSON, 2, number, "step", None, 5)
        for one in (card, card, step):
            await repositories.request_cards.put(one, NOW)
        assert await repositories.request_cards.at(PERSON, 1) == card
        assert await repositories.request_cards.of_request(number, "step") == [step]
        assert await repositories.request_cards.told(number, "card", office, None)
        assert not await repositories.request_cards.told(number, "card", office + 1, None)
        assert await repositories.request_cards.told(number, "step", None, 5)
        assert not await repositories.request_cards.told(number, "step", None, 6)
        other = Card(PERSON, 1, await add_request(repositories), "card", office)
        await repositories.request_cards.put(other, NOW)  # another request is shown in its place now
        assert await repositories.request_cards.at(PERSON, 1) == other
        await repositories.request_cards.drop(PERSON, 1)
        assert await repositories.request_cards.at(PERSON, 1) is None
        await repositories.request_cards.forget_chat(PERSON)
        assert await repositories.request_cards.of_request(number, "step") == []


async def test_an_office_keeps_its_own_hours(store: SqlStore) -> None:
    async with store.write() as repositories:
        office = await an_office(repositories)
        assert await repositories.offices.hours(office) is None
        hours = WorkingTime.parse("9:00-18:00/13:00-14:00")
        await repositories.offices.set_hours(office, DEFAULT_HOURS, hours, By(PERSON, "head"), NOW)
        assert await repositories.offices.hours(office) == hours


async def test_the_log_of_a_request_is_read_alone_and_in_order(store: SqlStore) -> None:
    async with store.write() as repositories:
        numbers = [await logged(repositories, subject) for subject in ("request:1", "request:12", "request:1")]
        rows = await repositories.journal.of_subjects(["request:1"])
        assert [row[0] for row in rows] == [numbers[0], numbers[2]]
        assert len(await repositories.journal.of_subjects(["request:1", "request:12"])) == 3


@pytest.mark.parametrize("alone", [True, False])
async def test_erasing_a_person_takes_the_words_of_an_ngo_that_is_left_empty_and_never_the_moments(
    store: SqlStore, alone: bool
) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        number = await add_request(repositories)
        await a_message(repositories, request_id=number)
        request = await repositories.requests.get(number)
        assert request is not None and request.ngo_id is not None
        if not alone:
            by = By(PERSON, "member")
            made = await repositories.invitations.add("n", None, None, request.ngo_id, by, NOW, NOW + HOLDS)
            invitation = await repositories.invitations.get(made)
            assert invitation is not None
            await repositories.organisations.join(invitation, OTHER, NOW)
        await repositories.request_cards.put(Card(PERSON, 1, number, "step"), NOW)
        await repositories.people.erase(PERSON, NOW)
        after = await repositories.requests.get(number)
        assert after is not None and after.author_id is None and after.filed_at == NOW
        (message,) = await repositories.request_messages.of_request(number)
        assert message.person_id is None and message.chat_id == 0
        assert (message.text == "", message.files == (), after.gist == "", after.ngo_id is None) == (alone,) * 4
        assert await repositories.request_cards.of_request(number, "step") == []


async def test_of_two_processes_the_second_sees_what_the_first_did_with_a_request(store: SqlStore, url: str) -> None:
    async with store.write() as repositories:
        number, office = await add_request(repositories), await an_office(repositories)
        assert await repositories.requests.hold(number) == await repositories.requests.get(number)
        assert await repositories.requests.hold(10**9) is None
    begun = asyncio.Event()

    async def second(other: SqlStore) -> int | None:
        begun.set()
        async with other.write() as repositories:
            held = await repositories.requests.hold(number)
        assert held is not None
        return held.office_id

    async with open_store(url, zone=ZONE, patience=10) as other, asyncio.TaskGroup() as group:
        async with store.write() as repositories:
            assert await repositories.requests.hold(number) is not None
            task = group.create_task(second(other))
            await begun.wait()
            await repositories.people.languages([PERSON])  # the other one has the time to ask
            await repositories.requests.put_place(number, office, None, Route.REDIRECTED)
        assert await task == office
