"""The last count of a town: what everybody got, and what is in the file, when all has come to rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

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
        assert list(whole.halves(database, subscribers)) == []
        assert list(alerts_miscounted(town, toll, database)) == []
        assert list(letters_miscounted(town, toll, database, (OFFICER, COLLEAGUE))) == []
        assert list(answers_miscounted(town, toll, database)) == []
        letters = Counter(row[0] for row in database.execute("SELECT text FROM request_message WHERE kind = 'letter'"))
        answers = whole.words_of_answers(database)
    assert not await whole.log_and_dates(town.database, town.clock, town.clock.now())
    await _projections(town)
    assert life.filed and life.replied
    assert {token: letters[life.letter(token)] for token in life.filed} == dict.fromkeys(life.filed, 1)
    assert {token: answers[life.answer(token)] for token in life.replied} == dict.fromkeys(life.replied, 1)
    assert not town.world.too_many_requests or town.world.faults.happened


async def _projections(town: Town) -> None:
    """What is worked out from the log for lists and figures is the same when the operator has it made anew."""
    kept = _kept(town)
    output = town.data / "commands"
    for words in (("verify",), ("rebuild",)):
        command = await town.parent.run(replace(town.order(), words=words, log=str(output)))
        assert await command.over(60) and command.code == 0, output.read_text(encoding="utf-8")
    said = output.read_text(encoding="utf-8")
    assert "entries fit" in said and "stood otherwise than was stored: 0" in said, said
    assert _kept(town) == kept and kept


def _kept(town: Town) -> list[list[tuple[object, ...]]]:
    with town.rows() as database:
        return [
            sorted(database.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
            for table in ("figure_request", "figure_part")
        ]
