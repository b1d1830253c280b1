"""Why a request is where it is, in words: for the NGO, for the office and for coordinators."""

from __future__ import annotations

from domain.offices import Office
from domain.requests.model import Route
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.inviting import office_title


def route_sentence(route: Route, office: Office | None, tr: Translator, service: Service) -> str:
    """Return where the request is and why; HTML.

    Args:
        route: why.
        office: the office that has it; None while the coordinators of the territory have it.
        tr: the reader's language.
        service: names of places.
    """
    if office is None or route is Route.NOBODY:
        return tr(
            "No office receives requests there now. The coordinators of the territory have it and will pass it on."
        )
    where = office_title(office, tr, service)
    match route:
        case Route.TOPIC:
            return tr("Sent to: {office}. It answers for this topic.", office=where)
        case Route.ANY_TOPIC:
            return tr(
                "Sent to: {office}. Nobody is on duty there for this topic, so another office of the territory has it.",
                office=where,
            )
        case Route.ABOVE:
            return tr(
                "Sent to: {office}. Nobody of the territory itself is on duty in Elshi, so the office above has it.",
                office=where,
            )
    return tr("Passed on to: {office}.", office=where)


def why_here(route: Route, tr: Translator) -> str:
    """Return why a request goes to its office, or to the coordinators; a whole sentence."""
    match route:
        case Route.TOPIC:
            return tr("This office answers for the topic in this territory.")
        case Route.ANY_TOPIC:
            return tr("Nobody here has taken this topic yet, so it goes to an office of the same territory.")
        case Route.ABOVE:
            return tr("Nobody from this akimat is in Elshi yet, so it goes to the office above it.")
        case Route.NOBODY:
            return tr("Nobody from this akimat is in Elshi yet. The coordinators of the territory will pass it on.")
        case Route.REDIRECTED:
            return tr("It was sent on to this office.")
