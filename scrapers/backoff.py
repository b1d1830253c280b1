"""When to ask a source again. Pure; whatever happens there is a next time."""

from __future__ import annotations

from datetime import datetime, timedelta

from scrapers.base import Failed, Fetched, Gone, NotModified, Page, Refused

SLOWEST = timedelta(hours=12)
"""Longest wait between attempts at a source that fails (unless its usual interval is longer)."""

RARELY = timedelta(days=1)
"""Wait after 404, 410 or a refusal (robots.txt, a browser check, a login page): people restore pages and change their
minds, and whoever keeps robots out must not be asked again and again."""

PATIENCE = timedelta(days=2)
"""Longest wait that a `Retry-After` can impose."""

SPREAD = 0.1
"""Share of the wait that chance may take off, so that sources do not fall into step."""


def next_poll(interval: timedelta, failures: int, outcome: Fetched, now: datetime, chance: float) -> datetime:
    """Return the instant of the next poll.

    Args:
        interval: the source's usual time between polls.
        failures: polls failed in a row, this one included; 0 after a good one.
        outcome: how this poll ended.
        now: the instant of this poll.
        chance: a random number, 0 ≤ chance < 1. It only ever shortens the wait: the interval is a promise.
    """
    wait = _wait(interval, failures, outcome)
    due = now + wait * (1 - SPREAD * chance)
    if isinstance(outcome, Failed | Refused) and outcome.retry_at is not None:
        due = max(due, min(outcome.retry_at, now + PATIENCE))
    return due


def _wait(interval: timedelta, failures: int, outcome: Fetched) -> timedelta:
    match outcome:
        case Page() | NotModified() | Refused(code="needs_token"):
            return interval  # without a token nobody was asked
        case Gone() | Refused():
            return max(interval, RARELY)
        case Failed():
            # The exponent is bounded before it is used: 2**failures of a source dead for years is not a time span.
            doubled = interval * float(2 ** min(max(failures - 1, 0), 20))
            return min(doubled, max(interval, SLOWEST))
