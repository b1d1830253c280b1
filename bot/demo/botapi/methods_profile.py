"""What a bot says about itself: who it is, its commands, names, descriptions and menu button."""

from __future__ import annotations

import re
from typing import Any

from bot.demo.botapi.args import Kind, only_fields
from bot.demo.botapi.bots import Scope
from bot.demo.botapi.calls import ApiCall, Handler, find_chat, method
from bot.demo.botapi.refusals import refused

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}|")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators", *_CHAT_SCOPES)


@method("getMe")
def get_me(call: ApiCall) -> Any:
    """The bot itself."""
    bot = call.bot
    flags = {
        "can_join_groups": True,
        "can_read_all_group_messages": bot.reads_all,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return bot.as_api() | flags


@method("setMyCommands", commands="json", scope="json", language_code="text")
def set_my_commands(call: ApiCall) -> Any:
    """Set the commands for a scope and a language; an empty list removes them."""
    commands = call.items("commands")
    if len(commands) > 100:
        raise refused("too_many_commands")
    checked = [_command(command) for command in commands]
    key = (_scope(call), _language(call))
    call.bot.commands.pop(key, None)
    if checked:
        call.bot.commands[key] = checked
    call.world.touch()
    return True


@method("getMyCommands", scope="json", language_code="text")
def get_my_commands(call: ApiCall) -> Any:
    """The commands of exactly this scope and language."""
    return call.bot.commands.get((_scope(call), _language(call)), [])


@method("deleteMyCommands", scope="json", language_code="text")
def delete_my_commands(call: ApiCall) -> Any:
    """Forget the commands of a scope and language."""
    call.bot.commands.pop((_scope(call), _language(call)), None)
    call.world.touch()
    return True


def _profile_methods(documented: str, what: str, limit: int) -> None:
    """Register the setter and the getter of one text about the bot."""

    def setter(call: ApiCall) -> Any:
        text = call.text(what)
        if len(text) > limit:
            raise refused("name_long", what=f"the bot's {what.replace('_', ' ')}")
        call.bot.profile[what, _language(call)] = text
        call.world.touch()
        return True

    def getter(call: ApiCall) -> Any:
        profile = call.bot.profile
        default = call.bot.first_name if what == "name" else ""
        return {what: profile.get((what, _language(call))) or profile.get((what, "")) or default}

    set_handler: Handler = setter
    text: Kind = "text"
    method(f"setMy{documented}", language_code=text, **{what: text})(set_handler)
    method(f"getMy{documented}", language_code="text")(getter)


# Lengths: Bot API, setMyName, setMyDescription, setMyShortDescription.
_profile_methods("Name", "name", 64)
_profile_methods("Description", "description", 512)
_profile_methods("ShortDescription", "short_description", 120)


@method("setChatMenuButton", chat_id="integer", menu_button="json")
def set_chat_menu_button(call: ApiCall) -> Any:
    """Set the menu button of one person, or the default one."""
    button = call.args.get("menu_button") or {"type": "default"}
    fields = only_fields(button, "MenuButton", type=str, text=str, web_app=dict)
    if fields.get("type") not in ("default", "commands", "web_app"):
        raise refused("menu_button", error="invalid menu button type")
    call.bot.menu_buttons[_person(call)] = fields
    call.world.touch()
    return True


@method("getChatMenuButton", chat_id="integer")
def get_chat_menu_button(call: ApiCall) -> Any:
    """The menu button that a person sees."""
    buttons = call.bot.menu_buttons
    return buttons.get(_person(call)) or buttons.get(0) or {"type": "commands"}


def _person(call: ApiCall) -> int:
    chat_id = call.integer("chat_id")
    if chat_id and chat_id not in call.world.people:
        raise refused("chat_not_found")
    return chat_id


def _command(command: Any) -> dict[str, Any]:
    fields = only_fields(command, "BotCommand", command=str, description=str)
    for name in ("command", "description"):
        if name not in fields:
            raise refused("command", error=f'Can\'t find field "{name}"')
    fields["command"] = fields["command"].removeprefix("/")
    if not _COMMAND.fullmatch(fields["command"]):
        raise refused("command_invalid")
    if not 1 <= len(fields["description"]) <= 256:
        raise refused("command_description")
    return fields


def _language(call: ApiCall) -> str:
    code = call.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise refused("language_code")
    return code


def _scope(call: ApiCall) -> Scope:
    given = call.args.get("scope")
    if given is None:
        return Scope()
    fields = only_fields(given, "BotCommandScope", type=str, chat_id=(int, str), user_id=int)
    kind = fields.get("type", "")
    if kind not in _SCOPES:
        raise refused("scope", error="unsupported type specified" if kind else 'Can\'t find field "type"')
    if kind not in _CHAT_SCOPES:
        return Scope(kind)
    call.args["scope_chat"] = str(fields.get("chat_id", ""))
    chat = find_chat(call, "scope_chat", write=False)
    if kind != "chat" and not chat.is_group:
        raise refused("scope_private")
    if kind == "chat" and chat.kind == "channel":
        raise refused("scope_channel")
    user_id = fields.get("user_id", 0) if kind == "chat_member" else 0
    if kind == "chat_member" and not user_id:
        raise refused("invalid_user_id")
    return Scope(kind, chat.id, user_id)
