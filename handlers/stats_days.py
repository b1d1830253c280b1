"""Days of one's own for figures: asked for, typed, and what is wrong with them."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from domain.people import Dialogue, Visitor
from handlers.figures_at_hand import FiguresAtHand
from handlers.filters import Talking
from handlers.presenting import Given
from handlers.service import Service
from handlers.stats_asked import asked_by, table_of
from handlers.stats_asking import WrongDays, packed, period_of, typed_period
from handlers.stats_callbacks import Side, StatsAct, StatsPress
from handlers.texts import Translator
from handlers.views import stats_choices
from handlers.views.screen import Screen

ASKING = "stats:days"
"""The dialogue in which somebody writes the days of a period."""


def answers() -> Router:
    """Return the router of the days that are typed: included after every command."""
    router = Router(name="typed days of figures")
    router.message.register(typed, Talking("stats"))
    return router


async def ask(
    _query: CallbackQuery, callback_data: StatsPress, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Ask for days of one's own; public figures have none."""
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.read() as repositories:
        asked = await asked_by(repositories, callback_data, visitor, tr, service, law)
    if isinstance(asked, Screen):
        return asked
    if asked.press.side is Side.PUBLIC:
        return stats_choices.periods(asked.press, period_of(asked.press), service.today(service.clock.now()), tr)
    await keep(Dialogue(ASKING, {"at": asked.press.pack()}), visitor, service, update_id)
    return stats_choices.question(asked.press, tr)


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Show the figures of the days that were typed, or say what is wrong with them."""
    try:
        press = StatsPress.unpack(str(visitor.dialogue.data["at"]))
    except (KeyError, TypeError, ValueError):  # an older program wrote it
        await keep(Dialogue(), visitor, service, update_id)
        return Screen(stats_choices.anew(tr))
    today = service.today(service.clock.now())
    period, why = typed_period(message.text or "", today)
    if period is None or why is not None:
        said = stats_choices.no_period(why or WrongDays.UNREAD, period, today, tr)
        return stats_choices.question(press, tr, said)
    press = press.model_copy(update={"act": StatsAct.TABLE, "days": packed(period), "page": 0, "key": ""})
    await keep(Dialogue(), visitor, service, update_id)
    law = await service.by_law(today)
    async with service.store.read() as repositories:
        asked = await asked_by(repositories, press, visitor, tr, service, law)
        return asked if isinstance(asked, Screen) else await table_of(repositories, asked, FiguresAtHand())


async def keep(dialogue: Dialogue, visitor: Visitor, service: Service, update_id: int) -> None:
    """Keep, or with an empty dialogue forget, that the person is writing days."""
    async with service.store.write(update_id, alone=False) as repositories:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())
