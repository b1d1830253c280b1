"""The card of an office: for its coordinators, its head and its officers. Every press is authorised again."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.errors import NoSuchOffice, NotYourOffice
from domain.language import Language
from domain.offices import MOST_SEATS, By, Office, Rights, SeatRole, headless, rights
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.requests.working_time import DEFAULT_HOURS
from handlers import commands, inviting, office_record, seating
from handlers.filters import Seated, Talking
from handlers.office_callbacks import OfficeAct, OfficePress, SeatAct, SeatPress
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.typed import ngo_name
from handlers.views import menu
from handlers.views import office_card as views
from handlers.views.inviting import HOLDER_LIMIT
from handlers.views.screen import Answer, Screen

RENAMING = "office:name"
"""The dialogue in which a coordinator writes an office's name."""

OFFICE_NAME_LIMIT = 120

_ROLES = {OfficeAct.INVITE_HEAD: SeatRole.HEAD, OfficeAct.INVITE_OFFICER: SeatRole.OFFICER}


def router() -> Router:
    """Return the router of the card, and of an official's own seat."""
    router = Router(name="office card")
    router.message.register(own, Command("office"), Seated())
    router.message.register(not_for_you, Command("office"))
    router.callback_query.register(invite, OfficePress.filter(F.act.in_(set(_ROLES))))
    router.callback_query.register(act, OfficePress.filter())
    router.callback_query.register(act_on_seat, SeatPress.filter())
    return router


def answers() -> Router:
    """Return the router of typed names: included after every command."""
    router = Router(name="office answers")
    router.message.register(typed_own_name, Talking("seat"))
    router.message.register(typed_office_name, Talking("office"))
    return router


async def own(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Show the official their own office. The chat's commands are set on the way: the role may be new."""
    assert visitor.seat is not None  # the filter
    follow = commands.follow(visitor.chat_id, tr, coordinating=bool(visitor.coordinates), seated=True)
    return Answer(screens=(await card_of(visitor.seat.office_id, visitor, tr, service),), also=(follow,))


async def not_for_you(_message: Message, visitor: Visitor, tr: Translator) -> Given:
    """Tell somebody who holds no seat whom it is for; a command left from an ended term goes."""
    follow = commands.follow(visitor.chat_id, tr, coordinating=visitor.consented and bool(visitor.coordinates))
    return Answer(screens=(views.only_officials(tr),), also=(follow,) if visitor.language else ())


async def looked(
    office_id: int, visitor: Visitor, repositories: Repositories, service: Service
) -> tuple[Office, Rights]:
    """Return the office and what the visitor may do there, if they may see it at all.

    Raises:
        NoSuchOffice: it does not exist, or is closed.
        NotYourOffice: it is not theirs to see.
    """
    office = await repositories.offices.get(office_id)
    if office is None or office.closed:
        raise NoSuchOffice(office_id)
    may = rights(visitor.person_id, visitor.coordinates, visitor.seat, office, service.tree)
    if not visitor.consented or not may.sees:
        raise NotYourOffice(office_id)
    return office, may


async def card_of(office_id: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Return the card as the visitor may see it."""
    async with service.store.read() as repositories:
        office, may = await looked(office_id, visitor, repositories, service)
        return await card_in(repositories, office, may, tr, service)


async def card_in(repositories: Repositories, office: Office, may: Rights, tr: Translator, service: Service) -> Screen:
    """Return the card of an office that was looked up already."""
    seats = (await repositories.seats.of_offices([office.id]))[office.id]
    hours = await repositories.offices.hours(office.id) or DEFAULT_HOURS
    open_ones = []
    if may.may_seat(SeatRole.OFFICER):
        open_ones = list(await repositories.invitations.waiting(office.id, None, service.clock.now()))
    handovers = await repositories.handovers.of_office(office.id) if may.may_seat(SeatRole.OFFICER) else {}
    return views.card(office, seats, open_ones, may, tr, service, hours, handovers)


async def invite(
    _query: CallbackQuery,
    callback_data: OfficePress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    bot: Bot,
    update_id: int,
) -> Given:
    """Make a link into the office."""
    role = _ROLES[callback_data.act]
    async with service.store.write(update_id) as repositories:
        office, may = await looked(callback_data.id, visitor, repositories, service)
        if not may.may_seat(role):
            raise NotYourOffice(office.id)
        seats = (await repositories.seats.of_offices([office.id]))[office.id]
        waiting = await repositories.invitations.waiting(office.id, None, service.clock.now())
        if len(seats) + len(waiting) >= MOST_SEATS:
            return Answer(toast=views.full(tr), loud=True)
        return await inviting.make_for_office(repositories, office, role, may.by, tr, service, bot)


async def act(
    _query: CallbackQuery,
    callback_data: OfficePress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Do what a button of the card says, if the presser may and it still makes sense."""
    press = callback_data
    match press.act:
        case OfficeAct.OPEN:
            return await card_of(press.id, visitor, tr, service)
        case OfficeAct.END_ASK | OfficeAct.END | OfficeAct.REVOKE:
            return await _over_others(press, visitor, tr, service, update_id)
    return await _manage(press, visitor, tr, service, update_id)


async def _over_others(press: OfficePress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """End somebody's seat, or take an invitation back."""
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.write(update_id) as repositories:
        office, may = await looked(press.id, visitor, repositories, service)
        now = service.clock.now()
        if press.act is OfficeAct.REVOKE:
            found = await repositories.invitations.get(press.other)
            if found is None or found.office_id != office.id or not may.may_seat(found.role or SeatRole.HEAD):
                raise NotYourOffice(office.id)
            toast = views.revoked(tr, done=await office_record.revoke(repositories, found, may.by, now))
        else:
            seat = await repositories.seats.get(press.other)
            if seat is None or seat.office_id != office.id or not may.may_seat(seat.role):
                raise NotYourOffice(office.id)
            if press.act is OfficeAct.END_ASK and seat.until is None:
                return views.end_question(office, seat, tr, service)
            if press.act is OfficeAct.END:
                await seating.vacate(repositories, service, law, seat.id, may.by, now)
            toast = views.ended(tr)
    return Answer(screens=(await card_of(press.id, visitor, tr, service),), toast=toast)


async def _manage(press: OfficePress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Rename, choose topics, close: for coordinators of the territory only."""
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.write(update_id) as repositories:
        office, may = await looked(press.id, visitor, repositories, service)
        if not may.manages:
            raise NotYourOffice(office.id)
        now = service.clock.now()
        match press.act:
            case OfficeAct.NAME_KK | OfficeAct.NAME_RU:
                language = "kk" if press.act is OfficeAct.NAME_KK else "ru"
                dialogue = Dialogue(RENAMING, {"office": office.id, "language": language})
                await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, now)
                return Answer(screens=(views.ask_office_name(language, tr),), fresh=True)
            case OfficeAct.ADD_TOPIC | OfficeAct.DROP_TOPIC:
                known = [topic.id for topic in service.topics]
                adds = press.act is OfficeAct.ADD_TOPIC
                chosen = [one for one in known if (adds if one == press.topic else one in office.topics)]
                if not chosen:
                    return Answer(screens=(views.topics_screen(office, tr, service),), toast=views.last_topic(tr))
                if set(chosen) != set(office.topics):
                    await office_record.set_topics(repositories, office, chosen, may.by, now)
                    office = await repositories.offices.get(office.id) or office
                return views.topics_screen(office, tr, service)
            case OfficeAct.CLOSE_ASK:
                seats = (await repositories.seats.of_offices([office.id]))[office.id]
                left = len(await repositories.routing.open_of(office.id))
                return views.close_question(office, seats, left, tr, service)
            case OfficeAct.CLOSE:
                await seating.dissolve(repositories, service, law, office.id, may.by, now)
                return Screen(views.closed(tr))
    return views.topics_screen(office, tr, service)


async def act_on_seat(
    _query: CallbackQuery,
    callback_data: SeatPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Let an official change the own name and position, or leave the seat; another's seat is not touched."""
    seat = visitor.seat
    if seat is None or seat.seat_id != callback_data.id or not visitor.consented:
        return Answer(screens=(views.only_officials(tr),), toast=menu.out_of_date(tr))
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        office, _ = await looked(seat.office_id, visitor, repositories, service)
        if callback_data.act is SeatAct.NAME:
            dialogue = Dialogue(inviting.NAMING, {"seat": seat.seat_id})
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, now)
            return Answer(screens=(views.ask_own_name(tr),), fresh=True)
        if callback_data.act is SeatAct.LEAVE_ASK:
            others = [
                one for one in (await repositories.seats.of_offices([office.id]))[office.id] if one.id != seat.seat_id
            ]
            alone = headless(others) if seat.role is SeatRole.HEAD else not others
            return views.leave_question(office, seat.seat_id, seat.role, alone, tr, service)
        await seating.vacate(repositories, service, law, seat.seat_id, By(visitor.person_id, "self"), now)
    follow = commands.follow(visitor.chat_id, tr, coordinating=bool(visitor.coordinates))
    return Answer(screens=(views.left(tr),), also=(follow,))


async def typed_own_name(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take the name and position that an official wrote."""
    name = ngo_name((message.text or "")[: HOLDER_LIMIT * 4])
    seat = visitor.seat
    current = seat is not None and visitor.dialogue.data.get("seat") == seat.seat_id
    if current and name is None:
        return views.bad_name(tr)
    async with service.store.write(update_id) as repositories:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())
        if seat is not None and current and name is not None:
            await repositories.seats.name(seat.seat_id, name[:HOLDER_LIMIT].strip())
    if seat is None:
        return views.only_officials(tr)
    return await card_of(seat.office_id, visitor, tr, service)


async def typed_office_name(
    message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Give an office the name that was typed, if the person still may and it is still there."""
    name = ngo_name((message.text or "")[: OFFICE_NAME_LIMIT * 4])
    if name is None:
        return views.bad_name(tr)
    data, now = visitor.dialogue.data, service.clock.now()
    async with service.store.write(update_id) as repositories:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
        office = await repositories.offices.get(int(data.get("office", 0)))
        if office is not None and not office.closed:
            may = rights(visitor.person_id, visitor.coordinates, visitor.seat, office, service.tree)
            if may.manages:
                language = Language.KK if data.get("language") == "kk" else Language.RU
                name = name[:OFFICE_NAME_LIMIT].strip()
                await office_record.rename(repositories, office, language, name, may.by, now)
    return await card_of(int(data.get("office", 0)), visitor, tr, service)
