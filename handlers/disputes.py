"""A text that says another deadline than a coordinator: the correction stays, and the coordinators are told once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from domain.calls.fields import to_text
from domain.calls.model import Call
from domain.calls.readings import Reading, contradicts
from domain.outbox import OutboxKind, Parcel
from domain.ports import Repositories
from handlers.views.amending import dispute_notice
from handlers.views.screen import Screen

if TYPE_CHECKING:
    from handlers.notices import Notice

ABOUT = "dispute"


async def keep(repositories: Repositories, call: Call, fresh: Sequence[Reading], now: datetime) -> int:
    """Keep what one more text says of a call, and tell its coordinators of a deadline that contradicts theirs.

    Returns how many are told. Each hears of a day once, however many texts name it.
    """
    said = next((one for one in await repositories.readings.keep(call, fresh) if contradicts(one, call)), None)
    if said is None:
        return 0
    people = await repositories.submissions.reviewers(call.territories[0])
    key = f"{ABOUT}:{call.id}:{to_text(said.value)}"
    ids = {"about": ABOUT, "call": call.id}
    return await repositories.outbox.put([Parcel(chat, OutboxKind.NOTICE, key, ids) for chat in people], now)


async def write(notice: Notice) -> Screen | None:
    """Return what the text says instead; None when it has come to nothing."""
    shelved = await notice.repositories.calls.get(int(notice.ids["call"]))
    if shelved is None:
        return None
    reading = (await notice.repositories.readings.of_call(shelved.call.id)).get("deadline")
    if reading is None or not contradicts(reading, shelved.call):
        return None
    return dispute_notice(shelved.call, reading, notice.tr, notice.service)
