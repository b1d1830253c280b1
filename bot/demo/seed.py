"""What two of the guests told the bot before the visitor came."""

from __future__ import annotations

from bot.demo.guests import GUESTS
from domain.people import CONSENT_VERSION, Role
from domain.subscriptions import Subscription
from handlers.service import Service
from handlers.views.onboarding import consent_text, text_hash


async def register(service: Service) -> None:
    """Register the guests who know the bot already, as if they had gone through onboarding."""
    now = service.clock.now()
    async with service.store.write() as repositories:
        for guest in GUESTS:
            if not guest.known:
                continue
            person = guest.telegram_id
            shown = consent_text(service.texts.in_language(guest.language), service.operator)
            await repositories.people.set_language(person, guest.language, now)
            await repositories.people.give_consent(person, CONSENT_VERSION, text_hash(shown), now)
            await repositories.people.onboard(person, Role.NGO if guest.ngo else Role.LOOKING, guest.ngo, None, now)
            wish = Subscription(0, person, person, guest.language, guest.territories, guest.spheres)
            await repositories.subscriptions.put(wish, now)
