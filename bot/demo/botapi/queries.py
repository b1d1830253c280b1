"""What a person waits for: a bot's answer to a press, and its results for an inline query."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.demo.botapi.model import Account, Message


@dataclass(frozen=True, slots=True)
class Answer:
    """What a bot answered to a press: a toast, or an alert to be closed; ``text`` may be empty (nothing is shown)."""

    text: str
    show_alert: bool
    url: str


@dataclass(eq=False)
class Press:
    """Somebody pressed an inline button and waits for the bot."""

    id: str
    person: Account
    message: Message
    data: str
    at: datetime
    result: Answer | None = None
    _answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def answered(self) -> bool:
        """True once the bot has answered."""
        return self.result is not None

    def resolve(self, answer: Answer) -> None:
        """Record the bot's answer and wake whoever waits for it."""
        self.result = answer
        self._answered.set()

    async def answer(self, timeout: float = 5.0) -> Answer:  # noqa: ASYNC109 - callers want a bound, not a scope
        """Wait for the bot's answer.

        Args:
            timeout: real seconds.

        Raises:
            TimeoutError: the bot has not answered.
        """
        async with asyncio.timeout(timeout):
            await self._answered.wait()
        assert self.result is not None
        return self.result


@dataclass(eq=False)
class InlineQuery:
    """Somebody typed ``@bot words`` and waits for results."""

    id: str
    person: Account
    query: str
    at: datetime
    offset: str = ""
    result: dict[str, Any] | None = None
    _answered: asyncio.Event = field(default_factory=asyncio.Event)

    def resolve(self, answer: dict[str, Any]) -> None:
        """Record the bot's results and wake whoever waits for them."""
        self.result = answer
        self._answered.set()

    async def results(self, timeout: float = 5.0) -> list[dict[str, Any]]:  # noqa: ASYNC109 - see Press.answer
        """Wait for the results the bot offers (InlineQueryResult objects).

        Raises:
            TimeoutError: the bot has not answered within ``timeout`` real seconds.
        """
        async with asyncio.timeout(timeout):
            await self._answered.wait()
        return self.offered

    @property
    def offered(self) -> list[dict[str, Any]]:
        """The results the bot offered; none while it has not answered."""
        return list((self.result or {"results": []})["results"])

    @property
    def button(self) -> dict[str, Any] | None:
        """The button above the results (InlineQueryResultsButton), or None."""
        return (self.result or {}).get("button")

    @property
    def next_offset(self) -> str:
        """What to ask for further results with; empty when there are none."""
        return str((self.result or {}).get("next_offset", ""))
