"""Reminders of saved calls: the days chosen for each, and what is due, as one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from domain.calls.reminders import USUAL, marks
from domain.clock import micros
from domain.outbox import URGENT_WITHIN
from domain.ports import Standing
from storage.engine import Session
from storage.pointers import present
from storage.statement import json_list, sql

_CHOSEN = sql(f"""
    SELECT remind FROM shelf WHERE shelf = :shelf AND call_id = {present("call")} AND state = 'saved'
""")  # noqa: S608  a piece of storage.pointers
_CHOOSE = sql(f"""
    UPDATE shelf SET remind = :days, remind_changed_at = :now
    WHERE shelf = :shelf AND call_id = {present("call")} AND state = 'saved'
""")  # noqa: S608  a piece of storage.pointers
# The twin of `domain.calls.reminders.pressing`: of the marks that fit, the one with the fewest days, if its hour has
# come and had not passed when the call was saved, the days were chosen or the deadline became known.
#
# The key names the call and the day on which the reminder is due, and nothing else. So a day brings one reminder of a
# call at most, whatever moves: "7 days before" the 20th and "14 days before" the 27th are one key. A deadline that
# moves makes other days due, and so other keys: its reminders come anew. A deadline that moves there and back makes
# the old days due again, whose keys are taken: nothing is repeated.
#
# An organisation's shelf reaches its members who act for it now; a person's own shelf those who act for themselves.
_QUEUE = sql("""
    INSERT INTO outbox (chat_id, kind, call_id, revision, ids, dedupe_key, priority, not_before, state, attempts,
                        repeated, created_at)
    WITH mark AS (
        SELECT days, deadline, day, moment
        FROM {rows:marks(days INTEGER, deadline TEXT, day TEXT, moment BIGINT)} given
    ), fitting AS (
        SELECT s.shelf, s.person_id, s.ngo_id, c.id, c.revision, c.closes_at, m.days, m.deadline, m.day, m.moment, v.at,
               s.at AS saved_at, COALESCE(s.remind_changed_at, 0) AS chosen_at,
               ROW_NUMBER() OVER (PARTITION BY s.shelf, c.id ORDER BY m.days) AS place
        FROM mark m JOIN call c ON c.deadline_day = m.deadline
        JOIN shelf s ON s.call_id = c.id AND s.state = 'saved'
        LEFT JOIN call_revision v ON v.call_id = c.id AND v.revision = c.revision
        WHERE c.event NOT IN ('cancelled', 'result') AND c.closes_at > :now
          AND COALESCE(s.remind, CAST(:usual AS TEXT)) LIKE '%,' || m.days || ',%'
    ), due AS (
        SELECT shelf, person_id, ngo_id, id, revision, closes_at, days, deadline, day FROM fitting
        WHERE place = 1 AND moment <= :now AND moment > saved_at AND moment > chosen_at AND moment > COALESCE(at, 0)
    ), reader AS (
        SELECT p.id AS chat_id, d.shelf, d.id, d.revision, d.closes_at, d.days, d.deadline, d.day
        FROM due d JOIN person p ON p.id = d.person_id WHERE COALESCE(p.role, '') <> 'ngo'
        UNION ALL
        SELECT m.person_id, d.shelf, d.id, d.revision, d.closes_at, d.days, d.deadline, d.day
        FROM due d JOIN ngo_member m ON m.ngo_id = d.ngo_id JOIN person p ON p.id = m.person_id
        WHERE p.role = 'ngo' AND NOT EXISTS (
            SELECT 1 FROM shelf x WHERE x.call_id = d.id AND x.person_id = m.person_id AND x.state = 'dismissed')
    )
    SELECT r.chat_id, 'reminder', r.id, r.revision,
           '{"shelf": "' || r.shelf || '", "days": ' || r.days || ', "deadline": "' || r.deadline || '"}',
           'remind:' || r.id || ':' || r.day, CASE WHEN r.closes_at <= :soon THEN 10 ELSE 50 END,
           CAST(:now AS BIGINT), 'pending', 0, 0, CAST(:now AS BIGINT)
    FROM reader r
    WHERE NOT EXISTS (SELECT 1 FROM unreachable u WHERE u.chat_id = r.chat_id)
    ON CONFLICT (chat_id, dedupe_key) DO NOTHING
""")
_STANDING = sql("""
    SELECT w.chat_id, w.call_id, s.shelf, s.state, s.remind
    FROM {rows:wanted(chat_id BIGINT, call_id BIGINT)} w JOIN shelf s ON s.call_id = w.call_id
    WHERE s.person_id = w.chat_id
       OR EXISTS (SELECT 1 FROM ngo_member m WHERE m.ngo_id = s.ngo_id AND m.person_id = w.chat_id)
""")


class RemindersRepository:
    """Implements `domain.ports.Reminders`.

    Args:
        session: where statements run.
        zone: whose days and hours are meant.
    """

    def __init__(self, session: Session, zone: tzinfo) -> None:
        self._session = session
        self._zone = zone

    async def chosen(self, shelf: str, call_id: int) -> tuple[int, ...] | None:
        """Return the days chosen, the most first, or None when the call is not saved. One trip."""
        row = await self._session.one(_CHOSEN, shelf=shelf, call=call_id)
        return None if row is None else _days(row[0])

    async def choose(self, shelf: str, call_id: int, days: int, on: bool, now: datetime) -> tuple[int, ...] | None:
        """Add or take away one day; returns the days chosen then, or None when the call is not saved."""
        before = await self.chosen(shelf, call_id)
        if before is None:
            return None
        after = tuple(sorted({*before, days} if on else {*before} - {days}, reverse=True))
        if after != before:  # a repeated press must not move the moment from which missed days are counted
            await self._session.run(_CHOOSE, shelf=shelf, call=call_id, days=_text(after), now=micros(now))
        return after

    async def queue_due(self, now: datetime) -> int:
        """Queue every reminder that is due, for every reader of the shelf; returns how many. One trip."""
        rows = json_list(
            {
                "days": mark.days,
                "deadline": mark.deadline.isoformat(),
                "day": mark.day.isoformat(),
                "moment": micros(mark.moment),
            }
            for mark in marks(now, self._zone)
        )
        return await self._session.run(
            _QUEUE, marks=rows, usual=_text(USUAL), now=micros(now), soon=micros(now + URGENT_WITHIN)
        )

    async def standing(self, pairs: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], Standing]:
        """Return how calls stand with their readers, by (chat, call); pairs on no shelf are left out. One trip."""
        if not pairs:
            return {}
        wanted = json_list({"chat_id": chat_id, "call_id": call_id} for chat_id, call_id in pairs)
        shelves: dict[tuple[int, int], dict[str, tuple[int, ...]]] = {}
        dismissed = set()
        for chat_id, call_id, shelf, state, remind in await self._session.all(_STANDING, wanted=wanted):
            own = shelves.setdefault((chat_id, call_id), {})
            if state == "saved":
                own[shelf] = _days(remind)
            else:
                dismissed.add((chat_id, call_id))
        return {pair: Standing(saved, pair in dismissed) for pair, saved in shelves.items()}


def _days(stored: str | None) -> tuple[int, ...]:
    return USUAL if stored is None else tuple(int(word) for word in stored.split(",") if word)


def _text(days: Sequence[int]) -> str:
    return "".join(f",{day}" for day in days) + ","
