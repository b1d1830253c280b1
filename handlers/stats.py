"""Figures in a chat: /stats, its table, and the way down to single requests. Every press is authorised again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import F, Router
from aiogram.filters import Command, or_f
from aiogram.types import CallbackQuery, Message, TelegramObject

from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.statistics.cases import SeatTerms
from domain.statistics.tables import TOTAL, Table
from domain.territory import Territory
from handlers import commands
from handlers.figure_rights import figures_for
from handlers.figures import Counted, behind
from handlers.figures_at_hand import FiguresAtHand
from handlers.filters import Coordinating, Ready, Seated
from handlers.presenting import Given
from handlers.service import Service
from handlers.stats_asked import Asked, asked_by, framed, shown_of, table_of
from handlers.stats_asking import BEHIND, key_of, opening, period_of, sides
from handlers.stats_callbacks import Side, StatsAct, StatsPress
from handlers.stats_charts import Sent, chart
from handlers.stats_days import ASKING, ask, keep
from handlers.texts import Translator
from handlers.views import charts, stats_choices, stats_group
from handlers.views import stats as views
from handlers.views.figure_rows import NamedRow
from handlers.views.figures import key_name
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of figures."""
    router = Router(name="stats")
    at_hand, sent = FiguresAtHand(), Sent()

    async def lend(
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject, data: dict[str, Any]
    ) -> Any:
        return await handler(event, data | {"at_hand": at_hand, "sent": sent})

    router.message.middleware(lend)
    router.callback_query.middleware(lend)
    known = or_f(Ready(), Coordinating(), Seated())
    router.message.register(show, Command("stats"), known)
    router.callback_query.register(ask, StatsPress.filter(F.act == StatsAct.ASK), known)
    router.callback_query.register(chart, StatsPress.filter(F.act == StatsAct.CHART), known)
    router.callback_query.register(turn, StatsPress.filter(), known)
    return router


async def show(_message: Message, visitor: Visitor, tr: Translator, service: Service, at_hand: FiguresAtHand) -> Given:
    """Show the figures of this year at once: of one's own territory or office, else what is public at home.

    The chat's commands are set on the way: the role may be new.
    """
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.read() as repositories:
        access = await figures_for(repositories, service, visitor)
        home = await repositories.organisations.get(visitor.ngo.id) if visitor.ngo is not None else None
        side = sides(access)[0]
        today = service.today(service.clock.now())
        press = opening(side, access, (home[1] or "") if home is not None else "", today, service.tree)
        asked = await asked_by(repositories, press, visitor, tr, service, law)
        screen = asked if isinstance(asked, Screen) else await table_of(repositories, asked, at_hand)
    also = () if access.only_public else (commands.suited(visitor, tr),)
    return Answer(screens=(screen,), also=also)


async def turn(
    _query: CallbackQuery,
    callback_data: StatsPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    at_hand: FiguresAtHand,
    update_id: int,
) -> Given:
    """Show what a button leads to."""
    law = await service.by_law(service.today(service.clock.now()))
    if visitor.dialogue.state == ASKING:  # whoever presses something else does not write days any more
        await keep(Dialogue(), visitor, service, update_id)
    async with service.store.read() as repositories:
        asked = await asked_by(repositories, callback_data, visitor, tr, service, law)
        if isinstance(asked, Screen):
            return asked
        match asked.press.act:
            case StatsAct.PERIODS:
                today = service.today(service.clock.now())
                return stats_choices.periods(asked.press, period_of(asked.press), today, tr)
            case StatsAct.PLACES:
                return _places(asked, wanted=callback_data.place)
            case StatsAct.WORDS:
                return stats_choices.words(asked.press, tr)
            case StatsAct.LIST:
                return await _list(repositories, asked, at_hand)
            case StatsAct.MORE:
                return views.more_screen(await shown_of(repositories, asked, at_hand), asked.tr)
            case StatsAct.GROUP:
                return await _group(repositories, asked, at_hand)
        return await table_of(repositories, asked, at_hand)


async def _group(repositories: Repositories, asked: Asked, at_hand: FiguresAtHand) -> Given:
    """Show all figures of a group; one that is not there any more is told by the table."""
    shown, key = await shown_of(repositories, asked, at_hand), key_of(asked.press)
    if key == TOTAL:
        row = NamedRow(TOTAL, asked.tr("All requests"), shown.subject.total)
    else:
        found = next((one for one in shown.subject.rows if one.key == key), None)
        if found is None:
            gone = stats_choices.gone(asked.tr)
            return Answer(screens=(views.table_screen(shown, asked.tr),), toast=gone)
        row = found
    return stats_group.group_screen(shown, row, asked.tr)


async def _list(repositories: Repositories, asked: Asked, at_hand: FiguresAtHand) -> Given:
    """Show the requests behind a figure: what lies behind public ones is nobody's to see."""
    if asked.press.side is Side.PUBLIC:
        screen = await table_of(repositories, asked, at_hand)
        return Answer(screens=(screen,), toast=stats_choices.not_yours(asked.tr), loud=True)
    service, tr, press, key = asked.service, asked.tr, asked.press, key_of(asked.press)
    question = asked.question
    numbers = await behind(repositories, asked.terms, service.tree, question, key, BEHIND[press.figure])
    page = min(press.page, views.pages(len(numbers), stats_group.PAGE) - 1)
    shown = numbers[page * stats_group.PAGE : (page + 1) * stats_group.PAGE]
    found = await repositories.requests.many(shown)
    named = Counted(
        table=Table(question.by, question.as_of, question.period, question.territory_id, None, ()),
        requests=len(numbers),
        head=await repositories.journal.head(),
        calendar=0,
        offices=await repositories.statistics.offices(),
        seats=SeatTerms(await repositories.statistics.seats()),
    )
    subject = charts.subject_of(named, asked.where, (), service.zone, tr)
    name = tr("All requests") if key == TOTAL else key_name(key, named, service.tree, asked.topics, service.zone, tr)
    items = [found[number] for number in shown if number in found]
    return stats_group.list_screen(framed(asked, subject), name, items, len(numbers), page, tr, service)


def _places(asked: Asked, wanted: str) -> Screen:
    """Offer the parts of a territory, or of one without parts its neighbours, and the way up as far as it is theirs."""
    tree, press, access = asked.service.tree, asked.press, asked.access

    def inside(unit_id: str) -> list[Territory]:
        return [unit for unit in tree.children(unit_id) if unit.selectable]

    own = [tree[unit] for unit in access.territories]
    if press.side is Side.TERRITORY and not wanted and len(own) > 1:
        return stats_choices.places(press, None, own, None, asked.tr)
    here = tree[press.place]
    parent = here.parent_id
    if not inside(here.id) and parent is not None and _may_look(asked, parent):
        here = tree[parent]
        parent = here.parent_id
    up: str | None = None
    if parent is not None and _may_look(asked, parent):
        up = parent
    elif press.side is Side.TERRITORY and len(own) > 1:
        up = ""
    return stats_choices.places(press, here, inside(here.id), up, asked.tr)


def _may_look(asked: Asked, place: str) -> bool:
    return asked.press.side is Side.PUBLIC or asked.access.may_see(place, asked.service.tree)
