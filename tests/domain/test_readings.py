"""What stands behind a field: words of a text, or a field of the source's own that machines read."""

from __future__ import annotations

import pytest

from domain.calls.readings import Reading


@pytest.mark.parametrize(
    ("words", "sure", "stated", "said"),
    [
        ("endDate: 2026-12-09 18:00:00", 1.0, True, "2026-12-09 18:00:00"),
        ("Lots.amount: 4800000", 1.0, True, "4800000"),
        ("organiser: «Үлгі» бөлімі", 1.0, True, "«Үлгі» бөлімі"),
        ("Deadline: 12 May 2026", 0.97, False, "Deadline: 12 May 2026"),
        ("2026 жылғы 14 сәуірге дейін", 1.0, False, "2026 жылғы 14 сәуірге дейін"),
        ("Өтетін күні: 5 сәуір", 1.0, False, "Өтетін күні: 5 сәуір"),
        ("", 1.0, False, ""),
    ],
)
def test_what_a_source_states_for_machines_is_told_from_words_of_a_text(
    words: str, sure: float, stated: bool, said: str
) -> None:
    reading = Reading("deadline", None, words, sure, "site", "https://example.kz/1")
    assert (reading.is_stated, reading.said) == (stated, said)
