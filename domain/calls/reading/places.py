"""Where a call is open: the territories whose organisations may answer it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.calls.reading import place_words as words
from domain.calls.reading.gazetteer import DEMONYM_ENDINGS, Gazetteer, Hit, Sort
from domain.calls.reading.text import Page, Rule
from domain.territory import REPUBLIC

__all__ = ["Gazetteer", "Places", "read_places"]

MOST_PLACES = 80
"""Names read from one post: a list of everything names nothing."""


@dataclass(frozen=True, slots=True)
class Places:
    """Territories by id, how sure, and the words they were read from."""

    regions: tuple[str, ...] = ()
    sure: float = 0.0
    words: str = ""
    kazakhstan: bool = False  # the country is named at all


@dataclass(frozen=True, slots=True)
class _Place:
    unit: str
    weight: float
    start: int
    end: int
    typed: bool
    office: bool
    titled: bool = False
    people: bool = False


def read_places(page: Page, places: Gazetteer) -> Places:
    """Read which territories a call is open to.

    The whole country is `KZ`. A city or a district named with its oblast is returned alone; a district of a big city
    comes with the city. Nothing is returned when the text names no place that an applicant could be from.
    """
    every = list(_weigh(page, places))
    found = _merge(every)
    whole = next(
        (
            match
            for match in words.WHOLE.finditer(page.folded)
            if not any(0 <= match.start() - place.end <= 2 for place in every)
        ),
        None,
    )
    country = words.COUNTRY.search(page.folded) or words.COUNTRY_WORD.search(page.folded)
    if whole is not None:
        return Places((REPUBLIC,), 0.9, page.shown(whole.start(), whole.end()), True)
    chosen = _choose(places, found, _within(page.folded, places, every))
    if words.OBLAST_WIDE.search(page.folded):
        chosen = _widened(places, found, chosen)
    if chosen:
        units = tuple(dict.fromkeys(place.unit for place in chosen))
        best = max(place.weight for place in chosen)
        sure = 0.92 if best >= 2 else 0.85 if best >= 1.4 else 0.7 if best >= 0.9 else 0.5
        first = min(chosen, key=lambda place: place.start)
        return Places(units, sure, page.shown(first.start, first.end), country is not None)
    addressed = _addressed(page)
    if addressed is not None:
        return Places((REPUBLIC,), 0.8, addressed, True)
    if words.CENTRAL_ASIA.search(page.folded) and country is not None:
        return Places((REPUBLIC,), 0.75, page.shown(country.start(), country.end()), True)
    body = words.NATIONAL_BODY.search(page.folded)
    if body is not None and words.ADDRESSED.search(page.folded):
        return Places((REPUBLIC,), 0.62, page.shown(body.start(), body.end()), country is not None)
    venue = [place for place in found if -0.5 < place.weight < 0.55]
    if venue and body is None and words.IN_PERSON.search(page.folded):
        # Nothing but the address of a club or a hospice: the city it works in.
        above = {parent.id for place in venue for parent in places.tree.ancestors(place.unit)}
        units = tuple(place.unit for place in venue if place.unit in above) or tuple(place.unit for place in venue)
        if len(units) == 1:
            return Places(units, 0.62, page.shown(venue[0].start, venue[0].end), country is not None)
    return Places(kazakhstan=country is not None)


def _addressed(page: Page) -> str | None:
    """«НПО Казахстана», «registered in Kazakhstan»: the words that make the country the place."""
    for pattern in (words.COUNTRY_WORD, words.COUNTRY):
        for match in pattern.finditer(page.folded):
            span = page.sentences[page.sentence_at(match.start())]
            low, high = max(span.start, match.start() - 70), min(span.end, match.end() + 50)
            near = words.ADDRESSED.search(page.folded, low, high)
            if near is not None:
                return page.shown(min(near.start(), match.start()), max(near.end(), match.end()))
    return None


def _weigh(page: Page, places: Gazetteer) -> Iterator[_Place]:
    text = page.folded
    upper = [] if page.places else [match.span() for match in words.UPPER.finditer(page.plain)]
    hits = places.find(text, upper, most=MOST_PLACES)
    sorts = _sorts(text, hits)
    named = {
        unit
        for hit, sort in zip(hits, sorts, strict=True)
        for unit in _candidates(places, hit, sort)
        if sort or (places.tree[unit].level == 1 and not hit.everyday)
    }
    for chain in _chains(text, hits):
        members = []
        for number in chain:
            unit = _decide(places, hits[number], sorts[number], named, page, listed=len(chain) > 1)
            if unit is not None:
                members.append((number, unit))
        if not members or _dropped(text, hits[chain[0]], hits[chain[-1]]):
            continue
        weight = max(_weight(page, hits[number], sorts[number]) for number, _unit in members)
        for number, unit in members:
            hit = hits[number]
            yield _Place(
                unit,
                weight,
                hit.start,
                hit.end,
                sorts[number] is not None,
                _near(words.OFFICE, page, hit, 60, 45) or (hit.start == 0 and text.startswith(":", hit.end)),
                hit.start < page.title_end and not hit.adjective and hit.ending not in words.PEOPLE,
                _near(words.NEAR_PEOPLE, page, hit, 40, 45),
            )


def _sorts(text: str, hits: Sequence[Hit]) -> list[Sort | None]:
    """Say for each name whether «облысы», «район», «г.» stands by it, alone or at the end of its list."""
    sorts: list[Sort | None] = []
    for number, hit in enumerate(hits):
        after = next((sort for sort, pattern in words.AFTER if pattern.match(text, hit.end)), None)
        before = next(
            (sort for sort, pattern in words.BEFORE if pattern.search(text, max(0, hit.start - 16), hit.start)), None
        )
        previous = hits[number - 1] if number else None
        if (
            previous is not None
            and before is not None
            and sorts[-1] is before
            and hit.start - previous.end <= 16
            and previous.adjective
        ):
            before = None  # «Костанайской области Рудный»: the word belongs to the name before it
        if hit.adjective:
            sorts.append(after or (before if hit.hint is None else None) or hit.hint)
        else:
            # In «город Семей область Абай» the word after belongs to the next name, the one before to this.
            sorts.append(before or after or hit.hint)
    for chain in _chains(text, hits):
        if len(chain) > 1:
            _share_plural(text, hits, chain, sorts)
    return sorts


def _share_plural(text: str, hits: Sequence[Hit], chain: Sequence[int], sorts: list[Sort | None]) -> None:
    """Give the plural word of a list to its names: «городах Семей, Курчатов», «Алматы, Түркістан облыстарында»."""
    leading = words.PLURAL_BEFORE.search(text, max(0, hits[chain[0]].start - 20), hits[chain[0]].start)
    if leading is not None:
        for number in chain:
            sorts[number] = sorts[number] or _sort_named(leading)
        return
    waiting: list[int] = []
    for number in chain:
        waiting.append(number)
        closing = words.PLURAL_AFTER.match(text, hits[number].end)
        if closing is not None:
            russian = any(hits[one].adjective for one in waiting)
            for one in waiting:
                # «Алматы и Алматинской области»: a Russian noun after the list belongs to its adjectives only.
                owned = any(pattern.match(text, hits[one].end) for _sort, pattern in words.AFTER)
                if one == number or (
                    not owned
                    and (sorts[one] is None or hits[one].hint is not None)
                    and (not russian or hits[one].adjective)
                ):
                    sorts[one] = _sort_named(closing)
            waiting = []


def _sort_named(match: re.Match[str]) -> Sort:
    return Sort(next(name for name, value in match.groupdict().items() if value))


def _chains(text: str, hits: Sequence[Hit]) -> list[list[int]]:
    chains: list[list[int]] = []
    for number, hit in enumerate(hits):
        if chains and hit.start - hits[number - 1].end <= 24:
            gap = text[hits[number - 1].end : hit.start]
            rest = words.TYPED_GAP.sub("", gap)
            if words.LINK.match(rest) and rest.strip() not in {"", "-"}:
                chains[-1].append(number)
                continue
        chains.append([number])
    return chains


def _candidates(places: Gazetteer, hit: Hit, sort: Sort | None) -> tuple[str, ...]:
    tree = places.tree
    if sort is Sort.OBLAST:
        return tuple(unit for unit in hit.units if tree[unit].level == 1 and tree[unit].kind == "oblast")
    if sort is Sort.CITY:
        cities = tuple(unit for unit in hit.units if tree[unit].kind in {"city", "republican_city"})
        return cities or tuple(unit for unit in hit.units if tree[unit].kind == "district")
    if sort is Sort.DISTRICT:
        return tuple(unit for unit in hit.units if tree[unit].kind in {"district", "city_district"})
    return hit.units


def _decide(places: Gazetteer, hit: Hit, sort: Sort | None, named: set[str], page: Page, *, listed: bool) -> str | None:
    """Choose the one unit a name means here, or None when it cannot be told."""
    tree = places.tree
    units = _candidates(places, hit, sort)
    if sort is None:
        if hit.everyday and not page.printed(hit.start).isupper():
            return None
        if hit.everyday and listed and any(tree[unit].kind == "city" for unit in units):
            return next(unit for unit in units if tree[unit].kind == "city")  # «Балхаша, Рудного и Семея»
        if hit.everyday and not any(tree[unit].level == 1 for unit in units):
            return None
        if not page.printed(hit.start).isupper() and not hit.adjective and not page.latin:
            return None
        by_kind = {
            kind: [unit for unit in units if tree[unit].kind == kind]
            for kind in ("republican_city", "oblast", "city", "district", "city_district")
        }
        if hit.everyday:
            # «Абай», «Жамбыл» alone are people; with a place's ending they are the oblast.
            return by_kind["oblast"][0] if by_kind["oblast"] and hit.ending in {"да", "де", "дагы"} else None
        if hit.ending in DEMONYM_ENDINGS and by_kind["republican_city"]:
            return by_kind["republican_city"][0]  # «алматинцы» live in the city
        if hit.adjective and by_kind["oblast"]:
            return by_kind["oblast"][0]
        order = ("republican_city", "city", "oblast", "district")
        units = next((tuple(by_kind[kind]) for kind in order if by_kind[kind]), ())
    if len(units) > 1:
        inside = [
            unit for unit in units if any(parent.id in named for parent in tree.ancestors(unit) if parent.level == 1)
        ]
        units = tuple(inside)
    return units[0] if len(units) == 1 else None


def _dropped(text: str, first: Hit, last: Hit) -> bool:
    before = text[max(0, first.start - 45) : first.start]
    return bool(
        words.CLOCK_BEFORE.search(before)
        or words.CLOCK_AFTER.match(text, last.end)
        or words.STREET.match(text, last.end)
        or (words.NAMED_AFTER.search(before) and not words.AFTER_DISTRICT.search(before))
        or words.EXCLUDED_BEFORE.search(before)
        or words.EXCLUDED_AFTER.match(text, last.end)
    )


def _near(pattern: Rule, page: Page, hit: Hit, back: int, ahead: int) -> bool:
    span = page.sentences[page.sentence_at(hit.start)]
    return pattern.search(page.folded, max(span.start, hit.start - back), min(span.end, hit.end + ahead)) is not None


def _weight(page: Page, hit: Hit, sort: Sort | None) -> float:
    text = page.folded
    span = page.sentences[page.sentence_at(hit.start)]
    weight = 1.0 + (0.7 if sort is not None else 0.0)
    if hit.start < page.title_end:
        weight += 0.8
    if words.OFFICE.search(text, max(span.start, hit.start - 60), min(span.end, hit.end + 45)):
        weight += 0.5
    if words.ELIGIBLE.search(text, max(span.start, hit.start - 70), min(span.end, hit.end + 70)):
        weight += 0.6
    elif words.VENUE.search(text, max(span.start, hit.start - 50), min(span.end, hit.end + 50)):
        weight -= 0.4
    if hit.start >= page.title_end and words.ADDRESS.search(
        text, max(span.start, hit.start - 60), min(span.end, hit.end + 60)
    ):
        weight = min(weight - 1.3, 0.4)
    seat = sort is not Sort.OBLAST and words.FROM_BEFORE.search(text, max(span.start, hit.start - 90), hit.start)
    if seat or words.DONOR.search(text, max(span.start, hit.start - 45), min(span.end, hit.end + 25)):
        weight -= 1.6
    if (
        words.DATELINE.search(text[max(0, hit.start - 3) : hit.start])
        and text[hit.end : hit.end + 1] in {".", ","}
        and hit.start > page.title_end
    ):
        weight -= 0.6
    if hit.adjective and sort is None:
        weight -= (
            0.5 if hit.hint or hit.ending in {"ие", "их", "им", "ими"} else 0.9
        )  # «павлодарцы», «карагандинские»: whose, rather than where
    if hit.ending in words.PEOPLE:
        weight -= 0.8
    if words.REFERRED.search(text, max(span.start, hit.start - 40), min(span.end, hit.end + 40)):
        weight -= 0.9
    return weight


def _merge(found: list[_Place]) -> list[_Place]:
    by_unit: dict[str, _Place] = {}
    for place in found:
        known = by_unit.get(place.unit)
        if known is None:
            by_unit[place.unit] = place
            continue
        top, other = (place, known) if place.weight > known.weight else (known, place)
        by_unit[place.unit] = replace(
            top,
            weight=top.weight + 0.3 * max(0.0, min(1.0, other.weight)),
            typed=top.typed or other.typed,
            office=top.office or other.office,
            titled=top.titled or other.titled,
            people=top.people or other.people,
        )
    return list(by_unit.values())


def _within(text: str, places: Gazetteer, every: Sequence[_Place]) -> set[str]:
    """Units printed together with their oblast: «Хромтау қаласы, Ақтөбе облысы», «Семей (область Абай)»."""
    inside = set()
    for one in every:
        above = {parent.id for parent in places.tree.ancestors(one.unit)}
        if any(
            other.unit in above and words.BESIDE.match(text, min(one.end, other.end), max(one.start, other.start))
            for other in every
        ):
            inside.add(one.unit)
        elif one.typed and any(
            other.unit in above and 0 <= other.start - one.end <= 60 and "\n" not in text[one.end : other.start]
            for other in every
        ):
            inside.add(one.unit)  # «Отдел образования по Илийскому району Управления образования Алматинской области»
    parents = {places.tree[unit].parent_id for unit in inside}
    return inside | {
        one.unit
        for one in every
        if one.typed and places.tree[one.unit].parent_id in parents and places.tree[one.unit].level == 2
    }


def _widened(places: Gazetteer, found: list[_Place], chosen: list[_Place]) -> list[_Place]:
    """«облыстағы ҮЕҰ», «НПО области»: the city is where they meet, the oblast named is whose they are."""
    above = {parent.id for place in chosen for parent in places.tree.ancestors(place.unit)}
    named = [place for place in found if place.unit in above and places.tree[place.unit].level == 1]
    cities = all(places.tree[place.unit].kind == "city" for place in chosen)
    return named if cities and len(named) == 1 else chosen


def _choose(places: Gazetteer, found: list[_Place], within: set[str]) -> list[_Place]:
    if not found:
        return []
    best = max(place.weight for place in found)
    kept = [place for place in found if place.weight >= max(0.55, best * 0.45)]
    tree = places.tree
    chosen = list(kept)
    for place in kept:
        above = {parent.id for parent in tree.ancestors(place.unit)}
        parent = next((one for one in chosen if one.unit in above), None)
        if parent is None or place not in chosen:
            continue
        if tree[place.unit].kind == "city_district":
            continue  # «район Нура города Астаны»: both
        siblings = [one for one in kept if one is not place and tree[one.unit].parent_id == tree[place.unit].parent_id]
        names = tree[place.unit].name_kk.split()[0], tree[parent.unit].name_kk.split()[0]
        if (
            place.unit in within
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
