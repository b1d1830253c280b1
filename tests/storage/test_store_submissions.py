"""Announcements that people sent: their order, whose they are, who is told, and what erasure leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.language import Language
from domain.people import Role
from domain.submissions import PEOPLE, Origin, Reason, State, post_name
from storage.engine import ConstraintBroken
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import ABAI, AQSUAT, AYAGOZ, NOW, OTHER, PERSON, call, post, submission

_APPOINT = sql("INSERT INTO coordinator (person_id, territory_id, since) VALUES (:person, :territory, 1)")
OBLAST_COORDINATOR, DISTRICT_COORDINATOR = 601, 602


async def test_what_was_stored_is_what_is_read(store: SqlStore) -> None:
    sent = submission(origin=Origin("channel", "Арна", "https://t.me/arna/7"), album="a1", known=5)
    async with store.write() as repositories:
        await repositories.people.set_language(PERSON, Language.KK, NOW)
        await repositories.people.onboard(PERSON, Role.NGO, "Қор", None, NOW)
        ngo = (await repositories.people.visitor(PERSON, PERSON)).ngo
        assert ngo is not None
        number = await repositories.submissions.add(replace(sent, ngo_id=ngo.id), NOW)
        stored = await repositories.submissions.get(number)
        expected = replace(sent, id=number, ngo_id=ngo.id, ngo_name="Қор", revision=1, created_at=NOW)
        assert stored == expected == await repositories.submissions.of_album(PERSON, "a1")
        decided = replace(expected, state=State.REJECTED, decided_by=OTHER, decided_as="KZ", decided_at=NOW)
        assert await repositories.submissions.save(replace(decided, reason=Reason.OTHER, note="x"), NOW)
        stored = await repositories.submissions.get(number)
    assert stored == replace(decided, reason=Reason.OTHER, note="x", revision=2)


async def test_of_two_changes_of_one_text_the_later_writer_is_told(store: SqlStore) -> None:
    async with store.write() as repositories:
        number = await repositories.submissions.add(submission(), NOW)
        read = await repositories.submissions.get(number)
        assert read is not None
        assert await repositories.submissions.save(replace(read, state=State.REJECTED), NOW)
        assert not await repositories.submissions.save(replace(read, state=State.PUBLISHED), NOW)
        stored = await repositories.submissions.get(number)
    assert stored is not None and stored.state is State.REJECTED


async def test_an_album_is_one_submission_of_a_person(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.submissions.add(submission(album="a"), NOW)
        await repositories.submissions.add(submission(album="a", person_id=OTHER), NOW)
        assert await repositories.submissions.of_album(PERSON, "b") is None
    with pytest.raises(ConstraintBroken):
        async with store.write() as repositories:
            await repositories.submissions.add(submission(album="a"), NOW)


async def test_a_queue_holds_what_lies_in_its_territories_oldest_first(store: SqlStore) -> None:
    async with store.write() as repositories:
        numbers = [
            await repositories.submissions.add(submission(territory_id=unit), NOW)
            for unit in (AQSUAT, ABAI, "KZ", AYAGOZ, "330000000")
        ]
        await repositories.submissions.add(submission(state=State.DRAFT), NOW)

        async def queue(*own: str, offset: int = 0) -> tuple[list[int], int]:
            page = await repositories.submissions.queue(own, State.WAITING, offset, 3)
            return [numbers.index(item.id) for item in page.items], page.total

        assert await queue("KZ") == ([0, 1, 2], 5)
        assert await queue("KZ", offset=3) == ([3, 4], 5)
        assert await queue("KZ", offset=9) == ([], 5)
        assert await queue(ABAI) == ([0, 1, 3], 3)
        assert await queue(AQSUAT, "330000000") == ([0, 4], 2)
        assert await queue() == ([], 0)


async def test_a_person_sees_their_own_newest_first_and_is_counted(store: SqlStore) -> None:
    async with store.write() as repositories:
        old = await repositories.submissions.add(submission(), NOW - timedelta(days=2))
        new = await repositories.submissions.add(submission(state=State.DRAFT), NOW)
        await repositories.submissions.add(submission(person_id=OTHER), NOW)
        mine = await repositories.submissions.of_person(PERSON, 0, 5)
        assert ([item.id for item in mine.items], mine.total) == ([new, old], 2)
        assert await repositories.submissions.counts(PERSON, NOW - timedelta(days=1)) == (1, 1)
        assert await repositories.submissions.counts(999, NOW) == (0, 0)


async def test_the_nearest_coordinators_look_and_without_them_those_above(store: SqlStore) -> None:
    async with store.write() as repositories:
        assert await repositories.submissions.reviewers(AQSUAT) == []
        await repositories.coordinators.bootstrap([PERSON], NOW)
        assert await repositories.submissions.reviewers(AQSUAT) == [PERSON]
        await repositories.session.run(_APPOINT, person=OBLAST_COORDINATOR, territory=ABAI)
        assert await repositories.submissions.reviewers(AQSUAT) == [OBLAST_COORDINATOR]
        await repositories.session.run(_APPOINT, person=DISTRICT_COORDINATOR, territory=AQSUAT)
        assert await repositories.submissions.reviewers(AQSUAT) == [DISTRICT_COORDINATOR]
        assert await repositories.submissions.reviewers(AYAGOZ) == [OBLAST_COORDINATOR]


async def test_a_coordinator_is_told_again_only_after_having_looked_or_with_nothing_left(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.coordinators.bootstrap([PERSON, OTHER], NOW)
        number = await repositories.submissions.add(submission(), NOW)
        assert await repositories.submissions.to_tell([PERSON, OTHER]) == [PERSON, OTHER]
        assert await repositories.submissions.to_tell([PERSON, OTHER]) == []
        await repositories.submissions.looked(PERSON)
        assert await repositories.submissions.to_tell([PERSON, OTHER]) == [PERSON]
        read = await repositories.submissions.get(number)
        assert read is not None
        await repositories.submissions.save(replace(read, state=State.WITHDRAWN), NOW)
        assert await repositories.submissions.to_tell([PERSON, OTHER]) == [PERSON, OTHER]


async def test_old_drafts_are_forgotten_and_only_drafts_can_be_dropped(store: SqlStore) -> None:
    async with store.write() as repositories:
        draft = await repositories.submissions.add(submission(state=State.DRAFT), NOW)
        waiting = await repositories.submissions.add(submission(), NOW)
        assert await repositories.submissions.forget(NOW) == 0
        assert await repositories.submissions.forget(NOW + timedelta(days=1)) == 1
        await repositories.submissions.drop(waiting)
        assert await repositories.submissions.get(draft) is None
        assert await repositories.submissions.get(waiting) is not None


async def test_erasing_a_person_leaves_the_published_call_without_them(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.people.set_language(PERSON, Language.KK, NOW)
        await repositories.people.onboard(PERSON, Role.NGO, "Қор", None, NOW)
        ngo = (await repositories.people.visitor(PERSON, PERSON)).ngo
        assert ngo is not None
        waiting = await repositories.submissions.add(submission(ngo_id=ngo.id), NOW)
        number = await repositories.submissions.add(submission(ngo_id=ngo.id, state=State.PUBLISHED), NOW)
        text = replace(call().texts[0], source_id=PEOPLE.id, author="ngo:Қор")
        post_id = await repositories.sources.put_post(PEOPLE.id, post(post_name(number)), "f", None, NOW)
        call_id = await repositories.calls.add(call(texts=(text,)), post_id, NOW)
        read = await repositories.submissions.get(number)
        assert read is not None
        await repositories.submissions.save(replace(read, call_id=call_id, decided_by=PERSON), NOW)
    async with store.write() as repositories:
        await repositories.people.erase(PERSON, NOW)
        kept = await repositories.submissions.get(number)
        found = await repositories.calls.get(call_id)
        posts = await repositories.session.one(sql("SELECT text FROM post WHERE id = :id"), id=post_id)
        assert await repositories.submissions.get(waiting) is None
    assert kept is not None and found is not None and posts is not None
    assert (kept.person_id, kept.ngo_id, kept.text, kept.decided_by, kept.draft.words) == (None, None, "", None, {})
    assert (kept.state, kept.draft.title) == (State.PUBLISHED, "Гранттар конкурсы")
    assert found.call.texts == (replace(text, author=""),)
    assert posts[0] == ""
