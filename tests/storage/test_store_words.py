"""Words of calls and of subscriptions on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.calls.matching import words_of
from domain.outbox import OutboxKind, Parcel
from storage.call_words import patterns, put_words
from storage.statement import sql
from storage.store import SqlStore
from storage.subscriptions import word_rows, worded
from tests.storage.samples import NOW, PERSON, add_call, add_people, subscription

_FORGET = sql("UPDATE call SET words = NULL")


async def test_words_come_back_as_typed_and_go_when_replaced(store: SqlStore) -> None:
    wish = subscription(include=("ауыз су", "экология"), exclude=("сатып алу",))
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        number = await repositories.subscriptions.put(wish, NOW)
        (kept,) = await repositories.subscriptions.of_chat(PERSON)
        assert kept == replace(wish, id=number)
        call = await add_call(repositories, words=words_of("Мектеп"))
        assert await repositories.calls.match(call, 1, NOW) == 0
        await repositories.subscriptions.put(replace(kept, include=(), exclude=()), NOW)
        assert await repositories.calls.match(call, 1, NOW) == 1


@pytest.mark.parametrize(
    ("phrase", "text", "fits"),
    [
        ("ауыз су", "Ауылды таза ауыз сумен қамту", True),
        ("ауыз су", "Су тасқыны", False),
        ("мемлекеттік сатып алу", "Мемлекеттік органдардың сатып алуы", True),
        ("мемлекеттік сатып алу", "Мемлекеттік сатып", False),
        ("су", "Судья суреті", False),
    ],
)
async def test_a_phrase_needs_all_its_words_in_any_order(store: SqlStore, phrase: str, text: str, fits: bool) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.subscriptions.put(subscription(include=(phrase,)), NOW)
        call = await add_call(repositories, words=words_of(text))
        assert await repositories.calls.match(call, 1, NOW) == int(fits)


async def test_calls_stored_without_words_get_them_from_their_posts(store: SqlStore) -> None:
    async with store.write() as repositories:
        number = await add_call(repositories)
        await repositories.session.run(_FORGET)
        found = await repositories.calls.get(number)
        assert found is not None
        assert found.call.words == frozenset()
        assert await put_words(repositories.session) == 1
        assert await put_words(repositories.session) == 0
        found = await repositories.calls.get(number)
        assert found is not None
        assert words_of("Гранттар", "Мәтін", "басқармасы") <= found.call.words


async def test_only_lines_of_a_later_digest_are_hastened(store: SqlStore) -> None:
    later, sooner = NOW + timedelta(days=6), NOW + timedelta(hours=1)
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.outbox.put(
            [
                Parcel(PERSON, OutboxKind.DIGEST, "a", not_before=later),
                Parcel(PERSON, OutboxKind.DIGEST, "b", not_before=sooner),
                Parcel(PERSON, OutboxKind.ALERT, "c", not_before=later),
                Parcel(PERSON + 1, OutboxKind.DIGEST, "a", not_before=later),
            ],
            NOW,
        )
        assert await repositories.outbox.hasten(PERSON, NOW + timedelta(days=1)) == 1
        assert await repositories.outbox.hasten(PERSON, NOW + timedelta(days=1)) == 0


def test_patterns_and_flags() -> None:
    """What matching reads: a phrase without a word that says something has no row."""
    assert patterns(("и, для",)) == []
    assert [(row["second"], row["more"]) for row in word_rows(1, ("су", "ауыз су", "мемлекеттік сатып алу"))] == [
        ("сатип", 1),
        ("су", 0),
        ("", 0),
    ]
    both = word_rows(1, ("су",)) + word_rows(0, ("мал",))
    assert [worded(rows) for rows in ([], word_rows(0, ("мал",)), word_rows(1, ("су",)), both)] == [0, 1, 2, 3]
