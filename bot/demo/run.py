"""Composition of the demo: the production app between a local Telegram and sample sites, and the page in front.

Everything that is different from a real day stands here, in settings and in the sources file: a short poll interval,
local addresses allowed, a clock that begins at ten in the morning and can be moved.
"""

from __future__ import annotations

import asyncio
import errno
import json
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from domain.clock import MovableClock, SystemClock

if TYPE_CHECKING:
    from bot.app import App
    from bot.demo.botapi import BotAccount, World
    from bot.demo.phones import Phone
    from bot.demo.places import Place
    from bot.demo.sample_sources import SampleSources
    from bot.demo.story import Story

HOST = "127.0.0.1"
TRIES = 20
TOKEN = "700000000:demo-token-that-opens-nothing-at-all"  # noqa: S105 - of the local Telegram only
ZONE = "Asia/Almaty"
MORNING = time(10)  # alerts wait out quiet hours; a demo in the evening must show something at once
POLL_EVERY = "2s"  # between two polls of a sample site; real ones are asked every half hour
LOOK_EVERY = 0.5  # seconds between two questions "which source is due?"
OPERATOR = ("«Үлгі» қоғамдық қоры", "990140000007", "demo@example.kz")


@dataclass(frozen=True, slots=True)
class House:
    """The running demo, for the page and for tests."""

    url: str
    clock: MovableClock
    world: World
    bot: BotAccount
    phones: tuple[Phone, ...]
    places: tuple[Place, ...]
    sources: SampleSources
    story: Story
    app: App


async def demo(port: int = 8080, *, tell: Callable[[str], None] | None = None) -> None:
    """Run the demo until cancelled; says on the way what it does.

    Args:
        port: where the page should be; when it is taken, a free one after it is used and told.
        tell: takes the lines to be shown; printed by default.
    """
    tell = tell or _say
    try:
        async with open_demo(port, tell=tell) as house:
            tell(f"\n  Ready: open {house.url} in a browser. Ctrl-C stops everything.\n")
            try:
                await asyncio.Event().wait()
            finally:
                tell("\nStopping …")
    except asyncio.CancelledError:
        tell("Stopped; nothing was kept.")
        raise


@asynccontextmanager
async def open_demo(port: int = 8080, *, tell: Callable[[str], None] = lambda line: None) -> AsyncIterator[House]:
    """Start everything, yield the running demo, and stop everything in reverse order.

    Args:
        port: see `demo`; 0 takes any free one.
        tell: takes the progress lines.

    Raises:
        OSError: no port could be had.
    """
    async with AsyncExitStack() as stack:
        tell("Elshi demo: everything on this machine, without a token and without the internet.")
        listener = stack.enter_context(_listen(port, tell))
        port = listener.getsockname()[1]

        tell("[1/5] loading the bot (some seconds) …")
        from aiohttp import web

        from bot.app import App
        from bot.demo.acts import Acts
        from bot.demo.botapi import BotApiServer, World
        from bot.demo.chapters import read_story
        from bot.demo.document import Document
        from bot.demo.guests import COORDINATOR, GUESTS
        from bot.demo.happenings import Happenings
        from bot.demo.page import Page
        from bot.demo.past_years import import_past_years, past_years
        from bot.demo.phones import Phone
        from bot.demo.places import shared_places
        from bot.demo.reposts import Reposts
        from bot.demo.sample_portals import TOKEN as REGISTER_TOKEN
        from bot.demo.sample_sources import SampleSources
        from bot.demo.seed import register
        from bot.demo.story import Story
        from bot.demo.traces import Traces
        from bot.settings import Settings

        zone = ZoneInfo(ZONE)
        clock = MovableClock(datetime.combine(SystemClock().now().astimezone(zone).date(), MORNING, zone))

        tell("[2/5] a local Telegram with its phones …")
        world = World(clock)
        bot = world.add_bot(TOKEN, "elshi_demo_bot", "Елші")
        people = {g.id: world.add_person(g.telegram_id, g.name_kk, language_code=g.language.value) for g in GUESTS}
        places = shared_places(world, people, clock.now().astimezone(zone).date())
        phones = tuple(Phone(guest, people[guest.id], bot, places) for guest in GUESTS)
        server = BotApiServer(world)
        await server.start()
        stack.push_async_callback(server.stop)

        sources = await stack.enter_async_context(SampleSources(clock, zone, world.touch))
        posts = sum(len(site.posts) for site in sources.sites.values())
        tell(f"[3/5] {len(sources.sites)} sample sites with {posts} announcements …")

        tell("[4/5] the bot: database, people, first reading of the sites, calls of past years …")
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="elshi-demo-")))
        settings = Settings(
            _env_file=None,
            bot_token=TOKEN,
            bot_api_url=server.base_url,
            database_url=f"sqlite:///{folder / 'demo.db'}",
            sources_file=_sources_file(folder, sources),
            allow_local_sources=True,
            goszakup_token=REGISTER_TOKEN,
            coordinators=(COORDINATOR,),
            operator_name=OPERATOR[0],
            operator_bin=OPERATOR[1],
            operator_contact=OPERATOR[2],
            timezone=ZONE,
            collect_every=LOOK_EVERY,
            heartbeat_file=None,
        )
        app = await stack.enter_async_context(App(settings, clock=clock))
        # First the calls, then the people: who comes to a list of open calls must not get each of them as an alert.
        await app.collect_now()
        today = clock.now().astimezone(zone).date()
        await import_past_years(past_years(folder, today), app.historian, app.service.tree, today)
        await app.season.tick()  # what may open again is known before anybody asks
        await register(app.service)
        for phone in phones:
            if phone.guest.known:
                phone.person.start(bot)

        tell("[5/5] the page …")
        traces = Traces(sources, phones, app.store, app.service.tree, clock, zone)
        chapters, reposts = read_story(), Reposts(world, sources)
        document = Document(world, phones, sources, traces, clock, zone, places, chapters, reposts)
        happenings = Happenings(world, sources, traces, document, clock, app.wake)
        story = Story(chapters, world, phones, reposts, happenings, app.service.texts)
        page = Page(world, Acts(phones, reposts), story, happenings, document, clock)
        runner = web.AppRunner(page.app(port), access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, listener).start()

        group = await stack.enter_async_context(asyncio.TaskGroup())
        tasks = [group.create_task(app.run(), name="bot"), group.create_task(document.watch(), name="page")]
        try:
            yield House(f"http://{HOST}:{port}", clock, world, bot, phones, places, sources, story, app)
        finally:
            for task in tasks:
                task.cancel()


def _listen(port: int, tell: Callable[[str], None]) -> socket.socket:
    """Return a listening socket on the port, or on the first free one after it."""
    for candidate in [*range(port, min(port + TRIES, 65536)), 0] if port else [0]:
        listener = socket.socket()
        # Without it a demo started again at once would be refused its own port (TIME_WAIT).
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            continue
        taken = listener.getsockname()[1]
        if port and taken != port:
            tell(f"Port {port} is busy; the page takes {taken}.")
        return listener
    raise OSError(errno.EADDRINUSE, "no free port")


def _sources_file(folder: Path, sources: SampleSources) -> Path:
    """Write the sources file of the sample sites: what an operator writes for real ones."""
    lines = []
    for site in sources.sites.values():
        values = {
            "id": site.file.id,
            "kind": site.format.kind,
            "url": site.feed_url,
            "name_kk": site.file.name_kk,
            "name_ru": site.file.name_ru,
            "territory": site.file.territory,
            "languages": list(site.file.languages),
            "interval": POLL_EVERY,
        }
        lines += ["[[source]]", *_toml(values)]
        for table, options in _tables("source.options", site.format.options):
            lines += [f"[{table}]", *_toml(options)]
    path = folder / "sources.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _tables(name: str, options: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a table and those inside it, each with its plain values."""
    plain = {key: value for key, value in options.items() if not isinstance(value, Mapping)}
    if plain:
        yield name, plain
    for key, value in options.items():
        if isinstance(value, Mapping):
            yield from _tables(f"{name}.{key}", value)


def _toml(values: Mapping[str, Any]) -> list[str]:
    # JSON strings, lists and numbers are TOML as well.
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]


def _say(line: str) -> None:
    print(line, flush=True)
