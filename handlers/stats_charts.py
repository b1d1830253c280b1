"""Figures as pictures in a chat, with the same in words under them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from aiogram.types import CallbackQuery

from domain.people import Visitor
from domain.statistics.figures import Figures
from handlers.figures_at_hand import FiguresAtHand
from handlers.presenting import Given
from handlers.service import Service
from handlers.stats_asked import asked_by, shown_of
from handlers.stats_callbacks import Figure, Grouped, StatsPress
from handlers.texts import Translator
from handlers.views import charts, stats_choices, stats_group
from handlers.views import stats as views
from handlers.views.screen import Answer, Document, Screen

AGAIN = timedelta(seconds=30)
"""A chart is not sent twice within this time by the same button: that was one press too many."""

CAPTION = 1000
"""Characters under a picture, of the 1,024 that Telegram takes."""

_REMEMBERED = 500


class Sent:
    """The charts that were sent just now. What a restart forgets is at worst a second picture."""

    def __init__(self) -> None:
        self._sent: OrderedDict[tuple[int, int, str], datetime] = OrderedDict()

    def lately(self, chat: int, message: int, data: str, now: datetime) -> bool:
        """Tell whether the chart of this button has just been sent."""
        before = self._sent.get((chat, message, data))
        return before is not None and timedelta() <= now - before < AGAIN

    def note(self, chat: int, message: int, data: str, now: datetime) -> None:
        """Note that the chart of this button is being sent."""
        self._sent[chat, message, data] = now
        self._sent.move_to_end((chat, message, data))
        while len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)


async def chart(
    query: CallbackQuery,
    callback_data: StatsPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    at_hand: FiguresAtHand,
    sent: Sent,
) -> Given:
    """Send the page of the table as a picture, with the same in words; a button pressed twice at once sends one."""
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.read() as repositories:
        asked = await asked_by(repositories, callback_data, visitor, tr, service, law)
        if isinstance(asked, Screen):
            return asked
        button = (visitor.chat_id, query.message.message_id if query.message is not None else 0, query.data or "")
        if sent.lately(*button, service.clock.now()):  # one person's presses come one after the other
            return Answer(toast=stats_choices.chart_sent(tr))
        shown = await shown_of(repositories, asked, at_hand)
    if shown.subject.total is not None and not shown.subject.total.n:
        return views.table_screen(shown, tr)
    shown = _part(shown)
    drawn, title, words = _drawn(shown, tr)
    picture = await asyncio.to_thread(charts.png, drawn)
    told = stats_group.caption(shown, title, words, tr, CAPTION)
    sent.note(*button, service.clock.now())
    document = Document("elshi.png", picture, told, picture=True)
    return Answer(documents=(document,), toast=stats_choices.chart_sent(tr))


def _part(shown: views.Shown) -> views.Shown:
    """Return the table with as many groups as a chart shows well: those among which the page on the screen stands."""
    rows, subject = shown.subject.rows, shown.subject
    if len(rows) <= charts.MOST:
        return shown
    most = charts.MOST // views.PAGE * views.PAGE
    first = min(shown.asked.page * views.PAGE, len(rows) - 1) // most * most
    part = rows[first : first + most]
    where = f"{subject.where} ({first + 1}–{first + len(part)} / {len(rows)})"
    return replace(shown, subject=replace(subject, rows=part, where=where, late=subject.late and not first))


def _drawn(shown: views.Shown, tr: Translator) -> tuple[str, str, Callable[[Figures], str]]:
    """Return the chart that was asked for, what it is called, and what it says of a group."""
    if shown.asked.by is Grouped.MONTH:
        return charts.months(shown.subject, tr), charts.months_title(tr), lambda one: charts.month_words(one, tr)
    if shown.asked.figure is Figure.ANSWERED:
        return charts.times(shown.subject, tr), charts.times_title(tr), lambda one: charts.time_words(one, tr)
    return (
        charts.shares(shown.subject, tr),
        charts.shares_title(tr),
        lambda one: charts.share_words(one.in_time, tr),
    )
