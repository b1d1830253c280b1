"""The local Telegram itself: who exists, which chats there are, and what happens in them.

Everything here is synchronous and in memory. The Bot API (``server.py``) and the people (``people.py``, ``groups.py``)
change it; whoever wants to see changes waits with :meth:`World.changed`.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.demo.botapi.bots import BotAccount, Scope
from bot.demo.botapi.faults import Faults
from bot.demo.botapi.files import FileStore
from bot.demo.botapi.groups import Group
from bot.demo.botapi.inline_mode import InlineAnswers
from bot.demo.botapi.limits import Flood, Limits
from bot.demo.botapi.model import Account, Chat, ChatKind, Member, Message
from bot.demo.botapi.people import Person
from bot.demo.botapi.queries import InlineQuery, Press
from domain.clock import Clock

# How long Telegram waits for the answer to a press or an inline query.
QUERY_LIFETIME = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Call:
    """One call that a bot made, for assertions such as "no 429".

    Attributes:
        method: its name as documented ("sendMessage").
        params: what was sent, long values cut.
        status: HTTP status; 0 when the connection was closed instead.
        description: the refusal's words, or empty.
        at: the world's clock.
    """

    method: str
    params: dict[str, str]
    status: int
    description: str
    at: datetime


@dataclass(eq=False)
class World:
    """All of the local Telegram.

    Args:
        clock: where dates come from.
        limits: flood limits of every bot added later (each bot counts for itself).

    Attributes:
        log: calls of all bots in order; getUpdates is left out when it was answered well.
        logged_length: characters of a parameter that the log keeps.
        faults: scripted faults.
        version: grows with every change that somebody could see.
    """

    clock: Clock
    limits: Limits = field(default_factory=Limits)
    log: list[Call] = field(default_factory=list)
    logged_length: int = 200
    faults: Faults = field(default_factory=Faults)
    files: FileStore = field(default_factory=FileStore)
    bots: dict[str, BotAccount] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    inline_queries: dict[str, InlineQuery] = field(default_factory=dict)
    inline_answers: InlineAnswers = field(default_factory=InlineAnswers)
    inline_messages: dict[str, Message] = field(default_factory=dict)
    query_lifetime: timedelta = QUERY_LIFETIME
    version: int = 0
    _private: dict[tuple[int, int], Chat] = field(default_factory=dict)
    _waiting: set[asyncio.Future[None]] = field(default_factory=set)
    _message_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _query_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(4_300_000_001))
    _group_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(5001))

    # --- who and where -----------------------------------------------------------------------------------------

    def add_bot(self, token: str, username: str, name: str, *, reads_all: bool = False) -> BotAccount:
        """Add a bot; its id is the number before the colon in the token."""
        bot = BotAccount(int(token.partition(":")[0]), name, username=username, is_bot=True, token=token)
        bot.reads_all = reads_all
        bot.flood = Flood(self.limits)
        self.bots[token] = bot
        return bot

    def add_person(
        self, id: int, first_name: str, *, last_name: str = "", username: str = "", language_code: str = "kk"
    ) -> Person:
        """Add a person with a phone; ``language_code`` is the phone's language."""
        person = Person(id, first_name, last_name, username, language_code)
        person.world = self
        self.people[id] = person
        return person

    def add_group(
        self, title: str, creator: Person, *, forum: bool = False, supergroup: bool = False, username: str = ""
    ) -> Group:
        """Add a group: a basic one, or a supergroup when it is a forum, public, or asked for."""
        kind: ChatKind = "supergroup" if forum or supergroup or username else "group"
        return self._add_chat(kind, title, creator, forum, username)

    def add_channel(self, title: str, creator: Person, *, username: str = "") -> Group:
        """Add a channel; bots post there as administrators."""
        return self._add_chat("channel", title, creator, False, username)

    def _add_chat(self, kind: ChatKind, title: str, creator: Account, forum: bool, username: str) -> Group:
        chat = Chat(self.new_group_id(kind), kind, title, username, forum)
        chat.members[creator.id] = Member(creator, "creator")
        group = Group(self, chat)
        self.groups[chat.id] = group
        return group

    def new_group_id(self, kind: ChatKind) -> int:
        """Return a new chat id, written as Telegram writes it for this kind."""
        number = next(self._group_ids)
        return -number if kind == "group" else -1_000_000_000_000 - number

    def private_chat(self, bot: BotAccount, person: Account) -> Chat:
        """Return the chat of a person with a bot, empty when they never talked."""
        key = (bot.id, person.id)
        if key not in self._private:
            self._private[key] = Chat(person.id, "private", person=person, bot=bot)
        return self._private[key]

    def messages(self, chat_id: int, bot: BotAccount | None = None) -> list[Message]:
        """Return what can be seen in a chat, oldest first.

        Args:
            chat_id: a group's id, or a person's id (the chat with ``bot``, or with the only bot there is).
        """
        if chat_id in self.groups:
            return list(self.groups[chat_id].chat.messages.values())
        if bot is None:
            (bot,) = self.bots.values()
        return list(self.private_chat(bot, self.people[chat_id]).messages.values())

    def commands(self, bot: BotAccount, where: Person | Group, who: Person | None = None) -> list[dict[str, Any]]:
        """Return the commands that the menu shows, by the order of scopes in the Bot API's documentation.

        Args:
            where: a person (their private chat with the bot) or a group.
            who: in a group, whose menu it is; its creator's when omitted.
        """
        if isinstance(where, Group):
            chat = where.chat
            member = chat.member(who) if who else next(m for m in chat.members.values() if m.status == "creator")
            scopes = [Scope("chat_member", chat.id, member.account.id)]
            if member.is_admin:
                scopes.append(Scope("chat_administrators", chat.id))
            scopes.append(Scope("chat", chat.id))
            if member.is_admin:
                scopes.append(Scope("all_chat_administrators"))
            scopes.append(Scope("all_group_chats"))
            language = member.account.language_code
        else:
            scopes = [Scope("chat", where.id), Scope("all_private_chats")]
            language = where.language_code
        return bot.commands_in([*scopes, Scope()], language.partition("-")[0])

    @property
    def too_many_requests(self) -> int:
        """How often any bot was told "Too Many Requests" (429), scripted or not."""
        return sum(call.status == 429 for call in self.log)

    # --- time and change ---------------------------------------------------------------------------------------

    def now(self) -> int:
        """The world's clock as Telegram writes dates: whole seconds since 1970 UTC."""
        return int(self.clock.now().timestamp())

    def touch(self) -> None:
        """Tell everybody who waits that something can be seen that could not be seen before."""
        self.version += 1
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def changed(self, since: int, timeout: float = 5.0) -> int:  # noqa: ASYNC109 - see Press.answer
        """Wait until the version is greater than ``since`` and return it.

        Args:
            since: a version seen before.
            timeout: real seconds.

        Raises:
            TimeoutError: nothing happened in that time.
        """
        async with asyncio.timeout(timeout):
            while self.version <= since:
                future = asyncio.get_running_loop().create_future()
                self._waiting.add(future)
                try:
                    await future
                finally:
                    self._waiting.discard(future)
        return self.version

    # --- what happens ------------------------------------------------------------------------------------------

    def new_query_id(self) -> str:
        """Return an id for a press or an inline query."""
        return str(next(self._query_ids))

    def post(self, message: Message) -> Message:
        """Put a new message into its chat (it gets its id and date here) and deliver it to the bots there."""
        chat = message.chat
        message.protected = message.protected or chat.protected
        chat.last_id = chat.last_id + 1 if chat.kind in ("supergroup", "channel") else next(self._message_ids)
        message.message_id = chat.last_id
        message.date = message.date or self.now()
        if "forum_topic_created" in message.content:
            message.thread_id = message.message_id  # a topic is known by the message that opened it
        chat.messages[message.message_id] = message
        kind = "channel_post" if chat.kind == "channel" else "message"
        self.deliver(kind, message)
        self.touch()
        return message

    def service(self, chat: Chat, by: Account | None, *, thread_id: int | None = None, **content: Any) -> Message:
        """Post a service message: something happened in the chat (in a topic of it)."""
        sender_chat = chat if chat.kind == "channel" else None
        message = Message(0, chat, 0, content, None if sender_chat else by, sender_chat, thread_id=thread_id)
        return self.post(message)

    def deliver(self, kind: str, message: Message) -> None:
        """Queue a message (or its edit) for every bot that Telegram would give it to."""
        for bot in self.bots.values():
            if self._receives(bot, message):
                bot.updates.add(kind, message.as_api())

    def _receives(self, bot: BotAccount, message: Message) -> bool:
        chat = message.chat
        if bot in (message.sender, message.posted_by):
            # A bot hears of its own acts only when they are events that others see too (Client.cpp,
            # need_skip_update_message): topics, pins, titles.
            own_events = ("forum_topic", "new_chat_title", "pinned_message", "left_chat_member")
            return message.is_service and any(name.startswith(own_events) for name in message.content)
        if chat.kind == "private":
            return chat.bot is bot
        member = chat.member(bot)
        left = message.content.get("left_chat_member", {}).get("id")
        if not member.inside:
            return bool(left == bot.id and chat.kind != "channel")
        if chat.kind == "channel" or message.is_service or bot.reads_all or member.is_admin:
            return message.is_service or not isinstance(message.sender, BotAccount)
        if isinstance(message.sender, BotAccount):
            return False  # bots do not hear each other
        replied = message.reply_to
        to_bot = replied is not None and (replied.sender is bot or replied.via_bot is bot)
        text = message.text
        command = text.partition(" ")[0].partition("\n")[0]
        for_bot = command.startswith("/") and command.partition("@")[2].lower() in ("", bot.username.lower())
        return to_bot or message.via_bot is bot or for_bot or f"@{bot.username}".lower() in text.lower()

    def remove(self, messages: Iterable[Message]) -> None:
        """Delete messages for everybody."""
        for message in messages:
            message.deleted = True
            message.chat.messages.pop(message.message_id, None)
        self.touch()

    def member_changed(self, chat: Chat, by: Account, old: Member, new: Member) -> None:
        """Tell bots that somebody's place in a chat changed (my_chat_member, chat_member)."""
        update = {
            "chat": chat.as_api(),
            "from": by.as_api(),
            "date": self.now(),
            "old_chat_member": old.as_api(),
            "new_chat_member": new.as_api(),
        }
        for bot in self.bots.values():
            if new.account is bot:
                bot.updates.add("my_chat_member", update)
            elif chat.is_group and chat.member(bot).is_admin:
                bot.updates.add("chat_member", update)
        self.touch()
