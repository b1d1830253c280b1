"""Telling a page that lets nobody in from the page that was asked for: browser checks, captchas, login pages.

Only looked for where something is wrong already (a refusing status, no entries found): many a good page carries a
captcha in its contact form. What is found is reported and waited out; nothing here helps to get round it.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

LOOKED_AT = 64 * 1024

SHORT = 16 * 1024
"""Bytes up to which a page that was served as good is taken for nothing but a check or a form."""

# Lower case; each stands in the pages of a protection, not in what people write about one.
_CHECKS = (
    b"<title>just a moment", b"_cf_chl_opt", b"cf-challenge", b"cf-browser-verification", b"<title>ddos-guard",
    b"check.ddos", b"incapsula incident", b"sucuri_cloudproxy_js", b"slowaes.decrypt", b"checking your browser",
    b"<title>attention required!", "проверка браузера".encode(), "проверяем ваш браузер".encode(),
)  # fmt: skip
# These stand in good pages as well: in a contact form, or put there by the protection in front of the site.
_HINTS = (
    b"challenge-platform", b"cf-turnstile", b"cf-error-details", b"ddos-guard", b"_incapsula_resource", b"g-recaptcha",
    b"h-captcha", b"hcaptcha.com", b"smartcaptcha", b"smart-captcha", b"datadome", b"px-captcha", b"perimeterx",
    b"awswaf", b"/_guard/", b"qrator", "вы не робот".encode(), "сіз робот емес".encode(),
)  # fmt: skip
_PASSWORD = (b'type="password"', b"type='password'", b"type=password")
_LOGIN_PATHS = frozenset(
    {"login", "log-in", "signin", "sign-in", "sign_in", "auth", "sso", "wp-login.php", "login.php", "vhod", "kiru"}
)


def barrier(status: int, headers: Mapping[str, str], body: bytes, url: str, asked: str) -> str:
    """Return `browser_check` or `login_page` for an answer that is one of them, else "".

    Args:
        status: of the answer.
        headers: of the answer.
        body: its beginning, decompressed.
        url: where redirects led.
        asked: the address that was asked for.
    """
    text = body[:LOOKED_AT].decode("utf-8", "ignore").lower().encode()
    bare = status >= 400 or len(body) <= SHORT
    if headers.get("cf-mitigated", "").lower() == "challenge" or any(mark in text for mark in _CHECKS):
        return "browser_check"
    if bare and any(mark in text for mark in _HINTS):
        return "browser_check"
    if status in {401, 407} or (bare and any(mark in text for mark in _PASSWORD)):
        return "login_page"
    return "login_page" if _login_path(url) and not _login_path(asked) else ""


def _login_path(url: str) -> bool:
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return not _LOGIN_PATHS.isdisjoint(path.lower().split("/"))
