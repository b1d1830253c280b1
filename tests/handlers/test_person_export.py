"""/export as people meet it: who may have which file, how it is made beside the talk, and every way it may not come."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from bot.demo.botapi import Message
from bot.exporter import Exporter
from bot.pace import Pace
from domain.exports import LEASE, MOST_A_DAY, MOST_ATTEMPTS, ExportJob, ExportState
from domain.language import Language
from domain.offices import By
from handlers.exporting import making
from storage.statement import sql
from tests import request_stage
from tests.exports.reading import formulas, workbook
from tests.handlers.announcing import ZHETISU, coordinator
from tests.handlers.figure_stage import WORDS as FIGURES
from tests.person import Person, Stage
from tests.request_stage import BOTA, SALAUAT, SARQAN, deliver

AIGUL, DANAGUL = 1001, 4001
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])
WORDS: dict[str, dict[str, str]] = {
    "kk": {
        "make": "✓ Файлды дайындау", "cancel": "Файлды болдырмау", "place": "Басқа аумақ",
        "internal": "ішкі пайдалануға",
        "council": "қоғамдық кеңеске", "public": "барлық адамға", "month": "Осы ай", "last month": "Өткен ай",
        "year": "Биыл", "last year": "Былтыр", "running": "Файл дайындалып жатыр", "sent": "✓ Файл жіберілді.",
        "cancelled": "Болдырылмады", "lost": "құқығыңыз енді жоқ", "empty": "сауал жіберілмеген",
        "one": "Сізге бір файл",
        "room": "серверде орын қалмаған", "failed": "мүмкін болмады", "enough": "Күніне 20 файлдан",
        "reversed": "бұрын тұр", "future": "әлі келген жоқ", "wrong": "Күндерді түсінбедім",
        "country": "бүкіл Қазақстан",
        "old": "Бұл батырма ескірген", "again": "Екінші рет келуі мүмкін", "part": "бөліктің", "sheet": "Сауалдар",
        "written": "Жазылған сауалдар", "not yours": "Ондай файл жоқ", "not place": "Ол аумақ бойынша",
        "not level": "Ол файл енді", "newer": "қайта аштыңыз",
    },
    "ru": {
        "make": "✓ Подготовить файл", "cancel": "Отменить файл", "place": "Другая территория",
        "internal": "для внутреннего пользования", "council": "для общественного совета", "public": "для всех",
        "month": "Этот месяц", "last month": "Прошлый месяц", "year": "Этот год", "last year": "Прошлый год",
        "running": "Файл готовится", "sent": "✓ Файл отправлен.", "cancelled": "Отменено", "lost": "больше нет права",
        "empty": "не подано ни одного", "one": "Для вас уже готовится", "room": "на сервере нет места",
        "failed": "не удалось", "enough": "Не больше 20 файлов", "reversed": "раньше первого",
        "future": "ещё не наступили",
        "wrong": "Не понял дни", "country": "весь Казахстан", "old": "Эта кнопка устарела", "again": "второй раз",
        "part": "Часть", "sheet": "Запросы", "written": "Записано запросов", "not yours": "Такого файла нет",
        "not place": "по тому месту", "not level": "Тот файл вам", "newer": "новый выбор файла",
    },
}  # fmt: skip


class Scene:
    """An office with some requests, a coordinator of its oblast, and the production exporter."""

    def __init__(self, stage: Stage, folder: Path, language: str) -> None:
        self.stage = stage
        self.folder = folder
        self.words = WORDS[language]
        self.language = language
        self.office = 0

    def exporter(self, **options: Any) -> Exporter:
        pace = Pace(1000, 1000, 60_000)
        return Exporter(self.stage.bot, self.stage.service, pace, folder=self.folder, **({"ask_every": 0.01} | options))

    async def work(self, **options: Any) -> None:
        """Let the production exporter and sender do all that waits."""
        exporter = self.exporter(**options)
        while await exporter.look():
            pass
        assert list(self.folder.iterdir()) == [], "a temporary file was left"
        await deliver(self.stage)

    async def job(self, number: int = 1) -> ExportJob:
        async with self.stage.store.read() as repositories:
            found = await repositories.exports.get(number)
        assert found is not None
        return found

    def files(self, person: Person) -> list[Message]:
        return [message for message in person.from_bot if message.media == "document"]

    def content(self, message: Message) -> tuple[str, bytes]:
        document = message.content["document"]
        return document["file_name"], self.stage.world.files.get(document["file_id"]).content  # type: ignore[union-attr]

    def saved(self, message: Message, folder: Path) -> Path:
        name, content = self.content(message)
        path = folder / name
        path.write_bytes(content)
        return path

    def refused(self) -> list[str]:
        """What Telegram refused, but for letters to people of the scene who never wrote to the bot."""
        return [told for told in self.stage.refused() if "chat not found" not in told]

    async def end_term(self, person_id: int) -> None:
        """The right ends as it does when a coordinator's term ends."""
        async with self.stage.store.write() as repositories:
            await repositories.session.run(
                sql("UPDATE coordinator SET until = :now WHERE person_id = :person"), now=1, person=person_id
            )


@asynccontextmanager
async def scene(stage: Stage, folder: Path, language: str = "ru", requests: int = 6) -> AsyncIterator[Scene]:
    made = folder / "made"
    made.mkdir()
    found = Scene(stage, made, language)
    found.office = await request_stage.office(stage, SALAUAT, head=BOTA)
    ngo = await request_stage.ngo(stage, AIGUL)
    for number in range(requests):
        await request_stage.file(
            stage, AIGUL, ngo, f"Құпия сөз {number}", office_id=found.office, message_id=900_001 + number
        )
    await deliver(stage)
    stage.clock.move(timedelta(minutes=1))
    yield found
    assert list(made.iterdir()) == []


async def official(stage: Stage, number: int, language: str) -> Person:
    person = stage.person(number, "Серік", language)
    async with stage.store.write() as repositories:
        await repositories.people.set_language(number, Language(language), stage.clock.now())
    return person


@BOTH
async def test_a_coordinator_gets_the_file_that_was_chosen(stage: Stage, tmp_path: Path, language: str) -> None:
    async with scene(stage, tmp_path, language) as at:
        words = at.words
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        assert danagul.buttons.count(words["make"]) == 1 and "XLSX" in danagul.text
        await danagul.press(words["council"])
        await danagul.press(words["internal"])
        await danagul.press(words["month"])
        assert f"✓ {words['internal']}" in danagul.buttons and f"✓ {words['month']}" in danagul.buttons
        await danagul.press(words["make"])
        assert words["running"] in danagul.text and danagul.buttons == [words["cancel"]]
        await at.work()
        (file,) = at.files(danagul)
        path = at.saved(file, tmp_path)
        assert path.name == f"elshi_{ZHETISU}_20260301-20260331_internal_{language}.xlsx"
        book = workbook(path)
        assert book[words["sheet"]].max_row == 7 and formulas(path) == []
        assert words["internal"] in file.text
        assert any(words["sent"] in message.text for message in danagul.from_bot)
        assert words["cancel"] not in str([message.buttons for message in danagul.from_bot])
        job = await at.job()
        assert (job.state, job.requests, job.person_id) == (ExportState.SENT, 6, DANAGUL)
        assert "Құпия" not in str(list(book[words["sheet"]].values)) and at.refused() == []


@BOTH
async def test_json_and_csv_come_in_the_language_of_choice(stage: Stage, tmp_path: Path, language: str) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        for label in ("JSON", "CSV"):
            await danagul.write("/export")
            await danagul.press(label)
            await danagul.press("Русский" if language == "kk" else "Қазақша")
            await danagul.press(at.words["council"])
            await danagul.press(at.words["make"])
            await at.work()
        first, second = at.files(danagul)
        told = json.loads(at.content(first)[1])
        assert told["language"] == ("ru" if language == "kk" else "kk") and len(told["requests"]) == 6
        with ZipFile(at.saved(second, tmp_path)) as archive:
            head = archive.read("requests.csv").decode("utf-8-sig").split(";")[0]
        assert head == ("Номер" if language == "kk" else "Нөмірі")


@BOTH
async def test_an_ngo_gets_the_public_file_of_the_whole_country_by_the_year(
    stage: Stage, tmp_path: Path, language: str
) -> None:
    async with scene(stage, tmp_path, language) as at:
        words = at.words
        aigul = stage.person(AIGUL, "Айгүл", language)
        await official(stage, AIGUL, language)
        await aigul.write("/export")
        assert words["country"] in aigul.text and words["public"] in aigul.text
        assert not {words["month"], words["council"], words["internal"], words["place"]} & set(aigul.buttons)
        await aigul.write("/export 01.03.2026-15.03.2026")
        assert ("31\u00a0желтоқсан" if language == "kk" else "31\u00a0декабря") in aigul.text, (
            "the whole year is shown instead"
        )
        await aigul.press(words["make"])
        await at.work()
        (file,) = at.files(aigul)
        assert at.content(file)[0] == f"elshi_KZ_20260101-20261231_public_{language}.xlsx"
        assert words["sheet"] not in workbook(at.saved(file, tmp_path)).sheetnames


@BOTH
async def test_an_officer_gets_their_offices_file_and_its_head_the_seats_too(
    stage: Stage, tmp_path: Path, language: str
) -> None:
    async with scene(stage, tmp_path, language) as at:
        words = at.words
        serik, bota = await official(stage, SALAUAT, language), await official(stage, BOTA, language)
        await serik.write("/export")
        assert words["internal"] not in serik.buttons and words["council"] in serik.text
        await serik.press("JSON")
        await serik.press(words["make"])
        await bota.write("/export")
        await bota.press(words["internal"])
        await bota.press("JSON")
        await bota.press(words["make"])
        await at.work()
        told = json.loads(at.content(at.files(serik)[0])[1])
        assert told["offices"] == [at.office] and "seat" not in told["groups"] and len(told["requests"]) == 6
        told = json.loads(at.content(at.files(bota)[0])[1])
        assert len(told["groups"]["seat"]) == 1 and told["level"] == "internal"


async def test_a_coordinator_goes_down_to_a_district_and_to_the_whole_country(stage: Stage, tmp_path: Path) -> None:
    async with scene(stage, tmp_path) as at:
        danagul = await coordinator(stage, DANAGUL, "ru")
        await danagul.write("/export")
        await danagul.press(at.words["place"])
        await danagul.press("Сарканский район" if "Сарканский район" in str(danagul.buttons) else "Сарқан")
        assert "Сар" in danagul.text and at.words["internal"] in danagul.buttons
        await danagul.press(at.words["place"])
        await danagul.press(at.words["country"])
        assert at.words["internal"] not in danagul.buttons and at.words["country"] in danagul.text
        assert at.words["month"] not in danagul.buttons, "a part of a year of the whole country could be subtracted"


@BOTH
async def test_wrong_days_get_a_sentence_each(stage: Stage, tmp_path: Path, language: str) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        for typed, word in (
            ("31.03.2026-01.01.2026", "reversed"), ("01.05.2026-31.05.2026", "future"), ("кеше", "wrong"),
            ("01.01.1999-31.03.2026", "wrong"), ("=1+1", "wrong"), ("9" * 300, "wrong"), ("31.02.2026", "wrong"),
        ):  # fmt: skip
            await danagul.write(f"/export {typed}")
            assert at.words[word] in danagul.text, typed
            assert at.words["make"] in danagul.buttons
        await danagul.write("/export 01.02.2026-15.03.2026")
        assert at.words["wrong"] not in danagul.text
        await danagul.press(at.words["make"])
        await at.work()
        assert at.content(at.files(danagul)[0])[0] == f"elshi_{ZHETISU}_20260201-20260315_public_{language}.xlsx"
        assert at.refused() == []


@BOTH
async def test_a_second_file_waits_for_the_first_whatever_is_pressed(
    stage: Stage, tmp_path: Path, language: str
) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press_twice(at.words["make"])
        await danagul.write("/export")
        await danagul.press(at.words["make"])
        assert at.words["one"] in danagul.text and at.words["cancel"] in danagul.buttons
        await at.work()
        assert len(at.files(danagul)) == 1
        await danagul.write("/export")
        await danagul.press(at.words["make"])
        await at.work()
        assert len(at.files(danagul)) == 2


async def test_files_of_several_people_come_one_after_the_other(stage: Stage, tmp_path: Path) -> None:
    async with scene(stage, tmp_path) as at:
        people = [await coordinator(stage, number, "ru") for number in (DANAGUL, DANAGUL + 10, DANAGUL + 11)]
        for person in people:
            await person.write("/export")
            await person.press(at.words["make"])
        assert "2" in people[-1].text.split("\n\n")[-1]
        first, second = at.exporter(), at.exporter()
        await asyncio.gather(first.look(), second.look())
        await at.work()
        assert [len(at.files(person)) for person in people] == [1, 1, 1]


@BOTH
@pytest.mark.parametrize("pressed", ["make", "last year", "place"])
async def test_a_form_says_so_when_a_newer_one_was_opened_and_makes_nothing(
    stage: Stage, tmp_path: Path, language: str, pressed: str
) -> None:
    async with scene(stage, tmp_path, language) as at:
        words = at.words
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        old = danagul.with_buttons[-1]
        await danagul.press(words["internal"], old)
        await danagul.write("/export")
        new = danagul.with_buttons[-1]
        await danagul.press(words[pressed], old)
        assert words["newer"] in old.text and "/export" in old.text
        assert not old.buttons
        assert words["make"] in [button["text"] for button in new.buttons]
        async with at.stage.store.read() as repositories:
            assert await repositories.exports.unfinished(DANAGUL) is None
        await danagul.press(words["council"], new)
        await danagul.press(words["make"], new)
        await at.work()
        (file,) = at.files(danagul)
        assert "council" in at.content(file)[0]
        assert at.refused() == []


@BOTH
async def test_a_form_opened_from_the_figures_is_the_newest_wherever_its_message_stands(
    stage: Stage, tmp_path: Path, language: str
) -> None:
    async with scene(stage, tmp_path, language) as at:
        words = at.words
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/stats")
        figures = danagul.with_buttons[-1]
        await danagul.press(FIGURES[language]["more"], figures)
        await danagul.write("/export")
        typed = danagul.with_buttons[-1]
        await danagul.press(FIGURES[language]["file"], figures)
        await danagul.press(words["internal"], figures)
        assert f"✓ {words['internal']}" in [button["text"] for button in figures.buttons]
        await danagul.press(words["make"], typed)
        assert words["newer"] in typed.text
        await danagul.press(words["make"], figures)
        await at.work()
        assert "internal" in at.content(at.files(danagul)[0])[0]
        assert at.refused() == []


@BOTH
async def test_after_a_restart_a_form_makes_what_stands_on_it_and_the_newer_one_stays_the_newer(
    stage: Stage, tmp_path: Path, language: str
) -> None:
    async with scene(stage, tmp_path, language) as at:
        words = at.words
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        old = danagul.with_buttons[-1]
        await danagul.press(words["month"], old)
        await danagul.write("/export")
        new = danagul.with_buttons[-1]
        stage.restart()
        await danagul.press(words["internal"], old)
        assert f"✓ {words['internal']}" in [button["text"] for button in old.buttons]
        await danagul.press(words["council"], new)
        assert f"✓ {words['council']}" in [button["text"] for button in new.buttons]
        await danagul.press(words["make"], old)
        assert words["newer"] in old.text
        async with at.stage.store.read() as repositories:
            assert await repositories.exports.unfinished(DANAGUL) is None


@BOTH
async def test_a_cancelled_file_is_not_made(stage: Stage, tmp_path: Path, language: str) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press(at.words["make"])
        button = danagul.with_button(at.words["cancel"])
        data = button.button(at.words["cancel"])["callback_data"]
        await danagul.press(at.words["cancel"])
        assert at.words["cancelled"] in danagul.text
        await danagul.forge(data, button)
        assert at.words["cancelled"] in danagul.text, "a second press changes nothing"
        await at.work()
        assert at.files(danagul) == [] and (await at.job()).state is ExportState.CANCELLED


@BOTH
async def test_a_file_is_stopped_in_the_middle_and_tells_how_far_it_is(
    stage: Stage, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press(at.words["council"])
        await danagul.press(at.words["make"])
        whole = making._write_requests

        async def pressed_meanwhile(*arguments: Any) -> None:
            await whole(*arguments)
            assert at.words["written"] in danagul.text
            await danagul.press(at.words["cancel"])
            await asyncio.Event().wait()  # only being stopped ends this

        monkeypatch.setattr(making, "_write_requests", pressed_meanwhile)
        async with asyncio.timeout(20):
            await at.work(tell_every=0.0, batch=3)
        assert at.files(danagul) == [] and at.words["cancelled"] in danagul.text


@BOTH
async def test_whoever_lost_the_right_meanwhile_is_told_and_gets_nothing(
    stage: Stage, tmp_path: Path, language: str
) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press(at.words["council"])
        await danagul.press(at.words["make"])
        await at.end_term(DANAGUL)
        await at.work()
        assert at.files(danagul) == [] and at.words["lost"] in danagul.text
        assert (await at.job()).state is ExportState.REFUSED


@BOTH
async def test_a_press_after_the_right_was_lost_begins_nothing(stage: Stage, tmp_path: Path, language: str) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press(at.words["internal"])
        await at.end_term(DANAGUL)
        await danagul.press(at.words["make"])
        assert at.words["not level"] in danagul.text and at.words["country"] in danagul.text
        await at.work()
        assert at.files(danagul) == []


@BOTH
async def test_forged_choices_give_nothing_that_is_not_ones_own(stage: Stage, tmp_path: Path, language: str) -> None:
    async with scene(stage, tmp_path, language) as at:
        aigul = await official(stage, AIGUL, language)
        await aigul.write("/export")
        for place in (SARQAN, ZHETISU, f"o{at.office}", "KZ"):
            await aigul.forge(f"xp:m:{place}:20260101:20261231:internal:json:kk")
            assert at.words["not level"] in aigul.text
            await aigul.forge(f"xp:s:{place}:20260101:20260331:council:json:kk")
            assert at.words["public"] in aigul.text and at.words["month"] not in aigul.buttons
        for data in (
            "xp:m:KZ:20260101:20260331:public:json:kk",  # a part of the year
            "xp:m:KZ:20260231:20261231:public:json:kk",  # no such day
            "xp:m:KZ:20261231:20260101:public:json:kk",
            "xp:m:KZ:20270101:20271231:public:json:kk",
            "xp:m:o999:20260101:20261231:council:json:kk",
            "xp:m:999999999:20260101:20261231:council:json:kk",
            "xp:p:o999:20260101:20261231:council:json:kk",
            "xp:m:KZ:1:2:public:json:kk",
            "xp:m:KZ:20260101:20261231:secret:json:kk",
            "xp:m::20260101:20261231:public:json:kk",
        ):
            await aigul.forge(data)
        await at.work()
        assert at.files(aigul) == [] and at.refused() == []
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press(at.words["make"])
        await aigul.forge("xj:c:1")
        assert at.words["not yours"] in aigul.toast
        await at.work()
        assert len(at.files(danagul)) == 1


@BOTH
async def test_no_request_in_these_days_is_said(stage: Stage, tmp_path: Path, language: str) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press(at.words["last year"])
        await danagul.press(at.words["make"])
        await at.work()
        assert at.words["empty"] in danagul.text and at.files(danagul) == []


@BOTH
@pytest.mark.parametrize(
    ("error", "word"), [(OSError(28, "No space left on device"), "room"), (RuntimeError("?"), "failed")]
)
async def test_what_breaks_is_said_and_leaves_no_file(
    stage: Stage, tmp_path: Path, language: str, error: Exception, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press(at.words["council"])
        await danagul.press(at.words["make"])

        async def broken(*_arguments: Any) -> None:
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(making, "_write_requests", broken)
            await at.work()
        assert at.words[word] in danagul.text and at.files(danagul) == []
        await danagul.write("/export")
        await danagul.press(at.words["make"])
        await at.work()
        assert len(at.files(danagul)) == 1, "the next one is made all the same"


@BOTH
async def test_a_file_that_is_too_big_comes_in_parts_that_join_again(
    stage: Stage, tmp_path: Path, language: str
) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press(at.words["internal"])
        await danagul.press(at.words["make"])
        await at.work(most_bytes=9_000)
        files = at.files(danagul)
        names = [at.content(file)[0] for file in files]
        assert len(files) > 2 and names[0].endswith(".xlsx.zip.001") and names == sorted(names)
        assert all(at.words["part"] in file.text for file in files)
        joined = tmp_path / "joined.zip"
        joined.write_bytes(b"".join(at.content(file)[1] for file in files))
        with ZipFile(joined) as archive:
            (name,) = archive.namelist()
            archive.extract(name, tmp_path)
        assert workbook(tmp_path / name)[at.words["sheet"]].max_row == 7


async def test_a_big_json_is_only_compressed_where_that_is_enough(stage: Stage, tmp_path: Path) -> None:
    async with scene(stage, tmp_path) as at:
        danagul = await coordinator(stage, DANAGUL, "ru")
        await danagul.write("/export")
        await danagul.press("JSON")
        await danagul.press(at.words["internal"])
        await danagul.press(at.words["make"])
        await at.work(most_bytes=9_000)
        (file,) = at.files(danagul)
        name, content = at.content(file)
        assert name.endswith(".json.zip") and len(content) <= 9_000 and at.words["part"] not in file.text


@BOTH
async def test_a_file_begun_before_a_restart_is_made_after_it_as_of_the_same_moment(
    stage: Stage, tmp_path: Path, language: str
) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press("JSON")
        await danagul.press(at.words["council"])
        await danagul.press(at.words["make"])
        asked_at = stage.clock.now()
        async with stage.store.write() as repositories:  # a process that was killed in the middle
            assert await repositories.exports.claim("killed", stage.clock.now()) is not None
        await at.work()
        assert at.files(danagul) == [], "it may still be at it"
        stage.restart()
        stage.clock.move(LEASE)
        await at.work()
        told = json.loads(at.content(at.files(danagul)[0])[1])
        assert told["as_of"].startswith(f"{asked_at.astimezone(stage.service.zone):%Y-%m-%dT%H:%M:%S}")
        assert (await at.job()).attempts == 2 and at.words["again"] not in at.files(danagul)[0].text


@BOTH
async def test_a_stopped_bot_puts_the_file_back_at_once(
    stage: Stage, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press(at.words["council"])
        await danagul.press(at.words["make"])
        begun = asyncio.Event()

        async def endless(*_arguments: Any) -> None:
            begun.set()
            await asyncio.Event().wait()

        with monkeypatch.context() as patch:
            patch.setattr(making, "_write_requests", endless)
            async with asyncio.TaskGroup() as group:
                task = group.create_task(at.exporter().run())
                await begun.wait()
                task.cancel()
        assert (await at.job()).state is ExportState.WAITING and list(at.folder.iterdir()) == []
        await at.work()
        assert len(at.files(danagul)) == 1 and (await at.job()).attempts == 1


@BOTH
async def test_a_lost_answer_of_telegram_may_bring_the_file_twice_and_the_second_says_so(
    stage: Stage, tmp_path: Path, language: str
) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press(at.words["make"])
        stage.world.faults.lose_reply("sendDocument")
        await at.work()
        assert (await at.job()).state is ExportState.WAITING
        stage.clock.move(timedelta(minutes=1))
        await at.work()
        first, second = at.files(danagul)
        assert at.words["again"] not in first.text and at.words["again"] in second.text


@pytest.mark.parametrize("fault", ["flood", "gateway"])
async def test_a_file_that_telegram_did_not_take_is_sent_again(stage: Stage, tmp_path: Path, fault: str) -> None:
    async with scene(stage, tmp_path) as at:
        danagul = await coordinator(stage, DANAGUL, "ru")
        await danagul.write("/export")
        await danagul.press(at.words["make"])
        if fault == "flood":
            stage.world.faults.too_many_requests("sendDocument", 3)
        else:
            stage.world.faults.bad_gateway("sendDocument")
        await at.work()
        assert at.files(danagul) == []
        stage.clock.move(timedelta(minutes=1))
        await at.work()
        (file,) = at.files(danagul)
        assert at.words["again"] not in file.text


async def test_a_file_for_somebody_who_blocked_the_bot_is_given_up(stage: Stage, tmp_path: Path) -> None:
    async with scene(stage, tmp_path) as at:
        danagul = await coordinator(stage, DANAGUL, "ru")
        await danagul.write("/export")
        await danagul.press(at.words["make"])
        stage.world.faults.refuse("sendDocument", 403, "Forbidden: bot was blocked by the user")
        await at.work()
        assert (await at.job()).state is ExportState.FAILED and at.files(danagul) == []


async def test_a_file_that_breaks_the_bot_each_time_is_given_up(stage: Stage, tmp_path: Path) -> None:
    async with scene(stage, tmp_path) as at:
        danagul = await coordinator(stage, DANAGUL, "ru")
        await danagul.write("/export")
        await danagul.press(at.words["make"])
        for _ in range(MOST_ATTEMPTS):
            async with stage.store.write() as repositories:
                assert await repositories.exports.claim("killed", stage.clock.now()) is not None
            stage.clock.move(LEASE)
        await at.work()
        assert at.words["failed"] in danagul.text and (await at.job()).state is ExportState.FAILED


@BOTH
async def test_so_many_files_a_day_and_no_more(stage: Stage, tmp_path: Path, language: str) -> None:
    async with scene(stage, tmp_path, language) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        make = danagul.with_button(at.words["make"])
        data = make.button(at.words["make"])["callback_data"]
        for number in range(1, MOST_A_DAY + 1):
            await danagul.forge(data, make)
            await danagul.forge(f"xj:c:{number}", make)
        await danagul.forge(data, make)
        assert at.words["enough"] in danagul.toast and danagul.alert
        stage.clock.move(timedelta(days=1))
        await danagul.forge(data, make)
        assert at.words["running"] in danagul.text


async def test_erasing_oneself_stops_the_file(stage: Stage, tmp_path: Path) -> None:
    async with scene(stage, tmp_path) as at:
        danagul = await coordinator(stage, DANAGUL, "ru")
        await danagul.write("/export")
        await danagul.press(at.words["make"])
        async with stage.store.write() as repositories:
            await repositories.people.erase(DANAGUL, stage.clock.now())
        await at.work()
        assert at.files(danagul) == [] and (await at.job()).person_id is None


async def test_whoever_has_not_agreed_is_asked_first(stage: Stage) -> None:
    stranger = stage.person(7777, "Бейтаныс", "ru")
    await stranger.write("/export")
    assert "xp:" not in str([message.buttons for message in stranger.from_bot])


async def test_a_renamed_office_has_its_new_name_and_a_closed_one_its_figures(stage: Stage, tmp_path: Path) -> None:
    async with scene(stage, tmp_path) as at:
        bota = await official(stage, BOTA, "ru")
        by, now = By(1, "coordinator:KZ"), stage.clock.now()
        async with stage.store.write() as repositories:
            office = await repositories.offices.get(at.office)
            assert office is not None
            await repositories.offices.rename(office, Language.RU, "=Жаңа\n\u202e", by, now)
        await bota.write("/export")
        await bota.press("JSON")
        await bota.press(at.words["make"])
        await at.work()
        told = json.loads(at.content(at.files(bota)[0])[1])
        assert told["requests"][0]["offices"].startswith("=Жаңа,")
        assert "\u202e" not in bota.all_text


@BOTH
async def test_every_state_is_said_within_a_message(stage: Stage, tmp_path: Path, language: str) -> None:
    async with scene(stage, tmp_path, language, requests=1) as at:
        danagul = await coordinator(stage, DANAGUL, language)
        await danagul.write("/export")
        await danagul.press(at.words["make"])
        button = danagul.with_button(at.words["cancel"])
        told = []
        for state in ExportState:
            async with stage.store.write() as repositories:
                await repositories.session.run(sql("UPDATE export_job SET state = :state"), state=state)
            await danagul.forge("xj:c:1", button)
            told.append(button.text)
            assert 20 < len(button.text) < 1000 and "{" not in button.text
        assert len(set(told)) == len(told) - 2, "waiting and running ones were cancelled by the press"
        assert at.refused() == []
