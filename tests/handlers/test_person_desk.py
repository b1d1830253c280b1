"""An officer answers in chat: by a reply to the card, with a short time to undo it, once and never twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiogram.types import Message

from bot.demo.botapi.people import PIXEL
from bot.leaving import Leaving
from domain.requests.clocks import Outcome
from domain.requests.events import EventKind, RequestEvent
from domain.requests.model import Attachment, AttachmentKind, MessageKind
from domain.requests.record import events_of
from handlers.requests.answering import let_go
from handlers.requests.written import Written, written
from handlers.service import Service
from storage.engine import Session
from tests.handlers.desk_stage import BOTH, desk
from tests.person import Stage
from tests.request_stage import deliver

FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 3 * 2**30}
SIZE = {"file_unique_id": "u", "width": 1, "height": 1, "file_size": 3 * 2**30}


@BOTH
async def test_a_reply_to_the_card_is_the_answer_ten_seconds_later(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    words = at.words
    told = len(at.aigul.from_bot)
    sent = await at.serik.reply(at.card(at.serik), "Орын беріледі: 5-кабинет, дүйсенбі.")
    assert words["will answer"] in at.serik.text
    assert at.request.number in at.serik.text and "10" in at.serik.text
    assert {words["undo"], words["now"], words["details"]} <= set(at.serik.buttons)
    assert await at.kinds() == [EventKind.FILED] and len(at.aigul.from_bot) == told
    screen = at.serik.last
    assert await at.leave(9) == 0 and await at.kinds() == [EventKind.FILED]
    stage.restart()
    assert await at.leave(1) == 1
    assert await at.kinds() == [EventKind.FILED, EventKind.ANSWERED]
    assert "5-кабинет" in at.aigul.text
    assert words["sent"] in screen.text and words["in time"] in screen.text and words["promise"] in str(screen.buttons)
    answered = events_of(await at.log())[-1]
    answers = [event for event in events_of(await at.log()) if event.kind is EventKind.ANSWERED]
    assert answered.request_id == at.request.id
    assert answers[0].moment.timestamp() == sent.date
    assert (await at.stands()).outcome is Outcome.ANSWERED
    assert words["take"] not in str(at.card(at.erlan).buttons)
    assert await at.leave() == 0 and len(await at.kinds()) == 2
    assert stage.refused() == []


@BOTH
async def test_an_undone_answer_leaves_no_trace_and_says_so(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    before = await at.log()
    await at.serik.reply(at.card(at.serik), "Қате жауап")
    screen = at.serik.last
    await at.serik.press(at.words["undo"])
    assert at.words["undone"] in screen.text and not screen.buttons
    assert await at.leave() == 0
    assert await at.log() == before and await at.written() == []
    assert "Қате жауап" not in at.aigul.all_text


@BOTH
async def test_send_now_sends_at_once_and_only_once(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    await at.serik.reply(at.card(at.serik), "Береміз, келіңіз")
    screen = at.serik.last
    await at.serik.press_twice(at.words["now"])
    assert at.words["sent"] in screen.text
    assert await at.leave() == 0
    assert await at.kinds() == [EventKind.FILED, EventKind.ANSWERED]
    assert at.aigul.all_text.count("Береміз, келіңіз") == 1


async def test_undo_after_it_left_says_that_it_is_sent(stage: Stage) -> None:
    at = await desk(stage)
    await at.serik.reply(at.card(at.serik), "Ответ")
    screen = at.serik.last
    undo = next(button["callback_data"] for button in screen.buttons if button["text"] == at.words["undo"])
    await at.leave()
    await at.serik.forge(undo, screen)
    assert at.serik.toast == "Уже отправлено." and at.words["sent"] in screen.text
    assert await at.kinds() == [EventKind.FILED, EventKind.ANSWERED]


async def test_two_who_let_it_go_at_once_send_it_once(stage: Stage) -> None:
    at = await desk(stage)
    await at.serik.reply(at.card(at.serik), "Ответ")
    (message,) = await at.written()
    stage.clock.move(timedelta(seconds=11))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(let_go(message.id, stage.service)) for _ in range(4)]
    assert sum(task.result() is not None for task in tasks) == 1
    assert await at.kinds() == [EventKind.FILED, EventKind.ANSWERED]


@BOTH
async def test_details_are_asked_and_the_clock_goes_on(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    await at.serik.reply(at.card(at.serik), "Қай ауыл?")
    screen = at.serik.last
    await at.serik.press(at.words["details"])
    assert at.words["answer"] in str(screen.buttons) and at.words["details"] not in str(screen.buttons)
    await at.leave()
    assert await at.kinds() == [EventKind.FILED, EventKind.DETAILS_ASKED]
    assert (await at.stands()).open and "Қай ауыл?" in at.aigul.text
    assert "15" in screen.text


@BOTH
async def test_a_note_goes_to_colleagues_and_never_to_the_ngo(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    told = len(at.aigul.from_bot)
    await at.serik.reply(at.card(at.serik), "Ботамен <ақылдасу>")
    await at.serik.press(at.words["note"])
    await at.leave()
    assert await at.kinds() == [EventKind.FILED, EventKind.NOTE]
    for colleague in (at.erlan, at.bota):
        assert "Ботамен <ақылдасу>" in colleague.text and "Official" in colleague.text
    assert len(at.aigul.from_bot) == told and (await at.stands()).open


async def test_an_album_is_one_answer(stage: Stage) -> None:
    at = await desk(stage)
    card, seen = at.card(at.serik), len(at.serik.from_bot)
    at.serik.phone.send_album(at.serik.account, [PIXEL] * 3, caption="Три снимка", reply_to=card)
    await at.serik.acted()
    assert len(at.serik.from_bot) == seen + 1
    (message,) = await at.written()
    assert (len(message.files), message.text) == (3, "Три снимка")
    await at.leave()
    assert await at.kinds() == [EventKind.FILED, EventKind.ANSWERED]
    assert sum("photo" in one.content for one in at.aigul.from_bot) == 3


async def test_a_voice_and_a_file_are_answers_and_are_sent_on_by_what_telegram_keeps(stage: Stage) -> None:
    at = await desk(stage)
    at.serik.phone.send_voice(at.serik.account, reply_to=at.card(at.serik))
    await at.serik.acted()
    await at.leave()
    at.serik.phone.send_document(at.serik.account, "ответ.pdf", b"%PDF", caption="Письмо", reply_to=at.card(at.serik))
    await at.serik.acted()
    await at.leave()
    media = [kind for one in at.aigul.from_bot for kind in ("voice", "document") if kind in one.content]
    assert media == ["voice", "document"]
    assert await at.kinds() == [EventKind.FILED, EventKind.ANSWERED, EventKind.ANSWERED]


async def test_a_text_that_a_phone_cut_is_one_answer_with_nothing_lost(stage: Stage) -> None:
    at = await desk(stage)
    text = "".join(f"слово{number} " for number in range(1200))
    assert 8192 < len(text.strip()) < 20_000
    card = at.card(at.serik)
    for place, start in enumerate(range(0, len(text), 4096)):  # only the first piece is a reply
        at.serik.phone.write(at.serik.account, text[start : start + 4096], reply_to=None if place else card)
    await at.serik.acted()
    (message,) = await at.written()
    assert "".join(message.text.split()) == "".join(text.split())
    await at.leave()
    assert await at.kinds() == [EventKind.FILED, EventKind.ANSWERED]


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"photo": [SIZE | {"file_id": "s"}, SIZE | {"file_id": "l"}], "caption": "c"}, "photo", "c"),
        ({"document": FILE | {"file_name": "a" * 300}}, "document", ""),
        ({"video": FILE | {"width": 1, "height": 1, "duration": 1}}, "video", ""),
        ({"audio": FILE | {"duration": 1}}, "audio", ""),
        ({"voice": FILE | {"duration": 1}}, "voice", ""),
        ({"animation": FILE | {"width": 1, "height": 1, "duration": 1}, "document": FILE}, "document", ""),
        ({"sticker": {}, "text": "  "}, None, ""),
        ({"location": {"latitude": 1, "longitude": 1}}, None, ""),
        ({"video_note": FILE | {"length": 1, "duration": 1}}, None, ""),
    ],
)
def test_every_kind_of_message_is_passed_on_whole_or_not_at_all(fields: dict, kind: str | None, text: str) -> None:
    fields.pop("sticker", None)
    message = Message.model_validate({"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}} | fields)
    got = written(message)
    if kind is None:
        assert got is None
        return
    assert got is not None and (got.files[0].kind, got.text) == (kind, text)
    assert got.files[0].file_id in ("l", "f") and got.files[0].size == 3 * 2**30 and len(got.files[0].name) <= 200


def test_the_address_behind_a_word_follows_it() -> None:
    entities = [
        {"type": "text_link", "offset": 10, "length": 5, "url": "https://example.kz/a"},
        {"type": "bold", "offset": 0, "length": 2},
    ]
    text = "😀 Вот тут здесь."
    entities[0]["offset"] = len(text[: text.index("здесь")].encode("utf-16-le")) // 2
    chat = {"id": 1, "type": "private"}
    message = Message.model_validate({"message_id": 1, "date": 0, "chat": chat, "text": text, "entities": entities})
    assert written(message) == Written("😀 Вот тут здесь (https://example.kz/a).", ())


@BOTH
async def test_what_cannot_be_passed_on_is_refused_and_nothing_is_kept(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    at.serik.phone.send_sticker(at.serik.account, reply_to=at.card(at.serik))
    await at.serik.acted()
    assert {"kk": "Мұндай хабарламаны", "ru": "Такое сообщение"}[language] in at.serik.text
    assert await at.written() == []


@BOTH
async def test_an_edit_in_time_changes_the_answer(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    sent = await at.serik.reply(at.card(at.serik), "Қате")
    at.serik.phone.edit(sent, "Дұрыс жауап")
    await at.serik.acted()
    (message,) = await at.written()
    assert message.text == "Дұрыс жауап"
    await at.leave()
    assert "Дұрыс жауап" in at.aigul.text and "Қате" not in at.aigul.text


@BOTH
async def test_plain_words_tell_how_to_answer_while_the_office_has_open_requests(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    await at.serik.write("Сәлеметсіз бе, орын беріледі")
    assert "/inbox" in at.serik.text and await at.written() == []
    await at.serik.write("Орын туралы ұзақ жауап. " * 10)
    assert "/inbox" in at.serik.text
    await at.serik.reply(at.card(at.serik), "Жауап")
    await at.leave()
    await at.serik.write("грант")
    assert "/inbox" not in at.serik.text


async def test_a_reply_to_our_word_about_it_is_an_answer_too(stage: Stage) -> None:
    at = await desk(stage)
    await at.serik.press(at.words["history"], at.card(at.serik))
    await at.serik.reply(at.serik.last, "Ответ под историей")
    await at.leave()
    own = next(one for one in at.serik.messages if one.text == "Ответ под историей")
    await at.serik.reply(own, "И ещё")
    await at.leave()
    assert await at.kinds() == [EventKind.FILED, EventKind.ANSWERED, EventKind.ANSWERED]


async def test_a_reply_to_the_ngos_file_is_an_answer(stage: Stage) -> None:
    stored = stage.world.files.add("document", "a.pdf", b"%PDF-1.4 example")
    at = await desk(stage, files=(Attachment(AttachmentKind.DOCUMENT, stored.file_id, stored.unique_id, "a.pdf", 16),))
    assert at.serik.documents
    await at.serik.reply(at.serik.documents[-1], "Получили")
    await at.leave()
    assert await at.kinds() == [EventKind.FILED, EventKind.ANSWERED]


async def test_the_answer_survives_a_crash_between_receiving_and_sending(stage: Stage) -> None:
    at = await desk(stage)
    stage.world.faults.lose_reply("sendMessage", chat_id=at.serik.phone.id)
    await at.serik.reply(at.card(at.serik), "Ответ")
    stage.restart()
    stage.clock.move(timedelta(hours=2))
    assert await Leaving(stage.service).look() == 1
    await deliver(stage)
    events = [event for event in events_of(await at.log()) if event.kind is EventKind.ANSWERED]
    assert len(events) == 1 and isinstance(events[0], RequestEvent)
    assert stage.clock.now() - events[0].moment >= timedelta(hours=2)
    assert (await at.written())[0].kind is MessageKind.ANSWER


async def test_a_failure_before_any_statement_of_the_leaving_sends_it_once_in_the_end(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = await desk(stage)
    whole = Session.all, Session.run
    place = 0
    count = 0

    def broken(method: Any) -> Any:
        async def run(self: Session, *args: Any, **values: Any) -> Any:
            nonlocal count
            count += 1
            if count == place:
                raise RuntimeError("pulled out")
            return await method(self, *args, **values)

        return run

    await at.serik.reply(at.card(at.serik), "Ответ")
    (message,) = await at.written()
    stage.clock.move(timedelta(seconds=11))
    before = await at.log()
    with monkeypatch.context() as patched:
        patched.setattr(Session, "all", broken(whole[0]))
        patched.setattr(Session, "run", broken(whole[1]))
        for place in range(1, 100):  # noqa: B007  read above
            count = 0
            try:
                assert await let_go(message.id, stage.service) is not None
            except RuntimeError:
                count = -1000
                assert await at.log() == before
                continue
            break
    assert 10 < place < 99
    await deliver(stage)
    assert await at.kinds() == [EventKind.FILED, EventKind.ANSWERED]
    assert [one.text for one in at.aigul.from_bot].count(at.aigul.text) == 1 and "Ответ" in at.aigul.text


async def test_the_loop_looks_when_it_is_called_and_stops_when_told(stage: Stage) -> None:
    at = await desk(stage)
    await at.serik.reply(at.card(at.serik), "Ответ")
    queued = asyncio.Event()
    stage.store.on_queued = queued.set
    leaving = Leaving(stage.service)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(leaving.run())
        stage.clock.move(timedelta(seconds=10))
        leaving.wake()
        async with asyncio.timeout(20):
            await queued.wait()
        task.cancel()
    assert await at.kinds() == [EventKind.FILED, EventKind.ANSWERED]


async def test_one_message_that_breaks_does_not_stop_the_others(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    at = await desk(stage)
    await at.serik.reply(at.card(at.serik), "Первый")
    await at.erlan.reply(at.card(at.erlan), "Второй")
    first = (await at.written())[0].id

    async def fails(number: int, service: Service) -> object:
        if number == first:
            raise ValueError("broken")
        return await let_go(number, service)

    monkeypatch.setattr("bot.leaving.let_go", fails)
    assert await at.leave() == 1
    assert "Второй" in at.aigul.text
    monkeypatch.undo()
    assert await at.leave(0) == 1 and "Первый" in at.aigul.text


async def test_what_waits_goes_with_a_writer_who_erases_themselves(stage: Stage) -> None:
    at = await desk(stage)
    await at.serik.reply(at.card(at.serik), "Ответ")
    async with stage.store.write() as repositories:
        await repositories.people.erase(at.serik.phone.id, stage.clock.now())
    assert await at.leave() == 0 and await at.written() == []
    assert await at.kinds() == [EventKind.FILED] and stage.refused() == []


async def test_what_is_changed_in_a_group_is_left_alone(stage: Stage) -> None:
    at = await desk(stage)
    group = stage.group("Коллеги", admin=at.serik)
    await stage.add_bot(group, by=at.serik, rights={})
    said = await at.serik.write("Обед в час", group)
    before = len(stage.said_in(group))
    at.serik.phone.edit(said, "Обед в два")
    await at.serik.acted()
    assert len(stage.said_in(group)) == before and stage.refused() == []
