"""The working calendar for coordinators of the republic: days off and worked days beside the law's, and changing them.

Every press is authorised again, and nothing is stored before its author saw which reply dates move.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.calendar import WorkingCalendar
from domain.calendar_table import (
    YEARS_AHEAD,
    YEARS_BACK,
    DayState,
    StoredChange,
    Useless,
    entry_of,
    moved,
    useless,
    with_change,
)
from domain.calls.reading.answers import read_moment
from domain.days_off import CalendarChange, DayKind
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.requests.terms import Terms
from handlers import commands
from handlers.callbacks import WorkdayAct, WorkdayPress
from handlers.filters import OfRepublic, Talking
from handlers.presenting import Given
from handlers.requests.moving import moving
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import menu
from handlers.views import workdays as views
from handlers.views.screen import Answer, Screen
from handlers.workday_draft import SUBJECT, Draft, Step, reason_of

_BEGUN = {WorkdayAct.OFF: DayState.OFF, WorkdayAct.WORKED: DayState.WORKED}


def router() -> Router:
    """Return the router of the calendar; others than coordinators of the republic are told whom it is for."""
    router = Router(name="workdays")
    router.message.register(show, Command("calendar"), OfRepublic())
    router.message.register(not_for_you, Command("calendar"))
    router.callback_query.register(turn_page, WorkdayPress.filter(F.act == WorkdayAct.LIST), OfRepublic())
    router.callback_query.register(begin, WorkdayPress.filter(F.act.in_(set(_BEGUN))), OfRepublic())
    router.callback_query.register(take_back, WorkdayPress.filter(F.act == WorkdayAct.BACK), OfRepublic())
    router.callback_query.register(finish, WorkdayPress.filter(), OfRepublic())
    router.callback_query.register(press_not_for_you, WorkdayPress.filter())
    return router


def answers() -> Router:
    """Return the router of what is typed while a change is made: included after every command."""
    router = Router(name="workday answers")
    router.message.filter(Talking(SUBJECT))
    router.message.register(typed, OfRepublic())
    router.message.register(term_ended)
    return router


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar by law, the editable table, and both together."""

    by_law: WorkingCalendar
    table: list[CalendarChange]
    in_force: WorkingCalendar


async def _days(repositories: Repositories, by_law: WorkingCalendar) -> Days:
    table = list(await repositories.calendar.changes())
    return Days(by_law, table, by_law.changed(table))


async def not_for_you(_message: Message, visitor: Visitor, tr: Translator) -> Given:
    """Tell somebody else whom the calendar is for; a command left from an ended term goes."""
    also = (commands.suited(visitor, tr),) if visitor.language else ()
    return Answer(screens=(views.only_republic(tr),), also=also)


async def press_not_for_you(_query: CallbackQuery, tr: Translator) -> Given:
    """Refuse a forged press, or one after the term has ended."""
    return views.only_republic(tr)


async def term_ended(_message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Close the change of somebody who coordinates the republic no more."""
    await _keep(Dialogue(), visitor, service, update_id)
    return views.only_republic(tr)


async def _keep(dialogue: Dialogue, visitor: Visitor, service: Service, update_id: int) -> None:
    async with service.store.write(update_id, alone=False) as repositories:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())


async def show(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """List the days. The chat's commands are set on the way: the role may be new."""
    also = (commands.suited(visitor, tr),)
    return Answer(screens=(await page_of(0, tr, service),), also=also)


async def turn_page(_query: CallbackQuery, callback_data: WorkdayPress, tr: Translator, service: Service) -> Given:
    """Show another page of the list."""
    return await page_of(callback_data.page, tr, service)


async def page_of(page: int, tr: Translator, service: Service, note: str | None = None) -> Screen:
    """Return a page of the coming days off and worked days of this year and the next, and of what was changed."""
    today = service.today(service.clock.now())
    by_law = await service.by_law(today)
    async with service.store.read() as repositories:
        days = await _days(repositories, by_law)
        changed = await repositories.calendar.stored(date(today.year - YEARS_BACK, 1, 1))
    last = date(today.year + YEARS_AHEAD, 12, 31)
    coming = [one for one in days.in_force.named(today, last) if one.reason.kind is not DayKind.WEEKEND]
    past = [one for change in changed if change.day < today for one in days.in_force.named(change.day, change.day)]
    ours = {change.day for change in changed}
    awaited = tuple(year for year in range(today.year, last.year + 1) if year not in days.in_force.known)
    return views.list_screen([*past, *coming], ours, awaited, page, today, tr, note)


async def begin(
    _query: CallbackQuery,
    callback_data: WorkdayPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Ask for the day."""
    draft = Draft(update_id, _BEGUN[callback_data.act], service.today(service.clock.now()))
    await _keep(draft.dialogue(), visitor, service, update_id)
    return Answer(screens=(views.ask_day(draft, tr),), fresh=True)


async def take_back(
    _query: CallbackQuery,
    callback_data: WorkdayPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Show what it would move if a change of ours no longer held."""
    draft = Draft(update_id, DayState.USUAL, date.fromordinal(callback_data.day))
    screen = await _previewed(draft, visitor, tr, service, update_id)
    if isinstance(screen, Useless):
        return Answer(screens=(await page_of(callback_data.page, tr, service),), toast=menu.out_of_date(tr))
    return Answer(screens=(screen,), fresh=True)


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take what was typed at the step where the change stands."""
    draft = Draft.of(visitor.dialogue)
    if draft is None:  # an older program wrote it
        await _keep(Dialogue(), visitor, service, update_id)
        return await page_of(0, tr, service)
    text = message.text or ""
    match draft.step:
        case Step.DAY:
            return await _day(draft, text, visitor, tr, service, update_id)
        case Step.REASON:
            reason = reason_of(text)
            if reason is None:
                return views.ask_reason(draft, tr, again=True)
            return await _preview(replace(draft, reason=reason), visitor, tr, service, update_id)
    return await _preview(draft, visitor, tr, service, update_id, views.press_a_button(tr))


async def _day(draft: Draft, text: str, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    today = service.today(service.clock.now())
    moment = read_moment(text, today)
    if moment is None or moment.at is not None:
        return views.ask_day(draft, tr, views.no_day(tr))
    by_law = await service.by_law(today)
    async with service.store.read() as repositories:
        days = await _days(repositories, by_law)
    why = useless(days.in_force, moment.day, draft.state, None, today)
    if why is not None:
        return views.ask_day(draft, tr, views.of_no_use(why, moment.day, today, tr))
    draft = replace(draft, step=Step.REASON, day=moment.day)
    await _keep(draft.dialogue(), visitor, service, update_id)
    return views.ask_reason(draft, tr)


async def _preview(
    draft: Draft,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
    note: str | None = None,
) -> Screen:
    """Return the preview, or the question for another day when the change has become useless meanwhile."""
    found = await _previewed(draft, visitor, tr, service, update_id, note)
    if isinstance(found, Screen):
        return found
    today = service.today(service.clock.now())
    if draft.state is DayState.USUAL:
        return await page_of(0, tr, service, views.of_no_use(found, draft.day, today, tr))
    return views.ask_day(draft, tr, views.of_no_use(found, draft.day, today, tr))


async def _previewed(
    draft: Draft, visitor: Visitor, tr: Translator, service: Service, update_id: int, note: str | None = None
) -> Screen | Useless:
    """Store the change at its preview and return that; when it would be useless, store where it goes on, and why."""
    now = service.clock.now()
    today = service.today(now)
    by_law = await service.by_law(today)  # may take a moment: not while others wait to write
    async with service.store.write(update_id) as repositories:
        days = await _days(repositories, by_law)
        latest = await repositories.calendar.latest(draft.day)
        why = useless(days.in_force, draft.day, draft.state, latest, today)
        draft = replace(draft, step=Step.PREVIEW if why is None else Step.DAY, seen=latest.number if latest else 0)
        ended = why is not None and draft.state is DayState.USUAL
        dialogue = Dialogue() if ended else draft.dialogue()
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, now)
    return why or await _screen(draft, days, latest, now, tr, service, note)


async def _screen(
    draft: Draft,
    days: Days,
    latest: StoredChange | None,
    now: datetime,
    tr: Translator,
    service: Service,
    note: str | None,
) -> Screen:
    today = service.today(now)
    after = with_change(days.by_law, days.table, draft.change(0))
    terms = Terms(days.in_force, service.zone, first_day_is_next=service.first_day_is_next)
    reason = latest.reason if latest is not None and draft.state is DayState.USUAL else draft.reason
    requests = await moving(service, terms, replace(terms, calendar=after), draft.day, now)
    found = moved(terms, after, today)
    return views.preview(draft, days.in_force, after, found, requests, today, tr, reason=reason, note=note)


async def finish(
    _query: CallbackQuery,
    callback_data: WorkdayPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Confirm or leave the change that is open; buttons of another one count for nothing."""
    draft = Draft.of(visitor.dialogue)
    if draft is None or draft.run != callback_data.run:
        return Answer(screens=(await page_of(0, tr, service),), toast=menu.out_of_date(tr))
    if callback_data.act is WorkdayAct.CANCEL:
        await _keep(Dialogue(), visitor, service, update_id)
        return await page_of(0, tr, service, menu.left(tr))
    if draft.step is not Step.PREVIEW:
        screen = views.ask_day(draft, tr) if draft.step is Step.DAY else views.ask_reason(draft, tr)
        return Answer(screens=(screen,), toast=menu.out_of_date(tr))
    return await _confirm(draft, visitor, tr, service, update_id)


async def _confirm(draft: Draft, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Put the change into the table and the log together, if the day still is as its author saw it."""
    now = service.clock.now()
    today = service.today(now)
    by_law = await service.by_law(today)
    # An update that comes again finds the dialogue closed: nothing is put twice.
    async with service.store.write() as repositories:
        latest = await repositories.calendar.latest(draft.day)
        days = await _days(repositories, by_law)
        same = (latest.number if latest else 0) == draft.seen
        made = same and useless(days.in_force, draft.day, draft.state, latest, today) is None
        if made:
            was = days.in_force.is_working(draft.day)
            entry = entry_of(draft.day, draft.state, was, draft.reason, visitor.person_id)
            head = await repositories.journal.append(entry, now)
            await repositories.calendar.put(draft.change(head.number), visitor.person_id, now)
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
    if not made:
        return await _preview(draft, visitor, tr, service, update_id, views.changed_meanwhile(tr))
    return Answer(screens=(await page_of(0, tr, service, views.stored(draft, today, tr)),), toast=views.done(tr))
