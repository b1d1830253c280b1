"""A folder of files put in place as a whole: what was there stays until all of the new is written."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

MANIFEST = "elshi-report.json"
"""Names the files of an earlier output: a folder that holds anything else is not ours to replace."""


class NotOurs(Exception):
    """The folder holds something that was not written here; the text names it."""


def put_in_place(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into a folder beside, then let it take the place of what was written before.

    Args:
        folder: where to; made when it is not there.
        files: name → content.

    Raises:
        NotOurs: it is there and holds anything but an earlier output; nothing was changed.
        OSError: it could not be written (no room, no right); what was there is there still.
    """
    folder = folder.resolve()
    _look(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        (fresh / MANIFEST).write_text(json.dumps({"files": sorted(files)}, indent=1) + "\n", encoding="utf-8")
        fresh.chmod(0o755)  # a web server reads it; what mkdtemp makes is for its owner only
        _exchange(folder, fresh)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _look(folder: Path) -> None:
    """Look that there is nothing in the folder but what was written by an earlier run."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotOurs(f"{folder} is a file")
    found = {one.name for one in folder.iterdir()}
    known: set[str] = set()
    with suppress(OSError, ValueError, KeyError, TypeError):
        known = {MANIFEST, *json.loads((folder / MANIFEST).read_text("utf-8"))["files"]}
    foreign = sorted(found - known)
    if foreign:
        raise NotOurs(f"{folder} holds {foreign[0]!r}, which was not written by this command")


def _exchange(folder: Path, fresh: Path) -> None:
    """Let the new folder take the old one's place; when that fails the old one is put back."""
    if not folder.exists():
        fresh.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    try:
        folder.rename(old / "was")
        try:
            fresh.rename(folder)
        except OSError:
            (old / "was").rename(folder)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
