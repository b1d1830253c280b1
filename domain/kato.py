"""Codes of the classifier of administrative units (ҚР ӘАОС / КАТО) to the territories of today."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace

from domain.calls.model import Post

MOST = 40
"""Codes of one announcement that are looked at."""


class KatoCodes:
    """Finds territories by nine-digit codes, also by those from before the reforms of 2018 and 2022.

    Args:
        units: ids of the territories that exist; most of them are codes.
        old: an old code → the territories of today that its area lies in.
    """

    def __init__(self, units: Container[str], old: Mapping[str, tuple[str, ...]]) -> None:
        self._units = units
        self._old = old

    def placed(self, post: Post) -> Post:
        """Return the post with the territories of today for the codes that its source states."""
        if post.stated is None or not post.stated.regions:
            return post
        return replace(post, stated=replace(post.stated, regions=self.territories(post.stated.regions)))

    def territories(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the ids that the codes name, each once; a code that nobody knows names none.

        The code of a village or a rural district names the district it lies in; one whose district is unknown, the
        oblast. A code that was given to another unit names both: whom it concerns must not miss it.
        """
        found: dict[str, None] = {}
        for number, code in enumerate(codes):
            if number == MOST:
                break
            found.update(dict.fromkeys(self._of(code)))
        return tuple(found)

    def _of(self, code: str) -> tuple[str, ...]:
        if len(code) != 9 or not (code.isascii() and code.isdecimal()):
            return ()
        # From the unit itself outwards: a district of a city has five digits of its own, an oblast two.
        for digits in (9, 6, 5, 4, 2):
            wider = code[:digits].ljust(9, "0")
            now = (wider,) if wider in self._units else ()
            found = (*now, *self._old.get(wider, ()))
            if found:
                return found
        return ()


NO_CODES = KatoCodes((), {})
"""Knows no territory: the codes of registers are left out."""
