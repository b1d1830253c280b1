"""The word that a message may have come before: an earlier sending of it ended without an answer."""

from __future__ import annotations

from dataclasses import replace

from handlers.texts import Translator
from handlers.views.screen import TEXT_LIMIT, Screen, paragraphs


def again(screen: Screen, tr: Translator) -> Screen:
    """Return the message with that word on top; unchanged when it says so already, or has no room for it."""
    word = tr("You may have had this message before.")
    if word in screen.text:
        return screen
    text = paragraphs(word, screen.text)
    return replace(screen, text=text) if len(text) <= TEXT_LIMIT else screen
