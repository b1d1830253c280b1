"""A rule looked for only where it can begin finds exactly what it would find anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain.calls.same  # noqa: F401  its rules are tried, too
from domain.calls.reading import beginnings, text
from domain.calls.reading.text import Stems, prepare

CORPORA = sorted(Path(__file__).parent.glob("*.jsonl"))
RULES = sorted(
    {rule for rules in text._BY_BEGINNING.values() for rule in rules}, key=lambda rule: rule._pattern.pattern
)
WORDS = st.text('абвдежийклмнопрстуцчшыяabcdeot-"«., \n¶019', max_size=40)
PIECES = ("заявк", "конкурс", "прием ", "қабылда", "жастар", "грант", "до ", "победител", "марта ", "social ", "17 ")
TEXTS = st.lists(WORDS | st.sampled_from(PIECES), max_size=20).map(lambda parts: "".join(parts) + " " * text._SHORT)


def found(rule: Stems, page: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    return [match.span() for match in rule.finditer(page, start, end)]


def everywhere(rule: Stems, page: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    return [match.span() for match in rule._pattern.finditer(page, start, len(page) if end is None else end)]


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda path: path.stem)
def test_no_rule_misses_or_adds_anything_in_real_texts(corpus: Path) -> None:
    assert len(RULES) > 60
    for line in corpus.read_text("utf-8").splitlines():
        item = json.loads(line)
        page = prepare(item["title"], item["text"] + "\n" + " " * text._SHORT).folded
        for rule in RULES:
            assert found(rule, page) == everywhere(rule, page), rule._pattern.pattern


@settings(deadline=None)
@given(TEXTS, st.integers(0, 60), st.integers(0, 200))
def test_no_rule_misses_or_adds_anything_in_any_text(page: str, start: int, length: int) -> None:
    folded = text.fold(page)
    for rule in RULES:
        assert found(rule, folded) == everywhere(rule, folded)
        assert found(rule, folded, start, start + length) == everywhere(rule, folded, start, start + length)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("грант|байкау", {"грант", "байкау"}),
        ("дн", {"дн"}),
        ("дней?", {"дне", "дней"}),
        ("а?б", {"аб", "б"}),
        ("(?:срок|прием)[а-я]* заявок", {"срок", "прием", "срок з", "прием "}),
        ("(?:наш|ваш)?дом", {"нашдом", "вашдом", "дом"}),
        ("(?<!не )требуется", {"требуе"}),
        ("(?<!a )(?<!b )(?:x(?:y|z)|w)", {"xy", "xz", "w"}),
        (r"\d{4} заявок", {"0000 з"}),
        (r"\d{1,2} место", {"0 мест", "00 мес"}),
        (r"\d* заявок", {"", "0 заяв", "00 зая", "000 за", "0000 з", "00000 ", "000000"}),
        ("[а-я]+школ", {""}),
        ('"слово"', {""}),
        (r" +слово", {""}),
        ("см{2}", {"смм"}),
        ("сумм[аы] гранта", {"сумма ", "суммы "}),
        ("при(?:ем|нят)ы?", {"прием", "приемы", "принят"}),
        ("до(?:мов)? [0-9]", {"домов ", "до 0"}),
        (r"до\s+\d", {"до 0"}),
        ("не(?! надо)льзя", {"нельзя"}),
        (r"мини-грант|т\.\s?г", {"мини-г", "т.г", "т. г"}),
        (r"лот\b", {"лот"}),
        (r"сел(?:о|а)(?=[,.;)!]|к)", {"село", "села"}),
    ],
)
def test_beginnings_are_told_from_the_rule(expression: str, expected: set[str]) -> None:
    assert beginnings.beginnings_of(expression) == expected
