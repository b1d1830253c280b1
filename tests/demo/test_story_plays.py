"""Every chapter of the story plays to its end on a fresh demo, through the production bot, one after the other."""

from __future__ import annotations

import asyncio

import pytest

from bot.demo.chapters import read_story
from bot.demo.run import House, open_demo

WITHIN = 15.0


@pytest.mark.timeout(240)
async def test_every_chapter_plays_to_its_end_and_leaves_the_screens_it_tells_of() -> None:
    async with open_demo(0) as house:
        for chapter in read_story():
            for number in range(len(chapter.steps)):
                await house.story.do(chapter.id, number)
        await _shows(house, "aigul", "Еске салу: 14 күн қалды")
        await _shows(house, "olga", "Только со словом «пчеловодство кооператив»")
        await _shows(house, "olga", "Ваше объявление № 1 опубликовано")
        await _shows(house, "danagul", "Жарияланды. Нөмірі: 1")
        forum = house.phones[2].received("forum")
        assert "Толық шарттары – дереккөзде" in forum[-1].text


async def _shows(house: House, phone: str, words: str) -> None:
    """Wait until the phone shows the words."""
    (one,) = [item for item in house.phones if item.guest.id == phone]
    async with asyncio.timeout(WITHIN):
        while not any(words in message.text for message in one.received()):
            await house.world.changed(house.world.version, WITHIN)
