"""The two measures behind every figure: how long something takes when part of it has not happened yet, and a share with
the interval in which the true one lies.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

FEW = 10
"""Below so many cases nothing is said but the counts: the ninth in ten would be the longest or the second longest one,
and the interval of a share would be up to half of all that is possible wide.
"""

CONFIDENCE = 0.95

_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
_ROUNDING = 1e-9  # of a product of as many factors as there are requests

Waiting = tuple[float, bool]
"""How long somebody waited, in seconds, and whether what they waited for came."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """After how long (in seconds) a part of all had what it waited for.

    `over` means that it is longer: when everybody was looked at for the last time, fewer had it.
    """

    seconds: float
    over: bool = False

    @property
    def days(self) -> float:
        """Return it in calendar days."""
        return self.seconds / 86400


class Waits:
    """How long many waited: eight bytes each."""

    __slots__ = ("came", "left")

    def __init__(self, waits: Iterable[Waiting] = ()) -> None:
        self.came = array("d")
        """Of those who had what they waited for."""
        self.left = array("d")
        """Of the others: until they were last looked at."""
        for wait in waits:
            self.add(wait)

    @classmethod
    def of(cls, came: array[float], left: array[float]) -> Waits:
        """Return them given apart: those who had what they waited for, and the others."""
        found = cls()
        found.came, found.left = came, left
        return found

    def __len__(self) -> int:
        """Return of how many it is known."""
        return len(self.came) + len(self.left)

    def add(self, wait: Waiting) -> None:
        """Take one more in."""
        (self.came if wait[1] else self.left).append(wait[0])

    def extend(self, others: Waits) -> None:
        """Take others in."""
        self.came.extend(others.came)
        self.left.extend(others.left)


def quantiles(waits: Waits, parts: Iterable[float]) -> tuple[Quantile, ...]:
    """Return after how long each part of all (0.5: half) had what it waited for, by Kaplan and Meier.

    Whoever still waits is counted among those who wait until they were last looked at, and never as served. The result
    is the first time at which the share of those who still wait is no greater than the rest, `1 - part`.

    Args:
        waits: of at least one.
        parts: each between 0 and 1.
    """
    came, left = sorted(waits.came), sorted(waits.left)
    sought = sorted(set(parts))
    found: dict[float, Quantile] = {}
    share, place, gone = 1.0, 0, 0
    while place < len(came) and len(found) < len(sought):
        time, first = came[place], place
        while gone < len(left) and left[gone] < time:  # who was last looked at just then still waited then
            gone += 1
        while place < len(came) and came[place] == time:
            place += 1
        share *= 1 - (place - first) / (len(waits) - first - gone)
        while len(found) < len(sought) and share <= 1 - sought[len(found)] + _ROUNDING:
            found[sought[len(found)]] = Quantile(time)
    longest = Quantile(max(*came[-1:], *left[-1:], 0.0), over=True)
    return tuple(found.get(part, longest) for part in parts)


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, and between which shares the true one lies with 95 per cent confidence (Wilson, 1927)."""

    part: int
    whole: int

    @property
    def few(self) -> bool:
        """Tell whether there are too few to say."""
        return self.whole < FEW

    @property
    def value(self) -> float | None:
        """Return the share; None when there are too few."""
        return None if self.few else self.part / self.whole

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the ends of the interval; None when there are too few."""
        return None if self.few else wilson(self.part, self.whole)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the ends of Wilson's score interval for `part` of `whole` (at least 1)."""
    share, square = part / whole, _Z * _Z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = _Z / (1 + square / whole) * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    return (0.0 if part == 0 else middle - half), (1.0 if part == whole else middle + half)
