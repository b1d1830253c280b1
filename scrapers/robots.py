"""robots.txt (RFC 9309): what a site's owner lets robots read, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

MAX_ROBOTS = 512 * 1024
"""RFC 9309, 2.5: at least 500 KiB must be read; what follows is ignored."""


@dataclass(frozen=True, slots=True)
class Manners:
    """What robots.txt says about one address: may it be read, and how many seconds to leave between requests."""

    allowed: bool
    crawl_delay: float = 0.0


def robots_url(url: str) -> str:
    """Return where the robots.txt that governs an absolute http(s) address stands."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt"


def manners(body: bytes, url: str, agent: str) -> Manners:
    """Read a robots.txt for one address.

    Args:
        body: the file as it came; undecodable bytes spoil only their own line (RFC 9309, 2.2: UTF-8).
        url: the address to be read.
        agent: our product token.
    """
    from protego import Protego

    rules = Protego.parse(body[:MAX_ROBOTS].decode("utf-8-sig", "replace"))
    delay = rules.crawl_delay(agent) or 0.0
    # NaN fails every comparison, so it ends as no delay.
    return Manners(rules.can_fetch(url, agent), delay if 0 < delay < float("inf") else 0.0)
