"""What is kept about one person: one section of their copy for each way in which a table can name them.

A test walks the schema: a column that can name somebody and stands in no section fails it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.clock import instant
from domain.ports.personal import Kept
from storage.engine import Row, Session
from storage.statement import Statement, sql
from storage.subscriptions import time_of_day


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the copy.

    Args:
        columns: names of what the statement gives, in its order; one that ends in `@` is an instant, in `*` JSON,
            in `%` a time of day.
        statement: with the parameter `:person`.
    """

    columns: str
    statement: Statement

    def rows(self, found: Sequence[Row]) -> list[dict[str, Any]]:
        """Return rows of the database as they stand in the copy."""
        names = self.columns.split()
        return [dict(_told(name, value) for name, value in zip(names, row, strict=True)) for row in found]


def _told(name: str, value: Any) -> tuple[str, Any]:
    if name.endswith("@"):
        return name[:-1], None if value is None else instant(value).isoformat()
    if name.endswith("*"):
        return name[:-1], None if value is None else json.loads(value)
    if name.endswith("%"):
        return name[:-1], None if value is None else time_of_day(value).isoformat("minutes")
    return name, value


CONSENTS = Section(
    "version language text_hash given_at@ withdrawn_at@ text",
    sql("""
        SELECT c.version, t.language, c.text_hash, c.given_at, c.withdrawn_at, t.text
        FROM consent c LEFT JOIN consent_text t ON t.text_hash = c.text_hash
        WHERE c.person_id = :person ORDER BY c.id
    """),
)

SECTIONS: Mapping[str, Section] = {
    "profile": Section(
        "telegram_id language role set_up_at@ known_since@ refuses_messages_since@",
        sql("""
            SELECT p.id, p.language, p.role, p.onboarded_at, p.created_at, u.since
            FROM person p LEFT JOIN unreachable u ON u.chat_id = p.id WHERE p.id = :person
        """),
    ),
    "consents": CONSENTS,
    "organisations": Section(
        "id name bin territory joined_at@ acting_for_it",
        sql("""
            SELECT n.id, n.name, n.bin, h.territory_id, m.joined_at, CASE WHEN a.ngo_id IS NULL THEN 0 ELSE 1 END
            FROM ngo_member m JOIN ngo n ON n.id = m.ngo_id LEFT JOIN ngo_home h ON h.ngo_id = n.id
            LEFT JOIN ngo_acting a ON a.ngo_id = n.id AND a.person_id = m.person_id
            WHERE m.person_id = :person ORDER BY m.joined_at, n.id
        """),
    ),
    "organisation_changes": Section(
        "organisation what as at@",
        sql("""
            SELECT ngo_id, what, changed_as, at FROM ngo_change
            WHERE person_id = :person OR changed_by = :person ORDER BY id
        """),
    ),
    "subscriptions": Section(
        "chat language territories* spheres* kinds words_wanted* words_unwanted* least_sum how_often digest_hour%"
        " quiet_from% quiet_until% paused made_at@ changed_at@",
        sql("""
            SELECT s.chat_id, s.language, s.territories, s.spheres, s.kinds, s.include, s.exclude, s.min_amount,
                   w.cadence, w.digest_at, w.quiet_from, w.quiet_until, s.paused, s.created_at, s.changed_at
            FROM subscription s LEFT JOIN schedule w ON w.id = s.schedule_id
            WHERE s.chat_id = :person OR s.person_id = :person ORDER BY s.id
        """),
    ),
    "saved_calls": Section(
        "call state remind_days at@ texts*",
        sql("""
            SELECT s.call_id, s.state, s.remind, s.at, c.texts FROM shelf s LEFT JOIN call c ON c.id = s.call_id
            WHERE s.person_id = :person OR s.pressed_by = :person ORDER BY s.at, s.call_id
        """),
    ),
    "opened_calls": Section("call", sql("SELECT call_id FROM opened WHERE person_id = :person ORDER BY call_id")),
    "expected_calls": Section(
        "call at@", sql("SELECT call_id, made_at FROM season_watch WHERE chat_id = :person ORDER BY made_at, call_id")
    ),
    "searches": Section(
        "text at@", sql("SELECT text, asked_at FROM search_query WHERE person_id = :person ORDER BY asked_at, id")
    ),
    "announcements": Section(
        "id state text draft* origin* reason note made_at@ changed_at@",
        sql("""
            SELECT id, state, text, draft, origin, reason, note, created_at, changed_at
            FROM submission WHERE person_id = :person ORDER BY id
        """),
    ),
    "requests": Section(
        "id organisation territory topic language beginning e_otinish filed_at@ due outcome answered_at@ ended_at@",
        sql("""
            SELECT id, ngo_id, territory_id, topic_id, language, gist, e_otinish, filed_at, due, outcome, answered_at,
                   ended_at
            FROM request WHERE author_id = :person ORDER BY id
        """),
    ),
    "messages": Section(
        "id request kind text sent_at@ edited_at@",
        sql("""
            SELECT id, request_id, kind, text, sent_at, edited_at FROM request_message
            WHERE person_id = :person OR chat_id = :person ORDER BY id
        """),
    ),
    "message_versions": Section(
        "message text until@",
        sql("""
            SELECT v.message_id, v.text, v.until FROM request_version v JOIN request_message w ON w.id = v.message_id
            WHERE w.person_id = :person ORDER BY v.id
        """),
    ),
    "files": Section(
        "message kind name bytes telegram_file_id",
        sql("""
            SELECT f.message_id, f.kind, f.name, f.size, f.file_id
            FROM request_file f JOIN request_message w ON w.id = f.message_id
            WHERE w.person_id = :person ORDER BY f.id
        """),
    ),
    "drafts": Section(
        "id organisation territory topic touched_at@ sent_as",
        sql("""
            SELECT id, ngo_id, territory_id, topic_id, touched_at, sent_as FROM request_draft
            WHERE person_id = :person ORDER BY id
        """),
    ),
    "draft_parts": Section(
        "draft text sent_at@",
        sql("""
            SELECT p.draft_id, p.text, p.sent_at
            FROM request_draft_part p LEFT JOIN request_draft d ON d.id = p.draft_id
            WHERE p.chat_id = :person OR d.person_id = :person ORDER BY p.id
        """),
    ),
    "draft_files": Section(
        "draft kind name bytes telegram_file_id",
        sql("""
            SELECT p.draft_id, f.kind, f.name, f.size, f.file_id FROM request_draft_file f
            JOIN request_draft_part p ON p.id = f.part_id JOIN request_draft d ON d.id = p.draft_id
            WHERE d.person_id = :person ORDER BY f.id
        """),
    ),
    "shared_requests": Section(
        "request with_files at@",
        sql("SELECT request_id, files, at FROM request_sharing WHERE person_id = :person ORDER BY request_id"),
    ),
    "joined_requests": Section(
        "request organisation at@",
        sql("""
            SELECT request_id, ngo_id, at FROM request_cosigner WHERE person_id = :person ORDER BY request_id, ngo_id
        """),
    ),
    "seats": Section(
        "id office role name since@ until@ off_duty absent_from absent_until handover_at@ handover_done_at@",
        sql("""
            SELECT s.id, s.office_id, s.role, s.holder, s.since, s.until, d.off, d.absent_from, d.absent_until,
                   h.begun_at, h.done_at
            FROM seat s LEFT JOIN seat_duty d ON d.seat_id = s.id LEFT JOIN handover h ON h.seat_id = s.id
            WHERE s.person_id = :person ORDER BY s.id
        """),
    ),
    "seats_ended": Section(
        "id office as until@",
        sql("SELECT id, office_id, ended_as, until FROM seat WHERE ended_by = :person ORDER BY id"),
    ),
    "promises": Section(
        "id request text day state reason made_at@",
        sql("""
            SELECT p.id, p.request_id, p.text, p.day, p.state, p.reason, p.made_at FROM promise p
            WHERE p.entry IN (SELECT l.entry FROM log_private l WHERE l.person_id = :person)
               OR p.moved_entry IN (SELECT l.entry FROM log_private l WHERE l.person_id = :person)
            ORDER BY p.id
        """),
    ),
    "invitations_made": Section(
        "id office organisation role as made_at@ expires_at@ answer",
        sql("""
            SELECT id, office_id, ngo_id, role, made_as, made_at, expires_at, answer
            FROM invitation WHERE made_by = :person ORDER BY id
        """),
    ),
    "invitations_answered": Section(
        "id office organisation role answer at@",
        sql("""
            SELECT id, office_id, ngo_id, role, answer, answered_at
            FROM invitation WHERE answered_by = :person ORDER BY id
        """),
    ),
    "invitations_revoked": Section(
        "id as at@",
        sql("SELECT id, revoked_as, revoked_at FROM invitation WHERE revoked_by = :person ORDER BY id"),
    ),
    "invitations_opened": Section(
        "invitation at@",
        sql("SELECT invitation_id, at FROM invitation_opening WHERE person_id = :person ORDER BY at"),
    ),
    "offices": Section(
        "id name_kk name_ru opened_at@ closed_at@",
        sql("""
            SELECT id, name_kk, name_ru, created_at, closed_at FROM office
            WHERE created_by = :person OR closed_by = :person ORDER BY id
        """),
    ),
    "office_changes": Section(
        "office field before after as at@",
        sql("""
            SELECT office_id, field, before, after, changed_as, at FROM office_change
            WHERE changed_by = :person ORDER BY id
        """),
    ),
    "office_groups": Section(
        "office chat since@", sql("SELECT office_id, chat_id, since FROM office_chat WHERE bound_by = :person")
    ),
    "office_group_links": Section(
        "id office as made_at@ expires_at@ used_at@",
        sql("""
            SELECT id, office_id, made_as, made_at, expires_at, used_at FROM office_chat_link
            WHERE made_by = :person ORDER BY id
        """),
    ),
    "groups_set_up": Section(
        "chat title language since@",
        sql("SELECT chat_id, title, language, since FROM group_chat WHERE set_up_by = :person ORDER BY since"),
    ),
    "groups_administered": Section(
        "chat since@", sql("SELECT chat_id, since FROM group_admin WHERE person_id = :person ORDER BY since")
    ),
    "coordinator_terms": Section(
        "territory since@ until@",
        sql("SELECT territory_id, since, until FROM coordinator WHERE person_id = :person ORDER BY id"),
    ),
    "coordinators_appointed": Section(
        "territory since@", sql("SELECT territory_id, since FROM coordinator WHERE appointed_by = :person ORDER BY id")
    ),
    "told_of_review": Section("waiting", sql("SELECT 1 FROM review_told WHERE person_id = :person")),
    "announcements_decided": Section(
        "id as reason note at@",
        sql("""
            SELECT id, decided_as, reason, note, decided_at FROM submission WHERE decided_by = :person ORDER BY id
        """),
    ),
    "corrections": Section(
        "call field before* after* at@",
        sql("""
            SELECT call_id, field, said_before, says_now, at FROM call_correction WHERE person_id = :person ORDER BY id
        """),
    ),
    "verdicts": Section(
        "call other_call same as at@",
        sql("""
            SELECT one_id, two_id, same, decided_as, at FROM call_verdict WHERE decided_by = :person ORDER BY id
        """),
    ),
    "sources": Section(
        "id address name_kk name_ru added_at@ paused_at@",
        sql("""
            SELECT id, url, name_kk, name_ru, added_at, paused_at FROM source
            WHERE added_by = :person OR paused_by = :person ORDER BY id
        """),
    ),
    "working_days": Section(
        "day state reason territory at@",
        sql("""
            SELECT day, state, reason, territory_id, changed_at FROM calendar_change
            WHERE person_id = :person ORDER BY number
        """),
    ),
    "report_subscriptions": Section(
        "territory", sql("SELECT territory_id FROM report_reader WHERE person_id = :person ORDER BY territory_id")
    ),
    "reports_received": Section(
        "report territory month",
        sql("""
            SELECT c.report_id, r.territory_id, r.month FROM report_copy c LEFT JOIN report r ON r.id = c.report_id
            WHERE c.person_id = :person ORDER BY c.report_id
        """),
    ),
    "exports": Section(
        "id level format language first_day last_day territory office asked_at@ state",
        sql("""
            SELECT id, level, format, language, first_day, last_day, territory_id, office_id, asked_at, state
            FROM export_job WHERE person_id = :person ORDER BY id
        """),
    ),
    "dialogue": Section(
        "state data* changed_at@",
        sql("SELECT state, data, changed_at FROM dialogue WHERE person_id = :person OR chat_id = :person"),
    ),
    "messages_to_you": Section(
        "kind about* state made_at@ settled_at@",
        sql("SELECT kind, ids, state, created_at, settled_at FROM outbox WHERE chat_id = :person ORDER BY id"),
    ),
    "cards_in_your_chat": Section(
        "message request about at@",
        sql("SELECT message_id, request_id, about, at FROM request_card WHERE chat_id = :person ORDER BY at"),
    ),
    "log": Section(
        "number moment@ kind subject as facts* text seal salt hash",
        sql("""
            SELECT e.number, e.moment, e.kind, e.subject, e.actor, e.facts, p.text, e.seal, p.salt, e.hash
            FROM log_private p JOIN log_entry e ON e.number = p.entry WHERE p.person_id = :person ORDER BY e.number
        """),
    ),
}


class PersonalDataRepository:
    """Implements `domain.ports.PersonalData`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def of(self, person_id: int) -> Kept:
        """Return what is kept about the person, every section, empty ones too. One trip for each section."""
        return {
            name: section.rows(await self._session.all(section.statement, person=person_id))
            for name, section in SECTIONS.items()
        }

    async def consents(self, person_id: int) -> Sequence[Mapping[str, Any]]:
        """Return the person's consents, oldest first, as `of` does. One trip."""
        return CONSENTS.rows(await self._session.all(CONSENTS.statement, person=person_id))
