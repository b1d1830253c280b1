"""An NGO and its members: inviting, letting somebody back in, and for which NGO somebody acts."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.clock import micros
from domain.coordination import may_manage
from domain.errors import NotYourOrganisation
from domain.offices import MOST_SEATS, By
from domain.outbox import OutboxKind, Parcel
from domain.people import Ngo, Visitor
from domain.ports import Repositories
from handlers import inviting, office_record
from handlers.filters import Ready
from handlers.forms import Form
from handlers.office_callbacks import NgoAct, NgoPress
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import office_card as office_views
from handlers.views import organisation as views
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of the own organisation."""
    router = Router(name="organisation")
    router.message.register(show, Command("ngo"), Ready())
    router.callback_query.register(let_in, NgoPress.filter(F.act.in_({NgoAct.LET_IN_ASK, NgoAct.LET_IN})), Ready())
    router.callback_query.register(act, NgoPress.filter(), Ready())
    return router


async def show(_message: Message, visitor: Visitor, form: Form | None, tr: Translator, service: Service) -> Given:
    """Show the organisation for which the person acts, and the others; or that they are registering one."""
    return await screen_of(visitor, tr, service, form)


async def screen_of(visitor: Visitor, tr: Translator, service: Service, form: Form | None = None) -> Screen:
    """Return the card of the organisation for which the person acts now.

    `form` is what they are filling in; somebody without an organisation who registers one is reminded of it.
    """
    async with service.store.read() as repositories:
        known = await repositories.people.visitor(visitor.chat_id, visitor.person_id)
        every = await repositories.organisations.of_person(visitor.person_id)
        if known.ngo is None:
            unfinished = form is not None and form.registering and not every
            return views.unfinished(form.name if form else None, tr) if unfinished else views.nobody(every, tr)
        members = await repositories.organisations.members(known.ngo.id)
        waiting = await repositories.invitations.waiting(None, known.ngo.id, service.clock.now())
    others = [ngo for ngo in every if ngo.id != known.ngo.id]
    return views.card(known.ngo, members, waiting, others, visitor.person_id, tr, service)


async def _mine(ngo_id: int, visitor: Visitor, repositories: Repositories) -> Ngo:
    for ngo in await repositories.organisations.of_person(visitor.person_id):
        if ngo.id == ngo_id:
            return ngo
    raise NotYourOrganisation(ngo_id)


async def act(
    _query: CallbackQuery,
    callback_data: NgoPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    bot: Bot,
    update_id: int,
) -> Given:
    """Do what a button says, if the person still belongs to the organisation."""
    press, now, toast = callback_data, service.clock.now(), None
    by = By(visitor.person_id, "member")
    async with service.store.write(update_id) as repositories:
        ngo = await _mine(press.id, visitor, repositories)
        match press.act:
            case NgoAct.INVITE:
                return await _invite(ngo.id, by, repositories, tr, service, bot)
            case NgoAct.REVOKE:
                found = await repositories.invitations.get(press.other)
                if found is None or found.ngo_id != ngo.id:
                    raise NotYourOrganisation(ngo.id)
                toast = office_views.revoked(tr, done=await office_record.revoke(repositories, found, by, now))
            case NgoAct.ACT:
                await repositories.organisations.act_for(visitor.person_id, ngo.id)
                toast = views.acting(ngo, tr)
            case NgoAct.ALONE:
                await repositories.organisations.act_for(visitor.person_id, None)
                toast = views.acting(None, tr)
            case NgoAct.REMOVE_ASK:
                members = await repositories.organisations.members(ngo.id)
                found_member = next((one for one in members if one.person_id == press.other), None)
                if found_member is not None:
                    return views.remove_question(ngo, found_member, visitor.person_id, len(members), tr, service)
            case NgoAct.REMOVE:
                toast = await _remove(ngo, press.other, by, repositories, tr, service)
    return Answer(screens=(await screen_of(visitor, tr, service),), toast=toast)


async def _invite(
    ngo_id: int, by: By, repositories: Repositories, tr: Translator, service: Service, bot: Bot
) -> Answer:
    members = await repositories.organisations.members(ngo_id)
    waiting = await repositories.invitations.waiting(None, ngo_id, service.clock.now())
    if len(members) + len(waiting) >= MOST_SEATS:
        return Answer(toast=office_views.full(tr), loud=True)
    return await inviting.make_for_ngo(repositories, ngo_id, by, tr, service, bot)


async def _remove(
    ngo: Ngo, person_id: int, by: By, repositories: Repositories, tr: Translator, service: Service
) -> str:
    """Take somebody, or oneself, out; the last member stays, for an organisation without members is lost."""
    now = service.clock.now()
    done = await office_record.leave(repositories, ngo.id, person_id, by, now)
    if done and person_id != by.person_id:
        ids = {"about": "member_removed", "ngo": ngo.id}
        parcel = Parcel(person_id, OutboxKind.NOTICE, f"member_removed:{ngo.id}:{micros(now)}", ids)
        await repositories.outbox.put([parcel], now)
    return views.removed(tr, done=done)


async def let_in(
    _query: CallbackQuery,
    callback_data: NgoPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    bot: Bot,
    update_id: int,
) -> Given:
    """Let a coordinator of the NGO's territory make a link for somebody who lost a phone or an account."""
    async with service.store.write(update_id) as repositories:
        known = await repositories.organisations.get(callback_data.id)
        if known is None or known[1] is None or not may_manage(visitor.coordinates, known[1], service.tree):
            raise NotYourOrganisation(callback_data.id)
        if callback_data.act is NgoAct.LET_IN_ASK:
            members = await repositories.organisations.members(known[0].id)
            return views.let_in_question(known[0], known[1], len(members), tr, service)
        line = (known[1], *(unit.id for unit in service.tree.ancestors(known[1])))
        nearest = next(unit for unit in line if unit in visitor.coordinates)
        by = By(visitor.person_id, f"coordinator:{nearest}")
        return await _invite(known[0].id, by, repositories, tr, service, bot)
