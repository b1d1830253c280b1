"""Matching: the one statement agrees with the pure rule, on both engines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from itertools import product

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.calls.matching import concerns, digest_for, send_at, urgent, words_of
from domain.calls.model import Call, CallEvent, CallKind
from domain.clock import instant
from domain.language import Language
from domain.outbox import URGENT_WITHIN, OutboxKind, Priority
from domain.people import Role
from domain.spheres import Sphere
from domain.subscriptions import Cadence, Subscription
from domain.territory import REPUBLIC, Territory, TerritoryTree
from storage.calls import CallsRepository
from storage.seed import put_spheres, put_territories
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import (
    ABAI,
    AQSUAT,
    GROUP,
    NOW,
    OTHER,
    PERSON,
    SOURCE,
    ZONE,
    add_call,
    add_people,
    call,
    post,
    subscription,
)

KINDS = (CallKind.GRANT, CallKind.SSO, CallKind.PARTICIPATORY_BUDGET)
SPHERES = ("s1", "s2", "s3", "s4")
HOURS = (time(0), time(3), time(8), time(8, 0, 0, 1), time(9), time(22), time(23, 59, 59, 999999))
CHATS = (1, 2, 3, -4)
WORDS = ("су", "ауыз", "жастар", "вода", "суд")
PHRASES = ("су", "воды", "ауыз су", "жастарға", "СУДЬЯ", "для и")
_QUEUED = sql("SELECT chat_id, kind, priority, not_before FROM outbox WHERE call_id = :call")


class Undo(Exception):
    """Ends an example; nothing of it stays."""


@dataclass(frozen=True)
class World:
    """A random country, its subscribers and calls, at a random moment."""

    units: tuple[Territory, ...]
    subscriptions: tuple[Subscription, ...]
    calls: tuple[Call, ...]
    dismissed: frozenset[int]  # people who dismissed the first call
    blocked: frozenset[int]
    now: datetime
    zone: tzinfo


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Trees of up to seven units, three levels; several subscriptions of a chat are common."""
    names = [REPUBLIC]
    units = [Territory(REPUBLIC, None, 0, "republic", None, *("",) * 5, ())]
    for number in range(draw(st.integers(1, 6))):
        parent = draw(st.sampled_from([unit for unit in units if unit.level < 2]))
        names.append(f"t{number}")
        units.append(Territory(names[-1], parent.id, parent.level + 1, "district", None, *("",) * 5, ()))
    zone = timezone(draw(st.sampled_from((timedelta(hours=5), timedelta(0), timedelta(hours=-3, minutes=-30)))))
    day = datetime(2026, 3, 1, tzinfo=zone) + timedelta(days=draw(st.integers(0, 7)))
    now = datetime.combine(day, draw(st.sampled_from(HOURS)), zone).astimezone(UTC)
    some = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True).map(tuple)
    spheres = st.lists(st.sampled_from(SPHERES), max_size=2, unique=True).map(tuple)
    subscriptions = st.builds(
        Subscription,
        id=st.just(0),
        chat_id=st.sampled_from(CHATS),
        person_id=st.none(),
        language=st.sampled_from(Language),
        territories=some,
        spheres=spheres,
        kinds=st.lists(st.sampled_from(KINDS), max_size=2, unique=True).map(tuple),
        min_amount=st.sampled_from((0, 0, 100, 200)),
        include=st.lists(st.sampled_from(PHRASES[:-1]), max_size=2, unique=True).map(tuple),
        exclude=st.lists(st.sampled_from(PHRASES), max_size=1, unique=True).map(tuple),
        cadence=st.sampled_from(Cadence),
        digest_at=st.sampled_from(HOURS),
        quiet_from=st.sampled_from(HOURS),
        quiet_until=st.sampled_from(HOURS),
        paused=st.sampled_from((False, False, False, True)),
    )
    left = st.sampled_from(
        (
            timedelta(0),
            timedelta(hours=2),
            timedelta(hours=9),
            timedelta(days=3),
            timedelta(days=3, microseconds=1),
            timedelta(days=3, hours=14),
            timedelta(days=4),
            timedelta(days=6),
            timedelta(days=10),
        )
    )
    calls = st.builds(
        lambda territories, topics, kind, amount, until, event, currency, words: call(
            territories=territories,
            spheres=topics,
            kind=kind,
            amount_max=amount,
            currency=currency,
            words=words_of("конкурс", *words),
            event=event,
            closes_at=None if until is None else now + until,
            first_seen_at=now,
        ),
        some,
        spheres,
        st.sampled_from(KINDS),
        st.sampled_from((None, 50, 100, 200)),
        st.none() | left,
        st.sampled_from((CallEvent.OPENED, CallEvent.EXTENDED)),
        st.sampled_from((None, "KZT", "KZT", "USD")),
        st.lists(st.sampled_from(WORDS), max_size=3),
    )
    return World(
        tuple(units),
        tuple(draw(st.lists(subscriptions, min_size=1, max_size=7))),
        tuple(draw(st.lists(calls, min_size=1, max_size=3))),
        draw(st.frozensets(st.sampled_from(CHATS[:3]), max_size=1)),
        draw(st.frozensets(st.sampled_from(CHATS), max_size=1)),
        now,
        zone,
    )


def expected(world: World, one: Call, dismissed: frozenset[int]) -> dict[int, tuple[str, int, datetime]]:
    """Say by the pure rules which chat hears of the call, as what, and when."""
    tree = TerritoryTree(world.units)
    found: dict[int, tuple[datetime, int]] = {}
    for wish in world.subscriptions:
        if wish.chat_id in world.blocked | dismissed or concerns(wish, one, tree) is None:
            continue
        line = digest_for(wish, one, world.now, world.zone) is not None
        moment = (send_at(wish, one, world.now, world.zone), int(line))
        found[wish.chat_id] = min(found.get(wish.chat_id, moment), moment)
    priority = Priority.URGENT if urgent(one, world.now) else Priority.NORMAL
    return {
        chat: (str(OutboxKind.DIGEST if line else OutboxKind.ALERT), int(priority), moment)
        for chat, (moment, line) in found.items()
    }


async def _check(store: SqlStore, world: World) -> None:
    try:
        async with store.write() as repositories:
            session = repositories.session
            await put_territories(session, world.units)
            await put_spheres(session, [Sphere(name, "", "", "", "") for name in SPHERES])
            await repositories.sources.sync([SOURCE], world.now)
            calls = CallsRepository(session, world.zone)
            for wish in world.subscriptions:
                await repositories.subscriptions.put(wish, world.now)
            for chat in world.blocked:
                await repositories.people.set_reachable(chat, False, world.now)
            for number, one in enumerate(world.calls):
                post_id = await repositories.sources.put_post(SOURCE.id, post(str(number)), "", None, world.now)
                stored = await calls.add(one, post_id, world.now)
                dismissed = world.dismissed if number == 0 else frozenset()
                for person in dismissed:
                    await calls.dismiss(f"person:{person}", stored, person, world.now)
                wanted = expected(world, one, dismissed)
                assert await calls.match(stored, 1, world.now) == len(wanted)
                rows = await session.all(_QUEUED, call=stored)
                assert {row[0]: (row[1], row[2], instant(row[3])) for row in rows} == wanted
            await _lists_agree(calls, world)
            raise Undo
    except Undo:
        pass


async def _lists_agree(calls: CallsRepository, world: World) -> None:
    tree = TerritoryTree(world.units)
    for chat in CHATS:
        wishes = [replace(wish, paused=False) for wish in world.subscriptions if wish.chat_id == chat]
        wanted = sum(
            any(concerns(wish, one, tree) for wish in wishes)
            and (one.closes_at is None or one.closes_at > world.now)
            and not (number == 0 and chat in world.dismissed)
            for number, one in enumerate(world.calls)
        )
        page = await calls.open_for(chat, f"person:{chat}", world.now, 0, 10)
        assert (len(page.calls), page.total) == (wanted, wanted)
    for wish in world.subscriptions:
        awake = replace(wish, paused=False)
        suiting = sum(concerns(awake, one, tree) is not None for one in world.calls)
        assert await calls.count_suiting(wish, world.now) == suiting
        assert await calls.count_suiting(wish, world.now + timedelta(microseconds=1)) == 0


async def test_every_boundary_of_the_clock_agrees_with_the_pure_rule(store: SqlStore) -> None:
    """All schedules made of three times of day × moments on and beside them × deadlines on and beside them."""
    marks = (time(0), time(8), time(22))
    schedules = list(product(Cadence, marks, marks, marks))
    micro = timedelta(microseconds=1)
    async with store.write() as repositories:
        wishes = {}
        for chat, (cadence, digest, start, end) in enumerate(schedules, 1):
            wish = subscription(
                chat_id=chat, person_id=None, cadence=cadence, digest_at=digest, quiet_from=start, quiet_until=end
            )
            wishes[chat] = wish
            await repositories.subscriptions.put(wish, NOW)
        for day, mark, beside in product((1, 2), marks, (-micro, timedelta(0))):  # Sunday and Monday
            now = datetime.combine(date(2026, 3, day), mark, ZONE) + beside
            tomorrow = datetime.combine(now.date() + timedelta(days=1), time(8), ZONE)
            for number, closes in enumerate(
                (
                    None,
                    tomorrow,
                    tomorrow + micro,
                    now + URGENT_WITHIN,
                    tomorrow + URGENT_WITHIN - micro,
                    tomorrow + URGENT_WITHIN,
                    now + timedelta(4),
                    datetime(2026, 3, 12, 8, tzinfo=ZONE),  # three days after a weekly digest
                    datetime(2026, 3, 12, 7, 59, tzinfo=ZONE),
                )
            ):
                one = call(closes_at=closes)
                stored = await add_call(repositories, likeness=f"{now}{number}", closes_at=closes)
                assert await repositories.calls.match(stored, 1, now) == len(schedules)
                rows = await repositories.session.all(_QUEUED, call=stored)
                moments = {row[0]: instant(row[3]) for row in rows}
                assert moments == {chat: send_at(wish, one, now, ZONE) for chat, wish in wishes.items()}


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[phase for phase in Phase if phase is not Phase.explain],  # a minute more, on failure, for little
)
@given(world=worlds())
async def test_the_statement_and_the_pure_rule_agree(store: SqlStore, world: World) -> None:
    """Who, what, when and how urgent; and the list of open calls by the same rule (paused or not)."""
    await _check(store, world)


async def test_matching_again_queues_nothing_and_a_new_revision_queues_once_more(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.subscriptions.put(subscription(), NOW)
        await repositories.subscriptions.put(subscription(territories=(ABAI,), spheres=()), NOW)
        stored = await add_call(repositories)
        counts = [await repositories.calls.match(stored, revision, NOW) for revision in (1, 1, 2, 2)]
        items = await repositories.outbox.claim("me", NOW, 10)
    assert counts == [1, 0, 1, 0]
    assert [(item.call_id, item.revision) for item in items] == [(stored, 1), (stored, 2)]


async def test_a_refusal_of_the_organisation_silences_its_members_and_not_a_group_they_set_up(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        await repositories.people.onboard(PERSON, Role.NGO, "Qor", None, NOW)
        shelf = (await repositories.people.visitor(PERSON, PERSON)).shelf
        await repositories.subscriptions.put(subscription(), NOW)
        await repositories.subscriptions.put(subscription(chat_id=GROUP), NOW)
        await repositories.subscriptions.put(subscription(chat_id=OTHER, person_id=OTHER), NOW)
        stored = await add_call(repositories)
        await repositories.calls.dismiss(shelf, stored, PERSON, NOW)
        await repositories.calls.match(stored, 1, NOW)
        items = await repositories.outbox.claim("me", NOW, 10)
    assert {item.chat_id for item in items} == {OTHER, GROUP}


async def _waits(store: SqlStore, wish: Subscription, now: datetime, **changes: object) -> tuple[OutboxKind, datetime]:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.subscriptions.put(wish, now)
        stored = await add_call(repositories, **changes)
        await repositories.calls.match(stored, 1, now)
        due = await repositories.outbox.next_due()
        assert due is not None
        (item,) = await repositories.outbox.claim("me", due, 10)
    return item.kind, due


async def test_an_alert_of_the_night_waits_for_the_morning(store: SqlStore) -> None:
    night = datetime(2026, 3, 2, 23, tzinfo=ZONE)
    morning = datetime(2026, 3, 3, 8, tzinfo=ZONE)
    assert await _waits(store, subscription(), night) == (OutboxKind.ALERT, morning)


async def test_quiet_hours_give_way_when_the_deadline_comes_before_they_end(store: SqlStore) -> None:
    night = datetime(2026, 3, 2, 23, tzinfo=ZONE)
    assert await _waits(store, subscription(), night, closes_at=night + timedelta(hours=3)) == (OutboxKind.ALERT, night)


async def test_a_weekly_digest_comes_next_monday(store: SqlStore) -> None:
    wish = subscription(cadence=Cadence.WEEKLY, digest_at=time(9))
    monday = datetime(2026, 3, 9, 9, tzinfo=ZONE)  # the sample moment is a Monday, 11:00
    assert await _waits(store, wish, NOW) == (OutboxKind.DIGEST, monday)


async def test_three_days_left_do_not_wait_for_a_digest(store: SqlStore) -> None:
    wish = subscription(cadence=Cadence.WEEKLY)
    assert await _waits(store, wish, NOW, closes_at=NOW + timedelta(days=3)) == (OutboxKind.ALERT, NOW)


async def test_a_weekly_digest_after_the_deadline_is_not_waited_for(store: SqlStore) -> None:
    wish = subscription(cadence=Cadence.WEEKLY)
    assert await _waits(store, wish, NOW, closes_at=NOW + timedelta(days=6)) == (OutboxKind.ALERT, NOW)


async def test_a_call_of_the_republic_reaches_a_district_and_the_other_way_round(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        await repositories.subscriptions.put(subscription(territories=(AQSUAT,)), NOW)
        await repositories.subscriptions.put(
            subscription(chat_id=OTHER, person_id=OTHER, territories=(REPUBLIC,), spheres=()), NOW
        )
        republic = await add_call(repositories, territories=(REPUBLIC,))
        district = await add_call(repositories, likeness="f2", territories=(AQSUAT,))
        assert await repositories.calls.match(republic, 1, NOW) == 2
        assert await repositories.calls.match(district, 1, NOW) == 2
