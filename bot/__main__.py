"""The command line: which commands there are and what words they take; what they do stands in `bot.actions`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot import actions
from domain.errors import DomainError

_STATS_BY = ("office", "seat", "territory", "topic", "month", "quarter", "year")

MOST = 10**15
"""No office and no report has a higher number; a database takes none with twenty digits."""

DESCRIPTION = "Елші · Elshi: a Telegram bot in Kazakh and Russian between rural NGOs and akimats."


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


def _number(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(f"numbers are from 1 to {MOST}")
    return number


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    whole = argparse.ArgumentParser("elshi", description=DESCRIPTION)
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, action: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        text = (action.__doc__ or "").strip()
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(action=action)
        return made

    made = command("run", actions.run)
    made.add_argument(
        "--accept-new-bot", action="store_true", help="go on with a database that was used with another bot"
    )
    made = command("demo", actions.demo)
    made.add_argument("--port", type=int, default=8080, help="port of the page on 127.0.0.1 (8080)")
    made = command("check", actions.check)
    made.add_argument("--offline", action="store_true", help="do not ask Telegram whether the token works")
    command("migrate", actions.migrate)
    made = command("collect", actions.collect)
    made.add_argument("source", nargs="?", help="id of one source; all enabled ones by default")
    made.add_argument(
        "--backfill", action="store_true", help="walk back through older pages instead; nobody is alerted"
    )
    made.add_argument("--pages", type=_pages, default=50, help="with --backfill: pages of each source in this run (50)")
    made = command("import", actions.import_)
    made.add_argument("file", type=Path, help="CSV file of past calls")
    made.add_argument("--dry-run", action="store_true", help="only look what is wrong; store nothing")
    made.add_argument("--strict", action="store_true", help="store nothing when any line is wrong")
    made = command("timeliness", actions.timeliness)
    made.add_argument("--by", choices=("source", "organiser"), default="source", help="what it is told by (source)")
    made.add_argument("--days", type=int, choices=range(1, 367), metavar="DAYS", default=90, help="1 to 366 (90)")
    made.add_argument("--json", action="store_true", help="a line of JSON for each; times in seconds")
    made = command("due", actions.due)
    made.add_argument("moment", nargs="+", help="when it was sent, like 2026-12-31T18:31+05:00 (else local time)")
    made.add_argument("--hours", help="the office's hours, like 9:00-18:00/13:00-14:00 (9:00-18:30/13:00-14:30)")
    made.add_argument("--json", action="store_true", help="one JSON object")
    made = command("stats", actions.stats)
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
    made = command("export", actions.export)
    made.add_argument("--from", dest="first", metavar="DAY", help="first day of filing (1 January of the year)")
    made.add_argument("--to", dest="last", metavar="DAY", help="last day of filing (the day of --as-of)")
    made.add_argument("--territory", metavar="ID", help="requests filed there and below (KZ)")
    made.add_argument("--office", type=_number, metavar="NUMBER", help="only this office's parts, by its own clock")
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
    made = command("report", actions.report)
    what = made.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="DIR", help="write the published reports, or figures of a period")
    what.add_argument("--correct", type=_number, metavar="NUMBER", help="publish report NUMBER anew; needs --reason")
    what.add_argument("--recount", type=_number, metavar="NUMBER", help="whether the log still gives the same numbers")
    made.add_argument("--from", dest="first", metavar="DAY", help="with --out: first day of filing")
    made.add_argument("--to", dest="last", metavar="DAY", help="with --out: last day of filing")
    made.add_argument("--territory", metavar="ID", action="append", default=[], help="with --out; may come again")
    made.add_argument("--reason", default="", help="with --correct: why; everybody who reads the report sees it")
    made = command("verify", actions.verify)
    made.add_argument("--against", metavar="HASH", help="a control code that was sent out, number:hash or the hash")
    command("rebuild", actions.rebuild)
    made = command("backup", actions.backup)
    made.add_argument("--out", type=Path, metavar="FILE", help="the file to be made (a dated one in BACKUP_DIR)")
    made.add_argument("--keep", type=_copies, metavar="N", help="put the moment into its name; keep N such files")
    made = command("restore", actions.restore)
    made.add_argument("file", type=Path, help="a file made by `elshi backup`, of this version or an older one")
    made.add_argument("--force", action="store_true", help="take the place of a database that holds something")
    made = command("move", actions.move)
    made.add_argument(
        "--to", required=True, metavar="URL", help="an empty database, postgresql://user:password@host/name"
    )
    made = command("read", actions.read)
    made.add_argument("input", nargs="?", type=Path, help="file of JSON lines (standard input by default)")
    made.add_argument("--output", type=Path, help="file to write (standard output by default)")
    made = command("cases", actions.cases)
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
