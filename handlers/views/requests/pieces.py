"""Foreign words of any length in messages: nothing of them is lost, lines stay lines, nobody's markup gets through."""

from __future__ import annotations

import html

from domain.requests.parts import PIECE, parts
from handlers.views.screen import one_line


def clean(text: str) -> str:
    """Return foreign words without characters that nobody sees, line by line; several empty lines count as one."""
    kept: list[str] = []
    for line in map(one_line, text.splitlines()):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def said(text: str) -> str:
    """Return foreign words as HTML."""
    return html.escape(clean(text), quote=False)


def pieces(text: str, limit: int = PIECE) -> tuple[str, ...]:
    """Return foreign words in pieces of at most such a length; plain."""
    return parts(clean(text), limit, limit)


def piece(text: str, part: int) -> str | None:
    """Return a piece as HTML; None when the text has no such piece."""
    found = pieces(text)
    return html.escape(found[part], quote=False) if part < len(found) else None


def beginning(text: str, limit: int) -> str:
    """Return the first words of a text as HTML, its lines kept, with an ellipsis when something follows."""
    first, *others = pieces(text, limit)
    return html.escape(first, quote=False) + ("…" if others else "")
