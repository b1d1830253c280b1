"""An office that works in a group is shown its figures there too, once; who may comment is looked up in private."""

from __future__ import annotations

import pytest

from domain.language import Language
from domain.offices import By
from handlers.requests.group_following import release
from storage.statement import sql
from tests.office_groups import BOTA, SALAUAT, Desk, deliver, desk
from tests.person import Stage
from tests.reports.world import OPENING, ZHETISU, Town, coordinate, fill

WORDS = {
    "kk": ("Бөлімшеңіздің көрсеткіштері", "Жеке чатта пікір қосу", "Пікір қосу", "Сауалдар: 20"),
    "ru": ("Показатели вашего подразделения", "Комментарий в личном чате", "Добавить комментарий", "Запросы: 20"),
}
DANAGUL = 4001
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


async def drafted(stage: Stage, language: str) -> tuple[Desk, Town, int]:
    """An office in a group with twenty requests, on the day of the draft; how much was said there before."""
    stage.clock.move(OPENING - stage.clock.now())
    at = await desk(stage, language)
    async with stage.store.write() as repositories:
        await repositories.groups.set_language(at.group.id, Language(language), stage.clock.now())
        for person in (BOTA, SALAUAT):
            await repositories.people.set_language(person, Language(language), stage.clock.now())
    await coordinate(stage, DANAGUL, ZHETISU)
    here = Town(stage, [at.office], at.ngo)
    await fill(here, at.office, 20, days=(30, 200))
    return at, here, len(at.said)


@BOTH
async def test_the_group_is_shown_the_figures_once_with_the_way_to_a_comment_in_private(
    stage: Stage, language: str
) -> None:
    title, label, comment, count = WORDS[language]
    at, here, before = await drafted(stage, language)
    for _ in range(3):
        await here.job.tick()
        await deliver(stage)
    (shown,) = at.said[before:]
    assert title in shown.text and count in shown.text
    assert "/reports" not in shown.text
    assert [button["text"] for button in shown.buttons] == [label]
    assert title in at.head.text and title in at.officer.text
    payload = shown.button(label)["url"].partition("?start=")[2]
    assert payload == "m1"
    await at.officer.start(payload)
    await at.officer.press(comment)
    await at.officer.write("Жауаптардың бәрі мамырда берілді")
    async with stage.store.read() as repositories:
        assert [one.comment for one in await repositories.reports.offices(1)] == ["Жауаптардың бәрі мамырда берілді"]
    await at.outsider.start(payload)
    assert comment not in at.outsider.all_text
    assert count not in at.outsider.all_text
    await at.head.start("m999")
    assert title not in at.head.text
    assert len(at.said) == before + 1


@BOTH
async def test_a_group_that_was_let_go_before_the_message_left_is_shown_nothing(stage: Stage, language: str) -> None:
    title = WORDS[language][0]
    at, here, before = await drafted(stage, language)
    await here.job.tick()
    async with stage.store.write() as repositories:
        rows = await repositories.session.all(sql("SELECT chat_id FROM outbox WHERE chat_id < 0 AND state = 'pending'"))
        assert [row[0] for row in rows] == [at.group.id]
        await release(repositories, at.office, By(1, "coordinator:KZ"), stage.clock.now())
    await deliver(stage)
    assert not [message for message in at.said[before:] if title in message.text]
