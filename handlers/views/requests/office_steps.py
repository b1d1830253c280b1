"""What an office is told of an NGO's doings with its request, beside the card."""

from __future__ import annotations

from domain.requests.chronicle import Told, overtaken
from domain.requests.events import EventKind
from handlers.requests.casefile import CaseFile
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests.pieces import beginning, piece, pieces
from handlers.views.requests.words import day, rating_name
from handlers.views.screen import Screen, esc, lines, paragraphs

WORDS = 1500


def news(case: CaseFile, told: Told, part: int, tr: Translator, service: Service) -> Screen | None:
    """Return what the NGO did; None for what an office is not told of, or what is true no more."""
    event = told.event
    if event.kind in (EventKind.ADDED, EventKind.EDITED):
        return _written(case, told, part, tr)
    if part:
        return None
    due = day(case.clocks.whole.due_now, case, tr, service)
    match event.kind:
        case EventKind.RATED if event.rating is not None and case.request.open:
            name = rating_name(event.rating, tr)
            text = paragraphs(
                _head(case, tr("The organisation rated the answer: {rating}", rating=esc(name)), tr),
                tr("The answer does not count any more: the clock runs on. Reply date: {day}", day=due),
            )
        case EventKind.REOPENED if case.request.open:
            text = paragraphs(
                _head(case, tr("The organisation reopened the request"), tr),
                tr("Reason: {words}", words=beginning(told.words, WORDS)) if told.words else None,
                tr("The first reply date stays: {day}", day=due),
            )
        case EventKind.WITHDRAWN:
            text = paragraphs(
                _head(case, tr("The organisation withdrew the request"), tr), tr("No answer is needed any more.")
            )
        case EventKind.REMINDED if case.request.open:
            text = paragraphs(
                _head(case, tr("The organisation reminds you of its request"), tr),
                tr("The reply date was {day}. Please answer by replying to this message.", day=due),
            )
        case EventKind.ESCALATED if case.request.open:
            text = paragraphs(
                _head(case, tr("The organisation took the request to the head and the coordinators"), tr),
                tr("The reply date was {day}. Please answer by replying to this message.", day=due),
            )
        case _:
            return None
    return Screen(text)


def _head(case: CaseFile, what: str, tr: Translator) -> str:
    ngo = case.ngos.get(case.request.ngo_id or 0)
    return lines(
        f"<b>{case.request.number}. {what}</b>",
        esc(ngo.name, 200) if ngo is not None else None,
        esc(case.request.gist, 120) or None,
    )


def _written(case: CaseFile, told: Told, part: int, tr: Translator) -> Screen | None:
    message = None if overtaken(case.log, told) else case.message_of(told)
    words = piece(message.text, part) if message is not None else None
    if message is None or words is None:
        return None
    count = len(pieces(message.text))
    head, tail = None, None
    if part == 0:
        added = told.event.kind is EventKind.ADDED
        what = tr("The organisation added") if added else tr("The organisation changed its words")
        head = _head(case, what, tr)
        if added and message.files:
            tail = tr("Files: {number}, they follow.", number=len(message.files))
    if part == count - 1 and told.event.kind is EventKind.EDITED:
        tail = tr("This is how it reads now. Both versions are kept.")
    number = case.request.number
    continued = tr("{number}, part {part} of {count}", number=number, part=part + 1, count=count) if count > 1 else None
    return Screen(paragraphs(head, continued, words, tail))
