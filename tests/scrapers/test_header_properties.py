"""Whatever stands in the headers of an answer."""

from __future__ import annotations

from datetime import UTC, datetime

import hypothesis.strategies as st
from hypothesis import given, settings

from scrapers.headers import media_type, retry_after, validator

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)
TEXT = st.text(st.characters(max_codepoint=0x4FF), max_size=60)
DATES = st.lists(st.sampled_from((
    "Mon,", "Mon", "02", "31", "99", "Mar", "Feb", "2026", "0001", "9999", "99999", "26", "-1", "00:00:00",
    "25:61:61", "12:00",
    "GMT", "+2359", "-9999", "+0000", "EST", "(", ")", "(x)", ",", ":", "-", "9" * 30, "٣", "T", "Z",
)), max_size=9).map(" ".join)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(TEXT | DATES | st.integers().map(str))
def test_any_retry_after_names_an_instant_with_its_zone_or_none(value: str) -> None:
    found = retry_after(value, NOW)
    assert found is None or found.utcoffset() is not None


@given(TEXT)
def test_any_content_type_and_validator_come_out_fit_to_be_used(value: str) -> None:
    kind, charset = media_type(f"text/html;{value}")
    assert kind == "text/html" and len(charset) <= 40 and charset.isascii()
    kept = validator(value)
    assert kept is None or (kept == value and "\n" not in kept)
