"""Channels as t.me/s shows them: what is read, how far back, and what is no news."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import web

from domain.calls.fingerprint import fingerprint
from domain.sources import Source, SourceState
from scrapers.base import Failed, Refused
from scrapers.fetch import Fetcher
from scrapers.poll import Poll, poll
from tests.scrapers.conftest import NOW
from tests.scrapers.web import Web

PAGE = 20
HTML = "text/html; charset=utf-8"
HEADER = (
    '<div class="tgme_channel_info"><div class="tgme_channel_info_header_title">'
    '<span dir="auto">Ауыл гранттары</span></div></div>'
)
PHOTO = '<a class="tgme_widget_message_photo_wrap" href="https://t.me/auyl/{0}" style="background-image:url()"></a>'
ALBUM = (
    '<div class="tgme_widget_message_grouped_wrap js-message_grouped_wrap"><div class="tgme_widget_message_grouped">'
    '<a class="tgme_widget_message_photo_wrap grouped_media_wrap" href="https://t.me/auyl/{0}?single"></a></div></div>'
)
VIDEO = (
    '<a class="tgme_widget_message_video_player"><time class="message_video_duration js-message_video_duration">'
    "0:42</time></a>"
)
REPLY = (
    '<a class="tgme_widget_message_reply" href="https://t.me/auyl/1"><div class="tgme_widget_message_text '
    'js-message_reply_text" dir="auto">Ескі хабар</div></a>'
)
FORWARDED = (
    '<div class="tgme_widget_message_forwarded_from">Forwarded from <a class="tgme_widget_message_forwarded_from_name">'
    "<span>Басқа арна</span></a></div>"
)


def message(number: int, text: str | None = "", *, before: str = "", views: str = "1.2K", edited: bool = False) -> str:
    words = "" if text is None else text or f"Байқау {number}<br/>Өтінімдер қабылданады"
    body = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{words}</div>' if words else ""
    return (
        f'<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message '
        f'text_not_supported_wrap js-widget_message" data-post="Auyl/{number}" data-view="x{views}">'
        f'<div class="tgme_widget_message_bubble">'
        f'<a class="tgme_widget_message_owner_name" href="https://t.me/auyl"><span>Ауыл гранттары</span></a>'
        f'{before}{body}<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">{views}</span>'
        f'<span class="tgme_widget_message_meta">{"edited " if edited else ""}<a class="tgme_widget_message_date" '
        f'href="https://t.me/auyl/{number}"><time datetime="2026-03-01T0{number % 10}:30:00+00:00" class="time">07:30'
        f"</time></a></span></div></div></div></div>"
    )


def service(number: int, text: str) -> str:
    return message(number, text).replace('class="tgme_widget_message ', 'class="tgme_widget_message service_message ')


def shown(*messages: str) -> str:
    return f'<html><body>{HEADER}<section class="tgme_channel_history">{"".join(messages)}</section></body></html>'


class Channel:
    """A channel with numbered messages, shown twenty at a time."""

    def __init__(self, site: Web, *numbers: int) -> None:
        self.numbers = list(numbers)
        self.texts: dict[int, str | None] = {}
        self.views = "1"
        self.edited: set[int] = set()
        self.asked: list[str] = []
        site.on("/s/auyl")(self._answer)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        before = int(request.query.get("before", 10**9))
        self.asked.append(request.query.get("before", ""))
        numbers = [number for number in self.numbers if number < before][-PAGE:]
        made = [
            message(number, self.texts.get(number, ""), views=self.views, edited=number in self.edited)
            for number in numbers
        ]
        return web.Response(text=shown(*made), content_type="text/html")


async def polled(site: Web, fetcher: Fetcher, state: SourceState) -> Poll:
    place = Source("auyl", "telegram_channel", site.url("/s/auyl"), "Ауыл", "Село", interval=timedelta(minutes=30))
    return await poll(place, SourceState.from_json(state.to_json()), fetcher)


async def test_a_message_becomes_a_post(site: Web, fetcher: Fetcher) -> None:
    text = (
        '<b>#грант</b><br/><i class="emoji" style="background-image:url()"><b>📢</b></i> <b>Шағын гранттар</b> '
        'байқауы<br/><br/>Мерзімі: 5 сәуір. <a href="https://example.kz/?a=1&amp;b=2">Толығырақ</a>'
    )
    site.put("/s/auyl", shown(message(7, text)), kind=HTML)
    (post,) = (await polled(site, fetcher, SourceState())).posts
    assert (post.external_id, post.url) == ("auyl/7", "https://t.me/auyl/7")
    assert post.title == "📢 Шағын гранттар байқауы"
    assert post.text == "#грант\n📢 Шағын гранттар байқауы\nМерзімі: 5 сәуір. Толығырақ"
    assert post.published is not None and post.published.isoformat() == "2026-03-01T07:30:00+00:00"


@pytest.mark.parametrize(
    ("before", "text", "words"),
    [
        (PHOTO, None, None),
        (ALBUM, None, None),
        (PHOTO, "Суреттегі мәтін", "Суреттегі мәтін"),
        (ALBUM, "Альбом мәтіні", "Альбом мәтіні"),
        (VIDEO, "Бейне мәтіні", "Бейне мәтіні"),
        (REPLY, "Жауап мәтіні", "Жауап мәтіні"),
        (REPLY, None, None),
        (FORWARDED, "Басқадан", "Басқадан"),
        ('<div class="tgme_widget_message_document_title">Ереже.pdf</div>', None, "Ереже.pdf"),
        ('<div class="tgme_widget_message_poll_question">Қай күн ыңғайлы?</div>', None, "Қай күн ыңғайлы?"),
    ],
    ids=["photo", "album", "photo+", "album+", "video", "reply", "empty reply", "forwarded", "file", "poll"],
)
async def test_every_kind_of_message_gives_its_own_words_or_none(
    site: Web, fetcher: Fetcher, before: str, text: str | None, words: str | None
) -> None:
    site.put("/s/auyl", shown(message(3, text, before=before.format(3))), kind=HTML)
    found = await polled(site, fetcher, SourceState())
    assert [post.text for post in found.posts] == ([words] if words else [])
    assert found.error is None and found.state.marks == {"top": 3}
    if found.posts:
        assert found.posts[0].published is not None and found.posts[0].published.hour == 3, "not the video's length"


async def test_doubled_text_blocks_are_read_once(site: Web, fetcher: Fetcher) -> None:
    inner = '<div class="tgme_widget_message_text js-message_text">Бір рет</div>'
    site.put("/s/auyl", shown(message(3, inner)), kind=HTML)
    (post,) = (await polled(site, fetcher, SourceState())).posts
    assert post.text == "Бір рет"


async def test_what_telegram_itself_says_is_no_post(site: Web, fetcher: Fetcher) -> None:
    site.put(
        "/s/auyl", shown(service(1, "Channel created"), message(2), service(3, "Channel photo updated")), kind=HTML
    )
    found = await polled(site, fetcher, SourceState())
    assert [post.external_id for post in found.posts] == ["auyl/2"] and found.state.marks == {"top": 3}


async def test_views_and_the_edited_mark_are_no_news_but_an_edited_text_is(site: Web, fetcher: Fetcher) -> None:
    channel = Channel(site, 1, 2, 3)
    first = await polled(site, fetcher, SourceState())
    channel.views, channel.edited = "15.4K", {1, 2}
    second = await polled(site, fetcher, first.state)
    assert [fingerprint(post) for post in second.posts] == [fingerprint(post) for post in first.posts]
    channel.texts[2] = "Байқау 2<br/>Мерзімі ұзартылды"
    third = await polled(site, fetcher, second.state)
    changed = [
        post.external_id
        for post, old in zip(third.posts, first.posts, strict=True)
        if fingerprint(post) != fingerprint(old)
    ]
    assert changed == ["auyl/2"]


async def test_the_first_poll_goes_back_some_pages_and_no_further(site: Web, fetcher: Fetcher) -> None:
    channel = Channel(site, *range(1, 501))
    found = await polled(site, fetcher, SourceState())
    assert channel.asked == ["", "481", "461", "441", "421", "401"]
    assert [int(post.external_id[5:]) for post in found.posts] == [
        number for top in range(500, 380, -20) for number in range(top, top - 20, -1)
    ]
    assert found.state.marks == {"top": 500}


async def test_a_short_channel_is_read_to_its_beginning(site: Web, fetcher: Fetcher) -> None:
    channel = Channel(site, *range(1, 31))
    found = await polled(site, fetcher, SourceState())
    assert len(found.posts) == 30 and channel.asked == ["", "11"]


async def test_later_polls_go_back_to_what_is_known(site: Web, fetcher: Fetcher) -> None:
    channel = Channel(site, *range(1, 41))
    state = (await polled(site, fetcher, SourceState())).state
    channel.asked.clear()
    channel.numbers += range(41, 44)
    state = (await polled(site, fetcher, state)).state
    assert channel.asked == [""]
    channel.asked.clear()
    channel.numbers += range(44, 91)
    found = await polled(site, fetcher, state)
    assert channel.asked == ["", "71", "51"]
    assert {int(post.external_id[5:]) for post in found.posts} >= set(range(44, 91))


async def test_nothing_is_lost_when_more_was_written_than_a_poll_reads(site: Web, fetcher: Fetcher) -> None:
    channel = Channel(site, *range(1, 21))
    state = (await polled(site, fetcher, SourceState())).state
    channel.numbers += range(21, 401)
    seen: set[int] = set()
    for _ in range(4):
        found = await polled(site, fetcher, state)
        state = found.state
        seen |= {int(post.external_id[5:]) for post in found.posts}
        channel.numbers += [channel.numbers[-1] + 1]
    assert seen >= set(range(21, 403)) and "gap" not in state.marks
    channel.asked.clear()
    await polled(site, fetcher, state)
    assert channel.asked == [""]


async def test_a_gap_survives_a_failure_on_the_way_back(site: Web, fetcher: Fetcher) -> None:
    channel = Channel(site, *range(1, 21))
    state = (await polled(site, fetcher, SourceState())).state
    channel.numbers += range(21, 91)
    whole = site.pages["/s/auyl"]

    async def broken(request: web.Request) -> web.StreamResponse:
        return web.Response(status=502) if "before" in request.query else await whole(request)

    site.pages["/s/auyl"] = broken
    found = await polled(site, fetcher, state)
    assert len(found.posts) == 20 and found.outcome == Failed("http_status", "502")
    site.pages["/s/auyl"] = whole
    after = await polled(site, fetcher, found.state)
    assert {int(post.external_id[5:]) for post in after.posts} >= set(range(21, 71)) and after.error is None


async def test_deleted_messages_disturb_nothing(site: Web, fetcher: Fetcher) -> None:
    channel = Channel(site, *range(1, 41))
    state = (await polled(site, fetcher, SourceState())).state
    channel.numbers = [*range(1, 21), *range(23, 39)]
    found = await polled(site, fetcher, state)
    assert found.error is None and found.state.marks["top"] == 40


async def test_a_channel_without_a_preview_is_told(site: Web, fetcher: Fetcher) -> None:
    site.put("/s/auyl", status=302, headers={"Location": "/auyl"})
    contact = '<div class="tgme_page"><div class="tgme_page_title"><span>Жабық</span></div>Telegram</div>'
    site.put("/auyl", f'<html><body class="tgme_body">{contact}</body></html>', kind=HTML)
    found = await polled(site, fetcher, SourceState())
    assert found.outcome == Refused(site.url("/auyl"), "no_preview") and found.posts == ()
    assert (found.state.last_error, found.state.next_poll_at) == ("no_preview", NOW + timedelta(days=1))


async def test_a_channel_without_messages_is_well(site: Web, fetcher: Fetcher) -> None:
    site.put("/s/auyl", shown(), kind=HTML)
    assert (await polled(site, fetcher, SourceState())).error is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<html><p>Жөндеу жұмыстары</p></html>", "not_a_channel"),
        (shown(message(1).replace("data-post", "data-number")), "selector_matches_nothing"),
        ("", "not_a_channel"),
    ],
)
async def test_a_page_that_is_no_channel_or_was_rebuilt_is_told(
    site: Web, fetcher: Fetcher, body: str, code: str
) -> None:
    site.put("/s/auyl", body, kind=HTML)
    assert (await polled(site, fetcher, SourceState())).error == code
