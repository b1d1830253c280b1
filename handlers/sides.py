"""What a pressed or typed answer makes of a subscription. Pure: nothing is stored here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time

from domain.calls.model import CALL_KINDS, CallKind
from domain.subscriptions import LARGEST_AMOUNT, MOST_PLACES, Cadence, Subscription, with_place
from domain.territory import Territory, TerritoryTree
from domain.words import fold
from handlers.callbacks import Facet, FacetAct, FacetPress
from handlers.places import LEAST_LETTERS, SHOWN, find, is_name
from handlers.service import Service
from handlers.texts import Translator
from handlers.typed import amount, more_words, quiet_hours, word_id
from handlers.views.facets import Problem, last_place, told, within


@dataclass(frozen=True, slots=True)
class Edited:
    """What an answer makes of a subscription; `note` is said over the chat, `problem` above the screen."""

    subscription: Subscription
    note: str | None = None
    problem: Problem | None = None


def pressed(one: Subscription, data: FacetPress, tr: Translator, service: Service) -> Edited | None:
    """Decide what a pressed answer makes of the subscription; None when the button cannot be ours."""
    if data.act is FacetAct.SHOW:
        return Edited(one)
    match data.facet, data.act:
        case Facet.ADD_PLACE, FacetAct.LOOK:
            oblast = service.tree.get(data.value)
            return Edited(one) if oblast and oblast.level == 1 and oblast.selectable else None
        case Facet.ADD_PLACE, FacetAct.ADD:
            unit = service.tree.get(data.value)
            return _add_place(one, unit, tr, service) if unit and unit.selectable else None
        case Facet.PLACES, FacetAct.DROP:
            left = tuple(unit_id for unit_id in one.territories if unit_id != data.value)
            return Edited(replace(one, territories=left)) if left else Edited(one, last_place(tr))
        case Facet.SPHERES, _:
            spheres = _ticked(one.spheres, data, tuple(sphere.id for sphere in service.spheres))
            return None if spheres is None else Edited(replace(one, spheres=spheres))
        case Facet.KINDS, _:
            kinds = _ticked(one.kinds, data, tuple(kind.value for kind in CALL_KINDS))
            return None if kinds is None else Edited(replace(one, kinds=tuple(CallKind(kind) for kind in kinds)))
        case Facet.INCLUDE, (FacetAct.DROP | FacetAct.ANY):
            return Edited(replace(one, include=_dropped(one.include, data)))
        case Facet.EXCLUDE, (FacetAct.DROP | FacetAct.ANY):
            return Edited(replace(one, exclude=_dropped(one.exclude, data)))
        case Facet.AMOUNT, (FacetAct.ADD | FacetAct.ANY):
            least = int(data.value) if data.value.isdecimal() else 0
            return Edited(replace(one, min_amount=least)) if least <= LARGEST_AMOUNT else None
        case ((Facet.WHEN | Facet.HOUR | Facet.QUIET), (FacetAct.ADD | FacetAct.ANY)):
            return _timed(one, data)
    return None


def _add_place(one: Subscription, unit: Territory, tr: Translator, service: Service) -> Edited:
    chosen = with_place(one.territories, unit.id, service.tree)
    if chosen == one.territories:
        return Edited(one, within(tr))
    if len(chosen) > MOST_PLACES:
        return Edited(one, told(Problem.PLACES_FULL, tr))
    return Edited(replace(one, territories=chosen))


def _ticked(chosen: tuple[str, ...], data: FacetPress, known: tuple[str, ...]) -> tuple[str, ...] | None:
    if data.act is FacetAct.ANY:
        return ()
    if data.value not in known:
        return None
    wanted = {*chosen, data.value} if data.act is FacetAct.ADD else {*chosen} - {data.value}
    # Everything ticked one by one is the same wish as "all".
    return tuple(item for item in known if item in wanted) if len(wanted) < len(known) else ()


def _dropped(words: tuple[str, ...], data: FacetPress) -> tuple[str, ...]:
    return () if data.act is FacetAct.ANY else tuple(word for word in words if word_id(word) != data.value)


def _timed(one: Subscription, data: FacetPress) -> Edited | None:
    if data.facet is Facet.QUIET:
        hours = (time(0), time(0)) if data.act is FacetAct.ANY else quiet_hours(data.value)
        return Edited(replace(one, quiet_from=hours[0], quiet_until=hours[1])) if hours else None
    if data.facet is Facet.HOUR:
        good = data.value.isdecimal() and int(data.value) < 24
        return Edited(replace(one, digest_at=time(int(data.value)))) if good else None
    good = data.value in {cadence.value for cadence in Cadence}
    return Edited(replace(one, cadence=Cadence(data.value))) if good else None


def typed(one: Subscription, facet: Facet, text: str, service: Service) -> Edited | tuple[Territory, ...]:
    """Decide what a typed answer makes of the subscription; places that may be meant are given back to choose from.

    Args:
        one: the subscription.
        facet: the question that was asked.
        text: what was written.
        service: the tables.
    """
    if text.startswith("/"):
        return Edited(one, problem=Problem.COMMAND)
    match facet:
        case Facet.ADD_PLACE:
            return _place(one, text, service.tree)
        case Facet.INCLUDE:
            words, problem = more_words(one.include, text)
            return Edited(replace(one, include=words), problem=Problem(problem) if problem else None)
        case Facet.EXCLUDE:
            words, problem = more_words(one.exclude, text)
            return Edited(replace(one, exclude=words), problem=Problem(problem) if problem else None)
        case Facet.AMOUNT:
            least = amount(text)
            return Edited(one, problem=Problem.AMOUNT) if least is None else Edited(replace(one, min_amount=least))
        case _:
            hours = quiet_hours(text)
            if hours is None:
                return Edited(one, problem=Problem.QUIET)
            return Edited(replace(one, quiet_from=hours[0], quiet_until=hours[1]))


def _place(one: Subscription, text: str, tree: TerritoryTree) -> Edited | tuple[Territory, ...]:
    if len(fold(text)) < LEAST_LETTERS:
        return Edited(one, problem=Problem.TOO_SHORT)
    units = find(tree, text)
    if not units:
        return Edited(one, problem=Problem.NOT_FOUND)
    if len(units) > SHOWN:
        return Edited(one, problem=Problem.TOO_MANY)
    if len(units) > 1 or not is_name(tree, text, units[0]):
        return units
    chosen = with_place(one.territories, units[0].id, tree)
    if len(chosen) > MOST_PLACES:
        return Edited(one, problem=Problem.PLACES_FULL)
    return Edited(replace(one, territories=chosen), problem=Problem.WITHIN if chosen == one.territories else None)
