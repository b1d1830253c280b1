"""A change of the working calendar that somebody is making. Kept as the person's dialogue. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.calendar_table import REASON_LEAST, REASON_LIMIT, DayState, StoredChange
from domain.people import Dialogue
from handlers.views.screen import one_line

SUBJECT = "workdays"


class Step(StrEnum):
    """Where the change stands."""

    DAY = "day"
    REASON = "reason"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Draft:
    """A change to be.

    Args:
        run: the update that began it: buttons of an older one are told by it.
        state: what the day should become.
        step: where it stands.
        day: the day; today's until one was named.
        reason: why, as its author wrote it; empty for a change that is taken back.
        seen: the number of the day's last change when the preview was shown, 0 when there was none.
    """

    run: int
    state: DayState
    day: date
    step: Step = Step.DAY
    reason: str = ""
    seen: int = 0

    def change(self, number: int) -> StoredChange:
        """Return the row for the table, told by this log entry."""
        return StoredChange(number, self.day, self.state, self.reason)

    def dialogue(self) -> Dialogue:
        """Return the draft as storage keeps it."""
        data = {
            "run": self.run,
            "state": self.state.value,
            "day": self.day.isoformat(),
            "reason": self.reason,
            "seen": self.seen,
        }
        return Dialogue(f"{SUBJECT}:{self.step}", data)

    @classmethod
    def of(cls, dialogue: Dialogue) -> Draft | None:
        """Return the change in progress; None when there is none or an older program wrote it differently."""
        subject, _, step = (dialogue.state or "").partition(":")
        if subject != SUBJECT:
            return None
        data = dialogue.data
        try:
            return cls(
                run=int(data["run"]),
                state=DayState(data["state"]),
                day=date.fromisoformat(data["day"]),
                step=Step(step),
                reason=str(data["reason"]),
                seen=int(data["seen"]),
            )
        except (KeyError, TypeError, ValueError):
            return None


def reason_of(text: str) -> str | None:
    """Return the reason on one line; None for a command, or when it is too short or too long to be one."""
    reason = one_line(text)
    letters = sum(char.isalpha() for char in reason)
    return reason if letters >= REASON_LEAST and len(reason) <= REASON_LIMIT and not reason.startswith("/") else None
