"""A finished file made small enough for Telegram: compressed, and cut into parts where that is not enough."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

MOST_BYTES = 49_000_000
"""Bots may send files of up to 50 MB (Bot API, "Sending files"), whatever else the request holds."""

_CHUNK = 1 << 20


def packed(path: Path, most: int = MOST_BYTES) -> list[Path]:
    """Return the files to be sent in the place of one, in their order; they lie beside it.

    Args:
        path: the file; it may be removed.
        most: bytes of a file that is sent.

    Raises:
        OSError: the disk is full, or cannot be written to.
    """
    if path.stat().st_size <= most:
        return [path]
    if path.suffix != ".zip":
        archive = path.with_name(f"{path.name}.zip")
        with ZipFile(archive, "w", ZIP_DEFLATED) as whole:
            whole.write(path, path.name)
        path.unlink()
        path = archive
        if path.stat().st_size <= most:
            return [path]
    return _cut(path, most)


def _cut(path: Path, most: int) -> list[Path]:
    """Cut a file into volumes as 7-Zip and its like name and join them: `a.zip.001`, `a.zip.002`."""
    parts: list[Path] = []
    with path.open("rb") as whole:
        while chunk := whole.read(min(_CHUNK, most)):
            part = path.with_name(f"{path.name}.{len(parts) + 1:03}")
            parts.append(part)
            with part.open("wb") as file:
                left = most
                while chunk:
                    file.write(chunk)
                    left -= len(chunk)
                    chunk = whole.read(min(_CHUNK, left)) if left else b""
    path.unlink()
    return parts
