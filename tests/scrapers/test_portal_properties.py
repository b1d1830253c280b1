"""Whatever an interface answers, its reader gives posts or a problem, quickly, and never fails."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calls.stated import stated_from_json, stated_to_json
from scrapers import goszakup, govkz, grants_gov
from scrapers.base import Document, Reading
from scrapers.posts import MAX_ID, MAX_TEXT, MAX_TITLE, MAX_URL
from tests.scrapers.conftest import NOW

READERS: dict[str, tuple[Callable[[Document], Reading], str]] = {
    "documents": (govkz.parse, "https://www.gov.kz/api/v1/public/content-manager/documents?projects=x"),
    "events": (govkz.parse, "https://www.gov.kz/api/v1/public/content-manager/events?projects=x"),
    "goszakup": (goszakup.parse, "https://ows.goszakup.gov.kz/v3/graphql"),
    "search": (grants_gov.parse, "https://api.grants.gov/v1/api/search2"),
    "detail": (grants_gov.parse_detail, "https://api.grants.gov/v1/api/fetchOpportunity"),
}
NAMES = st.sampled_from(
    re.findall(
        r"\w+",
        """
        data TrdBuy errors message extensions pageInfo hasNextPage id numberAnno nameRu nameKz totalSum publishDate
        startDate endDate repeatEndDate RefBuyStatus code kato Lots amount plnPointKatoList RefLotsStatus title name
        content body full_text document created_date event_date event_date_end oppHits hitCount openDate closeDate
        oppStatus agency number synopsis synopsisDesc awardCeiling responseDate errorcode msg lang
        """,
    )
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(
        ["2026-03-15 10:00:00", "9999-12-31T23:59:59+14:00", "0001-01-01", "02/30/2026", "1e999", "posted"]
    )
    | st.sampled_from(["632810000", "Отменено", "<b>a</b>", "Apr 31, 2026", "\ud800", "52", "٣", "Infinity", "-0"])
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=12), max_leaves=40
)


GOOD = {"id": 7, "title": "T", "nameRu": "Имя", "nameKz": "Аты", "synopsisDesc": "words", "Lots": [{"amount": 1}]}


def checked(reader: Callable[[Document], Reading], body: bytes, url: str) -> Reading:
    found = reader(Document(body, "application/json", "utf-8", url, NOW))
    assert not (found.posts and found.problem)
    for post in found.posts:
        assert post.url.startswith("https://") and len(post.url) <= MAX_URL
        assert len(post.external_id) <= MAX_ID and len(post.title) <= MAX_TITLE and len(post.text) <= MAX_TEXT
        if post.stated is not None:
            assert stated_from_json(stated_to_json(post.stated)) == post.stated
    assert len({post.external_id for post in found.posts}) == len(found.posts)
    return found


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=None)
@given(value=VALUES, items=st.lists(st.dictionaries(NAMES, VALUES, max_size=20).map(GOOD.__or__), max_size=3))
def test_any_json_gives_posts_or_a_problem(name: str, value: Any, items: list[Any]) -> None:
    reader, url = READERS[name]
    wrapped = {"data": {"TrdBuy": items, "oppHits": items, "id": 1, "synopsis": items[0] if items else {}}}
    for answer in (value, items, wrapped):
        checked(reader, json.dumps(answer).encode(), url)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_a_problem(name: str, body: bytes) -> None:
    reader, url = READERS[name]
    checked(reader, body, url)
