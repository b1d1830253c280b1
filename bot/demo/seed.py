"""What some of the guests told the bot before the visitor came, and the akimat where one of them sits."""

from __future__ import annotations

from datetime import datetime

from bot.demo.guests import COORDINATOR, GUESTS, Guest
from domain.invitations import HOLDS, Reply
from domain.offices import By, SeatRole
from domain.people import Role
from domain.ports import Repositories
from domain.subscriptions import Subscription
from handlers import consents, office_record
from handlers.service import Service
from handlers.views.onboarding import consent_text

DISTRICT = "334800000"
OFFICE = ("Ішкі саясат бөлімі", "Отдел внутренней политики")
TOPICS = ("internal_policy", "youth", "culture", "other")


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
            await consents.give(repositories, person, guest.language, shown, now)
            role = Role.NGO if guest.ngo else Role.OFFICIAL if guest.sits else Role.LOOKING
            await repositories.people.onboard(person, role, guest.ngo, None, now)
            if guest.sits:
                await _seat(repositories, guest, now)
                continue
            wish = Subscription(0, person, person, guest.language, guest.territories, guest.spheres)
            await repositories.subscriptions.put(wish, now)


async def _seat(repositories: Repositories, guest: Guest, now: datetime) -> None:
    """Open the office of the district and seat the guest in it, by an invitation of the coordinator."""
    by = By(COORDINATOR, "coordinator:KZ")
    (office,) = await office_record.open_offices(repositories, [DISTRICT], OFFICE, TOPICS, by, now)
    token = f"demo-{guest.id}"
    made = await office_record.invite(repositories, token, office, SeatRole.HEAD, None, by, now, now + HOLDS)
    invitation = await repositories.invitations.get(made)
    assert invitation is not None
    await office_record.answer(repositories, invitation, guest.telegram_id, Reply.ACCEPTED, now)
    seat = await office_record.take(repositories, invitation, guest.telegram_id, now)
    await repositories.seats.name(seat, guest.name_ru)
