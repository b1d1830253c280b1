"""Which addresses Telegram accepts in a link, and how it writes them down."""

from __future__ import annotations

import re

_MENTION = re.compile(r"(?i)tg:(?://)?user/?\?(?:.*&)?id=0*([1-9]\d*)(?:[&#].*)?")
_INNER_HOST = re.compile(r"[A-Za-z0-9_-]+")
_ADDRESS = re.compile(
    r"""(?:(?P<scheme>[A-Za-z]+)://)?(?:(?P<user>[^/?\#@]*)@)?
        (?P<host>\[[0-9A-Fa-f:.]+\]|[^/?\#:@\[\]]*)(?::(?P<port>\d*))?(?P<path>[/?\#].*)?""",
    re.VERBOSE | re.DOTALL,
)
_BAD_HOST = re.compile(r"[\x00-\x20\"<>\\^`{|}]")


def mentioned_user(url: str) -> int:
    """Return the person's id in a ``tg://user?id=…`` link, or 0 when it is another kind of link."""
    match = _MENTION.fullmatch(url)
    return int(match[1]) if match else 0


def checked_link(url: str) -> str:
    """Return the address as Telegram keeps it (scheme added, host in lower case, a path at least "/").

    An empty string means that Telegram drops the link and keeps the words.
    """
    inner = ""
    for scheme in ("tg", "ton", "tonsite"):
        if url.lower().startswith(f"{scheme}:"):
            inner, url = scheme, url[len(scheme) + 1 :].removeprefix("//")
            break
    match = _ADDRESS.fullmatch(url)
    if match is None:
        return ""
    scheme, host, port = (match["scheme"] or "http").lower(), match["host"].lower(), match["port"]
    if scheme not in ("http", "https") or not host or _BAD_HOST.search(host):
        return ""
    path = (match["path"] or "").rstrip(" \t\r\n\0\v")
    path = path if path.startswith("/") else f"/{path}"
    path = "".join(f"%{ord(c):02X}" if c <= " " else c for c in path)
    if inner:
        if match["scheme"] or match["user"] or port or not _INNER_HOST.fullmatch(host):
            return ""
        return f"{inner}://{host}{path[1:] if path.startswith('/?') else path}"
    if "." not in host and not host.startswith("["):
        return ""
    if port is not None and not (port and 0 < int(port) <= 65535):
        return ""
    user = f"{match['user']}@" if match["user"] else ""
    return f"{scheme}://{user}{host}{f':{int(port)}' if port else ''}{path}"
