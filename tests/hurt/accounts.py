"""The last count of a town: what everybody got, and what is in the file, when all has come to rest."""

from __future__ import annotations

from collections import Counter

from tests.hurt import whole
from tests.hurt.people import Life
from tests.hurt.toll import Toll, alerts_miscounted, answers_miscounted, letters_miscounted
from tests.hurt.town import COLLEAGUE, OFFICER, Town


async def in_order(town: Town, life: Life, toll: Toll, subscribers: int) -> None:
    """Check everything; the bot is down and nothing waits.

    Args:
        town: what was hurt.
        life: what its people did.
        toll: what was in doubt, and how often.
        subscribers: how many wait for calls.
    """
    printed = sum(len(posts) for posts in town.site.posts.values())
    with town.rows() as database:
        assert database.execute("SELECT COUNT(*) FROM post").fetchone() == (printed,)
        assert not list(whole.halves(database, subscribers))
        assert not list(alerts_miscounted(town, toll, database))
        assert not list(letters_miscounted(town, toll, database, (OFFICER, COLLEAGUE)))
        assert not list(answers_miscounted(town, toll, database))
        letters = Counter(row[0] for row in database.execute("SELECT text FROM request_message WHERE kind = 'letter'"))
        answers = whole.words_of_answers(database)
    assert not await whole.log_and_dates(town.database, town.clock, town.clock.now())
    assert life.filed and life.replied
    assert {token: letters[life.letter(token)] for token in life.filed} == dict.fromkeys(life.filed, 1)
    assert {token: answers[life.answer(token)] for token in life.replied} == dict.fromkeys(life.replied, 1)
    assert not town.world.too_many_requests or town.world.faults.happened
