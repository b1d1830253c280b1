"""Reminders: the one statement agrees with the pure rule, and reaches those whose shelf it is, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

from domain.calls.model import CallEvent, LocalMoment
from domain.calls.reminders import CHOICES, USUAL, pressing
from domain.outbox import OutboxItem, OutboxKind
from domain.people import Role
from domain.ports import Standing
from storage.statement import sql
from storage.store import Repositories, SqlStore
from tests.storage.samples import NOW, OTHER, PERSON, ZONE, add_call, add_people, call

SHELF = f"person:{PERSON}"
DAY = timedelta(days=1)
DEADLINE = LocalMoment(date(2026, 3, 20))  # that of the sample call; NOW is 2 March, 11:00
_MEMBER = sql("INSERT INTO ngo_member (person_id, ngo_id, joined_at) VALUES (:person, :ngo, 1)")


def morning(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=ZONE)


async def taken(repositories: Repositories, now: datetime) -> Sequence[OutboxItem]:
    return await repositories.outbox.claim("me", now, 50)


async def saved_call(repositories: Repositories, **changes: object) -> int:
    await add_people(repositories, PERSON)
    stored = await add_call(repositories, **changes)
    await repositories.calls.save(SHELF, stored, PERSON, NOW)
    return stored


async def organisation(repositories: Repositories, *members: int) -> str:
    """Make an organisation whose members all act for it; returns its shelf."""
    await add_people(repositories, *members)
    first, *others = members
    await repositories.people.onboard(first, Role.NGO, "Qor", None, NOW)
    shelf = (await repositories.people.visitor(first, first)).shelf
    for person in others:
        await repositories.session.run(_MEMBER, person=person, ngo=int(shelf.removeprefix("ngo:")))  # type: ignore[attr-defined]
        await repositories.people.onboard(person, Role.NGO, "Qor", None, NOW)
    return shelf


async def test_each_day_brings_its_reminder_once_however_often_and_from_wherever_it_is_asked(store: SqlStore) -> None:
    async with store.write() as repositories:
        stored = await saved_call(repositories)
        counts = {}
        for day, hour in product(range(2, 23), (8, 9, 10, 23)):
            if queued := await repositories.reminders.queue_due(morning(day, hour)):
                counts[day, hour] = queued
            assert await repositories.reminders.queue_due(morning(day, hour)) == 0
        items = await taken(repositories, morning(22))
    assert counts == {(6, 9): 1, (13, 9): 1, (17, 9): 1, (19, 9): 1}
    assert sorted(item.ids["days"] for item in items) == [1, 3, 7, 14]
    assert {(item.chat_id, item.kind, item.call_id) for item in items} == {(PERSON, OutboxKind.REMINDER, stored)}


async def test_two_replicas_that_ask_at_once_queue_it_once(store: SqlStore) -> None:
    import asyncio

    async with store.write() as repositories:
        await saved_call(repositories)

    async def ask() -> int:
        async with store.write() as repositories:
            return await repositories.reminders.queue_due(morning(6))

    assert sorted(await asyncio.gather(ask(), ask())) == [0, 1]


async def test_after_a_week_without_us_only_the_most_pressing_one_comes(store: SqlStore) -> None:
    async with store.write() as repositories:
        await saved_call(repositories)
        assert await repositories.reminders.queue_due(morning(18, 15)) == 1
        (item,) = await taken(repositories, morning(18, 15))
    assert item.ids["days"] == 3


async def test_the_days_are_chosen_per_shelf_and_call_and_pressing_twice_changes_nothing(store: SqlStore) -> None:
    async with store.write() as repositories:
        stored = await saved_call(repositories)
        other = await add_call(repositories, likeness="f2")
        await repositories.calls.save(SHELF, other, PERSON, NOW)
        choose = repositories.reminders.choose
        assert await repositories.reminders.chosen(SHELF, stored) == USUAL
        assert await choose(SHELF, stored, 14, False, NOW) == (7, 3, 1)
        assert await choose(SHELF, stored, 14, False, morning(30)) == (7, 3, 1)
        assert await choose(SHELF, stored, 0, True, NOW) == (7, 3, 1, 0)
        assert await repositories.reminders.chosen(SHELF, other) == USUAL
        assert await choose("person:999", stored, 0, True, NOW) is None
        assert await choose(SHELF, 999, 0, True, NOW) is None
        for days in (7, 3, 1, 0):
            left = await choose(SHELF, stored, days, False, NOW)
        assert left == ()
        assert await repositories.reminders.queue_due(morning(13)) == 1  # of the other call only
        await repositories.calls.unsave(SHELF, stored)
        assert await repositories.reminders.chosen(SHELF, stored) is None
        await repositories.calls.save(SHELF, stored, PERSON, NOW)
        assert await repositories.reminders.chosen(SHELF, stored) == USUAL


async def test_a_day_ticked_after_its_hour_is_not_made_up_for(store: SqlStore) -> None:
    async with store.write() as repositories:
        stored = await saved_call(repositories)
        await repositories.reminders.choose(SHELF, stored, 7, False, NOW)
        await repositories.reminders.choose(SHELF, stored, 7, True, morning(13, 15))
        assert await repositories.reminders.queue_due(morning(13, 16)) == 0
        assert await repositories.reminders.queue_due(morning(17)) == 1


async def test_nobody_is_reminded_of_what_has_no_deadline_is_cancelled_has_results_or_was_put_away(
    store: SqlStore,
) -> None:
    async with store.write() as repositories:
        await saved_call(repositories, likeness="a", deadline=None, closes_at=None)
        await saved_call(repositories, likeness="b", event=CallEvent.CANCELLED)
        await saved_call(repositories, likeness="c", event=CallEvent.RESULT)
        dismissed = await saved_call(repositories, likeness="d")
        await repositories.calls.dismiss(SHELF, dismissed, PERSON, NOW)
        unsaved = await saved_call(repositories, likeness="e")
        await repositories.calls.unsave(SHELF, unsaved)
        await add_call(repositories, likeness="f")
        counts = [await repositories.reminders.queue_due(morning(day)) for day in range(2, 23)]
    assert sum(counts) == 0


async def test_an_organisations_shelf_reaches_its_members_except_who_put_it_away_or_cannot_be_reached(
    store: SqlStore,
) -> None:
    away, blocked, looking = 503, 504, 505
    async with store.write() as repositories:
        shelf = await organisation(repositories, PERSON, OTHER, away, blocked, looking)
        stored = await add_call(repositories)
        await repositories.calls.save(shelf, stored, PERSON, NOW)
        await repositories.calls.dismiss(f"person:{away}", stored, away, NOW)
        await repositories.people.set_reachable(blocked, False, NOW)
        await repositories.people.onboard(looking, Role.LOOKING, None, None, NOW)
        assert await repositories.reminders.queue_due(morning(13)) == 2
        assert {item.chat_id for item in await taken(repositories, morning(13))} == {PERSON, OTHER}


async def test_one_members_refusal_of_what_the_organisation_saved_silences_all(store: SqlStore) -> None:
    async with store.write() as repositories:
        shelf = await organisation(repositories, PERSON, OTHER)
        stored = await add_call(repositories)
        await repositories.calls.save(shelf, stored, PERSON, NOW)
        await repositories.reminders.queue_due(morning(6))
        await repositories.calls.dismiss(shelf, stored, OTHER, morning(6))
        assert await taken(repositories, morning(6)) == []
        assert await repositories.reminders.queue_due(morning(13)) == 0


async def _move(repositories: Repositories, stored: int, day: int, revision: int, now: datetime) -> None:
    deadline = LocalMoment(date(2026, 3, 1) + timedelta(days=day - 1))
    moved = call(id=stored, revision=revision, deadline=deadline, closes_at=deadline.ends(ZONE))
    await repositories.calls.replace(moved, 1, now)


async def test_reminders_move_with_the_deadline_and_what_was_sent_is_not_repeated_for_the_old_days(
    store: SqlStore,
) -> None:
    async with store.write() as repositories:
        stored = await saved_call(repositories)
        queue = repositories.reminders.queue_due
        assert await queue(morning(13)) == 1  # seven days before the 20th
        await _move(repositories, stored, 27, 2, morning(13, 10))
        assert [await queue(morning(day)) for day in (13, 14, 17, 19)] == [0, 0, 0, 0]
        assert await queue(morning(20)) == 1  # seven days before the 27th: due anew
        await _move(repositories, stored, 21, 3, morning(20, 10))
        assert [await queue(morning(20, 11)), await queue(morning(21, 8))] == [0, 0]  # the day before has passed
        await _move(repositories, stored, 27, 4, morning(20, 12))
        assert [await queue(morning(day)) for day in (20, 24, 26)] == [0, 1, 1]  # there and back: nothing twice


async def test_a_deadline_that_comes_nearer_does_not_bring_a_burst(store: SqlStore) -> None:
    async with store.write() as repositories:
        stored = await saved_call(repositories)
        await _move(repositories, stored, 8, 2, morning(5, 12))
        assert await repositories.reminders.queue_due(morning(5, 13)) == 0  # the update says it
        assert await repositories.reminders.queue_due(morning(7)) == 1


async def test_the_statement_and_the_pure_rule_agree_on_every_boundary(store: SqlStore) -> None:
    """Deadlines with and without an hour × chosen days × moments on and beside nine o'clock × when it was saved."""
    deadlines = [LocalMoment(date(2026, 3, 20) + DAY * n, at) for n in (0, 1, 14) for at in (None, time(9), time(18))]
    chosen = [(), (0,), USUAL, CHOICES, (3,)]
    micro = timedelta(microseconds=1)
    nows = [morning(20, hour) + beside for hour in (0, 9, 18) for beside in (-micro, timedelta(0))]
    saved = [NOW, morning(19), morning(20)]
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        wanted: dict[int, tuple[LocalMoment, tuple[int, ...], datetime]] = {}
        for number, (deadline, days, since) in enumerate(product(deadlines, chosen, saved)):
            # First seen long ago: only the moment of saving counts.
            stored = await add_call(
                repositories, likeness=str(number), deadline=deadline, closes_at=deadline.ends(ZONE)
            )
            await repositories.calls.save(SHELF, stored, PERSON, since)
            await repositories.session.run(
                sql("UPDATE shelf SET remind = :days WHERE call_id = :call"),
                days="".join(f",{day}" for day in days) + ",",
                call=stored,
            )
            wanted[stored] = deadline, days, since
        for now in nows:
            await repositories.reminders.queue_due(now.astimezone(UTC))
            items = await taken(repositories, now)
            told = {item.call_id: item.ids["days"] for item in items}
            marks = {
                stored: pressing(deadline.day, deadline.ends(ZONE), days, since, now, ZONE)
                for stored, (deadline, days, since) in wanted.items()
            }
            assert told == {stored: mark.days for stored, mark in marks.items() if mark is not None}
            await repositories.session.run(sql("DELETE FROM outbox"))


async def test_how_a_call_stands_with_its_readers(store: SqlStore) -> None:
    async with store.write() as repositories:
        shelf = await organisation(repositories, PERSON, OTHER)
        stored = await add_call(repositories)
        await repositories.calls.save(shelf, stored, PERSON, NOW)
        await repositories.reminders.choose(shelf, stored, 14, False, NOW)
        await repositories.calls.dismiss(f"person:{OTHER}", stored, OTHER, NOW)
        pairs = [(PERSON, stored), (OTHER, stored), (PERSON, 99), (-5, stored)]
        found = await repositories.reminders.standing(pairs)
        assert await repositories.reminders.standing([]) == {}
    assert found == {
        (PERSON, stored): Standing({shelf: (7, 3, 1)}, dismissed=False),
        (OTHER, stored): Standing({shelf: (7, 3, 1)}, dismissed=True),
    }


async def test_who_is_erased_is_not_reminded(store: SqlStore) -> None:
    async with store.write() as repositories:
        await saved_call(repositories)
        await repositories.people.erase(PERSON, NOW)
        assert await repositories.reminders.queue_due(morning(6)) == 0
