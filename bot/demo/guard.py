"""What the demo's page refuses: other sites' pages in the visitor's browser must not read or press anything here."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

NAMES = ("127.0.0.1", "localhost")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guarded(port: int) -> Middleware:
    """Return the middleware for a page on the port.

    A name that was rebound to 127.0.0.1 shows in `Host`; a foreign page that posts shows in `Origin`. A foreign page
    could still post a form without either header being forged, hence only JSON and raw bytes are taken.
    """
    hosts = {f"{name}:{port}" for name in NAMES}
    origins = {f"http://{host}" for host in hosts}
    bodies = {"application/json", "application/octet-stream"}

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Host", "").lower() not in hosts:
            return web.Response(status=421, text="421: this page answers only to 127.0.0.1 and localhost")
        if request.method not in ("GET", "HEAD"):
            if request.headers.get("Origin", f"http://{request.headers['Host']}") not in origins:
                return web.Response(status=403, text="403: another site's page may not press anything here")
            if request.content_type not in bodies:
                return web.Response(status=415, text="415: JSON, please")
        return await handler(request)

    return guard


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the page's security headers on every answer that has none of its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
