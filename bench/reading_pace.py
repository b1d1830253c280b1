"""The pace of reading: 100,000 announcements on one core, in CPU time, and whether memory stays where it was.

The texts are those of the corpora, three in four of them calls (of the posts of real sites most are none, and read
faster), each with a number of its own in it, so that nothing is remembered from an equal text.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle

from bench.digest import megabytes
from bench.figures import Figure, report
from bench.reading import OWN, Bench, load, post
from domain.calls.model import Post
from domain.calls.reading import read

POSTS = 100_000
WARM = 10_000
ALLOWED = 1.0  # ms of one core a post: 1,000 a second
MEGABYTES = 16.0  # the allocator's noise


def posts() -> Iterator[Post]:
    """Yield announcements without end, no two alike."""
    every = [post(item) for path in sorted(OWN.glob("corpus*.jsonl")) for item in load(path)]
    for number, one in enumerate(cycle(every)):
        yield replace(one, external_id=str(number), text=f"{one.text}\n\n№ {number}")


def main() -> int:
    """Read, print posts a second and the growth of memory; returns 1 when a bound is missed."""
    bench = Bench()
    today = date(2026, 3, 2)
    warm = spent = 0.0
    for number, one in enumerate(posts()):
        if number == WARM:
            warm, spent = megabytes(), time.process_time()
        if number == POSTS:
            break
        read(one, places=bench.places, calendar=bench.calendar, today=today)
    spent = time.process_time() - spent
    grown = megabytes() - warm
    each = spent / (POSTS - WARM) * 1000
    print(f"{1000 / each:.0f} posts a second on one core, memory {grown:+.1f} MB since post {WARM:,}")
    return report(
        [
            Figure("reading one post (floor: the millisecond allowed)", each, ALLOWED, "ms", 1.0),
            Figure("growth of memory over 90,000 posts (floor: noise)", max(grown, 0.0), MEGABYTES, "MB", 1.0),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
