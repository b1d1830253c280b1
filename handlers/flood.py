"""Somebody who sends far more than anybody can type: what is too much is refused before anything is asked of storage.

Kept in memory only: after a restart everybody begins anew, and each of several replicas counts for itself.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum, auto

BURST = 120
"""Acts at once: an album with its words, a whole chat forwarded, a child on the phone."""
EVERY = 0.5
"""Seconds after which one more is welcome."""
TELL_EVERY = 60.0
"""Seconds between two sentences about it: one, not a hundred."""
MOST = 50_000
"""People remembered; of whom was quiet longest is forgotten first."""


class Verdict(Enum):
    """What to do with an act."""

    WELCOME = auto()
    REFUSED = auto()  # without a word
    TOLD = auto()  # refused, and it is time to say so


class Flood:
    """Counts what each person does (a leaky bucket each, of one number).

    Args:
        burst: acts at once.
        every: seconds for each act beyond.
        most: people remembered.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        burst: int = BURST,
        every: float = EVERY,
        most: int = MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._room = burst * every
        self._every = every
        self._most = most
        self._clock = clock
        # By person: when the bucket will be empty, and when they were last told that it is full.
        self._people: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._people)

    def judge(self, person_id: int) -> Verdict:
        """Count an act of the person and tell whether it is still welcome."""
        now = self._clock()
        empty_at, told_at = self._people.pop(person_id, (now, -TELL_EVERY))
        empty_at = max(empty_at, now) + self._every
        verdict = Verdict.WELCOME
        if empty_at - now > self._room:
            empty_at -= self._every  # what is refused does not make the wait longer
            verdict = Verdict.TOLD if now - told_at >= TELL_EVERY else Verdict.REFUSED
            told_at = now if verdict is Verdict.TOLD else told_at
        self._people[person_id] = (empty_at, told_at)
        if len(self._people) > self._most:
            self._people.popitem(last=False)
        return verdict
