"""No text that anybody can type becomes SQL, a path, or broken XML.

Every method of every repository that takes a text is called with hostile ones: whatever it makes of them, the engine
never finds a word of SQL in them, and no table is harmed.
"""

from __future__ import annotations

import inspect
import io
import shutil
import sqlite3
import typing
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from storage.engine import ConstraintBroken
from storage.store import open_store
from tests.handlers.rights_world import a_world
from tests.person import Stage
from tests.storage.samples import NOW, ZONE

HOSTILE = (
    "'; DROP TABLE person; --",
    '" OR ""="',
    "') OR 1=1 --",
    "x' UNION SELECT id, language FROM person --",
    ":person :now {ints:ids} {each:x} ?1 $1",
    "%_\\' ESCAPE '\\",
    "\x00\ud800'\u202e",
    "{\"a\": [1, 'x']}",
    "ә" * 5000 + "'",
)
SAMPLES: dict[Any, Any] = {int: 1, datetime: NOW, date: NOW.date(), bool: True, float: 1.0}


def methods() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every method that takes a text, with values for its other parameters as far as they are plain."""
    from storage.store import Repositories

    made = Repositories(None, ZONE)  # type: ignore[arg-type]  only looked at
    for name in sorted(name for name in vars(Repositories) if not name.startswith("_")):
        repository = getattr(made, name)
        for method, function in inspect.getmembers(type(repository), inspect.iscoroutinefunction):
            if method.startswith("_"):
                continue
            hints = typing.get_type_hints(function)
            hints.pop("return", None)
            texts = [one for one, kind in hints.items() if takes_text(kind)]
            if texts:
                yield name, method, hints


def takes_text(kind: Any) -> bool:
    return kind is str or (kind not in SAMPLES and str in typing.get_args(kind))


def value(kind: Any, hostile: str) -> Any:
    if kind is str:
        return hostile
    if kind in SAMPLES:
        return SAMPLES[kind]
    inner = typing.get_args(kind)
    if str in inner and typing.get_origin(kind) is not None and "Sequence" in str(kind):
        return [hostile]
    if str in inner:
        return hostile
    if type(None) in inner:
        return None
    if int in inner:
        return [1]
    if isinstance(kind, type) and issubclass(kind, str):
        return next(iter(kind))  # type: ignore[call-overload]  an enumeration
    return None


def tables(path: Path) -> list[tuple[str, str]]:
    live = sqlite3.connect(path)
    found = sorted(live.execute("SELECT name, sql FROM sqlite_master").fetchall())
    live.close()
    return found


async def test_no_method_of_storage_takes_a_text_for_sql(tmp_path: Path, prepared: Path) -> None:
    path = tmp_path / "elshi.db"
    shutil.copy(prepared, path)
    before, tried, reached = tables(path), 0, 0
    async with open_store(str(path), zone=ZONE) as store:
        for name, method, hints in methods():
            for hostile in HOSTILE:
                tried += 1
                given = {one: value(kind, hostile) for one, kind in hints.items()}
                try:
                    async with store.write() as repositories:
                        await getattr(getattr(repositories, name), method)(**given)
                        reached += 1
                        raise InterruptedError  # nothing is to be kept
                except (InterruptedError, ConstraintBroken):
                    pass
                except sqlite3.Error as error:
                    raise AssertionError(f"{name}.{method} with {hostile[:40]!r}: {error}") from error
                except Exception:
                    pass
    assert tried > 200 and reached > tried / 3, "most of them reach the engine"
    assert tables(path) == before


@pytest.mark.parametrize(
    "word",
    [
        "../../etc/passwd",
        "C:\\con.txt",
        "\u202efdp.exe",
        "a\x00b\x0b\x1f\ufffe]]>",
        "<w:t>&amp;",
        "ә" * 300,
        "\ud83d'\n\r",
    ],
)
async def test_documents_are_whole_whatever_words_and_files_are_called(stage: Stage, word: str) -> None:
    word = word.encode("utf-8", "replace").decode()
    world = await a_world(stage, word)
    officer = world.people["officer"]
    await officer.forge(f"rl:{world.requests['answered'].id}", officer.from_bot[0])
    (sent,) = officer.documents[-1:]
    name = str(sent.content["document"]["file_name"])
    assert "/" not in name and "\\" not in name and name.isprintable()
    with zipfile.ZipFile(io.BytesIO(officer.file_of(sent))) as archive:
        assert not [one for one in archive.namelist() if ".." in one or one.startswith("/")]
        for one in archive.namelist():
            if one.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(one))  # whole XML
