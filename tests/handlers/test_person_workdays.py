"""Coordinators of the republic change the working calendar in chat; whoever else tries is told whom it is for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.holidays import kazakh_calendar
from domain.calendar import WorkingCalendar
from domain.calendar_table import DayState, StoredChange
from domain.days_off import CalendarChange
from domain.journal import Walk
from handlers.callbacks import WorkdayAct, WorkdayPress
from storage.statement import sql
from tests.person import Person, Stage, foreign_letters

ZHETISU = "330000000"
FRIDAY, SATURDAY = date(2026, 3, 13), date(2026, 3, 14)
_APPOINT = sql("INSERT INTO coordinator (person_id, territory_id, since) VALUES (:person, :territory, 1)")
_END = sql("UPDATE coordinator SET until = 2 WHERE person_id = :person")
WORDS = {
    "kk": {"off": "＋ Демалыс күні", "worked": "＋ Жұмыс күні", "yes": "✓ Растау", "back": "Күшін жою"},
    "ru": {"off": "＋ Выходной день", "worked": "＋ Рабочий день", "yes": "✓ Подтвердить", "back": "Отменить"},
}  # fmt: skip
REASON = {"kk": "Үкіметтің 12 шешімі", "ru": "Постановление № 12"}


@pytest.fixture
async def stage(stage: Stage) -> AsyncIterator[Stage]:
    """The stage with the calendar of Kazakhstan; it is Monday, 2 March 2026."""

    async def by_law(around: date) -> WorkingCalendar:
        return kazakh_calendar(around)

    stage.service = replace(stage.service, by_law=by_law)
    stage.restart()
    yield stage
    assert stage.refused() == []


async def coordinator(stage: Stage, territory: str = "KZ", *, number: int = 1001, language: str = "ru") -> Person:
    person = stage.person(number, "Данагүл", language_code=language)
    await person.onboard(language)
    async with stage.store.write() as repositories:
        await repositories.session.run(_APPOINT, person=number, territory=territory)
    return person


async def at_preview(
    person: Person, day: str = "13.03.2026", *, language: str = "ru", what: str = "off", reason: str = ""
) -> None:
    await person.write("/calendar")
    await person.press(WORDS[language][what])
    await person.write(day)
    await person.write(reason or REASON[language])


async def changes(stage: Stage) -> list[CalendarChange]:
    async with stage.store.read() as repositories:
        return list(await repositories.calendar.changes())


async def logged(stage: Stage) -> list[tuple[object, ...]]:
    """What the log tells of the calendar: kind, actor, facts, person and words; and the whole log fits."""
    async with stage.store.read() as repositories:
        rows = await repositories.journal.after(0, 100)
    assert Walk().along(rows) is None
    return [(row[2], row[4], row[5], row[9], row[10]) for row in rows]


def said(person: Person) -> str:
    return person.text.replace("\xa0", " ")


# --- whom it is for -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_others_get_a_clear_sentence_and_see_no_such_command(stage: Stage, language: str) -> None:
    aigul = stage.person()
    await aigul.onboard(language)
    danagul = await coordinator(stage, ZHETISU, number=1002, language=language)
    for person in (aigul, danagul):
        await person.write("/calendar")
        assert ("координаторы республики" if language == "ru" else "республика үйлестірушілері") in person.text
        assert not person.last.buttons
        await person.write("/help")
        assert "/calendar" not in person.text
        await person.write("/menu")
        assert "calendar" not in {c["command"] for c in stage.world.commands(stage.account, person.phone)}


async def test_a_coordinator_of_the_republic_has_the_command_in_both_languages(stage: Stage) -> None:
    danagul = await coordinator(stage)
    for opened in ("/calendar", "/sources", "/menu", "/review", "/announce"):
        await danagul.write(opened)
        commands = {c["command"]: c["description"] for c in stage.world.commands(stage.account, danagul.phone)}
        assert commands["calendar"] == "Выходные и рабочие дни", opened
    await danagul.write("/help")
    assert "/calendar" in danagul.text
    await danagul.press("Қазақша", danagul.last)
    commands = {c["command"]: c["description"] for c in stage.world.commands(stage.account, danagul.phone)}
    assert commands["calendar"] == "Демалыс және жұмыс күндері"


@pytest.mark.parametrize("act", list(WorkdayAct))
async def test_forged_presses_of_others_show_and_change_nothing(stage: Stage, act: WorkdayAct) -> None:
    danagul = await coordinator(stage, ZHETISU)
    await danagul.forge(WorkdayPress(act=act, run=5, day=FRIDAY.toordinal()).pack())
    assert "координаторы республики" in danagul.all_text
    assert await changes(stage) == []
    assert await logged(stage) == []


async def test_a_term_that_ends_in_the_middle_ends_the_change(stage: Stage) -> None:
    danagul = await coordinator(stage)
    await at_preview(danagul)
    preview = danagul.last
    async with stage.store.write() as repositories:
        await repositories.session.run(_END, person=1001)
    await danagul.press("✓ Подтвердить", preview)
    assert "координаторы республики" in danagul.all_text
    await danagul.write("Приказ № 5")
    assert "координаторы республики" in danagul.text
    assert await changes(stage) == []
    async with stage.store.read() as repositories:
        assert (await repositories.people.visitor(1001, 1001)).dialogue.state is None


# --- the way ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_list_tells_coming_days_off_with_their_reasons(stage: Stage, language: str) -> None:
    danagul = await coordinator(stage, language=language)
    await danagul.write("/calendar")
    text = said(danagul)
    for line in {
        "kk": ("9 наурыз, дүйсенбі – 8 наурыз күнінің орнына демалыс", "21 наурыз, сенбі – Наурыз мейрамы"),
        "ru": ("9 марта, понедельник – выходной вместо 8 марта", "21 марта, суббота – Наурыз мейрамы"),
    }[language]:
        assert line in text
    if language == "ru":
        assert foreign_letters(text.replace("Наурыз мейрамы", "")) == ""
    assert ("2027 жылға арналған ауыстырулар" if language == "kk" else "Переносы на 2027 год") in text
    await danagul.press("Келесі ›" if language == "kk" else "Следующие ›")
    assert ("16 желтоқсан" if language == "kk" else "16 декабря") in said(danagul)


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_day_off_is_added_with_a_preview_of_the_reply_dates_and_stands_in_the_log(
    stage: Stage, language: str
) -> None:
    danagul = await coordinator(stage, language=language)
    await danagul.write("/calendar")
    await danagul.press(WORDS[language]["off"])
    await danagul.write("13.03.2026")
    await danagul.write(REASON[language])
    text = said(danagul)
    # 15 working days after 2 March without the 9th and the days of Nauryz, and one more without the 13th.
    if language == "ru":
        assert "13 марта 2026 года, пятница" in text
        assert "Сейчас: рабочий день" in text and "Станет: выходной (Постановление № 12)" in text
        assert "запрос получен 2 марта: срок ответа 27 марта → 30 марта" in text
    else:
        assert "2026 жылғы 13 наурыз, жұма" in text
        assert "Қазір: жұмыс күні" in text and "Кейін: демалыс (Үкіметтің 12 шешімі)" in text
        assert "2 наурыз күні түскен сауал: жауап беру мерзімі 27 наурыз → 30 наурыз" in text
    assert await changes(stage) == [], "nothing is stored before the confirmation"
    await danagul.press(WORDS[language]["yes"])
    assert danagul.toast == ("Календарь изменён." if language == "ru" else "Күнтізбе өзгертілді.")
    assert ("Выходной день добавлен: 13 марта." if language == "ru" else "Демалыс күні қосылды: 13 наурыз.") in said(
        danagul
    )
    assert await changes(stage) == [CalendarChange(FRIDAY, False, REASON[language])]
    facts = '{"day":"2026-03-13","state":"off","was":"worked"}'
    assert await logged(stage) == [("calendar.changed", "coordinator@KZ", facts, 1001, REASON[language])]


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_saturday_is_worked_and_taken_back_and_both_are_kept(stage: Stage, language: str) -> None:
    danagul = await coordinator(stage, language=language)
    await at_preview(danagul, "14.03.2026", language=language, what="worked")
    assert ("Сейчас: выходной\n" if language == "ru" else "Қазір: демалыс\n") in said(danagul)
    assert ("27 марта → 26 марта" if language == "ru" else "27 наурыз → 26 наурыз") in said(danagul)
    await danagul.press(WORDS[language]["yes"])
    assert await changes(stage) == [CalendarChange(SATURDAY, True, REASON[language])]
    label = next(label for label in danagul.buttons if WORDS[language]["back"] in label)
    await danagul.press(label)
    assert REASON[language] in danagul.text
    assert ("26 марта → 27 марта" if language == "ru" else "26 наурыз → 27 наурыз") in said(danagul)
    await danagul.press(WORDS[language]["yes"])
    assert await changes(stage) == []
    entries = await logged(stage)
    assert [entry[2] for entry in entries] == [
        '{"day":"2026-03-14","state":"worked","was":"off"}',
        '{"day":"2026-03-14","state":"usual","was":"worked"}',
    ]


async def test_a_holiday_can_be_cancelled(stage: Stage) -> None:
    danagul = await coordinator(stage)
    await at_preview(danagul, "25 марта 2026", what="worked")
    assert "Сейчас: выходной (выходной вместо 22 марта (Наурыз мейрамы))" in said(danagul)
    await danagul.press("✓ Подтвердить")
    await danagul.write("/calendar")
    assert "✎ 25 марта, среда – рабочий день: Постановление № 12" in said(danagul)


async def test_a_change_far_ahead_moves_nothing_and_says_so(stage: Stage) -> None:
    danagul = await coordinator(stage)
    await at_preview(danagul, "10.11.2027")
    assert "полученные за последние 15 рабочих дней, не меняются" in said(danagul)


async def test_a_day_that_has_passed_is_taken_with_a_warning_and_can_be_taken_back(stage: Stage) -> None:
    danagul = await coordinator(stage)
    await at_preview(danagul, "27.02.2026")
    assert "Этот день уже прошёл" in danagul.text
    assert "запрос получен 26 февраля: срок ответа 20 марта → 26 марта" in said(danagul)
    await danagul.press("✓ Подтвердить")
    assert "✎ 27 февраля, пятница – Постановление № 12" in said(danagul)
    await danagul.press("Отменить")
    await danagul.press("✓ Подтвердить")
    assert await changes(stage) == []


async def test_a_restart_in_the_middle_loses_nothing(stage: Stage) -> None:
    danagul = await coordinator(stage)
    await danagul.write("/calendar")
    await danagul.press("＋ Выходной день")
    stage.restart()
    await danagul.write("13 марта")
    stage.restart()
    await danagul.write("Приказ № 5")
    stage.restart()
    await danagul.press("✓ Подтвердить")
    assert await changes(stage) == [CalendarChange(FRIDAY, False, "Приказ № 5")]


# --- wrong, late, repeated, forged ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "typed", "answer"),
    [
        ("off", "14.03.2026", "14 марта 2026 года, суббота: субботы и воскресенья и так выходные, менять нечего."),
        ("off", "23.03.2026", "23 марта 2026 года, понедельник: это и так выходной день."),
        ("off", "21.03.2026", "21 марта 2026 года, суббота: это и так выходной день."),
        ("worked", "13.03.2026", "13 марта 2026 года, пятница: это и так рабочий день."),
        ("off", "13.03.2029", "Менять календарь можно с 2025 по 2027 год."),
        ("off", "13.03.2020", "Менять календарь можно с 2025 по 2027 год."),
        ("off", "30.02.2026", "Здесь не видно даты."),
        ("off", "скоро", "Здесь не видно даты."),
        ("off", "13.03.2026 18:00", "Здесь не видно даты."),
        ("off", "13.03.2026–16.03.2026", "Здесь не видно даты."),
        ("off", "<b>" * 900, "Здесь не видно даты."),
    ],
)
async def test_a_day_that_cannot_be_taken_is_asked_for_again(stage: Stage, what: str, typed: str, answer: str) -> None:
    danagul = await coordinator(stage)
    await danagul.write("/calendar")
    await danagul.press(WORDS["ru"][what])
    await danagul.write(typed)
    assert said(danagul).startswith(answer)
    await danagul.write("10.11.2027" if what == "off" else "13.11.2027")
    assert "Почему?" in danagul.text, "and the next day is taken"


@pytest.mark.parametrize("typed", ["", "5", "Я" * 121])
async def test_a_reason_that_says_nothing_or_too_much_is_asked_for_again(stage: Stage, typed: str) -> None:
    danagul = await coordinator(stage)
    await danagul.write("/calendar")
    await danagul.press("＋ Выходной день")
    await danagul.write("13.03.2026")
    await danagul.write(typed or "??")
    assert "не меньше трёх букв" in danagul.text
    await danagul.write("<b>Приказ</b> & № 5")
    assert "Станет: выходной (<b>Приказ</b> & № 5)" in said(danagul)
    await danagul.press("✓ Подтвердить")
    assert await changes(stage) == [CalendarChange(FRIDAY, False, "<b>Приказ</b> & № 5")]


async def test_a_repeated_and_a_late_confirmation_change_nothing_more(stage: Stage) -> None:
    danagul = await coordinator(stage)
    await at_preview(danagul)
    await danagul.press_twice("✓ Подтвердить")
    assert len(await logged(stage)) == 1
    await at_preview(danagul, "16.03.2026")
    late = danagul.last.button("✓ Подтвердить")["callback_data"]
    await danagul.press("Отмена")
    assert "Отменено: ничего не изменилось." in danagul.text
    await danagul.forge(late)
    assert danagul.toast == "Эта кнопка устарела."
    assert len(await logged(stage)) == 1


async def test_a_confirmation_of_an_older_change_does_not_confirm_the_newer_one(stage: Stage) -> None:
    danagul = await coordinator(stage)
    await at_preview(danagul)
    old = danagul.last
    await at_preview(danagul, "16.03.2026")
    await danagul.press("✓ Подтвердить", old)
    assert danagul.toast == "Эта кнопка устарела."
    assert await changes(stage) == []


async def test_confirming_before_the_preview_asks_for_what_is_missing(stage: Stage) -> None:
    danagul = await coordinator(stage)
    await danagul.write("/calendar")
    await danagul.press("＋ Выходной день")
    data = next(button["callback_data"] for button in danagul.last.buttons)
    forged = data.replace("wd:x:", "wd:y:")
    await danagul.forge(forged)
    assert "Какой день" in danagul.text
    await danagul.write("13.03.2026")
    await danagul.forge(forged)
    assert "Почему?" in danagul.text
    assert await changes(stage) == []


async def test_of_two_coordinators_the_second_sees_what_the_first_did(stage: Stage) -> None:
    first, second = await coordinator(stage), await coordinator(stage, number=1002)
    await at_preview(first)
    await at_preview(second, reason="Другой приказ")
    await first.press("✓ Подтвердить")
    await second.press("✓ Подтвердить")
    assert "13 марта 2026 года, пятница: это и так выходной день." in said(second)
    assert await changes(stage) == [CalendarChange(FRIDAY, False, "Постановление № 12")]
    await first.write("/calendar")
    await second.write("/calendar")
    for person in (first, second):
        await person.press("Отменить")
    await first.press("✓ Подтвердить")
    await second.press("✓ Подтвердить")
    assert "это изменение уже отменено" in said(second)
    assert len(await logged(stage)) == 2


async def test_a_day_changed_back_and_forth_meanwhile_is_shown_again_before_it_is_stored(stage: Stage) -> None:
    first, second = await coordinator(stage), await coordinator(stage, number=1002)
    await at_preview(second, reason="Другой приказ")
    await at_preview(first)
    await first.press("✓ Подтвердить")
    await first.press("Отменить")
    await first.press("✓ Подтвердить")
    await second.press("✓ Подтвердить")
    assert "день изменил другой координатор" in said(second)
    assert await changes(stage) == []
    await second.press("✓ Подтвердить")
    assert await changes(stage) == [CalendarChange(FRIDAY, False, "Другой приказ")]


async def test_taking_back_what_was_never_changed_is_out_of_date(stage: Stage) -> None:
    danagul = await coordinator(stage)
    await danagul.write("/calendar")
    for day in (FRIDAY.toordinal(), 1, 3_652_059):
        await danagul.forge(WorkdayPress(act=WorkdayAct.BACK, day=day).pack())
        assert danagul.toast == "Эта кнопка устарела."
    await danagul.forge("wd:b:0:3652060:0")
    await danagul.forge(f"wd:l:0:1:{10**5}")
    await danagul.forge("wd:l:0:1:9999")
    assert await logged(stage) == []


async def test_words_at_the_preview_and_stickers_are_answered_with_what_is_expected(stage: Stage) -> None:
    danagul = await coordinator(stage)
    await at_preview(danagul)
    await danagul.write("да")
    assert "Нажмите кнопку ниже" in danagul.text
    await danagul.press("✓ Подтвердить")
    assert len(await logged(stage)) == 1


async def test_cancel_leaves_the_change(stage: Stage) -> None:
    danagul = await coordinator(stage)
    await at_preview(danagul)
    await danagul.write("/cancel")
    await danagul.write("/calendar")
    assert "✎" not in danagul.text
    assert await changes(stage) == []


async def test_erasing_the_author_leaves_the_day_and_a_log_that_fits(stage: Stage) -> None:
    danagul = await coordinator(stage)
    await at_preview(danagul)
    await danagul.press("✓ Подтвердить")
    await danagul.write("/privacy")
    await danagul.press("Отозвать согласие")
    await danagul.press("Удалить мои данные")
    facts = '{"day":"2026-03-13","state":"off","was":"worked"}'
    assert ("calendar.changed", "coordinator@KZ", facts, None, None) in await logged(stage)
    assert await changes(stage) == [CalendarChange(FRIDAY, False, "Постановление № 12")]


async def test_reading_takes_a_change_up_at_once(stage: Stage) -> None:
    danagul = await coordinator(stage)
    reader = stage.service.reader
    today = stage.clock.now().date()
    before = await reader._working_days()  # type: ignore[attr-defined]
    await at_preview(danagul)
    await danagul.press("✓ Подтвердить")
    after = await reader._working_days()  # type: ignore[attr-defined]
    assert before.add_working_days(today, 10) + timedelta(days=1) == after.add_working_days(today, 10)


def test_a_row_that_is_taken_back_changes_no_calendar() -> None:
    assert StoredChange(1, FRIDAY, DayState.WORKED, "x").as_change() == CalendarChange(FRIDAY, True, "x")
