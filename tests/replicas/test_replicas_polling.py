"""Two processes that poll: Telegram lets one do so, and that is the one that leads."""

from __future__ import annotations

import time

import pytest

from tests.replicas.town import Town

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.redis,
    pytest.mark.timeout(300),
    pytest.mark.asyncio(loop_scope="module"),
]

WEBHOOK = False
TAKEOVER = 15.0


async def test_only_the_leader_polls_and_when_it_dies_the_other_polls_and_loses_nothing(town: Town) -> None:
    leader, other = await town.two()
    person = town.person(1001)
    await person.onboard()
    assert person.keyboard
    leader.kill()
    killed = time.monotonic()
    late = town.world.add_person(1002, "Серік", language_code="ru")
    late.start(town.account)
    await town.until(lambda: town.received("")[1002] == 1)
    assert time.monotonic() - killed <= TAKEOVER
    assert other.leads
    await town.settle()
    assert town.received("")[1002] == 1
    conflicts = [call for call in town.world.log if call.status == 409]
    assert not conflicts, "they never polled at the same time"
