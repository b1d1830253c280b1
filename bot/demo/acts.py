"""What a visitor may do on a phone of the page: each act is checked, carried out by the guest, and answered in JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.demo.bodies import body_of, number_in, text_in
from bot.demo.botapi import InlineQuery, Message, NotPossible
from bot.demo.phones import PRIVATE, Phone
from bot.demo.sample_channels import SampleChannels

ANSWER_WITHIN = 10.0  # seconds a phone waits for the bot's answer to a press
RESULTS_WITHIN = 4.0  # seconds a phone waits for inline results; a bot without inline mode never gives any
LONGEST_TEXT = 16_384
LONGEST_CAPTION = 1024
LONGEST_NAME = 120
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Acts:
    """The acts, as handlers of the page's server.

    Args:
        phones: the phones shown.
        channels: where the sample sites' posts can be forwarded from.
    """

    def __init__(self, phones: Sequence[Phone], channels: SampleChannels) -> None:
        self._phones = {phone.guest.id: phone for phone in phones}
        self._channels = channels
        self._asked: dict[str, InlineQuery] = {}

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, one for each act on a phone."""
        acts = {
            "start": self._start,
            "write": self._write,
            "press": self._press,
            "document": self._send_file,
            "photo": self._send_photo,
            "forward": self._forward,
            "share": self._share,
            "inline": self._inline,
            "choose": self._choose,
            "standing": self._standing,
            "request": self._request,
            "group": self._group,
        }
        return [web.post(f"/api/phones/{{phone}}/{name}", act) for name, act in acts.items()]

    async def _start(self, request: web.Request) -> web.Response:
        phone, body = self._phone(request), await body_of(request)
        return _done(phone.person.start(phone.bot, _payload(body)))

    async def _write(self, request: web.Request) -> web.Response:
        phone, body = self._phone(request), await body_of(request)
        text, name = text_in(body, "text", LONGEST_TEXT), _chat(phone, body)
        reply_to = phone.message(number_in(body, "reply"), name) if "reply" in body else None
        return _done(phone.person.write(phone.where(name), text, reply_to=reply_to, thread_id=_topic(body)))

    async def _send_file(self, request: web.Request) -> web.Response:
        phone, name, caption, content = await self._upload(request)
        file_name = "".join(c for c in request.query.get("name", "") if c.isprintable() and c not in "/\\")
        file_name = file_name[-LONGEST_NAME:] or "file"
        where, topic = phone.where(name), _topic(request.query)
        return _done(phone.person.send_document(where, file_name, content, caption=caption, thread_id=topic))

    async def _send_photo(self, request: web.Request) -> web.Response:
        phone, name, caption, content = await self._upload(request)
        try:
            where, topic = phone.where(name), _topic(request.query)
            return _done(phone.person.send_photo(where, content, caption=caption, thread_id=topic))
        except ValueError:
            raise web.HTTPBadRequest(text="not an image") from None

    async def _upload(self, request: web.Request) -> tuple[Phone, str, str, bytes]:
        phone = self._phone(request)
        name, caption = _chat(phone, request.query), request.query.get("caption", "")[:LONGEST_CAPTION]
        content = await request.read()
        if not content:
            raise web.HTTPBadRequest(text="an empty file")
        return phone, name, caption, content

    async def _press(self, request: web.Request) -> web.Response:
        phone, body = self._phone(request), await body_of(request)
        number, row, column = (number_in(body, name) for name in ("message", "row", "column"))
        message = phone.message(number, _chat(phone, body))
        rows = ((message.reply_markup if message else None) or {}).get("inline_keyboard", [])
        try:
            data = rows[row][column]["callback_data"]
        except (LookupError, TypeError):
            raise web.HTTPGone(text="no such button any more") from None
        assert message is not None
        try:
            answer = await phone.person.press_forged(message, data).answer(ANSWER_WITHIN)
        except TimeoutError:
            return web.json_response({"answered": False})
        return web.json_response({"answered": True, "text": answer.text, "alert": answer.show_alert, "url": answer.url})

    async def _forward(self, request: web.Request) -> web.Response:
        phone, body = self._phone(request), await body_of(request)
        message = phone.message(number_in(body, "message"), _chat(phone, body))
        if message is None:
            raise web.HTTPGone(text="no such message any more")
        return _done(phone.person.forward(phone.bot, message))

    async def _share(self, request: web.Request) -> web.Response:
        """Forward a published post of a sample site to the bot, as from the site's channel."""
        phone, body = self._phone(request), await body_of(request)
        try:
            post = self._channels.post(text_in(body, "key", LONGEST_NAME))
        except LookupError:
            raise web.HTTPGone(text="no such post is published") from None
        return _done(phone.person.forward(phone.bot, post))

    async def _inline(self, request: web.Request) -> web.Response:
        phone, body = self._phone(request), await body_of(request)
        words, where = text_in(body, "query", LONGEST_TEXT), phone.where(_chat(phone, body))
        asked = phone.person.inline(phone.bot, words, offset=text_in(body, "offset", 64, ""), where=where)
        try:
            results = await asked.results(RESULTS_WITHIN)
        except TimeoutError:
            return web.json_response({"answered": False})
        self._asked[phone.guest.id] = asked
        shown = [{name: result.get(name, "") for name in ("id", "title", "description")} for result in results]
        button = asked.button and {"text": asked.button["text"], "payload": asked.button.get("start_parameter", "")}
        return web.json_response(
            {"answered": True, "results": shown, "button": button, "next": asked.next_offset, "query": words}
        )

    async def _choose(self, request: web.Request) -> web.Response:
        phone, body = self._phone(request), await body_of(request)
        asked = self._asked.get(phone.guest.id)
        where = phone.where(_chat(phone, body))
        if asked is None:
            raise web.HTTPGone(text="nothing was asked")
        try:
            result = text_in(body, "result", LONGEST_NAME)
            return _done(phone.person.choose(asked, result, phone.bot, where, thread_id=_topic(body)))
        except LookupError:
            raise web.HTTPGone(text="no such result was offered") from None

    async def _standing(self, request: web.Request) -> web.Response:
        """Add the bot to a shared chat, give or take its rights, or remove it."""
        phone, body = self._phone(request), await body_of(request)
        place = phone.places.get(text_in(body, "chat", LONGEST_NAME))
        if place is None:
            raise web.HTTPNotFound(text="no such chat on this phone")
        for standing in place.allowed(phone.person, phone.bot):
            if standing == body.get("standing"):
                place.make(standing, phone.person, phone.bot)
                return web.json_response({"standing": standing})
        raise web.HTTPConflict(text="this person may not do this here")

    async def _request(self, request: web.Request) -> web.Response:
        """Tell which chats suit a button that asks for one, or share the chosen chat."""
        phone, body = self._phone(request), await body_of(request)
        label = text_in(body, "label", LONGEST_TEXT)
        try:
            suitable = phone.person.suitable_chats(phone.bot, label)
            if "chat" in body:
                group = phone.places[_chat(phone, body)].group
                return _done(phone.person.share_chat(phone.bot, label, group))
        except LookupError:
            raise web.HTTPGone(text="no such button any more") from None
        return web.json_response({"chats": [place.id for place in phone.places.values() if place.group in suitable]})

    async def _group(self, request: web.Request) -> web.Response:
        """Open a link that adds the bot to a group or channel."""
        phone, body = self._phone(request), await body_of(request)
        place = phone.places.get(text_in(body, "chat", LONGEST_NAME))
        if place is None:
            raise web.HTTPNotFound(text="no such chat on this phone")
        rights = {"can_manage_chat": True} if body.get("admin") is True else {}
        sent = phone.person.start_in_group(phone.bot, place.group, _payload(body), **rights)
        return web.json_response({"message": sent.message_id if sent else None})

    def _phone(self, request: web.Request) -> Phone:
        phone = self._phones.get(request.match_info["phone"])
        if phone is None:
            raise web.HTTPNotFound
        return phone


@web.middleware
async def possible(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what a phone would not offer with 409 and the reason."""
    try:
        return await handler(request)
    except NotPossible as error:
        raise web.HTTPConflict(text=str(error)) from error


def _chat(phone: Phone, body: Mapping[str, Any]) -> str:
    """Return the name of a chat of this phone; the private one when none is given."""
    name = text_in(body, "chat", LONGEST_NAME, PRIVATE)
    if name != PRIVATE and name not in phone.places:
        raise web.HTTPNotFound(text="no such chat on this phone")
    return name


def _topic(body: Mapping[str, Any]) -> int | None:
    """Return the topic that is written into, or None; as a number or, in an address, its digits."""
    topic = body.get("topic", 0)
    if isinstance(topic, str) and topic.isascii() and topic.isdigit():
        topic = int(topic)
    return number_in({"topic": topic}, "topic") or None


def _payload(body: Mapping[str, Any]) -> str:
    payload = text_in(body, "payload", 64, "")
    if not _PAYLOAD.fullmatch(payload):
        raise web.HTTPBadRequest(text="payload: up to 64 of A-Z a-z 0-9 _ -")
    return payload


def _done(message: Message) -> web.Response:
    return web.json_response({"message": message.message_id})
