"""A promise that an official is making, or moving to another day. Kept as the person's dialogue. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.people import Dialogue
from domain.requests.promises import REASON_LEAST, REASON_LIMIT, TEXT_LEAST, TEXT_LIMIT
from handlers.views.screen import one_line

SUBJECT = "promise"


class Step(StrEnum):
    """Where it stands."""

    TEXT = "text"  # what is promised; of one that is moved: why
    DAY = "day"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Draft:
    """A promise to be, or the move of one.

    Args:
        run: the update that began it: buttons of an older one are told by it.
        request: the request.
        message: the answer that it is promised under; 0 of one that is moved.
        promise: the promise that is moved; 0 of a new one.
        step: where it stands.
        text: what is promised, or why it is moved; empty until it was written.
        day: the day; None until it was named.
    """

    run: int
    request: int
    message: int = 0
    promise: int = 0
    step: Step = Step.TEXT
    text: str = ""
    day: date | None = None

    @property
    def moving(self) -> bool:
        """Tell whether a promise is moved, not made."""
        return self.promise != 0

    def dialogue(self) -> Dialogue:
        """Return the draft as storage keeps it."""
        data = {
            "run": self.run,
            "request": self.request,
            "message": self.message,
            "promise": self.promise,
            "text": self.text,
            "day": self.day.isoformat() if self.day else None,
        }
        return Dialogue(f"{SUBJECT}:{self.step}", data)

    @classmethod
    def of(cls, dialogue: Dialogue) -> Draft | None:
        """Return what is in progress; None when it is something else or an older program wrote it differently."""
        subject, _, step = (dialogue.state or "").partition(":")
        if subject != SUBJECT:
            return None
        data = dialogue.data
        try:
            return cls(
                run=int(data["run"]),
                request=int(data["request"]),
                message=int(data["message"]),
                promise=int(data["promise"]),
                step=Step(step),
                text=str(data["text"]),
                day=date.fromisoformat(data["day"]) if data["day"] else None,
            )
        except (KeyError, TypeError, ValueError):
            return None


def text_of(typed: str) -> str | None:
    """Return what is promised, on one line; None for a command, or when it is too short or too long."""
    return _words(typed, TEXT_LEAST, TEXT_LIMIT)


def reason_of(typed: str) -> str | None:
    """Return why a promise is moved, on one line; None as for `text_of`."""
    return _words(typed, REASON_LEAST, REASON_LIMIT)


def _words(typed: str, least: int, limit: int) -> str | None:
    words = one_line(typed)
    letters = sum(char.isalpha() for char in words)
    return words if letters >= least and len(words) <= limit and not words.startswith("/") else None
