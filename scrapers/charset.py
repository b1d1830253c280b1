"""Bytes to text when the declared charset may be missing or wrong."""

from __future__ import annotations

import codecs
import re

_XML_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._:-]{1,40})["']""")

# Only plain tables and Unicode: Python also has codecs that run slowly on purpose-made input (idna, punycode) or that
# are no charsets at all (rot13).
_PLAIN = re.compile(r"utf-(8|16|32)|cp\d|iso8859|koi8|kz1048|ptcp154|mac-|latin|gb|big5|shift|euc|ascii")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_LAST_RESORT = "kz1048"
"""Kazakhstan's single-byte charset: Windows-1251 with Kazakh letters in place of Serbian and Ukrainian ones."""


def decode(body: bytes, declared: str = "") -> str:
    """Return the text of a body; undecodable bytes become U+FFFD.

    A byte order mark wins, then UTF-8 if the bytes can hardly be anything else, then what HTTP and then XML declared
    if it fits, then the charset that old Kazakh sites use.

    Args:
        body: the bytes.
        declared: the charset of the HTTP header, "" when there was none.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if body[:4] in {b"<\0?\0", b"<\0r\0", b"<\0f\0"}:
        return body.decode("utf-16-le", "replace")
    if body[:4] in {b"\0<\0?", b"\0<\0r", b"\0<\0f"}:
        return body.decode("utf-16-be", "replace")
    text = body.decode("utf-8", "replace")
    # Letters of other charsets hardly ever form valid UTF-8 sequences, so a text that is nearly all valid is UTF-8 in
    # which somebody cut a character in half; a declared charset would turn it into nonsense.
    broken = text.count("\ufffd")
    if not broken or broken * 10 < sum(not char.isascii() for char in text) - broken:
        return text
    inside = _XML_DECLARED.match(body.lstrip()[:300])
    for name in (declared, inside[1].decode() if inside else "", _LAST_RESORT):
        try:
            found = codecs.lookup(name).name if name else ""
            if _PLAIN.match(found) and not found.startswith("utf-8"):
                return body.decode(found)
        except (LookupError, ValueError):
            continue
    return body.decode(_LAST_RESORT, "replace")
