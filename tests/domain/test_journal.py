"""The rule by which entries are hashed and a wrong one is found."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.journal import BEFORE_THE_FIRST, Erasable, Head, Row, Walk, hashed, read_head, sealed, written

WORDS = st.text("abcdefghijklmnopqrstuvwxyz:@.", min_size=1, max_size=10)
FACTS = st.dictionaries(
    st.text(max_size=5), st.none() | st.integers() | st.text(max_size=9) | st.booleans(), max_size=4
)


def chain(facts: list[dict[str, object]]) -> list[Row]:
    before, rows = BEFORE_THE_FIRST, []
    for number, one in enumerate(facts, 1):
        seal = sealed(Erasable(number, "мәтін"), "5a17")
        words = ("tested", "request:1", "bot")
        given = hashed(before, number, 10 * number, *words, seal, written(one))
        rows.append((number, 10 * number, *words, written(one), seal, before, given, number, "мәтін", "5a17"))
        before = given
    return rows


def test_the_hash_of_an_entry_can_be_computed_by_anybody_with_this_recipe() -> None:
    """Pinned: a log written today must still be checked by programs of later years."""
    text = f"{'0' * 64}\n1\n1772431200000000\ncalendar.changed\ncalendar\ncoordinator@KZ\n\n" + '{"day":"2026-03-13"}'
    by_hand = hashlib.sha256(text.encode()).hexdigest()
    facts = written({"day": "2026-03-13"})
    values = (BEFORE_THE_FIRST, 1, 1772431200000000, "calendar.changed", "calendar", "coordinator@KZ", "", facts)
    assert hashed(*values) == by_hand
    assert sealed(Erasable(7, "а\nб"), "ff") == hashlib.sha256("ff\n7\nа\nб".encode()).hexdigest()
    assert written({"б": 1, "a": [None, True]}) == '{"a":[null,true],"\\u0431":1}'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_facts_that_are_no_json_are_refused(value: float) -> None:
    with pytest.raises(ValueError):
        written({"n": value})


@settings(deadline=None)  # a busy machine is no mistake
@given(st.lists(FACTS, min_size=1, max_size=6), st.data())
def test_any_single_change_is_found_at_its_entry_and_an_untouched_chain_fits(
    facts: list[dict[str, object]], data: st.DataObject
) -> None:
    entries = chain(facts)
    assert Walk().along(entries) is None
    at = data.draw(st.integers(0, len(entries) - 1))
    column = data.draw(st.integers(0, 11))
    rows = [list(entry) for entry in entries]
    old = rows[at][column]
    rows[at][column] = data.draw((st.integers(1, 10**15) if isinstance(old, int) else st.text(max_size=70)).filter(
        lambda new: new != old
    ))  # fmt: skip
    fault = Walk().along(tuple(row) for row in rows)
    assert fault is not None
    assert fault.expected == at + 1


@settings(deadline=None)  # a busy machine is no mistake
@given(st.lists(FACTS, min_size=3, max_size=6), st.data())
def test_an_entry_removed_doubled_or_swapped_is_found(facts: list[dict[str, object]], data: st.DataObject) -> None:
    entries = chain(facts)
    at = data.draw(st.integers(0, len(entries) - 2))
    for wrong in (
        entries[:at] + entries[at + 1 :],
        [*entries[: at + 1], *entries[at:]],
        [*entries[:at], entries[at + 1], entries[at], *entries[at + 2 :]],
    ):
        assert Walk().along(wrong) is not None


@settings(deadline=None)  # a busy machine is no mistake
@given(WORDS, WORDS, WORDS, WORDS)
def test_words_cut_at_another_place_make_another_hash(one: str, two: str, three: str, four: str) -> None:
    whole = hashed("0", 1, 1, one, two, three, four, "{}")
    assert hashed("0", 1, 1, f"{one}\n{two}", three, four, "", "{}") != whole
    assert hashed("0", 1, 1, one + two, "", three, four, "{}") != whole


def test_a_code_is_read_as_it_is_shown_and_nothing_else_is() -> None:
    code = "0123456789abcdef" * 4
    assert read_head(f"12:{code}") == Head(12, code) == read_head(str(Head(12, code)))
    assert read_head(f" {code.upper()}\n") == Head(0, code)
    for wrong in ("", "12:", f":{code}", f"0:{code}", f"-1:{code}", code[:-1], f"x{code}", f"1{'0' * 18}:{code}"):
        assert read_head(wrong) is None
