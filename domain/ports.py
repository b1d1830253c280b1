"""What handlers and long-running work ask of storage. Storage implements it; nobody above writes SQL.

`Store.read()` gives repositories for looking; each call is one trip to the database. `Store.write()` is the unit of
work: one writer at a time, everything or nothing, committed when the block ends without an error. A repository never
commits. When `update_id` is given, the unit of work first marks that update as handled and raises
`domain.errors.AlreadyHandled` if it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol

from domain.calls.model import Call, Post
from domain.language import Language
from domain.outbox import OutboxItem, Outcome
from domain.people import Dialogue, Role, Visitor
from domain.sources import Source, SourceState
from domain.subscriptions import Subscription


class People(Protocol):
    """People, their consents and organisations."""

    async def visitor(self, chat_id: int, person_id: int) -> Visitor:
        """Return all that a screen needs about the person, in one trip; a blank visitor for a stranger."""
        ...

    async def set_language(self, person_id: int, language: Language, now: datetime) -> None:
        """Remember the language; creates the person if new; their subscriptions' alerts follow it."""
        ...

    async def give_consent(self, person_id: int, version: int, text_hash: str, now: datetime) -> None:
        """Record the consent with the SHA-256 of the text that was shown (Law 94-V art. 8: it must be provable)."""
        ...

    async def onboard(
        self, person_id: int, role: Role, ngo_name: str | None, ngo_bin: str | None, now: datetime
    ) -> None:
        """Finish onboarding: role, and for an NGO the organisation with the person as its member.

        Repeating it renames the person's organisation instead of making a second one.
        """
        ...

    async def set_reachable(self, chat_id: int, reachable: bool, now: datetime) -> None:
        """Note that the chat blocked us or came back; pending messages of an unreachable chat become gone."""
        ...

    async def languages(self, chat_ids: Sequence[int]) -> Mapping[int, Language]:
        """Return the language of each known chat, in one trip."""
        ...

    async def erase(self, person_id: int, now: datetime) -> None:
        """Withdraw consent and erase the person: subscriptions, dialogue, saved calls of their own, membership.

        An organisation without members left is erased too; consent and withdrawal moments stay, as the proof.
        """
        ...


class Dialogues(Protocol):
    """Forms in progress, one per chat and person."""

    async def put(self, chat_id: int, person_id: int, dialogue: Dialogue, now: datetime) -> None:
        """Keep the dialogue (state None clears it)."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop forms that nobody has touched since the instant; returns how many."""
        ...


@dataclass(frozen=True, slots=True)
class ShelvedCall:
    """A call as one person sees it."""

    call: Call
    saved: bool
    dismissed: bool


@dataclass(frozen=True, slots=True)
class CallPage:
    """A page of a list, and how many there are in all."""

    calls: tuple[Call, ...]
    total: int


class Calls(Protocol):
    """Stored calls and what people did with them. A shelf is `ngo:12` or `person:345` (Visitor.shelf)."""

    async def get(self, call_id: int, shelf: str | None = None) -> ShelvedCall | None:
        """Return a call and its place on the shelf, in one trip; None when there is no such call."""
        ...

    async def many(self, call_ids: Sequence[int]) -> Mapping[int, Call]:
        """Return the calls by id, in one trip; unknown ids are left out."""
        ...

    async def open_for(self, chat_id: int, shelf: str, now: datetime, offset: int, limit: int) -> CallPage:
        """Return the open calls that the chat's subscriptions match, nearest deadline first, without dismissed ones.

        Open: not cancelled, without a result, not past its deadline; without a deadline, first seen within 60 days.
        One trip.
        """
        ...

    async def saved(self, shelf: str, now: datetime, offset: int, limit: int) -> CallPage:
        """Return what was saved: open by nearest deadline, then closed ones, latest first. One trip."""
        ...

    async def save(self, shelf: str, call_id: int, person_id: int, now: datetime) -> None:
        """Save a call; repeating changes nothing; undoes a dismissal. Raises NoSuchCall."""
        ...

    async def unsave(self, shelf: str, call_id: int) -> None:
        """Take a call off the shelf; repeating changes nothing."""
        ...

    async def dismiss(self, shelf: str, call_id: int, person_id: int, now: datetime) -> None:
        """Mark "not for us"; repeating changes nothing; takes it off the saved ones. Raises NoSuchCall.

        What waits to be sent about the call in the own chats of the shelf's people becomes gone ("dismissed").
        """
        ...

    async def undismiss(self, shelf: str, call_id: int) -> None:
        """Take "not for us" back."""
        ...

    async def neighbours(
        self, deadlines: Sequence[date], since: datetime, *, any_deadline: bool = False
    ) -> Sequence[Call]:
        """Return stored calls that may be the same as a new one: same deadline day, or none and seen since.

        `any_deadline` adds all that were seen since: an extension or a cancellation need not print the old deadline.
        """
        ...

    async def add(self, call: Call, post_id: int, now: datetime) -> int:
        """Store a new call with its territories and spheres; returns its id."""
        ...

    async def replace(self, call: Call, post_id: int, now: datetime) -> None:
        """Store a call's changed fields, revision included."""
        ...

    async def match(self, call_id: int, revision: int, now: datetime) -> int:
        """Queue an alert for every chat the call concerns (see domain.calls.matching); returns how many were queued.

        One alert per chat, call and revision, however many subscriptions match; people who dismissed the call or who
        are unreachable get none. Set-based: one statement.
        """
        ...


class Subscriptions(Protocol):
    """Who wants to hear of what."""

    async def of_chat(self, chat_id: int) -> Sequence[Subscription]:
        """Return the chat's subscriptions, oldest first."""
        ...

    async def put(self, subscription: Subscription, now: datetime) -> int:
        """Store a new subscription (id 0) or replace one; returns its id."""
        ...

    async def remove(self, chat_id: int, subscription_id: int) -> None:
        """Remove a subscription of the chat."""
        ...

    async def quiet_hours(self, chat_ids: Sequence[int]) -> Mapping[int, tuple[time, time]]:
        """Return the quiet hours (from, until; local) of each chat's first active subscription, in one trip.

        A chat whose subscriptions are all paused, or that has none, is left out: it is not to be written to.
        """
        ...


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post seen before: its storage id, the fingerprint of what it said, and the call it belongs to.

    `unread` posts were kept and wait to be read.
    """

    id: int
    external_id: str
    fingerprint: str
    call_id: int | None
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Harvest:
    """What one poll of a source came to: its new and changed posts with their fingerprints, and its state."""

    source_id: str
    state: SourceState
    posts: Sequence[tuple[Post, str]] = ()


@dataclass(frozen=True, slots=True)
class UnreadPost:
    """A post that was kept and not yet read; `call_id` is the call that earlier words of it told of."""

    id: int
    source: Source
    post: Post
    fingerprint: str
    call_id: int | None


class Sources(Protocol):
    """Sources, what must be remembered between polls, and the posts they gave."""

    async def sync(self, sources: Sequence[Source], now: datetime) -> None:
        """Make the stored sources those of the file: new ones added, changed ones updated, missing ones disabled."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[tuple[Source, SourceState]]:
        """Return the enabled sources whose next poll is due, longest waiting first."""
        ...

    async def get(self, source_id: str) -> tuple[Source, SourceState] | None:
        """Return one source, or None."""
        ...

    async def record(self, source_id: str, state: SourceState) -> None:
        """Keep the state after a poll; belongs in the same unit of work as the posts that were read."""
        ...

    async def keep(self, harvests: Sequence[Harvest], now: datetime) -> None:
        """Keep what polls came to, each with its state: posts, marked as not yet read, and what to remember. Two trips.

        A post that is kept already under its id has its words replaced; the call it belongs to stays.
        """
        ...

    async def unread(self, limit: int) -> Sequence[UnreadPost]:
        """Return posts that wait to be read: the newest by publication, in order of time. One trip."""
        ...

    async def mark_read(self, post: UnreadPost, call_id: int | None) -> None:
        """Note that the post was read as it was given, and to which call it belongs (None: that stays as it is).

        Words that changed since it was given wait on.
        """
        ...

    async def known(
        self, source_id: str, external_ids: Sequence[str], fingerprints: Sequence[str]
    ) -> Sequence[KnownPost]:
        """Return the source's posts that carry one of the ids or say the same words, in one trip."""
        ...

    async def put_post(self, source_id: str, post: Post, fingerprint: str, call_id: int | None, now: datetime) -> int:
        """Store a post (new, or with changed words) and return its storage id."""
        ...


@dataclass(frozen=True, slots=True)
class Settled:
    """How one sending ended."""

    item: OutboxItem
    outcome: Outcome


class Outbox(Protocol):
    """Queued messages. See domain.outbox for the states and the policy."""

    async def lead(self, owner: str, now: datetime, until: datetime) -> bool:
        """Take or renew the lease of the one sender till `until`; False while another owner's has not lapsed.

        A lease lapses at its `until` exactly.
        """
        ...

    async def leave(self, owner: str) -> None:
        """Give the lease back; another owner's is left alone."""
        ...

    async def claim(self, owner: str, now: datetime, limit: int) -> Sequence[OutboxItem]:
        """Take up to `limit` due messages, most urgent first; digest lines of a chat are taken together."""
        ...

    async def begin_sending(self, owner: str, item_ids: Sequence[int]) -> Sequence[int]:
        """Mark messages that the owner claimed as sending; returns the ids that are the owner's to send.

        Committed just before the requests leave. What was erased or taken over meanwhile is not returned.
        """
        ...

    async def release(self, item_ids: Sequence[int], not_before: datetime) -> None:
        """Put claimed messages back untouched (their chat is held)."""
        ...

    async def settle(self, results: Sequence[Settled], now: datetime) -> None:
        """Write how sendings ended: states, first delivery of calls, unreachable chats, the policy for unknown."""
        ...

    async def recover(self, owner: str, now: datetime) -> int:
        """Take over what other owners left: claimed goes back to pending, sending follows the unknown policy."""
        ...

    async def next_due(self) -> datetime | None:
        """Return the earliest not-before of the pending messages, or None when nothing waits."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop messages settled before the instant whose call was closed, cancelled or gone by then; returns how many.

        Rows of open calls stay, for they are the memory that nobody is told twice.
        """
        ...

    async def migrate_chat(self, old_chat_id: int, new_chat_id: int) -> None:
        """Follow a group that became a supergroup: subscriptions and queued messages move to the new id."""
        ...


class Updates(Protocol):
    """Updates from Telegram, kept until handled: nothing is lost by a crash."""

    async def keep(self, updates: Sequence[tuple[int, str]], now: datetime) -> None:
        """Store (update_id, JSON) pairs; ones already known are ignored."""
        ...

    async def known(self, update_ids: Sequence[int]) -> set[int]:
        """Return which of the updates are kept here already, handled or not, in one trip."""
        ...

    async def unhandled(self) -> Sequence[tuple[int, str]]:
        """Return what was kept and not yet handled, oldest first."""
        ...

    async def done(self, update_ids: Sequence[int]) -> None:
        """Mark updates handled."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop handled updates kept before the instant; returns how many."""
        ...


class Repositories(Protocol):
    """All repositories over one connection."""

    people: People
    dialogues: Dialogues
    calls: Calls
    subscriptions: Subscriptions
    sources: Sources
    outbox: Outbox
    updates: Updates


class Store(Protocol):
    """The way to storage."""

    def read(self) -> AbstractAsyncContextManager[Repositories]:
        """Open repositories for looking only; no transaction."""
        ...

    def write(self, update_id: int | None = None) -> AbstractAsyncContextManager[Repositories]:
        """Open a unit of work.

        Raises:
            AlreadyHandled: the update was handled before.
            StorageBusy: the database stayed locked or the disk is full; nothing was written.
        """
        ...

    async def alive(self) -> None:
        """Look whether the database answers: one trivial read.

        Raises:
            StorageBusy: it does not.
        """
        ...

    async def facts(self) -> Mapping[str, Any]:
        """Return what `elshi check` prints about the database: engine, schema version, counts."""
        ...
