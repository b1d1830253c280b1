"""The house stays as it is drawn: who may import whom, and no drawers without a name."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {"domain", "scrapers", "storage", "handlers", "bot"}
MAY_IMPORT = {
    "domain": set(),
    "scrapers": {"domain"},
    "storage": {"domain"},
    "handlers": {"domain"},
    "bot": {"domain", "scrapers", "storage", "handlers"},
}
# Outside packages that only some rooms may know.
RESERVED = {
    "aiogram": {"handlers", "bot"},
    "aiosqlite": {"storage"},
    "asyncpg": {"storage"},
    "sqlite3": {"storage"},
    "feedparser": {"scrapers"},
    "apscheduler": {"bot"},
}
DRAWERS = {"utils.py", "helpers.py", "common.py", "misc.py", "util.py", "helper.py"}


def imports(path: Path) -> set[str]:
    """Top-level names of everything a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"__import__", "importlib.import_module"}:
            raise AssertionError(f"{path}: hidden import {ast.unparse(node)}")
    return found


def files() -> list[Path]:
    return [path for room in sorted(ROOMS) for path in sorted((ROOT / room).rglob("*.py"))]


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_room_may_import(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    names = imports(path)
    assert names & ROOMS <= MAY_IMPORT[room] | {room}
    for package, rooms in RESERVED.items():
        if package in names:
            assert room in rooms, f"{package} does not belong in {room}/"


def test_the_domain_needs_only_the_standard_library() -> None:
    import sys

    for path in (ROOT / "domain").rglob("*.py"):
        assert imports(path) <= set(sys.stdlib_module_names) | {"domain"}, path


def test_there_are_no_drawers_and_no_stray_rooms() -> None:
    assert not [path for path in files() if path.name in DRAWERS]
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {name.rstrip("*") for name in packages} == ROOMS | {"locales"}


def test_sql_lives_in_storage_only() -> None:
    verbs = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ")
    for path in files():
        if path.relative_to(ROOT).parts[0] == "storage":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not node.value.lstrip().startswith(verbs), f"SQL in {path}: {node.value[:60]!r}"


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--index" not in text
