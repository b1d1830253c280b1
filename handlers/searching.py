"""Looking for calls: from what was typed to a page of results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import CallbackQuery, Message

from domain.people import Dialogue, Visitor
from domain.ports import FoundPage, Repositories, Search
from domain.search import LONGEST_QUERY, How, Meant, Query, mistyped, parse
from domain.subscriptions import MOST_PLACES, MOST_SUBSCRIPTIONS, WORD_LIMIT, Subscription, with_place
from domain.territory import REPUBLIC
from handlers.callbacks import SearchPress, WatchPress
from handlers.filters import MenuWord, Ready
from handlers.intake import LEAST_TYPED, is_brought
from handlers.keeping import Desk, begun, desk
from handlers.presenting import Given
from handlers.service import Service
from handlers.texts import Translator
from handlers.typed import more_words
from handlers.views import alerts as alert_views
from handlers.views import search as views
from handlers.views.calls import PAGE, pages
from handlers.views.menu import Item
from handlers.views.screen import Answer, Screen, one_line


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to. `switched` tells that the words were typed on the wrong keyboard."""

    query: Query
    meant: Sequence[Meant]
    page: FoundPage
    switched: bool = False


class Asking(Filter):
    """Somebody typed a few words while nothing is asked of them."""

    async def __call__(self, message: Message, visitor: Visitor) -> bool:
        """Tell whether the message is a search; longer texts and what is forwarded are announcements."""
        text = message.text or ""
        if not text or text.startswith("/") or visitor.dialogue.state:
            return False
        return len(text) < LEAST_TYPED and not is_brought(message) and message.via_bot is None


def router() -> Router:
    """Return the router of /search and of the buttons under what it found."""
    router = Router(name="search")
    router.message.filter(Ready())
    router.callback_query.filter(Ready())
    router.message.register(search, Command("search"))
    router.message.register(ask, MenuWord(Item.SEARCH))
    router.callback_query.register(turn_page, SearchPress.filter())
    router.callback_query.register(watch, WatchPress.filter())
    return router


def words() -> Router:
    """Return the router of words typed without any command: included after commands, menu words and answers."""
    router = Router(name="search-words")
    router.message.filter(Ready(), Asking())
    router.message.register(search_words)
    return router


async def look_up(text: str, search: Search, now: datetime, offset: int, limit: int, *, closed: bool) -> Found:
    """Search for what was typed, or for what another keyboard would have made of it if only that is met everywhere."""
    query = parse(text)
    meant = await search.understand(query)
    switched = False
    if not query.terms or any(term.how is not How.EXACT for term in meant):
        other = mistyped(text)
        if other is not None:
            instead = await search.understand(other)
            if all(term.how is How.EXACT for term in instead):
                query, meant, switched = other, instead, True
    return Found(query, meant, await search.page(meant, now, offset, limit, closed=closed), switched)


async def ask(_message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Ask what to look for: whatever else was open is left, so that the next words are the search."""
    if visitor.dialogue.state:
        async with service.store.write(update_id, alone=False) as repositories:
            await repositories.dialogues.put(visitor.chat_id, visitor.person_id, Dialogue(), service.clock.now())
    return views.question(tr)


async def search(
    message: Message, command: CommandObject, visitor: Visitor, tr: Translator, service: Service, update_id: int
) -> Given:
    """Look for what stands after the command; without words ask for them."""
    if not (command.args or "").strip():
        return await ask(message, visitor, tr, service, update_id)
    return await _first_page(command.args or "", visitor, tr, service, update_id)


async def search_words(message: Message, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Given:
    """Look for what was typed."""
    return await _first_page(message.text or "", visitor, tr, service, update_id)


async def _first_page(text: str, visitor: Visitor, tr: Translator, service: Service, update_id: int) -> Screen:
    if not parse(text).terms and mistyped(text) is None:
        return views.no_words(parse(text), tr)
    now = service.clock.now()
    kept = one_line(text)[:LONGEST_QUERY]
    async with service.store.write(update_id, alone=False) as repositories:
        number = await repositories.search.asked(visitor.person_id, kept, now)
        return await _page(repositories, number, kept, 0, visitor, tr, service, closed=False)


async def turn_page(
    _query: CallbackQuery,
    callback_data: SearchPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Show a page of a search of the person's own, found anew: calls open and close."""
    async with service.store.write(update_id, alone=False) as repositories:
        asked = await repositories.search.query(visitor.person_id, callback_data.id)
        if asked is None:
            return Answer(screens=(views.question(tr),), toast=views.forgotten(tr))
        return await _page(
            repositories, asked.id, asked.text, callback_data.page, visitor, tr, service, closed=callback_data.closed
        )


async def _page(
    repositories: Repositories,
    number: int,
    text: str,
    page: int,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    *,
    closed: bool,
) -> Screen:
    now = service.clock.now()
    found = await look_up(text, repositories.search, now, page * PAGE, PAGE, closed=closed)
    if not found.query.terms:
        return views.no_words(found.query, tr)
    total = found.page.closed_total if closed else found.page.open_total
    if total and not found.page.calls:
        page = pages(total) - 1
        found = await look_up(text, repositories.search, now, page * PAGE, PAGE, closed=closed)
    shown = views.Results(number, page, found.query, found.meant, found.page, closed=closed, switched=found.switched)
    if found.page.calls:
        return views.results(shown, tr, service, now)
    guess = views.guess(found.meant)
    other = await repositories.search.asked(visitor.person_id, guess, now) if guess else 0
    return views.nothing(shown, guess, other, tr)


async def watch(
    _query: CallbackQuery,
    callback_data: WatchPress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    bot: Bot,
    update_id: int,
) -> Given:
    """Make a subscription of the words that were looked for; a second press shows the same one."""
    at = await desk(0, visitor, service, bot)
    async with service.store.write(update_id) as repositories:
        asked = await repositories.search.query(visitor.person_id, callback_data.id)
        if asked is None:
            return Answer(screens=(views.question(tr),), toast=views.forgotten(tr))
        found = await look_up(asked.text, repositories.search, service.clock.now(), 0, 1, closed=False)
        include = _phrase(found)
        if not include:
            return Answer(screens=(views.no_words(found.query, tr),))
        mine = await repositories.subscriptions.of_chat(at.who.chat_id)
        kept = next((item for item in mine if item.include == include), None)
        if kept is None and len(mine) >= MOST_SUBSCRIPTIONS:
            return Answer(screens=(alert_views.list_screen(at.who, mine, tr, service),), toast=alert_views.full(tr))
        toast = views.watched_already(tr) if kept else views.watched(tr)
        if kept is None:
            kept = _watching(at, mine, include, service)
            kept = replace(kept, id=await repositories.subscriptions.put(kept, service.clock.now()))
        count = await at.count(repositories, kept)
    return Answer(screens=(alert_views.one_screen(at.who, kept, count, tr, service),), toast=toast)


def _phrase(found: Found) -> tuple[str, ...]:
    """Return what was looked for as one phrase of a subscription: words with a mistake as they were meant."""
    phrase = ""
    for term in found.meant:
        word = term.shown[0] if term.how is How.NEAR and term.shown else term.term.typed
        longer = f"{phrase} {word}".strip()
        if len(longer) > WORD_LIMIT:
            break
        phrase = longer
    return more_words((), phrase)[0]


def _watching(at: Desk, mine: Sequence[Subscription], include: tuple[str, ...], service: Service) -> Subscription:
    """Return a subscription to the words, in all regions that the person already watches and at the same hours."""
    first = mine[0] if mine else begun(at.who, at.visitor)
    places: tuple[str, ...] = ()
    for unit in dict.fromkeys(unit for item in mine for unit in item.territories):
        wider = with_place(places, unit, service.tree)
        places = wider if len(wider) <= MOST_PLACES else places
    return replace(
        begun(at.who, at.visitor),
        territories=places or (REPUBLIC,),
        include=include,
        cadence=first.cadence,
        digest_at=first.digest_at,
        quiet_from=first.quiet_from,
        quiet_until=first.quiet_until,
    )
