"""Where a call is open: the territories whose organisations may answer it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from domain.calls.reading import place_words as words
from domain.calls.reading import scope_words as scope
from domain.calls.reading.gazetteer import DEMONYM_ENDINGS, Gazetteer, Hit, Sort
from domain.calls.reading.place_asides import asides_of, is_water
from domain.calls.reading.place_choice import Place, choose, merge, widened, within
from domain.calls.reading.place_lists import chains_of, sorts_of
from domain.calls.reading.place_weights import is_cover, is_dropped, is_near, weight_of
from domain.calls.reading.text import Page
from domain.territory import REPUBLIC, TerritoryTree

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


def read_places(page: Page, places: Gazetteer) -> Places:
    """Read which territories a call is open to.

    The whole country is `KZ`. A city or a district named with its oblast is returned alone; a district of a big city
    comes with the city. Nothing is returned when the text names no place that an applicant could be from.
    """
    every = list(_weigh(page, places))
    found = merge(every)
    covered = any(place.cover for place in every)
    whole = next(
        (
            match
            for match in scope.WHOLE.finditer(page.folded)
            if not any(0 <= match.start() - place.end <= 2 for place in every)
            and not (every and scope.CONDITION.match(page.folded, match.end()))
            and not (covered and scope.SEAT_ANYWHERE.search(page.folded, max(0, match.start() - 40), match.start()))
        ),
        None,
    )
    country = scope.COUNTRY.search(page.folded) or scope.COUNTRY_WORD.search(page.folded)
    if whole is not None:
        return Places((REPUBLIC,), 0.9, page.shown(whole.start(), whole.end()), True)
    chosen = choose(places, found, within(page.folded, places, every))
    if scope.OBLAST_WIDE.search(page.folded):
        meeting = chosen or [place for place in found if place.weight > -0.7]
        chosen = widened(places, found, meeting) or chosen
    afar = scope.FROM_AFAR.search(page.folded)
    if afar is not None and all(places.tree[place.unit].kind in ("city", "republican_city") for place in chosen):
        return Places((REPUBLIC,), 0.75, page.shown(afar.start(), afar.end()), country is not None)
    nationwide = _beyond(page, places, chosen) if chosen else None
    if nationwide is not None:
        return Places((REPUBLIC,), 0.7, nationwide, True)
    if chosen:
        units = tuple(dict.fromkeys(place.unit for place in chosen))
        best = max(place.weight for place in chosen)
        sure = 0.92 if best >= 2 else 0.85 if best >= 1.4 else 0.7 if best >= 0.85 else 0.5
        first = min(chosen, key=lambda place: place.start)
        return Places(units, sure, page.shown(first.start, first.end), country is not None)
    addressed = _addressed(page)
    if addressed is not None:
        return Places((REPUBLIC,), 0.8, addressed, True)
    if scope.CENTRAL_ASIA.search(page.folded) and country is not None:
        return Places((REPUBLIC,), 0.75, page.shown(country.start(), country.end()), True)
    body = scope.NATIONAL_BODY.search(page.folded)
    if body is not None and scope.ADDRESSED.search(page.folded):
        return Places((REPUBLIC,), 0.62, page.shown(body.start(), body.end()), country is not None)
    venue = [place for place in found if -0.5 < place.weight < 0.55]
    if venue and body is None and scope.IN_PERSON.search(page.folded):
        # Nothing but the address of a club or a hospice: the city it works in.
        above = {parent.id for place in venue for parent in places.tree.ancestors(place.unit)}
        units = tuple(place.unit for place in venue if place.unit in above) or tuple(place.unit for place in venue)
        if len(units) == 1:
            return Places(units, 0.62, page.shown(venue[0].start, venue[0].end), country is not None)
    return Places(kazakhstan=country is not None)


def _beyond(page: Page, places: Gazetteer, chosen: Sequence[Place]) -> str | None:
    """Return the words that make the country the place of a call whose own places are hardly more than venues."""
    best = max(place.weight for place in chosen)
    told = any(place.typed or place.people or place.cover or place.titled or place.office for place in chosen)
    if best >= 1.4 or (told and best >= 0.9):
        return None
    addressed = _addressed(page)
    if addressed is not None:
        return addressed
    body = scope.NATIONAL_BODY.search(page.folded) if best < 0.9 else None
    if body is not None and scope.ADDRESSED.search(page.folded):
        return page.shown(body.start(), body.end())
    cities = [places.tree[place.unit] for place in chosen]
    first, last = chosen[0], chosen[-1]
    span = page.sentences[page.sentence_at(first.start)]
    far = {
        unit.parent_id if unit.level == 2 else unit.id for unit in cities if unit.kind in ("city", "republican_city")
    }
    if len(far) == len(cities) >= 3 and last.end <= span.end and words.VENUE.search(page.folded, span.start, span.end):
        return page.shown(first.start, last.end)  # one programme that meets in several far cities
    return None


def _addressed(page: Page) -> str | None:
    """«НПО Казахстана», «registered in Kazakhstan»: the words that make the country the place."""
    for pattern in (scope.COUNTRY_WORD, scope.COUNTRY):
        for match in pattern.finditer(page.folded):
            span = page.sentences[page.sentence_at(match.start())]
            low, high = max(span.start, match.start() - 70), min(span.end, match.end() + 50)
            near = scope.ADDRESSED.search(page.folded, low, high)
            if near is not None:
                return page.shown(min(near.start(), match.start()), max(near.end(), match.end()))
    return None


def _weigh(page: Page, places: Gazetteer) -> Iterator[Place]:
    text = page.folded
    hits = places.find(text, "" if page.places else page.plain, most=MOST_PLACES)
    sorts = sorts_of(text, hits)
    told = {hit.units: sort for hit, sort in zip(hits, sorts, strict=True) if sort is not None and hit.everyday}
    if told:  # «НПО Абая»: the oblast, when the text says «область Абай» somewhere
        sorts = [sort or told.get(hit.units) for hit, sort in zip(hits, sorts, strict=True)]
    above = [_oblasts(places, hit, sort) for hit, sort in zip(hits, sorts, strict=True)]
    if not hits:
        return
    asides = asides_of(page)
    water = {hit.units for hit in hits if is_water(text, hit.start, hit.end)}
    for chain in chains_of(text, hits):
        members = []
        first = hits[chain[0]].start
        village = words.VILLAGE_BEFORE.search(text, max(0, first - 12), first) is not None
        for number in chain:
            near = _nearest_first(hits, above, number)
            if village and sorts[number] is None:
                unit = _inside(places.tree, hits[number].units, near, most=1)
            else:
                unit = _decide(places, hits[number], sorts[number], near, page, listed=len(chain) > 1)
            if unit is not None:
                members.append((number, unit))
        if not members or is_dropped(text, hits[chain[0]], hits[chain[-1]]):
            continue
        head = hits[chain[0]]
        bare = all(sorts[number] is None for number, _unit in members)
        quoted = bare and asides.quoted(page, head.start, head.end) is not None
        district = all(places.tree[unit].kind in ("district", "city_district") for unit in head.units)
        if bare and district and (quoted or head.units in water):
            continue  # «Мұнайлы өлке», «Алтын Арқа», зона «Шалкар»: a contest, a camp, a lake
        since = hits[chain[0] - 1].end if chain[0] else 0
        weight = (
            -1.0
            if asides.are_of(head.start)
            else max(weight_of(page, hits[number], sorts[number], since) for number, _unit in members)
        )
        if quoted:
            weight = min(weight, 0.9)  # «Қайырымды Ақтөбе» tells where, if nothing else does
        lot = words.LOT.search(text, *_line(page, head)) is not None
        covers = weight > 0.5 and is_cover(page, head, hits[chain[-1]]) and not (lot and _has_several_lots(text))
        for number, unit in members:
            hit = hits[number]
            yield Place(
                unit,
                weight,
                hit.start,
                hit.end,
                sorts[number] is not None,
                is_near(words.OFFICE, page, hit, 60, 45),
                (hit.start < page.title_end and not hit.adjective and hit.ending not in words.PEOPLE)
                or _heads(page, hit),
                is_near(words.NEAR_PEOPLE, page, hit, 40, 45),
                covers,
                chain[0] + 1 if len(members) > 1 and not lot else 0,
            )


def _oblasts(places: Gazetteer, hit: Hit, sort: Sort | None) -> frozenset[str]:
    """Return the oblasts and big cities that a name means here, and those of a city that it means for certain."""
    units = [places.tree[unit] for unit in _candidates(places, hit, sort)]
    if sort is None and hit.everyday:
        return frozenset()
    whole = {unit.id for unit in units if unit.level == 1}
    if not whole and len(units) == 1 and units[0].parent_id is not None:
        whole = {units[0].parent_id}
    return frozenset(whole)


def _nearest_first(hits: Sequence[Hit], above: Sequence[frozenset[str]], number: int) -> Iterator[frozenset[str]]:
    """Yield the oblasts that names around one mean, the nearest first; those of its own sentence's end count before."""
    this = hits[number]
    order = sorted(
        (index for index in range(len(hits)) if index != number and above[index]),
        key=lambda index: min(abs(hits[index].start - this.end), abs(this.start - hits[index].end)),
    )
    return (above[index] for index in order)


def _candidates(places: Gazetteer, hit: Hit, sort: Sort | None) -> tuple[str, ...]:
    tree = places.tree
    if sort is Sort.OBLAST:
        oblasts = tuple(unit for unit in hit.units if tree[unit].level == 1 and tree[unit].kind == "oblast")
        # «Turkestan, Shymkent and Kyzylorda regions»
        return oblasts or tuple(unit for unit in hit.units if tree[unit].kind == "republican_city")
    if sort is Sort.CITY:
        cities = tuple(unit for unit in hit.units if tree[unit].kind in {"city", "republican_city"})
        return cities or tuple(unit for unit in hit.units if tree[unit].kind == "district")
    if sort is Sort.DISTRICT:
        return tuple(unit for unit in hit.units if tree[unit].kind in {"district", "city_district"})
    return hit.units


def _decide(
    places: Gazetteer, hit: Hit, sort: Sort | None, near: Iterable[frozenset[str]], page: Page, *, listed: bool
) -> str | None:
    """Choose the one unit a name means here, or None when it cannot be told.

    Args:
        places: all names.
        hit: the name.
        sort: what the words beside it say it is.
        near: oblasts named around it, the nearest first.
        page: the post.
        listed: whether it stands in a list of names.
    """
    tree = places.tree
    units = _candidates(places, hit, sort)
    if sort is None:
        capital = page.printed(hit.start).isupper()
        if hit.everyday and not capital:
            return None
        if _heads(page, hit):
            # «Рудный: стартует сбор проектов»: a heading that begins with its place.
            parts = [unit for unit in units if tree[unit].kind in ("city", "district")]
            return parts[0] if len(parts) == 1 else _inside(tree, parts, near)
        if listed and capital and len(units) > 1 and not hit.adjective:
            # «Кеген, Балқаш, Ұйғыр»: in a list of one oblast's parts, its part of that name.
            near = list(islice(near, 2))
            inside = _inside(tree, [unit for unit in units if tree[unit].kind in ("city", "district")], near)
            if inside is not None:
                return inside
        if hit.everyday and listed and any(tree[unit].kind == "city" for unit in units):
            return next(unit for unit in units if tree[unit].kind == "city")  # «Балхаша, Рудного и Семея»
        if hit.everyday and (listed or words.DWELLERS.search(page.folded, max(0, hit.start - 20), hit.start)):
            # «Қаратөбе, Сырым, Шыңғырлау», «жители Есиля»: a place, if the oblast around it has one of that name.
            return _inside(tree, [unit for unit in units if tree[unit].level == 2], near, most=2)
        if hit.everyday and not any(tree[unit].level == 1 for unit in units):
            return None
        if not capital and not hit.adjective and not page.latin:
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
    return units[0] if len(units) == 1 else _inside(tree, units, near)


def _inside(
    tree: TerritoryTree, units: Sequence[str], near: Iterable[frozenset[str]], *, most: int = MOST_PLACES
) -> str | None:
    """Return the one unit that lies in the nearest oblast that any of them lies in."""
    for oblasts in islice(near, most):
        inside = [unit for unit in units if any(parent.id in oblasts for parent in tree.ancestors(unit))]
        if inside:
            return inside[0] if len(inside) == 1 else None
    return None


def _heads(page: Page, hit: Hit) -> bool:
    return hit.start == 0 and page.folded.startswith(":", hit.end)


def _line(page: Page, hit: Hit) -> tuple[int, int]:
    return max(page.folded.rfind("\n", 0, hit.start), hit.start - 300, 0), hit.start


def _has_several_lots(text: str) -> bool:
    """Tell whether places may be those of one lot of many, which do not narrow the whole order."""
    return len({match[1] or match[2] for match in words.LOT_NUMBER.finditer(text)}) > 1
