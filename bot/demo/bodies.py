"""What came with a request of the page: checked before anything is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web


async def body_of(request: web.Request) -> dict[str, Any]:
    """Return the JSON object of a request.

    Raises:
        HTTPBadRequest: something else came.
    """
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text="not JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="not a JSON object")
    return body


def number_in(body: Mapping[str, Any], name: str) -> int:
    """Return a number from 0 on.

    Raises:
        HTTPBadRequest: it is missing or something else.
    """
    number = body.get(name)
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise web.HTTPBadRequest(text=f"{name}: a number")
    return number


def text_in(body: Mapping[str, Any], name: str, longest: int, default: str | None = None) -> str:
    """Return a text of at most `longest` characters.

    Raises:
        HTTPBadRequest: it is too long, something else, or missing where no default is given.
    """
    text = body.get(name, default)
    if not isinstance(text, str) or len(text) > longest:
        raise web.HTTPBadRequest(text=f"{name}: a string of up to {longest} characters")
    return text
