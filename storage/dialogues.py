"""Forms in progress; `PeopleRepository.visitor` reads them along with the person."""

from __future__ import annotations

import json
from datetime import datetime

from domain.clock import micros
from domain.people import Dialogue
from storage.engine import Session
from storage.statement import sql

_PUT = sql("""
    INSERT INTO dialogue (chat_id, person_id, state, data, changed_at) VALUES (:chat, :person, :state, :data, :now)
    ON CONFLICT (chat_id, person_id) DO UPDATE
    SET state = excluded.state, data = excluded.data, changed_at = excluded.changed_at
""")
_CLEAR = sql("DELETE FROM dialogue WHERE chat_id = :chat AND person_id = :person")
_FORGET = sql("DELETE FROM dialogue WHERE changed_at < :before")


class DialoguesRepository:
    """Implements `domain.ports.Dialogues`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, chat_id: int, person_id: int, dialogue: Dialogue, now: datetime) -> None:
        """Keep the dialogue (state None clears it)."""
        if dialogue.state is None:
            await self._session.run(_CLEAR, chat=chat_id, person=person_id)
            return
        data = json.dumps(dict(dialogue.data), ensure_ascii=False)
        await self._session.run(_PUT, chat=chat_id, person=person_id, state=dialogue.state, data=data, now=micros(now))

    async def forget(self, before: datetime) -> int:
        """Drop forms that nobody has touched since the instant; returns how many."""
        return await self._session.run(_FORGET, before=micros(before))
