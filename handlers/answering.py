"""What people type as an answer about an announcement: its text, a field, or why it is rejected."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.types import Message

from domain.calls.draft import TITLE_LIMIT, Draft, Field
from domain.calls.model import CALL_KINDS, CallKind
from domain.calls.reading.answers import read_amount, read_moment
from domain.people import Dialogue, Visitor
from domain.submissions import Act, NotAllowed, Origin, Reason, State, Submission, check
from handlers import publishing
from handlers.correcting import Change, close, correct, following, put_place, refused
from handlers.filters import Ready, Talking
from handlers.intake import ABOUT, Received, is_brought
from handlers.places import SHOWN, find, is_name
from handlers.presenting import Given
from handlers.service import Service
from handlers.submitting import LEAST_TEXT, asking, begin, fill, standing
from handlers.texts import Translator
from handlers.typed import NAME_LIMIT
from handlers.views import drafts, submissions
from handlers.views.screen import Screen, one_line

NOTE_LIMIT = 500
LEAST_LETTERS = 3


def router() -> Router:
    """Return the router of what is typed as an answer: included after every command and menu word."""
    router = Router(name="announcement-answers")
    router.message.filter(Ready(), Talking(ABOUT), Typed())
    router.message.register(answer)
    return router


class Typed(Talking):
    """The message is an answer: a forwarded post or an album begins an announcement of its own."""

    def __init__(self) -> None:
        super().__init__(ABOUT)

    async def __call__(self, event: Any, visitor: Visitor) -> bool:
        """Tell whether something was written here and now."""
        return not is_brought(event) and await super().__call__(event, visitor)


async def answer(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take what was typed, or say what is expected."""
    said = message.text or message.caption or ""
    data = visitor.dialogue.data
    try:
        if visitor.dialogue.state == f"{ABOUT}:text":
            return await _text(said, visitor, tr, service, update_id)
        if visitor.dialogue.state == f"{ABOUT}:reason":
            return await _reason(said, visitor, tr, service, update_id)
        return await _value(int(data["id"]), Field(data["field"]), said, visitor, tr, service, update_id)
    except NotAllowed as error:
        async with service.store.write() as repositories:
            await close(repositories, visitor, service)
        return await refused(error, visitor, tr, service)


async def _text(said: str, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    data = visitor.dialogue.data
    if said.startswith("/") or len(said.strip()) < LEAST_TEXT:
        return Screen(submissions.too_short(tr))
    got = Received(said.strip(), Origin())
    if "id" in data:
        async with service.store.read() as repositories:
            begun = await repositories.submissions.get(int(data["id"]))
        if begun is not None and begun.state is State.DRAFT and begun.person_id == visitor.person_id:
            return await fill(begun, got, visitor, tr, service, update_id)
    kind = data.get("kind")
    return await begin(got, visitor, tr, service, update_id, kind=CallKind(kind) if kind in set(CALL_KINDS) else None)


async def _reason(said: str, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    data = visitor.dialogue.data
    note = one_line(said)[:NOTE_LIMIT]
    async with service.store.read() as repositories:
        found = await repositories.submissions.get(int(data["id"]))
    if found is None:
        raise NotAllowed(None)
    if said.startswith("/") or sum(char.isalpha() for char in note) < LEAST_LETTERS:
        return submissions.ask_reason(found, 0, tr)
    async with service.store.write(update_id) as repositories:
        found = await repositories.submissions.get(found.id)
        decided = await publishing.reject(repositories, found, Reason.OTHER, note, visitor, service)
        await close(repositories, visitor, service)
    return submissions.state_card(decided, tr, service, sender=False)


async def _value(
    number: int, name: Field, said: str, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    async with service.store.read() as repositories:
        found, _ = check(
            await repositories.submissions.get(number),
            Act.CORRECT,
            visitor.person_id,
            visitor.coordinates,
            service.tree,
        )
    if name is Field.TERRITORIES:
        return await _place(found, said, visitor, tr, service, update_id)
    change = None if said.startswith("/") else _typed(name, said, service)
    if change is None:
        return drafts.wrong_answer(found, name, tr, service)
    rest = following(visitor, number)
    closing = asking(number, rest) if rest else Dialogue()
    changed, _gone = await correct(number, change, visitor, service, update_id, dialogue=closing)
    if rest:
        return drafts.question(changed, rest[0], tr, service)
    return await standing(changed, visitor, tr, service)


def _typed(name: Field, said: str, service: Service) -> Change | None:
    """Return what was typed as the field's value; None when it is no such value."""
    match name:
        case Field.TITLE | Field.ORGANISER:
            words = one_line(said)[: TITLE_LIMIT if name is Field.TITLE else NAME_LIMIT]
            fits = sum(char.isalpha() for char in words) >= LEAST_LETTERS
            return (lambda draft: draft.corrected(name, words)) if fits else None
        case Field.DEADLINE | Field.OPENS:
            moment = read_moment(said, service.today(service.clock.now()))
            return (lambda draft: draft.corrected(name, moment)) if moment else None
        case Field.AMOUNT | Field.TOTAL:
            amount = read_amount(said)
            return (lambda draft: with_sum(draft, name, *amount)) if amount else None
    return None


def with_sum(draft: Draft, name: Field, amount: int, currency: str | None) -> Draft:
    """Return the draft with a sum; its currency is the one typed, else the one known, else tenge."""
    return draft.corrected(name, amount).corrected(Field.CURRENCY, currency or draft.currency or "KZT")


async def _place(
    found: Submission, said: str, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    units = find(service.tree, said) if not said.startswith("/") else ()
    if not units or len(units) > SHOWN:
        return drafts.wrong_answer(found, Field.TERRITORIES, tr, service)
    if len(units) > 1 or not is_name(service.tree, said, units[0]):
        return drafts.place_choice(found, units, tr, service)
    return await put_place(found, units[0].id, visitor, tr, service, update_id)
