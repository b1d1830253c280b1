"""The command line: run, check, migrate, backup, restore, collect, import, read, due, stats, report, verify and more.

Only what a command needs is imported, inside the command: `elshi --help` must not wait for a Telegram client.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import DomainError

if TYPE_CHECKING:
    from bot.settings import Settings
    from domain.days_off import CalendarChange

_STATS_BY = ("office", "seat", "territory", "topic", "month", "quarter", "year")

DESCRIPTION = "Елші · Elshi: a Telegram bot in Kazakh and Russian between rural NGOs and akimats."


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


def _pages(text: str) -> int:
    pages = int(text)
    if not 1 <= pages <= 10_000:
        raise argparse.ArgumentTypeError("pages are a number from 1 to 10000")
    return pages


def _copies(text: str) -> int:
    copies = int(text)
    if not 1 <= copies <= 1000:
        raise argparse.ArgumentTypeError("copies are a number from 1 to 1000")
    return copies


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    whole = argparse.ArgumentParser("elshi", description=DESCRIPTION)
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, action: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        text = (action.__doc__ or "").strip()
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(action=action)
        return made

    made = command("run", run)
    made.add_argument(
        "--accept-new-bot", action="store_true", help="go on with a database that was used with another bot"
    )
    made = command("demo", demo)
    made.add_argument("--port", type=int, default=8080, help="port of the page on 127.0.0.1 (8080)")
    made = command("check", check)
    made.add_argument("--offline", action="store_true", help="do not ask Telegram whether the token works")
    command("migrate", migrate)
    made = command("collect", collect)
    made.add_argument("source", nargs="?", help="id of one source; all enabled ones by default")
    made.add_argument(
        "--backfill", action="store_true", help="walk back through older pages instead; nobody is alerted"
    )
    made.add_argument("--pages", type=_pages, default=50, help="with --backfill: pages of each source in this run (50)")
    made = command("import", import_)
    made.add_argument("file", type=Path, help="CSV file of past calls")
    made.add_argument("--dry-run", action="store_true", help="only look what is wrong; store nothing")
    made.add_argument("--strict", action="store_true", help="store nothing when any line is wrong")
    made = command("timeliness", timeliness)
    made.add_argument("--by", choices=("source", "organiser"), default="source", help="what it is told by (source)")
    made.add_argument("--days", type=int, choices=range(1, 367), metavar="DAYS", default=90, help="1 to 366 (90)")
    made.add_argument("--json", action="store_true", help="a line of JSON for each; times in seconds")
    made = command("due", due)
    made.add_argument("moment", nargs="+", help="when it was sent, like 2026-12-31T18:31+05:00 (else local time)")
    made.add_argument("--hours", help="the office's hours, like 9:00-18:00/13:00-14:00 (9:00-18:30/13:00-14:30)")
    made.add_argument("--json", action="store_true", help="one JSON object")
    made = command("stats", stats)
    made.add_argument("--from", dest="first", metavar="DAY", help="first day of filing (1 January of the year)")
    made.add_argument("--to", dest="last", metavar="DAY", help="last day of filing (the day of --as-of)")
    made.add_argument(
        "--by", nargs="+", choices=_STATS_BY, default=["office"], metavar="WHAT",
        help=f"what the figures are given by, a table for each: {', '.join(_STATS_BY)} (office)",
    )  # fmt: skip
    made.add_argument("--territory", metavar="ID", help="requests filed there and below (KZ)")
    made.add_argument("--as-of", metavar="MOMENT", help="a day, meaning its end, or a moment in local time (now)")
    made.add_argument("--public", action="store_true", help="hide groups under 5, and others with them")
    made.add_argument("--lang", choices=("kk", "ru"), default="kk", help="language of the table (kk)")
    made.add_argument(
        "--json",
        action="store_true",
        help="JSON, a line for each table, as described in docs/figures.md; times in seconds",
    )
    made = command("export", export)
    made.add_argument("--from", dest="first", metavar="DAY", help="first day of filing (1 January of the year)")
    made.add_argument("--to", dest="last", metavar="DAY", help="last day of filing (the day of --as-of)")
    made.add_argument("--territory", metavar="ID", help="requests filed there and below (KZ)")
    made.add_argument("--office", type=int, metavar="NUMBER", help="only the parts of this office, by its own clock")
    made.add_argument("--as-of", metavar="MOMENT", help="a day, meaning its end, or a moment in local time (now)")
    made.add_argument(
        "--level", choices=("public", "council", "internal"), default="public",
        help="public: figures, small groups hidden; council: a row for each request too; internal: seats too (public)",
    )  # fmt: skip
    made.add_argument("--format", choices=("xlsx", "csv", "json"), default="xlsx", help="csv is a ZIP of tables (xlsx)")
    made.add_argument("--separator", choices=(";", ","), default=";", help="of CSV; with ; decimals have a comma (;)")
    made.add_argument("--lang", choices=("kk", "ru"), default="kk", help="language of headings and names (kk)")
    made.add_argument("--out", type=Path, metavar="FILE", help="file or folder to write (here, named by what is in it)")
    made.add_argument("--force", action="store_true", help="write over a file that is there")
    made = command("report", report)
    what = made.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="DIR", help="write the published reports, or figures of a period")
    what.add_argument("--correct", type=int, metavar="NUMBER", help="publish report NUMBER anew; needs --reason")
    what.add_argument("--recount", type=int, metavar="NUMBER", help="whether the log still gives the same numbers")
    made.add_argument("--from", dest="first", metavar="DAY", help="with --out: first day of filing")
    made.add_argument("--to", dest="last", metavar="DAY", help="with --out: last day of filing")
    made.add_argument("--territory", metavar="ID", action="append", default=[], help="with --out; may come again")
    made.add_argument("--reason", default="", help="with --correct: why; everybody who reads the report sees it")
    made = command("verify", verify)
    made.add_argument("--against", metavar="HASH", help="a control code that was sent out, number:hash or the hash")
    command("rebuild", rebuild)
    made = command("backup", backup)
    made.add_argument("--out", type=Path, metavar="FILE", help="the file to be made (a dated one in BACKUP_DIR)")
    made.add_argument("--keep", type=_copies, metavar="N", help="put the moment into its name; keep N such files")
    made = command("restore", restore)
    made.add_argument("file", type=Path, help="a file made by `elshi backup`, of this version or an older one")
    made.add_argument("--force", action="store_true", help="take the place of a database that holds something")
    made = command("move", move)
    made.add_argument(
        "--to", required=True, metavar="URL", help="an empty database, postgresql://user:password@host/name"
    )
    made = command("read", read)
    made.add_argument("input", nargs="?", type=Path, help="file of JSON lines (standard input by default)")
    made.add_argument("--output", type=Path, help="file to write (standard output by default)")
    made = command("cases", cases)
    made.add_argument("--output", type=Path, help="file to add the cases to (standard output by default)")
    return whole


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = parser().parse_args(words)
    try:
        code: int = arguments.action(arguments)
    except BrokenPipeError:
        return 0
    except DomainError as error:
        print(f"✗ DATABASE_URL: the database cannot be used now ({error})\n  → see `elshi check`", file=sys.stderr)
        return 1
    except ValueError as error:
        if not str(error).startswith("DATABASE_URL"):
            raise
        print(f"✗ {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
