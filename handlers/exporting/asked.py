"""What an export is asked to hold, and for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from domain.exports import Format, Level
from domain.language import Language
from domain.statistics.tables import By, Period
from domain.territory import REPUBLIC
from handlers.exporting.csv_files import SEMICOLON
from handlers.figures import Question


@dataclass(frozen=True, slots=True)
class Asked:
    """One export.

    Args:
        period: days of filing.
        as_of: aware; what happened later is not looked at.
        level: for whom.
        format: how.
        language: of headings, names and codes.
        territory_id: of which territory, with all that lies in it.
        offices: only the parts of these offices, by their own clocks; None: all requests.
        separator: of CSV.
    """

    period: Period
    as_of: datetime
    level: Level
    format: Format
    language: Language
    territory_id: str = REPUBLIC
    offices: frozenset[int] | None = field(default=None)
    separator: str = SEMICOLON

    @property
    def question(self) -> Question:
        """Return what is asked of the figures."""
        public = self.level is Level.PUBLIC
        return Question(By.OFFICE, self.period, self.as_of, self.territory_id, public, self.offices)

    @property
    def with_seats(self) -> bool:
        """Tell whether seats are told: figures of a seat are figures of a person."""
        return self.level is Level.INTERNAL

    @property
    def bys(self) -> tuple[By, ...]:
        """Return the tables of figures in the order of the file."""
        seats = (By.SEAT,) if self.with_seats else ()
        return (By.OFFICE, *seats, By.TERRITORY, By.TOPIC, By.MONTH)

    @property
    def with_requests(self) -> bool:
        """Tell whether single requests and promises are in it: never in public, where the day would tell who wrote."""
        return self.level is not Level.PUBLIC
