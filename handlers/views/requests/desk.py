"""The card by which an office works on a request: what it is, until when, who has it, and what can be done."""

from __future__ import annotations

from datetime import datetime

from domain.offices import Holding, SeatRole
from domain.requests.clocks import Outcome
from domain.requests.model import MessageKind, Request, Route
from domain.requests.parts import parts
from handlers.requests.desk_callbacks import DeskAct, DeskPress, TemplateAct, TemplatePress
from handlers.requests.desk_facts import Desk
from handlers.requests.promise_callbacks import PromisePress
from handlers.requests.routing_callbacks import RedirectPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.inviting import office_title
from handlers.views.requests.about_call import about_call
from handlers.views.requests.letter import letter_button
from handlers.views.requests.pieces import said
from handlers.views.requests.promises import summary
from handlers.views.requests.wording import at_time, dates, who
from handlers.views.requests.words import joined_words
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

REASON_SHOWN = 100


def card(
    desk: Desk,
    now: datetime,
    tr: Translator,
    service: Service,
    *,
    reader: Holding | None = None,
    repeated: bool = False,
) -> Screen:
    """Return the card of a request for the office that has it.

    Args:
        desk: all that is known of it.
        now: the present moment.
        tr: the reader's language.
        service: names of places and topics.
        reader: the seat that the reader holds in the office; None for a place with many readers.
        repeated: an earlier sending of it ended unknown.
    """
    request = desk.request
    text = paragraphs(
        tr("You may have had this message before.") if repeated else None,
        lines(_title(request, tr, service), _from(desk, tr)),
        _letter(desk, tr),
        _beside(desk, tr, service),
        dates(request, desk.clocks, desk.terms, now, tr),
        lines(_way(desk, tr, service), _taken(desk, tr), _state(desk, tr, service)),
        summary(desk.promises, desk.terms.day(now), tr),
        tr("To answer, reply to this message.") if request.ended_at is None else None,
    )
    return Screen(text, _rows(desk, tr, reader))


def looked_at(desk: Desk, now: datetime, tr: Translator, service: Service, *, reads: bool) -> Screen:
    """Return a request to a coordinator: its state and its dates, and its words only when they may read them."""
    desk = desk if reads else desk.without_words()
    where = office_title(desk.office, tr, service) if desk.office else tr("the coordinators of the territory")
    history = press(tr("History"), DeskPress(act=DeskAct.HISTORY, id=desk.request.id))
    text = paragraphs(
        lines(_title(desk.request, tr, service), _from(desk, tr)),
        _letter(desk, tr) if reads else None,
        _beside(desk, tr, service) if reads else None,
        dates(desk.request, desk.clocks, desk.terms, now, tr),
        lines(tr("It is here: {office}.", office=where), _taken(desk, tr), _state(desk, tr, service)),
        summary(desk.promises, desk.terms.day(now), tr),
    )
    return Screen(text, ((history,),))


def sent_on(desk: Desk, tr: Translator, service: Service) -> Screen:
    """Return the card of an office that has the request no more."""
    redirect = desk.redirect
    where = office_title(desk.office, tr, service) if desk.office else tr("the coordinators of the territory")
    when = at_time(redirect.event.moment, tr, service) if redirect else ""
    return Screen(
        paragraphs(
            lines(_title(desk.request, tr, service), _from(desk, tr)),
            tr("Sent on {when}: {office} has it now. Your office does nothing more with it.", when=when, office=where),
        )
    )


def further(desk: Desk, number: int, tr: Translator) -> str | None:
    """Return a further part of a letter too long for its card, which has part 0; None when there is none."""
    found = parts(desk.letter)
    if number >= len(found):
        return None
    head = tr("<b>{number}</b>, the letter goes on ({part} of {parts}):", **_which(desk, number, len(found)))
    return paragraphs(head, said(found[number]))


def _which(desk: Desk, number: int, count: int) -> dict[str, object]:
    return {"number": desk.request.number, "part": number + 1, "parts": count}


def _title(request: Request, tr: Translator, service: Service) -> str:
    topic = next((one.name(tr.language) for one in service.topics if one.id == request.topic_id), request.topic_id)
    return lines(
        tr("<b>Request {number}</b> · {topic}", number=request.number, topic=esc(topic, 80)),
        esc(place_name(request.territory_id, service, tr), 120),
    )


def _from(desk: Desk, tr: Translator) -> str:
    if desk.ngo is None:
        return tr("The NGO has erased its data.")
    return tr("From: {ngo}", ngo=esc(desk.ngo.name, 100))


def _letter(desk: Desk, tr: Translator) -> str | None:
    found = parts(desk.letter)
    if not found[0]:
        return None if desk.files else tr("The words of the letter were erased.")
    goes_on = tr("The letter goes on in the next message.") if len(found) > 1 else None
    return paragraphs(said(found[0]), f"<i>{goes_on}</i>" if goes_on else None)


def _beside(desk: Desk, tr: Translator, service: Service) -> str | None:
    """Return what belongs to the letter: files, a call, an appeal, what was added, who joined."""
    told: list[str | None] = []
    if desk.files:
        told.append(tr.n("{n} file comes with it.", "{n} files come with it.", desk.files))
    if desk.call is not None:
        told.append(about_call(desk.call, tr))
    if desk.request.e_otinish:
        told.append(tr("Appeal in e-Otinish: {number}", number=esc(desk.request.e_otinish, 40)))
    if desk.additions:
        last = at_time(desk.additions[-1].sent_at, tr, service)
        told.append(
            tr.n(
                "The NGO added to it {n} time, on {when}.",
                "The NGO added to it {n} times, last on {when}.",
                len(desk.additions),
                when=last,
            )
        )
    told.append(joined_words(desk.joined, tr))
    return lines(*told) or None


def _way(desk: Desk, tr: Translator, service: Service) -> str | None:
    match desk.request.route:
        case Route.TOPIC:
            return tr("Why you: your office answers for this topic.")
        case Route.ANY_TOPIC:
            return tr("Why you: nobody else in this territory is on duty for this topic.")
        case Route.ABOVE:
            return tr("Why you: nobody in the territory below is on duty.")
        case Route.REDIRECTED:
            office = office_title(desk.sender, tr, service) if desk.sender else None
            came = tr("Sent on by: {office}.", office=office) if office else tr("Sent on by a coordinator.")
            why = desk.redirect.words if desk.redirect else ""
            return lines(came, tr("The reason: {reason}", reason=esc(why, REASON_SHOWN)) if why else None)
    return None


def _taken(desk: Desk, tr: Translator) -> str | None:
    if desk.left_behind and desk.request.open:
        return tr("Nobody has it now: {name} has left the office.", name=who(desk.holder, tr))
    if desk.request.seat_id is not None:
        return tr("Taken by: {name}.", name=who(desk.holder, tr))
    return tr("Nobody has taken it yet.") if desk.request.open else None


def _state(desk: Desk, tr: Translator, service: Service) -> str | None:
    request, clocks = desk.request, desk.clocks
    told = []
    if request.escalated and request.open:
        told.append(tr("The NGO has taken it to the head and the coordinators."))
    if clocks is not None and clocks.reopened and request.open:
        told.append(tr("The NGO has reopened it: the earlier answer does not count."))
    elif clocks is not None and request.open and clocks.whole.first_answer is not None:
        told.append(tr("The NGO does not take the earlier answer for one on the merits."))
    if request.answered_at is not None:
        told.append(_answered(desk, tr, service))
    if request.ended_at is not None:
        told.append(_ended(desk, tr, service))
    return lines(*told) or None


def _answered(desk: Desk, tr: Translator, service: Service) -> str:
    assert desk.request.answered_at is not None
    when = at_time(desk.request.answered_at, tr, service)
    whole = desk.clocks.whole if desk.clocks else None
    if whole is not None and whole.in_time is False:
        if whole.in_time_extended:
            return tr("<b>Answered</b> {when}, by the extended date.", when=when)
        return tr("<b>Answered</b> {when}, late.", when=when)
    return tr("<b>Answered</b> {when}, in time.", when=when)


def _ended(desk: Desk, tr: Translator, service: Service) -> str:
    assert desk.request.ended_at is not None
    when = at_time(desk.request.ended_at, tr, service)
    step = desk.ended_by()
    why = tr("The reason: {reason}", reason=esc(step.words, REASON_SHOWN)) if step and step.words else None
    match desk.request.outcome:
        case Outcome.WITHDRAWN:
            return tr("<b>Withdrawn</b> by the NGO {when}.", when=when)
        case Outcome.CLOSED_UNANSWERED:
            return lines(tr("<b>Closed without an answer</b> {when}.", when=when), why)
    return lines(tr("<b>Closed</b> {when}.", when=when), why)


def _rows(desk: Desk, tr: Translator, reader: Holding | None) -> Rows:
    request = desk.request

    def act(label: str, what: DeskAct) -> Button:
        return press(label, DeskPress(act=what, id=request.id))

    rows: list[tuple[Button, ...]] = []
    if request.open:
        rows += _takes(desk, tr, reader)
        rows.append(
            (press(tr("Redirect"), RedirectPress(id=request.id)), act(tr("Extend the term"), DeskAct.EXTEND)),
        )
    answer = desk.last_answer
    if answer is not None and request.outcome is not Outcome.WITHDRAWN:
        rows.append((press(tr("Promise"), PromisePress(id=request.id, message=answer.id)),))
    if request.ended_at is None:
        templates = press(tr("Templates"), TemplatePress(act=TemplateAct.LIST, request=request.id))
        rows.append((templates, act(tr("Close"), DeskAct.CLOSE)))
    said_more = any(one.kind is not MessageKind.LETTER for one in desk.written)
    words = (act(tr("Correspondence"), DeskAct.WORDS),) if said_more else ()
    rows.append((act(tr("History"), DeskAct.HISTORY), *words))
    rows.append((letter_button(request, tr),))
    return tuple(rows)


def _takes(desk: Desk, tr: Translator, reader: Holding | None) -> list[tuple[Button, ...]]:
    """Return the buttons about who has it: an officer's, and what a head may do besides."""
    request = desk.request

    def act(label: str, what: DeskAct) -> Button:
        return press(label, DeskPress(act=what, id=request.id))

    heads = reader is not None and reader.role is SeatRole.HEAD
    hand = act(tr("Hand to a colleague"), DeskAct.HAND_ASK)
    if request.seat_id is None or desk.left_behind:
        return [(act(tr("Take"), DeskAct.TAKE), *((hand,) if heads else ()))]
    if reader is None or request.seat_id == reader.seat_id:
        return [(act(tr("Let go"), DeskAct.FREE), *((hand,) if heads else ()))]
    return [(act(tr("Take over"), DeskAct.OVER), hand)] if heads else []
