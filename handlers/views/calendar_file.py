"""Calls as a calendar file (iCalendar, RFC 5545): what is imported again replaces what was imported before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from domain.calls.model import Call, CallEvent, LocalMoment
from domain.calls.reminders import REMIND_AT
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import is_web, kind_name, places
from handlers.views.screen import clip, lines

# Loaded when the first file is made: most people never ask for one, and it takes memory.
if TYPE_CHECKING:
    from icalendar import Alarm, Event

UID = "call-{id}@elshi.invalid"
"""Equal for ever, in every language and file: calendars know an event again by it. Tells nothing but the number."""

TITLE_LIMIT = 500
ALARM_DAYS = (7, 1)
LASTS = timedelta(hours=1)
"""How long the event of a deadline with an hour is: it ends at the deadline."""


def calendar_file(
    calls: Sequence[Call], tr: Translator, service: Service, now: datetime, known_as: int | None = None
) -> bytes:
    """Return the calls that have a deadline as a calendar file, in the reader's language; times are local.

    `known_as` is the number under which the reader's calendar may know the one call: it may have gone into another.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//Elshi//Calls//{tr.language.value.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for call in calls:
        if call.deadline is not None:
            calendar.add_component(_event(call, call.deadline, tr, service, now, known_as or call.id))
    # From the year of the first event on: the zone's whole history would be longer than the events.
    first = min((call.deadline.day.year for call in calls if call.deadline is not None), default=now.year)
    calendar.add_missing_timezones(first_date=date(max(first, 1971) - 1, 1, 1))
    written: bytes = calendar.to_ical()
    return written


def _event(call: Call, deadline: LocalMoment, tr: Translator, service: Service, now: datetime, known_as: int) -> Event:
    from icalendar import Event

    text = call.text_in(tr.language.value)
    title = clip(text.title, TITLE_LIMIT)
    event = Event()
    event.add("uid", UID.format(id=known_as))
    event.add("dtstamp", now)
    event.add("sequence", call.revision)
    event.add("summary", tr("Deadline: {title}", title=title))
    start = _times(event, deadline, service)
    event.add("status", "CANCELLED" if call.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody from meeting others that day
    event.add("description", _description(call, deadline, tr, service))
    if is_web(text.url):
        event.add("url", text.url)
    if not call.cancelled and call.event is not CallEvent.RESULT:
        for days in ALARM_DAYS:
            event.add_component(_alarm(start, deadline.day, days, title, service))
    return event


def _times(event: Event, deadline: LocalMoment, service: Service) -> datetime:
    """Write when the event is: the whole last day, or the hour before the deadline; returns its start."""
    if deadline.at is None:
        event.add("dtstart", deadline.day)
        if deadline.day < date.max:
            event.add("dtend", deadline.day + timedelta(days=1))
        return datetime.combine(deadline.day, time(0), service.zone)
    end = datetime.combine(deadline.day, deadline.at, service.zone)
    start = end - LASTS
    event.add("dtstart", start)
    event.add("dtend", end)
    return start


def _alarm(start: datetime, day: date, days: int, title: str, service: Service) -> Alarm:
    """Return the alarm in the morning so many days before: relative to the start, as every calendar understands."""
    from icalendar import Alarm
    from icalendar.prop import vDuration

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    morning = datetime.combine(day, REMIND_AT, service.zone) - timedelta(days=days)
    alarm.add("trigger", vDuration(morning - start))
    return alarm


def _description(call: Call, deadline: LocalMoment, tr: Translator, service: Service) -> str:
    text = call.text_in(tr.language.value)
    return lines(
        tr("Cancelled by the organiser.") if call.cancelled else None,
        kind_name(call.kind, tr),
        tr("Organiser: {name}", name=clip(call.organiser, 200)) if call.organiser else None,
        tr("Where: {places}", places=places(call.territories, service, tr)) if call.territories else None,
        tr("Deadline: {until}", until=tr.until(deadline)),
        tr("Source: {name}", name=clip(service.source_name(text.source_id, tr.language), 100)),
        tr("Full conditions are at the source."),
    )


def file_name(call_id: int | None = None) -> str:
    """Return the file's name: of one call, or of all that are saved."""
    return "elshi.ics" if call_id is None else f"elshi-{call_id}.ics"


def one_caption(tr: Translator) -> str:
    """Return what stands under the file of one call."""
    return tr("Open the file and the deadline will be in your calendar. If the deadline changes, press again.")


def all_caption(put: int, left_out: int, tr: Translator) -> str:
    """Return what stands under the file of all saved calls; `left_out` is how many have no deadline."""
    return lines(
        tr.n("Open the file: {n} deadline for your calendar.", "Open the file: {n} deadlines for your calendar.", put),
        tr.n(
            "{n} saved call has no known deadline and is not in the file.",
            "{n} saved calls have no known deadline and are not in the file.",
            left_out,
        )
        if left_out
        else None,
    )


def no_deadline(tr: Translator) -> str:
    """Return the toast for a call whose deadline nobody knows."""
    return tr("The deadline of this call is not known: there is nothing to put into a calendar. Check at the source.")


def none_with_deadline(tr: Translator) -> str:
    """Return the toast for saved calls none of which has a deadline."""
    return tr("None of your saved calls has a known deadline: there is nothing to put into a calendar.")
