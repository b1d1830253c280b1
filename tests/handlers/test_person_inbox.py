"""Officials find what waits for them: /inbox by reply date, its heaps and pages, and requests by number or words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.holidays import kazakh_calendar
from domain.calendar import WorkingCalendar
from domain.language import Language
from domain.offices import By
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.inbox import Heap
from domain.requests.model import MessageKind, Request, RequestMessage
from handlers.requests import happening
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.requests.inbox_callbacks import InboxAct, InboxPress
from handlers.requests.letter_callbacks import PrintPress
from handlers.views.requests.inbox import PAGE
from tests import request_stage as made
from tests.handlers.announcing import commands, coordinator
from tests.handlers.test_person_offices import WORDS as OFFICE_WORDS
from tests.handlers.test_person_offices import boss_with_office, token
from tests.person import Person, Stage, foreign_letters

AIGUL, SERIK, BOTA, ERLAN = 1001, 2011, 2012, 2013
WORDS = {
    "kk": {
        "inbox": "Келген сауалдар",
        "open": "Жауап күтілуде",
        "mine": "Өзім алғандар: 1",
        "free": "Ешкім алмаған",
        "overdue": "Мерзімі өткендер: 1",
        "unrated": "Бағаланбағандар: 1",
        "ended": "Аяқталғандар: 1",
        "sent on": "Басқа органға жолданғандар: 1",
        "left": "15 жұмыс күні қалды",
        "over": "мерзімі өткеніне 2 жұмыс күні болды",
        "today": "бүгін – соңғы күн",
        "by you": "өзіңіз алдыңыз",
        "nobody": "ешкім алмаған",
        "by": "жауапты: Бота",
        "not rated": "Әлі бағаланбаған",
        "solved": "мәселе шешілді",
        "find": "Сауалды іздеу",
        "ask": "Қай сауалды іздейсіз?",
        "found": "1 сауал табылды",
        "nothing": "бәрі бірге кездеспейді",
        "no words": "нөмір де, сөз де көрінбейді",
        "no such": "Бөлімшеңізде № 999 сауал жоқ",
        "unknown": "Мұндай сауал жоқ",
        "back": "Келген сауалдарға",
        "empty": "Жауап күтіп тұрған сауал жоқ",
        "officials": "орны бар қызметкерлерге арналған",
        "coordinators": "Үйлестірушілерде келген сауалдар тізімі жоқ",
        "next": "Келесі ›",
        "page": "2-бет (барлығы – 2)",
        "read only": "Бөлімшеңіз ол бойынша енді ештеңе",
        "elsewhere": "Басқа органға жолданды",
        "forgotten": "іздеу",
    },
    "ru": {
        "inbox": "Входящие запросы",
        "open": "Все открытые",
        "mine": "Мои: 1",
        "free": "Никем не взяты",
        "overdue": "Просрочены: 1",
        "unrated": "Не оценены: 1",
        "ended": "Завершены: 1",
        "sent on": "Перенаправлены: 1",
        "left": "осталось 15 рабочих дней",
        "over": "просрочено на 2 рабочих дня",
        "today": "сегодня последний день",
        "by you": "взят вами",
        "nobody": "никем не взят",
        "by": "исполнитель: Бота",
        "not rated": "Пока не оценён",
        "solved": "вопрос решён",
        "find": "Найти запрос",
        "ask": "Какой запрос вы ищете?",
        "found": "Найден 1 запрос",
        "nothing": "нет всех этих слов сразу",
        "no words": "нет ни номера, ни слов",
        "no such": "нет запроса № 999",
        "unknown": "Такого запроса нет",
        "back": "Ко входящим",
        "empty": "Нет запросов, которые ждут ответа",
        "officials": "у которых есть место в подразделении",
        "coordinators": "У координаторов нет списка входящих",
        "next": "Следующие ›",
        "page": "страница 2 из 2",
        "read only": "делать с ним больше ничего",
        "elsewhere": "Передан в другой орган",
        "forgotten": "поиск",
    },
}
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


@pytest.fixture
async def stage(stage: Stage) -> AsyncIterator[Stage]:
    """The stage with the calendar of Kazakhstan; it is Monday, 2 March 2026, 11:00."""

    async def by_law(around: date) -> WorkingCalendar:
        return kazakh_calendar(around)

    stage.service = replace(stage.service, by_law=by_law)
    stage.restart()
    yield stage
    assert stage.refused() == []


class Town:
    """An office with two officials, and an NGO that writes to it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.office = self.other = self.ngo = self.seat = 0
        self._messages = 5000

    @classmethod
    async def of(cls, stage: Stage, language: str) -> Town:
        town = cls(stage)
        town.office = await made.office(stage)
        town.seat = await made.seat(stage, town.office, SERIK, name="Серік")
        await made.seat(stage, town.office, BOTA, name="Бота")
        town.other = await made.office(stage, ERLAN)
        town.ngo = await made.ngo(stage, AIGUL)
        await town.speak(SERIK, language)
        await town.speak(ERLAN, language)
        return town

    async def speak(self, person: int, language: str) -> None:
        async with self.stage.store.write() as repositories:
            await repositories.people.set_language(person, Language(language), self.stage.clock.now())

    def serik(self, language: str) -> Person:
        return self.stage.person(SERIK, "Серік", language_code=language)

    async def file(self, text: str = "Жастар орталығына орын керек.") -> Request:
        self._messages += 1
        return await made.file(self.stage, AIGUL, self.ngo, text, office_id=self.office, message_id=self._messages)

    async def happen(self, request: Request, kind: EventKind, actor: Actor = Actor.OFFICER, **facts: object) -> int:
        service, now = self.stage.service, self.stage.clock.now()
        law = await service.by_law(service.today(now))
        seat = facts.pop("seat", None)
        event = RequestEvent(0, request.id, kind, now, actor, **({"office_id": self.office} | facts))  # type: ignore[arg-type]
        async with self.stage.store.write() as repositories:
            beside = {"seat": seat} if seat is not None else None
            return (await happening.happen(repositories, service, law, event, now, facts=beside)).entry

    async def answer(self, request: Request, text: str = "Орын берілді") -> int:
        entry = await self.happen(request, EventKind.ANSWERED)
        self._messages += 1
        said = RequestMessage(
            0, request.id, MessageKind.ANSWER, SERIK, self.seat, self.office, SERIK, self._messages, text,
            self.stage.clock.now(), entry=entry,
        )  # fmt: skip
        async with self.stage.store.write() as repositories:
            await repositories.request_messages.add(said)
        return entry

    async def send_on(self, request: Request) -> None:
        await self.happen(request, EventKind.REDIRECTED, office_id=self.other)

    async def leave(self) -> None:
        async with self.stage.store.write() as repositories:
            await repositories.seats.end(self.seat, By(SERIK, "self"), self.stage.clock.now())


@BOTH
async def test_open_requests_are_listed_by_reply_date_with_days_left_and_who_has_them(
    stage: Stage, language: str
) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    first = await town.file("Мектеп жөндеу керек")
    stage.clock.move(timedelta(days=1))
    second = await town.file("Жол салу керек")
    await town.happen(second, EventKind.TAKEN, seat=town.seat)
    serik = town.serik(language)
    await serik.write("/inbox")
    assert serik.text.index(first.number) < serik.text.index(second.number)
    for said in ("Жас қанат", "Мектеп жөндеу керек", "Жол салу керек", words["left"], words["by you"], words["nobody"]):
        assert said in serik.text, said
    assert first.number in serik.buttons and words["mine"] in serik.buttons
    assert f"✓ {words['open']}: 2" in serik.buttons
    if language == "ru":
        assert not foreign_letters("".join(serik.buttons))


@BOTH
async def test_heaps_count_and_show_what_is_mine_overdue_answered_ended_and_sent_on(
    stage: Stage, language: str
) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    late = await town.file("Бірінші")
    await town.happen(late, EventKind.TAKEN, seat=town.seat)
    stage.clock.move(timedelta(days=2))
    answered, rated, gone = await town.file("Екінші"), await town.file("Үшінші"), await town.file("Төртінші")
    await town.answer(answered)
    entry = await town.answer(rated)
    await town.happen(rated, EventKind.RATED, Actor.NGO, office_id=None, about=entry, rating=Rating.SOLVED)
    await town.send_on(gone)
    stage.clock.move(timedelta(days=27))  # Tuesday, 31 March: the term of the first was over on Friday
    serik = town.serik(language)
    await serik.write("/inbox")
    assert "❗" in serik.text and words["over"] in serik.text
    for button, shown, state in (
        (words["overdue"], late, words["by you"]),
        (words["mine"], late, words["over"]),
        (words["unrated"], answered, words["not rated"]),
        (words["ended"], rated, words["solved"]),
        (words["sent on"], gone, words["elsewhere"]),
    ):
        await serik.press(button)
        assert [label for label in serik.buttons if label.startswith("№")] == [shown.number], button
        assert state in serik.text and f"✓ {button}" in serik.buttons
    assert len(serik.from_bot) == 1, "the list changes in its place"


@BOTH
async def test_a_request_of_a_colleague_shows_their_name_and_is_free_when_they_leave(
    stage: Stage, language: str
) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    request = await town.file()
    async with stage.store.read() as repositories:
        bota = next(
            one for one in (await repositories.seats.of_offices([town.office]))[town.office] if one.person_id == BOTA
        )
    await town.happen(request, EventKind.TAKEN, seat=bota.id)
    serik = town.serik(language)
    await serik.write("/inbox")
    assert words["by"] in serik.text
    async with stage.store.write() as repositories:
        await repositories.seats.end(bota.id, By(BOTA, "self"), stage.clock.now())
    await serik.write("/inbox")
    assert words["nobody"] in serik.text and f"{words['free']}: 1" in serik.buttons


@BOTH
async def test_pages_turn_in_place_and_one_tap_opens_a_request_beside_the_list(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    requests = [await town.file(f"Сауал {number}") for number in range(PAGE + 1)]
    serik = town.serik(language)
    await serik.write("/inbox")
    await serik.press(words["next"])
    assert requests[-1].number in serik.text and requests[0].number not in serik.text
    assert words["page"] in serik.text
    await serik.press(requests[-1].number)
    assert len(serik.from_bot) == 2 and requests[-1].number in serik.text and "Жас қанат" in serik.text


@BOTH
@pytest.mark.parametrize("typed", ["{n}", "№ {n}", "#{n}", "№{n}"])
async def test_a_number_opens_the_request_by_command_and_after_the_question(
    stage: Stage, language: str, typed: str
) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    await town.file("Басқа")
    request = await town.file("Спорт алаңы")
    serik = town.serik(language)
    await serik.write("/inbox " + typed.format(n=request.id))
    assert request.number in serik.text and "Спорт алаңы" in serik.text
    await serik.write("/inbox")
    await serik.press(words["find"])
    assert words["ask"] in serik.text
    stage.restart()  # the question survives it
    await serik.write(typed.format(n=request.id))
    assert request.number in serik.text and "Спорт алаңы" in serik.text


@BOTH
async def test_words_of_letters_answers_and_names_find_requests_in_any_form(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    request = await town.file("Мектептерді жөндеу, ремонт школы")
    await town.file("Жол жарықтары")
    await town.answer(request, "Жөнделеді")
    serik = town.serik(language)
    for typed in ("мектеп", "ШКОЛУ", "жондел", "қанат мектеп"):
        await serik.write(f"/inbox {typed}")
        assert words["found"] in serik.text and request.number in serik.text, typed
    await serik.press(words["find"])
    await serik.write("жарық")
    assert words["found"] in serik.text and request.number not in serik.text
    await serik.press(words["back"])
    assert words["open"] in serik.text or f"✓ {words['open']}: 1" in serik.buttons


@BOTH
async def test_pages_of_what_was_found_are_turned_after_a_restart(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    requests = [await town.file(f"Мектеп {number}") for number in range(PAGE + 1)]
    serik = town.serik(language)
    await serik.write("/inbox мектептер")
    assert requests[-1].number not in serik.text
    stage.restart()
    await serik.press(words["next"])
    assert requests[-1].number in serik.text and words["page"] in serik.text


@BOTH
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("…!? —", "no words"),
        ("999", "no such"),
        ("№ 999", "no such"),
        ("9" * 300, "no such"),
        ("жоқсөз", "nothing"),
        ("абв " * 1024, "nothing"),
        ("ы" * 4096, "nothing"),
        ("<b>&lt;{x}</b>", "nothing"),
        ("\u202e\u0000%_'", "no words"),
    ],
)
async def test_whatever_is_typed_gets_its_sentence(stage: Stage, language: str, typed: str, said: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    await town.file()
    serik = town.serik(language)
    await serik.write("/inbox")
    await serik.press(words["find"])
    await serik.write(typed)
    expected = words[said] if not typed.startswith("9" * 4) else words[said].split("№")[0]
    assert expected in serik.text
    assert words["back"] in serik.buttons


@BOTH
async def test_a_request_of_another_office_is_neither_found_nor_opened(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    request = await town.file("Мектеп")
    erlan = stage.person(ERLAN, "Ерлан", language_code=language)
    await erlan.write("/inbox")
    assert words["empty"] in erlan.text and request.number not in erlan.text
    await erlan.write("/inbox мектеп")
    assert words["nothing"] in erlan.text
    await erlan.write(f"/inbox {request.id}")
    assert words["no such"].replace("999", str(request.id)) in erlan.text
    for press in (RequestPress(act=RequestAct.OPEN, id=request.id), PrintPress(id=request.id)):
        await erlan.forge(press.pack())
        assert words["unknown"] in erlan.toast or words["unknown"] in erlan.text
        assert "Мектеп" not in erlan.text


@BOTH
async def test_what_was_sent_on_can_be_read_and_found_but_not_printed(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    request = await town.file("Мектеп")
    await town.send_on(request)
    serik = town.serik(language)
    await serik.write("/inbox мектеп")
    assert words["elsewhere"] in serik.text
    await serik.press(request.number)
    assert words["read only"] in serik.text
    before = len(serik.from_bot)
    await serik.forge(PrintPress(id=request.id).pack())
    assert len(serik.from_bot) == before or "document" not in serik.last.content
    erlan = stage.person(ERLAN, "Ерлан", language_code=language)
    await erlan.write("/inbox")
    assert request.number in erlan.text


@BOTH
async def test_only_officials_have_an_inbox_and_coordinators_are_told_why_not(stage: Stage, language: str) -> None:
    words = WORDS[language]
    boss = await coordinator(stage, language=language)
    await boss.write("/inbox")
    assert words["coordinators"] in boss.text
    aigul = stage.person(AIGUL, "Айгүл", language_code=language)
    await aigul.onboard(language)
    await aigul.write("/inbox 1")
    assert words["officials"] in aigul.text
    await aigul.write("/calls")
    for press in (InboxPress(act=InboxAct.LIST), InboxPress(act=InboxAct.ASK), InboxPress(act=InboxAct.FOUND, query=1)):
        await aigul.forge(press.pack(), aigul.last)
        assert words["officials"] in aigul.text
    assert "inbox" not in commands(stage, aigul)


@BOTH
async def test_somebody_whose_seat_has_ended_is_told_so_at_every_step(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    request = await town.file("Мектеп")
    serik = town.serik(language)
    await serik.write("/menu")
    assert words["inbox"] in serik.keyboard and "inbox" in commands(stage, serik)
    await serik.menu(words["inbox"])
    assert request.number in serik.text
    await serik.press(words["find"])
    await town.leave()
    await serik.write("мектеп")
    assert words["officials"] in serik.text and request.number not in serik.text
    assert words["inbox"] not in serik.keyboard and "inbox" not in commands(stage, serik)
    await serik.press(words["find"], serik.from_bot[1])
    assert words["officials"] in serik.from_bot[1].text
    await serik.write("/inbox")
    assert words["officials"] in serik.text


@BOTH
async def test_an_office_that_was_closed_leaves_nobody_an_inbox(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    await town.file()
    async with stage.store.write() as repositories:
        await repositories.offices.close(town.office, By(1, "coordinator:KZ"), stage.clock.now())
    serik = town.serik(language)
    await serik.write("/inbox")
    assert words["officials"] in serik.text


@BOTH
async def test_forged_pages_and_searches_show_the_last_page_or_ask_anew(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    request = await town.file()
    serik = town.serik(language)
    await serik.write("/inbox")
    await serik.forge(InboxPress(act=InboxAct.LIST, page=9999).pack())
    assert request.number in serik.text
    await serik.forge(InboxPress(act=InboxAct.LIST, heap=Heap.MINE, page=9999).pack())
    assert request.number not in serik.text
    for data in ("ib:l:open:10000:0", "ib:l:open:-1:0", "ib:l:nonsense:0:0", "ib:x:open:0:0", "rq:o:-5", "rl:x"):
        await serik.forge(data)
        assert serik.toast, data
    await serik.write("/inbox")
    await serik.forge(InboxPress(act=InboxAct.FOUND, query=10**15).pack())
    assert words["forgotten"] in serik.toast.lower() and words["ask"] in serik.text
    await serik.forge(RequestPress(act=RequestAct.OPEN, id=10**15).pack())
    assert words["unknown"] in serik.toast


@BOTH
async def test_opening_the_list_leaves_the_question_that_waited_for_words(stage: Stage, language: str) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    request = await town.file("Мектеп")
    serik = town.serik(language)
    await serik.write("/inbox")
    await serik.press(words["find"])
    await serik.press(words["back"])
    await serik.write("мектеп")  # now it is a search of calls
    assert request.number not in serik.text


@BOTH
async def test_the_reply_date_today_is_the_last_day_and_saturday_after_it_is_overdue(
    stage: Stage, language: str
) -> None:
    words, town = WORDS[language], await Town.of(stage, language)
    stage.clock.move(timedelta(days=4))  # Friday, 6 March: due on Wednesday, 1 April
    request = await town.file()
    stage.clock.move(timedelta(days=(request.due - date(2026, 3, 6)).days))
    serik = town.serik(language)
    await serik.write("/inbox")
    assert words["today"] in serik.text and "❗" not in serik.text
    stage.clock.move(timedelta(days=1))
    await serik.write("/inbox")
    assert "❗" in serik.text


async def test_a_photo_in_place_of_words_is_asked_again(stage: Stage) -> None:
    town = await Town.of(stage, "ru")
    serik = town.serik("ru")
    await serik.write("/inbox")
    await serik.press(WORDS["ru"]["find"])
    serik.phone.send_document(stage.account, "a.txt", b"x")
    await serik.acted()
    assert WORDS["ru"]["no words"] in serik.text


@BOTH
async def test_whoever_takes_a_seat_finds_the_inbox_in_the_menu_and_among_the_commands(
    stage: Stage, language: str
) -> None:
    boss = await boss_with_office(stage, language)
    serik = stage.person(SERIK, "Серік", language_code=language)
    await serik.onboard(language)
    assert WORDS[language]["inbox"] not in serik.keyboard
    await serik.start(await token(boss, OFFICE_WORDS[language]["head"]))
    await serik.press(OFFICE_WORDS[language]["accept"])
    assert WORDS[language]["inbox"] in serik.keyboard and "inbox" in commands(stage, serik)
