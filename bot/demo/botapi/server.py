"""The local Bot API over HTTP: requests in, calls carried out, answers or faults out."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.demo.botapi import (
    methods_chats,
    methods_edit,
    methods_profile,
    methods_queries,
    methods_send,
    methods_topics,
    methods_updates,
)
from bot.demo.botapi.args import Upload, as_text, bind
from bot.demo.botapi.calls import METHODS, ApiCall
from bot.demo.botapi.faults import Fault
from bot.demo.botapi.refusals import Refused, refused
from bot.demo.botapi.webhooks import WebhookSender
from bot.demo.botapi.world import Call, World

# Importing them fills the table of methods.
_MODULES = (
    methods_chats, methods_edit, methods_profile, methods_queries, methods_send, methods_topics, methods_updates,
)  # fmt: skip
_PAGE = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n"


class BotApiServer:
    """Serves a world's bots on this machine.

    Args:
        world: what the bots act in.

    Attributes:
        base_url: for ``TelegramAPIServer.from_base``; empty before :meth:`start`.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.base_url = ""
        self._runner: web.AppRunner | None = None
        self._webhooks = WebhookSender(world)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen and return the base address.

        Raises:
            OSError: the port is taken.
        """
        app = web.Application(client_max_size=self.world.files.max_upload + (1 << 20))
        app.router.add_route("*", "/bot{token:[^/]+}/{method:[^/]+}", self._call)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._download)
        app.router.add_route("*", "/{rest:.*}", self._lost)
        # Stopping must not wait for a bot that still polls.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        port = self._runner.addresses[0][1]
        self.base_url = f"http://{host}:{port}"
        await self._webhooks.start()
        return self.base_url

    async def stop(self) -> None:
        """Stop listening; whoever polls gets "restart"."""
        for bot in self.world.bots.values():
            bot.updates.end_poll(refused("restart"))
        await self._webhooks.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _lost(self, request: web.Request) -> web.StreamResponse:
        return _error(refused("not_found"))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        bot = self.world.bots.get(request.match_info["token"])
        if bot is None:
            return _error(refused("unauthorized"))
        stored = self.world.files.at(request.match_info["path"])
        if stored is None:
            return _error(refused("not_found"))
        return web.Response(body=stored.content, content_type="application/octet-stream")

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"].lower()
        given: dict[str, str] = {}
        fault: Fault | None = None
        try:
            given, uploads = await _parameters(request, self.world.files.max_upload)
            fault = self.world.faults.take(name, given.get("chat_id", ""))
            if fault is not None and fault.kind in ("refuse", "html", "drop"):
                return self._fail(request, fault, given)
            result = await self._carry_out(request.match_info["token"], name, given, uploads)
        except Refused as error:
            self._note(name, given, error.code, error.description)
            return _error(error)
        if fault is not None and fault.kind == "lose_reply":
            return self._fail(request, fault, given)
        if fault is not None:
            await asyncio.sleep(fault.seconds)
        if name != "getupdates":  # answered polls come by the thousand and say nothing
            self._note(name, given, 200, "")
        return web.Response(
            text=json.dumps({"ok": True, "result": result}, ensure_ascii=False), content_type="application/json"
        )

    async def _carry_out(self, token: str, name: str, given: Mapping[str, str], uploads: dict[str, Upload]) -> Any:
        bot = self.world.bots.get(token)
        if bot is None:
            raise refused("unauthorized")
        if bot.logged_out:
            raise refused("logged_out")
        known = METHODS.get(name)
        if known is None:
            raise refused("method_not_found")
        call = ApiCall(self.world, bot, known.name, bind(known.parameters, given, uploads), uploads)
        result = known.handler(call)
        return await result if inspect.isawaitable(result) else result

    def _fail(self, request: web.Request, fault: Fault, given: Mapping[str, str]) -> web.StreamResponse:
        if fault.kind == "html":
            self._note(fault.method, given, fault.code, "502 Bad Gateway (HTML)")
            return web.Response(status=fault.code, text=_PAGE, content_type="text/html")
        if fault.kind == "refuse":
            self._note(fault.method, given, fault.code, fault.description)
            parameters = {} if fault.retry_after is None else {"retry_after": fault.retry_after}
            return _error(Refused(fault.code, fault.description, parameters))
        self._note(fault.method, given, 0, fault.kind)
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)  # never sent: the connection is gone

    def _note(self, name: str, given: Mapping[str, str], status: int, description: str) -> None:
        known = METHODS.get(name)
        params = {key: value[: self.world.logged_length] for key, value in given.items()}
        now = self.world.clock.now()
        self.world.log.append(Call(known.name if known else name, params, status, description, now))


def _error(error: Refused) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.parameters:
        body["parameters"] = error.parameters
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(status=error.code, text=text, content_type="application/json", headers=headers)


async def _parameters(request: web.Request, max_upload: int) -> tuple[dict[str, str], dict[str, Upload]]:
    """Read parameters from the address and the body, whatever its encoding; a file has at most ``max_upload`` bytes."""
    given: dict[str, str] = {}
    uploads: dict[str, Upload] = {}

    def put(name: str, value: str) -> None:
        if name in given:
            raise refused("duplicate", name=name)
        if not value.isascii():
            value.encode()  # half of a surrogate pair cannot be
        given[name] = value

    try:
        for name, value in request.query.items():
            put(name, value)
        if request.content_type == "application/json":
            for name, value in _json_object(await request.read()).items():
                if value is not None:
                    put(name, as_text(value))
        elif request.can_read_body:
            for name, part in (await request.post()).items():
                if isinstance(part, web.FileField):
                    uploads[name] = Upload(part.filename, part.file.read(), part.content_type)
                else:
                    put(name, part if isinstance(part, str) else part.decode())
    except web.HTTPRequestEntityTooLarge:
        raise refused("entity_too_large") from None
    except UnicodeError:
        raise refused("utf8") from None
    except (ValueError, LookupError):
        raise refused("body_form") from None
    if any(len(upload.content) > max_upload for upload in uploads.values()):
        raise refused("entity_too_large")
    return given, uploads


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise refused("body_json") from None
    if not isinstance(value, dict):
        raise refused("body_json")
    return value
