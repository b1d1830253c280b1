"""Making nearly well-formed XML well-formed, and taking its dangerous parts out, in linear time.

No DTD survives: entities of a document cannot grow (billion laughs) or point to files and addresses, because nothing
that declares them is left. What HTML knows by name is replaced with the character itself.
"""

from __future__ import annotations

import re
from html.entities import html5

_REFERENCE = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)?")
_XML_NAMES = frozenset({"lt", "gt", "amp", "quot", "apos"})
_MARKUP_CHARS = frozenset("<>&\"'")
# XML 1.0, 2.2: no control characters besides tab and line ends, no surrogates, no U+FFFE and U+FFFF.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


def repair(text: str) -> str:
    """Return the document without prolog and DTD, without characters XML forbids, and with every reference defined."""
    return _REFERENCE.sub(_reference, _FORBIDDEN.sub("", without_prolog(text)))


def without_prolog(text: str) -> str:
    """Return the document from its first element on: XML declaration, comments, instructions and DTD are left out."""
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
            step = 3
        elif text.startswith("<?", at):
            end = text.find("?>", at + 2)
            step = 2
        elif text.startswith("<!", at):
            end, step = _end_of_doctype(text, at + 2), 1
        elif text[at + 1 : at + 2].isalpha() or text.startswith("<_", at):
            return text[at:]
        else:
            end, step = at, 1
        if end < 0:
            return ""
        at = end + step
    return ""


def _end_of_doctype(text: str, start: int) -> int:
    """Return where the `>` of a declaration stands, after its internal subset if it has one; -1 when it never ends."""
    end = text.find(">", start)
    subset = text.find("[", start, end) if end >= 0 else -1
    if subset < 0:
        return end
    close = re.compile(r"\][ \t\r\n]{0,100}>").search(text, subset)
    return close.end() - 1 if close else -1


def _reference(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    if name.startswith("#"):
        try:
            char = chr(int(name[2:], 16) if name[1] in "xX" else int(name[1:]))
        except ValueError:
            return ""
        return "" if _FORBIDDEN.match(char) else match[0]
    if name in _XML_NAMES:
        return match[0]
    chars = html5.get(name + ";")
    if chars is None or _MARKUP_CHARS.intersection(chars):
        return f"&amp;{name};"
    return chars
