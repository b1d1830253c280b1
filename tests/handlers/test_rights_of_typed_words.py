"""Who may go on with what (PRODUCT, section 5): questions that others are asked, replies, edits and links by everybody.

What stands in a dialogue is trusted no more than a button: an older program may have written it, or a right was lost
meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.leaving import Leaving
from domain.offices import By
from domain.requests.events import Actor, EventKind
from domain.requests.model import Attachment, AttachmentKind
from tests.handlers.rights_world import PEOPLE, READS, World, a_world, changed, happens, marks_in
from tests.handlers.test_rights_of_requests import WHO, Case, cases, found_wrong, pressed
from tests.person import Stage
from tests.request_stage import deliver, file

WORDS = "Себебі осындай болды"
QUESTIONS: tuple[tuple[str, str, str, str], ...] = (
    # the question, what it is about, what is typed, who may
    ("extend:reason", "open", WORDS, "office"),
    ("extend:day", "open", "10.04.2026", "office"),
    ("extend:confirm", "open", "10.04.2026", "office"),
    ("close:reason", "open", WORDS, "office"),
    ("close:confirm", "open", WORDS, "office"),
    ("promise:text", "answered", WORDS, "office"),
    ("promise:day", "answered", "10.04.2026", "office"),
    ("promise:confirm", "answered", WORDS, "office"),
    ("template:name", "open", "Жауап", "office"),
    ("template:text", "open", WORDS, "office"),
    ("redirect:name", "open", "ішкі", "sends it on"),
    ("redirect:reason", "open", WORDS, "sends it on"),
    ("own-request:add", "open", WORDS, "members of its NGO"),
    ("own-request:reopen", "answered", WORDS, "members of its NGO"),
    ("ask:otinish", "open", "ЖТ-2026-00012345", "members of its NGO"),
    ("ask:words", "open", WORDS, "who wrote it"),
    ("duty:dates", "open", "10.04.2026", "office"),
    ("hours:type", "open", "9-18", "head and coordinators"),
)


def data_of(world: World, state: str, request: str) -> dict[str, Any]:
    """Return what the question holds: the real numbers of others' things."""
    number, has = world.requests[request].id, world.offices["has it"]
    later = int((world.stage.clock.now() + timedelta(minutes=10)).timestamp() * 1_000_000)
    about = state.partition(":")[0]
    return {
        "extend": {"run": 777, "request": number, "reason": WORDS, "day": "2026-04-10"},
        "close": {"run": 777, "request": number, "reason": WORDS},
        "promise": {
            "run": 777, "request": number, "message": world.ids["answer"], "promise": 0, "text": WORDS,
            "day": "2026-04-10",
        },
        "template": {"request": number, "name": "Жауап"},
        "redirect": {"request": number, "office": world.offices["other"], "was": has, "page": 0},
        "own-request": {"id": number, "until": later},
        "ask": {"id": number if state == "ask:otinish" else world.ids["draft"]},
        "duty": {"seat": world.seats["officer"]},
        "hours": {"office": has},
    }[about]  # fmt: skip


async def typed(world: World, case: Case, role: str) -> dict[str, str]:
    before = len(world.people[role].from_bot)
    await world.ask([role], case.state, case.asked or {})
    await world.people[role].write(case.data)
    return {role: "\n".join(world.seen(role, before)).strip()}


async def test_words_typed_to_a_question_about_anothers_request_change_nothing(stage: Stage) -> None:
    world = await a_world(stage)
    wrong: list[str] = []
    for state, request, text, who in QUESTIONS:
        case = Case(state, text, WHO[who], state, data_of(world, state, request))
        for role in PEOPLE:
            may = role in case.may
            wrong += found_wrong(world, case, await typed(world, case, role), refused=not may)
            if not may and (what := changed(world.start, world.dump())):
                wrong.append(f"{state}: {role} changes {what}")
            if not may and any(row[1] != state for row in world.questions()):
                wrong.append(f"{state}: {role} is asked on: {world.questions()}")
            world.restore()
    assert not wrong, "\n".join(wrong)


BROKEN: tuple[Mapping[str, Any], ...] = (
    {},
    {"id": "x", "request": "x", "run": "x", "seat": "x", "office": "x", "page": "x", "was": None},
    {"id": None, "request": None, "run": None, "seat": None, "office": None, "day": 5, "reason": 5, "text": None},
    {"id": [1], "request": {"a": 1}, "run": [], "seat": [], "office": {}, "until": "x", "message": {}, "promise": ""},
)


async def test_a_question_that_an_older_program_wrote_otherwise_breaks_nothing(stage: Stage) -> None:
    world = await a_world(stage)
    wrong: list[str] = []
    for state, _, text, _ in (*QUESTIONS, ("inbox:search", "", "zzletter", ""), ("own-request:zz", "", WORDS, "")):
        for data in BROKEN:
            case = Case(f"{state} {data}", text, frozenset(PEOPLE), state, data)
            for role in ("author", "head", "coordinator", "looking"):
                wrong += found_wrong(world, case, await typed(world, case, role), refused=True)
                if "search" not in state and (what := changed(world.start, world.dump())):
                    wrong.append(f"{case.name}: {role} changes {what}")
                world.restore()
    assert not wrong, "\n".join(wrong)


LOST = ("ended", "before", "left", "cosigner")


async def test_a_reply_to_an_old_card_by_somebody_who_lost_the_right_changes_nothing(stage: Stage) -> None:
    world = await a_world(stage)
    wrong: list[str] = []
    replied = 0
    for role in LOST:
        person = world.people[role]
        for card in list(person.from_bot)[1:]:  # the first is the menu
            replied += 1
            before = len(person.from_bot)
            await person.reply(card, "zzreply")
            text = "\n".join(world.seen(role, before)).strip()
            case = Case(f"reply to {card.text[:20]!r}", "", frozenset())
            wrong += found_wrong(world, case, {role: text}, refused=True)
            if what := changed(world.start, world.dump()):
                wrong.append(f"{case.name}: {role} changes {what}")
            world.restore()
    assert replied >= len(LOST)
    assert not wrong, "\n".join(wrong)


LINKS = (
    "r{answered}",
    "r{open}",
    "r{astray}",
    "j{answered}",
    "j{astray}",
    "r999999",
    "j999999",
    "a1",
    "ozz",
    "izz",
    "izz'",
)


async def test_a_link_shows_nobody_what_is_not_theirs(stage: Stage) -> None:
    world = await a_world(stage)
    numbers = {name: request.id for name, request in world.requests.items()}
    may = {
        "r{answered}": WHO["office"],
        "r{open}": WHO["office"],
        "j{answered}": WHO["NGOs behind it"],
        "j{astray}": WHO["members of its NGO"],
    }
    wrong: list[str] = []
    for link in LINKS:
        payload = link.format(**numbers)
        for role in PEOPLE:
            before = len(world.people[role].from_bot)
            await world.people[role].start(payload)
            shown = {role: "\n".join(world.seen(role, before)).strip()}
            refused = role not in may.get(link, frozenset())
            case = Case(f"?start={payload}", "", may.get(link, frozenset()) if not refused else frozenset())
            if link == "j{answered}" and role in WHO["may join"]:
                case = replace(case, may=WHO["may join"])
            if link.startswith("r") and not refused:
                assert not shown[role]  # the card follows
                shown[role] = "…"
            wrong += found_wrong(world, case, shown, refused=True)
            what = set(changed(world.start, world.dump())) - {"request_draft"}
            if refused and what:
                wrong.append(f"{case.name}: {role} changes {sorted(what)}")
            world.restore()
    assert not wrong, "\n".join(wrong)


async def test_nobody_was_ever_shown_words_that_are_not_theirs(stage: Stage) -> None:
    world = await a_world(stage)
    await deliver(stage)
    ever = {**READS, "left": {"zzletter", "zzfile"}, "ended": {"zzfile"}}
    saw = {role: marks_in("\n".join(world.seen(role))) for role in PEOPLE}
    assert {role: marks - set(ever.get(role, ())) for role, marks in saw.items()} == {role: set() for role in PEOPLE}
    assert saw["author"] >= {"zzanswer", "zzfile"} and saw["member"] >= {"zzaddition", "zzanswer", "zzletter"}
    assert saw["cosigner"] == {"zzanswer"} and saw["officer"] >= {"zzletter", "zzaddition", "zzopen", "zzfile"}
    assert saw["coordinator"] == saw["republic"] == {"zzastray"} and saw["before"] == {"zzfile"}


@pytest.mark.parametrize("role", ["officer", "member"])
async def test_an_edit_after_the_right_was_lost_changes_nothing(stage: Stage, role: str) -> None:
    world = await a_world(stage)
    person, request = world.people[role], world.requests["open"]
    card = next(
        one for one in reversed(person.from_bot) if "zzopen" in one.text or f":{request.id}" in str(one.reply_markup)
    )
    sent = await person.reply(card, "Бірінші мәтін")
    stage.clock.move(timedelta(minutes=1))
    await Leaving(stage.service).look()
    await deliver(stage)
    async with stage.store.read() as repositories:
        stored = await repositories.request_messages.at(PEOPLE[role], sent.message_id)
    assert stored is not None and stored.entry is not None
    if role == "officer":
        await happens(
            world, request, EventKind.REOPENED, Actor.NGO, reasoned=True
        )  # it was answered: only an open one is sent on
        await happens(world, request, EventKind.REDIRECTED, Actor.COORDINATOR, office_id=world.offices["other"])
    else:
        async with stage.store.write() as repositories:
            by = By(PEOPLE["author"], "member")
            await repositories.organisations.leave(world.ngo, PEOPLE[role], by, stage.clock.now())
    await deliver(stage)
    world.keep()
    person.phone.edit(sent, "Екінші мәтін")
    await person.acted()
    assert not changed(world.start, world.dump())


async def test_what_is_on_its_way_does_not_reach_somebody_who_lost_the_right_meanwhile(stage: Stage) -> None:
    world = await a_world(stage)
    stored = stage.world.files.add("document", "zzlate.pdf", b"%PDF-1.4 example")
    kept = Attachment(AttachmentKind.DOCUMENT, stored.file_id, stored.unique_id, "zzlate.pdf", stored.size)
    has = world.offices["has it"]
    text = "zzlate " * 900  # goes on in further messages
    late = await file(stage, PEOPLE["author"], world.ngo, text, office_id=has, files=(kept,), message_id=900_004)
    astray = await file(stage, PEOPLE["author"], world.ngo, "zzlate", files=(kept,), message_id=900_005)
    async with stage.store.write() as repositories:
        now = stage.clock.now()
        await repositories.seats.end(world.seats["officer"], By(1, "coordinator:KZ"), now)
        await repositories.organisations.leave(world.ngo, PEOPLE["member"], By(PEOPLE["author"], "member"), now)
    await happens(world, astray, EventKind.REDIRECTED, Actor.COORDINATOR, office_id=world.offices["other"])
    assert late.office_id == has
    await deliver(stage)
    got = {role for role in PEOPLE if any("zzlate" in text for text in world.seen(role))}
    assert got == {"other"}  # where it was sent on; the head did not get the letter at all: an officer was there


async def test_nobody_does_anything_before_they_agree_to_the_text_in_force(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await a_world(stage)
    monkeypatch.setattr("domain.people.CONSENT_VERSION", 99)
    wrong: list[str] = []
    for case in cases(world):
        for role in sorted(case.may & {"author", "head", "officer", "coordinator"}):
            shown = await pressed(world, case, [role])
            wrong += found_wrong(world, replace(case, may=frozenset()), shown, refused=True)
            wrong += [f"{case.name}: {role} reads {marks_in(text)}" for text in shown.values() if marks_in(text)]
            if what := changed(world.start, world.dump()):
                wrong.append(f"{case.name}: {role} changes {what}")
            world.restore()
    assert not wrong, "\n".join(wrong)


async def test_the_card_of_somebody_whose_seat_has_ended_says_so_and_nothing_that_came_later(stage: Stage) -> None:
    world = await a_world(stage)
    cards = [text for text in world.seen("ended") if "zz" in text]
    assert all(marks_in(text) <= {"zzfile"} for text in cards)  # the letter is gone from the card with the seat
    assert any(
        "отдел внутренней политики" in text.casefold() or "ішкі саясат" in text.casefold()
        for text in world.seen("ended")
    )
