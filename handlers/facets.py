"""The sides of a subscription, pressed and typed: each answer is kept at once, and what it now brings is told."""

from __future__ import annotations

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message

from domain.errors import NoSuchGroup, NoSuchSubscription, NotAdministrator, OutOfGroup
from domain.people import Dialogue, Visitor
from domain.subscriptions import Subscription
from handlers.alerts import list_of
from handlers.callbacks import Facet, FacetAct, FacetPress
from handlers.filters import Ready, Talking
from handlers.keeping import Desk, desk
from handlers.presenting import Given
from handlers.service import Service
from handlers.sides import Edited, pressed, typed
from handlers.talks import ABOUT, Talk
from handlers.texts import Translator
from handlers.views import alerts as views
from handlers.views.facets import Facets, Problem
from handlers.views.menu import out_of_date
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of the sides of subscriptions."""
    router = Router(name="facets")
    router.callback_query.filter(Ready())
    router.callback_query.register(press, FacetPress.filter())
    return router


def answers() -> Router:
    """Return the router of what is typed about a subscription: included after all commands and menu words."""
    router = Router(name="facet-answers")
    router.message.filter(Ready(), Talking(ABOUT))
    router.message.register(answer)
    return router


async def press(
    _query: CallbackQuery,
    callback_data: FacetPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    bot: Bot,
    update_id: int,
) -> Given:
    """Take a pressed answer, or show a side; a button of a removed subscription leads to the list."""
    at = await desk(callback_data.chat, visitor, service, bot)
    data = callback_data
    try:
        async with service.store.write(update_id) as repositories:
            before = await at.load(repositories, data.id)
            edited = pressed(before, data, tr, service)
            if edited is None:
                return Answer(screens=(await list_of(at, tr),), toast=out_of_date(tr))
            after = edited.subscription
            await at.keep(repositories, before, after)
            shown = _next_facet(data, after)
            await at.listen(repositories, after, shown)
            count = await at.count(repositories, after) if after.territories else None
    except NoSuchSubscription:
        return Answer(screens=(await list_of(at, tr),), toast=views.gone(tr) if data.id else out_of_date(tr))
    return Answer(screens=(_screen(at, after, count, data, shown, tr),), toast=edited.note)


def _next_facet(data: FacetPress, after: Subscription) -> Facet | None:
    """Return the side to show after a press; None is the subscription as a whole."""
    if data.facet is Facet.ADD_PLACE and data.act is FacetAct.ADD:
        # The first region of a new subscription is all it needs.
        return Facet.PLACES if after.id or len(after.territories) > 1 else None
    if data.facet in {Facet.HOUR, Facet.QUIET} and data.act is not FacetAct.SHOW:
        return Facet.WHEN
    return data.facet


def _screen(
    at: Desk, one: Subscription, count: int | None, data: FacetPress, shown: Facet | None, tr: Translator
) -> Screen:
    if shown is None:
        return views.one_screen(at.who, one, count or 0, tr, at.service)
    oblast = data.value if data.act is FacetAct.LOOK else ""
    return Facets(at.who, one, count, tr, at.service).screen(shown, data.page, oblast)


async def answer(
    message: Message, visitor: Visitor, tr: Translator, service: Service, bot: Bot, update_id: int
) -> Given:
    """Take a typed answer, or say why it is not taken."""
    talk = Talk.of(visitor.dialogue)
    if talk is None or talk.facet is None:
        return None
    try:
        at = await desk(talk.chat, visitor, service, bot)
    except (NoSuchGroup, NotAdministrator, OutOfGroup):
        # Not theirs to set up any more: they are told so, and what they type next is not about it.
        async with service.store.write(update_id, alone=False) as repositories:
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())
        raise
    facet = talk.facet
    try:
        async with service.store.write(update_id) as repositories:
            before = await at.load(repositories, talk.id)
            read = (
                Edited(before, problem=Problem.MEDIA)
                if message.text is None
                else typed(before, facet, message.text, service)
            )
            after = read.subscription if isinstance(read, Edited) else before
            await at.keep(repositories, before, after)
            shown = facet
            if facet is Facet.ADD_PLACE and after != before:
                shown = Facet.PLACES
            whole = shown is Facet.PLACES and not after.id and len(after.territories) == 1
            await at.listen(repositories, after, None if whole else shown)
            count = await at.count(repositories, after) if after.territories else None
    except NoSuchSubscription:
        return await list_of(at, tr)
    facets = Facets(at.who, after, count, tr, service)
    if isinstance(read, tuple):
        return facets.choice(read)
    if whole:
        return views.one_screen(at.who, after, count or 0, tr, service)
    return facets.screen(shown) if read.problem is None else facets.problem(shown, read.problem)
