"""Addresses of sources: recognising one under another spelling, and showing one without its secrets."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import SplitResult, parse_qsl, urlsplit

LONGEST = 500
"""Characters of an address that is taken from a person."""

_TELEGRAM = {"t.me", "telegram.me", "telegram.dog"}
_SECRET = re.compile(r"key|token|secret|passw|pwd|auth|sign?$|signature|session|credential|login|user", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def guessed(typed: str) -> str:
    """Return the whole address that somebody means by `@channel`, `t.me/channel` or `site.kz`."""
    text = typed.strip().strip("<>«»\"',;")
    if re.fullmatch(r"@\w{3,32}", text):
        return f"https://t.me/s/{text[1:].lower()}"
    return text if re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE) and "://" in text else f"https://{text}"


def normalised(url: str) -> str:
    """Return what two spellings of one address have in common: http or https, www, a last slash make no difference.

    Unreadable addresses come back in lower case, so that they are at least equal to themselves.
    """
    parts = _split(url)
    if parts is None or not parts.hostname:
        return url.strip().casefold()
    host = _ascii(parts.hostname.rstrip(".")).removeprefix("www.")
    path = re.sub("/{2,}", "/", parts.path).rstrip("/")
    if host in _TELEGRAM:
        # People write a channel in many ways; Telegram takes its name in any case.
        return f"t.me/s/{re.sub('^/(s/)?', '', path).partition('/')[0].lower()}"
    port = "" if parts.port in (None, _PORTS.get(parts.scheme.lower())) else f":{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{path}{query}"


def shown(url: str) -> str:
    """Return the address as people may see it: without a name and password, nor a query that holds a secret."""
    parts = _split(url)
    if parts is None or not parts.hostname:
        return "" if "@" in url else url.strip()
    netloc = parts.netloc.rpartition("@")[2]
    query = f"?{parts.query}" if parts.query and not _secret(parts.query) else ""
    hidden = "?…" if parts.query and not query else ""
    return f"{parts.scheme}://{netloc}{parts.path}{query}{hidden}"


def holds_a_secret(url: str) -> bool:
    """Tell whether the address carries a name and password, or what looks like a key: not to be kept or shown."""
    parts = _split(url)
    if parts is None:
        return "@" in url and "://" in url
    return "@" in parts.netloc or _secret(parts.query)


def key(source_id: str) -> str:
    """Return the short name under which buttons know a source, whatever its id looks like."""
    return sha256(source_id.encode()).hexdigest()[:16]


def chat_id(address: str) -> str:
    """Return the id of a source added in chat; the same address always gets the same, so that its posts stay known."""
    return f"chat-{sha256(address.encode()).hexdigest()[:16]}"


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        _ = parts.port, parts.hostname
    except ValueError:
        return None
    return parts


def _secret(query: str) -> bool:
    return any(_SECRET.search(name) for name, _ in parse_qsl(query, keep_blank_values=True))


def _ascii(host: str) -> str:
    """Return a name with Kazakh letters in the form in which it is looked up."""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()
