"""Offices' groups in storage: one for one, links that work once, topics, groups that move, erasure."""

from __future__ import annotations

from datetime import timedelta

from domain.groups import GroupState
from domain.language import Language
from domain.office_groups import GroupLink, OfficeGroup, RequestTopic
from domain.offices import By
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories
from domain.requests.model import Card
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import AQSUAT, GROUP, NOW, OTHER, PERSON, add_people, add_request, group_chat, subscription

SUPERGROUP = -1001234567890
BOSS = By(OTHER, "coordinator:100000000")
LATER = NOW + timedelta(days=1)


async def an_office(repositories: Repositories) -> int:
    (number,) = await repositories.offices.add([AQSUAT], ("Аппарат", "Аппарат"), ["other"], BOSS, NOW)
    return number


async def a_group(repositories: Repositories, office: int, chat: int = GROUP) -> OfficeGroup:
    group = OfficeGroup(chat, office, True, PERSON, NOW)
    assert await repositories.office_groups.bind(group)
    return group


async def test_one_group_is_one_offices(store: SqlStore) -> None:
    async with store.write() as repositories:
        first, second = await an_office(repositories), await an_office(repositories)
        group = await a_group(repositories, first)
        groups = repositories.office_groups
        assert await groups.of_office(first) == await groups.of_chat(GROUP) == group
        assert not await groups.bind(OfficeGroup(GROUP, second, False, OTHER, NOW))
        assert not await groups.bind(OfficeGroup(SUPERGROUP, first, False, OTHER, NOW))
        assert await groups.of_office(second) is None and await groups.of_chat(SUPERGROUP) is None
        await groups.let_topics(GROUP, False)
        changed = await groups.of_office(first)
        assert changed is not None and not changed.topics
        assert await groups.unbind(first) == changed
        assert await groups.unbind(first) is None
        assert await groups.bind(OfficeGroup(GROUP, second, False, OTHER, NOW))


async def test_a_link_works_once_until_it_lapses_and_only_the_newest(store: SqlStore) -> None:
    async with store.write() as repositories:
        groups, office = repositories.office_groups, await an_office(repositories)
        await groups.add_link("first", office, BOSS, NOW, LATER)
        number = await groups.add_link("second", office, BOSS, NOW, LATER)
        assert await groups.link("first") is None
        link = await groups.link("second")
        assert link == GroupLink(number, office, LATER)
        assert link.usable(LATER - timedelta(microseconds=1)) and not link.usable(LATER)
        assert not await groups.use_link(number, LATER)
        assert await groups.use_link(number, NOW)
        assert not await groups.use_link(number, NOW)
        used = await groups.link("second")
        assert used is not None and not used.usable(NOW)


async def test_topics_are_found_by_request_and_by_place_and_forgotten_with_their_cards(store: SqlStore) -> None:
    async with store.write() as repositories:
        groups, office = repositories.office_groups, await an_office(repositories)
        await a_group(repositories, office)
        request, other = await add_request(repositories, office_id=office), await add_request(repositories)
        topic = RequestTopic(GROUP, office, request, 7)
        await groups.put_topic(topic, NOW)
        await groups.put_topic(RequestTopic(GROUP, office, other, 8), NOW)
        closed = RequestTopic(GROUP, office, request, 7, closed=True)
        await groups.put_topic(closed, NOW)
        assert await groups.topic(GROUP, request) == await groups.topic_at(GROUP, 7) == closed
        assert await groups.topics_of(request) == [closed]
        for message, about in ((11, request), (12, other)):
            await repositories.request_cards.put(Card(GROUP, message, about, "card", office), NOW)
        await groups.drop_topic(GROUP, 7)
        assert await groups.topic(GROUP, request) is None
        assert await repositories.request_cards.at(GROUP, 11) is None
        assert await repositories.request_cards.at(GROUP, 12) is not None
        await groups.unbind(office)
        assert await groups.topics_of(other) == []


async def test_open_requests_of_the_office_come_by_reply_date(store: SqlStore) -> None:
    async with store.write() as repositories:
        office = await an_office(repositories)
        late = await add_request(repositories, office_id=office, due=NOW.date() + timedelta(days=9))
        soon = await add_request(repositories, office_id=office, due=NOW.date())
        over = await add_request(repositories, office_id=office)
        await add_request(repositories)
        await repositories.session.run(sql("UPDATE request SET outcome = 'withdrawn' WHERE id = :id"), id=over)
        assert await repositories.office_groups.waiting(office, 5) == [soon, late]
        assert await repositories.office_groups.waiting(office, 1) == [soon]


async def test_a_group_that_moves_takes_the_binding_along_and_leaves_numbers_of_messages_behind(
    store: SqlStore,
) -> None:
    async with store.write() as repositories:
        groups, office = repositories.office_groups, await an_office(repositories)
        await a_group(repositories, office)
        request = await add_request(repositories, office_id=office)
        await repositories.request_cards.put(Card(GROUP, 11, request, "card", office), NOW)
        await groups.put_topic(RequestTopic(GROUP, office, request, 7), NOW)
        kept = {"about": "files", "request": request, "message": 1, "bundle": 0}
        parcels = [
            Parcel(GROUP, OutboxKind.REQUEST, "edit", {"about": "card", "request": request, "edits": 11}),
            Parcel(GROUP, OutboxKind.REQUEST, "window", {"about": "window:1", "request": request, "edits": 12}),
            Parcel(GROUP, OutboxKind.REQUEST, "card", {"about": "card", "request": request}),
            Parcel(GROUP, OutboxKind.REQUEST, "files", kept),
            Parcel(GROUP, OutboxKind.NOTICE, "word", {"about": "group_back"}),
        ]
        await repositories.outbox.put(parcels, NOW)
        moved = await groups.move(GROUP, SUPERGROUP)
        assert moved is not None and (moved.chat_id, moved.office_id) == (SUPERGROUP, office)
        await repositories.outbox.migrate_chat(GROUP, SUPERGROUP)
        left = await repositories.session.all(sql("SELECT chat_id, dedupe_key FROM outbox ORDER BY id"))
        assert [tuple(row) for row in left] == [(SUPERGROUP, "files"), (SUPERGROUP, "word")]
        assert await repositories.request_cards.at(GROUP, 11) is None
        assert await groups.topics_of(request) == []
        assert await groups.move(GROUP, SUPERGROUP) is None, "the second time nothing moves"
        assert await groups.of_chat(SUPERGROUP) == moved


async def test_what_waits_about_requests_is_hastened_and_nothing_else(store: SqlStore) -> None:
    async with store.write() as repositories:
        request = await add_request(repositories)
        parcels = [
            Parcel(GROUP, OutboxKind.REQUEST, "a", {"about": "card", "request": request}, not_before=LATER),
            Parcel(GROUP, OutboxKind.NOTICE, "b", {"about": "group_back"}, not_before=LATER),
            Parcel(PERSON, OutboxKind.REQUEST, "a", {"about": "card", "request": request}, not_before=LATER),
        ]
        await repositories.outbox.put(parcels, NOW)
        await repositories.office_groups.hasten(GROUP, NOW)
        (item,) = await repositories.outbox.claim("me", NOW, 5)
        assert item.chat_id == GROUP and item.kind is OutboxKind.REQUEST


async def test_a_group_without_alerts_speaks_its_own_language(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.groups.put(group_chat(language=Language.RU), NOW)
        assert await repositories.people.languages([GROUP]) == {GROUP: Language.RU}
        await add_people(repositories, PERSON)
        await repositories.subscriptions.put(subscription(chat_id=GROUP, language=Language.KK), NOW)
        assert await repositories.people.languages([GROUP]) == {GROUP: Language.KK}


async def test_a_group_that_is_forgotten_is_no_offices_any_more(store: SqlStore) -> None:
    async with store.write() as repositories:
        office = await an_office(repositories)
        await a_group(repositories, office)
        request = await add_request(repositories, office_id=office)
        await repositories.office_groups.put_topic(RequestTopic(GROUP, office, request, 7), NOW)
        await repositories.groups.put(group_chat(state=GroupState.LEFT), NOW)
        assert await repositories.groups.forget(NOW + timedelta(days=1)) == 1
        assert await repositories.office_groups.of_office(office) is None
        assert await repositories.session.all(sql("SELECT topic_id FROM request_topic")) == []


async def test_erasing_who_bound_it_leaves_the_group_bound_without_their_number(store: SqlStore) -> None:
    async with store.write() as repositories:
        groups, office, other = repositories.office_groups, await an_office(repositories), await an_office(repositories)
        await add_people(repositories, PERSON)
        await a_group(repositories, office)
        by = By(PERSON, "head")
        used = await groups.add_link("used", office, by, NOW, LATER)
        await groups.use_link(used, NOW)
        await groups.add_link("open", other, by, NOW, LATER)
        await repositories.people.erase(PERSON, NOW)
        left = await groups.of_office(office)
        assert left is not None and left.bound_by is None
        assert await groups.link("open") is None and await groups.link("used") is not None
        assert await repositories.session.all(sql("SELECT made_by FROM office_chat_link WHERE made_by > 0")) == []
