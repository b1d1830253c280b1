"""Invented calls of past years: a table as an alliance keeps it, so that the demo has something to guess from."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from pathlib import Path

from bot.demo.sample_texts import SAMPLES
from bot.history import Historian
from bot.import_command import Table, bring_in
from bot.progress import Progress
from domain.calls.past import Places
from domain.territory import TerritoryTree

TABLE = SAMPLES / "past.csv"
_DAY = re.compile(r"\{(\d):(\d+)\}")


def past_years(folder: Path, today: date) -> Table:
    """Write the table for a demo that starts today and return it.

    `{2:30}` is the day 30 days from now, two years ago.
    """

    def day(mark: re.Match[str]) -> str:
        ahead = today + timedelta(days=int(mark[2]))
        # Late in the month no year lacks the day: 29 February stands as the 28th.
        return f"{min(ahead.day, 28):02}.{ahead.month:02}.{ahead.year - int(mark[1])}"

    path = folder / TABLE.name
    path.write_text(_DAY.sub(day, TABLE.read_text(encoding="utf-8")), encoding="utf-8")
    return Table(path)


async def import_past_years(table: Table, historian: Historian, tree: TerritoryTree, today: date) -> int:
    """Bring the table in as `elshi import` does; returns how many calls it made.

    Raises:
        ValueError: a row is wrong.
    """
    with Progress(0, "B", io.StringIO()) as progress:  # a dozen rows: nobody waits for them
        tally = await bring_in(table, historian, Places(tree), today, progress)
    if tally.wrong:
        raise ValueError(f"{tally.wrong} wrong rows in {TABLE.name}")
    return tally.kept.calls
