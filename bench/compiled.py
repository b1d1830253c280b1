"""A copy of the project with the reading of announcements compiled, as the container image has it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bench", "bot", "domain", "handlers", "scrapers", "storage", "tests/reading")
BUILT_WITHIN = 900  # seconds; half a minute to two minutes are usual


def copy_compiled(into: Path) -> None:
    """Copy the project and compile what setup.py names.

    Args:
        into: an empty directory; modules are imported from it where it stands first on the path.

    Raises:
        subprocess.CalledProcessError: there is no C compiler, or the code cannot be compiled; its output is printed.
        subprocess.TimeoutExpired: it took too long.
    """
    for room in ROOMS:
        shutil.copytree(ROOT / room, into / room, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, into / name)
    subprocess.run(  # our own setup.py, with our own words
        [sys.executable, "setup.py", "-q", "build_ext", "--inplace"],
        cwd=into,
        env=os.environ | {"ELSHI_COMPILED": "1"},
        check=True,
        timeout=BUILT_WITHIN,
        stdout=sys.stderr,
    )


def run_compiled(into: Path, words: list[str]) -> int:
    """Run Python on the copy; returns the exit code."""
    environment = os.environ | {"PYTHONPATH": str(into)}
    return subprocess.run([sys.executable, *words], cwd=into, env=environment, check=False).returncode
