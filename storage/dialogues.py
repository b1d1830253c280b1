"""Forms in progress; `PeopleRepository.visitor` reads them along with the person.

What was typed stands in the row, or, where machines share a memory, there, and the row says which of its texts is
meant. The row is written with the facts, in one unit of work, and a text is never changed: so the two cannot disagree.
"""

from __future__ import annotations

import json
from datetime import datetime

from domain.clock import micros
from domain.people import Dialogue
from domain.ports.shared import Forms
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

    def __init__(self, session: Session, forms: Forms | None = None) -> None:
        self._session = session
        self._forms = forms

    async def put(self, chat_id: int, person_id: int, dialogue: Dialogue, now: datetime) -> None:
        """Keep the dialogue (state None clears it)."""
        if dialogue.state is None:
            await self._session.run(_CLEAR, chat=chat_id, person=person_id)
            if self._forms is not None:
                await self._forms.fade(chat_id, person_id)
            return
        data = json.dumps(dict(dialogue.data), ensure_ascii=False)
        if self._forms is not None and dialogue.data:
            # When the shared memory cannot be reached the row itself has room.
            place = await self._forms.put(chat_id, person_id, data)
            data = data if place is None else json.dumps(place)
        await self._session.run(_PUT, chat=chat_id, person=person_id, state=dialogue.state, data=data, now=micros(now))

    async def forget(self, before: datetime) -> int:
        """Drop forms that nobody has touched since the instant; returns how many."""
        return await self._session.run(_FORGET, before=micros(before))


async def opened(state: str | None, data: str, forms: Forms | None) -> Dialogue:
    """Return the dialogue of a row, wherever its text stands.

    Raises:
        StorageBusy: it stands in the shared memory, which cannot be reached.
    """
    if state is None:
        return Dialogue()
    given = json.loads(data)
    if isinstance(given, str):
        text = None if forms is None else await forms.get(given)
        return Dialogue(lost=True) if text is None else Dialogue(state, json.loads(text))
    return Dialogue(state, given)
