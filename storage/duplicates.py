"""Why texts belong to calls, pairs in doubt, and what coordinators decided about both."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from domain.calls.duplicates import AttachedText, Attachment, Basis, Bound, Doubt, Verdict
from domain.calls.model import Post
from domain.calls.stated import stated_from_json
from domain.clock import instant, micros
from domain.ports.duplicates import DoubtPage, Joining, Parting
from storage import joining, parting
from storage.calls import OPEN_WITHOUT_DEADLINE
from storage.engine import Row, Session
from storage.pointers import present
from storage.sources import source_row
from storage.statement import json_list, sql

A_SEASON = timedelta(days=300)
"""How much longer ago than the calls around a text somebody may have decided about one of them that is still open."""

_ATTACH = sql("""
    INSERT INTO post_attachment (post_id, basis, score, why, likeness, deadline_day, at)
    VALUES (:post, :basis, :score, :why, :likeness, :deadline, :now)
    ON CONFLICT (post_id) DO UPDATE
    SET basis = excluded.basis, score = excluded.score, why = excluded.why, likeness = excluded.likeness,
        deadline_day = excluded.deadline_day, from_id = NULL, at = excluded.at
""")
_RENEW = sql("UPDATE post_attachment SET likeness = :likeness, deadline_day = :deadline WHERE post_id = :post")
_BOUND = sql("""
    SELECT 'apart', COALESCE(r.into_id, a.call_id), ''
    FROM post_apart a JOIN post p ON p.id = a.post_id LEFT JOIN call_pointer r ON r.call_id = a.call_id
    WHERE p.id = :post OR p.fingerprint = :fingerprint
    UNION ALL
    SELECT CASE WHEN p.fingerprint = :fingerprint THEN 'words' ELSE 'like' END, p.call_id, a.likeness
    FROM (SELECT DISTINCT q.call_id FROM post_attachment d JOIN post q ON q.id = d.post_id
          WHERE d.basis = 'decided' AND d.at >= :lately) k
    JOIN call c ON c.id = k.call_id
    JOIN post p ON p.call_id = k.call_id
    JOIN post_attachment a ON a.post_id = p.id
    WHERE (c.first_seen_at >= :since OR c.closes_at > :since)
      AND (p.fingerprint = :fingerprint OR a.deadline_day IN {texts:days} OR p.call_id IN {ints:calls})
""")
_DOUBT = sql("""
    INSERT INTO call_doubt (one_id, two_id, score, why, at)
    SELECT d.one_id, d.two_id, d.score, d.why, CAST(:now AS BIGINT)
    FROM {rows:pairs(one_id BIGINT, two_id BIGINT, score INTEGER, why TEXT)} d
    WHERE NOT EXISTS (
        SELECT 1 FROM call_verdict v
        LEFT JOIN call_pointer a ON a.call_id = v.one_id LEFT JOIN call_pointer b ON b.call_id = v.two_id
        WHERE d.one_id IN (COALESCE(a.into_id, v.one_id), COALESCE(b.into_id, v.two_id))
          AND d.two_id IN (COALESCE(a.into_id, v.one_id), COALESCE(b.into_id, v.two_id)))
    ON CONFLICT (one_id, two_id) DO NOTHING
""")
# A unit lies two steps below the republic at most: itself, its oblast, the republic.
_DOUBTS = sql("""
    WITH open AS (
        SELECT id FROM call
        WHERE event NOT IN ('cancelled', 'result')
          AND (closes_at > :now OR (closes_at IS NULL AND first_seen_at > :since))
    ), hits AS (
        SELECT d.one_id, d.two_id, d.score, d.why
        FROM call_doubt d JOIN open a ON a.id = d.one_id JOIN open b ON b.id = d.two_id
        WHERE NOT EXISTS (
            SELECT 1 FROM call_territory x
            JOIN territory t ON t.id = x.territory_id
            LEFT JOIN territory above ON above.id = t.parent_id
            WHERE x.call_id IN (d.one_id, d.two_id) AND NOT EXISTS (
                SELECT 1 FROM {texts:own} o WHERE o.value IN (t.id, t.parent_id, above.parent_id)))
    ), page AS (
        SELECT one_id, two_id, score, why FROM hits ORDER BY score DESC, one_id, two_id LIMIT :limit OFFSET :offset
    )
    SELECT page.one_id, page.two_id, page.score, page.why, amount.total
    FROM (SELECT COUNT(*) AS total FROM hits) amount LEFT JOIN page ON 1 = 1
    ORDER BY page.score DESC, page.one_id, page.two_id
""")
_FORGET = sql("DELETE FROM call_doubt WHERE at < :before")
_PAIR = sql("SELECT one_id, two_id, score, why FROM call_doubt WHERE one_id = :low AND two_id = :high")
_VERDICT = sql("""
    SELECT v.same, v.decided_as, v.at
    FROM call_verdict v
    LEFT JOIN call_pointer a ON a.call_id = v.one_id LEFT JOIN call_pointer b ON b.call_id = v.two_id
    WHERE (v.one_id = :low AND v.two_id = :high)
       OR (COALESCE(a.into_id, v.one_id) = :low AND COALESCE(b.into_id, v.two_id) = :high)
       OR (COALESCE(a.into_id, v.one_id) = :high AND COALESCE(b.into_id, v.two_id) = :low)
    ORDER BY v.id DESC LIMIT 1
""")
_WHERE = sql(f"SELECT id FROM call WHERE id = {present('call')}")  # noqa: S608  a piece of storage.pointers
_COUNT_TEXTS = sql("SELECT COUNT(*) FROM post WHERE call_id = :call")
_HOME = sql("SELECT call_id FROM post WHERE id = :post")
_TEXTS = sql("""
    SELECT s.id, s.kind, s.url, s.name_kk, s.name_ru, s.territory_id, s.languages, s.interval_us, s.enabled, s.options,
           '{}', s.added_at, p.id, p.external_id, p.url, p.title, p.text, p.published_at, p.stated,
           p.fingerprint, p.first_seen_at, COALESCE(a.at, p.first_seen_at), a.basis, a.score, a.why, a.likeness,
           a.deadline_day, a.from_id
    FROM post p JOIN source s ON s.id = p.source_id LEFT JOIN post_attachment a ON a.post_id = p.id
    WHERE p.call_id = :call ORDER BY COALESCE(p.published_at, p.first_seen_at), p.id
""")
_VIA = sql("SELECT call_id, via_id FROM call_pointer WHERE into_id = :call")
# What changes nothing but holds the rows, on both engines.
_LOCK = sql("UPDATE call SET revision = revision WHERE id IN {ints:calls}")


class DuplicatesRepository:
    """Implements `domain.ports.Duplicates`.

    Args:
        session: where statements run.
        zone: whose hours quiet hours and digests are in.
    """

    def __init__(self, session: Session, zone: tzinfo) -> None:
        self._session = session
        self._zone = zone

    async def attach(self, post_id: int, why: Attachment, now: datetime) -> None:
        """Keep why a text belongs to its call; replaces what was noted before. One trip."""
        await self._session.run(
            _ATTACH,
            post=post_id,
            basis=why.basis,
            score=round(why.score * 100),
            why=json_list(why.why),
            likeness=why.likeness,
            deadline=why.deadline.isoformat() if why.deadline else None,
            now=micros(now),
        )

    async def renew(self, post_id: int, likeness: str, deadline: date | None) -> None:
        """Keep what a text that is read again is recognised by now. One trip."""
        day = deadline.isoformat() if deadline else None
        await self._session.run(_RENEW, post=post_id, likeness=likeness, deadline=day)

    async def bound(
        self, post_id: int, fingerprint: str, days: Sequence[date], call_ids: Sequence[int], since: datetime
    ) -> Bound:
        """Return what coordinators decided that binds a text. One trip."""
        rows = await self._session.all(
            _BOUND,
            post=post_id,
            fingerprint=fingerprint,
            days=json_list(day.isoformat() for day in days),
            calls=json_list(call_ids),
            since=micros(since),
            lately=micros(since - A_SEASON),
        )
        likenesses: dict[int, tuple[str, ...]] = {}
        for sort, call_id, likeness in rows:
            if sort != "apart" and likeness:
                likenesses[call_id] = (*likenesses.get(call_id, ()), likeness)
        return Bound(
            apart=frozenset(row[1] for row in rows if row[0] == "apart"),
            words=frozenset(row[1] for row in rows if row[0] == "words"),
            likenesses=likenesses,
        )

    async def doubt(self, pairs: Sequence[Doubt], now: datetime) -> None:
        """Queue pairs for a coordinator, those left out that were decided or are queued already. One trip."""
        if not pairs:
            return
        rows = [
            {"one_id": pair.one, "two_id": pair.two, "score": round(pair.score * 100), "why": json_list(pair.why)}
            for pair in pairs
        ]
        await self._session.run(_DOUBT, pairs=json_list(rows), now=micros(now))

    async def doubts(self, territories: Sequence[str], now: datetime, offset: int, limit: int) -> DoubtPage:
        """Return pairs of open calls that lie in these territories with all of theirs, most alike first. One trip."""
        rows = await self._session.all(
            _DOUBTS,
            own=json_list(territories),
            now=micros(now),
            since=micros(now - OPEN_WITHOUT_DEADLINE),
            offset=offset,
            limit=limit,
        )
        return DoubtPage(tuple(_doubt(row) for row in rows if row[0] is not None), int(rows[0][-1]))

    async def forget(self, before: datetime) -> int:
        """Drop pairs that nobody decided about since the instant; returns how many. What was decided stays for ever."""
        return await self._session.run(_FORGET, before=micros(before))

    async def pair(self, one: int, two: int) -> Doubt | None:
        """Return the pair when it is in doubt. One trip."""
        row = await self._session.one(_PAIR, low=min(one, two), high=max(one, two))
        return _doubt(row) if row else None

    async def verdict(self, one: int, two: int) -> Verdict | None:
        """Return what was decided last about two calls, or about calls that went into them. One trip."""
        row = await self._session.one(_VERDICT, low=min(one, two), high=max(one, two))
        return Verdict(bool(row[0]), row[1], instant(row[2])) if row else None

    async def where(self, call_id: int) -> int | None:
        """Return the number under which a call stands now, None when there never was such a call. One trip."""
        row = await self._session.one(_WHERE, call=call_id)
        return int(row[0]) if row else None

    async def count_texts(self, call_id: int) -> int:
        """Return how many texts a call has. One trip."""
        row = await self._session.one(_COUNT_TEXTS, call=call_id)
        return int(row[0]) if row else 0

    async def home(self, post_id: int) -> int | None:
        """Return the call that a text belongs to, or None. One trip."""
        row = await self._session.one(_HOME, post=post_id)
        return int(row[0]) if row and row[0] is not None else None

    async def texts(self, call_id: int) -> Sequence[AttachedText]:
        """Return the texts of a call as they were kept, oldest first. Two trips."""
        via = {int(number): int(step) for number, step in await self._session.all(_VIA, call=call_id)}
        return [_text(row, call_id, via) for row in await self._session.all(_TEXTS, call=call_id)]

    async def lock(self, call_ids: Sequence[int]) -> None:
        """Keep other units of work from these calls until this one ends. One trip."""
        await self._session.run(_LOCK, calls=json_list(sorted(call_ids)))

    async def two(self, one: int, two: int, person_id: int, territory_id: str, now: datetime) -> None:
        """Remember that they are two calls: the pair is not asked about again. Two trips."""
        await joining.remember(self._session, one, two, person_id, territory_id, now, same=False)

    async def join(self, both: Joining, person_id: int, territory_id: str, now: datetime) -> int:
        """Make one call of two; returns how many alerts were queued (see storage.joining)."""
        one, two = both.survivor.id, both.absorbed.id
        await joining.remember(self._session, one, two, person_id, territory_id, now, same=True)
        return await joining.join(self._session, self._zone, both, now)

    async def part(self, out: Parting, person_id: int, territory_id: str, now: datetime) -> tuple[int | None, int]:
        """Make two calls of one; returns the new call's number and the alerts queued (see storage.parting)."""
        number, queued = await parting.part(self._session, self._zone, out, now)
        if number is not None:
            await joining.remember(self._session, out.whole.id, number, person_id, territory_id, now, same=False)
        return number, queued


def _doubt(row: Row) -> Doubt:
    one, two, score, why = row[:4]
    return Doubt(one, two, score / 100, tuple(json.loads(why)))


def _text(row: Row, call_id: int, via: dict[int, int]) -> AttachedText:
    source, _ = source_row(row[:12])
    number, external_id, url, title, text, published, stated, fingerprint, seen, since = row[12:22]
    basis, score, why, likeness, deadline, from_id = row[22:]
    attachment = None
    if basis is not None:
        day = date.fromisoformat(deadline) if deadline else None
        attachment = Attachment(Basis(basis), score / 100, tuple(json.loads(why)), likeness, day)
    return AttachedText(
        post_id=number,
        source=source,
        post=Post(
            external_id,
            url,
            title,
            text,
            instant(published) if published is not None else None,
            stated_from_json(stated) if stated else None,
        ),
        fingerprint=fingerprint,
        seen_at=instant(seen),
        since=instant(since),
        attachment=attachment,
        came_from=_last_step(from_id, call_id, via),
    )


def _last_step(from_id: int | None, call_id: int, via: dict[int, int]) -> int | None:
    """Return the call that went into this one and brought the text along, through however many joinings."""
    step = from_id
    while step in via and via[step] != call_id:
        step = via[step]
    return step if step in via else None
