"""Files that come with a message: which of them Telegram lets go together as one album."""

from __future__ import annotations

from collections.abc import Iterable

from domain.requests.model import Attachment, AttachmentKind

ALBUM = 10
"""Files of one album at most (Bot API, sendMediaGroup)."""

_TOGETHER = {
    AttachmentKind.PHOTO: "seen",
    AttachmentKind.VIDEO: "seen",
    AttachmentKind.DOCUMENT: "document",
    AttachmentKind.AUDIO: "audio",
}


def bundles(files: Iterable[Attachment]) -> tuple[tuple[Attachment, ...], ...]:
    """Return the files in the messages that they go in, in their order: photos and videos share an album, documents and
    pieces of music have one each, a voice goes alone.
    """
    made: list[list[Attachment]] = []
    open_ones: dict[str, list[Attachment]] = {}
    for file in files:
        kind = _TOGETHER.get(file.kind)
        bundle = open_ones.get(kind) if kind else None
        if bundle is None or len(bundle) == ALBUM:
            bundle = []
            made.append(bundle)
            if kind:
                open_ones[kind] = bundle
        bundle.append(file)
    return tuple(tuple(bundle) for bundle in made)
