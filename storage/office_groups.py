"""Groups of offices, the links that bind them, and the topics of requests in forums."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.clock import instant, micros
from domain.office_groups import GroupLink, OfficeGroup, RequestTopic
from domain.offices import By
from storage.engine import Row, Session
from storage.statement import sql

_OF_OFFICE = sql("SELECT chat_id, office_id, topics, bound_by, since FROM office_chat WHERE office_id = :office")
_OF_CHAT = sql("SELECT chat_id, office_id, topics, bound_by, since FROM office_chat WHERE chat_id = :chat")
_BIND = sql("""
    INSERT INTO office_chat (chat_id, office_id, topics, bound_by, since)
    VALUES (:chat, :office, :topics, :by, :since) ON CONFLICT DO NOTHING
""")
_UNBIND = sql("DELETE FROM office_chat WHERE office_id = :office")
_FORGET_TOPICS = sql("DELETE FROM request_topic WHERE chat_id = :chat")
_LET_TOPICS = sql("UPDATE office_chat SET topics = :topics WHERE chat_id = :chat")
_DROP_LINKS = sql("DELETE FROM office_chat_link WHERE office_id = :office")
_ADD_LINK = sql("""
    INSERT INTO office_chat_link (token_hash, office_id, made_by, made_as, made_at, expires_at)
    VALUES (:hash, :office, :by, :right, :now, :expires) RETURNING id
""")
_LINK = sql("SELECT id, office_id, expires_at, used_at FROM office_chat_link WHERE token_hash = :hash")
_USE_LINK = sql("""
    UPDATE office_chat_link SET used_at = :now WHERE id = :id AND used_at IS NULL AND expires_at > :now
""")
_WAITING = sql("""
    SELECT id FROM request WHERE office_id = :office AND outcome = 'open' ORDER BY due, id LIMIT :limit
""")
_TOPICS = """
    SELECT t.chat_id, g.office_id, t.request_id, t.topic_id, t.closed
    FROM request_topic t JOIN office_chat g ON g.chat_id = t.chat_id
"""
_TOPIC = sql(f"{_TOPICS} WHERE t.chat_id = :chat AND t.request_id = :request")
_TOPIC_AT = sql(f"{_TOPICS} WHERE t.chat_id = :chat AND t.topic_id = :topic")
_TOPICS_OF = sql(f"{_TOPICS} WHERE t.request_id = :request ORDER BY t.at, t.chat_id")
_PUT_TOPIC = sql("""
    INSERT INTO request_topic (chat_id, request_id, topic_id, closed, at)
    VALUES (:chat, :request, :topic, :closed, :now)
    ON CONFLICT (chat_id, request_id) DO UPDATE SET topic_id = excluded.topic_id, closed = excluded.closed
""")
# Its messages went with it.
_DROP_CARDS = sql("""
    DELETE FROM request_card WHERE chat_id = :chat AND request_id IN (
        SELECT t.request_id FROM request_topic t WHERE t.chat_id = :chat AND t.topic_id = :topic)
""")
_DROP_TOPIC = sql("DELETE FROM request_topic WHERE chat_id = :chat AND topic_id = :topic")
_MOVE = sql("UPDATE office_chat SET chat_id = :new WHERE chat_id = :old")
_LEFT_BEHIND = (
    # What would be edited has other numbers now; what waits to be posted is posted anew with the rest.
    sql("""
        DELETE FROM outbox WHERE chat_id = :old AND kind = 'request' AND state IN ('pending', 'claimed', 'sending')
        AND (ids LIKE '%"edits":%' OR ids LIKE '%"about": "card"%')
    """),
    sql("DELETE FROM request_card WHERE chat_id = :old"),
    sql("DELETE FROM request_topic WHERE chat_id = :old"),
)
_HASTEN = sql("""
    UPDATE outbox SET not_before = :now
    WHERE chat_id = :chat AND kind = 'request' AND state = 'pending' AND not_before > :now
""")
_ERASURE = (
    sql("UPDATE office_chat SET bound_by = NULL WHERE bound_by = :person"),
    sql("DELETE FROM office_chat_link WHERE made_by = :person AND used_at IS NULL"),
    sql("UPDATE office_chat_link SET made_by = NULL WHERE made_by = :person"),
)


async def erase_office_groups(session: Session, person_id: int) -> None:
    """Take a person out of what they bound; links that they made and nobody used stop working."""
    for statement in _ERASURE:
        await session.run(statement, person=person_id)


class OfficeGroupsRepository:
    """Implements `domain.ports.OfficeGroups`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_office(self, office_id: int) -> OfficeGroup | None:
        """Return the office's group. One trip."""
        row = await self._session.one(_OF_OFFICE, office=office_id)
        return _group(row) if row else None

    async def of_chat(self, chat_id: int) -> OfficeGroup | None:
        """Return whose group the chat is. One trip."""
        row = await self._session.one(_OF_CHAT, chat=chat_id)
        return _group(row) if row else None

    async def bind(self, group: OfficeGroup) -> bool:
        """Make the chat the office's group; False when either has another one already. One trip."""
        return bool(
            await self._session.run(
                _BIND,
                chat=group.chat_id,
                office=group.office_id,
                topics=int(group.topics),
                by=group.bound_by,
                since=micros(group.since),
            )
        )

    async def unbind(self, office_id: int) -> OfficeGroup | None:
        """Let the office's group go, with what was known of topics in it; returns what it was."""
        known = await self.of_office(office_id)
        if known is not None:
            await self._session.run(_UNBIND, office=office_id)
            await self._session.run(_FORGET_TOPICS, chat=known.chat_id)
        return known

    async def let_topics(self, chat_id: int, topics: bool) -> None:
        """Note whether the bot may make topics there. One trip."""
        await self._session.run(_LET_TOPICS, chat=chat_id, topics=int(topics))

    async def add_link(self, token_hash: str, office_id: int, by: By, now: datetime, expires_at: datetime) -> int:
        """Keep a link; the office's earlier ones stop working. Returns its number."""
        await self._session.run(_DROP_LINKS, office=office_id)
        row = await self._session.one(
            _ADD_LINK,
            hash=token_hash,
            office=office_id,
            by=by.person_id,
            right=by.right,
            now=micros(now),
            expires=micros(expires_at),
        )
        assert row is not None  # RETURNING of an insert
        return int(row[0])

    async def link(self, token_hash: str) -> GroupLink | None:
        """Return the link whose token has the hash. One trip."""
        row = await self._session.one(_LINK, hash=token_hash)
        return GroupLink(int(row[0]), int(row[1]), instant(row[2]), row[3] is not None) if row else None

    async def use_link(self, link_id: int, now: datetime) -> bool:
        """Use the link up; False when it was used before, or has lapsed. One trip."""
        return bool(await self._session.run(_USE_LINK, id=link_id, now=micros(now)))

    async def waiting(self, office_id: int, limit: int) -> Sequence[int]:
        """Return open requests that the office has, by reply date. One trip."""
        return [int(row[0]) for row in await self._session.all(_WAITING, office=office_id, limit=limit)]

    async def topic(self, chat_id: int, request_id: int) -> RequestTopic | None:
        """Return the request's topic in the chat. One trip."""
        row = await self._session.one(_TOPIC, chat=chat_id, request=request_id)
        return _topic(row) if row else None

    async def topic_at(self, chat_id: int, topic_id: int) -> RequestTopic | None:
        """Return which request's topic it is. One trip."""
        row = await self._session.one(_TOPIC_AT, chat=chat_id, topic=topic_id)
        return _topic(row) if row else None

    async def topics_of(self, request_id: int) -> Sequence[RequestTopic]:
        """Return the request's topics in groups of all offices that had it. One trip."""
        return [_topic(row) for row in await self._session.all(_TOPICS_OF, request=request_id)]

    async def put_topic(self, topic: RequestTopic, now: datetime) -> None:
        """Note the request's topic, or that it is closed or open now. One trip."""
        await self._session.run(
            _PUT_TOPIC,
            chat=topic.chat_id,
            request=topic.request_id,
            topic=topic.topic_id,
            closed=int(topic.closed),
            now=micros(now),
        )

    async def drop_topic(self, chat_id: int, topic_id: int) -> None:
        """Forget a topic that is gone, with our cards that stood in it."""
        await self._session.run(_DROP_CARDS, chat=chat_id, topic=topic_id)
        await self._session.run(_DROP_TOPIC, chat=chat_id, topic=topic_id)

    async def move(self, old_chat_id: int, new_chat_id: int) -> OfficeGroup | None:
        """Follow a group that became a supergroup (see the port)."""
        if not await self._session.run(_MOVE, old=old_chat_id, new=new_chat_id):
            return None
        for statement in _LEFT_BEHIND:
            await self._session.run(statement, old=old_chat_id)
        return await self.of_chat(new_chat_id)

    async def hasten(self, chat_id: int, now: datetime) -> None:
        """Let what waits for the chat about requests go at once. One trip."""
        await self._session.run(_HASTEN, chat=chat_id, now=micros(now))


def _group(row: Row) -> OfficeGroup:
    chat, office, topics, bound_by, since = row
    return OfficeGroup(int(chat), int(office), bool(topics), bound_by, instant(since))


def _topic(row: Row) -> RequestTopic:
    chat, office, request, topic, closed = row
    return RequestTopic(int(chat), int(office), int(request), int(topic), bool(closed))
