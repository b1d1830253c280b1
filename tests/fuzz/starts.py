"""Starts of the bot that cost what matters only: aiogram inspects the same thousands of functions each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType

from aiogram.dispatcher.event.handler import HandlerObject


@contextmanager
def quick_starts() -> Iterator[None]:
    """Let a dispatcher be built without asking a plain function again what it takes: its code says that.

    Half of the time of the fuzzing went into that, for the routers are built anew at each start, as they must be.
    """
    inspects = HandlerObject.__post_init__
    known: dict[CodeType, tuple[bool, set[str], bool]] = {}

    def remembers(handler: HandlerObject) -> None:
        function = handler.callback
        if type(function) is not FunctionType or vars(function):  # what is wrapped or flagged says it elsewhere
            inspects(handler)
        elif (code := function.__code__) in known:
            handler.awaitable, handler.params, handler.varkw = known[code]
        else:
            inspects(handler)
            known[code] = handler.awaitable, handler.params, handler.varkw

    HandlerObject.__post_init__ = remembers  # type: ignore[method-assign]
    try:
        yield
    finally:
        HandlerObject.__post_init__ = inspects  # type: ignore[method-assign]
