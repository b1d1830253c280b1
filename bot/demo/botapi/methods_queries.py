"""Answers to presses and inline queries."""

from __future__ import annotations

import re
from typing import Any

from bot.demo.botapi.args import only_fields
from bot.demo.botapi.calls import ApiCall, method
from bot.demo.botapi.inline_mode import DEFAULT_CACHE
from bot.demo.botapi.markup import inline_only
from bot.demo.botapi.methods_send import checked_preview
from bot.demo.botapi.queries import Answer, InlineQuery, Press
from bot.demo.botapi.refusals import refused
from bot.demo.botapi.texts import caption, message_text

MAX_ANSWER = 200  # characters; Bot API answerCallbackQuery
MAX_RESULTS = 50
MAX_RESULT_ID = 64  # bytes
MAX_OFFSET = 64  # bytes
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


@method(
    "answerCallbackQuery", callback_query_id="text", text="text", show_alert="flag", url="text", cache_time="integer"
)
def answer_callback_query(call: ApiCall) -> Any:
    """Answer a press: once, in time, with at most 200 characters."""
    press = call.world.presses.get(call.text("callback_query_id"))
    _check_waiting(call, press)
    assert press is not None
    text = call.text("text")
    if len(text) > MAX_ANSWER:
        raise refused("answer_too_long")
    url = call.text("url")
    if url and not url.startswith((f"https://t.me/{call.bot.username}?", f"t.me/{call.bot.username}?")):
        raise refused("answer_url")
    press.resolve(Answer(text, call.flag("show_alert"), url))
    call.world.touch()
    return True


@method(
    "answerInlineQuery", inline_query_id="text", results="json", cache_time="integer", is_personal="flag",
    next_offset="text", button="json",
)  # fmt: skip
def answer_inline_query(call: ApiCall) -> Any:
    """Offer results for an inline query: once, in time, at most 50."""
    query = call.world.inline_queries.get(call.text("inline_query_id"))
    results = call.items("results")
    if len(results) > MAX_RESULTS:
        raise refused("too_many_results")
    checked = [_result(call, result) for result in results]
    if len({result["id"] for result in checked}) < len(checked):
        raise refused("result_id_duplicate")
    if len(call.text("next_offset").encode()) > MAX_OFFSET:
        raise refused("next_offset")
    answer = {"results": checked, "button": _results_button(call), "next_offset": call.text("next_offset")}
    _check_waiting(call, query)
    assert query is not None
    query.resolve(answer)
    seconds = call.integer("cache_time", DEFAULT_CACHE)
    call.world.inline_answers.keep(call.bot, query, answer, seconds, call.flag("is_personal"))
    call.world.touch()
    return True


def _check_waiting(call: ApiCall, query: Press | InlineQuery | None) -> None:
    if query is None or query.result is not None or call.world.clock.now() - query.at > call.world.query_lifetime:
        raise refused("old_query")


def _results_button(call: ApiCall) -> dict[str, Any] | None:
    """Check the button above the results, which leads to the private chat (or to a web app)."""
    button = call.args.get("button")
    if button is None:
        return None
    fields = only_fields(button, "InlineQueryResultsButton", text=str, start_parameter=str, web_app=dict)
    if not fields.get("text", "").strip():
        raise refused("button_text")
    if "web_app" not in fields and not _START_PARAMETER.fullmatch(fields.get("start_parameter", "")):
        raise refused("start_parameter")
    return fields


def _result(call: ApiCall, result: Any) -> dict[str, Any]:
    """Check an article (what the product offers) or a stored document, and resolve its text."""
    if not isinstance(result, dict):
        raise refused("bad_result", error="inline query result must be an object")
    fields = only_fields(
        result, "InlineQueryResult", type=str, id=str, title=str, description=str, url=str, hide_url=bool,
        thumbnail_url=str, thumbnail_width=int, thumbnail_height=int, input_message_content=dict, reply_markup=dict,
        document_file_id=str, caption=str, parse_mode=str, caption_entities=list,
    )  # fmt: skip
    kind = fields.get("type")
    needed = {"article": ("id", "title", "input_message_content"), "document": ("id", "title", "document_file_id")}
    if kind not in needed:
        raise refused("bad_result", error=f"type {kind!r} is not supported by the local server")
    for name in needed[kind]:
        if name not in fields:
            raise refused("bad_result", error=f'Can\'t find field "{name}"')
    if not 1 <= len(fields["id"].encode()) <= MAX_RESULT_ID:
        raise refused("result_id_invalid")
    if "reply_markup" in fields:
        fields["reply_markup"] = inline_only(fields["reply_markup"])
    if kind == "document":
        if call.world.files.get(fields["document_file_id"]) is None:
            raise refused("file_id_wrong")
        words = caption(
            call.world, fields.get("caption", ""), fields.get("parse_mode", ""), fields.get("caption_entities")
        )
        return {key: value for key, value in fields.items() if key not in ("parse_mode", "caption")} | words
    content = only_fields(
        fields["input_message_content"], "InputTextMessageContent", message_text=str, parse_mode=str, entities=list,
        link_preview_options=dict,
    )  # fmt: skip
    text = message_text(
        call.world, content.get("message_text", ""), content.get("parse_mode", ""), content.get("entities")
    )
    preview = checked_preview(content.get("link_preview_options"))
    return fields | {"input_message_content": text | ({"link_preview_options": preview} if preview else {})}
