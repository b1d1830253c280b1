"""Dated cases: `terms.csv` says for each moment when it is registered and due, and names every day between that is off.

The table was worked out from a list of holidays typed by hand, not by the program.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from domain.days_off import DayKind, NamedDay
from domain.language import Language
from domain.requests.terms import Terms
from domain.requests.working_time import DEFAULT_HOURS, WorkingTime

with (Path(__file__).parent / "terms.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def moment(text: str, terms: Terms) -> datetime:
    """A moment of the table: local time unless it says otherwise."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=terms.zone)


def written(named: NamedDay) -> str:
    """A day as the table has it."""
    reason = named.reason
    holiday = reason.name(Language.RU)
    instead_of = f"{reason.instead_of:%m-%d}" if reason.instead_of else ""
    why = {
        DayKind.WEEKEND: "weekend",
        DayKind.HOLIDAY: f"{holiday} (estimated)" if reason.estimated else holiday,
        DayKind.TRANSFERRED: f"for {instead_of} {holiday}",
        DayKind.MOVED: f"by order for {instead_of}",
        DayKind.WORKED: f"for {instead_of}",
    }
    return f"{named.day:%m-%d} {why[reason.kind]}"


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['sent']} {row['why']}" for row in ROWS])
def test_a_letter_is_registered_and_due_as_the_table_says_and_every_skipped_day_is_named(
    row: dict[str, str], terms: Terms
) -> None:
    hours = WorkingTime.parse(row["hours"]) if row["hours"] else DEFAULT_HOURS
    found = terms.explain(moment(row["sent"], terms), hours)
    assert found.registered == moment(row["registered"], terms)
    assert found.day_one == date.fromisoformat(row["day_one"])
    assert found.due == date.fromisoformat(row["due"])
    assert "; ".join(map(written, found.skipped)) == row["skipped"]
    assert "; ".join(map(written, found.worked)) == row["worked"]
    assert terms.due(found.registered) == found.due


def test_the_table_names_every_day_off_of_three_years(terms: Terms) -> None:
    told = {
        f"{year}-{day[:5]}"
        for row in ROWS
        for year in {row["sent"][:4], row["due"][:4]}
        for day in row["skipped"].split("; ")
        if day[6:] != "weekend"
    }
    missed = [day for day in terms.calendar.holidays if 2025 <= day.year <= 2027 and day.isoformat() not in told]
    assert not missed
    assert len(ROWS) >= 60
