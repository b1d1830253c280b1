"""Adding to a request, joining another's, pressing after the reply date, and changing what was written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.offices import By
from domain.requests.events import Actor, EventKind
from domain.requests.model import AttachmentKind, MessageKind, RequestMessage
from domain.requests.parts import length
from storage.statement import sql
from tests.bot.test_requests_sent import kept
from tests.handlers.requesting import AIGUL, BOTA, DANA, OLGA, SERIK, a_matter, another_ngo, later, member, unexpected
from tests.person import Stage
from tests.request_stage import deliver

BOTH = pytest.mark.parametrize("language", ["kk", "ru"])
COORDINATOR = 3001


# --- adding -----------------------------------------------------------------------------------------------------------


@BOTH
async def test_words_files_voices_and_albums_are_added_until_one_has_done(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    olga = await member(stage, matter.ngo_id, OLGA, language)
    aigul = await matter.opened()
    await aigul.press(matter.words["add"])
    stage.restart()
    sent = await aigul.write("Тағы бір мәселе: <су> жоқ.")
    assert matter.words["added"] in aigul.text
    aigul.phone.send_voice(stage.account, b"OggS example")
    await aigul.acted()
    await aigul.send_album(3, "Суреттер")
    aigul.phone.send_sticker(stage.account)
    await aigul.acted()
    await deliver(stage)
    log = await matter.log()
    assert [told.event.kind for told in log] == [EventKind.FILED, *[EventKind.ADDED] * 3]
    assert log[1].event.moment.timestamp() == sent.date
    for person in (olga, matter.serik):
        assert "<су> жоқ." in person.all_text
        contents = [message.content for message in person.from_bot]
        assert sum("photo" in content for content in contents) == 3, "the album goes whole"
        assert any("voice" in content for content in contents)
    assert "<су> жоқ." not in aigul.all_text, "whoever wrote it has it on the screen"
    await aigul.press(matter.words["done"])
    assert sum(matter.words["awaited"] in one.text for one in aigul.from_bot) == 2
    await aigul.write("Енді бұл іздеу")
    assert len(await matter.log()) == 4
    assert unexpected(stage) == []


async def test_a_reply_to_the_card_adds_and_a_reply_to_something_else_does_not(stage: Stage) -> None:
    matter = await a_matter(stage)
    aigul = await matter.opened()
    await aigul.reply(aigul.last, "Мекенжай: Абай, 5.")
    assert matter.words["added"] in aigul.text
    await aigul.reply(aigul.from_bot[0], "Бұл – мәзірге жауап.")
    assert await matter.kinds() == [EventKind.FILED, EventKind.ADDED]


async def test_nothing_is_added_to_what_has_ended_and_the_question_is_closed(stage: Stage) -> None:
    matter = await a_matter(stage)
    aigul = await matter.opened()
    await aigul.press(matter.words["add"])
    await matter.official(EventKind.CLOSED, words="Қаралды.")
    await aigul.write("Тағы бір сөз.")
    assert "аяқталған" in aigul.text
    await aigul.reply(aigul.with_button(matter.words["reopen"]), "Тағы да.")
    assert "аяқталған" in aigul.text
    assert EventKind.ADDED not in await matter.kinds()


async def test_words_typed_much_later_do_not_go_to_the_office(stage: Stage) -> None:
    matter = await a_matter(stage)
    aigul = await matter.opened()
    await aigul.press(matter.words["add"])
    later(stage, minutes=29)
    await aigul.write("Тағы бір мәселе бар.")
    later(stage, minutes=29)
    await aigul.write("Жарық та жоқ.")
    later(stage, minutes=31)
    await aigul.write("жастар гранты")
    assert await matter.kinds() == [EventKind.FILED, EventKind.ADDED, EventKind.ADDED]


async def test_an_office_is_not_flooded_with_additions(stage: Stage) -> None:
    matter = await a_matter(stage)
    aigul = await matter.opened()
    await aigul.press(matter.words["add"])
    for number in range(31):
        await aigul.write(f"Мәселе {number}")
    assert "Бұл хабарлама жіберілген жоқ" in aigul.text
    assert (await matter.kinds()).count(EventKind.ADDED) == 30
    later(stage, hours=1, seconds=1)
    await aigul.press(matter.words["done"])
    await aigul.press(matter.words["add"])
    await aigul.write("Тағы біреуі")
    assert (await matter.kinds()).count(EventKind.ADDED) == 31


async def test_a_stranger_replying_to_a_forwarded_card_adds_nothing(stage: Stage) -> None:
    matter = await a_matter(stage)
    stranger = await another_ngo(stage, DANA, "Бөтен")
    await stranger.forge(f"rq:a:{matter.request.id}:0", stranger.from_bot[0])
    await stranger.write("Мен де қосамын")
    assert await matter.kinds() == [EventKind.FILED]


# --- joining ----------------------------------------------------------------------------------------------------------


@BOTH
async def test_an_ngo_nearby_joins_reads_hears_of_the_answer_and_leaves(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language, files=(kept(stage, AttachmentKind.DOCUMENT),))
    dana = await another_ngo(stage, DANA, "Дала қоры", language)
    await dana.forge("rn:0:0", dana.from_bot[0])
    assert matter.request.number not in dana.text, "off by default"
    aigul = await matter.opened()
    await aigul.press(matter.words["share"])
    await aigul.press(matter.words["share yes"])
    assert f"start=j{matter.request.id}" in aigul.text
    await dana.forge("rn:0:0", dana.from_bot[0])
    await dana.press(matter.request.number)
    assert "Жас қанат" in dana.text
    await dana.press_twice(matter.words["join"])
    assert "Жастар орталығына орын керек." in dana.text
    log = await matter.log()
    assert [(told.event.kind, told.facts.get("ngo")) for told in log[1:]] == [(EventKind.COSIGNED, 2)]
    await deliver(stage)
    assert "Дала қоры" in aigul.text
    await dana.press(matter.words["letters"])
    assert not any("(1)" in label for label in dana.buttons), "files are the author's until allowed"
    await dana.forge(f"rq:f:{matter.request.id}:1")
    assert matter.words["not yours"] in dana.toast
    for data in ("rq:w:1:0", "rq:a:1:0", "rq:p:1:0", "rq:t:1:0", "rr:1:1:solved:0", "rq:m:1:0"):
        await dana.forge(data)
        assert matter.words["not yours"] in dana.toast, data
    await matter.answer("Орын бар.", files=(kept(stage, AttachmentKind.DOCUMENT),))
    assert "Орын бар." in dana.text and matter.words["solved"] not in dana.buttons
    assert "document" not in dana.last.content and any("document" in one.content for one in aigul.from_bot)
    await dana.press(matter.words["open"])
    await dana.press(matter.words["leave"])
    await dana.forge(f"rq:o:{matter.request.id}:0")
    assert matter.words["none"] in dana.toast
    assert (await matter.kinds())[-1] is EventKind.UNSIGNED
    assert unexpected(stage) == []


@BOTH
async def test_the_link_leads_a_neighbour_to_the_offer_and_the_author_to_the_card(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    dana = await another_ngo(stage, DANA, "Дала қоры", language)
    await dana.start(f"j{matter.request.id}")
    assert matter.words["none"] in dana.text
    aigul = await matter.opened()
    await aigul.press(matter.words["share"])
    await aigul.press(matter.words["share files"])
    await dana.start(f"j{matter.request.id}")
    await dana.press(matter.words["join"])
    await aigul.start(f"j{matter.request.id}")
    assert matter.words["awaited"] in aigul.text
    await dana.start("j999")
    assert matter.words["none"] in dana.text


async def test_with_the_authors_leave_files_are_open_to_those_who_joined(stage: Stage) -> None:
    matter = await a_matter(stage, files=(kept(stage, AttachmentKind.DOCUMENT),))
    dana = await another_ngo(stage, DANA, "Дала қоры")
    aigul = await matter.opened()
    await aigul.press(matter.words["share"])
    await aigul.press(matter.words["share files"])
    await dana.forge(f"rq:k:{matter.request.id}:0", dana.from_bot[0])
    await dana.press(matter.words["letters"])
    await dana.press(next(label for label in dana.buttons if "(1)" in label))
    await deliver(stage)
    assert "document" in dana.last.content
    await dana.press(next(label for label in dana.buttons if "(1)" in label))
    await deliver(stage)
    assert sum("document" in one.content for one in dana.from_bot) == 2, "asked twice, sent twice"


async def test_an_ngo_of_elsewhere_is_offered_nothing(stage: Stage) -> None:
    matter = await a_matter(stage)
    far = await another_ngo(stage, DANA, "Алыс")
    async with stage.store.write() as repositories:
        await repositories.organisations.settle(DANA, "100000000")
    aigul = await matter.opened()
    await aigul.press(matter.words["share"])
    await aigul.press(matter.words["share yes"])
    await far.forge("rn:0:0", far.from_bot[0])
    assert matter.request.number not in far.text
    await far.forge(f"rq:k:{matter.request.id}:0")
    assert matter.words["none"] in far.toast
    await aigul.forge(f"rq:k:{matter.request.id}:0")
    assert matter.words["none"] in aigul.toast, "one does not join one's own"
    assert await matter.kinds() == [EventKind.FILED]


async def test_what_was_answered_meanwhile_cannot_be_joined(stage: Stage) -> None:
    matter = await a_matter(stage)
    dana = await another_ngo(stage, DANA, "Дала қоры")
    aigul = await matter.opened()
    await aigul.press(matter.words["share"])
    await aigul.press(matter.words["share yes"])
    await dana.forge("rn:0:0", dana.from_bot[0])
    await dana.press(matter.request.number)
    await matter.answer("Орын бар.")
    await dana.press(matter.words["join"])
    assert "аяқталған" in dana.toast
    await aigul.forge(f"rq:h:{matter.request.id}:0")
    assert "жауап күтілген кезде ғана" in aigul.toast


async def test_a_withdrawal_is_told_to_those_who_joined(stage: Stage) -> None:
    matter = await a_matter(stage)
    dana = await another_ngo(stage, DANA, "Дала қоры")
    async with stage.store.write() as repositories:
        await repositories.cosigners.join(matter.request.id, 2, DANA, stage.clock.now())
    aigul = await matter.opened()
    await aigul.press(matter.words["withdraw"])
    await aigul.press(matter.words["withdraw yes"])
    await deliver(stage)
    assert matter.request.number in dana.text


# --- after the reply date ---------------------------------------------------------------------------------------------


@BOTH
async def test_the_office_is_reminded_once_a_working_day_and_in_its_hours(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    aigul = await matter.opened()
    await aigul.forge(f"rq:m:{matter.request.id}:0")
    assert EventKind.REMINDED not in await matter.kinds(), "not before the reply date has passed"
    later(stage, days=25, hours=9)  # a Friday evening
    await matter.opened()
    heard = len(matter.serik.from_bot)
    await aigul.press_twice(matter.words["remind"])
    await deliver(stage)
    assert len(matter.serik.from_bot) == heard, "the office is closed"
    assert matter.words["remind"] not in aigul.buttons
    later(stage, days=2)
    await aigul.forge(f"rq:m:{matter.request.id}:0")
    assert (await matter.kinds()).count(EventKind.REMINDED) == 1, "no working day has begun since"
    later(stage, hours=16)  # Monday, noon
    await deliver(stage)
    assert "напоминает о своём запросе" in matter.serik.text
    await matter.opened()
    await aigul.press(matter.words["remind"])
    assert (await matter.kinds()).count(EventKind.REMINDED) == 2
    assert all(told.event.actor is Actor.NGO for told in await matter.log() if told.event.kind is EventKind.REMINDED)


@BOTH
async def test_the_head_and_the_coordinators_get_the_whole_letter_once(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language, head=BOTA, files=(kept(stage, AttachmentKind.DOCUMENT),))
    bota, danagul = stage.person(BOTA, "Бота", "ru"), stage.person(COORDINATOR, "Данагүл", "ru")
    await bota.start()
    await danagul.start()
    async with stage.store.write() as repositories:
        await repositories.coordinators.bootstrap([COORDINATOR], stage.clock.now())
    later(stage, days=23)
    aigul = await matter.opened()
    await aigul.press(matter.words["up"])
    await aigul.press_twice(matter.words["up yes"])
    await deliver(stage)
    assert (await matter.kinds()).count(EventKind.ESCALATED) == 1 and (await matter.now()).escalated
    for person in (bota, danagul):
        told = [one for one in person.from_bot if "Жастар орталығына орын керек." in one.text]
        assert told and any("document" in one.content for one in person.from_bot)
    await aigul.forge(f"rq:x:{matter.request.id}:0")
    assert (await matter.kinds()).count(EventKind.ESCALATED) == 1
    await matter.opened()
    assert matter.words["up"] not in aigul.buttons
    assert unexpected(stage) == []


@BOTH
@pytest.mark.parametrize("appeal", ["Қазақша", "Русский"])
async def test_the_text_for_e_otinish_is_a_new_appeal_in_the_chosen_language(
    stage: Stage, language: str, appeal: str
) -> None:
    matter = await a_matter(stage, language, text="Орын <керек> & жарық. " * 150)
    aigul = await matter.opened()
    await aigul.forge(f"rq:g:{matter.request.id}:0")
    assert matter.words["appeal"] not in aigul.buttons and "eotinish" not in aigul.text
    later(stage, days=23)
    await matter.opened()
    before = len(aigul.from_bot)
    await aigul.press(matter.words["appeal"])
    await aigul.press(appeal)
    how, *texts = aigul.from_bot[-3:]
    assert "eotinish.kz" in how.text and len(aigul.from_bot) >= before + 3
    whole = " ".join(" ".join(one.text for one in texts).split())
    assert whole.count("Орын <керек> & жарық.") == 150
    kk = appeal == "Қазақша"
    assert ("жаңа жолданым" if kk else "новым обращением") in whole
    assert ("76-бабында" if kk else "статьёй 76") in whole and "№ 1" in whole
    assert ("2026\xa0жылғы 23\xa0наурыз" if kk else "23\xa0марта 2026\xa0года").replace("\xa0", " ") in whole
    assert ("тіркелген жолданым емес" if kk else "не является зарегистрированным обращением") in whole
    assert all(length(one.text) <= 4096 for one in texts)
    assert unexpected(stage) == []


# --- edited messages --------------------------------------------------------------------------------------------------


@BOTH
async def test_a_changed_addition_is_told_as_changed_and_both_versions_are_kept(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    aigul = await matter.opened()
    await aigul.press(matter.words["add"])
    sent = await aigul.write("Абай көшесі, 5.")
    await deliver(stage)
    later(stage, minutes=2)
    aigul.phone.edit(sent, "Абай көшесі, 7.")
    await aigul.acted()
    await deliver(stage)
    assert "Абай көшесі, 7." in matter.serik.text
    heard = len(matter.serik.from_bot)
    aigul.phone.edit(sent, "Абай көшесі, 7.")  # nothing changes
    await aigul.acted()
    await deliver(stage)
    assert len(matter.serik.from_bot) == heard
    log = await matter.log()
    assert [told.event.kind for told in log] == [EventKind.FILED, EventKind.ADDED, EventKind.EDITED]
    assert (log[2].event.about, log[2].words, log[1].words) == (
        log[1].event.number,
        "Абай көшесі, 7.",
        "Абай көшесі, 5.",
    )
    async with stage.store.read() as repositories:
        message = await repositories.request_messages.at(AIGUL, sent.message_id)
        assert message is not None and message.text == "Абай көшесі, 7." and message.edited_at is not None
        assert [text for text, _ in await repositories.request_messages.versions(message.id)] == ["Абай көшесі, 5."]


async def test_of_several_edits_in_a_row_only_the_last_is_told_and_all_are_kept(stage: Stage) -> None:
    matter = await a_matter(stage)
    aigul = await matter.opened()
    await aigul.press(matter.words["add"])
    sent = await aigul.write("Абай, 5")
    await deliver(stage)
    heard = len(matter.serik.from_bot)
    for text in ("Абай, 6", "Абай, 7", "Абай, 8"):
        aigul.phone.edit(sent, text)
        await aigul.acted()
    await deliver(stage)
    assert [one.text for one in matter.serik.from_bot[heard:]] == [matter.serik.text]
    assert "Абай, 8" in matter.serik.text
    assert (await matter.kinds()).count(EventKind.EDITED) == 3


@BOTH
async def test_a_changed_answer_is_told_to_the_ngo_even_after_the_end(stage: Stage, language: str) -> None:
    matter = await a_matter(stage, language)
    written = matter.serik.phone.write(stage.account, "Орын бар.")
    await matter.serik.acted()
    await matter.answer("Орын бар.", message_id=written.message_id)
    await matter.official(EventKind.CLOSED)
    moment = (await matter.now()).answered_at
    later(stage, days=30)
    matter.serik.phone.edit(written, "Орын жоқ.")
    await matter.serik.acted()
    await deliver(stage)
    assert "Орын жоқ." in matter.aigul.text
    assert (await matter.now()).answered_at == moment, "an answer keeps its moment"
    last = (await matter.log())[-1]
    assert (last.event.kind, last.event.actor, last.words) == (EventKind.EDITED, Actor.OFFICER, "Орын жоқ.")
    assert unexpected(stage) == []


async def test_an_answer_that_has_not_left_simply_changes(stage: Stage) -> None:
    matter = await a_matter(stage)
    written = matter.serik.phone.write(stage.account, "Орын бар.")
    await matter.serik.acted()
    now = stage.clock.now()
    waiting = RequestMessage(
        0, matter.request.id, MessageKind.ANSWER, SERIK, matter.seat_id, matter.office_id, SERIK,
        written.message_id, "Орын бар.", now, leaves_at=now + timedelta(seconds=10),
    )  # fmt: skip
    async with stage.store.write() as repositories:
        number = await repositories.request_messages.add(waiting)
    matter.serik.phone.edit(written, "Орын бар, келіңіз.")
    await matter.serik.acted()
    async with stage.store.read() as repositories:
        message = await repositories.request_messages.get(number)
        assert message is not None and message.text == "Орын бар, келіңіз." and message.entry is None
    assert await matter.kinds() == [EventKind.FILED]


async def test_an_answer_written_in_a_group_is_changed_there(stage: Stage) -> None:
    matter = await a_matter(stage)
    group = stage.group("Сарқан бөлімі", admin=matter.serik)
    await stage.add_bot(group, by=matter.serik, rights={})
    written = matter.serik.phone.write(group, "Орын бар.")
    await matter.serik.acted()
    await matter.answer("Орын бар.", message_id=written.message_id, chat_id=group.chat.id)
    matter.serik.phone.edit(written, "Орын жоқ.")
    await matter.serik.acted()
    await deliver(stage)
    assert "Орын жоқ." in matter.aigul.text and (await matter.kinds())[-1] is EventKind.EDITED


async def test_a_note_that_is_changed_stays_among_officials(stage: Stage) -> None:
    matter = await a_matter(stage)
    written = matter.serik.phone.write(stage.account, "Тексеру керек.")
    await matter.serik.acted()
    await matter.answer("Тексеру керек.", kind=MessageKind.NOTE, message_id=written.message_id)
    heard = len(matter.aigul.from_bot)
    matter.serik.phone.edit(written, "Тексердім.")
    await matter.serik.acted()
    await deliver(stage)
    assert len(matter.aigul.from_bot) == heard and (await matter.kinds())[-1] is EventKind.EDITED
    aigul = await matter.opened()
    await aigul.press(matter.words["steps"])
    assert aigul.text.count("02.03.2026") == 1


async def test_a_changed_caption_of_an_album_with_several_takes_no_words_away(stage: Stage) -> None:
    matter = await a_matter(stage)
    aigul = await matter.opened()
    await aigul.press(matter.words["add"])
    first, *_ = await aigul.send_album(2, "Бірінші сурет\nекінші жол")
    aigul.phone.edit(first, "Бірінші сурет, түзетілген")
    await aigul.acted()
    async with stage.store.read() as repositories:
        message = await repositories.request_messages.at(AIGUL, first.message_id)
    assert message is not None
    assert message.text == "Бірінші сурет\nекінші жол\n\n✎ Бірінші сурет, түзетілген"


async def test_who_left_changes_nothing_any_more(stage: Stage) -> None:
    matter = await a_matter(stage)
    written = matter.serik.phone.write(stage.account, "Орын бар.")
    await matter.serik.acted()
    await matter.answer("Орын бар.", message_id=written.message_id)
    async with stage.store.write() as repositories:
        await repositories.seats.end(matter.seat_id, By(SERIK, "self"), stage.clock.now())
    matter.serik.phone.edit(written, "Орын жоқ.")
    await matter.serik.acted()
    assert EventKind.EDITED not in await matter.kinds()


async def test_an_added_file_replaces_none_and_goes_to_the_other_side(stage: Stage) -> None:
    matter = await a_matter(stage)
    aigul = await matter.opened()
    await aigul.press(matter.words["add"])
    sent = await aigul.send_document("a.pdf", b"%PDF-1.4 a", "Құжат")
    await deliver(stage)
    before = sum("document" in one.content for one in matter.serik.from_bot)
    stored = stage.world.files.add("document", "b.pdf", b"%PDF-1.4 b")
    sent.content["document"] = sent.content["document"] | {
        "file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_name": "b.pdf"
    }  # fmt: skip
    aigul.phone.edit(sent, "Құжат, дұрысы")
    await aigul.acted()
    await deliver(stage)
    assert sum("document" in one.content for one in matter.serik.from_bot) > before
    async with stage.store.read() as repositories:
        message = await repositories.request_messages.at(AIGUL, sent.message_id)
        assert message is not None and [file.name for file in message.files] == ["a.pdf", "b.pdf"]


async def test_talk_that_is_about_no_request_may_be_changed_freely(stage: Stage) -> None:
    matter = await a_matter(stage)
    sent = await matter.aigul.write("грант")
    heard = len(matter.aigul.from_bot)
    matter.aigul.phone.edit(sent, "конкурс")
    await matter.aigul.acted()
    assert len(matter.aigul.from_bot) == heard and await matter.kinds() == [EventKind.FILED]


async def test_erasing_takes_a_person_out_of_what_was_joined_and_shared(stage: Stage) -> None:
    matter = await a_matter(stage)
    await member(stage, matter.ngo_id, OLGA)
    await another_ngo(stage, DANA, "Дала қоры")
    async with stage.store.write() as repositories:
        now = stage.clock.now()
        await repositories.cosigners.share(matter.request.id, False, AIGUL, now)
        (theirs,) = await repositories.organisations.of_person(DANA)
        await repositories.cosigners.join(matter.request.id, theirs.id, DANA, now)
        await repositories.people.erase(AIGUL, now)
        await repositories.people.erase(DANA, now)
        rows = await repositories.session.all(sql("SELECT person_id FROM request_sharing"))
        assert [row[0] for row in rows] == [None]
        joined = await repositories.cosigners.of_request(matter.request.id)
        assert joined.open and not joined.ngos, "an organisation without members is gone"
