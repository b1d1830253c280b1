"""Telling a page that lets nobody in from the page that was asked for: browser checks, captchas, login pages.

Only looked for where something is wrong already (a refusing status, no entries found): many a good page carries a
captcha in its contact form. What is found is reported and waited out; nothing here helps to get round it.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

LOOKED_AT = 64 * 1024

# Lower case; each stands in the pages of a protection, not in what people write about one.
_CHECKS = (
    b"<title>just a moment", b"challenge-platform", b"_cf_chl_opt", b"cf-challenge", b"cf-browser-verification",
    b"cf-turnstile", b"cf-error-details", b"ddos-guard", b"check.ddos", b"_incapsula_resource", b"incapsula incident",
    b"sucuri_cloudproxy", b"slowaes.decrypt", b"g-recaptcha", b"h-captcha", b"hcaptcha.com/1/api.js", b"smartcaptcha",
    b"smart-captcha", b"datadome", b"px-captcha", b"perimeterx", b"awswaf", b"/_guard/", b"checking your browser",
    b"attention required!", b"qrator",
)  # fmt: skip
_CYRILLIC_CHECKS = tuple(
    text.encode() for text in ("проверка браузера", "проверяем ваш браузер", "вы не робот", "сіз робот емес")
)
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
    head = body[:LOOKED_AT]
    text = head.decode("utf-8", "ignore").lower().encode()
    if headers.get("cf-mitigated", "").lower() == "challenge" or any(mark in text for mark in _CHECKS):
        return "browser_check"
    if any(mark in text for mark in _CYRILLIC_CHECKS):
        return "browser_check"
    if status in {401, 407} or any(mark in text for mark in _PASSWORD):
        return "login_page"
    return "login_page" if _login_path(url) and not _login_path(asked) else ""


def _login_path(url: str) -> bool:
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return not _LOGIN_PATHS.isdisjoint(path.lower().split("/"))
