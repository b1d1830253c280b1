"""The card of an office and its questions, for coordinators and for those who sit there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.invitations import Invitation
from domain.offices import MOST_SEATS, Office, Rights, Seat, SeatRole
from domain.requests.handover import Progress
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime
from handlers.office_callbacks import (
    HoursAct,
    HoursPress,
    OfficeAct,
    OfficeGroupAct,
    OfficeGroupPress,
    OfficePress,
    PlaceAct,
    PlacePress,
    SeatAct,
    SeatPress,
)
from handlers.requests.handover_callbacks import HandoverAct, HandoverPress
from handlers.requests.routing_callbacks import DutyAct, DutyPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.inviting import ask_name, holder_name, moment, office_title, role_name
from handlers.views.office_hours import hours_line
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press


def only_officials(tr: Translator) -> Screen:
    """Say whom the card of the own office is for."""
    return Screen(
        tr(
            "This is for officials who hold a seat in an office. Seats are given by a link from a coordinator or a"
            " head."
        )
    )


def full(tr: Translator) -> str:
    """Return why nobody else is invited."""
    return tr(
        "There can be {number} people and open invitations at most. Take an invitation back first.", number=MOST_SEATS
    )


def topics_line(office: Office, tr: Translator, service: Service) -> str:
    """Return what the office answers for; HTML."""
    known = [topic for topic in service.topics if topic.id in office.topics]
    if len(known) == len(service.topics):
        return tr("Topics: all")
    return tr("Topics: {names}", names=esc(", ".join(topic.name(tr.language) for topic in known), 400))


def card(
    office: Office,
    seats: Sequence[Seat],
    invitations: Sequence[Invitation],
    may: Rights,
    tr: Translator,
    service: Service,
    hours: WorkingTime = DEFAULT_HOURS,
    handovers: Mapping[int, Progress] | None = None,
) -> Screen:
    """Return the card of an office, with what its reader may do there.

    `handovers` tell how far newcomers have come with what they took over, by seat: for who may know it.
    """
    known = handovers or {}
    who = [lines(_seat_line(seat, may, tr, service), handover_line(known.get(seat.id), tr)) for seat in seats]
    open_ones = [
        tr(
            "{number}. as {role}, until {when}",
            number=number,
            role=role_name(one.role or SeatRole.OFFICER, tr),
            when=moment(one.expires_at, tr, service),
        )
        for number, one in enumerate(invitations, start=1)
    ]
    text = paragraphs(
        lines(f"<b>{esc(office.name(tr.language), 120)}</b>", esc(place_name(office.territory_id, service, tr))),
        lines(topics_line(office, tr, service), hours_line(hours, tr)),
        lines(tr("<b>Who sits here</b>"), *(who or [tr("Nobody yet.")])),
        lines(tr("<b>Open invitations</b>"), *open_ones) if open_ones else None,
    )
    return Screen(text, _card_rows(office, seats, invitations, may, tr))


def handover_line(progress: Progress | None, tr: Translator) -> str | None:
    """Return how far a newcomer has come with confirming what they took over; None when there was nothing.

    Since when stands on the line of the seat.
    """
    if progress is None or not progress.total:
        return None
    if not progress.waiting:
        return "  " + tr("Handover: all {total} seen", total=tr.number(progress.total))
    return "  " + tr("Handover: {seen} of {total} seen", seen=tr.number(progress.seen), total=tr.number(progress.total))


def _seat_line(seat: Seat, may: Rights, tr: Translator, service: Service) -> str:
    since = tr.date(service.today(seat.since))
    you = may.seat is not None and may.seat.seat_id == seat.id
    who = tr("{name} (you)", name=holder_name(seat, tr)) if you else holder_name(seat, tr)
    if seat.role is SeatRole.HEAD:
        return tr("Head: {name}, since {day}", name=who, day=since)
    return tr("Officer: {name}, since {day}", name=who, day=since)


def _card_rows(
    office: Office, seats: Sequence[Seat], invitations: Sequence[Invitation], may: Rights, tr: Translator
) -> Rows:
    def act(label: str, what: OfficeAct, other: int = 0) -> Button:
        return press(label, OfficePress(act=what, id=office.id, other=other))

    rows: list[tuple[Button, ...]] = []
    if may.seat is not None:
        own = may.seat.seat_id
        rows += [
            (press(tr("My duty"), DutyPress(act=DutyAct.SHOW, seat=own)),),
            (press(tr("Handover"), HandoverPress(act=HandoverAct.SHOW, seat=own)),),
            (press(tr("My name and position"), SeatPress(act=SeatAct.NAME, id=own)),),
            (press(tr("Leave my seat"), SeatPress(act=SeatAct.LEAVE_ASK, id=own)),),
        ]
    if may.may_seat(SeatRole.HEAD):
        rows.append((act(tr("Invite a head"), OfficeAct.INVITE_HEAD),))
    if may.may_seat(SeatRole.OFFICER):
        rows.append((act(tr("Invite an officer"), OfficeAct.INVITE_OFFICER),))
        rows.append((press(tr("Group of the office"), OfficeGroupPress(act=OfficeGroupAct.OPEN, id=office.id)),))
    rows += [
        (act(tr("End the seat: {name}", name=_plain(seat, tr)), OfficeAct.END_ASK, seat.id),)
        for seat in seats
        if may.may_seat(seat.role) and not (may.seat is not None and may.seat.seat_id == seat.id)
    ]
    rows += [
        (act(tr("Take back invitation {number}", number=number), OfficeAct.REVOKE, one.id),)
        for number, one in enumerate(invitations, start=1)
        if may.may_seat(one.role or SeatRole.HEAD)
    ]
    if may.sets_hours:
        rows.append((press(tr("Working time"), HoursPress(act=HoursAct.ASK, id=office.id)),))
    if may.manages:
        rows += [
            (act(tr("Name in Kazakh"), OfficeAct.NAME_KK), act(tr("Name in Russian"), OfficeAct.NAME_RU)),
            (act(tr("Topics"), OfficeAct.TOPICS), act(tr("Close the office"), OfficeAct.CLOSE_ASK)),
            (press(tr("‹ Back to the list"), PlacePress(act=PlaceAct.LIST, place=office.territory_id)),),
        ]
    return tuple(rows)


def _plain(seat: Seat, tr: Translator) -> str:
    """Return how whoever sits there is called, for a button: plain words."""
    return seat.holder[:40] or (tr("head") if seat.role is SeatRole.HEAD else tr("officer"))


def topics_screen(office: Office, tr: Translator, service: Service) -> Screen:
    """Return the topics to tick. A button says what it sets, so pressing twice does no harm."""
    rows = []
    for topic in service.topics:
        has = topic.id in office.topics
        what = OfficeAct.DROP_TOPIC if has else OfficeAct.ADD_TOPIC
        label = f"{'☑' if has else '☐'} {topic.name(tr.language)}"
        rows.append((press(label, OfficePress(act=what, id=office.id, topic=topic.id)),))
    back = press(tr("‹ Back to the office"), OfficePress(act=OfficeAct.OPEN, id=office.id))
    text = paragraphs(
        tr("<b>Topics of the office</b>"),
        office_title(office, tr, service),
        tr("Requests about the chosen topics go here."),
    )
    return Screen(text, (*rows, (back,)))


def last_topic(tr: Translator) -> str:
    """Return why the last topic stays."""
    return tr("An office needs one topic at least.")


def close_question(office: Office, seats: Sequence[Seat], left: int, tr: Translator, service: Service) -> Screen:
    """Ask before an office is closed; `left` is how many open requests it still has."""
    text = paragraphs(
        tr("<b>Close the office?</b>"),
        office_title(office, tr, service),
        tr(
            "Seats that end: {number}. Open invitations stop working. The history stays. This cannot be undone.",
            number=len(seats),
        ),
        tr("Open requests: {number}. They go to other offices, or to the coordinators of the territory.", number=left)
        if left
        else None,
    )
    yes = press(tr("Close the office"), OfficePress(act=OfficeAct.CLOSE, id=office.id))
    back = press(tr("‹ Back to the office"), OfficePress(act=OfficeAct.OPEN, id=office.id))
    return Screen(text, ((yes,), (back,)))


def closed(tr: Translator) -> str:
    """Return that the office is closed."""
    return tr("The office is closed.")


def end_question(office: Office, seat: Seat, tr: Translator, service: Service) -> Screen:
    """Ask before somebody's term is ended."""
    text = paragraphs(
        tr("<b>End this seat?</b>"),
        _who(seat, tr, service),
        office_title(office, tr, service),
        tr("The person will be told and loses access to the office at once. The work stays with the office."),
    )
    yes = press(tr("End the seat"), OfficePress(act=OfficeAct.END, id=office.id, other=seat.id))
    back = press(tr("‹ Back to the office"), OfficePress(act=OfficeAct.OPEN, id=office.id))
    return Screen(text, ((yes,), (back,)))


def _who(seat: Seat, tr: Translator, service: Service) -> str:
    since = tr.date(service.today(seat.since))
    if seat.role is SeatRole.HEAD:
        return tr("Head: {name}, since {day}", name=holder_name(seat, tr), day=since)
    return tr("Officer: {name}, since {day}", name=holder_name(seat, tr), day=since)


def ended(tr: Translator) -> str:
    """Return that a term has ended."""
    return tr("The seat has ended.")


def revoked(tr: Translator, *, done: bool) -> str:
    """Return that an invitation was taken back, or that it was too late for that."""
    return tr("The invitation was taken back.") if done else tr("This invitation is not open any more.")


def ask_office_name(language: str, tr: Translator) -> Screen:
    """Ask for an office's name in one of the languages."""
    text = (
        tr("Write the name of the office in Kazakh.")
        if language == "kk"
        else tr("Write the name of the office in Russian.")
    )
    return Screen(paragraphs(f"<b>{text}</b>", tr("The territory is shown beside it by itself. To leave: /cancel")))


def bad_name(tr: Translator) -> Screen:
    """Say what a name needs."""
    return Screen(tr("A name needs at least two letters. Write it again, or leave: /cancel"))


def ask_own_name(tr: Translator) -> Screen:
    """Ask how the official is called."""
    return Screen(ask_name(tr))


def leave_question(
    office: Office, seat_id: int, role: SeatRole, alone: bool, tr: Translator, service: Service
) -> Screen:
    """Ask before the official leaves the own seat; `alone` tells that nobody else takes that place."""
    text = paragraphs(
        tr("<b>Leave your seat?</b>"),
        tr("{office}, as {role}", office=office_title(office, tr, service), role=role_name(role, tr)),
        tr("The work stays with the office. Only a new invitation brings you back."),
        tr("Nobody will be left in your place. The coordinators will be told.") if alone else None,
    )
    yes = press(tr("Leave my seat"), SeatPress(act=SeatAct.LEAVE, id=seat_id))
    back = press(tr("‹ Back to the office"), OfficePress(act=OfficeAct.OPEN, id=office.id))
    return Screen(text, ((yes,), (back,)))


def left(tr: Translator) -> Screen:
    """Return the farewell to an official."""
    return Screen(tr("You left your seat. Thank you for your work! Calls for everybody: /calls"))


def seat_ended(office: Office, tr: Translator, service: Service) -> Screen:
    """Return the word to somebody whose term was ended by another."""
    return Screen(
        paragraphs(
            tr("<b>Your seat has ended</b>"),
            office_title(office, tr, service),
            tr("If this is a mistake, ask the coordinator of the territory. Calls for everybody: /calls"),
        )
    )


def without_head(office: Office, empty: bool, tr: Translator, service: Service) -> Screen:
    """Return the word to coordinators that an office has lost its head or all of its people."""
    what = tr("Nobody is left in the office.") if empty else tr("The office has no head now.")
    button = press(tr("Open the office"), OfficePress(act=OfficeAct.OPEN, id=office.id))
    return Screen(paragraphs(f"<b>{what}</b>", office_title(office, tr, service)), ((button,),))
