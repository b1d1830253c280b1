"""A coordinator corrects a stored call: from its card to the screens of drafts, and back. Rights at every press."""

from __future__ import annotations

from dataclasses import replace

from aiogram import F, Router
from aiogram.types import CallbackQuery

from domain.calls import corrections
from domain.calls.draft import Field
from domain.calls.model import Call
from domain.errors import NoSuchCall
from domain.people import Visitor
from domain.ports import Repositories
from domain.submissions import Act, NotAllowed, State, Submission, check, covers, holding
from handlers import publishing
from handlers.callbacks import CallAct, CallPress
from handlers.filters import Ready
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import amending as views
from handlers.views import drafts
from handlers.views.alert import alert_card
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of the button under a card; the buttons of the desk are those of drafts."""
    router = Router(name="amending")
    router.callback_query.filter(Ready())
    router.callback_query.register(begin, CallPress.filter(F.act == CallAct.CORRECT))
    return router


def may_correct(call: Call, visitor: Visitor, service: Service) -> bool:
    """Tell whether the call is the visitor's to correct: they coordinate all its territories."""
    return bool(visitor.coordinates) and publishing.within(call, visitor, service)


async def begin(
    _query: CallbackQuery,
    callback_data: CallPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Put the call on the person's desk; one they have begun before goes on where it was left."""
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        call = await _call(repositories, callback_data.id)
        if not may_correct(call, visitor, service):
            return Answer(toast=views.not_yours(tr), loud=True)
        begun = await repositories.submissions.desk(visitor.person_id, call.id)
        if begun is None:
            readings = await repositories.readings.of_call(call.id)
            draft = corrections.desk(call, readings, tr.language.value)
            home = holding(call.territories, service.tree)
            begun = Submission(0, State.CORRECTING, visitor.person_id, None, home, draft, "", known=call.id)
            begun = replace(begun, id=await repositories.submissions.add(begun, now), revision=1)
        elif not begun.draft.said:
            # Nothing of the person's own is on it: it is laid out anew.
            begun = await _renewed(repositories, begun, call, frozenset(), service)
    return views.desk_screen(begun, tr, service)


async def save(
    repositories: Repositories, found: Submission, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Put what was corrected into the call.

    Raises:
        NotAllowed: the call is not theirs (any more).
    """
    check(found, Act.CORRECT, visitor.person_id, visitor.coordinates, service.tree)
    stored = await _call(repositories, found.known or 0)
    if not may_correct(stored, visitor, service):
        raise NotAllowed(found)
    if not found.draft.said:
        return Answer(screens=(views.desk_screen(found, tr, service),), toast=tr("Nothing was changed."))
    beyond = [unit for unit in found.draft.territories if not covers(visitor.coordinates, unit, service.tree)]
    if beyond and found.draft.is_said(Field.TERRITORIES):
        return Answer(screens=(views.desk_screen(found, tr, service),), toast=views.beyond(tr), loud=True)
    lost = corrections.overtaken(found.draft, stored)
    if lost:
        renewed = await _renewed(repositories, found, stored, lost, service)
        names = [name for name in drafts.ORDER if name.of_call in lost]
        return views.changed_meanwhile(renewed, names, tr, service)
    call = corrections.corrected(stored, found.draft, service.clock.now(), service.zone)
    queued = await publishing.put_corrections(repositories, stored, call, found, visitor, service)
    return Answer(screens=(await leave(repositories, found, visitor, tr, service),), toast=views.saved(queued, tr))


async def leave(
    repositories: Repositories, found: Submission, visitor: Visitor, tr: Translator, service: Service
) -> Screen:
    """Forget what is on the desk, and show the call as it is."""
    await repositories.submissions.drop(found.id)
    shelved = await repositories.calls.get(found.known or 0, visitor.shelf)
    if shelved is None:
        raise NoSuchCall(found.known or 0)
    correctable = may_correct(shelved.call, visitor, service)
    now = service.clock.now()
    return alert_card(shelved.call, tr, service, now=now, saved=shelved.saved, correctable=correctable)


async def _renewed(
    repositories: Repositories, found: Submission, call: Call, lost: frozenset[str], service: Service
) -> Submission:
    """Lay the desk out anew with what was set on it, but for what was lost to somebody else's change."""
    fresh = corrections.desk(call, await repositories.readings.of_call(call.id), found.draft.lang)
    draft = corrections.again(found.draft, fresh, lost)
    return await publishing.save(repositories, replace(found, draft=draft), service.clock.now())


async def _call(repositories: Repositories, call_id: int) -> Call:
    shelved = await repositories.calls.get(call_id)
    if shelved is None:
        raise NoSuchCall(call_id)
    return shelved.call
