"""What queued messages say: the facts that a wave needs, what is no longer worth sending, and the letters themselves.

Every kind is looked at again just before it leaves: a row holds ids, and the world may have changed since it was
queued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo

from domain.calls.model import Call, CallEvent
from domain.calls.news import Change, Revision, change
from domain.calls.reminders import marks
from domain.groups import GroupChat, GroupKind, GroupState, worth_keeping
from domain.language import Language
from domain.outbox import OutboxItem, OutboxKind
from domain.ports import Repositories, Standing
from domain.subscriptions import QUIET_FROM, QUIET_UNTIL, quiet_until
from handlers.notices import Notice, notice
from handlers.requests.letters import dispatch
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import alert_card, days_left, digest_card
from handlers.views.dispatch import Dispatch
from handlers.views.group_alerts import group_card, group_digest
from handlers.views.news import change_line, reminder_line
from handlers.views.screen import Document, Screen


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to be sent, and the queued items it settles (several for a digest).

    `silenced` tells that the chat did not let us write when last heard of.
    """

    items: tuple[OutboxItem, ...]
    dispatch: Dispatch
    silenced: bool = False

    @property
    def chat_id(self) -> int:
        """Return whom it goes to."""
        return self.items[0].chat_id


@dataclass(frozen=True, slots=True)
class Facts:
    """What the letters of one wave are made of.

    `quiet` holds the quiet hours of chats with an active subscription. `notices` are the messages of notices and
    `dispatches` what is sent about requests, by item id; None for what says nothing true any more. `groups` are the
    groups and channels among the chats, `username` the bot's own name for links in them. `before` is what calls said at
    the revision that their reader knew, `standing` how calls stand with their readers by (chat, call); both only for
    updates and reminders.
    """

    calls: Mapping[int, Call]
    languages: Mapping[int, Language]
    quiet: Mapping[int, tuple[time, time]]
    notices: Mapping[int, Screen | Document | None]
    dispatches: Mapping[int, Dispatch | None]
    groups: Mapping[int, GroupChat]
    username: str
    before: Mapping[tuple[int, int], Revision]
    standing: Mapping[tuple[int, int], Standing]

    def known(self, item: OutboxItem) -> Revision | None:
        """Return what the call said when the item's reader last heard of it, or None when the item is no update."""
        return self.before.get((item.call_id or 0, item.ids.get("since", 0)))


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
            repeated=item.repeated,
        )
        for item in items
        if item.kind is OutboxKind.NOTICE
    }
    dispatches = {}
    for item in items:
        if item.kind is OutboxKind.REQUEST:
            tr = service.texts.in_language(_language(item, languages))
            about = Notice(item.ids, item.chat_id, repositories, tr, service, username, item.repeated)
            dispatches[item.id] = await dispatch(about)
    updates = {
        (item.call_id, revision)
        for item in items
        if item.call_id and "since" in item.ids
        for revision in (int(item.ids["since"]), item.revision or 0)
    }
    looked_up = sorted(
        (item.chat_id, item.call_id)
        for item in items
        if item.call_id and (item.kind is OutboxKind.REMINDER or "since" in item.ids)
    )
    before = await repositories.news.revisions(sorted(updates)) if updates else {}
    standing = await repositories.reminders.standing(looked_up) if looked_up else {}
    together = [chat_id for chat_id in chats if chat_id < 0]
    groups = await repositories.groups.many(together) if together else {}
    return Facts(calls, languages, quiet, notices, dispatches, groups, username, before, standing)


def stale(item: OutboxItem, facts: Facts, now: datetime, zone: tzinfo) -> str | None:
    """Tell why the item is not worth sending any more, or None when it is."""
    group = facts.groups.get(item.chat_id)
    if group is not None and group.state is GroupState.SILENCED and not worth_keeping(group, now):
        return "silenced for too long"
    if item.kind is OutboxKind.NOTICE:
        return "nothing to say any more" if facts.notices[item.id] is None else None
    if item.kind is OutboxKind.REQUEST:
        return "nothing to say any more" if facts.dispatches[item.id] is None else None
    call = facts.calls.get(item.call_id or 0)
    if call is None:
        return "no such call"
    standing = facts.standing.get((item.chat_id, call.id))
    if item.kind is OutboxKind.REMINDER:
        return _stale_reminder(item, call, standing, now, zone)
    if item.revision is not None and item.revision < call.revision:
        return "a later revision is on its way"
    known = facts.known(item)
    if known is not None:
        return _stale_update(item, call, known, standing, facts, now)
    if call.cancelled:
        return "cancelled"
    if call.event is CallEvent.RESULT:
        return "the results are out"
    if call.closes_at is not None and call.closes_at <= now:
        return "closed"
    return None if item.chat_id in facts.quiet else "no subscription"


def _stale_reminder(item: OutboxItem, call: Call, standing: Standing | None, now: datetime, zone: tzinfo) -> str | None:
    chosen = standing.shelves.get(str(item.ids["shelf"])) if standing else None
    if standing is None or chosen is None:
        return "not saved any more"
    if standing.dismissed:
        return "dismissed"
    if call.event in (CallEvent.CANCELLED, CallEvent.RESULT) or call.closes_at is None or call.closes_at <= now:
        return "over"
    if call.deadline is None or call.deadline.day.isoformat() != item.ids["deadline"]:
        return "the deadline has moved"
    # It waited (for the morning, for the network): one that comes nearer to the deadline takes its place, even when its
    # hour is still to come today.
    later = [mark.days for mark in marks(now, zone) if mark.deadline == call.deadline.day and mark.days in chosen]
    return None if int(item.ids["days"]) == min(later, default=None) else "another reminder is due"


def _stale_update(
    item: OutboxItem, call: Call, known: Revision, standing: Standing | None, facts: Facts, now: datetime
) -> str | None:
    """Look at an update anew: a cancellation or results are told of a closed call, another deadline is not."""
    what = change(known, call)
    if what is None:
        return "it came to nothing"
    if (
        what in (Change.EXTENDED, Change.SHORTENED, Change.CORRECTED)
        and call.closes_at is not None
        and call.closes_at <= now
    ):
        # But a deadline that had passed already when it became known is the very news.
        now_said = facts.before.get((call.id, call.revision))
        if now_said is None or call.closes_at > now_said.at:
            return "closed"
    if standing is not None and standing.saved:
        return None
    if standing is not None and standing.dismissed:
        return "dismissed"
    return None if item.chat_id in facts.quiet else "no subscription"


def held_until(item: OutboxItem, facts: Facts, now: datetime, zone: tzinfo) -> datetime | None:
    """Return when the chat's quiet hours end, if they hold now and the item can wait; else None.

    They were looked at when the item was queued; a long queue or an hour without network may have led into them. They
    give way to a deadline that comes before they end; not for a reminder, for its reader has heard of the call.
    """
    if item.kind is OutboxKind.NOTICE and item.chat_id < 0 and item.chat_id not in facts.quiet:
        return None  # a greeting: nobody there has asked for quiet hours yet
    if item.kind is OutboxKind.REQUEST:
        # An answer, or a letter to an office, never waits: by night it comes without a sound. A reminder does.
        sent = facts.dispatches[item.id]
        return sent.not_before if sent else None
    end = quiet_until(now, *facts.quiet.get(item.chat_id, (QUIET_FROM, QUIET_UNTIL)), zone)
    if end is None or item.kind is OutboxKind.REMINDER:
        return end
    call = facts.calls.get(item.call_id or 0)
    too_late = call is not None and call.closes_at is not None and now < call.closes_at <= end
    return None if too_late else end


def write(items: Sequence[OutboxItem], facts: Facts, service: Service, now: datetime) -> Letter:
    """Return the letter that tells the items: all of one chat, and one item unless they are lines of a digest."""
    first = items[0]
    tr = service.texts.in_language(_language(first, facts.languages))
    if first.kind is OutboxKind.REQUEST:
        return _of_request(first, facts, service, now)
    match first.kind:
        case OutboxKind.NOTICE:
            said = facts.notices[first.id]
            assert said is not None  # `stale` has dropped the others
            if isinstance(said, Document):  # only people get one, in their own chat
                return Letter(tuple(items), Dispatch(said))
            screen = said
        case OutboxKind.DIGEST:
            screen = _digest(items, facts, tr, service, now)
        case _:
            assert first.call_id is not None
            call = facts.calls[first.call_id]
            standing = facts.standing.get((first.chat_id, call.id))
            screen = alert_card(
                call,
                tr,
                service,
                now=now,
                repeated=first.repeated,
                saved=standing is not None and standing.saved,
                news=_news(first, facts, tr, service, now),
            )
    if first.chat_id > 0:
        return Letter(tuple(items), Dispatch(screen))
    return _to_group(items, screen, facts, tr)


def _of_request(item: OutboxItem, facts: Facts, service: Service, now: datetime) -> Letter:
    """Return what is sent about a request; without a sound in the hours in which people sleep."""
    sent = facts.dispatches[item.id]
    assert sent is not None  # `stale` has dropped the others
    if quiet_until(now, QUIET_FROM, QUIET_UNTIL, service.zone) is not None:
        sent = replace(sent, silent=True)
    group = facts.groups.get(item.chat_id)
    return Letter((item,), sent, group is not None and group.state is GroupState.SILENCED)


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
        return Letter(tuple(items), Dispatch(screen))
    sent = Dispatch(screen, topic_id=group.topic_id)
    return Letter(tuple(items), sent, group.state is GroupState.SILENCED)


def _news(item: OutboxItem, facts: Facts, tr: Translator, service: Service, now: datetime) -> str | None:
    """Return the line on top of a card: what changed, or that the deadline is near; None for an ordinary alert."""
    call = facts.calls[item.call_id or 0]
    today = service.today(now)
    if item.kind is OutboxKind.REMINDER:
        left = days_left(call, tr, now, today)
        return reminder_line(left, tr) if left else None
    known = facts.known(item)
    return change_line(known, call, tr, today) if known else None


def _digest(items: Sequence[OutboxItem], facts: Facts, tr: Translator, service: Service, now: datetime) -> Screen:
    """Return the digest, what closes first on top."""
    far = now + timedelta(days=36_500)
    calls = {item.call_id: facts.calls[item.call_id] for item in items if item.call_id is not None}
    told = sorted(calls.values(), key=lambda call: (call.closes_at or far, call.id))
    lines = {item.call_id: _news(item, facts, tr, service, now) for item in items if "since" in item.ids}
    news = {call_id: line for call_id, line in lines.items() if call_id is not None and line is not None}
    return digest_card(told, tr, service, now=now, news=news, together=items[0].chat_id < 0)


def _language(item: OutboxItem, languages: Mapping[int, Language]) -> Language:
    return languages.get(item.chat_id, Language.KK)
