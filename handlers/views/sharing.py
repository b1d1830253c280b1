"""A call passed on: the ways to share it, and what somebody gets who typed our name in another chat."""

from __future__ import annotations

import html
from datetime import datetime
from urllib.parse import quote

from aiogram.types import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)

from domain.calls.model import Call
from handlers.service import Service
from handlers.texts import Translator
from handlers.views.alert import alert_card, days_left, is_web, kind_name
from handlers.views.groups import link
from handlers.views.screen import Button, Screen, clip, lines, one_line, paragraphs

COPIED_LIMIT = 256
"""Characters that a button can put on the clipboard (Telegram)."""

TITLE_LIMIT = 110
LONG_TITLE_LIMIT = 300
URL_LIMIT = 400
LINKED_LIMIT = 250
"""Characters that go into an address: each Kazakh or Russian letter takes six there."""


def plain_text(call: Call, username: str, tr: Translator, service: Service, now: datetime, *, long: bool) -> str:
    """Return a call without any formatting; `long` with the organiser, the whole title and the source."""
    text = call.text_in(tr.language.value)
    left = days_left(call, tr, now, service.today(now))
    until = tr.until(call.deadline) if call.deadline else None
    return lines(
        kind_name(call.kind, tr),
        clip(text.title, LONG_TITLE_LIMIT if long else TITLE_LIMIT),
        tr("Organiser: {name}", name=clip(call.organiser, 120)) if long and call.organiser else None,
        (tr("Deadline: {until} ({left})", until=until, left=left) if left else tr("Deadline: {until}", until=until))
        if until
        else None,
        tr("Source: {name}", name=text.url) if long and is_web(text.url) and len(text.url) <= URL_LIMIT else None,
        link(username, f"c{call.id}"),
    )


def share_screen(call: Call, username: str, tr: Translator, service: Service, now: datetime) -> Screen:
    """Return the ways to share a call: in Telegram, copied as plain text, or through another messenger."""
    whole = plain_text(call, username, tr, service, now, long=True)
    brief = plain_text(call, username, tr, service, now, long=False)
    copied = next((text for text in (whole, brief) if len(text) <= COPIED_LIMIT), None)
    address = link(username, f"c{call.id}")
    linked = quote(one_line(brief.removesuffix(address))[:LINKED_LIMIT], safe="")
    rows = (
        (Button(tr("Send in Telegram"), inquire=f"c{call.id}"),),
        *(((Button(tr("Copy the text"), copy=copied),),) if copied else ()),
        (
            Button(tr("Share the link"), url=f"https://t.me/share/url?url={quote(address, safe='')}&text={linked}"),
            Button("WhatsApp", url=f"https://wa.me/?text={linked}%20{quote(address, safe='')}"),
        ),
    )
    how = tr("<b>Share this call</b>\nPress a button, or copy the text below: it can be read in any messenger.")
    return Screen(paragraphs(how, f"<code>{html.escape(whole, quote=False)}</code>"), rows)


def article(call: Call, username: str, tr: Translator, service: Service, now: datetime) -> InlineQueryResultArticle:
    """Return a call as it is offered to somebody who typed our name in another chat: whoever sends it posts the card.

    The posted card has links only: anybody may press them.
    """
    text = call.text_in(tr.language.value)
    card = alert_card(call, tr, service, now=now)
    links = [Button(tr("Open in Elshi"), url=link(username, f"c{call.id}"))]
    if is_web(text.url):
        links.append(Button(tr("Open the source"), url=text.url))
    left = days_left(call, tr, now, service.today(now))
    if call.deadline is None:
        about = tr("Deadline: check at the source")
    else:
        about = tr.until(call.deadline, service.today(now)) + (f" · {left}" if left else "")
    return InlineQueryResultArticle(
        id=f"c{call.id}",
        title=clip(text.title, 120) or kind_name(call.kind, tr),
        description=f"{kind_name(call.kind, tr)} · {about}",
        input_message_content=InputTextMessageContent(
            message_text=card.text, parse_mode="HTML", link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        reply_markup=Screen("", (tuple(links),)).inline,
    )


def nothing_button(tr: Translator) -> InlineQueryResultsButton:
    """Return the button over an empty offer: it leads to the private chat."""
    return InlineQueryResultsButton(text=tr("Nothing found. Look in Elshi"), start_parameter="search")
