"""What a failed sending means: later, never, or nobody knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage

from bot.telegram import outcome
from domain.outbox import MAX_ATTEMPTS, Gone, Retry, Unknown

NOW = datetime(2026, 11, 22, tzinfo=UTC)
METHOD = SendMessage(chat_id=1, text="x")


def dropped(cause: Exception) -> TelegramNetworkError:
    error = TelegramNetworkError(method=METHOD, message="dropped")
    error.__cause__ = cause
    return error


def test_flood_control_waits_as_told_and_does_not_use_up_an_attempt() -> None:
    result = outcome(TelegramRetryAfter(METHOD, "slow", 7), MAX_ATTEMPTS, NOW)
    assert result == Retry(NOW + timedelta(seconds=7), "flood", counts=False)


def test_a_blocked_or_unknown_chat_is_gone_and_unreachable() -> None:
    blocked = outcome(TelegramForbiddenError(METHOD, "Forbidden: bot was blocked by the user"), 1, NOW)
    unknown = outcome(TelegramBadRequest(METHOD, "Bad Request: chat not found"), 1, NOW)
    assert isinstance(blocked, Gone)
    assert isinstance(unknown, Gone)
    assert blocked.unreachable
    assert unknown.unreachable


def test_a_refused_text_is_gone_but_the_chat_stays_reachable() -> None:
    result = outcome(TelegramBadRequest(METHOD, "Bad Request: can't parse entities"), 1, NOW)
    assert isinstance(result, Gone)
    assert not result.unreachable


def test_a_lost_reply_is_unknown_and_a_refused_connection_is_not() -> None:
    assert isinstance(outcome(dropped(aiohttp.ServerDisconnectedError()), 1, NOW), Unknown)
    assert isinstance(outcome(dropped(TimeoutError()), 1, NOW), Unknown)
    key = type("Key", (), {"host": "h", "port": 1, "ssl": None, "is_ssl": False})()
    refused = outcome(dropped(aiohttp.ClientConnectorError(key, OSError())), 1, NOW)
    assert isinstance(refused, Retry)


@pytest.mark.parametrize(
    "error",
    [
        ClientDecodeError("x", ValueError(), "<html>502 Bad Gateway</html>"),
        TelegramServerError(METHOD, "Internal Server Error"),
        TelegramNotFound(METHOD, "Not Found"),
        TelegramUnauthorizedError(METHOD, "Unauthorized"),
    ],
)
def test_an_error_that_says_nothing_about_the_message_is_tried_again_ever_more_rarely(error: Exception) -> None:
    pauses = []
    for attempts in range(1, 30):
        result = outcome(error, attempts, NOW)
        assert isinstance(result, Retry)
        pauses.append(result.not_before - NOW)
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(minutes=30)


def test_a_migrated_group_is_retried_at_once() -> None:
    assert outcome(TelegramMigrateToChat(METHOD, "upgraded", -100123), 1, NOW) == Retry(NOW, "migrated", counts=False)
