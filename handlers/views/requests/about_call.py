"""The call that a request asks about: the same line in the letter and for NGO, office and coordinators."""

from __future__ import annotations

import html

from domain.calls.model import Call
from handlers.texts import Translator
from handlers.views.alert import is_web
from handlers.views.screen import esc

TITLE_LIMIT = 100
URL_LIMIT = 300
"""Of a longer address only the title is shown: a card has much else to tell."""


def about_call(call: Call, tr: Translator) -> str:
    """Return which call a request is about, with the way to its source; HTML."""
    text = call.text_in(tr.language.value)
    title = esc(text.title, TITLE_LIMIT)
    if title and is_web(text.url) and len(text.url) <= URL_LIMIT:
        title = f'<a href="{html.escape(text.url)}">{title}</a>'
    return tr("About the call: {title}", title=title)
