"""The reminders of one saved call: which days are ticked, and what comes next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from domain.calls.model import Call
from domain.calls.reminders import CHOICES, LAST_DAY, coming
from handlers.callbacks import CallAct, CallPress, RemindPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import TITLE_LIMIT, closed
from handlers.views.screen import Rows, Screen, esc, paragraphs, press


def reminders_screen(
    call: Call, chosen: Collection[int], tr: Translator, service: Service, *, now: datetime, back: str = ""
) -> Screen:
    """Return the ticks of a saved call; without a deadline or after it only the sentence that says so."""
    title = f"<b>{esc(call.text_in(tr.language.value).title, TITLE_LIMIT)}</b>"
    home: Rows = ((press(tr("‹ Back to the call"), CallPress(act=CallAct.OPEN, id=call.id, back=back)),),)
    if closed(call, now):
        return Screen(paragraphs(title, tr("The call is over: there is nothing to remind you of.")), home)
    if call.deadline is None or call.closes_at is None:
        return Screen(
            paragraphs(
                title,
                tr(
                    "The deadline of this call is not known, so I cannot remind you of it. Check it at the source. As"
                    " soon as I know the deadline, reminders will come by themselves."
                ),
            ),
            home,
        )
    rows = tuple(
        (press(_tick(days, days in chosen, tr), RemindPress(id=call.id, days=days, on=days not in chosen, back=back)),)
        for days in CHOICES
    )
    return Screen(
        paragraphs(
            title,
            tr("Deadline: {until}", until=tr.until(call.deadline)),
            tr("When shall I remind you? I write at 9:00 Astana time on the days you tick."),
            _next(call, chosen, tr, service, now),
        ),
        rows + home,
    )


def _tick(days: int, on: bool, tr: Translator) -> str:
    word = tr("on the last day") if days == LAST_DAY else tr.n("{n} day before", "{n} days before", days)
    return f"{'☑' if on else '☐'} {word}"


def _next(call: Call, chosen: Collection[int], tr: Translator, service: Service, now: datetime) -> str:
    """Return when the next reminder comes, or that none will."""
    assert call.deadline is not None
    assert call.closes_at is not None
    rest = coming(call.deadline.day, call.closes_at, chosen, now, service.zone)
    if rest:
        day = tr.date(rest[0][1].astimezone(service.zone).date(), service.today(now))
        return tr("Next reminder: {day}", day=day)
    if not chosen:
        return tr("Nothing is ticked: no reminders will come.")
    return tr("All ticked days have passed: no reminders will come.")


def not_saved(tr: Translator) -> str:
    """Return the toast of a tick for a call that is not saved any more."""
    return tr("This call is not saved any more. Save it and I shall remind you.")


def chosen_toast(days: int, on: bool, tr: Translator) -> str:
    """Return what is said over the chat after a tick."""
    if days == LAST_DAY:
        return tr("I shall remind you on the last day.") if on else tr("I shall not remind you on the last day.")
    if on:
        return tr.n("I shall remind you {n} day before.", "I shall remind you {n} days before.", days)
    return tr.n("I shall not remind you {n} day before.", "I shall not remind you {n} days before.", days)
