"""Which bot a database belongs to: another one's token must not be taken for a new token of the same.

A token that @BotFather gives anew (/revoke) belongs to the same bot: its number before the colon stays, and with it all
chats, files and messages. Another bot has none of these: nobody has started it, no file it is shown is its own, and
every card is somebody else's message.
"""

from __future__ import annotations

import logging
from datetime import datetime

from domain.ports import Store

log = logging.getLogger(__name__)

FACT = "bot"


class AnotherBot(Exception):
    """The database was used with another bot. `known` and `given` are the bots' numbers, which are no secret."""

    def __init__(self, known: int, given: int) -> None:
        super().__init__(f"the token is of bot {given}; the database was used with bot {known}")
        self.known = known
        self.given = given


def bot_number(token: str) -> int:
    """Return the bot's number, which stands in its token before the colon."""
    return int(token.partition(":")[0])


async def known_bot(store: Store) -> int | None:
    """Return the number of the bot that the database was used with, or None when it was used with none."""
    async with store.read() as repositories:
        fact = await repositories.operating.get(FACT)
    return int(fact.value) if fact is not None else None


async def identify(store: Store, token: str, now: datetime, *, accept: bool = False) -> None:
    """Note which bot the database belongs to, or see that it is the same as before.

    Args:
        store: storage.
        token: the bot's token.
        now: the current instant.
        accept: take another bot for the one that the database belongs to from now on.

    Raises:
        AnotherBot: it is another one, and that was not accepted.
    """
    given = bot_number(token)
    async with store.write() as repositories:
        if await repositories.operating.claim(FACT, str(given), now):
            return
        fact = await repositories.operating.get(FACT)
        known = int(fact.value) if fact is not None else given
        if known == given:
            return
        if not accept:
            raise AnotherBot(known, given)
        await repositories.operating.put(FACT, str(given), now)
    log.warning("the database belongs to bot %d from now on; before, it was used with bot %d", given, known)
