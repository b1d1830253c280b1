"""Messages of a sample channel as t.me/s shows them: the same blocks, classes and attributes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from bot.demo.sample_texts import Published, SampleFile

MESSAGES_SHOWN = 20
STYLE = (
    "body{font:17px/1.5 'Noto Sans','DejaVu Sans',sans-serif;max-width:34rem;margin:1rem auto;padding:0 1rem;"
    "background:#dfe9ee}.tgme_widget_message_bubble{background:#fff;border-radius:.8rem;padding:.7rem 1rem;"
    "margin:.6rem 0;overflow-wrap:anywhere}.tgme_widget_message_photo_wrap{display:block;height:7rem;"
    "border-radius:.5rem;background:linear-gradient(135deg,#9cc5a1,#49796b)}.tgme_widget_message_info{color:#6b7780;font-size:.85rem}"
)


def channel_page(site: SampleFile, url: str, posts: Sequence[Published], now: datetime) -> bytes:
    """Return a page of the channel: the newest message last, and a link to earlier ones."""
    messages = "".join(_message(post, now) for post in reversed(posts[:MESSAGES_SHOWN]))
    first = int(posts[-1].name.rpartition("/")[2]) if posts else 1
    more = (
        f'<div class="tgme_widget_message_centered js-messages_more_wrap"><a href="/s/{site.id}?before={first}" '
        f'class="tme_messages_more js-messages_more" data-before="{first}">⋯</a></div>'
        if first > 1
        else ""
    )
    name = escape(site.name_kk)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{name} – Telegram</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head>'
        f'<body class="widget_frame_base tgme_webpreview"><div class="tgme_channel_info">'
        f'<div class="tgme_channel_info_header_title"><span dir="auto">{name}</span></div>'
        f'<div class="tgme_channel_info_header_username"><a href="{url}/s/{site.id}">@{site.id}</a></div></div>'
        f'<main class="tgme_main"><section class="tgme_channel_history js-message_history">{more}{messages}</section>'
        f"</main></body></html>"
    ).encode()


def _message(post: Published, now: datetime) -> str:
    photo = f'<a class="tgme_widget_message_photo_wrap" href="{escape(post.url)}"></a>' if post.draft.photo else ""
    words = escape("\n".join(filter(None, (_heading(post), post.text)))).replace("\n", "<br/>")
    text = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{words}</div>' if words else ""
    views = int((now - post.at).total_seconds() // 60) + 3
    stamp = f'<time datetime="{post.at:%Y-%m-%dT%H:%M:%S}+00:00" class="time">{post.at:%H:%M}</time>'
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message '
        f'text_not_supported_wrap js-widget_message" data-post="{post.name}"><div class="tgme_widget_message_bubble">'
        f'{photo}{text}<div class="tgme_widget_message_footer compact js-message_footer"><div '
        f'class="tgme_widget_message_info short js-message_info"><span class="tgme_widget_message_views">{views}</span>'
        f' <span class="tgme_widget_message_meta">{"edited " if post.edited else ""}<a '
        f'class="tgme_widget_message_date" href="{escape(post.url)}">{stamp}</a></span></div></div></div></div></div>'
    )


def _heading(post: Published) -> str:
    """Return the title, unless the words begin with it anyway."""
    return "" if post.text.startswith(post.draft.title) else post.draft.title
