"""The world of the tests of rights: requests with marked words, and somebody in every standing to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.invitations import HOLDS
from domain.journal import Erasable
from domain.language import Language
from domain.offices import By, SeatRole
from domain.people import CONSENT_VERSION, Dialogue, Role
from domain.requests.draft import RequestDraft
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Attachment, AttachmentKind, MessageKind, Request, RequestMessage
from domain.requests.promises import Promise
from domain.requests.record import events_of, subject
from handlers import office_record
from handlers.requests import happening, telling
from tests.handlers.announcing import ALMATY_OBLAST, appoint
from tests.handlers.requesting import member
from tests.person import Person, Stage
from tests.request_stage import SARQAN, deliver, file, ngo, office, seat

PEOPLE = {
    "author": 1001,
    "member": 1002,
    "left": 1003,  # left the NGO after the letter was filed
    "cosigner": 1004,
    "stranger": 1005,  # of another NGO of the district
    "officer": 2001,
    "head": 2002,
    "before": 2003,  # of the office that sent the request on
    "other": 2004,  # of an office that never had it
    "ended": 2005,  # the seat in the office that has it has ended
    "coordinator": 3001,
    "elsewhere": 3002,
    "republic": 3003,
    "looking": 4001,
}
MARKS = (
    "zzletter", "zzaddition", "zzbefore", "zznote", "zzanswer", "zzfile", "zzpromise", "zztemplate",
    "zzopen", "zzwaits", "zzastray", "zzdraft",
)  # fmt: skip
OF_NGO = frozenset({"zzletter", "zzaddition", "zzanswer", "zzfile", "zzpromise", "zzopen", "zzastray", "zzdraft"})
OF_OFFICE = frozenset(
    {"zzletter", "zzaddition", "zznote", "zzanswer", "zzfile", "zzpromise", "zztemplate", "zzopen", "zzwaits"}
)
READS: Mapping[str, frozenset[str]] = {
    "author": OF_NGO,
    "member": OF_NGO,
    "cosigner": frozenset({"zzletter", "zzaddition", "zzanswer", "zzpromise"}),
    "officer": OF_OFFICE,
    "head": OF_OFFICE,
    "before": frozenset({"zzletter", "zzfile", "zzbefore"}),
    "coordinator": frozenset({"zzastray"}),
    "republic": frozenset({"zzastray"}),
}
"""Whose words each may read; whoever is not named reads none."""

UNTOLD = {"dialogue", "update_inbox", "unreachable"}
"""Tables that any update may change."""

Dump = dict[str, list[tuple[object, ...]]]


@dataclass
class World:
    """Everybody's phones, and the numbers of all that buttons can name."""

    stage: Stage
    people: dict[str, Person]
    requests: dict[str, Request]
    offices: dict[str, int]
    seats: dict[str, int]
    ngo: int
    word: str = ""
    ids: dict[str, int] = field(default_factory=dict)
    kept: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))
    start: Dump = field(default_factory=dict)

    def keep(self) -> None:
        """Keep the database as it is now, to come back to."""
        with sqlite3.connect(self.stage.path) as live:
            live.backup(self.kept)
        live.close()
        self.start = self.dump()

    def questions(self) -> list[tuple[object, ...]]:
        """Who is asked what."""
        live = sqlite3.connect(self.stage.path)
        rows = list(live.execute("SELECT person_id, state FROM dialogue WHERE state IS NOT NULL"))
        live.close()
        return rows

    def restore(self) -> None:
        live = sqlite3.connect(self.stage.path, timeout=10)
        self.kept.backup(live)
        live.close()

    def dump(self) -> Dump:
        """What every table holds that a refused press must not change."""
        live = sqlite3.connect(self.stage.path)
        names = [str(row[0]) for row in live.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        seed = ("territory", "sphere", "topic", "call", "post", "source", "mci", "sqlite")
        told = [name for name in names if name not in UNTOLD and not name.startswith(seed) and "search" not in name]
        held = {name: list(live.execute(f'SELECT * FROM "{name}"')) for name in told}
        live.close()
        return held

    async def ask(self, roles: Iterable[str], state: str, data: Mapping[str, object]) -> None:
        """Put a question into people's dialogues by hand, as an older program or a mistake of ours would."""
        now = self.stage.clock.now()
        async with self.stage.store.write() as repositories:
            for role in roles:
                number = PEOPLE[role]
                await repositories.dialogues.put(number, number, Dialogue(state, dict(data)), now)

    def seen(self, role: str, after: int = 0) -> list[str]:
        """What stands on a phone after so many messages: words, labels of buttons and names of files."""
        found = []
        for message in self.people[role].from_bot[after:]:
            labels = " ".join(str(button["text"]) for button in message.buttons)
            name = str((message.content.get("document") or {}).get("file_name", ""))
            found.append(f"{message.text}\n{labels}\n{name}")
        return found


def marks_in(text: str) -> set[str]:
    return {mark for mark in MARKS if mark in text.casefold()}


def changed(before: Dump, after: Dump) -> list[str]:
    return sorted(name for name in after if before.get(name) != after[name])


async def _person(stage: Stage, role: str, language: str) -> Person:
    person = stage.person(PEOPLE[role], role, language_code=language)
    await person.start()
    async with stage.store.write() as repositories:
        await repositories.people.set_language(PEOPLE[role], Language(language), stage.clock.now())
    return person


async def _looking(stage: Stage, *numbers: int) -> None:
    now = stage.clock.now()
    async with stage.store.write() as repositories:
        for number in numbers:
            await repositories.people.give_consent(number, CONSENT_VERSION, "x", now)
            await repositories.people.set_language(number, Language.KK, now)
            await repositories.people.onboard(number, Role.LOOKING, None, None, now)


async def happens(
    world: World, request: Request, kind: EventKind, actor: Actor, words: str = "", seat: str = "", **more: object
) -> int:
    """Let something happen to a request; returns the entry."""
    stage = world.stage
    now = stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    event = RequestEvent(0, request.id, kind, now, actor, **more)  # type: ignore[arg-type]  fields of an event
    facts = {"seat": world.seats[seat]} if seat else {}
    async with stage.store.write() as repositories:
        beside = Erasable(PEOPLE[seat or "author"], words)
        done = await happening.happen(repositories, stage.service, law, event, now, beside=beside, facts=facts)
        await telling.ngo(repositories, done.request, done.entry, now)
    return done.entry


async def says(
    world: World, request: Request, kind: MessageKind, text: str, role: str, *, files: tuple[Attachment, ...] = ()
) -> int:
    """Let somebody write about a request, told to whoever hears of it; returns the message."""
    stage, now = world.stage, world.stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    events = {
        MessageKind.NOTE: EventKind.NOTE,
        MessageKind.ANSWER: EventKind.ANSWERED,
        MessageKind.ADDITION: EventKind.ADDED,
    }
    official = kind is not MessageKind.ADDITION
    office_id = world.offices["had it" if role == "before" else "has it"] if official else None
    actor = Actor.OFFICER if official else Actor.NGO
    event = RequestEvent(0, request.id, events[kind], now, actor, office_id=office_id)
    facts = {"seat": world.seats[role]} if official else {}
    message_id = 700_000 + len(world.dump()["request_message"])
    async with stage.store.write() as repositories:
        beside = Erasable(PEOPLE[role], text)
        done = await happening.happen(repositories, stage.service, law, event, now, beside=beside, facts=facts)
        message = RequestMessage(
            0, request.id, kind, PEOPLE[role], world.seats.get(role), office_id, PEOPLE[role], message_id, text, now,
            files=files, entry=done.entry,
        )  # fmt: skip
        number = await repositories.request_messages.add(message)
        stored = await repositories.request_messages.get(number)
        assert stored is not None
        if kind is MessageKind.ADDITION:
            about = telling.ADDITION
            await telling.office(repositories, stage.service, done.request, about, done.entry, now, message=stored)
        if kind is not MessageKind.NOTE:
            await telling.ngo(repositories, done.request, done.entry, now, message=stored)
    return number


async def a_world(stage: Stage, word: str = "") -> World:
    """Let an NGO file a letter that is sent on, answered and promised about; one that waits; and one that is astray.

    `word` follows whatever people or offices wrote, and their names.
    """
    spoken = {role: ("ru" if place % 2 else "kk") for place, role in enumerate(PEOPLE)}
    author_ngo = await ngo(stage, PEOPLE["author"], f"Жас қанат {word}"[:200])
    people = {"author": await _person(stage, "author", "kk")}
    for role in ("member", "left"):
        people[role] = await member(stage, author_ngo, PEOPLE[role], spoken[role])
    for role in ("cosigner", "stranger"):
        await ngo(stage, PEOPLE[role], f"Ұйым {role} {word}"[:200])
    await _looking(stage, *(PEOPLE[role] for role in ("coordinator", "elsewhere", "republic", "looking")))
    had, has, other = await office(stage), await office(stage), await office(stage, topics=("health",))
    seats = {
        "before": await seat(stage, had, PEOPLE["before"], name=f"before {word}"[:120]),
        "officer": await seat(stage, has, PEOPLE["officer"], name=f"officer {word}"[:120]),
        "head": await seat(stage, has, PEOPLE["head"], SeatRole.HEAD, f"head {word}"[:120]),
        "other": await seat(stage, other, PEOPLE["other"], name="other"),
        "ended": await seat(stage, has, PEOPLE["ended"], name="ended"),
    }
    for role in PEOPLE:
        if role not in people:
            people[role] = await _person(stage, role, spoken[role])
    for role, place in (("coordinator", SARQAN), ("elsewhere", ALMATY_OBLAST), ("republic", "KZ")):
        await appoint(stage, PEOPLE[role], place)
    offices = {"had it": had, "has it": has, "other": other}
    if word:
        await _renamed(stage, offices.values(), word)
    world = World(stage, people, {}, offices, seats, author_ngo, word)
    await _story(world)
    await _beside(world)
    world.keep()
    return world


async def _renamed(stage: Stage, offices: Iterable[int], word: str) -> None:
    now = stage.clock.now()
    async with stage.store.write() as repositories:
        for number in offices:
            office_in = await repositories.offices.get(number)
            assert office_in is not None
            for language in Language:
                name = f"Бөлім {word}"[:120]
                await office_record.rename(repositories, office_in, language, name, By(1, "coordinator:KZ"), now)


async def _story(world: World) -> None:
    stage, word = world.stage, world.word
    stored = stage.world.files.add("document", "zzfile.pdf", b"%PDF-1.4 example")
    kept = Attachment(
        AttachmentKind.DOCUMENT, stored.file_id, stored.unique_id, f"zzfile {word}.pdf"[:200], stored.size
    )
    filed = await file(
        stage, PEOPLE["author"], world.ngo, f"zzletter {word}", office_id=world.offices["had it"], files=(kept,),
        message_id=900_001,
    )  # fmt: skip
    world.requests["answered"] = filed
    await says(world, filed, MessageKind.NOTE, f"zzbefore {word}", "before")
    await deliver(stage)
    by = By(PEOPLE["author"], "member")
    now = stage.clock.now()
    async with stage.store.write() as repositories:
        await repositories.organisations.leave(world.ngo, PEOPLE["left"], by, now)
        await repositories.cosigners.share(filed.id, False, PEOPLE["author"], now)
        cosigner = (await repositories.people.visitor(PEOPLE["cosigner"], PEOPLE["cosigner"])).ngo
        assert cosigner is not None
        await repositories.cosigners.join(filed.id, cosigner.id, PEOPLE["cosigner"], now)
    await happens(world, filed, EventKind.REDIRECTED, Actor.OFFICER, seat="before", office_id=world.offices["has it"])
    await deliver(stage)
    async with stage.store.write() as repositories:
        await repositories.seats.end(world.seats["ended"], By(1, "coordinator:KZ"), stage.clock.now())
    await says(world, filed, MessageKind.ADDITION, f"zzaddition {word}", "author", files=(kept,))
    world.ids["note"] = await says(world, filed, MessageKind.NOTE, f"zznote {word}", "officer", files=(kept,))
    answer = await says(world, filed, MessageKind.ANSWER, f"zzanswer {word}", "officer", files=(kept,))
    world.ids["answer"] = answer
    async with stage.store.read() as repositories:
        log = events_of(await repositories.journal.of_subjects([subject(filed.id)]))
    world.ids["answered"] = next(one.number for one in log if one.kind is EventKind.ANSWERED)
    day = date(2026, 4, 1)
    promised = await happens(
        world, filed, EventKind.PROMISED, Actor.OFFICER, f"zzpromise {word}", "officer",
        office_id=world.offices["has it"], until=day, about=world.ids["answered"],
    )  # fmt: skip
    async with stage.store.write() as repositories:
        now = stage.clock.now()
        made = Promise(
            0,
            filed.id,
            promised,
            world.offices["has it"],
            world.seats["officer"],
            f"zzpromise {word}"[:500],
            now,
            day,
            day,
        )
        world.ids["promise"] = await repositories.promises.add(made)
    await deliver(stage)


async def _beside(world: World) -> None:
    """Another request that waits for its answer, one without an office, a template, a letter that is being written."""
    stage, has, word = world.stage, world.offices["has it"], world.word
    waiting = await file(stage, PEOPLE["author"], world.ngo, f"zzopen {word}", office_id=has, message_id=900_002)
    astray = await file(stage, PEOPLE["author"], world.ngo, f"zzastray {word}", message_id=900_003)
    world.requests |= {"open": waiting, "astray": astray}
    await deliver(stage)
    now = stage.clock.now()
    written = RequestMessage(
        0, waiting.id, MessageKind.ANSWER, PEOPLE["officer"], world.seats["officer"], has, PEOPLE["officer"], 800_001,
        f"zzwaits {word}", now, leaves_at=now + timedelta(hours=1),
    )  # fmt: skip
    async with stage.store.write() as repositories:
        await repositories.cosigners.share(waiting.id, False, PEOPLE["author"], now)
        world.ids["waits"] = await repositories.request_messages.add(written)
        world.ids["template"] = await repositories.templates.add(
            has, f"zztemplate {word}"[:60], f"zztemplate {{ngo}} {word}"[:3000], now
        )
        draft = RequestDraft(0, PEOPLE["author"], world.ngo, territory_id=SARQAN, topic_id="youth")
        world.ids["draft"] = await repositories.request_drafts.begin(draft, now)
        world.ids["invitation"] = await repositories.invitations.add(
            "t" * 24, has, SeatRole.OFFICER, None, By(PEOPLE["head"], "head"), now, now + HOLDS
        )
        world.ids["into ngo"] = await repositories.invitations.add(
            "n" * 24, None, None, world.ngo, By(PEOPLE["author"], "member"), now, now + HOLDS
        )
