"""The story of the demo as data: chapters of steps, read from `story.toml` and checked while they are read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from bot.demo.phones import PRIVATE

FILE = Path(__file__).with_name("story.toml")

# publish: a waiting post's key · move: the clock, by hours · share: a published post's key, forwarded to the bot
# start: press START (with a payload) · press: a button by its label · write: a text · see: wait for words
# forward: the newest message with the words, to the bot · inline: type @bot words, then `pick` a result by its title
# reply: a text in answer to the newest message with the words `to` · follow: the newest invitation on somebody's phone
# await: the clock moves a day at a time until a new message has the words
# standing: what the bot becomes in a shared chat · open: turn to a chat
Verb = Literal[
    "publish", "move", "start", "press", "write", "see", "share", "forward", "inline", "reply", "follow", "await",
    "standing", "open",
]  # fmt: skip
ALONE: tuple[Verb, ...] = ("publish", "move")  # nobody's phone is needed for them


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that is done.

    Attributes:
        verb: what is done.
        words: with what; several are alternatives (a label in each language, or a sentence of the bot's catalogue).
        phone: on whose phone; empty where none is needed.
        chat: in which chat of the phone.
        pick: the title of the inline result to post.
        to: words of the message that is replied to.
        topic: the name of the forum's topic that is written into, or its beginning.
        hours: how far the clock moves.
        new: whether it is left out on a phone that had met the bot before the step.
    """

    verb: Verb
    words: tuple[str, ...] = ()
    phone: str = ""
    chat: str = PRIVATE
    pick: str = ""
    to: str = ""
    topic: str = ""
    hours: float = 0
    new: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What a visitor reads, and what the page does when asked to do it."""

    text_kk: str
    text_ru: str
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the story.

    Attributes:
        id: its name in addresses.
        after: the chapter that it goes on from, or empty: what was left of it is played first.
    """

    id: str
    title_kk: str
    title_ru: str
    steps: tuple[Step, ...]
    after: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what the page shows."""
        steps = [{"text_kk": step.text_kk, "text_ru": step.text_ru} for step in self.steps]
        return {"id": self.id, "title_kk": self.title_kk, "title_ru": self.title_ru, "steps": steps}


def read_story(path: Path = FILE) -> tuple[Chapter, ...]:
    """Read the chapters.

    Raises:
        ValueError: a step says something that cannot be done.
    """
    chapters = tomllib.loads(path.read_text(encoding="utf-8"))["chapter"]
    return tuple(
        Chapter(
            chapter["id"],
            chapter["title_kk"],
            chapter["title_ru"],
            tuple(
                Step(step["text_kk"], step["text_ru"], tuple(read_action(action) for action in step["do"]))
                for step in chapter["step"]
            ),
            chapter.get("after", ""),
        )
        for chapter in chapters
    )


def read_action(raw: dict[str, Any]) -> Action:
    """Read one action: `{phone = "aigul", press = ["Бастау", "Начать"]}`.

    Raises:
        ValueError: no verb or two, no phone where one is needed, or a word that means nothing here.
    """
    verbs = [verb for verb in get_args(Verb) if verb in raw]
    unknown = set(raw) - {*get_args(Verb), "phone", "chat", "pick", "to", "topic", "new"}
    if len(verbs) != 1 or unknown:
        raise ValueError(f"a step does one thing: {raw}")
    (verb,) = verbs
    said = raw[verb]
    if bool(raw.get("phone")) == (verb in ALONE):
        raise ValueError(f"whose phone? {raw}")
    phone, chat, pick = raw.get("phone", ""), raw.get("chat", PRIVATE), raw.get("pick", "")
    to, topic = raw.get("to", ""), raw.get("topic", "")
    if bool(to) != (verb == "reply"):
        raise ValueError(f"a reply is to a message: {raw}")
    if verb == "move":
        return Action(verb, hours=float(said))
    if verb == "open":
        return Action(verb, phone=phone, chat=said)
    words = tuple(said) if isinstance(said, list) else (said,)
    return Action(verb, words, phone, chat, pick, to, topic, new=raw.get("new", False))
