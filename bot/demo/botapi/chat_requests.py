"""Asking for a chat by ``request_chat`` of a reply keyboard: what it may say, which chats suit, sharing one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.demo.botapi.args import only_fields
from bot.demo.botapi.forwards import NotPossible
from bot.demo.botapi.model import CHANNEL_RIGHTS, GROUP_RIGHTS, RIGHTS, Account
from bot.demo.botapi.refusals import refused

if TYPE_CHECKING:
    from bot.demo.botapi.groups import Group

_RIGHTS_FIELDS = ("is_anonymous", *RIGHTS, *CHANNEL_RIGHTS, *GROUP_RIGHTS)


def read_request(request: Any) -> dict[str, Any]:
    """Check a KeyboardButtonRequestChat and return it.

    Raises:
        Refused: no id or kind of chat, unknown fields, or a bot that would have rights the person has not.
    """
    fields = only_fields(
        request, "KeyboardButtonRequestChat", request_id=int, chat_is_channel=bool, chat_is_forum=bool,
        chat_has_username=bool, chat_is_created=bool, user_administrator_rights=dict, bot_administrator_rights=dict,
        bot_is_member=bool, request_title=bool, request_username=bool, request_photo=bool,
    )  # fmt: skip
    for name in ("request_id", "chat_is_channel"):
        if name not in fields:
            raise refused("request_field", name=name)
    rights: dict[str, set[str]] = {}
    for name in ("user_administrator_rights", "bot_administrator_rights"):
        given = only_fields(fields.get(name, {}), "ChatAdministratorRights", **dict.fromkeys(_RIGHTS_FIELDS, bool))
        rights[name] = {right for right, wanted in given.items() if wanted}
    if not rights["bot_administrator_rights"] <= rights["user_administrator_rights"]:
        raise refused("request_rights")
    return fields


def suits(request: dict[str, Any], group: Group, person: Account, bot: Account) -> bool:
    """Tell whether a phone would offer this chat for the request."""
    chat, me = group.chat, group.chat.member(person)
    mine = {right for right, wanted in request.get("user_administrator_rights", {}).items() if wanted}
    mine -= {"is_anonymous"}
    kind = (chat.kind == "channel") == request["chat_is_channel"]
    forum = request.get("chat_is_forum") in (None, chat.is_forum)
    public = request.get("chat_has_username") in (None, bool(chat.username))
    owned = not request.get("chat_is_created") or me.status == "creator"
    known = not request.get("bot_is_member") or chat.member(bot).inside or bool(_wanted(request))
    here = me.inside and chat.migrated_to is None and not chat.deleted
    return all((here, kind, forum, public, owned, known, all(me.may(right) for right in mine)))


def give_rights(request: dict[str, Any], group: Group, person: Account, bot: Account) -> None:
    """Make the bot an administrator with the rights the request asks for, as phones do before they share a chat."""
    wanted = _wanted(request)
    member = group.chat.member(bot)
    if wanted and not all(member.may(right) for right in wanted):
        extra = CHANNEL_RIGHTS if group.chat.kind == "channel" else GROUP_RIGHTS
        had = {right for right in (*RIGHTS, *extra) if member.may(right)}
        group.promote(bot, by=person, **{right: right in had | wanted for right in (*RIGHTS, *extra)})


def shared(request: dict[str, Any], group: Group) -> dict[str, Any]:
    """Return the ChatShared that answers a request: its id, the chat's id, and what else was asked for."""
    answer: dict[str, Any] = {"request_id": request["request_id"], "chat_id": group.id}
    if request.get("request_title"):
        answer["title"] = group.chat.title
    if request.get("request_username") and group.chat.username:
        answer["username"] = group.chat.username
    return answer


def asked_for(keyboard: dict[str, Any] | None, label: str) -> dict[str, Any]:
    """Return what the button with the label asks for.

    Raises:
        LookupError: the keyboard has no such button.
        NotPossible: the button asks for no chat.
    """
    buttons = [button for row in (keyboard or {"keyboard": []})["keyboard"] for button in row]
    button = next((button for button in buttons if button["text"] == label), None)
    if button is None:
        raise LookupError(f"no button {label!r} among {[button['text'] for button in buttons]}")
    if "request_chat" not in button:
        raise NotPossible("the button asks for no chat")
    request: dict[str, Any] = button["request_chat"]
    return request


def _wanted(request: dict[str, Any]) -> set[str]:
    return {right for right, wanted in request.get("bot_administrator_rights", {}).items() if wanted} - {"is_anonymous"}
