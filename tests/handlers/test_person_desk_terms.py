"""A longer term, closing, templates: what is asked, what is refused and in which words, and what the NGO hears."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.requests.clocks import Outcome
from domain.requests.events import Actor, EventKind
from domain.requests.record import events_of
from domain.requests.templates import MOST, filled
from handlers.requests.desk_callbacks import DeskAct, DeskPress, TemplateAct, TemplatePress
from tests.handlers.desk_stage import BOTH, desk, happens, rows
from tests.person import Stage
from tests.request_stage import deliver, office

REASON = "Сметаны бекіту керек"


@BOTH
async def test_a_term_is_extended_with_a_reason_by_a_button_and_the_ngo_is_told(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    told = len(at.aigul.from_bot)
    await at.serik.press(at.words["extend"], at.card(at.serik))
    stage.restart()
    await at.serik.write("Керек")
    assert len(at.serik.buttons) == 1  # one word is no reason: asked again
    await at.serik.write(REASON)
    assert len(at.serik.buttons) == 4
    await at.serik.press(at.serik.buttons[0])
    assert REASON in at.serik.text and await at.kinds() == [EventKind.FILED]
    await at.serik.press(at.words["confirm"])
    await deliver(stage)
    assert await at.kinds() == [EventKind.FILED, EventKind.EXTENDED]
    event = next(event for event in events_of(await at.log()) if event.kind is EventKind.EXTENDED)
    assert event.reasoned and event.actor is Actor.OFFICER and event.until == (await at.stands()).due
    assert (await at.stands()).due == date(2026, 4, 13)  # fifteen working days after Monday, 23 March
    assert len(at.aigul.from_bot) == told + 1
    assert {"kk": "Мерзім ұзартылды", "ru": "Срок продлён"}[language] in at.card(at.erlan).text
    stage.clock.move(timedelta(days=29))
    await at.serik.reply(at.card(at.serik), "Жауап")
    screen = at.serik.last
    await at.serik.press(at.words["now"])
    assert {"kk": "ұзартылған мерзімде", "ru": "в продлённый срок"}[language] in screen.text
    assert stage.refused() == []


@pytest.mark.parametrize(
    ("typed", "kk", "ru"),
    [
        ("26.05.2026", "тым кеш", "слишком поздно"),
        ("31.12.2045", "тым кеш", "слишком поздно"),
        ("23.03.2026", "қазіргісінен кеш", "позже нынешнего"),
        ("10.03.2026", "қазіргісінен кеш", "позже нынешнего"),
        ("кейінірек", "күн жазылмаған", "не видно даты"),
        ("25.05.2026 18:00", "күн жазылмаған", "не видно даты"),
    ],
)
@BOTH
async def test_each_refused_date_is_answered_in_a_sentence_and_another_is_asked(
    stage: Stage, language: str, typed: str, kk: str, ru: str
) -> None:
    at = await desk(stage, language)
    await at.serik.press(at.words["extend"], at.card(at.serik))
    await at.serik.write(REASON)
    await at.serik.write(typed)
    assert {"kk": kk, "ru": ru}[language] in at.serik.text
    await at.serik.write("20.05.2026")
    await at.serik.press(at.words["confirm"])
    assert (await at.stands()).due == date(2026, 5, 20)


@BOTH
async def test_on_the_last_day_a_term_is_not_extended_any_more(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    await at.serik.press(at.words["extend"], at.card(at.serik))
    await at.serik.write(REASON)
    await at.serik.write("20.04.2026")
    stage.clock.move(timedelta(days=21))
    await at.serik.press(at.words["confirm"])
    late = {"kk": "тек соңғы күнге дейін", "ru": "только до его последнего дня"}[language]
    assert late in at.serik.text
    await at.serik.press(at.words["extend"], at.card(at.serik))
    assert late in at.serik.toast and at.serik.alert
    assert await at.kinds() == [EventKind.FILED]


async def test_an_extension_pressed_twice_or_from_an_older_screen_counts_once(stage: Stage) -> None:
    at = await desk(stage)
    await at.serik.press(at.words["extend"], at.card(at.serik))
    first = at.serik.last
    cancel = next(button["callback_data"] for button in first.buttons)
    await at.serik.press(at.words["extend"], at.card(at.serik))
    await at.serik.forge(cancel, first)
    assert "устарела" in at.serik.toast
    await at.serik.write(REASON)
    await at.serik.press(at.serik.buttons[0])
    await at.serik.press_twice(at.words["confirm"])
    assert await at.kinds() == [EventKind.FILED, EventKind.EXTENDED]


async def test_a_request_that_is_gone_meanwhile_is_not_extended_nor_closed(stage: Stage) -> None:
    at = await desk(stage)
    await at.serik.press(at.words["extend"], at.card(at.serik))
    await happens(at, EventKind.WITHDRAWN)
    await at.serik.write(REASON)
    assert "завершён" in at.serik.text
    await at.serik.write("грант")
    assert "завершён" not in at.serik.text
    assert await at.kinds() == [EventKind.FILED, EventKind.WITHDRAWN]
    await at.serik.forge(DeskPress(act=DeskAct.CLOSE, id=at.request.id).pack(), at.card(at.serik))
    assert at.serik.alert and (await at.stands()).outcome is Outcome.WITHDRAWN


@BOTH
async def test_closing_without_an_answer_needs_a_reason_and_says_what_it_counts_as(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    told = len(at.aigul.from_bot)
    await at.serik.press(at.words["close"], at.card(at.serik))
    assert at.words["unanswered"] in at.serik.text
    await at.serik.write("жоқ")
    await at.serik.write("Хат екі рет келді")
    assert at.words["unanswered"] in at.serik.text and "Хат екі рет келді" in at.serik.text
    assert await at.kinds() == [EventKind.FILED]
    await at.serik.press(at.words["close yes"])
    await deliver(stage)
    assert (await at.stands()).outcome is Outcome.CLOSED_UNANSWERED
    assert len(at.aigul.from_bot) == told + 1
    assert "Хат екі рет келді" in at.card(at.erlan).text
    await at.erlan.forge(DeskPress(act=DeskAct.CLOSE, id=at.request.id).pack(), at.card(at.erlan))
    assert at.erlan.alert and (await at.kinds()).count(EventKind.CLOSED) == 1


@BOTH
async def test_closing_after_an_answer_asks_only_whether(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    await at.serik.reply(at.card(at.serik), "Жауап")
    await at.leave()
    await at.serik.press(at.words["close"], at.card(at.serik))
    assert at.words["unanswered"] not in at.serik.text
    await at.serik.press(at.words["close yes"])
    assert (await at.stands()).outcome is Outcome.ANSWERED and (await at.stands()).ended_at is not None


async def test_a_request_reopened_while_it_is_closed_needs_a_reason_after_all(stage: Stage) -> None:
    at = await desk(stage)
    await at.serik.reply(at.card(at.serik), "Ответ")
    await at.leave()
    await at.serik.press(at.words["close"], at.card(at.serik))
    await happens(at, EventKind.REOPENED)
    await at.serik.press(at.words["close yes"])
    assert at.words["unanswered"] in at.serik.text and EventKind.CLOSED not in await at.kinds()


@BOTH
async def test_a_template_is_written_looked_at_and_sent_as_the_answer_with_the_same_undo(
    stage: Stage, language: str
) -> None:
    at = await desk(stage, language)
    await at.serik.press(at.words["templates"], at.card(at.serik))
    await at.serik.press(at.words["new template"])
    await at.serik.write("х")
    await at.serik.write("Орын жоқ")
    stage.restart()
    await at.serik.write("Құрметті {ngo}!\n{number} бойынша {date}: {орын} <жоқ>.")
    text = at.serik.text
    day = {"kk": "2026 жылғы 2 наурыз", "ru": "2 марта 2026 года"}[language].replace(" ", "\N{NO-BREAK SPACE}", 1)
    assert "Құрметті Жас қанат!" in text and f"{at.request.number} бойынша" in text and "{орын} <жоқ>" in text
    assert day.split("\N{NO-BREAK SPACE}")[0] in text
    preview = at.serik.last
    await at.serik.press(at.words["send template"])
    assert at.words["will answer"] in at.serik.text
    await at.serik.press(at.words["send template"], preview)
    assert at.serik.alert and len(await at.written()) == 1
    await at.serik.press(at.words["undo"])
    assert await at.written() == []
    await at.serik.press(at.words["send template"], preview)
    await at.leave()
    assert await at.kinds() == [EventKind.FILED, EventKind.ANSWERED]
    assert "Құрметті Жас қанат!" in at.aigul.text
    await at.serik.press(at.words["send template"], preview)
    assert len(await at.kinds()) == 2
    await at.erlan.press(at.words["templates"], at.card(at.erlan))
    await at.erlan.press("Орын жоқ")
    await at.erlan.press(at.words["delete"])
    await at.erlan.press(at.words["delete"])
    assert await rows(stage, "SELECT id FROM office_template") == []
    assert stage.refused() == []


async def test_templates_have_a_limit_and_belong_to_one_office(stage: Stage) -> None:
    at = await desk(stage)
    other = await office(stage, topics=("health",))
    async with stage.store.write() as repositories:
        for number in range(MOST):
            await repositories.templates.add(at.office, f"Шаблон {number:02}", "Текст", stage.clock.now())
        foreign = await repositories.templates.add(other, "Чужой", "Тайна", stage.clock.now())
    await at.serik.press(at.words["templates"], at.card(at.serik))
    await at.serik.press(at.words["new template"])
    assert at.serik.alert and str(MOST) in at.serik.toast
    for act in (TemplateAct.OPEN, TemplateAct.USE, TemplateAct.REMOVE):
        await at.serik.forge(TemplatePress(act=act, request=at.request.id, id=foreign).pack())
        assert "Такого шаблона больше нет" in at.serik.toast and "Тайна" not in at.serik.text
    assert len(await rows(stage, "SELECT id FROM office_template")) == MOST + 1


async def test_a_dialogue_about_a_request_is_left_by_cancel(stage: Stage) -> None:
    at = await desk(stage)
    for label in ("extend", "close"):
        await at.serik.press(at.words[label], at.card(at.serik))
        await at.serik.press(at.words["cancel"])
        await at.serik.write(REASON)
        assert "/inbox" in at.serik.text
    await at.serik.press(at.words["templates"], at.card(at.serik))
    await at.serik.press(at.words["new template"])
    await at.serik.press(at.words["cancel"])
    await at.serik.write(REASON)
    assert "/inbox" in at.serik.text and await rows(stage, "SELECT id FROM office_template") == []


def test_only_known_words_are_filled_in_and_values_are_not_looked_through() -> None:
    values = {"ngo": "{number}", "number": "№ 1", "date": "2 марта"}
    assert filled("{ngo} {number}{date} {x} {} {{ngo}} {NGO}", values) == "{number} № 12 марта {x} {} {{number}} {NGO}"
