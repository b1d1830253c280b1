"""How surely a named place is where applicants are from, rather than a seat, a venue, an address or a passing word."""

from __future__ import annotations

from domain.calls.reading import place_words as words
from domain.calls.reading.gazetteer import Hit, Sort
from domain.calls.reading.text import Page, Rule, Span


def is_dropped(text: str, first: Hit, last: Hit) -> bool:
    """Tell whether names are a clock's, a street's, a person's or a river's, or of places left out."""
    before = text[max(0, first.start - 45) : first.start]
    return bool(
        words.CLOCK_BEFORE.search(before)
        or words.CLOCK_AFTER.match(text, last.end)
        or words.STREET.match(text, last.end)
        or (words.NAMED_AFTER.search(before) and not words.AFTER_DISTRICT.search(before))
        or words.EXCLUDED_BEFORE.search(before)
        or words.EXCLUDED_AFTER.match(text, last.end)
        or words.STAFF_BEFORE.search(text, max(0, first.start - 90), first.start)
        or words.STAFF_AFTER.match(text, last.end)
    )


def is_near(pattern: Rule, page: Page, hit: Hit, back: int, ahead: int) -> bool:
    """Tell whether a rule's words stand within so many characters of a name, in its sentence."""
    span = page.sentences[page.sentence_at(hit.start)]
    return pattern.search(page.folded, max(span.start, hit.start - back), min(span.end, hit.end + ahead)) is not None


def is_cover(page: Page, first: Hit, last: Hit) -> bool:
    """Tell whether the text says of a list of places that the work is done there, or that those from there apply."""
    text = page.folded
    span = page.sentences[page.sentence_at(first.start)]
    start, end = max(span.start, first.start - 90), min(span.end, last.end + 70)
    people = words.PEOPLE_BEFORE.search(text, start, first.start)
    if people is not None and words.OF_A_BODY.search(text, max(0, people.start() - 40), people.start()) is None:
        return True
    if words.PEOPLE_AFTER.match(text, last.end, end) is not None:
        return True
    return words.COVER.search(text, start, end) is not None and (
        words.COVER_LABEL.search(text, start, first.start) is not None
        or words.COVER_BEFORE.search(text, start, first.start) is not None
        or words.COVER_AFTER.match(text, last.end, end) is not None
    )


def weight_of(page: Page, hit: Hit, sort: Sort | None, since: int) -> float:
    """Weigh whether applicants are from a place; `since` is where the place before it ends."""
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
        weight -= 0.9 if words.CEREMONY.search(text, max(span.start, hit.start - 50), hit.end) else 0.4
    if hit.start >= page.title_end and _in_address(page, hit, span):
        weight = min(weight - 1.3, 0.4)
    if sort is not Sort.OBLAST and (
        words.FROM_AFTER.match(text, hit.end) or words.OF_A_CITY.search(text, max(0, hit.start - 30), hit.start)
    ):
        weight = min(weight - 0.75, 0.95)
    seat = sort is not Sort.OBLAST and words.FROM_BEFORE.search(text, max(span.start, hit.start - 90), hit.start)
    if (
        hit.start >= page.title_end
        and words.ORGANISER_BEFORE.search(text, max(span.start, hit.start - 110), hit.start)
        and not words.OFFICE.search(text, max(span.start, hit.start - 60), hit.start)
    ):
        weight = min(weight - 1.0, 0.7)
    if words.BASED_AFTER.match(text, hit.end):
        weight -= 1.6
    if (
        sort in (None, Sort.CITY)
        and (sort is Sort.CITY or hit.ending in words.IN_KAZAKH_CASE)
        and words.HELD_LATER.match(text, hit.end)
    ):
        weight = min(weight - 0.9, 0.9)
    if words.HOUSE_AFTER.match(text, hit.end):
        weight = min(weight - 1.3, 0.4)
    if words.PRIORITY.search(text, span.start, span.end):
        weight = min(weight, 0.85)  # not the only ones who may apply
    donor = words.DONOR.search(text, max(span.start, since, hit.start - 45), min(span.end, hit.end + 25))
    if seat or (donor is not None and not words.NEAR_PEOPLE.search(text, donor.end(), hit.start)):
        weight -= 1.6
    if (
        words.DATELINE.search(text[max(0, hit.start - 3) : hit.start])
        and text[hit.end : hit.end + 1] in {".", ","}
        and hit.start > page.title_end
    ):
        weight -= 0.6
    if hit.adjective and words.CALLED_AFTER.match(text, hit.end):
        weight = min(weight - 0.9, 0.7)
    if hit.adjective and sort is None:
        weight -= (
            0.5 if hit.hint or hit.ending in {"ие", "их", "им", "ими"} else 0.9
        )  # «павлодарцы», «карагандинские»: whose, rather than where
    if hit.ending in words.PEOPLE:
        weight -= 0.2 if words.NGO_AFTER.match(text, hit.end) else 0.8
    if words.HELD_AFTER.match(text, hit.end) or words.HELD_BEFORE.search(
        text, max(span.start, hit.start - 40), hit.start
    ):
        weight = min(weight - 0.9, 0.5)  # where they meet, whoever they are
    if words.CEREMONY.search(text, max(span.start, since, hit.start - 30), hit.start):
        weight = min(weight, 0.5)
    if words.REFERRED.search(text, max(span.start, hit.start - 40), min(span.end, hit.end + 40)):
        weight = min(weight - 0.9, 0.7)
    return weight


def _in_address(page: Page, hit: Hit, span: Span) -> bool:
    """«г. Атырау, ул. Студенческая, 1», «мекенжайы: Тараз қаласы»: where papers are brought to."""
    text = page.folded
    if not words.ADDRESS.search(text, max(span.start, hit.start - 70), min(span.end, hit.end + 60)):
        return False
    return (
        words.ADDRESS_BEFORE.search(text, max(span.start, hit.start - 60), hit.start) is not None
        or words.ADDRESS_AFTER.match(text, hit.end, min(span.end, hit.end + 60)) is not None
    )
