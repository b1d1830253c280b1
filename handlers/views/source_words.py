"""What went wrong with a source, in plain words and with what to do about it."""

from __future__ import annotations

from functools import lru_cache

from domain.source_health import NEEDS_TOKEN
from handlers.texts import Translator
from handlers.views.screen import esc

SECRET = "secret"  # noqa: S105  the code of a problem
"""The address carries a password or a key."""
BUSY = "busy"
TOO_LONG = "too_long"


def what_broke(code: str, detail: str, tr: Translator) -> str:
    """Return a sentence or two for a code of the scrapers or of a trial; HTML."""
    if code == "http_status" and detail in {"401", "403"}:
        return tr("The site does not let us in (error {status}). Ask its owner for a feed.", status=detail)
    if code == "http_status":
        return tr("The site answered with error {status}. Usually it passes by itself.", status=esc(detail, 20))
    if code == "gone":
        return tr("There is no such page (error {status}). Find its new address on the site.", status=esc(detail, 20))
    return _words(tr).get(code) or tr("An error on our side. It is in the operator's log.")


@lru_cache(maxsize=4)
def _words(tr: Translator) -> dict[str, str]:
    unreachable = tr("The site cannot be reached. If it does not open in a browser either, wait.")
    redirects = tr("The address leads in a circle. Find the right address on the site.")
    answer = tr("The site answers with something unreadable. If it lasts, tell the site's owner.")
    feed = tr("This address no longer gives a feed. Look on the site for “RSS”.")
    return {
        "bad_url": tr("The address cannot be read. Check how it is written."),
        "local_address": tr("The address is inside a private network. Only public sites can be read."),
        "dns": tr("There is no site with this name. Check the address: perhaps the site was closed or renamed."),
        "connect": unreachable,
        "timeout": tr("The site did not answer in time. Usually it passes by itself."),
        "disconnected": unreachable,
        "tls": tr("The site's security certificate is out of order. Its owner has to renew it."),
        "bad_response": answer,
        "bad_compression": answer,
        "unreadable": answer,
        "too_many_redirects": redirects,
        "redirect_loop": redirects,
        "too_large": tr("The page is too big to be read. Look for a feed (RSS) on the site."),
        "is_a_file": tr("The address is a file, not a page with news. Give the page or the feed (RSS)."),
        "robots_unavailable": tr(
            "The site does not say whether it lets robots read (robots.txt fails). Usually it passes by itself."
        ),
        "not_a_feed": feed,
        "no_feed": tr("This is a page without a feed (RSS). Give the address of the feed or a Telegram channel."),
        "not_a_channel": tr("This is not the preview of a Telegram channel. Check the name of the channel."),
        "no_preview": tr(
            "The channel shows nothing outside Telegram: it is closed, or its owner switched the preview off."
        ),
        "selector_matches_nothing": tr(
            "The page was rebuilt: the announcements are not where they were. The operator has to set it up anew."
        ),
        "not_json": answer,
        "not_a_list": tr(
            "The site's answer holds no list of announcements: it works otherwise now. Tell the operator."
        ),
        "api_error": tr("The site names an error of its own. If it lasts, tell the operator."),
        "bad_paging": tr("The pages of the list repeat themselves. What was on them is kept, the rest is tried again."),
        NEEDS_TOKEN: tr("The site opens only to the operator's own token, and none is set. Tell the operator."),
        "token_refused": tr(
            "The site refuses the operator's token. The operator has to get a new one; I ask once a day meanwhile."
        ),
        "unknown_kind": tr("This version cannot read sources of this kind. Tell the operator."),
        "refused_by_robots": tr("The site does not let robots read this page (robots.txt). Ask its owner for a feed."),
        "browser_check": tr("The site lets in browsers only. Ask its owner for a feed, or give a Telegram channel."),
        "login_page": tr("The page asks for a login. Only open pages can be read."),
        "needs_javascript": tr("The page is empty without a browser. Look for a feed (RSS) or a Telegram channel."),
        "not_an_address": tr("This is not an address. Write it like https://site.kz/feed or @channel."),
        SECRET: tr("The address holds a password or a key. Give one that anybody may open."),
        TOO_LONG: tr("The address is too long."),
        BUSY: tr("I am still reading the address before this one. Wait for the answer, please."),
        "crashed": tr("An error on our side. It is in the operator's log."),
    }
