"""Whatever people write about requests is shown as they wrote it: no markup of theirs, nothing Telegram refuses."""

from __future__ import annotations

import pytest

from bot.leaving import Leaving
from domain.requests.events import Actor, EventKind
from tests.handlers.requesting import unexpected
from tests.handlers.rights_world import World, a_world, happens
from tests.handlers.test_rights_of_requests import EVERYBODY, Case, cases, crashes, pressed
from tests.handlers.test_rights_of_typed_words import QUESTIONS, data_of, typed
from tests.office_groups import WORDS as OF_GROUPS
from tests.office_groups import desk
from tests.person import Stage
from tests.request_stage import deliver

MARKUP = "<b>zzbold & &lt;</b> </b><a href='tg://user?id=1'>x</a> &amp; \"'"
HOSTILE = {
    "markup": f"{MARKUP} \u202ezz\u200f\u2066\u200b\ufeff\u061c\u200d\x00\U000e0001",
    "emoji": "\U0001f600" * 4096 + "\n" * 500 + "z\r\n\t" * 100,
}
BOLD = "zzbold"
BUTTONS = ("author", "cosigner", "officer", "head", "before", "coordinator")


def unescaped(world: World) -> list[str]:
    """Messages in which the markup of others is markup."""
    everything = [text for role in world.people for text in world.seen(role)]
    return [text for text in everything if text.count(BOLD) != text.count(f"<b>{BOLD}")]


@pytest.mark.parametrize("kind", HOSTILE)
async def test_hostile_words_in_every_field_are_shown_as_they_are_by_every_button(stage: Stage, kind: str) -> None:
    world = await a_world(stage, HOSTILE[kind])
    wrong: list[str] = []
    for case in cases(world):
        roles = sorted(case.may & set(BUTTONS)) if case.may != EVERYBODY else []
        for role in roles:
            shown = await pressed(world, case, [role])
            wrong += [f"{case.name}: {text}" for text in shown.values() if any(one in text for one in crashes(world))]
            await deliver(stage)
            world.restore()
    assert not wrong, "\n".join(wrong)
    assert kind != "markup" or all(any(BOLD in text for text in world.seen(role)) for role in BUTTONS[:4])
    assert not unescaped(world)
    assert not unexpected(stage)


@pytest.mark.parametrize("kind", HOSTILE)
async def test_hostile_words_typed_to_every_question_break_nothing(stage: Stage, kind: str) -> None:
    world = await a_world(stage)
    who = {"office": "head", "sends it on": "head", "head and coordinators": "head"}
    wrong: list[str] = []
    for state, request, _, may in QUESTIONS:
        role = who.get(may, "author")
        for text in (HOSTILE[kind], f"Себебі осы {HOSTILE[kind]}"[:300]):
            case = Case(state, text, frozenset({role}), state, data_of(world, state, request))
            shown = await typed(world, case, role)
            wrong += [f"{state}: {said}" for said in shown.values() if any(one in said for one in crashes(world))]
            await Leaving(stage.service).look()
            await deliver(stage)
            world.restore()
    assert not wrong, "\n".join(wrong)
    assert not unescaped(world)
    assert not unexpected(stage)


async def test_what_follows_a_hostile_reason_and_edit_is_delivered_as_it_was_written(stage: Stage) -> None:
    world = await a_world(stage, HOSTILE["markup"])
    request, has = world.requests["open"], world.offices["has it"]
    words = MARKUP
    await happens(world, request, EventKind.CLOSED, Actor.OFFICER, words, "officer", office_id=has)
    await happens(world, request, EventKind.REOPENED, Actor.NGO, words, reasoned=True)
    other = world.offices["other"]
    await happens(world, request, EventKind.REDIRECTED, Actor.HEAD, words, "head", office_id=other, reasoned=True)
    await deliver(stage)
    assert any(BOLD in text for text in world.seen("other"))
    assert not unescaped(world)
    assert not unexpected(stage)


@pytest.mark.parametrize("kind", HOSTILE)
async def test_a_hostile_title_of_a_group_is_shown_as_it_is(stage: Stage, kind: str) -> None:
    at = await desk(stage, title=HOSTILE[kind][:128])
    await at.file(HOSTILE[kind])
    await at.head.write("/office")
    await at.head.press(OF_GROUPS["kk"]["group"])
    everything = [one.text for one in (*at.said, *at.head.from_bot, *at.officer.from_bot)]
    assert kind != "markup" or any(BOLD in text for text in everything)
    assert [text for text in everything if text.count(BOLD) != text.count(f"<b>{BOLD}")] == []
    assert not unexpected(stage)
