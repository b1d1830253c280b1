"""People, consents, organisations, dialogues."""

from __future__ import annotations

from datetime import timedelta

from domain.language import Language
from domain.people import CONSENT_VERSION, Dialogue, Role
from storage.statement import sql
from storage.store import SqlStore
from tests.storage.samples import GROUP, NOW, OTHER, PERSON, add_call, add_people, subscription


async def test_a_stranger_is_a_blank_visitor(store: SqlStore) -> None:
    async with store.read() as repositories:
        visitor = await repositories.people.visitor(PERSON, PERSON)
    assert (visitor.language, visitor.role, visitor.ngo, visitor.consent_version) == (None, None, None, 0)
    assert not visitor.onboarded and visitor.reachable and visitor.dialogue == Dialogue()


async def test_one_trip_tells_all_about_a_person(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.people.set_language(PERSON, Language.RU, NOW)
        await repositories.people.give_consent(PERSON, CONSENT_VERSION, "a" * 64, NOW)
        await repositories.people.onboard(PERSON, Role.NGO, "«Ауыл» қоғамдық қоры", "123456789012", NOW)
        await repositories.dialogues.put(GROUP, PERSON, Dialogue("form:name", {"буква": "ң"}), NOW)
    async with store.read() as repositories:
        visitor = await repositories.people.visitor(GROUP, PERSON)
        elsewhere = await repositories.people.visitor(PERSON, PERSON)
    assert visitor.language is Language.RU and visitor.consented and visitor.onboarded and visitor.role is Role.NGO
    assert visitor.ngo is not None and (visitor.ngo.name, visitor.ngo.bin) == ("«Ауыл» қоғамдық қоры", "123456789012")
    assert visitor.shelf == f"ngo:{visitor.ngo.id}"
    assert visitor.dialogue == Dialogue("form:name", {"буква": "ң"})
    assert elsewhere.dialogue == Dialogue(), "a form belongs to the chat it was begun in"


async def test_a_cleared_dialogue_is_gone(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.dialogues.put(PERSON, PERSON, Dialogue("one"), NOW)
        await repositories.dialogues.put(PERSON, PERSON, Dialogue("two", {"n": 2}), NOW)
    async with store.read() as repositories:
        assert (await repositories.people.visitor(PERSON, PERSON)).dialogue == Dialogue("two", {"n": 2})
    async with store.write() as repositories:
        await repositories.dialogues.put(PERSON, PERSON, Dialogue(), NOW)
        await repositories.dialogues.put(PERSON, PERSON, Dialogue(), NOW)
    async with store.read() as repositories:
        assert (await repositories.people.visitor(PERSON, PERSON)).dialogue == Dialogue()


async def test_onboarding_again_renames_the_same_organisation(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.people.onboard(PERSON, Role.NGO, "Old", None, NOW)
        first = (await repositories.people.visitor(PERSON, PERSON)).ngo
        await repositories.people.onboard(PERSON, Role.NGO, "New", "123456789012", NOW)
        second = (await repositories.people.visitor(PERSON, PERSON)).ngo
    assert first is not None and second is not None
    assert (first.id, second.name, second.bin) == (second.id, "New", "123456789012")


async def test_going_on_as_just_looking_leaves_the_organisation_waiting(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.people.onboard(PERSON, Role.NGO, "Qor", None, NOW)
        was = await repositories.people.visitor(PERSON, PERSON)
        await repositories.people.onboard(PERSON, Role.LOOKING, None, None, NOW)
        looking = await repositories.people.visitor(PERSON, PERSON)
        await repositories.people.onboard(PERSON, Role.NGO, "Qor", None, NOW)
        back = await repositories.people.visitor(PERSON, PERSON)
    assert looking.ngo is None and looking.role is Role.LOOKING and looking.shelf == f"person:{PERSON}"
    assert back.ngo == was.ngo


async def test_the_language_chosen_is_followed_by_ones_own_alerts_only(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.subscriptions.put(subscription(), NOW)
        await repositories.subscriptions.put(subscription(chat_id=GROUP), NOW)
        await repositories.people.set_language(PERSON, Language.RU, NOW)
        own, group = await repositories.subscriptions.of_chat(PERSON), await repositories.subscriptions.of_chat(GROUP)
    assert own[0].language is Language.RU and group[0].language is Language.KK
    async with store.read() as repositories:
        languages = await repositories.people.languages([PERSON, GROUP, OTHER])
    assert languages == {PERSON: Language.RU, GROUP: Language.KK}


async def test_a_blocked_chat_loses_what_waited_and_gets_nothing_new(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.subscriptions.put(subscription(), NOW)
        first = await add_call(repositories)
        assert await repositories.calls.match(first, 1, NOW) == 1
        await repositories.people.set_reachable(PERSON, False, NOW)
        await repositories.people.set_reachable(PERSON, False, NOW)
        assert not (await repositories.people.visitor(PERSON, PERSON)).reachable
        assert await repositories.outbox.claim("me", NOW, 10) == []
        second = await add_call(repositories, likeness="f2")
        assert await repositories.calls.match(second, 1, NOW) == 0
        await repositories.people.set_reachable(PERSON, True, NOW)
        assert (await repositories.people.visitor(PERSON, PERSON)).reachable
        assert await repositories.calls.match(second, 1, NOW) == 1


async def test_erasing_leaves_only_the_proof_of_consent(store: SqlStore) -> None:
    later = NOW + timedelta(days=1)
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        await repositories.people.give_consent(PERSON, 1, "a" * 64, NOW)
        await repositories.people.give_consent(PERSON, 1, "a" * 64, later)
        await repositories.people.onboard(PERSON, Role.NGO, "Qor", None, NOW)
        visitor = await repositories.people.visitor(PERSON, PERSON)
        await repositories.subscriptions.put(subscription(), NOW)
        await repositories.subscriptions.put(subscription(chat_id=GROUP), NOW)
        await repositories.dialogues.put(PERSON, PERSON, Dialogue("form"), NOW)
        call_id = await add_call(repositories)
        await repositories.calls.match(call_id, 1, NOW)
        await repositories.calls.save(visitor.shelf, call_id, PERSON, NOW)
        await repositories.calls.save(f"person:{PERSON}", call_id, PERSON, NOW)
    async with store.write() as repositories:
        await repositories.people.erase(PERSON, later)
        session = repositories.session
        left = {
            table: (await session.one(sql(f"SELECT COUNT(*) FROM {table}")))[0]  # type: ignore[index]
            for table in ("person", "ngo", "ngo_member", "dialogue", "shelf", "unreachable")
        }
        assert left == dict.fromkeys(left, 0)
        consents = await session.all(sql("SELECT person_id, version, text_hash, withdrawn_at FROM consent"))
        assert [tuple(row) for row in consents] == [(PERSON, 1, "a" * 64, int(later.timestamp() * 10**6))]
        assert await repositories.subscriptions.of_chat(PERSON) == []
        (group,) = await repositories.subscriptions.of_chat(GROUP)
        assert group.person_id is None, "the group keeps hearing, without the name of who set it up"
        assert [item.chat_id for item in await repositories.outbox.claim("me", NOW, 10)] == [GROUP]
        assert not (await repositories.people.visitor(PERSON, PERSON)).consented


async def test_an_organisation_with_other_members_outlives_one_of_them(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        await repositories.people.onboard(PERSON, Role.NGO, "Qor", None, NOW)
        visitor = await repositories.people.visitor(PERSON, PERSON)
        assert visitor.ngo is not None
        await repositories.people.onboard(OTHER, Role.NGO, None, None, NOW)
        await repositories.session.run(
            sql("INSERT INTO ngo_member (person_id, ngo_id, joined_at) VALUES (:p, :n, 1)"), p=OTHER, n=visitor.ngo.id
        )
        call_id = await add_call(repositories)
        await repositories.calls.save(visitor.shelf, call_id, PERSON, NOW)
        await repositories.people.erase(PERSON, NOW)
        other = await repositories.people.visitor(OTHER, OTHER)
        assert other.ngo == visitor.ngo
        assert (await repositories.calls.saved(other.shelf, NOW, 0, 5)).total == 1


async def test_forms_that_nobody_touches_are_forgotten(store: SqlStore) -> None:
    async with store.write() as repositories:
        await repositories.dialogues.put(PERSON, PERSON, Dialogue("old"), NOW)
        await repositories.dialogues.put(OTHER, OTHER, Dialogue("touched"), NOW)
        await repositories.dialogues.put(OTHER, OTHER, Dialogue("again"), NOW + timedelta(days=1))
        assert await repositories.dialogues.forget(NOW) == 0
        assert await repositories.dialogues.forget(NOW + timedelta(days=1)) == 1
        assert (await repositories.people.visitor(PERSON, PERSON)).dialogue == Dialogue()
        assert (await repositories.people.visitor(OTHER, OTHER)).dialogue == Dialogue("again")
