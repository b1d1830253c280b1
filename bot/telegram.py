"""The way to Telegram: the client, raw updates, and what a failure means for the message that was being sent."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates, TelegramMethod
from aiogram.types import LinkPreviewOptions

from bot.operating.contact import Contact
from bot.settings import Settings
from domain.outbox import Gone, Retry, Unknown, retry_at

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member", "inline_query"]
REQUEST_TIMEOUT = 20.0


class WatchedSession(AiohttpSession):
    """A session that notes when Telegram answers.

    Attributes:
        contact: where it is noted.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.contact = Contact()

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109  aiogram's own signature
        """Send a request, and note what the answer tells of our way to Telegram."""
        try:
            answer = await super().make_request(bot, method, timeout=timeout)
        except Exception as error:
            note(self.contact, error)
            raise
        self.contact.answered()
        return answer


def note(contact: Contact, error: Exception) -> None:
    """Note what a failure tells of our way to Telegram: a refusal of a message is an answer too."""
    if isinstance(error, TelegramUnauthorizedError):
        contact.refuse()
    elif isinstance(error, TelegramAPIError) and not isinstance(error, TelegramNetworkError | TelegramServerError):
        contact.answered()


def make_bot(settings: Settings) -> Bot:
    """Return the client for the Bot API server of the settings; close its session when done."""
    session = WatchedSession(api=TelegramAPIServer.from_base(settings.bot_api_url), timeout=REQUEST_TIMEOUT)
    return Bot(
        settings.bot_token.get_secret_value(),
        session=session,
        # The whole option, not its short form: that one would also send a parameter that Telegram has given up.
        default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)),
    )


async def fetch_updates(bot: Bot, offset: int | None, hold: int) -> list[dict[str, Any]]:
    """Wait for updates and return them as Telegram wrote them.

    Raw, because each is stored before it is confirmed, and because one update of a shape the client does not know must
    not make the whole batch unreadable.

    Args:
        bot: the client.
        offset: the first update wanted; all before it are confirmed and forgotten by Telegram.
        hold: seconds that Telegram may keep the request open when there is nothing.

    Raises:
        AiogramError: Telegram refused, or could not be reached.
    """
    method = GetUpdates(offset=offset, timeout=hold, limit=100, allowed_updates=ALLOWED_UPDATES)
    session = bot.session
    if not isinstance(session, AiohttpSession):
        raise TypeError("updates are fetched over aiohttp")
    client = await session.create_session()
    body = {"timeout": hold, "limit": 100, "allowed_updates": ALLOWED_UPDATES}
    if offset is not None:
        body["offset"] = offset
    try:
        async with client.post(
            session.api.api_url(token=bot.token, method="getUpdates"),
            json=body,
            timeout=aiohttp.ClientTimeout(total=hold + REQUEST_TIMEOUT),
        ) as answer:
            text = await answer.text(errors="replace")  # an error page may be in any encoding
            status = answer.status
    except TimeoutError as error:
        raise TelegramNetworkError(method=method, message="timed out") from error
    except (aiohttp.ClientError, OSError) as error:
        raise TelegramNetworkError(method=method, message=type(error).__name__) from error
    if status == 200:
        try:
            result = json.loads(text)["result"]
        except (ValueError, KeyError, TypeError) as error:
            raise ClientDecodeError("unreadable answer to getUpdates", error, text[:200]) from error
        if isinstance(session, WatchedSession):
            session.contact.answered()
        return [item for item in result if isinstance(item, dict) and isinstance(item.get("update_id"), int)]
    try:
        session.check_response(bot=bot, method=method, status_code=status, content=text)
    except AiogramError as error:
        if isinstance(session, WatchedSession):
            note(session.contact, error)
        raise
    raise TelegramNetworkError(method=method, message=f"status {status}")


class Barred(Enum):
    """What a failed sending says of the bot's place in a group or channel."""

    TOPIC = auto()  # the topic is closed to us, or deleted
    SILENCED = auto()  # we are inside and may not write
    LEFT = auto()  # we were removed, or the chat is gone


# Words of Telegram's servers, in lower case: they come with 400 and some with 403 too.
_NO_TOPIC = ("topic_closed", "topic_deleted", "topic_id_invalid", "message thread not found")
_NO_VOICE = (
    "not enough rights to send",
    "have no rights to send",
    "need administrator rights in the channel",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "chat_admin_required",
)
SILENCED_PAUSE = timedelta(hours=6)
"""After this long a message to a chat where we may not write is tried again: not every change there is told to us."""


def barred(error: Exception) -> Barred | None:
    """Return what a failed sending to a group or channel says of our place there; None when it says nothing."""
    if not isinstance(error, (TelegramBadRequest, TelegramForbiddenError)):
        return None
    words = error.message.lower()
    if any(part in words for part in _NO_TOPIC):
        return Barred.TOPIC
    if any(part in words for part in _NO_VOICE):
        return Barred.SILENCED
    return Barred.LEFT if isinstance(error, TelegramForbiddenError) or "chat not found" in words else None


def outcome(error: Exception, attempts: int, now: datetime) -> Retry | Gone | Unknown:
    """Classify a failed sending by its effect.

    Args:
        error: what sending raised.
        attempts: counted attempts so far, this one included.
        now: the current instant.

    Returns:
        Retry (not accepted; later), Gone (never), or Unknown (the request left, no answer came).
    """
    match barred(error):
        case Barred.TOPIC:
            return Retry(retry_at(attempts, now), "topic")  # to the chat itself: the sender has forgotten the topic
        case Barred.SILENCED:
            return Retry(now + SILENCED_PAUSE, "silenced", counts=False)
    match error:
        case TelegramRetryAfter():
            return Retry(now + timedelta(seconds=error.retry_after), "flood", counts=False)
        case TelegramMigrateToChat():
            return Retry(now, "migrated", counts=False)
        case TelegramForbiddenError():
            return Gone(error.message, unreachable=True)
        case TelegramBadRequest() if "chat not found" in error.message.lower():
            return Gone(error.message, unreachable=True)
        case TelegramBadRequest() | TelegramEntityTooLarge():
            return Gone(error.message)
        case TelegramNetworkError() if not isinstance(error.__cause__, aiohttp.ClientConnectorError):
            return Unknown(error.message)
        case AiogramError():
            # No connection, or an answer that is no acceptance: a gateway's error page, a refused token (401, 404).
            reason = type(error).__name__
        case _:
            return Unknown(type(error).__name__)
    # They say nothing about this message, so it is kept for as long as it is news (the sender drops what is stale);
    # the pause grows to half an hour all the same.
    return Retry(retry_at(attempts, now), reason)
