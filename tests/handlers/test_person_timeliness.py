"""Coordinators look how early calls are told, by source and by organiser."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.calls.timeliness import Grouping
from handlers.callbacks import TimelinessPress
from storage.statement import sql
from tests.handlers.test_person_sources import ELSEWHERE, OBLAST, ZHETISU, coordinator
from tests.person import SOURCE, Stage
from tests.storage.samples import call, post

_DAY = sql("""
    INSERT INTO source_poll_day (source_id, day, polls, failures, posts, calls) VALUES (:id, '2020-01-01', 1, 0, 1, 1)
""")
BUTTON = {"kk": "⏱ Хабарлау жеделдігі", "ru": "⏱ Своевременность"}


async def fill(stage: Stage, count: int = 1) -> None:
    now = stage.clock.now()
    async with stage.store.write() as repositories:
        await repositories.sources.sync([SOURCE, OBLAST, ELSEWHERE], now)
        for source in (SOURCE, OBLAST, ELSEWHERE):
            await repositories.session.run(_DAY, id=source.id)
        for number in range(count):
            source = (OBLAST, ELSEWHERE)[number % 2]
            published = post(f"n{number}", published=now - timedelta(minutes=25))
            kept = await repositories.sources.put_post(
                source.id, published, str(number), None, now - timedelta(minutes=5)
            )
            seen = replace(
                call(),
                territories=(source.territory_id,),
                organiser=f"Қор <{number}>",
                first_seen_at=now - timedelta(minutes=5),
                first_delivered_at=now,
                closes_at=now + timedelta(days=9, hours=3),
            )
            await repositories.calls.add(seen, kept, now - timedelta(minutes=5))


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_figures_are_told_in_words(stage: Stage, language: str) -> None:
    await fill(stage)
    danagul = await coordinator(stage, ZHETISU, language=language)
    await danagul.write("/sources")
    await danagul.press(BUTTON[language])
    said = {
        "kk": (OBLAST.name_kk, "1 конкурс табылды", "Табылғаннан кейін жіберілді: 5 минут ішінде", "кемінде 9 күн"),
        "ru": (
            OBLAST.name_ru,
            "найден 1 конкурс",
            "Отправлено после обнаружения: в течение 5 минут",
            "не меньше 9 дней",
        ),
    }[language]
    for words in said:
        assert words in danagul.text
    await danagul.press({"kk": "Ұйымдастырушы бойынша", "ru": "По организаторам"}[language])
    assert "Қор <0>" in danagul.text
    assert stage.refused() == []


async def test_what_belongs_elsewhere_is_not_shown(stage: Stage) -> None:
    await fill(stage, 2)
    danagul = await coordinator(stage, ZHETISU)
    await danagul.write("/sources")
    await danagul.press(BUTTON["ru"])
    assert OBLAST.name_ru in danagul.text
    assert ELSEWHERE.name_ru not in danagul.text
    await danagul.press("По организаторам")
    assert "Қор <1>" not in danagul.text


async def test_pages_turn_periods_change_and_the_way_back_leads_to_the_list(stage: Stage) -> None:
    await fill(stage, 14)
    danagul = await coordinator(stage, "KZ")
    await danagul.write("/sources")
    await danagul.press(BUTTON["ru"])
    await danagul.press("По организаторам")
    assert "страница 1 из 3" in danagul.text
    await danagul.press("Следующие ›")
    assert "страница 2 из 3" in danagul.text
    await danagul.press("30 дней")
    assert "страница 1 из 3" in danagul.text
    stage.clock.move(timedelta(days=40))
    await danagul.press("✓ 30 дней")
    assert "За этот период конкурсов не найдено." in danagul.text
    await danagul.press("‹ К списку")
    assert "3 источника" in danagul.text


async def test_a_forged_press_and_one_after_the_term_get_a_sentence(stage: Stage) -> None:
    await fill(stage)
    aigul = stage.person()
    await aigul.onboard("ru")
    await aigul.write("/calls")
    for data in (TimelinessPress(by=Grouping.SOURCE, days=90).pack(), "tm:s:9999:0", "tm:x:90:0", "tm:s:90:-1"):
        await aigul.forge(data)
        assert OBLAST.name_ru not in aigul.text
    danagul = await coordinator(stage, ZHETISU, number=1002)
    await danagul.write("/sources")
    async with stage.store.write() as repositories:
        await repositories.session.run(sql("UPDATE coordinator SET until = 2 WHERE person_id = 1002"))
    await danagul.press(BUTTON["ru"])
    assert "для координаторов" in danagul.text
