"""The root of all routers: an update goes straight to the handlers that may want it.

With dozens of routers, asking each whether an update is theirs costs more than answering it. Which handlers may want a
kind of press is worked out once; the order among them stays, and whoever cannot be told beforehand is asked every time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.bases import REJECTED, UNHANDLED, SkipHandler
from aiogram.dispatcher.event.handler import FilterObject, HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.types import CallbackQuery, TelegramObject

SEPARATOR = ":"  # of callback data: what stands before the first one is the prefix
ANY = ""

Read = dict[type[CallbackData], CallbackData | None]
"""What a press carries, as each kind of callback data reads it: several handlers ask for the same kind."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What of a router may want a kind of update.

    Attributes:
        router: the router.
        gates: the filters before all of its handlers.
        handlers: those that may want it, in their order; None when aiogram itself must ask, for something stands around
            the handlers or routers below.
    """

    router: Router
    gates: Sequence[FilterObject]
    handlers: Sequence[HandlerObject] | None


class Switchboard(Dispatcher):
    """A dispatcher that passes over handlers which cannot want an update.

    Include all routers before the first update: what is included later is never asked.
    """

    def __init__(self) -> None:
        super().__init__(disable_fsm=True)
        self._wanting: dict[tuple[str, str], Sequence[Desk]] = {}

    async def _propagate_event(
        self, observer: TelegramEventObserver | None, update_type: str, event: TelegramObject, **kwargs: Any
    ) -> Any:
        """Ask the handlers that may want the update, in their order; the root itself has none."""
        prefix = ANY
        if isinstance(event, CallbackQuery) and event.data:
            prefix = event.data.partition(SEPARATOR)[0]
        wanting = self._wanting.get((update_type, prefix))
        if wanting is None:
            around = observer is not None and len(observer.middleware) > 0
            routers = [router for router in self.sub_routers if _may_want(router, update_type, prefix)]
            wanting = [_desk(router, update_type, prefix, around=around) for router in routers]
            if prefix == ANY or any(prefix in _prefixes(router, update_type) for router in routers):
                # What people forge is not remembered: they would fill the memory.
                self._wanting[update_type, prefix] = wanting
        response: Any = UNHANDLED
        read: Read = {}
        for desk in wanting:
            if desk.handlers is None:
                response = await desk.router.propagate_event(update_type=update_type, event=event, **kwargs)
            else:
                response = await _ask(desk, desk.handlers, event, kwargs, read)
            if response is not UNHANDLED:
                break
        return response


async def _ask(
    desk: Desk, handlers: Sequence[HandlerObject], event: TelegramObject, data: dict[str, Any], read: Read
) -> Any:
    """Do what a router does for an event: its gates, then the first handler whose filters let the event through."""
    inside = await _let_in(desk.gates, event, {**data, "event_router": desk.router}, read)
    if inside is None:
        return UNHANDLED
    for handler in handlers:
        given = await _let_in(handler.filters or (), event, {**inside, "handler": handler}, read)
        if given is None:
            continue
        try:
            response = await handler.call(event, **given)
        except SkipHandler:
            continue
        return UNHANDLED if response is REJECTED else response
    return UNHANDLED


async def _let_in(
    filters: Sequence[FilterObject], event: TelegramObject, data: dict[str, Any], read: Read
) -> dict[str, Any] | None:
    """Return the data with what the filters found, or None when one of them refuses."""
    for one in filters:
        if isinstance(one.callback, CallbackQueryFilter):
            found = _press(one.callback, event, read)
        else:
            found = await one.call(event, **data)
        if not found:
            return None
        if isinstance(found, dict):
            data.update(found)
    return data


def _press(wanted: CallbackQueryFilter, event: TelegramObject, read: Read) -> dict[str, Any] | None:
    """Do what the filter does, but read what the press carries once for all of its kind."""
    kind = wanted.callback_data
    if kind not in read:
        data = event.data if isinstance(event, CallbackQuery) else None
        try:
            read[kind] = kind.unpack(data) if data else None
        except (TypeError, ValueError):
            read[kind] = None
    press = read[kind]
    if press is None or (wanted.rule is not None and not wanted.rule.resolve(press)):
        return None
    return {"callback_data": press}


def _desk(router: Router, update_type: str, prefix: str, *, around: bool) -> Desk:
    """Return what of the router may want an update; `around` tells that something stands around all handlers."""
    observer = router.observers.get(update_type)
    if observer is None or around or router.sub_routers or len(observer.middleware) or len(observer.outer_middleware):
        return Desk(router, (), None)
    handlers = [one for one in observer.handlers if _prefix(one) in (prefix, ANY)]
    return Desk(router, observer._handler.filters or (), handlers)


def _may_want(router: Router, update_type: str, prefix: str) -> bool:
    """Tell whether a handler of the router, or of one below it, may want an update of the type with the prefix."""
    wanted = set(_prefixes(router, update_type))
    return prefix in wanted or ANY in wanted


def _prefixes(router: Router, update_type: str) -> Iterator[str]:
    """Yield the prefixes of presses that the handlers want; `ANY` for one that does not say."""
    for below in router.chain_tail:
        observer = below.observers.get(update_type)
        yield from map(_prefix, observer.handlers if observer is not None else ())


def _prefix(handler: HandlerObject) -> str:
    """Return the prefix of the presses that the handler wants; `ANY` when it does not say."""
    for one in handler.filters or ():
        if isinstance(one.callback, CallbackQueryFilter):
            return one.callback.callback_data.__prefix__
    return ANY
