"""Pairs of calls that may be one, in /review, and the texts of a call, under its card: for coordinators."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from domain.calls.duplicates import NotDecidable, Obstacle, may_decide
from domain.calls.model import Call
from domain.people import Visitor
from domain.ports import Repositories
from handlers import uniting
from handlers.callbacks import PairAct, PairPress, TextsAct, TextsPress
from handlers.filters import Coordinating, Ready
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import alert, call_texts
from handlers.views import duplicates as views
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of duplicates; which territories a press concerns is checked each time."""
    router = Router(name="duplicates")
    router.callback_query.filter(Ready(), Coordinating())
    router.callback_query.register(press, PairPress.filter())
    router.callback_query.register(press_text, TextsPress.filter())
    return router


async def waiting(repositories: Repositories, visitor: Visitor, service: Service) -> int:
    """Return how many pairs wait for the coordinator."""
    return (await repositories.duplicates.doubts(visitor.coordinates, service.clock.now(), 0, 0)).total


async def with_texts(
    card: Screen, call: Call, back: str, repositories: Repositories, visitor: Visitor, tr: Translator, service: Service
) -> Screen:
    """Return a call's card with the way to its texts, for a coordinator whose territories hold the call."""
    if not visitor.coordinates or not may_decide([call], visitor.coordinates, service.tree):
        return card
    count = await repositories.duplicates.count_texts(call.id)
    # The way back stays the last row, as on every card.
    ways_back = alert.back_row(back, tr)
    acts = card.rows[: len(card.rows) - len(ways_back)]
    texts = call_texts.texts_row(call, count, back, tr)
    if texts and acts and len(acts[-1]) == 1:
        acts, texts = acts[:-1], ((*acts[-1], *texts[0]),)  # beside a lone button: fewer rows
    return replace(card, rows=(*acts, *texts, *ways_back))


async def press(
    _query: CallbackQuery,
    callback_data: PairPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Show pairs, or decide about one; what cannot be decided (any more) is told, with how it stands."""
    data = callback_data
    try:
        match data.act:
            case PairAct.LIST:
                return await _queue(data.page, visitor, tr, service)
            case PairAct.NEXT:
                return await _at(data.page, visitor, tr, service)
            case PairAct.OPEN:
                return await _pair(data, visitor, tr, service)
            case PairAct.ONE:
                async with service.store.write(update_id) as repositories:
                    done = await uniting.join(
                        repositories, data.one, data.two, data.mark, visitor, service, again=data.again
                    )
                return views.joined(done, data.page, tr)
            case PairAct.TWO:
                async with service.store.write(update_id) as repositories:
                    pair = await uniting.keep_apart(repositories, data.one, data.two, data.mark, visitor, service)
                return views.kept_apart(pair, data.page, tr)
    except NotDecidable as error:
        return await _refused(error, data, visitor, tr, service)


async def _queue(number: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    now, size = service.clock.now(), views.PAGE
    async with service.store.read() as repositories:
        page = await repositories.duplicates.doubts(visitor.coordinates, now, number * size, size)
        if not page.items and page.total:
            number = -(-page.total // size) - 1
            page = await repositories.duplicates.doubts(visitor.coordinates, now, number * size, size)
        ids = sorted({call_id for pair in page.items for call_id in (pair.one, pair.two)})
        calls = dict(await repositories.calls.many(ids))
    return views.queue(page, number, calls, tr)


async def _at(place: int, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Show the pair at a place of the queue; after the last one, the queue."""
    async with service.store.read() as repositories:
        page = await repositories.duplicates.doubts(visitor.coordinates, service.clock.now(), place, 1)
    if not page.items:
        return await _queue(0, visitor, tr, service)
    (pair,) = page.items
    return await _pair(PairPress(act=PairAct.OPEN, one=pair.one, two=pair.two, page=place), visitor, tr, service)


async def _pair(data: PairPress, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    async with service.store.read() as repositories:
        pair = await uniting.together(repositories, data.one, data.two, visitor, service)
        doubt = await repositories.duplicates.pair(pair.one.id, pair.two.id)
        texts = (
            await repositories.duplicates.texts(pair.one.id),
            await repositories.duplicates.texts(pair.two.id),
        )
    return views.pair_screen(pair, doubt, data.page, texts, tr, service, service.clock.now())


async def _refused(error: NotDecidable, data: PairPress, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Tell why, and show how the pair stands now where there is something to see."""
    told = views.refusal(error.obstacle, tr)
    match error.obstacle:
        case Obstacle.ONE_ALREADY:
            async with service.store.read() as repositories:
                found = await repositories.calls.get(data.one)
            if found is not None:
                screen = views.one_already(found.call, error.verdict, tr, service)
                return Answer(screens=(screen,), toast=told, loud=True)
        case Obstacle.TWO_ALREADY | Obstacle.CHANGED | Obstacle.OVER:
            return Answer(screens=(await _pair(data, visitor, tr, service),), toast=told, loud=True)
    return Answer(toast=told, loud=True)


async def press_text(
    _query: CallbackQuery,
    callback_data: TextsPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Show the texts of a call, ask before one is taken out, or take it out."""
    data = callback_data
    try:
        match data.act:
            case TextsAct.LIST:
                return await _texts(data, visitor, tr, service)
            case TextsAct.ASK:
                async with service.store.read() as repositories:
                    call, texts = await uniting.texts_of(repositories, data.call, visitor, service)
                going = uniting.leaving(texts, data.post)
                return call_texts.ask_part(call, texts, going, data.post, tr)
            case TextsAct.PART:
                return await _part(data, visitor, tr, service, update_id)
    except NotDecidable as error:
        told = views.refusal(error.obstacle, tr)
        if error.obstacle in (Obstacle.GONE, Obstacle.FOREIGN):
            return Answer(toast=told, loud=True)
        if error.obstacle is Obstacle.MOVED and (before := await _before(data, visitor, service)):
            return Answer(screens=(call_texts.parted(before, tr),), toast=views.refusal(Obstacle.TWO_ALREADY, tr))
        return Answer(screens=(await _texts(data, visitor, tr, service),), toast=told, loud=True)


async def _before(data: TextsPress, visitor: Visitor, service: Service) -> uniting.Parted | None:
    async with service.store.read() as repositories:
        call, _ = await uniting.texts_of(repositories, data.call, visitor, service)
        return await uniting.parted_before(repositories, call, data.post)


async def _texts(data: TextsPress, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    async with service.store.read() as repositories:
        call, texts = await uniting.texts_of(repositories, data.call, visitor, service)
    return call_texts.texts_screen(call, texts, data.back, tr, service)


async def _part(data: TextsPress, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Screen:
    # Reading takes its time: outside of the unit of work, which then looks whether the texts are still the same.
    async with service.store.read() as repositories:
        _, texts = await uniting.texts_of(repositories, data.call, visitor, service)
        uniting.leaving(texts, data.post)
        readings = await uniting.read_again(repositories, texts, service)
    async with service.store.write(update_id) as repositories:
        done = await uniting.part(repositories, data.call, data.post, data.mark, readings, visitor, service)
    return call_texts.parted(done, tr)
