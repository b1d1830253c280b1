"""Erased words are looked for as bytes: in the database's file, in the journal beside it, in every index and table."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.jobs import housekeeping
from bot.verify_command import verify
from domain.calls.draft import Draft
from domain.errors import StorageBusy
from domain.language import Language
from domain.people import Dialogue, Role
from domain.requests.draft import DraftPart, RequestDraft
from domain.requests.model import Attachment, AttachmentKind, MessageKind
from domain.statistics.tables import By
from domain.submissions import State, Submission
from domain.subscriptions import Subscription
from tests.handlers.rights_world import PEOPLE, World, a_world, says
from tests.handlers.test_person_figures import counted
from tests.person import ZONE, Person, Stage
from tests.request_stage import SARQAN, file

ALONE = 770_000_001
PHONE = "+77015550142"
BIN = "941240000106"


class Words:
    """Words that stand nowhere else, in both scripts; each has a mark of small Latin letters and one of Kazakh ones."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, where: str) -> str:
        number = len(self.made)
        self.made.append(where)
        return f"{latin(number)} {kazakh(number)} {where}"

    def left(self, files: Iterable[Path]) -> list[str]:
        """Where what is still found was written, and in which file it lies."""
        found = []
        for path in files:
            if not path.exists():
                continue
            held = path.read_bytes()
            for number, where in enumerate(self.made):
                for word in (latin(number), kazakh(number), kazakh(number).upper()):
                    if any(word.encode(code) in held for code in ("utf-8", "utf-16-le", "utf-16-be")):
                        found.append(f"{where} in {path.name}")
                    if json.dumps(word)[1:-1].encode() in held:
                        found.append(f"{where} in {path.name}")
        return sorted(set(found))


def latin(number: int) -> str:
    return f"zqx{chr(97 + number // 26)}{chr(97 + number % 26)}wv"


def kazakh(number: int) -> str:
    letters = "әғқңөұүһібгджзлмнпрстфхшы"
    return f"ққң{letters[number // 20]}{letters[number % 20]}өөң"


def files(stage: Stage) -> list[Path]:
    return [stage.path.with_name(stage.path.name + tail) for tail in ("", "-wal", "-shm", "-journal")]


def attachment(name: str) -> Attachment:
    return Attachment(AttachmentKind.DOCUMENT, f"file-{name[:9]}", f"unique-{name[:9]}", f"{name}.pdf", 10)


async def alone_in_an_ngo(stage: Stage, world: World, words: Words) -> Person:
    """Let somebody, the only member of an NGO, write into every field there is."""
    now, office = stage.clock.now(), world.offices["has it"]
    async with stage.store.write() as repositories:
        people = repositories.people
        await people.set_language(ALONE, Language.RU, now)
        await people.give_consent(ALONE, 2, "x", now)
        await people.onboard(ALONE, Role.NGO, words("the NGO's name"), BIN, now)
        await repositories.organisations.settle(ALONE, SARQAN)
        ngo = (await people.visitor(ALONE, ALONE)).ngo
        assert ngo is not None
        wish = Subscription(
            0, ALONE, ALONE, Language.RU, (SARQAN,), (), include=(words("wanted"),), exclude=(words("unwanted"),)
        )
        await repositories.subscriptions.put(wish, now)
        await repositories.search.asked(ALONE, words("a search"), now)
        sent = Submission(
            0, State.WAITING, ALONE, ngo.id, SARQAN, Draft(title=words("a draft's title")), words("a post"),
            note=words("a note"),
        )  # fmt: skip
        await repositories.submissions.add(sent, now)
        draft = RequestDraft(0, ALONE, ngo.id, territory_id=SARQAN, topic_id="youth")
        number = await repositories.request_drafts.begin(draft, now)
        part = DraftPart(ALONE, 1, words("a draft"), now, (attachment(words("a draft's file")),))
        await repositories.request_drafts.add(number, part, now)
        await repositories.updates.keep([(9_000_001, json.dumps({"text": words("an update")}))], now)
        await repositories.updates.done([9_000_001])
    request = await file(
        stage, ALONE, ngo.id, f"{words('a letter')} {PHONE}", office_id=office,
        files=(attachment(words("a letter's file")),), message_id=910_001,
    )  # fmt: skip
    PEOPLE["alone"] = ALONE
    try:
        added = await says(world, request, MessageKind.ADDITION, words("an addition"), "alone")
        await says(world, request, MessageKind.ANSWER, "Жауап: келіңіз", "officer")
    finally:
        del PEOPLE["alone"]
    async with stage.store.write() as repositories:
        await repositories.request_messages.edit(added, words("an edited addition"), now)
        await repositories.requests.put_e_otinish(request.id, words("an e-Otinish number"))
        await repositories.dialogues.put(ALONE, ALONE, Dialogue("own-request:add", {"said": words("a dialogue")}), now)
    phone = stage.person(ALONE, "Жалғыз", language_code="ru")
    await phone.start()
    return phone


async def erase(person: Person) -> None:
    await person.write("/mydata")
    await person.press("Отозвать согласие и удалить мои данные")
    await person.press("Удалить мои данные", person.last)


async def test_of_an_erased_person_no_word_is_left_in_any_file(stage: Stage) -> None:
    world, words = await a_world(stage), Words()
    person = await alone_in_an_ngo(stage, world, words)
    live = sqlite3.connect(stage.path)
    live.execute("PRAGMA wal_checkpoint(PASSIVE)")
    live.close()
    assert len({word.partition(" in ")[0] for word in words.left(files(stage))}) >= len(words.made) - 1
    before = {by: await counted(stage, by) for by in (By.OFFICE, By.TOPIC, By.TERRITORY)}
    await erase(person)
    assert "отозвано" in person.text.lower()
    assert words.left(files(stage)) == []
    held = b"".join(path.read_bytes() for path in files(stage) if path.exists())
    assert PHONE.encode() not in held and BIN.encode() not in held
    checked = await verify(stage.store)
    assert checked.fault is None and checked.last.number > 0
    after = {by: await counted(stage, by) for by in before}
    assert [one.table for one in after.values()] == [one.table for one in before.values()]
    assert [one.requests for one in after.values()] == [one.requests for one in before.values()]
    assert stage.refused() == []


async def test_what_a_busy_database_or_a_kill_left_in_the_journal_goes_within_the_hour(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, words = await a_world(stage), Words()
    person = await alone_in_an_ngo(stage, world, words)

    async def busy() -> bool:
        raise StorageBusy("locked")

    with monkeypatch.context() as patched:
        patched.setattr(stage.store, "scrub", busy)
        await erase(person)
    assert "отозвано" in person.text.lower(), "the person is told all the same"
    assert words.left(files(stage)[1:2]), "the journal still holds the old pages"
    await housekeeping(stage.store, stage.clock, ZONE)()
    assert words.left(files(stage)) == []


async def test_a_reader_in_the_middle_only_puts_the_cleaning_off(stage: Stage) -> None:
    world, words = await a_world(stage), Words()
    person = await alone_in_an_ngo(stage, world, words)
    reader = sqlite3.connect(stage.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM request").fetchone()
    await erase(person)
    assert not await stage.store.scrub()
    reader.close()
    assert await stage.store.scrub()
    assert words.left(files(stage)) == []


async def test_an_ngo_with_other_members_keeps_its_letters_and_nobodys_name(stage: Stage) -> None:
    world = await a_world(stage)
    author = world.people["author"]
    await author.write("/mydata")
    await author.press("Келісімді кері қайтарып алып, деректерімді жою")
    assert "Ұйымыңыз басқа мүшелерімен жұмысын жалғастырады" in author.text
    assert "жалғыз мүшесі" not in author.text
    await author.press("Деректерімді жою", author.last)
    number = world.requests["answered"].id
    live = sqlite3.connect(stage.path)
    letter = live.execute("SELECT text, person_id, chat_id FROM request_message WHERE request_id = ?", (number,))
    assert letter.fetchone() == ("zzletter ", None, 0)
    beside = live.execute("SELECT COUNT(*) FROM log_private WHERE person_id = ?", (PEOPLE["author"],))
    assert beside.fetchone() == (0,)
    live.close()
    member = world.people["member"]
    await member.write("/requests")
    assert any(request.number in text for request in world.requests.values() for text in world.seen("member"))
    assert (await verify(stage.store)).fault is None


@pytest.mark.parametrize("role", ["officer", "head", "coordinator", "republic", "cosigner"])
async def test_whoever_erases_themselves_twice_leaves_a_log_that_fits_and_figures_that_stand(
    stage: Stage, role: str
) -> None:
    world = await a_world(stage)
    person, number = world.people[role], PEOPLE[role]
    before = (await counted(stage, By.OFFICE)).table
    for data in ("go:erase?", "go:erase!", "go:erase!", "go:erase?"):
        await person.forge(data, person.from_bot[0])
    assert (await verify(stage.store)).fault is None
    assert (await counted(stage, By.OFFICE)).table == before
    live = sqlite3.connect(stage.path)
    told = {
        f"{table}.{column}"
        for (table,) in live.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for _, column, *_ in live.execute(f"PRAGMA table_info({table})").fetchall()
        if live.execute(f"SELECT 1 FROM {table} WHERE CAST({column} AS TEXT) = ?", (str(number),)).fetchone()
    }
    ended = live.execute("SELECT COUNT(*) FROM log_entry WHERE kind = 'coordinator.ended'").fetchone()
    live.close()
    assert told == {"consent.person_id"}
    assert ended == (1 if role in ("coordinator", "republic") else 0,)
    async with stage.store.read() as repositories:
        visitor = await repositories.people.visitor(number, number)
    assert (visitor.seat, visitor.coordinates, visitor.ngo, visitor.consented) == (None, (), None, False)
