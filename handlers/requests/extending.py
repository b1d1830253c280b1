"""A longer term: a reason, a date, a last look; each refusal in a sentence, and the NGO told at once.

ӘРПК/АППК art. 76: a reasoned decision of the head or the deputy, two months at most, the NGO told within three working
days. Nothing is logged before it was confirmed, and the rules are asked again then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from domain.calendar import add_months
from domain.calls.reading.answers import read_moment
from domain.errors import DomainError, RequestUnfit, StorageBusy
from domain.journal import Erasable
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.requests.clocks import Reckoning
from domain.requests.events import EventKind, RequestEvent
from domain.requests.model import Request
from domain.requests.terms import Refusal, Terms
from domain.requests.transitions import Unfit
from handlers.filters import Agreed, Talking
from handlers.presenting import Given
from handlers.requests import telling
from handlers.requests.desk_callbacks import DeskAct, DeskPress, ExtendAct, ExtendPress
from handlers.requests.happening import clocks_in_force, happen, terms_in_force
from handlers.requests.reasons import reason_of
from handlers.requests.standing import request_served
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import menu
from handlers.views.requests import extending as views
from handlers.views.screen import Answer, Screen

ABOUT = "extend"
MORE_DAYS = 15
"""Working days that the first suggestion adds."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An extension that is being made: update `run` began it. `step` is what is asked: reason, day or confirm."""

    run: int
    request_id: int
    step: str = "reason"
    reason: str = ""
    day: date = date.min

    def dialogue(self) -> Dialogue:
        """Return it as storage keeps it."""
        data = {"run": self.run, "request": self.request_id, "reason": self.reason, "day": self.day.isoformat()}
        return Dialogue(f"{ABOUT}:{self.step}", data)

    @classmethod
    def of(cls, dialogue: Dialogue) -> Draft | None:
        """Return the extension in progress; None when there is none or an older program wrote it differently."""
        about, _, step = (dialogue.state or "").partition(":")
        if about != ABOUT:
            return None
        data = dialogue.data
        try:
            day = date.fromisoformat(data["day"])
            return cls(int(data["run"]), int(data["request"]), step, str(data["reason"]), day)
        except (KeyError, TypeError, ValueError):
            return None


def router() -> Router:
    """Return the router of the buttons."""
    router = Router(name="extending requests")
    router.callback_query.filter(Agreed())
    router.callback_query.register(begin, DeskPress.filter(F.act == DeskAct.EXTEND))
    router.callback_query.register(press, ExtendPress.filter())
    return router


def answers() -> Router:
    """Return the router of what is typed: included after every command."""
    router = Router(name="extending answers")
    router.message.register(typed, Talking(ABOUT))
    return router


async def _keep(dialogue: Dialogue, visitor: Visitor, service: Service, update_id: int) -> None:
    async with service.store.write(update_id, alone=False) as repositories:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())


async def _standing(
    repositories: Repositories, visitor: Visitor, request_id: int, terms: Terms, service: Service
) -> tuple[Request, Reckoning]:
    """Return a request whose term may be spoken of, and the NGO's clock of it.

    Raises:
        DomainError: it is not this official's, or it is over.
    """
    request, _ = await request_served(repositories, visitor, request_id, service)
    if not request.open:
        raise RequestUnfit(request.id, Unfit.ENDED)
    _, clocks = await clocks_in_force(repositories, terms, request.id, service.clock.now())
    assert clocks is not None  # it was filed
    return request, clocks.whole


async def _look(visitor: Visitor, request_id: int, service: Service) -> tuple[Request, Reckoning, Terms]:
    law = await service.by_law(service.today(service.clock.now()))
    async with service.store.read() as repositories:
        terms = await terms_in_force(repositories, service, law)
        return *(await _standing(repositories, visitor, request_id, terms, service)), terms


def refused(until: date, clock: Reckoning, terms: Terms, service: Service) -> Refusal | None:
    """Return why the term may not be extended to the day, or None when it may."""
    now = service.clock.now()
    return terms.refusal(until, first_due=clock.due, due=clock.due_now, made=now, reasoned=True)


def suggested(clock: Reckoning, terms: Terms, service: Service) -> list[date]:
    """Return the dates that are offered, in order: fifteen working days more, a month more, the latest allowed."""
    due = clock.due_now
    dates = {
        terms.calendar.add_working_days(due, MORE_DAYS),
        terms.extended(add_months(due, 1)),
        terms.latest_extension(clock.due),
    }
    return sorted(day for day in dates if refused(day, clock, terms, service) is None)


async def begin(
    _query: CallbackQuery,
    callback_data: DeskPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Ask for the reason, when the term can be extended at all."""
    request, clock, terms = await _look(visitor, callback_data.id, service)
    why = refused(terms.latest_extension(clock.due), clock, terms, service)
    if why is not None:
        return Answer(toast=views.refusal(why, clock, terms, tr), loud=True)
    draft = Draft(update_id, request.id)
    await _keep(draft.dialogue(), visitor, service, update_id)
    return Answer(screens=(views.ask_reason(draft, tr),), fresh=True)


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take what was typed at the step where the extension stands."""
    draft = Draft.of(visitor.dialogue)
    if draft is None:
        await _keep(Dialogue(), visitor, service, update_id)
        return menu.with_menu(menu.not_understood(tr), tr)
    try:
        _, clock, terms = await _look(visitor, draft.request_id, service)
    except StorageBusy:
        raise
    except DomainError:  # it is not this office's any more, or over: nothing is asked further
        await _keep(Dialogue(), visitor, service, update_id)
        raise
    text = message.text or ""
    if draft.step == "reason":
        reason = reason_of(text)
        if reason is None:
            return views.ask_reason(draft, tr, again=True)
        draft = replace(draft, step="day", reason=reason)
        await _keep(draft.dialogue(), visitor, service, update_id)
        return views.ask_day(draft, suggested(clock, terms, service), terms.latest_extension(clock.due), tr)
    moment = read_moment(text, service.today(service.clock.now()))
    if moment is None or moment.at is not None:
        latest = terms.latest_extension(clock.due)
        return views.ask_day(draft, suggested(clock, terms, service), latest, tr, views.no_day(tr))
    return await _to_confirm(draft, moment.day, clock, terms, visitor, tr, service, update_id)


async def _to_confirm(
    draft: Draft,
    day: date,
    clock: Reckoning,
    terms: Terms,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Screen:
    why = refused(day, clock, terms, service)
    if why is not None:
        said = views.refusal(why, clock, terms, tr)
        return views.ask_day(
            replace(draft, step="day"), suggested(clock, terms, service), terms.latest_extension(clock.due), tr, said
        )
    draft = replace(draft, step="confirm", day=terms.extended(day))
    await _keep(draft.dialogue(), visitor, service, update_id)
    return views.confirm(draft, clock, tr)


async def press(
    _query: CallbackQuery,
    callback_data: ExtendPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Take a date, confirm or leave the extension that is open; buttons of another one count for nothing."""
    draft = Draft.of(visitor.dialogue)
    if draft is None or draft.run != callback_data.run:
        return Answer(screens=(Screen(menu.out_of_date(tr)),), toast=menu.out_of_date(tr))
    if callback_data.act is ExtendAct.CANCEL:
        await _keep(Dialogue(), visitor, service, update_id)
        return Screen(views.left(draft, tr))
    if callback_data.act is ExtendAct.DAY:
        if draft.step == "reason" or not callback_data.day:
            return Answer(screens=(views.ask_reason(draft, tr),), toast=menu.out_of_date(tr))
        _, clock, terms = await _look(visitor, draft.request_id, service)
        day = date.fromordinal(callback_data.day)
        return await _to_confirm(draft, day, clock, terms, visitor, tr, service, update_id)
    if draft.step != "confirm":
        return Answer(toast=menu.out_of_date(tr), loud=True)
    return await _confirm(draft, visitor, tr, service, update_id)


async def _confirm(draft: Draft, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        terms = await terms_in_force(repositories, service, law)
        request, clock = await _standing(repositories, visitor, draft.request_id, terms, service)
        _, may = await request_served(repositories, visitor, draft.request_id, service)
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
        why = refused(draft.day, clock, terms, service)
        if why is not None:  # midnight has passed, or a colleague was faster
            return Screen(views.refusal(why, clock, terms, tr))
        assert may.seat is not None and may.actor is not None  # it is served
        event = RequestEvent(
            0,
            request.id,
            EventKind.EXTENDED,
            now,
            may.actor,
            office_id=may.seat.office_id,
            until=draft.day,
            reasoned=True,
        )
        beside = Erasable(visitor.person_id, draft.reason)
        facts = {"seat": may.seat.seat_id}
        done = await happen(repositories, service, law, event, now, beside=beside, facts=facts)
        await telling.ngo(repositories, done.request, done.entry, now)
    return Screen(views.done(draft, tr))
