"""What somebody is in the middle of about subscriptions: one being made, and the question whose answer may be typed.

It lives in storage as the person's dialogue, so a restart in the middle loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from domain.calls.model import CALL_KINDS, CallKind
from domain.language import Language
from domain.people import Dialogue
from domain.subscriptions import Cadence, Subscription
from handlers.callbacks import Facet

ABOUT = "alerts"
_IDLE = "alerts-draft"

TYPED = {Facet.ADD_PLACE, Facet.INCLUDE, Facet.EXCLUDE, Facet.AMOUNT, Facet.QUIET}
"""Facets that take a typed answer besides buttons."""


@dataclass(frozen=True, slots=True)
class Talk:
    """The subscription that is spoken of.

    `chat` and `id` are as buttons carry them (0: the own chat; 0: not stored yet). `facet` is the question that waits
    for a typed answer, None when there is none; `draft` the subscription that is being made.
    """

    chat: int
    id: int
    facet: Facet | None = None
    draft: Subscription | None = None

    def dialogue(self) -> Dialogue:
        """Return it as storage keeps it; an empty dialogue when there is nothing to remember."""
        if self.facet is None and self.draft is None:
            return Dialogue()
        state = f"{ABOUT}:{self.facet.value}" if self.facet else _IDLE
        draft = _plain(self.draft) if self.draft else None
        return Dialogue(state, {"chat": self.chat, "id": self.id, "draft": draft})

    @classmethod
    def of(cls, dialogue: Dialogue) -> Talk | None:
        """Return what is in progress; None when it is something else or an older program wrote it differently."""
        state = dialogue.state or ""
        if state != _IDLE and not state.startswith(f"{ABOUT}:"):
            return None
        try:
            facet = None if state == _IDLE else Facet(state.partition(":")[2])
            draft = dialogue.data["draft"]
            chat, number = int(dialogue.data["chat"]), int(dialogue.data["id"])
            return cls(chat, number, facet, _rich(draft) if draft else None)
        except (KeyError, TypeError, ValueError):
            return None


def asking(talk: Talk, facet: Facet) -> Talk:
    """Return the talk at another facet; only those in `TYPED` wait for an answer."""
    return replace(talk, facet=facet if facet in TYPED else None)


def _plain(draft: Subscription) -> dict[str, Any]:
    return {
        "chat": draft.chat_id,
        "person": draft.person_id,
        "language": draft.language,
        "territories": list(draft.territories),
        "spheres": list(draft.spheres),
        "kinds": list(draft.kinds),
        "min_amount": draft.min_amount,
        "include": list(draft.include),
        "exclude": list(draft.exclude),
        "cadence": draft.cadence,
        "times": [moment.isoformat() for moment in (draft.digest_at, draft.quiet_from, draft.quiet_until)],
    }


def _rich(data: dict[str, Any]) -> Subscription:
    digest_at, quiet_from, quiet_until = (time.fromisoformat(moment) for moment in data["times"])
    kinds = {CallKind(kind) for kind in data["kinds"]}
    return Subscription(
        id=0,
        chat_id=int(data["chat"]),
        person_id=int(data["person"]),
        language=Language(data["language"]),
        territories=tuple(data["territories"]),
        spheres=tuple(data["spheres"]),
        kinds=tuple(kind for kind in CALL_KINDS if kind in kinds),
        min_amount=int(data["min_amount"]),
        include=tuple(data["include"]),
        exclude=tuple(data["exclude"]),
        cadence=Cadence(data["cadence"]),
        digest_at=digest_at,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
    )
