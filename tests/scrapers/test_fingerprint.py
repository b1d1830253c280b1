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


@pytest.mark.parametrize(
    "around",
    [
        "Қаралды: 1 234",
        "Қаралым саны: 7",
        "Просмотров: 15 240",
        "1 204 просмотра",
        "12 рет қаралды",
        "👁 1.2K",
        "Views: 55 | Comments: 3",
        "3 күн бұрын",
        "2 дня назад",
        "5 hours ago",
        "Осталось 3 дня",
        "4 күн қалды",
        "Вчера, 10:30",
        "Бүгін",
        "Поделиться: Facebook | Telegram | WhatsApp",
        "Бөлісу",
        "Читать далее →",
        "Толығырақ",
        "Сайт использует файлы cookie. Продолжая, вы соглашаетесь с этим.",
        "Біз cookie файлдарын пайдаланамыз",
        "The post Шағын гранттар appeared first on Мысал.",
        "Запись Шағын гранттар впервые появилась Мысал.",
    ],
)
def test_what_changes_by_itself_around_the_words_is_no_news(around: str) -> None:
    assert fingerprint(Post("1", "", POST.title, f"{POST.text}\n{around}")) == fingerprint(POST)


def test_a_counter_beside_the_date_on_one_line_is_no_news() -> None:
    one = Post("1", "", "t", "12 наурыз 2026 | Қаралды: 15 | 3 пікір\nМәтін")
    two = Post("1", "", "t", "12 наурыз 2026 | Қаралды: 1 600 | 4 пікір\nМәтін")
    assert fingerprint(one) == fingerprint(two) != fingerprint(Post("1", "", "t", "13 наурыз 2026\nМәтін"))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Өтінімдер 5 күн ішінде қабылданады", "Өтінімдер 7 күн ішінде қабылданады"),
        ("Гранттың ұзақтығы 3 ай", "Гранттың ұзақтығы 6 ай"),
        ("Приём заявок продлён на 5 дней", "Приём заявок продлён на 10 дней"),
        ("До 20 просмотренных заявок", "До 30 просмотренных заявок"),
        ("Отправить на почту a@example.kz", "Отправить на почту b@example.kz"),
        ("Мерзімі бүгін бітеді", "Мерзімі ертең бітеді"),
        ("Грант 300 мың теңге, 5 пікір", "Грант 500 мың теңге, 5 пікір"),
    ],
)
def test_numbers_and_words_that_mean_something_stay_news(one: str, two: str) -> None:
    assert fingerprint(Post("1", "", "t", one)) != fingerprint(Post("1", "", "t", two))
