"""Whose figures somebody sees unhidden: PRODUCT, section 5, line "figures of the office, not public"."""

from __future__ import annotations

from domain.offices import By, SeatRole
from handlers.figure_rights import PUBLIC, FigureAccess, figures_for
from tests.handlers.announcing import ALMATY_OBLAST, ZHETISU, appoint
from tests.person import Stage
from tests.request_stage import SARQAN, ngo, office, seat

OFFICER, HEAD, COORDINATOR, NGO, STRANGER = 2001, 2002, 3001, 1001, 4001


async def access(stage: Stage, person_id: int) -> FigureAccess:
    async with stage.store.read() as repositories:
        return await figures_for(repositories, stage.service, person_id)


async def coordinator(stage: Stage, *territories: str, person_id: int = COORDINATOR) -> FigureAccess:
    await ngo(stage, person_id)  # agreed, like everybody who writes
    for territory in territories:
        await appoint(stage, person_id, territory)
    return await access(stage, person_id)


async def test_a_coordinator_sees_the_own_territory_with_all_that_lies_in_it_and_nothing_beside_or_above(
    stage: Stage,
) -> None:
    found, tree = await coordinator(stage, ZHETISU), stage.service.tree
    assert found.may_see(ZHETISU, tree)
    assert found.may_see(SARQAN, tree)
    assert not found.may_see(ALMATY_OBLAST, tree)
    assert not found.may_see("KZ", tree)
    assert not found.may_see("nowhere", tree)


async def test_of_two_territories_one_within_the_other_the_wider_is_named_and_two_apart_are_both(stage: Stage) -> None:
    nested = await coordinator(stage, SARQAN, ZHETISU)
    assert nested.territories == (ZHETISU,)
    apart = await coordinator(stage, ZHETISU, ALMATY_OBLAST, person_id=3002)
    assert set(apart.territories) == {ZHETISU, ALMATY_OBLAST}
    assert not apart.may_see("KZ", stage.service.tree)


async def test_an_officer_and_a_head_see_their_own_office_and_no_territory_of_it(stage: Stage) -> None:
    own, other = await office(stage, OFFICER, head=HEAD), await office(stage)
    tree = stage.service.tree
    for person, role in ((OFFICER, SeatRole.OFFICER), (HEAD, SeatRole.HEAD)):
        found = await access(stage, person)
        assert (found.offices, found.role) == ({own}, role)
        assert found.may_see("KZ", tree, {own})  # also what came from elsewhere
        assert not found.may_see("KZ", tree, {own, other})
        assert not found.may_see(SARQAN, tree, {other})
        assert not found.may_see(SARQAN, tree)
        assert not found.may_see(SARQAN, tree, set())


async def test_the_right_ends_with_the_seat(stage: Stage) -> None:
    number = await office(stage)
    held = await seat(stage, number, OFFICER)
    assert (await access(stage, OFFICER)).offices
    async with stage.store.write() as repositories:
        await repositories.seats.end(held, By(1, "coordinator:KZ"), stage.clock.now())
    assert await access(stage, OFFICER) == PUBLIC


async def test_a_coordinator_sees_every_office_of_the_territory_and_an_officer_the_own_one(stage: Stage) -> None:
    own, other = await office(stage, OFFICER), await office(stage)
    async with stage.store.read() as repositories:
        offices = await repositories.offices.many([own, other])
    tree = stage.service.tree
    seen = await coordinator(stage, ZHETISU)
    assert [seen.may_see_office(one, tree) for one in offices.values()] == [True, True]
    elsewhere = await coordinator(stage, ALMATY_OBLAST, person_id=3002)
    assert [elsewhere.may_see_office(one, tree) for one in offices.values()] == [False, False]
    officer = await access(stage, OFFICER)
    assert [officer.may_see_office(offices[one], tree) for one in (own, other)] == [True, False]


async def test_a_member_of_an_ngo_and_a_stranger_see_what_is_public(stage: Stage) -> None:
    await ngo(stage, NGO)
    for person in (NGO, STRANGER):
        found = await access(stage, person)
        assert found == PUBLIC
        assert found.only_public
        assert not found.may_see(SARQAN, stage.service.tree)


async def test_whoever_withdrew_consent_sees_what_is_public_whatever_they_were(stage: Stage) -> None:
    await coordinator(stage, ZHETISU)
    async with stage.store.write() as repositories:
        await repositories.people.erase(COORDINATOR, stage.clock.now())
    assert await access(stage, COORDINATOR) == PUBLIC
