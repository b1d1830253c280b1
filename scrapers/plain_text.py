"""HTML to plain text that a person can read and that rules can search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS = _tags(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol optgroup option p pre section summary table tbody "
    "tfoot thead tr ul"
)
_CELLS = frozenset({"td", "th"})
_SILENT = _tags(
    "audio button canvas embed head iframe math noembed noframes noscript object script select style svg template "
    "textarea title video"
)
_BREAKS = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
# Format characters hide between letters and defeat searching; the joiners stay inside emoji only by accident, so they
# go as well. Soft hyphens are Cf too.
_DROPPED = {"Cf", "Cc", "Cs", "Co", "Cn"}

_MAX_HTML = 250_000
"""Characters of HTML that are parsed: an open tag costs as much as tags are open, so length is what bounds the work."""

_INLINE_FILE = re.compile(r"data:[\w/.+-]{1,60};base64,[A-Za-z0-9+/=%\s]+")

MARKUP = re.compile(r"<[A-Za-z/!]|&#?\w{1,32};")
"""What tells that a text is HTML: a tag, a comment or an entity."""


def from_html(html: str, limit: int) -> str:
    """Return the readable text of a piece of HTML.

    Blocks, list items and line breaks become lines, table cells are kept apart, entities are decoded; scripts, styles
    and forms are left out.

    Args:
        html: any text.
        limit: most characters wanted; a longer text ends with "…".
    """
    from selectolax.lexbor import LexborHTMLParser

    # A picture inside an attribute can be longer than all the words; it would push them over the limit.
    html = _INLINE_FILE.sub("", html)
    if len(html) > _MAX_HTML:
        html = html[:_MAX_HTML].rpartition("<")[0]
    root = LexborHTMLParser(html).body
    return from_node(root, limit) if root is not None else ""


def from_node(root: LexborNode, limit: int) -> str:
    """Return the readable text below a node of a parsed page (see `from_html`)."""
    pieces: list[str] = []
    size = 0
    for piece in _pieces(root):
        blank = not piece.strip()
        if blank and pieces and pieces[-1] in {"\n", " "}:
            pieces[-1] = max(pieces[-1], piece[:1], key="\n".__eq__)  # of several edges and spaces, one line break
            continue
        pieces.append(piece)
        size += 0 if blank else len(piece)
        # White space will be squeezed; well beyond the limit the rest cannot matter.
        if size > 4 * limit + 1000:
            break
    return tidy("".join(pieces), limit)


def tidy(text: str, limit: int) -> str:
    """Return plain text with one space between words, no blank lines and no invisible characters.

    No-break and other special spaces become ordinary ones.

    Args:
        text: any text.
        limit: most characters wanted; a longer text ends with "…".
    """
    lines = (" ".join(line.split()) for line in _BREAKS.split(text[: 8 * limit + 1000]))
    clean = "\n".join(line for line in map(_visible, lines) if line)
    if len(clean) <= limit:
        return clean
    return clean[: limit - 1].rstrip() + "…"


def _visible(line: str) -> str:
    if line.isprintable():  # none of the categories below; nearly every line ends here
        return line
    return "".join(char for char in line if unicodedata.category(char) not in _DROPPED).strip()


def _pieces(root: LexborNode) -> Iterator[str]:
    """Yield the texts below a node in order, with a newline at each edge of a block.

    Walks by links, not by recursion: how deeply a page nests is not ours to choose.
    """
    node: LexborNode | None = root.child
    depth = 1
    while node is not None:
        tag = node.tag
        if tag == "-text":
            yield re.sub(r"[ \t\r\n\f]+", " ", node.text_content or "")
        elif tag in _BLOCKS:
            yield "\n"
        elif tag in _CELLS:
            yield " "
        below = node.child if tag not in _SILENT else None
        if below is not None:
            node, depth = below, depth + 1
            continue
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
            if node is None or depth == 0:
                return
            yield _edge(node.tag)
        if node is not None:
            node = node.next


def _edge(tag: str | None) -> str:
    if tag in _BLOCKS:
        return "\n"
    return " " if tag in _CELLS else ""
