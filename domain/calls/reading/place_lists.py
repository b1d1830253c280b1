"""Lists of places, and what sort of unit the words beside a name say it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.calls.reading import place_words as words
from domain.calls.reading.gazetteer import Hit, Sort


def sorts_of(text: str, hits: Sequence[Hit]) -> list[Sort | None]:
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
            and len(words.TYPE_WORDS.findall(text, previous.end, hit.start)) == 1
        ):
            before = None  # «Костанайской области Рудный»: the word belongs to the name before it
        if hit.adjective:
            sorts.append(after or (before if hit.hint is None else None) or hit.hint)
        else:
            # In «город Семей область Абай» the word after belongs to the next name, the one before to this.
            # «жители районов СКО»: an abbreviation says it itself.
            sorts.append(hit.hint or before or after)
    for chain in chains_of(text, hits):
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


def chains_of(text: str, hits: Sequence[Hit]) -> list[list[int]]:
    """Return names by number, those of one list together."""
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
