"""The arithmetic of docs/scaling.md: what the whole country would ask of Elshi. `python -m bench.paper` prints it.

Sizes of rows are measured here, by filling a database the way the product does; times come from Telegram's limits. What
nobody can measure beforehand (how many calls and requests, what a server costs) stands at the top as an assumption.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.app import App
from bot.settings import Settings
from domain.calls.model import Call, CallEvent, CallKind, CallText, LocalMoment, Post
from domain.clock import SystemClock
from domain.language import Language
from domain.people import CONSENT_VERSION, Role
from domain.ports import NewRequest, Repositories
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import MessageKind, RequestMessage, Route, gist
from domain.sources import Source
from domain.subscriptions import Subscription
from handlers.requests import happening

NGOS = 23_000  # of the register; PRODUCT: all of them
AKIMS = 2_000  # rural akims, at least
OFFICERS = 1_200  # of district and oblast departments

# Assumptions, to be replaced by what a year shows.
CALLS_A_YEAR = 2_500  # found in all sources
TOLD_EACH = 0.12  # share of all subscribers whom a call concerns, on average
REQUESTS_A_YEAR = 46_000  # two for each NGO
EVENTS_A_REQUEST = 4  # of the log, besides the filing
MESSAGES_A_REQUEST = 9  # cards, steps, answers, reminders to both sides
PRESSES_A_DAY = 4.0  # of each subscriber on a working day
BUSIEST = 8.0  # the busiest hour beside the average one

SEND_RATE = 28.0  # messages a second that we send; Telegram allows about 30
PLAIN_HOSTING = 20_000  # tenge a month for 2 cores, 4 GB, 80 GB in Kazakhstan: an assumption, ask for a price

SAMPLE = 400
PERSON = 10_000
TEXT = "Ауылымыздағы жастар орталығының шатырынан су ағады. Жөндеуге қаржы бөлінуін сұраймыз. " * 6


async def _sizes(folder: Path) -> dict[str, float]:
    """Return bytes a row of everything that grows, by what the file grew when some were added."""
    path = folder / "paper.db"
    settings = Settings(bot_token="123456:" + "P" * 35, database_url=f"sqlite:///{path}")
    async with App(settings) as app:
        now = SystemClock().now()

        async def grown(fill: Callable[[Repositories], Awaitable[int]]) -> float:
            before = _used(path)
            async with app.store.write() as repositories:
                rows = await fill(repositories)
            return (_used(path) - before) / rows

        async def people(repositories: Repositories) -> int:
            for person in range(PERSON, PERSON + SAMPLE):
                await repositories.people.set_language(person, Language.KK, now)
                await repositories.people.give_consent(person, CONSENT_VERSION, "0" * 64, now)
                await repositories.people.onboard(
                    person, Role.NGO, f"«Ауыл болашағы {person}» қоғамдық қоры", None, now
                )
                await repositories.subscriptions.put(Subscription(0, person, person, Language.KK, ("KZ",)), now)
            return SAMPLE

        async def calls(repositories: Repositories) -> int:
            await repositories.sources.sync([Source("paper", "feed", "https://example.kz/f", "Д", "И")], now)
            for number in range(SAMPLE):
                url, title = f"https://example.kz/{number}", f"Ауыл бастамаларына арналған шағын гранттар {number}"
                deadline = LocalMoment((now + timedelta(days=20)).date())
                post = await repositories.sources.put_post("paper", Post(url, url, title, TEXT), url, None, now)
                await repositories.calls.add(
                    Call(
                        id=0, revision=1, kind=CallKind.GRANT, event=CallEvent.OPENED, territories=("KZ",), spheres=(),
                        texts=(CallText("kk", title, url, "paper"),), opens=None, deadline=deadline,
                        closes_at=deadline.ends(app.service.zone), amount_max=1_000_000, amount_total=None,
                        currency="KZT", organiser="Орталық", published_at=now, first_seen_at=now,
                    ),
                    post, now,
                )  # fmt: skip
            return SAMPLE

        async def messages(repositories: Repositories) -> int:
            return sum([await repositories.calls.match(call, 1, now) for call in range(1, 11)])

        law = await app.service.by_law(app.service.today(now))

        async def requests(repositories: Repositories) -> int:
            for number in range(SAMPLE):
                person = PERSON + number
                ngo = (await repositories.people.visitor(person, person)).ngo
                assert ngo is not None
                new = NewRequest(
                    ngo_id=ngo.id, author_id=person, territory_id="334800000", topic_id="youth", call_id=None,
                    language=Language.KK, gist=gist(TEXT), filed_at=now, route=Route.NOBODY, office_id=None,
                )  # fmt: skip
                words = RequestMessage(0, 0, MessageKind.LETTER, person, None, None, person, number, TEXT, now)
                filed, _ = await happening.file(repositories, app.service, law, new, [words], now)
                for _ in range(EVENTS_A_REQUEST):
                    event = RequestEvent(0, filed.request.id, EventKind.ADDED, now, Actor.NGO)
                    await happening.happen(repositories, app.service, law, event, now)
            return SAMPLE

        async def updates(repositories: Repositories) -> int:
            await repositories.updates.keep([(number, "") for number in range(SAMPLE)], now)
            await repositories.updates.done(range(SAMPLE))
            return SAMPLE

        found = {"NGO with a person and a subscription": await grown(people)}
        found["call with its post"] = await grown(calls)
        found["message queued or sent"] = await grown(messages)
        found["request with its words and log"] = await grown(requests)
        found["update handled (kept two days)"] = await grown(updates)
        return found


def _used(path: Path) -> int:
    with closing(sqlite3.connect(path)) as other:
        pages, free, size = (
            other.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
    return int((pages - free) * size)


def _table(sizes: dict[str, float]) -> list[tuple[str, str]]:
    subscribers = NGOS + AKIMS + OFFICERS
    alerts = CALLS_A_YEAR * TOLD_EACH * subscribers
    sent = alerts + REQUESTS_A_YEAR * MESSAGES_A_REQUEST
    each = list(sizes.values())
    mb = 1 << 20
    year = (CALLS_A_YEAR * each[1] + sent * each[2] + REQUESTS_A_YEAR * each[3]) / mb
    hour = subscribers * PRESSES_A_DAY / 24 * BUSIEST / 3600
    return [
        *((name, f"{size:,.0f} bytes") for name, size in sizes.items()),
        ("subscribers", f"{subscribers:,}"),
        ("a call that concerns everybody, to the last one", f"{subscribers / SEND_RATE / 60:.0f} min"),
        ("the same to all rural akims", f"{AKIMS / SEND_RATE:.0f} s"),
        ("messages a year", f"{sent / 1e6:.1f} million, {sent / 365 / SEND_RATE / 60:.0f} min of sending a day"),
        ("presses in the busiest hour", f"{hour:.1f} a second"),
        ("database at the start of it all", f"{NGOS * each[0] / mb:.0f} MB"),
        ("database grows, a year", f"{year:,.0f} MB, of it messages {sent * each[2] / mb:,.0f} MB"),
        ("messages kept after half a year of cleaning", f"{sent / 2 * each[2] / mb:,.0f} MB"),
        ("updates kept for two days", f"{subscribers * PRESSES_A_DAY * 2 * each[4] / mb:.0f} MB"),
        ("hosting, two machines and the database's, assumed", f"{3 * PLAIN_HOSTING:,} tenge a month"),
    ]


def main() -> int:
    """Print the table as it stands in docs/scaling.md."""
    with tempfile.TemporaryDirectory() as name:
        sizes = asyncio.run(_sizes(Path(name)))
    print("| what | how much |\n|---|---|")
    for what, much in _table(sizes):
        print(f"| {what} | {much} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
