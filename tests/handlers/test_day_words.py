"""Each reason of a day off is told in Kazakh and in Russian."""

from __future__ import annotations

from datetime import date

import pytest

from domain.days_off import WEEKEND, DayKind, DayReason, NamedDay
from domain.language import Language
from handlers.day_words import day_words
from handlers.texts import Texts

DAY, OTHER = date(2026, 3, 9), date(2026, 3, 8)
NAMES = ("Халықаралық әйелдер күні", "Международный женский день")


@pytest.mark.parametrize(
    ("reason", "kazakh", "russian"),
    [
        (WEEKEND, "демалыс күні", "выходной день"),
        (DayReason(DayKind.HOLIDAY, *NAMES), *NAMES),
        (DayReason(DayKind.HOLIDAY), "мереке күні", "праздничный день"),
        (
            DayReason(DayKind.HOLIDAY, *NAMES, estimated=True),
            f"{NAMES[0]} (күні әлі расталмаған)",
            f"{NAMES[1]} (дата ещё не подтверждена)",
        ),
        (
            DayReason(DayKind.TRANSFERRED, *NAMES, instead_of=OTHER),
            f"8 наурыз күнінің орнына демалыс ({NAMES[0]})",
            f"выходной вместо 8 марта ({NAMES[1]})",
        ),
        (
            DayReason(DayKind.TRANSFERRED, *NAMES),
            f"ауыстырылған демалыс күні ({NAMES[0]})",
            f"перенесённый выходной ({NAMES[1]})",
        ),
        (
            DayReason(DayKind.MOVED, instead_of=OTHER),
            "бұйрықпен белгіленген демалыс күні, оның орнына 8 наурыз – жұмыс күні",
            "выходной по приказу, вместо него работают 8 марта",
        ),
        (DayReason(DayKind.MOVED), "бұйрықпен белгіленген демалыс күні", "выходной по приказу"),
        (DayReason(DayKind.MOVED, note="<b>карантин"), "<b>карантин", "<b>карантин"),
        (
            DayReason(DayKind.WORKED, instead_of=OTHER),
            "8 наурыз күнінің орнына жұмыс күні",
            "рабочий день вместо 8 марта",
        ),
        (
            DayReason(DayKind.WORKED, instead_of=date(2025, 3, 8)),
            "2025 жылғы 8 наурыз күнінің орнына жұмыс күні",
            "рабочий день вместо 8 марта 2025 года",
        ),
        (DayReason(DayKind.WORKED), "бұйрықпен белгіленген жұмыс күні", "рабочий день по приказу"),
        (DayReason(DayKind.WORKED, note="айт"), "жұмыс күні: айт", "рабочий день: айт"),
    ],
)
def test_a_day_is_explained_in_both_languages(reason: DayReason, kazakh: str, russian: str, texts: Texts) -> None:
    named = NamedDay(DAY, reason)
    told = [day_words(named, texts.in_language(language)).replace("\xa0", " ") for language in Language]
    assert told == [kazakh, russian]
