"""Letters that are being written: one for each person and NGO, whole after a restart, gone once they are requests."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from domain.language import Language
from domain.people import Role
from domain.ports import NewRequest, Repositories
from domain.requests.draft import DraftPart, RequestDraft
from domain.requests.model import Attachment, AttachmentKind, Route
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import AQSUAT, NOW, OTHER, PERSON, add_people

FILES = (
    Attachment(AttachmentKind.PHOTO, "file-1", "u1"),
    Attachment(AttachmentKind.DOCUMENT, "file-2", "u2", "Смета «2026».xlsx", 10**10),
)
PART = DraftPart(PERSON, 10, "Сәлеметсіз бе", NOW, FILES, "album-1")


async def an_ngo(repositories: Repositories, person: int = PERSON) -> int:
    await add_people(repositories, person)
    await repositories.people.onboard(person, Role.NGO, "Самал", None, NOW)
    ngo = (await repositories.people.visitor(person, person)).ngo
    assert ngo is not None
    return ngo.id


def new(ngo: int, **changes: object) -> NewRequest:
    whole = NewRequest(ngo, PERSON, AQSUAT, "other", None, Language.KK, "Сәлем", NOW, Route.NOBODY, None)
    return replace(whole, **changes)  # type: ignore[arg-type]


async def test_a_letter_comes_back_as_it_was_written(store: SqlStore) -> None:
    async with store.write() as repositories:
        ngo = await an_ngo(repositories)
        number = await repositories.request_drafts.begin(RequestDraft(0, PERSON, ngo, call_id=7), NOW)
        await repositories.request_drafts.add(number, PART, NOW)
        await repositories.request_drafts.add(number, replace(PART, message_id=11, text="", files=()), NOW)
    async with store.write() as repositories:
        found = await repositories.request_drafts.of_person(PERSON, ngo)
        assert found is not None
        assert found.parts == (PART, replace(PART, message_id=11, text="", files=()))
        assert (found.call_id, found.territory_id, found.revision) == (7, None, 3)
        await repositories.request_drafts.put(replace(found, territory_id=AQSUAT, topic_id="youth"), NOW)
        again = await repositories.request_drafts.get(number)
    assert again == replace(found, territory_id=AQSUAT, topic_id="youth", revision=4)


async def test_a_message_that_comes_twice_is_a_part_once(store: SqlStore) -> None:
    async with store.write() as repositories:
        number = await repositories.request_drafts.begin(RequestDraft(0, PERSON, await an_ngo(repositories)), NOW)
        for _ in range(2):
            await repositories.request_drafts.add(number, PART, NOW)
        found = await repositories.request_drafts.get(number)
    assert found is not None and found.parts == (PART,)


async def test_an_edited_message_changes_its_part_and_no_other(store: SqlStore) -> None:
    async with store.write() as repositories:
        number = await repositories.request_drafts.begin(RequestDraft(0, PERSON, await an_ngo(repositories)), NOW)
        await repositories.request_drafts.add(number, PART, NOW)
        await repositories.request_drafts.add(number, replace(PART, message_id=11), NOW)
        changed = replace(PART, text="Түзетілді", files=FILES[:1])
        found = await repositories.request_drafts.at(PERSON, 10)
        assert found is not None
        await repositories.request_drafts.edit(found.id, changed, NOW)
        after = await repositories.request_drafts.get(number)
    assert after is not None and after.parts == (changed, replace(PART, message_id=11))
    assert after.revision == found.revision + 1


async def test_a_new_letter_takes_the_place_of_the_open_one_of_the_same_person_and_ngo_only(store: SqlStore) -> None:
    async with store.write() as repositories:
        ngo, other = await an_ngo(repositories), await an_ngo(repositories, OTHER)
        first = await repositories.request_drafts.begin(RequestDraft(0, PERSON, ngo), NOW)
        theirs = await repositories.request_drafts.begin(RequestDraft(0, OTHER, other), NOW)
        await repositories.request_drafts.add(first, PART, NOW)
        second = await repositories.request_drafts.begin(RequestDraft(0, PERSON, ngo), NOW)
        assert await repositories.request_drafts.get(first) is None
        assert await repositories.request_drafts.at(PERSON, 10) is None
        assert (await repositories.request_drafts.get(second)) is not None
        assert (await repositories.request_drafts.get(theirs)) is not None


async def test_a_sent_letter_is_held_by_nobody_and_tells_its_request(store: SqlStore) -> None:
    async with store.write() as repositories:
        ngo = await an_ngo(repositories)
        number = await repositories.request_drafts.begin(RequestDraft(0, PERSON, ngo), NOW)
        await repositories.request_drafts.add(number, PART, NOW)
        assert await repositories.request_drafts.hold(number, NOW)
        request = await repositories.requests.add(new(ngo))
        await repositories.request_drafts.sent(number, request, NOW)
    async with store.write() as repositories:
        assert not await repositories.request_drafts.hold(number, NOW)
        sent = await repositories.request_drafts.get(number)
        assert sent is not None and sent.sent_as == request and sent.parts == ()
        assert await repositories.request_drafts.of_person(PERSON, ngo) is None
        await repositories.request_drafts.drop(number)
        assert await repositories.request_drafts.get(number) is not None


async def test_untouched_letters_are_forgotten_with_their_words_and_files(store: SqlStore) -> None:
    async with store.write() as repositories:
        ngo = await an_ngo(repositories)
        number = await repositories.request_drafts.begin(RequestDraft(0, PERSON, ngo), NOW)
        await repositories.request_drafts.add(number, PART, NOW)
        assert await repositories.request_drafts.forget(NOW) == 0
        assert await repositories.request_drafts.forget(NOW + timedelta(seconds=1)) == 1
        for table in ("request_draft_part", "request_draft_file"):
            assert not await repositories.session.all(sql(f"SELECT id FROM {table}"))


async def test_an_album_is_refused_aloud_once(store: SqlStore) -> None:
    async with store.write() as repositories:
        number = await repositories.request_drafts.begin(RequestDraft(0, PERSON, await an_ngo(repositories)), NOW)
        said = [await repositories.request_drafts.refused(number, album) for album in ("a", "a", "b")]
    assert said == [True, False, True]


async def test_erasing_a_person_leaves_no_letter_of_theirs(store: SqlStore) -> None:
    async with store.write() as repositories:
        ngo = await an_ngo(repositories)
        number = await repositories.request_drafts.begin(RequestDraft(0, PERSON, ngo), NOW)
        await repositories.request_drafts.add(number, PART, NOW)
        await repositories.people.erase(PERSON, NOW)
        for table in ("request_draft", "request_draft_part", "request_draft_file"):
            assert not await repositories.session.all(sql(f"SELECT id FROM {table}"))


async def test_what_was_filed_lately_is_counted_for_the_ngo_and_for_the_person(store: SqlStore) -> None:
    async with store.write() as repositories:
        ngo, other = await an_ngo(repositories), await an_ngo(repositories, OTHER)
        await repositories.requests.add(new(ngo, author_id=OTHER))
        await repositories.requests.add(new(other, filed_at=NOW + timedelta(hours=1)))
        await repositories.requests.add(new(ngo, filed_at=NOW - timedelta(days=2)))
        filed, waiting = await repositories.request_drafts.filed(ngo, PERSON, NOW - timedelta(days=1))
    assert [(one.by_ngo, one.by_person) for one in filed] == [(True, False), (False, True)]
    assert waiting == 2


async def test_letters_filed_lately_are_read_with_their_words_and_files(store: SqlStore) -> None:
    draft = RequestDraft(0, PERSON, 1, parts=(PART, replace(PART, message_id=11, album="", text="Тағы", files=())))
    async with store.write() as repositories:
        ngo = await an_ngo(repositories)
        request = await repositories.requests.add(new(ngo))
        for message in draft.letter():
            await repositories.request_messages.add(replace(message, request_id=request))
        await repositories.requests.add(new(ngo, filed_at=NOW - timedelta(hours=1)))
        (letter,) = await repositories.request_drafts.letters(ngo, NOW - timedelta(minutes=10))
    assert letter.request_id == request and letter.words == draft.words == "Сәлеметсіз бе\n\nТағы"
    assert letter.files == {"u1", "u2"}


async def test_messages_are_taken_out_with_their_files_and_no_others(store: SqlStore) -> None:
    async with store.write() as repositories:
        number = await repositories.request_drafts.begin(RequestDraft(0, PERSON, await an_ngo(repositories)), NOW)
        for message in (10, 11, 12):
            await repositories.request_drafts.add(number, replace(PART, message_id=message), NOW)
        draft = await repositories.request_drafts.get(number)
        assert draft is not None
        await repositories.request_drafts.take_out(number, draft.parts[:2], NOW)
        after = await repositories.request_drafts.get(number)
        assert len(await repositories.session.all(sql("SELECT id FROM request_draft_file"))) == 2
    assert after is not None and after.parts == draft.parts[2:] and after.revision == draft.revision + 1


async def test_of_two_who_send_at_once_one_holds_the_letter(store: SqlStore) -> None:
    async with store.write() as repositories:
        ngo = await an_ngo(repositories)
        number = await repositories.request_drafts.begin(RequestDraft(0, PERSON, ngo), NOW)

    async def send() -> bool:
        async with store.write() as repositories:
            if not await repositories.request_drafts.hold(number, NOW):
                return False
            await repositories.request_drafts.sent(number, await repositories.requests.add(new(ngo)), NOW)
            return True

    assert sorted(await asyncio.gather(send(), send())) == [False, True]
    async with store.read() as repositories:
        assert (await repositories.requests.of_ngo(ngo, 0, 9)).total == 1
