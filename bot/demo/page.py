"""The page with the phones: static files, a stream of changes, and what a visitor may do. Serves 127.0.0.1 only."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.demo.botapi import NotPossible
from bot.demo.botapi.world import World
from bot.demo.document import Document
from bot.demo.guard import add_headers, guarded
from bot.demo.phones import Phone
from bot.demo.sample_sources import SampleSources
from bot.demo.traces import Traces
from domain.clock import MovableClock

STATIC = Path(__file__).with_name("static")
HEARTBEAT = 15.0  # seconds: keeps a quiet stream alive and notices a page that has gone
ANSWER_WITHIN = 10.0  # seconds a phone waits for the bot's answer to a press
LONGEST_TEXT = 16_384
LONGEST_NAME = 120
LONGEST_MOVE = 31 * 24.0  # hours
UPLOAD_LIMIT = 21 << 20  # bytes; Telegram lets bots fetch files of up to 20 MB
PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}


class Page:
    """The page's server; use as an async context manager.

    Args:
        world: the local Telegram.
        phones: the phones shown.
        sources: the sample sites.
        traces: told of every published post.
        document: what the page shows.
        clock: the demo's clock.
        on_moved: called after the clock was moved.
    """

    def __init__(
        self,
        world: World,
        phones: Sequence[Phone],
        sources: SampleSources,
        traces: Traces,
        document: Document,
        clock: MovableClock,
        on_moved: Callable[[], None],
    ) -> None:
        self._world = world
        self._phones = {phone.guest.id: phone for phone in phones}
        self._sources = sources
        self._traces = traces
        self._document = document
        self._clock = clock
        self._on_moved = on_moved

    def app(self, port: int) -> web.Application:
        """Return the web application for the port it will be reached at."""
        app = web.Application(middlewares=[guarded(port)], client_max_size=UPLOAD_LIMIT)
        app.on_response_prepare.append(add_headers)
        app.router.add_get("/", self._index)
        app.router.add_static("/static/", STATIC)
        app.router.add_get("/api/events", self._events)
        app.router.add_get("/api/files/{file}", self._file)
        app.router.add_post("/api/publish", self._publish)
        app.router.add_post("/api/clock", self._move)
        acts = {"start": self._start, "write": self._write, "press": self._press, "document": self._send_file}
        for name, act in acts.items():
            app.router.add_post(f"/api/phones/{{phone}}/{name}", act)
        return app

    async def _index(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / "index.html")

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Stream the document: whole at first, then what changed (server-sent events)."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        seen: dict[str, Any] = {}
        version = self._document.version
        whole = True
        while True:
            changed = self._document.patch(seen)
            if changed or whole:
                line = json.dumps({"reset": whole, "set": changed}, ensure_ascii=False)
                await response.write(f"retry: 1000\ndata: {line}\n\n".encode())
                whole = False
            try:
                version = await self._document.after(version, HEARTBEAT)
            except TimeoutError:
                await response.write(b": still here\n\n")

    async def _start(self, request: web.Request) -> web.Response:
        phone = self._phone(request)
        return _done(phone.person.start(phone.bot).message_id)

    async def _write(self, request: web.Request) -> web.Response:
        phone = self._phone(request)
        text = (await _body(request)).get("text")
        if not isinstance(text, str) or len(text) > LONGEST_TEXT:
            raise web.HTTPBadRequest(text="text: a string of up to 16384 characters")
        try:
            return _done(phone.person.write(phone.bot, text).message_id)
        except NotPossible as error:
            raise web.HTTPConflict(text=str(error)) from error

    async def _send_file(self, request: web.Request) -> web.Response:
        phone = self._phone(request)
        name = "".join(c for c in request.query.get("name", "") if c.isprintable() and c not in "/\\")
        content = await request.read()
        if not content:
            raise web.HTTPBadRequest(text="an empty file")
        try:
            return _done(phone.person.send_document(phone.bot, name[-LONGEST_NAME:] or "file", content).message_id)
        except NotPossible as error:
            raise web.HTTPConflict(text=str(error)) from error

    async def _press(self, request: web.Request) -> web.Response:
        phone = self._phone(request)
        where = await _body(request)
        number, row, column = (_number(where, name) for name in ("message", "row", "column"))
        message = phone.message(number)
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
        return web.json_response({"answered": True, "text": answer.text, "alert": answer.show_alert})

    async def _publish(self, request: web.Request) -> web.Response:
        key = (await _body(request)).get("key")
        if key is not None and not isinstance(key, str):
            raise web.HTTPBadRequest(text="key: a string")
        try:
            post = self._sources.publish(key)
        except LookupError:
            raise web.HTTPGone(text="no such post waits") from None
        self._traces.follow(post)
        self._world.touch()
        return web.json_response({"url": post.url})

    async def _move(self, request: web.Request) -> web.Response:
        hours = (await _body(request)).get("hours")
        if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= LONGEST_MOVE:
            raise web.HTTPBadRequest(text="hours: more than 0, at most 744")
        now = self._clock.move(timedelta(hours=hours))
        self._document.clock_moves += 1
        self._on_moved()
        self._world.touch()
        return web.json_response({"now": now.isoformat()})

    async def _file(self, request: web.Request) -> web.Response:
        stored = self._world.files.get(request.match_info["file"])
        if stored is None:
            raise web.HTTPNotFound
        picture = next((mime for magic, mime in PICTURES.items() if stored.content.startswith(magic)), None)
        # Only pictures are shown; anything else is downloaded and never runs as a page of this origin.
        headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
        if picture is None or stored.kind != "photo":
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=stored.content, content_type=picture or "application/octet-stream", headers=headers)

    def _phone(self, request: web.Request) -> Phone:
        phone = self._phones.get(request.match_info["phone"])
        if phone is None:
            raise web.HTTPNotFound
        return phone


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text="not JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="not a JSON object")
    return body


def _number(body: dict[str, Any], name: str) -> int:
    number = body.get(name)
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise web.HTTPBadRequest(text=f"{name}: a number")
    return number


def _done(message_id: int) -> web.Response:
    return web.json_response({"message": message_id})
