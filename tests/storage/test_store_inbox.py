"""The inbox of an office: heaps, their counts and order, and what is found by words; on both engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.invitations import HOLDS
from domain.offices import By, SeatRole
from domain.people import Role
from domain.ports import Repositories
from domain.requests.clocks import Outcome
from domain.requests.events import Rating
from domain.requests.inbox import Heap, Line, terms_of
from domain.requests.model import MessageKind, Route, Stand
from storage import inbox
from storage.engine import Session
from storage.statement import Dialect, Statement, json_list, sql
from storage.store import SqlStore
from tests.storage.samples import AQSUAT, NOW, OTHER, PERSON, add_people, add_request, request_message

BOSS = By(1, "coordinator:KZ")
TODAY = date(2026, 3, 24)
SOON = date(2026, 3, 31)
DAY = timedelta(days=1)


class Desk:
    """Two offices and who sits there; requests are numbered by the order in which they are made."""

    def __init__(self, repositories: Repositories) -> None:
        self.repositories = repositories
        self.own = self.other = self.seat = self.colleague = 0
        self._messages = 0

    async def set_up(self) -> Desk:
        offices = await self.repositories.offices.add([AQSUAT] * 2, ("А", "Б"), ["other"], BOSS, NOW)
        self.own, self.other = offices
        await add_people(self.repositories, PERSON, OTHER)
        self.seat, self.colleague = [await self._seated(person) for person in (PERSON, OTHER)]
        await self.repositories.seats.name(self.colleague, "Бота")
        return self

    async def _seated(self, person: int) -> int:
        invitations = self.repositories.invitations
        made = await invitations.add(f"t{person}", self.own, SeatRole.OFFICER, None, BOSS, NOW, NOW + HOLDS)
        invitation = await invitations.get(made)
        assert invitation is not None
        return await self.repositories.seats.take(invitation, person, NOW)

    async def request(
        self, text: str = "Орын керек", *, seat: int | None = None, stand: Stand | None = None, **changes: Any
    ) -> int:
        fields = {"office_id": self.own, "office_due": TODAY, "route": Route.TOPIC} | changes
        number = await add_request(self.repositories, **fields)
        await self.write(number, text)
        if seat is not None:
            assert await self.repositories.requests.put_seat(number, seat)
        if stand is not None:
            await self.repositories.requests.put_stand(number, stand)
        return number

    async def write(self, number: int, text: str, kind: MessageKind = MessageKind.LETTER) -> int:
        self._messages += 1
        said = request_message(request_id=number, message_id=self._messages, text=text, kind=kind, files=())
        return await self.repositories.request_messages.add(said)

    async def heap(self, heap: Heap, offset: int = 0, limit: int = 50) -> Sequence[Line]:
        page = await self.repositories.inbox.page(self.own, self.seat, heap, TODAY, SOON, offset, limit)
        return page.lines

    async def counts(self) -> dict[Heap, int]:
        page = await self.repositories.inbox.page(self.own, self.seat, Heap.OPEN, TODAY, SOON, 10**6, 1)
        assert page.lines == ()
        return {heap: count for heap, count in page.counts.items() if count}

    async def found(self, text: str, office: int | None = None) -> list[int]:
        found = await self.repositories.inbox.search(office or self.own, self.seat, terms_of(text), 0, 50)
        assert found.total == len(found.lines)
        return numbers(found.lines)


class Explained:
    """A statement that tells how it would be run."""

    def __init__(self, inner: Statement) -> None:
        self.bind = inner.bind
        self._inner = inner

    def text(self, dialect: Dialect) -> str:
        return ("EXPLAIN QUERY PLAN " if dialect is Dialect.SQLITE else "EXPLAIN ") + self._inner.text(dialect)


async def explained(session: Session, statement: Statement, desk: Desk) -> str:
    """How the engine runs the statement where it has a choice: tables as small as these it would read whole."""
    if session.dialect is Dialect.POSTGRESQL:
        await session.run(sql("SET LOCAL enable_seqscan = off"))
    values = statement.pick(
        {
            "office": desk.own,
            "seat": desk.seat,
            "today": TODAY.isoformat(),
            "soon": SOON.isoformat(),
            "terms": json_list([{"n": 0, "stem": "=мектеп", "beginning": "мектеп", "past": "мектеп\uffff"}]),
            "named": "[]",
            "terms_count": 1,
            "offset": 0,
            "limit": 5,
        }
    )
    return "\n".join(str(row[-1]) for row in await session.all(Explained(statement), **values))  # type: ignore[arg-type]


def numbers(lines: Sequence[Line]) -> list[int]:
    return [line.request.id for line in lines]


def stood(outcome: Outcome, rating: Rating | None = None, *, days: int = 0, ended: bool = False) -> Stand:
    moment = NOW + DAY * days
    answered = moment if outcome is Outcome.ANSWERED else None
    over = moment if ended or outcome is not Outcome.ANSWERED else None
    return Stand(outcome, TODAY, TODAY, answered, over, rating)


async def test_open_requests_come_by_the_reply_date_of_the_office_the_longest_overdue_first(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        late = await desk.request(office_due=TODAY + DAY * 20)
        overdue = await desk.request(office_due=TODAY - DAY)
        twin = await desk.request(office_due=TODAY - DAY)
        # The NGO's own date has passed, but this office got it later.
        redirected = await desk.request(due=TODAY - DAY * 9, office_due=TODAY + DAY)
        await desk.request(office_id=desk.other)
        assert numbers(await desk.heap(Heap.OPEN)) == [overdue, twin, redirected, late]
        assert numbers(await desk.heap(Heap.OVERDUE)) == [overdue, twin]
        assert numbers(await desk.heap(Heap.SOON)) == [redirected]
        assert await desk.counts() == {Heap.OPEN: 4, Heap.FREE: 4, Heap.OVERDUE: 2, Heap.SOON: 1}


async def test_a_request_due_today_is_near_and_not_overdue(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        for due in (TODAY - DAY, TODAY, SOON, SOON + DAY):
            await desk.request(office_due=due)
        assert [line.due for line in await desk.heap(Heap.SOON)] == [TODAY, SOON]
        assert [line.due for line in await desk.heap(Heap.OVERDUE)] == [TODAY - DAY]


async def test_a_request_is_mine_a_colleagues_or_free_again_once_its_holder_left(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        mine, theirs = await desk.request(seat=desk.seat), await desk.request(seat=desk.colleague)
        free = await desk.request()
        assert numbers(await desk.heap(Heap.MINE)) == [mine]
        assert numbers(await desk.heap(Heap.FREE)) == [free]
        shown = {line.request.id: (line.holder, line.mine) for line in await desk.heap(Heap.OPEN)}
        assert shown == {mine: ("", True), theirs: ("Бота", False), free: (None, False)}
        await repositories.seats.end(desk.colleague, BOSS, NOW)
        assert numbers(await desk.heap(Heap.FREE)) == [theirs, free]


async def test_what_is_over_lies_by_whether_the_ngo_has_rated_it_the_latest_first(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        unrated = await desk.request(stand=stood(Outcome.ANSWERED))
        later = await desk.request(stand=stood(Outcome.ANSWERED, days=2))
        closed = await desk.request(stand=stood(Outcome.ANSWERED, days=1, ended=True))
        rated = await desk.request(stand=stood(Outcome.ANSWERED, Rating.SOLVED, days=3))
        unanswered = await desk.request(stand=stood(Outcome.CLOSED_UNANSWERED, days=5))
        withdrawn = await desk.request(stand=stood(Outcome.WITHDRAWN, days=4))
        assert numbers(await desk.heap(Heap.UNRATED)) == [later, closed, unrated]
        assert numbers(await desk.heap(Heap.ENDED)) == [unanswered, withdrawn, rated, closed]
        assert {line.request.id: line.rating for line in await desk.heap(Heap.ENDED)}[rated] is Rating.SOLVED
        assert await desk.counts() == {Heap.UNRATED: 3, Heap.ENDED: 4}


async def test_pages_join_without_gap_and_an_empty_office_has_no_lines(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        assert await desk.heap(Heap.OPEN) == () and await desk.counts() == {}
        made = [await desk.request() for _ in range(7)]
        parts = [numbers(await desk.heap(Heap.OPEN, offset, 3)) for offset in (0, 3, 6, 9)]
        assert parts == [made[:3], made[3:6], made[6:], []]


async def test_a_request_sent_on_stays_with_the_former_office_to_be_read(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        gone, back = await desk.request(), await desk.request()
        astray = await desk.request()
        for number, office in ((gone, desk.other), (back, desk.other), (back, desk.own), (astray, None)):
            await repositories.requests.put_place(number, office, None, Route.REDIRECTED)
        assert numbers(await desk.heap(Heap.SENT_ON)) == [astray, gone]
        assert all(line.sent_on for line in await desk.heap(Heap.SENT_ON))
        assert numbers(await desk.heap(Heap.OPEN)) == [back]
        assert await desk.counts() == {Heap.OPEN: 1, Heap.FREE: 1, Heap.SOON: 1, Heap.SENT_ON: 2}


async def test_sending_a_request_to_the_office_that_has_it_leaves_no_former_one(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        number = await desk.request()
        await repositories.requests.put_place(number, desk.own, None, Route.REDIRECTED)
        assert await desk.heap(Heap.SENT_ON) == ()


@pytest.mark.parametrize(
    "typed",
    ["мектеп", "МЕКТЕПТЕР", "мекте", "мек", "жөндеу мектеп", "жондеу", "школ", "школу", "ШКОЛЕ", "экол", "экологиялық"],
)
async def test_words_are_found_in_any_form_case_and_by_their_beginning(store: SqlStore, typed: str) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        number = await desk.request("Мектептерді жөндеу; ремонт школы. Экологическая акция")
        await desk.request("Жол жарықтары")
        assert await desk.found(typed) == [number]


@pytest.mark.parametrize(
    "typed", ["ектеп", "ме", "мектеп жол", "су", "жарық мектеп", "%", "_", "'; DROP TABLE request"]
)
async def test_neither_the_inside_of_a_word_nor_half_of_the_words_finds_anything(store: SqlStore, typed: str) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        await desk.request("Мектептерді жөндеу")
        await desk.request("Жол жарықтары")
        assert await desk.found(typed) == []


async def test_letters_additions_answers_and_names_are_looked_through_notes_are_not(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        number = await desk.request("Хат")
        for word, kind in (
            ("қосымша", MessageKind.ADDITION),
            ("шешілді", MessageKind.ANSWER),
            ("нақтылаңыз", MessageKind.DETAILS),
            ("құпия", MessageKind.NOTE),
        ):
            await desk.write(number, word, kind)
        for typed in ("хат", "қосымша", "шешілді", "нақтылаңыз", "қанат", "хат шешілді қанат"):
            assert await desk.found(typed) == [number], typed
        assert await desk.found("құпия") == []
        await repositories.people.onboard(PERSON, Role.NGO, "Ақ бота", None, NOW)
        assert await desk.found("қанат") == [] and await desk.found("бота хат") == [number]


async def test_open_ones_are_found_first_by_date_then_the_others_and_counted_over_pages(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        over = await desk.request("су", stand=stood(Outcome.WITHDRAWN))
        late, early = await desk.request("су", office_due=SOON), await desk.request("су")
        assert await desk.found("су") == [early, late, over]
        page = await repositories.inbox.search(desk.own, desk.seat, terms_of("су"), 1, 1)
        assert (numbers(page.lines), page.total) == ([late], 3)
        beyond = await repositories.inbox.search(desk.own, desk.seat, terms_of("су"), 9, 1)
        assert (beyond.lines, beyond.total) == ((), 3)


async def test_another_office_finds_nothing_and_a_former_one_only_what_it_may_read(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        number = await desk.request("мектеп")
        assert await desk.found("мектеп", desk.other) == []
        await repositories.requests.put_place(number, desk.other, None, Route.REDIRECTED)
        later = await desk.write(number, "кейінгі", MessageKind.ADDITION)
        assert await desk.found("мектеп", desk.other) == await desk.found("кейінгі", desk.other) == [number]
        assert await desk.found("мектеп") == [number]
        assert await desk.found("кейінгі") == []
        await repositories.request_messages.edit(later, "өзгертілген", NOW)
        assert await desk.found("өзгертілген") == [] == await desk.found("кейінгі", desk.other)
        await repositories.requests.put_place(number, desk.own, None, Route.REDIRECTED)
        assert await desk.found("өзгертілген мектеп") == [number], "it is theirs again, with all that was written"


async def test_a_request_that_no_office_has_is_found_by_its_words_once_one_gets_it(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        number = await desk.request("мектеп", office_id=None, office_due=None, route=Route.NOBODY)
        assert await desk.found("мектеп") == []
        await repositories.requests.put_place(number, desk.own, None, Route.REDIRECTED)
        assert await desk.found("мектеп") == [number]


async def test_an_answer_that_becomes_a_note_is_no_more_found(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        number = await desk.request("хат")
        answer = await desk.write(number, "құпия", MessageKind.ANSWER)
        assert await desk.found("құпия") == [number]
        assert await repositories.request_messages.set_kind(answer, MessageKind.NOTE)
        assert await desk.found("құпия") == []
        assert await repositories.request_messages.set_kind(answer, MessageKind.DETAILS)
        assert await desk.found("құпия") == [number]


async def test_an_edited_message_is_found_by_what_it_says_now_an_undone_one_by_nothing(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        number = await desk.request("хат")
        edited = await desk.write(number, "мектеп", MessageKind.ADDITION)
        await repositories.request_messages.edit(edited, "аурухана", NOW)
        assert await desk.found("мектеп") == [] and await desk.found("аурухана") == [number]
        undone = await desk.write(number, "қателік", MessageKind.ANSWER)
        assert await repositories.request_messages.undo(undone)
        assert await desk.found("қателік") == []
        said = request_message(text="екінші сурет", files=())
        await repositories.request_messages.add_file(edited, replace(said, request_id=number))
        assert await desk.found("аурухана екінші") == [number]


async def test_the_words_go_with_the_last_member_of_the_ngo(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        number = await desk.request("мектеп")
        await desk.write(number, "жауап", MessageKind.ANSWER)
        await repositories.people.erase(PERSON, NOW)
        assert (await repositories.session.one(sql("SELECT COUNT(*) FROM request_word")))[0] == 0  # type: ignore[attr-defined]
        assert await desk.found("мектеп") == await desk.found("қанат") == await desk.found("жауап") == []
        (line,) = await desk.heap(Heap.OPEN)
        assert (line.request.id, line.ngo, line.request.gist) == (number, None, "")


@pytest.mark.parametrize("text", ["", " ", "…!?", "\0", "\ud800", "ы" * 100_000, "ж " * 50_000, "👨‍👩‍👧 \u202eабв"])
async def test_any_text_can_be_stored_and_looked_for(store: SqlStore, text: str) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        await desk.request(text)
        await desk.found(text)


async def test_a_word_is_looked_up_among_those_of_one_office_whatever_others_have(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        await desk.request("мектеп")
        session = repositories.session  # type: ignore[attr-defined]
        plan = await explained(session, inbox._SEARCH, desk)
        assert "request_word_message" not in plan, plan
        known = "(office_id=? AND word=?)" if session.dialect is Dialect.SQLITE else "request_word_pkey"
        assert known in plan, plan
        assert "request_office" in plan, plan


async def test_a_heap_is_read_along_the_index_of_its_office(store: SqlStore) -> None:
    async with store.write() as repositories:
        desk = await Desk(repositories).set_up()
        await desk.request()
        session = repositories.session  # type: ignore[attr-defined]
        for heap in Heap:
            plan = await explained(session, inbox._PAGES[heap], desk)
            assert "request_office" in plan, plan
            assert "SCAN request" not in plan and "Seq Scan on request" not in plan, plan
