"""Territories, spheres, topics and MCI from the editable files in storage/seed; loading again updates what changed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from domain.mci import MciTable
from domain.offices import Topic
from domain.sources import IMPORTED
from domain.spheres import Sphere
from domain.submissions import PEOPLE
from domain.territory import Territory, TerritoryTree
from storage.call_words import put_words
from storage.engine import Session
from storage.statement import json_list, sql
from storage.store import SqlStore

_TERRITORIES = sql("""
    INSERT INTO territory (id, parent_id, level, kind, kato, name_kk, name_ru, name_en, short_kk, short_ru, keys,
                           selectable)
    SELECT id, parent_id, level, kind, kato, name_kk, name_ru, name_en, short_kk, short_ru, keys, selectable
    FROM {rows:rows(id TEXT, parent_id TEXT, level INTEGER, kind TEXT, kato TEXT, name_kk TEXT, name_ru TEXT,
                    name_en TEXT, short_kk TEXT, short_ru TEXT, keys TEXT, selectable INTEGER)} r
    WHERE 1 = 1
    ON CONFLICT (id) DO UPDATE
    SET parent_id = excluded.parent_id, level = excluded.level, kind = excluded.kind, kato = excluded.kato,
        name_kk = excluded.name_kk, name_ru = excluded.name_ru, name_en = excluded.name_en,
        short_kk = excluded.short_kk, short_ru = excluded.short_ru, keys = excluded.keys,
        selectable = excluded.selectable
""")
_SPHERES = sql("""
    INSERT INTO sphere (id, name_kk, name_ru, short_kk, short_ru)
    SELECT id, name_kk, name_ru, short_kk, short_ru
    FROM {rows:rows(id TEXT, name_kk TEXT, name_ru TEXT, short_kk TEXT, short_ru TEXT)} r WHERE 1 = 1
    ON CONFLICT (id) DO UPDATE
    SET name_kk = excluded.name_kk, name_ru = excluded.name_ru, short_kk = excluded.short_kk,
        short_ru = excluded.short_ru
""")
_TOPICS = sql("""
    INSERT INTO topic (id, place, name_kk, name_ru)
    SELECT id, place, name_kk, name_ru
    FROM {rows:rows(id TEXT, place INTEGER, name_kk TEXT, name_ru TEXT)} r WHERE 1 = 1
    ON CONFLICT (id) DO UPDATE
    SET place = excluded.place, name_kk = excluded.name_kk, name_ru = excluded.name_ru
""")
_FORGET_REACH = sql("DELETE FROM territory_reach")
# From the stored tree, so that a unit that was taken out of the file still works for those who chose it.
_REACH = sql("""
    INSERT INTO territory_reach (territory_id, reached_id)
    WITH RECURSIVE above (id, ancestor_id) AS (
        SELECT id, id FROM territory
        UNION ALL
        SELECT above.id, t.parent_id FROM above JOIN territory t ON t.id = above.ancestor_id
        WHERE t.parent_id IS NOT NULL
    )
    SELECT id, ancestor_id FROM above UNION SELECT ancestor_id, id FROM above
""")

TOPIC_ID_LIMIT = 24

_UNPOLLED = sql("""
    INSERT INTO source (id, kind, url, name_kk, name_ru, territory_id, languages, interval_us, enabled, options,
                        state, next_poll_at, changed_at)
    VALUES (:id, :kind, '', :name_kk, :name_ru, :territory, '["kk", "ru"]', 0, 0, '{}', '{}', 0, 0)
    ON CONFLICT (id) DO UPDATE SET name_kk = excluded.name_kk, name_ru = excluded.name_ru
""")


def load_territories(directory: Path | None = None) -> tuple[Territory, ...]:
    """Read territories.csv of the directory (storage/seed when omitted), in the order of the file.

    Raises:
        ValueError: the tree is broken (see TerritoryTree), or a row lacks a column.
    """
    units = tuple(
        Territory(
            id=row["id"],
            parent_id=row["parent_id"] or None,
            level=int(row["level"]),
            kind=row["kind"],
            kato=row["kato"] or None,
            name_kk=row["name_kk"],
            name_ru=row["name_ru"],
            name_en=row["name_en"],
            short_kk=row["short_kk"],
            short_ru=row["short_ru"],
            keys=_keys(row["keys"], row["variants"]),
            selectable=row["selectable"] == "1",
        )
        for row in _rows("territories.csv", directory)
    )
    TerritoryTree(units)
    return units


def _keys(keys: str, variants: str) -> tuple[str, ...]:
    """Join what people type with how names are printed, all in lower case, each once."""
    spellings = (spelling.strip().lower() for spelling in f"{keys}|{variants}".split("|"))
    return tuple(dict.fromkeys(spelling for spelling in spellings if spelling))


def load_spheres(directory: Path | None = None) -> tuple[Sphere, ...]:
    """Read spheres.csv of the directory (storage/seed when omitted), in the order of the file."""
    return tuple(
        Sphere(row["id"], row["name_kk"], row["name_ru"], row["short_kk"], row["short_ru"])
        for row in _rows("spheres.csv", directory)
    )


def load_topics(directory: Path | None = None) -> tuple[Topic, ...]:
    """Read topics.csv of the directory (storage/seed when omitted), in the order of the file.

    Raises:
        ValueError: a row lacks a column, an id comes twice or is too long for a button, or a name is empty.
    """
    found: dict[str, Topic] = {}
    for row in _rows("topics.csv", directory):
        topic = Topic(row["id"], row["name_kk"].strip(), row["name_ru"].strip())
        if topic.id in found or not 0 < len(topic.id) <= TOPIC_ID_LIMIT or not (topic.name_kk and topic.name_ru):
            raise ValueError(f"topics.csv: {topic.id!r} is there twice, too long, or has no name")
        found[topic.id] = topic
    return tuple(found.values())


def load_mci(directory: Path | None = None) -> MciTable:
    """Read mci.csv of the directory (storage/seed when omitted): tenge of one monthly calculation index by year.

    Raises:
        ValueError: a row lacks a column, is no number above zero, or repeats a year.
    """
    by_year: dict[int, int] = {}
    for row in _rows("mci.csv", directory):
        year, tenge = int(row["year"]), int(row["tenge"])
        if year in by_year or year <= 0 or tenge <= 0:
            raise ValueError(f"mci.csv: {year} is there twice, or {tenge} tenge is no value")
        by_year[year] = tenge
    return MciTable(by_year)


def load_old_kato(directory: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Read old_kato.csv of the directory: codes from before a reform, each with the territories of today."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows("old_kato.csv", directory):
        found[row["kato"]] = (*found.get(row["kato"], ()), row["id"])
    return found


def _rows(name: str, directory: Path | None) -> Iterator[dict[str, str]]:
    file: Traversable = (directory or files("storage") / "seed") / name
    reader = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    for row in reader:
        if None in row or None in row.values():
            raise ValueError(f"{name}, line {reader.line_num}: not as many fields as there are columns")
        yield row


async def put_territories(session: Session, units: Iterable[Territory]) -> None:
    """Store units, new and changed, and work out anew which lie on one line."""
    rows = json_list(
        asdict(unit) | {"keys": "|".join(unit.keys), "selectable": int(unit.selectable)}
        for unit in sorted(units, key=lambda unit: unit.level)  # parents first: they are referred to
    )
    await session.run(_TERRITORIES, rows=rows)
    await session.run(_FORGET_REACH)
    await session.run(_REACH)


async def put_spheres(session: Session, spheres: Iterable[Sphere]) -> None:
    """Store spheres, new and changed."""
    await session.run(_SPHERES, rows=json_list(asdict(sphere) for sphere in spheres))


async def put_topics(session: Session, topics: Iterable[Topic]) -> None:
    """Store topics of requests, new and changed, in their order."""
    rows = json_list(asdict(topic) | {"place": place} for place, topic in enumerate(topics))
    await session.run(_TOPICS, rows=rows)


async def seed(store: SqlStore, directory: Path | None = None) -> None:
    """Make the stored territories and spheres those of the files, in one unit of work; then give words to old calls.

    Raises:
        ValueError: a file is broken; nothing was changed.
        StorageBusy: the database stayed locked; nothing was changed.
    """
    units, spheres = load_territories(directory), load_spheres(directory)
    topics = load_topics(directory)
    async with store.write() as repositories:
        await put_territories(repositories.session, units)
        await put_spheres(repositories.session, spheres)
        await put_topics(repositories.session, topics)
        # What people publish or bring in themselves needs a source to belong to, whatever the file of sources says.
        for source in (PEOPLE, IMPORTED):
            await repositories.session.run(
                _UNPOLLED,
                id=source.id,
                kind=source.kind,
                name_kk=source.name_kk,
                name_ru=source.name_ru,
                territory=source.territory_id,
            )
    left = True
    while left:
        async with store.write() as repositories:
            left = bool(await put_words(repositories.session))
