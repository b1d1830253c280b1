"""Changes of offices, seats, invitations and members as entries of the log. Pure: numbers and words of ours only.

Who did it, and a name that they typed, stand beside the entry and can be erased.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.clock import micros
from domain.duty import Attendance
from domain.invitations import Invitation, Reply
from domain.journal import Erasable, NewEntry
from domain.language import Language
from domain.offices import By, Office, Seat, SeatRole
from domain.requests.handover import ItemKind
from domain.requests.working_time import WorkingTime

COORDINATORS = "coordinators"


def office_subject(office_id: int) -> str:
    """Return what the log calls an office."""
    return f"office:{office_id}"


def ngo_subject(ngo_id: int) -> str:
    """Return what the log calls an NGO."""
    return f"ngo:{ngo_id}"


def acting(by: By, subject: str) -> str:
    """Return as what somebody acts on a subject: `coordinator@330000000`, `head@office:7`, `member@ngo:3`."""
    role, _, territory = by.right.partition(":")
    return f"{role}@{territory or subject}"


def _entry(
    kind: str, subject: str, by: By, facts: Mapping[str, Any], words: str = "", *, actor: str | None = None
) -> NewEntry:
    return NewEntry(kind, subject, actor or acting(by, subject), dict(facts), Erasable(by.person_id, words))


def opened(office: Office, by: By) -> NewEntry:
    """Return that an office was made."""
    facts = {"territory": office.territory_id, "topics": sorted(office.topics)}
    return _entry("office.opened", office_subject(office.id), by, facts)


def renamed(office: Office, language: Language, name: str, by: By) -> NewEntry:
    """Return that an office has another name in the language; the name stands beside."""
    return _entry("office.renamed", office_subject(office.id), by, {"language": language.value}, name)


def topics_changed(office: Office, topics: Sequence[str], by: By) -> NewEntry:
    """Return that an office answers for other topics."""
    facts = {"before": sorted(office.topics), "after": sorted(topics)}
    return _entry("office.topics_changed", office_subject(office.id), by, facts)


def hours_changed(office_id: int, before: WorkingTime, after: WorkingTime, by: By) -> NewEntry:
    """Return that an office works at other hours."""
    facts = {"before": before.text(), "after": after.text()}
    return _entry("office.hours_changed", office_subject(office_id), by, facts)


def closed(office_id: int, by: By) -> NewEntry:
    """Return that an office was closed."""
    return _entry("office.closed", office_subject(office_id), by, {})


def taken(invitation: Invitation, seat_id: int, person_id: int) -> NewEntry:
    """Return that somebody came into a seat."""
    assert invitation.office_id is not None and invitation.role is not None
    role = invitation.role.value
    facts = {"seat": seat_id, "role": role, "invitation": invitation.id}
    return _entry("seat.taken", office_subject(invitation.office_id), By(person_id, role), facts)


def seat_ended(seat: Seat, by: By) -> NewEntry:
    """Return that a term has ended; who left by themselves acted as what they were."""
    if by.right == "self":
        by = By(by.person_id, seat.role.value)
    facts = {"seat": seat.id, "role": seat.role.value, "own": by.person_id == seat.person_id}
    return _entry("seat.ended", office_subject(seat.office_id), by, facts)


def invited(
    number: int, office_id: int | None, role: SeatRole | None, ngo_id: int | None, by: By, expires_at: datetime
) -> NewEntry:
    """Return that somebody may come by a link, into an office or an NGO, until the moment."""
    facts = {"invitation": number, "role": role.value if role else "member", "until": micros(expires_at)}
    return _entry("invitation.made", _where(office_id, ngo_id), by, facts)


def answered(invitation: Invitation, person_id: int, reply: Reply) -> NewEntry:
    """Return how an invitation was answered, by whoever came by the link."""
    subject = _where(invitation.office_id, invitation.ngo_id)
    facts = {"invitation": invitation.id}
    return _entry(f"invitation.{reply.value}", subject, By(person_id, "invited"), facts)


def revoked(invitation: Invitation, by: By) -> NewEntry:
    """Return that an invitation was taken back."""
    subject = _where(invitation.office_id, invitation.ngo_id)
    right = by.right
    if right == "self":  # whoever leaves takes back what they promised in the right in which they promised it
        right = invitation.made_as
    return _entry("invitation.revoked", subject, By(by.person_id, right), {"invitation": invitation.id})


def joined(invitation: Invitation, person_id: int) -> NewEntry:
    """Return that somebody became a member of an NGO."""
    assert invitation.ngo_id is not None
    facts = {"invitation": invitation.id}
    return _entry("ngo.joined", ngo_subject(invitation.ngo_id), By(person_id, "member"), facts)


def left(ngo_id: int, person_id: int, by: By) -> NewEntry:
    """Return that somebody is a member no more, by themselves or by another member."""
    return _entry("ngo.left", ngo_subject(ngo_id), by, {"own": by.person_id == person_id})


def appointed(person_id: int, territory_id: str) -> NewEntry:
    """Return that the settings made somebody a coordinator of the territory."""
    beside = Erasable(person_id)
    return NewEntry("coordinator.appointed", COORDINATORS, "settings", {"territory": territory_id}, beside)


def resigned(person_id: int, territory_id: str) -> NewEntry:
    """Return that somebody coordinates the territory no more, by their own doing."""
    beside = Erasable(person_id)
    return NewEntry("coordinator.ended", COORDINATORS, f"coordinator@{territory_id}", {"own": True}, beside)


def duty_changed(seat: Seat, what: str, attendance: Attendance, by: By) -> NewEntry:
    """Return that somebody went off duty or came back, or when they are away; `what` is a word of ours."""
    facts: dict[str, Any] = {"seat": seat.id, "off": attendance.off}
    if attendance.absence is not None:
        away = attendance.absence
        facts |= {"from": away.first.isoformat(), "until": away.last.isoformat(), "deputy": away.deputy}
    return _entry(f"duty.{what}", office_subject(seat.office_id), by, facts)


def handover_begun(seat: Seat, items: int) -> NewEntry:
    """Return that a newcomer was given what the office had to answer and to keep: so many items."""
    by = By(seat.person_id or 0, seat.role.value)
    return _entry("handover.begun", office_subject(seat.office_id), by, {"seat": seat.id, "items": items})


def handover_confirmed(seat: Seat, person_id: int, items: Mapping[ItemKind, Sequence[int]]) -> NewEntry:
    """Return which items a newcomer has seen."""
    facts = {"seat": seat.id} | {f"{kind.value}s": list(numbers) for kind, numbers in items.items()}
    return _entry("handover.confirmed", office_subject(seat.office_id), By(person_id, seat.role.value), facts)


def handover_done(seat: Seat, person_id: int, items: int) -> NewEntry:
    """Return that a newcomer has seen all: so many items."""
    facts = {"seat": seat.id, "items": items}
    return _entry("handover.done", office_subject(seat.office_id), By(person_id, seat.role.value), facts)


def _where(office_id: int | None, ngo_id: int | None) -> str:
    if office_id is not None:
        return office_subject(office_id)
    assert ngo_id is not None  # an invitation leads somewhere
    return ngo_subject(ngo_id)
