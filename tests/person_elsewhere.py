"""What a person in tests does beyond plain talk: files, forwards, inline mode, groups and channels.

`Person` and `Stage` of `tests/person.py` are built on these two halves.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.demo import botapi
from bot.demo.botapi import BotAccount, Group, InlineQuery, Message, Press, World
from bot.demo.botapi.people import PIXEL


class Elsewhere:
    """A person's half: see `tests.person.Person`."""

    phone: botapi.Person
    account: BotAccount
    settle: Callable[[], Awaitable[None]]
    asked: InlineQuery | None = None  # the newest inline query

    async def _acted(self, press: Press | None = None) -> None:
        raise NotImplementedError

    async def send_photo(self, caption: str = "", where: Group | None = None, content: bytes = PIXEL) -> Message:
        sent = self.phone.send_photo(where or self.account, content, caption=caption)
        await self._acted()
        return sent

    async def send_document(self, name: str, content: bytes, caption: str = "") -> Message:
        sent = self.phone.send_document(self.account, name, content, caption=caption)
        await self._acted()
        return sent

    async def send_album(self, count: int = 2, caption: str = "") -> list[Message]:
        sent = self.phone.send_album(self.account, [PIXEL] * count, caption=caption)
        await self._acted()
        return sent

    async def forward(self, *messages: Message) -> list[Message]:
        """Forward messages that stand in other chats to the bot, all at once (an album as an album)."""
        copies = self.phone.forward_all(self.account, list(messages))
        await self._acted()
        return copies

    async def inline(self, query: str, where: Group | None = None, *, offset: str = "") -> list[dict[str, Any]]:
        """Type `@bot query` in a chat and return what is offered (InlineQueryResult objects, texts parsed).

        `asked.button` and `asked.next_offset` hold what else came with the results.
        """
        self.asked = self.phone.inline(self.account, query, offset=offset, where=where or self.account)
        await self._acted()
        assert self.asked.result is not None, "the bot left the inline query without an answer"
        return self.asked.offered

    async def pick(self, result: dict[str, Any] | str, where: Group | None = None) -> Message:
        """Post a result of the newest inline query: the result, its id, or its title. Returns the posted message."""
        assert self.asked is not None, "nothing was asked"
        chosen = next(
            (offer for offer in self.asked.offered if result in (offer, offer["id"], offer.get("title"))), None
        )
        if chosen is None:
            raise LookupError(f"no result {result!r} among {[offer.get('title') for offer in self.asked.offered]}")
        posted = self.phone.choose(self.asked, chosen["id"], self.account, where or self.account)
        await self._acted()
        return posted

    async def share_chat(self, label: str, group: Group) -> None:
        """Press a button of the menu that asks for a chat, and choose this one."""
        self.phone.share_chat(self.account, label, group)
        await self._acted()

    async def start_in(self, group: Group, payload: str = "", **rights: bool) -> None:
        """Open `t.me/bot?startgroup=payload` (or `startchannel`) and choose the group.

        `rights` are those of the link's `&admin=`.
        """
        self.phone.start_in_group(self.account, group, payload, **rights)
        await self._acted()

    @property
    def documents(self) -> list[Message]:
        """The bot's messages with files; `file_of` gives what is in them."""
        return [m for m in self.phone.sees(self.account) if m.media == "document" and m.sender is self.account]

    def file_of(self, message: Message) -> bytes:
        """What a message's document or photo holds."""
        held = message.content[message.media]
        stored = self.phone.world.files.get((held[-1] if message.media == "photo" else held)["file_id"])
        assert stored is not None
        return stored.content

    def sees_in(self, group: Group) -> list[Message]:
        """What stands in a group or channel, oldest first."""
        assert group.chat.member(self.phone).inside, "only who is in a group sees it"
        return group.messages


class Places:
    """A stage's half: see `tests.person.Stage`."""

    world: World
    account: BotAccount

    async def settle(self) -> None:
        """Let the bot do all it wants to do."""
        raise NotImplementedError

    def group(
        self,
        title: str,
        *,
        admin: Elsewhere,
        members: Sequence[Elsewhere] = (),
        forum: bool = False,
        supergroup: bool = False,
    ) -> Group:
        """Make a group that a person owns; the bot is not in it (see `add_bot`)."""
        made = self.world.add_group(title, admin.phone, forum=forum, supergroup=supergroup)
        for member in members:
            made.add(member.phone)
        return made

    def channel(self, title: str, *, admin: Elsewhere, members: Sequence[Elsewhere] = (), username: str = "") -> Group:
        """Make a channel that a person owns; the bot is not in it (see `add_bot`)."""
        made = self.world.add_channel(title, admin.phone, username=username)
        for member in members:
            made.add(member.phone)
        return made

    async def add_bot(self, group: Group, *, by: Elsewhere, rights: dict[str, bool] | None = None) -> None:
        """Let a person add the bot: as a member, or with `rights` (all but those given as false) an administrator.

        A channel takes bots as administrators only. The same again changes the rights.
        """
        if rights is not None or group.chat.kind == "channel":
            group.promote(self.account, by=by.phone, **(rights or {}))
        else:
            group.add(self.account, by=by.phone)
        await self.settle()

    async def demote_bot(self, group: Group, *, by: Elsewhere) -> None:
        """Take the bot's rights; in a channel it is out with them."""
        group.demote(self.account, by=by.phone)
        await self.settle()

    async def remove_bot(self, group: Group, *, by: Elsewhere) -> None:
        group.remove(self.account, by=by.phone)
        await self.settle()

    def said_in(self, group: Group) -> list[Message]:
        """What the bot said in a group or channel, oldest first."""
        return [m for m in group.messages if self.account in (m.sender, m.posted_by) and not m.is_service]
