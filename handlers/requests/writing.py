"""What somebody sends while a letter is written: its parts, changes to them, or the name of an akimat."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import Chat, Message

from domain.errors import NoSuchLetter, NotYourOrganisation
from domain.people import Ngo, Visitor
from domain.ports import Repositories
from domain.requests.draft import DraftPart, RequestDraft, unfit
from domain.territory import Territory
from domain.words import fold
from handlers.fallback import EVENTS
from handlers.filters import Ready, Talking
from handlers.places import LEAST_LETTERS, SHOWN, find, is_name
from handlers.presenting import Given
from handlers.requests import otinish
from handlers.requests.drafting import (
    ABOUT,
    OTINISH,
    PLACE,
    call_of,
    has_akimat,
    hush,
    letter_of,
    offered,
    standing,
)
from handlers.requests.filing import settle
from handlers.requests.incoming import part_of
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.failures import refusal
from handlers.views.requests import filing as views
from handlers.views.screen import Screen

_MAY_BE_GONE = (NoSuchLetter, NotYourOrganisation)


def answers() -> Router:
    """Return the router of what is sent while a letter is written: included after every command and menu word."""
    router = Router(name="letter parts")
    router.message.filter(Ready(), Talking(ABOUT))
    router.message.register(take)
    router.edited_message.register(change, OfLetter())
    return router


async def take(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take a message as a part of the letter, as the name of its akimat, or as a number of e-Otinish."""
    if message.content_type in EVENTS:
        raise SkipHandler
    if visitor.dialogue.state == OTINISH:
        return await otinish.typed(message.text or "", visitor, tr, service, update_id)
    number = visitor.dialogue.data.get("id")
    try:
        async with service.store.write(update_id) as repositories:
            draft, ngo = await letter_of(repositories, visitor, number if isinstance(number, int) else 0)
            if draft.sent_as is not None:
                raise NoSuchLetter(draft.id)
            if visitor.dialogue.state == PLACE:
                return await _place(repositories, draft, message, visitor, tr, service)
            other = ngo if visitor.ngo != ngo else None
            return await _part(repositories, draft, message, tr, service, other)
    except _MAY_BE_GONE as error:
        async with service.store.write() as repositories:
            await hush(repositories, visitor, service.clock.now())
        return Screen(refusal(error, tr))


async def _part(
    repositories: Repositories,
    draft: RequestDraft,
    message: Message,
    tr: Translator,
    service: Service,
    other: Ngo | None,
) -> Given:
    """Take a part; `other` is the letter's NGO when its writer acts for another one by now."""
    part = part_of(message)
    if not isinstance(part, DraftPart):
        return await standing(repositories, draft, tr, service, views.unsuitable(part, tr))
    if part.text.startswith("/") and not part.files:
        return await standing(repositories, draft, tr, service, views.no_command(tr))
    why = unfit(draft, part)
    if why is not None:
        aloud = not part.album or await repositories.request_drafts.refused(draft.id, part.album)
        return await standing(repositories, draft, tr, service, views.not_taken(why, tr)) if aloud else None
    await repositories.request_drafts.add(draft.id, part, service.clock.now())
    # The parts of an album come one by one: one answer is enough for all of them.
    if part.album and any(one.album == part.album for one in draft.parts):
        return None
    grown = replace(draft, parts=(*draft.parts, part), revision=draft.revision + 1)
    note = views.added(tr, other) if draft.topic_id is not None else views.kept_for_later(tr)
    return await standing(repositories, grown, tr, service, note)


async def _place(
    repositories: Repositories,
    draft: RequestDraft,
    message: Message,
    visitor: Visitor,
    tr: Translator,
    service: Service,
) -> Given:
    found = _read_place(message.text, service)
    if isinstance(found, Territory):
        return await settle(repositories, replace(draft, territory_id=found.id), visitor, tr, service)
    if not isinstance(found, views.PlaceProblem):
        return views.place_choice(draft, found, tr, service)
    call = await call_of(repositories, draft.call_id)
    likely = await offered(repositories, draft, call, service)
    return views.places(draft, likely, tr, service, views.place_problem(found, tr))


def _read_place(text: str | None, service: Service) -> Territory | tuple[Territory, ...] | views.PlaceProblem:
    """Return the place that was typed, those that may be meant, or why it is none."""
    if text is None or text.startswith("/"):
        return views.PlaceProblem.MEDIA if text is None else views.PlaceProblem.NOT_FOUND
    if len(fold(text)) < LEAST_LETTERS:
        return views.PlaceProblem.TOO_SHORT
    units = find(service.tree, text)
    with_akimat = tuple(unit for unit in units if has_akimat(service.tree, unit.id))
    if units and not with_akimat:
        return views.PlaceProblem.COUNTRY
    if not units:
        return views.PlaceProblem.NOT_FOUND
    if len(with_akimat) > SHOWN:
        return views.PlaceProblem.TOO_MANY
    sure = len(with_akimat) == 1 and is_name(service.tree, text, with_akimat[0])
    return with_akimat[0] if sure else with_akimat


class OfLetter(Filter):
    """Somebody who is known changed a message in their own chat; whether it is a part of a letter is looked up."""

    async def __call__(self, event: Message, event_chat: Chat, visitor: Visitor | None = None) -> bool:
        """Tell whether the change may concern a letter."""
        return event_chat.type == ChatType.PRIVATE and visitor is not None and visitor.consented


async def change(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Let a changed message change the letter that it is a part of; of any other one nothing is said here."""
    part = part_of(message)
    async with service.store.read() as repositories:
        begun = await repositories.request_drafts.at(message.chat.id, message.message_id)
    if begun is None or begun.person_id != visitor.person_id or not isinstance(part, DraftPart):
        raise SkipHandler
    async with service.store.write(update_id) as repositories:
        draft, _ = await letter_of(repositories, visitor, begun.id)
        if draft.sent_as is not None:
            raise SkipHandler  # it went a moment ago: the request looks after its own messages
        why = unfit(draft, part)
        if why is not None:
            return await standing(repositories, draft, tr, service, views.change_not_taken(why, tr))
        await repositories.request_drafts.edit(draft.id, part, service.clock.now())
        changed = await repositories.request_drafts.get(draft.id)
        assert changed is not None  # it was there in this unit of work
        return await standing(repositories, changed, tr, service, views.edited(tr))
