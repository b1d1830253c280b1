"""Coordinators and their sources: the list, the card, adding one by its address, over real local sites."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from bot.collect import Collector
from bot.holidays import kazakh_calendar
from bot.read_posts import PostReader
from bot.scout import FieldScout
from domain.calls.reading.gazetteer import Gazetteer
from domain.source_address import key
from domain.sources import Source, SourceState
from scrapers.fetch import Fetcher
from storage.statement import sql
from tests.person import SOURCE, ZONE, Person, Stage
from tests.scrapers.web import Web, rss

ZHETISU, SARQAN = "330000000", "334600000"
_APPOINT = sql("INSERT INTO coordinator (person_id, territory_id, since) VALUES (:person, :territory, 1)")
_END = sql("UPDATE coordinator SET until = 2 WHERE person_id = :person")
OBLAST = Source("zhetisu", "feed", "https://example.kz/zhetisu", "Жетісу", "Жетісу обл.", territory_id=ZHETISU)
ELSEWHERE = Source("abai", "feed", "https://example.kz/abai", "Абай", "Абай обл.", territory_id="100000000")
CHANNEL = """<html><head><meta property="og:title" content="Ақсу жаңалықтары"></head><body>
<div class="tgme_channel_info_header_title"><span>Ақсу жаңалықтары</span></div>
<section class="tgme_channel_history js-message_history"><div class="tgme_widget_message_wrap js-widget_message_wrap">
<div class="tgme_widget_message js-widget_message" data-post="aqsu_news/7">
<div class="tgme_widget_message_text js-message_text">Ауылда сенбілік өтті.</div>
<a class="tgme_widget_message_date" href="https://t.me/aqsu_news/7"><time datetime="2026-03-01T05:00:00+00:00"></time>
</a></div></div></section></body></html>"""
WORDS = {
    "kk": {"add": "＋ Дереккөз қосу", "yes": "✓ Қосу", "read": "↻ Қазір оқу", "pause": "⏸ Тоқтата тұру"},
    "ru": {"add": "＋ Добавить источник", "yes": "✓ Добавить", "read": "↻ Прочитать сейчас", "pause": "⏸ Пауза"},
}


def entry(number: int, title: str, text: str, day: date) -> str:
    stamp = f"{day:%a, %d %b %Y} 05:00:00 GMT"
    return (
        f"<item><guid isPermaLink='false'>g{number}</guid><link>https://example.kz/{number}</link>"
        f"<title>{title}</title><description>{text}</description><pubDate>{stamp}</pubDate></item>"
    )


def grant(number: int, day: date, until: date) -> str:
    title = f"Объявлен конкурс грантов для НПО {number}"
    text = f"Управление объявляет конкурс на предоставление грантов для НПО. Заявки принимаются до {until:%d.%m.%Y}."
    return entry(number, title, text, day)


@pytest.fixture
async def site() -> AsyncIterator[Web]:
    async with Web() as web:
        yield web


@pytest.fixture
async def stage(stage: Stage, tree) -> AsyncIterator[Stage]:
    """The stage with the production way outside, and two more sources in the operator's file."""
    async with stage.store.write() as repositories:
        await repositories.sources.sync([SOURCE, OBLAST, ELSEWHERE], stage.clock.now())

    async def calendar(around: date):
        return kazakh_calendar(around)

    async with Fetcher(stage.clock, allow_local=True, contact="elshi@example.kz", chance=lambda: 0.0) as fetcher:
        reader = PostReader(stage.store, stage.clock, ZONE, Gazetteer(tree), calendar, lambda: None)
        collector = Collector(stage.store, stage.clock, fetcher, reader)
        stage.service = replace(stage.service, scout=FieldScout(fetcher, collector, reader, ZONE))
        stage.restart()
        yield stage


async def appoint(stage: Stage, person: int, *territories: str) -> None:
    async with stage.store.write() as repositories:
        for territory in territories:
            await repositories.session.run(_APPOINT, person=person, territory=territory)


async def coordinator(stage: Stage, *territories: str, number: int = 1001, language: str = "ru") -> Person:
    person = stage.person(number, "Данагүл", language_code=language)
    await person.onboard(language)
    await appoint(stage, number, *territories)
    return person


async def at_address(person: Person, language: str = "ru") -> None:
    await person.write("/sources")
    await person.press(WORDS[language]["add"])


def today(stage: Stage) -> date:
    return stage.clock.now().astimezone(ZONE).date()


async def names(stage: Stage) -> list[str]:
    async with stage.store.read() as repositories:
        return [one.source.name_ru for one in await repositories.source_register.all() if one.in_chat]


async def record(stage: Stage, source_id: str, **state: object) -> None:
    async with stage.store.write() as repositories:
        await repositories.sources.record(source_id, SourceState(**state))


# --- the list and the card ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_others_get_a_clear_sentence_and_see_no_such_command(stage: Stage, language: str) -> None:
    aigul = stage.person()
    await aigul.onboard(language)
    await aigul.write("/sources")
    assert ("координаторов" if language == "ru" else "үйлестірушілерге") in aigul.text
    assert not aigul.last.buttons
    assert "sources" not in {c["command"] for c in stage.world.commands(stage.account, aigul.phone)}
    await aigul.write("/help")
    assert "/sources" not in aigul.text


async def test_a_coordinator_sees_the_own_sources_and_those_of_the_republic(stage: Stage) -> None:
    danagul = await coordinator(stage, ZHETISU)
    await danagul.write("/sources")
    assert "2 источника" in danagul.text
    assert "Жетісу обл." in danagul.text and "Новости области" in danagul.text
    assert "Абай" not in danagul.text
    commands = {c["command"]: c["description"] for c in stage.world.commands(stage.account, danagul.phone)}
    assert commands["sources"] == "Источники конкурсов и их состояние"
    await danagul.write("/help")
    assert "/sources" in danagul.text
    await danagul.press("Қазақша", danagul.last)
    commands = {c["command"]: c["description"] for c in stage.world.commands(stage.account, danagul.phone)}
    assert commands["sources"] == "Конкурс дереккөздері және олардың күйі"
    assert stage.refused() == []


async def test_the_worst_comes_first_and_the_card_says_what_to_do(stage: Stage) -> None:
    danagul = await coordinator(stage, "KZ")
    now = stage.clock.now()
    await record(stage, SOURCE.id, last_ok_at=now, next_poll_at=now + timedelta(minutes=30))
    await record(
        stage, ELSEWHERE.id, failures=3, last_ok_at=now - timedelta(days=3), last_error="tls", last_error_at=now
    )
    await danagul.write("/sources")
    assert danagul.text.index("Абай обл.") < danagul.text.index("Новости области")
    assert "1 требует внимания" in danagul.text
    await danagul.press("1")
    assert "Сертификат безопасности сайта не в порядке" in danagul.text
    said = danagul.text.replace("\xa0", " ")
    assert "не читается, последний раз прочитан 27 февраля" in said
    assert "Последняя попытка: 2 марта, 11:00" in said
    assert "Вид: лента RSS" in danagul.text and "https://example.kz/abai" in danagul.text


TOKENS = {
    "kk": (
        "оператордың токені керек",
        "Түрі: мемлекеттік сатып алу веб-порталы",
        "Сайт оператордың токенін қабылдамайды.",
    ),
    "ru": ("нужен токен оператора", "Вид: веб-портал государственных закупок", "Сайт не принимает токен оператора."),
}


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_portal_says_in_words_that_it_needs_or_refuses_a_token(stage: Stage, language: str) -> None:
    needs, kind, refuses = TOKENS[language]
    register = replace(OBLAST, id="register", kind="goszakup", url="https://ows.goszakup.gov.kz/v3/graphql")
    async with stage.store.write() as repositories:
        await repositories.sources.sync([register], stage.clock.now())
    danagul = await coordinator(stage, "KZ", language=language)
    now = stage.clock.now()
    await record(stage, register.id, failures=9, last_error="needs_token", last_error_at=now)
    await danagul.write("/sources")
    assert needs in danagul.text
    await danagul.press("1")
    assert kind in danagul.text and needs in danagul.text
    assert not any("goszakup" in (button.get("url") or "") for button in danagul.last.buttons)
    await record(stage, register.id, failures=2, last_error="token_refused", last_error_at=now)
    await danagul.write("/sources")
    await danagul.press("1")
    assert refuses in danagul.text and stage.refused() == []


async def test_a_republic_wide_source_has_no_buttons_for_the_coordinator_of_an_oblast(stage: Stage) -> None:
    danagul = await coordinator(stage, ZHETISU)
    await danagul.write("/sources")
    number = re.search(r"(\d)\. \S+ Новости области", danagul.text)
    assert number
    await danagul.press(number[1])
    assert danagul.buttons == ["Открыть сайт", "‹ К списку"]


@pytest.mark.parametrize("act", list("npfkuxy"))
async def test_forged_presses_of_a_coordinator_elsewhere_change_nothing(stage: Stage, act: str) -> None:
    danagul = await coordinator(stage, ZHETISU)
    await danagul.write("/sources")
    async with stage.store.read() as repositories:
        before = await repositories.source_register.all()
    for source in (ELSEWHERE, SOURCE):
        await danagul.forge(f"sr:{act}:{key(source.id)}:0")
        assert danagul.toast == "За этим источником следят координаторы его территории."
    await danagul.forge(f"sr:{act}:{'0' * 16}:0")
    assert "Этого источника больше нет в списке" in danagul.text
    async with stage.store.read() as repositories:
        assert await repositories.source_register.all() == before
        visitor = await repositories.people.visitor(1001, 1001)
    assert visitor.dialogue.state is None
    assert stage.refused() == []


@pytest.mark.parametrize("data", ["sr:p:{key}:0", "sl:0", "sa:b:0:", "sa:y:5:", "sr:o:{key}:0"])
async def test_presses_of_somebody_who_coordinates_nothing_show_nothing(stage: Stage, data: str) -> None:
    aigul = stage.person()
    await aigul.onboard("ru")
    await aigul.forge(data.format(key=key(SOURCE.id)))
    assert "Список источников – для координаторов" in aigul.all_text
    assert "Новости" not in aigul.all_text


async def test_pausing_and_resuming_tell_who_did_it_and_outlive_a_restart(stage: Stage) -> None:
    danagul = await coordinator(stage, ZHETISU)
    other = await coordinator(stage, "KZ", number=1002)
    await danagul.write("/sources")
    number = re.search(r"(\d)\. \S+ Жетісу обл.", danagul.text)
    assert number
    await danagul.press(number[1])
    await danagul.press_twice("⏸ Пауза")
    assert "на паузе, включили вы" in danagul.text
    async with stage.store.write() as repositories:
        await repositories.sources.sync([SOURCE, OBLAST, ELSEWHERE], stage.clock.now())
        due = [source.id for source, _ in await repositories.sources.due(stage.clock.now(), 9)]
    assert OBLAST.id not in due
    stage.restart()
    await other.write("/sources")
    assert "на паузе, включил другой координатор" in other.text
    await danagul.press("▶ Возобновить")
    assert danagul.toast == "Возобновлено: источник скоро будет прочитан."
    async with stage.store.read() as repositories:
        assert OBLAST.id in [source.id for source, _ in await repositories.sources.due(stage.clock.now(), 9)]


async def test_many_sources_come_in_pages_that_fit(stage: Stage) -> None:
    danagul = await coordinator(stage, "KZ")
    many = [
        Source(f"s{n:02}", "feed", f"https://example.kz/{n}", f"Атауы {n} " + "Ж" * 200, f"Имя {n} " + "<b>" * 90)
        for n in range(30)
    ]
    async with stage.store.write() as repositories:
        await repositories.sources.sync(many, stage.clock.now())
    await danagul.write("/sources")
    assert "30 источников" in danagul.text and "страница 1 из 4" in danagul.text
    await danagul.press("Следующие ›")
    await danagul.press("9")
    await danagul.press("‹ К списку")
    assert "страница 2 из 4" in danagul.text
    await danagul.forge("sl:9999")
    assert "страница 4 из 4" in danagul.text
    assert stage.refused() == []


async def test_an_address_with_secrets_is_never_shown(stage: Stage) -> None:
    danagul = await coordinator(stage, "KZ")
    secret = Source("s", "feed", "https://example.kz/f?api_key=HUSH", "С", "С <i>")
    async with stage.store.write() as repositories:
        await repositories.sources.sync([secret], stage.clock.now())
    await record(stage, "s", last_ok_at=stage.clock.now(), moved_to="https://me:HUSH@example.kz/g")
    await danagul.write("/sources")
    await danagul.press("1")
    assert "https://example.kz/f?…" in danagul.text
    assert "HUSH" not in danagul.text
    assert "Открыть сайт" not in danagul.buttons and "Перейти на новый адрес" not in danagul.buttons


# --- reading now ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_reading_now_shows_the_outcome_and_is_not_repeated_within_a_minute(
    stage: Stage, site: Web, language: str
) -> None:
    site.put("/feed", rss(grant(1, today(stage), today(stage) + timedelta(days=9))))
    here = replace(OBLAST, url=site.url("/feed"))
    async with stage.store.write() as repositories:
        await repositories.sources.sync([here], stage.clock.now())
    danagul = await coordinator(stage, ZHETISU, language=language)
    await danagul.write("/sources")
    await danagul.press("1")
    await danagul.press(WORDS[language]["read"])
    said = "Прочитано: 1 новая публикация. 1 новый конкурс." if language == "ru" else "Оқылды: 1 жаңа жарияланым."
    assert said in danagul.text
    asked = len(site.paths())
    await danagul.press(WORDS[language]["read"])
    assert danagul.alert and ("Его только что прочитали" in danagul.toast or "жаңа ғана оқылды" in danagul.toast)
    assert len(site.paths()) == asked
    stage.clock.move(timedelta(minutes=1))
    await danagul.press(WORDS[language]["read"])
    assert len(site.paths()) == asked + 1
    assert stage.refused() == []


async def test_a_site_that_moved_is_followed_in_one_tap_and_the_file_does_not_undo_it(stage: Stage, site: Web) -> None:
    site.put("/new", rss(grant(1, today(stage), today(stage) + timedelta(days=9))))
    site.put("/old", status=301, headers={"Location": site.url("/new")})
    old = replace(OBLAST, url=site.url("/old"))
    async with stage.store.write() as repositories:
        await repositories.sources.sync([old], stage.clock.now())
    danagul = await coordinator(stage, ZHETISU)
    await danagul.write("/sources")
    await danagul.press("1")
    await danagul.press("↻ Прочитать сейчас")
    assert "переехал насовсем" in danagul.text
    await danagul.press("Перейти на новый адрес")
    assert danagul.toast == "Источник переведён на новый адрес."
    async with stage.store.write() as repositories:
        await repositories.sources.sync([old], stage.clock.now())  # a restart
        found = await repositories.sources.get(OBLAST.id)
        assert found is not None and found[0].url == site.url("/new")
        await repositories.sources.sync([replace(old, url=site.url("/third"))], stage.clock.now())
        found = await repositories.sources.get(OBLAST.id)
    assert found is not None and found[0].url == site.url("/third"), "the operator has the last word"


# --- adding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_feed_is_tried_previewed_and_added(stage: Stage, site: Web, language: str) -> None:
    day = today(stage)
    site.put(
        "/feed",
        rss(grant(1, day, day + timedelta(days=9)), entry(2, "Новости района", "Посадили деревья.", day)),
    )
    danagul = await coordinator(stage, ZHETISU, language=language)
    await at_address(danagul, language)
    await danagul.write(site.url("/feed"))
    assert "Объявлен конкурс грантов для НПО 1" in danagul.text
    for part in {
        "ru": ("Вид: лента RSS", "Название на казахском: Мысал", "Грант", "Не конкурс", "Территория: область Жетісу"),
        "kk": ("Түрі: RSS таспасы", "Қазақша атауы: Мысал", "Грант", "Конкурс емес", "Аумағы: Жетісу облысы"),
    }[language]:
        assert part in danagul.text
    await danagul.press(WORDS[language]["yes"])
    assert ("Прочитано: 2 новые публикации" if language == "ru" else "Оқылды: 2 жаңа жарияланым") in danagul.text
    assert await names(stage) == ["Мысал"]
    await danagul.menu("Открытые конкурсы" if language == "ru" else "Ашық конкурстар")
    await danagul.press("1")
    assert "Мысал" in danagul.text, "the card names the new source at once"
    assert stage.refused() == []


async def test_names_and_territory_can_be_chosen_before_and_the_name_changed_after(stage: Stage, site: Web) -> None:
    site.put("/feed", rss(grant(1, today(stage), today(stage) + timedelta(days=9))))
    danagul = await coordinator(stage, ZHETISU)
    await at_address(danagul)
    await danagul.write(site.url("/feed"))
    await danagul.press("Название на казахском")
    await danagul.write("<b>Сарқан</b> \u202eтаспасы")
    stage.restart()
    await danagul.press("Название на русском")
    await danagul.write("/oops")
    assert "не меньше двух букв" in danagul.text
    await danagul.write("Лента Саркана")
    await danagul.press("Территория")
    await danagul.write("Абай облысы")
    assert "такого места нет" in danagul.text
    await danagul.write("Сарқан")
    assert "Территория: Сарканский район (область Жетісу)" in danagul.text
    assert "Название на казахском: <b>Сарқан</b> таспасы" in danagul.text
    await danagul.press("✓ Добавить")
    await danagul.press("Название на русском")
    await danagul.write("Новости Саркана")
    assert "Новости Саркана" in danagul.text
    async with stage.store.read() as repositories:
        (added,) = [one for one in await repositories.source_register.all() if one.in_chat]
    assert added.source.territory_id.startswith("33") and added.source.territory_id != ZHETISU
    assert stage.service.source_name(added.source.id, "ru") == "Новости Саркана"
    assert stage.refused() == []


async def test_what_stood_there_before_alerts_nobody_and_what_comes_after_does(stage: Stage, site: Web) -> None:
    day = today(stage)
    later = day + timedelta(days=40)
    old = [grant(n, day - timedelta(days=20 + n), later) for n in range(1, 30)]
    site.put("/feed", rss(*old))
    danagul = await coordinator(stage, ZHETISU)
    await at_address(danagul)
    await danagul.write(site.url("/feed"))
    await danagul.press("✓ Добавить")
    async with stage.store.read() as repositories:
        assert await repositories.outbox.next_due() is None
    site.put(
        "/feed", rss(entry(99, "Конкурс премий для НПО", f"Премии для НПО. Приём заявок до {later:%d.%m.%Y}.", day))
    )
    stage.clock.move(timedelta(minutes=2))
    await danagul.press("↻ Прочитать сейчас")
    assert "1 новый конкурс" in danagul.text
    async with stage.store.read() as repositories:
        assert await repositories.outbox.next_due() is not None


async def test_a_feed_of_ten_thousand_items_is_added_without_a_burst(stage: Stage, site: Web) -> None:
    day = today(stage)
    items = [entry(n, f"Хабар {n}", "Жаңалық мәтіні.", day - timedelta(days=n % 900)) for n in range(10_000)]
    site.put("/feed", rss(*items))
    danagul = await coordinator(stage, ZHETISU)
    await at_address(danagul)
    await danagul.write(site.url("/feed"))
    assert "Добавить этот источник?" in danagul.text
    await danagul.press("✓ Добавить")
    assert "Прочитано:" in danagul.text
    async with stage.store.read() as repositories:
        assert await repositories.outbox.next_due() is None


async def test_a_channel_is_added_by_its_handle(stage: Stage, site: Web) -> None:
    scout = stage.service.scout
    assert isinstance(scout, FieldScout)
    outside = FieldScout(scout._fetcher, scout._collector, scout._reader, ZONE, telegram=site.url(""))
    stage.service = replace(stage.service, scout=outside)
    stage.restart()
    site.put("/s/aqsu_news", CHANNEL, kind="text/html; charset=utf-8")
    danagul = await coordinator(stage, ZHETISU)
    await at_address(danagul)
    await danagul.write("@Aqsu_News")
    assert "Вид: Telegram-канал" in danagul.text and "Ақсу жаңалықтары" in danagul.text
    await danagul.press("✓ Добавить")
    assert "Прочитано: 1 новая публикация" in danagul.text
    assert stage.refused() == []


async def test_what_the_operator_switched_off_is_neither_read_nor_paused(stage: Stage, site: Web) -> None:
    site.put("/feed", rss())
    off = replace(OBLAST, url=site.url("/feed"), enabled=False)
    async with stage.store.write() as repositories:
        await repositories.sources.sync([off], stage.clock.now())
    danagul = await coordinator(stage, ZHETISU)
    await danagul.write("/sources")
    assert "выключен в списке оператора" in danagul.text
    for act in "npr":
        await danagul.forge(f"sr:{act}:{key(OBLAST.id)}:0")
        assert "включить его может только оператор" in danagul.toast
    assert site.asked == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("привет, как дела", "Это не адрес"),
        ("javascript:alert(1)", "Это не адрес"),
        ("https://user:HUSH@example.kz/feed", "есть пароль или ключ"),
        ("https://example.kz/feed?token=HUSH", "есть пароль или ключ"),
        ("https://example.kz/" + "x" * 2000, "слишком длинный"),
        ("/gone", "Такой страницы нет (ошибка 404)"),
        ("/file.pdf", "Это файл"),
        ("/plain", "нет ленты RSS"),
        ("/login", "Страница просит войти"),
        ("/check", "пускает только браузеры"),
        ("http://127.0.0.1:1/feed", "не достучаться"),
        ("https://t.me/+abcdefgh", "ничего не показывает вне Telegram"),
        ("\u202e\u2066 .", "Это не адрес"),
    ],
)
async def test_what_cannot_be_a_source_gets_a_clear_sentence(stage: Stage, site: Web, typed: str, said: str) -> None:
    site.put("/file.pdf", b"%PDF-1.4", kind="application/pdf")
    site.put("/plain", "<html><title>Сайт</title><p>Жаңалық", kind="text/html; charset=utf-8")
    site.put("/login", "<html><form><input type='password'></form>", kind="text/html")
    site.put("/check", "<html><title>Just a moment...</title>", status=403, kind="text/html")
    danagul = await coordinator(stage, ZHETISU)
    await at_address(danagul)
    await danagul.write(site.url(typed) if typed.startswith("/") else typed)
    assert said in danagul.text
    assert "HUSH" not in danagul.text
    assert "Пришлите адрес источника" in danagul.text, "another one can be tried at once"
    assert await names(stage) == []
    assert stage.refused() == []


async def test_a_private_address_is_refused_where_local_sources_are_not_allowed(stage: Stage, site: Web) -> None:
    site.put("/feed", rss())
    scout = stage.service.scout
    assert isinstance(scout, FieldScout)
    async with Fetcher(stage.clock, allow_local=False, contact="elshi@example.kz") as fetcher:
        stage.service = replace(stage.service, scout=FieldScout(fetcher, scout._collector, scout._reader, ZONE))
        stage.restart()
        danagul = await coordinator(stage, ZHETISU)
        await at_address(danagul)
        await danagul.write(site.url("/feed"))
    assert "во внутренней сети" in danagul.text
    assert site.asked == []


async def test_the_same_source_under_another_spelling_shows_the_one_there_is(stage: Stage, site: Web) -> None:
    danagul = await coordinator(stage, ZHETISU)
    await at_address(danagul)
    await danagul.write("http://www.example.kz/zhetisu/")
    assert "Этот источник уже есть в списке" in danagul.text and "Жетісу обл." in danagul.text
    await at_address(danagul)
    await danagul.write("http://www.EXAMPLE.kz/abai/")
    assert "Этот источник уже есть в списке" in danagul.text
    assert "Абай обл." not in danagul.text, "not a word more of what is looked after elsewhere"
    assert site.asked == []


async def test_of_two_who_add_the_same_one_sees_the_others(stage: Stage, site: Web) -> None:
    site.put("/feed", rss(grant(1, today(stage), today(stage) + timedelta(days=9))))
    danagul = await coordinator(stage, ZHETISU)
    serik = await coordinator(stage, ZHETISU, number=1002)
    for person in (danagul, serik):
        await at_address(person)
        await person.write(site.url("/feed"))
    both = [person.phone.press(person.with_button("✓ Добавить"), "✓ Добавить") for person in (danagul, serik)]
    await stage.settle()
    assert all(press.result is not None for press in both)
    assert len(await names(stage)) == 1
    assert sorted("уже есть в списке" in person.text for person in (danagul, serik)) == [False, True]
    assert stage.refused() == []


async def test_adding_survives_a_restart_and_old_buttons_are_out_of_date(stage: Stage, site: Web) -> None:
    site.put("/feed", rss(grant(1, today(stage), today(stage) + timedelta(days=9))))
    danagul = await coordinator(stage, ZHETISU)
    await at_address(danagul)
    stage.restart()
    await danagul.write(site.url("/feed"))
    preview = danagul.last
    stage.restart()
    await danagul.write("/cancel")
    assert "ничего не изменено" in danagul.text.lower() or "Отменено" in danagul.text
    await danagul.press("✓ Добавить", preview)
    assert danagul.toast == "Эта кнопка устарела."
    assert await names(stage) == []


async def test_a_term_that_ended_in_the_middle_ends_the_adding(stage: Stage, site: Web) -> None:
    site.put("/feed", rss(grant(1, today(stage), today(stage) + timedelta(days=9))))
    danagul = await coordinator(stage, ZHETISU)
    await at_address(danagul)
    await danagul.write(site.url("/feed"))
    preview = danagul.last
    async with stage.store.write() as repositories:
        await repositories.session.run(_END, person=1001)
    await danagul.press("✓ Добавить", preview)
    assert "для координаторов" in danagul.text
    await danagul.write("что-нибудь")
    assert "для координаторов" in danagul.text
    async with stage.store.read() as repositories:
        assert (await repositories.people.visitor(1001, 1001)).dialogue.state is None
    assert await names(stage) == []


async def test_a_removed_source_leaves_the_list_and_its_buttons_are_harmless(stage: Stage, site: Web) -> None:
    site.put("/feed", rss(grant(1, today(stage), today(stage) + timedelta(days=9))))
    danagul = await coordinator(stage, ZHETISU)
    await at_address(danagul)
    await danagul.write(site.url("/feed"))
    await danagul.press("✓ Добавить")
    card = danagul.last
    await danagul.press("Удалить источник", card)
    await danagul.press("‹ Назад")
    await danagul.press("Удалить источник")
    question = danagul.last
    await danagul.press("Удалить")
    assert danagul.toast == "Источник удалён."
    assert await names(stage) == []
    for act in "opnkuy":
        async with stage.store.read() as repositories:
            (gone,) = set(await repositories.source_register.names()) - {SOURCE.id, OBLAST.id, ELSEWHERE.id}
        await danagul.forge(f"sr:{act}:{key(gone)}:0", question)
        assert "Этого источника больше нет в списке" in danagul.text
    await danagul.menu("Открытые конкурсы")
    await danagul.press("1")
    assert "Мысал" in danagul.text, "its calls stay, with its name"
    await at_address(danagul)
    await danagul.write(site.url("/feed"))
    await danagul.press("✓ Добавить")
    assert "Прочитано: ничего нового" in danagul.text, "added again, it tells nothing twice"
    assert stage.refused() == []


async def test_nobody_adds_more_than_fifty(stage: Stage) -> None:
    danagul = await coordinator(stage, ZHETISU)
    async with stage.store.write() as repositories:
        for number in range(50):
            source = Source(f"chat-{number}", "feed", f"https://example.kz/f{number}", "А", "А", territory_id=ZHETISU)
            await repositories.source_register.add(source, f"example.kz/f{number}", 1001, stage.clock.now())
    await at_address(danagul)
    assert "не больше 50 источников" in danagul.text


async def test_pictures_and_stickers_are_not_addresses(stage: Stage) -> None:
    danagul = await coordinator(stage, ZHETISU)
    await at_address(danagul)
    danagul.phone.send_voice(danagul.account)
    await danagul.acted()
    assert "Напишите адрес текстом" in danagul.text


async def test_an_erased_coordinator_is_forgotten_by_what_they_added(stage: Stage) -> None:
    await coordinator(stage, ZHETISU)
    async with stage.store.write() as repositories:
        source = replace(OBLAST, id="chat-1", url="https://example.kz/1")
        await repositories.source_register.add(source, "example.kz/1", 1001, stage.clock.now())
        await repositories.source_register.pause("chat-1", 1001, stage.clock.now())
        await repositories.people.erase(1001, stage.clock.now())
        (added,) = [one for one in await repositories.source_register.all() if one.in_chat]
    assert (added.added_by, added.paused_by) == (None, None)
    assert added.paused_at is not None and added.paused_at.tzinfo is UTC
