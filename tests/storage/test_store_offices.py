"""Offices, seats, invitations and members in storage: one seat each, one answer each, history that stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.invitations import HOLDS, Invitation, Reply
from domain.language import Language
from domain.offices import By, Holding, SeatRole
from domain.people import Role
from domain.ports import Repositories
from storage.seed import load_topics
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import ABAI, AQSUAT, NOW, OTHER, PERSON, add_people

THIRD = 700_700
BOSS = By(OTHER, f"coordinator:{ABAI}")
NAMES = ("Әкім аппараты", "Аппарат акима")


async def an_office(repositories: Repositories, *places: str) -> int:
    ids = await repositories.offices.add(places or (AQSUAT,), NAMES, ["other", "youth"], BOSS, NOW)
    return ids[0]


async def an_invitation(
    repositories: Repositories, office: int | None, role: SeatRole | None = SeatRole.HEAD, ngo: int | None = None,
    by: By = BOSS, token: str = "t1",
) -> Invitation:  # fmt: skip
    number = await repositories.invitations.add(token, office, role, ngo, by, NOW, NOW + HOLDS)
    found = await repositories.invitations.get(number)
    assert found is not None
    return found


async def test_an_office_comes_back_with_its_topics_and_its_changes_are_kept(store: SqlStore) -> None:
    async with store.write() as repositories:
        ids = await repositories.offices.add([ABAI, AQSUAT], NAMES, ["other", "youth"], BOSS, NOW)
        office = await repositories.offices.get(ids[0])
        assert office is not None and office.topics == ("other", "youth") and not office.closed
        await repositories.offices.rename(office, Language.RU, "Отдел", BOSS, NOW)
        await repositories.offices.set_topics(office, ["health", "other"], BOSS, NOW)
        office = await repositories.offices.get(office.id)
        assert office is not None and (office.name_ru, office.topics) == ("Отдел", ("health", "other"))
        kept = await repositories.session.all(
            sql("SELECT field, before, after, changed_by, changed_as FROM office_change ORDER BY id")
        )
        assert [tuple(row) for row in kept] == [
            ("name_ru", "Аппарат акима", "Отдел", OTHER, BOSS.right),
            ("topics", '["other", "youth"]', '["health", "other"]', OTHER, BOSS.right),
        ]
        assert await repositories.offices.get(10**9) is None
        found = await repositories.offices.many([*ids, 10**9])
        assert set(found) == set(ids) and found[office.id] == office


async def test_a_list_of_offices_is_of_open_ones_in_the_territories_and_knows_the_total(store: SqlStore) -> None:
    async with store.write() as repositories:
        ids = await repositories.offices.add([ABAI, AQSUAT, AQSUAT], NAMES, ["other"], BOSS, NOW)
        page = await repositories.offices.within([ABAI, AQSUAT], 0, 2)
        assert [office.territory_id for office in page.items] == [ABAI, AQSUAT] and page.total == 3
        assert await repositories.offices.counts() == {ABAI: 1, AQSUAT: 2}
        assert await repositories.offices.close(ids[0], BOSS, NOW)
        assert not await repositories.offices.close(ids[0], BOSS, NOW)
        page = await repositories.offices.within([ABAI], 0, 5)
        assert page.items == () and page.total == 0
        assert (await repositories.offices.within([AQSUAT], 4, 5)).total == 2


async def test_somebody_is_seated_named_and_known_as_such_until_the_term_ends(store: SqlStore) -> None:
    later = NOW + timedelta(days=1)
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        office = await an_office(repositories)
        seat = await repositories.seats.take(await an_invitation(repositories, office), PERSON, NOW)
        await repositories.seats.name(seat, "Серік")
        visitor = await repositories.people.visitor(PERSON, PERSON)
        assert visitor.seat == Holding(seat, office, SeatRole.HEAD)
        (held,) = (await repositories.seats.of_offices([office, 10**9]))[office]
        assert (held.holder, held.person_id, held.since) == ("Серік", PERSON, NOW)
        assert await repositories.seats.people() == [PERSON]
        own = await an_invitation(repositories, office, SeatRole.OFFICER, by=By(PERSON, "head"), token="t2")
        boss_made = await an_invitation(repositories, office, SeatRole.OFFICER, token="t3")
        assert await repositories.seats.end(seat, BOSS, later)
        assert not await repositories.seats.end(seat, BOSS, later)
        assert (await repositories.people.visitor(PERSON, PERSON)).seat is None
        assert (await repositories.seats.of_offices([office]))[office] == []
        ended = await repositories.seats.get(seat)
        assert ended is not None and ended.until == later
        assert [one.id for one in await repositories.invitations.waiting(office, None, NOW)][:2] == [
            boss_made.id,
            own.id - 1,
        ], "what the head had invited to is void, what the coordinator had is not"


async def test_nobody_holds_two_seats_at_once(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        office = await an_office(repositories)
        await repositories.seats.take(await an_invitation(repositories, office), PERSON, NOW)
    with pytest.raises(Exception, match=r"(?i)unique"):
        async with store.write() as repositories:
            again = await an_invitation(repositories, office, token="t2")
            await repositories.seats.take(again, PERSON, NOW)
    async with store.read() as repositories:
        assert len((await repositories.seats.of_offices([office]))[office]) == 1


async def test_an_invitation_is_answered_once_in_time_and_not_after_it_was_taken_back(store: SqlStore) -> None:
    async with store.write() as repositories:
        office = await an_office(repositories)
        one = await an_invitation(repositories, office)
        invitations = repositories.invitations
        assert await invitations.of_token("t1") == one and await invitations.of_token("t2") is None
        assert not await invitations.answer(one.id, PERSON, Reply.ACCEPTED, NOW + HOLDS)
        assert await invitations.answer(one.id, PERSON, Reply.ACCEPTED, NOW + HOLDS - timedelta(seconds=1))
        assert not await invitations.answer(one.id, OTHER, Reply.ACCEPTED, NOW)
        assert not await invitations.revoke(one.id, BOSS, NOW)
        found = await invitations.get(one.id)
        assert found is not None and (found.reply, found.answered_by) == (Reply.ACCEPTED, PERSON)
        two = await an_invitation(repositories, office, token="t2")
        assert [waiting.id for waiting in await invitations.waiting(office, None, NOW)] == [two.id]
        assert await invitations.revoke(two.id, BOSS, NOW)
        assert not await invitations.answer(two.id, PERSON, Reply.DECLINED, NOW)
        assert await invitations.waiting(office, None, NOW) == []


async def test_the_invitation_opened_last_is_found_again_while_it_counts(store: SqlStore) -> None:
    async with store.write() as repositories:
        office = await an_office(repositories)
        invitations = repositories.invitations
        one = await an_invitation(repositories, office)
        two = await an_invitation(repositories, office, token="t2")
        assert await invitations.opened_last(PERSON, NOW) is None
        await invitations.note_opening(two.id, PERSON, NOW)
        await invitations.note_opening(one.id, PERSON, NOW + timedelta(seconds=1))
        await invitations.note_opening(one.id, PERSON, NOW + timedelta(seconds=2))
        assert await invitations.opened_last(PERSON, NOW) == one
        assert await invitations.was_opened(one.id, PERSON) and not await invitations.was_opened(one.id, OTHER)
        assert await invitations.opened_last(PERSON, NOW + HOLDS) is None
        await invitations.answer(one.id, OTHER, Reply.ACCEPTED, NOW)
        assert await invitations.opened_last(PERSON, NOW) == two


async def test_who_opened_a_link_is_forgotten_when_it_cannot_be_accepted_any_more(store: SqlStore) -> None:
    async with store.write() as repositories:
        office = await an_office(repositories)
        one = await an_invitation(repositories, office)
        two = await an_invitation(repositories, office, token="t2")
        for found in (one, two):
            await repositories.invitations.note_opening(found.id, PERSON, NOW)
        assert await repositories.invitations.forget(NOW) == 0
        await repositories.invitations.revoke(one.id, BOSS, NOW)
        assert await repositories.invitations.forget(NOW) == 1
        assert await repositories.invitations.forget(NOW + HOLDS) == 1
        assert not await repositories.invitations.was_opened(two.id, PERSON)


async def test_closing_an_office_ends_its_seats_and_invitations(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        office = await an_office(repositories)
        seat = await repositories.seats.take(await an_invitation(repositories, office), PERSON, NOW)
        await an_invitation(repositories, office, token="t2")
        assert await repositories.offices.close(office, BOSS, NOW)
        ended = await repositories.seats.get(seat)
        assert ended is not None and ended.until == NOW
        assert await repositories.invitations.waiting(office, None, NOW) == []


async def test_members_join_act_leave_and_the_last_one_stays(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        await repositories.people.onboard(PERSON, Role.NGO, "Самал", None, NOW)
        await repositories.people.onboard(OTHER, Role.NGO, "Дала", None, NOW)
        await repositories.organisations.settle(PERSON, AQSUAT)
        first = (await repositories.people.visitor(PERSON, PERSON)).ngo
        second = (await repositories.people.visitor(OTHER, OTHER)).ngo
        assert first is not None and second is not None
        assert await repositories.organisations.get(first.id) == (first, AQSUAT)
        into = await an_invitation(repositories, None, None, second.id, By(OTHER, "member"))
        for _ in range(2):
            await repositories.organisations.join(into, PERSON, NOW + timedelta(days=1))
        assert (await repositories.people.visitor(PERSON, PERSON)).ngo == second
        assert await repositories.organisations.of_person(PERSON) == [first, second]
        assert await repositories.organisations.act_for(PERSON, first.id)
        assert (await repositories.people.visitor(PERSON, PERSON)).ngo == first
        assert not await repositories.organisations.act_for(OTHER, first.id)
        assert await repositories.organisations.act_for(PERSON, None)
        assert (await repositories.people.visitor(PERSON, PERSON)).ngo is None
        assert [one.person_id for one in await repositories.organisations.members(second.id)] == [OTHER, PERSON]
        assert not await repositories.organisations.leave(first.id, PERSON, By(PERSON, "member"), NOW)
        assert await repositories.organisations.leave(second.id, OTHER, By(PERSON, "member"), NOW)
        assert not await repositories.organisations.leave(second.id, OTHER, By(PERSON, "member"), NOW)
        assert (await repositories.people.visitor(OTHER, OTHER)).role is Role.LOOKING
        assert (await repositories.organisations.within([AQSUAT], 0, 5)).items == ((first, 1),)
        assert (await repositories.organisations.within([ABAI], 0, 5)).total == 0


async def test_renaming_ones_organisation_renames_the_one_acted_for(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        await repositories.people.onboard(PERSON, Role.NGO, "Самал", None, NOW)
        await repositories.people.onboard(OTHER, Role.NGO, "Дала", None, NOW)
        second = (await repositories.people.visitor(OTHER, OTHER)).ngo
        assert second is not None
        into = await an_invitation(repositories, None, None, second.id, By(OTHER, "member"))
        await repositories.organisations.join(into, PERSON, NOW)
        await repositories.people.onboard(PERSON, Role.NGO, "Жаңа дала", None, NOW)
        assert [ngo.name for ngo in await repositories.organisations.of_person(PERSON)] == ["Самал", "Жаңа дала"]


async def test_erasing_a_person_leaves_bare_terms_and_moments(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        office = await an_office(repositories)
        into = await an_invitation(repositories, office)
        await repositories.invitations.note_opening(into.id, PERSON, NOW)
        await repositories.invitations.answer(into.id, PERSON, Reply.ACCEPTED, NOW)
        seat = await repositories.seats.take(into, PERSON, NOW)
        await repositories.seats.name(seat, "Серік")
        await an_invitation(repositories, office, SeatRole.OFFICER, by=By(PERSON, "head"), token="t2")
        await repositories.people.erase(PERSON, NOW)
        await repositories.people.erase(OTHER, NOW)
        session = repositories.session
        left = await session.all(sql("SELECT person_id, holder, since, ended_as FROM seat"))
        assert [tuple(row) for row in left] == [(None, "", int(NOW.timestamp() * 10**6), "self")]
        people = await session.all(sql("SELECT made_by, answered_by, revoked_by FROM invitation"))
        assert [tuple(row) for row in people] == [(None, None, None)] * 2
        assert await session.all(sql("SELECT person_id FROM invitation_opening")) == []
        assert await repositories.invitations.waiting(office, None, NOW) == []


async def test_an_organisation_goes_with_its_last_member_and_takes_its_invitations_along(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.people.onboard(PERSON, Role.NGO, "Самал", None, NOW)
        await repositories.organisations.settle(PERSON, AQSUAT)
        ngo = (await repositories.people.visitor(PERSON, PERSON)).ngo
        assert ngo is not None
        await an_invitation(repositories, None, None, ngo.id, By(PERSON, "member"))
        await repositories.people.erase(PERSON, NOW)
        assert await repositories.organisations.get(ngo.id) is None
        assert await repositories.invitations.of_token("t1") is None


async def test_the_topics_of_the_file_are_stored_in_their_order(store: SqlStore) -> None:
    async with store.read() as repositories:
        rows = await repositories.session.all(  # type: ignore[attr-defined]
            sql("SELECT id, name_kk, name_ru FROM topic ORDER BY place")
        )
    assert [tuple(row) for row in rows] == [(one.id, one.name_kk, one.name_ru) for one in load_topics()]
