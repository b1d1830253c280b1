"""The line on top of a card that says why it comes now: what changed, or that the deadline is near."""

from __future__ import annotations

from datetime import date

from domain.calls.model import Call
from domain.calls.news import Change, Revision, change
from handlers.texts import Translator


def change_line(before: Revision, call: Call, tr: Translator, today: date) -> str | None:
    """Return what changed for somebody who knew `before`, in one line, or None when nothing did."""
    match change(before, call):
        case Change.CANCELLED:
            return tr("Cancelled by the organiser.")
        case Change.RESULT:
            return tr("The results are out.")
        case Change.EXTENDED:
            return tr("Deadline extended: {moved}", moved=_moved(before, call, tr, today))
        case Change.SHORTENED:
            return tr("Deadline brought forward: {moved}", moved=_moved(before, call, tr, today))
        case Change.CORRECTED:
            assert before.deadline is not None  # as in `_moved`
            assert call.deadline is not None
            until, was = tr.until(call.deadline, today), tr.date(before.deadline.day, today)
            return tr("Deadline corrected: {until} (it said {was})", until=until, was=was)
        case None:
            return None


def _moved(before: Revision, call: Call, tr: Translator, today: date) -> str:
    assert before.deadline is not None  # `change` names a moved deadline only where both are known
    assert call.deadline is not None
    return tr.moved(before.deadline.day, call.deadline.day, today)


def reminder_line(left: str, tr: Translator) -> str:
    """Return the line of a reminder; `left` is how many days remain, in words."""
    return tr("Reminder: {left}", left=left)
