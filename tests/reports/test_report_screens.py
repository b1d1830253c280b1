"""Every screen and caption about reports, in both languages: within Telegram's limits, whatever somebody typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.demo.botapi.html import parse_html
from domain.clock import MovableClock
from domain.language import Language
from domain.offices import Office
from domain.ports.reports import ReportPage
from domain.reports.difference import Change, Told
from domain.reports.model import Month, OfficeIn, Report, ReportState
from domain.statistics.tables import By
from domain.territory import TerritoryTree
from handlers.report_file import world_of
from handlers.service import Service
from handlers.texts import Texts, Translator
from handlers.views import reports
from handlers.views.report_issue import EditionTold, Issue
from handlers.views.screen import Screen
from storage.seed import load_topics
from tests.person import OPERATOR, START, ZONE
from tests.reports.test_snapshot import a_snapshot, terms

__all__ = ["terms"]
HUGE = 10**15
HOSTILE = ["<b>&\"'</b> ", "\u202e\u2066\u200f\x00 \t\r\n", "ұзақсөз" * 300, "👩‍👩‍👧", "=+-@"]


@pytest.fixture
def service(texts: Texts, tree: TerritoryTree) -> Service:
    store: object = None  # no screen asks for it
    return Service(store, MovableClock(START), ZONE, tree, (), texts, OPERATOR, {}, topics=load_topics())  # type: ignore[arg-type]


def every_screen(word: str, issue: Issue, service: Service, tr: Translator) -> Iterator[Screen]:
    shown = Report(
        HUGE, "330000000", Month(2026, 9), ReportState.SHOWN, START, date(2026, 10, 1), date(2026, 10, 9), None, 1
    )
    published = replace(
        shown, state=ReportState.PUBLISHED, published_at=datetime(2026, 10, 9, 5, tzinfo=UTC), edition=9
    )
    drafted = replace(shown, state=ReportState.DRAFTED, shown_on=None, publish_on=None, territory_id="nowhere")
    world = world_of(service)
    office = Office(2, "x-maqanshy-audany", word[:120], word[:120], ())
    own = OfficeIn(2, date(2026, 10, 1), (word * 1000)[:1000] or "?", START)
    units = [unit.id for unit in service.tree.units]
    for page in (0, 1, 9999):
        yield reports.home(units, [shown] * 5, page, service, tr)
    yield reports.home([], [], 0, service, tr)
    for subscribed in (False, True):
        yield reports.listed(
            "330000000", ReportPage((drafted, shown, published) * 2, 10**4), 1, subscribed, service, tr
        )
        yield reports.listed("KZ", ReportPage((), 0), 0, subscribed, service, tr)
    for may in (
        reports.May(),
        reports.May(manages=True),
        reports.May(True, office, own),
        reports.May(False, replace(office, id=HUGE), OfficeIn(HUGE, None)),
    ):
        for report in (drafted, shown, published):
            yield reports.card(report, issue, may, world, service, tr)
        if may.office is not None:
            for way in ("", "https://t.me/elshi_test_bot?start=m1"):
                yield reports.shown(shown, issue, may, date(2026, 10, 8), world, service, tr, way)
    yield Screen(reports.ready(published, service, tr))
    yield Screen(reports.corrected(published, 99, word[:500], 10**4, service, tr))
    yield reports.ask_comment(shown, tr)
    yield reports.ask_comment(shown, tr, too_long=4096)
    yield reports.ask_reason(published, tr)
    yield reports.ask_reason(published, tr, again=True)
    yield reports.nothing_to_correct(published, tr)
    changes = [Change(by, key, told, HUGE, None) for by, key in ((None, None), (By.OFFICE, 2)) for told in Told] * 5
    yield reports.confirm(published, word[:500], changes, {By.OFFICE: {2: word[:300]}}, tr)
    for toast in (
        reports.sent(tr),
        reports.comment_kept(tr),
        reports.comment_kept(tr, removed=True),
        reports.too_late(tr),
        reports.subscribed(tr, wished=True),
        reports.subscribed(tr, wished=False),
        reports.published_again(9, tr),
    ):
        assert len(toast) <= 200
        yield Screen(toast)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("word", HOSTILE, ids=["html", "bidi", "long", "emoji", "formula"])
@pytest.mark.parametrize("count", [3, 80])
def test_every_screen_is_within_telegrams_limits(
    language: Language, word: str, count: int, service: Service, request: pytest.FixtureRequest, tree: TerritoryTree
) -> None:
    taken = a_snapshot(1, count, request.getfixturevalue("terms"), tree)
    offices = {number: Office(number, "330000000", word[:120], word[:120], ()) for number in (1, 2, 3)}
    taken = replace(taken, offices=offices)
    issue = Issue(taken, [EditionTold(1, START, taken.digest)], Month(2026, 6), 1)
    for screen in every_screen(word, issue, service, service.texts.in_language(language)):
        text, _ = parse_html(screen.text)
        assert text.strip() and len(text) <= 4096
        assert not set(text) & set("\u202e\u2066\u200f\x00\t\r")
        for row in screen.rows:
            for button in row:
                assert 0 < len(button.label) <= 64, button.label
                if button.url is None:
                    assert button.data is not None and len(button.data.encode()) <= 64


@pytest.mark.parametrize("language", list(Language))
def test_captions_of_files_fit(language: Language, service: Service) -> None:
    tr = service.texts.in_language(language)
    report = Report(HUGE, "x-maqanshy-audany", Month(2026, 9), ReportState.PUBLISHED, START, None, None, START, 9)
    for caption in (reports.ready(report, service, tr), reports.corrected(report, 99, "ы" * 500, HUGE, service, tr)):
        text, _ = parse_html(caption)
        assert len(text) <= 1024
