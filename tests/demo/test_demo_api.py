"""The page's server: what a visitor may do, what is refused, and how changes travel. No browser and no bot needed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.demo.botapi import Answer
from tests.demo.conftest import Front

KEYBOARD = {
    "inline_keyboard": [[{"text": "Сақтау", "callback_data": "save"}, {"text": "x", "url": "https://example.kz"}]]
}
HOSTILE = "<img src=x onerror=alert(1)> & </script>"


async def patches(front: Front) -> AsyncIterator[dict[str, Any]]:
    """Yield the patches that a page receives."""
    async with front.session.get(f"{front.url}/api/events") as stream:
        assert stream.content_type == "text/event-stream"
        async for line in stream.content:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])


async def test_a_page_gets_everything_once_and_then_only_what_changed(front: Front) -> None:
    stream = patches(front)
    first = await anext(stream)
    while "people" not in first["set"]:
        first = await anext(stream)
    assert {"people", "clock", "sites", "waiting", "traces", "phone/aigul"} <= set(first["set"])
    message = front.say(front.phones[0], HOSTILE)
    key = f"message/aigul/{message.message_id}"
    second = await anext(stream)
    assert second["reset"] is False and set(second["set"]) == {key}
    assert second["set"][key]["text"] == HOSTILE and second["set"][key]["out"] is False
    front.world.remove([message])
    assert (await anext(stream))["set"] == {key: None}
    await front.post("/api/clock", {"hours": 24})
    clock = (await anext(stream))["set"]["clock"]
    assert clock == {"now": int(front.clock.now().timestamp() * 1000), "offset": 300}
    await stream.aclose()


async def test_a_page_that_comes_back_gets_everything_anew(front: Front) -> None:
    message = front.say(front.phones[3], "сәлем")
    for _ in range(2):
        stream = patches(front)
        seen: dict[str, Any] = {}
        async for patch in stream:
            seen |= patch["set"]
            if f"message/olga/{message.message_id}" in seen and "people" in seen:
                break
        await stream.aclose()


async def test_a_person_starts_writes_and_sends_a_file(front: Front) -> None:
    person = front.phones[0].person
    assert (await front.post("/api/phones/aigul/start", {}))[0] == 200
    assert (await front.post("/api/phones/aigul/write", {"text": "Сәлем"}))[0] == 200
    status, _ = await front.post(
        "/api/phones/aigul/document?name=../../есеп%0A.pdf",
        data=b"%PDF-",
        json=None,
        headers={"Content-Type": "application/octet-stream"},
    )
    assert status == 200
    texts = [message.text for message in person.sees(front.bot)]
    assert texts == ["/start", "Сәлем", ""]
    file = person.last(front.bot).content["document"]
    assert file["file_name"] == "....есеп.pdf"
    async with front.session.get(f"{front.url}/api/files/{file['file_id']}") as answer:
        assert await answer.read() == b"%PDF-"
        assert answer.headers["Content-Disposition"] == "attachment"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_a_press_waits_for_the_answer(front: Front) -> None:
    message = front.say(front.phones[0], "Грант", reply_markup=KEYBOARD)
    where = {"message": message.message_id, "row": 0, "column": 0}
    async with asyncio.TaskGroup() as group:
        pressed = group.create_task(front.post("/api/phones/aigul/press", where))
        (update,) = await front.bot.updates.poll(0, 1, 5)
        press = front.world.presses[update["callback_query"]["id"]]
        assert press.data == "save"
        press.resolve(Answer("Сақталды", True, ""))
    assert pressed.result() == (200, {"answered": True, "text": "Сақталды", "alert": True, "url": ""})


@pytest.mark.parametrize(
    "where",
    [
        {"row": 0, "column": 1},  # a link is not pressed at the bot
        {"row": 0, "column": 7},
        {"row": 9, "column": 0},
        {"row": 0, "column": 0, "message": 999_999},
    ],
)
async def test_a_button_that_is_not_there_is_told(front: Front, where: dict[str, int]) -> None:
    message = front.say(front.phones[0], "Грант", reply_markup=KEYBOARD)
    status, _ = await front.post("/api/phones/aigul/press", {"message": message.message_id, **where})
    assert status == 410 and not front.world.presses


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/phones/nobody/write", {"text": "x"}, 404),
        ("/api/phones/aigul/write", {"text": ""}, 409),
        ("/api/phones/aigul/write", {"text": " \n\t "}, 409),
        ("/api/phones/aigul/write", {"text": 7}, 400),
        ("/api/phones/aigul/write", {"text": "x" * 20_000}, 400),
        ("/api/phones/aigul/write", ["text"], 400),
        ("/api/phones/aigul/write", None, 400),
        ("/api/phones/aigul/press", {"message": "1", "row": 0, "column": 0}, 400),
        ("/api/phones/aigul/press", {"message": 1, "row": -1, "column": 0}, 400),
        ("/api/phones/aigul/press", {"message": True, "row": 0, "column": 0}, 400),
        ("/api/publish", {"key": "no such post"}, 410),
        ("/api/publish", {"key": {"a": 1}}, 400),
        ("/api/clock", {"hours": -1}, 400),
        ("/api/clock", {"hours": 1e300}, 400),
        ("/api/clock", {"hours": True}, 400),
        ("/api/clock", {"hours": "1"}, 400),
        ("/api/clock", {}, 400),
        ("/api/elsewhere", {}, 404),
    ],
)
async def test_hostile_input_is_refused_with_a_word(front: Front, path: str, body: Any, status: int) -> None:
    before = front.clock.now()
    answered, _ = await front.post(path, body)
    assert answered == status
    assert front.clock.now() == before and not front.phones[0].person.sees(front.bot)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"text": NaN}'])
async def test_what_is_not_json_is_refused(front: Front, data: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    status, _ = await front.post("/api/phones/aigul/write", data=data, json=None, headers=headers)
    assert status == 400


async def test_other_sites_may_neither_read_nor_press(front: Front) -> None:
    async def status(method: str, path: str, **headers: str) -> int:
        body = b"{}" if method == "POST" else None
        async with front.session.request(method, f"{front.url}{path}", data=body, headers=headers) as answer:
            return answer.status

    port = front.url.rpartition(":")[2]
    json_type = {"Content-Type": "application/json"}
    start = "/api/phones/aigul/start"
    assert await status("GET", "/", Host="evil.example.kz") == 421
    assert await status("GET", "/", Host="127.0.0.1") == 421
    assert await status("POST", start, Host=f"evil.example.kz:{port}", **json_type) == 421
    assert await status("POST", start, Origin="https://evil.example.kz", **json_type) == 403
    assert await status("POST", start, Origin="null", **json_type) == 403
    assert await status("POST", start, Origin="http://127.0.0.1:1", **json_type) == 403
    assert await status("POST", start, **{"Content-Type": "text/plain"}) == 415
    assert await status("POST", start, **{"Content-Type": "multipart/form-data"}) == 415
    assert not front.phones[0].person.sees(front.bot)
    assert await status("GET", "/", Host=f"localhost:{port}") == 200
    assert await status("POST", start, Origin=front.url, **json_type) == 200


async def test_nothing_foreign_may_be_loaded_by_the_page(front: Front) -> None:
    names = [
        "/",
        "/static/app.js",
        "/static/entities.js",
        "/static/style.css",
        "/static/phone.css",
        "/static/elshi.svg",
    ]
    for name in names:
        async with front.session.get(f"{front.url}{name}") as answer:
            assert answer.status == 200
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            text = await answer.text()
            assert "//" not in text.replace("http://www.w3.org/2000/svg", "").replace("://", "//") or name.endswith(
                "js"
            )
    async with front.session.get(f"{front.url}/static/../page.py") as answer:
        assert answer.status == 404


async def test_the_clock_moves_and_the_bot_is_woken(front: Front) -> None:
    before = front.clock.now()
    status, _ = await front.post("/api/clock", {"hours": 168})
    assert status == 200 and front.moved == [before + timedelta(days=7)]


async def test_publishing_puts_the_post_on_its_site(front: Front) -> None:
    status, answer = await front.post("/api/publish", {"key": "sarqan-jastar"})
    assert status == 200
    async with front.session.get(answer["url"]) as page:
        assert page.status == 200
    assert (await front.post("/api/publish", {"key": "sarqan-jastar"}))[0] == 410
