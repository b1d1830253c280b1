"""Every chapter of the story plays to its end through the production bot: alone on a fresh demo, and all in a row.

A step ends by waiting for the words that its text promises, so a chapter that plays has shown them.
"""

from __future__ import annotations

import pytest

from bot.demo.chapters import Chapter, read_story
from bot.demo.run import House, open_demo

CHAPTERS = read_story()


async def play(house: House, chapter: Chapter) -> None:
    for number in range(len(chapter.steps)):
        await house.story.do(chapter.id, number)


@pytest.mark.timeout(240)  # the last ones go on from those before, weeks later
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.id)
async def test_a_chapter_plays_alone_on_a_fresh_demo(chapter: Chapter) -> None:
    async with open_demo(0) as house:
        await play(house, chapter)


@pytest.mark.timeout(480)
async def test_all_chapters_play_one_after_the_other() -> None:
    async with open_demo(0) as house:
        for chapter in CHAPTERS:
            await play(house, chapter)


async def test_a_call_reaches_the_topic_of_the_group_that_was_chosen() -> None:
    (chapter,) = [one for one in CHAPTERS if one.id == "group"]
    async with open_demo(0) as house:
        await play(house, chapter)
        (danagul,) = [phone for phone in house.phones if phone.guest.id == "danagul"]
        forum = danagul.places["forum"].group.chat
        (card,) = [one for one in danagul.received("forum") if "Гранты для волонтёрских команд" in one.text]
        assert forum.topics[card.thread_id or 0].name.startswith("Гранттар")


async def test_a_source_is_paused_and_resumed_for_real() -> None:
    (chapter,) = [one for one in CHAPTERS if one.id == "sources"]
    async with open_demo(0) as house:
        await house.story.do(chapter.id, 0)
        await house.story.do(chapter.id, 1)
        async with house.app.store.read() as repositories:
            assert sum(one.paused_at is not None for one in await repositories.source_register.all()) == 1
        await house.story.do(chapter.id, 2)
        async with house.app.store.read() as repositories:
            assert not [one for one in await repositories.source_register.all() if one.paused_at is not None]


async def test_what_a_visitor_did_of_a_chapter_is_not_done_again_by_the_one_that_goes_on_from_it() -> None:
    chapters = {chapter.id: chapter for chapter in CHAPTERS}
    async with open_demo(0) as house:
        await play(house, chapters["ask"])
        await house.story.do("answer", 0)
        (aigul,) = [phone for phone in house.phones if phone.guest.id == "aigul"]
        assert sum("Түбіртек" in message.text for message in aigul.received()) == 1


async def test_a_visitor_who_has_signed_up_by_hand_asks_without_signing_up_again() -> None:
    chapters = {chapter.id: chapter for chapter in CHAPTERS}
    async with open_demo(0) as house:
        for number in range(3):
            await house.story.do("call", number)
        await play(house, chapters["ask"])
        (aigul,) = [phone for phone in house.phones if phone.guest.id == "aigul"]
        assert sum(message.text == "/start" for message in aigul.received()) == 1
