"""Who is on duty and which offices can take a request, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.duty import PRESENT, Absence, Attendance
from domain.invitations import HOLDS
from domain.language import Language
from domain.offices import By, SeatRole
from domain.people import Role
from domain.ports import NewRequest, Repositories
from domain.requests.model import Route
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import ABAI, AQSUAT, NOW, OTHER, PERSON, add_people

BOSS = By(OTHER, f"coordinator:{ABAI}")
TODAY = NOW.date()
THIRD = 700_700


async def an_office(repositories: Repositories, place: str = AQSUAT, topics: tuple[str, ...] = ("other",)) -> int:
    (number,) = await repositories.offices.add([place], ("Әкім аппараты", "Аппарат акима"), topics, BOSS, NOW)
    return number


async def a_seat(
    repositories: Repositories, office: int, person: int = PERSON, role: SeatRole = SeatRole.OFFICER
) -> int:
    number = await repositories.invitations.add(f"t{office}-{person}", office, role, None, BOSS, NOW, NOW + HOLDS)
    invitation = await repositories.invitations.get(number)
    assert invitation is not None
    return await repositories.seats.take(invitation, person, NOW)


async def test_everybody_is_on_duty_until_something_else_is_said_and_again_after_that(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        office = await an_office(repositories)
        one, two = await a_seat(repositories, office), await a_seat(repositories, office, OTHER)
        assert await repositories.duty.of_office(office) == {one: PRESENT, two: PRESENT}
        gone = Attendance(off=True, absence=Absence(TODAY, TODAY + timedelta(days=9), two))
        await repositories.duty.put(one, gone, NOW)
        assert await repositories.duty.of_office(office) == {one: gone, two: PRESENT}
        await repositories.duty.put(one, PRESENT, NOW)
        await repositories.people.set_reachable(OTHER, False, NOW)
        assert await repositories.duty.of_office(office) == {one: PRESENT, two: Attendance(reachable=False)}
        await repositories.seats.end(two, BOSS, NOW)
        assert list(await repositories.duty.of_office(office)) == [one]


async def test_an_office_counts_those_on_duty_who_can_be_reached(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER, THIRD)
        office = await an_office(repositories, topics=("health", "other"))
        seats = [await a_seat(repositories, office, person) for person in (PERSON, OTHER, THIRD)]
        elsewhere = await an_office(repositories, ABAI)

        async def on_duty(days: int = 0) -> int:
            day = TODAY + timedelta(days=days)
            (found,) = await repositories.routing.desks([AQSUAT], day)
            assert (found.office_id, found.territory_id, found.topics) == (office, AQSUAT, {"health", "other"})
            choices = {one.office.id: one for one in await repositories.routing.choices(day)}
            assert choices[office].on_duty == found.on_duty and choices[elsewhere].seated == 0
            assert choices[office].office == await repositories.offices.get(office)
            return found.on_duty

        assert await on_duty() == 3
        await repositories.duty.put(seats[0], Attendance(off=True), NOW)
        tomorrow = TODAY + timedelta(days=1)
        await repositories.duty.put(seats[1], Attendance(absence=Absence(tomorrow, tomorrow)), NOW)
        assert [await on_duty(days) for days in (0, 1, 2)] == [2, 1, 2]
        await repositories.people.set_reachable(THIRD, False, NOW)
        assert [await on_duty(days) for days in (0, 1, 2)] == [1, 0, 1]
        await repositories.seats.end(seats[1], BOSS, NOW)
        assert await on_duty() == 0
        both = await repositories.routing.desks([AQSUAT, ABAI], TODAY)
        assert [one.office_id for one in both] == [office, elsewhere]
        await repositories.offices.close(office, BOSS, NOW)
        assert await repositories.routing.desks([AQSUAT], TODAY) == []
        assert [one.office.id for one in await repositories.routing.choices(TODAY)] == [elsewhere]


async def test_open_requests_without_an_office_are_listed_the_oldest_first(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.people.onboard(PERSON, Role.NGO, "Үлгі", None, NOW)
        office = await an_office(repositories)
        seat = await a_seat(repositories, office)
        (ngo,) = await repositories.organisations.of_person(PERSON)
        new = NewRequest(
            ngo.id, PERSON, AQSUAT, "other", None, Language.KK, "Сауал", NOW, Route.NOBODY, None, "", TODAY
        )
        numbers = [await repositories.requests.add(replace(new, territory_id=place)) for place in (AQSUAT, ABAI)]
        numbers.append(await repositories.requests.add(new))
        placed = await repositories.requests.add(replace(new, route=Route.TOPIC, office_id=office))
        page = await repositories.routing.astray([AQSUAT, ABAI], 0, 2)
        assert [one.id for one in page.items] == numbers[:2] and page.total == 3
        assert [one.id for one in (await repositories.routing.astray([AQSUAT], 0, 5)).items] == [numbers[0], numbers[2]]
        assert (await repositories.routing.astray([AQSUAT], 7, 5)).total == 2
        await repositories.session.run(sql("UPDATE request SET outcome = 'withdrawn' WHERE id = :id"), id=numbers[0])
        found = (await repositories.routing.astray([AQSUAT, ABAI], 0, 5)).items
        assert [one.id for one in await repositories.routing.open_of(office)] == [placed]
        await repositories.seats.end(seat, BOSS, NOW)
        left = (await repositories.routing.astray([AQSUAT, ABAI], 0, 5)).items
        assert [one.id for one in left] == [*numbers[1:], placed], "nobody sits in its office any more"
        await repositories.session.run(sql("UPDATE request SET outcome = 'answered' WHERE id = :id"), id=placed)
        assert await repositories.routing.open_of(office) == []
        assert [one.id for one in found] == numbers[1:] and placed not in {one.id for one in found}


async def test_erasing_a_person_takes_their_absences_and_their_name_as_a_deputy(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        office = await an_office(repositories)
        one, two = await a_seat(repositories, office), await a_seat(repositories, office, OTHER)
        away = Absence(TODAY, TODAY)
        await repositories.duty.put(one, Attendance(absence=replace(away, deputy=two)), NOW)
        await repositories.duty.put(two, Attendance(off=True, absence=replace(away, deputy=one)), NOW)
        await repositories.people.erase(PERSON, NOW)
        rows = await repositories.session.all(sql("SELECT seat_id, deputy_id FROM seat_duty"))
        assert [tuple(row) for row in rows] == [(two, None)]
