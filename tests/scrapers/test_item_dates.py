"""Dates of publication as the pages of Kazakhstan print them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scrapers.item_dates import read_moment

NOW = datetime(2026, 3, 15, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("12 наурыз 2026", "2026-03-12T00:00+05:00"),
        ("Жарияланған күні: 05.03.2026", "2026-03-05T00:00+05:00"),
        ("Публикация: 10.05.2017", "2017-05-10T00:00+06:00"),  # the zone was another one then
        ("3 Июля 2021, 18:25", "2021-07-03T18:25+06:00"),
        ("12:52, 08 Желтоқсан 2025 | GMT +5", "2025-12-08T12:52+05:00"),
        ("02 Shilde 2024", "2024-07-02T00:00+05:00"),
        ("12 nauryz 2026 j.", "2026-03-12T00:00+05:00"),
        ("21 Sáýir", "2025-04-21T00:00+05:00"),  # April lies ahead of March 2026: last year's
        ("12 наурыз, бейсенбі 2026 ж.", "2026-03-12T00:00+05:00"),
        ("Mar 12, 2026", "2026-03-12T00:00+05:00"),
        ("15-Mar-26", "2026-03-15T00:00+05:00"),
        ("Бүгін, 10:00", "2026-03-15T10:00+05:00"),
        ("вчера, 10:00", "2026-03-14T10:00+05:00"),
        ("3 күн бұрын", "2026-03-12T06:00+00:00"),
        ("5 hours ago", "2026-03-15T01:00+00:00"),
        ("2026-03-12T10:00:00+00:00", "2026-03-12T10:00+00:00"),
        ("2026-03-12 10:00:00", "2026-03-12T10:00+05:00"),
    ],
)
def test_it_is_read_as_local_time_behind_us(printed: str, meant: str) -> None:
    assert read_moment(printed, NOW) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    "printed", ["", "Қаралды: 12", "30 ақпан 2026", "2026-99-99", "12/03/2030", "9" * 500, "\ud800"]
)
def test_what_nobody_can_mean_is_no_date(printed: str) -> None:
    assert read_moment(printed, NOW) is None


def test_the_order_of_numbers_is_the_sources_own() -> None:
    assert read_moment("03/04/2025", NOW, "dmy") == datetime.fromisoformat("2025-04-03T00:00+05:00")
    assert read_moment("03/04/2025", NOW, "mdy") == datetime.fromisoformat("2025-03-04T00:00+05:00")
    assert read_moment("2025.04.03", NOW, "ymd") == datetime.fromisoformat("2025-04-03T00:00+05:00")
