"""`elshi move`: from a SQLite file to an empty PostgreSQL database, checked before it counts."""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import ExitStack
from pathlib import Path

from bot.progress import Progress
from bot.settings import Settings
from domain.clock import SystemClock
from domain.errors import StorageBusy
from storage.moving import Moved, NotMovable, Told, move

MOVED, REFUSED, MISUSED = 0, 1, 2
"""Exit codes."""


def move_database(settings: Settings, target: str) -> int:
    """Move the database of DATABASE_URL; print what was moved, or why nothing was.

    Args:
        settings: where the source is.
        target: `postgresql://…` of an empty database.

    Returns:
        0 when everything stands in the target, 1 when nothing was moved, 2 when the words are wrong.
    """
    found = re.fullmatch(r"sqlite:///(.+)", settings.database_url.get_secret_value())
    if found is None or not re.match(r"postgres(ql)?://.", target):
        print(
            "✗ moves from the SQLite file of DATABASE_URL to a PostgreSQL database\n"
            "  → leave DATABASE_URL as it is until it is done: elshi move --to postgresql://user:password@host/database",
            file=sys.stderr,
        )
        return MISUSED
    try:
        with ExitStack() as stack:
            moved = asyncio.run(move(Path(found[1]), target, SystemClock(), lambda total: _telling(stack, total)))
    except (NotMovable, StorageBusy, ValueError) as error:
        print(f"✗ nothing was moved: {str(error).replace('DATABASE_URL', '--to')}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("✗ broken off: nothing was moved, the source is as it was and the target is empty", file=sys.stderr)
        return REFUSED
    print("\n".join(_lines(moved)))
    return MOVED


def _telling(stack: ExitStack, total: int) -> Told:
    progress = stack.enter_context(Progress(total, "rows"))
    done = 0

    def told(more: int) -> None:
        nonlocal done
        done += more
        progress.reach(done)

    return told


def _lines(moved: list[Moved]) -> list[str]:
    width = max(len(one.table) for one in moved)
    lines = [f"{one.table:<{width}}  {one.rows:>9}  {one.digest[:16]}" for one in moved if one.rows]
    empty = sum(not one.rows for one in moved)
    return [
        *lines,
        f"✓ {sum(one.rows for one in moved)} rows of {len(moved)} tables ({empty} empty) read back the same",
        "✓ the log fits",
        "→ now put the new address into DATABASE_URL and start the bot; keep the old file until you are content",
    ]
