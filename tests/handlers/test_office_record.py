"""Every change of offices, seats, invitations and members is in the log, and the log fits whatever is erased."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from bot.verify_command import verify
from domain.people import Role
from handlers import office_record
from tests.handlers.announcing import SARKAN, onboard_ngo
from tests.handlers.test_person_offices import WORDS, boss_with_office, seat, token
from tests.handlers.test_person_organisation import WORDS as NGO_WORDS
from tests.handlers.test_person_organisation import link
from tests.person import Stage

ROOT = Path(__file__).resolve().parent.parent.parent
RECORDED = {
    "offices": {"add", "rename", "set_topics", "set_hours", "close"},
    "seats": {"take", "end"},
    "invitations": {"add", "answer", "revoke"},
    "organisations": {"join", "leave"},
    "coordinators": {"bootstrap"},
    "people": {"erase"},
    "duty": {"put"},
    "handovers": {"begin", "confirm", "finish"},
}


async def log(stage: Stage, *, beside: bool = False) -> list[tuple]:
    async with stage.store.read() as repositories:
        found = await repositories.journal.after(0, 1000)
    return [(row[2], row[3], row[4], json.loads(row[5]), *((row[9], row[10]) if beside else ())) for row in found]


def test_nobody_but_the_record_changes_offices_seats_invitations_and_members() -> None:
    for room in ("handlers", "bot"):
        for path in (ROOT / room).rglob("*.py"):
            if path.name == "office_record.py":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                    assert node.attr not in RECORDED.get(node.value.attr, ()), f"{path}: {ast.unparse(node)}"


async def test_an_offices_whole_life_is_in_the_log(stage: Stage) -> None:
    words = WORDS["kk"]
    boss = await boss_with_office(stage)
    head = await seat(stage, boss, 4001, "Басшы")
    await head.write("/office")
    await token(head, words["officer"])
    serik = stage.person(4002, "Серік")
    await serik.onboard()
    await serik.start(await token(head, words["officer"]))
    await serik.press(words["decline"])
    await boss.write("/offices")
    await boss.press("1")
    await boss.press("Орысша атауы")
    await boss.write("Отдел внутренней политики")
    await boss.press("Тақырыптар")
    await boss.press("☑ Жастар", boss.last)
    await head.write("/office")
    await head.press(words["leave"])
    await head.press(words["leave"])
    await boss.write("/offices")
    await boss.press("1")
    await boss.press("Бөлімшені жабу")
    await boss.press("Бөлімшені жабу")
    every = sorted(topic.id for topic in stage.service.topics)
    coordinator = "coordinator@330000000"
    found = await log(stage)
    until = [facts.pop("until") for kind, _, _, facts in found if kind == "invitation.made"]
    assert len(until) == 3 and {subject for _, subject, _, _ in found} == {"office:1"}
    assert [(kind, actor, facts) for kind, _, actor, facts in found] == [
        ("office.opened", coordinator, {"territory": SARKAN, "topics": every}),
        ("invitation.made", coordinator, {"invitation": 1, "role": "head"}),
        ("invitation.accepted", "invited@office:1", {"invitation": 1}),
        ("seat.taken", "head@office:1", {"invitation": 1, "role": "head", "seat": 1}),
        ("invitation.made", "head@office:1", {"invitation": 2, "role": "officer"}),
        ("invitation.made", "head@office:1", {"invitation": 3, "role": "officer"}),
        ("invitation.declined", "invited@office:1", {"invitation": 3}),
        ("office.renamed", coordinator, {"language": "ru"}),
        ("office.topics_changed", coordinator, {"before": every, "after": [one for one in every if one != "youth"]}),
        ("seat.ended", "head@office:1", {"own": True, "role": "head", "seat": 1}),
        ("invitation.revoked", "head@office:1", {"invitation": 2}),
        ("office.closed", coordinator, {}),
    ]
    beside = {(kind, person, text) for kind, _, _, _, person, text in await log(stage, beside=True)}
    assert ("office.renamed", 2001, "Отдел внутренней политики") in beside, "a typed name stands beside, to be erased"
    assert (await verify(stage.store)).fits
    assert stage.refused() == []


async def test_closing_an_office_logs_the_seats_and_invitations_that_end_by_it(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    await seat(stage, boss, 4001, "Басшы")
    await boss.write("/offices")
    await boss.press("1")
    await token(boss, WORDS["kk"]["officer"])
    before = len(await log(stage))
    await boss.write("/offices")
    await boss.press("1")
    await boss.press("Бөлімшені жабу")
    await boss.press_twice("Бөлімшені жабу")
    assert [(kind, actor, facts) for kind, _, actor, facts in (await log(stage))[before:]] == [
        ("seat.ended", "coordinator@330000000", {"own": False, "role": "head", "seat": 1}),
        ("invitation.revoked", "coordinator@330000000", {"invitation": 2}),
        ("office.closed", "coordinator@330000000", {}),
    ]
    assert (await verify(stage.store)).fits


async def test_members_who_come_and_go_are_in_the_log_and_erasing_one_keeps_the_chain(stage: Stage) -> None:
    words = NGO_WORDS["kk"]
    aigul = stage.person(1001, "Айгүл")
    await onboard_ngo(aigul, "kk", "«Самал» қоры")
    await aigul.write("/ngo")
    await aigul.press(words["invite"])
    friend = stage.person(1002, "Ерлан")
    await friend.onboard()
    await friend.start(link(aigul))
    await friend.press(words["accept"])
    await friend.write("/ngo")
    await friend.press(words["invite"])
    kinds = [(kind, subject, actor) for kind, subject, actor, _ in await log(stage)]
    assert kinds == [
        ("invitation.made", "ngo:1", "member@ngo:1"),
        ("invitation.accepted", "ngo:1", "invited@ngo:1"),
        ("ngo.joined", "ngo:1", "member@ngo:1"),
        ("invitation.made", "ngo:1", "member@ngo:1"),
    ]
    await friend.write("/privacy")
    await friend.press("Келісімді кері қайтарып алып, деректерімді жою")
    await friend.press("Деректерімді жою")
    found = await log(stage, beside=True)
    assert [(kind, facts) for kind, _, _, facts, _, _ in found[4:]] == [
        ("ngo.left", {"own": True}),
        ("invitation.revoked", {"invitation": 2}),
    ]
    assert {person for *_, person, _ in found} == {1001, None}, "nothing of the erased person is left beside the log"
    assert (await verify(stage.store)).fits


async def test_coordinators_named_in_the_settings_are_logged_once(stage: Stage) -> None:
    for _ in range(2):
        async with stage.store.write() as repositories:
            await office_record.appoint(repositories, [777, 778], stage.clock.now())
    found = await log(stage, beside=True)
    once = ("coordinator.appointed", "coordinators", "settings", {"territory": "KZ"})
    assert [row[:4] for row in found] == [once, once]
    assert [row[4] for row in found] == [777, 778]
    assert (await verify(stage.store)).fits


@pytest.mark.parametrize("last", [True, False])
async def test_who_erases_their_data_leaves_the_seat_in_the_log_too(stage: Stage, last: bool) -> None:
    boss = await boss_with_office(stage)
    head = await seat(stage, boss, 4001, "Басшы")
    if not last:
        await seat(stage, boss, 4002, "Серік")
    async with stage.store.read() as repositories:
        assert (await repositories.people.visitor(4001, 4001)).role is Role.OFFICIAL
    await head.write("/privacy")
    await head.press("Келісімді кері қайтарып алып, деректерімді жою")
    await head.press("Деректерімді жою")
    kind, subject, actor, facts, person, text = (await log(stage, beside=True))[-1]
    assert (kind, subject, actor) == ("seat.ended", "office:1", "head@office:1")
    assert (facts["own"], person, text) == (True, None, None)
    assert (await verify(stage.store)).fits
