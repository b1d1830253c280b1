"""The office's card: what it tells, who has the request, and how it comes to another."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from domain.calendar import WorkingCalendar
from domain.errors import RequestUnfit
from domain.language import Language
from domain.requests.events import Actor, EventKind, RequestEvent
from domain.requests.model import Attachment, AttachmentKind, MessageKind, RequestMessage
from domain.requests.terms import Terms
from handlers.requests import happening
from handlers.requests.desk import office_card
from handlers.requests.desk_callbacks import DeskAct, DeskPress
from handlers.requests.standing import request_seen
from handlers.views.requests.history import history
from storage.statement import sql
from tests import request_stage
from tests.desk_screens import NOW, a_desk
from tests.handlers.desk_stage import AIGUL, BOTH, FOREIGN, desk, happens, other_office, person, speak
from tests.person import Stage
from tests.request_stage import deliver


@BOTH
async def test_the_card_tells_what_it_is_until_when_and_why_it_came(stage: Stage, language: str) -> None:
    stored = stage.world.files.add("document", "a.pdf", b"%PDF-1.4 example")
    files = (Attachment(AttachmentKind.DOCUMENT, stored.file_id, stored.unique_id, "a.pdf", 16),)
    at = await desk(stage, language, text="Бірінші <жол>\n\n\nЕкінші & жол", files=files)
    text = at.card(at.serik).text
    assert at.request.number in text and "Жас қанат" in text
    assert "Бірінші <жол>\n\nЕкінші & жол" in text
    due = stage.service.texts.in_language(at.request.language).date(at.request.due, at.request.due)
    day = due.split("\N{NO-BREAK SPACE}")[0]
    assert day in text and "15" in text
    for part in {
        "kk": ["1 файл тіркелген", "Сіздің бөлімше", "ешкім алған жоқ", "жұмыс күні қалды"],
        "ru": ["Приложен 1 файл", "ваше подразделение", "никто не взял", "рабочих дней"],
    }[language]:
        assert part in text
    assert at.serik.documents and stage.refused() == []


@BOTH
async def test_one_takes_it_and_the_others_see_who(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    cards = [at.card(at.serik), at.card(at.erlan)]
    presses = [one.phone.press(card, at.words["take"]) for one, card in zip((at.serik, at.erlan), cards, strict=True)]
    await at.serik.acted()
    await deliver(stage)
    assert (await at.kinds()).count(EventKind.TAKEN) == 1
    told = [press.result.text for press in presses if press.result is not None]
    assert len(told) == 2 and sum("Official" in text for text in told) == 1
    request = await at.stands()
    async with stage.store.read() as repositories:
        seat = await repositories.seats.get(request.seat_id or 0)
    assert seat is not None
    for card in (*cards, at.card(at.bota)):
        assert seat.holder in card.text
    winner, loser = (at.serik, at.erlan) if seat.person_id == at.serik.phone.id else (at.erlan, at.serik)
    assert at.words["free"] in str(at.card(winner).buttons) and at.words["free"] not in str(at.card(loser).buttons)
    assert at.words["over"] in str(at.card(at.bota).buttons)
    assert stage.refused() == []


async def test_in_a_true_race_one_transaction_wins(stage: Stage) -> None:
    at = await desk(stage)
    service, now = stage.service, stage.clock.now()
    law = await service.by_law(service.today(now))
    async with stage.store.read() as repositories:
        seats = (await repositories.seats.of_offices([at.office]))[at.office]

    async def take(seat: int) -> str:
        event = RequestEvent(0, at.request.id, EventKind.TAKEN, now, Actor.OFFICER, office_id=at.office)
        try:
            async with stage.store.write() as repositories:
                await happening.happen(repositories, service, law, event, now, facts={"seat": seat})
        except RequestUnfit as error:
            return error.why
        return "won"

    ends = await asyncio.gather(*(take(seat.id) for seat in seats))
    assert sorted(ends) == ["taken", "taken", "won"]


@BOTH
async def test_taking_twice_letting_go_and_taking_by_another(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    card = at.card(at.serik)
    take = DeskPress(act=DeskAct.TAKE, id=at.request.id).pack()
    free = DeskPress(act=DeskAct.FREE, id=at.request.id).pack()
    await at.serik.press(at.words["take"], card)
    await at.serik.forge(take, card)
    assert at.serik.toast == {"kk": "Бұл сауал онсыз да Сізде.", "ru": "Этот запрос уже у вас."}[language]
    await at.erlan.forge(free, at.card(at.erlan))
    assert at.erlan.alert and (await at.stands()).seat_id is not None
    await at.serik.press(at.words["free"], card)
    await deliver(stage)
    assert (await at.stands()).seat_id is None
    await at.serik.forge(free, card)
    assert at.serik.alert
    await at.erlan.press(at.words["take"], at.card(at.erlan))
    assert await at.kinds() == [EventKind.FILED, EventKind.TAKEN, EventKind.FREED, EventKind.TAKEN]


@BOTH
async def test_a_head_hands_it_over_and_takes_it_over_and_an_officer_may_not(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    await at.bota.press(at.words["hand"], at.card(at.bota))
    await at.bota.press(f"Official {at.serik.phone.id}")
    await deliver(stage)
    assert at.request.number in at.serik.text and f"Official {at.bota.phone.id}" in at.serik.text
    taken = await at.stands()
    async with stage.store.read() as repositories:
        seats = {one.person_id: one.id for one in (await repositories.seats.of_offices([at.office]))[at.office]}
    assert taken.seat_id == seats[at.serik.phone.id]
    for act in (DeskAct.OVER, DeskAct.HAND, DeskAct.HAND_ASK):
        forged = DeskPress(act=act, id=at.request.id, seat=seats[at.erlan.phone.id]).pack()
        await at.erlan.forge(forged, at.card(at.erlan))
        assert at.erlan.alert and (await at.stands()).seat_id == taken.seat_id
    await at.bota.press(at.words["over"], at.card(at.bota))
    await deliver(stage)
    assert (await at.stands()).seat_id == seats[at.bota.phone.id]
    assert await at.kinds() == [EventKind.FILED, EventKind.HANDED, EventKind.HANDED]


@BOTH
async def test_the_receiving_office_gets_both_dates_the_sender_and_all_that_was_said_but_the_notes(
    stage: Stage, language: str
) -> None:
    at = await desk(stage, language, text="Хат. " * 1000)
    assert "…" not in at.card(at.serik).text
    whole = "".join(message.text for message in at.serik.from_bot if "Хат." in message.text)
    assert whole.count("Хат.") == 1000
    await at.serik.reply(at.card(at.serik), "Қай ауыл?")
    await at.serik.press(at.words["details"])
    await at.leave()
    await at.serik.reply(at.card(at.serik), "Құпия жазба")
    await at.serik.press(at.words["note"])
    await at.leave()
    receiver = await person(stage, FOREIGN, "Қабылдаушы", language)
    other = await other_office(stage, FOREIGN)
    await speak(stage, language, FOREIGN)
    stage.clock.move(timedelta(days=9))
    await happens(at, EventKind.REDIRECTED, Actor.OFFICER, office_id=other, words="Сіздің құзырет")
    text = receiver.all_text
    assert text.count("Хат.") == 1000 and "Қай ауыл?" in text and "Құпия жазба" not in text
    card = at.card(receiver)
    assert {"kk": "өз мерзімі", "ru": "Собственный срок"}[language] in card.text
    assert {"kk": "Ішкі саясат бөлімі", "ru": "Отдел внутренней политики"}[language] in card.text
    assert "Сіздің құзырет" in card.text
    await receiver.reply(card, "Жауап")
    screen = receiver.last
    await at.leave()
    assert {"kk": "өз мерзімі бойынша", "ru": "собственному сроку"}[language] in screen.text
    assert stage.refused() == []


@BOTH
async def test_an_overdue_request_says_so_and_a_late_answer_too(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    stage.clock.move(timedelta(days=23))
    await at.serik.press(at.words["take"], at.card(at.serik))
    late = {"kk": "мерзімі өткеніне 2 жұмыс күні болды", "ru": "просрочено на 2 рабочих дня"}[language]
    assert late in at.card(at.serik).text
    await at.serik.reply(at.card(at.serik), "Кеш жауап")
    screen = at.serik.last
    await at.serik.press(at.words["now"])
    assert {"kk": "2 жұмыс күні өткенде", "ru": "через 2 рабочих дня"}[language] in screen.text
    await deliver(stage)
    assert {"kk": "мерзімінен кеш", "ru": "с опозданием"}[language] in at.card(at.serik).text


@BOTH
async def test_history_names_steps_times_and_people(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    await at.serik.press(at.words["take"], at.card(at.serik))
    await at.serik.reply(at.card(at.serik), "Жауап")
    await at.leave()
    await at.erlan.press(at.words["history"], at.card(at.erlan))
    lines = [line for line in at.erlan.text.splitlines() if " – " in line]
    assert len(lines) == 3 and "11:00" in lines[0] and f"Official {at.serik.phone.id}" in lines[2]
    assert "Жауап" not in at.erlan.text or language == "kk"
    card = at.card(at.serik)
    await happens(at, EventKind.REOPENED)
    await happens(at, EventKind.REDIRECTED, Actor.OFFICER, office_id=await other_office(stage))
    await happens(at, EventKind.ADDED)
    await at.serik.forge(DeskPress(act=DeskAct.HISTORY, id=at.request.id).pack(), card)
    assert len([line for line in at.serik.text.splitlines() if " – " in line]) == 5  # nothing after it was sent on


async def test_a_card_sent_again_after_an_unknown_end_says_so(stage: Stage) -> None:
    at = await desk(stage)
    stage.world.faults.lose_reply("sendMessage", chat_id=at.serik.phone.id)
    again = await request_stage.file(stage, AIGUL, at.ngo, office_id=at.office, message_id=900_002)
    await deliver(stage)
    await deliver(stage)
    first, second = [one.text for one in at.serik.from_bot if again.number in one.text]
    assert "Возможно, это сообщение вам уже приходило" in second and "уже приходило" not in first


async def test_an_erased_letter_leaves_a_card_that_still_works(stage: Stage) -> None:
    at = await desk(stage)
    async with stage.store.write() as repositories:
        await repositories.people.erase(AIGUL, stage.clock.now())
    await at.serik.press(at.words["take"], at.card(at.serik))
    assert "НПО удалила свои данные" in at.card(at.serik).text
    await at.serik.reply(at.card(at.serik), "Ответ")
    await at.leave()
    assert await at.kinds() == [EventKind.FILED, EventKind.TAKEN, EventKind.ANSWERED]


async def test_an_addition_of_the_ngo_stands_on_the_card(stage: Stage) -> None:
    at = await desk(stage)
    now = stage.clock.now()
    await happens(at, EventKind.ADDED)
    added = RequestMessage(
        0, at.request.id, MessageKind.ADDITION, AIGUL, None, None, AIGUL, 77, "Ещё", now, entry=len(await at.log())
    )
    async with stage.store.write() as repositories:
        await repositories.request_messages.add(added)
    await at.serik.press(at.words["take"], at.card(at.serik))
    assert "дополнила запрос 1 раз" in at.card(at.serik).text


@BOTH
async def test_what_somebody_took_who_left_the_office_is_taken_by_another(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    await at.serik.press(at.words["take"], at.card(at.serik))
    await at.end_seat(at.serik)
    await at.erlan.forge(DeskPress(act=DeskAct.TAKE, id=at.request.id).pack(), at.card(at.erlan))
    await deliver(stage)
    assert f"Official {at.erlan.phone.id}" in at.card(at.bota).text
    assert await at.kinds() == [EventKind.FILED, EventKind.TAKEN, EventKind.FREED, EventKind.TAKEN]


@BOTH
async def test_a_colleague_reads_what_was_written_and_gets_its_files_again(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    words = {"kk": "Хат алмасу", "ru": "Переписка"}[language]
    assert words not in str(at.card(at.erlan).buttons)
    at.serik.phone.send_document(at.serik.account, "a.pdf", b"%PDF", caption="Жауап хат", reply_to=at.card(at.serik))
    await at.serik.acted()
    await at.leave()
    for _ in range(2):
        had = len(at.erlan.documents)
        await at.erlan.press(words, at.card(at.erlan))
        await deliver(stage)
        assert "Жауап хат" in at.erlan.all_text and len(at.erlan.documents) == had + 1
    stranger = await person(stage, FOREIGN, "Бөтен", language)
    await other_office(stage, FOREIGN)
    await stranger.write("/office")
    await stranger.forge(DeskPress(act=DeskAct.WORDS, id=at.request.id).pack())
    assert "Жауап хат" not in stranger.all_text and stranger.toast
    assert stage.refused() == []


@BOTH
async def test_a_coordinator_sees_state_and_dates_and_the_words_only_when_the_ngo_came_to_them(
    stage: Stage, language: str
) -> None:
    at = await desk(stage, language, text="Құпия хат")
    await happens(at, EventKind.CLOSED, Actor.OFFICER, office_id=at.office, words="Оның себебі")
    await happens(at, EventKind.REOPENED)
    boss = await person(stage, 3001, "Данагүл", language)
    await boss.onboard(language)
    async with stage.store.write() as repositories:
        await repositories.coordinators.bootstrap([3001], stage.clock.now())
    tr = stage.service.texts.in_language(Language(language))

    async def opened() -> str:
        async with stage.store.read() as repositories:
            visitor = await repositories.people.visitor(3001, 3001)
            request, may = await request_seen(repositories, visitor, at.request.id, stage.service)
            return (await office_card(repositories, request, may, visitor, tr, stage.service)).text

    history = DeskPress(act=DeskAct.HISTORY, id=at.request.id).pack()
    assert at.request.number in await opened() and "Құпия хат" not in await opened()
    await boss.forge(history)
    assert at.request.number in boss.text and "Оның себебі" not in boss.text
    for act in (DeskAct.TAKE, DeskAct.EXTEND, DeskAct.CLOSE, DeskAct.WORDS):
        await boss.forge(DeskPress(act=act, id=at.request.id).pack())
        assert boss.alert
    await happens(at, EventKind.ESCALATED)
    assert "Құпия хат" in await opened()
    await boss.forge(history)
    assert "Оның себебі" in boss.text


@BOTH
async def test_the_call_that_it_asks_about_stands_on_the_card_with_its_link(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    call = await stage.add_call()
    async with stage.store.write() as repositories:
        await repositories.session.run(sql("UPDATE request SET call_id = :call"), call=call)
    await at.serik.press(at.words["take"], at.card(at.serik))
    card = at.card(at.serik)
    assert {"kk": "Жастарға арналған грант", "ru": "Грант для молодёжи"}[language] in card.text
    links = [entity["url"] for entity in card.content["entities"] if entity["type"] == "text_link"]
    assert links == [f"https://example.kz/{language}/1"]


@BOTH
async def test_the_card_tells_how_many_other_ngos_joined(stage: Stage, language: str) -> None:
    at = await desk(stage, language)
    other = await request_stage.ngo(stage, 1777, "Самал")
    async with stage.store.write() as repositories:
        await repositories.cosigners.share(at.request.id, False, AIGUL, stage.clock.now())
        assert await repositories.cosigners.join(at.request.id, other, 1777, stage.clock.now())
    await happens(at, EventKind.COSIGNED)
    told = {"kk": "1 ұйым қосылды.", "ru": "Присоединилась 1 организация."}[language]
    assert told in at.card(at.serik).text


@BOTH
async def test_the_history_has_words_for_all_that_can_happen(stage: Stage, language: str) -> None:
    service = stage.service
    tr = service.texts.in_language(Language(language))
    terms = Terms(WorkingCalendar(), service.zone)
    full = a_desk(service, "x")
    for told in full.steps:
        if told.event.kind is not EventKind.DELIVERED:
            screen = history(full.request, [told], {}, {}, None, terms, NOW, tr, service)
            assert tr("a step of a newer kind") not in screen.text, told.event.kind
