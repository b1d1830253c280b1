"""Lists of calls: the open ones and the saved ones, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.ports import CallPage
from domain.subscriptions import Subscription
from handlers.callbacks import AlertsAct, AlertsPress, CalendarPress, ListKind, ListPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import call_line, number_row, places
from handlers.views.screen import Rows, Screen, esc, lines, paragraphs, press

PAGE = 5


def pages(total: int) -> int:
    """Return how many pages a list of so many calls has; an empty one has one."""
    return max(1, -(-total // PAGE))


def list_screen(kind: ListKind, page: CallPage, number: int, tr: Translator, service: Service, now: datetime) -> Screen:
    """Return a page (counted from 0) of a list that is not empty."""
    first = number * PAGE + 1
    items = [call_line(first + index, call, tr, service, now) for index, call in enumerate(page.calls)]
    if kind is ListKind.OPEN:
        head = tr.n("{n} open call for you", "{n} open calls for you", page.total)
    else:
        head = tr.n("{n} saved call", "{n} saved calls", page.total)
    last = pages(page.total)
    where = tr("page {page} of {pages}", page=number + 1, pages=last) if last > 1 else None
    title = f"<b>{head}</b> · {where}" if where else f"<b>{head}</b>"
    buttons = number_row(page.calls, first, f"{kind.value}{number}")
    rows: Rows = ((buttons,) if buttons else ()) + pager(kind, number, last, tr)
    if kind is ListKind.SAVED:
        rows += ((press(tr("All deadlines to calendar"), CalendarPress()),),)
    return Screen(paragraphs(title, *items, tr("Press a number to open a call.")), rows)


def pager(kind: ListKind, number: int, last: int, tr: Translator) -> Rows:
    """Return the buttons to the pages before and after."""
    row = []
    if number > 0:
        row.append(press(tr("‹ Previous"), ListPress(kind=kind, page=number - 1)))
    if number + 1 < last:
        row.append(press(tr("Next ›"), ListPress(kind=kind, page=number + 1)))
    return (tuple(row),) if row else ()


def watched(subscriptions: Sequence[Subscription], tr: Translator, service: Service) -> str:
    """Return what the reader watches: regions, spheres and words, as lines of HTML."""
    units = list(dict.fromkeys(unit for item in subscriptions for unit in item.territories))
    every = not subscriptions or any(not item.spheres for item in subscriptions)
    ids = list(dict.fromkeys(sphere for item in subscriptions for sphere in item.spheres))
    names = [sphere.short(tr.language) for sphere in map(service.sphere, ids) if sphere]
    typed = (word for item in subscriptions for word in (*item.include, *item.exclude))
    words = ", ".join(f"«{word}»" for word in dict.fromkeys(typed))
    return lines(
        tr("Region: {places}", places=esc(places(units, service, tr))) if units else tr("Region: not chosen"),
        tr("Spheres: all") if every else tr("Spheres: {spheres}", spheres=esc(", ".join(names), 800)),
        tr("Words: {words}", words=esc(words, 800)) if words else None,
    )


def no_open(subscriptions: Sequence[Subscription], tr: Translator, service: Service) -> Screen:
    """Return the empty list of open calls: what is watched, and how to see more."""
    text = paragraphs(
        tr("There are no open calls for you now."),
        watched(subscriptions, tr, service),
        tr("When one appears, I shall write to you. To see more calls, choose a wider region or more spheres."),
    )
    return Screen(text, ((press(tr("Your subscriptions"), AlertsPress(act=AlertsAct.LIST)),),))


def no_saved(tr: Translator) -> Screen:
    """Return the empty list of saved calls: how one gets there."""
    return Screen(
        paragraphs(
            tr("You have no saved calls."),
            tr("Open a call and press “☆ Save”: you will find it here."),
        )
    )
