"""Whatever is sent, the server answers in Telegram's way: it never falls over and never half-does a thing."""

from __future__ import annotations

import json
import logging
import random
from typing import Any

import pytest

from bot.demo.botapi import BotAccount, Person, World
from bot.demo.botapi.calls import METHODS
from bot.demo.botapi.people import PIXEL

VALUES: tuple[Any, ...] = (
    "", "x", " ", "қ" * 300, "-1", 0, 1, -5001, 1001, 10**15, True, False, [], {},
    [[]], [{}], [1], [None], {"type": []},
    "[]", "{", "null", "@nobody", "attach://nothing", "HTML", "<b>x</b>", "<b>", "\u202e", "a\0b", 3.5,
    {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]}, {"inline_keyboard": [[None]]}, {"keyboard": [[{}]]},
    {"keyboard": [["x"]], "resize_keyboard": "yes"}, {"remove_keyboard": True}, {"force_reply": False},
    {"message_id": 1},
    {"message_id": "x"}, {"type": "chat", "chat_id": 1001}, {"type": "chat_member", "chat_id": -5001, "user_id": None},
    [{"type": "emoji", "emoji": "👍"}], [{"type": "bold", "offset": 0, "length": 1}], [{"type": "pre", "offset": -1}],
    [{"type": "photo", "media": "x"}] * 2, [{"command": "a", "description": "b"}], {"is_disabled": None},
)  # fmt: skip
LIKELY = {"chat_id": (1001, -5001), "from_chat_id": (1001,), "message_id": (1, 2, 3), "text": ("x", "<i>y</i>")}


async def test_random_parameters_are_carried_out_or_refused(
    raw: Any, world: World, account: BotAccount, aigul: Person, caplog: pytest.LogCaptureFixture
) -> None:
    dice = random.Random(7)
    group = world.add_group("Ауыл", aigul)
    names = [name for name in METHODS if name not in ("logout", "close", "setwebhook")]
    aigul.start(account)
    group.add(account)
    seen = set()
    with caplog.at_level(logging.ERROR):
        for _ in range(1500):
            method = METHODS[dice.choice(names)]
            params = {}
            for name in method.parameters:
                if name in LIKELY and dice.random() < 0.8:
                    params[name] = dice.choice(LIKELY[name])
                elif name != "timeout" and dice.random() < 0.25:
                    params[name] = dice.choice(VALUES)
            if dice.random() < 0.1:
                aigul.send_photo(account, PIXEL, caption="x")
            body = await raw.call(method.name, **params)
            assert body["ok"] is (body["status"] == 200), (method.name, params, body)
            seen.add((method.name, body["status"]))
    assert not caplog.records, caplog.text[:2000]
    assert len({name for name, status in seen if status == 200}) > 15  # it is not all refusals
    assert json.dumps([message.as_api() for message in world.messages(aigul.id)])
