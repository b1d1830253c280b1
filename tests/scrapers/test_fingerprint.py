"""A post is news only when its words are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.calls.fingerprint import fingerprint
from domain.calls.model import Post

POST = Post("1", "https://example.kz/1", "Шағын гранттар", "Мерзімі: 1.12.2026. Сома 5 000 000 ₸")


@pytest.mark.parametrize(
    "other",
    [
        Post("2", "https://example.kz/?p=2", POST.title, POST.text, datetime(2026, 1, 1, tzinfo=UTC)),
        Post("1", "", "  ШАҒЫН\nгранттар!", "мерзімі — 1.12.2026\nсома: 5\u00a0000\u00a0000 ₸"),
        Post("1", "", "Ша\u00adғын гранттар\u200b", POST.text),
    ],
)
def test_the_same_words_are_the_same_news(other: Post) -> None:
    assert fingerprint(other) == fingerprint(POST)


@pytest.mark.parametrize(
    "other",
    [
        Post("1", POST.url, "Шағын гранттар 2", POST.text),
        Post("1", POST.url, POST.title, POST.text.replace("1.12", "11.2")),
        Post("1", POST.url, POST.title, POST.text.replace("5 000 000", "6 000 000")),
        Post("1", POST.url, POST.title + POST.text, ""),
        Post("1", POST.url, "", ""),
    ],
)
def test_other_words_are_news(other: Post) -> None:
    assert fingerprint(other) != fingerprint(POST)


def test_composed_and_decomposed_letters_are_alike() -> None:
    assert fingerprint(Post("", "", "й", "")) == fingerprint(Post("", "", "и\u0306", ""))
    assert len(fingerprint(Post("", "", "\ud800", ""))) == 64
