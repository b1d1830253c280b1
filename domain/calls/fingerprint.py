"""Recognising that a post says nothing new."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from domain.calls.furniture import without_furniture
from domain.calls.model import Post
from domain.calls.stated import what_is_stated

_WORD = re.compile(r"\w+")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


def fingerprint(post: Post) -> str:
    """Return what stays equal while a post says the same (64 hexadecimal digits).

    Only the words of the title and the text count, in their order, and what the source states beside them: a new id,
    address or date of publication, another case, spacing, punctuation or line breaks change nothing, so a feed that
    reorders or republishes makes no news. Nor do counters, share bars, relative dates and cookie notes (`furniture`).
    Words are kept apart, because "1.12" moved to "11.2" is news.
    """
    said = [_words(post.title), _words(post.text)]
    if post.stated is not None:
        said.append(what_is_stated(post.stated))
    return sha256("\x1f".join(said).encode("utf-8", "surrogatepass")).hexdigest()


def _words(text: str) -> str:
    text = without_furniture(text)
    # NFKC makes "ﬁ", full-width letters and composed or decomposed "й" alike before the case is folded.
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    return " ".join(_WORD.findall(folded))
