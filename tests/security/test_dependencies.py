"""What is installed: each package pinned by hashes, needed, declared, and under a licence that lets it be used so.

Known holes are asked for online, by `make audit`.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("domain", "scrapers", "storage", "handlers", "bot")
OURS = {*ROOMS, "locales", "bench", "tests"}
IMPORTED_AS = {"pydantic": "pydantic-settings", "yarl": "aiohttp", "python-docx": "docx"}
PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|OFL|Unlicense|CC0|Public Domain|Zlib|0BSD|HPND",
    re.I,
)


def pinned() -> dict[str, str]:
    text = (ROOT / "requirements.txt").read_text()
    return {
        found[1].lower(): found[0]
        for found in re.finditer(r"^([\w.-]+)(?:\[[\w,]+\])?==.*?(?=^\w|\Z)", text, re.M | re.S)
    }


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {re.match(r"[\w.-]+", one)[0].lower() for one in project["dependencies"]}  # type: ignore[index]


def imported() -> set[str]:
    found: set[str] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - OURS - {"__future__"}


def distributions(module: str) -> set[str]:
    return {name.lower().replace("_", "-") for name in metadata.packages_distributions().get(module, ())}


def test_every_package_is_pinned_by_hashes() -> None:
    found = pinned()
    assert len(found) > 20
    assert not [name for name, text in found.items() if "--hash=sha256:" not in text]
    assert not {name for name in declared() if name not in found and name.replace("-", "_") not in found}


def test_what_is_imported_is_declared() -> None:
    known = declared()
    loose = {
        module
        for module in imported()
        if not distributions(module) & known and IMPORTED_AS.get(module, module) not in known
    }
    assert not loose, "declare it in pyproject.toml: another package may stop bringing it"


def test_every_pinned_package_is_under_a_permissive_licence() -> None:
    wrong = {}
    for name in pinned():
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # of another platform
        said = " ".join(
            [about.get("License-Expression") or "", (about.get("License") or "")[:200]]
            + [one for one in about.get_all("Classifier") or [] if one.startswith("License")]
        )
        if not PERMISSIVE.search(said):  # some wheels tell it in a file only
            held = metadata.files(name) or []
            said = " ".join(
                one.read_text()[:300] for one in held if "licen" in str(one).lower() and one.suffix != ".json"
            )
        if not PERMISSIVE.search(said):
            wrong[name] = said
    assert not wrong, wrong


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_no_address(name: str) -> None:
    assert "://" not in (ROOT / name).read_text()
