"""Getting updates, webhooks, files, and going away."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from bot.demo.botapi.calls import ApiCall, method
from bot.demo.botapi.refusals import refused
from bot.demo.botapi.updates import Webhook

_SECRET = re.compile(r"[A-Za-z0-9_-]*")
UPDATE_KINDS = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "guest_message",
    "managed_bot",
    "subscription",
    "stopped_message_generation",
]


@method("getUpdates", offset="integer", limit="integer", timeout="integer", allowed_updates="json")
async def get_updates(call: ApiCall) -> Any:
    """Give updates from an offset on, waiting for the first one if asked to."""
    _allow(call)
    queue = call.bot.updates
    return await queue.poll(call.integer("offset"), call.integer("limit", 100), call.integer("timeout"))


@method(
    "setWebhook", url="text", certificate="file", ip_address="text", max_connections="integer",
    allowed_updates="json", drop_pending_updates="flag", secret_token="text",  # noqa: S106 - a kind, not a secret
)  # fmt: skip
def set_webhook(call: ApiCall) -> Any:
    """Have updates posted to an address; only this machine may be reached without TLS."""
    url = call.text("url")
    if not url:
        return delete_webhook(call)
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise refused("webhook_url")
    if address.scheme == "http" and address.hostname not in ("127.0.0.1", "localhost"):
        raise refused("webhook_https")
    secret = call.text("secret_token")
    if len(secret) > 256:
        raise refused("secret_long")
    if not _SECRET.fullmatch(secret):
        raise refused("secret_characters")
    _allow(call)
    queue = call.bot.updates
    queue.end_poll(refused("conflict_setwebhook"))
    if call.flag("drop_pending_updates"):
        queue.clear()
    queue.webhook = Webhook(url, secret, call.integer("max_connections", 40))
    queue.wake()
    return True


@method("deleteWebhook", drop_pending_updates="flag")
def delete_webhook(call: ApiCall) -> Any:
    """Go back to polling."""
    call.bot.updates.webhook = None
    if call.flag("drop_pending_updates"):
        call.bot.updates.clear()
    return True


@method("getWebhookInfo")
def get_webhook_info(call: ApiCall) -> Any:
    """Where updates are posted and how that goes."""
    queue = call.bot.updates
    info: dict[str, Any] = {"url": "", "has_custom_certificate": False, "pending_update_count": len(queue)}
    if queue.allowed is not None:
        info["allowed_updates"] = sorted(queue.allowed)
    if (hook := queue.webhook) is not None:
        info |= {"url": hook.url, "max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
        if hook.last_error_date:
            info |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error_message}
    return info


@method("getFile", file_id="text")
def get_file(call: ApiCall) -> Any:
    """Tell where a file can be downloaded (up to 20 MB)."""
    if not call.text("file_id"):
        raise refused("file_id_missing")
    stored = call.world.files.get(call.text("file_id"))
    if stored is None:
        raise refused("file_id_invalid")
    if stored.size > call.world.files.max_download:
        raise refused("file_too_big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }


@method("logOut")
def log_out(call: ApiCall) -> Any:
    """Leave this server: every later call is refused."""
    call.bot.logged_out = True
    call.bot.updates.end_poll(refused("logged_out"))
    return True


@method("close")
def close(call: ApiCall) -> Any:
    """Let go of the bot before it moves to another server."""
    call.bot.updates.end_poll(refused("restart"))
    return True


def _allow(call: ApiCall) -> None:
    """Remember which kinds of update are wanted; an empty list means the default ones, absence means as before."""
    if call.args.get("allowed_updates") is None:
        return
    wanted = call.items("allowed_updates")
    if not all(isinstance(kind, str) for kind in wanted):
        raise refused("bad_parameter", name="allowed_updates", kind="an Array of String")
    unknown = set(wanted) - set(UPDATE_KINDS)
    if unknown:
        raise refused("bad_parameter", name="allowed_updates", kind=f"kinds of update, not {sorted(unknown)}")
    call.bot.updates.allowed = set(wanted) or None
