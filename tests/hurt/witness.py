"""What a bot's process tells of itself, put around it from outside: each step, and a SIGKILL at an ordered one.

A boundary is the moment just before or just after a unit of work is committed; it is named by the place in the product
that opened the unit.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import Any

from tests.hurt.shared import Shared

BEFORE, AFTER = "before", "after"
_ROOMS = ("bot.", "handlers.")


def _place(depth: int = 2) -> str:
    """Return who of the product, above storage, is at work: module, function and line."""
    frame = sys._getframe(depth)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name.startswith(_ROOMS):
            return f"{name} {frame.f_code.co_qualname}:{frame.f_lineno}"
        frame = frame.f_back  # type: ignore[assignment]  None at the outermost
    return "storage"


class Witness:
    """Notes steps in the shared page and boundaries in a file.

    Args:
        shared: where the last step stands.
        trace: file to which each new boundary is added.
        cut: the boundary at which to be killed, and on which side of it.
    """

    def __init__(self, shared: Shared, trace: Path, cut: tuple[str, str] | None) -> None:
        self._shared = shared
        self._cut = cut
        self._seen: set[str] = set()
        self._trace = os.open(trace, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def note(self, step: str) -> None:
        self._shared.step = step

    def boundary(self, place: str, side: str) -> None:
        if place not in self._seen:
            self._seen.add(place)
            os.write(self._trace, f"{place}\n".encode())
        self.note(f"{side} commit · {place}")
        if self._cut == (place, side):
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Put itself around statements, commits, requests to Telegram and to sites."""
        from aiogram.client.session.aiohttp import AiohttpSession

        import bot.collect
        import bot.poll
        from storage.sqlite import SqliteEngine, _SqliteSession

        for name in ("_rows", "_change", "_change_many"):
            setattr(_SqliteSession, name, self._statement(getattr(_SqliteSession, name)))
        SqliteEngine.commit = self._commit(SqliteEngine.commit)  # type: ignore[method-assign]
        AiohttpSession.make_request = self._request(AiohttpSession.make_request)  # type: ignore[method-assign]
        bot.poll.fetch_updates = self._fetched(bot.poll.fetch_updates)
        bot.collect.poll = self._asked(bot.collect.poll)

    def _statement(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @wraps(method)
        async def run(*args: Any) -> Any:
            place = _place().rpartition(":")[0]
            self.note(f"statement · {place}")
            result = await method(*args)
            self.note(f"between statements · {place}")
            return result

        return run

    def _commit(self, method: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        @wraps(method)
        async def commit(engine: Any) -> None:
            place = _place()
            self.boundary(place, BEFORE)
            await method(engine)
            self.boundary(place, AFTER)

        return commit

    def _request(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @wraps(method)
        async def request(session: Any, bot: Any, call: Any, timeout: int | None = None) -> Any:  # noqa: ASYNC109
            name = type(call).__name__
            self.note(f"request leaves · {name}")
            result = await method(session, bot, call, timeout)
            self.note(f"request answered · {name}")
            return result

        return request

    def _fetched(self, function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @wraps(function)
        async def fetch(*args: Any) -> Any:
            updates = await function(*args)
            if updates:
                self.note("updates came")
            return updates

        return fetch

    def _asked(self, function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @wraps(function)
        async def asked(*args: Any) -> Any:
            self.note("a site is asked")
            result = await function(*args)
            self.note("a site answered")
            return result

        return asked
