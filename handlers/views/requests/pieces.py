"""Long letters in messages that Telegram takes: nothing of them is lost, lines stay lines."""

from __future__ import annotations

import html

from handlers.views.screen import one_line

PIECE = 2800
"""Length of a piece, as `length` counts; what stands above and below it has room beside it."""


def clean(text: str) -> str:
    """Return foreign words without characters that nobody sees, line by line."""
    kept = [one_line(line) for line in text.splitlines()]
    return "\n".join(kept).strip("\n")


def length(text: str) -> int:
    """Return how long the text is for Telegram: it counts units of UTF-16, and takes 8 KB of HTML at most."""
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return max(units, (len(html.escape(text, quote=False).encode("utf-8", "replace")) + 1) // 2)


def pieces(text: str, limit: int = PIECE) -> list[str]:
    """Return the text in pieces that are at most `limit` long, cut at a line or a word where there is one; plain."""
    rest, found = clean(text), []
    while length(rest) > limit:
        end = limit
        while length(rest[:end]) > limit:
            end -= max((length(rest[:end]) - limit) // 2, 1)
        cut = max(rest.rfind("\n", end // 2, end + 1), 0) or max(rest.rfind(" ", end // 2, end + 1), 0) or end
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, rest] if rest or not found else found


def piece(text: str, part: int) -> str | None:
    """Return a piece as HTML; None when the text has no such piece."""
    found = pieces(text)
    return html.escape(found[part], quote=False) if part < len(found) else None


def beginning(text: str, limit: int) -> str:
    """Return the first words of a text as HTML, its lines kept, with an ellipsis when something follows."""
    first, *others = pieces(text, limit)
    return html.escape(first, quote=False) + ("…" if others else "")
