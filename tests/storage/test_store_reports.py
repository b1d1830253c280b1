"""Monthly reports as both engines keep them: each step once, editions that stay, words that can be erased."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from domain.journal import Erasable, NewEntry
from domain.offices import By
from domain.ports import Repositories
from domain.reports.model import Edition, Month, ReportState
from storage.store import SqlStore
from tests.storage.samples import ABAI, AQSUAT, NOW, OTHER, PERSON, add_people

MONTH = Month(2026, 2)
FIRST = Edition(1, "d1", '{"a":1}', "", NOW)
SHOWN, DAY = date(2026, 3, 2), date(2026, 3, 10)


async def entry(repositories: Repositories, person: int, words: str) -> int:
    made = NewEntry("report.commented", "report:1", "head@office:1", {}, Erasable(person, words))
    return (await repositories.journal.append(made, NOW)).number


async def drafted(repositories: Repositories, territory: str = ABAI, month: Month = MONTH) -> tuple[int, int]:
    """A report with one edition and one office in it."""
    report = await repositories.reports.draft(territory, month, NOW, NOW)
    assert report is not None
    (office,) = await repositories.offices.add([AQSUAT], ("А", "Б"), ["other"], By(1, "head"), NOW)
    assert await repositories.reports.add_edition(report, FIRST, 1)
    await repositories.reports.put_offices(report, [office])
    return report, office


async def test_a_territory_has_one_report_of_a_month(store: SqlStore) -> None:
    async with store.write() as repositories:
        report, _ = await drafted(repositories)
        assert await repositories.reports.draft(ABAI, MONTH, NOW, NOW) is None
        other = await repositories.reports.draft(ABAI, Month(2025, 12), NOW, NOW)
        assert await repositories.reports.latest() == {ABAI: MONTH}
        found = await repositories.reports.get(report)
        assert found is not None
        assert (found.territory_id, found.month, found.state, found.as_of) == (ABAI, MONTH, ReportState.DRAFTED, NOW)
        page = await repositories.reports.of_territory(ABAI, 0, 1)
        assert ([one.id for one in page.items], page.total) == ([report], 2), "the latest month first"
        page = await repositories.reports.of_territory(ABAI, 5, 1)
        assert (page.items, page.total) == ((), 2)
        assert [one.id for one in await repositories.reports.of_month(MONTH)] == [report]
        assert [one.id for one in await repositories.reports.unpublished()] == sorted([report, other or 0])
        assert await repositories.reports.territories() == [ABAI]
        assert await repositories.reports.get(10**9) is None and await repositories.reports.hold(10**9) is None
        assert await repositories.reports.hold(report) == found


async def test_each_step_is_taken_once_and_in_its_order(store: SqlStore) -> None:
    async with store.write() as repositories:
        report, office = await drafted(repositories)
        reports = repositories.reports
        assert not await reports.publish(report, NOW), "nobody was shown it"
        assert not await reports.comment(report, office, "?", 1, NOW)
        assert await reports.show(report, SHOWN, DAY)
        assert not await reports.show(report, DAY, SHOWN)
        assert await reports.show_office(report, office, SHOWN)
        assert not await reports.show_office(report, office, DAY)
        assert [one.id for one in await reports.waiting_for(office)] == [report]
        assert await reports.comment(report, office, "Қайтарылған", 1, NOW)
        assert await reports.comment(report, office, "", 2, NOW)
        (own,) = await reports.offices(report)
        assert (own.comment, own.erased) == ("", False), "it was taken back, and is not called erased"
        assert await reports.comment(report, office, "Сөз", 1, NOW)
        assert not await reports.comment(report, office + 1, "Сөз", 1, NOW), "it is none of the report's"
        assert await reports.publish(report, NOW)
        assert not await reports.publish(report, NOW)
        assert not await reports.comment(report, office, "Кеш", 1, NOW)
        found = await reports.get(report)
        assert found is not None
        assert (found.shown_on, found.publish_on, found.published_at) == (SHOWN, DAY, NOW)
        (own,) = await reports.offices(report)
        assert (own.comment, own.shown_on, own.commented_at) == ("Сөз", SHOWN, NOW)
        assert [one.id for one in await reports.published()] == [report]
        assert await reports.waiting_for(office) == [] and await reports.unpublished() == []


async def test_an_edition_is_added_and_never_replaced(store: SqlStore) -> None:
    async with store.write() as repositories:
        report, _ = await drafted(repositories)
        again = replace(FIRST, figures="{}", digest="x")
        assert not await repositories.reports.add_edition(report, again, 1)
        second = Edition(2, "d2", "{}", "Себеп", NOW + timedelta(days=1))
        assert await repositories.reports.add_edition(report, second, 2)
        assert await repositories.reports.editions(report) == [FIRST, second]
        assert await repositories.reports.edition(report) == second
        assert await repositories.reports.edition(report, 1) == FIRST
        assert await repositories.reports.edition(report, 3) is None
        found = await repositories.reports.get(report)
        assert found is not None and found.edition == 2


async def test_who_wishes_for_reports_and_who_has_them(store: SqlStore) -> None:
    async with store.write() as repositories:
        report, _ = await drafted(repositories)
        reports = repositories.reports
        assert await reports.subscribe(ABAI, PERSON) and not await reports.subscribe(ABAI, PERSON)
        assert await reports.subscriptions(PERSON) == [ABAI] and await reports.readers(ABAI) == [PERSON]
        assert await reports.unsubscribe(ABAI, PERSON) and not await reports.unsubscribe(ABAI, PERSON)
        await reports.note_copies(report, [OTHER, PERSON])
        await reports.note_copies(report, [OTHER])
        assert await reports.holders(report) == [PERSON, OTHER]


async def test_erasing_somebody_takes_their_words_and_wishes_and_nobody_elses(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        report, office = await drafted(repositories)
        reports = repositories.reports
        (theirs,) = await repositories.offices.add([AQSUAT], ("В", "Г"), ["other"], By(1, "head"), NOW)
        await reports.put_offices(report, [theirs, office])
        await reports.show(report, SHOWN, DAY)
        await reports.comment(report, office, "Біздің сөз", await entry(repositories, PERSON, "Біздің сөз"), NOW)
        await reports.comment(report, theirs, "Олардың сөзі", await entry(repositories, OTHER, "Олардың сөзі"), NOW)
        await reports.publish(report, NOW)
        number = await entry(repositories, PERSON, "Себеп")
        await reports.add_edition(report, Edition(2, "d2", "{}", "Себеп", NOW), number)
        for person in (PERSON, OTHER):
            await reports.subscribe(ABAI, person)
        await reports.note_copies(report, [PERSON, OTHER])
        await repositories.people.erase(PERSON, NOW)
        own, other = await reports.offices(report)
        assert (own.comment, own.erased, own.commented_at) == ("", True, NOW)
        assert (other.comment, other.erased) == ("Олардың сөзі", False)
        last = await reports.edition(report)
        assert last is not None and (last.reason, last.digest) == ("", "d2")
        assert await reports.readers(ABAI) == [OTHER] and await reports.holders(report) == [OTHER]


async def test_of_two_at_once_one_drafts_and_one_publishes(store: SqlStore) -> None:
    """Two processes: each unit of work is its own connection's."""
    made: list[int | None] = []
    published: list[bool] = []

    async def draft() -> None:
        async with store.write() as repositories:
            made.append(await repositories.reports.draft(ABAI, MONTH, NOW, NOW))

    async def publish(report: int) -> None:
        async with store.write() as repositories:
            published.append(await repositories.reports.publish(report, NOW))

    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(draft())
    (report,) = [one for one in made if one is not None]
    async with store.write() as repositories:
        await repositories.reports.show(report, SHOWN, DAY)
    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(publish(report))
    assert sorted(published) == [False, False, False, True]
