"""Nobody finds a small group by subtraction in all tables published together, not by linear programming either."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import linprog

from domain.statistics.hiding import LEAST
from domain.statistics.publishing import Facts, Publishing, too_few
from domain.statistics.tables import By, Key
from domain.territory import REPUBLIC
from tests.statistics.counting import TREE

OBLASTS = ("100000000", "330000000")
DISTRICTS = tuple(unit.id for oblast in OBLASTS for unit in TREE.children(oblast)[:4])
UNITS = (REPUBLIC, *OBLASTS, *DISTRICTS)
TOPICS = ("other", "youth", "culture", "health")
MONTHS = ("2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04")
TOGETHER = (By.TERRITORY, By.OFFICE, By.TOPIC, By.MONTH, By.QUARTER, By.YEAR)

Requests = list[tuple[str, str, str, int | None]]
"""Where each was filed, about what, in which month, and which office received it."""


def line(unit: str) -> tuple[str, ...]:
    return (unit, *(above.id for above in TREE.ancestors(unit)))


def some(chance: random.Random) -> tuple[Requests, dict[int, str]]:
    """Requests to offices of the place or above it, or to none."""
    homes = {number: chance.choice(UNITS) for number in range(1, chance.randrange(2, 9))}
    weights = [chance.choice((0, 1, 1, 5, 20)) for _ in UNITS]
    if not any(weights):
        weights[0] = 1
    found: Requests = []
    for _ in range(chance.choice((3, 8, 20, 40, 90))):
        unit = chance.choices(UNITS, weights)[0]
        office = chance.choice([None, *(number for number, home in homes.items() if home in line(unit))])
        topic = chance.choices(TOPICS, (9, 4, 1, 1))[0]
        found.append((unit, topic, chance.choices(MONTHS, (1, 1, 5, 9, 3, 1))[0], office))
    return found, homes


def keys(by: By, request: tuple[str, str, str, int | None]) -> tuple[Key, ...]:
    unit, topic, month, office = request
    match by:
        case By.TERRITORY:
            return line(unit) if unit else ()
        case By.TOPIC:
            return (topic,)
        case By.OFFICE:
            return (office,)
        case By.MONTH:
            return (month,)
        case By.QUARTER:
            return (f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}",)
        case _:
            return (month[:4],)


@dataclass
class Published:
    """The tables of a territory: sizes, None where hidden; `names` are all groups with their true sizes."""

    total: int | None
    shown: dict[tuple[By, Key], int | None]
    names: dict[tuple[By, Key], int]


def published(requests: Requests, homes: Mapping[int, str], territory: str) -> Published:
    within = [one for one in requests if territory in line(one[0])]
    filed = Counter(unit for unit, _, _, _ in requests)
    publishing = Publishing(TREE, territory, Facts(filed, homes))
    sizes = {by: Counter(key for one in within for key in keys(by, one)) for by in TOGETHER}
    months = {str(month): size for month, size in sizes[By.MONTH].items()}
    nothing = publishing.nothing or too_few(len(within))
    shown: dict[tuple[By, Key], int | None] = {}
    for by in TOGETHER:
        if by is By.OFFICE:  # with all that they received
            sizes[by] = Counter(office for _, _, _, office in requests)
        hides = publishing.hidden(by, sizes[by], months)
        below = {key for key in sizes[by] if by is not By.TERRITORY or territory in line(str(key))}
        below = {key for key in below if publishing.concerns(by, key)}
        shown |= {(by, key): None if nothing or key in hides else sizes[by][key] for key in below}
    names = {(by, key): sizes[by][key] for by, key in shown}
    return Published(None if nothing else len(within), shown, names)


class Attack:
    """What somebody can tell of how many requests there are of each sort, who knows that each is in one territory, of
    one topic and month, and that an office receives only what was filed in its own territory or below it.

    Topics and times are sorts of their own, for nothing that is published ties them to places.
    """

    def __init__(self, told: list[tuple[str, Published]], homes: Mapping[int, str], sorts: Iterable[str]) -> None:
        places = [(unit, office) for unit in UNITS for office in (None, *homes) if self._may(unit, office, homes)]
        self._cells: list[tuple[str, tuple[str, str, str, int | None]]] = [
            ("place", (unit, "", "2026-01", office)) for unit, office in places
        ]
        self._sorts = list(sorts)
        for territory in self._sorts:
            self._cells += [(f"topic {territory}", ("", topic, "2026-01", None)) for topic in TOPICS]
            self._cells += [(f"month {territory}", ("", "", month, None)) for month in MONTHS]
        self._rows: list[np.ndarray] = []
        self._sums: list[int] = []
        for territory, one in told:
            for (by, key), size in one.shown.items():
                if size is not None:
                    self._tell(self.group(territory, by, key), size)
            if one.total is not None:
                for kind in ("place", f"topic {territory}", f"month {territory}"):
                    self._tell(self._where(territory, kind, lambda _: True), one.total)
            known = {key for by, key in one.shown if by is By.TOPIC}
            for topic in TOPICS:  # a group that is not named is empty
                if topic not in known:
                    self._tell(self.group(territory, By.TOPIC, topic), 0)
            for by, names in ((By.MONTH, MONTHS), (By.TERRITORY, UNITS), (By.OFFICE, (None, *homes))):
                for name in names:
                    lies = by is not By.TERRITORY or territory in line(str(name))
                    if by is By.OFFICE:
                        lies = territory == REPUBLIC or (name is not None and territory in line(homes[int(name)]))
                    if lies and (by, name) not in one.shown:  # nor is one of these
                        self._tell(self.group(territory, by, name), 0)

    @staticmethod
    def _may(unit: str, office: int | None, homes: Mapping[int, str]) -> bool:
        return office is None or homes[office] in line(unit)

    def _where(self, territory: str, kind: str, fits: Callable[[tuple[str, str, str, int | None]], bool]) -> np.ndarray:
        return np.array(
            [
                float(sort == kind and (kind != "place" or territory in line(cell[0])) and fits(cell))
                for sort, cell in self._cells
            ]
        )

    def group(self, territory: str, by: By, key: Key) -> np.ndarray:
        if by is By.OFFICE:
            territory = REPUBLIC
        kind = "place" if by in (By.TERRITORY, By.OFFICE) else f"{'topic' if by is By.TOPIC else 'month'} {territory}"
        return self._where(territory, kind, lambda cell: key in keys(by, cell))

    def beside(self, territory: str, unit: str, homes: Mapping[int, str]) -> np.ndarray:
        """What was filed in a unit and received by no office there or below."""
        return self._where(
            territory,
            "place",
            lambda cell: unit in line(cell[0]) and (cell[3] is None or unit not in line(homes[cell[3]])),
        )

    def _tell(self, row: np.ndarray, size: int) -> None:
        self._rows.append(row)
        self._sums.append(size)

    def bounds(self, row: np.ndarray) -> tuple[float, float]:
        """Between which numbers a group must be."""
        ends = []
        for sign in (1, -1):
            found = linprog(sign * row, A_eq=np.array(self._rows), b_eq=self._sums, bounds=(0, 200), method="highs")
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return ends[0], ends[1]


def found_by(requests: Requests, homes: dict[int, str], territories: tuple[str, ...]) -> list[object]:
    """Small groups whose size is told by the tables of the territories together, though none says it."""
    told = [(territory, published(requests, homes, territory)) for territory in territories]
    if all(one.total is None for _, one in told):
        return []
    attack = Attack(told, homes, territories)
    found: list[object] = []
    for territory, one in told:
        for (by, key), size in one.names.items():
            if size < LEAST:
                assert one.shown[by, key] is None
                low, high = attack.bounds(attack.group(territory, by, key))
                if high - low < 0.5:
                    found.append((territory, by, key, size))
        for unit in UNITS:
            if territory in line(unit) and any(unit in line(home) for home in homes.values()):
                low, high = attack.bounds(attack.beside(territory, unit, homes))
                if high - low < 0.5 and 0 < round(low) < LEAST:
                    found.append((territory, "beside", unit, low))
    return found


@pytest.mark.parametrize("seed", range(25))
def test_all_tables_of_a_report_and_reports_within_one_another_tell_no_small_group(seed: int) -> None:
    requests, homes = some(random.Random(seed))
    for territory in (REPUBLIC, OBLASTS[0]):
        assert found_by(requests, homes, (territory,)) == []
    assert found_by(requests, homes, (REPUBLIC, OBLASTS[0], DISTRICTS[0])) == []
