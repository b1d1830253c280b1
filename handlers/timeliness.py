"""How early people hear of calls, by source and by organiser: a screen for coordinators, and its buttons."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from aiogram import Router
from aiogram.types import CallbackQuery

from domain.calls.timeliness import Grouping, Sighting, timeliness
from domain.coordination import may_see
from domain.people import Visitor
from handlers.callbacks import TimelinessPress
from handlers.filters import Coordinating
from handlers.presenting import Given
from handlers.service import Service
from handlers.sources import press_not_for_you
from handlers.texts import Translator
from handlers.views import timeliness as views


def router() -> Router:
    """Return the router of the figures; they are opened from /sources."""
    router = Router(name="timeliness")
    router.callback_query.register(show, TimelinessPress.filter(), Coordinating())
    router.callback_query.register(press_not_for_you, TimelinessPress.filter())
    return router


async def show(
    _query: CallbackQuery, callback_data: TimelinessPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show a page of the figures of the sources, or of the calls, that the coordinator may see."""
    now = service.clock.now()
    async with service.store.read() as repositories:
        found = await repositories.timeliness.sightings(now - timedelta(days=callback_data.days), now)
        named = await repositories.source_register.names()
        every = {one.source.id: one.source.territory_id for one in await repositories.source_register.all()}

    def is_theirs(one: Sighting) -> bool:
        if callback_data.by is Grouping.SOURCE and one.source_id in every:
            return may_see(visitor.coordinates, every[one.source_id], service.tree)
        return any(may_see(visitor.coordinates, unit, service.tree) for unit in one.territories)

    figures = timeliness(filter(is_theirs, found), callback_data.by)
    if callback_data.by is Grouping.SOURCE:
        mine = tr.language == "ru"
        names = {key: pair[mine] for key, pair in named.items()}
        figures = [
            replace(one, name=names.get(one.name) or service.source_name(one.name, tr.language)) for one in figures
        ]
    return views.screen(figures, callback_data, tr)
