"""Why a request is where it is, in words: for the NGO, for the office and for coordinators."""

from __future__ import annotations

from domain.requests.model import Route
from handlers.texts import Translator


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
