"""Duty in words: who of an office is there, who is away and since when, who stands in for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.duty import PRESENT, Absence, Roster, WrongAbsence, working
from domain.offices import Office, Seat, SeatRole
from handlers.office_callbacks import OfficeAct, OfficePress
from handlers.requests.routing_callbacks import DutyAct, DutyPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.inviting import holder_name, office_title
from handlers.views.screen import Button, Rows, Screen, clip, lines, paragraphs, press

LISTED = 30
"""Characters of a name where twenty colleagues are listed."""


@dataclass(frozen=True, slots=True)
class Staff:
    """An office's people as somebody who sits there sees them.

    Args:
        office: the office.
        seats: who sits there now, heads first.
        roster: their attendance.
        own: the reader's seat.
        today: the local day.
        bare: the first day from today on without anybody on duty, if there is one.
    """

    office: Office
    seats: Sequence[Seat]
    roster: Roster
    own: int
    today: date
    bare: date | None

    @property
    def by_id(self) -> Mapping[int, Seat]:
        """Return the seats by their id."""
        return {seat.id: seat for seat in self.seats}


def only_officials(tr: Translator) -> Screen:
    """Say whom duty is for."""
    return Screen(tr("Duty is for officials who hold a seat in an office."))


def days_words(absence: Absence, tr: Translator, today: date) -> str:
    """Return the days of an absence in words."""
    if absence.first == absence.last:
        return tr.date(absence.first, today)
    return f"{tr.date(absence.first, today)} – {tr.date(absence.last, today)}"


def card(staff: Staff, seat: Seat, tr: Translator, service: Service, note: str | None = None) -> Screen:
    """Return how it is with a seat, the own one or that of an officer, and what can be said of it.

    Args:
        staff: everybody of the office.
        seat: whose duty it is.
        tr: the reader's language.
        service: names of places.
        note: what was just done; HTML.
    """
    own = seat.id == staff.own
    state = _own_state(staff, seat, tr) if own else _line(staff, seat, tr)
    others = [_line(staff, one, tr) for one in staff.seats if one.id != seat.id] if own else []
    text = paragraphs(
        note,
        lines(tr("<b>Duty</b>"), office_title(staff.office, tr, service)),
        state,
        lines(tr("<b>Colleagues</b>"), *others) if others else None,
        _bare_words(staff, tr),
    )
    return Screen(text, _rows(staff, seat, tr))


def _own_state(staff: Staff, seat: Seat, tr: Translator) -> str:
    known = staff.roster.get(seat.id, PRESENT)
    absence = known.coming(staff.today)
    if known.off:
        state = tr("You are <b>off duty</b>: requests of the office do not come to you.")
    elif known.away(staff.today):
        state = tr("You are <b>away</b>: requests of the office do not come to you. This ends by itself.")
    elif seat.role is SeatRole.HEAD and any(one.role is SeatRole.OFFICER for one in staff.seats):
        state = tr("You are <b>on duty</b>: requests come to you when no officer of the office is on duty.")
    else:
        state = tr("You are <b>on duty</b>: requests of the office come to you.")
    away = tr("Absence: {days}", days=days_words(absence, tr, staff.today)) if absence else None
    return lines(state, away, _deputy_words(staff, absence, tr))


def _deputy_words(staff: Staff, absence: Absence | None, tr: Translator) -> str | None:
    if absence is None:
        return None
    deputy = staff.by_id.get(absence.deputy or 0)
    if deputy is None:
        return tr("Nobody stands in.")
    return tr("Stands in: {name}", name=holder_name(deputy, tr, LISTED))


def _line(staff: Staff, seat: Seat, tr: Translator) -> str:
    """Return one line about a colleague; HTML."""
    known = staff.roster.get(seat.id, PRESENT)
    name = holder_name(seat, tr, LISTED)
    absence = known.coming(staff.today)
    if not known.reachable:
        return tr("{name}: has blocked the bot, messages do not come through", name=name)
    if known.off:
        said = tr("{name}: off duty", name=name)
    elif absence is None:
        return tr("{name}: on duty", name=name)
    elif known.away(staff.today):
        said = tr("{name}: away, {days}", name=name, days=days_words(absence, tr, staff.today))
    else:
        said = tr("{name}: on duty, will be away {days}", name=name, days=days_words(absence, tr, staff.today))
    deputy = staff.by_id.get(absence.deputy or 0) if absence else None
    if deputy is None:
        return said
    return tr("{state}. Stands in: {name}", state=said, name=holder_name(deputy, tr, LISTED))


def _bare_words(staff: Staff, tr: Translator) -> str | None:
    """Warn of a day without anybody on duty; HTML."""
    if staff.bare is None:
        return None
    if staff.bare == staff.today:
        return tr(
            "⚠ Nobody of the office is on duty now. New requests go to another office or to the coordinators of the"
            " territory."
        )
    return tr(
        "⚠ On {day} nobody of the office is on duty. New requests will go to another office or to the coordinators"
        " of the territory.",
        day=tr.date(staff.bare, staff.today),
    )


def _rows(staff: Staff, seat: Seat, tr: Translator) -> Rows:
    def act(label: str, what: DutyAct) -> tuple[Button, ...]:
        return (press(label, DutyPress(act=what, seat=seat.id)),)

    known = staff.roster.get(seat.id, PRESENT)
    absence = known.coming(staff.today)
    rows = [act(tr("On duty again"), DutyAct.ON) if known.off else act(tr("Go off duty"), DutyAct.OFF)]
    if absence is None:
        rows.append(act(tr("Absence with dates"), DutyAct.ASK))
    else:
        rows += [
            act(tr("Who stands in"), DutyAct.WHO),
            act(tr("Other dates"), DutyAct.ASK),
            act(tr("End the absence"), DutyAct.BACK),
        ]
    if seat.id != staff.own:
        return (*rows, (press(tr("‹ Back"), DutyPress(act=DutyAct.SHOW, seat=staff.own)),))
    if seat.role is SeatRole.HEAD:
        rows += [
            (press(_plain(one, tr), DutyPress(act=DutyAct.SHOW, seat=one.id)),)
            for one in staff.seats
            if one.role is SeatRole.OFFICER
        ]
    return (*rows, (press(tr("‹ Back to the office"), OfficePress(act=OfficeAct.OPEN, id=staff.office.id)),))


def _plain(seat: Seat, tr: Translator) -> str:
    """Return how whoever sits there is called, for a button: plain words."""
    return clip(seat.holder, 40) or (tr("head") if seat.role is SeatRole.HEAD else tr("officer"))


def ask_dates(staff: Staff, seat: Seat, tr: Translator, said: str | None = None) -> Screen:
    """Ask from when to when somebody is away; `said` stands first (HTML)."""
    who = None if seat.id == staff.own else holder_name(seat, tr)
    text = paragraphs(
        said,
        lines(tr("<b>Days of the absence</b>"), who),
        tr("Write the first and the last day, like 1.12-10.12, or one day. Both days count as absence."),
    )

    def act(label: str, what: DutyAct) -> Button:
        return press(label, DutyPress(act=what, seat=seat.id))

    rows = (
        (act(tr("Today"), DutyAct.TODAY), act(tr("Tomorrow"), DutyAct.TOMORROW)),
        (act(tr("Until the end of this week"), DutyAct.WEEK),),
        (act(tr("‹ Back"), DutyAct.SHOW),),
    )
    return Screen(text, rows)


def no_days(tr: Translator) -> str:
    """Return what is said when no days were understood."""
    return tr("I see no days here.")


def wrong(why: WrongAbsence, tr: Translator) -> str:
    """Return why an absence is not taken."""
    match why:
        case WrongAbsence.REVERSED:
            return tr("The last day lies before the first one.")
        case WrongAbsence.PAST:
            return tr("These days have passed already.")
        case WrongAbsence.FAR:
            return tr("An absence can begin within a year from now.")
    return tr("An absence can last a year at most.")


def ask_deputy(staff: Staff, seat: Seat, tr: Translator, service: Service, note: str | None = None) -> Screen:
    """Ask who stands in, among the colleagues; an absence stands without one too."""
    absence = staff.roster.get(seat.id, PRESENT).coming(staff.today)
    assert absence is not None  # asked after the days were set
    colleagues = [one for one in staff.seats if one.id != seat.id and one.person_id is not None]
    text = paragraphs(
        note,
        lines(
            tr("<b>Who stands in?</b>"),
            None if seat.id == staff.own else holder_name(seat, tr),
            tr("Absence: {days}", days=days_words(absence, tr, staff.today)),
            _deputy_words(staff, absence, tr),
        ),
        tr("Whoever stands in gets what would have come, marked as such. They will be told.")
        if colleagues
        else tr("There are no colleagues in the office."),
        _bare_words(staff, tr),
    )
    rows = [
        (press(_choice(staff, one, absence, tr), DutyPress(act=DutyAct.DEPUTY, seat=seat.id, other=one.id)),)
        for one in colleagues
    ]
    rows += [
        (press(tr("Nobody"), DutyPress(act=DutyAct.DEPUTY, seat=seat.id)),),
        (press(tr("‹ Back"), DutyPress(act=DutyAct.SHOW, seat=seat.id)),),
    ]
    return Screen(text, tuple(rows))


def _choice(staff: Staff, colleague: Seat, absence: Absence, tr: Translator) -> str:
    """Return a colleague for a button, marked when they are not on duty on the first day."""
    name = _plain(colleague, tr)
    there = working(colleague, staff.roster, max(absence.first, staff.today))
    return name if there else tr("{name} (not on duty then)", name=name)


def done(tr: Translator) -> str:
    """Return the toast of a change."""
    return tr("Saved.")


def already(tr: Translator) -> str:
    """Return the toast when nothing changes."""
    return tr("It is so already.")


def over(tr: Translator) -> str:
    """Return the toast when there is no absence to speak of."""
    return tr("There is no absence any more.")


# --- told to others ------------------------------------------------------------------------------------------------


def set_by_head(staff: Staff, seat: Seat, tr: Translator, service: Service) -> Screen:
    """Tell an officer that the head has set their duty."""
    return card(staff, seat, tr, service, tr("<b>The head of the office has set your duty</b>"))


def standing_in(office: Office, seat: Seat, absence: Absence, today: date, tr: Translator, service: Service) -> Screen:
    """Tell somebody that they stand in for a colleague."""
    return Screen(
        paragraphs(
            tr("<b>You stand in for a colleague</b>"),
            lines(
                holder_name(seat, tr),
                tr("Absence: {days}", days=days_words(absence, tr, today)),
                office_title(office, tr, service),
            ),
            tr("What would have come to your colleague comes to you, marked as such. Duty: /duty"),
        )
    )


def bare(office: Office, day: date, today: date, tr: Translator, service: Service) -> Screen:
    """Tell the head and coordinators that nobody is on duty in an office on a day."""
    what = (
        tr("<b>Nobody is on duty in the office</b>")
        if day <= today
        else tr("<b>Nobody will be on duty in the office on {day}</b>", day=tr.date(day, today))
    )
    how = tr("New requests go to another office or to the coordinators of the territory until somebody is back.")
    button = press(tr("Open the office"), OfficePress(act=OfficeAct.OPEN, id=office.id))
    return Screen(paragraphs(what, office_title(office, tr, service), how), ((button,),))


def mark(absent: Sequence[tuple[Seat, Absence]], today: date, tr: Translator) -> str:
    """Return the line above a card that came to whoever stands in; HTML."""
    named = ((holder_name(seat, tr, LISTED), days_words(away, tr, today)) for seat, away in absent)
    return lines(*(tr("You stand in for: {name} ({days})", name=name, days=days) for name, days in named))
