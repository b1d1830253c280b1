"""What an official sees under something that they wrote: before it leaves, after it has, or why it has not."""

from __future__ import annotations

from domain.requests.clocks import Reckoning, RequestClocks
from domain.requests.leaving import Held
from domain.requests.model import MessageKind, Request, RequestMessage
from domain.requests.terms import Terms
from handlers.requests.desk_callbacks import DeskAct, DeskPress, ReplyAct, ReplyPress
from handlers.requests.promise_callbacks import PromisePress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.requests.wording import at_time, by_date, left_words
from handlers.views.screen import Button, Screen, lines, paragraphs, press

ONE_MESSAGE = 4096
"""Characters of one message of Telegram."""


def waiting(message: RequestMessage, request: Request, seconds: int, tr: Translator) -> Screen:
    """Return what is about to leave, what it is taken for, and how it is undone."""
    when = tr.n(
        "It leaves in {n} second. Until then you can undo it or change your message.",
        "It leaves in {n} seconds. Until then you can undo it or change your message.",
        seconds,
    )
    match message.kind:
        case MessageKind.DETAILS:
            what = tr("<b>{number}: question about details.</b> The term goes on.", number=request.number)
        case MessageKind.NOTE:
            what = tr(
                "<b>{number}: note.</b> Only your colleagues in the office see it, the NGO does not.",
                number=request.number,
            )
        case _:
            what = tr("<b>{number}: this will be sent to the NGO as the answer.</b>", number=request.number)
    return Screen(lines(what, when), _choices(message, tr))


def _choices(message: RequestMessage, tr: Translator) -> tuple[tuple[Button, ...], ...]:
    def act(label: str, what: ReplyAct) -> Button:
        return press(label, ReplyPress(act=what, id=message.id))

    others = {
        MessageKind.ANSWER: act(tr("It is the answer"), ReplyAct.ANSWER),
        MessageKind.DETAILS: act(tr("Details, please"), ReplyAct.DETAILS),
        MessageKind.NOTE: act(tr("Note (colleagues only)"), ReplyAct.NOTE),
    }
    first = (act(tr("Do not send"), ReplyAct.UNDO), act(tr("Send now"), ReplyAct.NOW))
    return (first, *((button,) for kind, button in others.items() if kind is not message.kind))


def sent(
    message: RequestMessage,
    request: Request,
    clocks: RequestClocks | None,
    terms: Terms,
    tr: Translator,
    service: Service,
) -> Screen:
    """Return that something has left, and what the clocks say to it."""
    when = at_time(message.sent_at, tr, service)
    match message.kind:
        case MessageKind.DETAILS:
            head = tr("<b>{number}: the NGO is asked for details</b>, {when}.", number=request.number, when=when)
            return Screen(paragraphs(head, _goes_on(request, clocks, terms, tr, service)))
        case MessageKind.NOTE:
            head = tr("<b>{number}: the note is kept</b>, {when}.", number=request.number, when=when)
            return Screen(paragraphs(head, tr("Your colleagues in the office get it, the NGO does not.")))
    head = tr("<b>{number}: the answer is sent</b>, {when}.", number=request.number, when=when)
    rows: list[tuple[Button, ...]] = [
        (press(tr("Promise"), PromisePress(id=request.id, message=message.id)),),
    ]
    if request.ended_at is None:
        rows.append((press(tr("Close"), DeskPress(act=DeskAct.CLOSE, id=request.id)),))
    return Screen(paragraphs(head, _stopped(message, request, clocks, terms, tr)), tuple(rows))


def _goes_on(
    request: Request, clocks: RequestClocks | None, terms: Terms, tr: Translator, service: Service
) -> str | None:
    if clocks is None or not request.open:
        return None
    now, whole = service.clock.now(), clocks.whole
    return tr(
        "The term goes on. Reply to the NGO {until}: {left}.",
        until=by_date(whole.due_now, terms.day(now), tr),
        left=left_words(whole, terms, now, tr),
    )


def _stopped(
    message: RequestMessage, request: Request, clocks: RequestClocks | None, terms: Terms, tr: Translator
) -> str | None:
    """Return on which day of the term the answer came, by the NGO's clock and by the office's own when it differs."""
    if clocks is None:
        return None
    whole = clocks.whole
    told = [_day_of_term(message, whole, terms, tr)]
    own = clocks.spells[-1] if clocks.spells else None
    if own is not None and own.office_id == message.office_id and own.due_now != whole.due_now:
        told.append(tr("By your office's own term: {day}", day=_day_of_term(message, own, terms, tr)))
    return lines(*told)


def _day_of_term(message: RequestMessage, clock: Reckoning, terms: Terms, tr: Translator) -> str:
    number = max(terms.days - terms.days_left(clock.due, message.sent_at), 0)
    if terms.in_time(message.sent_at, clock.due):
        if number == 0:
            return tr("The clock stopped before day 1 of {term}: in time.", term=terms.days)
        return tr("The clock stopped on day {day} of {term}: in time.", day=number, term=terms.days)
    if clock.extended_due is not None and terms.in_time(message.sent_at, clock.extended_due):
        return tr(
            "The clock stopped on working day {day}: later than day {term}, but by the extended date.",
            day=number,
            term=terms.days,
        )
    late = -terms.days_left(clock.due_now, message.sent_at)
    if late == 0:
        return tr("The clock stopped after the last day of the term: late.")
    return tr.n(
        "The clock stopped {n} working day after the term: late.",
        "The clock stopped {n} working days after the term: late.",
        late,
    )


def kept(request: Request, why: Held | None, tr: Translator) -> str:
    """Return why something was not sent, and where its words are; HTML."""
    match why:
        case Held.ELSEWHERE:
            reason = tr("{number} is not with your office any more: this was not sent.", number=request.number)
        case Held.CLOSED:
            reason = tr("{number} is closed: this was not sent.", number=request.number)
        case Held.WITHDRAWN:
            reason = tr("The NGO has withdrawn {number}: this was not sent.", number=request.number)
        case _:
            reason = tr("You have no seat in this office any more: this was not sent.")
    return lines(reason, tr("Your words stay in this chat: copy them from here when you need them."))


def undone(request: Request, tr: Translator) -> Screen:
    """Return that something was undone."""
    return Screen(tr("{number}: undone. Nothing was sent, and no trace of it is in the log.", number=request.number))


def undone_short(tr: Translator) -> str:
    """Return the toast of something undone."""
    return tr("Undone.")


def unsupported(tr: Translator) -> str:
    """Return what cannot be passed on, and what can."""
    return tr(
        "Such a message cannot be sent to an NGO. Reply with a text, a photo, a video, a file, a voice message or a"
        " piece of music."
    )


def too_long(tr: Translator) -> str:
    """Return that a text is too long."""
    return tr("This text is too long. Send it as a file, or in several answers.")


def changed(tr: Translator) -> str:
    """Return that something is changed before it left."""
    return tr("Changed: it leaves as it reads now.")


def not_changed(tr: Translator) -> str:
    """Return why a long text is not changed."""
    return tr("A text of several messages cannot be changed before it leaves. Undo it and send it anew.")


def too_late(tr: Translator) -> str:
    """Return that something has left."""
    return tr("It has been sent already.")


def nothing(tr: Translator) -> Screen:
    """Return that there is nothing under a button any more."""
    return Screen(tr("There is nothing to send here any more."))


def nothing_short(tr: Translator) -> str:
    """Return the toast of a button under which nothing is left."""
    return tr("There is nothing to send here any more.")


def how_to_answer(tr: Translator) -> str:
    """Return how a request is answered."""
    return paragraphs(
        tr("Nothing was sent: I do not know which request this is about."),
        tr("To answer, hold the request's card and choose “Reply”. Your requests: /inbox."),
        tr("To search for calls: /search. To announce one: /announce."),
    )
