"""What response headers say, read with distrust."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,9}")
_MAX_VALIDATOR = 500


def media_type(content_type: str) -> tuple[str, str]:
    """Return the media type in lower case and the charset of a `Content-Type`; either may be empty."""
    kind, _, rest = content_type.partition(";")
    charset = _CHARSET.search(rest)
    return kind.strip().lower(), charset[1] if charset else ""


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """Return the instant that a `Retry-After` names: seconds from now, or an HTTP date; None when it names none."""
    value = (value or "").strip()
    if not value:
        return None
    try:
        if _SECONDS.fullmatch(value):
            return now + timedelta(seconds=int(value))
        when = parsedate_to_datetime(value)
        # RFC 9110: an HTTP date is GMT, also in the old form that does not say so.
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def validator(value: str | None) -> str | None:
    """Return an `ETag` or `Last-Modified` fit to be sent back, or None."""
    if value and len(value) <= _MAX_VALIDATOR and value.isascii() and value.isprintable():
        return value
    return None
