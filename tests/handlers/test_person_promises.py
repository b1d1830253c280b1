"""Promises in chat: given under an answer, moved once, said to be done, judged by the NGO; and who is reminded when."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.holidays import kazakh_calendar
from bot.remind_promises import PromiseReminders
from domain.calendar import WorkingCalendar
from domain.journal import Erasable, Walk
from domain.language import Language
from domain.offices import By
from domain.requests.events import Actor, EventKind, Rating, RequestEvent
from domain.requests.model import MessageKind, Request, RequestMessage
from domain.requests.promises import Promise, Verdict
from domain.requests.record import events_of, subject
from handlers.requests import happening
from handlers.requests.callbacks import RequestAct, RequestPress
from handlers.requests.promise_callbacks import (
    OwnPromisePress,
    PromiseAct,
    PromisePress,
    PromiseStepAct,
    PromiseStepPress,
    VerdictPress,
)
from handlers.views.requests import promises as views
from tests.person import ZONE, Person, Stage
from tests.request_stage import BOTA, ERLAN, SALAUAT, deliver, file, ngo, office, seat

AIGUL, STRANGER = 1001, 1002
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])
WORDS = {
    "kk": {
        "as is": "Жауаптағы сөздерді алу", "week": "Бір аптадан кейін", "yes": "✓ Растау", "cancel": "Болдырмау",
        "given": "Міндеттеме алынды, ҮЕҰ-ға хабарланды.", "done": "✓ Орындалды: 1", "done yes": "✓ Иә, орындалды",
        "move": "Басқа күн: 1", "kept": "Орындалды", "partly": "Ішінара", "broken": "Орындалмады",
        "asked": "Уәде орындалды ма?", "moved": "Әкімдік уәдесінің күнін ауыстырды",
        "stale": "Бұл түйменің мерзімі өткен",
    },
    "ru": {
        "as is": "Взять слова ответа", "week": "Через неделю", "yes": "✓ Подтвердить", "cancel": "Отмена",
        "given": "Обещание дано, НПО сообщено.", "done": "✓ Выполнено: 1", "done yes": "✓ Да, выполнено",
        "move": "Другая дата: 1", "kept": "Выполнено", "partly": "Частично", "broken": "Не выполнено",
        "asked": "Обещание выполнено?", "moved": "Акимат перенёс срок обещания", "stale": "Эта кнопка устарела",
    },
}  # fmt: skip


@dataclass
class Scene:
    """An answered request: its NGO, the officer who answered, the office."""

    stage: Stage
    request: Request
    answer: int
    office: int
    officer: Person
    member: Person
    language: str

    def words(self, key: str) -> str:
        return WORDS[self.language][key]

    async def begin(self, person: Person | None = None) -> None:
        await (person or self.officer).forge(
            PromisePress(id=self.request.id, message=self.answer).pack(), (person or self.officer).last
        )

    async def promise(self, text: str | None = None, day: str | None = None) -> Promise:
        """Give a promise by buttons, or by what is typed."""
        await self.begin()
        await (self.officer.write(text) if text else self.officer.press(self.words("as is")))
        await (self.officer.write(day) if day else self.officer.press(self.words("week")))
        await self.officer.press(self.words("yes"))
        return (await self.promises())[-1]

    async def promises(self) -> list[Promise]:
        async with self.stage.store.read() as repositories:
            return list(await repositories.promises.of_request(self.request.id))

    async def logged(self) -> list[tuple[str, dict[str, Any]]]:
        """What the log tells of promises; and the whole log fits."""
        async with self.stage.store.read() as repositories:
            assert Walk().along(await repositories.journal.after(0, 1000)) is None
            rows = await repositories.journal.of_subjects([subject(self.request.id)])
        return [
            (kind, {name: fact for name, fact in json.loads(facts).items() if name in ("until", "about", "verdict")})
            for _, _, kind, _, _, facts, *_ in rows
            if kind.startswith("request.promise")
        ]

    def at(self, moment: str) -> None:
        """Move the clock to a local moment."""
        wanted = datetime.fromisoformat(moment).replace(tzinfo=ZONE).astimezone(UTC)
        self.stage.clock.move(wanted - self.stage.clock.now())

    async def look(self) -> int:
        queued = await PromiseReminders(self.stage.service).tick()
        await deliver(self.stage)
        return queued


@pytest.fixture
async def stage(stage: Stage) -> AsyncIterator[Stage]:
    """The stage with the calendar of Kazakhstan; it is Monday, 2 March 2026, 11:00."""

    async def by_law(around: date) -> WorkingCalendar:
        return kazakh_calendar(around)

    stage.service = replace(stage.service, by_law=by_law)
    stage.restart()
    yield stage
    assert stage.refused() == []


async def scene(stage: Stage, language: str = "ru", *, answer: str = "Жолды жөндейміз.") -> Scene:
    people = []
    for number in (SALAUAT, BOTA, AIGUL):
        person = stage.person(number, "Серік")
        await person.start()
        people.append(person)
    room = await office(stage, SALAUAT, head=BOTA)
    request = await file(stage, AIGUL, await ngo(stage, AIGUL), office_id=room)
    now = stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    event = RequestEvent(0, request.id, EventKind.ANSWERED, now, Actor.OFFICER, office_id=room)
    async with stage.store.write() as repositories:
        for number in (SALAUAT, BOTA, AIGUL):
            await repositories.people.set_language(number, Language(language), now)
        done = await happening.happen(repositories, stage.service, law, event, now, beside=Erasable(SALAUAT, answer))
        message = RequestMessage(
            0, request.id, MessageKind.ANSWER, SALAUAT, None, room, SALAUAT, 77, answer, now, entry=done.entry
        )
        number = await repositories.request_messages.add(message)
    await deliver(stage)
    return Scene(stage, done.request, number, room, people[0], people[2], language)


def said(person: Person) -> str:
    return person.text.replace("\xa0", " ")


# --- the way ---------------------------------------------------------------------------------------------------------


@BOTH
async def test_a_promise_is_given_in_four_taps_and_stands_in_the_log(stage: Stage, language: str) -> None:
    one = await scene(stage, language)
    await one.begin()
    assert "«Жолды жөндейміз.»" in one.officer.text
    await one.officer.press(one.words("as is"))
    # 9 March is a day off instead of the 8th.
    assert [label.rpartition(" · ")[2].replace("\xa0", " ") for label in one.officer.buttons[:4]] == (
        ["10 наурыз", "16 наурыз", "2 сәуір", "31 наурыз"]
        if language == "kk"
        else ["10 марта", "16 марта", "2 апреля", "31 марта"]
    )
    await one.officer.press(one.words("week"))
    assert ("10 наурыз, сейсенбі" if language == "kk" else "10 марта, вторник") in said(one.officer)
    assert await one.promises() == [], "nothing is promised before the confirmation"
    before = len(one.member.from_bot)
    await one.officer.press(one.words("yes"))
    assert one.words("given") in one.officer.text
    await deliver(stage)
    assert len(one.member.from_bot) == before + 1
    (promise,) = await one.promises()
    assert (promise.text, promise.day, promise.first_day) == ("Жолды жөндейміз.",) + (date(2026, 3, 10),) * 2
    assert (promise.office_id, promise.state, promise.pending) == (one.office, Verdict.OPEN, True)
    async with stage.store.read() as repositories:
        message = await repositories.request_messages.get(one.answer)
    assert message is not None
    assert await one.logged() == [("request.promised", {"until": "2026-03-10", "about": message.entry})]


@BOTH
async def test_own_words_and_a_typed_date_are_taken_after_a_restart(stage: Stage, language: str) -> None:
    one = await scene(stage, language)
    await one.begin()
    stage.restart()
    await one.officer.write("Көпірді <b>саламыз</b> & бояймыз")
    stage.restart()
    await one.officer.write("20 сәуір" if language == "kk" else "20 апреля")
    assert "Көпірді <b>саламыз</b> & бояймыз" in one.officer.text
    stage.restart()
    await one.officer.press(one.words("yes"))
    (promise,) = await one.promises()
    assert (promise.text, promise.day) == ("Көпірді <b>саламыз</b> & бояймыз", date(2026, 4, 20))


@BOTH
async def test_the_office_is_reminded_before_on_and_after_and_the_ngo_is_asked_the_day_after(
    stage: Stage, language: str
) -> None:
    one = await scene(stage, language)
    await one.promise(day="20.04.2026")
    officer, member = len(one.officer.from_bot), len(one.member.from_bot)
    await deliver(stage)
    member += 1  # the step itself
    seen = []
    for day in [*range(13, 28)]:
        for hour in ("08:00", "09:00", "13:30", "17:00", "21:00"):
            one.at(f"2026-04-{day} {hour}")
            if await one.look():
                seen.append(f"{day} {hour}")
    # 17 April is the last working day three days before, 23 April three days after.
    assert seen == ["17 09:00", "20 09:00", "21 09:00", "23 09:00"]
    texts = [message.text.replace("\xa0", " ") for message in one.officer.from_bot[officer:]]
    assert [text.splitlines()[0] for text in texts] == (
        [
            "🤝 Міндеттемені орындауға 3 күн қалды",
            "🤝 Міндеттемені бүгін орындау керек",
            "🤝 Міндеттеме мерзімі өтті",
        ]
        if language == "kk"
        else ["🤝 До срока обещания 3 дня", "🤝 Срок обещания сегодня", "🤝 Срок обещания прошёл"]
    )
    (asked,) = one.member.from_bot[member:]
    assert one.words("asked") in asked.text and "«Жолды жөндейміз.»" in asked.text
    assert [button["text"] for button in asked.buttons[:3]] == [
        one.words("kept"), one.words("partly"), one.words("broken"),
    ]  # fmt: skip


@BOTH
async def test_the_ngo_judges_changes_its_mind_and_the_office_hears(stage: Stage, language: str) -> None:
    one = await scene(stage, language)
    promise = await one.promise()
    one.at("2026-03-11 09:00")
    await one.look()
    await one.member.press(one.words("broken"))
    assert f"✓ {one.words('broken')}" in one.member.buttons
    await deliver(stage)
    assert (
        "ҮЕҰ міндеттемеге баға берді: орындалмады" if language == "kk" else "НПО оценила обещание: не выполнено"
    ) in (one.officer.text)
    await one.member.press_twice(one.words("kept"))
    await deliver(stage)
    assert ("баға берді: орындалды" if language == "kk" else "оценила обещание: выполнено") in one.officer.text
    assert [facts for kind, facts in await one.logged() if kind == "request.promise_judged"] == [
        {"about": promise.entry, "verdict": "broken"},
        {"about": promise.entry, "verdict": "kept"},
    ]
    (promise,) = await one.promises()
    assert promise.state is Verdict.KEPT
    before = len(one.officer.from_bot)
    one.at("2026-03-13 09:00")
    assert await one.look() == 0 and len(one.officer.from_bot) == before, "nobody is reminded of what is judged"


@BOTH
async def test_an_official_says_done_and_the_ngo_is_asked_early(stage: Stage, language: str) -> None:
    one = await scene(stage, language)
    await one.promise()
    await deliver(stage)
    await one.officer.write("/promises")
    assert "«Жолды жөндейміз.»" in one.officer.text
    await one.officer.press(one.words("done"))
    await one.officer.press_twice(one.words("done yes"))
    await deliver(stage)
    assert one.words("asked") in one.member.text
    assert [kind for kind, _ in await one.logged()] == ["request.promised", "request.promise_done"]
    seen = len(one.member.from_bot), len(one.officer.from_bot)
    one.at("2026-03-11 09:00")
    assert await one.look() == 0 and seen == (len(one.member.from_bot), len(one.officer.from_bot))
    await one.member.press(one.words("broken"))
    (promise,) = await one.promises()
    assert promise.state is Verdict.BROKEN and promise.done_at is not None


@BOTH
async def test_a_day_is_moved_once_with_a_reason_and_the_ngo_is_told(stage: Stage, language: str) -> None:
    one = await scene(stage, language)
    given = await one.promise()
    await deliver(stage)
    await one.officer.write("/promises")
    await one.officer.press(one.words("move"))
    await one.officer.write("Қар көп")
    await one.officer.write("10.03.2026")
    assert ("осы күн белгіленген" if language == "kk" else "Эта дата уже стоит") in one.officer.text
    await one.officer.write("15.05.2026")
    await one.officer.press(one.words("yes"))
    await deliver(stage)
    text = said(one.member)
    assert one.words("moved") in text and "Қар көп" in text
    assert ("15 мамыр (басында: 10 наурыз)" if language == "kk" else "15 мая (сначала: 10 марта)") in text
    (promise,) = await one.promises()
    assert (promise.day, promise.first_day, promise.reason) == (date(2026, 5, 15), date(2026, 3, 10), "Қар көп")
    assert (await one.logged())[-1] == ("request.promised", {"until": "2026-05-15", "about": given.entry})
    await one.officer.write("/promises")
    assert one.words("move") not in one.officer.buttons
    await one.officer.forge(OwnPromisePress(act=PromiseAct.MOVE, id=promise.id).pack())
    assert ("бір рет ауыстырылған" if language == "kk" else "уже переносили") in one.officer.toast
    one.at("2026-03-10 09:00")
    assert await one.look() == 0, "the first day counts no more"
    one.at("2026-05-12 09:00")
    assert await one.look() == 1


# --- wrong, late, repeated, forged -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("01.03.2026", "Этот день уже прошёл."),
        ("01.01.2020", "Этот день уже прошёл."),
        ("03.03.2028", "Обещание можно дать не дальше чем на 2 года вперёд."),
        ("скоро", "Здесь не видно даты."),
        ("31.02.2026", "Здесь не видно даты."),
        ("<b>" * 900, "Здесь не видно даты."),
    ],
)
async def test_a_day_that_cannot_be_promised_is_asked_for_again(stage: Stage, typed: str, answer: str) -> None:
    one = await scene(stage)
    await one.begin()
    await one.officer.press(one.words("as is"))
    await one.officer.write(typed)
    assert said(one.officer).startswith(answer)
    await one.officer.write("02.03.2026")
    await one.officer.press(one.words("yes"))
    assert [promise.day for promise in await one.promises()] == [date(2026, 3, 2)], "today can be promised"


@pytest.mark.parametrize("typed", ["??", "Я" * 1001, "12345"])
async def test_words_that_say_nothing_or_too_much_are_asked_for_again(stage: Stage, typed: str) -> None:
    one = await scene(stage)
    await one.begin()
    await one.officer.write(typed)
    assert "не меньше трёх букв и не больше 1000 знаков" in said(one.officer).replace(" 000", "000")


async def test_an_answer_too_long_to_be_a_promise_is_not_offered(stage: Stage) -> None:
    one = await scene(stage, answer="Ж" * 3000)
    await one.begin()
    assert one.officer.buttons == ["Отмена"]
    await one.officer.forge(PromiseStepPress(act=PromiseStepAct.AS_IS, run=10**9).pack())
    assert one.words("stale") in one.officer.toast


async def test_an_answer_that_can_still_be_undone_promises_nothing_yet(stage: Stage) -> None:
    one = await scene(stage)
    now = stage.clock.now()
    async with stage.store.write() as repositories:
        message = RequestMessage(
            0, one.request.id, MessageKind.ANSWER, SALAUAT, None, one.office, SALAUAT, 78, "Иә", now, leaves_at=now
        )
        one.answer = await repositories.request_messages.add(message)
    await one.begin()
    assert "ещё отправляется" in one.officer.toast


async def test_others_can_neither_promise_nor_finish_nor_move_nor_judge(stage: Stage) -> None:
    one = await scene(stage)
    promise = await one.promise()
    stranger = stage.person(STRANGER, "Бөтен")
    await stranger.start()
    await ngo(stage, STRANGER)
    erlan = stage.person(ERLAN, "Ерлан")
    await erlan.start()
    await office(stage, ERLAN)
    for person in (stranger, erlan, one.member):
        await one.begin(person)
        assert person.alert
    for act in (PromiseAct.DONE_ASK, PromiseAct.DONE, PromiseAct.MOVE):
        for person in (stranger, erlan, one.member):
            await person.forge(OwnPromisePress(act=act, id=promise.id).pack(), person.last)
    for person in (stranger, erlan, one.officer):
        await person.forge(VerdictPress(id=promise.id, verdict=Verdict.KEPT).pack(), person.last)
        assert person.alert
    await one.member.forge(VerdictPress(id=10**9, verdict=Verdict.KEPT).pack(), one.member.last)
    await one.member.forge(f"rpv:{promise.id}:perhaps", one.member.last)
    assert await one.promises() == [promise]
    assert [kind for kind, _ in await one.logged()] == ["request.promised"]
    await stranger.write("/promises")
    assert "у которых есть место в подразделении" in stranger.text or "орны бар" in stranger.text


async def test_nobody_calls_a_promise_broken_before_its_day_is_over(stage: Stage) -> None:
    one = await scene(stage)
    promise = await one.promise()
    await one.member.forge(VerdictPress(id=promise.id, verdict=Verdict.BROKEN).pack(), one.member.last)
    assert one.member.alert and "Срок обещания – 10 марта" in one.member.toast.replace("\xa0", " ")
    await one.member.forge(VerdictPress(id=promise.id, verdict=Verdict.OPEN).pack(), one.member.last)
    assert (await one.promises())[0].state is Verdict.OPEN
    await one.member.forge(VerdictPress(id=promise.id, verdict=Verdict.KEPT).pack(), one.member.last)
    assert (await one.promises())[0].state is Verdict.KEPT


async def test_a_repeated_late_and_foreign_confirmation_promises_once(stage: Stage) -> None:
    one = await scene(stage)
    await one.begin()
    await one.officer.press(one.words("as is"))
    await one.officer.press(one.words("week"))
    await one.officer.press_twice(one.words("yes"))
    assert len(await one.promises()) == 1
    await one.begin()
    await one.officer.press(one.words("as is"))
    old = one.officer.last
    await one.begin()
    await one.officer.press(one.words("week"), old)
    assert one.words("stale") in one.officer.toast
    await one.officer.press(one.words("cancel"))
    await one.officer.write("/cancel")
    assert len(await one.promises()) == 1


async def test_a_preview_left_open_until_its_day_has_passed_asks_again(stage: Stage) -> None:
    one = await scene(stage)
    await one.begin()
    await one.officer.press(one.words("as is"))
    await one.officer.press(one.words("week"))
    one.at("2026-03-11 10:00")
    await one.officer.press(one.words("yes"))
    assert "Этот день уже прошёл." in one.officer.text
    assert await one.promises() == []


async def test_words_at_the_preview_and_presses_of_other_steps_change_nothing(stage: Stage) -> None:
    one = await scene(stage)
    await one.begin()
    run = int(one.officer.last.buttons[0]["callback_data"].split(":")[2])
    for act in (PromiseStepAct.CONFIRM, PromiseStepAct.DAY, PromiseStepAct.OTHER_DAY):
        await one.officer.forge(PromiseStepPress(act=act, run=run, day=700_000).pack())
        assert one.words("stale") in one.officer.toast
    await one.officer.press(one.words("as is"))
    await one.officer.forge(PromiseStepPress(act=PromiseStepAct.DAY, run=run, day=3_652_059).pack())
    assert "не дальше чем на 2 года" in one.officer.text
    await one.officer.press(one.words("week"))
    await one.officer.write("да")
    assert "Нажмите кнопку ниже" in one.officer.text
    await one.officer.press("Другая дата")
    assert "К какому дню?" in one.officer.text


async def test_a_seat_that_ends_in_the_middle_ends_the_promise(stage: Stage) -> None:
    one = await scene(stage)
    await one.begin()
    await one.officer.press(one.words("as is"))
    await one.officer.press(one.words("week"))
    preview = one.officer.last
    async with stage.store.write() as repositories:
        seats = (await repositories.seats.of_offices([one.office]))[one.office]
        own = next(seat for seat in seats if seat.person_id == SALAUAT)
        await repositories.seats.end(own.id, By(BOTA, "head"), stage.clock.now())
    await one.officer.press(one.words("yes"), preview)
    assert one.officer.alert and await one.promises() == []


async def test_the_words_of_an_answer_are_not_offered_to_somebody_whose_seat_has_ended(stage: Stage) -> None:
    one = await scene(stage)
    await one.begin()
    async with stage.store.write() as repositories:
        seats = (await repositories.seats.of_offices([one.office]))[one.office]
        own = next(seat for seat in seats if seat.person_id == SALAUAT)
        await repositories.seats.end(own.id, By(BOTA, "head"), stage.clock.now())
    await one.officer.press(one.words("as is"))
    assert one.officer.alert and "К какому дню?" not in one.officer.text


async def test_a_withdrawn_request_gets_no_promise(stage: Stage) -> None:
    one = await scene(stage)
    await one.begin()
    await one.officer.press(one.words("as is"))
    await one.officer.press(one.words("week"))
    now = stage.clock.now()
    law = await stage.service.by_law(stage.service.today(now))
    event = RequestEvent(0, one.request.id, EventKind.RATED, now, Actor.NGO, rating=Rating.FORMAL)
    async with stage.store.write() as repositories:
        await happening.happen(repositories, stage.service, law, event, now)
        withdrawn = event._replace(kind=EventKind.WITHDRAWN, rating=None)
        await happening.happen(repositories, stage.service, law, withdrawn, now)
    await one.officer.press(one.words("yes"))
    assert one.officer.alert and await one.promises() == []


async def test_a_promise_outlives_the_seat_that_gave_it(stage: Stage) -> None:
    one = await scene(stage)
    await one.promise()
    async with stage.store.write() as repositories:
        seats = (await repositories.seats.of_offices([one.office]))[one.office]
        own = next(seat for seat in seats if seat.person_id == SALAUAT)
        await repositories.seats.end(own.id, By(BOTA, "head"), stage.clock.now())
    erlan = stage.person(ERLAN, "Ерлан")
    await erlan.start()
    await seat(stage, one.office, ERLAN)
    gone = len(one.officer.from_bot)
    one.at("2026-03-10 09:00")
    assert await one.look() == 1, "the newcomer, who is on duty"
    assert "Срок обещания сегодня" in erlan.text and len(one.officer.from_bot) == gone
    await erlan.press("✓ Сделано")
    await erlan.press("✓ Да, выполнено")
    await deliver(stage)
    assert one.words("asked") in one.member.text


async def test_a_stopped_bot_makes_up_the_latest_reminder_and_two_processes_send_one(stage: Stage) -> None:
    one = await scene(stage)
    await one.promise(day="20.04.2026")
    await deliver(stage)
    one.at("2026-04-20 10:00")
    jobs = [PromiseReminders(stage.service) for _ in range(3)]
    assert sorted(await asyncio.gather(*(job.tick() for job in jobs))) == [0, 0, 1]
    one.at("2026-04-17 10:00")
    assert await one.look() == 0, "a clock moved back repeats nothing"
    one.at("2026-08-01 10:00")
    assert await one.look() == 1, "months later the office is left alone; the NGO is asked"


async def test_a_reminder_held_up_by_the_network_waits_for_working_hours(stage: Stage) -> None:
    one = await scene(stage)
    await one.promise(day="20.04.2026")
    await deliver(stage)
    before = len(one.officer.from_bot)
    one.at("2026-04-17 18:00")
    assert await PromiseReminders(stage.service).tick() == 1
    one.at("2026-04-17 20:00")
    await deliver(stage)
    assert len(one.officer.from_bot) == before
    one.at("2026-04-20 09:00")
    await deliver(stage)
    assert "Срок обещания сегодня" in one.officer.text


@BOTH
async def test_the_card_of_a_request_tells_its_promises(stage: Stage, language: str) -> None:
    one = await scene(stage, language)
    assert views.summary(await one.promises(), date(2026, 3, 2), stage.service.texts.all()[0]) is None
    await one.promise()
    tr = stage.service.texts.in_language(Language(language))
    text = (views.summary(await one.promises(), date(2026, 3, 2), tr) or "").replace("\xa0", " ")
    assert text == (
        "🤝 Уәде, 10 наурызға дейін: «Жолды жөндейміз.»"
        if language == "kk"
        else "🤝 Обещано до 10 марта: «Жолды жөндейміз.»"
    )


async def test_the_list_turns_its_pages_and_says_when_it_is_empty(stage: Stage) -> None:
    one = await scene(stage)
    await one.officer.write("/promises")
    assert "Нет обещаний" in one.officer.text
    for number in range(6):
        await one.promise(text=f"Уәде нөмірі {number}", day=f"{10 + number}.04.2026")
    await one.officer.write("/promises")
    assert "страница 1 из 2" in one.officer.text
    await one.officer.press("Следующие ›")
    assert "Уәде нөмірі 5" in one.officer.text
    await one.officer.forge(OwnPromisePress(act=PromiseAct.LIST, page=9999).pack())
    assert "Уәде нөмірі 5" in one.officer.text


async def test_the_log_reads_back_what_happened_to_a_promise(stage: Stage) -> None:
    one = await scene(stage)
    promise = await one.promise()
    await one.officer.write("/promises")
    await one.officer.press(one.words("done"))
    await one.officer.press(one.words("done yes"))
    async with stage.store.read() as repositories:
        events = events_of(await repositories.journal.of_subjects([subject(one.request.id)]))
    done = next(event for event in events if event.kind is EventKind.PROMISE_DONE)
    assert (done.about, done.actor, done.office_id) == (promise.entry, Actor.OFFICER, one.office)


@BOTH
async def test_both_cards_show_a_promise_and_the_ngo_judges_it_on_its_own(stage: Stage, language: str) -> None:
    one = await scene(stage, language)
    await one.promise()
    await open_card(one.member, one.request)
    assert "«Жолды жөндейміз.»" in one.member.text
    assert one.words("kept") not in one.member.buttons, "its day is still to come"
    await open_card(one.officer, one.request)
    assert "«Жолды жөндейміз.»" in one.officer.text
    one.at("2026-03-11 09:00")
    await open_card(one.member, one.request)
    await one.member.press(one.words("kept"))
    assert (await one.promises())[0].state is Verdict.KEPT
    await open_card(one.member, one.request)
    verdict = "ҮЕҰ бағасы: орындалды." if language == "kk" else "Оценка НПО: выполнено."
    assert verdict in one.member.text and one.words("kept") not in one.member.buttons


async def open_card(person: Person, request: Request) -> None:
    await person.forge(RequestPress(act=RequestAct.OPEN, id=request.id, other=1).pack(), person.from_bot[0])
