"""One-time invitations: making a link, opening it, answering. Nobody becomes an official, or a member, otherwise."""

from __future__ import annotations

import secrets
from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from domain.calendar import WorkingCalendar
from domain.coordination import may_manage
from domain.errors import NoSuchInvitation
from domain.invitations import HOLDS, TOKEN_BYTES, Invitation, Reply, Standing, is_token, judge, token_hash
from domain.offices import By, Office, SeatRole, rights
from domain.outbox import OutboxKind, Parcel
from domain.people import Dialogue, Role, Visitor
from domain.ports import Repositories
from handlers import commands, consents, office_record, seating
from handlers.groups import username
from handlers.home import current
from handlers.office_callbacks import InviteAct, InvitePress
from handlers.presenting import Given
from handlers.requests.handover_news import arrived
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import inviting as views
from handlers.views import menu
from handlers.views.onboarding import consent, welcome
from handlers.views.screen import Answer, Screen

NAMING = "seat:name"
"""The dialogue in which an official writes how they are called."""


def router() -> Router:
    """Return the router of answers to invitations."""
    router = Router(name="inviting")
    router.callback_query.register(decline, InvitePress.filter(F.act == InviteAct.DECLINE))
    router.callback_query.register(accept, InvitePress.filter())
    return router


async def make_for_office(
    repositories: Repositories, office: Office, role: SeatRole, by: By, tr: Translator, service: Service, bot: Bot
) -> Answer:
    """Keep a new invitation into the office and return its link: the token is shown here and stored nowhere."""
    address, until = await _made(repositories, office.id, role, None, by, service, bot)
    screen = views.made_for_office(office, role, address, until, tr, service)
    return Answer(screens=(screen,), fresh=True, documents=(views.picture(address),))


async def make_for_ngo(
    repositories: Repositories, ngo_id: int, by: By, tr: Translator, service: Service, bot: Bot
) -> Answer:
    """Keep a new invitation into the NGO and return its link."""
    known = await repositories.organisations.get(ngo_id)
    assert known is not None  # the caller has looked
    address, until = await _made(repositories, None, None, ngo_id, by, service, bot)
    screen = views.made_for_ngo(known[0], address, until, tr, service)
    return Answer(screens=(screen,), fresh=True, documents=(views.picture(address),))


async def _made(
    repositories: Repositories,
    office_id: int | None,
    role: SeatRole | None,
    ngo_id: int | None,
    by: By,
    service: Service,
    bot: Bot,
) -> tuple[str, datetime]:
    token, now = secrets.token_urlsafe(TOKEN_BYTES), service.clock.now()
    until = now + HOLDS
    await office_record.invite(repositories, token_hash(token), office_id, role, ngo_id, by, now, until)
    return views.link(token, await username(bot)), until


async def opened(token: str, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Show the invitation that a link names; a newcomer chooses the language and decides on consent first."""
    async with service.store.read() as repositories:
        found = await repositories.invitations.of_token(token_hash(token)) if is_token(token) else None
        if found is None:
            return views.unknown(tr)
        standing = await _judged(found, visitor, repositories, service)
        answerable = standing in (Standing.OPEN, Standing.SWITCH)
        if visitor.consented or not answerable:
            screen = await _screen(found, standing, visitor, repositories, tr, service)
    if answerable:
        async with service.store.write(update_id) as repositories:
            await repositories.invitations.note_opening(found.id, visitor.person_id, service.clock.now())
        if visitor.language is None:
            return welcome(service.texts)
        if not visitor.consented:
            return consent(tr, service.operator)
    return screen


async def waiting_for(visitor: Visitor, tr: Translator, service: Service) -> Screen | None:
    """Return the invitation that led the person here and still waits for their answer."""
    async with service.store.read() as repositories:
        found = await repositories.invitations.opened_last(visitor.person_id, service.clock.now())
        if found is None:
            return None
        standing = await _judged(found, visitor, repositories, service)
        return await _screen(found, standing, visitor, repositories, tr, service)


async def _judged(invitation: Invitation, visitor: Visitor, repositories: Repositories, service: Service) -> Standing:
    """Look again at everything that makes the invitation count now."""
    valid = invitation.made_by is not None
    member = False
    if valid and invitation.office_id is not None:
        office = await repositories.offices.get(invitation.office_id)
        maker = await repositories.people.visitor(invitation.made_by or 0, invitation.made_by or 0)
        valid = office is not None and not office.closed and invitation.role is not None
        if office is not None and invitation.role is not None:
            may = rights(maker.person_id, maker.coordinates, maker.seat, office, service.tree)
            valid = valid and may.may_seat(invitation.role)
    elif valid and invitation.ngo_id is not None:
        members = {one.person_id for one in await repositories.organisations.members(invitation.ngo_id)}
        member = visitor.person_id in members
        if invitation.by_coordinator:
            known = await repositories.organisations.get(invitation.ngo_id)
            own = await repositories.coordinators.territories(invitation.made_by or 0)
            valid = known is not None and known[1] is not None and may_manage(own, known[1], service.tree)
        else:
            valid = invitation.made_by in members
    return judge(invitation, visitor.person_id, visitor.seat, service.clock.now(), valid=valid, member=member)


async def _screen(
    invitation: Invitation,
    standing: Standing,
    visitor: Visitor,
    repositories: Repositories,
    tr: Translator,
    service: Service,
) -> Screen:
    if invitation.ngo_id is not None:
        known = await repositories.organisations.get(invitation.ngo_id)
        return views.into_ngo(invitation, known[0], standing, tr) if known else views.unknown(tr)
    office = await repositories.offices.get(invitation.office_id or 0)
    if office is None:
        return views.unknown(tr)
    left = await repositories.offices.get(visitor.seat.office_id) if visitor.seat else None
    seat_id = visitor.seat.seat_id if visitor.seat else 0
    return views.into_office(invitation, office, standing, left, seat_id, visitor.ngo, tr, service)


async def _known(number: int, visitor: Visitor, repositories: Repositories) -> Invitation:
    """Return the invitation, if the person came by its link: a number alone opens nothing.

    Raises:
        NoSuchInvitation: they did not.
    """
    found = await repositories.invitations.get(number)
    if found is None or not await repositories.invitations.was_opened(number, visitor.person_id):
        raise NoSuchInvitation
    return found


async def accept(
    _query: CallbackQuery,
    callback_data: InvitePress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Take the seat or the membership, as long as the invitation still counts; the first one to accept has it."""
    if not visitor.consented:
        return await current(visitor, None, tr, service)
    leaves = callback_data.act is InviteAct.SWITCH and visitor.seat is not None
    leaves = leaves and visitor.seat is not None and callback_data.seat == visitor.seat.seat_id
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.write(update_id) as repositories:
        found = await _known(callback_data.id, visitor, repositories)
        standing = await _judged(found, visitor, repositories, service)
        agreed = standing is Standing.OPEN or (standing is Standing.SWITCH and leaves)
        now = service.clock.now()
        if not agreed or not await office_record.answer(repositories, found, visitor.person_id, Reply.ACCEPTED, now):
            fresh = await _known(found.id, visitor, repositories)
            standing = await _judged(fresh, visitor, repositories, service)
            if standing is Standing.TAKEN_BY_YOU:  # pressed twice: the welcome stays on the screen
                return Answer(toast=views.closed(standing, tr))
            screen = await _screen(fresh, standing, visitor, repositories, tr, service)
            return Answer(screens=(screen,), toast=views.closed(standing, tr) or menu.out_of_date(tr), loud=True)
        if found.ngo_id is not None:
            return await _join(found, visitor, repositories, tr, service, now)
        return await _take(found, visitor, repositories, tr, service, law, now)


async def _take(
    invitation: Invitation,
    visitor: Visitor,
    repositories: Repositories,
    tr: Translator,
    service: Service,
    law: WorkingCalendar,
    now: datetime,
) -> Answer:
    assert invitation.role is not None  # an invitation into an office has a role
    person = visitor.person_id
    if visitor.seat is not None:
        await seating.vacate(repositories, service, law, visitor.seat.seat_id, By(person, "self"), now)
    seat = await office_record.take(repositories, invitation, person, now)
    await consents.give(repositories, person, tr.language, views.holder_consent(tr), now)
    if not visitor.onboarded:
        await repositories.people.onboard(person, Role.OFFICIAL, None, None, now)
    naming = Dialogue(NAMING, {"seat": seat})
    await repositories.dialogues.put(visitor.chat_id, person, naming, now)
    if invitation.made_by is not None:
        ids = {"about": "seat_taken", "invitation": invitation.id, "seat": seat}
        parcel = Parcel(invitation.made_by, OutboxKind.NOTICE, f"seat_taken:{invitation.id}", ids)
        await repositories.outbox.put([parcel], now)
    office = await repositories.offices.get(invitation.office_id or 0)
    assert office is not None  # it was judged in the same unit of work
    await arrived(repositories, service, office, seat, now)
    also = (commands.follow(visitor.chat_id, tr, coordinating=bool(visitor.coordinates), seated=True),)
    welcome_screen = views.seated(office, invitation.role, tr, service)
    # The menu comes in any case: from now on it has the inbox.
    return Answer(screens=(welcome_screen, menu.main_menu(tr, seated=True)), also=also)


async def _join(
    invitation: Invitation,
    visitor: Visitor,
    repositories: Repositories,
    tr: Translator,
    service: Service,
    now: datetime,
) -> Answer:
    ngo_id = invitation.ngo_id or 0
    told = {one.person_id for one in await repositories.organisations.members(ngo_id)} | {invitation.made_by or 0}
    await office_record.join(repositories, invitation, visitor.person_id, now)
    if visitor.dialogue.state is not None and not visitor.onboarded:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
    ids = {"about": "member_joined", "invitation": invitation.id}
    parcels = [
        Parcel(person, OutboxKind.NOTICE, f"member_joined:{invitation.id}", ids)
        for person in sorted(told - {0, visitor.person_id})
    ]
    await repositories.outbox.put(parcels, now)
    known = await repositories.organisations.get(ngo_id)
    assert known is not None  # it was judged in the same unit of work
    return Answer(screens=(views.joined(known[0], tr), menu.main_menu(tr, seated=visitor.seat is not None)))


async def decline(
    _query: CallbackQuery,
    callback_data: InvitePress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Refuse: the link is used up, and whoever made it hears of it."""
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        found = await _known(callback_data.id, visitor, repositories)
        if not await office_record.answer(repositories, found, visitor.person_id, Reply.DECLINED, now):
            standing = await _judged(found, visitor, repositories, service)
            return await _screen(found, standing, visitor, repositories, tr, service)
        if found.made_by is not None:
            ids = {"about": "invitation_declined", "invitation": found.id}
            parcel = Parcel(found.made_by, OutboxKind.NOTICE, f"invitation_declined:{found.id}", ids)
            await repositories.outbox.put([parcel], now)
    return views.declined(tr)
