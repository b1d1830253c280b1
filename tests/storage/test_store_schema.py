"""Migrations forward and back, from every version, on both engines; the seed; statements."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.spheres import ANY_SPHERE
from domain.territory import TerritoryTree
from storage import schema
from storage.engine import open_engine
from storage.seed import load_spheres, load_territories, seed
from storage.statement import Dialect, json_list, sql
from storage.store import SqlStore, open_store
from tests.storage.samples import AQSUAT, ZONE

SEED = Path(schema.__file__).parent / "seed"
_OBJECTS = sql(
    sqlite="SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite%'",
    postgresql="""
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    """,
)


async def objects(url: str) -> list[str]:
    """Return what the schema consists of, spacing aside; the table of the version is always there."""
    engine = await open_engine(url)
    try:
        found = sorted(" ".join(str(row[0]).split()) for row in await engine.reading().all(_OBJECTS))
        return [name for name in found if "schema_version" not in name]
    finally:
        await engine.close()


def test_every_step_has_a_way_back_and_none_is_missing() -> None:
    assert list(schema.steps()) == list(range(1, schema.latest() + 1))


@pytest.mark.parametrize("older", range(schema.latest()))
async def test_every_older_schema_comes_up_to_date_and_back(empty_url: str, older: int) -> None:
    async with open_store(empty_url, zone=ZONE, migrate=False) as store:
        assert await store.migrate(older) == (0, older)
        at_older = await objects(empty_url)
        assert await store.migrate() == (older, schema.latest())
        at_latest = await objects(empty_url)
        await seed(store)
        assert await store.migrate(older) == (schema.latest(), older)
        back = await objects(empty_url)
        assert await store.migrate() == (older, schema.latest())
        assert await objects(empty_url) == at_latest
    assert back == at_older


async def test_migrating_what_is_up_to_date_changes_nothing(store: SqlStore) -> None:
    assert await store.migrate() == (schema.latest(), schema.latest())


async def test_an_unmigrated_database_tells_its_version(empty_url: str) -> None:
    async with open_store(empty_url, zone=ZONE, migrate=False) as store:
        facts = await store.facts()
    assert (facts["schema_version"], "calls" in facts) == (0, False)


async def test_a_database_of_a_newer_program_is_left_alone(empty_url: str) -> None:
    async with open_store(empty_url, zone=ZONE) as store, store.write() as repositories:
        await repositories.session.run(sql("UPDATE schema_version SET version = 999"))
    with pytest.raises(schema.SchemaTooNew):
        async with open_store(empty_url, zone=ZONE):
            raise AssertionError("opened")


async def test_there_is_no_version_beyond_the_latest(store: SqlStore) -> None:
    with pytest.raises(ValueError):
        await store.migrate(schema.latest() + 1)


async def test_a_failing_step_leaves_the_schema_as_it_was(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = {1: ("CREATE TABLE one (id BIGINT);\nCREATE TABLE one (id BIGINT);\n", "DROP TABLE one;\n")}
    monkeypatch.setattr(schema, "steps", lambda: steps)
    async with open_store(empty_url, zone=ZONE, migrate=False) as store:
        with pytest.raises(Exception, match="one"):
            await store.migrate()
        assert await objects(empty_url) == []


def test_the_territories_are_a_whole_tree() -> None:
    tree = TerritoryTree(load_territories())
    assert [sum(unit.level == level for unit in tree.units) for level in range(3)] == [1, 20, 228]
    assert not tree["431900000"].selectable, "Байқоңыр is leased to Russia"
    assert sum(not unit.selectable for unit in tree.units) == 1
    assert tree[AQSUAT].kato == AQSUAT and "аксуат" in tree[AQSUAT].keys
    assert all(key == key.strip().lower() and key for unit in tree.units for key in unit.keys)
    assert all(unit.name_kk and unit.name_ru and unit.short_kk and unit.short_ru for unit in tree.units)


def test_the_spheres_are_complete_in_both_languages() -> None:
    spheres = load_spheres()
    assert len({sphere.id for sphere in spheres}) == len(spheres) == 19
    assert all(sphere.name_kk and sphere.name_ru and sphere.short_kk and sphere.short_ru for sphere in spheres)
    assert ANY_SPHERE not in {sphere.id for sphere in spheres}


async def test_loading_an_edited_file_again_updates(store: SqlStore, tmp_path: Path) -> None:
    for name in ("territories.csv", "spheres.csv", "topics.csv"):
        shutil.copy(SEED / name, tmp_path)
    file = tmp_path / "territories.csv"
    text = file.read_text("utf-8").replace("Ақсуат ауданы,район Ақсуат", "Жаңа ауданы,район Жаңа")
    file.write_text(text + "x-new,2,,unverified,district,100000000,Н,Н,N,Н,Н,,н,1\n", "utf-8")
    await seed(store, tmp_path)
    await seed(store, tmp_path)
    async with store.write() as repositories:
        session = repositories.session
        row = await session.one(sql("SELECT name_kk FROM territory WHERE id = :id"), id=AQSUAT)
        assert row is not None and row[0] == "Жаңа ауданы"
        reached = await session.all(sql("SELECT reached_id FROM territory_reach WHERE territory_id = 'x-new'"))
        assert {found[0] for found in reached} == {"x-new", "100000000", "KZ"}
        # The tests of an engine may share the seed.
        await session.run(sql("DELETE FROM territory_reach WHERE territory_id = 'x-new' OR reached_id = 'x-new'"))
        await session.run(sql("DELETE FROM territory WHERE id = 'x-new'"))
    await seed(store)
    assert (await store.facts())["territories"] == 249


async def test_the_stored_reach_is_that_of_the_tree(store: SqlStore) -> None:
    tree = TerritoryTree(load_territories())
    async with store.write() as repositories:
        rows = await repositories.session.all(sql("SELECT territory_id, reached_id FROM territory_reach"))
    stored = {(row[0], row[1]) for row in rows}
    ids = [unit.id for unit in tree.units]
    sample = ids[::7]
    assert {pair for pair in stored if pair[0] in sample} == {
        (one, other) for one in sample for other in ids if tree.on_one_line(one, other)
    }


def test_a_broken_row_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "spheres.csv").write_text("id,name_kk,name_ru,short_kk,short_ru\na,b,c,d\n", "utf-8")
    with pytest.raises(ValueError, match=r"spheres\.csv, line 2"):
        load_spheres(tmp_path)


def test_parameters_are_numbered_once_and_colons_in_texts_are_left_alone() -> None:
    statement = sql("SELECT ':no', :one, :two, :one")
    assert statement.text(Dialect.SQLITE) == "SELECT ':no', ?1, ?2, ?1"
    assert statement.text(Dialect.POSTGRESQL) == "SELECT ':no', $1, $2, $1"
    assert statement.bind(Dialect.SQLITE, {"two": 2, "one": 1}) == (1, 2)


@pytest.mark.parametrize("params", [{}, {"one": 1, "more": 2}])
def test_a_missing_or_unknown_parameter_is_told(params: dict[str, int]) -> None:
    with pytest.raises(TypeError):
        sql("SELECT :one").bind(Dialect.SQLITE, params)


async def test_lists_and_rows_bind_alike_on_both_engines(store: SqlStore) -> None:
    rows = json_list([{"id": 2**53 + 1, "name": "ң\x00"}, {"id": 5, "name": None}])
    async with store.read() as repositories:
        session = repositories.session
        found = await session.all(
            sql("SELECT id, name FROM {rows:rows(id BIGINT, name TEXT)} r ORDER BY id"), rows=rows
        )
        some = await session.all(sql("SELECT 1 AS n WHERE 7 IN {ints:ids} AND 'ң' IN {texts:names}"),
                                 ids=json_list([7, 8]), names=json_list(["ң"]))  # fmt: skip
    assert [tuple(row) for row in found] == [(5, None), (2**53 + 1, "ң")]
    assert len(some) == 1
