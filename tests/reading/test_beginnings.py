"""A rule looked for only where it can begin finds exactly what it would find anywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain.calls.same  # noqa: F401  its rules are tried, too
from domain.calls.reading import beginnings, date_forms, text
from domain.calls.reading.text import Stems, prepare

CORPORA = sorted(Path(__file__).parent.glob("*.jsonl"))
RULES = sorted(
    {rule for rules in text._BY_BEGINNING.values() for rule in rules}, key=lambda rule: rule._pattern.pattern
)
WORDS = st.text('абвдежийклмнопрстуцчшыяabcdeot-"«., \n¶019', max_size=40)
PIECES = ("заявк", "конкурс", "прием ", "қабылда", "жастар", "грант", "до ", "победител", "марта ", "social ", "17 ")
PRINTED = (
    "5", "17", "2026", ".03", "-04-", "/11/", " марта", " наурыз", "мамыр", " жылгы ", " г., ", " по ", "-", '"', "\n",
    " ", "№", "т.г. ", ":30", " часов", "конца ", "с ",
)  # fmt: skip
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


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("грант|байкау", "грант|байкау"),
        ("грант|байкау|гран", "г(?:р(?:а(?:н(?:т|))))|байкау"),
        ("дело|д[ео]м|дом", "д(?:ело|[ео]м|ом)"),
        ("дней?|де+|дом", "д(?:ней?|е+|ом)"),
        ("а?б|ав|[а-я]ок|аг", "а?б|ав|[а-я]ок|аг"),
        (r"лот\b|\d лот|лоты", r"лот\b|\d лот|лоты"),
    ],
)
def test_alternatives_that_begin_alike_are_tried_together_in_their_order(expression: str, expected: str) -> None:
    assert beginnings.by_letters(expression) == expected


@settings(deadline=None)
@given(st.lists(st.text("абв", max_size=4), min_size=1, max_size=6), st.text("абвг", max_size=8))
def test_told_apart_by_letters_a_rule_takes_what_it_took(alternatives: list[str], page: str) -> None:
    rule = "|".join(alternatives)
    assert re.findall(f"(?:{beginnings.by_letters(rule)})", page) == re.findall(f"(?:{rule})", page)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PRINTED), max_size=14).map("".join))
def test_dates_in_figures_and_days_before_months_begin_where_they_are_looked_for(page: str) -> None:
    text_ = page.replace("\n", "¶")
    numbers = text.numbers_in(page)
    for form, pattern, _needed in date_forms.STEPS:
        if isinstance(pattern, text.Numbered):
            places = numbers.dated if form in date_forms.IN_FIGURES else date_forms.numbers_before_months(page)
            every = [match.span() for match in pattern.finditer_at(text_, numbers.every)]
            assert [match.span() for match in pattern.finditer_at(text_, places)] == every, form
