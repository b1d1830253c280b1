"""/export: choosing a file of figures and requests, asking for it, and stopping it while it is made.

The file itself is made and sent by `bot.exporter`. Rights are looked up at every press, and again before it leaves.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from aiogram import F, Router
from aiogram.filters import BaseFilter, Command, CommandObject
from aiogram.types import CallbackQuery, Message, TelegramObject

from domain.exports import MOST_A_DAY, ExportJob, Wanted
from domain.people import Visitor
from domain.ports import Repositories
from handlers import typed_days
from handlers.export_callbacks import ExportAct, ExportJobPress, ExportPress
from handlers.exporting.choosing import (
    Choice,
    Place,
    day_of,
    first_choice,
    fitted,
    is_free,
    levels,
    period_of,
    places,
)
from handlers.figure_rights import FigureAccess, figures_for
from handlers.filters import Agreed
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import export as views
from handlers.views.menu import out_of_date
from handlers.views.screen import Answer, Screen

_REMEMBERED = 2000
"""People whose newest form is known."""


class Forms:
    """Which form of a person is the newest one; the buttons of others only say so.

    A form carries its whole choice, so what a restart forgets does no harm: an older form then makes what stands on it.
    """

    def __init__(self) -> None:
        self._newest: OrderedDict[int, tuple[int, bool]] = OrderedDict()

    def opened(self, person: int, message: int, *, here: bool) -> None:
        """Note a new form: in that message, or (`here` is false) in one that will come after it."""
        self._newest[person] = (message, here)
        self._newest.move_to_end(person)
        while len(self._newest) > _REMEMBERED:
            self._newest.popitem(last=False)

    def outdated(self, person: int, message: int) -> bool:
        """Tell whether a newer form was opened than the one in a message; messages of a chat are numbered upwards."""
        newest = self._newest.get(person)
        if newest is None:
            self.opened(person, message - 1, here=False)
            return False
        known, here = newest
        if here:
            return message != known
        if message <= known:
            return True
        self.opened(person, message - 1, here=False)  # of two that a restart made equal, the later one
        return False


class Newest(BaseFilter):
    """Lets a button of the newest form through."""

    async def __call__(self, query: CallbackQuery, forms: Forms) -> bool:
        """Tell whether the button stands on it."""
        return query.message is None or not forms.outdated(query.from_user.id, query.message.message_id)


def router() -> Router:
    """Return the router of exports; whoever has not agreed yet is led to the consent by the fallback."""
    router = Router(name="export")
    forms = Forms()

    async def lend(
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject, data: dict[str, Any]
    ) -> Any:
        return await handler(event, data | {"forms": forms})

    router.message.outer_middleware(lend)
    router.callback_query.outer_middleware(lend)
    router.message.filter(Agreed())
    router.callback_query.filter(Agreed())
    router.message.register(start, Command("export"))
    router.callback_query.register(open_here, ExportPress.filter(F.act == ExportAct.OPEN))
    router.callback_query.register(outdated, ExportPress.filter(), ~Newest())
    router.callback_query.register(choose, ExportPress.filter(F.act == ExportAct.SHOW))
    router.callback_query.register(other_place, ExportPress.filter(F.act == ExportAct.PLACES))
    router.callback_query.register(make, ExportPress.filter(F.act == ExportAct.MAKE))
    router.callback_query.register(cancel, ExportJobPress.filter())
    return router


async def start(
    message: Message, command: CommandObject, visitor: Visitor, tr: Translator, service: Service, forms: Forms
) -> Given:
    """Show what may be chosen; days typed after the command are taken over."""
    forms.opened(visitor.person_id, message.message_id, here=False)
    today = service.today(service.clock.now())
    async with service.store.read() as repositories:
        access = await figures_for(repositories, service, visitor)
    choice = first_choice(access, tr.language, today, service.tree)
    if not command.args:
        return _screen(choice, access, tr, service)
    typed = typed_days.period(command.args, today)
    if typed is not None and typed[0] > typed[1]:
        return _screen(choice, access, tr, service, views.reversed_days(tr))
    period = period_of(typed) if typed is not None else None
    if period is None:
        return _screen(choice, access, tr, service, views.wrong_days(tr))
    if period.first > today:
        return _screen(choice, access, tr, service, views.not_begun_yet(tr))
    found = fitted(replace(choice, period=period), access, service.tree, today)
    return _screen(found or choice, access, tr, service)


async def open_here(
    query: CallbackQuery, callback_data: ExportPress, visitor: Visitor, tr: Translator, service: Service, forms: Forms
) -> Given:
    """Open a form with the choice of a button that stands elsewhere, in the place of what it stands on."""
    if query.message is not None:
        forms.opened(visitor.person_id, query.message.message_id, here=True)
    return await choose(query, callback_data, visitor, tr, service)


async def outdated(_query: CallbackQuery, tr: Translator) -> Given:
    """Say that a newer form was opened, in the place of this one: nobody presses it once more."""
    return Screen(views.newer_form(tr))


async def choose(
    _query: CallbackQuery, callback_data: ExportPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show the choice that a button carries, as far as the person may have it."""
    today = service.today(service.clock.now())
    async with service.store.read() as repositories:
        access = await figures_for(repositories, service, visitor)
        pressed = await _pressed(callback_data, repositories, service)
    if pressed is None:
        return Answer(toast=out_of_date(tr))
    found = fitted(pressed, access, service.tree, today)
    if found is None:
        choice = first_choice(access, tr.language, today, service.tree)
        return _screen(choice, access, tr, service, views.not_that_place(tr))
    return _screen(found, access, tr, service)


async def other_place(
    _query: CallbackQuery, callback_data: ExportPress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show of which places there may be a file."""
    async with service.store.read() as repositories:
        access = await figures_for(repositories, service, visitor)
        pressed = await _pressed(callback_data, repositories, service)
    if pressed is None:
        return Answer(toast=out_of_date(tr))
    return views.places_screen(pressed, places(access, pressed.place, service.tree), tr, service)


async def make(
    query: CallbackQuery,
    callback_data: ExportPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Queue the file. One at a time for each person, and so many a day."""
    now = service.clock.now()
    today = service.today(now)
    async with service.store.write(update_id) as repositories:
        access = await figures_for(repositories, service, await _anew(repositories, visitor))
        pressed = await _pressed(callback_data, repositories, service)
        if pressed is None or pressed.period.first > today:
            return Answer(toast=out_of_date(tr))
        found = fitted(pressed, access, service.tree, today)
        if found != pressed:
            choice = found or first_choice(access, tr.language, today, service.tree)
            return _screen(choice, access, tr, service, views.not_that_level(tr))
        running = await repositories.exports.unfinished(visitor.person_id)
        if running is not None:
            return await _job_screen(running, repositories, tr, service, views.one_at_a_time(tr))
        midnight = datetime.combine(today, time(0), service.zone)
        if await repositories.exports.asked_since(visitor.person_id, midnight) >= MOST_A_DAY:
            return Answer(toast=views.enough_today(tr), loud=True)
        shown = query.message.message_id if query.message is not None else None
        number = await repositories.exports.ask(visitor.person_id, shown, pressed.wanted, now)
        job = await repositories.exports.get(number) if number is not None else None
        job = job or await repositories.exports.unfinished(visitor.person_id)
        assert job is not None  # just queued, by this press or by another beside it
        return await _job_screen(job, repositories, tr, service)


async def cancel(
    _query: CallbackQuery,
    callback_data: ExportJobPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Stop the person's export, if it has not left yet; either way show how it stands."""
    async with service.store.write(update_id) as repositories:
        job = await _own(callback_data.id, visitor, repositories)
        if job is None:
            return Answer(toast=views.no_such_job(tr), loud=True)
        await repositories.exports.cancel(job.id, visitor.person_id, service.clock.now())
        job = await repositories.exports.get(job.id) or job
        return await _job_screen(job, repositories, tr, service)


async def place_of(wanted: Wanted, repositories: Repositories) -> Place:
    """Return of what a queued export is; an office that was closed meanwhile still has its figures."""
    if wanted.office_id is None:
        return Place(wanted.territory_id)
    return Place(wanted.territory_id, (await repositories.statistics.offices()).get(wanted.office_id))


async def may_have(person_id: int, wanted: Wanted, repositories: Repositories, service: Service) -> bool:
    """Tell whether the person may have such a file now."""
    access = await figures_for(repositories, service, person_id)
    place = await place_of(wanted, repositories)
    if wanted.office_id is not None and place.office is None:
        return False
    return wanted.level in levels(access, place, service.tree)


async def _anew(repositories: Repositories, visitor: Visitor) -> Visitor:
    """Return the person as they are inside the unit of work: the right may have gone since the update came."""
    return await repositories.people.visitor(visitor.chat_id, visitor.person_id)


async def _own(job_id: int, visitor: Visitor, repositories: Repositories) -> ExportJob | None:
    job = await repositories.exports.get(job_id)
    return job if job is not None and job.person_id == visitor.person_id else None


async def _job_screen(
    job: ExportJob, repositories: Repositories, tr: Translator, service: Service, note: str | None = None
) -> Screen:
    ahead = await repositories.exports.ahead(job.id)
    return views.job_screen(job, await place_of(job.wanted, repositories), tr, service, ahead, note)


async def _pressed(data: ExportPress, repositories: Repositories, service: Service) -> Choice | None:
    """Return the choice that a button carries; None when there is no such place or period (any more)."""
    period = period_of((day_of(data.first), day_of(data.last)))
    place: Place | None = Place(data.place)
    if data.place.startswith("o"):
        office = (await repositories.statistics.offices()).get(int(data.place[1:]))
        place = Place(office.territory_id, office) if office is not None else None
    elif data.place not in service.tree:
        place = None
    if period is None or place is None:
        return None
    return Choice(place, period, data.level, data.format, data.language)


def _screen(choice: Choice, access: FigureAccess, tr: Translator, service: Service, note: str | None = None) -> Screen:
    today = service.today(service.clock.now())
    return views.choice_screen(
        choice,
        levels(access, choice.place, service.tree),
        tr,
        service,
        today,
        free=is_free(access, choice.place, service.tree),
        more_places=bool(places(access, choice.place, service.tree)),
        note=note,
    )
