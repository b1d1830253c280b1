"""When a call may open again: always as a guess, with the days it comes from and how far it can be trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from domain.calls.forecast import Forecast, Sureness
from domain.calls.model import Call, CallEvent
from domain.calls.recognition import BACKLOG
from domain.ports import Foreseen, ForeseenPage
from handlers.callbacks import CallAct, CallPress, ListKind, ListPress, SeasonPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import FROM_DIGEST, LINE_TITLE_LIMIT, TITLE_LIMIT, kind_name, number_row
from handlers.views.calls import PAGE, pager, pages
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

PAST_SHOWN = 5


def over(call: Call, now: datetime) -> bool:
    """Tell whether a call is over: while the last of a series is open nobody needs to guess."""
    if call.event in (CallEvent.CANCELLED, CallEvent.RESULT):
        return True
    return call.closes_at <= now if call.closes_at is not None else now - call.first_seen_at >= BACKLOG


def with_guess(
    card: Screen, foreseen: Foreseen, call_id: int, tr: Translator, service: Service, now: datetime, back: str
) -> Screen:
    """Return the card of a call that is over, with the guess under it and the button of the reminder."""
    text = paragraphs(card.text, guess(foreseen, tr, service.today(now)), reminder(foreseen, tr, service, now))
    return replace(card, text=text, rows=((watch_button(foreseen, call_id, tr, back),), *card.rows))


def guess(foreseen: Foreseen, tr: Translator, today: date) -> str:
    """Return the guess as lines of HTML."""
    found = foreseen.forecast
    day = tr.date(found.expected, today)
    if found.expected >= today:
        when = tr("This call may open again around {day}.", day=day)
    else:
        when = tr("By past years the call could have opened around {day}. No announcement has been seen yet.", day=day)
    return lines(when, past(found, tr), sureness(found.sure, tr), f"<i>{no_announcement(tr)}</i>")


def no_announcement(tr: Translator) -> str:
    """Return what stands under every guess."""
    return tr("A guess from past years, not an announcement.")


def past(found: Forecast, tr: Translator) -> str:
    """Return the days on which the call opened before."""
    days = ", ".join(f"{day:%d.%m.%Y}" for day in found.past[-PAST_SHOWN:])
    return tr("Opened before: {days}", days=days)


def sureness(sure: Sureness, tr: Translator) -> str:
    """Return how far the guess can be trusted."""
    return {
        Sureness.LIKELY: tr("It opens every year at about this time."),
        Sureness.POSSIBLE: tr("The day may turn out to be another."),
        Sureness.ONCE: tr("It has been seen only once and may not come again."),
    }[sure]


def reminder(foreseen: Foreseen, tr: Translator, service: Service, now: datetime) -> str | None:
    """Return when the reader will be reminded, or that the time to prepare is now; None when nothing was wished."""
    found = foreseen.forecast
    if late(foreseen, service, now):
        soon = found.expected >= service.today(now)
        return tr("Less than three weeks are left: it is time to prepare.") if soon else None
    return tr("Reminder: {day}", day=tr.date(found.warn_on, service.today(now))) if foreseen.watched else None


def late(foreseen: Foreseen, service: Service, now: datetime) -> bool:
    """Tell whether the moment of the reminder has passed."""
    return now >= foreseen.forecast.warn_at(service.zone)


def watch_button(foreseen: Foreseen, call_id: int, tr: Translator, back: str) -> Button:
    """Return the button that wishes for a reminder or takes the wish back."""
    label = tr("Do not remind me") if foreseen.watched else tr("Remind me three weeks before")
    return press(label, SeasonPress(id=call_id, on=not foreseen.watched, back=back))


def watch_toast(foreseen: Foreseen, tr: Translator, service: Service, now: datetime) -> str:
    """Return what is said over the chat after the wish was made or taken back."""
    if not foreseen.watched:
        return tr("I shall not remind you.")
    if foreseen.forecast.expected < service.today(now):
        return tr("The expected day has passed, but the call may still come. Next time I shall remind you beforehand.")
    if late(foreseen, service, now):
        return tr("Less than three weeks are left, so prepare now. Next time I shall remind you beforehand.")
    return tr("I shall remind you three weeks before the expected day.")


def no_guess(tr: Translator) -> str:
    """Return the toast of a wish for a guess that is no more."""
    return tr("This guess is out of date. Please look at the open calls.")


def expected_button(tr: Translator) -> Button:
    """Return the button of the list of open calls that leads to what may open again."""
    return press(tr("May open again"), ListPress(kind=ListKind.EXPECTED, page=0))


def expected_screen(page: ForeseenPage, number: int, tr: Translator, service: Service, now: datetime) -> Screen:
    """Return a page (counted from 0) of what may open again, soonest first; or that nothing is known."""
    back = (press(tr("‹ Open calls"), ListPress(kind=ListKind.OPEN, page=0)),)
    if not page.found:
        return Screen(tr("I know of no past calls for your subscriptions that might open again."), (back,))
    first, last = number * PAGE + 1, pages(page.total)
    head = tr.n("{n} call may open again", "{n} calls may open again", page.total)
    where = tr("page {page} of {pages}", page=number + 1, pages=last) if last > 1 else None
    title = f"<b>{head}</b> · {where}" if where else f"<b>{head}</b>"
    items = [_line(first + index, one, tr, service, now) for index, one in enumerate(page.found)]
    buttons = number_row([one.call for one in page.found], first, f"{ListKind.EXPECTED.value}{number}")
    rows: Rows = (buttons, *pager(ListKind.EXPECTED, number, last, tr), back)
    note = tr("Press a number for details and a reminder.")
    return Screen(paragraphs(lines(title, f"<i>{no_announcement(tr)}</i>"), *items, note), rows)


def _line(number: int, one: Foreseen, tr: Translator, service: Service, now: datetime) -> str:
    today = service.today(now)
    title = esc(one.call.text_in(tr.language.value).title, LINE_TITLE_LIMIT)
    day = tr.date(one.forecast.expected, today)
    ahead = one.forecast.expected >= today
    when = tr("around {day}", day=day) if ahead else tr("around {day}, not seen yet", day=day)
    asked = reminder(one, tr, service, now) if one.watched else None
    return lines(f"{number}. <b>{title}</b>", f"{kind_name(one.call.kind, tr)} · {when}", past(one.forecast, tr), asked)


def letter(foreseen: Foreseen, tr: Translator, service: Service, now: datetime) -> Screen:
    """Return the reminder itself."""
    call = foreseen.call
    title = esc(call.text_in(tr.language.value).title, TITLE_LIMIT)
    text = paragraphs(
        tr("<b>Prepare: a call may open soon</b>"),
        lines(kind_name(call.kind, tr), f"<b>{title}</b>"),
        guess(foreseen, tr, service.today(now)),
        tr("You asked me to remind you of it."),
    )
    past_call = press(tr("The last call"), CallPress(act=CallAct.OPEN, id=call.id, back=FROM_DIGEST))
    return Screen(text, ((past_call,), (watch_button(foreseen, call.id, tr, ""),)))
