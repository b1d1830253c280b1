"""A strict local Telegram: the Bot API over HTTP for bots, and people with phones for tests and the demo page.

``World`` holds everything that happens; ``BotApiServer`` serves it to bots on this machine.
"""

from bot.demo.botapi.bots import BotAccount
from bot.demo.botapi.groups import Group
from bot.demo.botapi.limits import Limits
from bot.demo.botapi.model import Answer, Chat, InlineQuery, Message, Press
from bot.demo.botapi.people import NotPossible, Person
from bot.demo.botapi.server import BotApiServer
from bot.demo.botapi.world import Call, World

__all__ = [
    "Answer",
    "BotAccount",
    "BotApiServer",
    "Call",
    "Chat",
    "Group",
    "InlineQuery",
    "Limits",
    "Message",
    "NotPossible",
    "Person",
    "Press",
    "World",
]
