"""Finding and keeping the subscription that a button or a typed answer is about: stored, or still being made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aiogram import Bot

from domain.errors import NoSuchSubscription
from domain.people import Visitor
from domain.ports import Repositories
from domain.subscriptions import Cadence, Subscription, next_digest
from handlers.callbacks import Facet
from handlers.gate import Subscriber, subscriber
from handlers.service import Service
from handlers.talks import Talk, asking
from handlers.views.sentence import CAUGHT_DAYS


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one press about subscriptions is worked on.

    `talk` is what the person is in the middle of about subscriptions, or None.
    """

    who: Subscriber
    visitor: Visitor
    service: Service
    talk: Talk | None

    def find(self, mine: Sequence[Subscription], number: int) -> Subscription:
        """Return the chat's subscription of that number; 0 is the one being made.

        Raises:
            NoSuchSubscription: it was removed, or nothing is being made for this chat.
        """
        found = next((item for item in mine if item.id == number), None) if number else self.draft
        if found is None:
            raise NoSuchSubscription(number)
        return found

    @property
    def draft(self) -> Subscription | None:
        """The subscription that is being made for this chat, if any."""
        talk = self.talk
        return talk.draft if talk and talk.draft and talk.draft.chat_id == self.who.chat_id else None

    async def load(self, repositories: Repositories, number: int) -> Subscription:
        """Return the subscription, from storage or from the dialogue. Raises NoSuchSubscription."""
        mine = await repositories.subscriptions.of_chat(self.who.chat_id) if number else ()
        return self.find(mine, number)

    async def count(self, repositories: Repositories, subscription: Subscription) -> int:
        """Return how many calls of the last 90 days the subscription would have brought."""
        since = self.service.clock.now() - timedelta(days=CAUGHT_DAYS)
        return await repositories.calls.count_suiting(subscription, since)

    async def listen(
        self, repositories: Repositories, subscription: Subscription | None, facet: Facet | None = None
    ) -> None:
        """Remember what may be typed now and what is being made; nothing is written when nothing changes."""
        talk: Talk | None = None
        if subscription is not None:
            draft = None if subscription.id else subscription
            talk = Talk(self.who.button_id, subscription.id, draft=draft)
            talk = asking(talk, facet) if facet else talk
        wanted = talk.dialogue() if talk else Talk(0, 0).dialogue()
        # Another dialogue (a search, a post) is left alone by what asks nothing itself.
        if wanted.state is None and self.talk is None:
            return
        if self.talk is None or self.talk != talk:
            visitor, now = self.visitor, self.service.clock.now()
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, wanted, now)

    async def keep(self, repositories: Repositories, before: Subscription, after: Subscription) -> None:
        """Store a changed subscription; one that is being made is kept by `listen`."""
        if not after.id or after == before:
            return
        now = self.service.clock.now()
        await repositories.subscriptions.put(after, now)
        moved = (before.cadence, before.digest_at) != (after.cadence, after.digest_at)
        if moved and before.cadence is not Cadence.INSTANT:
            # What waits for the old digest goes with the new one when that comes sooner: nothing is lost or told twice.
            await repositories.outbox.hasten(self.who.chat_id, self._next(after))

    def _next(self, subscription: Subscription) -> datetime:
        now = self.service.clock.now()
        if subscription.cadence is Cadence.INSTANT:
            return now
        weekly = subscription.cadence is Cadence.WEEKLY
        return next_digest(now, subscription.digest_at, self.service.zone, weekly=weekly)


async def desk(chat: int, visitor: Visitor, service: Service, bot: Bot) -> Desk:
    """Go through the gate. Raises NotYourChat."""
    who = await subscriber(chat, visitor, service, bot)
    return Desk(who, visitor, service, Talk.of(visitor.dialogue))


def begun(who: Subscriber, visitor: Visitor) -> Subscription:
    """Return a subscription that begins to be made: everything, at once, by day; its regions come first."""
    return Subscription(0, who.chat_id, visitor.person_id, who.language, territories=())


def renewed(draft: Subscription, who: Subscriber) -> Subscription:
    """Return the draft as it is stored: in the language that the chat has by now."""
    return replace(draft, language=who.language)
