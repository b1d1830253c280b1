"""A letter to an akimat while it is being written: жіберілмеген сауал / черновик запроса.

Each message of Telegram's is a part of its own, so that editing it there changes the letter here; when the letter is
filed, the parts of an album become one message of the request.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.requests.model import Attachment, MessageKind, RequestMessage

MOST_FILES = 10
"""Files of one letter (PRODUCT, section 2)."""

MOST_LETTERS = 20_000
"""Characters of one letter: five messages of Telegram's, and more than anybody reads on a phone."""

MOST_PARTS = 40
"""Messages of one letter."""


class Unfit(StrEnum):
    """Why a part is not taken into the letter, or the letter cannot be sent."""

    FILES = "files"  # there are ten already
    LONG = "long"
    PARTS = "parts"
    EMPTY = "empty"  # neither words nor files


@dataclass(frozen=True, slots=True)
class DraftPart:
    """One message of Telegram's.

    Args:
        chat_id: where it was written.
        message_id: its number there.
        text: plain text, or the words under a file.
        sent_at: Telegram's moment of it (aware).
        files: what it carries.
        album: Telegram's id of the album that it belongs to, or empty.
    """

    chat_id: int
    message_id: int
    text: str
    sent_at: datetime
    files: tuple[Attachment, ...] = ()
    album: str = ""


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """A letter that somebody writes for an NGO.

    Args:
        id: its number.
        person_id: who writes it.
        ngo_id: for which NGO.
        territory_id: to which akimat; None until it was chosen.
        topic_id: what it is about; None until it was chosen.
        call_id: the call that it asks about, if any.
        revision: grows with every change: a preview of an older one is not sent.
        parts: what was written, in order.
        sent_as: the request that it became; its parts are gone then.
    """

    id: int
    person_id: int
    ngo_id: int
    territory_id: str | None = None
    topic_id: str | None = None
    call_id: int | None = None
    revision: int = 1
    parts: tuple[DraftPart, ...] = ()
    sent_as: int | None = None

    @property
    def files(self) -> int:
        """Return how many files it has."""
        return sum(len(part.files) for part in self.parts)

    @property
    def words(self) -> str:
        """Return all its words, as they are sealed when it is filed."""
        return joined(message.text for message in self.letter())

    @property
    def empty(self) -> bool:
        """Tell whether nobody could read anything in it."""
        return not self.files and not self.words.strip()

    def together(self, message_id: int) -> tuple[DraftPart, ...]:
        """Return the part with that number, with the others of its album; nothing when there is none."""
        found = next((part for part in self.parts if part.message_id == message_id), None)
        if found is None or not found.album:
            return (found,) if found else ()
        return tuple(part for part in self.parts if part.album == found.album)

    def letter(self) -> list[RequestMessage]:
        """Return the messages of the request that it becomes: one for each of Telegram's, one for a whole album."""
        made: list[RequestMessage] = []
        albums: dict[tuple[int, str], int] = {}
        for part in self.parts:
            at = albums.get((part.chat_id, part.album)) if part.album else None
            if at is None:
                if part.album:
                    albums[part.chat_id, part.album] = len(made)
                made.append(self._message(part))
            else:
                first = made[at]
                text = "\n".join(words for words in (first.text, part.text) if words)
                made[at] = replace(first, text=text, files=(*first.files, *part.files))
        return made

    def _message(self, part: DraftPart) -> RequestMessage:
        return RequestMessage(
            0,
            0,
            MessageKind.LETTER,
            self.person_id,
            None,
            None,
            part.chat_id,
            part.message_id,
            part.text,
            part.sent_at,
            part.files,
            part.album,
        )


def joined(texts: Iterable[str]) -> str:
    """Return the words of the messages of a letter as one text."""
    return "\n\n".join(text for text in texts if text)


def unfit(draft: RequestDraft, part: DraftPart) -> Unfit | None:
    """Return why the part is not taken into the letter, or None when it is.

    A part that is there already (it was edited) takes its own place.
    """
    others = tuple(one for one in draft.parts if (one.chat_id, one.message_id) != (part.chat_id, part.message_id))
    if sum(len(one.files) for one in others) + len(part.files) > MOST_FILES:
        return Unfit.FILES
    if sum(len(one.text) for one in others) + len(part.text) > MOST_LETTERS:
        return Unfit.LONG
    return Unfit.PARTS if len(others) >= MOST_PARTS else None
