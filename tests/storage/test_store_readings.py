"""What stands behind the fields of calls, and what was corrected in them, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from domain.calls.corrections import Correction
from domain.calls.model import Applicant, Call, CallEvent, CallKind, LocalMoment
from domain.calls.readings import Reading
from domain.ports import Repositories
from domain.submissions import State
from storage import schema
from storage.seed import seed
from storage.statement import sql
from storage.store import SqlStore, open_store
from tests.storage.samples import ABAI, NOW, OTHER, PERSON, SOURCE, ZONE, add_call, add_people, post, submission

URL = "https://example.kz/p1"
DEADLINE = LocalMoment(date(2026, 3, 20), time(18))


def reading(field: str, value: object, words: str = "сөздер", sure: float = 0.9, url: str = URL) -> Reading:
    return Reading(field, value, words, sure, SOURCE.id, url)


def correction(number: int = 1, **changes: object) -> Correction:
    sample = Correction(
        number, "deadline", DEADLINE, LocalMoment(date(2026, 4, 1)), "20 наурыз", URL, ABAI, PERSON, NOW
    )
    return replace(sample, **changes)


async def stored(repositories: Repositories, **changes: object) -> Call:
    number = await add_call(repositories, **changes)
    return (await repositories.calls.many([number]))[number]


async def test_who_may_apply_indices_and_corrected_fields_are_kept_in_every_list(store: SqlStore) -> None:
    told = {
        "applicants": (Applicant.NGO, Applicant.YOUTH),
        "ages": (14, None),
        "award_mci": 3_000,
        "corrected": frozenset({"deadline", "title"}),
    }
    async with store.write() as repositories:
        number = await add_call(repositories, **told)
        await repositories.calls.save(f"person:{PERSON}", number, PERSON, NOW)
        await repositories.search.refresh(10)
        found = [
            (await repositories.calls.many([number]))[number],
            (await repositories.calls.saved(f"person:{PERSON}", NOW, 0, 5)).calls[0],
            (await repositories.search.nearest(NOW, 0, 5))[0],
            (await repositories.calls.neighbours([date(2026, 3, 20)], NOW))[0],
        ]
        for one in found:
            assert (one.applicants, one.ages, one.award_mci) == (told["applicants"], told["ages"], 3_000)
            assert one.corrected == told["corrected"]
        changed = replace(found[0], ages=(None, 35), award_mci=2**70, corrected=frozenset())
        await repositories.calls.replace(changed, None, NOW)
        again = (await repositories.calls.many([number]))[number]
        assert (again.ages, again.award_mci, again.corrected) == ((None, 35), None, frozenset())


async def test_a_call_changed_without_a_post_keeps_its_posts(store: SqlStore) -> None:
    async with store.write() as repositories:
        one = await stored(repositories)
        await repositories.calls.replace(replace(one, organiser="Әкімдік"), None, NOW)
        (known,) = await repositories.sources.known(SOURCE.id, ["f1"], [])
        assert known.call_id == one.id


async def test_readings_of_every_kind_come_back_as_they_were(store: SqlStore) -> None:
    all_kinds = {
        "kind": CallKind.GRANT,
        "event": CallEvent.OPENED,
        "organiser": "Ішкі саясат басқармасы",
        "applicants": (Applicant.NGO,),
        "ages": (14, None),
        "amount_max": (5_000_000, "KZT"),
        "amount_total": (20_000_000, "KZT"),
        "award_mci": 3_000,
        "regions": (ABAI,),
        "spheres": ("health",),
        "opens": LocalMoment(date(2026, 3, 1)),
        "deadline": DEADLINE,
    }
    fresh = [reading(name, value, f"«{name}» \x00 ң", 0.85) for name, value in all_kinds.items()]
    async with store.write() as repositories:
        one = await stored(
            repositories, deadline=DEADLINE, award_mci=3_000, applicants=(Applicant.NGO,), ages=(14, None)
        )
        await repositories.readings.keep(one, fresh)
        await repositories.readings.keep(one, [])
        found = await repositories.readings.of_call(one.id)
        assert found == {item.field: replace(item, words=item.words.replace("\x00", "")) for item in fresh}
        assert await repositories.readings.of_call(10**9) == {}


async def test_the_reading_that_won_stays_and_a_surer_one_takes_its_place(store: SqlStore) -> None:
    async with store.write() as repositories:
        one = await stored(repositories, deadline=DEADLINE)
        await repositories.readings.keep(one, [reading("deadline", DEADLINE, "бірінші", 0.7)])
        lost = reading("deadline", LocalMoment(date(2026, 3, 1)), "жеңілген", 0.99)
        weaker = reading("deadline", DEADLINE, "әлсіз", 0.6)
        await repositories.readings.keep(one, [lost, weaker])
        assert (await repositories.readings.of_call(one.id))["deadline"].words == "бірінші"
        await repositories.readings.keep(one, [reading("deadline", DEADLINE, "анық", 0.95, "https://example.kz/2")])
        kept = (await repositories.readings.of_call(one.id))["deadline"]
        assert (kept.words, kept.url, kept.sure) == ("анық", "https://example.kz/2", 0.95)


async def test_corrections_are_kept_in_order_and_come_with_every_text_of_the_call(store: SqlStore) -> None:
    async with store.write() as repositories:
        one = await stored(repositories)
        await stored(repositories, likeness="f2")
        await repositories.sources.put_post(SOURCE.id, post("second", published=None), "w", one.id, NOW)
        first = correction(one.id)
        second = correction(one.id, field="title", before="Грант", after="<b>Гранттар</b>", at=NOW + timedelta(days=1))
        await repositories.corrections.add([first])
        await repositories.corrections.add([second, replace(first, after=None)])
        assert await repositories.corrections.of_call(one.id) == [first, second, replace(first, after=None)]
        texts = await repositories.corrections.texts()
        assert [text.post.external_id for text in texts] == ["f1", "second"]
        assert {text.call.id for text in texts} == {one.id} and texts[1].post.published is None
        assert all(len(text.corrections) == 3 and text.source_id == SOURCE.id for text in texts)


async def test_erasure_takes_the_words_and_the_number_of_whoever_sent_or_corrected(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON, OTHER)
        one = await stored(repositories)
        sent = submission(call_id=one.id)
        await repositories.submissions.add(sent, NOW)
        theirs = Reading("organiser", one.organiser, "жеке сөз", 0.9, "people", "")
        await repositories.readings.keep(one, [theirs, reading("kind", CallKind.GRANT)])
        await repositories.corrections.add([correction(one.id, person_id=OTHER), correction(one.id)])
        await repositories.people.erase(PERSON, NOW)
        assert list(await repositories.readings.of_call(one.id)) == ["kind"]
        record = await repositories.corrections.of_call(one.id)
        assert [(item.person_id, item.words) for item in record] == [(OTHER, ""), (None, "")]


async def test_a_call_on_the_desk_is_found_again_and_is_no_announcement(store: SqlStore) -> None:
    async with store.write() as repositories:
        await add_people(repositories, PERSON)
        desk = submission(state=State.CORRECTING, known=7, text="")
        number = await repositories.submissions.add(desk, NOW)
        found = await repositories.submissions.desk(PERSON, 7)
        assert found is not None and found.id == number
        assert await repositories.submissions.desk(OTHER, 7) is None
        assert await repositories.submissions.desk(PERSON, 8) is None
        assert (await repositories.submissions.of_person(PERSON, 0, 5)).total == 0
        assert await repositories.submissions.counts(PERSON, NOW - timedelta(days=1)) == (0, 0)
        assert await repositories.submissions.forget(NOW + timedelta(days=1)) == 1
        again = await repositories.submissions.add(desk, NOW)
        await repositories.submissions.drop(again)
        assert await repositories.submissions.get(again) is None


async def test_a_database_of_the_program_before_goes_up_with_its_calls(empty_url: str) -> None:
    before = sql("""
        INSERT INTO call (revision, kind, event, texts, territories, spheres, first_seen_at, likeness, changed_at)
        VALUES (1, 'grant', 'opened', '[{"lang": "kk", "title": "Т", "url": "", "source_id": "s"}]', '["KZ"]', '[]',
                1, '', 1)
    """)
    older = next(version for version, (text, _) in schema.steps().items() if "call_reading" in text) - 1
    async with open_store(empty_url, zone=ZONE, migrate=False) as store:
        await store.migrate(older)
        async with store.write() as repositories:
            await repositories.session.run(before)
        await store.migrate()
        await seed(store)
        async with store.read() as repositories:
            (one,) = (await repositories.calls.many([1])).values()
        assert (one.applicants, one.ages, one.award_mci, one.corrected) == ((), (None, None), None, frozenset())
