"""What a newcomer to an office finds and confirms, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from domain.journal import NewEntry
from domain.ports import Repositories
from domain.requests.clocks import Outcome
from domain.requests.handover import ItemKind, Partner
from domain.requests.model import Route, Stand
from domain.requests.promises import Promise, Verdict
from storage.store import SqlStore
from tests.storage.samples import ABAI, AQSUAT, NOW, OTHER, PERSON, add_people, add_request
from tests.storage.test_store_duty import BOSS, a_seat, an_office

DUE = date(2026, 3, 24)


async def a_promise(repositories: Repositories, request: int, office: int, day: date) -> int:
    entry = await repositories.journal.append(NewEntry("tested", f"request:{request}", "bot"), NOW)
    return await repositories.promises.add(Promise(0, request, entry.number, office, None, "Орын", NOW, day, day))


async def ended(repositories: Repositories, request: int) -> None:
    await repositories.requests.put_stand(request, Stand(Outcome.ANSWERED, DUE, DUE, NOW, NOW))


async def test_a_newcomer_confirms_what_the_office_had_and_what_is_over_waits_no_more(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        office = await an_office(repositories)
        late = await add_request(repositories, office_id=office, office_due=DUE + timedelta(days=1), due=DUE)
        soon = await add_request(repositories, office_id=office, office_due=DUE - timedelta(days=9), due=DUE)
        over = await add_request(repositories, office_id=office)
        await ended(repositories, over)
        await add_request(repositories)  # of no office
        promised = await a_promise(repositories, over, office, DUE)
        done = await a_promise(repositories, over, office, DUE)
        await repositories.promises.finish(done, NOW)
        seat, other = await a_seat(repositories, office), await a_seat(repositories, office, OTHER)
        assert await repositories.handovers.of_office(office) == {}
        assert await repositories.handovers.begin(seat, NOW) == 3
        assert await repositories.handovers.begin(seat, NOW) == 0, "a second time changes nothing"
        later = await add_request(repositories, office_id=office)
        assert await repositories.handovers.begin(other, NOW) == 4
        found = await repositories.handovers.waiting(seat, 0, 5)
        assert [(one.kind, one.id, one.day) for one in found.items] == [
            (ItemKind.REQUEST, soon, DUE - timedelta(days=9)),
            (ItemKind.REQUEST, late, DUE + timedelta(days=1)),
            (ItemKind.PROMISE, promised, DUE),
        ]
        assert (found.total, found.items[2].request_id, found.items[2].words) == (3, over, "Орын")
        assert (found.items[0].ngo, found.items[0].topic_id) == ("Жас қанат", "other")
        page = await repositories.handovers.waiting(seat, 2, 2)
        assert (len(page.items), page.total) == (1, 3)
        assert (await repositories.handovers.waiting(seat, 6, 2)).total == 3, "an empty page still tells the total"
        assert await repositories.handovers.confirm(seat, ItemKind.REQUEST, [soon, later, 77], NOW) == [soon]
        assert await repositories.handovers.confirm(seat, ItemKind.REQUEST, [soon], NOW) == []
        assert await repositories.handovers.confirm(seat, ItemKind.PROMISE, [later], NOW) == [], "of the other kind"
        told = await repositories.handovers.of_office(office)
        assert [(one.seen, one.waiting, one.total) for one in (told[seat], told[other])] == [(1, 2, 3), (0, 4, 4)]
        assert (told[seat].begun_at, told[seat].done_at) == (NOW, None)
        await ended(repositories, late)
        await repositories.promises.judge(promised, Verdict.KEPT)
        assert (await repositories.handovers.of_office(office))[seat].waiting == 0
        assert await repositories.handovers.finish(seat, NOW) and not await repositories.handovers.finish(seat, NOW)
        assert (await repositories.handovers.of_office(office))[seat].done_at == NOW
        await repositories.requests.put_place(later, None, None, Route.REDIRECTED)
        assert [one.id for one in (await repositories.handovers.waiting(other, 0, 9)).items] == [soon]
        await repositories.seats.end(seat, BOSS, NOW)
        assert list(await repositories.handovers.of_office(office)) == [other]
        await repositories.people.erase(OTHER, NOW)
        assert await repositories.handovers.of_office(office) == {}, "the bare term stays, ended"


async def test_partners_are_counted_and_letters_without_an_office_found(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        office = await an_office(repositories)
        assert not await repositories.handovers.any_requests(office)
        first = await add_request(repositories, office_id=office)
        await add_request(repositories, office_id=office)
        await ended(repositories, first)
        assert await repositories.handovers.any_requests(office)
        assert await repositories.handovers.partners(office, 5) == [Partner("Жас қанат", 2, 1)]
        assert await repositories.handovers.partners(office, 0) == []
        lost = await add_request(repositories)
        await add_request(repositories, topic_id="health")
        assert await repositories.handovers.unrouted([AQSUAT, ABAI], ["other"]) == 1
        assert await repositories.handovers.unrouted([AQSUAT], ["other", "health"]) == 2
        assert await repositories.handovers.unrouted([ABAI], ["other", "health"]) == 0
        request = await repositories.requests.get(lost)
        assert request is not None and replace(request, route=Route.NOBODY) == request
        await ended(repositories, lost)
        assert await repositories.handovers.unrouted([AQSUAT], ["other"]) == 0
