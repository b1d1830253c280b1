"""Correcting an announcement field by field, and what its buttons lead to. Every press is authorised anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from domain.calls.draft import Certainty, Draft, Field
from domain.calls.model import CALL_KINDS, Applicant, CallKind
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.submissions import (
    Act,
    NotAllowed,
    State,
    Submission,
    check,
    concerns,
    lacks,
    redrafted,
)
from handlers import amending, publishing
from handlers.callbacks import DraftAct, DraftPress
from handlers.filters import Ready
from handlers.intake import ABOUT
from handlers.presenting import Given
from handlers.service import Service
from handlers.submitting import asking, standing
from handlers.texts import Translator
from handlers.views import amending as desks
from handlers.views import drafts, menu, submissions
from handlers.views.screen import Answer, Screen

Change = Callable[[Draft], Draft]

MOST_PLACES = 20

_TYPED = {Field.TITLE, Field.ORGANISER, Field.DEADLINE, Field.AMOUNT, Field.TOTAL, Field.TERRITORIES, Field.OPENS}
_TICKED = {Field.SPHERES, Field.TERRITORIES, Field.APPLICANTS}
_OPTIONAL = frozenset(Field) - {Field.KIND, Field.TITLE, Field.TERRITORIES}


def router() -> Router:
    """Return the router of an announcement's buttons."""
    router = Router(name="correcting")
    router.callback_query.filter(Ready())
    router.callback_query.register(press, DraftPress.filter())
    return router


async def press(
    query: CallbackQuery,
    callback_data: DraftPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Do what the button says, or show how the announcement stands when it is too late for that."""
    try:
        return await _pressed(callback_data, visitor, tr, service, update_id)
    except NotAllowed as error:
        return await refused(error, visitor, tr, service)


async def refused(error: NotAllowed, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Show how the announcement stands now (who was first, and what they decided), to those whom it concerns."""
    found = error.submission
    if found is not None and found.state is State.CORRECTING and found.person_id == visitor.person_id:
        return Answer(toast=desks.not_yours(tr), loud=True)  # it was theirs, and is no more
    if found is None or not concerns(found, visitor.person_id, visitor.coordinates, service.tree):
        return Answer(toast=submissions.no_such(tr), loud=True)
    screen = await standing(found, visitor, tr, service)
    return Answer(screens=(screen,), toast=menu.out_of_date(tr))


async def _pressed(data: DraftPress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    match data.act:
        case DraftAct.VIEW:
            return await view(data, visitor, tr, service, update_id)
        case DraftAct.FIELD if data.field is not None:
            return await ask(data, data.field, visitor, tr, service, update_id)
        case DraftAct.PLACE if (unit := service.tree.get(data.value)) and unit.selectable:
            return await pick(data, visitor, tr, service, update_id)
        case DraftAct.SET | DraftAct.ADD | DraftAct.DROP | DraftAct.CLEAR | DraftAct.KEEP if data.field is not None:
            return await choose(data, data.field, visitor, tr, service, update_id)
        case DraftAct.INSIST | DraftAct.ANOTHER:
            return await insist(data, visitor, tr, service, update_id)
        case DraftAct.GO:
            return await go(data, visitor, tr, service, update_id)
        case DraftAct.DELETE:
            return await delete(data, visitor, tr, service, update_id)
        case DraftAct.WITHDRAW:
            return await withdraw(data, visitor, tr, service, update_id)
        case DraftAct.END | DraftAct.END_SURELY:
            return await end(data, visitor, tr, service, update_id)
    return Answer(toast=menu.out_of_date(tr))


async def _found(repositories: Repositories, data: DraftPress, visitor: Visitor, service: Service) -> Submission:
    """Return the announcement that the button names, if the person may see it.

    Raises:
        NotAllowed: there is none, or not for them.
    """
    found = await repositories.submissions.get(data.id)
    if found is None or not concerns(found, visitor.person_id, visitor.coordinates, service.tree):
        raise NotAllowed(found)
    return found


async def view(data: DraftPress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Show how the announcement stands; a question that was open about it is closed."""
    async with service.store.read() as repositories:
        found = await _found(repositories, data, visitor, service)
    if (visitor.dialogue.state or "").startswith(f"{ABOUT}:"):
        async with service.store.write(update_id) as repositories:
            await close(repositories, visitor, service)
    return await standing(found, visitor, tr, service, data.page)


async def close(repositories: Repositories, visitor: Visitor, service: Service) -> None:
    """Close whatever was being asked."""
    await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())


async def ask(
    data: DraftPress, name: Field, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Ask for a field; what has to be typed is waited for."""
    async with service.store.write(update_id) as repositories:
        found = await _found(repositories, data, visitor, service)
        check(found, Act.CORRECT, visitor.person_id, visitor.coordinates, service.tree)
        if name in _TYPED:
            dialogue = asking(found.id, (name,))
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, service.clock.now())
    return drafts.question(found, name, tr, service, data.page)


async def correct(
    number: int,
    change: Change,
    visitor: Visitor,
    service: Service,
    update_id: int,
    *,
    dialogue: Dialogue | None = None,
) -> tuple[Submission, bool]:
    """Change one field; returns the announcement, and whether it has moved to other coordinators.

    `change` returns the draft with the field's new value.

    Raises:
        NotAllowed: it is not theirs to correct (any more).
    """
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        found, _ = check(
            await repositories.submissions.get(number),
            Act.CORRECT,
            visitor.person_id,
            visitor.coordinates,
            service.tree,
        )
        changed = redrafted(found, change(found.draft), service.tree)
        changed = await publishing.save(repositories, changed, now)
        moved = found.state is State.WAITING and changed.territory_id != found.territory_id
        if moved:
            await publishing.tell_reviewers(repositories, changed, now)
        if dialogue is not None:
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, now)
    return changed, moved and not concerns(changed, visitor.person_id, visitor.coordinates, service.tree)


async def choose(
    data: DraftPress, name: Field, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Take a choice that was pressed."""
    change = _choice(data, name, service)
    if change is None:
        return Answer(toast=menu.out_of_date(tr))
    rest = following(visitor, data.id) if data.act is DraftAct.CLEAR else ()
    closing = asking(data.id, rest) if rest else Dialogue() if name in _TYPED - {Field.TERRITORIES} else None
    changed, gone = await correct(data.id, change, visitor, service, update_id, dialogue=closing)
    if gone:
        return Answer(screens=(Screen(submissions.moved_on(changed, tr, service)),))
    if rest:
        return drafts.question(changed, rest[0], tr, service)
    if name in _TICKED and data.act not in (DraftAct.KEEP, DraftAct.CLEAR):
        return drafts.question(changed, name, tr, service, data.page)
    return await standing(changed, visitor, tr, service)


def following(visitor: Visitor, number: int) -> tuple[Field, ...]:
    """Return the fields that are asked for after the one that is being asked for now."""
    data = visitor.dialogue.data
    if visitor.dialogue.state != f"{ABOUT}:field" or data.get("id") != number:
        return ()
    return tuple(Field(name) for name in data.get("next", ()))


def _choice(data: DraftPress, name: Field, service: Service) -> Change | None:
    """Return what the press makes of the draft; None when no button says so."""
    value = data.value
    match data.act, name:
        case DraftAct.KEEP, _:
            return lambda draft: draft.confirmed(name) if draft.value(name) else draft
        case DraftAct.CLEAR, name if name in _OPTIONAL:
            return lambda draft: without(draft, name)
        case DraftAct.SET, Field.KIND if value in set(CALL_KINDS):
            return lambda draft: draft.corrected(name, CallKind(value))
        case DraftAct.SET, Field.CURRENCY if value in drafts.CURRENCIES:
            return lambda draft: draft.corrected(name, value)
        case DraftAct.SET, Field.TERRITORIES if (unit := service.tree.get(value)) and unit.selectable:
            return lambda draft: draft.corrected(name, (value,))
        case DraftAct.ADD, Field.TERRITORIES if (unit := service.tree.get(value)) and unit.selectable:
            return lambda draft: with_place(draft, value, service)
        case DraftAct.DROP, Field.TERRITORIES:
            return lambda draft: without_place(draft, value)
        case DraftAct.DROP, Field.APPLICANTS if value == drafts.AGES:
            return lambda draft: replace(draft, ages=(None, None)).confirmed(name)
        case ((DraftAct.ADD | DraftAct.DROP), Field.APPLICANTS) if value in set(Applicant):
            return lambda draft: with_applicant(draft, Applicant(value), ticked=data.act is DraftAct.ADD)
        case ((DraftAct.ADD | DraftAct.DROP), Field.SPHERES) if service.sphere(value):
            return lambda draft: with_sphere(draft, value, service, ticked=data.act is DraftAct.ADD)
    return None


def with_place(draft: Draft, unit_id: str, service: Service) -> Draft:
    """Return the draft for one more territory; what lies in it, or holds it, gives way, and so does a mere guess."""
    kept = tuple(unit for unit in draft.territories if not service.tree.on_one_line(unit, unit_id))
    if draft.certainty(Field.TERRITORIES) is not Certainty.SURE:
        kept = ()
    return draft.corrected(Field.TERRITORIES, (*kept, unit_id)[-MOST_PLACES:])


def without_place(draft: Draft, unit_id: str) -> Draft:
    """Return the draft for one territory less; the last one stays."""
    kept = tuple(unit for unit in draft.territories if unit != unit_id)
    return draft.corrected(Field.TERRITORIES, kept or draft.territories)


def without(draft: Draft, name: Field) -> Draft:
    """Return the draft with no value of the field."""
    if name is Field.APPLICANTS:
        return replace(draft, ages=(None, None)).corrected(name, ())
    return draft.corrected(name, () if name is Field.SPHERES else None)


def with_applicant(draft: Draft, who: Applicant, *, ticked: bool) -> Draft:
    """Return the draft with those who may apply ticked or not, in their usual order."""
    chosen = {*draft.applicants, who} if ticked else set(draft.applicants) - {who}
    return draft.corrected(Field.APPLICANTS, tuple(one for one in Applicant if one in chosen))


def with_sphere(draft: Draft, sphere_id: str, service: Service, *, ticked: bool) -> Draft:
    """Return the draft with a sphere ticked or not, in the order of the law."""
    chosen = {*draft.spheres, sphere_id} if ticked else set(draft.spheres) - {sphere_id}
    return draft.corrected(Field.SPHERES, tuple(one.id for one in service.spheres if one.id in chosen))


async def insist(data: DraftPress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Go on with a draft that looked like no call, or like one that we have."""
    async with service.store.write(update_id) as repositories:
        found = await _found(repositories, data, visitor, service)
        check(found, Act.CORRECT, visitor.person_id, visitor.coordinates, service.tree)
        if found.state is not State.DRAFT:
            raise NotAllowed(found)
        known = None if data.act is DraftAct.ANOTHER else found.known
        changed = replace(found, known=known, draft=replace(found.draft, insisted=True))
        changed = await publishing.save(repositories, changed, service.clock.now())
    return await standing(changed, visitor, tr, service)


async def go(data: DraftPress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Publish or send a draft, approve what waits, or publish corrections: whatever the state and the person allow."""
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        found = await _found(repositories, data, visitor, service)
        if found.state is State.CORRECTING:
            await close(repositories, visitor, service)
            return await amending.save(repositories, found, visitor, tr, service)
        closes = found.draft.deadline.ends(service.zone) if found.draft.deadline else None
        missing = lacks(found.draft, now, closes)
        if found.state in (State.DRAFT, State.WAITING) and missing:
            return Answer(
                screens=(await standing(found, visitor, tr, service, data.page),),
                toast=drafts.lack(missing, tr),
                loud=True,
            )
        if found.state is State.PUBLISHED:
            found, changed, queued = await publishing.republish(repositories, found, visitor, service)
            screen = drafts.published_card(found, queued, tr)
            return Answer(screens=(screen,), toast=None if changed else tr("Nothing was changed."))
        stored = await publishing.target(repositories, found, service)
        theirs = publishing.within(stored, visitor, service)
        if found.state is State.WAITING and stored is not None and not theirs:
            check(found, Act.PUBLISH, visitor.person_id, visitor.coordinates, service.tree)
            moved = await publishing.hand_over(repositories, found, stored, service)
            return Screen(submissions.moved_on(moved, tr, service))
        if found.state is not State.DRAFT or (theirs and publishing.direct(found, visitor, service)):
            done, queued = await publishing.publish(repositories, found, stored, visitor, service)
            return drafts.published_card(done, queued, tr, reviewed=found.state is State.WAITING)
        if reached := await publishing.limit(repositories, visitor, now, sending=True):
            return Answer(toast=drafts.limited(reached, tr), loud=True)
        if stored is not None:
            found = publishing.about(found, stored, service)
        done = await publishing.send(repositories, found, visitor, service)
        anybody = bool(await repositories.submissions.reviewers(done.territory_id))
    return submissions.sent(done, tr, anybody=anybody)


async def delete(data: DraftPress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Forget a draft; a second press finds none and says so."""
    async with service.store.write(update_id) as repositories:
        found = await _found(repositories, data, visitor, service)
        if found.state is State.CORRECTING:
            await close(repositories, visitor, service)
            return await amending.leave(repositories, found, visitor, tr, service)
        if found.state is not State.DRAFT or found.person_id != visitor.person_id:
            raise NotAllowed(found)
        await repositories.submissions.drop(found.id)
        await close(repositories, visitor, service)
    return drafts.deleted(tr)


async def withdraw(data: DraftPress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take back what waits."""
    async with service.store.write(update_id) as repositories:
        found = await _found(repositories, data, visitor, service)
        _, state = check(found, Act.WITHDRAW, visitor.person_id, visitor.coordinates, service.tree)
        changed = await publishing.save(repositories, replace(found, state=state), service.clock.now())
    return await standing(changed, visitor, tr, service)


async def end(data: DraftPress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Call a published announcement off, after asking once."""
    async with service.store.write(update_id) as repositories:
        found = await _found(repositories, data, visitor, service)
        check(found, Act.CANCEL, visitor.person_id, visitor.coordinates, service.tree)
        if data.act is DraftAct.END:
            return drafts.end_question(found, tr)
        ended = await publishing.call_off(repositories, found, visitor, service)
    return await standing(ended, visitor, tr, service)


async def pick(data: DraftPress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take the place that was meant."""
    async with service.store.read() as repositories:
        found = await _found(repositories, data, visitor, service)
    return await put_place(found, data.value, visitor, tr, service, update_id)


async def put_place(
    found: Submission, unit_id: str, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Take a place, or ask first when it lies apart from those that are known for sure."""
    apart = not any(service.tree.on_one_line(unit, unit_id) for unit in found.draft.territories)
    if apart and found.draft.certainty(Field.TERRITORIES) is Certainty.SURE:
        return drafts.also_or_instead(found, unit_id, tr, service)
    changed, gone = await correct(
        found.id, lambda draft: with_place(draft, unit_id, service), visitor, service, update_id
    )
    if gone:
        return Screen(submissions.moved_on(changed, tr, service))
    return drafts.question(changed, Field.TERRITORIES, tr, service)
