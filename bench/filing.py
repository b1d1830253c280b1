"""From the press of "send" to the officer's phone: `python -m bench.filing`.

Members of 200 NGOs press at 20 a second; each letter goes to another of 200 officers in 200 offices. The production
dispatcher, storage and sender do the rest; the local Telegram runs in a process of its own. What is measured is the
time from a press to the first message in its officer's chat; what Telegram itself needs for bringing the press and
showing the message comes on top.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from aiogram.types import Update

from bench.far_side import FIRST_PERSON, TOKEN, far_side
from bench.figures import Figure, report
from bot.app import App
from bot.settings import Settings
from domain.clock import SystemClock
from domain.invitations import HOLDS
from domain.language import Language
from domain.offices import By, SeatRole
from domain.people import CONSENT_VERSION, Role
from domain.ports import Repositories
from domain.requests.draft import DraftPart, RequestDraft
from handlers.requests.filing_callbacks import LetterAct, LetterPress

OFFICES = 200
A_SECOND = 20
ALLOWED = 0.3
TEXT = "Ауылымыздағы жастар орталығының шатырынан су ағады. Жөндеуге қаржы бөлінуін сұраймыз. " * 6
NGO_MEMBERS = FIRST_PERSON + OFFICES


async def _prepare(app: App) -> list[LetterPress]:
    """Open the offices, seat an officer in each, and let a letter to each be written; returns the presses that send."""
    now = SystemClock().now()
    districts = [unit.id for unit in app.service.tree.units if unit.level == 2 and unit.selectable]
    presses = []
    async with app.store.write() as repositories:
        for number in range(OFFICES):
            place = districts[number % len(districts)]
            topic = app.service.topics[number // len(districts)].id
            office = await _office(repositories, place, topic, FIRST_PERSON + number, now)
            member = NGO_MEMBERS + number
            await _known(repositories, member, Role.NGO, f"ҮЕҰ {number}", now)
            ngo = (await repositories.people.visitor(member, member)).ngo
            assert ngo is not None
            draft = await repositories.request_drafts.begin(RequestDraft(0, member, ngo.id, place, topic), now)
            part = DraftPart(member, 10 + number, TEXT, now)
            await repositories.request_drafts.add(draft, part, now)
            kept = await repositories.request_drafts.get(draft)
            assert kept is not None
            presses.append(LetterPress(act=LetterAct.SEND, id=draft, office=office, revision=kept.revision))
    return presses


async def _office(repositories: Repositories, place: str, topic: str, officer: int, now: datetime) -> int:
    by = By(officer, "coordinator:KZ")
    (office,) = await repositories.offices.add([place], ("Бөлім", "Отдел"), [topic], by, now)
    await _known(repositories, officer, Role.OFFICIAL, None, now)
    made = await repositories.invitations.add(f"b{officer}", office, SeatRole.OFFICER, None, by, now, now + HOLDS)
    invitation = await repositories.invitations.get(made)
    assert invitation is not None
    await repositories.seats.take(invitation, officer, now)
    return office


async def _known(repositories: Repositories, person: int, role: Role, ngo: str | None, now: datetime) -> None:
    await repositories.people.set_language(person, Language.KK, now)
    await repositories.people.give_consent(person, CONSENT_VERSION, "x", now)
    await repositories.people.onboard(person, role, ngo, None, now)


def _press(number: int, press: LetterPress) -> Update:
    """Return what Telegram sends when the member of that number presses."""
    member = NGO_MEMBERS + number
    person = {"id": member, "is_bot": False, "first_name": "Айгүл"}
    chat = {"id": member, "type": "private", "first_name": "Айгүл"}
    moment = int(datetime.now(UTC).timestamp())
    message = {"message_id": 500, "date": moment, "chat": chat, "text": "…"}
    query = {"id": str(number), "from": person, "chat_instance": "1", "message": message, "data": press.pack()}
    return Update.model_validate({"update_id": 1_000_000 + number, "callback_query": query})


async def main() -> int:
    """Measure and print; returns 0 when the bound is kept."""
    pressed: dict[int, float] = {}
    people = OFFICES * 2
    with tempfile.TemporaryDirectory() as name:
        async with far_side(people, limits=False) as side, AsyncExitStack() as stack:
            url = f"sqlite:///{Path(name) / 'f.db'}"
            settings = Settings(bot_token=TOKEN, bot_api_url=side.base_url, database_url=url)
            app = await stack.enter_async_context(App(settings))
            presses = await _prepare(app)
            async with asyncio.TaskGroup() as group:
                sending = group.create_task(app.sender.run())
                await app.sender.drained()
                began = time.perf_counter()
                async with asyncio.TaskGroup() as handling:
                    for number, press in enumerate(presses):
                        await asyncio.sleep(max(began + number / A_SECOND - time.perf_counter(), 0))
                        pressed[FIRST_PERSON + number] = time.time()
                        handling.create_task(app.dispatcher.feed_update(app._bot, _press(number, press)))
                await app.sender.drained()
                sending.cancel()
        first = {int(chat): moment for chat, moment in side.seen["first"].items()}
    took = [first[officer] - moment for officer, moment in pressed.items() if officer in first]
    if len(took) != OFFICES:
        print(f"{OFFICES - len(took)} officers were never written to")
        return 1
    cuts = quantiles(took, n=100)
    print(
        f"seconds from the press: median {cuts[49]:.3f}, 95th {cuts[94]:.3f}, 99th {cuts[98]:.3f}, max {max(took):.3f}"
    )
    return report([Figure("press to officer's phone, 99th percentile (floor: 300 ms)", cuts[98], ALLOWED, "s", 1.0)])


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
