"""/mydata: one ZIP with everything that is kept about the person, for programs and for reading, and nothing else."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html.parser import HTMLParser

import pytest

from domain.language import Language
from domain.outbox import OutboxKind, Parcel
from domain.people import CONSENT_VERSION, Role
from domain.requests.draft import RequestDraft
from handlers.texts import Texts
from handlers.views import mydata
from handlers.views.onboarding import text_hash
from storage.personal import SECTIONS
from storage.statement import sql
from tests.handlers.rights_world import PEOPLE, a_world
from tests.person import Person, Stage
from tests.privacy.test_erasure import Words, alone_in_an_ngo, latin
from tests.request_stage import SARQAN, file, office

WORDS = {
    "kk": {
        "copy": "Деректерімді жіберу",
        "erase": "деректерімді жою",
        "title": "Елшідегі деректеріңіз",
        "filed": "№ {} сауал: жіберілді",
        "drafts": "Жіберілмеген сауалдарыңыз",
        "comes": "барлық конкурс пен хабарландыру келеді",
        "call": "жаңа конкурс (жіберілуі күтілуде)",
    },
    "ru": {
        "copy": "Прислать мои данные",
        "erase": "удалить мои данные",
        "title": "Ваши данные в боте «Елши»",
        "filed": "Запрос № {}: отправлен",
        "drafts": "Запросы, которые вы не отправили",
        "comes": "Приходят все конкурсы и объявления",
        "call": "новый конкурс (ожидает отправки)",
    },
}


def unzipped(person: Person) -> dict[str, str]:
    """What the newest file holds."""
    sent = person.documents[-1]
    assert sent.content["document"]["file_name"] == mydata.NAME
    with zipfile.ZipFile(io.BytesIO(person.file_of(sent))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


async def copy_of(person: Person, language: str) -> tuple[dict[str, object], str]:
    await person.write("/mydata")
    await person.press(WORDS[language]["copy"])
    found = unzipped(person)
    page = mydata.PAGES[Language(language)]
    assert set(found) == {mydata.DATA, page}
    return json.loads(found[mydata.DATA]), found[page]


async def test_all_that_somebody_wrote_is_in_their_copy_with_the_names_of_files(stage: Stage) -> None:
    world, words = await a_world(stage), Words()
    person = await alone_in_an_ngo(stage, world, words)
    data, page = await copy_of(person, "ru")
    said = json.dumps(data, ensure_ascii=False)
    absent = [where for number, where in enumerate(words.made) if latin(number) not in said]
    assert absent == ["an update"], "an update is forgotten as soon as it is handled"
    for where in ("a letter", "a letter's file", "an addition", "an edited addition", "a draft", "a search", "a post"):
        assert latin(words.made.index(where)) in page, where
    assert "zzanswer" not in said and "Жауап: келіңіз" not in said, "what an office wrote is not theirs"
    assert "хранит Telegram" in page and "резервных копиях" in page
    assert set(data) == {"format", "made_at", "operator", *SECTIONS}


@pytest.mark.parametrize("role", ["author", "officer", "coordinator"])
async def test_a_copy_names_nobody_else_and_holds_no_words_of_others(stage: Stage, role: str) -> None:
    world = await a_world(stage)
    person = world.people[role]
    visitor = PEOPLE[role]
    async with stage.store.read() as repositories:
        language = (await repositories.people.languages([visitor]))[visitor]
    data, page = await copy_of(person, language.value)
    said = json.dumps(data, ensure_ascii=False) + page
    words = set(re.findall(r"\w+", said))  # whole ones: a moment or a token may hold the digits of anybody
    others = [other for other, number in PEOPLE.items() if number != visitor and str(number) in words]
    assert others == []
    own = {"author": {"zzletter", "zzaddition", "zzopen", "zzastray"}, "officer": {"zznote", "zzanswer", "zzwaits"}}
    for mark in ("zzletter", "zzaddition", "zzopen", "zzastray", "zznote", "zzanswer", "zzwaits", "zzbefore"):
        assert (mark in said) == (mark in own.get(role, set())), mark


class Strict(HTMLParser):
    """Counts what opens and closes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_page_is_safe_whatever_people_wrote_and_in_their_language(stage: Stage, language: str) -> None:
    hostile = "</li><script>alert(1)</script> & \u202ecod.exe\u202c \x01 ../../etc/passwd <img src=x>"
    person = stage.person(language_code=language)
    await person.onboard(language)
    async with stage.store.write() as repositories:
        await repositories.search.asked(person.phone.id, hostile, stage.clock.now())
    _, page = await copy_of(person, language)
    parsed = Strict()
    parsed.feed(page)
    assert not {"script", "img"} & set(parsed.tags)
    assert f'<html lang="{language}">' in page and WORDS[language]["title"] in page
    assert "\u202e" not in page and "\x01" not in page
    assert "http" not in page.replace("https://example.kz", ""), "the page asks nobody for anything"


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_consent_given_is_recorded_word_for_word_and_shown(stage: Stage, language: str) -> None:
    person = stage.person(language_code=language)
    await person.onboard(language)
    data, _ = await copy_of(person, language)
    (record,) = data["consents"]  # type: ignore[misc]
    assert (record["version"], record["language"], record["withdrawn_at"]) == (CONSENT_VERSION, language, None)
    assert text_hash(record["text"]) == record["text_hash"] and "94-V" in record["text"]
    await person.write("/privacy")
    name = {"kk": "Қазақша", "ru": "Русский"}[language]
    assert f"{CONSENT_VERSION}" in person.text and name in person.text.split("\n\n")[-1]


async def test_a_new_text_asks_again_and_both_records_stay(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    person = stage.person(language_code="ru")
    await person.onboard("ru")
    for place in ("domain.people", "handlers.consents"):
        monkeypatch.setattr(f"{place}.CONSENT_VERSION", CONSENT_VERSION + 1)
    await person.write("/menu")
    assert "текст согласия изменился" in person.text
    await person.press("Даю согласие")
    await person.write("/privacy")
    data, _ = await copy_of(person, "ru")
    assert [row["version"] for row in data["consents"]] == [CONSENT_VERSION, CONSENT_VERSION + 1]  # type: ignore[union-attr]


async def test_somebody_who_withdrew_sees_both_moments_and_can_still_have_the_copy(stage: Stage) -> None:
    person = stage.person(language_code="ru")
    await person.onboard("ru")
    await person.write("/mydata")
    await person.press(WORDS["ru"]["erase"])
    assert "Что останется" in person.text and "Чего я удалить не могу" in person.text
    await person.press("Удалить мои данные", person.last)
    await person.forge("go:mydata")
    assert person.documents == [], "no language is known: the first question comes"
    await person.start()
    await person.press("Русский")
    await person.write("/privacy")
    assert "отозвано" in person.text
    data, _ = await copy_of(person, "ru")
    assert [name for name in SECTIONS if data[name]] == ["profile", "consents", "messages_to_you"] or [
        name for name in SECTIONS if data[name]
    ] == ["profile", "consents"]
    assert data["consents"][0]["withdrawn_at"] is not None  # type: ignore[index]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_section_of_the_copy_has_a_heading(texts: Texts, language: str) -> None:
    named = mydata.headings(texts.in_language(Language(language)))
    assert set(named) == set(SECTIONS) and all(named.values())


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_page_tells_in_words_what_was_done_and_calls_no_sent_letter_unsent(
    stage: Stage, language: str
) -> None:
    person, words = stage.person(language_code=language), WORDS[language]
    await person.onboard(language)
    me, now = person.phone.id, stage.clock.now()
    seated = await office(stage)
    async with stage.store.write() as repositories:
        await repositories.people.onboard(me, Role.NGO, "«Самал» қоры", None, now)
        known = (await repositories.people.visitor(me, me)).ngo
        assert known is not None
        draft = await repositories.request_drafts.begin(RequestDraft(0, me, known.id, SARQAN, "youth"), now)
        await repositories.outbox.put([Parcel(me, OutboxKind.ALERT, "a call", {})], now)
    _, page = await copy_of(person, language)
    assert words["drafts"] in page
    request = await file(stage, me, known.id, "Орын керек.", office_id=seated)
    async with stage.store.write() as repositories:
        change = sql("UPDATE request_draft SET sent_as = :request WHERE id = :draft")
        await repositories.session.run(change, request=request.id, draft=draft)
    data, page = await copy_of(person, language)
    assert words["drafts"] not in page and data["drafts"]
    assert words["filed"].format(request.id) in page and "request:" not in page
    assert words["call"] in page and words["comes"] in page and f"Telegram ID: {me}" in page
    assert "<b>" in page and "&lt;b&gt;" not in page and page.count("<b>") == page.count("</b>")
    assert "✓" not in page
