"""A request as a document for an office's registry: facts in, a .docx file out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.days_off import DayKind
from domain.requests.clocks import Outcome
from domain.requests.model import OF_OFFICE, Attachment, AttachmentKind, MessageKind, Request
from domain.requests.terms import TERM_DAYS, Explanation
from handlers.day_words import day_words
from handlers.texts import Translator
from handlers.views.screen import one_line

if TYPE_CHECKING:
    from handlers.views.requests.paper import Paper

NAME_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Written:
    """Something that was written about the request, in local time.

    `who` is how the official who wrote it is called; empty for the NGO, and for an official without a name.
    """

    kind: MessageKind
    text: str
    at: datetime
    who: str = ""
    files: tuple[Attachment, ...] = ()
    edited: datetime | None = None


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What stands in the document; moments are in local time.

    Args:
        request: how it stands.
        ngo: the NGO's name; empty once it was erased.
        bin: its BIN, if it gave one.
        territory: to which akimat, in the reader's language.
        office: the office that has it.
        topic: what it is about.
        counted: how the reply date was counted.
        told: the reply date that the NGO was told when it wrote.
        extended: the later reply date, if the office set one.
        received: when the office got it, if another one had it before.
        office_due: its own reply date then.
        written: the letter and all that followed, in order, without notes among officials.
        receipt: the hash by which the log holds on to the letter.
        made: when the document is made.
    """

    request: Request
    ngo: str
    bin: str
    territory: str
    office: str
    topic: str
    counted: Explanation
    told: date | None
    extended: date | None
    received: datetime | None
    office_due: date | None
    written: tuple[Written, ...]
    receipt: str
    made: datetime


def letter_docx(facts: LetterFacts, tr: Translator) -> bytes:
    """Return the document in the language of `tr`. Takes a while for a long letter: not for the event loop."""
    from handlers.views.requests.paper import Paper  # its library is 5 MB that a bot without letters can spare

    request = facts.request
    paper = Paper(tr.language, request.number, facts.made)
    paper.title(tr("NGO request {number}", number=request.number))
    paper.line(
        tr(
            "This request was sent through Elshi. It is not a registered appeal. Elshi counts the reply date on the"
            " model of article 76 of the Administrative Procedural and Process-related Code. The term set by law runs"
            " once an appeal is filed in e-Otinish."
        ),
        small=True,
    )
    paper.facts(_head(facts, tr))
    paper.heading(tr("How the reply date was counted"))
    paper.items(_counted(facts, tr))
    paper.heading(tr("Letter"))
    letter = [one for one in facts.written if one.kind is MessageKind.LETTER]
    for one in letter:
        _put(paper, one, tr, headed=len(letter) > 1)
    if not any(one.text or one.files for one in letter):
        paper.line(tr("The text was erased at the request of its author."))
    rest = [one for one in facts.written if one.kind is not MessageKind.LETTER]
    if rest:
        paper.heading(tr("What followed"))
        for one in rest:
            _put(paper, one, tr, headed=True)
    paper.heading(tr("Receipt"))
    paper.line(tr("SHA-256 of the letter with its salt, as written in the log: {hash}", hash=facts.receipt or "–"))
    paper.line(tr("Made {when}, Astana time.", when=_at(facts.made, tr)), small=True)
    return paper.done()


def _head(facts: LetterFacts, tr: Translator) -> Iterable[tuple[str, str]]:
    request, counted = facts.request, facts.counted
    yield tr("Number"), request.number
    yield tr("NGO"), one_line(facts.ngo) or tr("organisation erased")
    yield tr("BIN"), facts.bin
    yield tr("Akimat"), facts.territory
    yield tr("Office"), one_line(facts.office)
    yield tr("Topic"), facts.topic
    yield tr("Sent"), _at(counted.sent, tr)
    yield tr("Registered in Elshi"), _at(counted.registered, tr)
    yield tr("Reply date"), tr.date(facts.extended or counted.due)
    if facts.received is not None and facts.office_due is not None:
        yield tr("Received by this office"), _at(facts.received, tr)
        yield tr("Reply date of this office"), tr.date(facts.office_due)
    yield tr("State"), _state(request, tr)
    yield tr("Number in e-Otinish, as the NGO wrote it"), one_line(request.e_otinish)


def _state(request: Request, tr: Translator) -> str:
    return {
        Outcome.OPEN: tr("waits for an answer"),
        Outcome.ANSWERED: tr("answered"),
        Outcome.CLOSED_UNANSWERED: tr("closed without an answer"),
        Outcome.WITHDRAWN: tr("withdrawn by the NGO"),
    }.get(request.outcome, "")


def _counted(facts: LetterFacts, tr: Translator) -> Iterable[str]:
    """Return how the date was counted, a sentence for each step."""
    counted = facts.counted
    if counted.registered != counted.sent:
        yield tr(
            "Sent outside of working hours: registered at the next opening, {when}.", when=_at(counted.registered, tr)
        )
    yield tr("Day 1 is {day}.", day=tr.date(counted.day_one))
    yield tr("Working day {n}, the last one for an answer, is {day}.", n=TERM_DAYS, day=tr.date(counted.due))
    off = [one for one in counted.skipped if one.reason.kind is not DayKind.WEEKEND]
    yield tr("Saturdays and Sundays are not counted.")
    if off:
        named = "; ".join(f"{tr.date(one.day)} – {one_line(day_words(one, tr))}" for one in off)
        yield tr("Days off that are not counted: {days}.", days=named)
    if counted.worked:
        named = "; ".join(f"{tr.date(one.day)} – {one_line(day_words(one, tr))}" for one in counted.worked)
        yield tr("Days that are counted because they are worked: {days}.", days=named)
    if facts.told is not None and facts.told != counted.due:
        yield tr("When it was sent, the NGO was told {day}: the calendar has changed since.", day=tr.date(facts.told))
    if facts.extended is not None:
        yield tr("The office has extended the term until {day}.", day=tr.date(facts.extended))


def _put(paper: Paper, one: Written, tr: Translator, *, headed: bool) -> None:
    if headed:
        paper.line(f"{_kind(one, tr)}, {_at(one.at, tr)}", bold=True)
    if one.edited is not None:
        paper.line(tr("Changed by its author: {when}", when=_at(one.edited, tr)), small=True)
    if one.text:
        paper.words(one.text)
    if one.files:
        paper.line(tr("Files:"))
        paper.items(_file(file, tr) for file in one.files)


def _kind(one: Written, tr: Translator) -> str:
    if one.kind in OF_OFFICE:
        who = one_line(one.who)[:NAME_LIMIT]
        if one.kind is MessageKind.DETAILS:
            return tr("Question for details from {name}", name=who) if who else tr("Question for details")
        return tr("Answer from {name}", name=who) if who else tr("Answer of the office")
    return tr("Addition of the NGO") if one.kind is MessageKind.ADDITION else tr("Letter of the NGO")


def _file(file: Attachment, tr: Translator) -> str:
    kind = {
        AttachmentKind.PHOTO: tr("photo"),
        AttachmentKind.DOCUMENT: tr("document"),
        AttachmentKind.VOICE: tr("voice message"),
        AttachmentKind.VIDEO: tr("video"),
        AttachmentKind.AUDIO: tr("audio"),
    }[file.kind]
    name = one_line(file.name)[:NAME_LIMIT]
    size = tr("{n} KB", n=tr.number(max(1, round(file.size / 1024)))) if file.size else ""
    return ", ".join(part for part in (kind, name, size) if part)


def _at(moment: datetime, tr: Translator) -> str:
    return f"{tr.date(moment.date())}, {moment:%H:%M}"
