"""Somebody makes, changes, pauses and removes subscriptions, in either language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta

import pytest

from domain.calls.model import CallKind
from domain.language import Language
from domain.outbox import OutboxKind
from domain.subscriptions import MOST_SUBSCRIPTIONS, Cadence, Subscription
from tests.person import Person, Stage

JETISU = "330000000"


async def reader(stage: Stage, language: str = "kk") -> Person:
    person = stage.person()
    await person.onboard(language)
    return person


async def subscriptions(stage: Stage, person: Person) -> Sequence[Subscription]:
    async with stage.store.read() as repositories:
        return await repositories.subscriptions.of_chat(person.phone.id)


async def opened(stage: Stage, language: str = "kk") -> Person:
    """Somebody with one subscription, looking at it."""
    person = await reader(stage, language)
    await person.write("/alerts")
    await person.press("1")
    return person


async def the_one(stage: Stage, person: Person) -> Subscription:
    (found,) = await subscriptions(stage, person)
    return found


async def test_a_new_subscription_takes_five_taps_and_shows_what_is_open(stage: Stage) -> None:
    await stage.add_call(territories=("610000000",))
    aigul = await reader(stage)
    before = aigul.taps
    await aigul.menu("Жазылымдар")
    await aigul.press("+ Жаңа жазылым")
    await aigul.press("Түркістан облысы")
    await aigul.press("Бүкіл облыс")
    assert aigul.text.startswith("Жаңа жазылым\n\nТүркістан облысы бойынша барлық конкурс пен хабарландыру келеді.\n")
    assert "Соңғы 90 күнде осыған 1 конкурс сай келер еді." in aigul.text
    await aigul.press("Сақтау")
    assert aigul.taps - before == 5
    assert "1 ашық конкурс" in aigul.text
    first, second = await subscriptions(stage, aigul)
    assert (first.territories, second.territories) == ((JETISU,), ("610000000",))
    assert (second.cadence, second.quiet_from, second.quiet_until) == (Cadence.INSTANT, time(22), time(8))
    async with stage.store.read() as repositories:
        assert await repositories.outbox.next_due() is None  # no burst of what is open already


async def test_the_sentence_tells_everything_in_russian(stage: Stage) -> None:
    aigul = await opened(stage, "ru")
    await aigul.press("Виды")
    await aigul.press("Грант")
    await aigul.press("Государственный социальный заказ")
    await aigul.press("Готово")
    await aigul.press("Сферы")
    await aigul.press("Молодёжь и дети")
    await aigul.press("Готово")
    await aigul.press("Сумма")
    await aigul.press("от 1 млн ₸")
    await aigul.press("Готово")
    await aigul.press("Нужные слова")
    await aigul.write("питьевая вода, экология")
    await aigul.press("Готово")
    await aigul.press("Ненужные слова")
    await aigul.write("закуп")
    await aigul.press("Готово")
    assert aigul.text.replace("\u00a0", " ") == (
        "Подписка\n\n"
        "Что приходит: гранты и государственный социальный заказ. Регион: область Жетісу.\n"
        "Только в этих сферах: Молодёжь и дети.\n"
        "Сумма от 1 млн ₸; конкурсы без указанной суммы тоже придут.\n"
        "Только с одним из слов: «питьевая вода», «экология».\n"
        "Без слова «закуп».\n"
        "Приходит сразу.\n"
        "С 22:00 до 08:00 не беспокою.\n\n"
        "За последние 90 дней под это не подошёл бы ни один конкурс."
    )
    mine = await the_one(stage, aigul)
    assert mine.kinds == (CallKind.GRANT, CallKind.SSO)
    assert mine.spheres == ("youth_children",)
    assert (mine.min_amount, mine.include, mine.exclude) == (1_000_000, ("питьевая вода", "экология"), ("закуп",))
    await aigul.write("/alerts")
    assert "1. Что приходит: гранты и государственный социальный заказ." in aigul.text


async def test_the_sentence_tells_everything_in_kazakh(stage: Stage) -> None:
    aigul = await opened(stage)
    await aigul.press("Түрлері")
    await aigul.press("Грант")
    await aigul.press("Дайын")
    await aigul.press("Сомасы")
    await aigul.write("1,5 млн")
    await aigul.press("Дайын")
    await aigul.press("Керек сөздер")
    await aigul.write("ауыз су")
    await aigul.press("Дайын")
    await aigul.press("Қашан келеді")
    await aigul.press("Дүйсенбі сайын")
    await aigul.press("Дайын")
    assert aigul.text.replace("\u00a0", " ").startswith(
        "Жазылым\n\n"
        "Жетісу облысы бойынша гранттар келеді.\n"
        "Сомасы 1,5 млн ₸-ден бастап; сомасы көрсетілмеген конкурстар да келеді.\n"
        "«ауыз су» сөзі кездессе ғана.\n"
        "Дүйсенбі сайын бір тізім болып келеді, уақыты – 09:00.\n"
        "Мерзіміне үш күн немесе одан аз қалса, бірден келеді.\n"
        "Сағат 22:00–08:00 аралығында мазаламаймын.\n"
    )


@pytest.mark.parametrize(
    ("count", "said"), [(1, "подошёл бы 1 конкурс"), (2, "подошли бы 2 конкурса"), (5, "подошли бы 5 конкурсов")]
)
async def test_what_it_would_have_caught_follows_the_filters_at_once(stage: Stage, count: int, said: str) -> None:
    for number in range(count):
        await stage.add_call(organiser=f"Таза су {number}")
    await stage.add_call(organiser="Қуат", first_seen_at=stage.clock.now() - timedelta(days=89))
    await stage.add_call(organiser="Таза су", first_seen_at=stage.clock.now() - timedelta(days=91))
    aigul = await opened(stage, "ru")
    await aigul.press("Нужные слова")
    await aigul.write("су")
    assert said in aigul.text


async def test_words_are_shown_with_a_cross_and_taken_away_one_by_one(stage: Stage) -> None:
    aigul = await opened(stage)
    await aigul.press("Керек сөздер")
    await aigul.write("су, экология\nжастар; су")
    assert [label for label in aigul.buttons if label.startswith("✕")] == ["✕ су", "✕ экология", "✕ жастар"]
    await aigul.press_twice("✕ су")
    assert (await the_one(stage, aigul)).include == ("экология", "жастар")
    await aigul.press("Барлық сөзді жою")
    assert (await the_one(stage, aigul)).include == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("және, үшін", "Мұндай сөздер кез келген мәтінде бар."),
        ("ж" * 200, "Сөздердің бірі тым ұзын"),
        (", ,", "Мұндай сөздер кез келген мәтінде бар."),
        ("/nonsense", "Мұндай пәрмен жоқ."),
        (",".join(f"сөз{number}" for number in range(12)), "Ең көбі 10 сөз сыяды."),
    ],
)
async def test_words_that_cannot_be_taken_are_told_why(stage: Stage, typed: str, said: str) -> None:
    aigul = await opened(stage)
    await aigul.press("Керек сөздер")
    await aigul.write(typed)
    assert said in aigul.text
    assert len((await the_one(stage, aigul)).include) in {0, 10}


async def test_markup_and_sql_in_words_are_only_letters(stage: Stage) -> None:
    aigul = await opened(stage)
    await aigul.press("Керек емес сөздер")
    await aigul.write("<b>жуан</b>, x'; DROP TABLE call --, %_, {name}")
    assert (await the_one(stage, aigul)).exclude == ("b жуан b", "x", "DROP TABLE call", "name")
    await stage.add_call()
    await aigul.press("Дайын")
    assert "осыған 1 конкурс" in aigul.text
    assert stage.refused() == []


async def test_a_word_wanted_and_unwanted_at_once_is_warned_of(stage: Stage) -> None:
    aigul = await opened(stage, "ru")
    await aigul.press("Нужные слова")
    await aigul.write("питьевая вода")
    await aigul.press("Готово")
    await aigul.press("Ненужные слова")
    await aigul.write("воды")
    assert "«питьевая вода» – и нужное, и ненужное слово" in aigul.text


@pytest.mark.parametrize("typed", ["1000000000000000000", "10^18", "$500", "көп", "-5", "<b>1</b>2"])
async def test_a_sum_that_is_none_changes_nothing(stage: Stage, typed: str) -> None:
    aigul = await opened(stage)
    await aigul.press("Сомасы")
    await aigul.write("700 000")
    await aigul.write(typed)
    assert aigul.text.startswith("Соманы түсінбедім.")
    assert (await the_one(stage, aigul)).min_amount == 700_000


async def test_a_call_in_foreign_currency_is_not_measured_in_tenge(stage: Stage) -> None:
    await stage.add_call(amount_max=25_000, currency="USD", amount_total=None)
    await stage.add_call(amount_max=25_000, currency="KZT", amount_total=None)
    aigul = await opened(stage)
    await aigul.press("Сомасы")
    await aigul.write("1 млн")
    assert "осыған 1 конкурс" in aigul.text


async def test_regions_are_added_by_name_and_the_last_one_stays(stage: Stage) -> None:
    aigul = await opened(stage)
    await aigul.press("Өңірлер")
    assert not [label for label in aigul.buttons if label.startswith("✕")]
    await aigul.press("+ Өңір қосу")
    await aigul.write("Семей қаласы")
    assert (await the_one(stage, aigul)).territories == (JETISU, "101000000")
    await aigul.press("✕ Жетісу облысы")
    assert (await the_one(stage, aigul)).territories == ("101000000",)
    await aigul.forge("af:p:d:0:1:101000000:0")
    assert aigul.toast == "Кемінде бір өңір қалуы керек."
    assert (await the_one(stage, aigul)).territories == ("101000000",)


async def test_a_wider_region_takes_the_narrower_ones_in(stage: Stage) -> None:
    aigul = await opened(stage)
    await aigul.press("Өңірлер")
    await aigul.press("+ Өңір қосу")
    await aigul.press("Жетісу облысы")
    await aigul.press("Сарқан ауданы")
    assert aigul.toast == "Ол Сіз таңдаған өңірлердің ішінде."
    await aigul.press("+ Өңір қосу")
    await aigul.press("Бүкіл Қазақстан")
    assert (await the_one(stage, aigul)).territories == ("KZ",)


async def test_namesakes_are_offered_and_nonsense_is_not_found(stage: Stage) -> None:
    aigul = await opened(stage)
    await aigul.press("Өңірлер")
    await aigul.press("+ Өңір қосу")
    await aigul.write("ъъ")
    assert aigul.text.startswith("Кемінде екі әріп жазыңыз.")
    await aigul.write("жоқжер")
    assert "Өңірді таңдаңыз." in aigul.text
    await aigul.write("есіл")
    assert aigul.text.startswith("Сәйкес келетін жер бірнешеу.")
    await aigul.press("Есіл ауданы (Ақмола облысы)")
    assert len((await the_one(stage, aigul)).territories) == 2


async def test_the_digest_and_the_quiet_hours(stage: Stage) -> None:
    aigul = await opened(stage)
    await aigul.press("Қашан келеді")
    assert "Астана уақытымен" in aigul.text
    await aigul.press("Күн сайын")
    await aigul.press("Сағаты: 09:00")
    await aigul.press("0")
    assert "Тізім тыныш уақыттың соңын күтеді: 08:00." in aigul.text
    await aigul.press("Тыныш уақыт")
    await aigul.write("түні бойы")
    assert aigul.text.startswith("Сағаттарды түсінбедім.")
    await aigul.write("23:30-7")
    mine = await the_one(stage, aigul)
    assert (mine.cadence, mine.digest_at, mine.quiet_from, mine.quiet_until) == (
        Cadence.DAILY,
        time(0),
        time(23, 30),
        time(7),
    )
    await aigul.press("Тыныш уақытсыз")
    mine = await the_one(stage, aigul)
    assert mine.quiet_from == mine.quiet_until
    assert "мазаламаймын" not in aigul.text


async def test_pausing_and_resuming(stage: Stage) -> None:
    aigul = await opened(stage)
    await aigul.press_twice("Кідірту")
    assert aigul.toast == "Кідіртілді."
    assert "жалғастырғанша ештеңе келмейді" in aigul.text
    assert (await the_one(stage, aigul)).paused
    number = await stage.add_call()
    async with stage.store.write() as repositories:
        assert await repositories.calls.match(number, 1, stage.clock.now()) == 0
    await aigul.press("Жалғастыру")
    assert not (await the_one(stage, aigul)).paused


async def test_removing_asks_first_and_a_second_press_does_no_harm(stage: Stage) -> None:
    aigul = await opened(stage)
    shown = aigul.last
    await aigul.press("Алып тастау")
    await aigul.press("‹ Артқа")
    await aigul.press("Алып тастау")
    await aigul.press_twice("Алып тастау")
    assert await subscriptions(stage, aigul) == []
    assert aigul.text.startswith("Жазылымдарыңыз\n\nӘзірге жазылым жоқ")
    for data in (
        "al:o:0:1", "al:p:0:1", "al:q:0:1", "al:x:0:1", "af:s:a:0:1:youth_children:0", "af:i:o:0:1::0"
    ):  # fmt: skip
        await aigul.forge(data, shown)
        assert aigul.toast == "Бұл жазылым енді жоқ.", data
    assert await subscriptions(stage, aigul) == []


async def test_what_is_typed_for_a_removed_subscription_does_no_harm(stage: Stage) -> None:
    aigul = await opened(stage)
    await aigul.press("Керек сөздер")
    mine = await the_one(stage, aigul)
    async with stage.store.write() as repositories:
        await repositories.subscriptions.remove(aigul.phone.id, mine.id)
    await aigul.write("су")
    assert "Әзірге жазылым жоқ" in aigul.text


async def test_no_more_than_ten(stage: Stage) -> None:
    aigul = await reader(stage)
    mine = await the_one(stage, aigul)
    async with stage.store.write() as repositories:
        for _ in range(MOST_SUBSCRIPTIONS - 1):
            await repositories.subscriptions.put(
                Subscription(0, mine.chat_id, mine.person_id, Language.KK, ("KZ",)), stage.clock.now()
            )
    await aigul.write("/alerts")
    assert "Ең көбі 10 жазылым сақталады." in aigul.text
    assert "+ Жаңа жазылым" not in aigul.buttons
    await aigul.forge("al:n:0:0")
    assert aigul.toast.startswith("Ең көбі 10")


async def test_a_new_one_goes_on_after_a_restart_and_is_saved_once(stage: Stage) -> None:
    aigul = await reader(stage)
    await aigul.write("/alerts")
    await aigul.press("+ Жаңа жазылым")
    stage.restart()
    await aigul.write("Сарқан ауданы")
    await aigul.press("Керек сөздер")
    stage.restart()
    await aigul.write("су")
    await aigul.press("Дайын")
    assert "«су» сөзі кездессе ғана." in aigul.text
    await aigul.press_twice("Сақтау")
    assert [item.include for item in await subscriptions(stage, aigul)] == [(), ("су",)]


async def test_a_new_one_that_is_given_up_leaves_nothing(stage: Stage) -> None:
    aigul = await reader(stage)
    await aigul.write("/alerts")
    await aigul.press("+ Жаңа жазылым")
    await aigul.press("Бүкіл Қазақстан")
    shown = aigul.last
    await aigul.press("Болдырмау")
    assert aigul.text.startswith("Жазылымдарыңыз")
    await aigul.forge("al:s:0:0", shown)
    assert aigul.toast == "Бұл түйме ескірген."
    assert len(await subscriptions(stage, aigul)) == 1
    await aigul.press("+ Жаңа жазылым")
    await aigul.write("/cancel")
    assert "ештеңе өзгерген жоқ" in aigul.text.lower()


@pytest.mark.parametrize(
    "data",
    [
        "af:a:a:0:1:nowhere:0",
        "af:a:l:0:1:KZ:0",
        "af:s:a:0:1:nothing:0",
        "af:k:a:0:1:result:0",
        "af:m:a:0:1:9999999999999:0",
        "af:h:a:0:1:24:0",
        "af:q:a:0:1:99-1:0",
        "af:w:a:0:1:hourly:0",
        "af:p:a:0:1:KZ:0",
        "af:z:a:0:1:KZ:0",
        "af:s:a:0:1:x:100",
        "al:z:0:1",
        "al:o:0:-1",
        "al:o:0:99999999999999999999",
    ],
)
async def test_forged_buttons_change_nothing(stage: Stage, data: str) -> None:
    aigul = await opened(stage)
    before = await the_one(stage, aigul)
    await aigul.forge(data)
    assert aigul.toast == "Бұл түйме ескірген."
    assert await the_one(stage, aigul) == before


async def test_subscriptions_of_another_chat_are_behind_the_gate(stage: Stage) -> None:
    aigul = await opened(stage)
    for data in ("al:n:1002:0", "al:x:1002:1"):
        await aigul.forge(data)
        assert aigul.toast == "Ол чаттың жазылымдарын тек оның әкімшісі көріп, өзгерте алады."
    for data in ("al:l:-100500:0", "af:s:*:-100500:1::0"):
        await aigul.forge(data)
        assert aigul.toast == "Мен бұл чатты білмеймін. Алдымен мені соған қосыңыз."
    assert len(await subscriptions(stage, aigul)) == 1


async def test_a_stranger_has_no_subscriptions(stage: Stage) -> None:
    stranger = stage.person()
    await stranger.write("/alerts")
    assert "Тілді таңдаңыз" in stranger.text


async def test_what_waits_for_an_old_digest_goes_with_the_new_one_once(stage: Stage) -> None:
    aigul = await opened(stage)
    await aigul.press("Қашан келеді")
    await aigul.press("Дүйсенбі сайын")
    number = await stage.add_call(days=30)
    now = stage.clock.now()
    async with stage.store.write() as repositories:
        await repositories.calls.match(number, 1, now)
    await aigul.press("Күн сайын")
    async with stage.store.read() as repositories:
        due = await repositories.outbox.next_due()
    assert due is not None
    assert now < due <= now + timedelta(days=1)
    await aigul.press("Дүйсенбі сайын")  # a later moment changes nothing: what was promised comes no later
    await aigul.press("Бірден")
    async with stage.store.write() as repositories:
        assert await repositories.calls.match(number, 1, now) == 0
        items = await repositories.outbox.claim("me", stage.clock.now(), 10)
    assert [(item.call_id, item.kind) for item in items] == [(number, OutboxKind.DIGEST)]


async def test_the_old_menu_word_and_the_old_button_still_lead_there(stage: Stage) -> None:
    aigul = await reader(stage, "ru")
    for words in ("Өңір және салалар", "Регион и сферы", "/alerts", "Подписки"):
        await aigul.write(words)
        assert aigul.text.startswith("Ваши подписки")
    await aigul.forge("go:retune")
    assert "Ваши подписки" in aigul.all_text


async def test_why_tells_the_words_too(stage: Stage) -> None:
    await stage.add_call()
    aigul = await opened(stage, "ru")
    await aigul.press("Нужные слова")
    await aigul.write("жастар, вода")
    await aigul.write("/calls")
    await aigul.press("1")
    await aigul.press("Почему пришло?")
    assert "Слова: «жастар»" in aigul.text
    await aigul.press("Изменить подписку")
    assert "Только с одним из слов: «жастар», «вода»." in aigul.text


async def test_erasing_takes_every_subscription_and_what_was_being_made(stage: Stage) -> None:
    aigul = await reader(stage)
    await aigul.write("/alerts")
    await aigul.press("+ Жаңа жазылым")
    await aigul.press("Бүкіл Қазақстан")
    await aigul.press("Сақтау")
    await aigul.write("/alerts")
    await aigul.press("+ Жаңа жазылым")
    await aigul.write("/privacy")
    await aigul.press("Келісімді кері қайтарып алып, деректерімді жою")
    await aigul.press("Деректерімді жою")
    assert await subscriptions(stage, aigul) == []
    await aigul.write("Семей")
    assert await subscriptions(stage, aigul) == []


async def test_everything_edits_one_message(stage: Stage) -> None:
    aigul = await opened(stage)
    shown = len(aigul.messages)
    for label in ("Салалар", "Жастар мен балалар", "Дайын", "Түрлері", "✓ Барлық түрлері", "Дайын", "Кідірту"):
        await aigul.press(label)
    assert len(aigul.messages) == shown
    assert stage.refused() == []
