"""A process that has imported everything and forks a bot for each run: a start costs a fifth of a second so, not five.

Run as `python -m tests.hurt.preloaded`; it reads one order a line from its standard input and answers each with a line.
A fork runs `bot.__main__.main(["run"])` with the environment it was given: what `python -m bot run` does.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import importlib
import json
import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from domain.calendar import WorkingCalendar
from tests.hurt.shared import MORNING, Shared

# Everything that a run would import, early or late.
_IMPORTED = (
    "aiosqlite", "apscheduler.schedulers.asyncio", "apscheduler.triggers.interval", "feedparser", "bot.__main__",
    "bot.app", "bot.check", "bot.holidays", "tests.hurt.witness",
)  # fmt: skip


@dataclass(frozen=True)
class Order:
    """How a bot is to be run.

    Args:
        env: its settings.
        folder: its working directory.
        log: file to which its standard error is added.
        shared: file of the shared page (see `shared`).
        trace: file of the boundaries it passes.
        cut: boundary at which it kills itself, and the side.
        plain: whether it gives up root's right to write where nobody may.
        words: the command line.
    """

    env: dict[str, str]
    folder: str
    log: str
    shared: str
    trace: str
    cut: tuple[str, str] | None = None
    plain: bool = False
    words: tuple[str, ...] = ("run",)


@dataclass
class Running:
    """A bot's process."""

    pid: int
    parent: Preloaded
    ended: int | None = None

    async def over(self, within: float) -> bool:
        """Tell whether it has ended, waiting up to so many seconds."""
        until = time.monotonic() + within
        while self.ended is None:
            self.ended = await self.parent.ask("status", self.pid)
            if self.ended is not None or time.monotonic() >= until:
                break
            await asyncio.sleep(0.01)
        return self.ended is not None

    async def works(self, seconds: float, within: float) -> None:
        """Wait until it has taken so much processor time, or until the time is over."""
        until = time.monotonic() + within
        while self.worked() < seconds and time.monotonic() < until:
            await asyncio.sleep(0.005)

    async def kill(self) -> None:
        """Cut it off here and now."""
        await self.stop(signal.SIGKILL, 10)

    async def stop(self, number: signal.Signals = signal.SIGTERM, within: float = 20) -> float:
        """Send a signal and wait for the end; returns the seconds it took."""
        began = time.monotonic()
        if self.ended is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)
            assert await self.over(within), f"the bot goes on {within:g} s after {number.name}"
        return time.monotonic() - began

    def worked(self) -> float:
        """Return the seconds of processor time that it has taken."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def killed(self) -> bool:
        return self.ended is not None and os.WIFSIGNALED(self.ended) and os.WTERMSIG(self.ended) == signal.SIGKILL

    @property
    def code(self) -> int | None:
        return os.waitstatus_to_exitcode(self.ended) if self.ended is not None else None


class Preloaded:
    """The parent, as the tests see it."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Preloaded:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.hurt.preloaded", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def run(self, order: Order) -> Running:
        return Running(await self.ask("run", asdict(order)), self)

    async def ask(self, what: str, about: Any) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        async with self._turn:
            self._process.stdin.write(json.dumps([what, about]).encode() + b"\n")
            line = await self._process.stdout.readline()
        assert line, "the preloaded parent is gone"
        return json.loads(line)


@lru_cache
def _calendar(year: int) -> WorkingCalendar:
    from bot.holidays import kazakh_calendar

    return kazakh_calendar(date(year, 6, 1))


async def _by_law(around: date) -> WorkingCalendar:
    """Return what `bot.calendar_process` would: it takes a second of processor time to load what is loaded here."""
    return _calendar(around.year)


def _obey_permissions() -> None:
    """Give up CAP_DAC_OVERRIDE (capabilities(7)): root, too, then writes only where its files say so."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice 32 bits
    assert libc.capget(header, sets) == 0, os.strerror(ctypes.get_errno())
    sets[0] &= ~(1 << 1)
    sets[1] &= ~(1 << 1)
    assert libc.capset(header, sets) == 0, os.strerror(ctypes.get_errno())


def _become(order: Order) -> int:
    """Be the bot, in the fork."""
    from tests.hurt.witness import Witness

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: no bot outlives the tests
    log = os.open(order.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(order.folder)
    os.environ.update(order.env)
    shared = Shared(Path(order.shared))
    shared.step = "starting"
    Witness(shared, Path(order.trace), order.cut).install()

    import bot.__main__
    import bot.app

    bot.app.SystemClock = lambda: shared  # type: ignore[assignment,misc]
    bot.app.calendar_apart = _by_law
    if order.plain:
        _obey_permissions()
    code: int = bot.__main__.main(list(order.words))
    return code


def _fork(about: dict[str, Any]) -> int:
    cut = about.pop("cut")
    order = Order(**about | {"cut": (cut[0], cut[1]) if cut else None, "words": tuple(about["words"])})
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        code = _become(order)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stderr.flush()
        os._exit(code)


def _status(pid: int) -> int | None:
    ended, status = os.waitpid(pid, os.WNOHANG)
    return status if ended else None


def main() -> None:
    for name in _IMPORTED:
        importlib.import_module(name)
    _calendar(MORNING.year)
    gc.collect()
    gc.freeze()
    left: set[int] = set()
    for line in sys.stdin:
        what, about = json.loads(line)
        answer: int | None
        if what == "run":
            sys.stdout.flush()
            answer = _fork(about)
            left.add(answer)
        else:
            answer = _status(about)
            if answer is not None:
                left.discard(about)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
