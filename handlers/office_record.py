"""Every change of offices, seats, invitations and members, together with its entry in the log: one unit of work.

Nothing else in the house calls the repositories for these changes (a test looks): so no handler can forget the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain import office_record as entries
from domain.duty import Attendance
from domain.invitations import Invitation, Reply
from domain.language import Language
from domain.offices import By, Office, Seat, SeatRole
from domain.ports import Repositories
from domain.requests.handover import ItemKind
from domain.requests.working_time import WorkingTime
from domain.territory import REPUBLIC


async def open_offices(
    repositories: Repositories,
    territories: Sequence[str],
    names: tuple[str, str],
    topics: Sequence[str],
    by: By,
    now: datetime,
) -> Sequence[int]:
    """Make one office with all the topics in each of the territories; returns their ids."""
    made = await repositories.offices.add(territories, names, topics, by, now)
    for number in made:
        office = await repositories.offices.get(number)
        assert office is not None  # just made
        await repositories.journal.append(entries.opened(office, by), now)
    return made


async def rename(
    repositories: Repositories, office: Office, language: Language, name: str, by: By, now: datetime
) -> None:
    """Give the office another name in the language."""
    await repositories.offices.rename(office, language, name, by, now)
    await repositories.journal.append(entries.renamed(office, language, name, by), now)


async def set_topics(repositories: Repositories, office: Office, topics: Sequence[str], by: By, now: datetime) -> None:
    """Make these the office's topics."""
    await repositories.offices.set_topics(office, topics, by, now)
    await repositories.journal.append(entries.topics_changed(office, topics, by), now)


async def set_hours(
    repositories: Repositories, office_id: int, before: WorkingTime, hours: WorkingTime, by: By, now: datetime
) -> None:
    """Let the office work at these hours from now on."""
    await repositories.offices.set_hours(office_id, before, hours, by, now)
    await repositories.journal.append(entries.hours_changed(office_id, before, hours, by), now)


async def close(repositories: Repositories, office_id: int, by: By, now: datetime) -> Sequence[Seat] | None:
    """Close the office; returns the seats that ended by it, or None when it was closed before."""
    seated = (await repositories.seats.of_offices([office_id]))[office_id]
    waiting = await repositories.invitations.waiting(office_id, None, now)
    if not await repositories.offices.close(office_id, by, now):
        return None
    for seat in seated:
        await repositories.journal.append(entries.seat_ended(seat, by), now)
    await _revoked(repositories, waiting, by, now)
    await repositories.journal.append(entries.closed(office_id, by), now)
    return seated


async def take(repositories: Repositories, invitation: Invitation, person_id: int, now: datetime) -> int:
    """Seat the person as the invitation says; they must hold no seat. Returns the seat's id."""
    seat = await repositories.seats.take(invitation, person_id, now)
    await repositories.journal.append(entries.taken(invitation, seat, person_id), now)
    return seat


async def end(repositories: Repositories, seat: Seat, by: By, now: datetime) -> bool:
    """End the term, and take back what its holder invited to as head. False when it had ended before."""
    waiting: Sequence[Invitation] = ()
    if seat.person_id is not None:
        own = await repositories.invitations.open_of(seat.person_id, now)
        waiting = [one for one in own if one.office_id == seat.office_id and one.made_as == SeatRole.HEAD]
    if not await repositories.seats.end(seat.id, by, now):
        return False
    await repositories.journal.append(entries.seat_ended(seat, by), now)
    await _revoked(repositories, waiting, by, now)
    return True


async def invite(
    repositories: Repositories,
    token_hash: str,
    office_id: int | None,
    role: SeatRole | None,
    ngo_id: int | None,
    by: By,
    now: datetime,
    expires_at: datetime,
) -> int:
    """Keep an invitation; returns its id."""
    number = await repositories.invitations.add(token_hash, office_id, role, ngo_id, by, now, expires_at)
    entry = entries.invited(number, office_id, role, ngo_id, by, expires_at)
    await repositories.journal.append(entry, now)
    return number


async def answer(
    repositories: Repositories, invitation: Invitation, person_id: int, reply: Reply, now: datetime
) -> bool:
    """Write the answer; False when it was answered or revoked before, or has expired: the first one has it."""
    if not await repositories.invitations.answer(invitation.id, person_id, reply, now):
        return False
    await repositories.journal.append(entries.answered(invitation, person_id, reply), now)
    return True


async def revoke(repositories: Repositories, invitation: Invitation, by: By, now: datetime) -> bool:
    """Take the invitation back; False when it was answered or revoked before."""
    if not await repositories.invitations.revoke(invitation.id, by, now):
        return False
    await _revoked(repositories, [invitation], by, now)
    return True


async def join(repositories: Repositories, invitation: Invitation, person_id: int, now: datetime) -> None:
    """Make the person a member of the invitation's NGO, and act for it from now on."""
    known = {one.person_id for one in await repositories.organisations.members(invitation.ngo_id or 0)}
    await repositories.organisations.join(invitation, person_id, now)
    if person_id not in known:
        await repositories.journal.append(entries.joined(invitation, person_id), now)


async def leave(repositories: Repositories, ngo_id: int, person_id: int, by: By, now: datetime) -> bool:
    """Take the person out of the NGO; False when they were no member or are the last one."""
    own = await repositories.invitations.open_of(person_id, now)
    if not await repositories.organisations.leave(ngo_id, person_id, by, now):
        return False
    await repositories.journal.append(entries.left(ngo_id, person_id, by), now)
    await _revoked(repositories, [one for one in own if one.ngo_id == ngo_id and one.made_as == "member"], by, now)
    return True


async def erase(repositories: Repositories, person_id: int, now: datetime) -> None:
    """Erase a person: they leave their NGOs, what they invited to is taken back, then all about them goes.

    Whoever calls has ended their seat (`seating.vacate`), so that those whom it concerns are told.
    """
    for ngo in await repositories.organisations.of_person(person_id):
        await leave(repositories, ngo.id, person_id, By(person_id, "member"), now)
    for invitation in await repositories.invitations.open_of(person_id, now):
        await revoke(repositories, invitation, By(person_id, invitation.made_as), now)
    for territory in await repositories.coordinators.territories(person_id):
        await repositories.journal.append(entries.resigned(person_id, territory), now)
    await repositories.people.erase(person_id, now)


async def appoint(repositories: Repositories, person_ids: Sequence[int], now: datetime) -> None:
    """Make the people named in the settings coordinators of the republic, each once."""
    for person_id in await repositories.coordinators.bootstrap(person_ids, now):
        await repositories.journal.append(entries.appointed(person_id, REPUBLIC), now)


async def set_duty(
    repositories: Repositories, seat: Seat, attendance: Attendance, what: str, by: By, now: datetime
) -> None:
    """Store whether a seat's holder is off duty or away; `what` was said, in a word of ours."""
    await repositories.duty.put(seat.id, attendance, now)
    await repositories.journal.append(entries.duty_changed(seat, what, attendance, by), now)


async def begin_handover(repositories: Repositories, seat: Seat, now: datetime) -> int:
    """Note what the office of a seat that was just taken has to answer and to keep; returns how many items."""
    items = await repositories.handovers.begin(seat.id, now)
    if items:
        await repositories.journal.append(entries.handover_begun(seat, items), now)
    return items


async def confirm_handover(
    repositories: Repositories,
    seat: Seat,
    person_id: int,
    wanted: Sequence[tuple[ItemKind, Sequence[int]]],
    now: datetime,
) -> int:
    """Note that the holder of a seat has seen items; returns how many they had not confirmed before.

    What is none of the seat's handover is passed over.
    """
    found = {kind: await repositories.handovers.confirm(seat.id, kind, numbers, now) for kind, numbers in wanted}
    count = sum(map(len, found.values()))
    if not count:
        return 0
    entry = entries.handover_confirmed(seat, person_id, {kind: ids for kind, ids in found.items() if ids})
    await repositories.journal.append(entry, now)
    progress = (await repositories.handovers.of_office(seat.office_id))[seat.id]
    if not progress.waiting and await repositories.handovers.finish(seat.id, now):
        await repositories.journal.append(entries.handover_done(seat, person_id, progress.seen), now)
    return count


async def _revoked(repositories: Repositories, invitations: Sequence[Invitation], by: By, now: datetime) -> None:
    for invitation in invitations:
        await repositories.journal.append(entries.revoked(invitation, by), now)
