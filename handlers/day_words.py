"""Why a day is off, in words: the chat, a letter and the command line say the same.

Plain words, no HTML: a view that puts them into a message escapes them (a reason may be somebody's own writing).
"""

from __future__ import annotations

from domain.days_off import DayKind, DayReason, NamedDay
from handlers.texts import Translator


def day_words(named: NamedDay, tr: Translator) -> str:
    """Return why the day is off, or why it is worked, as a few words in the language."""
    reason = named.reason
    if reason.note:
        return tr("working day: {reason}", reason=reason.note) if reason.kind is DayKind.WORKED else reason.note
    if reason.kind is DayKind.HOLIDAY:
        return _holiday(reason, tr)
    instead_of = tr.date(reason.instead_of, named.day) if reason.instead_of else None
    if reason.kind is DayKind.TRANSFERRED:
        holiday = reason.name(tr.language)
        if instead_of is None:
            return tr("transferred day off ({holiday})", holiday=holiday)
        return tr("day off instead of {day} ({holiday})", day=instead_of, holiday=holiday)
    if reason.kind is DayKind.MOVED:
        if instead_of is None:
            return tr("day off by order")
        return tr("day off by order, {day} is worked instead", day=instead_of)
    if reason.kind is DayKind.WORKED:
        return tr("working day instead of {day}", day=instead_of) if instead_of else tr("working day by order")
    return tr("weekend")


def _holiday(reason: DayReason, tr: Translator) -> str:
    holiday = reason.name(tr.language) or tr("public holiday")
    return tr("{holiday} (date not confirmed yet)", holiday=holiday) if reason.estimated else holiday
