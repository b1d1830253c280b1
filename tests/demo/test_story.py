"""The story as data and its player: what it says can be done, follows the phone's language, and misses are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import bot.demo.story
from bot.demo.botapi import Message
from bot.demo.chapters import Action, read_action, read_story
from bot.demo.guests import GUESTS
from bot.demo.sample_texts import read_samples
from handlers.texts import Texts
from tests.demo.conftest import Front


def test_the_story_speaks_of_posts_phones_and_chats_that_are_there(front: Front) -> None:
    waiting = {draft.key for file in read_samples() for draft in file.drafts if draft.queue}
    everything = {draft.key for file in read_samples() for draft in file.drafts}
    phones = {phone.guest.id: phone for phone in front.phones}
    assert {guest.id for guest in GUESTS} == set(phones)
    for chapter in read_story():
        assert chapter.title_kk and chapter.title_ru and chapter.steps
        for step in chapter.steps:
            assert step.text_kk != step.text_ru and step.actions
            assert max(len(step.text_kk), len(step.text_ru)) <= 200, "it is read on a small phone"
            for action in step.actions:
                if action.verb == "publish":
                    assert action.words[0] in waiting
                elif action.verb == "share":
                    assert action.words[0] in everything
                elif action.verb != "move":
                    phones[action.phone].where(action.chat)


@pytest.mark.parametrize(
    "raw",
    [
        {"phone": "aigul"},
        {"phone": "aigul", "press": "x", "write": "y"},
        {"press": "x"},
        {"phone": "aigul", "publish": "x"},
        {"phone": "aigul", "press": "x", "colour": "red"},
    ],
)
def test_an_action_that_means_nothing_is_refused_when_it_is_read(raw: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        read_action(raw)


def test_a_story_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "story.toml"
    path.write_text(
        '[[chapter]]\nid = "x"\ntitle_kk = "а"\ntitle_ru = "б"\n[[chapter.step]]\ntext_kk = "в"\ntext_ru = "г"\n'
        'do = [{ move = 1.5 }, { phone = "aigul", open = "forum" }, { phone = "aigul", press = ["Иә", "Да"] }]\n',
        encoding="utf-8",
    )
    (chapter,) = read_story(path)
    assert chapter.steps[0].actions == (
        Action("move", hours=1.5),
        Action("open", phone="aigul", chat="forum"),
        Action("press", ("Иә", "Да"), "aigul"),
    )
    assert chapter.as_json()["steps"] == [{"text_kk": "в", "text_ru": "г"}]


async def test_a_label_is_pressed_in_whichever_language_the_phone_shows(front: Front, texts: Texts) -> None:
    """The word of the catalogue («Done») is found as «Дайын» and as «Готово»."""
    danagul = front.phones[2]
    from domain.language import Language

    for language in Language:
        label = texts.in_language(language)("Done")
        chat = danagul.person.chat_with(front.bot)
        chat.keyboard = {"keyboard": [[{"text": label}]]}
        await front.story.act(Action("press", ("Done",), "danagul"))
        assert danagul.received()[-1].text == label


async def test_what_the_story_misses_is_told_and_nothing_happens(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.demo.story, "WITHIN", 0.05)
    published = next(
        number
        for number, step in enumerate(read_story()[0].steps)
        if any(action.verb == "publish" for action in step.actions)
    )
    await front.post("/api/publish", {"key": "sarqan-jastar"})
    before = len(front.bot.updates)
    assert (await front.post("/api/story", {"chapter": "call", "step": published}))[0] == 409
    assert (await front.post("/api/story", {"chapter": "call", "step": 99}))[0] == 410
    assert (await front.post("/api/story", {"chapter": "nothing", "step": 0}))[0] == 410
    assert (await front.post("/api/story", {"chapter": ["call"], "step": 0}))[0] == 400
    assert (await front.post("/api/story", {"chapter": "call", "step": -1}))[0] == 400
    assert len(front.bot.updates) == before


@pytest.mark.parametrize("verb", ["press", "see", "forward", "share", "inline"])
async def test_each_verb_says_when_the_screen_is_another(
    front: Front, monkeypatch: pytest.MonkeyPatch, verb: Any
) -> None:
    monkeypatch.setattr(bot.demo.story, "WITHIN", 0.05)
    with pytest.raises(bot.demo.story.StepMissed):
        await front.story.act(Action(verb, ("жоқ нәрсе",), "aigul"))


async def test_verbs_of_shared_chats_do_what_they_say(front: Front) -> None:
    await front.story.act(Action("standing", ("admin",), "danagul", "channel"))
    await front.story.act(Action("write", ("Жаңа конкурс",), "danagul", "channel"))
    await front.story.act(Action("forward", ("Жаңа конкурс",), "aigul", "channel"))
    assert front.phones[0].received()[-1].forward_origin is not None
    await front.story.act(Action("publish", ("sarqan-jastar",)))
    await front.story.act(Action("share", ("sarqan-jastar",), "olga"))
    assert "Сарқан" in front.phones[3].received()[-1].text
    before = front.clock.now()
    await front.story.act(Action("move", hours=24))
    assert (front.clock.now() - before).days == 1 and front.moved
    await front.story.act(Action("start", ("c7",), "olga"))
    assert front.phones[3].received()[-1].text == "/start c7"
    chat = front.phones[3].person.chat_with(front.bot)
    front.world.post(Message(0, chat, 0, {"text": "Грант"}, front.bot))
    await front.story.act(Action("see", ("жоқ", "Грант"), "olga"))
