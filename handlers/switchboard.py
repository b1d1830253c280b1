"""The root of all routers: a press goes straight to those that know its kind of button.

With dozens of routers, asking each whether a press is theirs costs more than answering it. Which routers may want an
update is worked out once; the order among them stays, and whoever cannot be told beforehand is asked every time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, TelegramObject

SEPARATOR = ":"  # of callback data: what stands before the first one is the prefix
ANY = ""


class Switchboard(Dispatcher):
    """A dispatcher that passes over routers which cannot want an update.

    Include all routers before the first update: what is included later is never asked.
    """

    def __init__(self) -> None:
        super().__init__(disable_fsm=True)
        self._wanting: dict[tuple[str, str], Sequence[Router]] = {}

    async def _propagate_event(
        self, observer: TelegramEventObserver | None, update_type: str, event: TelegramObject, **kwargs: Any
    ) -> Any:
        """Ask the routers that may want the update, in their order; the root itself has no handlers."""
        prefix = ANY
        if isinstance(event, CallbackQuery) and event.data:
            prefix = event.data.partition(SEPARATOR)[0]
        wanting = self._wanting.get((update_type, prefix))
        if wanting is None:
            wanting = [router for router in self.sub_routers if _may_want(router, update_type, prefix)]
            if prefix == ANY or any(prefix in _prefixes(router, update_type) for router in wanting):
                # What people forge is not remembered: they would fill the memory.
                self._wanting[update_type, prefix] = wanting
        response: Any = UNHANDLED
        for router in wanting:
            response = await router.propagate_event(update_type=update_type, event=event, **kwargs)
            if response is not UNHANDLED:
                break
        return response


def _may_want(router: Router, update_type: str, prefix: str) -> bool:
    """Tell whether a handler of the router, or of one below it, may want an update of the type with the prefix."""
    wanted = set(_prefixes(router, update_type))
    return prefix in wanted or ANY in wanted


def _prefixes(router: Router, update_type: str) -> Iterator[str]:
    """Yield the prefixes of presses that the handlers want; `ANY` for one that does not say."""
    for below in router.chain_tail:
        observer = below.observers.get(update_type)
        for handler in observer.handlers if observer is not None else ():
            filters = [one.callback for one in handler.filters or ()]
            known = [one for one in filters if isinstance(one, CallbackQueryFilter)]
            yield known[0].callback_data.__prefix__ if known else ANY
