"""Playing the story: a step does by itself, through the same phones, what its text tells a visitor to do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from bot.demo.botapi import Message, NotPossible, World
from bot.demo.chapters import Action, Chapter
from bot.demo.happenings import Happenings
from bot.demo.phones import PRIVATE, Phone
from bot.demo.reposts import Reposts
from domain.language import Language
from handlers.texts import Texts

WITHIN = 12.0  # seconds to wait for what a step expects to be on a screen
A_DAY = 24.0  # hours
DAYS = 40  # that may pass until what is awaited comes
EACH_DAY = 2.0  # seconds left for the bot to do what a day brings

Found = TypeVar("Found")


class StepMissed(Exception):
    """The screen is another one than the story expects: the visitor went another way."""


class Story:
    """The chapters and who plays them.

    Args:
        chapters: what can be played.
        world: the local Telegram.
        phones: the guests' phones.
        reposts: where the sample sites' posts are forwarded from.
        happenings: publishing and time.
        texts: the bot's own words, so that a label in the story follows the phone's language.
    """

    def __init__(
        self,
        chapters: Sequence[Chapter],
        world: World,
        phones: Sequence[Phone],
        reposts: Reposts,
        happenings: Happenings,
        texts: Texts,
    ) -> None:
        self._chapters = {chapter.id: chapter for chapter in chapters}
        self._world = world
        self._phones = {phone.guest.id: phone for phone in phones}
        self._reposts = reposts
        self._happenings = happenings
        self._translators = [texts.in_language(language) for language in Language]
        self._played = dict.fromkeys(self._chapters, 0)  # steps of each chapter that were done here
        self._one_at_a_time = asyncio.Lock()

    async def do(self, chapter: str, step: int) -> dict[str, Any]:
        """Do a step and return which phone and chat show what came of it.

        The first step of a chapter that goes on from another one does first what was not yet done of that one.

        Raises:
            LookupError: no such step.
            StepMissed: the screen is not what the step expects.
        """
        async with self._one_at_a_time:
            if step == 0:
                await self._catch_up(self._chapters[chapter].after)
            return await self._step(chapter, step)

    async def _catch_up(self, chapter: str) -> None:
        if not chapter:
            return
        await self._catch_up(self._chapters[chapter].after)
        for step in range(self._played[chapter], len(self._chapters[chapter].steps)):
            await self._step(chapter, step)

    async def _step(self, chapter: str, step: int) -> dict[str, Any]:
        shown = {"phone": "", "chat": ""}
        strangers = {name for name, phone in self._phones.items() if not phone.person.chat_with(phone.bot).started}
        for action in self._chapters[chapter].steps[step].actions:
            if action.new and action.phone not in strangers:
                continue
            await self.act(action)
            if action.phone:
                shown = {"phone": action.phone, "chat": action.chat}
        self._played[chapter] = step + 1
        return shown

    async def act(self, action: Action) -> None:
        """Do one thing.

        Raises:
            StepMissed: the screen is not what it needs.
        """
        try:
            await self._do(action)
        except NotPossible as error:
            raise StepMissed(str(error)) from error

    async def _do(self, action: Action) -> None:
        match action.verb:
            case "publish":
                try:
                    self._happenings.publish(action.words[0])
                except LookupError:
                    raise StepMissed("the post is published already") from None
            case "move":
                self._happenings.move(action.hours)
            case "open":
                self._phone(action)
            case _:
                await self._on_phone(action, self._phone(action))

    async def _on_phone(self, action: Action, phone: Phone) -> None:
        where, words = phone.where(action.chat), action.words
        match action.verb:
            case "start":
                phone.person.start(phone.bot, words[0])
            case "write":
                phone.person.write(where, words[0], thread_id=self._topic(phone, action))
            case "see":
                await self._until(lambda: self._message(phone, action))
            case "press":
                await self._press(phone, action)
            case "await":
                await self._await(phone, action)
            case "share":
                try:
                    phone.person.forward(phone.bot, self._reposts.post(words[0]))
                except LookupError:
                    raise StepMissed("the post is not published yet") from None
            case "forward":
                message = await self._until(lambda: self._message(phone, action))
                phone.person.forward(phone.bot, message)
            case "inline":
                await self._inline(phone, action)
            case "reply":
                message = await self._until(lambda: self._message(phone, replace(action, words=(action.to,))))
                topic = message.thread_id if action.chat != PRIVATE else None
                phone.person.write(where, words[0], reply_to=message, thread_id=topic)
            case "follow":
                phone.person.start(phone.bot, await self._until(lambda: self._invitation(self._phones[words[0]])))
            case "standing":
                place = phone.places[action.chat]
                for standing in place.allowed(phone.person, phone.bot):
                    if standing == words[0]:
                        place.make(standing, phone.person, phone.bot)

    async def _press(self, phone: Phone, action: Action) -> None:
        labels = self._spoken(action.words)

        def inline() -> tuple[Message, dict[str, Any]] | None:
            received = phone.received(action.chat)
            if action.chat == PRIVATE and received and received[-1].sender is phone.person:
                return None  # the bot is about to answer: an older message with such a button is not meant
            for message in reversed(received):
                for button in message.buttons:
                    if "callback_data" in button and _is_label(button["text"], labels):
                        return message, button
            return None

        def below() -> str | None:
            keyboard = phone.person.reply_keyboard(phone.bot) or {"keyboard": []}
            shown = [button["text"] for row in keyboard["keyboard"] for button in row]
            return next((label for label in labels if label in shown), None)

        found: tuple[Message, dict[str, Any]] | str = await self._until(lambda: inline() or below())
        if isinstance(found, str):
            phone.person.tap(phone.bot, found)
            return
        message, button = found
        try:
            await phone.person.press(message, button).answer(WITHIN)
        except TimeoutError:
            raise StepMissed("the bot has not answered") from None

    async def _await(self, phone: Phone, action: Action) -> None:
        """Move the clock a day at a time until a message with the words has come."""
        known = {message.message_id for message in phone.received(action.chat)}

        def come() -> Message | None:
            return self._message(phone, action, known)

        for _day in range(DAYS):
            self._happenings.move(A_DAY)
            try:
                await self._until(come, EACH_DAY)
            except StepMissed:
                continue
            return
        raise StepMissed("what is awaited has not come")

    def _topic(self, phone: Phone, action: Action) -> int | None:
        """Return the topic that the action names, or None for the chat itself."""
        if not action.topic:
            return None
        topics = phone.places[action.chat].group.chat.topics.values()
        return next(topic.id for topic in topics if topic.name.startswith(action.topic))

    async def _inline(self, phone: Phone, action: Action) -> None:
        where = phone.where(action.chat)
        asked = phone.person.inline(phone.bot, action.words[0], where=where)
        try:
            results = await asked.results(WITHIN)
        except TimeoutError:
            raise StepMissed("the bot offers nothing") from None
        chosen = next((result["id"] for result in results if action.pick in result.get("title", "")), None)
        if chosen is None:
            raise StepMissed("no such result")
        phone.person.choose(asked, chosen, phone.bot, where)

    async def _until(self, look: Callable[[], Found | None], within: float | None = None) -> Found:
        """Look until something is there.

        Raises:
            StepMissed: it did not come in time.
        """
        within = within or WITHIN
        try:
            async with asyncio.timeout(within):
                while True:
                    version = self._world.version
                    found = look()
                    if found is not None:
                        return found
                    await self._world.changed(version, within)
        except TimeoutError:
            raise StepMissed("the screen shows something else") from None

    def _message(self, phone: Phone, action: Action, known: Collection[int] = ()) -> Message | None:
        words = self._spoken(action.words)
        for message in reversed(phone.received(action.chat)):
            if message.is_service or message.message_id in known:
                continue
            if any(word in message.text for word in words):
                return message
        return None

    def _invitation(self, phone: Phone) -> str | None:
        """Return what the newest link to the bot on a phone carries."""
        start = f"t.me/{phone.bot.username}?start="
        for message in reversed(phone.received()):
            found = re.search(re.escape(start) + r"([A-Za-z0-9_-]{1,64})", str(message.content))
            if found:
                return found[1]
        return None

    def _spoken(self, words: Sequence[str]) -> list[str]:
        """Return the words themselves and, where the bot has them in its catalogue, what it says in each language."""
        spoken = [*words, *(tr(word) for tr in self._translators for word in words)]
        return list(dict.fromkeys(spoken))

    def _phone(self, action: Action) -> Phone:
        phone = self._phones[action.phone]
        phone.where(action.chat)  # a chat that the phone does not have is a mistake of the story
        return phone


def _is_label(text: str, labels: Sequence[str]) -> bool:
    """Tell whether a button has one of the labels; what follows them after a point, as a date does, may be anything."""
    return any(text == label or text.startswith(f"{label} · ") for label in labels)
