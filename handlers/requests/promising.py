"""Making a promise under an answer, and moving its day once: what, by which day, and a look before it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from domain.calendar import WorkingCalendar
from domain.calls.reading.answers import read_moment
from domain.errors import NoSuchRequest, NotYourRequest
from domain.journal import Erasable
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.requests.events import EventKind, RequestEvent
from domain.requests.model import MessageKind, RequestMessage
from domain.requests.promises import Promise, fixed, usual_days, wrong_day
from handlers.filters import Agreed, Talking
from handlers.presenting import Given
from handlers.requests import promise_letters, telling
from handlers.requests.happening import happen, terms_in_force
from handlers.requests.promise_callbacks import PromisePress, PromiseStepAct, PromiseStepPress
from handlers.requests.promise_draft import SUBJECT, Draft, Step, reason_of, text_of
from handlers.requests.standing import request_served
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import menu
from handlers.views.requests import promising as views
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of the buttons by which a promise is made."""
    router = Router(name="promising")
    router.callback_query.filter(Agreed())
    router.callback_query.register(begin, PromisePress.filter())
    router.callback_query.register(step, PromiseStepPress.filter())
    return router


def answers() -> Router:
    """Return the router of what is typed meanwhile: included after every command."""
    router = Router(name="promise answers")
    router.message.filter(Talking(SUBJECT))
    router.message.register(typed)
    return router


async def begin(
    _query: CallbackQuery,
    callback_data: PromisePress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Ask what is promised, the answer's own words offered."""
    async with service.store.write(update_id) as repositories:
        await request_served(repositories, visitor, callback_data.id, service)
        answer = await _answer(repositories, callback_data.id, callback_data.message)
        if answer is None:
            return Answer(toast=menu.out_of_date(tr))
        if answer.entry is None:
            return Answer(toast=views.not_left_yet(tr), loud=True)
        draft = Draft(update_id, callback_data.id, callback_data.message)
        await _keep(repositories, draft.dialogue(), visitor, service)
    return Answer(screens=(views.ask_text(draft, text_of(answer.text), tr),), fresh=True)


async def begin_move(
    repositories: Repositories, promise: Promise, run: int, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Ask why the promise, which is the visitor's office's, is to be moved."""
    if (why := fixed(promise, service.today(service.clock.now()))) is not None:
        return Answer(toast=views.cannot_move(why, tr), loud=True)
    draft = Draft(run, promise.request_id, promise=promise.id)
    await _keep(repositories, draft.dialogue(), visitor, service)
    return Answer(screens=(views.ask_reason(draft, promise, tr, service),), fresh=True)


async def _answer(repositories: Repositories, request_id: int, number: int) -> RequestMessage | None:
    message = await repositories.request_messages.get(number)
    wrong = message is None or message.request_id != request_id or message.kind is not MessageKind.ANSWER
    return None if wrong else message


async def _keep(repositories: Repositories, dialogue: Dialogue, visitor: Visitor, service: Service) -> None:
    await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())


async def _still_may(draft: Draft, visitor: Visitor, service: Service) -> None:
    """Ask again whether the visitor may promise this, or move it; who may not any more is asked nothing further.

    Raises:
        NoSuchRequest: it is not theirs to know of.
        NotYourRequest: their office does not have the request any more.
    """
    try:
        async with service.store.read() as repositories:
            if draft.moving:
                await promise_letters.promise_given(repositories, visitor, draft.promise)
            else:
                await request_served(repositories, visitor, draft.request, service)
    except (NoSuchRequest, NotYourRequest):
        async with service.store.write() as repositories:
            await _keep(repositories, Dialogue(), visitor, service)
        raise


async def typed(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take what was typed at the step where it stands."""
    draft = Draft.of(visitor.dialogue)
    if draft is None:  # an older program wrote it
        async with service.store.write(update_id) as repositories:
            await _keep(repositories, Dialogue(), visitor, service)
        return Screen(menu.left(tr))
    await _still_may(draft, visitor, service)
    text = message.text or ""
    today = service.today(service.clock.now())
    match draft.step:
        case Step.TEXT:
            words = reason_of(text) if draft.moving else text_of(text)
            if words is None:
                return views.bad_words(draft, tr)
            return await _ask_day(replace(draft, text=words), visitor, tr, service, update_id)
        case Step.DAY:
            moment = read_moment(text, today)
            if moment is None:
                return await _ask_day(draft, visitor, tr, service, update_id, views.no_day(tr))
            return await _named(draft, moment.day, visitor, tr, service, update_id)
    return views.preview(draft, today, tr, said=views.press_a_button(tr))


async def step(
    _query: CallbackQuery,
    callback_data: PromiseStepPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Do what a button says; those of another promise, or of another step, count for nothing."""
    draft = Draft.of(visitor.dialogue)
    if draft is None or draft.run != callback_data.run:
        return Answer(toast=menu.out_of_date(tr))
    if callback_data.act is not PromiseStepAct.CANCEL:
        await _still_may(draft, visitor, service)
    match callback_data.act, draft.step:
        case PromiseStepAct.CANCEL, _:
            async with service.store.write(update_id) as repositories:
                await _keep(repositories, Dialogue(), visitor, service)
            return Screen(menu.left(tr))
        case PromiseStepAct.AS_IS, Step.TEXT if not draft.moving:
            async with service.store.read() as repositories:
                await request_served(repositories, visitor, draft.request, service)
                answer = await _answer(repositories, draft.request, draft.message)
            words = text_of(answer.text) if answer else None
            if words is not None:
                return await _ask_day(replace(draft, text=words), visitor, tr, service, update_id)
        case PromiseStepAct.DAY, Step.DAY if callback_data.day:
            day = date.fromordinal(callback_data.day)
            return await _named(draft, day, visitor, tr, service, update_id)
        case PromiseStepAct.OTHER_DAY, Step.CONFIRM:
            return await _ask_day(draft, visitor, tr, service, update_id)
        case PromiseStepAct.CONFIRM, Step.CONFIRM:
            return await _confirm(draft, visitor, tr, service, update_id)
    return Answer(toast=menu.out_of_date(tr))


async def _ask_day(
    draft: Draft, visitor: Visitor, tr: Translator, service: Service, update_id: int, said: str | None = None
) -> Given:
    """Ask for the day, usual ones offered; `said` stands first (HTML)."""
    today = service.today(service.clock.now())
    law = await service.by_law(today)
    draft = replace(draft, step=Step.DAY)
    async with service.store.write(update_id) as repositories:
        terms = await terms_in_force(repositories, service, law)
        await _keep(repositories, draft.dialogue(), visitor, service)
    return views.ask_day(draft, usual_days(today, terms.calendar), today, tr, said)


async def _named(draft: Draft, day: date, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take the day, if it can be promised, and show what is about to be sent."""
    today = service.today(service.clock.now())
    async with service.store.read() as repositories:
        promise = await repositories.promises.get(draft.promise) if draft.moving else None
    if (why := wrong_day(day, today, promise.day if promise else None)) is not None:
        return await _ask_day(draft, visitor, tr, service, update_id, views.bad_day(why, tr))
    draft = replace(draft, step=Step.CONFIRM, day=day)
    async with service.store.write(update_id) as repositories:
        await _keep(repositories, draft.dialogue(), visitor, service)
    return views.preview(draft, today, tr)


async def _confirm(draft: Draft, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Log the promise or its move and tell the NGO, if it still can be."""
    now = service.clock.now()
    today = service.today(now)
    assert draft.day is not None  # this step comes after it was named
    if (why := wrong_day(draft.day, today)) is not None:  # the preview was left open overnight
        return await _ask_day(draft, visitor, tr, service, update_id, views.bad_day(why, tr))
    law = await service.by_law(today)
    act = _move if draft.moving else _make
    # An update that comes again finds the dialogue closed: nothing is promised twice.
    async with service.store.write() as repositories:
        done = await act(repositories, draft, draft.day, visitor, service, law, now)
        await _keep(repositories, Dialogue(), visitor, service)
    if not done:
        return Answer(screens=(Screen(menu.left(tr)),), toast=menu.out_of_date(tr))
    return views.recorded(draft, today, tr)


async def _make(
    repositories: Repositories,
    draft: Draft,
    day: date,
    visitor: Visitor,
    service: Service,
    law: WorkingCalendar,
    now: datetime,
) -> bool:
    request, may = await request_served(repositories, visitor, draft.request, service)
    answer = await _answer(repositories, draft.request, draft.message)
    if answer is None or answer.entry is None or visitor.seat is None or may.actor is None:
        return False
    event = RequestEvent(
        0,
        request.id,
        EventKind.PROMISED,
        now,
        may.actor,
        office_id=visitor.seat.office_id,
        until=day,
        about=answer.entry,
    )
    happened = await happen(
        repositories,
        service,
        law,
        event,
        now,
        beside=Erasable(visitor.person_id, draft.text),
        facts={"seat": visitor.seat.seat_id, "message": answer.id},
    )
    await repositories.promises.add(
        Promise(
            id=0,
            request_id=request.id,
            entry=happened.entry,
            office_id=visitor.seat.office_id,
            seat_id=visitor.seat.seat_id,
            text=draft.text,
            made_at=now,
            first_day=day,
            day=day,
        )
    )
    await telling.ngo(repositories, happened.request, happened.entry, now)
    return True


async def _move(
    repositories: Repositories,
    draft: Draft,
    day: date,
    visitor: Visitor,
    service: Service,
    law: WorkingCalendar,
    now: datetime,
) -> bool:
    promise, actor = await promise_letters.promise_given(repositories, visitor, draft.promise)
    if fixed(promise, service.today(now)) is not None or wrong_day(day, service.today(now), promise.day) is not None:
        return False
    if visitor.seat is None:
        raise NotYourRequest(promise.request_id)
    event = RequestEvent(
        0,
        promise.request_id,
        EventKind.PROMISED,
        now,
        actor,
        office_id=promise.office_id,
        until=day,
        reasoned=True,
        about=promise.entry,
    )
    happened = await happen(
        repositories,
        service,
        law,
        event,
        now,
        beside=Erasable(visitor.person_id, draft.text),
        facts={"seat": visitor.seat.seat_id},
    )
    await repositories.promises.move(promise.id, day, draft.text, happened.entry, now)
    await promise_letters.tell_moved(repositories, happened.request, replace(promise, day=day), now)
    return True
