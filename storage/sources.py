"""Sources, what is remembered between polls, and the posts they gave."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from domain.calls.model import Post
from domain.calls.stated import stated_from_json, stated_to_json
from domain.clock import MICROSECOND, instant, micros
from domain.ports import Harvest, KnownPost, UnreadPost
from domain.source_address import key, normalised
from domain.sources import Source, SourceState
from storage.engine import Row, Session
from storage.statement import json_list, sql

# A source that moved to another address, or is read in another way, starts anew: what was remembered says nothing then.
# One that a coordinator followed to another address stays there for as long as the file says what it said then; one
# that a coordinator paused stays paused.
_SYNC = sql("""
    INSERT INTO source (id, kind, url, name_kk, name_ru, territory_id, languages, interval_us, enabled, options,
                        state, next_poll_at, changed_at, key, origin, address)
    VALUES (:id, :kind, :url, :name_kk, :name_ru, :territory, :languages, :interval, :enabled, :options, '{}', 0, :now,
            :key, 'file', :address)
    ON CONFLICT (id) DO UPDATE
    SET kind = excluded.kind, name_kk = excluded.name_kk, name_ru = excluded.name_ru,
        url = CASE WHEN source.file_url = excluded.url THEN source.url ELSE excluded.url END,
        address = CASE WHEN source.file_url = excluded.url THEN source.address ELSE excluded.address END,
        file_url = CASE WHEN source.file_url = excluded.url THEN source.file_url END,
        territory_id = excluded.territory_id, languages = excluded.languages, interval_us = excluded.interval_us,
        enabled = excluded.enabled, options = excluded.options, changed_at = excluded.changed_at,
        key = excluded.key, origin = 'file', added_by = NULL, added_at = NULL, removed_at = NULL,
        state = CASE WHEN (source.url = excluded.url OR source.file_url = excluded.url)
                          AND source.kind = excluded.kind
                          AND source.options = excluded.options THEN source.state ELSE '{}' END,
        next_poll_at = CASE WHEN (source.url = excluded.url OR source.file_url = excluded.url)
                          AND source.kind = excluded.kind
                          AND source.options = excluded.options THEN source.next_poll_at ELSE 0 END
""")
_DISABLE_OTHERS = sql("""
    UPDATE source SET enabled = 0, removed_at = :now, changed_at = :now
    WHERE origin = 'file' AND removed_at IS NULL AND id NOT IN {texts:ids}
""")
# The operator took over what somebody had added in chat: it must not be read twice.
_TAKE_OVER = sql("""
    UPDATE source SET removed_at = :now, changed_at = :now
    WHERE origin = 'chat' AND removed_at IS NULL AND address IN {texts:addresses}
""")
_DUE = sql("""
    SELECT id, kind, url, name_kk, name_ru, territory_id, languages, interval_us, enabled, options, state, added_at
    FROM source WHERE enabled = 1 AND paused_at IS NULL AND removed_at IS NULL AND next_poll_at <= :now
    ORDER BY next_poll_at, id LIMIT :limit
""")
_GET = sql("""
    SELECT id, kind, url, name_kk, name_ru, territory_id, languages, interval_us, enabled, options, state, added_at
    FROM source WHERE id = :id
""")
_RECORD = sql("UPDATE source SET state = :state, next_poll_at = :next WHERE id = :id")
_RECORD_DAY = sql("""
    INSERT INTO source_poll_day (source_id, day, polls, failures, posts, calls)
    SELECT id, CAST(:day AS TEXT), 1, CAST(:failed AS INTEGER), CAST(:posts AS INTEGER), 0
    FROM source WHERE id = :id
    ON CONFLICT (source_id, day) DO UPDATE
    SET polls = source_poll_day.polls + 1, failures = source_poll_day.failures + excluded.failures,
        posts = source_poll_day.posts + excluded.posts
""")
_COUNT_CALLS = sql("""
    INSERT INTO source_poll_day (source_id, day, polls, failures, posts, calls)
    SELECT id, CAST(:day AS TEXT), 0, 0, 0, CAST(:calls AS INTEGER) FROM source WHERE id = :id
    ON CONFLICT (source_id, day) DO UPDATE SET calls = source_poll_day.calls + excluded.calls
""")
_KNOWN = sql("""
    SELECT id, external_id, fingerprint, call_id, unread FROM post
    WHERE source_id = :source AND (external_id IN {texts:ids} OR fingerprint IN {texts:fingerprints})
    ORDER BY id
""")
_PUT_POST = sql("""
    INSERT INTO post (source_id, external_id, url, title, text, published_at, stated, fingerprint, call_id,
                      first_seen_at, changed_at)
    VALUES (:source, :external, :url, :title, :text, :published, :stated, :fingerprint, :call, :now, :now)
    ON CONFLICT (source_id, external_id) DO UPDATE
    SET url = excluded.url, title = excluded.title, text = excluded.text, published_at = excluded.published_at,
        stated = excluded.stated, fingerprint = excluded.fingerprint,
        call_id = COALESCE(excluded.call_id, post.call_id), changed_at = excluded.changed_at
    RETURNING id
""")


_KEEP_POST = sql("""
    INSERT INTO post (source_id, external_id, url, title, text, published_at, stated, fingerprint, first_seen_at,
                      changed_at, unread)
    VALUES (:source, :external, :url, :title, :text, :published, :stated, :fingerprint, :now, :now, 1)
    ON CONFLICT (source_id, external_id) DO UPDATE
    SET url = excluded.url, title = excluded.title, text = excluded.text, published_at = excluded.published_at,
        stated = excluded.stated, fingerprint = excluded.fingerprint, changed_at = excluded.changed_at, unread = 1
""")
# Undated posts are as new as can be: nothing is known against it.
_UNREAD = sql("""
    SELECT s.id, s.kind, s.url, s.name_kk, s.name_ru, s.territory_id, s.languages, s.interval_us, s.enabled, s.options,
           '{}', s.added_at, p.id, p.external_id, p.url, p.title, p.text, p.published_at, p.stated, p.fingerprint,
           p.call_id
    FROM (SELECT id, source_id, external_id, url, title, text, published_at, stated, fingerprint, call_id
          FROM post WHERE unread = 1
          ORDER BY CASE WHEN published_at IS NULL THEN 0 ELSE 1 END, published_at DESC, id DESC LIMIT :limit) p
    JOIN source s ON s.id = p.source_id
    ORDER BY CASE WHEN p.published_at IS NULL THEN 1 ELSE 0 END, p.published_at, p.id
""")
_MARK_READ = sql("""
    UPDATE post SET unread = 0, call_id = COALESCE(CAST(:call AS BIGINT), call_id)
    WHERE id = :id AND fingerprint = :fingerprint
""")


class SourcesRepository:
    """Implements `domain.ports.Sources`."""

    def __init__(self, session: Session, zone: tzinfo) -> None:
        self._session = session
        self._zone = zone

    async def sync(self, sources: Sequence[Source], now: datetime) -> None:
        """Make the stored sources those of the file: new ones added, changed ones updated, missing ones disabled.

        Those that were added in chat stay, unless the file now names the same address.
        """
        moment = micros(now)
        addresses = [normalised(source.url) for source in sources]
        await self._session.run(_TAKE_OVER, addresses=json_list(addresses), now=moment)
        await self._session.each(
            _SYNC,
            [
                {
                    "id": source.id,
                    "kind": source.kind,
                    "url": source.url,
                    "name_kk": source.name_kk,
                    "name_ru": source.name_ru,
                    "territory": source.territory_id,
                    "languages": json_list(source.languages),
                    "interval": source.interval // MICROSECOND,
                    "enabled": int(source.enabled),
                    "options": json.dumps(dict(source.options), ensure_ascii=False),
                    "now": moment,
                    "key": key(source.id),
                    "address": address,
                }
                for source, address in zip(sources, addresses, strict=True)
            ],
        )
        await self._session.run(_DISABLE_OTHERS, ids=json_list(source.id for source in sources), now=moment)

    async def due(self, now: datetime, limit: int) -> Sequence[tuple[Source, SourceState]]:
        """Return the enabled sources whose next poll is due, longest waiting first; new ones are due at once."""
        return [source_row(row) for row in await self._session.all(_DUE, now=micros(now), limit=limit)]

    async def get(self, source_id: str) -> tuple[Source, SourceState] | None:
        """Return one source, or None."""
        row = await self._session.one(_GET, id=source_id)
        return source_row(row) if row else None

    async def record(self, source_id: str, state: SourceState) -> None:
        """Keep the state after a poll; a state without a next poll makes the source due at once."""
        await self._record([Harvest(source_id, state)])

    async def known(
        self, source_id: str, external_ids: Sequence[str], fingerprints: Sequence[str]
    ) -> Sequence[KnownPost]:
        """Return the source's posts that carry one of the ids or say the same words, oldest first. One trip."""
        rows = await self._session.all(
            _KNOWN, source=source_id, ids=json_list(external_ids), fingerprints=json_list(fingerprints)
        )
        return [KnownPost(number, name, words, call, bool(unread)) for number, name, words, call, unread in rows]

    async def keep(self, harvests: Sequence[Harvest], now: datetime) -> None:
        """Keep what polls came to: posts, marked as not yet read, states and days. Three trips, however many there are.

        A poll counts for the local day of its success or failure.
        """
        await self._session.each(
            _KEEP_POST,
            [
                {
                    "source": harvest.source_id,
                    "external": post.external_id,
                    "url": post.url,
                    "title": post.title,
                    "text": post.text,
                    "published": micros(post.published) if post.published else None,
                    "stated": stated_to_json(post.stated) if post.stated else None,
                    "fingerprint": fingerprint,
                    "now": micros(now),
                }
                for harvest in harvests
                for post, fingerprint in harvest.posts
            ],
        )
        await self._record(harvests)

    async def _record(self, harvests: Sequence[Harvest]) -> None:
        await self._session.each(_RECORD, [_remembered(harvest.source_id, harvest.state) for harvest in harvests])
        days = []
        for harvest in harvests:
            state = harvest.state
            moment = state.last_error_at if state.failing else state.last_ok_at
            if moment is not None:  # else no poll has made the state
                failed, posts = int(state.failing), len(harvest.posts)
                days.append({"id": harvest.source_id, "day": self._day(moment), "failed": failed, "posts": posts})
        await self._session.each(_RECORD_DAY, days)

    def _day(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).date().isoformat()

    async def count_calls(self, source_id: str, calls: int, now: datetime) -> None:
        """Note that so many new calls were read from the source's posts."""
        await self._session.run(_COUNT_CALLS, id=source_id, day=self._day(now), calls=calls)

    async def unread(self, limit: int) -> Sequence[UnreadPost]:
        """Return posts that wait to be read: the newest by publication, in order of time. One trip."""
        return [_unread(row) for row in await self._session.all(_UNREAD, limit=limit)]

    async def mark_read(self, post: UnreadPost, call_id: int | None) -> None:
        """Note that the post was read with these words, and to which call it belongs (None: that stays as it is)."""
        await self._session.run(_MARK_READ, id=post.id, fingerprint=post.fingerprint, call=call_id)

    async def put_post(self, source_id: str, post: Post, fingerprint: str, call_id: int | None, now: datetime) -> int:
        """Store a post (new, or with changed words) and return its storage id.

        A call it is known to belong to stays when `call_id` is None.
        """
        row = await self._session.one(
            _PUT_POST,
            source=source_id,
            external=post.external_id,
            url=post.url,
            title=post.title,
            text=post.text,
            published=micros(post.published) if post.published else None,
            stated=stated_to_json(post.stated) if post.stated else None,
            fingerprint=fingerprint,
            call=call_id,
            now=micros(now),
        )
        assert row is not None
        return int(row[0])


def _remembered(source_id: str, state: SourceState) -> dict[str, Any]:
    return {
        "id": source_id,
        "state": state.to_json(),
        "next": micros(state.next_poll_at) if state.next_poll_at else 0,
    }


def _unread(row: Row) -> UnreadPost:
    source, _ = source_row(row[:12])
    number, external_id, url, title, text, published, stated, fingerprint, call_id = row[12:]
    post = Post(
        external_id,
        url,
        title,
        text,
        instant(published) if published is not None else None,
        stated_from_json(stated) if stated else None,
    )
    return UnreadPost(number, source, post, fingerprint, call_id)


def source_row(row: Row) -> tuple[Source, SourceState]:
    """Return the source that a row of the columns of `_GET` holds."""
    number, kind, url, name_kk, name_ru, territory, languages, interval, enabled, options, state, added_at = row
    source = Source(
        id=number,
        kind=kind,
        url=url,
        name_kk=name_kk,
        name_ru=name_ru,
        territory_id=territory,
        languages=tuple(json.loads(languages)),
        interval=timedelta(microseconds=interval),
        enabled=bool(enabled),
        options=json.loads(options),
        added_at=instant(added_at) if added_at is not None else None,
    )
    return source, SourceState.from_json(state)
