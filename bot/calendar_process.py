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
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from domain.calendar import WorkingCalendar
from domain.days_off import DayKind, DayReason

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
    return _calendar(json.loads(text))


def _calendar(told: dict[str, Any]) -> WorkingCalendar:
    return WorkingCalendar(
        frozenset(map(date.fromisoformat, told["holidays"])),
        frozenset(map(date.fromisoformat, told["worked"])),
        {date.fromisoformat(day): _reason(**fields) for day, fields in told["reasons"].items()},
        known=frozenset(told["known"]),
        awaited=frozenset(told["awaited"]),
    )


def _reason(kind: str, instead_of: str | None, **fields: Any) -> DayReason:
    return DayReason(DayKind(kind), instead_of=date.fromisoformat(instead_of) if instead_of else None, **fields)


def _answer(day: str) -> None:
    from bot.holidays import kazakh_calendar

    calendar = kazakh_calendar(date.fromisoformat(day))
    told = {
        "holidays": sorted(calendar.holidays),
        "worked": sorted(calendar.worked),
        "reasons": {when.isoformat(): asdict(reason) for when, reason in calendar.reasons.items()},
        "known": sorted(calendar.known),
        "awaited": sorted(calendar.awaited),
    }
    try:
        sys.stdout.write(json.dumps(told, default=str))
        sys.stdout.flush()
    except BrokenPipeError:  # the bot is gone: nobody is interested any more
        os._exit(1)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the bot; it ends its children
    _answer(sys.argv[1])
