"""Which of the places a text names are where a call is open: the same named twice, an oblast and its parts, a venue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from domain.calls.reading import place_words as words
from domain.calls.reading.gazetteer import Gazetteer
from domain.territory import TerritoryTree


class Place(NamedTuple):
    """One mention of a territory: how surely applicants are from there, and what the words around it say."""

    unit: str
    weight: float
    start: int
    end: int
    typed: bool
    office: bool
    titled: bool = False
    people: bool = False
    cover: bool = False  # said to be where the work is or whose applicants are awaited
    listed: int = 0  # number of the list it stands in, 0 when alone


def merge(found: list[Place]) -> list[Place]:
    """Return each territory once, with the weightiest of its mentions."""
    by_unit: dict[str, Place] = {}
    for place in found:
        known = by_unit.get(place.unit)
        if known is None:
            by_unit[place.unit] = place
            continue
        top, other = (place, known) if place.weight > known.weight else (known, place)
        by_unit[place.unit] = top._replace(
            weight=top.weight + 0.3 * max(0.0, min(1.0, other.weight)),
            typed=top.typed or other.typed,
            office=top.office or other.office,
            titled=top.titled or other.titled,
            people=top.people or other.people,
            cover=top.cover or other.cover,
        )
    return list(by_unit.values())


def within(text: str, places: Gazetteer, every: Sequence[Place]) -> set[str]:
    """Units printed together with their oblast: «Хромтау қаласы, Ақтөбе облысы», «Семей (область Абай)»."""
    inside = set()
    for one in every:
        above = {parent.id for parent in places.tree.ancestors(one.unit)}
        if any(
            other.unit in above and words.BESIDE.match(text, min(one.end, other.end), max(one.start, other.start))
            for other in every
        ):
            inside.add(one.unit)
        elif any(other.unit in above and words.IN_BRACKETS.fullmatch(text, one.end, other.start) for other in every):
            inside.add(one.unit)  # «жители Есиля и сёл района (Акмолинская обл.)»
        elif one.typed and any(
            other.unit in above
            and other.typed
            and 0 <= other.start - one.end <= 60
            and not words.CLAUSE.search(text, one.end, other.start)
            for other in every
        ):
            inside.add(one.unit)  # «Отдел образования по Илийскому району Управления образования Алматинской области»
    parents = {places.tree[unit].parent_id for unit in inside}
    return inside | {
        one.unit
        for one in every
        if one.typed and places.tree[one.unit].parent_id in parents and places.tree[one.unit].level == 2
    }


def widened(places: Gazetteer, found: list[Place], chosen: list[Place]) -> list[Place]:
    """«облыстағы ҮЕҰ», «НПО области»: the city is where they meet, the oblast named is whose they are."""
    above = {parent.id for place in chosen for parent in places.tree.ancestors(place.unit)}
    named = [place for place in found if place.unit in above and places.tree[place.unit].level == 1]
    cities = all(places.tree[place.unit].kind == "city" for place in chosen)
    if not cities or len(named) == 1:
        return named if cities else []
    oblasts = {places.tree[place.unit].parent_id for place in chosen}
    if not named and cities and len(oblasts) == 1 and (oblast := oblasts.pop()) is not None:
        return [chosen[0]._replace(unit=oblast)]  # «в Костанае пройдёт областной форум»
    return []


def _told_by_parts(tree: TerritoryTree, kept: Sequence[Place]) -> set[str]:
    """Return oblasts whose parts are listed as the places: «районы A, B и C нашей области», «где: город A, район B»."""
    lists: dict[tuple[int, str | None], list[Place]] = {}
    for place in kept:
        if place.listed and tree[place.unit].level == 2 and tree[place.unit].kind != "city_district":
            lists.setdefault((place.listed, tree[place.unit].parent_id), []).append(place)
    return {
        parent
        for (_number, parent), parts in lists.items()
        if parent is not None and len(parts) > 1 and max(part.weight for part in parts) >= 1.5
    }


def choose(places: Gazetteer, found: list[Place], within: set[str]) -> list[Place]:
    """Return the places that a call is open to, in the order in which they are named.

    Args:
        places: all names.
        found: the territories named, each once.
        within: those printed together with their oblast.
    """
    if not found:
        return []
    best = max(place.weight for place in found)
    kept = [place for place in found if place.weight >= max(0.55, best * 0.45)]
    tree = places.tree
    told = _told_by_parts(tree, kept)
    chosen = [
        place
        for place in kept
        if place.unit not in told and (place.typed or place.listed or tree[place.unit].parent_id not in told)
    ]
    for place in kept:
        above = {parent.id for parent in tree.ancestors(place.unit)}
        parent = next((one for one in chosen if one.unit in above), None)
        if parent is None or place not in chosen:
            continue
        if tree[place.unit].kind == "city_district":
            continue  # «район Нура города Астаны»: both
        siblings = [one for one in kept if one is not place and tree[one.unit].parent_id == tree[place.unit].parent_id]
        names = tree[place.unit].name_kk.split()[0], tree[parent.unit].name_kk.split()[0]
        if parent.cover and not (place.cover or place.office or place.unit in within or siblings):
            chosen.remove(place)  # «НПО Жамбылской области»: Тараз is where they meet
        elif (
            place.unit in within
            or (place.cover and not parent.cover)
            or (siblings and place.typed and not (parent.office and parent.weight > place.weight))
            or (
                place.typed
                and (place.people or not parent.people)
                and (place.weight >= parent.weight - 0.2 or (place.office and not parent.office))
            )
            or (
                place.titled
                and not parent.titled
                and names[0] != names[1]
                and (place.people or place.office or not (parent.people or parent.office))
            )
            or (not parent.typed and place.weight > parent.weight + 0.3)
        ):
            chosen = [one for one in chosen if one is not parent]
        else:
            chosen.remove(place)
    return sorted(chosen, key=lambda place: place.start)
