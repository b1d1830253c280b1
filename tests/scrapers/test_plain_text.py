"""HTML becomes text that people and rules can read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.plain_text import from_html, tidy


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Бір<br>екі<p>үш <b>т</b>өрт</p>бес", "Бір\nекі\nүш төрт\nбес"),
        ("<ul><li>а<li>ә</ul>б", "а\nә\nб"),
        ("<table><tr><td>Мерзімі</td><td>17 наурыз</td></tr><tr><th>Сома<td>1&nbsp;000&#8239;000 ₸</table>",
         "Мерзімі 17 наурыз\nСома 1 000 000 ₸"),
        ("a<script>alert(1)</script><style>p{}</style><!-- c --><noscript>n</noscript>b", "ab"),
        ("<div><div><div>а</div></div></div><div>б</div>", "а\nб"),
        ("<h2>Тақырып</h2>\n\n  <p>Мә&shy;тін\u200b</p>", "Тақырып\nМәтін"),
        ("&lt;b&gt; &amp; &laquo;ө&raquo; &#1179; &#x4b1;", "<b> & «ө» қ ұ"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("<p>unclosed <b>tags <i>everywhere", "unclosed tags everywhere"),
        ("<a href='javascript:x' onclick=y>сілтеме</a><img src=x onerror=z alt='сурет'>", "сілтеме"),
        ("<p><img src='data:image/png;base64," + "A" * 600_000 + "'>соңы</p>", "соңы"),
        ("", ""),
        ("<html></html>", ""),
    ],
)  # fmt: skip
def test_html_to_text(html: str, text: str) -> None:
    assert from_html(html, 1000) == text


def test_a_long_text_ends_with_a_sign_and_within_the_limit() -> None:
    assert from_html("<p>" + "сөз " * 1000, 50) == tidy("сөз " * 1000, 50)
    assert tidy("сөз " * 1000, 50) == "сөз " * 12 + "с…"
    assert tidy("сөз " * 1000, 49) == ("сөз " * 12).rstrip() + "…"
    assert tidy("сөз", 3) == "сөз"


@given(st.text(max_size=300), st.integers(1, 50))
def test_tidy_text_is_tidy(text: str, limit: int) -> None:
    clean = tidy(text, limit)
    assert len(clean) <= limit
    assert "\n\n" not in clean and "  " not in clean and clean == clean.strip()
    assert all(char.isprintable() or char == "\n" for char in clean)
    assert tidy(clean, limit) == clean


def test_blank_lines_and_edges_in_any_number_cost_no_words() -> None:
    assert from_html("<p> </p>\n" * 5000 + "соңында", 100) == "соңында"


@given(st.text(alphabet="<>/&; abpdivltr!-\"'=\x00қ\n", max_size=200))
def test_any_markup_gives_some_text(html: str) -> None:
    assert len(from_html(html, 40)) <= 40


def test_deep_nesting_is_walked_without_recursion() -> None:
    assert from_html("<div>" * 5000 + "терең" + "</div>" * 5000, 100) == "терең"
