"""The list of sources: what is right is used, what is wrong is told at once."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from domain.territory import TerritoryTree
from scrapers.registry import PACKAGED, load_sources
from storage.seed import load_territories

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


KNOWN = re.findall(
    r"\w+",
    """
    adilet_old akimat_abay akimat_akmola akimat_aktobe akimat_almaty akimat_almatyobl akimat_astana
    akimat_atyrau akimat_karaganda akimat_kostanay akimat_kyzylorda akimat_mangystau akimat_pavlodar
    akimat_shymkent akimat_sko akimat_turkistan akimat_ulytau akimat_vko akimat_zhambyl akimat_zhetisu
    akimat_zko akk_committee british_council ca_almobl ca_kz cfli cisc_kk cisc_ru cisc_small_grants eeas_kz efca
    egov_opendata egov_social_grants eu_ftop fundsforngos gef_sgp goszakup_gql goszakup_html_announce
    goszakup_html_lots goszakup_rest grants_gov infonpo internews kazinform_kk mam_news minister_blog ncoc
    npo_pvl opportunitydesk osce qazfund shell_ecobatys undp_notices ungm unicef_kz us_embassy
    zhasproject_almobl
    """,
)
"""Places known to publish announcements in Kazakhstan that can be told with some confidence, templates and a mailbox
left out."""


def test_the_list_that_comes_with_elshi_is_right() -> None:
    file = load_sources(territories=TerritoryTree(load_territories()))
    assert file.problems == ()
    assert {source.id for source in file.sources} >= {"cisc_feed", *KNOWN}
    asked = [source for source in file.sources if source.enabled]
    assert all(source.url.startswith("https://") for source in asked)
    assert {source.kind for source in asked} == {"feed", "govkz", "goszakup", "grants_gov"}
    waiting = [source for source in file.sources if not source.enabled]
    assert all(source.kind in {"page", "govkz"} and not source.options for source in waiting)


def test_every_oblast_and_city_of_republican_rank_has_its_akimat_in_the_list() -> None:
    tree = TerritoryTree(load_territories())
    akimats = {source.territory_id for source in load_sources().sources if source.id.startswith("akimat_")}
    assert akimats == {unit.id for unit in tree.children("KZ") if unit.selectable}


def test_why_a_site_is_not_asked_stands_beside_it() -> None:
    """A reason may be longer than a line."""
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
        ("options = {since = 2026-01-01}", "bad_options"),
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


PORTALS = {
    "govkz": "https://www.gov.kz/api/v1/public/content-manager/documents?projects=zhetysu&sort-by=created_date:DESC",
    "goszakup": "https://ows.goszakup.gov.kz/v3/graphql",
    "grants_gov": "https://api.grants.gov/v1/api/search2",
}


def portal(kind: str, url: str = "", options: str = "") -> str:
    text = GOOD.replace('"feed"', f'"{kind}"').replace("https://example.kz/feed", url or PORTALS[kind])
    return text + (f"[source.options]\n{options}\n" if options else "")


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("govkz", ""),
        ("govkz", "pages = 5"),
        ("goszakup", ""),
        ("goszakup", "pages = 1\nsize = 200\ndays = 365"),
        ("grants_gov", 'keyword = "Kazakhstan"\npages = 2\nsize = 100\nmax = 30'),
        ("grants_gov", 'agencies = "DOS-KAZ"'),
    ],
)
def test_portals_are_described_by_an_address_and_a_few_numbers(tmp_path: Path, kind: str, options: str) -> None:
    assert load_sources(listed(tmp_path, portal(kind, options=options))).problems == ()


@pytest.mark.parametrize(
    ("kind", "url", "options", "code"),
    [
        ("govkz", PORTALS["govkz"].replace("documents", "news"), "", "govkz_news"),
        ("govkz", PORTALS["govkz"].replace("documents", "events") + "x=1", "pages = 6", "bad_pages"),
        ("govkz", "https://www.gov.kz/memleket/entities/zhetysu/press/news", "", "govkz_news"),
        ("govkz", "https://www.gov.kz/api/v1/public/content-manager/documents", "", "bad_govkz_url"),
        ("govkz", PORTALS["govkz"], "size = 5", "unknown_option"),
        ("goszakup", "https://example.kz/v3/graphql", "", "bad_goszakup_url"),
        ("goszakup", "http://ows.goszakup.gov.kz/v3/graphql", "", "bad_goszakup_url"),
        ("goszakup", "", "size = 201", "bad_size"),
        ("goszakup", "", "days = 0", "bad_days"),
        ("goszakup", "", "days = true", "bad_days"),
        ("goszakup", "", 'token = "x"', "unknown_option"),
        ("grants_gov", "", "", "no_keyword"),
        ("grants_gov", "", "keyword = 5", "bad_keyword"),
        ("grants_gov", "https://api.grants.gov/v1/api/", 'keyword = "K"', "bad_grants_gov_url"),
        ("feed", "https://example.kz/feed", 'dates = "us"', "bad_dates"),
    ],
)
def test_each_mistake_about_a_portal_is_named(tmp_path: Path, kind: str, url: str, options: str, code: str) -> None:
    file = load_sources(listed(tmp_path, portal(kind, url, options)))
    assert code in [problem.code for problem in file.problems] and file.sources == ()


VALUES = st.sampled_from((
    '""', '"x"', '"feed"', '"page"', '"govkz"', '"goszakup"', '"telegram_channel"', '"https://example.kz/a"', '"http://[::1"',
    '"https://goszakup.gov.kz"', '"https://h:99999/"', '"KZ"', '"٣٣٣٣٣٣٣٣٣"', '"999999d"', '"0s"', '"7d"', "0",
    "-1", "1.5", "nan", "inf",
    "true", "[]", "[1]", '["kk"]', '[["kk"]]', '["feed"]', "{}", '{a = 1}', '{dates = ["dmy"]}', '{dates = "dmy"}',
    "{dates = {}}",
    '{item = "li["}', "{item = 1}", "2026-01-01", "10:00:00", "0000-00-00", "9" * 5000, "0x" + "f" * 5000,
    "[" * 1200, "1e9999",
    '"\\ud800"', '"\\u0000"', '"""', "'",
))  # fmt: skip
KEYS = st.sampled_from((
    "id", "kind", "url", "name_kk", "name_ru", "territory", "languages", "interval", "enabled", "options",
    "options.dates",
    "options." + ".".join("a" * 1100), "colour", '"\\u0000"', "source",
))  # fmt: skip
ENTRY = st.dictionaries(KEYS, VALUES, max_size=6).map(lambda lines: "".join(f"{key} = {lines[key]}\n" for key in lines))


@settings(deadline=None, max_examples=150)
@given(st.lists(ENTRY, max_size=3), st.booleans())
def test_any_list_is_sources_or_problems_with_a_mend(
    tmp_path_factory: pytest.TempPathFactory, entries: list[str], whole: bool
) -> None:
    lines = GOOD.strip().splitlines()[1:] if whole else []
    kept = "".join(f"{line}\n" for line in lines if not any(line.split()[0] in entry.split() for entry in entries))
    path = tmp_path_factory.getbasetemp() / "any-sources.toml"
    path.write_text("".join(f"[[source]]\n{kept if not number else ''}{entry}" for number, entry in enumerate(entries)))
    found = load_sources(path)
    assert len(found.sources) <= len(entries)
    assert all(problem.what and problem.mend for problem in found.problems)
    if len(found.sources) < len(entries):
        assert found.problems


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_a_problem(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.toml"
    path.write_bytes(content)
    assert not load_sources(path).sources


def test_a_path_that_no_file_can_have_is_told() -> None:
    (problem,) = load_sources(Path("a\0b")).problems
    assert problem.code == "unreadable_file"
