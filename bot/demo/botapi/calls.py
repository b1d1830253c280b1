"""A call of a bot, the table of methods, and the checks that many methods share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.demo.botapi.args import Kind, Upload
from bot.demo.botapi.bots import BotAccount
from bot.demo.botapi.model import Chat, Message
from bot.demo.botapi.people import Person
from bot.demo.botapi.refusals import refused
from bot.demo.botapi.world import World


@dataclass(slots=True)
class ApiCall:
    """One call: who calls, and with what (values already of their types)."""

    world: World
    bot: BotAccount
    method: str
    args: dict[str, Any]
    uploads: dict[str, Upload]

    def text(self, name: str) -> str:
        """Return a parameter's text; empty when it was not given."""
        return str(self.args.get(name, ""))

    def integer(self, name: str, default: int = 0) -> int:
        """Return a number."""
        return int(self.args.get(name, default))

    def flag(self, name: str) -> bool:
        """Return a yes or no; no when it was not given."""
        return bool(self.args.get(name, False))

    def items(self, name: str) -> list[Any]:
        """Return the items of an array; none when it was not given.

        Raises:
            Refused: it is something else.
        """
        value = self.args.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise refused("bad_parameter", name=name, kind="an Array")
        return value


Handler = Callable[[ApiCall], Any | Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the API: its documented name, its parameters, and what carries it out."""

    name: str
    parameters: dict[str, Kind]
    handler: Handler


METHODS: dict[str, Method] = {}


def method(name: str, /, **parameters: Kind) -> Callable[[Handler], Handler]:
    """Register a method under its documented name (found in any case) with the parameters it knows."""

    def register(handler: Handler) -> Handler:
        METHODS[name.lower()] = Method(name, parameters, handler)
        return handler

    return register


def find_chat(call: ApiCall, name: str = "chat_id", *, write: bool = True, missing: str = "chat_id_empty") -> Chat:
    """Return the chat a call means and check that the bot may read it, or write to it.

    Args:
        write: the call will send or change something there.
        missing: the refusal when the parameter is absent.

    Raises:
        Refused: as Telegram's ``check_chat_access`` and its servers do.
    """
    written = call.text(name)
    if not written:
        raise refused(missing, name=name)
    world = call.world
    if written.startswith("@"):
        named = [g.chat for g in world.groups.values() if g.chat.username.lower() == written[1:].lower() != ""]
        if not named:
            raise refused("chat_not_found")
        return check_access(call, named[0], write)
    try:
        chat_id = int(written)
    except ValueError:
        raise refused("chat_not_found") from None
    group = world.groups.get(chat_id)
    if group is not None:
        chat = group.chat if group.chat.id == chat_id else group.old_chat
        assert chat is not None
        if call.bot.id not in chat.members and not chat.username:
            raise refused("chat_not_found")  # a private chat the bot has never seen
        return check_access(call, chat, write)
    person = world.people.get(chat_id)
    if person is None:
        if any(bot.id == chat_id for bot in world.bots.values()):
            raise refused("bot_to_bot")
        raise refused("chat_not_found")
    return _private(call, person, write)


def _private(call: ApiCall, person: Person, write: bool) -> Chat:
    chat = call.world.private_chat(call.bot, person)
    if write and person.deactivated:
        raise refused("user_deactivated")
    if write and not chat.started:
        raise refused("never_started")
    if not chat.started:
        raise refused("chat_not_found")
    if write and chat.blocked:
        raise refused("bot_blocked")
    return chat


def check_access(call: ApiCall, chat: Chat, write: bool) -> Chat:
    """Check that the bot belongs to a group or channel (and that it still exists)."""
    status = chat.member(call.bot).status
    if write and chat.migrated_to is not None:
        raise refused("upgraded", migrate_to_chat_id=chat.migrated_to)
    if write and chat.deleted:
        raise refused("group_deleted")
    needed = write or (chat.kind != "group" and not chat.username)
    if needed and status in ("kicked", "left"):
        raise refused(f"{'kicked' if status == 'kicked' else 'not_member'}_{chat.kind}")
    return chat


def check_may_post(call: ApiCall, chat: Chat) -> None:
    """Check that the bot may send messages to a chat it has access to.

    Raises:
        Refused: a channel where it is not an administrator, a group where members may not write.
    """
    member = chat.member(call.bot)
    if chat.kind == "channel" and not member.may("can_post_messages"):
        raise refused("need_admin")
    if chat.kind in ("group", "supergroup") and not chat.members_may_write and not member.is_admin:
        raise refused("no_rights")


def find_message(call: ApiCall, chat: Chat, purpose: str, name: str = "message_id") -> Message:
    """Return a message of a chat.

    Args:
        purpose: the end of the refusal's name: ``edit``, ``delete``, ``copy``, ``forward`` or ``react``.
    """
    message = chat.messages.get(call.integer(name))
    if message is None:
        raise refused(f"message_to_{purpose}_not_found")
    return message


def message_ids(call: ApiCall) -> list[int]:
    """Return the list in ``message_ids``: 1–100 positive numbers.

    Raises:
        Refused: none, too many, or not numbers.
    """
    ids = call.items("message_ids")
    if not ids:
        raise refused("messages_unspecified")
    if not all(isinstance(number, int) and number > 0 for number in ids):
        raise refused("bad_parameter", name="message_ids", kind="an Array of positive Integers")
    if len(ids) > 100:
        raise refused("messages_too_many")
    return ids
