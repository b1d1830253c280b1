"""In time: the reminders of a saved call, and deadlines as calendar files."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from domain.errors import NoSuchCall
from domain.people import Visitor
from handlers.callbacks import CalendarPress, CallAct, CallPress, RemindPress
from handlers.filters import Ready
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import calendar_file as files
from handlers.views import reminders as views
from handlers.views.screen import Answer, Document

MOST = 200
"""Saved calls in one file: the nearest deadlines first, then those that closed last."""


def router() -> Router:
    """Return the router of reminders and calendar files; before that of calls, which takes every other press."""
    router = Router(name="timely")
    router.callback_query.filter(Ready())
    router.callback_query.register(reminders, CallPress.filter(F.act == CallAct.REMIND))
    router.callback_query.register(tick, RemindPress.filter())
    router.callback_query.register(calendar, CallPress.filter(F.act == CallAct.CALENDAR))
    router.callback_query.register(whole_calendar, CalendarPress.filter())
    return router


async def reminders(
    _query: CallbackQuery, callback_data: CallPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show which days are ticked."""
    async with service.store.read() as repositories:
        found = await repositories.calls.get(callback_data.id, visitor.shelf)
        chosen = await repositories.reminders.chosen(visitor.shelf, callback_data.id)
    if found is None:
        raise NoSuchCall(callback_data.id)
    if chosen is None:
        return Answer(toast=views.not_saved(tr), loud=True)
    return views.reminders_screen(found.call, chosen, tr, service, now=service.clock.now(), back=callback_data.back)


async def tick(
    _query: CallbackQuery,
    callback_data: RemindPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Add or take away one day; pressing twice is pressing once, for the button says which it shall be."""
    now, days, on = service.clock.now(), callback_data.days, callback_data.on
    async with service.store.write(update_id) as repositories:
        chosen = await repositories.reminders.choose(visitor.shelf, callback_data.id, days, on, now)
        found = await repositories.calls.get(callback_data.id, visitor.shelf)
    if found is None:
        raise NoSuchCall(callback_data.id)
    if chosen is None:
        return Answer(toast=views.not_saved(tr), loud=True)
    screen = views.reminders_screen(found.call, chosen, tr, service, now=now, back=callback_data.back)
    return Answer(screens=(screen,), toast=views.chosen_toast(days, on, tr))


async def calendar(_query: CallbackQuery, callback_data: CallPress, tr: Translator, service: Service) -> Given:
    """Send the call as a calendar file, as it stands now."""
    async with service.store.read() as repositories:
        found = await repositories.calls.get(callback_data.id)
    if found is None:
        raise NoSuchCall(callback_data.id)
    if found.call.deadline is None:
        return Answer(toast=files.no_deadline(tr), loud=True)
    # Under the number that was pressed: the file renews the event that an earlier press of this button made.
    content = files.calendar_file([found.call], tr, service, service.clock.now(), known_as=callback_data.id)
    return Answer(documents=(Document(files.file_name(found.call.id), content, files.one_caption(tr)),))


async def whole_calendar(_query: CallbackQuery, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Send all saved calls as one calendar file."""
    now = service.clock.now()
    async with service.store.read() as repositories:
        page = await repositories.calls.saved(visitor.shelf, now, 0, MOST)
    dated = [call for call in page.calls if call.deadline is not None]
    if not dated:
        return Answer(toast=files.none_with_deadline(tr), loud=True)
    content = files.calendar_file(dated, tr, service, now)
    caption = files.all_caption(len(dated), len(page.calls) - len(dated), tr)
    return Answer(documents=(Document(files.file_name(), content, caption),))
