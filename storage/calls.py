"""Stored calls, their lists, and what people did with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from domain.calls.model import Call
from domain.clock import micros
from domain.errors import NoSuchCall
from domain.ports import CallPage, ShelvedCall
from domain.subscriptions import Subscription
from domain.territory import REPUBLIC
from storage import matching
from storage.call_rows import (
    COLUMNS,
    LISTED_COLUMNS,
    REWRITTEN,
    WRITTEN_COLUMNS,
    WRITTEN_VALUES,
    call_of,
    columns_of,
)
from storage.call_words import patterns
from storage.engine import Row, Session
from storage.news import KEEP_REVISION
from storage.pointers import present
from storage.search_index import enter
from storage.statement import json_list, sql
from storage.subscriptions import kind_list

OPEN_WITHOUT_DEADLINE = timedelta(days=60)

_GET = sql(f"""
    SELECT {COLUMNS}, s.state
    FROM call c LEFT JOIN shelf s ON s.call_id = c.id AND s.shelf = :shelf
    WHERE c.id = {present("id")}
""")  # noqa: S608  the columns of storage.call_rows, a piece of storage.pointers
_MANY = sql(f"""
    SELECT {COLUMNS}
    FROM call c WHERE c.id IN {{ints:ids}}
""")  # noqa: S608  the columns of storage.call_rows
_NEIGHBOURS = sql(f"""
    SELECT {COLUMNS}
    FROM call c
    WHERE c.deadline_day IN {{texts:days}} OR (c.first_seen_at >= :since AND (c.deadline_day IS NULL OR :every = 1
        OR (:every = 2 AND EXISTS (
            SELECT 1 FROM call_territory t JOIN territory_reach r ON r.territory_id = t.territory_id
            WHERE t.call_id = c.id AND r.reached_id IN {{texts:places}}))))
    ORDER BY c.id
""")  # noqa: S608  the columns of storage.call_rows

MINE = """
        SELECT k.subscription_id, k.territory_id, k.sphere_id, s.kinds, s.min_amount, k.worded
        FROM subscription s
        JOIN subscription_key k ON k.subscription_id = s.id
        WHERE s.chat_id = :chat
"""
CONCERNS_MINE = """EXISTS (
            SELECT 1 FROM call_territory t, mine
            WHERE t.call_id = c.id
              AND EXISTS (SELECT 1 FROM territory_reach r
                          WHERE r.territory_id = t.territory_id AND r.reached_id = mine.territory_id)
              AND (mine.kinds = '' OR mine.kinds LIKE '%,' || c.kind || ',%')
              AND (c.amount_max IS NULL OR c.amount_max >= mine.min_amount OR COALESCE(c.currency, 'KZT') <> 'KZT')
              AND (mine.worded = 0
                   OR ((mine.worded = 2
                        OR NOT EXISTS (SELECT 1 FROM subscription_word x WHERE x.subscription_id = mine.subscription_id
                                       AND x.wanted = 0 AND c.words LIKE x.pattern))
                       AND (mine.worded = 1
                            OR EXISTS (SELECT 1 FROM subscription_word x WHERE x.subscription_id = mine.subscription_id
                                       AND x.wanted = 1 AND c.words LIKE x.pattern))))
              AND (mine.sphere_id = '*' OR c.spheres = '[]'
                   OR EXISTS (SELECT 1 FROM call_sphere w WHERE w.call_id = c.id AND w.sphere_id = mine.sphere_id)))"""
"""What the chat `:chat` subscribed to (the table `mine`), and whether the call `c` concerns any of it."""

# The total stands beside the page, so that a page past the end of a list that shrank still tells how long it is.
_OPEN_FOR = sql(f"""
    WITH mine AS ({MINE}), hits AS (
        SELECT c.id, c.closes_at
        FROM call c
        WHERE c.event NOT IN ('cancelled', 'result')
          AND (c.closes_at > :now OR (c.closes_at IS NULL AND c.first_seen_at > :since))
          AND {CONCERNS_MINE}
          AND NOT EXISTS (SELECT 1 FROM shelf x WHERE x.shelf = :shelf AND x.call_id = c.id AND x.state = 'dismissed')
    ), page AS (
        SELECT id, closes_at FROM hits
        ORDER BY CASE WHEN closes_at IS NULL THEN 1 ELSE 0 END, closes_at, id LIMIT :limit OFFSET :offset
    )
    SELECT {LISTED_COLUMNS}, amount.total
    FROM (SELECT COUNT(*) AS total FROM hits) amount
    LEFT JOIN page ON 1 = 1
    LEFT JOIN call c ON c.id = page.id
    ORDER BY CASE WHEN page.closes_at IS NULL THEN 1 ELSE 0 END, page.closes_at, page.id
""")  # noqa: S608  two pieces written above
_COUNT_SUITING = sql("""
    SELECT COUNT(*) FROM call c
    WHERE c.first_seen_at >= :since
      AND (CAST(:kinds AS TEXT) = '' OR CAST(:kinds AS TEXT) LIKE '%,' || c.kind || ',%')
      AND (c.amount_max IS NULL OR c.amount_max >= CAST(:min_amount AS BIGINT) OR COALESCE(c.currency, 'KZT') <> 'KZT')
      AND EXISTS (SELECT 1 FROM call_territory t JOIN territory_reach r ON r.territory_id = t.territory_id
                  WHERE t.call_id = c.id AND r.reached_id IN {texts:territories})
      AND (CAST(:spheres AS TEXT) = '[]' OR c.spheres = '[]'
           OR EXISTS (SELECT 1 FROM call_sphere w WHERE w.call_id = c.id AND w.sphere_id IN {texts:spheres}))
      AND NOT EXISTS (SELECT 1 FROM {texts:exclude} x WHERE c.words LIKE x.value)
      AND (CAST(:include AS TEXT) = '[]' OR EXISTS (SELECT 1 FROM {texts:include} x WHERE c.words LIKE x.value))
""")
_SAVED = sql(f"""
    WITH hits AS (
        SELECT c.id, c.closes_at, c.first_seen_at,
               CASE WHEN c.event IN ('cancelled', 'result') OR c.closes_at <= :now
                         OR (c.closes_at IS NULL AND c.first_seen_at <= :since) THEN 1 ELSE 0 END AS closed
        FROM shelf s JOIN call c ON c.id = s.call_id
        WHERE s.shelf = :shelf AND s.state = 'saved'
    ), ranked AS (
        SELECT id, closed, CASE WHEN closed = 1 THEN -COALESCE(closes_at, first_seen_at)
                                ELSE COALESCE(closes_at, 9223372036854775807) END AS place
        FROM hits
    ), page AS (
        SELECT id, closed, place FROM ranked ORDER BY closed, place, id LIMIT :limit OFFSET :offset
    )
    SELECT {LISTED_COLUMNS}, amount.total
    FROM (SELECT COUNT(*) AS total FROM hits) amount
    LEFT JOIN page ON 1 = 1
    LEFT JOIN call c ON c.id = page.id
    ORDER BY page.closed, page.place, page.id
""")  # noqa: S608  the columns of storage.call_rows

# Nothing to insert means that there is no such call; a conflict that changes nothing still counts as a row.
_SHELVE = sql(f"""
    INSERT INTO shelf (shelf, call_id, state, ngo_id, person_id, pressed_by, at)
    SELECT CAST(:shelf AS TEXT), id, CAST(:state AS TEXT), CAST(:ngo AS BIGINT), CAST(:owner AS BIGINT),
           CAST(:person AS BIGINT), CAST(:now AS BIGINT)
    FROM call WHERE id = {present("call")}
    ON CONFLICT (shelf, call_id) DO UPDATE
    SET state = excluded.state,
        pressed_by = CASE WHEN shelf.state = excluded.state THEN shelf.pressed_by ELSE excluded.pressed_by END,
        at = CASE WHEN shelf.state = excluded.state THEN shelf.at ELSE excluded.at END
""")  # noqa: S608  a piece of storage.pointers
# The own chat of a person bears the person's number.
_SILENCE = sql(f"""
    UPDATE outbox SET state = 'gone', error = 'dismissed', settled_at = :now
    WHERE call_id = {present("call")} AND state = 'pending'
      AND chat_id IN (SELECT CAST(:owner AS BIGINT) UNION SELECT person_id FROM ngo_member WHERE ngo_id = :ngo)
""")  # noqa: S608  a piece of storage.pointers
_UNSHELVE = sql(f"""
    DELETE FROM shelf WHERE shelf = :shelf AND call_id = {present("call")} AND state = :state
""")  # noqa: S608  a piece of storage.pointers

_ADD = sql(f"""
    INSERT INTO call ({WRITTEN_COLUMNS}) VALUES ({WRITTEN_VALUES}) RETURNING id
""")  # noqa: S608  the columns of storage.call_rows
_REPLACE = sql(f"UPDATE call SET {REWRITTEN} WHERE id = :id")  # noqa: S608  the columns of storage.call_rows
_DROP_TERRITORIES = sql("DELETE FROM call_territory WHERE call_id = :id")
_DROP_SPHERES = sql("DELETE FROM call_sphere WHERE call_id = :id")
_ADD_TERRITORIES = sql("""
    INSERT INTO call_territory (call_id, territory_id)
    SELECT DISTINCT CAST(:id AS BIGINT), t.value FROM {texts:territories} t
""")
_ADD_SPHERES = sql("""
    INSERT INTO call_sphere (call_id, sphere_id)
    SELECT DISTINCT CAST(:id AS BIGINT), s.value FROM {texts:spheres} s
""")
_LINK_POST = sql("UPDATE post SET call_id = :call WHERE id = :post")


class CallsRepository:
    """Implements `domain.ports.Calls`.

    Args:
        session: where statements run.
        zone: whose hours quiet hours and digests are in.
    """

    def __init__(self, session: Session, zone: tzinfo) -> None:
        self._session = session
        self._zone = zone

    async def get(self, call_id: int, shelf: str | None = None) -> ShelvedCall | None:
        """Return a call and its place on the shelf; None when there is no such call. One trip.

        The number of a call that went into another one gives that one.
        """
        row = await self._session.one(_GET, id=call_id, shelf=shelf or "")
        if row is None:
            return None
        *call, state = row
        return ShelvedCall(call_of(call), saved=state == "saved", dismissed=state == "dismissed")

    async def many(self, call_ids: Sequence[int]) -> Mapping[int, Call]:
        """Return the calls by id; unknown ids are left out. One trip."""
        calls = [call_of(row) for row in await self._session.all(_MANY, ids=json_list(call_ids))]
        return {call.id: call for call in calls}

    async def open_for(self, chat_id: int, shelf: str, now: datetime, offset: int, limit: int) -> CallPage:
        """Return the open calls of the chat's subscriptions, nearest deadline first, without dismissed ones. One trip.

        A paused subscription counts: pausing silences alerts, this list is asked for.
        """
        rows = await self._session.all(
            _OPEN_FOR, chat=chat_id, shelf=shelf, now=micros(now), since=_since(now), offset=offset, limit=limit
        )
        return _page(rows)

    async def count_suiting(self, subscription: Subscription, since: datetime) -> int:
        """Return how many calls first seen since then suit the subscription, whatever became of them. One trip."""
        row = await self._session.one(
            _COUNT_SUITING,
            since=micros(since),
            kinds=kind_list(subscription.kinds),
            min_amount=subscription.min_amount,
            territories=json_list(subscription.territories),
            spheres=json_list(subscription.spheres),
            include=json_list(patterns(subscription.include)),
            exclude=json_list(patterns(subscription.exclude)),
        )
        assert row is not None
        return int(row[0])

    async def saved(self, shelf: str, now: datetime, offset: int, limit: int) -> CallPage:
        """Return what was saved: open by nearest deadline, then closed ones, latest first. One trip."""
        rows = await self._session.all(
            _SAVED, shelf=shelf, now=micros(now), since=_since(now), offset=offset, limit=limit
        )
        return _page(rows)

    async def save(self, shelf: str, call_id: int, person_id: int, now: datetime) -> None:
        """Save a call; repeating changes nothing; undoes a dismissal. Raises NoSuchCall. One trip."""
        await self._shelve("saved", shelf, call_id, person_id, now)

    async def unsave(self, shelf: str, call_id: int) -> None:
        """Take a call off the shelf; repeating changes nothing."""
        await self._session.run(_UNSHELVE, shelf=shelf, call=call_id, state="saved")

    async def dismiss(self, shelf: str, call_id: int, person_id: int, now: datetime) -> None:
        """Mark "not for us"; repeating changes nothing; takes it off the saved ones. Raises NoSuchCall.

        What waits to be sent about it in the own chats of the shelf's people becomes gone. Two trips.
        """
        await self._shelve("dismissed", shelf, call_id, person_id, now)
        await self._session.run(_SILENCE, call=call_id, now=micros(now), **_people(shelf))

    async def undismiss(self, shelf: str, call_id: int) -> None:
        """Take "not for us" back; repeating changes nothing."""
        await self._session.run(_UNSHELVE, shelf=shelf, call=call_id, state="dismissed")

    async def _shelve(self, state: str, shelf: str, call_id: int, person_id: int, now: datetime) -> None:
        stored = await self._session.run(
            _SHELVE,
            shelf=shelf,
            state=state,
            call=call_id,
            person=person_id,
            now=micros(now),
            **_people(shelf),
        )
        if not stored:
            raise NoSuchCall(call_id)

    async def neighbours(
        self, deadlines: Sequence[date], since: datetime, *, any_deadline: bool = False, places: Iterable[str] = ()
    ) -> Sequence[Call]:
        """Return stored calls that may be the same as a new one: same deadline day, or none and seen since.

        `any_deadline` adds all that were seen since, whatever their deadline: those on one line with `places` in the
        territorial tree when any are given.
        """
        days = json_list(day.isoformat() for day in deadlines)
        there = sorted(places)
        every = 0 if not any_deadline else 2 if there else 1
        rows = await self._session.all(
            _NEIGHBOURS, days=days, since=micros(since), every=every, places=json_list(there)
        )
        return [call_of(row) for row in rows]

    async def add(self, call: Call, post_id: int, now: datetime) -> int:
        """Store a new call with its territories and spheres, and link the post to it; returns its id.

        A call without territories is the whole country's.
        """
        columns = columns_of(call, now)
        row = await self._session.one(_ADD, **columns)
        assert row is not None
        number = int(row[0])
        await self._places(number, columns)
        await self._session.run(_LINK_POST, call=number, post=post_id)
        await self._session.run(KEEP_REVISION, call=number, now=micros(now))
        await self._searchable(call, number)
        return number

    async def replace(self, call: Call, post_id: int | None, now: datetime) -> None:
        """Store a call's changed fields, revision included, and link the post that changed it, if one did.

        Raises NoSuchCall.
        """
        columns = columns_of(call, now)
        if not await self._session.run(_REPLACE, id=call.id, **columns):
            raise NoSuchCall(call.id)
        await self._session.run(_DROP_TERRITORIES, id=call.id)
        await self._session.run(_DROP_SPHERES, id=call.id)
        await self._places(call.id, columns)
        if post_id is not None:
            await self._session.run(_LINK_POST, call=call.id, post=post_id)
        await self._session.run(KEEP_REVISION, call=call.id, now=micros(now))
        await self._searchable(call, call.id)

    async def _searchable(self, call: Call, number: int) -> None:
        found = replace(call, id=number, territories=call.territories or (REPUBLIC,))
        await enter(self._session, [found], OPEN_WITHOUT_DEADLINE)

    async def _places(self, call_id: int, columns: Mapping[str, Any]) -> None:
        await self._session.run(_ADD_TERRITORIES, id=call_id, territories=columns["territories"])
        await self._session.run(_ADD_SPHERES, id=call_id, spheres=columns["spheres"])

    async def match(self, call_id: int, revision: int, now: datetime) -> int:
        """Queue an alert for every chat the call concerns; returns how many were queued (see storage.matching)."""
        return await matching.match(self._session, self._zone, call_id, revision, now)


def _people(shelf: str) -> dict[str, int | None]:
    """Tell whose shelf it is: an organisation's or a person's."""
    whose, _, number = shelf.partition(":")
    return {"ngo": int(number) if whose == "ngo" else None, "owner": int(number) if whose == "person" else None}


def _since(now: datetime) -> int:
    return micros(now - OPEN_WITHOUT_DEADLINE)


def _page(rows: Sequence[Row]) -> CallPage:
    """Make a page of rows that end with the total; a list without calls here is one row with no call in it."""
    return CallPage(tuple(call_of(row[:-1]) for row in rows if row[0] is not None), rows[0][-1])
