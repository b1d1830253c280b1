"""A text longer than one message loses nothing when it is cut, and each part has room in its message."""

from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st

from domain.requests.parts import BYTES, parts

LETTERS = st.text(st.sampled_from("абв <&😀\n."), max_size=400)


@given(LETTERS, st.integers(5, 40), st.integers(5, 60))
def test_nothing_but_blanks_is_lost_and_every_part_has_room(text: str, first: int, later: int) -> None:
    found = parts(text, first, later)
    assert "".join("".join(found).split()) == "".join(text.split())
    for place, part in enumerate(found):
        room = later if place else first
        assert len(part) <= room and len(html.escape(part, quote=False).encode()) <= room * BYTES


def test_it_is_cut_between_paragraphs_then_lines_then_words() -> None:
    assert parts("бір екі\n\nүш төрт бес", 10, 20) == ("бір екі", "үш төрт бес")
    assert parts("бір екі үш төрт", 10, 20) == ("бір екі", "үш төрт")
    assert parts("а" * 25, 10, 20) == ("а" * 10, "а" * 15)
    assert parts("  ") == ("",)
