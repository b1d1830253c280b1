"""Telling a file (a PDF, an archive, a picture, a film) from text that a reader could read, before it is downloaded."""

from __future__ import annotations

_FAMILIES = frozenset({"image", "video", "audio", "font", "model"})
_KINDS = frozenset(
    {
        "application/pdf", "application/zip", "application/gzip", "application/x-gzip", "application/x-tar",
        "application/x-7z-compressed", "application/x-rar-compressed", "application/vnd.rar", "application/msword",
        "application/x-msdownload", "application/x-apple-diskimage", "application/java-archive", "application/epub+zip",
        "application/rtf", "application/x-bittorrent", "application/vnd.android.package-archive",
    }
)  # fmt: skip
_OFFICE = ("application/vnd.ms-", "application/vnd.openxmlformats", "application/vnd.oasis.opendocument")

_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf'\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "application/msword"),
    (b"{\\rtf", "application/rtf"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)


def file_by_type(media_type: str) -> str:
    """Return the media type when it is that of a file, else ""; feeds are served under the strangest others."""
    family = media_type.partition("/")[0]
    picture = family in _FAMILIES and media_type != "image/svg+xml"
    return media_type if picture or media_type in _KINDS or media_type.startswith(_OFFICE) else ""


def file_by_beginning(body: bytes) -> str:
    """Return the media type of a file that a body begins like, or ""."""
    if body[4:8] == b"ftyp":
        return "video/mp4"
    return next((kind for beginning, kind in _BEGINNINGS if body.startswith(beginning)), "")
