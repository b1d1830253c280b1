"""The list of sources: what is right is used, what is wrong is told at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from scrapers.registry import PACKAGED, load_sources

GOOD = """
[[source]]
id = "akimat"
kind = "feed"
url = "https://example.kz/feed"
name_kk = "Әкімдік"
name_ru = "Акимат"
"""


def listed(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_list_that_comes_with_elshi_is_right() -> None:
    file = load_sources()
    assert file.problems == ()
    assert {source.id for source in file.sources} >= {"cisc_feed", "fundsforngos", "opportunitydesk", "internews"}
    asked = [source for source in file.sources if source.enabled]
    assert all(source.url.startswith("https://") and source.territory_id == "KZ" for source in asked)
    waiting = [source for source in file.sources if not source.enabled]
    assert len(waiting) > 20 and all(source.kind == "page" and not source.options for source in waiting)


def test_why_a_site_is_not_asked_stands_beside_it() -> None:
    text = PACKAGED.read_text("utf-8")
    assert text.count("enabled = false\n") == text.count("\n# Not asked: ")


def test_what_is_left_out_has_a_usual_value(tmp_path: Path) -> None:
    (source,) = load_sources(listed(tmp_path, GOOD)).sources
    assert (source.territory_id, source.languages, source.interval, source.enabled) == (
        "KZ",
        ("kk", "ru"),
        timedelta(minutes=30),
        True,
    )


def test_everything_that_can_be_said_is_kept(tmp_path: Path) -> None:
    more = 'territory = "551010000"\nlanguages = ["ru"]\ninterval = "2h"\nenabled = false\n'
    more += '[source.options]\nword = "грант"'
    file = load_sources(listed(tmp_path, GOOD + more), territories={"551010000"})
    (source,) = file.sources
    assert file.problems == ()
    assert (source.territory_id, source.languages, source.interval, source.enabled, dict(source.options)) == (
        "551010000",
        ("ru",),
        timedelta(hours=2),
        False,
        {"word": "грант"},
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('kind = "telepathy"', "unknown_kind"),
        ('url = "example.kz/feed"', "bad_url"),
        ('url = "ftp://example.kz/feed"', "bad_url"),
        ('url = "https://me:secret@example.kz/feed"', "bad_url"),
        ('url = "https://example.kz:99999/"', "bad_url"),
        ('url = "http://[bad/"', "bad_url"),
        ('id = "Бірінші"', "bad_id"),
        ('name_kk = " "', "no_name_kk"),
        ("name_ru = 7", "no_name_ru"),
        ('territory = "Алматы"', "bad_territory"),
        ('territory = "999999999"', "unknown_territory"),
        ('languages = "kk"', "bad_languages"),
        ("languages = []", "bad_languages"),
        ('interval = "often"', "bad_interval"),
        ("interval = 30", "bad_interval"),
        ('interval = "1m"', "interval_out_of_range"),
        ('interval = "60d"', "interval_out_of_range"),
        ('enabled = "yes"', "bad_enabled"),
        ('options = "x"', "bad_options"),
        ('colour = "red"', "unknown_key"),
    ],
)
def test_each_mistake_is_named_with_its_remedy(tmp_path: Path, line: str, code: str) -> None:
    key = line.partition(" ")[0]
    text = "\n".join(old for old in GOOD.splitlines() if not old.startswith(f"{key} ")) + f"\n{line}\n"
    file = load_sources(listed(tmp_path, text), territories={"KZ"})
    assert file.sources == ()
    assert [problem.code for problem in file.problems] == [code]
    assert file.problems[0].mend and file.problems[0].mend in str(file.problems[0])
    assert "secret" not in str(file.problems[0])


def test_all_mistakes_are_told_at_once_and_good_sources_still_work(tmp_path: Path) -> None:
    twin = GOOD.replace("/feed", "/other")
    copy = GOOD.replace('"akimat"', '"copy"')
    file = load_sources(listed(tmp_path, GOOD + twin + copy + "[[source]]\n"))
    assert [source.id for source in file.sources] == ["akimat"]
    codes = [(problem.source, problem.code) for problem in file.problems]
    assert codes[:2] == [("akimat", "duplicate_id"), ("copy", "duplicate_url")]
    assert {code for source, code in codes if source == "number 4"} == {
        f"no_{name}" for name in ("id", "kind", "url", "name_kk", "name_ru")
    }


def test_only_this_machine_may_be_asked_every_second(tmp_path: Path) -> None:
    local = GOOD.replace("https://example.kz/feed", "http://127.0.0.1:8099/feed") + 'interval = "2s"\n'
    assert load_sources(listed(tmp_path, local)).problems == ()
    disguised = local.replace("http://127.0.0.1:8099", "http://127.0.0.1.example.kz")
    assert [p.code for p in load_sources(listed(tmp_path, disguised)).problems] == ["interval_out_of_range"]


@pytest.mark.parametrize(("text", "code"), [("[[source", "bad_toml"), ("source = 3", "bad_toml"), ("", None)])
def test_a_list_that_cannot_be_parsed_is_told(tmp_path: Path, text: str, code: str | None) -> None:
    file = load_sources(listed(tmp_path, text))
    assert file.sources == () and [problem.code for problem in file.problems] == ([code] if code else [])


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    (problem,) = load_sources(tmp_path / "none.toml").problems
    assert problem.code == "unreadable_file"


PAGE = GOOD.replace('"feed"', '"page"', 1) + "[source.options]\n"


def test_a_page_is_described_by_its_selectors(tmp_path: Path) -> None:
    options = """
item = "ul.news > li"
title = "h3"
link = "a"
date = "time@datetime"
id = "@data-id"
next = "a.next"
pages = 3
drop = [".share", ".views"]
[source.options.detail]
text = "article .body"
max = 20
"""
    file = load_sources(listed(tmp_path, PAGE + options))
    assert file.problems == () and file.sources[0].options["detail"]["max"] == 20


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("", "no_item"),
        ('item = "li["', "bad_selector"),
        ('item = ""', "bad_selector"),
        ('item = "li@id"', "bad_selector"),
        ("item = 7", "bad_selector"),
        ('item = "li"\ntitle = "h3 >"', "bad_selector"),
        ('item = "li"\ndrop = ".share"', "bad_selector"),
        ('item = "li"\ndrop = ["("]', "bad_selector"),
        ('item = "li"\ncolour = "red"', "unknown_option"),
        ('item = "li"\ndate_order = "dym"', "bad_date_order"),
        ('item = "li"\npages = 0', "bad_pages"),
        ('item = "li"\npages = true', "bad_pages"),
        ('item = "li"\ndetail = "x"', "bad_detail"),
        ('item = "li"\n[source.options.detail]\ntitle = "h1"', "no_detail_text"),
        ('item = "li"\n[source.options.detail]\ntext = "h1"\nmax = 500', "bad_max"),
        ('item = "li"\n[source.options.detail]\ntext = "h1"\nlink = "a"', "unknown_option"),
        ('item = "li"\n[source.options.detail]\ntext = "..x"', "bad_selector"),
    ],
)
def test_each_mistake_in_the_options_of_a_page_is_named(tmp_path: Path, options: str, code: str) -> None:
    file = load_sources(listed(tmp_path, PAGE + options))
    assert file.sources == () and [problem.code for problem in file.problems] == [code]
    assert file.problems[0].mend


def test_a_page_without_selectors_may_wait_in_the_list_but_not_be_asked(tmp_path: Path) -> None:
    page = GOOD.replace('"feed"', '"page"', 1)
    assert load_sources(listed(tmp_path, page + "enabled = false\n")).problems == ()
    assert [problem.code for problem in load_sources(listed(tmp_path, page)).problems] == ["no_item"]


def test_a_channel_is_given_by_its_preview(tmp_path: Path) -> None:
    channel = GOOD.replace('"feed"', '"telegram_channel"', 1)
    file = load_sources(listed(tmp_path, channel.replace("example.kz/feed", "t.me/auyl")))
    assert [problem.code for problem in file.problems] == ["bad_channel_url"]
    assert load_sources(listed(tmp_path, channel.replace("example.kz/feed", "t.me/s/auyl"))).problems == ()
