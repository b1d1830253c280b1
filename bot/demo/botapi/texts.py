"""Texts and captions that a bot sends: parsed, cleaned, measured."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.demo.botapi.args import only_fields
from bot.demo.botapi.detect import add_detected
from bot.demo.botapi.entities import Entity, in_order, normalise, trim, units
from bot.demo.botapi.html import MarkupError, parse_html
from bot.demo.botapi.links import checked_link
from bot.demo.botapi.refusals import refused
from bot.demo.botapi.world import World

MAX_BYTES = 1 << 15  # of raw text; Client.cpp get_formatted_text
MAX_TEXT = 4096  # code points after parsing
MAX_CAPTION = 1024

_MARKED = [
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "blockquote",
    "expandable_blockquote",
]
_DETECTED = ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"]


def formatted(world: World, raw: str, parse_mode: str, given: Any, *, limit: int, too_long: str) -> dict[str, Any]:
    """Return ``{"text": …, "entities": […]}`` of what a bot sent.

    Args:
        raw: as sent.
        parse_mode: "HTML" (any case) or empty.
        given: MessageEntity objects, used without a parse mode.
        limit: code points allowed after parsing.
        too_long: the refusal above it.

    Raises:
        Refused: markup, length, or entities that Telegram would refuse; an empty result when nothing is left.
    """
    if len(raw.encode("utf-8", "replace")) > MAX_BYTES:
        raise refused("text_too_many_bytes")
    mode = parse_mode.lower()
    text = raw
    entities: list[Entity] = []
    if mode == "html":
        try:
            text, entities = parse_html(raw)
        except MarkupError as error:
            raise refused("markup", error=error) from None
    elif mode in ("markdown", "markdownv2"):
        raise refused("markdown", mode=parse_mode)
    elif mode not in ("", "none"):
        raise refused("parse_mode")
    elif given is not None:
        entities = _given_entities(raw, given)
    text, entities = trim(*normalise(text, entities))
    if len(text) > limit:
        raise refused(too_long)
    if not text:
        return {}
    # A mention of somebody Telegram does not know is shown as plain words.
    known = [e for e in entities if not e.user_id or e.user_id in world.people]
    shown = [e.as_api() for e in add_detected(text, known)]
    for entity in shown:
        if "user" in entity:
            entity["user"] = world.people[entity["user"]["id"]].as_api()
    return {"text": text, "entities": shown} if shown else {"text": text}


def _given_entities(text: str, given: Any) -> list[Entity]:
    if not isinstance(given, list):
        raise refused("bad_parameter", name="entities", kind="an Array of MessageEntity")
    entities, size = [], units(text)
    for item in given:
        fields = only_fields(
            item, "MessageEntity", type=str, offset=int, length=int, url=str, user=dict, language=str,
            custom_emoji_id=str,
        )  # fmt: skip
        kind, offset, length = fields.get("type"), fields.get("offset", -1), fields.get("length", -1)
        if kind in _DETECTED:
            continue  # found again by ourselves, as Telegram does
        if kind not in _MARKED or offset < 0 or length < 0 or offset + length > size:
            raise refused("markup", error=f"wrong entity of type {kind} at offset {offset}")
        url = checked_link(fields.get("url", "")) if kind == "text_link" else ""
        entity = Entity(str(kind), offset, length, url, fields.get("language", ""))
        user = fields.get("user") or {}
        entities.append(replace(entity, user_id=user.get("id", 0), custom_emoji_id=fields.get("custom_emoji_id", "")))
    return in_order(entities)


def message_text(world: World, raw: str, parse_mode: str, entities: Any) -> dict[str, Any]:
    """Return the ``text`` and ``entities`` of a text message.

    Raises:
        Refused: an empty or too long text, or wrong markup.
    """
    if not raw:
        raise refused("text_empty")
    content = formatted(world, raw, parse_mode, entities, limit=MAX_TEXT, too_long="text_too_long")
    if not content:
        raise refused("empty_message")
    return content


def caption(world: World, raw: str, parse_mode: str, entities: Any) -> dict[str, Any]:
    """Return ``caption`` and ``caption_entities``, or nothing when there is no caption."""
    if not raw:
        return {}
    content = formatted(world, raw, parse_mode, entities, limit=MAX_CAPTION, too_long="caption_too_long")
    names = {"text": "caption", "entities": "caption_entities"}
    return {names[name]: value for name, value in content.items()}
