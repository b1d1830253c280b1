"""Inline mode: `@bot words` in any chat offers open calls. Strangers too: nothing is stored about whoever types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from aiogram import Bot, Router
from aiogram.methods import AnswerInlineQuery
from aiogram.types import InlineQuery

from domain.calls.model import Call
from domain.people import Visitor
from handlers.searching import look_up
from handlers.service import Service
from handlers.texts import Translator
from handlers.views import sharing

AT_ONCE = 20
"""Offered at a time; Telegram takes 50."""

KEPT = 60
"""Seconds that Telegram may repeat the answer to the same person: days left and languages change."""

_ONE = re.compile("c([1-9][0-9]{0,14})")


def router() -> Router:
    """Return the router of inline queries."""
    router = Router(name="inline")
    router.inline_query.register(offer)
    return router


async def offer(query: InlineQuery, visitor: Visitor, tr: Translator, service: Service, bot: Bot) -> AnswerInlineQuery:
    """Offer open calls in the language of whoever types."""
    now = service.clock.now()
    offset = int(query.offset) if re.fullmatch("[0-9]{1,4}", query.offset or "") else 0
    found = await _found(query.query, visitor, service, now, offset)
    username = (await bot.me()).username or ""
    return AnswerInlineQuery(
        inline_query_id=query.id,
        results=[sharing.article(call, username, tr, service, now) for call in found],
        cache_time=KEPT,
        is_personal=True,
        next_offset=str(offset + AT_ONCE) if len(found) == AT_ONCE and offset + AT_ONCE < 10**4 else "",
        button=None if found or offset else sharing.nothing_button(tr),
    )


async def _found(text: str, visitor: Visitor, service: Service, now: datetime, offset: int) -> Sequence[Call]:
    one = _ONE.fullmatch(text.strip())
    async with service.store.read() as repositories:
        if one:
            found = await repositories.calls.get(int(one[1]))
            return [found.call] if found and not offset else []
        if text.strip():
            looked = await look_up(text, repositories.search, now, offset, AT_ONCE, closed=False)
            return looked.page.calls
        if visitor.consented and visitor.onboarded:
            mine = await repositories.calls.open_for(visitor.chat_id, visitor.shelf, now, offset, AT_ONCE)
            if mine.total:
                return mine.calls
        return await repositories.search.nearest(now, offset, AT_ONCE)
