"""Whatever stands behind a button, of any kind: it is read within bounds, or it is no button of ours."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import hypothesis.strategies as st
import pytest
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter
from aiogram.types import CallbackQuery, User
from hypothesis import given, settings

from tests.handlers.test_rights_of_buttons import choices, every_button, plain

KINDS = sorted(every_button(), key=lambda kind: kind.__prefix__)
LONGEST = 64  # bytes; Bot API: InlineKeyboardButton, callback_data
WHO = User(id=1, is_bot=False, first_name="Айгүл")

ODD = (
    "", "0", "1", "-1", "+1", "1_000", " 1", "٣", "²", "1e3", "1.0", "NaN", "inf", "true", "None", str(10**15),
    str(10**15 + 1), str(2**63), "9" * 40, "-" + "9" * 40, "KZ", "o2", "x", "ә", "\x00", "\n", "o1\n", "aaaaaa\n",
    "\u202e",
)  # fmt: skip
PART = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=("Cs",), exclude_characters=":")))


def _numbers(kind: CallbackData) -> Iterator[int]:
    for name in type(kind).model_fields:
        value = getattr(kind, name)
        if isinstance(value, int):
            yield value


async def _read(kind: type[CallbackData], data: str) -> Any:
    """Ask the filter that stands before every handler of the kind."""
    query = CallbackQuery(id="1", from_user=WHO, chat_instance="1", data=data)
    found = await CallbackQueryFilter(callback_data=kind)(query)
    return found["callback_data"] if isinstance(found, dict) else None


def _real(kind: type[CallbackData]) -> list[list[str]]:
    """The parts of buttons that the kind makes, some of them with text that no program of ours packs."""
    return [kind.model_construct(**(plain(kind) | choice)).pack().split(":")[1:] for choice in choices(kind)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
async def test_any_data_is_a_press_within_bounds_or_none(kind: type[CallbackData]) -> None:
    real = _real(kind)

    @settings(deadline=None, max_examples=60)
    @given(st.integers(0, 2**32), st.lists(PART, min_size=1, max_size=12), st.booleans())
    def any_data(chance: int, parts: list[str], near: bool) -> None:
        if near:  # one part of a button that there is
            own = list(random.Random(chance).choice(real))
            if own:
                own[chance % len(own)] = parts[0]
            parts = own
        data = ":".join((kind.__prefix__, *parts)).encode()[:LONGEST].decode(errors="ignore")
        coroutine = _read(kind, data)
        try:
            coroutine.send(None)
        except StopIteration as end:
            press = end.value
        else:
            raise AssertionError("reading waits for nothing")
        if press is None:
            return
        assert all(abs(number) <= 10**15 for number in _numbers(press)), data
        texts = [value for value in press.model_dump().values() if isinstance(value, str)]
        assert all("\n" not in text and "\x00" not in text for text in texts) or kind.__name__ in FREE, data
        assert kind.unpack(press.pack()) == press, "what is read can be put on a button again"

    any_data()


FREE = {"FormPress", "ConsentPress", "DraftPress", "AddPress", "FacetPress"}
"""Kinds with a text that is compared with a few known ones, and looked up nowhere."""
