"""The page with the phones: static files, a stream of changes, and what a visitor may do. Serves 127.0.0.1 only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.demo.acts import Acts, possible
from bot.demo.bodies import body_of, number_in, text_in
from bot.demo.botapi import World
from bot.demo.document import Document
from bot.demo.guard import add_headers, guarded
from bot.demo.happenings import Happenings
from bot.demo.story import StepMissed, Story
from domain.clock import Clock

STATIC = Path(__file__).with_name("static")
HEARTBEAT = 15.0  # seconds: keeps a quiet stream alive and notices a page that has gone
LONGEST_MOVE = 31 * 24.0  # hours
UPLOAD_LIMIT = 21 << 20  # bytes; Telegram lets bots fetch files of up to 20 MB
PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}


class Page:
    """The page's server; use as an async context manager.

    Args:
        world: the local Telegram.
        acts: what a visitor may do on the phones.
        story: the chapters that the page can play.
        happenings: publishing and moving the clock.
        document: what the page shows.
        clock: the demo's clock.
    """

    def __init__(
        self, world: World, acts: Acts, story: Story, happenings: Happenings, document: Document, clock: Clock
    ) -> None:
        self._world = world
        self._acts = acts
        self._story = story
        self._happenings = happenings
        self._document = document
        self._clock = clock

    def app(self, port: int) -> web.Application:
        """Return the web application for the port it will be reached at."""
        app = web.Application(middlewares=[guarded(port), possible], client_max_size=UPLOAD_LIMIT)
        app.on_response_prepare.append(add_headers)
        app.router.add_get("/", self._index)
        app.router.add_static("/static/", STATIC)
        app.router.add_get("/api/events", self._events)
        app.router.add_get("/api/files/{file}", self._file)
        app.router.add_post("/api/publish", self._publish)
        app.router.add_post("/api/clock", self._move)
        app.router.add_post("/api/story", self._step)
        app.router.add_routes(self._acts.routes())
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

    async def _step(self, request: web.Request) -> web.Response:
        """Do a step of the story; where the screen is another one than the story expects, say so (409)."""
        body = await body_of(request)
        try:
            done = await self._story.do(text_in(body, "chapter", 40), number_in(body, "step"))
        except LookupError:
            raise web.HTTPGone(text="no such step") from None
        except StepMissed as missed:
            raise web.HTTPConflict(text=str(missed)) from missed
        return web.json_response(done)

    async def _publish(self, request: web.Request) -> web.Response:
        key = (await body_of(request)).get("key")
        if key is not None and not isinstance(key, str):
            raise web.HTTPBadRequest(text="key: a string")
        try:
            post = self._happenings.publish(key)
        except LookupError:
            raise web.HTTPGone(text="no such post waits") from None
        return web.json_response({"url": post.url})

    async def _move(self, request: web.Request) -> web.Response:
        hours = (await body_of(request)).get("hours")
        if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= LONGEST_MOVE:
            raise web.HTTPBadRequest(text="hours: more than 0, at most 744")
        self._happenings.move(hours)
        return web.json_response({"now": self._clock.now().isoformat()})

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
