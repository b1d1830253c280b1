"""Groups and channels that hear of calls: what is known of each, and what a change of the bot's place there means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.language import Language


class GroupKind(StrEnum):
    """What kind of chat with several people in it."""

    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class GroupState(StrEnum):
    """Whether the bot can write there."""

    ACTIVE = "active"
    SILENCED = "silenced"  # inside, without the right to write
    LEFT = "left"  # removed, or the chat itself is gone


@dataclass(frozen=True, slots=True)
class GroupChat:
    """Топ, арна / группа, канал: one chat that an administrator may subscribe.

    `topic_id` is the forum topic that alerts go to, None for the chat itself (in a forum its "General").
    `set_up_by` is the person who set it up last and hears when something is wrong; None when they were erased.
    `state_since` is the moment of the last change of `state`; `role` the bot's place as Telegram named it.
    """

    id: int
    kind: GroupKind
    title: str
    since: datetime
    state_since: datetime
    state: GroupState = GroupState.ACTIVE
    role: str = ""
    forum: bool = False
    language: Language | None = None
    topic_id: int | None = None
    set_up_by: int | None = None
    greeted: bool = False


KEEP_FOR_SILENCED = timedelta(days=14)
"""How long alerts wait for a chat where the bot may not write; afterwards they would be a burst of old news.

A chat that removed the bot is another matter: somebody decided so, and what waited is dropped at once.
"""


def worth_keeping(chat: GroupChat, now: datetime) -> bool:
    """Tell whether alerts still wait for the chat's right to write to come back."""
    return now - chat.state_since < KEEP_FOR_SILENCED
