"""The schema's version and the way between versions: plain SQL steps in storage/migrations, forward and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from domain.clock import Clock, micros
from storage.engine import Engine, Session
from storage.statement import Dialect, Statement, sql

_STEP = re.compile(r"(\d{4})_\w+?(\.down)?\.sql")
_ONLY = re.compile(r"\{only:(\w+)\}\s+")

_TABLE_EXISTS = sql(
    sqlite="SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'",
    postgresql="SELECT 1 WHERE to_regclass('schema_version') IS NOT NULL",
)
_CREATE_TABLE = sql("CREATE TABLE schema_version (version INTEGER NOT NULL, changed_at BIGINT NOT NULL)")
_START = sql("INSERT INTO schema_version (version, changed_at) VALUES (0, :now)")
_VERSION = sql("SELECT version FROM schema_version")
_SET_VERSION = sql("UPDATE schema_version SET version = :version, changed_at = :now")
# SQLite's write lock already lets one process migrate at a time; the number is ours, any would do.
_ALONE = sql(sqlite="SELECT 1", postgresql="SELECT pg_advisory_xact_lock(705411)")

_COUNTS = sql("""
    SELECT (SELECT COUNT(*) FROM territory), (SELECT COUNT(*) FROM sphere WHERE id <> '*'),
           (SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM ngo), (SELECT COUNT(*) FROM subscription),
           (SELECT COUNT(*) FROM source WHERE enabled = 1), (SELECT COUNT(*) FROM post), (SELECT COUNT(*) FROM call),
           (SELECT COUNT(*) FROM outbox WHERE state = 'pending'), (SELECT COUNT(*) FROM unreachable),
           (SELECT COUNT(*) FROM update_inbox WHERE done = 0)
""")
_COUNTED = (
    "territories",
    "spheres",
    "people",
    "ngos",
    "subscriptions",
    "sources",
    "posts",
    "calls",
    "pending",
    "unreachable",
    "unhandled",
)


class SchemaTooNew(Exception):
    """The database was made by a newer program: going on could spoil it."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"the database has schema version {found}, this program knows up to {known}")
        self.found = found
        self.known = known


@cache
def steps() -> Mapping[int, tuple[str, str]]:
    """Return the text forward and the text back of each version."""
    texts: dict[int, dict[bool, str]] = {}
    for file in files("storage.migrations").iterdir():
        if found := _STEP.fullmatch(file.name):
            texts.setdefault(int(found[1]), {})[found[2] is not None] = file.read_text("utf-8")
    return {version: (texts[version][False], texts[version][True]) for version in sorted(texts)}


def latest() -> int:
    """Return the version that this program works with."""
    return max(steps())


def statements(text: str, dialect: Dialect) -> list[Statement]:
    """Split a step into its statements: each ends with a semicolon at the end of a line; comments are dropped.

    One that begins with `{only:sqlite}` or `{only:postgresql}` is for that engine: triggers have no common form.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("--")]
    parts = [part.strip() for part in re.split(r";\s*(?:\n|$)", "\n".join(lines)) if part.strip()]
    meant = [(_ONLY.match(part), part) for part in parts]
    return [sql(_ONLY.sub("", part, 1)) for only, part in meant if only is None or Dialect(only[1]) is dialect]


async def version(engine: Engine) -> int:
    """Return the schema's version; 0 for an empty database."""
    return await _version(engine.reading())


async def _version(session: Session) -> int:
    if await session.one(_TABLE_EXISTS) is None:
        return 0
    row = await session.one(_VERSION)
    return int(row[0]) if row else 0


async def migrate(engine: Engine, clock: Clock, target: int | None = None) -> tuple[int, int]:
    """Bring the schema to a version, all steps in one transaction.

    Args:
        engine: the database.
        clock: tells the moment that is noted.
        target: the version wanted, the latest when omitted; a smaller one than the present goes back and loses what
            only the newer schema can hold.

    Returns:
        The versions before and after.

    Raises:
        SchemaTooNew: the database is ahead of this program.
        StorageBusy: it stayed locked; nothing was changed.
    """
    known = latest()
    wanted = known if target is None else target
    if not 0 <= wanted <= known:
        raise ValueError(f"there is no schema version {wanted}")
    found = await version(engine)
    if found > known:
        raise SchemaTooNew(found, known)
    if found == wanted:
        return found, wanted
    async with engine.writing() as session:
        await session.all(_ALONE)
        now = micros(clock.now())
        if await session.one(_TABLE_EXISTS) is None:
            await session.run(_CREATE_TABLE)
            await session.run(_START, now=now)
        found = await _version(session)  # another process may have been first
        for step in range(found + 1, wanted + 1):
            await _apply(session, steps()[step][0])
        for step in range(found, wanted, -1):
            await _apply(session, steps()[step][1])
        await session.run(_SET_VERSION, version=wanted, now=now)
    return found, wanted


async def build(session: Session, clock: Clock) -> None:
    """Make the latest schema in an empty database, in the caller's unit of work."""
    await session.all(_ALONE)
    now = micros(clock.now())
    await session.run(_CREATE_TABLE)
    await session.run(_START, now=now)
    for forward, _ in steps().values():
        await _apply(session, forward)
    await session.run(_SET_VERSION, version=latest(), now=now)


async def _apply(session: Session, text: str) -> None:
    for statement in statements(text, session.dialect):
        await session.run(statement)


async def facts(engine: Engine) -> Mapping[str, Any]:
    """Return the engine, the schema's version and how much there is of everything, for `elshi check`."""
    found = await version(engine)
    result: dict[str, Any] = {
        "engine": await engine.describe(),
        "dialect": str(engine.dialect),
        "schema_version": found,
        "schema_latest": latest(),
    }
    if found == latest():
        row = await engine.reading().one(_COUNTS)
        assert row is not None
        result.update(zip(_COUNTED, row, strict=True))
    return result
