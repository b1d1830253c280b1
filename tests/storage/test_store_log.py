"""The log on both engines: added to and never changed, erased beside, and whatever was done to it is found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import date, timedelta

import pytest

from domain.journal import (
    BEFORE_THE_FIRST,
    Erasable,
    Fault,
    Head,
    NewEntry,
    Standing,
    Walk,
    Wrong,
    hashed,
    standing,
)
from storage.engine import ConstraintBroken
from storage.statement import Dialect, sql
from storage.store import Repositories, SqlStore, open_store
from tests.storage.samples import NOW, OTHER, PERSON, ZONE

_ENTRIES = sql("SELECT COUNT(*) FROM log_entry")
_BESIDE = sql("SELECT entry FROM log_private ORDER BY entry")
_COLUMNS = "moment, kind, subject, actor, facts, seal, before, hash"


def entry(text: str = "Сауал мәтіні", person: int = PERSON, **facts: object) -> NewEntry:
    return NewEntry("request.filed", "request:12", "ngo@ngo:3", facts, Erasable(person, text))


async def fill(store: SqlStore, count: int = 6) -> list[Head]:
    heads = []
    for number in range(count):
        async with store.write() as repositories:
            heads.append(await repositories.journal.append(entry(f"т{number}", n=number), NOW + timedelta(days=number)))
    return heads


async def walked(store: SqlStore, *heads: Head, stretch: int = 2) -> tuple[Fault | None, Walk]:
    walk = Walk(heads)
    async with store.read() as repositories:
        while rows := await repositories.journal.after(walk.head.number, stretch):
            if (fault := walk.along(rows)) is not None:
                return fault, walk
    return None, walk


@pytest.fixture
async def forger(store: SqlStore) -> AsyncIterator[SqlStore]:
    """The store of somebody who owns the server and has switched the triggers off."""
    async with store.write() as repositories:
        await _triggers(repositories, on=False)
    yield store
    async with store.write() as repositories:
        await _triggers(repositories, on=True)


async def _triggers(repositories: Repositories, *, on: bool) -> None:
    session = repositories.session
    if session.dialect is Dialect.SQLITE:  # the file is thrown away afterwards
        rows = await session.all(sql("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for (name,) in rows:
            await session.run(sql(f"DROP TRIGGER {name}"))
        return
    for table in ("log_entry", "log_private", "log_head"):
        await session.run(sql(f"ALTER TABLE {table} {'ENABLE' if on else 'DISABLE'} TRIGGER ALL"))


async def tamper(store: SqlStore, *statements: str) -> None:
    async with store.write() as repositories:
        for statement in statements:
            await repositories.session.run(sql(statement))


async def rewritten(store: SqlStore, numbers: Sequence[int]) -> None:
    """Compute the hashes of these entries anew, as somebody would who changed the first of them."""
    async with store.write() as repositories:
        session = repositories.session
        before = BEFORE_THE_FIRST
        for row in await repositories.journal.after(0, 1000):
            number, moment, kind, subject, actor, facts, seal, held, given, *_ = row
            if number in numbers:
                held = before
                given = hashed(held, number, moment, kind, subject, actor, seal, facts)
                await session.run(
                    sql("UPDATE log_entry SET before = :before, hash = :hash WHERE number = :number"),
                    before=held, hash=given, number=number,
                )  # fmt: skip
            before = given


# --- writing --------------------------------------------------------------------------------------------------------


async def test_entries_are_numbered_from_one_and_each_holds_the_hash_before(store: SqlStore) -> None:
    heads = await fill(store, 3)
    async with store.read() as repositories:
        rows = await repositories.journal.after(0, 9)
        assert await repositories.journal.head() == heads[-1]
        assert await repositories.journal.head(NOW + timedelta(days=1)) == heads[0]
        assert await repositories.journal.head(NOW) == Head()
    assert [row[0] for row in rows] == [1, 2, 3]
    assert [row[7] for row in rows] == [BEFORE_THE_FIRST, heads[0].hash, heads[1].hash]
    assert [row[8] for row in rows] == [head.hash for head in heads]
    fault, walk = await walked(store, stretch=1)
    assert (fault, walk.head) == (None, heads[-1])


async def test_hostile_words_beside_an_entry_fit_their_seal(store: SqlStore) -> None:
    async with store.write() as repositories:
        for text in ("", "\n\n1\n", "\0 \ud800", "«ә» 😀" * 500):
            await repositories.journal.append(entry(text, word="\ud800\0\n"), NOW)
        await repositories.journal.append(NewEntry("day.began", "calendar", "bot"), NOW)
    fault, walk = await walked(store)
    assert fault is None
    assert walk.head.number == 5


@pytest.mark.parametrize("word", ["", "two\nlines", "Ә", "a b", "a" * 81])
def test_a_word_that_could_be_cut_elsewhere_is_no_word_for_the_log(word: str) -> None:
    with pytest.raises(ValueError):
        NewEntry(word, "calendar", "bot")
    with pytest.raises(ValueError):
        NewEntry("tested", word, "bot")
    with pytest.raises(ValueError):
        NewEntry("tested", "calendar", word)


async def test_a_unit_of_work_that_fails_leaves_no_entry_and_no_gap(store: SqlStore) -> None:
    await fill(store, 1)
    with suppress(RuntimeError):
        async with store.write() as repositories:
            await repositories.journal.append(entry(), NOW)
            raise RuntimeError("the process ends here")
    await fill(store, 1)
    async with store.read() as repositories:
        assert [row[0] for row in await repositories.journal.after(0, 9)] == [1, 2]
        assert [row[0] for row in await repositories.session.all(_BESIDE)] == [1, 2]
    assert (await walked(store))[0] is None


async def test_writers_of_several_processes_leave_neither_gaps_nor_forks(url: str) -> None:
    async with open_store(url, zone=ZONE) as one, open_store(url, zone=ZONE) as other:
        await asyncio.gather(*(fill(store, 5) for store in (one, other, one, other)))
        fault, walk = await walked(one)
        assert fault is None
        assert walk.head.number == 20


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET facts = '{}' WHERE number = 2",
        "UPDATE log_entry SET number = 9 WHERE number = 3",
        "DELETE FROM log_entry WHERE number = 3",
        "DELETE FROM log_entry",
        f"INSERT INTO log_entry (number, {_COLUMNS}) SELECT 9, {_COLUMNS} FROM log_entry WHERE number = 3",
        f"INSERT INTO log_entry (number, {_COLUMNS}) SELECT 0, {_COLUMNS} FROM log_entry WHERE number = 3",
        "UPDATE log_private SET text = 'другое' WHERE entry = 1",
        "UPDATE log_private SET person_id = NULL",
        "UPDATE log_head SET hash = ''",
        "DELETE FROM log_head",
    ],
)
async def test_the_database_itself_refuses_to_rewrite_the_log(store: SqlStore, statement: str) -> None:
    heads = await fill(store, 3)
    async with store.write() as repositories:
        assert await repositories.journal.publish(date(2026, 3, 3), heads[0])
    with pytest.raises(ConstraintBroken):
        await tamper(store, statement)
    fault, walk = await walked(store, *heads)
    assert fault is None
    assert list(walk.met.values()) == heads


async def test_each_engine_has_a_way_round_that_is_closed_too(store: SqlStore) -> None:
    await fill(store, 3)
    async with store.read() as repositories:
        second = repositories.session.dialect is Dialect.POSTGRESQL
    row = "2, 0, 'k', 's', 'a', '{}', '', '', ''"
    ways = ["TRUNCATE log_entry CASCADE"] if second else [f"INSERT OR REPLACE INTO log_entry VALUES ({row})"]
    for way in ways:
        with pytest.raises(ConstraintBroken):
            await tamper(store, way)
    assert (await walked(store))[0] is None


# --- erasing --------------------------------------------------------------------------------------------------------


async def test_erasing_a_person_takes_words_and_salts_away_and_the_chain_still_fits(store: SqlStore) -> None:
    async with store.write() as repositories:
        for person in (PERSON, OTHER, PERSON):
            await repositories.journal.append(entry(person=person), NOW)
        await repositories.people.erase(PERSON, NOW)
    async with store.read() as repositories:
        assert [row[0] for row in await repositories.session.all(_BESIDE)] == [2]
        rows = await repositories.journal.after(0, 9)
    assert [row[9:] for row in rows if row[0] != 2] == [(None, None, None)] * 2
    assert all(row[6] for row in rows), "the seals stay"
    fault, walk = await walked(store)
    assert (fault, walk.head.number) == (None, 3)


async def test_the_same_words_of_the_same_person_have_another_seal_each_time(store: SqlStore) -> None:
    async with store.write() as repositories:
        for _ in range(3):
            await repositories.journal.append(entry("иә"), NOW)
        assert len({row[6] for row in await repositories.journal.after(0, 9)}) == 3


# --- tampering ------------------------------------------------------------------------------------------------------

SWAPPED = [
    "UPDATE log_entry SET number = -3 WHERE number = 3",
    "UPDATE log_entry SET number = 3 WHERE number = 4",
    "UPDATE log_entry SET number = 4 WHERE number = -3",
]


@pytest.mark.parametrize(
    ("statements", "number", "wrong"),
    [
        (["UPDATE log_entry SET facts = '{\"n\":9}' WHERE number = 3"], 3, Wrong.CHANGED),
        (["UPDATE log_entry SET moment = moment - 1 WHERE number = 3"], 3, Wrong.CHANGED),
        (["UPDATE log_entry SET actor = 'bot' WHERE number = 1"], 1, Wrong.CHANGED),
        (["UPDATE log_entry SET kind = kind || '\n' || subject, subject = '' WHERE number = 2"], 2, Wrong.CHANGED),
        (["UPDATE log_entry SET seal = '' WHERE number = 6"], 6, Wrong.CHANGED),
        (["UPDATE log_entry SET hash = before WHERE number = 6"], 6, Wrong.CHANGED),
        (["UPDATE log_entry SET before = hash WHERE number = 4"], 4, Wrong.UNCHAINED),
        (["DELETE FROM log_private WHERE entry = 3", "DELETE FROM log_entry WHERE number = 3"], 4, Wrong.MISSING),
        (["DELETE FROM log_private WHERE entry = 1", "DELETE FROM log_entry WHERE number = 1"], 2, Wrong.MISSING),
        (
            [
                "DELETE FROM log_private",
                "UPDATE log_entry SET number = number + 1000 WHERE number > 3",
                "UPDATE log_entry SET number = number - 999 WHERE number > 1000",
                f"INSERT INTO log_entry (number, {_COLUMNS}) SELECT 4, {_COLUMNS} FROM log_entry WHERE number = 3",
            ],
            4,
            Wrong.UNCHAINED,
        ),
        (["DELETE FROM log_private", *SWAPPED], 3, Wrong.UNCHAINED),
        (["UPDATE log_private SET text = 'другое' WHERE entry = 5"], 5, Wrong.BESIDE),
        (["UPDATE log_private SET person_id = 7 WHERE entry = 5"], 5, Wrong.BESIDE),
        (["UPDATE log_private SET salt = '' WHERE entry = 5"], 5, Wrong.BESIDE),
    ],
)
async def test_whatever_was_changed_the_first_wrong_entry_is_named(
    forger: SqlStore, statements: list[str], number: int, wrong: Wrong
) -> None:
    heads = await fill(forger)
    await tamper(forger, *statements)
    fault, walk = await walked(forger, *heads)
    assert fault is not None
    assert (fault.number, fault.wrong) == (number, wrong)
    assert walk.head.number == fault.expected - 1


async def test_an_entry_rewritten_with_a_fitting_hash_is_found_at_the_next_one(forger: SqlStore) -> None:
    await fill(forger)
    await tamper(forger, "UPDATE log_entry SET facts = '{}' WHERE number = 3")
    await rewritten(forger, [3])
    fault, _ = await walked(forger)
    assert fault is not None
    assert (fault.number, fault.wrong) == (4, Wrong.UNCHAINED)


async def test_a_cut_tail_is_found_through_a_published_head(forger: SqlStore) -> None:
    heads = await fill(forger)
    await tamper(forger, "DELETE FROM log_private WHERE entry > 4", "DELETE FROM log_entry WHERE number > 4")
    fault, walk = await walked(forger, *heads)
    assert fault is None, "what is left fits"
    assert standing(heads[3], walk) is Standing.FITS
    assert standing(heads[5], walk) is Standing.CUT
    assert standing(Head(0, heads[5].hash), walk) is Standing.UNKNOWN
    assert standing(Head(0, heads[3].hash), walk) is Standing.FITS
    assert standing(Head(2, heads[3].hash), walk) is Standing.REWRITTEN


async def test_a_log_rewritten_from_some_entry_on_is_found_through_a_published_head(forger: SqlStore) -> None:
    heads = await fill(forger)
    await tamper(forger, "UPDATE log_entry SET facts = '{}' WHERE number = 3")
    await rewritten(forger, range(3, 7))
    fault, walk = await walked(forger, *heads)
    assert fault is None, "it fits in itself"
    assert standing(heads[1], walk) is Standing.FITS
    assert {standing(head, walk) for head in heads[2:]} == {Standing.REWRITTEN}


# --- heads ----------------------------------------------------------------------------------------------------------


async def test_a_head_is_published_once_a_day_and_only_when_something_is_new(store: SqlStore) -> None:
    first, second, *_ = await fill(store, 3)
    day = date(2026, 3, 3)
    async with store.write() as repositories:
        publish = repositories.journal.publish
        assert await publish(day, first)
        assert not await publish(day, second), "the day has one"
        assert not await publish(day + timedelta(days=1), first), "nothing new"
        assert await publish(day + timedelta(days=1), second)
        assert await repositories.journal.published() == [first, second]


async def test_of_two_processes_that_publish_at_once_one_does(url: str) -> None:
    async def publish(store: SqlStore) -> bool:
        async with store.write() as repositories:
            return await repositories.journal.publish(date(2026, 3, 3), Head(1, "a" * 64))

    async with open_store(url, zone=ZONE) as one, open_store(url, zone=ZONE) as other:
        assert sorted(await asyncio.gather(publish(one), publish(other))) == [False, True]
