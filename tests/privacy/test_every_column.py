"""Every column that can name somebody: it stands in their copy, and erasing takes them out of it.

The schema is walked, so a new table fails here until its column is in the copy and in the erasure, or has a reason.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.journal import Erasable, NewEntry
from storage.store import open_store
from tests.storage.samples import NOW, ZONE

SOMEBODY = 771_234_567_891
NOBODY = 5
NAMING = re.compile(r"(^|_)(person|user|author|member|coordinator|holder)_id$|_by$|^chat_id$")

OF_GROUPS = "a group or a channel, which is nobody's"
NOT_THEIRS = {
    "group_chat.chat_id": OF_GROUPS,
    "group_admin.chat_id": OF_GROUPS,
    "office_chat.chat_id": OF_GROUPS,
    "request_topic.chat_id": OF_GROUPS,
    "subscription_key.chat_id": "a copy of the subscription that matching walks, and goes with it",
}
NOT_IN_THE_COPY = {
    "unreachable.chat_id": "told in the profile, of somebody who has one",
    "ngo_member.person_id": "the organisation itself is told, which this row only points to",
    "ngo_acting.person_id": "told beside the organisation, which this row only points to",
    "log_private.person_id": "an entry of the log is made by its own way: see the other tests",
}
KEPT = {"consent.person_id": "the proof of consent and of its withdrawal (Law 94-V art. 8), which the question tells"}
TOGETHER = {"request_message.chat_id": "person_id", "dialogue.chat_id": "person_id"}
"""Columns that name the same person as another one of the row."""

JSON = {
    "subscription": ("territories", "spheres", "include", "exclude"),
    "outbox": ("ids",),
    "dialogue": ("data",),
    "call_correction": ("said_before", "says_now"),
}


def columns(path: Path) -> Iterator[tuple[str, str, list[tuple[str, str, bool]]]]:
    """Every column that can name somebody, with all columns of its table: name, type, whether it must be filled."""
    live = sqlite3.connect(path)
    for (table,) in live.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        parts = [(name, kind, bool(must)) for _, name, kind, must, _, _ in live.execute(f"PRAGMA table_info({table})")]
        yield from ((table, name, parts) for name, _, _ in parts if NAMING.search(name))
    live.close()


def mark(table: str, column: str, other: str) -> str:
    return f"zz {table} {column} {other} Әңгіме"


def plant(path: Path) -> dict[str, list[str]]:
    """Put a row into each table for each column that can name somebody; returns the words that lie in each."""
    planted: dict[str, list[str]] = {}
    live = sqlite3.connect(path)
    live.execute("PRAGMA foreign_keys = OFF")
    live.execute("PRAGMA ignore_check_constraints = ON")
    live.execute("INSERT INTO person (id, language, created_at) VALUES (?, 'kk', 1)", (SOMEBODY,))
    number = 700_000
    for table, column, parts in list(columns(path)):
        if table == "log_private" or f"{table}.{column}" in NOT_THEIRS:
            continue
        same = TOGETHER.get(f"{table}.{column}")
        words, row = [], {}
        for name, kind, must in parts:
            number += 1
            if name in (column, same):
                row[name] = SOMEBODY
            elif NAMING.search(name):
                row[name] = (-number if name == "chat_id" else number) if must else None  # a group, or another person
            elif kind == "TEXT" and name in JSON.get(table, ()):
                words.append(mark(table, column, name))
                row[name] = json.dumps([words[-1]], ensure_ascii=False)
            elif kind == "TEXT" and (table, name) in {("submission", "draft"), ("submission", "origin")}:
                row[name] = "{}"
            elif kind == "TEXT":
                words.append(mark(table, column, name))
                row[name] = words[-1]
            else:
                row[name] = number
        names = ", ".join(row)
        live.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
        planted[f"{table}.{column}"] = words
    live.commit()
    live.close()
    return planted


def named(path: Path) -> list[str]:
    """Where somebody is named by their number, in a column of its own or inside a text."""
    live = sqlite3.connect(path)
    found = []
    for (table,) in live.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for _, name, *_ in live.execute(f"PRAGMA table_info({table})").fetchall():
            like = f"SELECT COUNT(*) FROM {table} WHERE CAST({name} AS TEXT) LIKE '%{SOMEBODY}%'"
            if live.execute(like).fetchone()[0]:
                found.append(f"{table}.{name}")
    live.close()
    return found


async def test_a_column_that_can_name_somebody_is_in_their_copy_and_in_the_erasure(sqlite_path: Path) -> None:
    async with open_store(str(sqlite_path), zone=ZONE) as store:
        planted = plant(sqlite_path)
        assert set(planted) >= set(NOT_IN_THE_COPY) - {"log_private.person_id"}, "a reason for what is not there"
        async with store.read() as repositories:
            copy = await repositories.personal.of(SOMEBODY)
        said = json.dumps(copy, ensure_ascii=False)
        rows = sum(map(len, copy.values()))
        missing = [place for place, words in planted.items() if words and not any(word in said for word in words)]
        assert [place for place in missing if place not in NOT_IN_THE_COPY] == [], "put it into storage/personal.py"
        # Rows without words of their own are counted instead.
        assert rows >= len([place for place in planted if place not in NOT_IN_THE_COPY])
        before = set(named(sqlite_path))
        assert before >= set(planted), "each was planted"
        async with store.write() as repositories:
            await repositories.people.erase(SOMEBODY, NOW)
        assert [place for place in named(sqlite_path) if place not in KEPT] == [], "put it into the erasure"
        async with store.write() as repositories:
            await repositories.people.erase(SOMEBODY, NOW)
        assert named(sqlite_path) == list(KEPT), "erasing twice does no harm, and only the proof is left"


async def test_the_copy_holds_nothing_of_anybody_else(sqlite_path: Path) -> None:
    async with open_store(str(sqlite_path), zone=ZONE) as store:
        plant(sqlite_path)
        async with store.write() as repositories:
            theirs = NewEntry("note.made", "calendar", "coordinator@KZ", beside=Erasable(NOBODY, "zz other's words"))
            own = NewEntry("note.made", "calendar", "coordinator@KZ", beside=Erasable(SOMEBODY, "zz own words"))
            await repositories.journal.append(theirs, NOW)
            await repositories.journal.append(own, NOW)
        async with store.read() as repositories:
            copy = await repositories.personal.of(SOMEBODY)
            empty = await repositories.personal.of(NOBODY + 1)
        assert not [name for name, rows in empty.items() if rows], "of a stranger nothing is told"
        assert [row["text"] for row in copy["log"]] == ["zz own words"]
        said = json.dumps(copy, ensure_ascii=False)
        live = sqlite3.connect(sqlite_path)
        others = set()
        for table, column, _ in columns(sqlite_path):
            if f"{table}.{column}" in NOT_THEIRS:
                continue
            others |= {row[0] for row in live.execute(f"SELECT {column} FROM {table}")} - {SOMEBODY, None}
        live.close()
        told = {int(number) for number in re.findall(r"(?<!-)\b\d{6,}\b", said)}
        assert not told & others, "numbers of other people"


@pytest.fixture
def sqlite_path(tmp_path: Path, prepared: Path) -> Path:
    path = tmp_path / "planted.db"
    path.write_bytes(prepared.read_bytes())
    return path
