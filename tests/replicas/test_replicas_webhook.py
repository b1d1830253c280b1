"""Two processes behind a balancer: they share what comes in, one leads, and its death is noticed and repaired.

What people got is counted at the Bot API server. Each test brings both processes up again when the one before it ended
one of them.
"""

from __future__ import annotations

import logging
import signal
import time

import pytest

from tests.person import LABELS
from tests.replicas.town import Town

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.redis,
    pytest.mark.timeout(300),
    pytest.mark.asyncio(loop_scope="module"),
]

log = logging.getLogger(__name__)

TAKEOVER = 15.0
"""Seconds from the death of the leader to the first message of the next one: what the operator is promised."""

PEOPLE = range(50_001, 50_121)


async def test_both_processes_handle_updates_and_every_person_is_answered_once(town: Town) -> None:
    await town.two()
    people = range(1001, 1041)
    owners: set[str] = set()
    for number in people:
        town.world.add_person(number, "Айгүл", language_code="kk").start(town.account)
    while len(town.account.updates):
        owners |= await town.owners()
    await town.settle()
    assert len(town.balancer.taken) == 2, "the balancer gave both of them something"
    assert min(town.balancer.taken.values()) >= len(people) // 4
    assert len(owners) == 2, "and both of them handled something"
    answers = town.received("")
    assert {number: answers[number] for number in people} == dict.fromkeys(people, 1)


async def test_a_person_goes_through_a_form_whose_steps_meet_both_processes(town: Town) -> None:
    await town.two()
    for number, language in ((1101, "kk"), (1102, "ru")):
        person = town.person(number, language)
        await person.onboard(language)
        assert person.keyboard, "at the end there is the menu"


async def test_one_person_s_messages_are_answered_in_their_order(town: Town) -> None:
    await town.two()
    person = town.person(1111)
    await person.onboard()
    before = len(person.from_bot)
    words = [f"гранттар{number}" for number in range(12)]
    for word in words:
        person.phone.write(town.account, word)
    await town.settle()
    answers = [message.text for message in person.from_bot[before:]]
    assert len(answers) == len(words)
    for word, answer in zip(words, answers, strict=True):
        assert word in answer


async def test_the_same_update_given_to_both_processes_is_handled_once(town: Town) -> None:
    await town.two()
    people = range(1201, 1221)
    town.balancer.twice = True
    try:
        for number in people:
            town.world.add_person(number, "Айгүл", language_code="kk").start(town.account)
        await town.settle()
    finally:
        town.balancer.twice = False
    answers = town.received("")
    assert {number: answers[number] for number in people} == dict.fromkeys(people, 1)


async def test_one_process_collects_and_what_another_process_queues_leaves_at_once(town: Town) -> None:
    leader, other = await town.two()
    await town.subscribe(PEOPLE)
    refused = town.world.too_many_requests
    began = len(town.visits)
    since = time.monotonic()
    await town.until(lambda: len(town.visits) >= began + 4)
    # One process asks every two seconds; two would ask twice as often.
    assert len(town.visits) - began <= (time.monotonic() - since) / 2 + 2
    title, queued = await town.announce()
    queued_at = time.monotonic()
    await town.until(lambda: bool(town.received(title)))
    log.info("from another process's commit to Telegram: %.3f s", time.monotonic() - queued_at)
    await town.until(lambda: len(town.received(title)) == queued)
    assert set(town.received(title).values()) == {1}
    assert set(town.received(title)) >= set(PEOPLE)
    now_refused = town.world.too_many_requests
    assert now_refused == refused, "one sends, so the pace is kept"
    assert leader.leads and not other.leads


async def test_when_the_leader_is_killed_in_the_middle_of_a_broadcast_the_other_goes_on_within_the_bound(
    town: Town,
) -> None:
    leader, other = await town.two()
    await town.subscribe(PEOPLE)
    title, queued = await town.announce()
    await town.until(lambda: sum(town.received(title).values()) >= 10)
    leader.kill()
    killed = time.monotonic()
    sent = sum(town.received(title).values())
    await town.until(lambda: sum(town.received(title).values()) > sent)
    took = time.monotonic() - killed
    log.info("takeover after SIGKILL: %.1f s", took)
    assert took <= TAKEOVER
    assert other.leads

    async def all_sent() -> bool:
        return await town.waiting() == 0

    await town.until_so(all_sent)
    await _each_once(town, title, queued)
    person = town.person(1301)
    await person.onboard()
    assert person.keyboard, "people are served by one process as well"


async def test_a_leader_that_was_frozen_sends_nothing_more_when_it_wakes(town: Town) -> None:
    leader, other = await town.two()
    await town.subscribe(PEOPLE)
    refused = town.world.too_many_requests
    title, queued = await town.announce()
    await town.until(lambda: sum(town.received(title).values()) >= 10)
    leader.send(signal.SIGSTOP)
    stopped = time.monotonic()
    try:
        await town.until(lambda: other.leads)
        assert time.monotonic() - stopped <= TAKEOVER
        second, queued_later = await town.announce()
        await town.until(lambda: sum(town.received(second).values()) >= 5)
    finally:
        leader.send(signal.SIGCONT)
    await town.until(lambda: not leader.leads)

    async def all_sent() -> bool:
        return await town.waiting() == 0

    await town.until_so(all_sent)
    await _each_once(town, title, queued)
    await _each_once(town, second, queued_later)
    assert other.leads and not leader.leads
    now_refused = town.world.too_many_requests
    assert now_refused == refused, "two never sent at the same time"


async def test_a_process_that_is_stopped_hands_over_at_once(town: Town) -> None:
    leader, other = await town.two()
    leader.send(signal.SIGTERM)
    stopped = time.monotonic()
    await town.until(lambda: leader.process.poll() is not None)
    assert leader.process.returncode == 0
    await town.until(lambda: other.leads)
    log.info("takeover after SIGTERM: %.1f s", time.monotonic() - stopped)
    info = town.account.updates.webhook
    assert info is not None, "the webhook stays: updates wait at Telegram, not nowhere"


async def test_redis_killed_in_the_middle_of_a_form_is_told_plainly_and_the_bot_comes_back_by_itself(
    town: Town,
) -> None:
    await town.two()
    people = {"kk": town.person(1401, "kk"), "ru": town.person(1402, "ru")}
    for language, person in people.items():
        await person.start()
        await person.press(LABELS[language]["language"])
        await person.press(LABELS[language]["yes"])
        await person.press(LABELS[language]["looking"])
    town.redis.kill()
    try:
        newcomer = town.person(1403)
        await newcomer.onboard()
        assert newcomer.keyboard, "forms go on in the database meanwhile"
    finally:
        town.redis.start()
    busy = {"kk": "қызмет қазір бос емес", "ru": "сервис занят"}
    lost = {"kk": "ақаудан жоғалып қалды", "ru": "пропало из-за сбоя"}
    for language, person in people.items():
        await person.write("?")
        while busy[language] in person.text:  # a process that met the dead server leaves it alone for a second
            await person.write("?")
        assert lost[language] in person.text
        await person.start()
        await person.press("Настроить" if language == "ru" else "Баптау")
        await person.press(LABELS[language]["looking"])
        await person.press("обл. Жетісу" if language == "ru" else "Жетісу облысы")
        await person.press("Вся область" if language == "ru" else "Бүкіл облыс")
        await person.press(LABELS[language]["done"])
        assert person.keyboard
    for replica in town.replicas:
        assert "Redis is back" in replica.said or "Redis is out of reach" not in replica.said
        assert replica.process.poll() is None


async def test_nothing_else_than_telegram_is_let_in(town: Town) -> None:
    leader, _ = await town.two()
    before = town.balancer.taken.get(leader.base, 0)
    async with town.balancer._client.post(f"{leader.base}/hook", data=b'{"update_id": 99999999}') as answer:
        assert answer.status == 401
    assert town.balancer.taken.get(leader.base, 0) == before


async def _each_once(town: Town, title: str, queued: int) -> None:
    """Nobody was told twice; who was not told reads of it in the digest, as the policy for unknown ends says."""
    told = town.received(title)
    digest = await town.for_the_digest(title)
    assert set(told.values()) == {1}
    assert set(told) | digest >= set(PEOPLE)
    assert len(set(told) | digest) == queued
    log.info("%s: %d told, %d left for the digest", title, len(told), len(digest))
