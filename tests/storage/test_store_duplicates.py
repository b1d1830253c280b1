"""One call of two and two of one: what moves along, what is remembered, and that nobody is told anything twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.calls.duplicates import Attachment, Basis, Doubt
from domain.calls.model import CallText, LocalMoment
from domain.language import Language
from domain.outbox import Gone, Sent
from domain.ports import Parting, Settled
from domain.search import How, Meant, parse
from domain.submissions import PEOPLE, post_name
from storage.statement import sql
from storage.store import SqlStore, open_store
from tests.storage.pairs import KAZAKH, LATER, RUSSIAN, THIRD, add, deliver, join, now_is, part, subscribe
from tests.storage.samples import (
    ABAI,
    AQSUAT,
    AYAGOZ,
    GROUP,
    NOW,
    OTHER,
    PERSON,
    SOURCE,
    ZONE,
    add_people,
    group_chat,
    post,
    submission,
)

_STATES = sql("SELECT call_id, kind, state, error FROM outbox WHERE chat_id = :chat ORDER BY id")
_POSTS = sql("SELECT external_id, call_id FROM post ORDER BY id")
_NAMING = sql(
    sqlite="""
        SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND (c.name IN ('call_id', 'known'))
    """,
    postgresql="""
        SELECT table_name || '.' || column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name IN ('call_id', 'known')
    """,
)


async def test_whoever_was_told_of_either_is_not_told_again_and_the_others_are_told_once(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON, territories=(AQSUAT,))
        await subscribe(repositories, OTHER, territories=(AYAGOZ,))
        await subscribe(repositories, THIRD, territories=(AYAGOZ,), spheres=("culture",))
        one = await add(repositories, KAZAKH, territories=(AQSUAT,), spheres=("culture", "health"))
        two = await add(repositories, RUSSIAN, territories=(AYAGOZ,), spheres=("health",))
        assert await repositories.calls.match(one.id, 1, NOW) == 1
        assert await repositories.calls.match(two.id, 1, NOW) == 1
        assert await deliver(repositories) == [(PERSON, one.id), (OTHER, two.id)]
        # Neither alone concerned the third: the first was for another district, the second on another sphere.
        assert await join(repositories, one, two) == 1
        assert await deliver(repositories) == [(THIRD, one.id)]
    async with store.write() as repositories:  # after a restart, and pressed again by somebody: nothing waits
        assert await repositories.calls.match(one.id, 1, NOW) == 0
        assert await deliver(repositories) == []
        both = await now_is(repositories, one)
        await repositories.calls.replace(replace(both, revision=2, event="cancelled"), 1, NOW)
        assert await repositories.news.tell(one.id, 2, NOW) == 3  # later news reaches the readers of both
        assert await deliver(repositories) == [(PERSON, one.id), (OTHER, one.id), (THIRD, one.id)]


async def test_who_subscribed_later_and_was_not_alerted_of_either_is_not_alerted_by_joining(store: SqlStore) -> None:
    async with store.write() as repositories:
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await subscribe(repositories, PERSON)  # they got the list of what is open
        assert await join(repositories, one, two) == 0
        assert await deliver(repositories) == []


async def test_what_waited_for_both_goes_out_as_one_alert(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON)
        await subscribe(repositories, OTHER)
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await repositories.calls.match(one.id, 1, NOW)
        await deliver(repositories, PERSON)
        await repositories.calls.match(two.id, 1, NOW)  # waits for both; the other one waits for the first as well
        assert await join(repositories, one, two) == 0
        assert await deliver(repositories) == [(OTHER, one.id)]
        assert await deliver(repositories) == []


async def test_what_waited_for_the_absorbed_call_only_tells_of_the_survivor(store: SqlStore) -> None:
    async with store.write() as repositories:
        one = await add(repositories, KAZAKH, territories=(AYAGOZ,))
        two = await add(repositories, RUSSIAN, territories=(AQSUAT,))
        await subscribe(repositories, PERSON, territories=(AQSUAT,))
        await repositories.calls.match(two.id, 1, NOW)
        (held,) = await repositories.outbox.claim("sender", NOW, 5)  # a sender holds it at this very moment
        assert await join(repositories, one, two) == 0
        assert await repositories.outbox.begin_sending("sender", [held.id]) == []
        assert await deliver(repositories) == [(PERSON, one.id)]


async def test_what_is_on_its_way_while_calls_are_joined_is_not_sent_twice(store: SqlStore) -> None:
    async with store.write() as repositories:
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await subscribe(repositories, PERSON)
        await repositories.calls.match(two.id, 1, NOW)
        (held,) = await repositories.outbox.claim("sender", NOW, 5)
        await repositories.outbox.begin_sending("sender", [held.id])
        assert await join(repositories, one, two) == 0
        await repositories.outbox.settle([Settled(held, Sent(7, NOW))], NOW)
        assert await repositories.calls.match(one.id, 1, NOW) == 0
        assert await deliver(repositories) == []
        assert await repositories.seen.sent_at(PERSON, one.id) == NOW


async def test_the_greater_revision_stays_and_nobody_hears_of_it_again(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON)
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN, revision=3)
        await repositories.calls.match(one.id, 1, NOW)
        await deliver(repositories)
        assert await join(repositories, one, two) == 0
        assert (await now_is(repositories, one)).revision == 3
        assert await repositories.calls.match(one.id, 3, NOW) == 0


async def test_the_number_of_the_absorbed_call_opens_saves_and_reminds_of_the_survivor(store: SqlStore) -> None:
    shelf = f"person:{PERSON}"
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        assert await join(repositories, one, two) == 0
        await repositories.calls.save(shelf, two.id, PERSON, NOW)
        found = await repositories.calls.get(two.id, shelf)
        assert found is not None and found.call.id == one.id and found.saved
        assert [text.lang for text in found.call.texts] == ["kk", "ru"]
        assert await repositories.reminders.choose(shelf, two.id, 1, False, NOW) == (14, 7, 3)
        assert await repositories.reminders.chosen(shelf, one.id) == (14, 7, 3)
        await repositories.calls.unsave(shelf, two.id)
        await repositories.calls.dismiss(shelf, two.id, PERSON, NOW)
        assert (await repositories.calls.saved(shelf, NOW, 0, 5)).total == 0
        await repositories.calls.undismiss(shelf, two.id)
        await repositories.seen.open(PERSON, two.id)
        assert await repositories.duplicates.where(two.id) == one.id
        assert await repositories.duplicates.where(99) is None


@pytest.mark.parametrize(
    ("first", "second", "saved"),
    [("save", "dismiss", True), ("dismiss", "save", True), ("dismiss", "dismiss", False), ("save", "save", True)],
)
async def test_saved_goes_before_put_away(store: SqlStore, first: str, second: str, saved: bool) -> None:
    """A missed deadline costs more than a call that is seen once more."""
    shelf = f"person:{PERSON}"
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await getattr(repositories.calls, first)(shelf, one.id, PERSON, NOW)
        await getattr(repositories.calls, second)(shelf, two.id, PERSON, NOW - timedelta(hours=2))
        if second == "save":
            await repositories.reminders.choose(shelf, two.id, 14, False, NOW)
        await join(repositories, one, two)
        found = await repositories.calls.get(one.id, shelf)
        assert found is not None and (found.saved, found.dismissed) == (saved, not saved)
        if second == "save":
            assert await repositories.reminders.chosen(shelf, one.id) == (7, 3, 1)


async def test_who_put_one_of_the_two_away_is_not_alerted_of_both(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON)
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await repositories.calls.match(one.id, 1, NOW)
        await repositories.calls.dismiss(f"person:{PERSON}", two.id, PERSON, NOW)
        assert await join(repositories, one, two) == 0
        assert await deliver(repositories) == []


async def test_a_day_brings_one_reminder_though_both_calls_were_saved(store: SqlStore) -> None:
    shelf, morning = f"person:{PERSON}", NOW.replace(day=17, hour=5)
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await repositories.calls.save(shelf, two.id, PERSON, NOW)
        assert await repositories.reminders.queue_due(morning) == 1
        (due,) = await repositories.outbox.claim("sender", morning, 5)
        await repositories.outbox.begin_sending("sender", [due.id])
        await repositories.outbox.settle([Settled(due, Sent(1, morning))], morning)
        await repositories.calls.save(shelf, one.id, PERSON, NOW)
        assert await repositories.reminders.queue_due(morning) == 1  # for the other one: it waits
        await join(repositories, one, two)
        assert await repositories.reminders.queue_due(morning) == 0
        assert await repositories.outbox.claim("sender", morning, 5) == []
        assert await repositories.reminders.queue_due(morning + timedelta(days=2)) == 1


async def test_everything_that_names_the_absorbed_call_names_the_survivor(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        sent = await repositories.submissions.add(submission(known=two.id, call_id=two.id), NOW)
        await join(repositories, one, two)
        found = await repositories.submissions.get(sent)
        assert found is not None and (found.known, found.call_id) == (one.id, one.id)
        assert [row[1] for row in await repositories.session.all(_POSTS)] == [one.id, one.id]
        (text,) = [text for text in await repositories.duplicates.texts(one.id) if text.came_from]
        assert (text.post.url, text.came_from) == (RUSSIAN.url, two.id)
        assert text.attachment is not None and text.attachment.basis is Basis.DECIDED
        assert text.attachment.likeness == "ru"
        term = parse("проектов").terms[0]
        page = await repositories.search.page([Meant(term, How.EXACT, {term.key: 0})], NOW, 0, 5, closed=False)
        assert [call.id for call in page.calls] == [one.id]  # found by the words of both, once


async def test_every_table_that_names_a_call_is_looked_after_when_two_become_one(store: SqlStore) -> None:
    """Whoever adds a table with the number of a call decides in storage.joining what becomes of it."""
    async with store.write() as repositories:
        rows = await repositories.session.all(_NAMING)
    assert {row[0] for row in rows} == {
        "call_correction.call_id", "call_pointer.call_id", "call_reading.call_id", "call_revision.call_id",
        "call_sphere.call_id", "call_territory.call_id", "notice_given.call_id", "opened.call_id", "opening.call_id",
        "outbox.call_id", "post.call_id", "post_apart.call_id", "search_call.call_id", "search_entry.call_id",
        "request.call_id", "request_draft.call_id",
            "season.call_id", "season_watch.call_id", "shelf.call_id", "submission.call_id", "submission.known",
    }  # fmt: skip


async def test_a_chat_that_heard_of_both_counts_once_in_the_notice_given(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON)
        await subscribe(repositories, OTHER)
        one = await add(repositories, KAZAKH, first_seen_at=NOW - timedelta(hours=5))
        two = await add(repositories, RUSSIAN, first_seen_at=NOW - timedelta(hours=2))
        await repositories.calls.match(one.id, 1, NOW)
        await deliver(repositories, PERSON)
        await repositories.calls.match(two.id, 1, NOW)
        for item in await repositories.outbox.claim("sender", NOW, 9):
            if item.call_id == two.id:
                await repositories.outbox.begin_sending("sender", [item.id])
                await repositories.outbox.settle([Settled(item, Sent(1, NOW + timedelta(hours=1)))], NOW)
        assert (await repositories.seen.notice(one.id), await repositories.seen.notice(two.id)) == ({5: 1}, {3: 2})
        await join(repositories, one, two)
        assert await repositories.seen.notice(one.id) == {5: 1, 6: 1}


async def test_joining_that_breaks_off_in_the_middle_leaves_everything_as_it_was(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON)
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await repositories.calls.match(two.id, 1, NOW)
    with pytest.raises(RuntimeError):
        async with store.write() as repositories:
            await join(repositories, one, two)
            raise RuntimeError("the power went")
    async with store.write() as repositories:
        assert await repositories.duplicates.where(two.id) == two.id
        assert await deliver(repositories) == [(PERSON, two.id)]
        assert await join(repositories, one, two) == 0
        assert await deliver(repositories) == []


async def test_a_text_taken_out_reaches_those_who_did_not_see_its_words_once(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON, Language.RU)
        await subscribe(repositories, OTHER, Language.KK)
        await subscribe(repositories, THIRD, Language.KK, territories=(AYAGOZ,))
        await repositories.groups.put(group_chat(), NOW)
        await subscribe(repositories, GROUP, Language.RU)
        one = await add(repositories, KAZAKH, territories=(AQSUAT,))
        out = replace(one, id=0, texts=(RUSSIAN,), territories=(ABAI,), likeness="ru")
        post_id = await repositories.sources.put_post(SOURCE.id, post("ru", url=RUSSIAN.url), "ru", one.id, NOW)
        await repositories.duplicates.attach(post_id, Attachment(Basis.READ, 0.7, ("deadline",), "ru"), NOW)
        await repositories.calls.replace(replace(one, texts=(KAZAKH, RUSSIAN)), post_id, NOW)
        await repositories.calls.match(one.id, 1, NOW)
        assert await deliver(repositories) == [(GROUP, one.id), (PERSON, one.id), (OTHER, one.id)]

        number, queued = await part(repositories, one, out, Language.RU)
        assert queued == 2  # the reader of the Kazakh words, and the district that the old call was not for
        assert await deliver(repositories) == [(OTHER, number), (THIRD, number)]
        assert [row[1] for row in await repositories.session.all(_POSTS)] == [one.id, number]
        fresh = await now_is(repositories, replace(one, id=number))
        assert [text.title for text in fresh.texts] == [RUSSIAN.title]

    for _ in range(2):  # joined again and parted again, as often as anybody likes: nobody hears any more
        async with store.write() as repositories:
            apart = await now_is(repositories, replace(one, id=number))
            assert await join(repositories, one, apart) == 0
            assert await deliver(repositories) == []
            assert await repositories.duplicates.where(number) == one.id
        async with store.write() as repositories:
            assert await part(repositories, one, out, Language.RU) == (number, 0)
            assert await deliver(repositories) == []
            assert await repositories.duplicates.where(number) == number


async def test_later_news_of_the_call_that_came_out_is_an_update_for_whoever_read_its_words(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON, Language.RU)
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await join(repositories, one, two, alert=False)
        await repositories.calls.match(one.id, 1, NOW)
        await deliver(repositories)
        assert await part(repositories, one, two, Language.RU) == (two.id, 0)
        moved = LocalMoment(date(2026, 3, 27))
        later = replace(two, revision=2, event="extended", deadline=moved, closes_at=moved.ends(ZONE))
        await repositories.calls.replace(later, 2, NOW)
        assert await repositories.news.tell(two.id, 2, NOW) == 1
        rows = await repositories.session.all(_STATES, chat=PERSON)
        assert [tuple(row)[:3] for row in rows] == [
            (one.id, "alert", "sent"), (two.id, "alert", "sent"), (two.id, "update", "pending")
        ]  # fmt: skip


async def test_what_waited_is_worked_out_anew_when_a_call_is_parted(store: SqlStore) -> None:
    async with store.write() as repositories:
        one = await add(repositories, KAZAKH, territories=(AQSUAT,))
        two = await add(repositories, RUSSIAN, territories=(AYAGOZ,))
        await subscribe(repositories, PERSON, territories=(AYAGOZ,))
        await subscribe(repositories, OTHER, territories=(AQSUAT,))
        await repositories.calls.match(one.id, 1, NOW)
        await repositories.calls.match(two.id, 1, NOW)
        await join(repositories, one, two)
        whole = await now_is(repositories, one)
        texts = await repositories.duplicates.texts(one.id)
        leaving = tuple(text for text in texts if text.came_from)
        out = Parting(whole, replace(one, revision=1), two, leaving, (Language.RU,), alert=True)
        assert (await repositories.duplicates.part(out, PERSON, ABAI, NOW))[0] == two.id
        assert await deliver(repositories) == [(PERSON, two.id), (OTHER, one.id)]
        assert await deliver(repositories) == []


async def test_an_alert_dropped_by_joining_comes_after_all_when_it_was_another_call(store: SqlStore) -> None:
    async with store.write() as repositories:
        await subscribe(repositories, PERSON, Language.KK)
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await repositories.calls.match(one.id, 1, NOW)
        await deliver(repositories)
        await repositories.calls.match(two.id, 1, NOW)
        await join(repositories, one, two)
        assert await deliver(repositories) == []
        assert await part(repositories, one, two, Language.RU) == (two.id, 1)
        assert await deliver(repositories) == [(PERSON, two.id)]


async def test_an_announcement_of_a_person_goes_with_its_text(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        one = await add(repositories, KAZAKH)
        sent = await repositories.submissions.add(submission(call_id=one.id), NOW)
        kept = await repositories.submissions.add(submission(call_id=one.id), NOW)
        brought = post(post_name(sent), url=RUSSIAN.url)
        await repositories.sources.put_post(PEOPLE.id, brought, "ru", one.id, NOW)
        number, _ = await part(repositories, one, replace(one, texts=(RUSSIAN,)), Language.RU)
        found = [await repositories.submissions.get(one_id) for one_id in (sent, kept)]
        assert [one.call_id for one in found if one] == [number, one.id]


async def test_what_was_saved_stays_with_the_old_call(store: SqlStore) -> None:
    shelf = f"person:{PERSON}"
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await repositories.calls.save(shelf, two.id, PERSON, NOW)
        await join(repositories, one, two)
        await part(repositories, one, two, Language.RU)
        stays, came = await repositories.calls.get(one.id, shelf), await repositories.calls.get(two.id, shelf)
        assert stays is not None and came is not None and (stays.saved, came.saved) == (True, False)


async def test_calls_joined_one_after_the_other_come_apart_in_any_order(store: SqlStore) -> None:
    third = CallText("en", "Grants", "https://example.kz/en", SOURCE.id)
    async with store.write() as repositories:
        one, two, three = [await add(repositories, text) for text in (KAZAKH, RUSSIAN, third)]
        await join(repositories, two, three)
        await join(repositories, one, two)
        assert [await repositories.duplicates.where(one.id) for one in (one, two, three)] == [one.id] * 3
        texts = await repositories.duplicates.texts(one.id)
        assert sorted((text.post.url, text.came_from) for text in texts) == [
            (third.url, two.id), (KAZAKH.url, None), (RUSSIAN.url, two.id)
        ]  # fmt: skip
        whole = await now_is(repositories, one)
        leaving = tuple(text for text in texts if text.came_from == two.id)
        out = Parting(whole, replace(one, revision=1), replace(two, texts=(RUSSIAN, third)), leaving, (), alert=True)
        assert (await repositories.duplicates.part(out, PERSON, ABAI, NOW))[0] == two.id
        assert [await repositories.duplicates.where(call.id) for call in (one, two, three)] == [one.id, two.id, two.id]
        (brought,) = [text for text in await repositories.duplicates.texts(two.id) if text.came_from]
        assert (brought.post.url, brought.came_from) == (third.url, three.id)
        assert (await part(repositories, two, three))[0] == three.id


async def test_what_coordinators_decided_binds_the_same_words_elsewhere(store: SqlStore) -> None:
    since, days = NOW - timedelta(days=60), [date(2026, 3, 20)]
    async with store.write() as repositories:
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        assert (await repositories.duplicates.bound(0, "ru", days, [one.id], since)).calls == frozenset()
        await join(repositories, one, two)
        bound = await repositories.duplicates.bound(0, "ru", [], [], since)
        assert (bound.words, bound.likenesses) == ({one.id}, {one.id: ("ru",)})
        assert (await repositories.duplicates.bound(0, "new words", days, [], since)).calls == {one.id}
        await part(repositories, one, two)
        bound = await repositories.duplicates.bound(0, "ru", days, [one.id, two.id], since)
        assert bound.apart == {one.id} and bound.calls == {two.id}
        assert (await repositories.duplicates.bound(0, "kk", days, [one.id], since)).apart == {two.id}
        await join(repositories, one, two)
        assert (await repositories.duplicates.bound(0, "ru", days, [one.id], since)).apart == frozenset()


async def test_a_pair_in_doubt_is_shown_to_those_whose_territories_hold_both_calls(store: SqlStore) -> None:
    async with store.write() as repositories:
        one = await add(repositories, KAZAKH, territories=(AQSUAT,))
        two = await add(repositories, RUSSIAN, territories=(AYAGOZ,))
        pair = Doubt(one.id, two.id, 0.52, ("deadline", "other words"))
        for _ in range(2):
            await repositories.duplicates.doubt([pair], NOW)
        assert (await repositories.duplicates.doubts([ABAI], NOW, 0, 5)).items == (pair,)
        assert (await repositories.duplicates.doubts(["KZ"], NOW, 0, 5)).total == 1
        assert (await repositories.duplicates.doubts([AQSUAT, AYAGOZ], NOW, 0, 5)).total == 1
        for own in ([AQSUAT], ["190000000"], []):
            assert (await repositories.duplicates.doubts(own, NOW, 0, 5)).total == 0
        assert (await repositories.duplicates.doubts([ABAI], NOW, 1, 5)).total == 1
        assert (await repositories.duplicates.doubts([ABAI], NOW + timedelta(days=60), 0, 5)).total == 0
        await repositories.duplicates.two(two.id, one.id, PERSON, ABAI, NOW)
        assert (await repositories.duplicates.doubts([ABAI], NOW, 0, 5)).total == 0
        assert await repositories.duplicates.pair(one.id, two.id) is None
        await repositories.duplicates.doubt([pair], NOW)
        assert await repositories.duplicates.pair(one.id, two.id) is None  # it is not asked about again


async def test_a_pair_that_nobody_decided_about_is_forgotten_and_a_decision_is_not(store: SqlStore) -> None:
    async with store.write() as repositories:
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await repositories.duplicates.doubt([Doubt(one.id, two.id, 0.5, ())], NOW)
        assert await repositories.duplicates.forget(NOW) == 0
        assert await repositories.duplicates.forget(LATER) == 1
        await repositories.duplicates.two(one.id, two.id, PERSON, ABAI, NOW)
        assert await repositories.duplicates.forget(LATER) == 0
        assert await repositories.duplicates.verdict(one.id, two.id) is not None


async def test_a_second_coordinator_waits_for_the_first_and_sees_what_came_of_it(store: SqlStore, url: str) -> None:
    async with store.write() as repositories:
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
    seen: list[int | None] = []
    begun = asyncio.Event()

    async def second(other: SqlStore) -> None:
        begun.set()
        async with other.write() as repositories:
            await repositories.duplicates.lock([one.id, two.id])
            seen.append(await repositories.duplicates.where(two.id))

    async with (
        open_store(url, zone=ZONE, patience=20) as other,
        asyncio.TaskGroup() as tasks,
        store.write() as repositories,
    ):
        await repositories.duplicates.lock([one.id, two.id])
        tasks.create_task(second(other))
        await begun.wait()
        await join(repositories, one, two)
    assert seen == [one.id]


async def test_doubts_about_the_absorbed_call_become_doubts_about_the_survivor(store: SqlStore) -> None:
    third = CallText("en", "Grants", "https://example.kz/en", SOURCE.id)
    async with store.write() as repositories:
        one, two, three = [await add(repositories, text) for text in (KAZAKH, RUSSIAN, third)]
        pairs = [Doubt(one.id, two.id, 0.5, ()), Doubt(two.id, three.id, 0.55, ("name",))]
        await repositories.duplicates.doubt(pairs, NOW)
        await join(repositories, one, two)
        assert (await repositories.duplicates.doubts([ABAI], NOW, 0, 5)).items == (
            Doubt(one.id, three.id, 0.55, ("name",)),
        )
        said = await repositories.duplicates.verdict(two.id, one.id)
        assert said is not None and said.same and said.decided_as == ABAI
        await repositories.duplicates.two(one.id, three.id, OTHER, ABAI, NOW)
        await repositories.people.erase(OTHER, NOW)
        said = await repositories.duplicates.verdict(one.id, three.id)
        assert said is not None and not said.same


async def test_a_text_that_tells_of_no_call_is_only_taken_out(store: SqlStore) -> None:
    async with store.write() as repositories:
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await join(repositories, one, two)
        whole = await now_is(repositories, one)
        leaving = tuple(text for text in await repositories.duplicates.texts(one.id) if text.came_from)
        out = Parting(whole, whole, None, leaving, (), alert=False)
        assert await repositories.duplicates.part(out, PERSON, ABAI, NOW) == (None, 0)
        assert await repositories.duplicates.count_texts(one.id) == 1
        since = NOW - timedelta(days=60)
        assert (await repositories.duplicates.bound(leaving[0].post_id, "edited", [], [], since)).apart == {one.id}


async def test_an_alert_that_could_not_be_sent_under_the_old_number_is_not_lost(store: SqlStore) -> None:
    async with store.write() as repositories:
        one, two = await add(repositories, KAZAKH), await add(repositories, RUSSIAN)
        await subscribe(repositories, PERSON)
        await repositories.calls.match(two.id, 1, NOW)
        (held,) = await repositories.outbox.claim("sender", NOW, 5)
        await join(repositories, one, two)
        await repositories.outbox.settle([Settled(held, Gone("no such call"))], NOW)  # it had looked too late
        assert await deliver(repositories) == [(PERSON, one.id)]
