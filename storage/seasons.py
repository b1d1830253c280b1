"""When calls may open again: which calls are one series, the guesses, and who wishes to be reminded of them.

What is guessed is worked out by `domain.calls.forecast`; here it is kept so that a list is one statement.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from domain.calls.forecast import Forecast, Opening, Series, Sureness, opening_day
from domain.calls.model import CallKind, LocalMoment
from domain.clock import instant, micros
from domain.outbox import Priority
from domain.ports import Foreseen, ForeseenPage, Sorted
from storage.call_rows import LISTED_COLUMNS, call_of
from storage.calls import CONCERNS_MINE, MINE, OPEN_WITHOUT_DEADLINE
from storage.engine import Row, Session
from storage.statement import json_list, sql

_SORTED = sql("SELECT edition, day, upto FROM season_state WHERE one = 1")
_NOTE_SORTED = sql("""
    INSERT INTO season_state (one, edition, day, upto) VALUES (1, :edition, :day, :upto)
    ON CONFLICT (one) DO UPDATE SET edition = excluded.edition, day = excluded.day, upto = excluded.upto
""")
_OPENINGS = sql("""
    SELECT id, kind, organiser, texts, territories, opens, published_at, first_seen_at, closes_at
    FROM call WHERE id > :after ORDER BY id LIMIT :limit
""")
_CHANGED = sql("""
    SELECT c.id, c.kind, c.organiser, c.texts, c.territories, c.opens, c.published_at, c.first_seen_at, c.closes_at,
           o.bucket, c.changed_at
    FROM call c LEFT JOIN opening o ON o.call_id = c.id WHERE c.changed_at >= :since
""")
_OF_BUCKETS = sql("""
    SELECT c.id, c.kind, c.organiser, c.texts, c.territories, c.opens, c.published_at, c.first_seen_at, c.closes_at
    FROM opening o JOIN call c ON c.id = o.call_id WHERE o.bucket IN {texts:buckets}
""")
_DROP_OPENINGS = sql("DELETE FROM opening WHERE call_id IN {ints:calls}")
_DROP_SEASONS = sql("DELETE FROM season WHERE call_id IN {ints:calls}")
_ADD_OPENINGS = sql("""
    INSERT INTO opening (call_id, bucket, latest_id)
    SELECT r.call_id, r.bucket, r.latest_id FROM {rows:rows(call_id BIGINT, bucket TEXT, latest_id BIGINT)} r
    WHERE EXISTS (SELECT 1 FROM call c WHERE c.id = r.call_id)
    ON CONFLICT (call_id) DO UPDATE SET bucket = excluded.bucket, latest_id = excluded.latest_id
""")
_ADD_SEASONS = sql("""
    INSERT INTO season (call_id, expected, sure, past, warn_at)
    SELECT r.call_id, r.expected, r.sure, r.past, r.warn_at
    FROM {rows:rows(call_id BIGINT, expected TEXT, sure TEXT, past TEXT, warn_at BIGINT)} r
    WHERE EXISTS (SELECT 1 FROM call c WHERE c.id = r.call_id)
    ON CONFLICT (call_id) DO UPDATE
    SET expected = excluded.expected, sure = excluded.sure, past = excluded.past, warn_at = excluded.warn_at
""")

_WATCHED = """EXISTS (
            SELECT 1 FROM season_watch w JOIN opening x ON x.call_id = w.call_id
            WHERE w.chat_id = :chat AND x.latest_id = s.call_id)"""
_OF_CALL = sql(f"""
    SELECT {LISTED_COLUMNS}, s.expected, s.sure, s.past, CASE WHEN {_WATCHED} THEN 1 ELSE 0 END
    FROM opening o JOIN season s ON s.call_id = o.latest_id JOIN call c ON c.id = s.call_id
    WHERE o.call_id = :call
""")  # noqa: S608  written above
HITS = f"""hits AS (
        SELECT s.call_id, s.expected, s.sure, s.past
        FROM season s JOIN call c ON c.id = s.call_id
        WHERE (c.event IN ('cancelled', 'result') OR c.closes_at <= :now
               OR (c.closes_at IS NULL AND c.first_seen_at <= :undated))
          AND {CONCERNS_MINE}
          AND NOT EXISTS (SELECT 1 FROM shelf x WHERE x.shelf = :shelf AND x.call_id = c.id AND x.state = 'dismissed')
    )"""  # noqa: S608  a piece of storage.calls
"""The guesses that concern the chat `:chat` (beside the table `mine`), whose last call is over and not dismissed."""
_PAGE = sql(f"""
    WITH mine AS ({MINE}), {HITS}
    SELECT {LISTED_COLUMNS}, s.expected, s.sure, s.past, CASE WHEN {_WATCHED} THEN 1 ELSE 0 END,
           amount.total
    FROM (SELECT COUNT(*) AS total FROM hits) amount
    LEFT JOIN (SELECT * FROM hits ORDER BY expected, call_id LIMIT :limit OFFSET :offset) s ON 1 = 1
    LEFT JOIN call c ON c.id = s.call_id
    ORDER BY s.expected, s.call_id
""")  # noqa: S608  written above

# Wishing for a series that is watched by another year's call already changes nothing.
_WATCH = sql("""
    INSERT INTO season_watch (chat_id, call_id, made_at)
    SELECT CAST(:chat AS BIGINT), o.call_id, CAST(:now AS BIGINT) FROM opening o
    WHERE o.call_id = :call AND NOT EXISTS (
        SELECT 1 FROM season_watch w JOIN opening x ON x.call_id = w.call_id
        WHERE w.chat_id = :chat AND x.latest_id = o.latest_id)
    ON CONFLICT (chat_id, call_id) DO NOTHING
""")
_UNWATCH = sql("""
    DELETE FROM season_watch WHERE chat_id = :chat AND (call_id = :call OR call_id IN (
        SELECT x.call_id FROM opening o JOIN opening x ON x.latest_id = o.latest_id WHERE o.call_id = :call))
""")
_COUNT_WATCHED = sql("SELECT COUNT(*) FROM season_watch WHERE chat_id = :chat")
# The key names the last opening, so that each year brings one reminder, whatever the guess moves to.
_QUEUE = sql("""
    INSERT INTO outbox (chat_id, kind, ids, dedupe_key, priority, not_before, state, attempts, repeated, created_at)
    SELECT w.chat_id, 'notice', '{"about": "season", "call": ' || s.call_id || '}', 'season:' || s.call_id,
           CAST(:priority AS INTEGER), CAST(:now AS BIGINT), 'pending', 0, 0, CAST(:now AS BIGINT)
    FROM season s JOIN opening o ON o.latest_id = s.call_id JOIN season_watch w ON w.call_id = o.call_id
    WHERE s.warn_at <= :now AND s.expected >= :today AND w.made_at < s.warn_at
      AND NOT EXISTS (SELECT 1 FROM unreachable u WHERE u.chat_id = w.chat_id)
    ON CONFLICT (chat_id, dedupe_key) DO NOTHING
""")


class SeasonsRepository:
    """Implements `domain.ports.Seasons`.

    Args:
        session: where statements run.
        zone: whose days are meant.
    """

    def __init__(self, session: Session, zone: tzinfo) -> None:
        self._session = session
        self._zone = zone

    async def sorted(self) -> Sorted | None:
        """Return how far calls were sorted; None when they never were. One trip."""
        row = await self._session.one(_SORTED)
        return Sorted(int(row[0]), date.fromisoformat(row[1]), instant(row[2])) if row else None

    async def note_sorted(self, state: Sorted) -> None:
        """Remember how far calls were sorted. One trip."""
        await self._session.run(_NOTE_SORTED, edition=state.edition, day=state.day.isoformat(), upto=micros(state.upto))

    async def openings(self, after: int, limit: int, today: date) -> tuple[Sequence[Opening], Sequence[int]]:
        """Return the openings of so many calls whose ids follow, and the ids of all that were looked at, in order.

        A call whose organiser or day is not known has no opening. One trip.
        """
        rows = await self._session.all(_OPENINGS, after=after, limit=limit)
        return self._known(rows, today), [int(row[0]) for row in rows]

    async def changed(self, since: datetime, today: date) -> tuple[Sequence[Opening], Mapping[int, datetime]]:
        """Return the openings of all calls that may be of one series with calls changed since then, before or now.

        Beside them the changed calls, with or without an opening, and when each changed. Two trips.
        """
        rows = await self._session.all(_CHANGED, since=micros(since))
        if not rows:
            return (), {}
        found = {one.call_id: one for one in self._known([row[:9] for row in rows], today)}
        buckets = {row[9] for row in rows if row[9]} | {one.bucket for one in found.values()}
        neighbours = await self._session.all(_OF_BUCKETS, buckets=json_list(sorted(buckets)))
        moved = {int(row[0]): instant(row[10]) for row in rows}
        whole = {one.call_id: one for one in self._known(neighbours, today) if one.call_id not in moved} | found
        return list(whole.values()), moved

    async def put(self, found: Sequence[tuple[Series, Forecast | None]], others: Sequence[int] = ()) -> None:
        """Store series with their guesses in the place of what was known of their calls, and of the others. Four trips.

        Args:
            found: series, each whole.
            others: calls that belong to no series.
        """
        calls = json_list([*others, *(number for one, _ in found for number in one.calls)])
        await self._session.run(_DROP_SEASONS, calls=calls)
        await self._session.run(_DROP_OPENINGS, calls=calls)
        openings = [
            {"call_id": number, "bucket": one.latest.bucket, "latest_id": one.latest.call_id}
            for one, _ in found
            for number in one.calls
        ]
        await self._session.run(_ADD_OPENINGS, rows=json_list(openings))
        await self._session.run(_ADD_SEASONS, rows=json_list(self._columns(guess) for _, guess in found if guess))

    def _columns(self, guess: Forecast) -> dict[str, Any]:
        return {
            "call_id": guess.call_id,
            "expected": guess.expected.isoformat(),
            "sure": guess.sure.value,
            "past": json.dumps([day.isoformat() for day in guess.past]),
            "warn_at": micros(guess.warn_at(self._zone)),
        }

    async def of_call(self, call_id: int, chat_id: int) -> Foreseen | None:
        """Return the guess of the series that the call belongs to, or None. One trip."""
        row = await self._session.one(_OF_CALL, call=call_id, chat=chat_id)
        return _foreseen(row) if row else None

    async def page(self, chat_id: int, shelf: str, now: datetime, offset: int, limit: int) -> ForeseenPage:
        """Return the guesses that concern the chat's subscriptions, soonest first. One trip.

        Without those whose last call is still open or was dismissed.
        """
        rows = await self._session.all(_PAGE, offset=offset, limit=limit, **_whose(chat_id, shelf, now))
        return ForeseenPage(tuple(_foreseen(row[:-1]) for row in rows if row[0] is not None), int(rows[0][-1]))

    async def watch(self, call_id: int, chat_id: int, now: datetime) -> None:
        """Wish to be reminded of the call's series; repeating changes nothing. One trip."""
        await self._session.run(_WATCH, call=call_id, chat=chat_id, now=micros(now))

    async def unwatch(self, call_id: int, chat_id: int) -> None:
        """Take the wish back; repeating changes nothing. One trip."""
        await self._session.run(_UNWATCH, call=call_id, chat=chat_id)

    async def watched(self, chat_id: int) -> int:
        """Return of how many series the chat wishes to be reminded. One trip."""
        row = await self._session.one(_COUNT_WATCHED, chat=chat_id)
        return int(row[0]) if row else 0

    async def queue_due(self, now: datetime) -> int:
        """Queue the reminders that are due; returns how many. Set-based; one for each chat, series and year. One trip.

        Due: its hour has come and the expected day has not passed; who wished for it later than that was told so then.
        """
        today = now.astimezone(self._zone).date()
        return await self._session.run(_QUEUE, now=micros(now), today=today.isoformat(), priority=int(Priority.BULK))

    def _known(self, rows: Sequence[Row], today: date) -> list[Opening]:
        return [one for row in rows if (one := self._opening(row, today)) is not None]

    def _opening(self, row: Row, today: date) -> Opening | None:
        number, kind, organiser, texts, territories, opens, published, seen, closes = row
        if not organiser:
            return None
        printed = LocalMoment.parse(opens).day if opens else None
        when = instant(published) if published is not None else None
        over = instant(closes) if closes is not None else None
        day = opening_day(printed, when, instant(seen), over, today, self._zone)
        if day is None:
            return None
        titles = tuple(text["title"] for text in json.loads(texts))
        opening = Opening(int(number), CallKind(kind), organiser, titles, tuple(json.loads(territories)), day)
        return opening if opening.bucket else None


def _whose(chat_id: int, shelf: str, now: datetime) -> dict[str, Any]:
    return {"chat": chat_id, "shelf": shelf, "now": micros(now), "undated": micros(now - OPEN_WITHOUT_DEADLINE)}


def _foreseen(row: Row) -> Foreseen:
    *call, expected, sure, past, watched = row
    days = tuple(date.fromisoformat(day) for day in json.loads(past))
    stored = call_of(call)
    return Foreseen(stored, Forecast(stored.id, date.fromisoformat(expected), days, Sureness(sure)), bool(watched))
