"""How a reply date is counted, in words: every day between sending and the reply date that is off is named with why."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from bot.holidays import kazakh_calendar
from domain.language import Language
from domain.requests.terms import Terms
from handlers.texts import Texts
from handlers.views.requests.counting import counted, registered
from handlers.views.screen import visible
from tests.person import ZONE

YEAR_END = """Мерзім қалай есептелді
15 жұмыс күні. 1-күн – 6 қаңтар, соңғы күн – 27 қаңтар. Жауап сол күні сағат 24:00-ге дейін берілсе, мерзімінде\
 берілген болады.
Есепке кірмейді:
• 1, 2 қаңтар – Жаңа жыл
• 3, 9, 10, 16, 17, 23, 24 қаңтар – демалыс күні
• 4 қаңтар – 2 қаңтар күнінің орнына демалыс (Жаңа жыл)
• 7 қаңтар – Православиелік Рождество
2027 жылғы демалыс күндерінің ауысуы әзірге белгісіз: жауап беру мерзімі өзгеруі мүмкін."""


def terms(at: datetime) -> Terms:
    return Terms(kazakh_calendar(at.date()), ZONE)


def test_a_letter_of_the_last_evening_of_a_year_is_counted_over_the_holidays(texts: Texts) -> None:
    at = datetime(2026, 12, 31, 18, 31, tzinfo=ZONE)
    said = visible(counted(terms(at).explain(at), texts.in_language(Language.KK)))
    assert said.replace("\u00a0", " ") == YEAR_END


@pytest.mark.parametrize("language", list(Language))
def test_every_day_that_is_left_out_is_named_once_whenever_the_letter_is_sent(texts: Texts, language: Language) -> None:
    tr = texts.in_language(language)
    for number in range(0, 400, 3):
        at = datetime(2026, 1, 5, 12, tzinfo=ZONE) + timedelta(days=number, hours=number % 24)
        found = terms(at).explain(at)
        rows = [line for line in visible(counted(found, tr)).splitlines() if line.startswith("•")]
        days = [day for row in rows for day in re.findall(r"\b(\d{1,2})(?=,|\u00a0)", row.split(" – ")[0])]
        assert sorted(map(int, days)) == sorted(one.day.day for one in (*found.skipped, *found.worked))
        assert registered(found, at.date(), tr)
