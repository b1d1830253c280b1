"""The questions of a closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.requests.clocks import Outcome
from domain.requests.model import Request
from handlers.requests.desk_callbacks import CloseAct, ClosePress
from handlers.requests.reasons import LIMIT
from handlers.texts import Translator
from handlers.views.screen import Button, Screen, esc, paragraphs, press

if TYPE_CHECKING:
    from handlers.requests.closing import Draft


def _cancel(draft: Draft, tr: Translator) -> tuple[Button, ...]:
    return (press(tr("Cancel"), ClosePress(act=CloseAct.CANCEL, run=draft.run)),)


def _number(draft: Draft) -> str:
    return f"№ {draft.request_id}"


def ask_reason(draft: Draft, tr: Translator, *, again: bool = False) -> Screen:
    """Ask why a request is closed without an answer."""
    said = tr("A reason has two words at least and {limit} characters at most.", limit=tr.number(LIMIT))
    text = paragraphs(
        said if again else None,
        tr("<b>{number}: there is no answer yet.</b>", number=_number(draft)),
        tr("If you close it now, it counts as <b>closed unanswered</b> in the figures of your office."),
        tr("Write why you close it. The NGO reads the reason. To answer instead, reply to the request's card."),
    )
    return Screen(text, (_cancel(draft, tr),))


def confirm(draft: Draft, tr: Translator, *, answered: bool) -> Screen:
    """Ask whether a request is to be closed."""
    if answered:
        what = tr("It has an answer. The NGO can reopen it within 30 days.")
    else:
        what = tr("It counts as <b>closed unanswered</b>. The NGO is told and can reopen it within 30 days.")
    why = tr("The reason: {reason}", reason=esc(draft.reason, LIMIT)) if draft.reason else None
    yes = press(tr("✓ Close"), ClosePress(act=CloseAct.CONFIRM, run=draft.run))
    text = paragraphs(tr("<b>Close {number}?</b>", number=_number(draft)), what, why)
    return Screen(text, ((yes,), _cancel(draft, tr)))


def left(draft: Draft, tr: Translator) -> str:
    """Return that the closing was left."""
    return tr("{number} stays open for work.", number=_number(draft))


def done(request: Request, tr: Translator) -> str:
    """Return that a request is closed."""
    if request.outcome is Outcome.CLOSED_UNANSWERED:
        return tr("<b>{number} is closed without an answer.</b> The NGO is told.", number=request.number)
    return tr("<b>{number} is closed.</b> The NGO is told.", number=request.number)
