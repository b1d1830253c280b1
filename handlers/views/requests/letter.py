"""The button of a printable letter, and what comes with the document."""

from __future__ import annotations

from domain.requests.model import Request
from handlers.requests.letter_callbacks import PrintPress
from handlers.texts import Translator
from handlers.views.screen import Button, press


def letter_button(request: Request, tr: Translator) -> Button:
    """Return the button that sends the request as a document for the office's registry."""
    return press(tr("Letter for printing"), PrintPress(id=request.id))


def file_name(request: Request) -> str:
    """Return the document's name: any phone and any archive takes it."""
    return f"elshi-{request.id}.docx"


def caption(request: Request, tr: Translator) -> str:
    """Return what stands under the document; HTML."""
    return tr("Request {number} as a document for printing.", number=request.number)
