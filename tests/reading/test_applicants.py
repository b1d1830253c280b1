"""Who may apply: those whom a sentence about applying lets in, without those whom it shuts out."""

from __future__ import annotations

import pytest

from domain.calls.reading.applicants import read_applicants
from domain.calls.reading.text import prepare
from tests.reading.cases import cases


@pytest.mark.parametrize(("text", "who", "youngest", "oldest"), cases("applicants.csv"))
def test_only_an_eligibility_sentence_tells_who_may_apply(text: str, who: str, youngest: str, oldest: str) -> None:
    got = read_applicants(prepare("", text))
    if not who:
        assert got.sure < 0.6
        return
    assert " ".join(got.applicants) == who
    assert got.ages == (int(youngest) if youngest else None, int(oldest) if oldest else None)
    assert got.sure >= 0.6
    assert got.words in " ".join(text.split())


def test_what_stands_in_quotes_is_a_name() -> None:
    got = read_applicants(prepare("", "Приём заявок на премию «Лучшая НПО» открыт. Участвовать могут журналисты."))
    assert got.applicants == ("media",)


def test_the_list_under_a_heading_counts_to_its_end() -> None:
    text = "Кімдер қатыса алады:\n– ҮЕҰ;\n– кітапханалар.\n\nБайланыс: баспасөз қызметі, журналистер үшін."
    assert read_applicants(prepare("", text)).applicants == ("ngo", "institution")
