"""Offices for coordinators: lists by territory, and making them. Every press is authorised again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from domain.coordination import may_manage
from domain.errors import NotYourTerritory
from domain.offices import DEFAULT_NAME, MOST_IN_TERRITORY, By, below, lacking
from domain.people import Visitor
from domain.territory import REPUBLIC, Territory
from handlers import commands, office_record
from handlers.filters import Coordinating
from handlers.office_callbacks import PlaceAct, PlacePress
from handlers.office_card import card_of
from handlers.presenting import Given
from handlers.requests import astray
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import menu
from handlers.views import offices as views
from handlers.views.screen import Answer, Screen


def router() -> Router:
    """Return the router of the list of offices; others than coordinators are told whom it is for."""
    router = Router(name="offices")
    router.message.register(show, Command("offices"), Coordinating())
    router.message.register(not_for_you, Command("offices"))
    router.callback_query.register(add, PlacePress.filter(F.act.in_({PlaceAct.ADD, PlaceAct.WHOLE})), Coordinating())
    router.callback_query.register(turn, PlacePress.filter(), Coordinating())
    router.callback_query.register(press_not_for_you, PlacePress.filter())
    return router


async def not_for_you(_message: Message, visitor: Visitor, tr: Translator) -> Given:
    """Tell somebody else whom the list is for; a command left from an ended term goes."""
    own = commands.follow(visitor.chat_id, tr, seated=visitor.seat is not None)
    return Answer(screens=(views.only_coordinators(tr),), also=(own,) if visitor.language else ())


async def press_not_for_you(_query: CallbackQuery, tr: Translator) -> Given:
    """Refuse a forged press, or one after the term has ended."""
    return views.only_coordinators(tr)


async def show(_message: Message, visitor: Visitor, tr: Translator, service: Service) -> Given:
    """Show the offices; the chat's commands are set on the way, for the role may be new."""
    own = commands.follow(visitor.chat_id, tr, coordinating=True, seated=visitor.seat is not None)
    return Answer(screens=(await _first(visitor, tr, service),), also=(own,))


def _regions(visitor: Visitor, service: Service) -> Sequence[Territory]:
    """Return the territories that the coordinator chooses from: of the whole country, its oblasts and big cities."""
    units: list[Territory] = []
    for territory in visitor.coordinates:
        if territory == REPUBLIC:
            units += [unit for unit in service.tree.children(REPUBLIC) if unit.selectable]
        if territory in service.tree:
            units.append(service.tree[territory])
    return tuple(dict.fromkeys(units))


async def _first(visitor: Visitor, tr: Translator, service: Service) -> Screen:
    regions = _regions(visitor, service)
    if len(regions) == 1:
        return await page_of(regions[0].id, 0, visitor, tr, service)
    async with service.store.read() as repositories:
        counts = await repositories.offices.counts()
        lost = await astray.count(repositories, visitor, service)
    return views.regions(regions, _summed(regions, counts, service), tr, lost)


def _summed(regions: Sequence[Territory], counts: Mapping[str, int], service: Service) -> Mapping[str, int]:
    """Return how many offices lie in each region; the republic counts its own only, for its oblasts stand beside it."""
    return {
        unit.id: counts.get(REPUBLIC, 0)
        if unit.id == REPUBLIC
        else sum(counts.get(one, 0) for one in below(unit.id, service.tree))
        for unit in regions
    }


def _scope(place: str, service: Service) -> Sequence[str]:
    return (REPUBLIC,) if place == REPUBLIC else below(place, service.tree)


async def page_of(place: str, page: int, visitor: Visitor, tr: Translator, service: Service) -> Screen:
    """Return a page of the offices of a territory, the last one when there are fewer."""
    async with service.store.read() as repositories:
        found = await repositories.offices.within(_scope(place, service), page * views.PAGE, views.PAGE)
        if not found.items and found.total:
            page = (found.total - 1) // views.PAGE
            found = await repositories.offices.within(_scope(place, service), page * views.PAGE, views.PAGE)
        seats = await repositories.seats.of_offices([office.id for office in found.items])
        lack = _lack(place, await repositories.offices.counts(), service)
        lost = await astray.count(repositories, visitor, service)
    several = len(_regions(visitor, service)) > 1
    return views.list_screen(found, seats, place, page, len(lack), tr, service, several=several, astray=lost)


def _lack(place: str, counts: Mapping[str, int], service: Service) -> Sequence[str]:
    """Return the districts and cities of an oblast without an office; offered for an oblast or a big city only."""
    return lacking(place, counts, service.tree) if service.tree[place].level == 1 else ()


def _authorised(place: str, visitor: Visitor, service: Service) -> None:
    if place not in service.tree or not may_manage(visitor.coordinates, place, service.tree):
        raise NotYourTerritory(place)


async def turn(
    _query: CallbackQuery, callback_data: PlacePress, visitor: Visitor, tr: Translator, service: Service
) -> Given:
    """Show what a button of the list leads to."""
    press = callback_data
    if press.act is PlaceAct.REGIONS:
        return await _first(visitor, tr, service)
    _authorised(press.place, visitor, service)
    match press.act:
        case PlaceAct.NGOS:
            return await _ngos(press, tr, service)
        case PlaceAct.PICK:
            units = [service.tree[place] for place in _scope(press.place, service)]
            async with service.store.read() as repositories:
                counts = await repositories.offices.counts()
            return views.pick_place([unit for unit in units if unit.selectable], counts, press.place, tr)
        case PlaceAct.WHOLE_ASK:
            async with service.store.read() as repositories:
                lack = _lack(press.place, await repositories.offices.counts(), service)
            if lack:
                return views.whole_question(press.place, len(lack), tr, service)
    return await page_of(press.place, press.page, visitor, tr, service)


async def _ngos(press: PlacePress, tr: Translator, service: Service) -> Screen:
    scope = below(press.place, service.tree)
    async with service.store.read() as repositories:
        found = await repositories.organisations.within(scope, press.page * views.PAGE, views.PAGE)
    return views.ngo_list(found, press.place, press.page, tr, service)


async def add(
    _query: CallbackQuery,
    callback_data: PlacePress,
    visitor: Visitor,
    tr: Translator,
    service: Service,
    update_id: int,
) -> Given:
    """Make one office, or one in every district and city that has none.

    The button knows how many there were: pressed twice, or after somebody else's press, it makes nothing.
    """
    press, now = callback_data, service.clock.now()
    _authorised(press.place, visitor, service)
    topics = [topic.id for topic in service.topics]
    by = By(visitor.person_id, f"coordinator:{_nearest(press.place, visitor, service)}")
    ids: Sequence[int] = ()
    async with service.store.write(update_id) as repositories:
        counts = await repositories.offices.counts()
        if press.act is PlaceAct.WHOLE:
            where: Sequence[str] = _lack(press.place, counts, service)
            current = len(where) == press.known
        else:
            where = (press.place,)
            current = counts.get(press.place, 0) == press.known
        crowded = press.act is PlaceAct.ADD and press.known >= MOST_IN_TERRITORY
        if current and where and not crowded:
            ids = await office_record.open_offices(repositories, where, DEFAULT_NAME, topics, by, now)
    if press.act is PlaceAct.ADD and ids:
        return await card_of(ids[0], visitor, tr, service)
    screen = await page_of(press.place, 0, visitor, tr, service)
    if current and crowded:
        return Answer(screens=(screen,), toast=views.too_many(tr), loud=True)
    return Answer(screens=(screen,), toast=views.made(len(ids), tr) if ids else menu.out_of_date(tr))


def _nearest(place: str, visitor: Visitor, service: Service) -> str:
    """Return in the right of which territory the coordinator acts at the place."""
    line = (place, *(unit.id for unit in service.tree.ancestors(place)))
    return next(unit for unit in line if unit in visitor.coordinates)
