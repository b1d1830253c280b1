"""Finding the letter that a button or a message is about, and the screen on which it stands."""

from __future__ import annotations

from datetime import datetime

from domain.calls.model import Call
from domain.errors import NoSuchLetter, NotYourOrganisation
from domain.people import Dialogue, Ngo, Visitor
from domain.ports import Repositories
from domain.requests.draft import RequestDraft
from domain.territory import Territory, TerritoryTree
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests import filing as views
from handlers.views.screen import Screen

ABOUT = "ask"
PLACE, TOPIC, WRITE, OTINISH = (f"{ABOUT}:{step}" for step in ("place", "topic", "write", "otinish"))


async def letter_of(repositories: Repositories, visitor: Visitor, draft_id: int) -> tuple[RequestDraft, Ngo]:
    """Return the visitor's letter, sent or not, and the NGO for which it is written.

    Raises:
        NoSuchLetter: there is none, or it is somebody else's: a forged number tells nothing.
        NotYourOrganisation: its writer does not belong to the NGO any more.
    """
    draft = await repositories.request_drafts.get(draft_id)
    if draft is None or draft.person_id != visitor.person_id:
        raise NoSuchLetter(draft_id)
    for ngo in await repositories.organisations.of_person(visitor.person_id):
        if ngo.id == draft.ngo_id:
            return draft, ngo
    raise NotYourOrganisation(draft.ngo_id)


async def call_of(repositories: Repositories, call_id: int | None) -> Call | None:
    """Return the call that a letter is about; None when it is about none, or the call is gone."""
    if not call_id:
        return None
    return (await repositories.calls.many([call_id])).get(call_id)


def has_akimat(tree: TerritoryTree, unit_id: str | None) -> bool:
    """Tell whether one can write to the akimat of the unit: it is offered to people and is not the whole country."""
    unit = tree.get(unit_id or "")
    return unit is not None and unit.selectable and unit.level > 0


async def offered(
    repositories: Repositories, draft: RequestDraft, call: Call | None, service: Service
) -> tuple[Territory, ...]:
    """Return likely akimats: that of the NGO's own place, that of its oblast, those of the call."""
    known = await repositories.organisations.get(draft.ngo_id)
    home = known[1] if known else None
    wanted: list[str] = []
    if home is not None and home in service.tree:
        wanted += [home, *(unit.id for unit in service.tree.ancestors(home))]
    wanted += call.territories[:2] if call else ()
    return tuple(service.tree[unit] for unit in dict.fromkeys(wanted) if has_akimat(service.tree, unit))


def known_topic(draft: RequestDraft, service: Service) -> bool:
    """Tell whether the letter's topic is one of those that there are now."""
    return any(topic.id == draft.topic_id for topic in service.topics)


def step(draft: RequestDraft, service: Service) -> str:
    """Return the state of the dialogue in which the letter stands: what is asked next."""
    if not has_akimat(service.tree, draft.territory_id):
        return PLACE
    return WRITE if known_topic(draft, service) else TOPIC


async def standing(
    repositories: Repositories,
    draft: RequestDraft,
    tr: Translator,
    service: Service,
    note: str | None = None,
) -> Screen:
    """Return the screen on which the letter stands; `note` stands first."""
    call = await call_of(repositories, draft.call_id)
    match step(draft, service):
        case "ask:place":
            return views.places(draft, await offered(repositories, draft, call, service), tr, service, note)
        case "ask:topic":
            return views.topics(draft, call, tr, service, note)
    return views.write(draft, call, tr, service, note)


async def listen(repositories: Repositories, visitor: Visitor, draft: RequestDraft, state: str, now: datetime) -> None:
    """Let what the person writes next go into the letter, or name its place."""
    dialogue = Dialogue(state, {"id": draft.id})
    if visitor.dialogue != dialogue:
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, now)


async def hush(repositories: Repositories, visitor: Visitor, now: datetime) -> None:
    """Stop listening for the letter; another dialogue is left alone."""
    if (visitor.dialogue.state or "").startswith(f"{ABOUT}:"):
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), now)
