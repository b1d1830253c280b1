"""From a portal to calls, through the production app: one call for an announcement, with what the portal states."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.demo.sample_portals import TOKEN, SampleGovkz, SampleGrantsGov, SamplePortal, SampleRegister
from bot.settings import Settings
from domain.calls.model import Call, CallEvent, CallKind, LocalMoment
from domain.clock import MovableClock
from tests.scrapers.conftest import NOW
from tests.scrapers.portals import LOTS, portal, put

SARQAN, SEMEI, QONAEV, TALDYQORGAN = "334800000", "101000000", "191000000", "331000000"


class Town:
    """The production app beside one portal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = MovableClock(NOW, frozen=True)
        self.stack = AsyncExitStack()
        self.app: App

    async def open(self, site: SamplePortal, token: str = TOKEN, options: str = "", url: str = "") -> App:
        entry = (
            f'[[source]]\nid = "portal"\nkind = "{site.format.kind}"\nurl = "{url or site.feed_url}"\n'
            f'name_kk = "Портал"\nname_ru = "Портал"\nterritory = "KZ"\ninterval = "10s"\n{options}'
        )
        (self.folder / "sources.toml").write_text(entry, "utf-8")
        settings = Settings(
            _env_file=None, database_url=f"sqlite:///{self.folder}/town.db", sources_file=self.folder / "sources.toml",
            allow_local_sources=True, goszakup_token=token,
        )  # fmt: skip
        self.app = await self.stack.enter_async_context(App(settings, clock=self.clock))
        return self.app

    async def calls(self) -> Sequence[Call]:
        async with self.app.store.read() as repositories:
            found = await repositories.calls.neighbours([], NOW - timedelta(days=99), any_deadline=True)
            shelved = [await repositories.calls.get(call.id) for call in found]
        return [one.call for one in shelved if one is not None]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    town = Town(tmp_path)
    async with town.stack:
        yield town


@pytest.fixture
async def register(town: Town) -> AsyncIterator[SampleRegister]:
    async with portal(SampleRegister, "goszakup", town.clock) as site:
        yield site


def announce(register: SampleRegister, **facts: Any) -> None:
    facts = {"title_ru": "Помощь пожилым людям на дому", "kato": ["196030100"], "lots": LOTS, "ends_in": 14} | facts
    put(register, NOW - timedelta(hours=3), "Қарттарға үйде көмек көрсету", **facts)


async def test_an_announcement_in_two_languages_is_one_call_with_two_texts(
    town: Town, register: SampleRegister
) -> None:
    announce(register, customer_kk="«Үлгі» бөлімі", customer_ru="Отдел «Үлгі»")
    await (await town.open(register)).collect_now()
    (call,) = await town.calls()
    assert {text.lang: text.title for text in call.texts} == {
        "kk": "Қарттарға үйде көмек көрсету",
        "ru": "Помощь пожилым людям на дому",
    }
    assert (call.kind, call.event, call.revision) == (CallKind.SSO, CallEvent.OPENED, 1)
    assert call.deadline == LocalMoment(date(2026, 3, 16), time(18))
    assert (call.amount_max, call.amount_total, call.currency) == (6_400_000, 9_500_000, "KZT")
    assert call.territories == (SARQAN,), "the code of a village before 2022"
    assert call.organiser in {"«Үлгі» бөлімі", "Отдел «Үлгі»"}


async def test_the_language_is_the_portals_word_even_when_half_of_it_stands_in_the_other(
    town: Town, register: SampleRegister
) -> None:
    lots = [{"kk": None, "ru": "Услуги по организации досуга пожилых людей и их обслуживанию на дому", "amount": 10**6}]
    announce(register, lots=lots, customer_ru="Отдел занятости и социальных программ")
    await (await town.open(register)).collect_now()
    (call,) = await town.calls()
    assert {text.lang for text in call.texts} == {"kk", "ru"}


async def test_alike_announcements_with_their_own_numbers_are_calls_of_their_own(
    town: Town, register: SampleRegister
) -> None:
    for _ in range(3):
        announce(register)
    await (await town.open(register)).collect_now()
    calls = await town.calls()
    assert len(calls) == 3 and all(len(call.texts) == 2 for call in calls)
    assert len({call.texts[0].url for call in calls}) == 3


async def test_a_second_round_moves_the_term_of_the_same_call(town: Town, register: SampleRegister) -> None:
    announce(register)
    app = await town.open(register)
    await app.collect_now()
    (before,) = await town.calls()
    _change(register, repeat_ends_in=25)
    await app.collect_now()
    (after,) = await town.calls()
    assert (after.id, after.revision, after.event) == (before.id, before.revision + 1, CallEvent.EXTENDED)
    assert after.deadline == LocalMoment(date(2026, 3, 27), time(18)) and len(after.texts) == 2


@pytest.mark.parametrize(("state", "event"), [(410, "cancelled"), (430, "cancelled"), (350, "result")])
async def test_a_purchase_that_ended_is_told_once(town: Town, register: SampleRegister, state: int, event: str) -> None:
    announce(register)
    app = await town.open(register)
    await app.collect_now()
    _change(register, state=state)
    await app.collect_now()
    await app.collect_now()
    (call,) = await town.calls()
    assert (call.event, call.revision) == (event, 2)


async def test_one_that_ended_before_it_was_seen_is_no_call(town: Town, register: SampleRegister) -> None:
    announce(register, state=410)
    await (await town.open(register)).collect_now()
    assert await town.calls() == []


@pytest.mark.parametrize(
    ("codes", "territories"),
    [
        (["632810000"], {SEMEI}),
        (["191010000"], {QONAEV, TALDYQORGAN}),
        (["331010000"], {TALDYQORGAN}),
        (["751510000"], {"751510000"}),
        (["510000000"], {"610000000", "790000000"}),
        (["639900000"], {"630000000"}),
        (["990000000"], {"KZ"}),
        ([], {"KZ"}),
        (["632810000", "x", 5, None, "351810000"], {SEMEI, "621000000"}),
    ],
    ids=["Semey", "recycled", "today", "city district", "2018", "unknown district", "unknown", "none", "mixed"],
)
async def test_codes_become_the_territories_of_today(
    town: Town, register: SampleRegister, codes: list[object], territories: set[str]
) -> None:
    announce(register, kato=codes)
    await (await town.open(register)).collect_now()
    (call,) = await town.calls()
    assert set(call.territories) == territories


async def test_an_absurd_sum_is_left_to_be_checked_at_the_source(town: Town, register: SampleRegister) -> None:
    lots = [{"kk": "Лот", "ru": "Лот", "amount": 10**18}]
    announce(register, lots=lots)
    await (await town.open(register)).collect_now()
    (call,) = await town.calls()
    assert (call.amount_max, call.amount_total) == (None, None)


async def test_without_a_token_the_source_waits_for_the_operator(town: Town, register: SampleRegister) -> None:
    announce(register)
    app = await town.open(register, token="")
    (collected,) = await app.collect_now()
    assert collected.error == "needs_token" and register.visits == []


async def test_a_document_that_is_only_a_scan_is_a_call_to_be_checked_at_its_page(town: Town) -> None:
    async with portal(SampleGovkz, "govkz", town.clock) as site:
        put(site, NOW, "Мемлекеттік әлеуметтік тапсырысқа конкурс жарияланды", files=["Хабарландыру"])
        await (await town.open(site)).collect_now()
        (call,) = await town.calls()
        assert call.deadline is None and call.amount_max is None
        assert call.texts[0].url == site.posts[0].url


async def test_an_event_can_be_joined_until_it_begins_unless_registration_ends_before(town: Town) -> None:
    async with portal(SampleGovkz, "govkz", town.clock) as site:
        words = "Үкіметтік емес ұйымдар қоғамдық тыңдауға шақырылады."
        put(site, NOW, "Талдықорғанда қоғамдық тыңдау өтеді", words, list="events", begins_in=8)
        register = f"{words} Қатысу үшін 2026 жылғы 6 наурызға дейін тіркелуіңізді сұраймыз."
        put(site, NOW, "Теміртауда қоғамдық тыңдау өтеді", register, list="events", begins_in=9)
        await (await town.open(site, url=site.feed_url.replace("/documents", "/events"))).collect_now()
        found = {call.texts[0].title.split("да ")[0]: call for call in await town.calls()}
    assert found["Талдықорған"].kind is CallKind.EVENT
    assert found["Талдықорған"].deadline == LocalMoment(date(2026, 3, 10), time(10))
    assert found["Теміртау"].deadline == LocalMoment(date(2026, 3, 6))


async def test_an_opportunity_of_grants_gov_keeps_its_day_though_the_month_stands_first(town: Town) -> None:
    async with portal(SampleGrantsGov, "grants_gov", town.clock) as site:
        put(
            site, NOW - timedelta(days=1), "Small Grants for Civil Society in Kazakhstan",
            "Non-governmental organizations may apply for grants.", lang="en", closes_in=36, ceiling=24000,
        )  # fmt: skip
        await (await town.open(site, options='[source.options]\nkeyword = "Kazakhstan"\n')).collect_now()
        (call,) = await town.calls()
    assert (call.kind, call.deadline) == (CallKind.GRANT, LocalMoment(date(2026, 4, 6)))
    assert (call.amount_max, call.currency) == (24_000, "USD")


def _change(register: SampleRegister, **facts: Any) -> None:
    post = register.posts[0]
    register.posts[0] = replace(post, draft=replace(post.draft, facts={**post.draft.facts, **facts}))
