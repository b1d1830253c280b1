"""Words about requests that several screens of an NGO share; an office is told other things: see `wording`."""

from __future__ import annotations

from datetime import date

from domain.offices import Seat
from domain.requests.clocks import Outcome
from domain.requests.events import Rating
from domain.requests.model import Request, Route
from handlers.requests.callbacks import RatePress, RequestAct, RequestPress
from handlers.requests.casefile import CaseFile
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import place_name
from handlers.views.inviting import holder_name, office_title
from handlers.views.screen import Button, Rows, esc, press


def topic_name(request: Request, tr: Translator, service: Service) -> str:
    """Return what the request is about; HTML."""
    topic = next((one for one in service.topics if one.id == request.topic_id), None)
    return esc(topic.name(tr.language), 80) if topic is not None else esc(request.topic_id, 80)


def where(request: Request, case: CaseFile, tr: Translator, service: Service) -> str:
    """Return who has the request; HTML."""
    return office_words(request.office_id, request, case, tr, service)


def office_words(office_id: int | None, request: Request, case: CaseFile, tr: Translator, service: Service) -> str:
    """Return an office with its territory, or the coordinators when there is none; HTML."""
    office = case.offices.get(office_id) if office_id is not None else None
    if office is None:
        return tr("the coordinators: {place}", place=esc(place_name(request.territory_id, service, tr), 120))
    return office_title(office, tr, service)


def why(request: Request, tr: Translator) -> str:
    """Return why the request is where it is."""
    match request.route:
        case Route.TOPIC:
            return tr("This office answers for the topic there.")
        case Route.ANY_TOPIC:
            return tr("Nobody there answers for the topic yet, so another office of the same territory has it.")
        case Route.ABOVE:
            return tr("No office there is in Elshi yet, so an office above it has it.")
        case Route.NOBODY:
            return tr("No office there is in Elshi yet: the coordinators look for one.")
        case Route.REDIRECTED:
            return tr("It was sent on from another place.")


def signed(seat: Seat | None, office_id: int | None, case: CaseFile, tr: Translator, service: Service) -> str:
    """Return who acted: the person and the office, as far as both are known; HTML."""
    place = office_words(office_id, case.request, case, tr, service)
    return f"{holder_name(seat, tr)}\n{place}" if seat is not None else place


def day(on: date, case: CaseFile, tr: Translator, service: Service) -> str:
    """Return a day in words, the year only when it is another one."""
    return tr.date(on, service.today(case.now))


def state(case: CaseFile, tr: Translator, service: Service) -> str:
    """Return how the request stands, in words."""
    request, whole = case.request, case.clocks.whole
    match whole.outcome:
        case Outcome.ANSWERED if whole.rating is not None:
            return tr("Answered. Your rating: {rating}.", rating=rating_name(whole.rating, tr))
        case Outcome.ANSWERED:
            return tr("Answered. You have not rated the answer yet.")
        case Outcome.CLOSED_UNANSWERED:
            return tr("Closed without an answer.")
        case Outcome.WITHDRAWN:
            return tr("Withdrawn by you.")
        case _ if whole.overdue and whole.first_answer is not None:
            return tr("The reply date has passed. By your rating there was no real answer.")
        case _ if whole.overdue:
            return tr("The reply date has passed, there is no answer.")
        case _ if any(rating is not None for rating in case.ratings.values()):
            return tr("By your rating there was no real answer: it is awaited still.")
    return tr("An answer is awaited.") if request.seat_id is None else tr("Taken: an answer is awaited.")


def rating_name(rating: Rating, tr: Translator) -> str:
    """Return a rating as it stands on its button; plain words."""
    match rating:
        case Rating.SOLVED:
            return tr("Solved")
        case Rating.PROMISE:
            return tr("A promise was given")
        case Rating.FORMAL:
            return tr("Not to the point")
        case Rating.FORWARDED:
            return tr("Only sent on")
        case Rating.NO_ANSWER:
            return tr("There is no answer in it")


def rating_rows(case: CaseFile, entry: int, tr: Translator, *, below: bool) -> Rows:
    """Return the buttons that rate an answer; the rating given is marked."""
    given = case.ratings.get(entry)

    def button(rating: Rating) -> Button:
        name = rating_name(rating, tr)
        label = f"✓ {name}" if rating is given else name
        return press(label, RatePress(id=case.request.id, entry=entry, rating=rating, below=below))

    return (
        (button(Rating.SOLVED), button(Rating.PROMISE)),
        (button(Rating.FORMAL), button(Rating.NO_ANSWER)),
        (button(Rating.FORWARDED),),  # too long to stand beside another on a small phone
    )


def rating_effect(case: CaseFile, entry: int, tr: Translator) -> str | None:
    """Return what the rating of an answer does to the clock, once it is given."""
    rating = case.ratings.get(entry)
    whole = case.clocks.whole
    if rating is None or whole.outcome is Outcome.WITHDRAWN:
        return None
    said = tr("Your rating: {rating}. You can change it.", rating=rating_name(rating, tr))
    if rating in (Rating.SOLVED, Rating.PROMISE):
        return said
    if whole.outcome is Outcome.OPEN:
        more = tr("This answer does not count any more: the clock runs on, and the office sees it.")
    elif whole.outcome is Outcome.CLOSED_UNANSWERED:
        more = tr("The office has closed the request: it counts as closed without an answer. You can reopen it.")
    else:
        more = tr("This answer does not count any more, but another one does.")
    return f"{said}\n{more}"


def joined_words(count: int, tr: Translator) -> str | None:
    """Return how many organisations joined the request; nothing when none did."""
    return tr.n("{n} organisation has joined.", "{n} organisations have joined.", count) if count else None


def act(label: str, what: RequestAct, request: Request, other: int = 0) -> Button:
    """Return a button of the request."""
    return press(label, RequestPress(act=what, id=request.id, other=other))
