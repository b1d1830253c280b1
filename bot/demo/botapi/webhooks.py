"""Posting updates to a bot's webhook, as Telegram does."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.demo.botapi.bots import BotAccount
from bot.demo.botapi.updates import Webhook
from bot.demo.botapi.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
FIRST_RETRY = 0.1  # real seconds; doubles up to LAST_RETRY. Telegram starts slower, tests need not wait.
LAST_RETRY = 5.0


class WebhookSender:
    """Posts every bot's updates one by one, in order, again until the hook answers 2xx."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._stack: AsyncExitStack | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to watch the queues of the world's bots.

        The group of tasks lives from here to :meth:`stop`; its members never raise, so it never cancels its parent.
        """
        self._stack = AsyncExitStack()
        group = await self._stack.enter_async_context(asyncio.TaskGroup())
        self._tasks = [group.create_task(self._serve(bot)) for bot in self.world.bots.values()]

    async def stop(self) -> None:
        """Stop posting."""
        for task in self._tasks:
            task.cancel()
        if self._stack is not None:
            await self._stack.aclose()
            self._stack = None

    async def _serve(self, bot: BotAccount) -> None:
        session: ClientSession | None = None
        delay = FIRST_RETRY
        try:
            while True:
                update = await bot.updates.next_for_webhook()
                hook = bot.updates.webhook
                assert hook is not None
                session = session or ClientSession(timeout=ClientTimeout(total=10))
                error = await self._post(session, hook, json.dumps(update, ensure_ascii=False).encode())
                if not error:
                    bot.updates.confirm(update["update_id"] + 1)
                    delay = FIRST_RETRY
                    continue
                hook.last_error_date, hook.last_error_message = self.world.now(), error
                self.world.touch()
                await asyncio.sleep(delay)
                delay = min(delay * 2, LAST_RETRY)
        finally:
            if session is not None:
                await session.close()

    async def _post(self, session: ClientSession, hook: Webhook, body: bytes) -> str:
        """Post one update and return what went wrong, or an empty text."""
        headers = {"Content-Type": "application/json"}
        if hook.secret_token:
            headers[SECRET_HEADER] = hook.secret_token
        try:
            async with session.post(hook.url, data=body, headers=headers) as response:
                if 200 <= response.status < 300:
                    return ""
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except (ClientError, TimeoutError, OSError) as error:
            return str(error) or type(error).__name__
