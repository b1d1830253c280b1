"""What happens around the phones: a post is published, time passes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.demo.botapi import World
from bot.demo.document import Document
from bot.demo.sample_sources import SampleSources
from bot.demo.sample_texts import Published
from bot.demo.traces import Traces
from domain.clock import MovableClock


class Happenings:
    """Lets things happen and tells everybody who shows them.

    Args:
        world: the local Telegram.
        sources: the sample sites.
        traces: told of every published post.
        document: what the page shows.
        clock: the demo's clock.
        on_moved: called after the clock was moved.
    """

    def __init__(
        self,
        world: World,
        sources: SampleSources,
        traces: Traces,
        document: Document,
        clock: MovableClock,
        on_moved: Callable[[], None],
    ) -> None:
        self._world = world
        self._sources = sources
        self._traces = traces
        self._document = document
        self._clock = clock
        self._on_moved = on_moved

    def publish(self, key: str | None) -> Published:
        """Publish the waiting post with the key, or the next one.

        Raises:
            LookupError: nothing waits, or no such post waits.
        """
        post = self._sources.publish(key)
        self._traces.follow(post)
        self._world.touch()
        return post

    def move(self, hours: float) -> None:
        """Move the clock forward."""
        self._clock.move(timedelta(hours=hours))
        self._document.clock_moves += 1
        self._on_moved()
        self._world.touch()
