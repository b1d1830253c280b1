"""What stands around a post's own words, how it is headed and how it is tagged does not change what it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.reading import Bench
from domain.calls.furniture import without_other_posts
from domain.calls.model import CallKind
from domain.calls.reading import evidence, kind_words
from domain.calls.reading.text import Stems, prepare, rules_likely
from tests.reading.conftest import Reads

Item = dict[str, Any]

CALL = "Общественные объединения области подают заявки на малые гранты до 20 марта."
NEWS = "Победителями конкурса стали восемь организаций, договоры подписали вчера."

OTHER_POSTS = [
    "Читайте также:\nПодведены итоги конкурса\nВ Таразе прошёл форум",
    "Читайте также: Открыт приём заявок на гранты для НПО до 25 марта",
    "Другие новости\n\nПриём заявок на премию начат\n\nАким встретился с активистами",
    "Тағы оқыңыз:\nБайқау жеңімпаздары анықталды\nГрантқа өтінім қабылдау басталды",
    "Соңғы жаңалықтар:\nШағын гранттар жарияланды",
    "Related posts\nWinners announced\nCall for proposals is open",
    "See also: Applications are open until 25 March 2026",
    "Карта сайта. Вакансии. Государственные закупки. Противодействие коррупции",
    "Сайт картасы | Бос орындар | Мемлекеттік сатып алу",
]


@pytest.mark.parametrize("around", OTHER_POSTS)
def test_other_posts_and_menus_are_not_read(read_text: Reads, around: str) -> None:
    assert without_other_posts(f"{CALL}\n\n{around}").strip() == CALL
    for text, title, is_call in ((CALL, "Малые гранты", True), (NEWS, "Малые гранты: кто победил", False)):
        alone, framed = read_text(text, title=title), read_text(f"{text}\n\n{around}", title=title)
        assert (framed.is_call, framed.kind, framed.deadline) == (is_call, alone.kind, alone.deadline)


@pytest.mark.parametrize(
    "kept",
    [
        "Читать условия можно на сайте. Также приложите смету.",
        "Другие новости района мы расскажем на встрече, приходите до 20 марта.".replace("Другие", "Все другие"),
        "Мемлекеттік сатып алу порталында тіркелу қажет.",
        "Related experience of at least two years is required.",
        "Вакансии волонтёров и закупки оборудования включите в бюджет.",
    ],
)
def test_words_of_a_post_that_look_like_a_menu_stay(kept: str) -> None:
    assert without_other_posts(f"{CALL}\n{kept}") == f"{CALL}\n{kept}"


def test_a_paragraph_after_a_link_to_another_post_is_still_read(read_text: Reads) -> None:
    text = f"Фонд поддержит сёла.\nЧитайте также: Подведены итоги конкурса\n{CALL}"
    read = read_text(text, title="Деньги для сёл")
    assert read.is_call
    assert read.deadline is not None


CHANGES: dict[str, Callable[[Item], Item]] = {
    "a message without a title": lambda item: {**item, "title": "", "text": f"{item['title']}\n\n{item['text']}"},
    "a title cut short": lambda item: {
        **item,
        "title": f"{item['title'][:40]}…",
        "text": f"{item['title']}\n{item['text']}",
    },
    "a title in capitals": lambda item: {**item, "title": item["title"].upper()},
    "tags below": lambda item: {**item, "text": f"{item['text']}\n\n#гранты #НПО #новости #конкурс"},
    "a path above": lambda item: {**item, "text": f"Главная / Новости\n{item['text']}"},
    "an emoji at each line": lambda item: {**item, "text": "▫️ " + item["text"].replace("\n", "\n▫️ ")},
    "plain Cyrillic letters": lambda item: {
        **item,
        **{name: item[name].translate(str.maketrans("әғқңөұүһіё", "агкноуухие", "")) for name in ("title", "text")},
    },
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_manner_of_a_site_changes_no_judgement(bench: Bench, change: str) -> None:
    here = Path(__file__).parent
    items = [
        json.loads(line)
        for name in ("corpus.jsonl", "corpus_a.jsonl", "corpus_b.jsonl")
        for line in (here / name).read_text("utf-8").splitlines()
    ]
    scores = bench.score([CHANGES[change](item) for item in items], pairs=False)
    for field in ("is_call", "kind"):
        tally = getattr(scores, field)
        assert min(tally.precision, tally.recall) >= 0.98, [one for one in scores.mistakes if field in one]


def test_a_message_without_a_title_is_headed_by_its_first_line() -> None:
    page = prepare("", "Малые гранты\n\nЗаявки до 20 марта.")
    assert page.title == "малые гранты"
    assert prepare("Малые гр…", "Малые гранты для сёл\nЗаявки до 20 марта.").title == "малые гранты для сел"
    assert prepare("Гранты", "Малые гранты\nЗаявки").title == "гранты"
    long = "Слово " * 60
    assert prepare("", long).title == ""
    assert prepare("", "Малые гранты для НПО.").title == ""
    assert prepare("", f"Малые гранты для НПО. {long}").title == "малые гранты для нпо."


def test_a_tag_alone_makes_no_kind_and_no_call(read_text: Reads) -> None:
    tagged = read_text(f"{CALL} #волонтёры #форум #тренинг", title="Малые гранты")
    assert tagged.kind is CallKind.GRANT
    assert not read_text("Весна пришла в село. #гранты #конкурс #заявки #НПО", title="Доброе утро").is_call


def test_every_group_of_words_is_found_by_the_beginnings_of_words() -> None:
    for name, pattern in (*evidence.GROUPS, *((kind, pattern) for kind, _, pattern in kind_words.KINDS)):
        assert not (isinstance(pattern, Stems) and pattern.everywhere), name


def test_a_rule_that_is_not_likely_has_no_match() -> None:
    page = prepare("Малые гранты", CALL * 3).folded
    likely = rules_likely(page)
    for name, pattern in evidence.GROUPS:
        assert likely[pattern.number] is not None or pattern.search(page) is None, name
