"""Sources as their keepers see and change them, and the way to try one out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from domain.source_alarms import Told
from domain.source_health import PollDay, Watched
from domain.source_trial import Polled, Trial
from domain.sources import Source


class SourceRegister(Protocol):
    """The list of sources. Those that were removed, or left the operator's file, are not in it."""

    async def all(self) -> Sequence[Watched]:
        """Return every source, in one trip."""
        ...

    async def one(self, key: str) -> Watched | None:
        """Return the source that buttons call so, in one trip; None when there is none (any more)."""
        ...

    async def at(self, address: str) -> Watched | None:
        """Return the source with the normalised address (domain.source_address), or None."""
        ...

    async def days(self, since: date, recent: date, source_id: str | None = None) -> Mapping[str, Sequence[PollDay]]:
        """Return, by source, its days since `since` that had new posts and all its days since `recent`, in one trip."""
        ...

    async def names(self) -> Mapping[str, tuple[str, str]]:
        """Return the Kazakh and the Russian name of every source there ever was, by id, in one trip."""
        ...

    async def count_added(self, person_id: int) -> int:
        """Return how many sources of the list the person added."""
        ...

    async def add(self, source: Source, address: str, person_id: int, now: datetime) -> bool:
        """Add a source found in chat, due at once; False when one with this address is there already.

        One that was removed earlier comes back with its posts, so that nothing is told twice.
        """
        ...

    async def pause(self, source_id: str, person_id: int, now: datetime) -> None:
        """Have the source left alone until it is resumed; one that is paused stays as it is."""
        ...

    async def resume(self, source_id: str) -> None:
        """Have the source polled again, at once; repeating changes nothing."""
        ...

    async def rename(self, source_id: str, name_kk: str, name_ru: str) -> None:
        """Name a source that was added in chat; others keep the names of the file."""
        ...

    async def remove(self, source_id: str, now: datetime) -> None:
        """Take a source that was added in chat off the list; its posts and calls stay."""
        ...

    async def move(self, source_id: str, url: str, address: str) -> None:
        """Follow a source to its new address; it is due at once and read afresh.

        For one of the file this holds until the file names another address than it does now.
        """
        ...

    async def ask(self, source_id: str, not_after: datetime, now: datetime) -> bool:
        """Note that somebody has the source polled now; False when somebody did so after `not_after`."""
        ...

    async def told(self) -> Mapping[str, Told]:
        """Return what coordinators were told of broken sources, by source id."""
        ...

    async def tell(self, day: date, told: Mapping[str, Told], forget: Sequence[str]) -> bool:
        """Note that the day's message was made, and what it tells; False when the day's was made already."""
        ...

    async def forget(self, before: date) -> int:
        """Drop what is known of days before the day; returns how many rows."""
        ...


class Scout(Protocol):
    """Looks at sources outside, at a person's wish."""

    async def try_out(self, typed: str, person_id: int) -> Trial:
        """Try an address as typed; ends within a minute or so, whatever the site does.

        One at a time for each person: while one is being tried, the answer to the next is the problem `busy`.
        """
        ...

    async def poll(self, source_id: str) -> Polled:
        """Have the running collector poll a source now."""
        ...
