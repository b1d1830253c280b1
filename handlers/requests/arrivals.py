"""What reached a phone: our messages about requests are remembered, so that a reply to one is understood."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.outbox import Gone, OutboxKind, Parcel, Priority, Sent
from domain.ports import Repositories, Settled
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Card
from domain.requests.record import entry_of
from handlers.requests.telling import CARD, STEP

_LOGGED = frozenset({CARD, STEP})


async def arrived(repositories: Repositories, results: Iterable[Settled], now: datetime) -> None:
    """Note messages about requests that Telegram took, and log the first arrival of each thing that is told.

    A message whose place an edit could not take is forgotten: it is gone, or too old.
    """
    for result in results:
        item, outcome = result.item, result.outcome
        if item.kind is not OutboxKind.REQUEST:
            continue
        edits = item.ids.get("edits")
        if isinstance(outcome, Gone) and edits is not None and not outcome.unreachable:
            await repositories.request_cards.drop(item.chat_id, int(edits))
            if item.chat_id < 0 and item.ids["about"] == CARD:
                # In a group a card is what is answered, and a topic that was deleted took it along.
                ids = {name: value for name, value in item.ids.items() if name != "edits"}
                anew = Parcel(item.chat_id, OutboxKind.REQUEST, f"anew:{edits}", ids, priority=Priority.URGENT)
                await repositories.outbox.put([anew], now)
        if not isinstance(outcome, Sent) or edits is not None:
            continue
        about, request_id = str(item.ids["about"]), int(item.ids["request"])
        office, entry = item.ids.get("office"), item.ids.get("entry")
        if about in _LOGGED and not await repositories.request_cards.told(request_id, about, office, entry):
            event = RequestEvent(0, request_id, EventKind.DELIVERED, outcome.at, Actor.BOT, office_id=office)
            facts = {"what": about} if entry is None else {"what": about, "entry": entry}
            await repositories.journal.append(entry_of(event, None, facts), now)
        for message_id in (outcome.message_id, *outcome.parts):
            card = Card(item.chat_id, message_id, request_id, about, office, entry)
            await repositories.request_cards.put(card, now)
