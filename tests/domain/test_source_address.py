"""Addresses of sources: one under its spellings, and never a secret shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.source_address import chat_id, guessed, holds_a_secret, key, normalised, shown

FEED = "https://example.kz/feed"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FEED, "http://example.kz/feed"),
        (FEED, "https://www.example.kz/feed/"),
        (FEED, "HTTPS://EXAMPLE.KZ:443/feed#top"),
        (FEED, " https://example.kz./feed "),
        (FEED, "https://example.kz//feed//"),
        ("https://қазақ.kz/a", f"https://{'қазақ'.encode('idna').decode()}.kz/a"),
        ("https://t.me/s/Channel", "http://telegram.me/channel/123?before=5"),
        ("https://t.me/s/channel", "@Channel"),
        ("https://t.me/s/channel", "t.me/channel"),
        (FEED, "example.kz/feed"),
    ],
)
def test_spellings_of_one_address(one: str, other: str) -> None:
    assert normalised(guessed(one)) == normalised(guessed(other))


@pytest.mark.parametrize(
    "other",
    [
        "https://example.kz/Feed",
        "https://example.kz/feed?lang=kk",
        "https://example.kz:8443/feed",
        "https://kk.example.kz/feed",
        "https://example.kz",
        "https://t.me/s/example",
    ],
)
def test_other_addresses(other: str) -> None:
    assert normalised(FEED) != normalised(other)


@pytest.mark.parametrize(
    "url",
    [
        "https://me:HUSH@example.kz/feed",
        "https://HUSH@example.kz/",
        "https://example.kz/feed?token=HUSH",
        "https://example.kz/feed?a=1&API_KEY=HUSH&b=2",
        "https://example.kz/feed?password=HUSH",
        "https://me:HUSH@[::1/feed",
    ],
)
def test_secrets_are_noticed_and_never_shown(url: str) -> None:
    assert holds_a_secret(url)
    assert "HUSH" not in shown(url)


@pytest.mark.parametrize("url", [FEED, "https://example.kz/feed?lang=kk&page=2", "https://t.me/s/a@b"])
def test_plain_addresses_are_shown_as_they_are(url: str) -> None:
    assert not holds_a_secret(url)
    assert shown(url) == url


@given(st.text(max_size=80) | st.from_regex(r"https?://[^ ]{0,40}", fullmatch=True))
def test_any_text_has_a_normal_form_that_is_at_rest(text: str) -> None:
    once = normalised(text)
    assert once == normalised(text.strip())
    shown(text), holds_a_secret(text), guessed(text)
    assert len(key(text)) == 16 and chat_id(once) == chat_id(once)
