"""What was written about requests, its files and earlier versions, and our own messages about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.clock import instant, micros
from domain.requests.model import Attachment, AttachmentKind, Card, MessageKind, RequestMessage
from storage.engine import Row, Session
from storage.request_words import keep_words, renew_words
from storage.statement import Statement, json_list, sql

_COLUMNS = """id, request_id, kind, person_id, seat_id, office_id, chat_id, message_id, text, sent_at, album, entry,
    leaves_at, edited_at"""
_ADD = sql("""
    INSERT INTO request_message (request_id, kind, person_id, seat_id, office_id, chat_id, message_id, text, sent_at,
                                 album, entry, leaves_at)
    VALUES (:request, :kind, :person, :seat, :office, :chat, :message, :text, :sent_at, :album, :entry, :leaves_at)
    RETURNING id
""")
_ADD_FILES = sql("""
    INSERT INTO request_file (message_id, kind, file_id, unique_id, name, size)
    SELECT CAST(:message AS BIGINT), g.kind, g.file_id, g.unique_id, g.name, g.size
    FROM {rows:files(kind TEXT, file_id TEXT, unique_id TEXT, name TEXT, size BIGINT)} g
""")
_FILES = sql("""
    SELECT message_id, kind, file_id, unique_id, name, size FROM request_file
    WHERE message_id IN {ints:messages} ORDER BY message_id, id
""")
_GET = sql(f"SELECT {_COLUMNS} FROM request_message WHERE id = :id")  # noqa: S608  our own words
_OF_REQUEST = sql(f"""
    SELECT {_COLUMNS} FROM request_message WHERE request_id = :request ORDER BY id
""")  # noqa: S608  as above
_AT = sql(f"""
    SELECT {_COLUMNS} FROM request_message WHERE chat_id = :chat AND message_id = :message
""")  # noqa: S608  as above
_OF_ALBUM = sql(f"""
    SELECT {_COLUMNS} FROM request_message WHERE chat_id = :chat AND album = :album ORDER BY id LIMIT 1
""")  # noqa: S608  as above
_UNSENT = sql(f"""
    SELECT {_COLUMNS} FROM request_message
    WHERE chat_id = :chat AND leaves_at IS NOT NULL AND entry IS NULL ORDER BY id DESC LIMIT 1
""")  # noqa: S608  as above
_REWRITE = sql("UPDATE request_message SET text = :text WHERE id = :id AND entry IS NULL")
_SAY_MORE = sql("""
    UPDATE request_message SET text = CASE WHEN text = '' THEN :text ELSE text || CAST(:gap AS TEXT) || :text END
    WHERE id = :id
""")
_HOLD = sql("UPDATE request_message SET kind = kind WHERE id = :id AND entry IS NULL")
_LEAVE = sql("""
    UPDATE request_message SET entry = :entry, leaves_at = NULL WHERE id = :id AND entry IS NULL
""")
_UNDO = sql("DELETE FROM request_message WHERE id = :id AND entry IS NULL")
_SET_KIND = sql("UPDATE request_message SET kind = :kind WHERE id = :id AND entry IS NULL")
_LEAVING = sql("""
    SELECT id FROM request_message WHERE leaves_at IS NOT NULL AND leaves_at <= :now ORDER BY leaves_at, id LIMIT :limit
""")
_KEEP_VERSION = sql("""
    INSERT INTO request_version (message_id, text, until)
    SELECT id, text, CAST(:at AS BIGINT) FROM request_message WHERE id = :id
""")
_EDIT = sql("UPDATE request_message SET text = :text, edited_at = :at WHERE id = :id")
_VERSIONS = sql("SELECT text, until FROM request_version WHERE message_id = :id ORDER BY id")

_PUT_CARD = sql("""
    INSERT INTO request_card (chat_id, message_id, request_id, about, office_id, entry, at)
    VALUES (:chat, :message, :request, :about, :office, :entry, :now)
    ON CONFLICT (chat_id, message_id) DO UPDATE
    SET request_id = excluded.request_id, about = excluded.about, office_id = excluded.office_id, entry = excluded.entry
""")
_CARD_AT = sql("""
    SELECT chat_id, message_id, request_id, about, office_id, entry FROM request_card
    WHERE chat_id = :chat AND message_id = :message
""")
_CARDS = sql("""
    SELECT chat_id, message_id, request_id, about, office_id, entry FROM request_card
    WHERE request_id = :request AND about = :about ORDER BY at, chat_id, message_id
""")
_TOLD = sql("""
    SELECT 1 FROM request_card
    WHERE request_id = :request AND about = :about AND (CAST(:office AS BIGINT) IS NULL OR office_id = :office)
      AND (CAST(:entry AS BIGINT) IS NULL OR entry = :entry) LIMIT 1
""")
_DROP_CARD = sql("DELETE FROM request_card WHERE chat_id = :chat AND message_id = :message")
_FORGET_CHAT = sql("DELETE FROM request_card WHERE chat_id = :chat")

# What belongs to an NGO stays with it while it has members; then the words go, and who wrote them goes in any case.
NGOS_LEFT_EMPTY = """
    SELECT q.id FROM request q WHERE q.ngo_id IN (SELECT m.ngo_id FROM ngo_member m WHERE m.person_id = :person)
    AND NOT EXISTS (SELECT 1 FROM ngo_member o WHERE o.ngo_id = q.ngo_id AND o.person_id <> :person)
"""
_ERASURE = (
    sql(f"""
        DELETE FROM request_version WHERE message_id IN
        (SELECT w.id FROM request_message w WHERE w.request_id IN ({NGOS_LEFT_EMPTY}))
    """),  # noqa: S608  our own words
    sql(f"""
        DELETE FROM request_file WHERE message_id IN
        (SELECT w.id FROM request_message w WHERE w.request_id IN ({NGOS_LEFT_EMPTY}))
    """),  # noqa: S608  as above
    sql(f"""
        DELETE FROM request_word WHERE message_id IN
        (SELECT w.id FROM request_message w WHERE w.request_id IN ({NGOS_LEFT_EMPTY}))
    """),  # noqa: S608  as above
    sql(f"UPDATE request_message SET text = '' WHERE request_id IN ({NGOS_LEFT_EMPTY})"),  # noqa: S608  as above
    sql(f"UPDATE request SET gist = '', e_otinish = '' WHERE id IN ({NGOS_LEFT_EMPTY})"),  # noqa: S608  as above
    # What has not left yet goes with its writer: nobody has seen it.
    sql("DELETE FROM request_message WHERE person_id = :person AND entry IS NULL AND leaves_at IS NOT NULL"),
    sql(f"UPDATE promise SET text = '', reason = '' WHERE request_id IN ({NGOS_LEFT_EMPTY})"),  # noqa: S608  as above
    sql("UPDATE request_message SET person_id = NULL, chat_id = 0, message_id = -id WHERE person_id = :person"),
    sql("UPDATE request SET author_id = NULL WHERE author_id = :person"),
    sql("DELETE FROM request_card WHERE chat_id = :person"),
)


async def erase_requests(session: Session, person_id: int) -> None:
    """Take a person out of requests, and the words of an NGO that is left without members; moments stay.

    Must come before the NGO itself is erased.
    """
    for statement in _ERASURE:
        await session.run(statement, person=person_id)


class RequestMessagesRepository:
    """Implements `domain.ports.RequestMessages`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, message: RequestMessage) -> int:
        """Store a message with its files; returns its number."""
        row = await self._session.one(
            _ADD,
            request=message.request_id,
            kind=message.kind,
            person=message.person_id,
            seat=message.seat_id,
            office=message.office_id,
            chat=message.chat_id,
            message=message.message_id,
            text=message.text,
            sent_at=micros(message.sent_at),
            album=message.album,
            entry=message.entry,
            leaves_at=micros(message.leaves_at) if message.leaves_at else None,
        )
        assert row is not None  # RETURNING of an insert
        number = int(row[0])
        await keep_words(self._session, number, message.text)
        await self._add_files(number, message.files)
        return number

    async def get(self, number: int) -> RequestMessage | None:
        """Return the message with its files. Two trips."""
        return await self._one(_GET, id=number)

    async def of_request(self, request_id: int) -> Sequence[RequestMessage]:
        """Return all that was written about the request, in order, with files. Two trips."""
        return await self._with_files(await self._session.all(_OF_REQUEST, request=request_id))

    async def at(self, chat_id: int, message_id: int) -> RequestMessage | None:
        """Return what was written at the place, if it is about a request. Two trips."""
        return await self._one(_AT, chat=chat_id, message=message_id)

    async def of_album(self, chat_id: int, album: str) -> RequestMessage | None:
        """Return the message that an album's first part made. Two trips."""
        return await self._one(_OF_ALBUM, chat=chat_id, album=album)

    async def unsent(self, chat_id: int) -> RequestMessage | None:
        """Return what was written last in the chat and has not left yet. Two trips."""
        return await self._one(_UNSENT, chat=chat_id)

    async def add_file(self, number: int, message: RequestMessage) -> None:
        """Add the files of an album's later part to its message, and the part's words to its text."""
        if message.text:
            await self._session.run(_SAY_MORE, id=number, text=message.text, gap="\n")
            await keep_words(self._session, number, message.text)
        await self._add_files(number, message.files)

    async def rewrite(self, number: int, text: str) -> bool:
        """Let a message that has not left say something else; False when it has left. One trip."""
        return bool(await self._session.run(_REWRITE, id=number, text=text))

    async def hold(self, number: int) -> bool:
        """Keep a message that has not left from being changed by others until the unit ends; False when it has left, or
        was undone. One trip.
        """
        return bool(await self._session.run(_HOLD, id=number))

    async def leave(self, number: int, entry: int) -> bool:
        """Note that the message has left and where it is logged; False when it had left before, or was undone."""
        return bool(await self._session.run(_LEAVE, id=number, entry=entry))

    async def undo(self, number: int) -> bool:
        """Remove a message that has not left; False when it has."""
        return bool(await self._session.run(_UNDO, id=number))

    async def set_kind(self, number: int, kind: str) -> bool:
        """Let a message that has not left be something else; False when it has left."""
        if not await self._session.run(_SET_KIND, id=number, kind=kind):
            return False
        await renew_words(self._session, number)  # a note is not found by its words
        return True

    async def leaving(self, now: datetime, limit: int) -> Sequence[int]:
        """Return messages whose time to be undone is over, in order. One trip."""
        return [int(row[0]) for row in await self._session.all(_LEAVING, now=micros(now), limit=limit)]

    async def edit(self, number: int, text: str, at: datetime) -> None:
        """Store what the message says now; what it said before is kept."""
        await self._session.run(_KEEP_VERSION, id=number, at=micros(at))
        await self._session.run(_EDIT, id=number, text=text, at=micros(at))
        await renew_words(self._session, number)

    async def versions(self, number: int) -> Sequence[tuple[str, datetime]]:
        """Return what the message said before, oldest first, each with the moment it was changed. One trip."""
        return [(str(text), instant(until)) for text, until in await self._session.all(_VERSIONS, id=number)]

    async def _add_files(self, number: int, files: Sequence[Attachment]) -> None:
        if not files:
            return
        rows = [
            {
                "kind": file.kind,
                "file_id": file.file_id,
                "unique_id": file.unique_id,
                "name": file.name,
                "size": file.size,
            }
            for file in files
        ]
        await self._session.run(_ADD_FILES, message=number, files=json_list(rows))

    async def _one(self, statement: Statement, **values: object) -> RequestMessage | None:
        found = await self._with_files(await self._session.all(statement, **values))
        return found[0] if found else None

    async def _with_files(self, rows: Sequence[Row]) -> list[RequestMessage]:
        if not rows:
            return []
        files: dict[int, list[Attachment]] = {}
        for number, kind, file_id, unique_id, name, size in await self._session.all(
            _FILES, messages=json_list(int(row[0]) for row in rows)
        ):
            files.setdefault(int(number), []).append(
                Attachment(AttachmentKind(kind), file_id, unique_id, name, int(size))
            )
        return [_message(row, tuple(files.get(int(row[0]), ()))) for row in rows]


class RequestCardsRepository:
    """Implements `domain.ports.RequestCards`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, card: Card, now: datetime) -> None:
        """Note a message of ours. One trip."""
        await self._session.run(
            _PUT_CARD,
            chat=card.chat_id,
            message=card.message_id,
            request=card.request_id,
            about=card.about,
            office=card.office_id,
            entry=card.entry,
            now=micros(now),
        )

    async def at(self, chat_id: int, message_id: int) -> Card | None:
        """Return the card at the place, if it is one. One trip."""
        row = await self._session.one(_CARD_AT, chat=chat_id, message=message_id)
        return Card(*row) if row else None

    async def of_request(self, request_id: int, about: str) -> Sequence[Card]:
        """Return our messages that tell `about` of the request. One trip."""
        return [Card(*row) for row in await self._session.all(_CARDS, request=request_id, about=about)]

    async def told(self, request_id: int, about: str, office_id: int | None, entry: int | None) -> bool:
        """Tell whether somebody (of the office) was told of the request, or of that entry of its log. One trip."""
        found = await self._session.one(_TOLD, request=request_id, about=about, office=office_id, entry=entry)
        return found is not None

    async def drop(self, chat_id: int, message_id: int) -> None:
        """Forget a message of ours that is gone. One trip."""
        await self._session.run(_DROP_CARD, chat=chat_id, message=message_id)

    async def forget_chat(self, chat_id: int) -> None:
        """Forget the places in a chat whose messages cannot be reached any more. One trip."""
        await self._session.run(_FORGET_CHAT, chat=chat_id)


def _message(row: Row, files: tuple[Attachment, ...]) -> RequestMessage:
    number, request, kind, person, seat, office, chat, message, text, sent_at, album, entry, leaves, edited = row
    return RequestMessage(
        id=int(number),
        request_id=int(request),
        kind=MessageKind(kind),
        person_id=person,
        seat_id=seat,
        office_id=office,
        chat_id=int(chat),
        message_id=int(message),
        text=text,
        sent_at=instant(sent_at),
        files=files,
        album=album,
        entry=entry,
        leaves_at=instant(leaves) if leaves is not None else None,
        edited_at=instant(edited) if edited is not None else None,
    )
