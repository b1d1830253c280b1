"""What an office finds its requests by: words kept beside messages, in the unit of work that stores those."""

from __future__ import annotations

from domain.requests.inbox import keys_of
from storage.engine import Session
from storage.statement import json_list, sql

# Notes among officials are not looked through. A request that no office has is found by none.
_KEEP = sql("""
    INSERT INTO request_word (office_id, word, request_id, message_id)
    SELECT r.office_id, t.value, r.id, m.id
    FROM request_message m JOIN request r ON r.id = m.request_id CROSS JOIN {texts:words} t
    WHERE m.id = :message AND m.kind <> 'note' AND r.office_id IS NOT NULL
    ON CONFLICT (office_id, word, request_id, message_id) DO NOTHING
""")
_TEXTS = sql("SELECT id, text FROM request_message WHERE request_id = :request AND kind <> 'note' ORDER BY id")
_TEXT = sql("SELECT text FROM request_message WHERE id = :message")
# What an office that sent the request on may read stays as it was.
_DROP = sql("""
    DELETE FROM request_word WHERE message_id = :message AND office_id =
    (SELECT r.office_id FROM request_message m JOIN request r ON r.id = m.request_id WHERE m.id = :message)
""")


async def keep_words(session: Session, message_id: int, text: str) -> None:
    """Let the office find the request by the words of a message of it, besides those kept already. One trip."""
    if words := keys_of(text):
        await session.run(_KEEP, message=message_id, words=json_list(sorted(words)))


async def renew_words(session: Session, message_id: int) -> None:
    """Let the office find the request by what a message says and is now, and no more by what it was. Three trips."""
    await session.run(_DROP, message=message_id)
    row = await session.one(_TEXT, message=message_id)
    if row is not None:
        await keep_words(session, message_id, row[0])


async def bring_words(session: Session, request_id: int) -> None:
    """Let the office that now has the request find it by all that was written so far. A trip, and one per message."""
    for message_id, text in await session.all(_TEXTS, request=request_id):
        await keep_words(session, int(message_id), text)
