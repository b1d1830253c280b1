"""Duty: whoever holds a seat says whether they are there; the head says it for officers too.

Every press is authorised again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.duty import FURTHEST_AHEAD, PRESENT, Attendance, WrongAbsence, absence, ended, first_bare, may_set
from domain.errors import NotYourOffice
from domain.offices import By, Seat
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from handlers import commands, duty_notices, office_record
from handlers.filters import Seated, Talking
from handlers.office_card import looked
from handlers.presenting import Given
from handlers.requests.routing_callbacks import DutyAct, DutyPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.typed_days import Period, period, this_week
from handlers.views import duty as views
from handlers.views import menu
from handlers.views.duty import Staff
from handlers.views.screen import Answer, Screen

ABOUT = "duty"


def router() -> Router:
    """Return the router of duty; others than officials are told whom it is for."""
    router = Router(name="duty")
    router.message.register(show, Command("duty"), Seated())
    router.message.register(not_for_you, Command("duty"))
    router.callback_query.register(act, DutyPress.filter(), Seated())
    router.callback_query.register(press_not_for_you, DutyPress.filter())
    return router


def answers() -> Router:
    """Return the router of typed days: included after every command."""
    router = Router(name="duty answers")
    router.message.register(typed, Talking(ABOUT), Seated())
    router.message.register(term_ended, Talking(ABOUT))
    return router


async def show(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Show the own duty. The chat's commands are set on the way: the role may be new."""
    assert visitor.seat is not None  # the filter
    async with service.store.read() as repositories:
        staff = await staff_of(repositories, visitor, service)
    screen = views.card(staff, staff.by_id[staff.own], tr, service)
    return Answer(screens=(screen,), also=(commands.suited(visitor, tr),))


async def not_for_you(_message: Message, visitor: Visitor, tr: Translator) -> Given:
    """Tell somebody who holds no seat whom duty is for; a command left from an ended term goes."""
    also = (commands.suited(visitor, tr),) if visitor.language and visitor.consented else ()
    return Answer(screens=(views.only_officials(tr),), also=also)


async def press_not_for_you(_query: CallbackQuery, tr: Translator) -> Given:
    """Refuse a forged press, or one after the term has ended."""
    return views.only_officials(tr)


async def term_ended(_message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Close the question of somebody who holds no seat any more."""
    async with service.store.write(update_id) as repositories:
        await _close(repositories, visitor, service)
    return views.only_officials(tr)


async def staff_of(repositories: Repositories, visitor: Visitor, service: Service) -> Staff:
    """Return the people of the visitor's own office.

    Raises:
        NoSuchOffice: it is closed.
    """
    assert visitor.seat is not None  # a filter
    office, _ = await looked(visitor.seat.office_id, visitor, repositories, service)
    seats = (await repositories.seats.of_offices([office.id]))[office.id]
    roster = await repositories.duty.of_office(office.id)
    today = service.today(service.clock.now())
    bare = first_bare(seats, roster, today, today + timedelta(days=FURTHEST_AHEAD))
    return Staff(office, seats, roster, visitor.seat.seat_id, today, bare)


def _spoken_of(staff: Staff, number: int, visitor: Visitor) -> Seat:
    """Return the seat that a press is about.

    Raises:
        NotYourOffice: it is no seat of the office (any more), or not theirs to speak for.
    """
    seat = staff.by_id.get(number or staff.own)
    if seat is None or not may_set(visitor.seat, seat):
        raise NotYourOffice(staff.office.id)
    return seat


async def act(
    _query: CallbackQuery,
    callback_data: DutyPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Do what a button says."""
    press = callback_data
    async with service.store.write(update_id) as repositories:
        staff = await staff_of(repositories, visitor, service)
        seat = _spoken_of(staff, press.seat, visitor)
        known = staff.roster.get(seat.id, PRESENT)
        if press.act is not DutyAct.ASK:
            await _close(repositories, visitor, service)
        match press.act:
            case DutyAct.SHOW:
                return views.card(staff, seat, tr, service)
            case DutyAct.ASK:
                dialogue = Dialogue(f"{ABOUT}:dates", {"seat": seat.id})
                await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())
                return views.ask_dates(staff, seat, tr)
            case DutyAct.ON | DutyAct.OFF:
                off = press.act is DutyAct.OFF
                changed = replace(known, off=off)
                staff = await _put(repositories, staff, seat, changed, "off" if off else "on", visitor, service)
                return _after(staff, seat, changed != known, tr, service)
            case DutyAct.BACK:
                changed = ended(known, staff.today)
                staff = await _put(repositories, staff, seat, changed, "back", visitor, service)
                return _after(staff, seat, changed != known, tr, service)
            case DutyAct.WHO | DutyAct.DEPUTY:
                return await _stand_in(repositories, press, staff, seat, visitor, tr, service)
        days = _days(press.act, staff)
        return await _away(repositories, days, staff, seat, visitor, tr, service)


def _days(what: DutyAct, staff: Staff) -> Period:
    if what is DutyAct.WEEK:
        return this_week(staff.today)
    day = staff.today + timedelta(days=what is DutyAct.TOMORROW)
    return day, day


def _after(staff: Staff, seat: Seat, changed: bool, tr: Translator, service: Service) -> Answer:
    toast = views.done(tr) if changed else views.already(tr)
    return Answer(screens=(views.card(staff, seat, tr, service),), toast=toast)


async def _stand_in(
    repositories: Repositories,
    press: DutyPress,
    staff: Staff,
    seat: Seat,
    visitor: Visitor,
    tr: Translator,
    service: Service,
) -> Given:
    """Ask who stands in, or note who does: a colleague of the office."""
    known = staff.roster.get(seat.id, PRESENT)
    away = known.coming(staff.today)
    if away is None:
        return Answer(screens=(views.card(staff, seat, tr, service),), toast=views.over(tr))
    if press.act is DutyAct.WHO:
        return views.ask_deputy(staff, seat, tr, service)
    deputy = staff.by_id.get(press.other)
    if press.other and (deputy is None or deputy.id == seat.id or deputy.person_id is None):
        return Answer(screens=(views.ask_deputy(staff, seat, tr, service),), toast=menu.out_of_date(tr))
    changed = replace(known, absence=replace(away, deputy=deputy.id if deputy else None))
    staff = await _put(repositories, staff, seat, changed, "deputy", visitor, service)
    return _after(staff, seat, changed != known, tr, service)


async def _away(
    repositories: Repositories,
    days: Period,
    staff: Staff,
    seat: Seat,
    visitor: Visitor,
    tr: Translator,
    service: Service,
) -> Screen:
    """Note the absence and ask who stands in; or say why there can be no such one."""
    made = absence(*days, staff.today)
    if isinstance(made, WrongAbsence):
        return views.ask_dates(staff, seat, tr, views.wrong(made, tr))
    await _close(repositories, visitor, service)
    known = staff.roster.get(seat.id, PRESENT)
    before = known.coming(staff.today)
    if before is not None:
        made = replace(made, deputy=before.deputy)
    staff = await _put(repositories, staff, seat, replace(known, absence=made), "away", visitor, service)
    return views.ask_deputy(staff, seat, tr, service, views.done(tr))


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take the days that were typed, or say what is wrong with them."""
    number = visitor.dialogue.data.get("seat")
    async with service.store.write(update_id) as repositories:
        staff = await staff_of(repositories, visitor, service)
        seat = staff.by_id.get(number if isinstance(number, int) else 0)
        if seat is None or not may_set(visitor.seat, seat):  # meanwhile the officer has left, or the asker is no head
            await _close(repositories, visitor, service)
            return views.card(staff, staff.by_id[staff.own], tr, service, views.over(tr))
        days = period(message.text or "", staff.today)
        if days is None:
            return views.ask_dates(staff, seat, tr, views.no_days(tr))
        return await _away(repositories, days, staff, seat, visitor, tr, service)


async def _close(repositories: Repositories, visitor: Visitor, service: Service) -> None:
    """Close the question, if it is the one that waits for an answer."""
    if (visitor.dialogue.state or "").startswith(f"{ABOUT}:"):
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())


async def _put(
    repositories: Repositories,
    staff: Staff,
    seat: Seat,
    attendance: Attendance,
    what: str,
    visitor: Visitor,
    service: Service,
) -> Staff:
    """Store and log what is said of the seat, and tell whom it concerns; returns the staff as it is now."""
    known = staff.roster.get(seat.id, PRESENT)
    if attendance == known:
        return staff
    assert visitor.seat is not None  # a filter
    now = service.clock.now()
    by = By(visitor.person_id, visitor.seat.role.value)
    await office_record.set_duty(repositories, seat, attendance, what, by, now)
    roster = {**staff.roster, seat.id: attendance}
    bare = first_bare(staff.seats, roster, staff.today, staff.today + timedelta(days=FURTHEST_AHEAD))
    after = replace(staff, roster=roster, bare=bare)
    await duty_notices.tell(repositories, staff, after, seat, visitor.person_id, now, service)
    return after
