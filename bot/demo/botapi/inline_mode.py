"""Inline mode: ``@bot words`` in any chat, the results a bot offers, and the message that one of them becomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.demo.botapi.bots import BotAccount
from bot.demo.botapi.forwards import NotPossible
from bot.demo.botapi.model import Account, Chat, Message
from bot.demo.botapi.queries import InlineQuery

if TYPE_CHECKING:
    from bot.demo.botapi.world import World

DEFAULT_CACHE = 300  # seconds; Bot API, answerInlineQuery, cache_time
LONGEST_QUERY = 256  # characters; Bot API, InlineQuery.query


@dataclass(slots=True)
class InlineAnswers:
    """Answers that Telegram's servers keep: the same words from anybody get them, unless they are personal.

    A bot that forgets ``is_personal`` shows one person's results to another, here as there.
    """

    _kept: dict[tuple[int, str, str, int], tuple[datetime, dict[str, Any]]] = field(default_factory=dict)

    def keep(self, bot: Account, query: InlineQuery, answer: dict[str, Any], seconds: int, personal: bool) -> None:
        """Keep an answer for some seconds from the moment it was asked for; 0 keeps nothing."""
        key = (bot.id, query.query, query.offset, query.person.id if personal else 0)
        self._kept[key] = (query.at + timedelta(seconds=seconds), answer)

    def find(self, bot: Account, query: InlineQuery) -> dict[str, Any] | None:
        """Return the answer that is kept for these words, or None."""
        for person in (query.person.id, 0):
            until, answer = self._kept.get((bot.id, query.query, query.offset, person), (query.at, None))
            if answer is not None and query.at < until:
                return answer
        return None


def ask(world: World, person: Account, bot: BotAccount, words: str, offset: str, chat: Chat | None) -> InlineQuery:
    """Send an inline query; a kept answer comes at once and the bot hears nothing."""
    query = InlineQuery(world.new_query_id(), person, words.strip()[:LONGEST_QUERY], world.clock.now(), offset)
    kept = world.inline_answers.find(bot, query)
    if kept is not None:
        query.resolve(kept)
        return query
    world.inline_queries[query.id] = query
    update = {"id": query.id, "from": person.as_api(), "query": query.query, "offset": offset}
    if chat is not None:
        update["chat_type"] = "sender" if chat.bot is bot else chat.kind
    bot.updates.add("inline_query", update)
    return query


def chosen_message(world: World, query: InlineQuery, result_id: str, bot: BotAccount, chat: Chat) -> dict[str, Any]:
    """Return what a chosen result posts: ``content`` and the other fields of a Message.

    Raises:
        LookupError: no such result was offered.
        NotPossible: the chat is another bot's.
    """
    if chat.bot is not None and chat.bot is not bot:
        raise NotPossible("results of one bot are not sent to another")
    chosen = {result["id"]: result for result in query.offered}[result_id]
    fields: dict[str, Any] = {"reply_markup": chosen.get("reply_markup"), "via_bot": bot}
    if "document_file_id" in chosen:
        stored = world.files.get(chosen["document_file_id"])
        assert stored is not None
        words = {name: chosen[name] for name in ("caption", "caption_entities") if name in chosen}
        return fields | {"content": words | {"document": stored.as_api()}}
    content: dict[str, Any] = dict(chosen["input_message_content"])
    fields["link_preview"] = content.pop("link_preview_options", None)
    return fields | {"content": content}


def tell_chosen(world: World, query: InlineQuery, result_id: str, bot: BotAccount, message: Message) -> None:
    """Give a posted result its ``inline_message_id`` and tell the bot of the choice, if it wants to know.

    Only a message with an inline keyboard has such an id (Bot API, ChosenInlineResult).
    """
    chosen = {"result_id": result_id, "from": query.person.as_api(), "query": query.query}
    if message.reply_markup is not None:
        message.inline_id = f"AgAAAInline{world.new_query_id()}"
        world.inline_messages[message.inline_id] = message
        chosen["inline_message_id"] = message.inline_id
    if bot.inline_feedback:
        bot.updates.add("chosen_inline_result", chosen)
