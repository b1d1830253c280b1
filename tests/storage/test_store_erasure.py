"""Erasing on both engines: no column of any table holds a word of the erased person, and cleaning does no harm."""

from __future__ import annotations

import asyncio

from domain.journal import Erasable, NewEntry, Walk
from domain.language import Language
from domain.people import Dialogue, Role
from storage.engine import Session
from storage.statement import Dialect, sql
from storage.store import SqlStore
from tests.storage.samples import NOW, PERSON, add_request, request_message, submission

WORD = "zqxwv ққңөө"

_COLUMNS = sql(
    sqlite="""
        SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid
    """,
    postgresql="""
        SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
        ORDER BY table_name, ordinal_position
    """,
)


async def holding(session: Session) -> list[str]:
    """Which columns hold the word."""
    found = []
    for table, column in await session.all(_COLUMNS):
        like = sql(f"SELECT COUNT(*) FROM {table} WHERE CAST({column} AS TEXT) LIKE '%' || CAST(:word AS TEXT) || '%'")
        row = await session.one(like, word="zqxwv")
        assert row is not None
        if row[0]:
            found.append(f"{table}.{column}")
    return found


async def test_no_column_of_any_table_holds_a_word_of_somebody_erased(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.people.set_language(PERSON, Language.KK, NOW)
        await repositories.people.onboard(PERSON, Role.NGO, WORD, None, NOW)
        ngo = (await repositories.people.visitor(PERSON, PERSON)).ngo
        assert ngo is not None
        number = await add_request(repositories, ngo_id=ngo.id, gist=WORD)
        beside = NewEntry("request.filed", f"request:{number}", "ngo", beside=Erasable(PERSON, WORD))
        head = await repositories.journal.append(beside, NOW)
        written = request_message(request_id=number, text=WORD, entry=head.number)
        message = await repositories.request_messages.add(written)
        await repositories.request_messages.edit(message, f"{WORD} 2", NOW)
        await repositories.requests.put_e_otinish(number, WORD)
        await repositories.search.asked(PERSON, WORD, NOW)
        await repositories.dialogues.put(PERSON, PERSON, Dialogue("a:b", {"text": WORD}), NOW)
        await repositories.submissions.add(submission(text=WORD), NOW)
    async with store.read() as repositories:
        before = await holding(repositories.session)  # type: ignore[attr-defined]
    assert len(before) >= 8
    async with store.write() as repositories:
        await repositories.people.erase(PERSON, NOW)
    assert await store.scrub()
    async with store.read() as repositories:
        assert await holding(repositories.session) == []  # type: ignore[attr-defined]
        walk = Walk()
        assert walk.along(await repositories.journal.after(0, 1000)) is None and walk.head == head


async def test_cleaning_beside_units_of_work_loses_nothing_and_is_refused_to_nobody(store: SqlStore) -> None:
    async def write(person: int) -> None:
        async with store.write() as repositories:
            await repositories.people.set_language(person, Language.KK, NOW)

    async with asyncio.TaskGroup() as group:
        for person in range(1, 21):
            group.create_task(write(person))
            if person % 5 == 0:
                group.create_task(store.scrub())
    async with store.read() as repositories:
        assert len(await repositories.people.languages(range(1, 21))) == 20
        assert repositories.session.dialect in Dialect  # type: ignore[attr-defined]
