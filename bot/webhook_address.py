"""Telling Telegram where to post updates, and looking whether it still does."""

from __future__ import annotations

import asyncio
import logging

from aiogram import Bot
from aiogram.exceptions import AiogramError

from bot.settings import Settings
from bot.telegram import ALLOWED_UPDATES

log = logging.getLogger(__name__)

LOOK_EVERY = 60.0  # seconds
TRY_AGAIN = 5.0  # seconds after a failure
CONNECTIONS = 40
"""Posts at the same time, Telegram's usual number; a person's updates come one after the other all the same."""


async def keep_address(bot: Bot, settings: Settings) -> None:
    """Set the webhook, then look every minute whether it stands and what Telegram complains of, until cancelled.

    Args:
        bot: the client.
        settings: the address and the secret.
    """
    told = None
    stands = False  # a new secret does not show in what Telegram says of the webhook, so it is set at every start
    while True:
        try:
            if not stands:
                await bot.set_webhook(
                    settings.webhook_url,
                    secret_token=settings.webhook_secret.get_secret_value(),
                    allowed_updates=ALLOWED_UPDATES,
                    max_connections=CONNECTIONS,
                    drop_pending_updates=False,
                )
                log.info("Telegram posts updates to us now")
            info = await bot.get_webhook_info()
            stands = info.url == settings.webhook_url
            if not stands:
                log.warning("another program has set or removed the webhook; it is set again")
            if info.last_error_date is not None and info.last_error_date != told:
                log.warning("Telegram could not post updates: %s", info.last_error_message)
            told = info.last_error_date
        except AiogramError as error:
            log.warning("the webhook cannot be set or looked at yet (%s)", type(error).__name__)
        await asyncio.sleep(LOOK_EVERY if stands else TRY_AGAIN)
