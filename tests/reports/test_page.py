"""The page: nothing outside is referred to, nothing typed is a tag or a formula, each language stands alone."""

from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from domain.clock import instant
from domain.language import Language
from domain.offices import By
from domain.reports.snapshot import read
from domain.statistics.tables import By as GivenBy
from handlers import report_record
from handlers.report_counting import recounted
from handlers.report_file import document_of, issue_of, world_of
from handlers.views.report_data import COLUMNS, as_csv, records
from handlers.views.report_page import page
from storage.statement import sql
from tests.person import ZONE, Stage, foreign_letters
from tests.reports.world import COORDINATOR, HEAD, ZHETISU, Town, fill, late_entry, open_office, publish, town

HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> \u202eabc\u202c 👩‍👩‍👧 & \"x\" @sum\tтаб"


class Reader(HTMLParser):
    """What a page refers to, its tags, ids, languages and the words in each language."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.outside: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.files: dict[str, bytes] = {}
        self.words: dict[str, list[str]] = {}
        self._languages: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        language = found.get("lang") or (self._languages[-1][1] if self._languages else "")
        if tag not in ("meta", "input", "br", "rect", "circle", "line", "polygon", "path"):
            self._languages.append((tag, language))
        for name, value in attrs:
            if name in ("src", "href", "action", "xlink:href") and value:
                if value.startswith("data:") and "download" in found:
                    self.files[str(found["download"])] = b64decode(value.partition("base64,")[2])
                elif not value.startswith("#"):
                    self.outside.append(value)
            if name == "id" and value:
                self.ids.append(value)
            assert not name.startswith("on"), "no script in attributes"

    def handle_endtag(self, tag: str) -> None:
        while self._languages and self._languages.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self._languages and self._languages[-1][0] != "style":
            self.words.setdefault(self._languages[-1][1], []).append(data)


@pytest.fixture
async def here(stage: Stage) -> AsyncIterator[Town]:
    """A report with a hostile office, a hostile comment and a correction with a hostile reason."""
    here = await town(stage)
    await stage.add_call(organiser=HOSTILE, first_seen_at=stage.clock.now() - timedelta(days=20))
    hostile = await open_office(stage, "334800000", (HOSTILE[:60], "+7 <b>Отдел</b> \u202e=1"))
    await fill(here, hostile, 15, seed=6)
    await here.job.tick()
    async with stage.store.write() as repositories:
        by = By(HEAD, "head")
        await report_record.comment(repositories, 1, here.offices[0], by, f"Бірінші жол\n{HOSTILE}", stage.clock.now())
    here.to(10)
    await here.job.tick()
    await late_entry(here, here.offices[0])
    report = await here.report()
    async with stage.store.read() as repositories:
        found = await recounted(repositories, stage.service, report)
    assert found is not None
    async with stage.store.write() as repositories:
        by = By(COORDINATOR, f"coordinator:{ZHETISU}")
        assert await report_record.correct(repositories, report, found, HOSTILE, by, stage.clock.now())
    yield here


async def text_of(here: Town, language: Language = Language.KK) -> str:
    service = here.stage.service
    async with here.stage.store.read() as repositories:
        issue = await issue_of(repositories, service, await here.report())
    return page(issue, world_of(service), service.texts, language)


async def test_it_refers_to_nothing_outside_and_forbids_it(here: Town) -> None:
    text = await text_of(here)
    found = Reader(text)
    assert found.outside == []
    assert "default-src 'none'" in text and 'http-equiv="Content-Security-Policy"' in text
    assert not re.search(r"url\((?!#)|@import", text)
    allowed_addresses = set(re.findall(r"https?://[^\s\"'<]+", text))
    assert allowed_addresses <= {"http://www.w3.org/2000/svg"}
    assert not {"script", "iframe", "object", "embed", "img", "link", "form", "base"} & set(found.tags)
    assert len(found.ids) == len(set(found.ids)), "an id is there once"


async def test_what_was_typed_is_shown_as_words(here: Town) -> None:
    text = await text_of(here)
    assert "<script" not in text and "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert not set("\u202e\u202c\u0000") & set(text)
    assert "Бірінші жол<br>=cmd" in text, "the lines of a comment are kept"
    assert "👩‍👩‍👧" in text
    assert "Bota" not in text and str(HEAD) not in text, "nobody is named"


async def test_both_languages_are_in_it_each_by_itself(here: Town) -> None:
    found = Reader(await text_of(here))
    russian = " ".join(found.words["ru"])
    for name in ("Жетісу", "Бірінші жол", "таб"):
        russian = russian.replace(name, "")
    assert not foreign_letters(russian.replace("Қазақша", ""))
    assert "Что это значит" in russian and "Бұл нені білдіреді" in " ".join(found.words["kk"])
    assert {"kk", "ru"} >= set(found.words) - {""}
    assert '<html lang="ru"' in await text_of(here, Language.RU)
    assert 'id="ru" lang="ru" aria-label="Русский" checked' in await text_of(here, Language.RU)


async def test_it_tells_all_that_it_rests_on(here: Town) -> None:
    text = await text_of(here)
    async with here.stage.store.read() as repositories:
        first, second = await repositories.reports.editions(1)
        head = read(second.figures).head
    for wanted in (str(head), f"elshi verify --against {head}", first.digest, second.digest):
        assert wanted in text
    for wanted in ("2026 жылғы ақпан", "Каплан", "Уилсон", "Түзетулер", "жасырылды", "2-басылым", "Исправления"):
        assert wanted in text.replace("\u00a0", " "), wanted


async def test_the_data_in_it_are_the_figures_of_the_tables_and_hold_no_formula(here: Town) -> None:
    found = Reader(await text_of(here))
    names = sorted(found.files)
    assert names == ["elshi-330000000-2026-02.csv", "elshi-330000000-2026-02.json", "elshi-columns.csv"]
    rows = list(csv.DictReader(io.StringIO(found.files[names[0]].decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    for row in rows:
        for value in row.values():
            assert not value or value[0] not in "=+-@\t\r", value
    told = json.loads(found.files[names[1]])
    async with here.stage.store.read() as repositories:
        edition = await repositories.reports.edition(1)
    assert edition is not None
    taken = read(edition.figures)
    assert taken.total is not None
    assert (rows[0]["table"], rows[0]["requests"]) == ("total", str(taken.total.n))
    assert told["rows"][0]["requests"] == taken.total.n
    hidden = [row for row in rows if row["hidden"] == "true"]
    assert {row["key"] for row in hidden} == {
        str(row.key) for by in GivenBy if by in taken.tables for row in taken.rows(by) if row.figures is None
    }
    assert hidden and all(row["requests"] == "" for row in hidden)
    assert set(told["columns"]) == set(COLUMNS)
    assert all(words["kk"] and words["ru"] and words["kk"] != words["ru"] for words in told["columns"].values())


async def test_every_reader_gets_the_same_file_whatever_happened_since(here: Town) -> None:
    service = here.stage.service
    async with here.stage.store.read() as repositories:
        before = await document_of(repositories, service, await here.report())
    await fill(here, here.offices[0], 9, seed=99)
    async with here.stage.store.write() as repositories:
        office = await repositories.offices.get(here.offices[0])
        assert office is not None
        await repositories.offices.rename(office, Language.KK, "Басқа", By(1, "head"), here.stage.clock.now())
    here.to(20, month=5)
    async with here.stage.store.read() as repositories:
        after = await document_of(repositories, service, await here.report())
    assert after.content == before.content


async def test_a_territory_with_four_requests_says_why_it_shows_nothing(stage: Stage) -> None:
    here = await town(stage, count=0)
    await fill(here, here.offices[0], 2, seed=4)
    await publish(here)
    text = await text_of(here)
    assert "көрсетілмейді" in text and "не приводятся" in text
    assert "<table" not in text
    async with stage.store.read() as repositories:
        issue = await issue_of(repositories, stage.service, await here.report())
    rows = list(
        csv.DictReader(
            io.StringIO(as_csv(records(issue, world_of(stage.service), stage.service.texts)).decode("utf-8-sig"))
        )
    )
    assert rows and all(row["hidden"] == "true" and row["requests"] == "" for row in rows)


async def test_months_begin_with_the_first_in_which_anything_was_filed(stage: Stage) -> None:
    here = await town(stage, count=0, third=0)
    await fill(here, here.offices[0], 12, seed=4, days=(10, 100))
    await publish(here)
    async with stage.store.read() as repositories:
        rows = await repositories.session.all(sql("SELECT filed_at FROM request"))
    filed = {f"{instant(row[0]).astimezone(ZONE):%Y-%m}" for row in rows}
    first = min(month for month in filed if month >= "2025-03")
    assert first > "2025-03"  # nothing was filed in the month with which the twelve begin
    year, month = first.split("-")
    text = await text_of(here)
    for language, before in (
        ("kk", "бұған дейін сауал жіберілген жоқ"),
        ("ru", "Раньше за этот период запросов не было"),
    ):
        section = text.partition(f'<section id="months-{language}">')[2].partition("</section>")[0]
        chart, table = section.split("</figure>")
        assert re.findall(r"\b\d\d\.20\d\d\b", table)[0] == f"{month}.{year}"
        assert "03.2025" not in chart
        assert before in chart


async def test_erased_words_are_not_in_the_file_any_more_and_their_place_says_so(here: Town) -> None:
    async with here.stage.store.write() as repositories:
        await repositories.people.erase(HEAD, here.stage.clock.now())
        await repositories.people.erase(COORDINATOR, here.stage.clock.now())
    text = await text_of(here)
    everything = text + b"".join(Reader(text).files.values()).decode()
    for words in ("Бірінші жол", "@sum"):  # of the comment, and of the end of the reason
        assert words not in everything
    assert "деректерімен бірге жойылды" in text and "удалён вместе с данными" in text


async def say(here: Town, office: int, words: str) -> None:
    async with here.stage.store.write() as repositories:
        by = By(HEAD, "head")
        assert await report_record.comment(repositories, 1, office, by, words, here.stage.clock.now())


def section_of(text: str, name: str) -> str:
    """Return the section of that id as it is written; empty when it is not there."""
    found = re.search(rf'<section id="{name}">.*?</section>', text)
    return found[0] if found else ""


TITLES = {
    Language.KK: ("Көрсеткіштері жасырылған бөлімшелердің пікірлері", "Ішкі саясат бөлімі", "Кәсіпкерлік бөлімі"),
    Language.RU: (
        "Комментарии подразделений, показатели которых скрыты",
        "Отдел внутренней политики",
        "Отдел предпринимательства",
    ),
}


@pytest.mark.parametrize("language", list(Language))
async def test_what_an_office_says_is_published_though_the_whole_report_has_no_figures(
    stage: Stage, language: Language
) -> None:
    here = await town(stage, count=0)
    await here.job.tick()
    await say(here, here.offices[2], "Екі сауал\n<b>ғана</b>")
    here.to(10)
    await here.job.tick()
    text = await text_of(here)
    found = section_of(text, f"comments-{language.value}")
    title, _, name = TITLES[language]
    assert title in found and name in found and "Екі сауал<br>&lt;b&gt;ғана" in found
    assert "<table" not in text


@pytest.mark.parametrize("language", list(Language))
async def test_an_office_hidden_among_others_says_its_words_in_their_own_place_once(
    stage: Stage, language: Language
) -> None:
    here = await town(stage)
    await here.job.tick()
    await say(here, here.offices[0], "Біз көппіз")
    await say(here, here.offices[2], "Біз азбыз")
    here.to(10)
    await here.job.tick()
    text = await text_of(here)
    found = section_of(text, f"comments-{language.value}")
    title, shown, hidden = TITLES[language]
    assert title in found and hidden in found and "Біз азбыз" in found
    assert shown not in found and "Біз көппіз" not in found
    assert "Біз көппіз" in section_of(text, f"offices-{language.value}")
    assert text.count("Біз азбыз") == 2, "once in each language"


async def test_without_words_of_hidden_offices_there_is_no_place_for_them(stage: Stage) -> None:
    here = await town(stage)
    await publish(here)
    assert 'id="comments-' not in await text_of(here)


@pytest.mark.parametrize(
    ("language", "why"),
    [(Language.KK, "бақылай бастағаннан кейін жарияланған"), (Language.RU, "после того, как бот начал следить")],
)
async def test_a_call_older_than_the_watch_does_not_count_and_the_empty_place_says_why(
    stage: Stage, language: Language, why: str
) -> None:
    here = await town(stage)
    await stage.add_call(organiser="Қор", first_seen_at=stage.clock.now() - timedelta(days=20))
    await publish(here)
    found = section_of(await text_of(here), f"calls-{language.value}")
    assert why in found and "Қор" not in found and "<table" not in found
