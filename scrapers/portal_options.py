"""What sources of the kinds govkz, goszakup and grants_gov may say about themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from scrapers import govkz
from scrapers.goszakup import may_carry_token

_NUMBERS: Mapping[str, Mapping[str, int]] = {
    "govkz": {"pages": 5},
    "goszakup": {"pages": 5, "size": 200, "days": 365},
    "grants_gov": {"pages": 5, "size": 100, "max": 30},
}
_TEXTS: Mapping[str, tuple[str, ...]] = {"grants_gov": ("keyword", "agencies")}
_LONGEST = 100


def check_portal(kind: str, url: str, options: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield code, fact and remedy of everything wrong with the address and the options of a portal."""
    numbers, texts = _NUMBERS[kind], _TEXTS.get(kind, ())
    known = {*numbers, *texts}
    for name in sorted(set(options) - known):
        yield "unknown_option", f"{name!r} is not something {kind} has", f"use only {', '.join(sorted(known))}"
    for name, most in numbers.items():
        value = options.get(name, 1)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            yield f"bad_{name}", f"{name} is not a number from 1 to {most}", f"write it like {name} = {min(most, 3)}"
    for name in texts:
        value = options.get(name, "")
        if not isinstance(value, str) or len(value) > _LONGEST:
            yield f"bad_{name}", f"{name} is not a text of up to {_LONGEST} characters", f'write it like {name} = "…"'
    yield from _address(kind, url)
    if kind == "grants_gov" and not any(options.get(name) for name in texts):
        mend = 'add keyword = "Kazakhstan" below [source.options], or agencies = "…"'
        yield "no_keyword", "it would list the opportunities of the whole world", mend


def _address(kind: str, url: str) -> Iterator[tuple[str, str, str]]:
    if kind == "goszakup" and not may_carry_token(url):
        # The operator's token goes with every question.
        mend = "give https://ows.goszakup.gov.kz/v3/graphql"
        yield "bad_goszakup_url", "its address is not that of the register", mend
    if kind == "grants_gov" and urlsplit(url).path.rpartition("/")[2] != "search2":
        mend = "give https://api.grants.gov/v1/api/search2"
        yield "bad_grants_gov_url", "its address is not that of the search", mend
    if kind == "govkz" and govkz.list_of(url) == "news":
        mend = "take its documents or events, or ask the owner of gov.kz for a way in"
        yield "govkz_news", "gov.kz shows its news only to a session that a browser has opened", mend
    elif kind == "govkz" and (govkz.list_of(url) not in govkz.LISTS or not govkz.body_of(url)):
        mend = (
            "give https://www.gov.kz/api/v1/public/content-manager/documents?projects=<name>&sort-by=created_date:DESC"
        )
        yield "bad_govkz_url", "its address names no list of a state body", mend
