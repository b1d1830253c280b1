"""Every earlier schema, with rows in all its tables, goes up to date, back and up again: nothing it knew is lost.

The rows are made from the schema itself: two in each table, every column filled, references pointing at rows that are
there. A new migration is tried by this without a word being added here.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from domain.journal import BEFORE_THE_FIRST
from storage import schema
from storage.engine import Engine, open_engine
from storage.statement import Dialect, sql
from storage.store import open_store
from tests.storage.samples import ZONE

ROWS = (1, 2)
_TABLES = sql(
    sqlite="SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    postgresql="SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
)
KEPT_BY_THE_WAY = {"schema_version"}
"""Tables that tell of the way itself."""


ONE_OF_TWO = {("invitation", "office_id", 2), ("invitation", "ngo_id", 1)}
"""Columns of which a row has only the other (a CHECK of the schema)."""


class Shape:
    """The tables of a version, as SQLite describes them; PostgreSQL has the same."""

    def __init__(self, version: int, path: Path) -> None:
        with closing(sqlite3.connect(path)) as database:
            names = [row[0] for row in database.execute(_TABLES.text(Dialect.SQLITE))]
            self.columns: dict[str, list[tuple[str, str, bool]]] = {}
            self.references: dict[str, dict[str, tuple[str, str]]] = {}
            for name in set(names) - KEPT_BY_THE_WAY:
                info = database.execute(f"PRAGMA table_info({name})").fetchall()
                self.columns[name] = [(row[1], row[2], bool(row[5])) for row in info]
                keys = database.execute(f"PRAGMA foreign_key_list({name})").fetchall()
                self.references[name] = {row[3]: (row[2], row[4] or self._key(database, row[2])) for row in keys}
        self.version = version

    @staticmethod
    def _key(database: sqlite3.Connection, table: str) -> str:
        return next(str(row[1]) for row in database.execute(f"PRAGMA table_info({table})") if row[5] == 1)

    def in_order(self) -> list[str]:
        """Parents first."""
        left, order = dict(self.references), []
        while left:
            free = sorted(
                name
                for name, keys in left.items()
                if not {parent for parent, _ in keys.values()} & (left.keys() - {name})
            )
            assert free, f"tables refer to one another: {sorted(left)}"
            order += free
            for name in free:
                del left[name]
        return order

    def row(self, table: str, number: int) -> Mapping[str, Any]:
        """Return a row in which every column says something of its own."""
        values: dict[str, Any] = {}
        for column, _kind, _ in self.columns[table]:
            parent = self.references[table].get(column)
            if (table, column, number) in ONE_OF_TWO or (parent is not None and parent[0] == table):
                values[column] = None
            elif parent is not None:
                values[column] = self.value(*parent, number)
            else:
                values[column] = self.value(table, column, number)
        return values

    def value(self, table: str, column: str, number: int) -> Any:
        parent = self.references[table].get(column)
        if parent is not None and parent[0] != table:
            return self.value(*parent, number)
        kind = next(kind for name, kind, _ in self.columns[table] if name == column)
        if table == "log_entry":  # the log refuses what does not follow
            before = {1: BEFORE_THE_FIRST, 2: f"{1:064x}"}[number]
            sealed: dict[str, Any] = {"number": number, "before": before, "hash": f"{number:064x}"}
            if column in sealed:
                return sealed[column]
        return number if re.match(r"(BIG|SMALL)?INT", kind) else f'["{table}.{column} {number} ң"]'


async def fill(engine: Engine, shape: Shape) -> None:
    async with engine.writing() as session:
        for table in shape.in_order():
            for number in ROWS:
                row = shape.row(table, number)
                names = ", ".join(row)
                text = f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})"
                await session.run(sql(text), **row)


async def contents(engine: Engine, shape: Shape) -> Mapping[str, Sequence[str]]:
    found = {}
    for table, columns in shape.columns.items():
        names = ", ".join(name for name, _, _ in columns)
        rows = await engine.reading().all(sql(f"SELECT {names} FROM {table}"))
        found[table] = sorted(str(tuple(row)) for row in rows)
    return found


def whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("version", range(1, schema.latest()))
async def test_rows_of_every_earlier_schema_survive_the_way_up_back_and_up(
    empty_url: str, tmp_path: Path, version: int
) -> None:
    shaped = tmp_path / "shape.db"
    async with open_store(str(shaped), zone=ZONE, migrate=False) as store:
        await store.migrate(version)
    shape = Shape(version, shaped)
    async with open_store(empty_url, zone=ZONE, migrate=False) as store:
        await store.migrate(version)
        engine = await open_engine(empty_url)
        try:
            await fill(engine, shape)
            before = await contents(engine, shape)
            assert all(len(rows) >= len(ROWS) for rows in before.values())
            await store.migrate()
            await store.migrate(version)
            assert await contents(engine, shape) == before
            await store.migrate()
            assert await contents(engine, shape) == before
        finally:
            await engine.close()
    if empty_url.startswith("sqlite"):
        whole(Path(empty_url.removeprefix("sqlite:///")))
