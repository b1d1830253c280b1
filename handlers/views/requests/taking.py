"""What is said about who of an office has a request."""

from __future__ import annotations

from collections.abc import Sequence

from domain.offices import Seat, SeatRole
from domain.requests.model import Request
from handlers.requests.desk_callbacks import DeskAct, DeskPress
from handlers.texts import Translator
from handlers.views.requests.wording import who
from handlers.views.screen import Screen, clip, lines, press

LABEL_LIMIT = 40


def taken(tr: Translator) -> str:
    """Return the toast of a request taken."""
    return tr("You have taken it.")


def freed(tr: Translator) -> str:
    """Return the toast of a request let go."""
    return tr("It is free again: a colleague may take it.")


def taken_by(seat: Seat | None, tr: Translator) -> str:
    """Return who was faster; plain."""
    if seat is None:
        return tr("Somebody has taken this request already.")
    return tr("It was taken already by: {name}.", name=_plain(seat, tr))


def yours_already(tr: Translator) -> str:
    """Return that the presser has it already."""
    return tr("You have taken it already.")


def has_it_already(tr: Translator) -> str:
    """Return that the colleague has it already."""
    return tr("This colleague has it already.")


def seat_ended(tr: Translator) -> str:
    """Return that the colleague is gone."""
    return tr("This colleague does not sit in the office any more.")


def not_yours_to_free(tr: Translator) -> str:
    """Return that only its holder lets a request go."""
    return tr("A colleague has taken it. Only they can let it go; the head can take it over.")


def whom(request: Request, seats: Sequence[Seat], tr: Translator) -> Screen:
    """Return the colleagues to whom the head can hand the request."""
    if not seats:
        return Screen(tr("There is nobody else in the office. Invite colleagues: /office."))
    rows = tuple((press(_plain(seat, tr), DeskPress(act=DeskAct.HAND, id=request.id, seat=seat.id)),) for seat in seats)
    return Screen(tr("<b>{number}</b>: whom do you give it to?", number=request.number), rows)


def handed_to(seat: Seat | None, tr: Translator) -> str:
    """Return the toast of a request handed over; plain."""
    return tr("Handed to: {name}.", name=_plain(seat, tr))


def handed_screen(request_id: int, seat: Seat | None, tr: Translator) -> Screen:
    """Return that a request was handed over."""
    said = tr("<b>{number}</b>: handed to {name}.", number=f"№ {request_id}", name=who(seat, tr))
    return Screen(lines(said, tr("They are told.")))


def _plain(seat: Seat | None, tr: Translator) -> str:
    """Return how whoever sits there is called, for a button or a toast: plain words."""
    if seat is None:
        return tr("an official")
    return clip(seat.holder, LABEL_LIMIT) or (tr("head") if seat.role is SeatRole.HEAD else tr("officer"))
