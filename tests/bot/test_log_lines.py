"""The log: nothing that anybody wrote, no name, no token and no password; one record, one line, whatever comes."""

from __future__ import annotations

import io
import json
import logging
import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress

import aiohttp
import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.methods import SendMessage
from hypothesis import given
from hypothesis import strategies as st

from bot.log_lines import ROOMS, JsonLines, PlainLines, set_up, traced, visible, without_secrets
from bot.telegram import fetch_updates
from scrapers.fetch import Fetcher
from storage.people import PeopleRepository
from storage.statement import sql
from tests.person import TOKEN, Stage

PASSWORD = "sup3r-s3cret-pa55"
LETTER = "Ауылымызда жиырма балаға балабақша жоқ, қашан салынады деп сұраймыз"
NAME = "Ақбота Құпиябекқызы"
NGO = "«Құпия үміт» қоғамдық бірлестігі"
HOSTILE = (
    "қатар\r\n2026-01-01 00:00:00,000 ERROR bot.app: жалған жол",
    "\x1b[31mқызыл\x1b[0m",
    "бөлгіш\u2028жол",
    "\u202eторлеу",
    "<b>ашық тег",
    "%s %(name)s {0} {x.__class__}",
    "'; DROP TABLE person; --құпиясөз",
)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the bot writes at level DEBUG, in both forms: plain lines here, and every record again as JSON."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {room: logging.getLogger(room).level for room in ROOMS}
    stream = io.StringIO()
    set_up("DEBUG", stream, as_json=False)
    second = logging.StreamHandler(stream)
    second.setFormatter(JsonLines())
    root.addHandler(second)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for room, was in levels.items():
        logging.getLogger(room).setLevel(was)


async def test_a_long_conversation_leaves_no_word_of_anybody_in_the_log(
    stage: Stage, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = stage.person(1001, NAME, language_code="kk")
    await person.onboard("kk")
    for words in (
        LETTER,
        *HOSTILE,
        "/search құпиясөз",
        f"/start {'x' * 40}",
        f"https://бот:{PASSWORD}@example.kz/feed",
    ):
        await person.write(words)
    for data in ("rq:1:2", "құпия", "x" * 64):
        with suppress(LookupError, IndexError):
            await person.forge(data)

    # The program breaks while somebody's words are in its hands, and its errors quote them.
    async def broken(*_args: object, **_values: object) -> None:
        try:
            raise KeyError(LETTER)
        except KeyError as error:
            raise ValueError(f"{NAME}: {LETTER} {TOKEN}") from error

    with monkeypatch.context() as broken_house:
        broken_house.setattr(PeopleRepository, "visitor", broken)
        await person.write(LETTER)
    log = logging.getLogger("handlers.middlewares")
    try:
        raise ExceptionGroup(LETTER, [RuntimeError(NAME), OSError(2, "No such file")])
    except ExceptionGroup as group:
        log.warning("a group: %s", group, exc_info=True)
    log.warning("refused: %s", TelegramBadRequest(SendMessage(chat_id=1, text=LETTER), f'Bad Request: tag "{LETTER}"'))
    with pytest.raises(TelegramNetworkError):
        async with stage_without_network(stage) as bot:
            try:
                await fetch_updates(bot, None, 1)
            except TelegramNetworkError:
                logging.getLogger("bot.poll").exception("cannot poll")
                raise
    async with aiohttp.ClientSession() as client:
        try:
            await client.get(f"http://feed:{PASSWORD}@127.0.0.1:9/rss?access_token={PASSWORD}")
        except aiohttp.ClientError:
            logging.getLogger("scrapers.fetch").exception("source %s", f"http://feed:{PASSWORD}@127.0.0.1:9/rss")
    async with Fetcher(stage.clock, allow_local=True, contact="x") as fetcher:
        with suppress(Exception):
            await fetcher.get(f"http://feed:{PASSWORD}@127.0.0.1:9/rss?key={PASSWORD}")  # type: ignore[attr-defined]
    logging.getLogger("bot.app").error("database %s", f"postgresql://elshi:{PASSWORD}@db/elshi")
    logging.getLogger("aiohttp.client").warning("https://api.telegram.org/bot%s/getMe", TOKEN)
    with pytest.raises(sqlite3.IntegrityError):
        async with stage.store.write() as repositories:
            try:
                await repositories.session.run(sql("INSERT INTO person (id, created_at) VALUES (1001, 1)"))
            except Exception:
                logging.getLogger("storage").exception("a row")
            raise sqlite3.IntegrityError("to end the unit")

    said = logged.getvalue()
    assert re.search(r"error [0-9a-f]{6}: update \d+ failed", said), "what the person was told has its place in the log"
    assert "KeyError\n" in said and "ValueError\n" in said and "in broken" in said, "it says where and what kind"
    words = {
        word for text in (LETTER, NAME, NGO, *HOSTILE) for word in text.split() if len(word) > 4 and not word.isascii()
    }
    for secret in (*words, LETTER, NAME, TOKEN, TOKEN.partition(":")[2], PASSWORD, "жалған", "x" * 40):
        assert secret not in said, secret
    for line in said.splitlines():
        assert not any(sign in line for sign in "\x1b\u2028\u2029\u202e\x85")


class stage_without_network:
    """Lends the stage's bot with an address where nobody listens."""

    def __init__(self, stage: Stage) -> None:
        self._bot = stage.bot

    async def __aenter__(self) -> object:
        from aiogram.client.telegram import TelegramAPIServer

        self._api = self._bot.session.api
        self._bot.session.api = TelegramAPIServer.from_base("http://127.0.0.1:9")
        return self._bot

    async def __aexit__(self, *_: object) -> None:
        self._bot.session.api = self._api


ANYTHING = st.text(max_size=200) | st.text(
    alphabet="\r\n\t\x00\x1b\x85\u2028\u2029\u202e\u2066\u200b\ufeffа ", max_size=60
)


@given(ANYTHING)
def test_one_record_is_one_line_of_json_and_stays_readable_in_plain(words: str) -> None:
    record = logging.LogRecord("bot.app", logging.INFO, __file__, 1, "%s", (words,), None)
    plain = PlainLines().format(record)
    assert all(line.startswith("    ") for line in plain.split("\n")[1:]), "nothing forged begins at the left edge"
    assert len(plain.splitlines()) == plain.count("\n") + 1, "no other sign ends a line"
    line = JsonLines().format(record)
    assert "\n" not in line and len(line.splitlines()) == 1
    assert json.loads(line)["logger"] == "bot.app"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("https://api.telegram.org/bot123456:" + "A" * 35 + "/getMe", "https://api.telegram.org/bot***/getMe"),
        ("postgresql://u:p%40ss@h:5432/d", "postgresql://***@h:5432/d"),
        ("redis://:secret@h/0 and http://h/p?x=1", "redis://***@h/0 and http://h/p?x=1"),
        ("https://h/f?a=1&access_token=abc&b=2", "https://h/f?a=1&access_token=***&b=2"),
        ("Authorization: Bearer abcdefgh12345678", "Authorization: Bearer ***"),
        ("12:34:56 at http://h:8080/", "12:34:56 at http://h:8080/"),
    ],
)
def test_what_lets_somebody_in_is_taken_out_of_every_line(told: str, shown: str) -> None:
    assert without_secrets(told) == shown


def test_a_very_long_line_is_searched_quickly() -> None:
    chance = random.Random(5)
    long = "".join(chance.choice("a:@/?&= .1\n") for _ in range(200_000)) + "://" + ":" * 5000 + "1" * 5000
    assert visible(without_secrets(long))


def test_a_chain_that_goes_round_ends() -> None:
    one, other = ValueError("a"), KeyError("b")
    one.__cause__, other.__cause__ = other, one
    assert traced(one).count("ValueError") == 1
