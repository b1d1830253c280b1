"""What each command does. Only what it needs is imported, inside it: `elshi --help` must not wait for a client."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings
    from domain.days_off import CalendarChange


def set_up_logging(level: str, *, as_json: bool) -> None:
    """Log to standard error (see `bot.log_lines`)."""
    from bot.log_lines import set_up

    set_up(level, sys.stderr, as_json=as_json)


def until_stopped(main: Callable[[], Awaitable[None]]) -> int:
    """Run until it ends or somebody sends SIGINT or SIGTERM; everything is closed in order then."""

    async def guarded() -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        assert task is not None

        def stop() -> None:
            task.cancel()
            for number in (signal.SIGINT, signal.SIGTERM):  # once: a second one must not break off the last writes
                loop.add_signal_handler(number, lambda: None)

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        await main()

    try:
        asyncio.run(guarded())
    except (asyncio.CancelledError, KeyboardInterrupt):
        return 0
    return 0


def run(arguments: argparse.Namespace) -> int:
    """Run the real bot."""
    from bot.check import another_bot, complain, source_problems
    from bot.settings import missing_for_running, read_settings

    settings, problems = read_settings()
    problems += missing_for_running(settings, problems)
    facts: list[str] = []
    broken = source_problems(settings, facts)
    if broken and not facts:  # some wrong entries are told and left out; a file without one good source is a mistake
        problems += broken
    if problems:
        complain(problems)
        return 2
    set_up_logging(settings.log_level, as_json=settings.log_json)

    async def main() -> None:
        from bot.app import App

        async with App(settings) as app:
            # What is there now stays. Else the collector looks through all of it again and again, and everybody waits
            # a sixth of a second.
            gc.freeze()
            logging.getLogger("elshi").info("running; stop with Ctrl-C")
            await app.run(accept_new_bot=arguments.accept_new_bot)

    from bot.identity import AnotherBot

    try:
        return until_stopped(main)
    except AnotherBot as error:
        complain([another_bot(error)])
        return 2


def check(arguments: argparse.Namespace) -> int:
    """Print every problem with the settings, the database, the sources and the token at once."""
    from bot.check import check_all

    return asyncio.run(check_all(online=not arguments.offline))


def migrate(arguments: argparse.Namespace) -> int:
    """Bring the database to this version's schema and load territories and spheres."""
    from bot.check import complain
    from bot.settings import read_settings
    from storage.seed import seed
    from storage.store import open_store

    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2

    async def main() -> None:
        async with open_store(settings.database_url.get_secret_value(), zone=settings.zone) as store:
            await seed(store)
            for name, value in (await store.facts()).items():
                print(f"{name}: {value}")

    asyncio.run(main())
    return 0


def collect(arguments: argparse.Namespace) -> int:
    """Poll the sources once, now, and print what came of it; alerts are queued for the running bot."""
    if arguments.backfill:
        from bot.backfill_command import backfill

        return backfill(arguments.source, arguments.pages)
    from bot.check import complain
    from bot.settings import read_settings

    # Collecting needs no token: the client is only built, never used.
    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2
    set_up_logging(settings.log_level, as_json=settings.log_json)

    async def main() -> int:
        from bot.app import App

        async with App(settings) as app:
            results = await app.collect_now(arguments.source)
        if not results:
            print(f"no such source: {arguments.source}" if arguments.source else "no source is enabled")
            return 1
        for result in sorted(results, key=lambda one: one.source_id):
            state = result.error or "ok"
            print(
                f"{result.source_id}: {state}; new posts {result.fresh}, calls {result.calls}, alerts {result.queued}"
            )
        return 1 if all(result.error for result in results) else 0

    return asyncio.run(main())


def import_(arguments: argparse.Namespace) -> int:
    """Bring in past calls from a CSV file; nobody is alerted (see docs/import.md)."""
    from bot.import_command import import_file

    return import_file(arguments.file, dry_run=arguments.dry_run, strict=arguments.strict)


def read(arguments: argparse.Namespace) -> int:
    """Read announcements: JSON lines in, JSON lines out."""
    from bot.read_command import read_lines

    return read_lines(arguments.input, arguments.output)


def due(arguments: argparse.Namespace) -> int:
    """Print when the answer to a letter is due, and why each day between is off."""
    from bot.check import complain
    from bot.due_command import print_due
    from bot.settings import read_settings

    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2
    changes = asyncio.run(_calendar_table(settings))
    return print_due(arguments.moment, settings, hours=arguments.hours, as_json=arguments.json, changes=changes)


async def _calendar_table(settings: Settings) -> Sequence[CalendarChange]:
    """Return the table of days off and worked days that coordinators edit."""
    from storage.store import open_store

    async with open_store(settings.database_url.get_secret_value(), zone=settings.zone) as store, store.read() as found:
        return await found.calendar.changes()


def timeliness(arguments: argparse.Namespace) -> int:
    """Print how early people hear of calls, by source or by organiser."""
    from bot.check import complain
    from bot.settings import read_settings
    from bot.timeliness_command import print_timeliness

    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2
    return asyncio.run(print_timeliness(settings, arguments.by, arguments.days, as_json=arguments.json))


def stats(arguments: argparse.Namespace) -> int:
    """Print the figures of requests: how many, how fast, how often in time (definitions: docs/figures.md)."""
    from bot.check import complain
    from bot.settings import read_settings
    from bot.stats_command import Words, print_stats
    from domain.language import Language

    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2
    words = Words(
        first=arguments.first,
        last=arguments.last,
        as_of=arguments.as_of,
        by=arguments.by[0],
        territory=arguments.territory,
        public=arguments.public,
        also=tuple(arguments.by[1:]),
    )
    return asyncio.run(print_stats(settings, words, Language(arguments.lang), as_json=arguments.json))


def export(arguments: argparse.Namespace) -> int:
    """Write figures and requests as one file: XLSX, CSV or JSON (what is in it: docs/export.md)."""
    from bot.check import complain
    from bot.export_command import Wish, write_export
    from bot.settings import read_settings
    from bot.stats_command import Words
    from domain.exports import Format, Level
    from domain.language import Language

    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2
    level = Level(arguments.level)
    words = Words(
        first=arguments.first,
        last=arguments.last,
        as_of=arguments.as_of,
        by="office",
        territory=arguments.territory,
        public=level is Level.PUBLIC,
    )
    wish = Wish(
        level=level,
        format=Format(arguments.format),
        language=Language(arguments.lang),
        office=arguments.office,
        separator=arguments.separator,
        out=arguments.out,
        force=arguments.force,
    )
    return asyncio.run(write_export(settings, words, wish))


def report(arguments: argparse.Namespace) -> int:
    """Write reports as static pages with open data; or correct a published one, or count it anew (docs/reports.md)."""
    from bot.check import complain
    from bot.report_command import Wanted, correct, recount, write_site
    from bot.settings import read_settings

    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2
    if arguments.correct is not None:
        return asyncio.run(correct(settings, arguments.correct, arguments.reason))
    if arguments.recount is not None:
        return asyncio.run(recount(settings, arguments.recount))
    wanted = Wanted(arguments.first, arguments.last, tuple(arguments.territory))
    return asyncio.run(write_site(settings, arguments.out, wanted))


def verify(arguments: argparse.Namespace) -> int:
    """Check that nobody rewrote or shortened the log; names the first wrong entry."""
    from bot.check import complain
    from bot.settings import read_settings
    from bot.verify_command import print_verified

    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2
    return asyncio.run(print_verified(settings, arguments.against))


def rebuild(arguments: argparse.Namespace) -> int:
    """Work out anew how every request stands, from the log and the calendar; prints how many differed."""
    from bot.check import complain
    from bot.rebuild_command import print_rebuilt
    from bot.settings import read_settings

    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2
    set_up_logging(settings.log_level, as_json=settings.log_json)
    return asyncio.run(print_rebuilt(settings))


def backup(arguments: argparse.Namespace) -> int:
    """Copy the database while the bot runs; the copy is looked at before it gets its name, and has a checksum."""
    from bot.backup_command import print_backup
    from bot.check import complain
    from bot.settings import read_settings

    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2
    return print_backup(settings, arguments.out, arguments.keep)


def restore(arguments: argparse.Namespace) -> int:
    """Put a copy in the place of the database while the bot is stopped; what was there is kept aside."""
    from bot.backup_command import print_restored
    from bot.check import complain
    from bot.settings import read_settings

    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2
    return print_restored(settings, arguments.file, force=arguments.force)


def move(arguments: argparse.Namespace) -> int:
    """Move everything from the SQLite file to an empty PostgreSQL database (see docs/runbook.md)."""
    from bot.check import complain
    from bot.move_command import move_database
    from bot.settings import read_settings

    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2
    return move_database(settings, arguments.to)


def cases(arguments: argparse.Namespace) -> int:
    """Make test cases of what coordinators corrected: labelled texts as JSON lines."""
    from bot.cases_command import cases as made
    from bot.cases_command import write_cases
    from bot.check import complain
    from bot.settings import read_settings
    from domain.territory import TerritoryTree
    from storage.seed import load_territories
    from storage.store import open_store

    settings, problems = read_settings()
    if problems:
        complain(problems)
        return 2

    async def main() -> int:
        url = settings.database_url.get_secret_value()
        async with open_store(url, zone=settings.zone) as store, store.read() as repositories:
            texts = await repositories.corrections.texts()
        return write_cases(made(texts, TerritoryTree(load_territories()), settings.zone), arguments.output)

    return asyncio.run(main())


def demo(arguments: argparse.Namespace) -> int:
    """Run everything on this machine without a token or the internet."""
    from bot.demo.run import demo as run_demo

    set_up_logging("WARNING", as_json=False)

    async def main() -> None:
        await run_demo(port=arguments.port)

    return until_stopped(main)
