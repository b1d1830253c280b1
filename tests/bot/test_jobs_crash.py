"""Jobs about requests that are broken off before any of their statements: what was begun is done once in the end."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.holidays import kazakh_calendar
from bot.remind_promises import PromiseReminders
from bot.remind_requests import RequestReminders
from bot.stands import StandKeeper
from domain.calendar import WorkingCalendar
from domain.calendar_table import DayState, StoredChange, entry_of
from domain.clock import MovableClock
from domain.journal import Walk
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.promises import Promise
from domain.requests.record import events_of, subject
from handlers.requests import happening
from handlers.service import Service
from storage.engine import Session
from storage.statement import sql
from storage.store import open_store
from tests.person import ZONE, Stage
from tests.request_stage import BOTA, SALAUAT, file, ngo, office

CALENDAR = kazakh_calendar(date(2026, 3, 2))
FRIDAY = date(2026, 3, 13)
NEAR = datetime(2026, 3, 18, 9, tzinfo=ZONE).astimezone(UTC)


class Killed(BaseException):
    """The process is gone in the middle."""


@pytest.fixture
async def begun(stage: Stage) -> Path:
    """A request of 2 March with a promise for 16 March, and a calendar that has changed since."""
    request = await file(stage, 1001, await ngo(stage, 1001), office_id=await office(stage, SALAUAT, head=BOTA))
    now = stage.clock.now()
    event = RequestEvent(0, request.id, EventKind.PROMISED, now, Actor.OFFICER, office_id=request.office_id)
    async with stage.store.write() as repositories:
        happened = await happening.happen(repositories, stage.service, CALENDAR, event, now)
        day = date(2026, 3, 16)
        await repositories.promises.add(
            Promise(0, request.id, happened.entry, request.office_id or 0, None, "?", now, day, day)
        )
        head = await repositories.journal.append(entry_of(FRIDAY, DayState.OFF, True, "?", 1), now)
        await repositories.calendar.put(StoredChange(head.number, FRIDAY, DayState.OFF, "?"), 1, now)
    return stage.path


def copy(source: Path, target: Path) -> None:
    """Copy a database that is open elsewhere."""
    for left in target.parent.glob(f"{target.name}*"):
        left.unlink()
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


async def _all_jobs(service: Service) -> None:
    """What the scheduler asks on a morning."""
    await StandKeeper(service).tick()
    await RequestReminders(service).tick()
    await PromiseReminders(service).tick()


async def _run(path: Path, template: Service, killed_before: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Run the jobs; tell whether they came to their end before the n-th statement."""
    count = 0

    def counted(method: Any) -> Any:
        async def run(self: Session, *args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count == killed_before:
                raise Killed
            return await method(self, *args, **kwargs)

        return run

    async with open_store(f"sqlite:///{path}", zone=ZONE, migrate=False) as store:
        service = replace(template, store=store, clock=MovableClock(NEAR, frozen=True))
        with monkeypatch.context() as patch:
            patch.setattr(Session, "all", counted(Session.all))
            patch.setattr(Session, "run", counted(Session.run))
            try:
                await _all_jobs(service)
            except Killed:
                return False
    return True


async def _told(path: Path) -> tuple[list[tuple[int, str]], list[EventKind], date]:
    """What waits in the outbox (chat and what it is about), what the log tells, and the stored date."""
    async with open_store(f"sqlite:///{path}", zone=ZONE, migrate=False) as store, store.read() as repositories:
        assert Walk().along(await repositories.journal.after(0, 1000)) is None
        events = events_of(await repositories.journal.of_subjects([subject(1)]))
        rows = await repositories.session.all(sql("SELECT chat_id, ids FROM outbox"))
        request = await repositories.requests.get(1)
    assert request is not None
    ids = [(int(chat), json.loads(text)) for chat, text in rows]
    queued = [(chat, one["about"]) for chat, one in ids if one["about"] not in ("card", "step") or "edits" in one]
    return sorted(queued), [event.kind for event in events], request.due


async def test_broken_off_before_any_statement_the_morning_is_told_once(
    begun: Path, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def by_law(_around: date) -> WorkingCalendar:
        return CALENDAR

    template = replace(stage.service, by_law=by_law)
    path = tmp_path / "copy.db"
    for killed_before in range(1, 500):
        copy(begun, path)
        ended = await _run(path, template, killed_before, monkeypatch)
        assert await _run(path, template, 0, monkeypatch)
        queued, kinds, due = await _told(path)
        # The reply date was 27 March before the 13th was made a day off. The promise's day has passed: its office and
        # the NGO hear of it.
        assert queued == [
            (1001, "promise_ask"),
            (SALAUAT, "promise_due"), (SALAUAT, "reminder"),
        ]  # fmt: skip
        assert kinds == [EventKind.FILED, EventKind.PROMISED, EventKind.REMINDED] and due == date(2026, 3, 30)
        if ended:
            assert killed_before > 30
            return
    raise AssertionError("the jobs never end")
