"""Every warning of security that is switched off says why: on its line, or beside its name in pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("domain", "scrapers", "storage", "handlers", "bot", "bench", "tests")
SILENCED = re.compile(r"#\s*noqa:\s*([A-Z]+[0-9]+(?:\s*,\s*[A-Z]+[0-9]+)*)\s*(.*)")


def silenced() -> list[tuple[str, str, str]]:
    found = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if match := SILENCED.search(line):
                    found.append((f"{path.relative_to(ROOT)}:{number}", match[1], match[2].strip(" -–")))
                assert not re.search(r"#\s*noqa\s*$|#\s*noqa:\s*$", line), f"{path}:{number}: says not what it silences"
    return found


def test_the_security_rules_are_on() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]


def test_every_silenced_line_of_the_product_says_why() -> None:
    bare = [place for place, rules, why in silenced() if rules.startswith("S") and len(why) < 5]
    assert not bare, bare


def test_what_is_ignored_everywhere_or_for_a_folder_says_why() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    ignored = [line for line in lines if re.match(r'\s+"S\d+"', line)]
    folders = [line for line in lines if re.match(r'"[\w/*.]+" = \[', line) and '"S' in line]
    assert ignored and folders
    assert not [line for line in ignored + folders if "#" not in line]


def test_sql_is_put_together_only_of_pieces_that_stand_in_the_source() -> None:
    """Each `noqa: S608` stands in storage/, where nothing that anybody typed is put into a text of SQL."""
    assert {place.split("/")[0] for place, rules, _ in silenced() if "S608" in rules} <= {"storage", "tests"}
