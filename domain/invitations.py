"""One-time invitations, into a seat or into an NGO: how long they hold, and what opening one means."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.offices import Holding, SeatRole

HOLDS = timedelta(days=7)
TOKEN_BYTES = 18
_TOKEN = re.compile(r"[A-Za-z0-9_-]{24}")


def token_hash(token: str) -> str:
    """Return what is stored instead of the token. It has 144 random bits: a plain SHA-256 cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Tell whether the text has the form of a token (18 random bytes in URL-safe Base64)."""
    return _TOKEN.fullmatch(text) is not None


class Reply(StrEnum):
    """What an invited person answered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as stored: into `office_id` as `role`, or into `ngo_id` as a member."""

    id: int
    office_id: int | None
    role: SeatRole | None
    ngo_id: int | None
    made_by: int | None
    made_as: str
    made_at: datetime
    expires_at: datetime
    reply: Reply | None = None
    answered_by: int | None = None
    answered_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def by_coordinator(self) -> bool:
        """Tell whether a coordinator made it."""
        return self.made_as.startswith("coordinator:")


class Standing(StrEnum):
    """How an invitation stands with whoever opened it."""

    OPEN = "open"
    SWITCH = "switch"  # they hold a seat elsewhere, or another one here: it has to be left first, by a press
    SEATED = "seated"  # they sit there in that role already
    MEMBER = "member"  # they are a member of that NGO already
    YOURS = "yours"  # they made it themselves
    TAKEN_BY_YOU = "taken_by_you"
    USED = "used"
    DECLINED = "declined"
    EXPIRED = "expired"
    REVOKED = "revoked"
    VOID = "void"  # the office is closed, or whoever made it may not invite there any more


def judge(
    invitation: Invitation,
    person_id: int,
    seat: Holding | None,
    now: datetime,
    *,
    valid: bool,
    member: bool = False,
) -> Standing:
    """Decide what the invitation means for somebody who came by its link. It lapses at `expires_at` exactly.

    Args:
        invitation: the invitation.
        person_id: who opened it.
        seat: the seat that they hold now.
        now: the instant.
        valid: whoever made it may still invite there, and there is still something to be invited to.
        member: they belong to the NGO already.
    """
    if invitation.reply is Reply.ACCEPTED:
        return Standing.TAKEN_BY_YOU if invitation.answered_by == person_id else Standing.USED
    if invitation.reply is Reply.DECLINED:
        return Standing.DECLINED
    if invitation.revoked_at is not None:
        return Standing.REVOKED
    if now >= invitation.expires_at:
        return Standing.EXPIRED
    if not valid:
        return Standing.VOID
    if invitation.made_by == person_id:
        return Standing.YOURS
    if invitation.ngo_id is not None:
        return Standing.MEMBER if member else Standing.OPEN
    if seat is None:
        return Standing.OPEN
    if seat.office_id == invitation.office_id and seat.role is invitation.role:
        return Standing.SEATED
    return Standing.SWITCH
