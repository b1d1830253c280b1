"""All steps of a request, and all that was written about it, page by page."""

from __future__ import annotations

from domain.calls.model import LocalMoment
from domain.requests.chronicle import Told
from domain.requests.events import Actor, EventKind
from domain.requests.model import MessageKind, RequestMessage
from handlers.requests.callbacks import RequestAct
from handlers.requests.casefile import CaseFile
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.inviting import holder_name, moment
from handlers.views.requests.pieces import piece, pieces
from handlers.views.requests.words import act, office_words, rating_name
from handlers.views.screen import Rows, Screen, esc, lines, paragraphs

STEPS_PAGE = 15

_UNTOLD = frozenset({EventKind.DELIVERED, EventKind.NOTE})
"""What the NGO's timeline leaves out: arrivals on phones, and what officials write among themselves."""


def steps_page(case: CaseFile, page: int, tr: Translator, service: Service) -> Screen:
    """Return a page of all steps, counted from 0, the first ones first."""
    every = step_lines(case, tr, service)
    pages = max((len(every) + STEPS_PAGE - 1) // STEPS_PAGE, 1)
    page = min(page, pages - 1)
    shown = every[page * STEPS_PAGE : (page + 1) * STEPS_PAGE]
    text = paragraphs(tr("<b>{number}. All steps</b>", number=case.request.number), "\n".join(shown))
    return Screen(text, _pages(case, RequestAct.STEPS, page, pages, tr))


def _pages(case: CaseFile, what: RequestAct, page: int, pages: int, tr: Translator) -> Rows:
    turn = []
    if page:
        turn.append(act("‹", what, case.request, page - 1))
    if page < pages - 1:
        turn.append(act("›", what, case.request, page + 1))
    back = (act(tr("‹ Back to the request"), RequestAct.OPEN, case.request),)
    return (tuple(turn), back) if turn else (back,)


def step_lines(case: CaseFile, tr: Translator, service: Service) -> list[str]:
    """Return a line for each step: local time and what happened."""
    found = []
    for told in case.log:
        what = None if told.event.kind in _UNTOLD else _step(told, case, tr, service)
        if what is not None:
            local = told.event.moment.astimezone(service.zone)
            found.append(f"{local:%d.%m.%Y %H:%M} – {what}")
    return found


def _step(told: Told, case: CaseFile, tr: Translator, service: Service) -> str | None:
    """Return what happened in a few words; None for a kind that this program does not know to tell."""
    event = told.event
    match event.kind:
        case EventKind.FILED:
            return tr("sent")
        case EventKind.TAKEN:
            return tr("taken")
        case EventKind.ANSWERED:
            return tr("answered")
        case EventKind.DETAILS_ASKED:
            return tr("details asked")
        case EventKind.REDIRECTED:
            return tr("sent on: {office}", office=office_words(event.office_id, case.request, case, tr, service))
        case EventKind.EXTENDED if event.until is not None:
            return tr("extended {until}", until=tr.until(LocalMoment(event.until), service.today(case.now)))
        case EventKind.PROMISED if event.until is not None:
            return tr("promised {until}", until=tr.until(LocalMoment(event.until), service.today(case.now)))
        case EventKind.CLOSED:
            return tr("closed")
        case EventKind.RATED if event.rating is not None:
            return tr("rated: {rating}", rating=rating_name(event.rating, tr))
        case EventKind.REOPENED:
            return tr("reopened")
        case EventKind.WITHDRAWN:
            return tr("the request was withdrawn")
        case EventKind.ADDED:
            return tr("you added to it")
        case EventKind.REMINDED:
            return tr("you reminded the office") if event.actor is Actor.NGO else tr("the office was reminded")
        case EventKind.ESCALATED:
            return tr("taken to the head and the coordinators")
        case EventKind.EDITED if (message := case.message_of(told)) is None or message.kind is not MessageKind.NOTE:
            return tr("you changed your words") if event.actor is Actor.NGO else tr("the office changed its words")
        case EventKind.COSIGNED | EventKind.UNSIGNED:
            ngo = case.ngos.get(int(told.facts.get("ngo") or 0))
            name = esc(ngo.name, 60) if ngo is not None else tr("an organisation")
            if event.kind is EventKind.COSIGNED:
                return tr("joined: {name}", name=name)
            return tr("left: {name}", name=name)
        case EventKind.PROMISE_DONE:
            return tr("the office says that its promise is done")
        case EventKind.PROMISE_JUDGED:
            return tr("you judged the promise")
    return None


def letters(case: CaseFile, page: int, tr: Translator, service: Service, *, files: bool) -> Screen:
    """Return a page of all that was written, one message (or a piece of a long one) on each.

    Args:
        case: the request.
        page: from 0.
        tr: the reader's language.
        service: the zone.
        files: whether the reader may have the files sent again.
    """
    written = [one for one in case.messages if one.kind is not MessageKind.NOTE and one.entry is not None]
    every = [(one, part) for one in written for part in range(len(pieces(one.text)))]
    if not every:
        back = (act(tr("‹ Back to the request"), RequestAct.OPEN, case.request),)
        return Screen(tr("Nothing is kept of what was written."), (back,))
    page = min(page, len(every) - 1)
    message, part = every[page]
    rows = _pages(case, RequestAct.LETTERS, page, len(every), tr)
    if files and message.files:
        label = tr("Send the files again ({number})", number=len(message.files))
        rows = ((act(label, RequestAct.FILES, case.request, message.id),), *rows)
    head = lines(
        tr("<b>{number}. {page} of {pages}</b>", number=case.request.number, page=page + 1, pages=len(every)),
        f"{_kind(message, case, tr)}, {moment(message.sent_at, tr, service)}",
        tr("Changed: {when}", when=moment(message.edited_at, tr, service)) if message.edited_at else None,
    )
    words = piece(message.text, part) or (
        tr("No words, only files.") if message.files else tr("The words were erased.")
    )
    return Screen(paragraphs(head, words), rows)


def _kind(message: RequestMessage, case: CaseFile, tr: Translator) -> str:
    match message.kind:
        case MessageKind.LETTER:
            return tr("Text of the request")
        case MessageKind.ADDITION:
            return tr("Addition")
        case MessageKind.DETAILS:
            return tr("Details asked by the office")
    seat = case.seats.get(message.seat_id) if message.seat_id is not None else None
    return tr("Answer by {name}", name=holder_name(seat, tr)) if seat is not None else tr("Answer")


def files_follow(tr: Translator) -> str:
    """Return the toast of files that are on their way."""
    return tr("The files follow.")
