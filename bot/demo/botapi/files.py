"""Files that went through chats: stored in memory, known by ``file_id``, downloadable by path."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from typing import Any, Literal

FileKind = Literal["photo", "document", "voice", "sticker"]

_PATHS = {"photo": "photos", "document": "documents", "voice": "voice", "sticker": "stickers"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file; ``size`` is in bytes, ``width`` and ``height`` in pixels (photos), ``duration`` in seconds (voice)."""

    file_id: str
    unique_id: str
    kind: FileKind
    content: bytes = field(repr=False)
    name: str
    mime_type: str
    path: str
    width: int = 0
    height: int = 0
    duration: int = 0

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    def as_api(self) -> Any:
        """Return what a Message holds for it: a list of PhotoSize, a Document, a Voice or a Sticker."""
        base: dict[str, Any] = {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}
        if self.kind == "photo":
            return [base | {"width": self.width, "height": self.height}]
        if self.kind == "voice":
            return base | {"duration": self.duration, "mime_type": self.mime_type}
        if self.kind == "sticker":
            sticker = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return base | sticker | {"emoji": self.name}
        return base | {"file_name": self.name, "mime_type": self.mime_type}


class FileStore:
    """All files of a world.

    Attributes:
        max_download: bytes that getFile gives at most (Bot API, getFile).
        max_upload: bytes that a bot may send at most (Bot API, "Sending files").
        max_photo: bytes of a photo.
    """

    def __init__(self) -> None:
        self.max_download = 20 << 20
        self.max_upload = 50 << 20
        self.max_photo = 10 << 20
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: FileKind, name: str, content: bytes, *, mime_type: str = "", duration: int = 0) -> StoredFile:
        """Keep a file and return it.

        Raises:
            ValueError: a photo that is not an image Telegram could process.
        """
        number = len(self._by_id) + 1
        width, height = image_size(content) if kind == "photo" else (0, 0)
        if kind == "photo":
            suffix = ".jpg"
        elif kind == "voice":
            suffix, mime_type = ".oga", mime_type or "audio/ogg"
        elif kind == "sticker":
            suffix = ".webp"
        else:
            suffix = f".{name.rpartition('.')[2]}" if "." in name else ""
        stored = StoredFile(
            file_id=f"{kind[:2].upper()}QACAgIAAxk{number:08d}",
            unique_id=f"AQAD{number:08d}",
            kind=kind,
            content=content,
            name=name,
            mime_type=mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream",
            path=f"{_PATHS[kind]}/file_{number}{suffix}",
            width=width,
            height=height,
            duration=duration,
        )
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        """Return the file with this id, or None."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """Return the file at this download path, or None."""
        return self._by_path.get(path)


def image_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, GIF, JPEG or WebP image.

    Raises:
        ValueError: it is none of them.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return 512, 512  # WebP hides its size in three different places; nobody here needs it
    raise ValueError("not an image")


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(content[at + 7 : at + 9], "big"), int.from_bytes(content[at + 5 : at + 7], "big")
        at += 2 + length
    raise ValueError("not an image")
