"""What queued messages say: the facts that a wave needs, what is no longer worth sending, and the letters themselves.

Every kind is looked at again just before it leaves: a row holds ids, and the world may have changed since it was
queued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo

from domain.calls.model import Call
from domain.groups import GroupChat, GroupKind, GroupState, worth_keeping
from domain.language import Language
from domain.outbox import OutboxItem, OutboxKind
from domain.ports import Repositories
from domain.subscriptions import QUIET_FROM, QUIET_UNTIL, quiet_until
from handlers.notices import notice
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import alert_card, digest_card
from handlers.views.group_alerts import group_card, group_digest
from handlers.views.screen import Screen


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to be sent, and the queued items it settles (several for a digest).

    `topic_id` is where in a forum it goes; `silenced` tells that the chat did not let us write when last heard of.
    """

    items: tuple[OutboxItem, ...]
    screen: Screen
    topic_id: int | None = None
    silenced: bool = False

    @property
    def chat_id(self) -> int:
        """Return whom it goes to."""
        return self.items[0].chat_id


@dataclass(frozen=True, slots=True)
class Facts:
    """What the letters of one wave are made of.

    `quiet` holds the quiet hours of chats with an active subscription; `notices` the screens of notices by item id,
    None for one that says nothing true any more. `groups` are the groups and channels among the chats, `username` the
    bot's own name for links in them.
    """

    calls: Mapping[int, Call]
    languages: Mapping[int, Language]
    quiet: Mapping[int, tuple[time, time]]
    notices: Mapping[int, Screen | None]
    groups: Mapping[int, GroupChat]
    username: str


async def gather(
    items: Sequence[OutboxItem], repositories: Repositories, service: Service, username: str = ""
) -> Facts:
    """Read what the letters need: a few trips for a whole wave, and one or two for each notice in it."""
    chats = sorted({item.chat_id for item in items})
    calls = await repositories.calls.many(sorted({item.call_id for item in items if item.call_id is not None}))
    languages = await repositories.people.languages(chats)
    quiet = await repositories.subscriptions.quiet_hours(chats)
    notices = {
        item.id: await notice(
            item.ids,
            item.chat_id,
            repositories,
            service.texts.in_language(_language(item, languages)),
            service,
            username,
        )
        for item in items
        if item.kind is OutboxKind.NOTICE
    }
    together = [chat_id for chat_id in chats if chat_id < 0]
    groups = await repositories.groups.many(together) if together else {}
    return Facts(calls, languages, quiet, notices, groups, username)


def stale(item: OutboxItem, facts: Facts, now: datetime) -> str | None:
    """Tell why the item is not worth sending any more, or None when it is."""
    group = facts.groups.get(item.chat_id)
    if group is not None and group.state is GroupState.SILENCED and not worth_keeping(group, now):
        return "silenced for too long"
    if item.kind is OutboxKind.NOTICE:
        return "nothing to say any more" if facts.notices[item.id] is None else None
    call = facts.calls.get(item.call_id or 0)
    if call is None:
        return "no such call"
    if item.revision is not None and item.revision < call.revision:
        return "a later revision is on its way"
    if call.cancelled:
        return "cancelled"
    if call.closes_at is not None and call.closes_at <= now:
        return "closed"
    return None if item.chat_id in facts.quiet else "no subscription"


def held_until(item: OutboxItem, facts: Facts, now: datetime, zone: tzinfo) -> datetime | None:
    """Return when the chat's quiet hours end, if they hold now and the item can wait; else None.

    They were looked at when the item was queued; a long queue or an hour without network may have led into them.
    """
    if item.kind is OutboxKind.NOTICE and item.chat_id < 0 and item.chat_id not in facts.quiet:
        return None  # a greeting: nobody there has asked for quiet hours yet
    end = quiet_until(now, *facts.quiet.get(item.chat_id, (QUIET_FROM, QUIET_UNTIL)), zone)
    call = facts.calls.get(item.call_id or 0)
    in_time = call is None or call.closes_at is None or end is None or call.closes_at > end
    return end if in_time else None


def write(items: Sequence[OutboxItem], facts: Facts, service: Service, now: datetime) -> Letter:
    """Return the letter that tells the items: all of one chat, and one item unless they are lines of a digest."""
    first = items[0]
    tr = service.texts.in_language(_language(first, facts.languages))
    match first.kind:
        case OutboxKind.NOTICE:
            screen = facts.notices[first.id]
            assert screen is not None  # `stale` has dropped the others
        case OutboxKind.DIGEST:
            told = [facts.calls[item.call_id] for item in items if item.call_id is not None]
            screen = digest_card(told, tr, service, now=now, together=first.chat_id < 0)
        case OutboxKind.ALERT:
            assert first.call_id is not None
            screen = alert_card(facts.calls[first.call_id], tr, service, now=now, repeated=first.repeated)
    if first.chat_id > 0:
        return Letter(tuple(items), screen)
    return _to_group(items, screen, facts, tr)


def _to_group(items: Sequence[OutboxItem], screen: Screen, facts: Facts, tr: Translator) -> Letter:
    """Return the letter for a group or channel: in its topic, with buttons that suit a place with many readers."""
    first = items[0]
    group = facts.groups.get(first.chat_id)
    if first.kind is OutboxKind.DIGEST:
        screen = group_digest(screen, facts.username)
    elif first.call_id is not None:
        kind = group.kind if group else GroupKind.GROUP
        screen = group_card(screen, first.call_id, tr, kind, facts.username)
    if group is None:
        return Letter(tuple(items), screen)
    return Letter(tuple(items), screen, group.topic_id, group.state is GroupState.SILENCED)


def _language(item: OutboxItem, languages: Mapping[int, Language]) -> Language:
    return languages.get(item.chat_id, Language.KK)
