"""The outbox: claiming, settling, what follows a doubtful end, moving house."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import pytest

from domain.outbox import (
    MAX_ATTEMPTS,
    Gone,
    OutboxItem,
    OutboxKind,
    Outcome,
    Parcel,
    Priority,
    Retry,
    Sent,
    Unknown,
    retry_at,
)  # fmt: skip
from domain.people import Dialogue
from domain.ports import Settled
from domain.subscriptions import Cadence
from storage.statement import sql
from storage.store import Repositories, SqlStore
from tests.storage.samples import GROUP, NOW, OTHER, PERSON, ZONE, add_call, add_people, subscription

_STATES = sql("SELECT id, state, attempts, error FROM outbox ORDER BY id")
NEXT_DIGEST = datetime(2026, 3, 3, 9, tzinfo=ZONE)


@dataclass
class Desk:
    """A unit of work with the outbox at hand."""

    repositories: Repositories

    async def alert(self, chat: int = PERSON, *, name: str = "f1", now: datetime = NOW, **changes: object) -> int:
        """Queue one call for a chat; returns the call's id."""
        await add_people(self.repositories, abs(chat))
        if not await self.repositories.subscriptions.of_chat(chat):
            await self.repositories.subscriptions.put(subscription(chat_id=chat, person_id=abs(chat)), now)
        call_id = await add_call(self.repositories, likeness=name, **changes)
        assert await self.repositories.calls.match(call_id, 1, now)
        return call_id

    async def send(self, *, now: datetime = NOW, limit: int = 10) -> Sequence[OutboxItem]:
        """Claim what is due and begin to send it."""
        items = await self.repositories.outbox.claim("me", now, limit)
        await self.repositories.outbox.begin_sending("me", [item.id for item in items])
        return items

    async def settle(self, items: Sequence[OutboxItem], outcome: Outcome, now: datetime = NOW) -> None:
        """End all sendings alike."""
        await self.repositories.outbox.settle([Settled(item, outcome) for item in items], now)

    async def states(self) -> list[str]:
        """Return the states of all messages, oldest first."""
        return [row[1] for row in await self.repositories.session.all(_STATES)]


@pytest.fixture
async def desk(store: SqlStore) -> AsyncIterator[Desk]:
    async with store.write() as repositories:
        yield Desk(repositories)


async def test_urgent_ones_go_first_then_the_longest_waiting(desk: Desk) -> None:
    early = await desk.alert(name="early", now=NOW - timedelta(minutes=2))
    late = await desk.alert(name="late", now=NOW - timedelta(minutes=1))
    urgent = await desk.alert(name="urgent", closes_at=NOW + timedelta(days=2))
    first = await desk.repositories.outbox.claim("me", NOW, 2)
    second = await desk.repositories.outbox.claim("you", NOW, 2)
    assert [item.call_id for item in (*first, *second)] == [urgent, early, late]
    assert await desk.repositories.outbox.claim("me", NOW, 2) == []


async def test_nothing_is_taken_before_its_time(desk: Desk) -> None:
    night = datetime(2026, 3, 2, 23, tzinfo=ZONE)
    await desk.alert(now=night)
    morning = datetime(2026, 3, 3, 8, tzinfo=ZONE)
    assert await desk.repositories.outbox.next_due() == morning
    assert await desk.repositories.outbox.claim("me", morning - timedelta(microseconds=1), 9) == []
    assert len(await desk.repositories.outbox.claim("me", morning, 9)) == 1
    assert await desk.repositories.outbox.next_due() is None


async def test_all_due_lines_of_a_digest_are_taken_together(desk: Desk) -> None:
    await add_people(desk.repositories, PERSON, OTHER)
    for chat in (PERSON, OTHER):
        await desk.repositories.subscriptions.put(
            subscription(chat_id=chat, person_id=chat, cadence=Cadence.DAILY, digest_at=time(9)), NOW
        )
    for name in ("a", "b", "c"):
        call_id = await add_call(desk.repositories, likeness=name)
        await desk.repositories.calls.match(call_id, 1, NOW)
    first = await desk.repositories.outbox.claim("me", NEXT_DIGEST, 1)
    second = await desk.repositories.outbox.claim("me", NEXT_DIGEST, 1)
    assert [len(first), len(second)] == [3, 3]
    assert all(item.kind is OutboxKind.DIGEST for item in (*first, *second))
    assert [{item.chat_id for item in taken} for taken in (first, second)] in (
        [{PERSON}, {OTHER}],
        [{OTHER}, {PERSON}],
    )


async def test_sending_notes_the_first_delivery_of_the_call_once(desk: Desk) -> None:
    call_id = await desk.alert(PERSON)
    await desk.repositories.calls.match(call_id, 2, NOW)
    first, second = await desk.send()
    await desk.settle([first], Sent(77, NOW + timedelta(seconds=1)))
    await desk.settle([second], Sent(78, NOW + timedelta(seconds=5)))
    found = await desk.repositories.calls.get(call_id)
    assert found is not None and found.call.first_delivered_at == NOW + timedelta(seconds=1)
    assert await desk.states() == ["sent", "sent"]


async def test_a_retry_waits_and_counts_only_when_it_counts(desk: Desk) -> None:
    await desk.alert()
    later = NOW + timedelta(seconds=30)
    await desk.settle(await desk.send(), Retry(later, "429", counts=False))
    assert await desk.repositories.outbox.next_due() == later
    (item,) = await desk.send(now=later)
    assert item.attempts == 0
    await desk.settle([item], Retry(later, "502"))
    (item,) = await desk.send(now=later)
    assert (item.attempts, item.repeated) == (1, False)


async def test_a_released_message_is_as_it_was(desk: Desk) -> None:
    await desk.alert()
    (item,) = await desk.repositories.outbox.claim("me", NOW, 1)
    await desk.repositories.outbox.release([item.id], NOW + timedelta(seconds=9))
    assert await desk.repositories.outbox.claim("me", NOW, 1) == []
    (again,) = await desk.repositories.outbox.claim("me", NOW + timedelta(seconds=9), 1)
    assert again == item


async def test_a_chat_that_refuses_us_loses_everything_that_waits(desk: Desk) -> None:
    await desk.alert(name="a")
    await desk.alert(name="b")
    items = await desk.send(limit=1)
    await desk.settle(items, Gone("blocked", unreachable=True))
    assert await desk.states() == ["gone", "gone"]
    assert not (await desk.repositories.people.visitor(PERSON, PERSON)).reachable


async def test_stale_news_is_gone_and_the_chat_stays(desk: Desk) -> None:
    await desk.alert(name="a")
    await desk.alert(name="b")
    await desk.settle(await desk.send(limit=1), Gone("stale"))
    assert sorted(await desk.states()) == ["gone", "pending"]
    assert (await desk.repositories.people.visitor(PERSON, PERSON)).reachable


async def test_an_alert_with_a_doubtful_end_reappears_in_the_next_digest(desk: Desk) -> None:
    await desk.alert()
    await desk.settle(await desk.send(), Unknown("no answer"))
    assert await desk.repositories.outbox.next_due() == NEXT_DIGEST
    (item,) = await desk.repositories.outbox.claim("me", NEXT_DIGEST, 1)
    assert (item.kind, item.repeated, item.attempts) == (OutboxKind.DIGEST, True, 1)


async def test_with_three_days_left_it_is_repeated_at_once_and_marked(desk: Desk) -> None:
    await desk.alert(closes_at=NOW + timedelta(days=2))
    await desk.settle(await desk.send(), Unknown("no answer"))
    (item,) = await desk.repositories.outbox.claim("me", NOW, 1)
    assert (item.kind, item.repeated) == (OutboxKind.ALERT, True)


async def test_we_do_not_repeat_ourselves_for_ever(desk: Desk) -> None:
    """A network that swallows every answer: growing pauses, then the message stays unknown."""
    await desk.alert(closes_at=NOW + timedelta(days=2))
    now, pauses = NOW, []
    for _ in range(MAX_ATTEMPTS):
        (item,) = await desk.send(now=now)
        await desk.settle([item], Unknown("no answer"), now)
        due = await desk.repositories.outbox.next_due()
        if due is None:
            break
        pauses.append(due - now)
        now = due
    assert await desk.states() == ["unknown"]
    assert len(pauses) == MAX_ATTEMPTS - 1
    assert pauses[0] == timedelta(0) and pauses[1:] == [retry_at(n, NOW) - NOW for n in range(2, MAX_ATTEMPTS)]


async def test_what_another_owner_held_is_taken_over_and_ones_own_is_not(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        await desk.alert(name=name)
    outbox = desk.repositories.outbox
    (claimed,) = await outbox.claim("dead", NOW, 1)
    (sending,) = await outbox.claim("dead", NOW, 1)
    await outbox.begin_sending("dead", [sending.id])
    (own,) = await outbox.claim("alive", NOW, 1)
    assert await outbox.recover("alive", NOW) == 2
    assert await outbox.recover("alive", NOW) == 0
    assert [item.id for item in await outbox.claim("alive", NOW, 9)] == [claimed.id]
    digest = await outbox.claim("alive", NEXT_DIGEST, 9)
    assert [(item.id, item.kind, item.repeated) for item in digest] == [(sending.id, OutboxKind.DIGEST, True)]
    await outbox.begin_sending("alive", [own.id])
    await desk.settle([own], Sent(1, NOW))


async def test_what_is_sent_stays_sent_and_what_is_taken_over_ignores_late_failures(desk: Desk) -> None:
    await desk.alert()
    (item,) = await desk.send()
    await desk.repositories.outbox.recover("other", NOW)
    await desk.settle([item], Gone("late"))
    assert await desk.states() == ["pending"]
    await desk.settle([item], Sent(5, NOW))
    await desk.settle([item], Retry(NOW, "later still"))
    assert await desk.states() == ["sent"]


async def test_a_group_that_becomes_a_supergroup_takes_everything_along(desk: Desk) -> None:
    new = -100777
    await add_people(desk.repositories, PERSON)
    told = await desk.alert(GROUP, name="a")
    await desk.alert(GROUP, name="b")
    await desk.repositories.dialogues.put(GROUP, PERSON, Dialogue("form"), NOW)
    await desk.repositories.subscriptions.put(subscription(chat_id=new, spheres=()), NOW)
    await desk.repositories.calls.match(told, 1, NOW)  # the new chat has been queued this one already
    await desk.repositories.outbox.migrate_chat(GROUP, new)
    items = await desk.repositories.outbox.claim("me", NOW, 9)
    assert sorted((item.chat_id, item.call_id) for item in items) == [(new, told), (new, told + 1)]
    assert await desk.repositories.calls.match(told, 1, NOW) == 0, "nobody is told twice"
    later = await add_call(desk.repositories, likeness="c")
    assert await desk.repositories.calls.match(later, 1, NOW) == 1
    assert [item.chat_id for item in await desk.repositories.outbox.claim("me", NOW, 9)] == [new]
    assert (await desk.repositories.people.visitor(new, PERSON)).dialogue == Dialogue("form")
    assert await desk.repositories.subscriptions.of_chat(GROUP) == []


async def test_two_senders_never_take_the_same_message(store: SqlStore) -> None:
    async with store.write() as repositories:
        for number in range(6):
            await Desk(repositories).alert(name=str(number))
    taken: list[int] = []
    for owner in ("a", "b", "a", "b"):
        async with store.write() as repositories:
            taken += [item.id for item in await repositories.outbox.claim(owner, NOW, 2)]
    assert len(taken) == len(set(taken)) == 6


async def test_a_reason_with_odd_characters_is_kept(desk: Desk) -> None:
    await desk.alert()
    await desk.settle(await desk.send(), Gone("Қате: \ud83d \x00 «ок»"))
    assert await desk.states() == ["gone"]


def parcel(chat: int, key: str, **changes: object) -> Parcel:
    """A notice for a chat."""
    return replace(Parcel(chat, OutboxKind.NOTICE, key, {"about": "test", "number": 7}), **changes)


async def test_a_parcel_is_queued_once_and_comes_back_as_it_was_put(desk: Desk) -> None:
    await add_people(desk.repositories, PERSON)
    assert await desk.repositories.outbox.put([parcel(PERSON, "a"), parcel(PERSON, "b")], NOW) == 2
    assert await desk.repositories.outbox.put([parcel(PERSON, "a")], NOW) == 0
    first, second = await desk.send()
    assert (first.chat_id, first.kind, first.ids) == (PERSON, OutboxKind.NOTICE, {"about": "test", "number": 7})
    assert second.call_id is None


async def test_a_parcel_waits_for_its_time_and_urgent_ones_go_first(desk: Desk) -> None:
    await add_people(desk.repositories, PERSON)
    later = NOW + timedelta(hours=1)
    urgent = parcel(PERSON, "urgent", priority=Priority.URGENT)
    parcels = [parcel(PERSON, "later", not_before=later), parcel(PERSON, "normal"), urgent]
    await desk.repositories.outbox.put(parcels, NOW)
    assert len(await desk.send()) == 2
    assert len(await desk.send(now=later)) == 1


async def test_a_chat_that_cannot_be_reached_gets_no_parcel(desk: Desk) -> None:
    await desk.repositories.people.set_reachable(PERSON, False, NOW)
    assert await desk.repositories.outbox.put([parcel(PERSON, "a"), parcel(OTHER, "a")], NOW) == 1
    assert await desk.repositories.outbox.put([], NOW) == 0


async def test_a_notice_of_unknown_end_is_sent_again_and_says_so(desk: Desk) -> None:
    await desk.repositories.outbox.put([parcel(PERSON, "a")], NOW)
    await desk.settle(await desk.send(), Unknown("cut off"))
    (again,) = await desk.send(now=NOW + timedelta(minutes=1))
    assert (again.kind, again.repeated) == (OutboxKind.NOTICE, True)
