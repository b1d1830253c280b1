"""Sending a request on to another office: by the office that has it, or by coordinators of its territory.

A button `RedirectPress(id=…)` on any card opens the list of offices; everything else follows from there. Every press is
authorised again, and whoever comes second is told who has the request by then.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from domain.errors import NoSuchRequest, NotYourRequest, RequestUnfit
from domain.journal import Erasable
from domain.offices import Office
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Request
from domain.requests.rights import Rights
from domain.requests.routing import Choice, choices, pass_on_until
from domain.requests.terms import Terms
from domain.requests.transitions import Unfit
from domain.words import fold
from handlers.filters import Agreed, Talking
from handlers.presenting import Given
from handlers.requests import telling
from handlers.requests.happening import clocks_in_force, happen, hours_of, terms_in_force
from handlers.requests.routing_callbacks import RedirectAct, RedirectPress
from handlers.requests.standing import request_seen
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.failures import refusal
from handlers.views.requests import redirecting as views
from handlers.views.screen import Answer, Screen, one_line

ABOUT = "redirect"
LEAST_LETTERS = 3


def router() -> Router:
    """Return the router of the buttons."""
    router = Router(name="redirecting")
    router.callback_query.filter(Agreed())
    router.callback_query.register(act, RedirectPress.filter())
    return router


def answers() -> Router:
    """Return the router of typed names and reasons: included after every command."""
    router = Router(name="redirecting answers")
    router.message.register(typed, Talking(ABOUT))
    return router


async def _sent_on(
    request: Request, may: Rights, was: int | None, repositories: Repositories, tr: Translator, service: Service
) -> Screen | None:
    """Return who was faster, if somebody was; None when the request still is where its reader saw it.

    Raises:
        NotYourRequest: they may not send it on.
        RequestUnfit: it is over.
    """
    moved = was is not None and was != (request.office_id or 0)
    if moved or (may.former and not may.redirects):
        office = await repositories.offices.get(request.office_id) if request.office_id is not None else None
        return views.meanwhile(request, office, tr, service)
    if not may.redirects:
        raise NotYourRequest(request.id)
    if not request.open:
        raise RequestUnfit(request.id, Unfit.ENDED)
    return None


async def act(
    query: CallbackQuery,
    callback_data: RedirectPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Do what a button says."""
    press = callback_data
    if press.act is RedirectAct.CONFIRM:
        return await _confirm(press, visitor, tr, service, update_id)
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.write(update_id) as repositories:
        request, may = await request_seen(repositories, visitor, press.id, service)
        opens = press.act is RedirectAct.LIST  # of whoever has it by now; its own buttons know who had it
        fresh = opens and await _under_a_card(query, repositories)
        gone = await _sent_on(request, may, None if opens else press.was, repositories, tr, service)
        if gone is not None:
            await _close(repositories, visitor, service)
            return Answer(screens=(gone,), fresh=fresh)
        match press.act:
            case RedirectAct.LIST:
                await _close(repositories, visitor, service)
                screen = await pick_office(repositories, request, press.page, tr, service)
                return Answer(screens=(screen,), fresh=fresh)
            case RedirectAct.SEARCH:
                await _ask(repositories, "name", press, visitor, service)
                return views.ask_name(request, tr)
            case RedirectAct.CANCEL:
                await _close(repositories, visitor, service)
                return views.cancelled(tr)
        chosen = await _chosen(repositories, request, press.office, service)
        if isinstance(chosen, str):
            screen = await pick_office(repositories, request, press.page, tr, service)
            return Answer(screens=(screen,), toast=_refused(chosen, tr), loud=True)
        if press.act is RedirectAct.REASON:
            await _ask(repositories, "reason", press, visitor, service)
            return views.ask_reason(request, chosen.office, press.page, tr)
        await _close(repositories, visitor, service)
        terms = await terms_in_force(repositories, service, law)
        return await _question(repositories, request, may, chosen, "", press.page, terms, tr, service)


async def _under_a_card(query: CallbackQuery, repositories: Repositories) -> bool:
    """Tell whether the pressed button stands under a card: that must not be written over."""
    if query.message is None:
        return False
    return await repositories.request_cards.at(query.message.chat.id, query.message.message_id) is not None


async def pick_office(
    repositories: Repositories,
    request: Request,
    page: int,
    tr: Translator,
    service: Service,
    *,
    words: str | None = None,
) -> Screen:
    """Return a page of the offices that the request can be sent on to, or those that typed words find."""
    found = await repositories.routing.choices(service.today(service.clock.now()))
    listed = choices(found, request.territory_id, request.topic_id, request.office_id, service.tree)
    if words is not None:
        listed = tuple(one for one in listed if _named(one.office, words, service))
    now_with = await repositories.offices.get(request.office_id) if request.office_id is not None else None
    return views.pick(request, now_with, listed, page, tr, service, typed=words)


def _named(office: Office, words: str, service: Service) -> bool:
    """Tell whether every typed word begins a word of the office's name or of its territory's, in either language."""
    unit = service.tree.get(office.territory_id)
    names = (office.name_kk, office.name_ru, *((unit.name_kk, unit.name_ru, *unit.keys) if unit else ()))
    known = f" {fold(' '.join(names))}"
    wanted = fold(words).split()
    return bool(wanted) and all(f" {word}" in known for word in wanted)


async def _chosen(repositories: Repositories, request: Request, office_id: int, service: Service) -> Choice | str:
    """Return the office that was chosen, or why it cannot be."""
    if office_id == request.office_id:
        return "own"
    found = await repositories.routing.choices(service.today(service.clock.now()))
    chosen = next((one for one in found if one.office.id == office_id), None)
    return chosen if chosen is not None and chosen.seated else "empty"


def _refused(why: str, tr: Translator) -> str:
    return views.own_office(tr) if why == "own" else views.nobody_there(tr)


async def _question(
    repositories: Repositories,
    request: Request,
    may: Rights,
    chosen: Choice,
    reason: str,
    page: int,
    terms: Terms,
    tr: Translator,
    service: Service,
) -> Screen:
    """Return the question; to an official with the days within which a letter is usually passed on."""
    now = service.clock.now()
    passing = views.Passing(request, chosen.office, chosen.on_duty, reason)
    if may.serves:
        _, clocks = await clocks_in_force(repositories, terms, request.id, now)
        if clocks is not None and clocks.spells:
            received = service.today(clocks.spells[-1].registered)
            until = pass_on_until(received, terms.calendar)
            passing = views.Passing(request, chosen.office, chosen.on_duty, reason, received, until)
    return views.question(passing, page, service.today(now), tr, service)


async def _confirm(press: RedirectPress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Send it on, if it still is where the presser saw it: the receiving office and the NGO hear of it."""
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        await repositories.requests.hold(press.id)  # another process may be about to send it on, too
        request, may = await request_seen(repositories, visitor, press.id, service)
        reason = _reason(visitor, press)
        await _close(repositories, visitor, service)
        if (gone := await _sent_on(request, may, press.was, repositories, tr, service)) is not None:
            return gone
        chosen = await _chosen(repositories, request, press.office, service)
        if isinstance(chosen, str):
            screen = await pick_office(repositories, request, press.page, tr, service)
            return Answer(screens=(screen,), toast=_refused(chosen, tr), loud=True)
        event = await _event(repositories, request, may, chosen.office, now, reasoned=bool(reason))
        facts: dict[str, Any] = {"from": request.office_id}
        if may.seat is not None:
            facts["seat"] = may.seat.seat_id
        elif may.coordinator is not None:
            facts["territory"] = may.coordinator
        beside = Erasable(visitor.person_id, reason)
        happened = await happen(repositories, service, law, event, now, beside=beside, facts=facts)
        await telling.ngo(repositories, happened.request, happened.entry, now)
    return views.passed(happened.request, chosen.office, tr, service)


async def _event(
    repositories: Repositories, request: Request, may: Rights, office: Office, now: datetime, *, reasoned: bool
) -> RequestEvent:
    """Return the redirect as it is logged; whoever does not serve the request acts as a coordinator."""
    actor = may.actor if may.serves else Actor.COORDINATOR
    assert actor is not None  # who serves it acts as something
    hours = await hours_of(repositories, office.id)
    return RequestEvent(
        0, request.id, EventKind.REDIRECTED, now, actor, office_id=office.id, hours=hours, reasoned=reasoned
    )


# --- what is typed on the way ---------------------------------------------------------------------------------------


async def _ask(repositories: Repositories, step: str, press: RedirectPress, visitor: Visitor, service: Service) -> None:
    data = {"request": press.id, "office": press.office, "was": press.was, "page": press.page}
    dialogue = Dialogue(f"{ABOUT}:{step}", data)
    await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())


async def _close(repositories: Repositories, visitor: Visitor, service: Service) -> None:
    """Close the question, if it is the one that waits for an answer."""
    if (visitor.dialogue.state or "").startswith(f"{ABOUT}:"):
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())


def _reason(visitor: Visitor, press: RedirectPress) -> str:
    """Return the reason that was typed for this very step; empty when there is none."""
    data = visitor.dialogue.data
    mine = visitor.dialogue.state == f"{ABOUT}:reason"
    mine = mine and (data.get("request"), data.get("office")) == (press.id, press.office)
    return str(data.get("reason", "")) if mine else ""


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take a part of a name, or a reason, that was typed."""
    said = message.text or ""
    kept = visitor.dialogue.data  # an older program may have written it differently
    data = {name: kept[name] if isinstance(kept.get(name), int) else 0 for name in ("request", "office", "was", "page")}
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.write(update_id) as repositories:
        try:
            request, may = await request_seen(repositories, visitor, data["request"], service)
            gone = await _sent_on(request, may, data["was"], repositories, tr, service)
        except (NoSuchRequest, NotYourRequest, RequestUnfit) as error:  # meanwhile: the question is over
            await _close(repositories, visitor, service)
            return Screen(refusal(error, tr))
        if gone is not None:
            await _close(repositories, visitor, service)
            return gone
        if visitor.dialogue.state == f"{ABOUT}:name":
            words = one_line(said)[:60]
            return await pick_office(repositories, request, 0, tr, service, words=words)
        chosen = await _chosen(repositories, request, data["office"], service)
        if isinstance(chosen, str):
            await _close(repositories, visitor, service)
            return await pick_office(repositories, request, 0, tr, service)
        reason = one_line(said)
        letters = sum(char.isalpha() for char in reason)
        if letters < LEAST_LETTERS or len(reason) > views.REASON_LIMIT or reason.startswith("/"):
            return views.ask_reason(request, chosen.office, data["page"], tr, again=True)
        dialogue = Dialogue(f"{ABOUT}:reason", {**data, "reason": reason})
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())
        terms = await terms_in_force(repositories, service, law)
        return await _question(repositories, request, may, chosen, reason, data["page"], terms, tr, service)
