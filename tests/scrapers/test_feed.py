"""Feeds of every kind, good, sloppy and hostile, become posts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from domain.calls.model import Post
from scrapers.base import Document, Reading
from scrapers.feed import MAX_ENTRIES, MAX_TEXT, MAX_TITLE, parse
from tests.scrapers.conftest import NOW
from tests.scrapers.web import item, rss

HOME = "https://example.kz/news/feed"


def read(body: bytes | str, charset: str = "") -> Reading:
    return parse(Document(body.encode() if isinstance(body, str) else body, "", charset, HOME, NOW))


def one(body: bytes | str, charset: str = "") -> Post:
    reading = read(body, charset)
    assert reading.problem is None
    (post,) = reading.posts
    return post


def entry(inside: str) -> str:
    return rss(f"<item>{inside}</item>")


def test_rss() -> None:
    post = one(
        entry(
            "<title>Шағын гранттар байқауы</title><link>https://example.kz/1?a=1&amp;b=2</link>"
            "<guid isPermaLink='false'>n-1</guid><pubDate>Mon, 02 Mar 2026 10:00:00 +0500</pubDate>"
            "<description>Қысқаша</description>"
        )
    )
    assert post == Post(
        "n-1",
        "https://example.kz/1?a=1&b=2",
        "Шағын гранттар байқауы",
        "Қысқаша",
        datetime(2026, 3, 2, 5, tzinfo=UTC),
    )


def test_the_whole_text_is_preferred_to_the_summary() -> None:
    post = one(
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><title>t</title>'
        "<description>қысқа</description><content:encoded><![CDATA[<p>Бірінші</p><p>Екінші</p>]]></content:encoded>"
        "</item></channel></rss>"
    )
    assert post.text == "Бірінші\nЕкінші"


def test_atom_with_its_own_base_address() -> None:
    post = one(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.kz/ngo/"><title>x</title><entry>'
        "<id>urn:1</id><title type='text'>a &lt; b &amp;amp; c</title><link href='calls/7'/>"
        "<published>2026-02-27T09:30:00+05:00</published><updated>2026-03-01T00:00:00Z</updated>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Өтінім<br/>қабылдау</p></div></content>"
        "</entry></feed>"
    )
    assert post == Post(
        "urn:1",
        "https://example.kz/ngo/calls/7",
        "a < b &amp; c",
        "Өтінім\nқабылдау",
        datetime(2026, 2, 27, 4, 30, tzinfo=UTC),
    )


def test_rdf() -> None:
    post = one(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.kz/"><title>x</title></channel>'
        '<item rdf:about="https://example.kz/5"><title>Тендер емес</title><link>https://example.kz/5</link>'
        "<dc:date>2026-02-01</dc:date></item></rdf:RDF>"
    )
    assert (post.external_id, post.title, post.published) == (
        "https://example.kz/5",
        "Тендер емес",
        datetime(2026, 2, 1, tzinfo=UTC),
    )


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "x",
        "items": [
            {
                "id": 17,
                "url": "/call/17",
                "title": "Грант <b>жаңа</b>",
                "content_html": "<p>1 000&nbsp;000 ₸</p>",
                "date_published": "2026-02-01T10:00:00+05:00",
            },
            "not an item",
            {"id": "b", "content_text": "a < b", "date_published": "soon"},
            {"id": "c"},
        ],
    }
    first, second = read(json.dumps(feed)).posts
    assert first == Post(
        "17", "https://example.kz/call/17", "Грант жаңа", "1 000 000 ₸", datetime(2026, 2, 1, 5, tzinfo=UTC)
    )
    assert second == Post("b", HOME, "", "a < b")


@pytest.mark.parametrize(
    "title",
    [
        "Байқау &lt;b&gt;жаңа&lt;/b&gt; грант",
        "<![CDATA[Байқау <b>жаңа</b> грант]]>",
        "<![CDATA[Байқау<br>жаңа <script>alert(1)</script>грант]]>",
        "Байқау <b>жаңа</b> грант",
        "Байқау&nbsp;жаңа&#160;&#xA0;грант&#173;",
        "\n   Байқау\n\tжаңа   грант &#8203;\n",
        "Байқау&amp;nbsp;жаңа грант",
    ],
)
def test_a_title_is_words_however_it_was_written(title: str) -> None:
    assert one(entry(f"<title>{title}</title><link>https://example.kz/1</link>")).title == "Байқау жаңа грант"


def test_an_ampersand_and_a_comparison_are_not_markup() -> None:
    assert one(entry("<title>R&amp;D: 5 &lt; 6</title>")).title == "R&D: 5 < 6"
    assert one(entry("<title>R&D</title>")).title == "R&D"


def test_a_title_of_10_000_letters_is_cut_with_a_sign() -> None:
    title = one(entry(f"<title>{'ә' * 10_000}</title>")).title
    assert len(title) == MAX_TITLE and title.endswith("ә…")


def test_a_text_has_its_limit_too() -> None:
    text = one(entry(f"<title>t</title><description>{'сөз ' * 100_000}</description>")).text
    assert len(text) <= MAX_TEXT and text.endswith("…")


def test_only_so_many_entries_are_taken() -> None:
    assert len(read(rss(*(item(number) for number in range(MAX_ENTRIES + 50)))).posts) == MAX_ENTRIES


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 01 Jan 0000 00:00:00 GMT",
        "0000-00-00T00:00:00Z",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "9999-12-31T23:59:59-12:00",
        "Tue, 10 Mar 2026 00:00:00 GMT",  # eight days ahead
        "1970-01-01T00:00:00Z",
        "99999999999999999999",
        "ертең",
        "",
    ],
)
def test_a_date_that_nobody_can_have_meant_is_none(date: str) -> None:
    post = one(entry(f"<title>t</title><pubDate>{date}</pubDate>"))
    assert post.published is None and post.title == "t"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://example.kz/a", "https://example.kz/a"),
        ("/a", "https://example.kz/a"),
        ("//other.example.kz/a", "https://other.example.kz/a"),
        ("  https://example.kz/\n a ", "https://example.kz/a"),
        ("https://example.kz/қазақша", "https://example.kz/қазақша"),
        ("javascript:alert(1)", HOME),
        ("JaVaScRiPt:alert(1)", HOME),
        ("data:text/html,x", HOME),
        ("file:///etc/passwd", HOME),
        ("http://user:secret@example.kz/", HOME),
        ("http://[bad", HOME),
        ("http://", HOME),
        ("https://example.kz/" + "a" * 5000, HOME),
    ],
)
def test_an_address_is_a_whole_web_address_or_that_of_the_feed(link: str, url: str) -> None:
    assert one(entry(f"<title>t</title><link>{link}</link><guid isPermaLink='false'>1</guid>")).url == url


def test_an_entry_without_an_id_is_known_by_its_link_and_without_both_by_its_words() -> None:
    assert one(entry("<title>t</title><link>https://example.kz/1</link>")).external_id == "https://example.kz/1"
    words = one(entry("<title>t</title><description>x</description>")).external_id
    assert len(words) == 64
    assert words == one(entry("<description>x</description><title> t </title>")).external_id
    assert words != one(entry("<title>t</title><description>y</description>")).external_id


def test_an_enormous_id_becomes_a_digest() -> None:
    assert len(one(entry(f"<title>t</title><guid>{'g' * 5000}</guid>")).external_id) == 64


def test_one_guid_in_every_entry_names_none_of_them() -> None:
    items = [
        f"<item><guid isPermaLink='false'>same</guid><title>t{n}</title><link>https://example.kz/{n}</link></item>"
        for n in range(3)
    ]
    forwards = [post.external_id for post in read(rss(*items)).posts]
    assert forwards == [f"https://example.kz/{number}" for number in range(3)]
    assert [post.external_id for post in read(rss(*reversed(items))).posts] == forwards[::-1]


def test_an_entry_printed_twice_is_one_post() -> None:
    assert len(read(rss(item(1), item(1))).posts) == 1


CYRILLIC = "Қоғамдық бірлестіктерге: ұйым, өңір, үкімет, әлеуметтік ғылым, һ, ІС"


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "windows-1251", "windows-1251"),
        ("utf-8-sig", "koi8-r", ""),
        ("utf-16", "utf-16", ""),
        ("utf-16-le", "utf-16", ""),
        ("kz1048", "utf-8", "utf-8"),
        ("kz1048", "kz-1048", ""),
        ("ptcp154", "utf-8", "ptcp154"),
        ("utf-8", "no-such-charset", "rot13"),
        ("kz1048", "idna", "zip"),
    ],
)
def test_kazakh_letters_survive_a_wrong_charset(encoding: str, declared: str, header: str) -> None:
    feed = f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><item><title>{CYRILLIC}</title>'
    assert one((feed + "</item></channel></rss>").encode(encoding), header).title == CYRILLIC


def test_windows_1251_called_utf_8_is_read() -> None:
    feed = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><item><title>Объявлен конкурс'
    assert one((feed + "</title></item></channel></rss>").encode("cp1251"), "utf-8").title == "Объявлен конкурс"


def test_one_letter_cut_in_half_does_not_spoil_the_rest() -> None:
    body = entry(f"<title>{CYRILLIC}</title><description>Қысқаша мәтіTAIL</description>").encode()
    post = one(body.replace("іTAIL".encode(), "і".encode()[:1]), "windows-1251")
    assert post.title == CYRILLIC and post.text.startswith("Қысқаша мәт")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   \n",
        b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>",
        b"<html><body>Just a moment...</body></html>",
        b"Not found",
        b'{"error": "not found"}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": 3}',
        b"{",
        b'{"a":' * 200_000,
        b"[" * 200_000,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10,
        b"<!--" * 1000,
        b"<?xml version='1.0'?>",
    ],
)
def test_what_is_no_feed_is_called_so(body: bytes) -> None:
    assert read(body) == Reading(problem="not_a_feed")


@pytest.mark.parametrize(
    "body",
    [rss(), '<feed xmlns="http://www.w3.org/2005/Atom"/>', '{"version":"https://jsonfeed.org/version/1","items":[]}'],
)
def test_an_empty_feed_is_no_problem(body: str) -> None:
    reading = read(body)
    assert reading.posts == () and reading.problem is None


def test_a_feed_cut_short_gives_what_was_whole() -> None:
    whole = rss(*(item(number) for number in range(10)))
    posts = read(whole[: whole.index("Байқау 7") + 3]).posts
    assert [post.external_id for post in posts][:7] == [f"id-{number}" for number in range(7)]


def test_entities_cannot_laugh_a_billion_times() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]>' + entry("<title>t &l9;</title>")
    assert one(body).title == "t &l9;"


@pytest.mark.parametrize("kind", ["SYSTEM", 'PUBLIC "x"'])
def test_entities_and_dtds_reach_neither_files_nor_addresses(tmp_path, kind: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("TOP SECRET")
    for dtd in (
        f'<!DOCTYPE rss [<!ENTITY x {kind} "file://{secret}">]>',
        f'<!DOCTYPE rss {kind} "file://{secret}" [<!ENTITY % p {kind} "file://{secret}"> %p; <!ENTITY x "{kind}">]>',
    ):
        post = one(f'<?xml version="1.0"?>{dtd}{entry("<title>t &x;</title>")}')
        assert post.title == "t &x;"


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1f", "\ufffe", "&#0;", "&#11;", "&#xFFFF;", "&#1114112;"])
def test_characters_that_xml_forbids_are_dropped(bad: str) -> None:
    assert one(entry(f"<title>Бай{bad}қау</title>")).title == "Байқау"


def test_words_of_html_need_no_dtd() -> None:
    assert one(entry("<title>«&laquo;ҮЕҰ&raquo;&mdash;&hellip;»</title>")).title == "««ҮЕҰ»—…»"


def test_half_a_character_in_json_does_not_reach_the_database() -> None:
    feed = r'{"version":"https://jsonfeed.org/version/1","items":[{"id":"\ud800a","url":"/\udfff","title":"\ud83dт"}]}'
    post = one(feed)
    assert (post.external_id, post.url, post.title) == ("a", HOME, "т")
