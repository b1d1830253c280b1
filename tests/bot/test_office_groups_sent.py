"""Requests on their way into offices' groups: topics of a forum, groups that move, bots that are put out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.demo.botapi import Group, Message
from domain.outbox import OutboxKind, Parcel
from domain.requests.events import Actor, EventKind, Rating
from domain.requests.model import Attachment, AttachmentKind, Request
from tests.groups import alerts, tell
from tests.handlers.announcing import coordinator
from tests.office_groups import (
    AIGUL,
    ERLAN,
    WORDS,
    Desk,
    answered,
    card_at,
    deliver,
    desk,
    file,
    office,
)
from tests.person import Stage

BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


def photo(stage: Stage) -> Attachment:
    stored = stage.world.files.add("document", "a.pdf", b"%PDF-1.4 example")
    return Attachment(AttachmentKind.DOCUMENT, stored.file_id, stored.unique_id, "a.pdf", stored.size)


def in_topics(at: Desk) -> dict[int | None, list[Message]]:
    found: dict[int | None, list[Message]] = {}
    for message in at.said:
        found.setdefault(message.thread_id, []).append(message)
    return found


def calls(stage: Stage, method: str) -> int:
    return len([call for call in stage.world.log if call.method == method])


async def again(at: Desk, request: Request) -> None:
    """The card is sent once more, as to a group that has been let in again."""
    ids = {"about": "card", "request": request.id, "office": at.office}
    async with at.stage.store.write() as repositories:
        await repositories.outbox.put([Parcel(at.group.id, OutboxKind.REQUEST, "more", ids)], at.stage.clock.now())
    await deliver(at.stage)


async def wait(stage: Stage, span: timedelta) -> None:
    stage.clock.move(span)
    await deliver(stage)


# --- topics -----------------------------------------------------------------------------------------------------------


@BOTH
async def test_each_request_has_its_own_topic_with_its_card_and_files(stage: Stage, language: str) -> None:
    at = await desk(stage, language, forum=True)
    hostile = "<b>Орын</b> керек &\n\u202e" + "өте ұзын сөз " * 60
    requests = [await at.file(hostile, files=(photo(stage),)), await at.file("Екінші")]
    topics = [await at.topic(request) for request in requests]
    for request, topic in zip(requests, topics, strict=True):
        assert topic is not None
        name = at.group.chat.topics[topic.topic_id].name
        assert name.startswith(f"{request.number} · Жас қанат · ") and len(name.encode("utf-16-le")) // 2 <= 128
        assert "\n" not in name and "\u202e" not in name
    first = in_topics(at)[topics[0].topic_id if topics[0] else None]
    assert [message.media for message in first] == ["", "document"]
    assert request.number in in_topics(at)[topics[1].topic_id if topics[1] else None][0].text
    assert calls(stage, "createForumTopic") == 2
    assert stage.refused() == []


async def test_only_a_reply_to_the_card_is_an_answer_in_a_topic_too(stage: Stage) -> None:
    at = await desk(stage, forum=True)
    request = await at.file()
    topic, card = await at.topic(request), at.cards[-1]
    assert topic is not None
    await at.officer.write("Бұл не?", at.group, topic=topic.topic_id)
    created = next(m for m in at.group.messages if m.message_id == topic.topic_id)
    await at.officer.reply(created, "Осы туралы")
    assert await at.messages(request) == []
    await at.officer.reply(card, "Жауап")
    (kept,) = await at.messages(request)
    assert kept.text == "Жауап"
    assert at.said[-1].thread_id == topic.topic_id, "what is said of it stands in the same topic"


async def test_a_stranger_is_told_in_the_topic_where_they_replied(stage: Stage) -> None:
    at = await desk(stage, forum=True)
    request = await at.file()
    topic = await at.topic(request)
    await at.outsider.reply(at.cards[-1], "Мен")
    await deliver(stage)
    assert topic is not None and at.said[-1].thread_id == topic.topic_id
    assert WORDS["kk"]["seated"] in at.said[-1].text


@BOTH
async def test_the_topic_is_closed_when_the_answer_is_accepted_and_opened_when_the_request_is(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    at = await desk(stage, language, forum=True)
    request = await at.file()
    topic = await at.topic(request)
    assert topic is not None
    shown = at.group.chat.topics[topic.topic_id]
    await answered(at, request)
    assert not shown.closed, "the NGO may still call it a formal answer"
    await answered(at, request, Rating.SOLVED)
    assert shown.closed
    assert words["accepted"] in at.said[-1].text and at.said[-1].thread_id == topic.topic_id
    assert (await card_at(stage, at.said[-1])) is not None
    said = len(at.said)
    await deliver(stage)
    assert len(at.said) == said
    await at.happens(request, EventKind.REOPENED)
    assert not shown.closed
    assert words["again"] in at.said[-1].text and at.said[-1].thread_id == topic.topic_id
    await answered(at, request, Rating.FORMAL)
    assert not shown.closed
    assert stage.refused() == []


@pytest.mark.parametrize("kind", [EventKind.WITHDRAWN, EventKind.CLOSED])
async def test_the_topic_of_a_request_that_ends_is_closed(stage: Stage, kind: EventKind) -> None:
    at = await desk(stage, forum=True)
    request = await at.file()
    by = Actor.NGO if kind is EventKind.WITHDRAWN else Actor.HEAD
    await at.happens(request, kind, by, office_id=at.office if by is Actor.HEAD else None)
    topic = await at.topic(request)
    assert topic is not None and topic.closed and at.group.chat.topics[topic.topic_id].closed
    assert at.said[-1].thread_id == topic.topic_id


@BOTH
async def test_the_topic_of_a_request_that_goes_on_is_closed_with_a_word(stage: Stage, language: str) -> None:
    at = await desk(stage, language, forum=True)
    request = await at.file()
    other = await office(stage, ERLAN, topics=["health"])
    await at.happens(request, EventKind.REDIRECTED, Actor.OFFICER, office_id=other)
    topic = await at.topic(request)
    assert topic is not None and topic.closed
    assert WORDS[language]["gone"] in at.said[-1].text
    await at.happens(request, EventKind.REDIRECTED, Actor.OFFICER, office_id=at.office)
    topic = await at.topic(request)
    assert topic is not None and not topic.closed and not at.group.chat.topics[topic.topic_id].closed
    assert in_topics(at)[topic.topic_id][-1].thread_id == topic.topic_id
    assert calls(stage, "createForumTopic") == 1


async def test_a_topic_that_was_deleted_is_made_anew_and_nothing_is_lost(stage: Stage) -> None:
    at = await desk(stage, forum=True)
    request = await at.file()
    old = await at.topic(request)
    assert old is not None
    at.group.delete_topic(at.group.chat.topics[old.topic_id])
    await at.happens(request, EventKind.TAKEN, Actor.OFFICER, office_id=at.office)
    new = await at.topic(request)
    assert new is not None and new.topic_id != old.topic_id
    (card,) = in_topics(at)[new.topic_id]
    assert request.number in card.text
    await at.officer.reply(card, "Жауап")
    assert len(await at.messages(request)) == 1


async def test_what_comes_next_into_a_deleted_topic_goes_into_a_new_one(stage: Stage) -> None:
    at = await desk(stage, forum=True)
    request = await at.file()
    old = await at.topic(request)
    assert old is not None
    at.group.delete_topic(at.group.chat.topics[old.topic_id])
    await again(at, request)
    new = await at.topic(request)
    assert new is not None and new.topic_id != old.topic_id
    assert len(in_topics(at)[new.topic_id]) == 1


async def test_a_topic_that_somebody_closed_is_opened_when_there_is_something_to_say(stage: Stage) -> None:
    at = await desk(stage, forum=True)
    request = await at.file()
    topic = await at.topic(request)
    assert topic is not None
    at.group.close_topic(at.group.chat.topics[topic.topic_id], by=at.head.phone)
    await stage.settle()
    known = await at.topic(request)
    assert known is not None and known.closed
    await at.happens(request, EventKind.TAKEN, Actor.OFFICER, office_id=at.office)
    assert not at.group.chat.topics[topic.topic_id].closed
    at.group.close_topic(at.group.chat.topics[topic.topic_id], by=at.head.phone)
    at.group.close_topic(at.group.chat.topics[topic.topic_id], by=at.head.phone, closed=False)
    await stage.settle()
    known = await at.topic(request)
    assert known is not None and not known.closed


async def test_without_the_right_cards_come_to_the_group_itself(stage: Stage) -> None:
    at = await desk(stage, forum=True)
    first = await at.file("Бірінші")
    at.group.promote(stage.account, by=at.head.phone, can_manage_topics=False)
    await stage.settle()
    second = await at.file("Екінші")
    assert await at.topic(first) is not None and await at.topic(second) is None
    assert second.number in in_topics(at)[None][-1].text
    at.group.promote(stage.account, by=at.head.phone)
    await stage.settle()
    third = await at.file("Үшінші")
    assert await at.topic(third) is not None


async def test_a_right_that_was_lost_without_a_word_is_noticed_and_the_card_still_comes(stage: Stage) -> None:
    at = await desk(stage, forum=True)
    at.group.chat.members[stage.account.id].rights["can_manage_topics"] = False
    request = await at.file()
    assert await at.topic(request) is None
    assert request.number in at.cards[-1].text and at.cards[-1].thread_id is None
    bound = await at.bound()
    assert bound is not None and not bound.topics


async def test_a_topic_closed_to_us_sends_the_rest_to_the_group_itself(stage: Stage) -> None:
    at = await desk(stage, forum=True)
    request = await at.file()
    topic = await at.topic(request)
    assert topic is not None
    at.group.chat.members[stage.account.id].rights["can_manage_topics"] = False
    at.group.chat.topics[topic.topic_id].closed = True
    await again(at, request)
    await wait(stage, timedelta(minutes=1))
    last = at.said[-1]
    assert last.thread_id is None and request.number in last.text


async def test_a_crash_after_the_topic_was_made_loses_no_card(stage: Stage) -> None:
    """The topic is in storage before the card leaves: the next run uses it."""
    at = await desk(stage, forum=True)
    stage.world.faults.refuse("sendMessage", 502, "Bad Gateway", chat_id=at.group.id)
    request = await at.file()
    await wait(stage, timedelta(minutes=1))
    topic = await at.topic(request)
    assert topic is not None
    assert [request.number in message.text for message in in_topics(at)[topic.topic_id]] == [True]
    assert calls(stage, "createForumTopic") == 1


async def test_an_answer_about_a_topic_that_is_lost_makes_one_orphan_and_loses_no_card(stage: Stage) -> None:
    at = await desk(stage, forum=True)
    stage.world.faults.lose_reply("createForumTopic", chat_id=at.group.id)
    request = await at.file()
    await wait(stage, timedelta(minutes=1))
    topic = await at.topic(request)
    assert topic is not None and len(at.group.chat.topics) == 2
    assert [request.number in message.text for message in in_topics(at)[topic.topic_id]] == [True]


async def test_a_telegram_that_makes_no_topics_gets_the_card_into_the_group_after_three_tries(stage: Stage) -> None:
    at = await desk(stage, forum=True)
    for _ in range(9):
        stage.world.faults.bad_gateway("createForumTopic", chat_id=at.group.id)
    request = await at.file()
    for _ in range(4):
        await wait(stage, timedelta(minutes=1))
    assert request.number in at.cards[-1].text and at.cards[-1].thread_id is None
    assert calls(stage, "createForumTopic") == 3


async def test_topics_switched_off_and_on_again_are_found_out(stage: Stage) -> None:
    at = await desk(stage, forum=True)
    first = await at.file("Бірінші")
    at.group.chat.is_forum = False
    at.group.chat.topics.clear()
    second = await at.file("Екінші")
    await wait(stage, timedelta(minutes=1))
    card = at.cards[-1]
    assert second.number in card.text and card.thread_id is None
    at.group.chat.is_forum = True
    await at.officer.reply(card, "Жауап")
    third = await at.file("Үшінші")
    assert await at.topic(third) is not None and await at.topic(first) is not None


# --- the group moves, the bot is put out ------------------------------------------------------------------------------


async def moved(at: Desk) -> None:
    at.group.migrate()
    await at.stage.settle()
    await deliver(at.stage)


@pytest.mark.parametrize("heard", ["message", "error"])
async def test_open_requests_get_fresh_cards_where_the_group_has_moved(stage: Stage, heard: str) -> None:
    at = await desk(stage)
    waiting, over = await at.file("Ашық"), await at.file("Жабық")
    await at.happens(over, EventKind.WITHDRAWN)
    if heard == "message":
        await moved(at)
    else:
        at.group.migrate()
        third = await file(stage, AIGUL, at.ngo, "Үшінші", office_id=at.office, message_id=5)
        await deliver(stage)  # the refusal tells the new number before the message is read
        await stage.settle()
        await deliver(stage)
        assert len([card for card in at.cards if third.number in card.text]) == 1
    fresh = [card for card in at.cards if waiting.number in card.text]
    assert len(fresh) == 1 and not any(over.number in card.text for card in at.cards)
    bound = await at.bound()
    assert bound is not None and bound.chat_id == at.group.id
    await at.officer.reply(fresh[0], "Жауап")
    assert len(await at.messages(waiting)) == 1
    await at.happens(waiting, EventKind.TAKEN, Actor.OFFICER, office_id=at.office)
    assert len([card for card in at.cards if waiting.number in card.text]) == 1


async def test_what_waited_to_be_edited_changes_nothing_in_the_new_place(stage: Stage) -> None:
    at = await desk(stage)
    request = await at.file()
    at.group.migrate()
    await at.happens(request, EventKind.WITHDRAWN)  # an edit of a card whose number means another message now
    await stage.settle()
    await deliver(stage)
    assert at.cards == []


@BOTH
async def test_a_removed_bot_tells_head_and_coordinators_and_posts_the_cards_when_it_is_back(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    at = await desk(stage, language)
    boss = await coordinator(stage, 3001, language)
    request = await at.file()
    await stage.remove_bot(at.group, by=at.head)
    await deliver(stage)
    for person in (at.head, boss):
        assert sum(words["lost"] in message.text for message in person.from_bot) == 1
    assert words["lost"] not in at.officer.all_text
    second = await at.file("Екінші")
    assert second.number in at.officer.all_text
    said = len(at.said)
    await stage.add_bot(at.group, by=at.head)
    await deliver(stage)
    fresh = at.said[said:]
    assert [number in message.text for number, message in zip((request.number, second.number), fresh, strict=True)] == [
        True,
        True,
    ]
    await at.officer.reply(fresh[0], "Жауап")
    assert len(await at.messages(request)) == 1


async def test_a_removal_that_nobody_told_us_of_is_noticed_and_told(stage: Stage) -> None:
    at = await desk(stage)
    at.group.remove(stage.account, by=at.head.phone)
    stage.account.updates.clear()
    request = await at.file()
    await deliver(stage)
    assert WORDS["kk"]["lost"] in at.head.all_text
    assert request.number in at.officer.all_text


async def test_a_group_where_we_may_not_write_gets_what_waited_as_soon_as_we_may(stage: Stage) -> None:
    at = await desk(stage)
    at.group.set_members_may_write(False)
    request = await at.file()
    assert WORDS["kk"]["lost"] in at.head.all_text
    assert not at.cards
    await stage.add_bot(at.group, by=at.head, rights={})
    await wait(stage, timedelta(seconds=5))
    assert len([card for card in at.cards if request.number in card.text]) == 1


async def test_a_group_with_alerts_is_an_offices_too(stage: Stage) -> None:
    at = await desk(stage)
    await at.head.start(f"g{-at.group.id}")
    await at.head.press("Не келетінін таңдау")
    await at.head.press("Жетісу облысы")
    await at.head.press("Бүкіл облыс")
    await at.head.press("Сақтау")
    await tell(stage)
    request = await at.file()
    assert len(alerts(stage, at.group)) == 1
    assert request.number in at.cards[-1].text


async def test_many_open_requests_do_not_flood_a_group_that_is_bound(stage: Stage) -> None:
    at = await desk(stage)
    for number in range(23):
        await file(stage, AIGUL, at.ngo, f"Хат {number}", office_id=at.office, message_id=100 + number)
    await deliver(stage)
    group: Group = at.group
    before = len(at.cards)
    await moved(at)
    assert before == 23 and group is at.group
    assert len(at.cards) == 20
