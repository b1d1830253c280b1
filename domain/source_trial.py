"""What an address would be as a source, before anybody says yes to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.calls.model import CallEvent, CallKind, Candidate, LocalMoment, Post

GLIMPSES = 5
TITLE_KEPT = 160


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One post of the trial and what was read from it; only what is sure enough to be shown.

    `kind` is None when it is no call. `published` is the local day.
    """

    title: str
    kind: CallKind | None = None
    event: CallEvent = CallEvent.NONE
    deadline: LocalMoment | None = None
    amount: int | None = None
    currency: str | None = None
    regions: tuple[str, ...] = ()
    published: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the glimpse as a dialogue keeps it."""
        return {
            "title": self.title,
            "kind": self.kind,
            "event": self.event,
            "deadline": self.deadline.isoformat() if self.deadline else None,
            "amount": self.amount,
            "currency": self.currency,
            "regions": list(self.regions),
            "published": self.published.isoformat() if self.published else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Glimpse:
        """Read what `to_json` wrote.

        Raises:
            ValueError, KeyError, TypeError: it is something else.
        """
        return cls(
            title=str(stored["title"]),
            kind=CallKind(stored["kind"]) if stored["kind"] else None,
            event=CallEvent(stored["event"]),
            deadline=LocalMoment.parse(stored["deadline"]) if stored["deadline"] else None,
            amount=stored["amount"],
            currency=stored["currency"],
            regions=tuple(stored["regions"]),
            published=date.fromisoformat(stored["published"]) if stored["published"] else None,
        )


def glimpse(post: Post, candidate: Candidate, published: date | None) -> Glimpse:
    """Return what is shown of a post."""
    title = " ".join((post.title or post.text).split())[:TITLE_KEPT]
    if not candidate.is_call:
        return Glimpse(title, event=candidate.event, published=published)
    biggest = candidate.amount_max if candidate.sure("amount_max") else None
    total = candidate.amount_total if candidate.sure("amount_total") else None
    amount = biggest if biggest is not None else total
    return Glimpse(
        title,
        candidate.kind,
        candidate.event,
        candidate.deadline if candidate.sure("deadline") else None,
        amount,
        candidate.currency if amount is not None else None,
        candidate.regions[:3] if candidate.sure("regions") else (),
        published,
    )


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying an address: a source to be, or the code of why it cannot be one (`detail`: its facts)."""

    kind: str
    url: str
    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    glimpses: tuple[Glimpse, ...] = ()
    posts: int = 0
    problem: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Polled:
    """What came of polling a source at somebody's wish: new posts, new calls, or the code of what went wrong."""

    posts: int = 0
    calls: int = 0
    error: str | None = None
