"""Letters to akimats while they are written, and what was filed lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.clock import instant, micros
from domain.requests.draft import DraftPart, RequestDraft, joined
from domain.requests.limits import Filed, Letter
from domain.requests.model import Attachment, AttachmentKind
from storage.engine import Row, Session
from storage.statement import Statement, json_list, sql

_COLUMNS = "d.id, d.person_id, d.ngo_id, d.territory_id, d.topic_id, d.call_id, d.revision, d.sent_as"
_DROP_OPEN = sql("DELETE FROM request_draft WHERE person_id = :person AND ngo_id = :ngo AND sent_as IS NULL")
_BEGIN = sql("""
    INSERT INTO request_draft (person_id, ngo_id, territory_id, topic_id, call_id, refused_album, revision, touched_at)
    VALUES (:person, :ngo, :territory, :topic, :call, '', 1, :now)
    RETURNING id
""")
_OF_PERSON = sql(f"""
    SELECT {_COLUMNS} FROM request_draft d WHERE d.person_id = :person AND d.ngo_id = :ngo AND d.sent_as IS NULL
""")  # noqa: S608  our own words
_GET = sql(f"SELECT {_COLUMNS} FROM request_draft d WHERE d.id = :id")  # noqa: S608  as above
_AT = sql(f"""
    SELECT {_COLUMNS} FROM request_draft_part p JOIN request_draft d ON d.id = p.draft_id
    WHERE p.chat_id = :chat AND p.message_id = :message AND d.sent_as IS NULL
""")  # noqa: S608  as above
# Locks the row: of two who send at once, the second waits here and finds it sent.
_HOLD = sql("UPDATE request_draft SET touched_at = :now WHERE id = :id AND sent_as IS NULL")
_PUT = sql("""
    UPDATE request_draft
    SET territory_id = :territory, topic_id = :topic, call_id = :call, revision = revision + 1, touched_at = :now
    WHERE id = :id AND sent_as IS NULL
""")
_TOUCH = sql("UPDATE request_draft SET revision = revision + 1, touched_at = :now WHERE id = :id")
_REFUSED = sql("UPDATE request_draft SET refused_album = :album WHERE id = :id AND refused_album <> :album")
_SENT = sql("UPDATE request_draft SET sent_as = :request, touched_at = :now WHERE id = :id AND sent_as IS NULL")
_DROP = sql("DELETE FROM request_draft WHERE id = :id AND sent_as IS NULL")
_FORGET = sql("DELETE FROM request_draft WHERE touched_at < :before")

_PARTS = sql("""
    SELECT id, chat_id, message_id, text, sent_at, album FROM request_draft_part WHERE draft_id = :draft ORDER BY id
""")
_FILES = sql("""
    SELECT f.part_id, f.kind, f.file_id, f.unique_id, f.name, f.size
    FROM request_draft_file f JOIN request_draft_part p ON p.id = f.part_id
    WHERE p.draft_id = :draft ORDER BY f.part_id, f.id
""")
_ADD = sql("""
    INSERT INTO request_draft_part (draft_id, chat_id, message_id, album, text, sent_at)
    VALUES (:draft, :chat, :message, :album, :text, :sent_at)
    ON CONFLICT (chat_id, message_id) DO NOTHING RETURNING id
""")
_EDIT = sql("""
    UPDATE request_draft_part SET text = :text WHERE draft_id = :draft AND chat_id = :chat AND message_id = :message
    RETURNING id
""")
_DROP_FILES = sql("DELETE FROM request_draft_file WHERE part_id = :part")
_DROP_PARTS = sql("DELETE FROM request_draft_part WHERE draft_id = :draft")
_TAKE_OUT = sql("""
    DELETE FROM request_draft_part WHERE draft_id = :draft AND chat_id = :chat AND message_id IN {ints:messages}
""")
_ADD_FILES = sql("""
    INSERT INTO request_draft_file (part_id, kind, file_id, unique_id, name, size)
    SELECT CAST(:part AS BIGINT), g.kind, g.file_id, g.unique_id, g.name, g.size
    FROM {rows:files(kind TEXT, file_id TEXT, unique_id TEXT, name TEXT, size BIGINT)} g
""")

_FILED = sql("""
    SELECT filed_at, CASE WHEN ngo_id = :ngo THEN 1 ELSE 0 END, CASE WHEN author_id = :person THEN 1 ELSE 0 END
    FROM request WHERE (ngo_id = :ngo OR author_id = :person) AND filed_at > :since ORDER BY filed_at
""")
_WAITING = sql("SELECT COUNT(*) FROM request WHERE ngo_id = :ngo AND outcome = 'open'")
_LETTERS = sql("""
    SELECT m.id, m.request_id, m.text FROM request r JOIN request_message m ON m.request_id = r.id
    WHERE r.ngo_id = :ngo AND r.filed_at > :since AND m.kind = 'letter' ORDER BY m.id
""")
_LETTER_FILES = sql("SELECT message_id, unique_id FROM request_file WHERE message_id IN {ints:messages}")
_ERASE = (
    sql("DELETE FROM request_draft WHERE person_id = :person"),
    sql("DELETE FROM request_draft_part WHERE chat_id = :person"),
)


async def erase_drafts(session: Session, person_id: int) -> None:
    """Delete the letters that a person has not sent, and which requests their others became."""
    for statement in _ERASE:
        await session.run(statement, person=person_id)


class RequestDraftsRepository:
    """Implements `domain.ports.RequestDrafts`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def begin(self, draft: RequestDraft, now: datetime) -> int:
        """Store a new letter instead of the open one that the person has for the NGO; returns its number."""
        await self._session.run(_DROP_OPEN, person=draft.person_id, ngo=draft.ngo_id)
        row = await self._session.one(
            _BEGIN,
            person=draft.person_id,
            ngo=draft.ngo_id,
            territory=draft.territory_id,
            topic=draft.topic_id,
            call=draft.call_id,
            now=micros(now),
        )
        assert row is not None  # RETURNING of an insert
        return int(row[0])

    async def of_person(self, person_id: int, ngo_id: int) -> RequestDraft | None:
        """Return the open letter that the person writes for the NGO. Three trips."""
        return await self._one(_OF_PERSON, person=person_id, ngo=ngo_id)

    async def get(self, draft_id: int) -> RequestDraft | None:
        """Return the letter, sent or not. Three trips."""
        return await self._one(_GET, id=draft_id)

    async def at(self, chat_id: int, message_id: int) -> RequestDraft | None:
        """Return the open letter that the message is a part of."""
        return await self._one(_AT, chat=chat_id, message=message_id)

    async def hold(self, draft_id: int, now: datetime) -> bool:
        """Keep others from sending the letter within this unit of work; False when it was sent, or is gone."""
        return bool(await self._session.run(_HOLD, id=draft_id, now=micros(now)))

    async def put(self, draft: RequestDraft, now: datetime) -> None:
        """Store where the letter goes and what it is about; its revision grows."""
        await self._session.run(
            _PUT,
            id=draft.id,
            territory=draft.territory_id,
            topic=draft.topic_id,
            call=draft.call_id,
            now=micros(now),
        )

    async def add(self, draft_id: int, part: DraftPart, now: datetime) -> None:
        """Add a message to the letter; one that is there already is left as it is. The letter's revision grows."""
        row = await self._session.one(
            _ADD,
            draft=draft_id,
            chat=part.chat_id,
            message=part.message_id,
            album=part.album,
            text=part.text,
            sent_at=micros(part.sent_at),
        )
        if row is not None:
            await self._add_files(int(row[0]), part.files)
            await self._session.run(_TOUCH, id=draft_id, now=micros(now))

    async def edit(self, draft_id: int, part: DraftPart, now: datetime) -> None:
        """Let a message of the letter say and carry this from now on; the letter's revision grows."""
        row = await self._session.one(_EDIT, draft=draft_id, chat=part.chat_id, message=part.message_id, text=part.text)
        if row is not None:
            await self._session.run(_DROP_FILES, part=int(row[0]))
            await self._add_files(int(row[0]), part.files)
            await self._session.run(_TOUCH, id=draft_id, now=micros(now))

    async def take_out(self, draft_id: int, parts: Sequence[DraftPart], now: datetime) -> None:
        """Take messages out of the letter; its revision grows."""
        for chat in {part.chat_id for part in parts}:
            messages = json_list(part.message_id for part in parts if part.chat_id == chat)
            await self._session.run(_TAKE_OUT, draft=draft_id, chat=chat, messages=messages)
        await self._session.run(_TOUCH, id=draft_id, now=micros(now))

    async def refused(self, draft_id: int, album: str) -> bool:
        """Note that a file of the album was not taken; False when it was noted before."""
        return bool(await self._session.run(_REFUSED, id=draft_id, album=album))

    async def sent(self, draft_id: int, request_id: int, now: datetime) -> None:
        """Note which request the letter became; its messages are the request's now."""
        await self._session.run(_SENT, id=draft_id, request=request_id, now=micros(now))
        await self._session.run(_DROP_PARTS, draft=draft_id)

    async def drop(self, draft_id: int) -> None:
        """Delete the letter, unless it was sent."""
        await self._session.run(_DROP, id=draft_id)

    async def forget(self, before: datetime) -> int:
        """Delete letters that nobody has touched since the instant; returns how many."""
        return await self._session.run(_FORGET, before=micros(before))

    async def filed(self, ngo_id: int, person_id: int, since: datetime) -> tuple[Sequence[Filed], int]:
        """Return what the NGO or the person filed since the instant, and how many of the NGO's requests are open."""
        rows = await self._session.all(_FILED, ngo=ngo_id, person=person_id, since=micros(since))
        waiting = await self._session.one(_WAITING, ngo=ngo_id)
        assert waiting is not None  # a count
        return [Filed(instant(at), bool(by_ngo), bool(by_person)) for at, by_ngo, by_person in rows], int(waiting[0])

    async def letters(self, ngo_id: int, since: datetime) -> Sequence[Letter]:
        """Return the letters that the NGO filed since the instant. Two trips."""
        rows = await self._session.all(_LETTERS, ngo=ngo_id, since=micros(since))
        if not rows:
            return []
        owner = {int(row[0]): int(row[1]) for row in rows}
        files: dict[int, set[str]] = {}
        for message, unique_id in await self._session.all(_LETTER_FILES, messages=json_list(owner)):
            files.setdefault(owner[int(message)], set()).add(unique_id)
        texts: dict[int, list[str]] = {}
        for _, request, text in rows:
            texts.setdefault(int(request), []).append(text)
        return [Letter(request, joined(said), frozenset(files.get(request, ()))) for request, said in texts.items()]

    async def _add_files(self, part: int, files: Sequence[Attachment]) -> None:
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
        await self._session.run(_ADD_FILES, part=part, files=json_list(rows))

    async def _one(self, statement: Statement, **values: object) -> RequestDraft | None:
        row = await self._session.one(statement, **values)
        if row is None:
            return None
        number = int(row[0])
        parts = await self._session.all(_PARTS, draft=number)
        files: dict[int, list[Attachment]] = {}
        if parts:
            for part, kind, file_id, unique_id, name, size in await self._session.all(_FILES, draft=number):
                files.setdefault(int(part), []).append(
                    Attachment(AttachmentKind(kind), file_id, unique_id, name, int(size))
                )
        return _draft(row, tuple(_part(one, tuple(files.get(int(one[0]), ()))) for one in parts))


def _part(row: Row, files: tuple[Attachment, ...]) -> DraftPart:
    _, chat, message, text, sent_at, album = row
    return DraftPart(int(chat), int(message), text, instant(sent_at), files, album)


def _draft(row: Row, parts: tuple[DraftPart, ...]) -> RequestDraft:
    number, person, ngo, territory, topic, call, revision, sent_as = row
    return RequestDraft(int(number), int(person), int(ngo), territory, topic, call, int(revision), parts, sent_as)
