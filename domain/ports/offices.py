"""Offices, the seats in them, and the invitations by which alone somebody is seated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.invitations import Invitation, Reply
from domain.language import Language
from domain.offices import By, Office, Seat, SeatRole
from domain.people import Ngo
from domain.requests.working_time import WorkingTime


@dataclass(frozen=True, slots=True)
class OfficePage:
    """Part of a list of offices, and how many there are in all."""

    items: tuple[Office, ...]
    total: int


class Offices(Protocol):
    """Offices of akimats."""

    async def add(
        self, territories: Sequence[str], names: tuple[str, str], topics: Sequence[str], by: By, now: datetime
    ) -> Sequence[int]:
        """Make one office with all the topics in each of the territories; returns their ids."""
        ...

    async def get(self, office_id: int) -> Office | None:
        """Return the office, closed or not. One trip."""
        ...

    async def many(self, office_ids: Sequence[int]) -> Mapping[int, Office]:
        """Return those of the offices that there are, closed or not, by id. One trip."""
        ...

    async def within(self, territories: Sequence[str], offset: int, limit: int) -> OfficePage:
        """Return open offices of the territories, in their order there. One trip."""
        ...

    async def counts(self) -> Mapping[str, int]:
        """Return how many open offices each territory has. One trip."""
        ...

    async def rename(self, office: Office, language: Language, name: str, by: By, now: datetime) -> None:
        """Give the office another name in the language."""
        ...

    async def set_topics(self, office: Office, topics: Sequence[str], by: By, now: datetime) -> None:
        """Make these the office's topics."""
        ...

    async def hours(self, office_id: int) -> WorkingTime | None:
        """Return the office's own working time; None while it keeps the usual one. One trip."""
        ...

    async def set_hours(self, office_id: int, before: WorkingTime, hours: WorkingTime, by: By, now: datetime) -> None:
        """Let the office work at these hours from now on; what it received before keeps its dates."""
        ...

    async def close(self, office_id: int, by: By, now: datetime) -> bool:
        """Close the office: its seats end, its open invitations are revoked. False when it was closed before."""
        ...


class Seats(Protocol):
    """Who sits where, from when to when."""

    async def of_offices(self, office_ids: Sequence[int]) -> Mapping[int, Sequence[Seat]]:
        """Return who sits in each of the offices now, heads first. One trip."""
        ...

    async def get(self, seat_id: int) -> Seat | None:
        """Return the seat, ended or not. One trip."""
        ...

    async def many(self, seat_ids: Sequence[int]) -> Mapping[int, Seat]:
        """Return those of the seats that there are, ended or not, by number. One trip."""
        ...

    async def take(self, invitation: Invitation, person_id: int, now: datetime) -> int:
        """Seat the person as the invitation says; they must hold no seat. Returns the seat's id."""
        ...

    async def name(self, seat_id: int, holder: str) -> None:
        """Write how whoever sits there is called."""
        ...

    async def end(self, seat_id: int, by: By, now: datetime) -> bool:
        """End the term, and revoke what its holder invited to as head. False when it had ended before."""
        ...

    async def people(self) -> Sequence[int]:
        """Return everybody who holds a seat now. One trip."""
        ...


class Invitations(Protocol):
    """One-time invitations into seats and NGOs."""

    async def add(
        self,
        token_hash: str,
        office_id: int | None,
        role: SeatRole | None,
        ngo_id: int | None,
        by: By,
        now: datetime,
        expires_at: datetime,
    ) -> int:
        """Keep an invitation; returns its id."""
        ...

    async def get(self, invitation_id: int) -> Invitation | None:
        """Return the invitation. One trip."""
        ...

    async def of_token(self, token_hash: str) -> Invitation | None:
        """Return the invitation whose token has the hash. One trip."""
        ...

    async def waiting(self, office_id: int | None, ngo_id: int | None, now: datetime) -> Sequence[Invitation]:
        """Return the invitations into the office or NGO that can still be accepted, newest first. One trip."""
        ...

    async def note_opening(self, invitation_id: int, person_id: int, now: datetime) -> None:
        """Remember that the person came by the link itself. One trip."""
        ...

    async def was_opened(self, invitation_id: int, person_id: int) -> bool:
        """Tell whether the person came by the link itself. One trip."""
        ...

    async def opened_last(self, person_id: int, now: datetime) -> Invitation | None:
        """Return the invitation that the person opened last, when it can still be accepted. One trip."""
        ...

    async def open_of(self, person_id: int, now: datetime) -> Sequence[Invitation]:
        """Return the invitations that the person made and that can still be accepted, oldest first. One trip."""
        ...

    async def answer(self, invitation_id: int, person_id: int, reply: Reply, now: datetime) -> bool:
        """Write the answer; False when it was answered or revoked before, or has expired: the first one has it."""
        ...

    async def revoke(self, invitation_id: int, by: By, now: datetime) -> bool:
        """Take the invitation back; False when it was answered or revoked before."""
        ...

    async def forget(self, now: datetime) -> int:
        """Forget who opened what cannot be accepted any more: strangers who never agreed, too. Returns how many."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an NGO."""

    person_id: int
    since: datetime


@dataclass(frozen=True, slots=True)
class NgoPage:
    """Part of a list of NGOs with how many members each has, and how many NGOs there are in all."""

    items: tuple[tuple[Ngo, int], ...]
    total: int


class Organisations(Protocol):
    """NGOs, who belongs to them, and for which one somebody acts."""

    async def get(self, ngo_id: int) -> tuple[Ngo, str | None] | None:
        """Return the NGO and the territory where it is at home, when that is known. One trip."""
        ...

    async def of_person(self, person_id: int) -> Sequence[Ngo]:
        """Return the NGOs that the person belongs to, the earliest first. One trip."""
        ...

    async def members(self, ngo_id: int) -> Sequence[Member]:
        """Return who belongs to the NGO, the earliest first. One trip."""
        ...

    async def within(self, territories: Sequence[str], offset: int, limit: int) -> NgoPage:
        """Return NGOs at home in the territories, by name. One trip."""
        ...

    async def settle(self, person_id: int, territory_id: str) -> None:
        """Note where the NGO for which the person acts is at home."""
        ...

    async def join(self, invitation: Invitation, person_id: int, now: datetime) -> None:
        """Make the person a member of the invitation's NGO, and act for it from now on."""
        ...

    async def leave(self, ngo_id: int, person_id: int, by: By, now: datetime) -> bool:
        """Take the person out of the NGO; False when they were no member or are the last one."""
        ...

    async def act_for(self, person_id: int, ngo_id: int | None) -> bool:
        """Let the person act for the NGO, or for themselves; False when they do not belong to it."""
        ...
