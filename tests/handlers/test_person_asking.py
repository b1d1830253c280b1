"""Who may write to an akimat, for which NGO, how often; the number in e-Otinish; the list of requests."""

from __future__ import annotations

from datetime import timedelta

from domain.language import Language
from domain.offices import By
from domain.requests.clocks import Outcome
from domain.requests.limits import OPEN_PER_NGO, PER_NGO, PER_PERSON
from domain.requests.model import Stand
from storage.statement import sql
from tests.handlers.announcing import coordinator, onboard_ngo
from tests.handlers.letters import BOTH, WORDS, aigul_of, begun, letter, requests, said
from tests.person import Stage
from tests.request_stage import office, seat


@BOTH
async def test_those_without_an_ngo_are_told_how_to_become_one(stage: Stage, language: str) -> None:
    words = WORDS[language]
    call = await stage.add_call()
    looking = stage.person(1005, "Ерлан", language)
    await looking.onboard(language)
    boss = await coordinator(stage, 2005, language)
    serik = stage.person(4001, "Серік", language)
    await serik.onboard(language)
    await seat(stage, await office(stage), 4001)
    async with stage.store.write() as repositories:
        await repositories.people.set_language(4001, Language(language), stage.clock.now())
    for person in (looking, boss, serik):
        for text in ("/ask", "/requests", words["menu"]):
            await person.write(text)
            assert words["only ngos"] in person.text
        await person.forge(f"c:a:{call}:", person.from_bot[0])
        assert words["only ngos"] in person.text
        await person.forge("ld:b:0::0:0:0", person.from_bot[0])
        assert words["only ngos"] in person.all_text
    assert await letter(stage) is None


async def test_somebody_not_set_up_yet_is_asked_that_first(stage: Stage) -> None:
    stranger = stage.person(1009, "Ерлан")
    await stranger.start()
    await stranger.press("Қазақша")
    await stranger.write("/ask")
    assert "келісім" in stranger.text.lower()


@BOTH
async def test_the_preview_says_for_which_of_two_ngos_the_letter_is(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    other = stage.person(1002, "Ерлан", language)
    await onboard_ngo(other, language, "«Дала» қоры")
    await begun(aigul, language)
    await aigul.write("Самал жазады.")
    async with stage.store.write() as repositories:
        await repositories.session.run(sql("INSERT INTO ngo_member (person_id, ngo_id, joined_at) VALUES (1001, 2, 5)"))
        await repositories.organisations.act_for(1001, 2)
    await aigul.write("Тағы бір сөз.")
    assert "«Самал» қоры" in aigul.text
    await begun(aigul, language)
    await aigul.write("Дала жазады.")
    await aigul.press(words["look"])
    assert "«Дала» қоры" in aigul.text and "Самал жазады." not in aigul.text
    await aigul.press(words["send"])
    async with stage.store.write() as repositories:
        await repositories.organisations.act_for(1001, 1)
    await aigul.write("/ask")
    await aigul.press(words["go on"])
    await aigul.press(words["look"])
    assert "«Самал» қоры" in aigul.text
    await aigul.press(words["send"])
    assert [one.gist for one in await requests(stage, 2)] == ["Дала жазады."]
    assert [one.gist for one in await requests(stage, 1)] == ["Самал жазады. Тағы бір сөз."]


async def test_whoever_left_the_ngo_sends_nothing_in_its_name(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    async with stage.store.write() as repositories:
        await repositories.people.set_language(1002, Language.KK, stage.clock.now())
        await repositories.session.run(sql("INSERT INTO ngo_member (person_id, ngo_id, joined_at) VALUES (1002, 1, 5)"))
    await begun(aigul)
    await aigul.write("Мектепке пандус керек.")
    await aigul.press(WORDS["kk"]["look"])
    async with stage.store.write() as repositories:
        assert await repositories.organisations.leave(1, 1001, By(1002, "member"), stage.clock.now())
    await aigul.press(WORDS["kk"]["send"])
    assert "мүшесі емессіз" in aigul.toast
    await aigul.write("Тағы бір сөз")
    assert "мүшесі емессіз" in aigul.text
    assert await requests(stage) == []


@BOTH
async def test_the_same_letter_minutes_later_is_asked_about_and_sent_only_when_meant(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    for _ in range(2):
        await begun(aigul, language)
        await aigul.write("Мектепке пандус керек.")
        await aigul.press(words["look"])
        await aigul.press(words["send"])
        stage.clock.move(timedelta(minutes=3))
    assert words["twice"] in aigul.text and "№ 1" in aigul.text
    assert len(await requests(stage)) == 1
    await aigul.press(words["insist"])
    assert len(await requests(stage)) == 2
    stage.clock.move(timedelta(minutes=11))
    await begun(aigul, language)
    await aigul.write("мектепке  пандус керек.")
    await aigul.press(words["look"])
    await aigul.press(words["send"])
    assert len(await requests(stage)) == 3


@BOTH
async def test_the_bounds_of_a_day_are_told_kindly_with_the_moment_of_the_next_one(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    for number in range(PER_PERSON):
        await begun(aigul, language)
        await aigul.write(f"Сауал {number}.")
        await aigul.press(words["look"])
        await aigul.press(words["send"])
        stage.clock.move(timedelta(minutes=1))
    await begun(aigul, language)
    await aigul.write("Артық сауал.")
    await aigul.press(words["look"])
    await aigul.press(words["send"])
    assert {"kk": "3 наурыз, 11:00", "ru": "3 марта, 11:00"}[language] in said(aigul)
    assert {"kk": "ертерек жаза алады", "ru": "может написать раньше"}[language] in aigul.text
    async with stage.store.write() as repositories:  # another member's
        await repositories.session.run(sql(f"UPDATE request SET author_id = 9 WHERE id <= {PER_PERSON - 2}"))
        await repositories.session.run(sql(_COPIES.format(count=PER_NGO - PER_PERSON)))
    await aigul.press(words["send"])
    assert {"kk": "бөлімшелердің оқып үлгеретіні", "ru": "Больше подразделениям"}[language] in aigul.text
    async with stage.store.write() as repositories:
        await repositories.session.run(sql(_COPIES.format(count=OPEN_PER_NGO)))
    await aigul.press(words["send"])
    assert {"kk": "одан көп болмайды", "ru": "Больше нельзя"}[language] in aigul.text
    assert (await letter(stage)) is not None
    stage.clock.move(timedelta(days=1))
    async with stage.store.write() as repositories:
        await repositories.session.run(sql("UPDATE request SET outcome = 'answered'"))
    await aigul.press(words["send"])
    assert "Артық сауал." in [one.gist for one in await requests(stage)]


_COPIES = """
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
    INSERT INTO request (ngo_id, author_id, territory_id, topic_id, language, gist, e_otinish, filed_at, route,
                         escalated, outcome, due, revision)
    SELECT ngo_id, 9, territory_id, topic_id, language, gist, '', filed_at, route, 0, 'open', due, 1
    FROM request CROSS JOIN numbers WHERE id = 1
"""


@BOTH
async def test_the_number_of_e_otinish_is_noted_changed_and_moves_no_date(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    await begun(aigul, language)
    await aigul.write("Мектепке пандус керек.")
    await aigul.press(words["look"])
    await aigul.press(words["send"])
    (before,) = await requests(stage)
    await aigul.press(words["otinish"])
    for wrong in ("рахмет", "12", "<b>2026</b>", "ЖТ 2026 және 5", "1" * 60, "/nosuch"):
        await aigul.write(wrong)
        assert words["no number"] in aigul.text, wrong
    stage.restart()
    await aigul.write("№ жт – 2026 – 01234567")
    assert words["noted"] in aigul.text and "ЖТ-2026-01234567" in aigul.text
    await aigul.press(words["otinish"])
    await aigul.write("ЗТ-2026-7654321")
    (after,) = await requests(stage)
    assert after.e_otinish == "ЗТ-2026-7654321"
    assert (after.due, after.filed_at) == (before.due, before.filed_at)
    await aigul.press(words["otinish"])
    await aigul.press({"kk": "Болдырмау", "ru": "Отмена"}[language])
    await aigul.write("грант")  # a search again, not a number
    assert words["no number"] not in aigul.text
    await aigul.press(words["otinish"])
    await aigul.write("/cancel")
    await aigul.write("ЗТ-2026-1111111")
    thief = stage.person(1002, "Бөтен", language)
    await onboard_ngo(thief, language, "«Дала» қоры")
    await thief.forge("eo:1")
    await thief.forge("el:1")
    assert "№ 1" not in thief.all_text
    await thief.write("ЗТ-2026-0000000")
    assert (await requests(stage))[0].e_otinish == "ЗТ-2026-7654321"


@BOTH
async def test_the_list_shows_open_requests_first_in_words_and_has_pages(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    await aigul.write("/requests")
    assert words["menu"] in aigul.buttons
    await begun(aigul, language)
    await aigul.write("Бірінші сауал.")
    await aigul.press(words["look"])
    await aigul.press(words["send"])
    async with stage.store.write() as repositories:
        await repositories.session.run(sql(_COPIES.format(count=7)))
        at = stage.clock.now()
        for number, outcome in ((1, Outcome.ANSWERED), (2, Outcome.WITHDRAWN), (3, Outcome.CLOSED_UNANSWERED)):
            answered = at if outcome is Outcome.ANSWERED else None
            await repositories.requests.put_stand(number, Stand(outcome, at.date(), None, answered, None))
    stage.clock.move(timedelta(days=30))
    await aigul.write("/requests")
    assert {"kk": "мерзімі өтті", "ru": "Срок ответа прошёл"}[language] in aigul.text
    assert "№ 4" in aigul.buttons[0] and "№ 1" not in aigul.buttons
    first = aigul.text
    await aigul.press("›")
    for state in (
        ("Жауап берілді", "Кері қайтарып алынды", "Жауапсыз жабылды")
        if language == "kk"
        else ("Ответ дан", "Отозван", "Закрыт без ответа")
    ):
        assert state in first + aigul.text
    await aigul.press("№ 1")
    assert "Бірінші сауал." in aigul.text
    await aigul.press("‹")
    assert "№ 4" in aigul.text
    stranger = stage.person(1002, "Бөтен", language)
    await onboard_ngo(stranger, language, "«Дала» қоры")
    await stranger.forge("rq:o:1")
    assert "Бірінші сауал." not in stranger.all_text
    assert stage.refused() == []
