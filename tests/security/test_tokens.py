"""Links that give a right: no token lies in any file, each counts once and for a time, and none can be guessed.

A token is looked up by its hash in an index, so no comparison is made whose time would tell how much of a guess was
right: two guesses that differ in one letter have hashes that differ everywhere.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from domain.invitations import HOLDS, TOKEN_BYTES, is_token, token_hash
from tests.handlers.announcing import onboard_ngo
from tests.handlers.test_person_offices import WORDS, boss_with_office, token
from tests.handlers.test_person_organisation import WORDS as NGO_WORDS
from tests.person import Stage
from tests.privacy.test_erasure import files


def held(stage: Stage) -> bytes:
    return b"".join(path.read_bytes() for path in files(stage) if path.exists())


async def test_no_token_that_was_issued_lies_in_any_file_its_hash_does(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    into_office = (await token(boss, WORDS["kk"]["head"])).removeprefix("i")
    aigul = stage.person()
    await onboard_ngo(aigul, "kk", "Жас қанат")
    await aigul.write("/ngo")
    into_ngo = (await token(aigul, NGO_WORDS["kk"]["invite"])).removeprefix("i")
    assert is_token(into_office) and is_token(into_ngo) and into_office != into_ngo
    guest = stage.person(4004)
    body = json.dumps({"message": {"text": f"/start i{into_office}"}})
    async with stage.store.write() as repositories:
        await repositories.updates.keep([(8_000_001, body)], stage.clock.now())
    await guest.start(f"i{into_office}")
    async with stage.store.write() as repositories:
        await repositories.updates.done([8_000_001])
    await stage.store.scrub()
    found = held(stage)
    for one in (into_office, into_ngo):
        assert token_hash(one).encode() in found, "the test looks where it lies"
        assert one.encode() not in found


@pytest.mark.parametrize(
    "junk", ["", "x", "i", "a" * 24, "' OR '1'='1", "../" * 20, "%00", "ә" * 24, "A" * 63, "-" * 24]
)
async def test_a_guess_opens_nothing_and_says_the_same_as_any_other(stage: Stage, junk: str) -> None:
    guest = stage.person(4004, language_code="ru")
    await guest.onboard("ru")
    await guest.start("i" + "b" * 24)
    usual = guest.text
    await guest.start(f"i{junk}"[:64])
    assert guest.text == usual
    async with stage.store.read() as repositories:
        visitor = await repositories.people.visitor(4004, 4004)
    assert visitor.seat is None and visitor.ngo is None
    assert stage.refused() == []


def test_a_token_has_more_bits_than_anybody_can_try() -> None:
    guesses_a_second, seconds = 10**6, HOLDS / timedelta(seconds=1)
    assert 2 ** (TOKEN_BYTES * 8) / (guesses_a_second * seconds) > 10**30
    assert re.fullmatch(r"[0-9a-f]{64}", token_hash("x"))
