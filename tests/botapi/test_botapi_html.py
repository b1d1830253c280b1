"""Our parser of Telegram's HTML agrees with Telegram's own (tdjson, offline), text by text."""

from __future__ import annotations

import json
from typing import Any

import pytest
import tdjson
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.botapi.entities import Entity, normalise, trim
from bot.demo.botapi.html import MarkupError, parse_html
from bot.demo.botapi.links import checked_link

KINDS = {
    "textEntityTypeBold": "bold",
    "textEntityTypeItalic": "italic",
    "textEntityTypeUnderline": "underline",
    "textEntityTypeStrikethrough": "strikethrough",
    "textEntityTypeSpoiler": "spoiler",
    "textEntityTypeCode": "code",
    "textEntityTypePre": "pre",
    "textEntityTypePreCode": "pre",
    "textEntityTypeTextUrl": "text_link",
    "textEntityTypeMentionName": "text_mention",
    "textEntityTypeBlockQuote": "blockquote",
    "textEntityTypeExpandableBlockQuote": "expandable_blockquote",
    "textEntityTypeCustomEmoji": "custom_emoji",
}
Parsed = tuple[str, list[tuple[Any, ...]]] | str


def telegram(request: dict[str, Any]) -> dict[str, Any]:
    """Ask Telegram's library, without any network."""
    reply = tdjson.td_execute(json.dumps(request).encode())
    assert reply is not None
    return dict(json.loads(reply))


telegram({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def theirs(markup: str) -> dict[str, Any]:
    mode = {"@type": "textParseModeHTML"}
    return telegram({"@type": "parseTextEntities", "text": markup, "parse_mode": mode})


def shape(reply: dict[str, Any]) -> Parsed:
    if reply["@type"] == "error":
        return str(reply["message"]).removeprefix("Can't parse entities: ")
    entities = []
    for entity in reply["entities"]:
        kind = entity["type"]
        facts = kind.get("url", ""), kind.get("language", ""), kind.get("user_id", 0), kind.get("custom_emoji_id", "")
        entities.append((KINDS[kind["@type"]], entity["offset"], entity["length"], *facts))
    return reply["text"], entities


def ours(markup: str) -> Parsed:
    try:
        text, entities = parse_html(markup)
    except MarkupError as error:
        return str(error)
    return text, plain(entities)


def plain(entities: list[Entity]) -> list[tuple[Any, ...]]:
    return [(e.kind, e.offset, e.length, e.url, e.language, e.user_id, e.custom_emoji_id) for e in entities]


CASES = (
    """
<b>Қазақша</b> <i>мәтін</i>|<B>x</B>|<STRONG>x</strong>|<b><i><u><s>x</s></u></i></b>
<ins>a</ins><strike>b</strike><del>c</del>|<tg-spoiler>x</tg-spoiler>
<span class="tg-spoiler">x</span>|<span>x</span>|<span class="red">x</span>
<a href="https://example.kz/?a=1&amp;b=2">сілтеме</a>|<a href='example.kz'>x</a>
<a>http://example.kz</a>|<a>x</a>|<a href="x">y</a>|<a href="tg://user?id=42">x</a>
<a href="tg://resolve?domain=example">x</a>|<a href=example.kz>x</a>|<a href=>x</a>|<a href>x</a>
<code>x</code>|<pre>x</pre>|<pre><code class="language-python">x</code></pre>
<code class="language-python">x</code>|<code class="language-c"><pre>x</pre></code>
<pre><code>x</code></pre>|<pre>a<code class="language-c">b</code></pre>|<blockquote>x</blockquote>
<blockquote expandable>x</blockquote>|<blockquote expandable="">x</blockquote>
<blockquote wide>x</blockquote>|<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>
<tg-emoji emoji-id="x">👍</tg-emoji>|<tg-emoji>👍</tg-emoji>|&lt;&gt;&amp;&quot;|&nbsp;&copy;&apos;
&#65;&#x41;&#128077;|&#0;&#x110000;&#xD83D;|&lt &amp|&|&&|&#;|&#x;|&LT;|a & b|&#1114110;|&#x10FFFF;
<br>|<p>x</p>|x < y|x > y|<|<b|<b |</b>|<b>x|<b>x</i>|<b>x</b|<b>x</>|<b>x</b >|<b>x</ b>
<b>a<i>b</b></i>|<!-- x -->|</|<>|<b/>|<b x>y</b>|<b  >x</b>|<b x=1>y</b>|<b x='1' y="2">z</b>
<b x=1y=2>z</b>|<b x=@>z</b>|<b x='1>z</b>|<a href='http://a.kz"'>z</a>|<b =1>x</b>|😀<b>😀</b>😀
<b></b>|<b> </b>|  <b> x </b>  |<b>қ\u0301</b>|<i>\u200b</i>|<b>x</b>\r\n<i>y</i>|<b x|<b x |<b|x
<b x=|<b x= |<b x y=1|<b x'>z</b>|<a href title=x>y</a>|<b x=>y</b>|<b x / >y</b>|<b  =>x</b>
<code class>x</code>|<span class>x</span>|<blockquote expandable=no>x</blockquote>
<blockquote EXPANDABLE>x</blockquote>|<a HREF='http://a.kz'>x</a>|</b|</|<b></b></
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize("markup", CASES)
def test_a_text_parses_as_at_telegram(markup: str) -> None:
    assert ours(markup) == shape(theirs(markup))


SCRAPS = (
    "<b>", "</b>", "<i>", "</i>", "<u>", "</u>", "<s>", "</s>", "<code>", "</code>", "<pre>", "</pre>", "</>", "</a>",
    "<a href='http://example.kz'>", "<blockquote>", "</blockquote>", "<blockquote expandable>", "<tg-spoiler>",
    "</tg-spoiler>", "<span class='tg-spoiler'>", "</span>", '<code class="language-py">', "<tg-emoji emoji-id='12'>",
    "</tg-emoji>", "<a href='tg://user?id=7'>", "<br>", "a", "қ", " ", "\n", "\r", "😀", "\u202e", "\u030a", "&lt;",
    "&amp", "&nbsp;", "&#1179;", "&", "<", ">", "=", "'", '"', "/",
)  # fmt: skip
TAGS = (
    "b", "i", "u", "s", "code", "pre", "tg-spoiler", "blockquote", "blockquote expandable", "a href='http://a.kz'",
    "code class='language-py'", "tg-emoji emoji-id='5'", "a href='tg://user?id=7'",
)  # fmt: skip
LEAVES = st.sampled_from(["a", "қ", " ", "\n", "😀", "&lt;", "&#x49b;", "bc", "\u202e", "\u030a", "\t", "\r"])


def nested(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    wrapped = st.tuples(st.sampled_from(TAGS), children).map(lambda p: f"<{p[0]}>{p[1]}</{p[0].partition(' ')[0]}>")
    return st.lists(wrapped | children, min_size=1, max_size=4).map("".join)


WELL_FORMED = st.recursive(LEAVES, nested, max_leaves=12)


def with_ties(parsed: Parsed) -> Parsed:
    """Links and mentions around exactly the same words stand in either order: both sort alike."""
    if isinstance(parsed, str):
        return parsed
    return parsed[0], sorted(parsed[1], key=lambda e: (e[1], -e[2], str(e)))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SCRAPS), max_size=10).map("".join))
def test_any_heap_of_scraps_parses_or_is_refused_as_at_telegram(markup: str) -> None:
    assert with_ties(ours(markup)) == with_ties(shape(theirs(markup)))


@settings(max_examples=300, deadline=None)
@given(WELL_FORMED)
def test_overlapping_entities_end_up_as_telegram_keeps_them(markup: str) -> None:
    """Telegram's clean-up is reached through ``parseMarkdown``, which changes nothing in texts without Markdown."""
    parsed = theirs(markup)
    cleaned = telegram({"@type": "parseMarkdown", "text": parsed})
    text, entities = normalise(*parse_html(markup))
    assert with_ties((text, plain(entities))) == with_ties(shape(cleaned))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
def test_a_text_with_its_special_characters_escaped_comes_out_as_it_went_in(words: str) -> None:
    markup = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert ours(markup) == (words, [])
    assert shape(theirs(markup)) == (words, [])


LINKS = (
    "http://example.kz", "https://Example.KZ/Жол?a=б#c", "example.kz", "example.kz/a b", "HTTP://EXAMPLE.KZ:8080/x",
    "http://user:pass@example.kz/", "ftp://example.kz", "mailto:a@example.kz", "javascript:alert(1)", "localhost",
    "http://localhost:80", "example", "http://", "//example.kz", "http://127.0.0.1/x", "http://[::1]/", "tg://resolve",
    "tg:resolve?domain=a", "ton://transfer/x", "https://қазақ.example.kz", "example.kz:99999", "example.kz:0",
    "example.kz?x", "example.kz#x", "https://example.kz/\u00a0", "/calls", "?x", "#x", "https://t.me/example?start=1",
)  # fmt: skip


@pytest.mark.parametrize("link", LINKS)
def test_a_link_is_kept_or_dropped_as_at_telegram(link: str) -> None:
    reply = theirs(f'<a href="{link}">x</a>')
    kept = reply["entities"][0]["type"]["url"] if reply["entities"] else ""
    assert checked_link(link) == kept


def test_a_message_loses_the_spaces_at_its_ends_and_its_entities_follow() -> None:
    text, entities = trim(*normalise(*parse_html(" \n <b> Сәлем 😀 </b>, Айгүл \n")))
    assert text == "Сәлем 😀 , Айгүл"
    assert plain(entities) == [("bold", 0, 9, "", "", 0, "")]
