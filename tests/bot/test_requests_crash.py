"""kill -9 between any two steps of a request: nothing is half-written, and what was begun can be done again.

A child runs the same few acts on a copy of the same database and kills itself before its n-th statement, for every n.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.clock import MovableClock
from domain.errors import AlreadyHandled
from domain.invitations import HOLDS
from domain.journal import Erasable, Walk
from domain.language import Language
from domain.offices import By, SeatRole
from domain.outbox import OutboxState, Sent
from domain.people import Role
from domain.ports import NewRequest, Repositories, Settled
from domain.requests.clocks import clocks_of
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Attachment, AttachmentKind, MessageKind, RequestMessage, Route, stand
from domain.requests.record import events_of, subject
from domain.territory import TerritoryTree
from handlers.requests import happening, telling
from handlers.requests.arrivals import arrived
from handlers.service import Operator, Service
from handlers.texts import Texts
from storage.engine import Session
from storage.seed import load_territories, load_topics, seed
from storage.statement import sql
from storage.store import SqlStore, open_store
from tests.person import START, ZONE

NGO_MEMBER, OFFICER = 1001, 2001
FILE = Attachment(AttachmentKind.DOCUMENT, "f1", "u1", "a.pdf", 9)
LONGEST = 20.0  # seconds that a child may take


def _service(store: SqlStore) -> Service:
    clock = MovableClock(START, frozen=True)
    tree = TerritoryTree(load_territories())
    operator = Operator("«Үлгі» қоғамдық қоры", "123456789012", "@elshi_example")
    return Service(store, clock, ZONE, tree, (), Texts({}), operator, {}, topics=load_topics())


async def _prepare(path: Path) -> None:
    """An office with an officer, and an NGO with a member."""
    async with open_store(f"sqlite:///{path}", zone=ZONE) as store:
        await seed(store)
        by = By(OFFICER, "coordinator:KZ")
        async with store.write() as repositories:
            for person in (NGO_MEMBER, OFFICER):
                await repositories.people.set_language(person, Language.KK, START)
            await repositories.people.onboard(NGO_MEMBER, Role.NGO, "Жас қанат", None, START)
            (office,) = await repositories.offices.add(["334800000"], ("А", "Б"), ["youth"], by, START)
            made = await repositories.invitations.add("t", office, SeatRole.OFFICER, None, by, START, START + HOLDS)
            invitation = await repositories.invitations.get(made)
            assert invitation is not None
            await repositories.seats.take(invitation, OFFICER, START)


async def _acts(store: SqlStore) -> None:
    """File a letter, deliver it, take it, answer it: four units of work, each marked as one update."""
    service = _service(store)
    law = await service.by_law(START.date())
    new = NewRequest(1, NGO_MEMBER, "334800000", "youth", None, Language.KK, "Орын керек", START, Route.TOPIC, 1)
    letter = RequestMessage(
        0, 0, MessageKind.LETTER, NGO_MEMBER, None, None, NGO_MEMBER, 5, "Орын керек", START, files=(FILE,)
    )
    later = START + timedelta(hours=1)

    async def filing(repositories: Repositories) -> None:
        await happening.file(repositories, service, law, new, [letter], START)

    async def delivery(repositories: Repositories) -> None:
        items = await repositories.outbox.claim("me", later, 9)
        await repositories.outbox.begin_sending("me", [item.id for item in items])
        sent = [Settled(item, Sent(100 + item.id, later)) for item in items]
        await repositories.outbox.settle(sent, later)
        await arrived(repositories, sent, later)

    async def taking(repositories: Repositories) -> None:
        event = RequestEvent(0, 1, EventKind.TAKEN, later, Actor.OFFICER, office_id=1)
        await happening.happen(repositories, service, law, event, later, facts={"seat": 1})

    async def answering(repositories: Repositories) -> None:
        event = RequestEvent(0, 1, EventKind.ANSWERED, later, Actor.OFFICER, office_id=1)
        happened = await happening.happen(
            repositories, service, law, event, later, beside=Erasable(OFFICER, "Береміз.")
        )
        answer = RequestMessage(0, 1, MessageKind.ANSWER, OFFICER, 1, 1, OFFICER, 9, "Береміз.", later)
        await repositories.request_messages.add(answer)
        await telling.ngo(repositories, happened.request, happened.entry, later, message=answer)

    for update, act in enumerate((filing, delivery, taking, answering), start=1):
        await _once(store, update, act)


async def _once(store: SqlStore, update: int, act: Callable[[Repositories], Any]) -> None:
    """Do it as the answer to an update: after a crash the update comes again, and what was done is not done twice."""
    with suppress(AlreadyHandled):
        async with store.write(update) as repositories:
            await act(repositories)


async def _run(path: Path, killed_before: int) -> None:
    """Do the acts; the n-th statement is never run (none when 0)."""
    count = 0
    whole = Session.all, Session.run

    def counted(method: Any) -> Any:
        async def run(self: Session, *args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == killed_before:
                os.kill(os.getpid(), signal.SIGKILL)
            return await method(self, *args, **kwargs)

        return run

    async with open_store(f"sqlite:///{path}", zone=ZONE, migrate=False) as store:
        Session.all, Session.run = counted(whole[0]), counted(whole[1])  # type: ignore[method-assign]
        await _acts(store)


def _in_a_child(path: Path, killed_before: int) -> bool:
    """Run the acts in a child; tell whether it came to their end."""
    child = os.fork()
    if child == 0:  # pragma: no cover  the child ends without a word
        try:
            asyncio.run(_run(path, killed_before))
        except BaseException:
            os._exit(1)
        os._exit(0)
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed otherwise than by the kill"
            return not os.WIFSIGNALED(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    raise AssertionError("the child hangs")


async def _whole(path: Path) -> list[EventKind]:
    """Check that all that was written fits together; return what is logged of the request."""
    async with open_store(f"sqlite:///{path}", zone=ZONE, migrate=False) as store, store.read() as repositories:
        walk = Walk()
        assert walk.along(await repositories.journal.after(0, 1000)) is None
        service = _service(store)
        terms = await happening.terms_in_force(repositories, service, await service.by_law(START.date()))
        events = events_of(await repositories.journal.of_subjects([subject(1)]))
        request = await repositories.requests.get(1)
        assert (request is None) == (not events)
        if request is None:
            assert await repositories.request_messages.of_request(1) == []
            return []
        clocks = clocks_of(events, terms, START + timedelta(days=1))
        assert clocks is not None
        shown = stand(clocks)
        assert (request.outcome, request.due, request.office_due) == (shown.outcome, shown.due, shown.office_due)
        kinds = [event.kind for event in events]
        written = await repositories.request_messages.of_request(1)
        assert [one.kind for one in written] == [MessageKind.LETTER] + [MessageKind.ANSWER] * kinds.count(
            EventKind.ANSWERED
        )
        assert (request.seat_id is not None) == (EventKind.TAKEN in kinds)
        # What is told is queued with the fact, and a card is remembered with what was sent.
        queued = await repositories.session.all(sql("SELECT kind, ids, state FROM outbox ORDER BY id"))
        assert len([row for row in queued if '"card"' in row[1] and "edits" not in row[1]]) == 1
        assert len([row for row in queued if '"step"' in row[1]]) == kinds.count(EventKind.ANSWERED)
        sent = [row for row in queued if row[2] == OutboxState.SENT]
        cards = await repositories.session.all(sql("SELECT message_id FROM request_card"))
        assert len(cards) == len(sent) == (2 if EventKind.DELIVERED in kinds else 0)
        return kinds


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crash") / "begun.db"
    asyncio.run(_prepare(path))
    return path


def test_a_kill_before_any_statement_leaves_whole_facts_and_the_rest_can_still_happen(
    prepared: Path, tmp_path: Path
) -> None:
    path = tmp_path / "elshi.db"
    seen: set[int] = set()
    for killed_before in range(1, 400):
        shutil.copy(prepared, path)
        for left in tmp_path.glob("elshi.db-*"):
            left.unlink()
        ended = _in_a_child(path, killed_before)
        kinds = asyncio.run(_whole(path))
        seen.add(len(kinds))
        if not ended:
            assert _in_a_child(path, 0), "what was begun cannot be done again"
        assert asyncio.run(_whole(path)) == [
            EventKind.FILED,
            EventKind.DELIVERED,
            EventKind.TAKEN,
            EventKind.ANSWERED,
        ]
        if ended:
            assert killed_before > 40  # it was cut at that many places
            break
    assert seen == {0, 1, 2, 3, 4}  # after each commit, and before the first
