"""Notices: words to somebody about something else than a call, made when they leave, in the reader's language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.ports import Repositories
from handlers import (
    disputes,
    duty_notices,
    export_notice,
    log_notice,
    membership,
    office_notices,
    operator_notice,
    report_notices,
    season,
    source_notice,
)
from handlers.requests import group_following, handover_brief, handover_news, morning
from handlers.service import Service
from handlers.submission_notices import decided, something_waits
from handlers.texts import Translator
from handlers.views.again import again
from handlers.views.screen import Document, Screen


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice is made from: the ids it was queued with, who reads it, and where the rest is looked up.

    `username` is the bot's own name, for links; known when a group or channel is written to. `repeated` tells that an
    earlier sending ended unknown.
    """

    ids: Mapping[str, Any]
    chat_id: int
    repositories: Repositories
    tr: Translator
    service: Service
    username: str = ""
    repeated: bool = False


Writer = Callable[[Notice], Awaitable[Screen | Document | None]]
"""Returns the message, or None when there is nothing to say any more."""

WRITERS: Mapping[str, Writer] = {
    **membership.WRITERS,
    season.ABOUT: season.write,
    source_notice.ABOUT: source_notice.write,
    log_notice.ABOUT: log_notice.write,
    export_notice.ABOUT: export_notice.write,
    operator_notice.ABOUT: operator_notice.write,
    "review": something_waits,
    "submission": decided,
    disputes.ABOUT: disputes.write,
    **office_notices.WRITERS,
    **duty_notices.WRITERS,
    morning.ABOUT: morning.write,
    **handover_brief.WRITERS,
    **handover_news.WRITERS,
    **group_following.WRITERS,
    **report_notices.WRITERS,
}
"""Who writes what, by `ids["about"]`."""


async def notice(
    ids: Mapping[str, Any],
    chat_id: int,
    repositories: Repositories,
    tr: Translator,
    service: Service,
    username: str = "",
    *,
    repeated: bool = False,
) -> Screen | Document | None:
    """Return what a notice says, or None when it says nothing true any more (or an older program queued it).

    `repeated`: an earlier sending of it ended unknown, and it says so.
    """
    writer = WRITERS.get(str(ids.get("about")))
    if writer is None:
        return None
    said = await writer(Notice(ids, chat_id, repositories, tr, service, username, repeated))
    return again(said, tr) if repeated and isinstance(said, Screen) else said
