"""People, consents, organisations: the person's screenful in one trip, and erasure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.clock import micros
from domain.language import Language
from domain.offices import Holding, SeatRole
from domain.people import Dialogue, Ngo, Role, Visitor
from domain.ports.shared import Forms
from storage.corrections import erase_words
from storage.cosigners import erase_cosigners
from storage.dialogues import opened
from storage.engine import Row, Session
from storage.exports import erase_exports
from storage.log import erase_beside
from storage.office_groups import erase_office_groups
from storage.organisations import ACTING
from storage.promises import erase_promises
from storage.reports import erase_reports
from storage.request_drafts import erase_drafts
from storage.request_messages import erase_requests
from storage.seats import erase_seats
from storage.statement import json_list, sql
from storage.submissions import erase_submissions

_VISITOR = sql(f"""
    SELECT p.language, p.role, p.onboarded_at, n.id, n.name, n.bin, d.state, d.data,
           (SELECT MAX(c.version) FROM consent c WHERE c.person_id = :person AND c.withdrawn_at IS NULL),
           (SELECT u.chat_id FROM unreachable u WHERE u.chat_id = :chat),
           (SELECT {{json_array}}(c.territory_id) FROM coordinator c WHERE c.person_id = :person AND c.until IS NULL),
           s.id, s.office_id, s.role
    FROM (SELECT 1 AS one) alone
    LEFT JOIN person p ON p.id = :person
    LEFT JOIN ngo n ON p.role = 'ngo' AND n.id = ({ACTING})
    LEFT JOIN dialogue d ON d.chat_id = :chat AND d.person_id = :person
    LEFT JOIN seat s ON s.person_id = :person AND s.until IS NULL
""")  # noqa: S608  our own words
_SET_LANGUAGE = sql("""
    INSERT INTO person (id, language, created_at) VALUES (:person, :language, :now)
    ON CONFLICT (id) DO UPDATE SET language = excluded.language
""")
# Only in the person's own chat: a group keeps the language that was chosen for the group.
_SUBSCRIPTIONS_FOLLOW = sql("UPDATE subscription SET language = :language WHERE chat_id = :person")
_CREATE = sql("INSERT INTO person (id, created_at) VALUES (:person, :now) ON CONFLICT (id) DO NOTHING")
_CONSENT = sql("""
    INSERT INTO consent (person_id, version, text_hash, given_at)
    SELECT CAST(:person AS BIGINT), CAST(:version AS INTEGER), CAST(:hash AS TEXT), CAST(:now AS BIGINT)
    WHERE NOT EXISTS (SELECT 1 FROM consent WHERE person_id = :person AND version = :version
                      AND text_hash = :hash AND withdrawn_at IS NULL)
""")
_KEEP_TEXT = sql("""
    INSERT INTO consent_text (text_hash, language, text, first_shown_at) VALUES (:hash, :language, :text, :now)
    ON CONFLICT (text_hash) DO NOTHING
""")
_ONBOARD = sql("""
    INSERT INTO person (id, role, onboarded_at, created_at) VALUES (:person, :role, :now, :now)
    ON CONFLICT (id) DO UPDATE SET role = excluded.role, onboarded_at = excluded.onboarded_at
""")
_RENAME_NGO = sql(f"""
    UPDATE ngo SET name = :name, bin = :bin
    WHERE id = ({ACTING})
""")  # noqa: S608  as above
_ADD_NGO = sql("INSERT INTO ngo (name, bin, created_at) VALUES (:name, :bin, :now) RETURNING id")
_JOIN = sql("INSERT INTO ngo_member (person_id, ngo_id, joined_at) VALUES (:person, :ngo, :now)")
_LANGUAGES = sql("""
    SELECT id, language FROM person WHERE id IN {ints:chats} AND language IS NOT NULL
    UNION ALL
    SELECT chat_id, MIN(language) FROM subscription
    WHERE chat_id IN {ints:chats} AND NOT EXISTS (
        SELECT 1 FROM person p WHERE p.id = subscription.chat_id AND p.language IS NOT NULL)
    GROUP BY chat_id
    UNION ALL
    SELECT g.chat_id, g.language FROM group_chat g
    WHERE g.chat_id IN {ints:chats} AND g.language IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.chat_id = g.chat_id)
""")

_UNREACHABLE = sql("""
    INSERT INTO unreachable (chat_id, since)
    SELECT value, CAST(:now AS BIGINT) FROM {ints:chats} chats WHERE 1 = 1
    ON CONFLICT (chat_id) DO NOTHING
""")
_REACHABLE = sql("DELETE FROM unreachable WHERE chat_id = :chat")
_DROP_PENDING = sql("""
    UPDATE outbox SET state = 'gone', error = 'unreachable', settled_at = :now
    WHERE chat_id IN {ints:chats} AND state = 'pending'
""")

_WITHDRAW = sql("UPDATE consent SET withdrawn_at = :now WHERE person_id = :person AND withdrawn_at IS NULL")
_FORMS_IN = sql("SELECT chat_id FROM dialogue WHERE person_id = :person")
_ERASURE = (
    sql("DELETE FROM outbox WHERE chat_id = :person"),
    sql("DELETE FROM subscription WHERE chat_id = :person"),
    sql("DELETE FROM dialogue WHERE person_id = :person"),
    sql("DELETE FROM shelf WHERE person_id = :person"),
    sql("DELETE FROM opened WHERE person_id = :person"),
    sql("DELETE FROM season_watch WHERE chat_id = :person"),
    sql("DELETE FROM search_query WHERE person_id = :person"),
    sql("UPDATE shelf SET pressed_by = NULL WHERE pressed_by = :person"),
    # A term that was is a fact of the territory's; a number of its own stands in the place of the person's.
    sql("UPDATE coordinator SET person_id = -id, until = COALESCE(until, :now) WHERE person_id = :person"),
    sql("UPDATE coordinator SET appointed_by = NULL WHERE appointed_by = :person"),
    sql("UPDATE call_verdict SET decided_by = NULL WHERE decided_by = :person"),
    sql("UPDATE source SET added_by = NULL WHERE added_by = :person"),
    sql("UPDATE source SET paused_by = NULL WHERE paused_by = :person"),
    sql("""
        DELETE FROM ngo WHERE id IN (SELECT ngo_id FROM ngo_member WHERE person_id = :person)
        AND NOT EXISTS (SELECT 1 FROM ngo_member m WHERE m.ngo_id = ngo.id AND m.person_id <> :person)
    """),
    sql("UPDATE calendar_change SET person_id = NULL WHERE person_id = :person"),
    sql("DELETE FROM unreachable WHERE chat_id = :person"),
    sql("DELETE FROM group_admin WHERE person_id = :person"),
    sql("UPDATE group_chat SET set_up_by = NULL WHERE set_up_by = :person"),
    sql("DELETE FROM person WHERE id = :person"),
)


async def make_unreachable(session: Session, chat_ids: Sequence[int], now: datetime) -> None:
    """Note chats that refuse us; what waits for them is gone."""
    chats = json_list(chat_ids)
    await session.run(_UNREACHABLE, chats=chats, now=micros(now))
    await session.run(_DROP_PENDING, chats=chats, now=micros(now))


class PeopleRepository:
    """Implements `domain.ports.People`."""

    def __init__(self, session: Session, forms: Forms | None = None) -> None:
        self._session = session
        self._forms = forms

    async def visitor(self, chat_id: int, person_id: int) -> Visitor:
        """Return all that a screen needs about the person; a blank visitor for a stranger. One trip.

        One more to the memory that machines share, when a form is open and stands there.
        """
        row = await self._session.one(_VISITOR, chat=chat_id, person=person_id)
        assert row is not None  # the statement always gives one row
        dialogue = await opened(row[6], row[7], self._forms)
        return _visitor(chat_id, person_id, row, dialogue)

    async def set_language(self, person_id: int, language: Language, now: datetime) -> None:
        """Remember the language; creates the person if new; the alerts in their own chat follow it."""
        await self._session.run(_SET_LANGUAGE, person=person_id, language=language, now=micros(now))
        await self._session.run(_SUBSCRIPTIONS_FOLLOW, person=person_id, language=language)

    async def give_consent(self, person_id: int, version: int, text_hash: str, now: datetime) -> None:
        """Record the consent with the hash of the text shown; repeating the same consent changes nothing."""
        await self._session.run(_CREATE, person=person_id, now=micros(now))
        await self._session.run(_CONSENT, person=person_id, version=version, hash=text_hash, now=micros(now))

    async def keep_text(self, text_hash: str, language: Language, text: str, now: datetime) -> None:
        """Keep a text that people agree to, once, under its hash: to be shown and proved later. One trip."""
        await self._session.run(_KEEP_TEXT, hash=text_hash, language=language, text=text, now=micros(now))

    async def onboard(
        self, person_id: int, role: Role, ngo_name: str | None, ngo_bin: str | None, now: datetime
    ) -> None:
        """Finish onboarding. Repeating it renames the person's organisation instead of making a second one.

        Somebody who goes on as "just looking" stays a member: what the organisation saved waits for them.
        """
        moment = micros(now)
        await self._session.run(_ONBOARD, person=person_id, role=role, now=moment)
        if role is not Role.NGO or ngo_name is None:
            return
        if await self._session.run(_RENAME_NGO, person=person_id, name=ngo_name, bin=ngo_bin):
            return
        made = await self._session.one(_ADD_NGO, name=ngo_name, bin=ngo_bin, now=moment)
        assert made is not None
        await self._session.run(_JOIN, person=person_id, ngo=made[0], now=moment)

    async def set_reachable(self, chat_id: int, reachable: bool, now: datetime) -> None:
        """Note that the chat blocked us or came back; pending messages of an unreachable chat become gone."""
        if reachable:
            await self._session.run(_REACHABLE, chat=chat_id)
        else:
            await make_unreachable(self._session, [chat_id], now)

    async def languages(self, chat_ids: Sequence[int]) -> Mapping[int, Language]:
        """Return the language of each known chat: the person's, or the group's. One trip."""
        rows = await self._session.all(_LANGUAGES, chats=json_list(chat_ids))
        return {int(chat): Language(language) for chat, language in rows}

    async def erase(self, person_id: int, now: datetime) -> None:
        """Withdraw consent and erase the person; what they set up in groups goes on without their name.

        An organisation without other members is erased with what it saved; consent and withdrawal moments stay.
        """
        await self._session.run(_WITHDRAW, person=person_id, now=micros(now))
        await erase_words(self._session, person_id)
        await erase_submissions(self._session, person_id)
        await erase_promises(self._session, person_id)
        await erase_reports(self._session, person_id)
        await erase_beside(self._session, person_id)
        await erase_drafts(self._session, person_id)
        await erase_requests(self._session, person_id)
        await erase_cosigners(self._session, person_id)
        await erase_seats(self._session, person_id, now)
        await erase_office_groups(self._session, person_id)
        await erase_exports(self._session, person_id, now)
        if self._forms is not None:
            chats = await self._session.all(_FORMS_IN, person=person_id)
            await self._forms.drop(person_id, [person_id, *(int(row[0]) for row in chats)])
        for statement in _ERASURE:
            await self._session.run(statement, **statement.pick({"person": person_id, "now": micros(now)}))


def _visitor(chat_id: int, person_id: int, row: Row, dialogue: Dialogue) -> Visitor:
    language, role, onboarded_at, ngo_id, ngo_name, ngo_bin, _, _, consent_version, unreachable, places = row[:11]
    seat, office, seat_role = row[11:]
    return Visitor(
        person_id=person_id,
        chat_id=chat_id,
        language=Language(language) if language else None,
        consent_version=consent_version or 0,
        role=Role(role) if role else None,
        ngo=Ngo(ngo_id, ngo_name, ngo_bin) if ngo_id is not None else None,
        onboarded=onboarded_at is not None,
        reachable=unreachable is None,
        coordinates=tuple(sorted(json.loads(places))) if places else (),
        seat=Holding(int(seat), int(office), SeatRole(seat_role)) if seat is not None else None,
        dialogue=dialogue,
    )
