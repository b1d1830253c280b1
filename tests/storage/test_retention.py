"""Every table either forgets or has a reason not to; forgetting a million rows keeps nobody waiting."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.jobs import housekeeping
from bot.retention import BOUNDED, KEEP_MESSAGES, KEEP_UPDATES, PERMANENT
from domain import ports
from domain.clock import MovableClock, micros
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import NOW, ZONE

DOCUMENT = Path(__file__).parents[2] / "docs" / "retention.md"
_TABLES = sql(
    sqlite="SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    postgresql="SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
)


async def test_every_table_is_bounded_or_permanent_with_a_reason(store: SqlStore) -> None:
    async with store.write() as repositories:
        tables = {str(row[0]) for row in await repositories.session.all(_TABLES)}
    assert not BOUNDED.keys() & PERMANENT.keys()
    assert tables == BOUNDED.keys() | PERMANENT.keys()
    assert all(how and why for how, why in BOUNDED.values()) and all(PERMANENT.values())


def test_the_document_tells_of_every_table_and_of_the_periods() -> None:
    text = DOCUMENT.read_text("utf-8")
    for table in (*BOUNDED, *PERMANENT):
        assert f"`{table}`" in text, table
    for table, (how, why) in BOUNDED.items():
        assert f"| `{table}` | {how} | {why} |" in text
    for why in PERMANENT.values():
        assert why in text


async def test_housekeeping_goes_on_until_all_is_forgotten_a_stretch_at_a_time(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 3 * ports.STRETCH + 5
    old = micros(NOW - KEEP_UPDATES - timedelta(days=1))
    async with store.write() as repositories:
        session = repositories.session
        many = [{"id": number, "at": old} for number in range(1, count + 1)]
        await session.each(
            sql("INSERT INTO update_inbox (update_id, body, kept_at, done) VALUES (:id, '', :at, 1)"), many
        )
        await session.run(sql("INSERT INTO update_inbox (update_id, body, kept_at, done) VALUES (0, '{}', 1, 0)"))
        settled = micros(NOW - KEEP_MESSAGES - timedelta(days=1))
        await session.each(
            sql("""
                INSERT INTO outbox (chat_id, kind, ids, dedupe_key, priority, not_before, state, attempts, repeated,
                                    created_at, settled_at)
                VALUES (:id, 'notice', '{}', 'x', 50, :at, 'sent', 0, 0, :at, :at)
            """),
            [{"id": number, "at": settled} for number in range(1, count + 1)],
        )
    deleted: list[int] = []
    clock = MovableClock(NOW)
    real = type(repositories.updates).forget

    async def noted(self: object, before: object) -> int:
        deleted.append(await real(self, before))  # type: ignore[arg-type]
        return deleted[-1]

    monkeypatch.setattr(type(repositories.updates), "forget", noted)
    await housekeeping(store, clock, ZONE)()
    assert deleted == [ports.STRETCH] * 3 + [5], "no unit of work takes more"
    async with store.write() as repositories:
        left = await repositories.session.all(sql("SELECT update_id FROM update_inbox"))
        messages = await repositories.session.one(sql("SELECT COUNT(*) FROM outbox"))
    assert [row[0] for row in left] == [0], "what nobody has handled stays"
    assert messages is not None and messages[0] == 0
