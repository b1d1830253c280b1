"""The way of each post that the visitor published: site, reading, whom it concerns, messages.

Nothing is guessed: the site tells when the bot came, storage tells what was read, the product's own rule tells whom it
concerns, and the phones tell what arrived.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo.phones import Phone
from bot.demo.sample_sources import SampleSources
from bot.demo.sample_texts import Published
from domain.calls.matching import concerns, send_at
from domain.calls.model import Call
from domain.clock import Clock, micros
from domain.ports import Repositories, Store
from domain.territory import TerritoryTree

TITLE_PART = 40
SHOWN = 6
PATIENCE = 60
"""Looks at the phones after news of a known call: whom such news concerns is not worked out here, only seen."""


@dataclass(slots=True)
class Trace:
    """What is known about one post's way. `call` is None while unread, and for a post that is no call."""

    post: Published
    fetched_at: datetime | None = None
    read: bool = False
    call: Call | None = None
    known_before: bool = False
    expected: dict[str, datetime] = field(default_factory=dict)
    sent: dict[str, datetime] = field(default_factory=dict)
    earlier: dict[str, int] = field(default_factory=dict)
    patience: int = PATIENCE

    @property
    def settled(self) -> bool:
        """Tell whether nothing more is expected."""
        if self.known_before and self.patience:
            return False
        return self.read and set(self.expected) <= set(self.sent)


class Traces:
    """Follows the posts that were published.

    Args:
        sources: the sample sites.
        phones: the phones, to see what arrives.
        store: the bot's storage, looked at but never written.
        tree: the territories.
        clock: the demo's clock.
        zone: in which people live.
    """

    def __init__(
        self,
        sources: SampleSources,
        phones: Sequence[Phone],
        store: Store,
        tree: TerritoryTree,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        self._sources = sources
        self._phones = phones
        self._store = store
        self._tree = tree
        self._clock = clock
        self._zone = zone
        self._traces: list[Trace] = []

    @property
    def settled(self) -> bool:
        """Tell whether nothing more is expected of any post."""
        return all(trace.settled for trace in self._traces)

    def follow(self, post: Published) -> None:
        """Begin to follow a post that was just published."""
        newest = {phone.guest.id: max((m.message_id for m in phone.received()), default=0) for phone in self._phones}
        self._traces.insert(0, Trace(post, earlier=newest))
        del self._traces[SHOWN:]

    async def look(self) -> None:
        """Look again at everything that is not settled."""
        open_traces = [trace for trace in self._traces if not trace.settled]
        if not open_traces:
            return
        async with self._store.read() as repositories:
            for trace in open_traces:
                await self._look_at(trace, repositories)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the traces as the page shows them, newest first."""
        return [self._json(trace) for trace in self._traces]

    async def _look_at(self, trace: Trace, repositories: Repositories) -> None:
        post = trace.post
        if trace.fetched_at is None:
            visits = self._sources.sites[post.draft.site].visits
            fetched = (visit.at for visit in visits if visit.status == 200 and visit.at >= post.at)
            trace.fetched_at = next(fetched, None)
        if trace.fetched_at is None:
            return
        if not trace.read:
            await self._read(trace, repositories)
        if trace.call is not None:
            trace.patience = max(trace.patience - 1, 0)
            self._arrivals(trace, trace.call)

    async def _read(self, trace: Trace, repositories: Repositories) -> None:
        known = await repositories.sources.known(trace.post.draft.site, [trace.post.external_id], [])
        if not known or known[0].unread:
            return
        trace.read = True
        call_id = known[0].call_id
        shelved = await repositories.calls.get(call_id) if call_id is not None else None
        if shelved is None:
            return
        trace.call = call = shelved.call
        trace.known_before = call.first_seen_at < trace.post.at
        if trace.known_before:
            return
        for phone in self._phones:
            for wish in await repositories.subscriptions.of_chat(phone.person.id):
                if concerns(wish, call, self._tree):
                    moment = send_at(wish, call, trace.fetched_at or trace.post.at, self._zone)
                    trace.expected[phone.guest.id] = moment

    def _arrivals(self, trace: Trace, call: Call) -> None:
        urls = {trace.post.url, *(text.url for text in call.texts)}
        titles = {trace.post.draft.title[:TITLE_PART], *(text.title[:TITLE_PART] for text in call.texts)}
        for phone in self._phones:
            if phone.guest.id in trace.sent:
                continue
            for message in phone.received():
                if message.sender is phone.person or message.message_id <= trace.earlier[phone.guest.id]:
                    continue
                linked = any(button.get("url") in urls for button in message.buttons)
                if linked or any(title in message.text for title in titles):
                    trace.sent[phone.guest.id] = self._clock.now()
                    break

    def _json(self, trace: Trace) -> dict[str, Any]:
        post = trace.post

        def after(moment: datetime | None) -> float | None:
            # `post.at` has whole seconds (feeds carry no finer ones), so a visit within them counts from zero.
            return None if moment is None else round(max((moment - post.at).total_seconds(), 0.0), 1)

        now = self._clock.now()
        waiting = [at for guest, at in trace.expected.items() if guest not in trace.sent and at > now]
        return {
            "key": post.draft.key,
            "site": post.draft.site,
            "title": post.draft.title,
            "lang": post.draft.lang,
            "url": post.url,
            "at": micros(post.at) // 1000,
            "fetched": after(trace.fetched_at),
            "read": self._read_json(trace) if trace.read else None,
            "sent": [{"person": guest, "after": after(at)} for guest, at in trace.sent.items()],
            "concerns": list(trace.expected),
            "later": micros(min(waiting)) // 1000 if waiting else None,
            "quiet": trace.read and not trace.expected and not trace.sent,
        }

    def _read_json(self, trace: Trace) -> dict[str, Any]:
        call = trace.call
        if call is None:
            return {"kind": None, "known": False, "deadline": None, "places": []}
        units = [unit for unit in map(self._tree.get, call.territories) if unit is not None]
        return {
            "kind": call.kind.value,
            "known": trace.known_before,
            "deadline": call.deadline.day.isoformat() if call.deadline else None,
            "places": [{"name_kk": unit.name_kk, "name_ru": unit.name_ru} for unit in units],
        }
