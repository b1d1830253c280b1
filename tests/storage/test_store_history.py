"""Past calls on both engines: kept once, recognised when they are known already, and never told to anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.history import Historian
from domain.calls.model import Call, CallEvent, CallKind, Candidate, LocalMoment, Post
from domain.calls.past import PastCall
from domain.calls.recognition import likeness_to_json
from domain.calls.same import Likeness, likeness
from domain.clock import MovableClock
from domain.ports import Progress
from domain.territory import REPUBLIC
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import ABAI, NOW, PERSON, SOURCE, ZONE, add_call, add_people, subscription

_IDS = sql("SELECT id FROM call ORDER BY id")
_LINKS = sql("SELECT call_id FROM post WHERE source_id = :source ORDER BY id")
_QUEUED = sql("SELECT COUNT(*) FROM outbox")


class Reads:
    """Reads every post as what the test says."""

    def __init__(self) -> None:
        self.candidate = Candidate(is_call=True, kind=CallKind.GRANT, event=CallEvent.OPENED)

    async def read(self, post: Post) -> tuple[Candidate, Likeness]:
        return self.candidate, likeness(post, self.candidate)


def historian(store: SqlStore, reads: Reads | None = None) -> Historian:
    return Historian(store, MovableClock(NOW, frozen=True), ZONE, reads or Reads())


def row(year: int = 2025, **changes: Any) -> PastCall:
    made = PastCall(
        f"Шағын гранттар {year}", "Ішкі саясат басқармасы", CallKind.GRANT, date(year, 1, 12), date(year, 2, 10),
        500_000, "KZT", (ABAI,), "", "kk",
    )  # fmt: skip
    return replace(made, **changes)


def read_as(**changes: Any) -> Candidate:
    deadline = LocalMoment(date(2025, 2, 10))
    values: dict[str, Any] = {
        "deadline": deadline,
        "deadlines": (deadline,),
        "organiser": "Ішкі саясат басқармасы",
        "confidence": dict.fromkeys(("is_call", "deadline", "organiser", "kind"), 1.0),
    } | changes
    return Candidate(is_call=True, kind=CallKind.GRANT, event=values.pop("event", CallEvent.OPENED), **values)


def post(number: int, published: datetime | None, text: str = "Шағын гранттар конкурсы") -> Post:
    return Post(f"p{number}", f"https://example.kz/{number}", f"{text} {number}", text, published)


async def all_calls(store: SqlStore) -> list[Call]:
    async with store.read() as repositories:
        ids = [int(found[0]) for found in await repositories.session.all(_IDS)]
        calls = await repositories.calls.many(ids)
    return [calls[number] for number in ids]


async def queued(store: SqlStore) -> int:
    async with store.read() as repositories:
        (found,) = await repositories.session.all(_QUEUED)
    return int(found[0])


async def listening(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.sources.sync([SOURCE], NOW)
        await add_people(repositories, PERSON)
        await repositories.subscriptions.put(subscription(territories=(REPUBLIC,), spheres=()), NOW)


async def test_rows_are_kept_once_with_their_facts_and_nobody_is_told(store: SqlStore) -> None:
    await listening(store)
    keep = historian(store).keep_calls
    kept = await keep([row(2024), row(2025), row(2025)])
    assert (kept.fresh, kept.calls) == (2, 2)
    assert (await keep([row(2024), row(2025)])).fresh == 0
    first, second = await all_calls(store)
    assert (first.kind, first.territories, first.amount_max) == (CallKind.GRANT, (ABAI,), 500_000)
    assert second.first_seen_at == second.published_at == datetime(2025, 1, 12, tzinfo=ZONE)
    assert second.closes_at == datetime(2025, 2, 11, tzinfo=ZONE)
    assert second.text_in("kk").source_id == "imported"
    assert await queued(store) == 0


async def test_a_row_about_a_call_that_was_collected_adds_none_and_changes_nothing(store: SqlStore) -> None:
    await listening(store)
    mine = row()
    known = likeness(mine.post, mine.candidate(), published=mine.opens)
    async with store.write() as repositories:
        await add_call(
            repositories, deadline=LocalMoment(date(2025, 2, 10)), closes_at=NOW - timedelta(days=300),
            likeness=likeness_to_json(known), opens=None,
        )  # fmt: skip
    before = await all_calls(store)
    assert (await historian(store).keep_calls([mine])).calls == 0
    assert await all_calls(store) == before
    async with store.read() as repositories:
        assert [item[0] for item in await repositories.session.all(_LINKS, source="imported")] == [before[0].id]


async def test_an_open_call_is_left_as_it_is_by_what_is_found_in_the_past(store: SqlStore) -> None:
    await listening(store)
    reads = Reads()
    old = post(1, datetime(2026, 2, 1, tzinfo=UTC))
    deadline = LocalMoment(date(2026, 3, 20))
    reads.candidate = read_as(deadline=deadline, deadlines=(deadline,))
    known = likeness(old, reads.candidate)
    async with store.write() as repositories:
        await add_call(repositories, likeness=likeness_to_json(known))
    before = await all_calls(store)
    reads.candidate = replace(reads.candidate, event=CallEvent.EXTENDED)
    assert (await historian(store, reads).keep_posts(SOURCE, [old])).calls == 0
    assert await all_calls(store) == before
    assert await queued(store) == 0


async def test_later_news_in_the_past_changes_a_past_call_without_a_new_revision(store: SqlStore) -> None:
    await listening(store)
    reads = Reads()
    reads.candidate = read_as()
    text = "«Тау самалы» шағын гранттар конкурсы: 12 грант, әрқайсысы 347 500 теңге"
    first = post(1, datetime(2025, 1, 12, tzinfo=UTC), text)
    assert (await historian(store, reads).keep_posts(SOURCE, [first])).calls == 1
    reads.candidate = replace(read_as(event=CallEvent.RESULT), is_call=False)
    second = replace(
        first, external_id="p2", text=first.text + " нәтижесі", published=datetime(2025, 2, 10, tzinfo=UTC)
    )
    assert (await historian(store, reads).keep_posts(SOURCE, [second])).calls == 0
    (found,) = await all_calls(store)
    assert (found.event, found.revision) == (CallEvent.RESULT, 1)
    assert await queued(store) == 0


async def test_what_is_lately_published_or_says_nothing_of_its_time_is_no_history(store: SqlStore) -> None:
    await listening(store)
    reads = Reads()
    reads.candidate = read_as()
    lately = await historian(store, reads).keep_posts(SOURCE, [post(1, NOW - timedelta(days=2))])
    assert (lately.fresh, lately.calls) == (0, 0)
    reads.candidate = read_as(deadline=None, deadlines=())
    timeless = await historian(store, reads).keep_posts(SOURCE, [post(2, None)])
    assert (timeless.fresh, timeless.calls) == (1, 0)
    assert await all_calls(store) == []


async def test_what_was_read_of_a_sources_past_is_remembered(store: SqlStore) -> None:
    await listening(store)
    async with store.write() as repositories:
        assert await repositories.history.progress(SOURCE.id) is None
        await repositories.history.note(SOURCE.id, Progress("https://example.kz/?page=2", 1), NOW)
        await repositories.history.note(SOURCE.id, Progress("", 2), NOW)
        assert await repositories.history.progress(SOURCE.id) == Progress("", 2)


async def test_a_past_call_is_looked_for_by_its_deadline_or_around_its_time(store: SqlStore) -> None:
    since = datetime(2025, 5, 1, tzinfo=UTC)
    async with store.write() as repositories:
        dated = await add_call(repositories, likeness="a", deadline=LocalMoment(date(2025, 7, 12)))
        around = await add_call(repositories, likeness="b", deadline=None, first_seen_at=since + timedelta(days=9))
        await add_call(repositories, likeness="c", deadline=None, first_seen_at=since - timedelta(days=1))
        await add_call(repositories, likeness="d", first_seen_at=since + timedelta(days=9))
        found = await repositories.history.around([date(2025, 7, 12)], since, since + timedelta(days=60))
    assert [one.id for one in found] == [dated, around]
