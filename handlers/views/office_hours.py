"""Working hours of an office in words, and the question for others."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from domain.offices import Office
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime
from handlers.office_callbacks import HoursAct, HoursPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.inviting import office_title
from handlers.views.screen import Screen, paragraphs, press

USUAL = (
    DEFAULT_HOURS,
    WorkingTime(time(9), time(18), (time(13), time(14))),
    WorkingTime(time(8), time(17), (time(12), time(13))),
    WorkingTime(time(9), time(18)),
)
"""Hours that one tap sets."""


def hours_words(hours: WorkingTime, tr: Translator) -> str:
    """Return the hours as people read them; plain words."""
    whole = f"{hours.opens:%H:%M}–{hours.closes:%H:%M}"
    if hours.lunch is None:
        return tr("{hours}, without a break", hours=whole)
    return tr("{hours}, break {lunch}", hours=whole, lunch=f"{hours.lunch[0]:%H:%M}–{hours.lunch[1]:%H:%M}")


def hours_line(hours: WorkingTime, tr: Translator) -> str:
    """Return the line of the office's card."""
    return tr("Working time: {hours}", hours=hours_words(hours, tr))


def ask(office: Office, current: WorkingTime, tr: Translator, service: Service, *, again: bool = False) -> Screen:
    """Ask for the hours; `again` tells that what was typed gives none."""
    said = (
        tr("These are no working hours: the day begins before it ends, and the break lies inside it.")
        if again
        else None
    )
    text = paragraphs(
        said,
        tr("<b>When does the office work?</b>"),
        office_title(office, tr, service),
        tr("Now: {hours}.", hours=hours_words(current, tr)),
        tr("Choose below, or write the hours and the break like this: 9:00-18:00/13:00-14:00"),
        tr(
            "A letter that comes after hours is registered on the next working day. Letters that came before keep"
            " their dates."
        ),
    )
    rows = tuple(
        (press(hours_words(one, tr), HoursPress(act=HoursAct.SET, id=office.id, usual=number)),)
        for number, one in enumerate(USUAL)
    )
    back = press(tr("‹ Back to the office"), HoursPress(act=HoursAct.LEAVE, id=office.id))
    return Screen(text, (*rows, (back,)))


def done(tr: Translator, *, changed: bool) -> str:
    """Return what has become of the hours."""
    return tr("The working time is changed.") if changed else tr("The working time is this already.")


def after(card: Screen, tr: Translator, *, changed: bool) -> Screen:
    """Return the office's card under what has become of the hours."""
    return replace(card, text=paragraphs(done(tr, changed=changed), card.text))
