"""Starts of the bot that cost what matters only: aiogram asks for the same thousands of signatures each time."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any

from aiogram.dispatcher.event import handler


class _Remembering:
    """The module `inspect`, which keeps the signatures of plain functions: a function's code says all of it."""

    def __init__(self) -> None:
        self._known: dict[CodeType, inspect.Signature] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(inspect, name)

    def signature(self, function: Callable[..., Any]) -> inspect.Signature:
        """Return the signature of a function; aiogram asks it only for the names and kinds of what it takes."""
        if type(function) is not FunctionType or hasattr(function, "__signature__"):
            return inspect.signature(function)
        code = function.__code__
        if code not in self._known:
            self._known[code] = inspect.signature(function)
        return self._known[code]


@contextmanager
def quick_starts() -> Iterator[None]:
    """Let a dispatcher be built without asking again what a function takes.

    Half of the time of this fuzzing went into that, for the routers are built anew at each start.
    """
    kept = handler.inspect
    handler.inspect = _Remembering()  # type: ignore[assignment]
    try:
        yield
    finally:
        handler.inspect = kept
