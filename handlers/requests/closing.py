"""A request is closed: after an answer by one confirmation, without one only with a reason, and said plainly."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from domain.errors import DomainError, RequestUnfit, StorageBusy
from domain.journal import Erasable
from domain.people import Dialogue, Visitor
from domain.requests.events import EventKind, RequestEvent
from domain.requests.model import Request
from domain.requests.transitions import Unfit
from handlers.filters import Agreed, Talking
from handlers.presenting import Given
from handlers.requests import telling
from handlers.requests.desk_callbacks import CloseAct, ClosePress, DeskAct, DeskPress
from handlers.requests.happening import happen
from handlers.requests.reasons import reason_of
from handlers.requests.standing import request_served
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import menu
from handlers.views.requests import closing as views
from handlers.views.screen import Answer, Screen

ABOUT = "close"


@dataclass(frozen=True, slots=True)
class Draft:
    """A closing that is being made: update `run` began it. `step` is what is asked: reason or confirm."""

    run: int
    request_id: int
    step: str = "reason"
    reason: str = ""

    def dialogue(self) -> Dialogue:
        """Return it as storage keeps it."""
        return Dialogue(f"{ABOUT}:{self.step}", {"run": self.run, "request": self.request_id, "reason": self.reason})

    @classmethod
    def of(cls, dialogue: Dialogue) -> Draft | None:
        """Return the closing in progress; None when there is none or an older program wrote it differently."""
        about, _, step = (dialogue.state or "").partition(":")
        data = dialogue.data
        try:
            return cls(int(data["run"]), int(data["request"]), step, str(data["reason"])) if about == ABOUT else None
        except (KeyError, TypeError, ValueError):
            return None


def router() -> Router:
    """Return the router of the buttons."""
    router = Router(name="closing requests")
    router.callback_query.filter(Agreed())
    router.callback_query.register(begin, DeskPress.filter(F.act == DeskAct.CLOSE))
    router.callback_query.register(press, ClosePress.filter())
    return router


def answers() -> Router:
    """Return the router of the typed reason: included after every command."""
    router = Router(name="closing answers")
    router.message.register(typed, Talking(ABOUT))
    return router


async def _keep(dialogue: Dialogue, visitor: Visitor, service: Service, update_id: int) -> None:
    async with service.store.write(update_id, alone=False) as repositories:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())


async def _closable(visitor: Visitor, request_id: int, service: Service) -> Request:
    async with service.store.read() as repositories:
        request, _ = await request_served(repositories, visitor, request_id, service)
    if request.ended_at is not None:
        raise RequestUnfit(request.id, Unfit.ENDED)
    return request


async def begin(
    _query: CallbackQuery,
    callback_data: DeskPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Ask why, when there is no answer; else only whether."""
    request = await _closable(visitor, callback_data.id, service)
    draft = Draft(update_id, request.id, "reason" if request.open else "confirm")
    await _keep(draft.dialogue(), visitor, service, update_id)
    screen = views.ask_reason(draft, tr) if request.open else views.confirm(draft, tr, answered=True)
    return Answer(screens=(screen,), fresh=True)


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take the reason."""
    draft = Draft.of(visitor.dialogue)
    if draft is None:
        await _keep(Dialogue(), visitor, service, update_id)
        return menu.with_menu(menu.not_understood(tr), tr)
    try:
        request = await _closable(visitor, draft.request_id, service)
    except StorageBusy:
        raise
    except DomainError:  # it is not this office's any more, or over: nothing is asked further
        await _keep(Dialogue(), visitor, service, update_id)
        raise
    reason = reason_of(message.text or "")
    if reason is None and draft.step == "reason":
        return views.ask_reason(draft, tr, again=True)
    draft = replace(draft, step="confirm", reason=reason or draft.reason)
    await _keep(draft.dialogue(), visitor, service, update_id)
    return views.confirm(draft, tr, answered=not request.open)


async def press(
    _query: CallbackQuery,
    callback_data: ClosePress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Confirm or leave the closing that is open; buttons of another one count for nothing."""
    draft = Draft.of(visitor.dialogue)
    if draft is None or draft.run != callback_data.run:
        return Answer(screens=(Screen(menu.out_of_date(tr)),), toast=menu.out_of_date(tr))
    if callback_data.act is CloseAct.CANCEL:
        await _keep(Dialogue(), visitor, service, update_id)
        return Screen(views.left(draft, tr))
    request = await _closable(visitor, draft.request_id, service)
    if draft.step != "confirm" or (request.open and not draft.reason):  # reopened meanwhile: it needs a reason now
        draft = replace(draft, step="reason")
        await _keep(draft.dialogue(), visitor, service, update_id)
        return views.ask_reason(draft, tr)
    now = service.clock.now()
    law = await service.by_law(service.today(now))
    async with service.store.write(update_id) as repositories:
        request, may = await request_served(repositories, visitor, draft.request_id, service)
        assert may.seat is not None and may.actor is not None  # it is served
        event = RequestEvent(0, request.id, EventKind.CLOSED, now, may.actor, office_id=may.seat.office_id)
        beside = Erasable(visitor.person_id, draft.reason)
        facts = {"seat": may.seat.seat_id}
        done = await happen(repositories, service, law, event, now, beside=beside, facts=facts)
        await telling.ngo(repositories, done.request, done.entry, now)
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
    return Screen(views.done(done.request, tr))
