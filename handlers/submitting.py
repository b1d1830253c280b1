"""Announcements that people bring: forwarded, typed, or begun with /announce."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from domain.calls.decide import Changed, decide
from domain.calls.draft import Draft, Field
from domain.calls.model import CALL_KINDS, Call, CallKind, Post
from domain.people import Dialogue, Visitor
from domain.ports import Repositories
from domain.submissions import PEOPLE, State, Submission, concerns, covers
from handlers import commands, publishing
from handlers.callbacks import AnnouncePress, MinePress, What
from handlers.filters import Coordinating, Ready
from handlers.intake import ABOUT, Announced, Received, received
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import amending, drafts, submissions
from handlers.views.alert import alert_card
from handlers.views.screen import Answer, Screen

LEAST_TEXT = 12
"""Letters below which a text after /announce says nothing."""

_KINDS = {
    What.GRANT: CallKind.GRANT,
    What.SSO: CallKind.SSO,
    What.CONTEST: CallKind.CONTEST,
    What.TRAINING: CallKind.TRAINING,
    What.HEARING: CallKind.EVENT,
    What.SEAT: CallKind.EVENT,
    What.EVENT: CallKind.EVENT,
    What.VOLUNTEERING: CallKind.VOLUNTEERING,
}

STEPS = (Field.TITLE, Field.DEADLINE, Field.ORGANISER)
"""What is asked one after the other when an announcement is filled in without a text."""


def router() -> Router:
    """Return the router of /announce."""
    router = Router(name="submitting")
    router.message.filter(Ready())
    router.callback_query.filter(Ready())
    router.message.register(announce, Command("announce"))
    router.callback_query.register(turn_page, MinePress.filter())
    router.callback_query.register(choose, AnnouncePress.filter(), Coordinating())
    return router


def posts() -> Router:
    """Return the router of forwarded posts and long texts: included after commands, menu words and typed answers."""
    router = Router(name="posts")
    router.message.filter(Ready(), Announced())
    router.message.register(take)
    return router


async def announce(
    message: Message,
    command: CommandObject,
    bot: Bot,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Take the text after the command; without one tell how to send, and show what was sent."""
    text = (command.args or "").strip()
    if not text:
        # Somebody may have become a coordinator since the commands were set.
        also = (commands.suited(visitor, tr),) if visitor.coordinates else ()
        return Answer(screens=(await mine(0, visitor, tr, service),), also=also)
    if len(text) < LEAST_TEXT:
        return Screen(submissions.too_short(tr))
    return await begin(replace(received(message, bot.id), text=text), visitor, tr, service, update_id)


async def mine(number: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Return a page of what the person sent."""
    async with service.store.read() as repositories:
        page = await repositories.submissions.of_person(visitor.person_id, number * submissions.PAGE, submissions.PAGE)
    return submissions.mine(page, number, visitor, tr)


async def turn_page(
    _query: CallbackQuery, callback_data: MinePress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show another page of what the person sent."""
    return await mine(callback_data.page, visitor, tr, service)


async def choose(
    _query: CallbackQuery,
    callback_data: AnnouncePress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Ask for the text of what is announced, or for its fields one after the other."""
    kind, now = _KINDS[callback_data.what], service.clock.now()
    if not callback_data.steps:
        dialogue = Dialogue(f"{ABOUT}:text", {"kind": kind})
        async with service.store.write(update_id, alone=False) as repositories:
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, now)
        return submissions.ask_text(callback_data.what, tr)
    async with service.store.write(update_id) as repositories:
        if reached := await publishing.limit(repositories, visitor, now, sending=False):
            return Answer(toast=drafts.limited(reached, tr), loud=True)
        home = await publishing.home_of(repositories, visitor)
        draft = Draft(kind, territories=(home,), lang=tr.language, confidence={"kind": 1.0, "regions": 1.0})
        empty = Submission(0, State.DRAFT, visitor.person_id, visitor.ngo.id if visitor.ngo else None, home, draft, "")
        number = await repositories.submissions.add(empty, now)
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, asking(number, STEPS), now)
    return drafts.question(replace(empty, id=number), STEPS[0], tr, service)


def asking(number: int, fields: tuple[Field, ...]) -> Dialogue:
    """Return the dialogue that waits for the first of these fields, the others after it."""
    return Dialogue(f"{ABOUT}:field", {"id": number, "field": fields[0], "next": list(fields[1:])})


async def take(message: Message, bot: Bot, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take a forwarded post or a long text."""
    got = received(message, bot.id)
    if got.ours:
        return submissions.our_own(tr)
    if got.album is not None:
        return await take_part(got, visitor, tr, service, update_id)
    if not got.text:
        return submissions.no_words(tr)
    return await begin(got, visitor, tr, service, update_id, kind=asked_kind(visitor))


def asked_kind(visitor: Visitor) -> CallKind | None:
    """Return the kind that was chosen before the text was sent, or None."""
    if visitor.dialogue.state != f"{ABOUT}:text":
        return None
    kind = visitor.dialogue.data.get("kind")
    return CallKind(kind) if kind in set(CALL_KINDS) else None


async def take_part(got: Received, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Take one part of an album: whichever brings the words makes the draft, the others belong to it silently."""
    assert got.album is not None
    async with service.store.read() as repositories:
        begun = await repositories.submissions.of_album(visitor.person_id, got.album)
    if begun is None:
        if got.text:
            return await begin(got, visitor, tr, service, update_id, kind=asked_kind(visitor))
        return await _wait_for_words(got, visitor, tr, service, update_id)
    if not got.text or begun.text or begun.state is not State.DRAFT:
        return None
    return await fill(begun, got, visitor, tr, service, update_id)


async def _wait_for_words(got: Received, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    now = service.clock.now()
    async with service.store.write(update_id) as repositories:
        if reached := await publishing.limit(repositories, visitor, now, sending=False):
            return Screen(drafts.limited(reached, tr))
        home = await publishing.home_of(repositories, visitor)
        ngo = visitor.ngo.id if visitor.ngo else None
        draft = Draft(territories=(home,), lang=tr.language)
        bare = Submission(0, State.DRAFT, visitor.person_id, ngo, home, draft, "", got.origin, got.album)
        number = await repositories.submissions.add(bare, now)
        dialogue = Dialogue(f"{ABOUT}:text", {"id": number})
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, dialogue, now)
    return submissions.album_without_words(tr)


async def begin(
    got: Received,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
    *,
    kind: CallKind | None = None,
) -> Given:
    """Read what came, keep it as a draft and show what was read."""
    now = service.clock.now()
    async with service.store.read() as repositories:
        reached = await publishing.limit(repositories, visitor, now, sending=False)
    if reached:
        return Screen(drafts.limited(reached, tr))
    draft = _of_kind(await publishing.read(got, visitor, service), kind)
    async with service.store.write(update_id) as repositories:
        stored = replace(draft, id=await repositories.submissions.add(draft, now), revision=1)
        await _stop_asking(repositories, visitor, service)
    screen = await standing(stored, visitor, tr, service)
    asked = visitor.dialogue.data.get("id") if visitor.dialogue.state == f"{ABOUT}:field" else None
    return submissions.beside(screen, int(asked), tr) if asked else screen


async def fill(
    begun: Submission, got: Received, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Read the words of a draft that had none."""
    read = await publishing.read(replace(got, album=begun.album, origin=begun.origin), visitor, service)
    filled = replace(read, id=begun.id, revision=begun.revision)
    async with service.store.write(update_id) as repositories:
        filled = await publishing.save(repositories, filled, service.clock.now())
        await _stop_asking(repositories, visitor, service)
    return await standing(filled, visitor, tr, service)


async def _stop_asking(repositories: Repositories, visitor: Visitor, service: Service) -> None:
    """Close the dialogue of an announcement: a new text never answers an old question."""
    if (visitor.dialogue.state or "").startswith(f"{ABOUT}:"):
        await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())


def _of_kind(submission: Submission, kind: CallKind | None) -> Submission:
    """Return the draft with the kind that was chosen before: then it is an announcement, whatever it looks like."""
    if kind is None:
        return submission
    return replace(submission, draft=replace(submission.draft.corrected(Field.KIND, kind), seems=None))


async def standing(submission: Submission, visitor: Visitor, tr: Translator, service: Service, page: int = 0) -> Screen:
    """Return how the announcement stands for this person: what they may do with it, or what became of it."""
    own = submission.person_id == visitor.person_id
    reviewer = covers(visitor.coordinates, submission.territory_id, service.tree)
    if not concerns(submission, visitor.person_id, visitor.coordinates, service.tree):
        return Screen(submissions.no_such(tr))
    match submission.state:
        case State.DRAFT:
            return await _draft(submission, visitor, tr, service)
        case State.CORRECTING:
            return amending.desk_screen(submission, tr, service)
        case State.WAITING if reviewer:
            return submissions.review_card(submission, page, tr, service)
        case State.PUBLISHED if reviewer:
            return drafts.editing_published(submission, tr, service)
    return submissions.state_card(submission, tr, service, sender=own)


async def _draft(submission: Submission, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    if submission.known is not None and not submission.draft.insisted:
        async with service.store.read() as repositories:
            shelved = await repositories.calls.get(submission.known)
        if shelved is not None:
            card = alert_card(shelved.call, tr, service, now=service.clock.now())
            return drafts.known_screen(submission, card, tr, adds=_adds(submission, shelved.call, service))
    if submission.draft.doubtful:
        return drafts.doubtful(submission, tr)
    async with service.store.read() as repositories:
        theirs = publishing.within(await publishing.target(repositories, submission, service), visitor, service)
    direct = theirs and publishing.direct(submission, visitor, service)
    return drafts.preview(submission, tr, service, direct=direct)


def _adds(submission: Submission, call: Call, service: Service) -> bool:
    """Tell whether the text says something about the call that we do not know."""
    post = Post("", submission.origin.url, submission.draft.title, submission.text)
    now = service.clock.now()
    decision = decide(call, submission.draft.candidate(), post, PEOPLE, now=now, zone=service.zone)
    return isinstance(decision, Changed) and replace(decision.call, texts=call.texts) != call
