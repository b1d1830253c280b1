"""Groups and channels, and who administers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.clock import instant, micros
from domain.groups import GroupChat, GroupKind, GroupState
from domain.language import Language
from storage.engine import Row, Session
from storage.statement import json_list, sql

_MANY = sql("""
    SELECT chat_id, kind, title, since, state_since, state, role, forum, language, topic_id, set_up_by, greeted
    FROM group_chat WHERE chat_id IN {ints:chats}
""")
_OF_ADMIN = sql("""
    SELECT g.chat_id, g.kind, g.title, g.since, g.state_since, g.state, g.role, g.forum, g.language, g.topic_id,
           g.set_up_by, g.greeted
    FROM group_admin a JOIN group_chat g ON g.chat_id = a.chat_id
    WHERE a.person_id = :person ORDER BY g.title, g.chat_id
""")
_PUT = sql("""
    INSERT INTO group_chat (chat_id, kind, title, since, state_since, state, role, forum, language, topic_id, set_up_by,
                            greeted, changed_at)
    VALUES (:chat, :kind, :title, :since, :state_since, :state, :role, :forum, :language, :topic, :set_up_by, :greeted,
            :now)
    ON CONFLICT (chat_id) DO UPDATE
    SET kind = excluded.kind, title = excluded.title, state_since = excluded.state_since, state = excluded.state,
        role = excluded.role, forum = excluded.forum, language = excluded.language, topic_id = excluded.topic_id,
        set_up_by = excluded.set_up_by, greeted = excluded.greeted, changed_at = excluded.changed_at
""")
_SET_LANGUAGE = sql("UPDATE group_chat SET language = :language, changed_at = :now WHERE chat_id = :chat")
_SUBSCRIPTIONS_FOLLOW = sql("UPDATE subscription SET language = :language WHERE chat_id = :chat")
# Only people we know: whoever has not agreed to anything is not remembered.
_NOTE_ADMIN = sql("""
    INSERT INTO group_admin (chat_id, person_id, since)
    SELECT CAST(:chat AS BIGINT), p.id, CAST(:now AS BIGINT) FROM person p WHERE p.id = :person
    ON CONFLICT (chat_id, person_id) DO NOTHING
""")
_FORGET_ADMIN = sql("DELETE FROM group_admin WHERE chat_id = :chat AND person_id = :person")
_LEFT = "SELECT chat_id FROM group_chat WHERE state = 'left' AND state_since < :before"
_FORGET_SUBSCRIPTIONS = sql(f"DELETE FROM subscription WHERE chat_id IN ({_LEFT})")  # noqa: S608  our own words
_FORGET_ADMINS = sql(f"DELETE FROM group_admin WHERE chat_id IN ({_LEFT})")  # noqa: S608  as above
_FORGET_OFFICES = (
    sql(f"DELETE FROM request_topic WHERE chat_id IN ({_LEFT})"),  # noqa: S608  as above
    sql(f"DELETE FROM office_chat WHERE chat_id IN ({_LEFT})"),  # noqa: S608  as above
)
_FORGET = sql("DELETE FROM group_chat WHERE state = 'left' AND state_since < :before")
_NOT_KEEPER = sql("UPDATE group_chat SET set_up_by = NULL WHERE chat_id = :chat AND set_up_by = :person")
_KEEPER = sql("""
    SELECT COALESCE(g.set_up_by, (
        SELECT a.person_id FROM group_admin a WHERE a.chat_id = g.chat_id ORDER BY a.since, a.person_id LIMIT 1))
    FROM group_chat g WHERE g.chat_id = :chat
""")


class GroupsRepository:
    """Implements `domain.ports.Groups`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, chat_id: int) -> GroupChat | None:
        """Return the chat, or None when the bot was never in it. One trip."""
        return (await self.many([chat_id])).get(chat_id)

    async def many(self, chat_ids: Sequence[int]) -> Mapping[int, GroupChat]:
        """Return the chats that are known. One trip."""
        rows = await self._session.all(_MANY, chats=json_list(chat_ids))
        return {int(row[0]): _chat(row) for row in rows}

    async def of_admin(self, person_id: int) -> Sequence[GroupChat]:
        """Return the chats that the person was an administrator of when last looked at. One trip."""
        return [_chat(row) for row in await self._session.all(_OF_ADMIN, person=person_id)]

    async def put(self, chat: GroupChat, now: datetime) -> None:
        """Store the chat as it is now. One trip."""
        await self._session.run(
            _PUT,
            chat=chat.id,
            kind=chat.kind,
            title=chat.title,
            since=micros(chat.since),
            state_since=micros(chat.state_since),
            state=chat.state,
            role=chat.role,
            forum=int(chat.forum),
            language=chat.language,
            topic=chat.topic_id,
            set_up_by=chat.set_up_by,
            greeted=int(chat.greeted),
            now=micros(now),
        )

    async def set_language(self, chat_id: int, language: Language, now: datetime) -> None:
        """Set the chat's language; its subscriptions' alerts follow it."""
        await self._session.run(_SET_LANGUAGE, chat=chat_id, language=language, now=micros(now))
        await self._session.run(_SUBSCRIPTIONS_FOLLOW, chat=chat_id, language=language)

    async def note_admin(self, chat_id: int, person_id: int, now: datetime) -> None:
        """Remember that a person we know administers the chat; repeating it changes nothing. One trip."""
        await self._session.run(_NOTE_ADMIN, chat=chat_id, person=person_id, now=micros(now))

    async def forget_admin(self, chat_id: int, person_id: int) -> None:
        """Forget it, and that they set the chat up."""
        await self._session.run(_FORGET_ADMIN, chat=chat_id, person=person_id)
        await self._session.run(_NOT_KEEPER, chat=chat_id, person=person_id)

    async def forget(self, before: datetime) -> int:
        """Drop chats that removed the bot before the instant, with their subscriptions; returns how many."""
        await self._session.run(_FORGET_SUBSCRIPTIONS, before=micros(before))
        await self._session.run(_FORGET_ADMINS, before=micros(before))
        for statement in _FORGET_OFFICES:
            await self._session.run(statement, before=micros(before))
        return await self._session.run(_FORGET, before=micros(before))

    async def keeper(self, chat_id: int) -> int | None:
        """Return who hears when something is wrong; None when nobody is known. One trip."""
        row = await self._session.one(_KEEPER, chat=chat_id)
        return int(row[0]) if row and row[0] is not None else None


def _chat(row: Row) -> GroupChat:
    number, kind, title, since, state_since, state, role, forum, language, topic, set_up_by, greeted = row
    return GroupChat(
        id=number,
        kind=GroupKind(kind),
        title=title,
        since=instant(since),
        state_since=instant(state_since),
        state=GroupState(state),
        role=role,
        forum=bool(forum),
        language=Language(language) if language else None,
        topic_id=topic,
        set_up_by=set_up_by,
        greeted=bool(greeted),
    )
