"""What every reader keeps to when it makes posts: lengths, whole addresses, one id for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from domain.calls.model import Post

MAX_ENTRIES = 200
"""Posts read at a time; what a longer feed holds besides is read in further portions, newest first."""
MAX_TITLE = 500
MAX_TEXT = 40_000
MAX_ID = 500
MAX_URL = 2000

_TRACKING = frozenset({"fbclid", "gclid", "yclid", "ysclid", "phpsessid", "jsessionid", "sid", "session", "_openstat"})


def address(value: object, base: str) -> str:
    """Return an absolute http(s) address, or "" when there is none to be had."""
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        url = urljoin(base, "".join(value.split()))
        parts = urlsplit(url)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return url if whole and len(url) <= MAX_URL and url.isprintable() else ""


def lasting(url: str) -> str:
    """Return an address without what changes from visit to visit (session numbers, advertising marks, the fragment)."""
    parts = urlsplit(url)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith("utm_")
    ]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(kept), ""))


def distinct(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Give each post an id of its own: some generators write the same guid into every entry.

    A shared id is then used for none of them, so that ids do not change hands when the order changes.
    """
    different = list(dict.fromkeys(posts))
    times = Counter(post.external_id for post in different)
    seen: set[str] = set()
    kept = []
    for post in different:
        content = digest(post.title, post.text)
        names = (post.external_id,) if times[post.external_id] == 1 else (post.url, content)
        name = next((name for name in names if name not in seen), None)
        if name is not None:
            seen.add(name)
            kept.append(replace(post, external_id=name))
    return tuple(kept)


def digest(*parts: str) -> str:
    """Return what stands for some texts where they are too long (64 hexadecimal digits)."""
    return sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
