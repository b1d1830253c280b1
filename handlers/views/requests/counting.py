"""How a reply date is counted, in words: when the letter is registered and why then, and each day left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from domain.days_off import NamedDay
from domain.requests.terms import TERM_DAYS, Explanation
from handlers.day_words import day_words
from handlers.texts import Translator
from handlers.views.screen import esc, lines

REASON_LIMIT = 120
DAYS_SHOWN = 24


def moment(at: datetime, today: date | None, tr: Translator, *, seconds: bool = False) -> str:
    """Return a local day and time of day in words; the year is left out when it is that of `today`."""
    return f"{tr.date(at.date(), today)}, {at:%H:%M:%S}" if seconds else f"{tr.date(at.date(), today)}, {at:%H:%M}"


def registered(found: Explanation, today: date, tr: Translator) -> str:
    """Return when the letter is registered, and why not at the moment it was sent; HTML."""
    at = f"<b>{moment(found.registered, today, tr)}</b>"
    if found.registered == found.sent:
        return tr("Registered: {when}. It was sent in working hours.", when=f"<b>{_exact(found, today, tr)}</b>")
    off = next((one for one in found.skipped if one.day == found.sent.date()), None)
    if off is not None:
        reason = esc(day_words(off, tr), REASON_LIMIT)
        return tr("Registered: {when}. It was sent on a day off ({reason}).", when=at, reason=reason)
    if found.registered.date() == found.sent.date():
        return tr("Registered: {when}. It was sent before the office opened.", when=at)
    return tr("Registered: {when}. It was sent after working hours.", when=at)


def _exact(found: Explanation, today: date, tr: Translator) -> str:
    return moment(found.sent, today, tr, seconds=True)


def counted(found: Explanation, tr: Translator) -> str:
    """Return how the reply date was counted: its first day, and every day that does not count with its reason; HTML.

    The year that the reply date names is not said again.
    """
    today = found.due
    return lines(
        tr("<b>How it is counted</b>"),
        tr(
            "{days} working days. Day 1 is {first}, the last one is {last}: an answer is in time until 24:00.",
            days=tr.number(TERM_DAYS),
            first=tr.date(found.day_one, today),
            last=tr.date(found.due, today),
        ),
        tr("Not counted:") if found.skipped else None,
        *_by_reason(found.skipped, today, tr),
        tr("Counted, for they are worked:") if found.worked else None,
        *_by_reason(found.worked, today, tr),
        *(
            tr("{day} is an expected date. If it moves, the reply date may move.", day=tr.date(one.day, today))
            for one in found.estimated
        ),
        *(
            tr("Transfers of days off in {year} are not known yet: the reply date may move.", year=year)
            for year in (*found.unknown, *found.awaited)
        ),
    )


def _by_reason(days: Sequence[NamedDay], today: date, tr: Translator) -> list[str]:
    """Return each reason once with its days, in the order of the first of them."""
    found: dict[str, list[date]] = {}
    for one in days[:DAYS_SHOWN]:
        found.setdefault(day_words(one, tr), []).append(one.day)
    return [f"• {tr.days(named, today)} – {esc(reason, REASON_LIMIT)}" for reason, named in found.items()]
