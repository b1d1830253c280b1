"""The printable letter: what an official gets for the registry, and that no text breaks the document."""

from __future__ import annotations

import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from bot.holidays import kazakh_calendar
from domain.calendar import WorkingCalendar
from domain.language import Language
from domain.offices import By
from domain.requests.clocks import Outcome
from domain.requests.events import EventKind
from domain.requests.model import Attachment, AttachmentKind, MessageKind, Request, RequestMessage, Route
from domain.requests.record import subject
from domain.requests.terms import Terms
from handlers.requests.letter import facts_of
from handlers.requests.letter_callbacks import PrintPress
from handlers.texts import Texts
from handlers.views.requests.letter_docx import LetterFacts, Written, letter_docx
from handlers.views.requests.paper import clean
from tests.handlers.test_person_inbox import AIGUL, BOTH, ERLAN, SERIK, Town
from tests.person import ZONE, Stage

WORDS = {
    "kk": {
        "button": "Басып шығаруға арналған хат",
        "title": "ҮЕҰ сауалы № 1",
        "legal": "Ол тіркелген жолданым емес",
        "labels": ["Нөмірі", "ҮЕҰ", "БСН", "Әкімдік", "Бөлімше", "Тақырыбы"],
        "office": "Ішкі саясат бөлімі",
        "topic": "Жастар саясаты",
        "due": "2026 жылғы 27 наурыз",
        "holiday": "Халықаралық әйелдер күні",
        "answer": "Жауап берген: Серік",
        "addition": "ҮЕҰ толықтыруы",
        "file": "құжат, смета 2026.pdf, 12 КБ",
        "refused": "мұны істеуге құқығыңыз жоқ",
        "unknown": "Мұндай сауал жоқ",
        "received": "Осы бөлімшеге түскен уақыты",
        "erased": "Мәтін авторының қалауымен жойылды",
    },
    "ru": {
        "button": "Письмо для печати",
        "title": "Запрос НПО № 1",
        "legal": "Он не является зарегистрированным обращением",
        "labels": ["Номер", "НПО", "БИН", "Акимат", "Подразделение", "Тема"],
        "office": "Отдел внутренней политики",
        "topic": "Молодёжная политика",
        "due": "27 марта 2026",
        "holiday": "Международный женский день",
        "answer": "Ответ, Серік",
        "addition": "Дополнение НПО",
        "file": "документ, смета 2026.pdf, 12 КБ",
        "refused": "Вы не можете сделать этого с этим запросом",
        "unknown": "Такого запроса нет",
        "received": "Поступил в это подразделение",
        "erased": "Текст удалён по желанию автора",
    },
}
NOON = datetime(2026, 3, 2, 12, tzinfo=ZONE)


@pytest.fixture
async def stage(stage: Stage) -> AsyncIterator[Stage]:
    """The stage with the calendar of Kazakhstan; it is Monday, 2 March 2026, 11:00."""

    async def by_law(around: date) -> WorkingCalendar:
        return kazakh_calendar(around)

    stage.service = replace(stage.service, by_law=by_law)
    stage.restart()
    yield stage
    assert stage.refused() == []


def read(content: bytes) -> Any:
    return Document(BytesIO(content))


def whole(content: bytes) -> str:
    """All that is printed, line by line, told from the XML: the library reads a long paragraph in minutes."""
    said = {qn("w:br"): "\n", qn("w:tab"): "\t", qn("w:p"): "\n"}
    body = read(content).element.body
    return "".join(one.text or "" if one.tag == qn("w:t") else said.get(one.tag, "") for one in body.iter()).replace(
        "\xa0", " "
    )


def sent_document(stage: Stage, message: Any) -> tuple[str, bytes]:
    document = message.content["document"]
    return document["file_name"], stage.world.files.get(document["file_id"]).content  # type: ignore[union-attr]


@BOTH
async def test_an_official_gets_the_whole_request_as_a_document_in_their_language(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    letter = "Құрметті әріптестер!\nЖастар орталығына орын керек.\n\nІ. Ғ. Ңұрғазы"
    request = await town.file(letter)
    file = Attachment(AttachmentKind.DOCUMENT, "f1", "u1", "смета 2026.pdf", 12_000)
    now = stage.clock.now()
    async with stage.store.write() as repositories:
        entry = (await repositories.journal.of_subjects([subject(request.id)]))[0]
        for number, kind, text, files in (
            (1, MessageKind.ADDITION, "Сметаны қостық", (file,)),
            (2, MessageKind.NOTE, "Құпия ескертпе", ()),
        ):
            message = RequestMessage(
                0, request.id, kind, AIGUL, None, None, AIGUL, 7000 + number, text, now, files=files, entry=entry[0]
            )
            await repositories.request_messages.add(message)
        waiting = RequestMessage(
            0, request.id, MessageKind.ANSWER, SERIK, town.seat, town.office, SERIK, 7100, "Кетпеген жауап", now,
            leaves_at=now + timedelta(seconds=10),
        )  # fmt: skip
        await repositories.request_messages.add(waiting)
    stage.clock.move(timedelta(days=1))
    await town.answer(request, "Орын берілді")
    serik = town.serik(language)
    await serik.write(f"/inbox {request.id}")
    await serik.press(words["button"])
    name, content = sent_document(stage, serik.last)
    assert name == f"elshi-{request.id}.docx"
    document, said = read(content), whole(content)
    assert document.paragraphs[0].text == words["title"]
    assert [row.cells[0].text for row in document.tables[0].rows][:2] == words["labels"][:2]
    for part in (
        words["legal"], "Жас қанат", words["office"], words["due"], "11:00", words["holiday"], "Сметаны қостық",
        words["addition"], words["file"], words["answer"], "Орын берілді", *letter.split("\n"),
    ):  # fmt: skip
        assert part in said, part
    assert str(entry[6]) in said and len(str(entry[6])) == 64
    assert "Құпия" not in said and "Кетпеген" not in said


@BOTH
async def test_an_office_that_got_it_from_another_sees_both_dates(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    request = await town.file()
    stage.clock.move(timedelta(days=7))
    await town.send_on(request)
    erlan = stage.person(ERLAN, "Ерлан", language_code=language)
    await erlan.write(f"/inbox {request.id}")
    await erlan.press(words["button"])
    said = whole(sent_document(stage, erlan.last)[1])
    assert words["due"] in said and words["received"] in said


@BOTH
async def test_only_the_office_that_has_it_gets_the_document(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    request = await town.file()
    for person, said in ((ERLAN, "unknown"), (AIGUL, "refused")):
        await town.speak(person, language)
        other = stage.person(person, language_code=language)
        await other.write("/menu")
        await other.write("/office" if person == ERLAN else "/calls")
        await other.forge(PrintPress(id=request.id).pack(), other.from_bot[-1])
        assert words[said] in other.toast
        assert all("document" not in message.content for message in other.from_bot)
    serik = town.serik(language)
    await serik.write(f"/inbox {request.id}")
    async with stage.store.write() as repositories:
        await repositories.seats.end(town.seat, By(SERIK, "self"), stage.clock.now())
    await serik.press(words["button"])
    assert words["unknown"] in serik.toast


@BOTH
async def test_an_erased_ngo_leaves_a_document_without_its_words(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    request = await town.file("Жасырын мәтін")
    async with stage.store.write() as repositories:
        await repositories.people.erase(AIGUL, stage.clock.now())
    serik = town.serik(language)
    await serik.write(f"/inbox {request.id}")
    await serik.press(words["button"])
    said = whole(sent_document(stage, serik.last)[1])
    assert words["erased"] in said and "Жасырын" not in said and "Жас қанат" not in said


def facts(texts: tuple[str, ...] = ("Хат",), **changes: Any) -> LetterFacts:
    """A letter as it would be made at noon of Monday, 2 March 2026, with hostile words where wished for."""
    terms = Terms(WorkingCalendar(), ZONE)
    day = date(2026, 3, 23)
    request = Request(
        1, 1, AIGUL, "334800000", "youth", None, Language.KK, "Хат", NOON, Route.TOPIC, 1, None, Outcome.OPEN, day, day,
        None, None,
    )  # fmt: skip
    sample = LetterFacts(
        request=request,
        ngo="Жас қанат",
        bin="123456789012",
        territory="Сарқан ауданы",
        office="Ішкі саясат бөлімі",
        topic="Жастар",
        counted=terms.explain(NOON),
        told=None,
        extended=None,
        received=None,
        office_due=None,
        written=tuple(Written(MessageKind.LETTER, text, NOON) for text in texts),
        receipt="a" * 64,
        made=NOON,
    )
    return replace(sample, **changes)


HOSTILE = {
    "controls": "".join(map(chr, range(32))) + "соңы",
    "not XML": "а\ufffe\uffff\x00\x0b\x0c\x1f\x7f\x85б",
    "surrogates": "а\ud800\udfff б",
    "markup": "<w:p/>]]>&amp;<script>&#0;</script> {title} %s",
    "emoji": "👨‍👩‍👧‍👦 🇰🇿 ❤️",
    "turned": "\u202eтерістен\u202c \u2066x\u2069 \u200f\u061c",
    "Windows lines": "бір\r\nекі\rүш\u2028төрт",
    "spaces": "  екі  бос  \t орын ",
    "long": "Ж" * 100_000,
    "thirty thousand lines": "а\n" * 30_000,
    "empty": "",
    "links": 'https://example.kz/?a=1&b=2 file:///etc/passwd {HYPERLINK "https://example.kz"}',
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("language", list(Language))
def test_no_text_breaks_the_document(texts: Texts, language: Language, name: str) -> None:
    text = HOSTILE[name]
    official = Written(MessageKind.ANSWER, text, NOON, text, edited=NOON)
    file = Attachment(AttachmentKind.VOICE, "f", "u", text, 10**12)
    made = facts((text,), ngo=text, office=text)
    made = replace(made, written=(*made.written, official, replace(official, kind=MessageKind.DETAILS, files=(file,))))
    content = letter_docx(made, texts.in_language(language))
    said = whole(content)
    kept = clean(text).strip("\n")
    assert kept.replace("\xa0", " ") in said
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        for part in archive.namelist():
            if part.endswith((".xml", ".rels")):
                parse_xml(archive.read(part))
            assert "vba" not in part.lower()
            assert b'TargetMode="External"' not in archive.read(part)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\ufffe\uffff]", said)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("а\x00б\x08в", "абв"),
        ("а\ud800б\ufffeв", "абв"),
        ("а\tб\nв", "а\tб\nв"),
        ("а\r\nб\rв\u2029г", "а\nб\nв\nг"),
        ("\u202eа\u200f", "а"),
        ("👨‍👩‍👧 ә", "👨‍👩‍👧 ә"),
    ],
)
def test_what_a_document_cannot_hold_is_left_out_and_all_else_stays(text: str, left: str) -> None:
    assert clean(text) == left


@pytest.mark.parametrize("language", list(Language))
def test_the_page_is_a4_in_a_font_with_kazakh_letters_and_says_what_it_is(texts: Texts, language: Language) -> None:
    document = read(letter_docx(facts(), texts.in_language(language)))
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    for style in ("Normal", "Title", "Heading 1"):
        assert document.styles[style].font.name == "Times New Roman"
        assert not [name for name in document.styles[style].element.rPr.rFonts.attrib if "heme" in name]
    properties = document.core_properties
    assert (properties.author, properties.title, properties.comments) == ("Elshi", "№ 1", "")
    assert properties.created.date() == NOON.date()
    assert properties.language == {Language.KK: "kk-KZ", Language.RU: "ru-RU"}[language]


@pytest.mark.parametrize("language", list(Language))
def test_a_letter_sent_at_night_tells_when_it_was_registered_and_a_moved_date_what_was_told(
    texts: Texts, language: Language
) -> None:
    night = datetime(2026, 3, 2, 23, tzinfo=ZONE)
    counted = Terms(kazakh_calendar(night.date()), ZONE).explain(night)
    made = facts(counted=counted, told=date(2026, 4, 1), extended=date(2026, 4, 30))
    tr = texts.in_language(language)
    said = whole(letter_docx(made, tr))
    assert "09:00" in said and "23:00" in said
    for day in (date(2026, 4, 1), date(2026, 4, 30), counted.due, counted.day_one):
        assert tr.date(day).replace("\xa0", " ") in said


@pytest.mark.parametrize("language", list(Language))
def test_moments_in_utc_are_printed_in_local_time(texts: Texts, language: Language) -> None:
    assert facts().counted.sent.astimezone(UTC).hour == 7
    assert "12:00" in whole(letter_docx(facts(), texts.in_language(language)))


async def test_the_log_is_the_source_of_the_receipt_and_of_the_first_date(stage: Stage) -> None:
    town = await Town.of(stage, "ru")
    request = await town.file()
    law = await stage.service.by_law(stage.service.today(stage.clock.now()))
    async with stage.store.read() as repositories:
        tr = stage.service.texts.in_language(Language.RU)
        found = await facts_of(repositories, request, law, tr, stage.service)
        entry = (await repositories.journal.of_subjects([subject(request.id)]))[0]
    assert entry[2] == f"request.{EventKind.FILED}" and found.receipt == entry[6]
    assert found.told == request.due == found.counted.due
