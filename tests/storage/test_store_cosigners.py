"""NGOs that joined another's request, as both engines keep them."""

from __future__ import annotations

from datetime import date, timedelta

from domain.people import Role
from domain.ports import Repositories
from domain.requests.clocks import Outcome
from domain.requests.cosigning import Joined
from domain.requests.model import Stand
from storage.store import SqlStore
from tests.storage.samples import ABAI, AQSUAT, NOW, OTHER, PERSON, add_people, add_request

LATER = NOW + timedelta(hours=1)


async def another(repositories: Repositories) -> int:
    await repositories.people.onboard(OTHER, Role.NGO, "Дала", None, NOW)
    found = (await repositories.people.visitor(OTHER, OTHER)).ngo
    assert found is not None
    return found.id


async def test_nobody_joins_until_it_is_allowed_and_files_are_a_choice_of_their_own(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        number, ngo = await add_request(repositories), await another(repositories)
        assert await repositories.cosigners.of_request(number) == Joined()
        await repositories.cosigners.share(number, False, PERSON, NOW)
        assert await repositories.cosigners.of_request(number) == Joined((), True, False)
        await repositories.cosigners.share(number, True, PERSON, LATER)
        assert await repositories.cosigners.join(number, ngo, OTHER, NOW)
        assert not await repositories.cosigners.join(number, ngo, OTHER, LATER)
        assert await repositories.cosigners.of_request(number) == Joined((ngo,), True, True)
        await repositories.cosigners.unshare(number)
        assert await repositories.cosigners.of_request(number) == Joined((ngo,), False, False)
        assert await repositories.cosigners.leave(number, ngo)
        assert not await repositories.cosigners.leave(number, ngo)


async def test_only_open_requests_of_others_in_the_territories_are_offered(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        late = await add_request(repositories, due=date(2026, 4, 1))
        early = await add_request(repositories, due=date(2026, 3, 20))
        far = await add_request(repositories, territory_id=ABAI)
        over = await add_request(repositories)
        alone = await add_request(repositories)
        ngo = await another(repositories)
        own = await add_request(repositories, ngo_id=ngo)
        for number in (late, early, far, over, own):
            await repositories.cosigners.share(number, False, PERSON, NOW)
        await repositories.requests.put_stand(over, Stand(Outcome.ANSWERED, date(2026, 3, 20), None, NOW, None))
        page = await repositories.cosigners.offered(ngo, [AQSUAT], 0, 5)
        assert ([one.id for one in page.items], page.total) == ([early, late], 2)
        assert alone not in [one.id for one in page.items]
        page = await repositories.cosigners.offered(ngo, [AQSUAT, ABAI], 2, 5)
        assert (page.total, len(page.items)) == (3, 1)
        await repositories.cosigners.join(early, ngo, OTHER, NOW)
        await repositories.cosigners.join(late, ngo, OTHER, LATER)
        page = await repositories.cosigners.offered(ngo, [AQSUAT], 0, 5)
        assert (page.items, page.total) == ((), 0)
        page = await repositories.cosigners.joined(ngo, 0, 5)
        assert ([one.id for one in page.items], page.total) == ([late, early], 2)
        page = await repositories.cosigners.joined(ngo, 5, 5)
        assert (page.items, page.total) == ((), 2)


async def test_erasing_a_person_leaves_what_their_ngo_joined_while_it_has_members(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        number, ngo = await add_request(repositories), await another(repositories)
        await repositories.cosigners.share(number, False, PERSON, NOW)
        await repositories.cosigners.join(number, ngo, PERSON, NOW)  # of whatever NGO the person was then
        await repositories.people.erase(PERSON, LATER)
        assert await repositories.cosigners.of_request(number) == Joined((ngo,), True, False)
        await repositories.people.erase(OTHER, LATER)
        assert await repositories.cosigners.of_request(number) == Joined((), True, False)
