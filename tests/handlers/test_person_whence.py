"""Somebody asks where the facts of a card come from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.calls.model import Applicant, CallKind, CallText
from domain.calls.readings import Reading
from storage.statement import sql
from tests.handlers.announcing import CALL, calls, coordinator
from tests.handlers.reading_posts import OTHER_SITE, TITLE, comes
from tests.person import Person, Stage

WORDS = {
    "kk": {
        "whence": "Қайдан алынды?",
        "head": "Бұл деректер қайдан алынды?",
        "back": "‹ Конкурсқа",
        "sure": "анық айтылған",
        "doubt": "анық емес: дереккөзден тексеріңіз",
        "source": "Дереккөзді ашу",
        "deadline": "Соңғы мерзім: 2026 жылғы 14 сәуір 18:00",
    },
    "ru": {
        "whence": "Откуда это?",
        "head": "Откуда эти сведения?",
        "back": "‹ К конкурсу",
        "sure": "сказано ясно",
        "doubt": "не наверняка: проверьте в источнике",
        "source": "Открыть источник",
        "deadline": "Срок подачи: 14 апреля 2026 года 18:00",
    },
}
_DOUBT = sql("UPDATE call_reading SET sure = 30 WHERE field = 'deadline'")
_FORGET = sql("DELETE FROM call_reading")


def plain(person: Person) -> str:
    return person.text.replace("\u00a0", " ")


async def at_card(stage: Stage, language: str = "kk") -> Person:
    person = stage.person(1001, "Айгүл", language)
    await person.onboard(language)
    await person.write("/calls")
    await person.press("1")
    return person


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_each_fact_stands_with_the_words_it_was_read_from_and_the_way_back(stage: Stage, language: str) -> None:
    words = WORDS[language]
    await comes(stage)
    person = await at_card(stage, language)
    shown, card = len(person.messages), person.text
    await person.press(words["whence"])
    assert words["head"] in person.text and words["deadline"] in plain(person)
    assert "«2026 жылғы 14 сәуір сағат 18:00» – " in plain(person) and "«900 000 теңгеге» – " in plain(person)
    assert words["sure"] in person.text
    assert person.url(words["source"]) == "https://example.kz/oblast/one"
    assert len(person.text.encode()) <= 4096
    await person.press(words["back"])
    assert person.text == card and len(person.messages) == shown
    assert stage.refused() == []


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_what_was_read_with_doubt_is_told_as_such_and_the_card_does_not_have_it(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    await comes(stage)
    async with stage.store.write() as repositories:
        await repositories.session.run(_DOUBT)
        (call,) = await calls(stage)
        await repositories.calls.replace(replace(call, deadline=None, closes_at=None), None, stage.clock.now())
    person = await at_card(stage, language)
    assert "14" not in person.text.replace("100", "")
    await person.press(words["whence"])
    assert words["deadline"] in plain(person) and words["doubt"] in person.text


async def test_words_are_those_of_the_text_that_won_and_each_has_its_source(stage: Stage) -> None:
    await comes(stage)
    russian = (
        "Управление внутренней политики области Жетісу объявляет конкурс малых грантов для молодёжи. Участвуют"
        " неправительственные организации. Один грант – до 900 000 тенге. Общий фонд – 9 000 000 тенге."
        " Заявки принимаются до 18:00 14 апреля 2026 года."
    )
    await comes(
        stage,
        russian,
        title="Конкурс малых грантов для молодёжи области Жетісу",
        name="two",
        source=OTHER_SITE,
        minutes=5,
    )
    (call,) = await calls(stage)
    assert {text.lang for text in call.texts} == {"kk", "ru"} and call.amount_total == 9_000_000
    olga = await at_card(stage, "ru")
    await olga.press("Откуда это?")
    assert "9 000 000 тенге" in plain(olga) and "» [2]" in olga.text
    assert (
        "[1] Новости области" in olga.text and "[2] Сайт фонда" in olga.text and "«900 000 теңгеге» [1]" in plain(olga)
    )


async def test_a_region_that_no_word_names_is_said_to_be_that_of_the_source(stage: Stage) -> None:
    await comes(
        stage,
        "Шағын гранттар конкурсы жарияланды. Өтінімдер 2026 жылғы 14 сәуірге дейін қабылданады.",
        title="Гранттар",
    )
    aigul = await at_card(stage)
    await aigul.press("Қайдан алынды?")
    assert "Өңір: бүкіл Қазақстан\nмәтінде аталмаған: бұл – дереккөздің өңірі" in aigul.text


async def test_a_call_of_an_older_program_says_that_its_words_were_not_kept(stage: Stage) -> None:
    await comes(stage)
    async with stage.store.write() as repositories:
        await repositories.session.run(_FORGET)
    aigul = await at_card(stage)
    await aigul.press("Қайдан алынды?")
    assert "мәтіннің сөздері әлі сақталмайтын" in aigul.text and "Соңғы мерзім" in aigul.text


async def test_what_the_text_does_not_say_is_named_as_on_the_card(stage: Stage) -> None:
    await stage.add_call(deadline=None, amount_max=None, amount_total=None, currency=None)
    await stage.add_call(kind=CallKind.TRAINING, days=1, amount_max=None, amount_total=None, currency=None)
    olga = await at_card(stage, "ru")
    await olga.press("Откуда это?")
    assert "не найдено" not in olga.text
    await olga.write("/calls")
    await olga.press("2")
    await olga.press("Откуда это?")
    assert "Срок подачи: в тексте не найдено, проверьте в источнике" in olga.text
    assert "На один проект: в тексте не найдено, проверьте в источнике" in olga.text


async def test_what_a_person_set_in_an_announcement_was_read_from_no_words(stage: Stage) -> None:
    boss = await coordinator(stage)
    await boss.write(f"/announce {CALL}")
    await boss.press("Соңғы мерзім")
    await boss.write("20.04.2026")
    await boss.press("✓ Жариялау")
    await boss.press("Конкурсты ашу")
    await boss.press("Қайдан алынды?")
    assert "Соңғы мерзім: 2026 жылғы 20 сәуір\nжіберуші осылай жазған" in plain(boss)


async def test_forged_and_stale_presses_say_so(stage: Stage) -> None:
    await comes(stage)
    aigul = await at_card(stage)
    await aigul.forge("c:e:999:")
    assert aigul.alert and aigul.toast == "Мұндай конкурс енді жоқ."
    await aigul.forge("c:e:-1:")
    assert "ескірген" in aigul.toast or "өткен" in aigul.toast
    stranger = stage.person(1009, "Бөтен")
    await stranger.start()
    await stranger.forge("c:e:1:")
    assert "Бұл деректер қайдан" not in stranger.all_text
    assert stage.refused() == []


async def test_the_link_of_a_groups_card_opens_the_sources_in_private(stage: Stage) -> None:
    await comes(stage)
    aigul = await at_card(stage)
    await aigul.start("w1")
    assert "Бұл деректер қайдан алынды?" in aigul.text and "900 000" in plain(aigul)
    await aigul.press("‹ Конкурсқа")
    assert TITLE in aigul.text
    for payload, said in (("w777", "Мұндай конкурс енді жоқ."), ("w0", "Басты мәзір"), ("w1x", "Басты мәзір")):
        await aigul.start(payload)
        assert aigul.text.startswith(said)


async def test_a_newcomer_who_follows_the_link_of_a_group_gets_the_call_after_signing_up(stage: Stage) -> None:
    await comes(stage)
    newcomer = stage.person(1005, "Жаңа")
    await newcomer.start("w1")
    for label in ("Қазақша", "Келісемін", "Жоқ, жай қараймын", "Жетісу облысы", "Бүкіл облыс", "Дайын"):
        await newcomer.press(label)
    assert TITLE in newcomer.all_text


@pytest.mark.parametrize(
    ("language", "applicants", "ages", "said"),
    [
        ("kk", (Applicant.NGO, Applicant.INITIATIVE_GROUP), (None, None), "Кім қатыса алады: ҮЕҰ, бастамашыл топтар"),
        ("ru", (Applicant.YOUTH,), (14, 35), "Кто может участвовать: молодёжь, от 14 до 35 лет"),
        ("ru", (), (21, None), "Кто может участвовать: от 21 года"),
        ("kk", (Applicant.CITIZEN,), (None, 35), "Кім қатыса алады: азаматтар, 35 жасқа дейін"),
    ],
)
async def test_a_card_tells_who_may_apply(
    stage: Stage, language: str, applicants: tuple[Applicant, ...], ages: tuple[int | None, int | None], said: str
) -> None:
    await stage.add_call(applicants=applicants, ages=ages)
    person = await at_card(stage, language)
    assert said in plain(person).splitlines()


@pytest.mark.parametrize(
    ("language", "changes", "said"),
    [
        ("ru", {}, "Сумма: до 3 000 МРП (≈ 12,98 млн ₸, 2026 год)"),
        ("kk", {}, "Сомасы: ең көбі 3 000 АЕК (≈ 12,98 млн ₸, 2026 жыл)"),
        ("ru", {"award_mci": 100}, "Сумма: до 100 МРП (≈ 432 500 ₸, 2026 год)"),
        ("ru", {"amount_max": 5_000_000}, "Сумма: до 5 000 000 ₸"),
    ],
)
async def test_an_award_in_indices_is_told_in_tenge_of_the_year_of_the_call(
    stage: Stage, language: str, changes: dict[str, int], said: str
) -> None:
    await stage.add_call(**{"award_mci": 3_000, "amount_max": None, "amount_total": None, **changes})
    person = await at_card(stage, language)
    assert said in plain(person).splitlines()


@pytest.mark.parametrize(("sure", "said"), [(0.9, "«3000 МРП» – сказано ясно"), (0.4, "«3000 МРП»\nне наверняка")])
async def test_an_award_in_indices_and_ages_stand_with_their_words(stage: Stage, sure: float, said: str) -> None:
    number = await stage.add_call(
        award_mci=3_000 if sure > 0.6 else None, amount_max=None, amount_total=None, ages=(14, 35)
    )
    async with stage.store.write() as repositories:
        call = (await repositories.calls.many([number]))[number]
        indices = Reading("award_mci", 3_000, "3000 МРП", sure, "oblast", "https://example.kz/1")
        ages = Reading("ages", (14, 35), "от 14 до 35 лет", 0.9, "oblast", "https://example.kz/1")
        await repositories.readings.keep(call, [indices, ages])
    olga = await at_card(stage, "ru")
    await olga.press("Откуда это?")
    assert f"На один проект: 3 000 МРП (≈ 12,98 млн ₸, 2026 год)\n{said}" in plain(olga)
    assert "Кто может участвовать: от 14 до 35 лет\n«от 14 до 35 лет» – сказано ясно" in plain(olga)


async def test_what_a_register_states_is_told_without_the_names_that_machines_give(stage: Stage) -> None:
    number = await stage.add_call()
    async with stage.store.write() as repositories:
        call = (await repositories.calls.many([number]))[number]
        stated = Reading(
            "deadline", call.deadline, "endDate: 2026-03-09 18:00:00", 1.0, "oblast", "https://example.kz/1"
        )
        await repositories.readings.keep(call, [stated])
    olga = await at_card(stage, "ru")
    await olga.press("Откуда это?")
    assert "endDate" not in olga.text
    assert "Срок подачи: 9 марта 2026 года 18:00\nтак указано в источнике" in plain(olga)
    boss = await coordinator(stage)
    await boss.write("/calls")
    await boss.press("1")
    await boss.press("Түзету")
    assert "endDate" not in boss.text and "Соңғы мерзім: 2026 жылғы 9 наурыз 18:00\n" in plain(boss)


async def test_an_award_of_a_year_whose_index_nobody_knows_is_told_in_indices_alone(stage: Stage) -> None:
    stage.clock.move(stage.clock.now().replace(year=2031) - stage.clock.now())
    await stage.add_call(award_mci=3_000, amount_max=None, amount_total=None, currency=None)
    olga = await at_card(stage, "ru")
    assert "Сумма: до 3 000 МРП" in plain(olga).splitlines()


async def test_a_card_that_would_be_too_long_leaves_out_who_may_apply_before_it_cuts_the_title_to_pieces(
    stage: Stage,
) -> None:
    long = "Өңірдегі ауыл жастарының әлеуметтік бастамаларын қолдауға арналған гранттар конкурсы " * 3
    await stage.add_call(
        texts=(CallText("kk", long, "https://example.kz/kk", "oblast"),),
        organiser="Жетісу облысының қоғамдық даму және ішкі саясат басқармасы мемлекеттік мекемесі",
        territories=("334800000", "333600000", "331000000", "330000000"),
        applicants=tuple(Applicant),
        ages=(14, 35),
        corrected=frozenset({"deadline", "amount_max", "regions", "spheres"}),
    )
    aigul = await at_card(stage)
    assert len(aigul.text) <= 600
    assert "Өңірдегі ауыл жастарының әлеуметтік бастамаларын қолдауға" in aigul.text
    assert "Мерзімі" in aigul.text and "Дереккөз" in aigul.text
