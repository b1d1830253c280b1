"""A strict local Telegram: the Bot API over HTTP for bots, and people with phones for tests and the demo page.

``World`` holds everything that happens; ``BotApiServer`` serves it to bots on this machine.
"""

from bot.demo.botapi.bots import BotAccount
from bot.demo.botapi.forwards import NotPossible
from bot.demo.botapi.groups import Group
from bot.demo.botapi.limits import Limits
from bot.demo.botapi.model import Chat, Message
from bot.demo.botapi.people import Person
from bot.demo.botapi.queries import Answer, InlineQuery, Press
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
