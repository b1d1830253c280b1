"""Calls that closed before somebody saw them, and how early each was known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.calls.missed import Cause, Missed
from domain.calls.model import Call
from handlers.callbacks import ListKind, ListPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import call_line, number_row
from handlers.views.calls import PAGE, pager, pages
from handlers.views.screen import Button, Rows, Screen, lines, paragraphs, press


def missed_button(count: int, tr: Translator) -> Button:
    """Return the button of the list of open calls that leads to those that were missed."""
    label = tr.n("Closed lately, not seen by you: {n}", "Closed lately, not seen by you: {n}", count)
    return press(label, ListPress(kind=ListKind.MISSED, page=0))


def missed_screen(
    found: Sequence[Missed], total: int, number: int, tr: Translator, service: Service, now: datetime
) -> Screen:
    """Return a page (counted from 0) of what was missed, each with the reason as far as it is known."""
    back = (press(tr("‹ Open calls"), ListPress(kind=ListKind.OPEN, page=0)),)
    if not found:
        return Screen(tr("In the last 30 days nothing closed that you have not seen."), (back,))
    first, last = number * PAGE + 1, pages(total)
    items = [
        call_line(first + index, one.call, tr, service, now, _because(one.cause, tr)) for index, one in enumerate(found)
    ]
    head = tr.n(
        "{n} call closed in the last 30 days, and you did not see it",
        "{n} calls closed in the last 30 days, and you did not see them",
        total,
    )
    where = tr("page {page} of {pages}", page=number + 1, pages=last) if last > 1 else None
    title = f"<b>{head}</b> · {where}" if where else f"<b>{head}</b>"
    buttons = number_row([one.call for one in found], first, f"{ListKind.MISSED.value}{number}")
    rows: Rows = (buttons, *pager(ListKind.MISSED, number, last, tr), back)
    return Screen(paragraphs(title, *items, tr("Press a number to open a call.")), rows)


def _because(cause: Cause | None, tr: Translator) -> str | None:
    if cause is None:
        return None
    return {
        Cause.SUBSCRIBED_LATER: tr("It was published before you subscribed."),
        Cause.UNREACHABLE: tr("Telegram could not bring you the message."),
        Cause.SHORT_NOTICE: tr("It was published less than a day before the deadline."),
        Cause.PAUSED: tr("Your subscription was paused."),
        Cause.WAITED: tr("It closed while it waited for your digest or for the end of quiet hours."),
    }[cause]


def timeliness(call: Call, sent_at: datetime | None, tr: Translator, service: Service) -> str:
    """Return when the call was published, seen, sent to the reader and to anybody, and how much notice that gave."""

    def moment(instant: datetime) -> str:
        local = instant.astimezone(service.zone)
        return f"{tr.date(local.date())}, {local:%H:%M}"

    day = service.today(sent_at or call.first_seen_at)
    left = (call.deadline.day - day).days if call.deadline else None
    others = call.first_delivered_at
    return lines(
        tr("<b>When it became known</b>"),
        tr("Published: {when}", when=moment(call.published_at)) if call.published_at else None,
        # What came as history bears one moment for both: we did not see it then.
        tr("Seen by Elshi: {when}", when=moment(call.first_seen_at))
        if call.first_seen_at != call.published_at
        else None,
        tr("First sent to anybody: {when}", when=moment(others)) if others and others != sent_at else None,
        tr("Sent to you: {when}", when=moment(sent_at)) if sent_at else None,
        tr("Deadline: {until}", until=tr.until(call.deadline)) if call.deadline else None,
        tr.n("Notice given: {n} day", "Notice given: {n} days", left) if left is not None and left >= 0 else None,
    )
