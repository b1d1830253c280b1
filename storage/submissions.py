"""Announcements that people sent: drafts, the coordinators' queue, and what was decided."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from domain.calls.draft import Draft
from domain.clock import instant, micros
from domain.submissions import Origin, Reason, Standing, State, Submission, SubmissionPage, post_name
from storage.engine import Row, Session
from storage.statement import json_list, sql

_ADD = sql("""
    INSERT INTO submission (state, revision, person_id, ngo_id, territory_id, draft, text, origin, album, known,
                            decided_by, decided_as, decided_at, reason, note, call_id, created_at, changed_at)
    VALUES (:state, 1, :person, :ngo, :territory, :draft, :text, :origin, :album, :known, :decided_by, :decided_as,
            :decided_at, :reason, :note, :call, :now, :now)
    RETURNING id
""")
_SAVE = sql("""
    UPDATE submission
    SET state = :state, revision = revision + 1, person_id = :person, ngo_id = :ngo, territory_id = :territory,
        draft = :draft, text = :text, origin = :origin, album = :album, known = :known, decided_by = :decided_by,
        decided_as = :decided_as, decided_at = :decided_at, reason = :reason, note = :note, call_id = :call,
        changed_at = :now
    WHERE id = :id AND revision = :revision
""")
_GET = sql("""
    SELECT s.id, s.state, s.revision, s.person_id, s.ngo_id, n.name, s.territory_id, s.draft, s.text, s.origin, s.album,
           s.known, s.decided_by, s.decided_as, s.decided_at, s.reason, s.note, s.call_id, s.created_at
    FROM submission s LEFT JOIN ngo n ON n.id = s.ngo_id
    WHERE s.id = :id
""")
_OF_ALBUM = sql("""
    SELECT s.id, s.state, s.revision, s.person_id, s.ngo_id, n.name, s.territory_id, s.draft, s.text, s.origin, s.album,
           s.known, s.decided_by, s.decided_as, s.decided_at, s.reason, s.note, s.call_id, s.created_at
    FROM submission s LEFT JOIN ngo n ON n.id = s.ngo_id
    WHERE s.person_id = :person AND s.album = :album
""")
_DESK = sql("""
    SELECT s.id, s.state, s.revision, s.person_id, s.ngo_id, n.name, s.territory_id, s.draft, s.text, s.origin, s.album,
           s.known, s.decided_by, s.decided_as, s.decided_at, s.reason, s.note, s.call_id, s.created_at
    FROM submission s LEFT JOIN ngo n ON n.id = s.ngo_id
    WHERE s.person_id = :person AND s.known = :call AND s.state = 'correcting'
    ORDER BY s.id LIMIT 1
""")
# The total stands beside the page, as in lists of calls.
_OF_PERSON = sql("""
    WITH page AS (
        SELECT id FROM submission WHERE person_id = :person AND state <> 'correcting'
        ORDER BY id DESC LIMIT :limit OFFSET :offset
    )
    SELECT s.id, s.state, s.revision, s.person_id, s.ngo_id, n.name, s.territory_id, s.draft, s.text, s.origin, s.album,
           s.known, s.decided_by, s.decided_as, s.decided_at, s.reason, s.note, s.call_id, s.created_at, amount.total
    FROM (SELECT COUNT(*) AS total FROM submission WHERE person_id = :person AND state <> 'correcting') amount
    LEFT JOIN page ON 1 = 1
    LEFT JOIN submission s ON s.id = page.id
    LEFT JOIN ngo n ON n.id = s.ngo_id
    ORDER BY s.id DESC
""")
# A unit lies two steps below the republic at most: itself, its oblast, the republic.
_QUEUE = sql("""
    WITH hits AS (
        SELECT s.id, CASE WHEN s.state = 'waiting' THEN s.id ELSE -s.id END AS place
        FROM submission s
        JOIN territory t ON t.id = s.territory_id
        LEFT JOIN territory above ON above.id = t.parent_id
        WHERE s.state = :state
          AND (t.id IN {texts:own} OR t.parent_id IN {texts:own} OR above.parent_id IN {texts:own})
    ), page AS (
        SELECT id, place FROM hits ORDER BY place LIMIT :limit OFFSET :offset
    )
    SELECT s.id, s.state, s.revision, s.person_id, s.ngo_id, n.name, s.territory_id, s.draft, s.text, s.origin, s.album,
           s.known, s.decided_by, s.decided_as, s.decided_at, s.reason, s.note, s.call_id, s.created_at, amount.total
    FROM (SELECT COUNT(*) AS total FROM hits) amount
    LEFT JOIN page ON 1 = 1
    LEFT JOIN submission s ON s.id = page.id
    LEFT JOIN ngo n ON n.id = s.ngo_id
    ORDER BY page.place
""")
_COUNTS = sql("""
    SELECT COALESCE(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0),
           COALESCE(SUM(CASE WHEN created_at > :since THEN 1 ELSE 0 END), 0)
    FROM submission WHERE person_id = :person AND state <> 'correcting'
""")
_DROP = sql("DELETE FROM submission WHERE id = :id AND state IN ('draft', 'correcting')")
_FORGET = sql("DELETE FROM submission WHERE state IN ('draft', 'correcting') AND changed_at < :before")
_REVIEWERS = sql("""
    WITH RECURSIVE line AS (
        SELECT id, parent_id, 0 AS step FROM territory WHERE id = :territory
        UNION ALL SELECT t.id, t.parent_id, line.step + 1 FROM line JOIN territory t ON t.id = line.parent_id
    ), found AS (
        SELECT c.person_id, line.step FROM coordinator c JOIN line ON line.id = c.territory_id WHERE c.until IS NULL
    )
    SELECT DISTINCT person_id FROM found WHERE step = (SELECT MIN(step) FROM found) ORDER BY person_id
""")
_TELL = sql("""
    INSERT INTO review_told (person_id) SELECT p.value FROM {ints:people} p WHERE 1 = 1
    ON CONFLICT (person_id) DO NOTHING RETURNING person_id
""")
_LOOKED = sql("DELETE FROM review_told WHERE person_id = :person")
# Whoever has nothing left to look at is told of the next one.
_NOTHING_LEFT = sql("""
    DELETE FROM review_told WHERE NOT EXISTS (
        SELECT 1 FROM submission s
        JOIN territory t ON t.id = s.territory_id
        LEFT JOIN territory above ON above.id = t.parent_id
        JOIN coordinator c ON c.territory_id IN (t.id, t.parent_id, above.parent_id)
        WHERE s.state = 'waiting' AND c.until IS NULL AND c.person_id = review_told.person_id)
""")

# Erasure: what was published stays without its sender and their words.
_PUBLISHED_BY = sql("""
    SELECT s.id, s.draft, c.id, c.texts,
           CASE WHEN s.ngo_id IS NULL OR EXISTS (
               SELECT 1 FROM ngo_member m WHERE m.ngo_id = s.ngo_id AND m.person_id <> :person) THEN 0 ELSE 1 END
    FROM submission s JOIN call c ON c.id = s.call_id
    WHERE s.person_id = :person
""")
_BARE = sql("""
    UPDATE submission SET draft = :draft, person_id = NULL, ngo_id = NULL, text = '', origin = '{}', album = NULL,
                          revision = revision + 1
    WHERE id = :id
""")
_BARE_CALL = sql("UPDATE call SET texts = :texts WHERE id = :id")
_BARE_POST = sql("UPDATE post SET text = '' WHERE source_id = 'people' AND external_id = :name")
_ERASE = (
    sql("DELETE FROM submission WHERE person_id = :person"),
    sql("UPDATE submission SET decided_by = NULL WHERE decided_by = :person"),
    _LOOKED,
)


async def erase_submissions(session: Session, person_id: int) -> None:
    """Take the person, and their organisation when nobody else is in it, out of what they sent and decided."""
    for number, draft, call_id, texts, alone in await session.all(_PUBLISHED_BY, person=person_id):
        bare = replace(Draft.from_json(draft), words={}).to_json()
        await session.run(_BARE, id=number, draft=bare)
        await session.run(_BARE_POST, name=post_name(number))
        if alone:
            kept = [
                text | {"author": ""} if text.get("author", "").startswith(f"{Standing.NGO}:") else text
                for text in json.loads(texts)
            ]
            await session.run(_BARE_CALL, id=call_id, texts=json.dumps(kept, ensure_ascii=False))
    for statement in _ERASE:
        await session.run(statement, person=person_id)


class SubmissionsRepository:
    """Implements `domain.ports.Submissions`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, submission: Submission, now: datetime) -> int:
        """Store a new submission; returns its number. One trip."""
        row = await self._session.one(_ADD, **_columns(submission, now))
        assert row is not None
        return int(row[0])

    async def get(self, submission_id: int) -> Submission | None:
        """Return a submission. One trip."""
        row = await self._session.one(_GET, id=submission_id)
        return _submission(row) if row else None

    async def of_album(self, person_id: int, album: str) -> Submission | None:
        """Return the submission that the person's album became. One trip."""
        row = await self._session.one(_OF_ALBUM, person=person_id, album=album)
        return _submission(row) if row else None

    async def desk(self, person_id: int, call_id: int) -> Submission | None:
        """Return the stored call that the person has begun to correct, if they have. One trip."""
        row = await self._session.one(_DESK, person=person_id, call=call_id)
        return _submission(row) if row else None

    async def save(self, submission: Submission, now: datetime) -> bool:
        """Store a changed submission; False when somebody else changed it since this one was read."""
        saved = await self._session.run(
            _SAVE, id=submission.id, revision=submission.revision, **_columns(submission, now)
        )
        if saved and submission.state not in (State.DRAFT, State.WAITING):
            await self._session.run(_NOTHING_LEFT)
        return bool(saved)

    async def drop(self, submission_id: int) -> None:
        """Forget a draft, or a call on its desk; anything else is left alone."""
        await self._session.run(_DROP, id=submission_id)

    async def of_person(self, person_id: int, offset: int, limit: int) -> SubmissionPage:
        """Return what the person sent, newest first. One trip."""
        return _page(await self._session.all(_OF_PERSON, person=person_id, offset=offset, limit=limit))

    async def queue(self, territories: Sequence[str], state: State, offset: int, limit: int) -> SubmissionPage:
        """Return what lies in these territories: what waits oldest first, anything else newest first. One trip."""
        own = json_list(territories)
        return _page(await self._session.all(_QUEUE, own=own, state=state, offset=offset, limit=limit))

    async def counts(self, person_id: int, since: datetime) -> tuple[int, int]:
        """Return how many of the person's wait now, and how many they began since the instant. One trip."""
        row = await self._session.one(_COUNTS, person=person_id, since=micros(since))
        assert row is not None
        return int(row[0]), int(row[1])

    async def reviewers(self, territory_id: str) -> Sequence[int]:
        """Return the coordinators of the territory, or of the nearest one above that has any. One trip."""
        return [int(row[0]) for row in await self._session.all(_REVIEWERS, territory=territory_id)]

    async def to_tell(self, people: Sequence[int]) -> Sequence[int]:
        """Return those who were not told yet that something waits, and note that they are being told. One trip."""
        return sorted(int(row[0]) for row in await self._session.all(_TELL, people=json_list(people)))

    async def looked(self, person_id: int) -> None:
        """Note that a coordinator looked at what waits: of what comes next they are told again."""
        await self._session.run(_LOOKED, person=person_id)

    async def forget(self, before: datetime) -> int:
        """Drop drafts and desks that nobody has touched since the instant; returns how many."""
        return await self._session.run(_FORGET, before=micros(before))


def _columns(submission: Submission, now: datetime) -> Mapping[str, Any]:
    return {
        "state": submission.state,
        "person": submission.person_id,
        "ngo": submission.ngo_id,
        "territory": submission.territory_id,
        "draft": submission.draft.to_json(),
        "text": submission.text,
        "origin": json.dumps(asdict(submission.origin), ensure_ascii=False),
        "album": submission.album,
        "known": submission.known,
        "decided_by": submission.decided_by,
        "decided_as": submission.decided_as,
        "decided_at": micros(submission.decided_at) if submission.decided_at else None,
        "reason": submission.reason,
        "note": submission.note,
        "call": submission.call_id,
        "now": micros(now),
    }


def _submission(row: Row) -> Submission:
    (number, state, revision, person, ngo, ngo_name, territory, draft, text, origin, album) = row[:11]
    (known, decided_by, decided_as, decided_at, reason, note, call_id, created_at) = row[11:]
    return Submission(
        id=number,
        state=State(state),
        person_id=person,
        ngo_id=ngo,
        territory_id=territory,
        draft=Draft.from_json(draft),
        text=text,
        origin=Origin(**json.loads(origin)),
        album=album,
        ngo_name=ngo_name,
        revision=revision,
        known=known,
        decided_by=decided_by,
        decided_as=decided_as,
        decided_at=instant(decided_at) if decided_at is not None else None,
        reason=Reason(reason) if reason else None,
        note=note,
        call_id=call_id,
        created_at=instant(created_at),
    )


def _page(rows: Sequence[Row]) -> SubmissionPage:
    """Make a page of rows that end with the total; a list without submissions here is one row with none in it."""
    return SubmissionPage(tuple(_submission(row[:-1]) for row in rows if row[0] is not None), rows[0][-1])
