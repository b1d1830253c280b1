"""A coordinator corrects what was read from a site: kept, shown, told once, never read over; nobody else may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bench.cases import missed
from bench.reading import Bench
from bot.cases_command import cases
from domain.calls.model import Call
from storage.statement import sql
from tests.handlers.announcing import ALMATY_OBLAST, CALL, SARKAN, ZHETISU, calls, coordinator, waiting_letters
from tests.handlers.reading_posts import OTHER_SITE, TEXT, TITLE, comes
from tests.person import ZONE, Person, Stage

WORDS = {
    "kk": {
        "correct": "Түзету",
        "deadline": "Соңғы мерзім",
        "save": "✓ Түзетулерді сақтау",
        "leave": "Сақтамай шығу",
        "saved": "Сақталды. 2 хабарлама жіберіледі.",
        "corrected": "Үйлестіруші түзеткен: соңғы мерзім",
        "whence": "Қайдан алынды?",
        "by": "Түзеткен: Жетісу облысының үйлестірушісі, 2026 жылғы 2 наурыз",
        "read": "Мәтінде: «2026 жылғы 14 сәуір сағат 18:00»",
        "news": "Мерзімі түзетілді: 20 сәуір сағат 17:30-ға дейін (бұрын 14 сәуір деп көрсетілген)",
        "nobody": "Бұл конкурсты оның барлық өңірінің үйлестірушісі ғана түзете алады.",
    },
    "ru": {
        "correct": "Исправить",
        "deadline": "Срок подачи",
        "save": "✓ Сохранить исправления",
        "leave": "Выйти без сохранения",
        "saved": "Сохранено. Уйдут 2 сообщения.",
        "corrected": "Исправил координатор: срок подачи",
        "whence": "Откуда это?",
        "by": "Исправлено: координатор (область Жетісу), 2 марта 2026 года",
        "read": "В тексте: «2026 жылғы 14 сәуір сағат 18:00»",
        "news": "Срок исправлен: до 17:30 20 апреля (раньше было указано 14 апреля)",
        "nobody": "Исправить этот конкурс может только координатор всех его регионов.",
    },
}
_SENT = sql("UPDATE outbox SET state = 'sent', settled_at = :now WHERE state = 'pending'")
_END = sql("UPDATE coordinator SET until = 2 WHERE person_id = :person")
_LOG = sql("SELECT field, said_before, says_now, words, person_id FROM call_correction ORDER BY id")
_ALERTS = sql("SELECT chat_id, kind, revision, state FROM outbox WHERE call_id IS NOT NULL ORDER BY id")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


async def all_sent(stage: Stage) -> None:
    async with stage.store.write() as repositories:
        await repositories.session.run(_SENT, now=1)


async def log(stage: Stage) -> list[tuple[object, ...]]:
    async with stage.store.read() as repositories:
        return [tuple(row) for row in await repositories.session.all(_LOG)]


async def alerts(stage: Stage) -> list[tuple[object, ...]]:
    async with stage.store.read() as repositories:
        return [tuple(row) for row in await repositories.session.all(_ALERTS)]


async def the_call(stage: Stage) -> Call:
    (call,) = await calls(stage)
    return call  # type: ignore[no-any-return]


async def at_desk(stage: Stage, person: Person, language: str = "kk") -> None:
    await person.write("/calls")
    await person.press("1")
    await person.press(WORDS[language]["correct"])


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_corrected_deadline_is_shown_told_once_and_stays_whatever_is_read_later(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    neighbour = stage.person(1002, "Ерлан", language)
    await neighbour.onboard(language)
    await comes(stage)
    await all_sent(stage)
    boss = await coordinator(stage, language=language)
    await at_desk(stage, boss, language)
    assert "«2026 жылғы 14 сәуір сағат 18:00»" in plain(boss.text)
    await boss.press(words["deadline"])
    await boss.write("когда-нибудь")
    assert "20.04.2026" in boss.text
    stage.restart()  # what was begun lives in storage
    await boss.write("20.04.2026 17:30")
    assert (await the_call(stage)).deadline.day.day == 14
    await boss.press(words["save"])
    assert plain(boss.toast) == words["saved"]  # the neighbour knew it; the coordinator's own subscription is newer
    assert words["corrected"] in boss.text and "20" in boss.text and len(boss.text) <= 600

    call = await the_call(stage)
    assert (call.deadline.isoformat(), call.revision, call.event) == ("2026-04-20T17:30", 2, "opened")
    assert call.corrected == {"deadline"}
    quoted = "2026 жылғы 14 сәуір сағат 18:00"
    assert await log(stage) == [("deadline", '"2026-04-14T18:00"', '"2026-04-20T17:30"', quoted, 2001)]
    (letter,) = await waiting_letters(stage, neighbour)
    assert words["news"] in plain(letter)
    await all_sent(stage)

    # The same post with another day, another site, and an extension: nothing of it moves what was said.
    later = TEXT.replace("14 сәуір", "10 сәуір")
    await comes(stage, later)
    longer = TEXT.replace("14 сәуір", "29 сәуір").replace("конкурсын жариялайды", "конкурсының мерзімін ұзартты")
    await comes(stage, longer, name="two", source=OTHER_SITE, minutes=9)
    call = await the_call(stage)
    assert (call.deadline.isoformat(), call.revision) == ("2026-04-20T17:30", 2)
    assert await waiting_letters(stage, neighbour) == []

    await boss.press(words["whence"])
    assert words["by"] in plain(boss.text)

    assert words["read"].replace("14 сәуір", "29 сәуір") in plain(boss.text)
    assert stage.refused() == []


@pytest.mark.parametrize(
    ("language", "said", "corrected"),
    [
        ("kk", "Мәтінде үйлестіруші көрсеткеннен басқа мерзім айтылған", "Түзетілген мерзім: 2026 жылғы 20 сәуір"),
        ("ru", "В тексте назван другой срок, чем указал координатор", "Исправленный срок: 20 апреля 2026 года"),
    ],
)
async def test_a_text_with_another_deadline_is_told_to_the_coordinator_once(
    stage: Stage, language: str, said: str, corrected: str
) -> None:
    await comes(stage)
    boss = await coordinator(stage, language=language)
    await at_desk(stage, boss, language)
    await boss.press(WORDS[language]["deadline"])
    await boss.write("20.04.2026")
    await boss.press(WORDS[language]["save"])
    await all_sent(stage)
    await comes(stage, TEXT + " Қош келдіңіз!")  # the day that was corrected: nothing new
    assert await waiting_letters(stage, boss) == []
    longer = TEXT.replace("14 сәуір", "29 сәуір").replace("конкурсын жариялайды", "конкурсының мерзімін ұзартты")
    await comes(stage, longer, name="two", source=OTHER_SITE, minutes=9)
    await comes(stage, longer + " Қош келдіңіз!", name="two", source=OTHER_SITE, minutes=9)
    (letter,) = await waiting_letters(stage, boss)
    assert said in letter and "29 сәуір" in letter and corrected in plain(letter)
    await at_desk_of(boss, 1, language)
    await boss.press(WORDS[language]["deadline"])
    await boss.write("29.04.2026")
    await boss.press(WORDS[language]["save"])
    assert [one for one in await waiting_letters(stage, boss) if said in one] == []


async def test_what_is_no_news_is_corrected_in_silence(stage: Stage) -> None:
    neighbour = stage.person(1002, "Ерлан")
    await neighbour.onboard()
    await comes(stage)
    await all_sent(stage)
    boss = await coordinator(stage)
    await at_desk(stage, boss)
    await boss.press("Атауы")
    await boss.write("Жас ұйымдарға <b>гранттар</b> & көмек")
    await boss.press("Ұйымдастырушы")
    await boss.write("Жастар саясаты басқармасы")
    await boss.press("Кім қатыса алады")
    assert "☑ ҮЕҰ" in boss.buttons  # the text says so
    await boss.press("☐ Бастамашыл топтар")
    await boss.press("Дайын")
    assert "Сіз түзеткен деректер: Атауы, Ұйымдастырушы, Кім қатыса алады." in boss.text
    await boss.press("✓ Түзетулерді сақтау")
    assert boss.toast == "Сақталды."
    call = await the_call(stage)
    assert call.revision == 1 and call.texts[0].title == "Жас ұйымдарға <b>гранттар</b> & көмек"
    assert "Кім қатыса алады: ҮЕҰ, бастамашыл топтар" in boss.text
    assert "Үйлестіруші түзеткен: атауы, ұйымдастырушы, кім қатыса алатыны" in boss.text
    assert await waiting_letters(stage, neighbour) == []
    await comes(stage, TEXT, title="Басқа тақырып")
    call = await the_call(stage)
    assert call.texts[0].title == "Жас ұйымдарға <b>гранттар</b> & көмек"
    assert call.organiser == "Жастар саясаты басқармасы" and len(call.applicants) == 2


async def test_corrected_again_is_undone_and_those_who_know_hear_of_nothing_when_it_comes_to_nothing(
    stage: Stage,
) -> None:
    neighbour = stage.person(1002, "Ерлан")
    await neighbour.onboard()
    await comes(stage)
    await all_sent(stage)
    boss = await coordinator(stage)
    for said in ("20.04.2026", "14.04.2026 18:00"):
        await at_desk(stage, boss)
        await boss.press("Соңғы мерзім")
        await boss.write(said)
        await boss.press("✓ Түзетулерді сақтау")
    call = await the_call(stage)
    assert (call.deadline.isoformat(), call.revision) == ("2026-04-14T18:00", 3)
    assert await waiting_letters(stage, neighbour) == []
    assert [entry[1:3] for entry in await log(stage)] == [
        ('"2026-04-14T18:00"', '"2026-04-20"'),
        ('"2026-04-20"', '"2026-04-14T18:00"'),
    ]


async def test_another_region_reaches_those_whom_it_concerns_now_and_nobody_twice(stage: Stage) -> None:
    neighbour, far = stage.person(1002, "Ерлан"), stage.person(1003, "Алыс")
    await neighbour.onboard()
    await far.onboard("kk", "Алматы облысы", "Бүкіл облыс")
    await comes(stage)
    await all_sent(stage)
    boss = await coordinator(stage, territory="KZ")
    await at_desk(stage, boss)
    await boss.press("Өңір")
    await boss.write("Алматы облысы")
    await boss.press("Екеуін де көрсету")
    await boss.press("Дайын")
    await boss.press("✓ Түзетулерді сақтау")
    call = await the_call(stage)
    assert call.territories == (ZHETISU, ALMATY_OBLAST) and call.revision == 2
    (letter,) = await waiting_letters(stage, far)
    assert TITLE in letter
    assert await waiting_letters(stage, neighbour) == []
    await all_sent(stage)
    before = await alerts(stage)
    await at_desk(stage, boss)
    await boss.press("Салалар")
    await boss.press("☐ Қоршаған ортаны қорғау")
    await boss.press("Дайын")
    await boss.press("✓ Түзетулерді сақтау")
    assert await waiting_letters(stage, far) == [] and await waiting_letters(stage, neighbour) == []
    assert len(await alerts(stage)) >= len(before)


async def test_a_waiting_alert_for_a_region_that_was_read_wrong_does_not_go_out(stage: Stage) -> None:
    neighbour = stage.person(1002, "Ерлан")
    await neighbour.onboard()
    await comes(stage)
    boss = await coordinator(stage, territory="KZ")
    assert len(await waiting_letters(stage, neighbour)) == 1
    await at_desk_of(boss, 1)
    await boss.press("Өңір")
    await boss.write("Алматы облысы")
    await boss.press("Тек соңғысы")
    await boss.press("Дайын")
    await boss.press("✓ Түзетулерді сақтау")
    assert await waiting_letters(stage, neighbour) == []


async def at_desk_of(person: Person, call_id: int, language: str = "kk") -> None:
    await person.start(f"c{call_id}")
    await person.press(WORDS[language]["correct"])


@pytest.mark.parametrize(("territory", "may"), [("KZ", True), (ZHETISU, True), (SARKAN, False), (ALMATY_OBLAST, False)])
async def test_only_who_coordinates_all_regions_of_the_call_may_correct_it(
    stage: Stage, territory: str, may: bool
) -> None:
    await comes(stage)
    person = await coordinator(stage, territory=territory)
    await person.start("c1")
    assert ("Түзету" in person.buttons) is may
    await person.press("Қайдан алынды?")
    assert ("Түзету" in person.buttons) is may
    await person.forge("c:x:1:")
    assert ("Конкурсты түзету" in person.text) is may
    assert may or (person.toast == WORDS["kk"]["nobody"] and person.alert)


async def test_forged_late_and_repeated_presses_do_nothing(stage: Stage) -> None:
    await comes(stage)
    boss, stranger = await coordinator(stage), stage.person(1004, "Бөтен")
    await stranger.onboard()
    await at_desk(stage, boss)
    for person in (stranger, await coordinator(stage, 2005, "kk", "KZ")):
        for act in "vgxwkKinf":
            await person.forge(f"pd:{act}:1:{'d' if act == 'f' else ''}::0")
        await person.forge("pd:s:1:k:contest:0")
        await person.forge("pd:c:1:d::0")
    await stranger.forge("c:x:1:")
    assert stranger.toast == WORDS["kk"]["nobody"]
    for act in "wkKinj":
        await boss.forge(f"pd:{act}:1:::0")
    await boss.forge("pd:a:1:a:nobody:0")
    await boss.forge("pd:s:1:k:news:0")
    await boss.forge("rv:j:1:0:")
    await boss.forge("c:x:999:")
    assert boss.toast == "Мұндай конкурс енді жоқ."
    call = await the_call(stage)
    assert call.corrected == frozenset() and await log(stage) == []
    await at_desk_of(boss, 1)
    # Nothing was set: saving says so. Saving twice saves once.
    await boss.press("✓ Түзетулерді сақтау")
    assert boss.toast == "Ештеңе өзгерген жоқ."
    await boss.press("Бір жобаға")
    await boss.write("1 млн теңге")
    desk = boss.with_button("✓ Түзетулерді сақтау")
    await boss.press_twice("✓ Түзетулерді сақтау")
    assert (await the_call(stage)).amount_max == 1_000_000 and len(await log(stage)) == 2
    await boss.forge("pd:g:1:::0", desk)
    await boss.forge("pd:f:1:d::0", desk)
    assert len(await log(stage)) == 2 and stage.refused() == []


async def test_rights_that_end_in_the_middle_end_at_once(stage: Stage) -> None:
    await comes(stage)
    boss = await coordinator(stage)
    await at_desk(stage, boss)
    await boss.press("Соңғы мерзім")
    async with stage.store.write() as repositories:
        await repositories.session.run(_END, person=2001)
    await boss.write("20.04.2026")
    assert boss.text != "" and "Конкурсты түзету" not in boss.text
    for label in ("‹ Артқа", "Көрсетілмеген"):
        if label in boss.buttons:
            await boss.press(label)
            assert boss.toast == WORDS["kk"]["nobody"]
    await boss.forge("pd:g:1:::0")
    assert boss.toast == WORDS["kk"]["nobody"]
    await boss.forge("c:x:1:")
    assert boss.toast == WORDS["kk"]["nobody"]
    assert (await the_call(stage)).corrected == frozenset()


async def test_of_two_coordinators_at_once_the_second_sees_what_changed_and_loses_nothing_else(stage: Stage) -> None:
    await comes(stage)
    one, other = await coordinator(stage), await coordinator(stage, 2002, "ru", "KZ")
    await at_desk(stage, one)
    await at_desk(stage, other, "ru")
    await one.press("Соңғы мерзім")
    await one.write("20.04.2026")
    await other.press("Срок подачи")
    await other.write("25.04.2026")
    await other.press("Организатор")
    await other.write("Фонд развития")
    await one.press("✓ Түзетулерді сақтау")
    await other.press("✓ Сохранить исправления")
    assert "Тем временем кто-то другой изменил: Срок подачи." in other.text
    assert "20 апреля" in plain(other.text) and "Вы исправили: Организатор." in other.text
    assert (await the_call(stage)).organiser != "Фонд развития"
    await other.press("✓ Сохранить исправления")
    call = await the_call(stage)
    assert (call.deadline.isoformat(), call.organiser) == ("2026-04-20", "Фонд развития")
    assert call.corrected == {"deadline", "organiser"}


async def test_what_a_later_text_changed_meanwhile_is_seen_before_it_is_written_over(stage: Stage) -> None:
    await comes(stage)
    boss = await coordinator(stage)
    await at_desk(stage, boss)
    await boss.press("Бір жобаға")
    await boss.write("1 млн теңге")
    await comes(stage, TEXT.replace("900 000", "950 000"))
    await boss.press("✓ Түзетулерді сақтау")
    assert "Осы арада басқа біреу мына деректерді өзгертті: Бір жобаға" in boss.text and "950 000" in plain(boss.text)


async def test_what_was_begun_waits_and_leaving_forgets_it(stage: Stage) -> None:
    await comes(stage)
    boss = await coordinator(stage)
    await at_desk(stage, boss)
    await boss.press("Соңғы мерзім")
    await boss.write("20.04.2026")
    stage.restart()
    await at_desk(stage, boss)
    assert "Сіз түзеткен деректер: Соңғы мерзім." in boss.text and "20 сәуір" in plain(boss.text)
    desk = boss.with_button("Сақтамай шығу")
    await boss.write("/announce")
    assert "Түзету" not in boss.text  # a call on the desk is no announcement of theirs
    await boss.press("Сақтамай шығу")
    assert TITLE in desk.text and "14 сәуір" in plain(desk.text)
    await at_desk(stage, boss)
    assert "Сіз түзеткен деректер" not in boss.text


async def test_a_doubtful_value_is_confirmed_and_then_people_see_it(stage: Stage) -> None:
    await comes(stage)
    async with stage.store.write() as repositories:
        await repositories.session.run(sql("UPDATE call_reading SET sure = 30 WHERE field = 'amount_max'"))
        await repositories.session.run(sql("UPDATE call SET amount_max = NULL, currency = NULL"))
    boss = await coordinator(stage)
    await at_desk(stage, boss)
    assert "Бір жобаға: 900 000 ₸ – «900 000 теңгеге» ⚠ тексеріңіз" in plain(boss.text)
    await boss.press("Бір жобаға")
    await boss.press("✓ Дұрыс")
    await boss.press("✓ Түзетулерді сақтау")
    assert "900 000 ₸" in plain(boss.text)
    call = await the_call(stage)
    assert (call.amount_max, call.currency, call.corrected) == (900_000, "KZT", {"amount_max"})


async def test_there_is_none_is_a_correction_too(stage: Stage) -> None:
    await comes(stage)
    boss = await coordinator(stage)
    await at_desk(stage, boss)
    await boss.press("Соңғы мерзім")
    await boss.press("Көрсетілмеген")
    await boss.press("✓ Түзетулерді сақтау")
    call = await the_call(stage)
    assert call.deadline is None and call.closes_at is None and call.revision == 1
    await comes(stage, TEXT.replace("14 сәуір", "15 сәуір"))
    assert (await the_call(stage)).deadline is None


async def test_a_region_beyond_ones_own_is_refused(stage: Stage) -> None:
    await comes(stage)
    boss = await coordinator(stage)
    await at_desk(stage, boss)
    await boss.press("Өңір")
    await boss.write("Алматы облысы")
    await boss.press("Екеуін де көрсету")
    await boss.press("Дайын")
    await boss.press("✓ Түзетулерді сақтау")
    assert boss.alert and "үйлестіретін өңірді таңдаңыз" in boss.toast
    assert (await the_call(stage)).territories == (ZHETISU,)


async def test_a_correction_of_a_past_deadline_into_the_past_is_no_news(stage: Stage) -> None:
    neighbour = stage.person(1002, "Ерлан")
    await neighbour.onboard()
    await comes(stage)
    await all_sent(stage)
    boss = await coordinator(stage)
    stage.clock.move(timedelta(days=60))
    await at_desk_of(boss, 1)
    await boss.press("Соңғы мерзім")
    await boss.write("16.04.2026")
    await boss.press("✓ Түзетулерді сақтау")
    call = await the_call(stage)
    assert (call.deadline.day.day, call.revision) == (16, 1)
    assert await waiting_letters(stage, neighbour) == []


async def test_a_published_announcement_is_corrected_from_its_card_and_then_kept_like_any_other(stage: Stage) -> None:
    boss = await coordinator(stage)
    await boss.write(f"/announce {CALL}")
    await boss.press("✓ Жариялау")
    await boss.press("Конкурсты ашу")
    await boss.press("Түзету")
    await boss.press("Соңғы мерзім")
    await boss.write("30.04.2026")
    await boss.press("✓ Түзетулерді сақтау")
    call = await the_call(stage)
    # There is no other source: a later day is more time.
    assert (call.deadline.day.day, call.event, call.corrected) == (30, "extended", {"deadline"})


async def test_a_correction_becomes_a_case_that_the_reading_is_tested_with(stage: Stage) -> None:
    await comes(stage)
    boss = await coordinator(stage)
    await at_desk(stage, boss)
    await boss.press("Соңғы мерзім")
    await boss.write("20.04.2026")
    await boss.press("✓ Түзетулерді сақтау")
    async with stage.store.read() as repositories:
        (case,) = cases(await repositories.corrections.texts(), stage.service.tree, ZONE)
    assert (case["url"], case["text"], case["confirmed"]) == ("https://example.kz/oblast/one", TEXT, ["deadline"])
    (mistake,) = missed(case, Bench())
    assert "deadline 2026-04-14T18:00, not 2026-04-20" in mistake
    case["text"] = TEXT.replace("14 сәуір", "20 сәуір")
    assert missed(case, Bench()) == []


async def test_erasing_the_coordinator_leaves_what_was_corrected_and_not_who(stage: Stage) -> None:
    await comes(stage)
    boss = await coordinator(stage)
    await at_desk(stage, boss)
    await boss.press("Соңғы мерзім")
    await boss.write("20.04.2026")
    await boss.press("✓ Түзетулерді сақтау")
    await at_desk(stage, boss)
    async with stage.store.write() as repositories:
        await repositories.people.erase(2001, stage.clock.now())
        left = await repositories.session.all(sql("SELECT id FROM submission"))
    assert not left
    ((field, _, _, _, person),) = await log(stage)
    assert (field, person) == ("deadline", None)
    other = await coordinator(stage, 2002)
    await other.start("c1")
    await other.press("Қайдан алынды?")
    assert WORDS["kk"]["by"] in plain(other.text)
