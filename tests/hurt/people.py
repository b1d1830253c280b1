"""People who live on while the bot is killed: they write, press what they see, and press again when nothing happens.

What somebody *wrote* is never written twice here: that it is not lost is what is tested. Only a screen may be missing
after a kill, and then a person presses once more or asks anew.
"""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from bot.demo.botapi import Message
from bot.demo.botapi.forwards import NotPossible
from tests.hurt.town import FIRST_NGO, OFFICER, Town

PATIENCE = 1.0
"""Seconds after which somebody who sees nothing happen does something about it."""

LOOKS = 0.08
"""Seconds between two looks at a phone."""

READS = 0.3
"""Seconds that an officer reads before answering."""

PER_PERSON = 5
"""Letters of one NGO a day: one fewer than are allowed to a person."""

_TOKEN = re.compile(r"хат-(\d+)")
_LOOK, _SEND, _GO_ON, _SENT = "Қарап шығып, жіберу", "✓ Жіберу", "Жалғастыру", "Жіберілді: №"
_TOPIC, _PLACE, _NOW = "Білім беру", "Сарқан ауданы", "Қазір жіберу"


@dataclass
class Life:
    """What goes on in a town.

    Attributes:
        filed: tokens of the letters whose writers saw a receipt.
        begun: tokens of all letters that somebody pressed "send" for.
        replied: tokens of the letters that the officer wrote an answer to.
        writing: whether new letters are begun.
        paused: whether everybody rests.
    """

    town: Town
    ngos: int
    filed: list[str] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)
    replied: set[str] = field(default_factory=set)
    writing: bool = True
    paused: bool = False
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def write_letters(self, first: int, step: int) -> None:
        """Be one NGO after another, each writing a letter and waiting for its answer."""
        authors = [FIRST_NGO + place for place in range(first, self.ngos, step)] * PER_PERSON
        for number in authors:
            while self.paused:
                await self._change(0.2)
            if not self.writing:
                return
            token = f"хат-{next(self._numbers):04d}"
            await self._file(number, token)
            self.filed.append(token)
            while token not in self.replied:
                await self._change(5)

    @staticmethod
    def letter(token: str) -> str:
        """What an NGO writes."""
        return f"Ауылға кітапхана керек: {token}. Балалар көп, кітап аз."

    @staticmethod
    def answer(token: str) -> str:
        """What the officer writes."""
        return f"Жауап: {token} бойынша кітапхана ашылады."

    async def _change(self, seconds: float) -> None:
        """Let some time pass: people do not look at their phones all the time."""
        await asyncio.sleep(min(seconds, LOOKS))

    async def _file(self, number: int, token: str) -> None:
        phone, account = self.town.phone(number), self.town.account
        begin = len(self.town.from_bot(number))
        phone.write(account, "/ask")
        wrote = False
        pressed: tuple[Message, str] | None = None
        while not any(_SENT in one.text for one in self.town.from_bot(number)[begin:]):
            before = self._looks(number)
            act = self._next(number, token, begin, wrote=wrote)
            if act is None:
                pass
            elif isinstance(act, str):
                wrote = wrote or token in act
                phone.write(account, act)
            elif act != pressed:
                pressed = act
                if act[1] == _SEND:
                    self.begun.add(token)
                phone.press(*act)
            if not await self._reacts(number, before):
                # Nothing came: the screen was lost with the bot. Press once more, or ask anew.
                if pressed is not None and pressed[1] == _SEND:
                    with suppress(NotPossible, LookupError):
                        phone.press(*pressed)
                        continue
                pressed = None
                phone.write(account, "/ask")

    def _looks(self, number: int) -> tuple[int, str, str]:
        sent = self.town.from_bot(number)
        return len(sent), sent[-1].text if sent else "", str(sent[-1].buttons) if sent else ""

    async def _reacts(self, number: int, before: tuple[int, str, str]) -> bool:
        """Tell whether the bot did anything within a person's patience; while it is down nobody counts."""
        for _ in range(20):
            loop = asyncio.get_running_loop()
            until = loop.time() + PATIENCE
            while loop.time() < until:
                if self._looks(number) != before:
                    return True
                await self._change(max(until - loop.time(), 0.01))
            if not len(self.town.account.updates):
                return False
        return False

    def _next(self, number: int, token: str, begin: int, *, wrote: bool) -> tuple[Message, str] | str | None:
        """What to do with the screen as it is: a button to press, a text to write, nothing."""
        sent = self.town.from_bot(number)[begin:]
        screen = next((one for one in reversed(sent) if one.buttons), None)
        if screen is None:
            return None
        labels = [button["text"] for button in screen.buttons]

        def button(words: str) -> tuple[Message, str] | None:
            return next(((screen, label) for label in labels if words in label), None)

        if found := button(_SEND):
            return found
        if found := button(_GO_ON):
            return found
        if wrote and (found := button(_LOOK)):
            return found
        if found := button(_TOPIC):
            return found
        if found := button(_PLACE):
            return found
        if not wrote and "жазыңыз" in screen.text:
            return self.letter(token)
        return None

    async def answer_letters(self) -> None:
        """Be the officer: take every other letter, answer each by a reply, once; now and then send it at once.

        A reply that the bot says it cannot place (its card is of a sending that a kill cut off) is written again under
        the card's next copy.
        """
        phone, account = self.town.phone(OFFICER), self.town.account
        hurried: set[int] = set()
        met: dict[int, float] = {}
        loop = asyncio.get_running_loop()
        while True:
            sent = self.town.from_bot(OFFICER)
            for card in sent[-40:]:
                seen = met.setdefault(card.message_id, loop.time())
                token = _token(card)
                if _NOW in str(card.buttons):
                    if card.message_id not in hurried and card.message_id % 3 == 0:
                        hurried.add(card.message_id)
                        phone.press(card, _NOW)
                elif token is not None and token not in self.replied and card.buttons and loop.time() > seen + READS:
                    if self.paused:
                        continue
                    if int(token.partition("-")[2]) % 2:
                        with suppress(LookupError, NotPossible):
                            phone.press(card, "Өзіме алу")
                    phone.write(account, self.answer(token), reply_to=card)
                    self.replied.add(token)
            await asyncio.sleep(READS)


def _token(message: Message) -> str | None:
    found = _TOKEN.search(message.text)
    return found[0] if found else None
