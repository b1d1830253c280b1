"""A letter before it goes and after it went: the preview, why it cannot go now, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.calls.model import Call
from domain.offices import Office
from domain.people import Ngo
from domain.requests.draft import RequestDraft
from domain.requests.limits import Bound, Limit
from domain.requests.model import Request, Route
from domain.requests.terms import Explanation
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.requests.filing_callbacks import LetterAct, LetterPress, OtinishLeave, OtinishPress
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.inviting import office_title
from handlers.views.menu import left
from handlers.views.requests.about_call import about_call
from handlers.views.requests.counting import counted, moment, registered
from handlers.views.requests.filing import written
from handlers.views.requests.routes import why_here
from handlers.views.screen import Button, Rows, Screen, esc, lines, paragraphs, press

EXCERPT = 900
NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Way:
    """Where a letter goes: to the office, or to the coordinators when there is none; and why."""

    office: Office | None
    route: Route


def preview(
    draft: RequestDraft,
    ngo: Ngo,
    way: Way,
    found: Explanation,
    call: Call | None,
    tr: Translator,
    service: Service,
    *,
    note: str | None = None,
    again: bool = False,
) -> Screen:
    """Return the letter as it would go now.

    Args:
        draft: the letter; its place and topic are chosen and known.
        ngo: for which NGO.
        way: where it goes.
        found: how its reply date would be counted if it were sent now.
        call: the call that it is about.
        tr: speaks.
        service: names and the clock.
        note: stands first; HTML.
        again: the button sends it although the same was sent a moment ago.
    """
    today = service.today(service.clock.now())
    words = draft.words
    whole = (
        tr("All of it: {n} characters. The office gets the whole letter.", n=tr.number(len(words)))
        if len(words) > EXCERPT
        else None
    )
    text = paragraphs(
        note,
        tr("<b>Look at the letter once more</b>"),
        lines(
            tr("From: {ngo}", ngo=esc(ngo.name, NAME_LIMIT)),
            _whither(draft.territory_id or "", way, tr, service),
            _topic(draft.topic_id or "", tr, service),
            about_call(call, tr) if call else None,
        ),
        why_here(way.route, tr),
        lines(f"<blockquote>{esc(words, EXCERPT)}</blockquote>" if words.strip() else None, whole, written(draft, tr)),
        tr("If you send it now, the reply date is <b>{day}</b>.", day=tr.date(found.due, today)),
    )
    act = LetterAct.SEND_AGAIN if again else LetterAct.SEND
    office = way.office.id if way.office else 0
    send = press(
        tr("Send it once more") if again else tr("✓ Send"),
        LetterPress(act=act, id=draft.id, office=office, revision=draft.revision),
    )
    rows: Rows = (
        (send,),
        (_act(tr("Add to it"), LetterAct.WRITE, draft),),
        (
            _act(tr("Change the topic"), LetterAct.TOPICS, draft),
            _act(tr("Change the akimat"), LetterAct.PLACES, draft),
        ),
        (_act(tr("Delete the letter"), LetterAct.DELETE_ASK, draft),),
    )
    return Screen(text, rows)


def _act(label: str, act: LetterAct, draft: RequestDraft) -> Button:
    return press(label, LetterPress(act=act, id=draft.id))


def _whither(territory_id: str, way: Way, tr: Translator, service: Service) -> str:
    if way.office is None:
        akimat = tr("Akimat: {place}", place=esc(place_name(territory_id, service, tr), 160))
        return lines(akimat, tr("To: the coordinators of the territory"))
    return tr("To: {office}", office=office_title(way.office, tr, service))


def _topic(topic_id: str, tr: Translator, service: Service) -> str:
    topic = next((one for one in service.topics if one.id == topic_id), None)
    return tr("Topic: {name}", name=esc(topic.name(tr.language) if topic else topic_id, 120))


# --- why it does not go now -----------------------------------------------------------------------------------------


def changed(tr: Translator) -> str:
    """Return what is said when the letter is no longer what the pressed preview showed."""
    return tr("The letter has changed since. Please look once more.")


def limited(reached: Limit, tr: Translator, service: Service) -> str:
    """Return why a letter has to wait and until when; HTML."""
    number = tr.number(reached.number)
    now = service.clock.now()
    when = ""
    if reached.again is not None:
        when = f"<b>{moment(reached.again.astimezone(service.zone), service.today(now), tr)}</b>"
    match reached.bound:
        case Bound.NGO:
            return tr(
                "Your organisation has sent {number} requests within a day: that is as many as offices can read."
                " The letter is kept. The next one can be sent from {when}.",
                number=number,
                when=when,
            )
        case Bound.PERSON:
            return tr(
                "You have sent {number} requests within a day. The letter is kept. You can send the next one from"
                " {when}. Another member of your organisation can write sooner.",
                number=number,
                when=when,
            )
        case Bound.OPEN:
            return tr(
                "{number} requests of your organisation wait for an answer: that is the most. The letter is kept."
                " It can be sent when one of them is answered, closed or withdrawn: /requests",
                number=number,
            )


def same_again(request: Request, tr: Translator, service: Service) -> str:
    """Ask whether the same letter is really meant to go once more; HTML."""
    today = service.today(service.clock.now())
    at = moment(request.filed_at.astimezone(service.zone), today, tr)
    return tr(
        "<b>This same letter has just been sent: {number}, {when}.</b> Send it once more only if you mean it.",
        number=esc(request.number),
        when=at,
    )


# --- after it went ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filed:
    """A request as its receipt tells of it.

    Args:
        request: how it stands.
        ngo: whose it is.
        way: where it went at first.
        found: how the reply date is counted by the calendar in force.
        told: the reply date that was told when it was filed.
        seal: the salted SHA-256 of the letter.
        call: the call that it is about.
    """

    request: Request
    ngo: str
    way: Way
    found: Explanation
    told: date
    seal: str
    call: Call | None = None


def receipt(filed: Filed, tr: Translator, service: Service, note: str | None = None) -> Screen:
    """Return what the NGO has in hand after filing; the same whenever it is asked for. `note` stands first; HTML."""
    request, found = filed.request, filed.found
    today = service.today(request.filed_at)
    text = paragraphs(
        note,
        tr("<b>Sent: {number}</b>", number=esc(request.number)),
        lines(
            tr("From: {ngo}", ngo=esc(filed.ngo, NAME_LIMIT)) if filed.ngo else None,
            _whither(request.territory_id, filed.way, tr, service),
            _topic(request.topic_id, tr, service),
            about_call(filed.call, tr) if filed.call else None,
        ),
        why_here(filed.way.route, tr),
        lines(
            registered(found, today, tr),
            tr("Reply date: <b>{day}</b>", day=tr.date(filed.told)),
            tr("The reply date by now: {day}", day=tr.date(request.due)) if request.due != filed.told else None,
        ),
        counted(found, tr) if found.due == filed.told else None,
        lines(
            tr("<b>Receipt</b>"),
            moment(found.sent, None, tr, seconds=True),
            f"<code>{esc(filed.seal, 64)}</code>",
            tr("The long number is made of your letter: if a word in it were changed, the number would not fit it."),
        ),
        law(tr),
        tr("Number in e-Otinish: {number}", number=esc(request.e_otinish, 60)) if request.e_otinish else None,
    )
    note_label = tr("Change the e-Otinish number") if request.e_otinish else tr("Note the e-Otinish number")
    rows: Rows = (
        (press(tr("Open the request"), RequestPress(act=RequestAct.OPEN, id=request.id)),),
        (press(note_label, OtinishPress(id=request.id)),),
    )
    return Screen(text, rows)


def law(tr: Translator) -> str:
    """Return what a request in the bot is not (PRODUCT, section 2)."""
    return tr(
        "This is not a registered appeal. Elshi counts the reply date on the model of article 76 of the Administrative"
        " Procedural and Process-related Code. To start the legal term, file the appeal in e-Otinish."
    )


def went_elsewhere(way: Way, tr: Translator, service: Service) -> str:
    """Return what is said when the office that the preview named took no letters any more; HTML."""
    if way.office is None:
        return tr("The office you saw works here no more, so the letter went to the coordinators.")
    return tr(
        "The way has changed since you looked: the letter went to {office}.",
        office=office_title(way.office, tr, service),
    )


def sent_before(tr: Translator) -> str:
    """Return the toast of a letter that was sent already."""
    return tr("This letter was sent already. It was not sent twice.")


def done(tr: Translator) -> str:
    """Return the toast of a sent letter."""
    return tr("Sent.")


def ask_otinish(request: Request, tr: Translator, note: str | None = None) -> Screen:
    """Ask for the number of the appeal in e-Otinish."""
    back = press(tr("Cancel"), OtinishLeave(id=request.id))
    text = paragraphs(
        note,
        tr("<b>Write the number that e-Otinish gave to your appeal</b>, for request {number}.", number=request.number),
        tr("Now: {number}", number=esc(request.e_otinish, 60)) if request.e_otinish else None,
        tr("It looks like ЖТ-2026-01234567. The reply date in Elshi stays as it is."),
    )
    return Screen(text, ((back,),))


def no_number(tr: Translator) -> str:
    """Return why what was typed is no number of an appeal."""
    return tr("This does not look like a number of an appeal: it has digits, and letters and hyphens at most.")


def otinish_left(request: Request, tr: Translator) -> Screen:
    """Return what follows when no number is noted after all."""
    return Screen(left(tr), ((press(tr("Open the request"), RequestPress(act=RequestAct.OPEN, id=request.id)),),))


def otinish_noted(request: Request, number: str, tr: Translator) -> Screen:
    """Return what follows a noted number."""
    open_it = press(tr("Open the request"), RequestPress(act=RequestAct.OPEN, id=request.id))
    text = tr(
        "Noted for request {request}: <b>{number}</b>. The reply date in Elshi stays as it is.",
        request=request.number,
        number=esc(number, 60),
    )
    return Screen(text, ((open_it,),))
