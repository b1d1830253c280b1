"""The working calendar, worked out by a child process that ends at once: `python -m bot.calendar_process DAY`.

The `holidays` package loads every country of the world: 45 MB and two seconds that the running bot must not keep.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE
from datetime import date
from pathlib import Path

from domain.calendar import WorkingCalendar

PATIENCE = 60.0
_ROOT = Path(__file__).resolve().parents[1]


async def calendar_apart(around: date) -> WorkingCalendar:
    """Return the working days of the years around a day (see `bot.holidays.kazakh_calendar`).

    Raises:
        TimeoutError: the child did not answer within a minute.
        RuntimeError: the child failed.
    """
    words = [sys.executable, "-m", "bot.calendar_process", around.isoformat()]
    # The environment is not passed on: the token and the passwords are none of the child's business.
    env = {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PATH": os.defpath}
    child = await asyncio.create_subprocess_exec(*words, stdout=PIPE, cwd=_ROOT, env=env)
    try:
        async with asyncio.timeout(PATIENCE):
            text, _ = await child.communicate()
    except BaseException:
        if child.returncode is None:
            child.kill()
            await child.wait()
        raise
    if child.returncode:
        raise RuntimeError(f"the holidays could not be worked out: exit status {child.returncode}")
    days = json.loads(text)
    return WorkingCalendar(*(frozenset(map(date.fromisoformat, days[name])) for name in ("holidays", "worked")))


def _answer(day: str) -> None:
    from bot.holidays import kazakh_calendar

    calendar = kazakh_calendar(date.fromisoformat(day))
    lists = {"holidays": sorted(calendar.holidays), "worked": sorted(calendar.worked)}
    sys.stdout.write(json.dumps(lists, default=str))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the bot; it ends its children
    _answer(sys.argv[1])
