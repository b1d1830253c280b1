"""What an NGO is told of its request: one voice for every step, in the reader's language."""

from __future__ import annotations

from domain.requests.chronicle import Told, office_before, overtaken
from domain.requests.clocks import Outcome
from domain.requests.events import Actor, EventKind
from domain.requests.transitions import REOPEN_WITHIN
from handlers.requests.callbacks import RequestAct
from handlers.requests.casefile import CaseFile
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.inviting import moment
from handlers.views.requests.pieces import beginning, piece, pieces
from handlers.views.requests.words import (
    act,
    day,
    joined_words,
    office_words,
    rating_effect,
    rating_rows,
    signed,
    topic_name,
    where,
)
from handlers.views.screen import Rows, Screen, esc, lines, paragraphs

WORDS = 1000
"""Characters of a reason that a step shows; the whole of it stands on the screen of all that was written."""


def step(case: CaseFile, told: Told, part: int, tr: Translator, service: Service, *, member: bool) -> Screen | None:
    """Return what a member of the NGO (or of one that joined) is told of an entry.

    Args:
        case: the request.
        told: the entry.
        part: which piece of a long text, from 0.
        tr: the reader's language.
        service: places and topics.
        member: whether the reader's own NGO wrote the request; those who joined only read.

    Returns:
        The message, or None for an entry that nobody is told of, or that says nothing true any more.
    """
    match told.event.kind:
        case EventKind.ANSWERED:
            return _answered(case, told, part, tr, service, member=member)
        case EventKind.DETAILS_ASKED | EventKind.ADDED | EventKind.EDITED:
            return _written(case, told, part, tr, service, member=member)
    text = None if part else _happened(case, told, tr, service)
    return Screen(text, _rows(case, told, tr, member=member)) if text else None


def _title(case: CaseFile, what: str) -> str:
    return f"<b>{case.request.number}. {what}</b>"


def _rows(case: CaseFile, told: Told, tr: Translator, *, member: bool) -> Rows:
    request = case.request
    rows: Rows = ()
    if member and told.event.kind is EventKind.CLOSED and request.ended_at is not None:
        rows = ((act(tr("Reopen"), RequestAct.REOPEN, request),),)
    return (*rows, (act(tr("Open the request"), RequestAct.OPEN, request, 1),))


def _answered(
    case: CaseFile, told: Told, part: int, tr: Translator, service: Service, *, member: bool
) -> Screen | None:
    message = case.message_of(told)
    if message is None:
        return None
    words, count = piece(message.text, part), len(pieces(message.text))
    if words is None:
        return None
    first, last = part == 0, part == count - 1
    entry = told.event.number
    head = lines(_title(case, tr("An answer has come")), _in_time(case, told, tr, service)) if first else None
    who = signed(case.seat_of(told), told.event.office_id, case, tr, service) if first else None
    files = tr("Files: {number}, they follow.", number=len(message.files)) if first and message.files else None
    ask = None
    rows: Rows = ()
    if last and member and case.clocks.whole.outcome is not Outcome.WITHDRAWN:
        ask = rating_effect(case, entry, tr) or tr("Rate the answer: did it settle the matter?")
        rows = rating_rows(case, entry, tr, below=True)
    rows = (*rows, *_rows(case, told, tr, member=member)) if last else ()
    return Screen(paragraphs(head, who, _continued(case, part, count, tr), words, files, ask), rows)


def _continued(case: CaseFile, part: int, count: int, tr: Translator) -> str | None:
    if count == 1:
        return None
    number = case.request.number
    return tr("{number}, part {part} of {count}", number=number, part=part + 1, count=count)


def _in_time(case: CaseFile, told: Told, tr: Translator, service: Service) -> str:
    """Return whether an answer came in time: by the first date, by the extended one, or by neither."""
    whole, on = case.clocks.whole, service.today(told.event.moment)
    first = day(whole.due, case, tr, service)
    if on <= whole.due:
        return tr("In time: the reply date is {day}.", day=first)
    if whole.extended_due is not None and on <= whole.extended_due:
        extended = day(whole.extended_due, case, tr, service)
        return tr("By the extended date {day}. The first reply date was {first}.", day=extended, first=first)
    return tr("Late: the reply date was {day}.", day=day(whole.due_now, case, tr, service))


def _written(case: CaseFile, told: Told, part: int, tr: Translator, service: Service, *, member: bool) -> Screen | None:
    message = None if overtaken(case.log, told) else case.message_of(told)
    if message is None:
        return None
    words, count = piece(message.text, part), len(pieces(message.text))
    if words is None:
        return None
    head, tail = None, None
    if part == 0:
        head = _head_of_words(case, told, tr, service)
    if part == count - 1:
        tail = _tail_of_words(case, told, tr, service, member=member)
    files = tr("Files: {number}, they follow.", number=len(message.files))
    shown = message.files and part == 0 and told.event.kind is not EventKind.EDITED
    rows = _rows(case, told, tr, member=member) if part == count - 1 else ()
    text = paragraphs(head, _continued(case, part, count, tr), words, files if shown else None, tail)
    return Screen(text, rows)


def _head_of_words(case: CaseFile, told: Told, tr: Translator, service: Service) -> str:
    event = told.event
    if event.kind is EventKind.DETAILS_ASKED:
        who = signed(case.seat_of(told), event.office_id, case, tr, service)
        return lines(_title(case, tr("The office asks for details")), who)
    if event.kind is EventKind.ADDED:
        return _title(case, tr("Another member of your organisation added to it"))
    if event.actor is Actor.NGO:
        return _title(case, tr("Another member of your organisation changed its words"))
    who = signed(case.seat_of(told), event.office_id, case, tr, service)
    return lines(_title(case, tr("The office changed what it wrote")), who)


def _tail_of_words(case: CaseFile, told: Told, tr: Translator, service: Service, *, member: bool) -> str | None:
    match told.event.kind:
        case EventKind.DETAILS_ASKED if member:
            due = day(case.clocks.whole.due_now, case, tr, service)
            return paragraphs(
                tr("Reply to this message: your words and files go to the office."),
                tr("The reply date stays the same: {day}.", day=due),
            )
        case EventKind.EDITED:
            return tr("This is how it reads now. Both versions are kept.")
    return None


def _happened(case: CaseFile, told: Told, tr: Translator, service: Service) -> str | None:
    """Return what a step without a message says; None when nobody needs to hear of it."""
    request, event = case.request, told.event
    reason = tr("Reason: {words}", words=beginning(told.words, WORDS)) if told.words else None
    match event.kind:
        case EventKind.FILED:
            return paragraphs(
                _title(case, tr("Another member of your organisation sent this request")),
                lines(
                    tr("Where to: {office}", office=where(request, case, tr, service)),
                    tr("Topic: {topic}", topic=topic_name(request, tr, service)),
                    tr("Reply by: {day}", day=day(case.clocks.whole.due_now, case, tr, service)),
                ),
                esc(request.gist, 200),
            )
        case EventKind.TAKEN:
            if not request.open or request.seat_id is None:
                return None  # something later is told
            who = signed(case.seats.get(request.seat_id), request.office_id, case, tr, service)
            return paragraphs(_title(case, tr("The request was taken")), who)
        case EventKind.REDIRECTED:
            return _redirected(case, told, reason, tr, service)
        case EventKind.EXTENDED if event.until is not None:
            first = day(case.clocks.whole.due, case, tr, service)
            return paragraphs(
                _title(case, tr("The term was extended")),
                tr("The office will answer by {day}.", day=day(case.terms.extended(event.until), case, tr, service)),
                reason,
                tr("Statistics still count the first reply date too: {day}.", day=first),
            )
        case EventKind.PROMISED if event.until is not None:
            return paragraphs(
                _title(case, tr("The office gave a promise")),
                beginning(told.words, WORDS) or None,
                tr("By: {day}. I will remind the office and then ask you.", day=day(event.until, case, tr, service)),
            )
        case EventKind.CLOSED:
            return _closed(case, told, reason, tr, service)
        case EventKind.WITHDRAWN:
            who = tr("Its organisation withdrew the request. The office will not answer any more.")
            return paragraphs(_title(case, tr("The request was withdrawn")), who)
        case EventKind.REOPENED:
            return paragraphs(_title(case, tr("Another member of your organisation reopened it")), reason)
        case EventKind.COSIGNED:
            ngo = case.ngos.get(int(told.facts.get("ngo") or 0))
            if ngo is None or ngo.id not in case.joined.ngos:
                return None  # gone again
            return paragraphs(
                _title(case, tr("An organisation joined the request")),
                esc(ngo.name, 200),
                joined_words(len(case.joined.ngos), tr),
            )
        case EventKind.REMINDED if event.actor is Actor.NGO:
            return _title(case, tr("Another member of your organisation reminded the office"))
        case EventKind.ESCALATED:
            return _title(case, tr("Another member of your organisation took it to the head and the coordinators"))
    return None


def _redirected(case: CaseFile, told: Told, reason: str | None, tr: Translator, service: Service) -> str:
    event, request = told.event, case.request
    before = office_words(office_before(case.log, event.number), request, case, tr, service)
    spell = next(
        (
            one
            for one in reversed(case.clocks.spells)
            if one.received == event.moment and one.office_id == event.office_id
        ),
        None,
    )
    dates = [tr("Your reply date stays the same: {day}.", day=day(case.clocks.whole.due_now, case, tr, service))]
    if spell is not None and event.office_id is not None:
        due = day(spell.due_now, case, tr, service)
        dates.append(tr("The term of the new office: {day}.", day=due))
    return paragraphs(
        _title(case, tr("The request was sent on")),
        lines(
            tr("From where: {office}", office=before),
            tr("Where to: {office}", office=office_words(event.office_id, request, case, tr, service)),
        ),
        reason,
        lines(*dates),
    )


def _closed(case: CaseFile, told: Told, reason: str | None, tr: Translator, service: Service) -> str:
    answered = case.clocks.whole.substantive is not None
    what = tr("The request was closed") if answered else tr("The request was closed without an answer")
    who = signed(case.seat_of(told), told.event.office_id, case, tr, service)
    until = moment(told.event.moment + REOPEN_WITHIN, tr, service)
    return paragraphs(
        lines(_title(case, what), who), reason, tr("Not settled? You can reopen it until {when}.", when=until)
    )
