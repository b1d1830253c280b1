"""The group of an office: bound by those who may, cards answered by those who sit there, all else left alone."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from aiogram import Router
from aiogram.types import Message

from bot.demo.botapi.people import PIXEL
from domain.language import Language
from domain.office_groups import LINK_HOLDS, OfficeGroup
from domain.people import Visitor
from domain.requests.events import Actor, EventKind
from domain.requests.model import MessageKind
from handlers.texts import Translator
from storage.statement import sql
from tests.handlers.announcing import appoint, coordinator
from tests.office_groups import (
    BOTA,
    ERLAN,
    SALAUAT,
    WORDS,
    deliver,
    desk,
    events,
    office,
    payload,
    people,
    seat,
)
from tests.person import Stage

BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


async def log_kinds(stage: Stage) -> list[tuple[str, str, dict[str, object]]]:
    async with stage.store.write() as repositories:
        rows = await repositories.session.all(
            sql("SELECT kind, actor, facts FROM log_entry WHERE subject LIKE 'office:%' ORDER BY number")
        )
    return [(kind, actor, json.loads(facts)) for kind, actor, facts in rows]


# --- binding ----------------------------------------------------------------------------------------------------------


@BOTH
async def test_the_head_binds_a_group_by_a_link_and_it_speaks_their_language(stage: Stage, language: str) -> None:
    words = WORDS[language]
    at = await desk(stage, language, title="<b>Топ & \u202eКо</b>")
    assert words["bound"] in at.said[-1].text
    assert len(at.said) == 1, "no other greeting"
    bound = await at.bound()
    assert bound is not None and (bound.chat_id, bound.bound_by, bound.topics) == (at.group.id, BOTA, False)
    assert await log_kinds(stage) == [("office.group_bound", f"head@office:{at.office}", {"chat": at.group.id})]
    await at.head.write("/office")
    await at.head.press(words["group"])
    assert "<b>Топ & Ко</b>" in at.head.text
    assert stage.refused() == []


@BOTH
async def test_a_coordinator_binds_it_too_and_the_head_is_told(stage: Stage, language: str) -> None:
    words = WORDS[language]
    number, head, _, _ = await people(stage, language)
    boss = await coordinator(stage, 3001, language)
    await boss.forge(f"og:o:{number}")
    await boss.press(words["choose"])
    group = stage.group("Бөлім", admin=boss)
    link = boss.url(words["plain"]).partition("startgroup=")[2]
    await boss.start_in(group, link)
    await deliver(stage)
    assert words["bound"] in stage.said_in(group)[-1].text
    assert words["now bound"] in head.text and "Бөлім" in head.text
    assert [(kind, actor) for kind, actor, _ in await log_kinds(stage)] == [
        ("office.group_bound", "coordinator@330000000")
    ]


@BOTH
async def test_a_link_that_was_passed_on_gives_nothing_to_others(stage: Stage, language: str) -> None:
    words = WORDS[language]
    number, head, officer, outsider = await people(stage, language)
    link = await payload(stage, head, language)
    outsider.phone.language_code = language
    group = stage.group("Бөтен топ", admin=outsider, members=(officer, head))
    await outsider.start_in(group, link)
    assert words["no right"] in stage.said_in(group)[-1].text
    group.promote(officer.phone)
    await officer.start_in(group, link)
    assert words["no right"] in stage.said_in(group)[-1].text, "an officer heads nothing"
    await head.start_in(group, link)
    assert words["admins"] in stage.said_in(group)[-1].text, "the head is no administrator of this group"
    own = stage.group("Өз тобым", admin=head)
    await head.start_in(own, link)
    await deliver(stage)
    assert words["bound"] in stage.said_in(own)[-1].text, "nothing of this has used the link up"
    async with stage.store.read() as repositories:
        assert await repositories.office_groups.of_chat(group.id) is None
        bound = await repositories.office_groups.of_office(number)
    assert bound is not None and bound.chat_id == own.id


@BOTH
async def test_a_link_works_once_and_for_a_day_and_only_the_newest_one(stage: Stage, language: str) -> None:
    words = WORDS[language]
    number, head, _, _ = await people(stage, language)
    first, second = await payload(stage, head, language), await payload(stage, head, language)
    group = stage.group("Топ", admin=head)
    for wrong in (first, "o" + "A" * 24, "oшатасу", "o"):
        await head.start_in(group, wrong)
        assert words["over link"] in stage.said_in(group)[-1].text
    stage.clock.move(LINK_HOLDS)
    await head.start_in(group, second)
    assert words["over link"] in stage.said_in(group)[-1].text
    third = await payload(stage, head, language)
    await head.start_in(group, third)
    async with stage.store.write() as repositories:
        await repositories.office_groups.unbind(number)
    await head.start_in(group, third)
    assert words["over link"] in stage.said_in(group)[-1].text


@BOTH
async def test_one_group_for_one_office(stage: Stage, language: str) -> None:
    words = WORDS[language]
    at = await desk(stage, language)
    other = await office(stage, topics=["health"], head=ERLAN)
    erlan = stage.person(ERLAN, "Ерлан", language_code=language)
    await erlan.start()
    async with stage.store.write() as repositories:
        await repositories.people.set_language(ERLAN, Language(language), stage.clock.now())
    at.group.add(erlan.phone)
    at.group.promote(erlan.phone)
    link = await payload(stage, erlan, language)
    await erlan.start_in(at.group, link)
    assert words["group taken"] in at.said[-1].text
    own = stage.group("Екінші", admin=erlan)
    await erlan.start_in(own, link)
    assert words["bound"] in stage.said_in(own)[-1].text
    await at.head.forge(f"og:l:{at.office}", at.head.with_buttons[-1])
    assert words["group"] in at.head.text, "who has a group is shown it, and gets no second link"
    async with stage.store.read() as repositories:
        bound = await repositories.office_groups.of_office(other)
    assert bound is not None and bound.chat_id == own.id


async def test_an_anonymous_administrator_binds_nothing(stage: Stage) -> None:
    number, head, _, _ = await people(stage)
    link = await payload(stage, head)
    group = stage.group("Топ", admin=head, supergroup=True)
    await stage.add_bot(group, by=head)
    group.set_anonymous(head.phone)
    await head.start_in(group, link)
    assert WORDS["kk"]["anonymous bind"] in stage.said_in(group)[-1].text
    async with stage.store.read() as repositories:
        assert await repositories.office_groups.of_office(number) is None


async def test_when_telegram_does_not_say_who_administers_nothing_is_bound(stage: Stage) -> None:
    number, head, _, _ = await people(stage)
    link = await payload(stage, head)
    group = stage.group("Топ", admin=head)
    await stage.add_bot(group, by=head)
    stage.world.faults.bad_gateway("getChatMember")
    await head.start_in(group, link)
    assert "Telegram жауап бермеді" in stage.said_in(group)[-1].text
    async with stage.store.read() as repositories:
        assert await repositories.office_groups.of_office(number) is None


@BOTH
async def test_the_group_is_let_go_and_cards_in_it_are_answered_no_more(stage: Stage, language: str) -> None:
    words = WORDS[language]
    at = await desk(stage, language)
    request = await at.file()
    card = at.cards[-1]
    await at.head.write("/office")
    await at.head.press(words["group"])
    await at.head.press(words["unbind"])
    await at.head.press(words["unbind"], at.head.last)
    assert words["unbound"] in at.head.toast
    await deliver(stage)
    assert words["farewell"] in at.said[-1].text
    assert [kind for kind, _, _ in await log_kinds(stage)] == ["office.group_bound", "office.group_unbound"]
    await at.officer.reply(card, "Жауап")
    assert words["not here"] in at.said[-1].text
    assert await at.messages(request) == []
    edits = len([call for call in stage.world.log if call.method == "editMessageText"])
    await at.happens(request, EventKind.WITHDRAWN)
    private = [call for call in stage.world.log if call.method == "editMessageText"][edits:]
    assert {int(call.params["chat_id"]) for call in private} == {SALAUAT}, "a group that was let go learns nothing more"


async def test_only_the_head_and_coordinators_of_the_territory_reach_the_screen(stage: Stage) -> None:
    at = await desk(stage)
    await at.officer.write("/office")
    assert WORDS["kk"]["group"] not in at.officer.buttons
    for act in "olqukr":
        await at.officer.forge(f"og:{act}:{at.office}")
        assert "құқығыңыз жоқ" in at.officer.toast
    far = await coordinator(stage, 3002, "kk", "190000000")
    await far.forge(f"og:u:{at.office}")
    assert "құқығыңыз жоқ" in far.toast
    assert await at.bound() is not None


async def test_a_button_about_a_group_that_is_gone_says_so_and_does_no_harm(stage: Stage) -> None:
    at = await desk(stage)
    await at.head.write("/office")
    await at.head.press("Бөлімше тобы")
    await at.head.press("Топты ажырату")
    await at.head.press_twice("Топты ажырату")
    await at.head.forge(f"og:u:{at.office}")
    assert WORDS["kk"]["none"] in at.head.toast
    assert [kind for kind, _, _ in await log_kinds(stage)] == ["office.group_bound", "office.group_unbound"]


async def test_the_language_of_the_group_is_chosen_and_its_cards_follow(stage: Stage) -> None:
    at = await desk(stage)
    await at.head.write("/office")
    await at.head.press("Бөлімше тобы")
    await at.head.press("Русский")
    await at.file()
    assert at.cards[-1].button(WORDS["ru"]["take"])


async def test_an_office_that_is_closed_lets_its_group_go(stage: Stage) -> None:
    at = await desk(stage)
    boss = await coordinator(stage, 3001)
    await boss.forge(f"oc:c:{at.office}:0:")
    await deliver(stage)
    assert await at.bound() is None
    assert WORDS["kk"]["farewell"] in at.said[-1].text


# --- cards and answers ------------------------------------------------------------------------------------------------


@BOTH
async def test_a_request_comes_to_the_group_first_and_a_reply_to_its_card_is_an_answer(
    stage: Stage, language: str
) -> None:
    at = await desk(stage, language)
    request = await at.file()
    card = at.cards[-1]
    assert request.number in card.text and "Жастар орталығына" in card.text
    sent = [int(call.params["chat_id"]) for call in stage.world.log if call.method == "sendMessage"]
    assert sent[-2:] == [at.group.id, SALAUAT]
    said = len(at.said)
    written = await at.officer.reply(card, "Орын бар, келіңіздер.")
    assert len(at.said) == said + 1
    (kept,) = await at.messages(request)
    assert (kept.kind, kept.text, kept.person_id) == (MessageKind.ANSWER, "Орын бар, келіңіздер.", SALAUAT)
    assert (kept.chat_id, kept.message_id, kept.office_id) == (at.group.id, written.message_id, at.office)
    assert kept.leaves_at == kept.sent_at + timedelta(seconds=10)
    assert stage.refused() == []


async def test_chatter_is_neither_stored_nor_answered(stage: Stage) -> None:
    at = await desk(stage)
    at.group.promote(stage.account)  # now it hears everything
    await stage.settle()
    request = await at.file()
    said = len(at.said)
    first = at.said[0]
    for person in (at.head, at.officer, at.outsider):
        mine = await person.write("Кім жауап береді?", at.group)
        await person.reply(mine, "Мен")
        await person.reply(first, "Рақмет")
        await person.send_photo("сурет", at.group)
    await deliver(stage)
    assert len(at.said) == said
    assert await at.messages(request) == []


@BOTH
async def test_a_reply_of_somebody_else_is_told_once_who_answers_here(stage: Stage, language: str) -> None:
    words = WORDS[language]
    at = await desk(stage, language)
    await seat(stage, await office(stage, topics=["health"]), ERLAN)
    erlan = stage.person(ERLAN, "Ерлан")
    at.group.add(erlan.phone)
    request = await at.file()
    card = at.cards[-1]
    for person in (at.outsider, erlan, at.outsider):
        await person.reply(card, "Мен жауап беремін")
        await deliver(stage)
    told = [message for message in at.said if words["seated"] in message.text and message.reply_to is card]
    assert len(told) == 1
    assert await at.messages(request) == []
    async with stage.store.write() as repositories:
        rows = await repositories.session.all(sql("SELECT ids, dedupe_key FROM outbox"))
    assert not any("7001" in ids or "7001" in key for ids, key in rows), "nothing of the person is kept"


@BOTH
async def test_an_anonymous_administrator_is_refused(stage: Stage, language: str) -> None:
    at = await desk(stage, language, supergroup=True)
    request = await at.file()
    at.group.set_anonymous(at.head.phone)
    await at.head.reply(at.cards[-1], "Жауап")
    assert WORDS[language]["anonymous"] in at.said[-1].text
    assert await at.messages(request) == []


@BOTH
async def test_a_reply_after_the_request_went_on_or_ended_says_so_and_sends_nothing(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    at = await desk(stage, language)
    other = await office(stage, ERLAN, topics=["health"])
    gone, ended = await at.file("Біріншісі"), await at.file("Екіншісі")
    first, second = at.cards[-2], at.cards[-1]
    await at.happens(gone, EventKind.REDIRECTED, Actor.OFFICER, office_id=other)
    await at.happens(ended, EventKind.WITHDRAWN)
    await at.officer.reply(first, "Жауап")
    assert words["not here"] in at.said[-1].text and gone.number in at.said[-1].text
    await at.officer.reply(second, "Жауап")
    assert words["ended"] in at.said[-1].text and ended.number in at.said[-1].text
    assert await at.messages(gone) == [] and await at.messages(ended) == []


async def test_somebody_whose_seat_has_ended_answers_no_more(stage: Stage) -> None:
    at = await desk(stage)
    request = await at.file()
    await at.officer.write("/office")
    await at.officer.press("Орнымды босату")
    await at.officer.press("Орнымды босату", at.officer.last)
    await at.officer.reply(at.cards[-1], "Жауап")
    await deliver(stage)
    assert await at.messages(request) == []
    assert WORDS["kk"]["seated"] in at.said[-1].text


async def test_an_answer_that_cannot_be_stored_is_not_taken_in_silence(stage: Stage) -> None:
    at = await desk(stage)
    await at.file()
    card = at.cards[-1]
    with closing(sqlite3.connect(stage.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await at.officer.reply(card, "Жауап")
        other.execute("ROLLBACK")
    assert "Сақталмады" in at.said[-1].text


# --- presses ----------------------------------------------------------------------------------------------------------


@BOTH
async def test_a_press_in_the_group_is_the_pressers_own(stage: Stage, language: str) -> None:
    words = WORDS[language]
    at = await desk(stage, language)
    request = await at.file()
    card = at.cards[-1]
    await at.outsider.press(words["take"], card)
    assert words["take seated"] in at.outsider.toast and at.outsider.alert
    await at.officer.press(words["take"], card)
    assert words["taken"] in at.officer.toast
    await at.officer.forge(f"rg:{request.id}", card)
    assert words["taken"] in at.officer.toast, "twice does no harm"
    await at.head.forge(f"rg:{request.id}", card)
    assert at.head.alert, "somebody has it already"
    await deliver(stage)
    assert [event.kind for event in await events(stage, request)].count(EventKind.TAKEN) == 1
    with pytest.raises(LookupError):
        card.button(words["take"])
    async with stage.store.read() as repositories:
        stored = await repositories.requests.get(request.id)
        mine = (await repositories.people.visitor(SALAUAT, SALAUAT)).seat
    assert stored is not None and mine is not None and stored.seat_id == mine.seat_id


async def test_forged_presses_in_the_group_open_nobodys_screens_there(stage: Stage) -> None:
    at = await desk(stage)
    request = await at.file()
    card = at.cards[-1]
    text = card.text
    for data in (f"rg:{request.id + 7}", "rg:0", "rg:", "rg:x", "dr", "dr:?:1", f"og:u:{at.office}", "zz:1", "go:g"):
        for person in (at.officer, at.outsider):
            await person.forge(data, card)
            assert person.toast
    assert card.text == text and await at.bound() is not None
    assert len(await events(stage, request)) == 2  # filed, delivered


async def test_an_official_of_another_office_takes_nothing_here(stage: Stage) -> None:
    at = await desk(stage)
    await seat(stage, await office(stage, topics=["health"]), ERLAN)
    erlan = stage.person(ERLAN, "Ерлан")
    at.group.add(erlan.phone)
    request = await at.file()
    await erlan.press(WORDS["kk"]["take"], at.cards[-1])
    assert WORDS["kk"]["take seated"] in erlan.toast
    assert EventKind.TAKEN not in [event.kind for event in await events(stage, request)]


@BOTH
async def test_the_card_opens_in_private_only_for_who_may_see_it(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    request = await at.file()
    link = at.cards[-1].button(WORDS[language]["private"])["url"]
    assert link == f"https://t.me/elshi_test_bot?start=r{request.id}"
    before = len(at.officer.from_bot)
    await at.officer.start(f"r{request.id}")
    await deliver(stage)
    assert request.number in at.officer.from_bot[before].text
    far = await coordinator(stage, 3002, language, "190000000")
    await far.start(f"r{request.id}")
    await deliver(stage)
    assert "Жастар орталығына" not in far.all_text
    await appoint(stage, 3002)
    await far.start(f"r{request.id}")
    await deliver(stage)
    assert "Жастар орталығына" not in far.all_text, "a coordinator reads a text only when it is astray"


async def test_an_edit_in_a_group_reaches_handlers_with_who_made_it_and_the_groups_language(stage: Stage) -> None:
    at = await desk(stage, "ru")
    seen: list[tuple[int, int, Language, bool]] = []
    router = Router()

    async def note(message: Message, visitor: Visitor, tr: Translator) -> None:
        seated = visitor.seat is not None and visitor.seat.office_id == at.office
        seen.append((visitor.person_id, message.chat.id, tr.language, seated))

    router.edited_message.register(note)
    stage.dispatcher.include_router(router)
    written = await at.officer.write("Жауап", at.group)
    content = written.as_api() | {"text": "Ответ", "edit_date": written.date + 5}
    await stage.feed([{"update_id": 10**6, "edited_message": content}])
    assert seen == [(SALAUAT, at.group.id, Language.RU, True)]


@BOTH
async def test_the_head_hears_when_a_coordinator_lets_the_group_go(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    boss = await coordinator(stage, 3001, language)
    await boss.forge(f"og:u:{at.office}")
    await deliver(stage)
    assert WORDS[language]["told unbound"] in at.head.text
    assert [actor for _, actor, _ in await log_kinds(stage)] == [f"head@office:{at.office}", "coordinator@330000000"]


@BOTH
async def test_an_office_that_got_a_group_meanwhile_gets_no_second_one(stage: Stage, language: str) -> None:
    number, head, _, _ = await people(stage, language)
    link = await payload(stage, head, language)
    group = stage.group("Екінші", admin=head)
    async with stage.store.write() as repositories:
        await repositories.office_groups.bind(OfficeGroup(-77, number, False, None, stage.clock.now()))
    await head.start_in(group, link)
    assert WORDS[language]["office taken"] in stage.said_in(group)[-1].text
    async with stage.store.read() as repositories:
        bound = await repositories.office_groups.of_office(number)
    assert bound is not None and bound.chat_id == -77


async def test_every_part_of_an_album_that_answers_a_card_is_taken(stage: Stage) -> None:
    at = await desk(stage)
    request = await at.file()
    parts = at.officer.phone.send_album(at.group, [PIXEL] * 3, caption="Жоспар", reply_to=at.cards[-1])
    await at.officer.acted()
    kept = await at.messages(request)
    assert kept and kept[0].message_id == parts[0].message_id and kept[0].text == "Жоспар"
    assert {one.album for one in kept} == {parts[0].media_group_id}
