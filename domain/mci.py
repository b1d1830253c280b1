"""Айлық есептік көрсеткіш (АЕК) / МРП: the monthly calculation index in which state grants are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MciTable:
    """Tenge of one index by year.

    The budget law of each year sets it, so it lives in an editable file (storage/seed/mci.csv).
    """

    by_year: Mapping[int, int]

    def in_tenge(self, units: int, year: int) -> int | None:
        """Return what a number of indices is worth in a year, in tenge; None when the year is not in the table.

        Args:
            units: how many indices.
            year: the year whose index counts. Another year's value is never put in its place: it would be wrong money.
        """
        tenge = self.by_year.get(year)
        return None if tenge is None else units * tenge
