"""A bot's account at the local Telegram: its queue, its limits, and what it said about itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.demo.botapi.limits import Flood, Limits
from bot.demo.botapi.model import Account
from bot.demo.botapi.updates import UpdateQueue


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom commands are meant; see BotCommandScope."""

    type: str = "default"
    chat_id: int = 0
    user_id: int = 0


@dataclass(eq=False)
class BotAccount(Account):
    """A bot.

    Attributes:
        token: what its calls are signed with.
        reads_all: privacy mode is off: it gets every message of its groups.
        inline_feedback: it is told which inline results are chosen (@BotFather, /setinlinefeedback).
        updates: what it has not confirmed yet.
        flood: its limits and what they refused.
        commands: commands by scope and language ("" is every language).
        profile: ``name``, ``description`` and ``short_description`` by (what, language).
        menu_buttons: MenuButton by chat id; 0 is the default one.
        logged_out: it called logOut.
    """

    token: str = field(default="", repr=False)
    reads_all: bool = False
    inline_feedback: bool = False
    updates: UpdateQueue = field(default_factory=UpdateQueue)
    flood: Flood = field(default_factory=lambda: Flood(Limits()))
    commands: dict[tuple[Scope, str], list[dict[str, Any]]] = field(default_factory=dict)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)
    logged_out: bool = False

    def commands_in(self, scopes: list[Scope], language: str) -> list[dict[str, Any]]:
        """Return the commands of the first scope that has any, in the language first, then in every language."""
        for scope in scopes:
            for code in dict.fromkeys((language, "")):
                if found := self.commands.get((scope, code)):
                    return found
        return []
