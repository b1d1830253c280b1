"""A text longer than one message loses nothing when it is cut, and each part has room in its message."""

from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st

from domain.requests.parts import BYTES, length, parts
from handlers.views.requests.pieces import beginning, clean, piece, pieces, said

LETTERS = st.text(st.sampled_from("абв <&😀\n."), max_size=400)


@given(LETTERS, st.integers(5, 40), st.integers(5, 60))
def test_nothing_but_blanks_is_lost_and_every_part_has_room(text: str, first: int, later: int) -> None:
    found = parts(text, first, later)
    assert "".join("".join(found).split()) == "".join(text.split())
    for place, part in enumerate(found):
        room = later if place else first
        assert len(part.encode("utf-16-le")) // 2 <= room
        assert len(html.escape(part, quote=False).encode()) <= room * BYTES
        assert length(part) <= room


def test_it_is_cut_between_paragraphs_then_lines_then_sentences_then_words() -> None:
    assert parts("бір екі\n\nүш төрт бес", 10, 20) == ("бір екі", "үш төрт бес")
    assert parts("бір екі\nүш төрт бес", 10, 20) == ("бір екі", "үш төрт бес")
    assert parts("бір екі. үш төрт бес", 10, 20) == ("бір екі.", "үш төрт бес")
    assert parts("бір екі үш төрт", 11, 20) == ("бір екі үш", "төрт")
    assert parts("бір екі үш төрт", 10, 20) == ("бір екі үш", "төрт"), "a word that just fits stays"
    assert parts("а" * 25, 10, 20) == ("а" * 10, "а" * 15)
    assert parts("  ") == ("",)


def test_a_sign_of_two_units_is_never_halved_and_an_escaped_one_takes_its_bytes() -> None:
    assert parts("😀" * 10, 5, 5) == ("😀😀",) * 5
    assert parts("<" * 4, 5, 5) == ("<<",) * 2, "each takes four bytes"
    assert parts("a😀" * 1500, 3600, 3600)[0].count("😀") <= 1200


@given(st.text(max_size=4000), st.integers(5, 400))
def test_pieces_of_a_text_fit_and_lose_nothing_that_is_seen(text: str, limit: int) -> None:
    found = pieces(text, limit)
    assert all(length(one) <= limit for one in found)
    assert "".join("".join(found).split()) == "".join(clean(text).split())


def test_a_piece_is_shown_as_it_was_written_line_by_line_and_harmless() -> None:
    assert pieces("бір\nекі\nүш", 9) == ("бір\nекі", "үш")
    assert pieces("") == ("",) and piece("", 0) == "" and piece("", 1) is None
    assert piece("<b>", 0) == said("<b>") == "&lt;b&gt;"
    assert said("бір\n\n\n\u202eекі \n") == "бір\n\nекі"
    assert beginning("бір екі үш", 7) == "бір екі…" and beginning("бір", 7) == "бір"
