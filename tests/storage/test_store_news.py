"""A new revision reaches those who know the call, once, and the others it concerns while it is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from domain.calls.model import CallEvent, LocalMoment
from domain.calls.news import Revision
from domain.clock import instant
from domain.outbox import Gone, OutboxKind, Priority, Sent, Unknown
from domain.people import Role
from domain.ports import Settled
from domain.subscriptions import Cadence
from storage.statement import sql
from storage.store import Repositories, SqlStore
from tests.storage.samples import GROUP, NOW, OTHER, PERSON, ZONE, add_call, add_people, call, subscription

HOUR = timedelta(hours=1)
_WAITING = sql("""
    SELECT chat_id, kind, revision, ids, priority, not_before FROM outbox
    WHERE state = 'pending' AND call_id = :call ORDER BY chat_id
""")
_STATES = sql("SELECT kind, revision, state FROM outbox WHERE chat_id = :chat ORDER BY id")
_MEMBER = sql("INSERT INTO ngo_member (person_id, ngo_id, joined_at) VALUES (:person, :ngo, 1)")


async def subscribe(repositories: Repositories, *chats: int, **changes: object) -> None:
    await add_people(repositories, *(chat for chat in chats if chat > 0))
    for chat in chats:
        person = chat if chat > 0 else None
        await repositories.subscriptions.put(subscription(chat_id=chat, person_id=person, **changes), NOW)


async def alerted(repositories: Repositories, stored: int, *chats: int) -> None:
    """Let the chats have had their alert of the first revision; the others' still waits."""
    await repositories.calls.match(stored, 1, NOW)
    items = await repositories.outbox.claim("me", NOW + HOUR, 50)
    await repositories.outbox.begin_sending("me", [item.id for item in items if item.chat_id in chats])
    sent = [Settled(item, Sent(5, NOW)) for item in items if item.chat_id in chats]
    await repositories.outbox.settle(sent, NOW)
    await repositories.outbox.release([item.id for item in items if item.chat_id not in chats], NOW)


async def revise(
    repositories: Repositories, stored: int, day: int, revision: int = 2, now: datetime = NOW, **changes: object
) -> int:
    """Store a new revision with the deadline on a day of March and tell it."""
    deadline = LocalMoment(date(2026, 3, day))
    one = call(id=stored, revision=revision, deadline=deadline, closes_at=deadline.ends(ZONE), **changes)
    await repositories.calls.replace(one, 1, now)
    return await repositories.news.tell(stored, revision, now)


async def waiting(repositories: Repositories, stored: int) -> dict[int, tuple[str, int, str]]:
    rows = await repositories.session.all(_WAITING, call=stored)  # type: ignore[attr-defined]
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


async def test_who_was_alerted_gets_an_update_and_who_was_not_an_alert_of_the_new_revision(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON, OTHER, GROUP)
        stored = await add_call(repositories)
        await alerted(repositories, stored, PERSON, GROUP)
        assert await revise(repositories, stored, 27) == 3
        assert await revise(repositories, stored, 27) == 0  # told once
        assert await waiting(repositories, stored) == {
            PERSON: ("update", 2, '{"since": 1}'),
            GROUP: ("update", 2, '{"since": 1}'),
            OTHER: ("alert", 2, "{}"),
        }
        states = [tuple(row) for row in await repositories.session.all(_STATES, chat=OTHER)]
    assert states == [("alert", 1, "gone"), ("alert", 2, "pending")]  # replaced, not doubled


async def test_a_cancellation_and_a_result_reach_only_those_who_know_the_call(store: SqlStore) -> None:
    for event in (CallEvent.CANCELLED, CallEvent.RESULT):
        async with store.write() as repositories:
            await subscribe(repositories, PERSON, OTHER)
            stored = await add_call(repositories, likeness=event)
            await alerted(repositories, stored, PERSON)
            assert await revise(repositories, stored, 20, event=event) == 1
            assert await waiting(repositories, stored) == {PERSON: ("update", 2, '{"since": 1}')}
            await repositories.session.run(sql("DELETE FROM outbox"))


async def test_a_deadline_moved_into_the_past_reaches_only_those_who_know_the_call(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON, OTHER)
        stored = await add_call(repositories)
        await alerted(repositories, stored, PERSON)
        assert await revise(repositories, stored, 1) == 1
        assert await waiting(repositories, stored) == {PERSON: ("update", 2, '{"since": 1}')}


async def test_whoever_saved_it_hears_without_any_subscription_and_so_does_every_member(store: SqlStore) -> None:
    alone = 503
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER, alone)
        await repositories.people.onboard(PERSON, Role.NGO, "Qor", None, NOW)
        shelf = (await repositories.people.visitor(PERSON, PERSON)).shelf
        await repositories.session.run(_MEMBER, person=OTHER, ngo=int(shelf.removeprefix("ngo:")))
        stored = await add_call(repositories)
        await repositories.calls.save(shelf, stored, PERSON, NOW)
        await repositories.calls.save(f"person:{alone}", stored, alone, NOW)
        assert await revise(repositories, stored, 27) == 3
        assert set(await waiting(repositories, stored)) == {PERSON, OTHER, alone}


async def test_who_put_it_away_paused_everything_or_blocked_us_hears_nothing(store: SqlStore) -> None:
    # The group that somebody set up is another reader than that person.
    paused, blocked, group = 503, 504, -7
    async with store.write() as repositories:
        await subscribe(repositories, PERSON, OTHER, paused, blocked)
        await repositories.subscriptions.put(subscription(chat_id=group, person_id=OTHER), NOW)
        stored = await add_call(repositories)
        await alerted(repositories, stored, PERSON, OTHER, paused, blocked, group)
        await repositories.calls.dismiss(f"person:{OTHER}", stored, OTHER, NOW)
        await repositories.people.set_reachable(blocked, False, NOW)
        (mine,) = await repositories.subscriptions.of_chat(paused)
        await repositories.subscriptions.put(
            subscription(id=mine.id, chat_id=paused, person_id=paused, paused=True), NOW
        )
        assert await revise(repositories, stored, 27) == 2
        assert set(await waiting(repositories, stored)) == {PERSON, group}


async def test_what_may_have_arrived_counts_as_told_and_what_surely_did_not_does_not(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON, OTHER)
        stored = await add_call(repositories)
        await repositories.calls.match(stored, 1, NOW)
        items = await repositories.outbox.claim("me", NOW, 10)
        await repositories.outbox.begin_sending("me", [item.id for item in items])
        fates = {PERSON: Unknown("?"), OTHER: Gone("refused")}
        await repositories.outbox.settle([Settled(item, fates[item.chat_id]) for item in items], NOW)
        await revise(repositories, stored, 27)
        assert await waiting(repositories, stored) == {
            PERSON: ("update", 2, '{"since": 1}'),
            OTHER: ("alert", 2, "{}"),
        }


async def test_extended_twice_in_one_minute_one_update_tells_the_whole_way(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON)
        stored = await add_call(repositories)
        await alerted(repositories, stored, PERSON)
        await revise(repositories, stored, 25)
        await revise(repositories, stored, 30, 3)
        assert await waiting(repositories, stored) == {PERSON: ("update", 3, '{"since": 1}')}
        found = await repositories.news.revisions([(stored, 1), (stored, 3), (stored, 9)])
        assert await repositories.news.revisions([]) == {}
    assert [one.deadline for one in found.values() if one.deadline] == [
        LocalMoment(date(2026, 3, 20)),
        LocalMoment(date(2026, 3, 30)),
    ]


async def test_an_update_on_its_way_is_taken_back_by_the_next_one(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON)
        stored = await add_call(repositories)
        await alerted(repositories, stored, PERSON)
        await revise(repositories, stored, 25)
        (claimed,) = await repositories.outbox.claim("me", NOW, 10)
        await revise(repositories, stored, 30, 3)
        assert await repositories.outbox.begin_sending("me", [claimed.id]) == []
        assert await waiting(repositories, stored) == {PERSON: ("update", 3, '{"since": 1}')}


async def test_who_saved_a_later_revision_is_told_from_there(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        stored = await add_call(repositories)
        await repositories.calls.save(f"person:{PERSON}", stored, PERSON, NOW)
        await revise(repositories, stored, 25, now=NOW + HOUR)
        await repositories.calls.save(f"person:{OTHER}", stored, OTHER, NOW + 2 * HOUR)
        await revise(repositories, stored, 30, 3, now=NOW + 3 * HOUR)
        assert await waiting(repositories, stored) == {
            PERSON: ("update", 3, '{"since": 1}'),
            OTHER: ("update", 3, '{"since": 2}'),
        }


async def test_a_digest_takes_an_update_only_while_three_days_are_left_after_it(store: SqlStore) -> None:
    daily, weekly, instant_ = 503, 504, 505
    async with store.write() as repositories:
        await subscribe(repositories, daily, cadence=Cadence.DAILY, digest_at=time(19))
        await subscribe(repositories, weekly, cadence=Cadence.WEEKLY)
        await subscribe(repositories, instant_)
        await subscribe(repositories, daily, cadence=Cadence.WEEKLY)  # of two the earlier
        stored = await add_call(repositories)
        await repositories.session.run(sql("DELETE FROM outbox"))
        await repositories.calls.match(stored, 1, NOW)
        await repositories.session.run(sql("UPDATE outbox SET state = 'sent'"))
        await revise(repositories, stored, 27)
        rows = await repositories.session.all(_WAITING, call=stored)
        moments = {row[0]: (row[1], instant(row[5]), row[4]) for row in rows}
        assert moments == {
            daily: ("digest", datetime(2026, 3, 2, 19, tzinfo=ZONE), Priority.NORMAL),
            weekly: ("digest", datetime(2026, 3, 9, 9, tzinfo=ZONE), Priority.NORMAL),
            instant_: ("update", NOW, Priority.NORMAL),
        }
        await repositories.session.run(sql("UPDATE outbox SET state = 'sent'"))
        # The old deadline is near: whoever hurries for it hears of the new one at once.
        late = datetime(2026, 3, 25, 12, tzinfo=ZONE).astimezone(UTC)
        await revise(repositories, stored, 31, 3, now=late)
        rows = await repositories.session.all(_WAITING, call=stored)
        assert {(row[1], instant(row[5]), row[4]) for row in rows} == {("update", late, Priority.URGENT)}


async def test_a_revision_keeps_the_moment_at_which_it_became_known(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        stored = await add_call(repositories, deadline=None, closes_at=None)
        deadline = LocalMoment(date(2026, 3, 20))
        dated = call(id=stored, deadline=deadline, closes_at=deadline.ends(ZONE))
        await repositories.calls.replace(dated, 1, NOW + HOUR)
        found = await repositories.news.revisions([(stored, 1)])
    assert found[stored, 1] == Revision(stored, 1, CallEvent.OPENED, deadline, deadline.ends(ZONE), NOW)


async def test_lines_of_a_digest_count_as_one_message_of_a_claim(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON, OTHER, cadence=Cadence.DAILY)
        for number in range(4):
            await repositories.calls.match(await add_call(repositories, likeness=str(number)), 1, NOW)
        due = await repositories.outbox.next_due()
        assert due is not None
        first = await repositories.outbox.claim("me", due, 1)
        second = await repositories.outbox.claim("me", due, 5)
    assert [len(first), len(second)] == [4, 4]
    assert {item.kind for item in (*first, *second)} == {OutboxKind.DIGEST}
    assert len({item.chat_id for item in first}) == len({item.chat_id for item in second}) == 1
