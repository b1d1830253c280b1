"""The screens of duplicates fit into 4 kB whatever is written on them, and every sign is said in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.clock import MovableClock
from domain.language import Language
from domain.spheres import Sphere
from domain.territory import TerritoryTree
from handlers.service import Service
from handlers.texts import Texts
from handlers.views.sameness import reason
from tests.duplicate_screens import WHY, every_duplicate_screen
from tests.person import OPERATOR, START, ZONE, sample_call

KNOWN = WHY[:-1]


@pytest.mark.parametrize("word", ["<" * 9000, "Ұ" * 9000, "&" * 9000, "👨‍👩‍👧‍👦" * 2000, "Ә ө " * 3000])
@pytest.mark.parametrize("language", Language)
def test_whatever_is_written_on_two_calls_both_fit_into_4_kb(
    texts: Texts, tree: TerritoryTree, spheres: tuple[Sphere, ...], language: Language, word: str
) -> None:
    service = Service(None, MovableClock(START), ZONE, tree, spheres, texts, OPERATOR, {})  # type: ignore[arg-type]
    call = sample_call(1, START)
    call = replace(call, texts=tuple(replace(text, title=word) for text in call.texts))
    tr = texts.in_language(language)
    sizes = [len(screen.text.encode()) for screen in every_duplicate_screen(tr, service, word, call)]
    assert max(sizes) <= 4000


@pytest.mark.parametrize("language", Language)
def test_every_sign_has_words_of_its_own_and_one_of_tomorrow_a_neutral_one(texts: Texts, language: Language) -> None:
    tr = texts.in_language(language)
    neutral = reason("a code of tomorrow", tr)
    assert neutral and reason("", tr) == neutral
    assert all(reason(code, tr) != neutral for code in KNOWN)
