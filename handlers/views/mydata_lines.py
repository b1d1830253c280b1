"""What a person's own copy says in words where its columns hold codes: consents, subscriptions, messages, the log."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from domain.calls.model import CallKind
from domain.language import Language
from domain.outbox import OutboxKind, OutboxState
from domain.requests.events import EventKind
from domain.subscriptions import DIGEST_AT, QUIET_FROM, QUIET_UNTIL, Cadence, Subscription
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.screen import lines
from handlers.views.sentence import sentence

_TAG = re.compile(r"(</?[a-z][^<>]*>)")
_BOLD = ("<b>", "</b>")


def page_text(text: str) -> str:
    """Return a text of ours, which is Telegram's HTML, for a page: what is bold stays so, other tags go."""
    parts = _TAG.split(text)
    whole = all(text.count(tag) == text.count(_BOLD[0]) for tag in _BOLD)
    return "".join(
        (part if whole and part in _BOLD else "") if place % 2 else html.escape(html.unescape(part))
        for place, part in enumerate(parts)
    )


def subscription(row: Mapping[str, Any], tr: Translator, service: Service) -> str:
    """Return a subscription as its sentences; HTML."""
    asked = Subscription(
        id=0,
        chat_id=0,
        person_id=None,
        language=Language(row["language"]),
        territories=tuple(row["territories"]),
        spheres=tuple(row["spheres"]),
        kinds=tuple(CallKind(kind) for kind in row["kinds"].split(",") if kind in set(CallKind)),
        min_amount=row["least_sum"],
        include=tuple(row["words_wanted"]),
        exclude=tuple(row["words_unwanted"]),
        cadence=Cadence(row["how_often"] or Cadence.INSTANT),
        digest_at=_hour(row["digest_hour"], DIGEST_AT),
        quiet_from=_hour(row["quiet_from"], QUIET_FROM),
        quiet_until=_hour(row["quiet_until"], QUIET_UNTIL),
    )
    return lines(tr("Paused.") if row["paused"] else None, sentence(asked, tr, service))


def _hour(text: str | None, usual: time) -> time:
    return time.fromisoformat(text) if text else usual


def message(row: Mapping[str, Any], tr: Translator) -> str:
    """Return what kind of message it was that was sent to the person, and whether it left; plain text."""
    request = (row["about"] or {}).get("request")
    match row["kind"]:
        case OutboxKind.ALERT:
            what = tr("a new call")
        case OutboxKind.DIGEST:
            what = tr("a list of new calls")
        case OutboxKind.UPDATE:
            what = tr("news about a call")
        case OutboxKind.REMINDER:
            what = tr("a reminder of a call's last day")
        case _:
            what = tr("about request No. {number}", number=request) if isinstance(request, int) else tr("a notice")
    match row["state"]:
        case OutboxState.SENT:
            return what
        case OutboxState.GONE:
            return tr("{what} (was not sent)", what=what)
        case OutboxState.UNKNOWN:
            return tr("{what} (it is not known whether it arrived)", what=what)
    return tr("{what} (waits to be sent)", what=what)


def entry(row: Mapping[str, Any], tr: Translator) -> str:
    """Return what an entry of the log tells that the person did; plain text."""
    name, _, number = str(row["subject"]).partition(":")
    kind = str(row["kind"])
    act = _acts(tr).get(kind) or (tr("duty or absence in an office was changed") if kind.startswith("duty.") else None)
    if act is None:
        return str(row["subject"])
    if name == "request":
        return tr("Request No. {number}: {act}", number=number, act=act)
    return act


def _acts(tr: Translator) -> Mapping[str, str]:
    """Return acts by the kind of their entry: what the history of a request says of them, without who did it."""
    requests = {
        EventKind.FILED: tr("was filed"),
        EventKind.TAKEN: tr("was taken"),
        EventKind.FREED: tr("was let go"),
        EventKind.HANDED: tr("was handed on"),
        EventKind.ANSWERED: tr("was answered"),
        EventKind.DETAILS_ASKED: tr("details asked"),
        EventKind.NOTE: tr("a note was written"),
        EventKind.REDIRECTED: tr("was sent on to another office"),
        EventKind.EXTENDED: tr("term extended"),
        EventKind.PROMISED: tr("a promise was given"),
        EventKind.CLOSED: tr("was closed"),
        EventKind.RATED: tr("was rated"),
        EventKind.REOPENED: tr("was reopened"),
        EventKind.WITHDRAWN: tr("was withdrawn"),
        EventKind.ADDED: tr("was added to"),
        EventKind.REMINDED: tr("the office was reminded"),
        EventKind.ESCALATED: tr("was taken to the head and the coordinators"),
        EventKind.EDITED: tr("a message was changed"),
        EventKind.COSIGNED: tr("an NGO joined"),
        EventKind.UNSIGNED: tr("an NGO that had joined left"),
        EventKind.PROMISE_DONE: tr("a promise was marked as done"),
        EventKind.PROMISE_JUDGED: tr("the NGO judged a promise"),
    }
    return {f"request.{kind.value}": act for kind, act in requests.items()} | {
        "ngo.joined": tr("you became a member of an organisation"),
        "ngo.left": tr("a member left an organisation"),
        "invitation.made": tr("an invitation was made"),
        "invitation.revoked": tr("an invitation was taken back"),
        "invitation.accepted": tr("an invitation was accepted"),
        "invitation.declined": tr("an invitation was declined"),
        "seat.taken": tr("a seat in an office was taken"),
        "seat.ended": tr("a seat in an office was ended"),
        "office.opened": tr("an office was opened"),
        "office.renamed": tr("an office was renamed"),
        "office.topics_changed": tr("an office's topics were changed"),
        "office.hours_changed": tr("an office's hours were changed"),
        "office.closed": tr("an office was closed"),
        "office.group_bound": tr("a group was joined to an office"),
        "office.group_unbound": tr("a group was taken from an office"),
        "coordinator.appointed": tr("you were appointed a coordinator"),
        "coordinator.ended": tr("you stopped being a coordinator"),
        "handover.begun": tr("a handover was begun"),
        "handover.confirmed": tr("a part of a handover was confirmed"),
        "handover.done": tr("a handover was finished"),
        "calendar.changed": tr("a working day was changed"),
        "report.commented": tr("a report was commented on"),
        "report.corrected": tr("a report was corrected"),
    }
