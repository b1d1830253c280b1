"""Writing to an akimat: from /ask or a call to a numbered request with its reply date, once, whatever comes between."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.holidays import kazakh_calendar
from domain.calendar import WorkingCalendar
from domain.days_off import CalendarChange
from domain.offices import By
from domain.requests.model import Route
from handlers.requests.filing_callbacks import LetterAct
from storage.engine import Session
from storage.statement import sql
from tests.handlers.announcing import SARKAN, onboard_ngo
from tests.handlers.letters import BOTH, WORDS, aigul_of, begun, letter, requests, said, texts_of
from tests.person import ZONE, Stage
from tests.request_stage import SALAUAT, deliver, office


@BOTH
async def test_from_the_menu_to_a_numbered_request_with_its_reply_date(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    await aigul.menu(words["menu"])
    assert words["where"] in aigul.text and words["own"] in aigul.buttons[0]
    stage.restart()
    await aigul.press(words["own"])
    await aigul.press(words["topic"])
    assert words["write"] in aigul.text
    stage.restart()
    await aigul.write("Мектепке пандус керек.")
    await aigul.press(words["look"])
    assert "«Самал» қоры" in aigul.text and "Мектепке пандус керек." in aigul.text
    assert words["nobody"] in aigul.text
    stage.restart()
    await aigul.press(words["send"])
    shown = said(aigul)
    assert words["sent"] in shown and words["due"] in shown and words["law"] in shown
    (request,) = await requests(stage)
    assert request.filed_at == stage.clock.now() and request.author_id == 1001
    async with stage.store.read() as repositories:
        (entry,) = await repositories.journal.of_subjects(["request:1"])
        assert await repositories.request_drafts.of_person(1001, 1) is None
    assert str(entry[6]) in shown
    await aigul.menu(words["mine"])
    assert "№ 1" in aigul.text and "Мектепке пандус керек." in aigul.text
    await aigul.press("№ 1")
    assert "№ 1" in aigul.text
    assert stage.refused() == []


@BOTH
async def test_a_call_card_begins_a_letter_about_the_call(stage: Stage, language: str) -> None:
    words = WORDS[language]
    title = "Жастарға арналған грант" if language == "kk" else "Грант для молодёжи"
    call = await stage.add_call()
    aigul = await aigul_of(stage, language)
    await aigul.write("/calls")
    await aigul.press("1")
    card = aigul.last
    await aigul.press(words["ask"])
    assert words["where"] in aigul.text and aigul.last is not card
    await aigul.press(words["own"])
    await aigul.press(words["topic"])
    await aigul.write("Өтінімді қайда береміз?")
    await aigul.press(words["look"])
    assert title in aigul.text
    await aigul.press(words["send"])
    assert title in aigul.text
    (request,) = await requests(stage)
    assert request.call_id == call
    assert stage.refused() == []


async def test_a_group_card_link_begins_a_letter_about_the_call_and_a_newcomer_is_asked_who_they_are(
    stage: Stage,
) -> None:
    call = await stage.add_call()
    aigul = await aigul_of(stage)
    await aigul.start(f"a{call}")
    assert WORDS["kk"]["where"] in aigul.text
    await aigul.start("a999999")  # the call is gone: the letter is about none
    await aigul.press(WORDS["kk"]["anew"])
    await aigul.press(WORDS["kk"]["own"])
    assert "Хабарландыру бойынша" not in aigul.text
    stranger = stage.person(1009, "Ерлан")
    await stranger.start(f"a{call}")
    assert "Қазақша" in stranger.buttons


@BOTH
async def test_an_unsent_letter_survives_and_is_gone_on_with_or_begun_anew(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    await begun(aigul, language)
    await aigul.write("Бірінші сөз.")
    await aigul.write("/cancel")
    await aigul.write("Сарқан гранты")  # a search again, not a part of the letter
    stage.restart()
    stage.clock.move(timedelta(days=20))
    await aigul.write("/ask")
    assert words["unsent"] in aigul.text and "Бірінші сөз." in aigul.text
    await aigul.press(words["go on"])
    await aigul.write("Екінші сөз.")
    await aigul.press(words["look"])
    assert "Бірінші сөз. Екінші сөз." in aigul.text
    await aigul.write("/ask")
    await aigul.press(words["anew"])
    assert words["where"] in aigul.text
    async with stage.store.read() as repositories:
        draft = await repositories.request_drafts.of_person(1001, 1)
    assert draft is not None and draft.parts == () and draft.territory_id is None


@BOTH
async def test_a_letter_is_deleted_after_a_question_and_its_old_buttons_do_no_harm(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    await begun(aigul, language)
    await aigul.write("Бірінші сөз.")
    old = aigul.last
    await aigul.press(words["delete"])
    await aigul.press("‹")
    await aigul.press(words["delete"])
    await aigul.press(words["delete yes"])
    assert words["deleted"] in aigul.text
    for message in (old, aigul.with_buttons[0]):
        await aigul.forge("ld:s:1::0:0:2", message)
        assert words["gone"] in aigul.toast
    await aigul.forge("ld:v:1::0:0:0", old)
    assert words["gone"] in aigul.toast
    assert await requests(stage) == []


@BOTH
async def test_pressing_send_twice_late_and_after_a_restart_sends_once(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    await begun(aigul, language)
    await aigul.write("Мектепке пандус керек.")
    await aigul.press(words["look"])
    old = aigul.last
    both = await aigul.press_twice(words["send"])
    assert [words["before"] in press.result.text for press in both if press.result] == [False, True]
    receipt = aigul.text
    stage.restart()
    stage.clock.move(timedelta(days=3))
    await aigul.forge("ld:s:1::0:0:2", old)
    assert words["before"] in aigul.toast and aigul.text == receipt
    await aigul.forge("ld:m:1::0:0:0", old)
    assert words["before"] in aigul.toast and aigul.text == receipt
    assert len(await requests(stage)) == 1 and await texts_of(stage) == ["Мектепке пандус керек."]
    assert stage.refused() == []


async def test_an_update_that_comes_again_after_a_crash_shows_the_receipt_nobody_has_seen(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    await begun(aigul)
    await aigul.write("Мектепке пандус керек.")
    await aigul.press(WORDS["kk"]["look"])
    preview = aigul.last
    press = aigul.phone.press(preview, WORDS["kk"]["send"])
    raw = stage.account.updates.pending[-1]
    await aigul.acted()
    assert press.result is not None and WORDS["kk"]["sent"] in aigul.text
    receipt, preview.content["text"] = aigul.text, "?"  # as if the answer had never arrived
    await stage.feed([raw])
    assert preview.text == receipt and len(await requests(stage)) == 1


MOMENTS = {
    "the closing second is inside": ((2026, 3, 2, 18, 30, 0), "2 наурыз, 18:30:00", "жұмыс уақытында", "26"),
    "a second later is not": ((2026, 3, 2, 18, 30, 1), "3 наурыз, 09:00", "аяқталған соң", "27"),
    "before the opening": ((2026, 3, 3, 8, 59, 59), "3 наурыз, 09:00", "басталмай тұрып", "27"),
    "on a Sunday": ((2026, 3, 15, 12, 0, 0), "16 наурыз, 09:00", "демалыс күні жіберілді", "9"),
    "on the eve of the New Year": ((2026, 12, 31, 18, 31, 0), "2027 жылғы 5 қаңтар, 09:00", "аяқталған соң", "27"),
    "on a worked Saturday": ((2026, 3, 14, 10, 0, 0), "14 наурыз, 10:00:00", "жұмыс уақытында", "8"),
}


@pytest.mark.parametrize("case", MOMENTS)
async def test_the_moment_of_registration_is_told_with_its_reason(stage: Stage, case: str) -> None:
    at, registered, why, due = MOMENTS[case]
    aigul = await aigul_of(stage)

    async def law(today: date) -> WorkingCalendar:
        change = CalendarChange(date(2026, 3, 14), True, "Тапсырыс")
        return kazakh_calendar(today, changes=[change])

    stage.service = replace(stage.service, by_law=law)
    stage.restart()
    moment = datetime(*at, tzinfo=ZONE)
    await begun(aigul)
    await aigul.write("Мектепке пандус керек.")
    await aigul.press(WORDS["kk"]["look"])
    stage.clock.move(moment - stage.clock.now())
    await aigul.press(WORDS["kk"]["send"])
    shown = said(aigul)
    line = next(line for line in shown.splitlines() if line.startswith("Қабылдан"))
    assert registered in line and why in line
    (request,) = await requests(stage)
    assert request.filed_at == moment and request.due.day == int(due)
    assert f" {due} " in next(line for line in shown.splitlines() if line.startswith("Жауап беру мерзімі"))
    skipped = [line for line in shown.splitlines() if line.startswith("•")]
    assert skipped and all(" – " in line for line in skipped)


@BOTH
async def test_the_letter_goes_to_the_office_of_the_topic_and_reaches_whoever_sits_there(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    salauat = stage.person(SALAUAT, "Салауат", "ru")
    await salauat.start()
    here = await office(stage, SALAUAT, topics=("education",))
    await begun(aigul, language)
    await aigul.write("Мектепке пандус керек.")
    await aigul.press(words["look"])
    name = "Ішкі саясат бөлімі" if language == "kk" else "Отдел внутренней политики"
    assert name in aigul.text
    await aigul.press(words["send"])
    assert name in aigul.text
    (request,) = await requests(stage)
    assert request.office_id == here and request.route is Route.TOPIC
    await deliver(stage)
    assert "Мектепке пандус керек." in salauat.text
    await aigul.write("/requests")
    assert name in aigul.text


@BOTH
async def test_an_office_that_closes_before_sending_is_gone_round_and_that_is_told(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    here = await office(stage, SALAUAT, topics=("education",))
    await begun(aigul, language)
    await aigul.write("Мектепке пандус керек.")
    await aigul.press(words["look"])
    async with stage.store.write() as repositories:
        await repositories.offices.close(here, By(1, "coordinator:KZ"), stage.clock.now())
    await aigul.press(words["send"])
    assert {"kk": "үйлестірушілерге жіберілді", "ru": "ушёл координаторам"}[language] in aigul.text
    (request,) = await requests(stage)
    assert request.office_id is None and request.route is Route.NOBODY


async def test_an_office_that_opens_before_sending_gets_the_letter_and_that_is_told(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    await begun(aigul)
    await aigul.write("Мектепке пандус керек.")
    await aigul.press(WORDS["kk"]["look"])
    here = await office(stage, SALAUAT, topics=("education",))
    await aigul.press(WORDS["kk"]["send"])
    assert "бағыты өзгерді" in aigul.text and "Ішкі саясат бөлімі" in aigul.text
    assert (await requests(stage))[0].office_id == here


@BOTH
async def test_a_topic_that_vanished_is_asked_for_again(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    await begun(aigul, language)
    await aigul.write("Мектепке пандус керек.")
    await aigul.press(words["look"])
    kept = tuple(topic for topic in stage.service.topics if topic.id != "education")
    stage.service = replace(stage.service, topics=kept)
    stage.restart()
    await aigul.press(words["send"])
    assert {"kk": "Қайта таңдаңыз", "ru": "выберите снова"}[language] in aigul.text
    assert await requests(stage) == [] and words["topic"] not in aigul.buttons
    await aigul.press("Мәдениет" if language == "kk" else "Культура")
    await aigul.press(words["look"])
    await aigul.press(words["send"])
    assert (await requests(stage))[0].topic_id == "culture"


async def test_forged_places_and_topics_change_nothing(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    await begun(aigul)
    for data in (
        "ld:t:1:KZ:0:0:0",
        "ld:t:1:nowhere:0:0:0",
        "ld:t:1::0:0:0",
        "ld:c:1:nothing:0:0:0",
        "ld:c:1::0:0:0",
        "ld:l:1:nowhere:0:0:0",
        "ld:l:1:334800000:9999:0:0",
        "ld:z:1::0:0:0",
        "ld:t:1:<b>:0:0:0",
        "ld:s:1",
        "ld:n:999999999999::0:0:0",
        "eo:77",
        "el:77",
        "ml:9999",
        "rq:o:77",
    ):
        before = await letter(stage)
        await aigul.forge(data)
        after = await letter(stage)
        assert before is not None and after is not None
        if not data.startswith("ld:n"):
            assert (after.territory_id, after.topic_id) == (before.territory_id, before.topic_id), data
    assert stage.refused() == []


@pytest.mark.parametrize("act", list(LetterAct))
async def test_somebody_elses_letter_answers_to_no_button(stage: Stage, act: LetterAct) -> None:
    aigul = await aigul_of(stage)
    await begun(aigul)
    await aigul.write("Құпия сөз")
    thief = stage.person(1002, "Бөтен")
    await onboard_ngo(thief, "kk", "«Дала» қоры")
    before = await letter(stage)
    await thief.forge(f"ld:{act.value}:1::0:0:2")
    assert "Құпия сөз" not in thief.all_text
    assert await letter(stage) == before
    if act not in (LetterAct.BEGIN, LetterAct.ANEW):
        assert WORDS["kk"]["gone"] in thief.toast


async def test_topic_and_akimat_can_be_changed_in_the_preview(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    await begun(aigul)
    await aigul.write("Мектепке пандус керек.")
    await aigul.press(WORDS["kk"]["look"])
    await aigul.press("Тақырыпты өзгерту")
    await aigul.press("Мәдениет")
    await aigul.press(WORDS["kk"]["look"])
    await aigul.press("Әкімдікті өзгерту")
    await aigul.press(WORDS["kk"]["another"])
    await aigul.press("Жетісу облысы")
    await aigul.press("Текелі қаласы")
    await aigul.press(WORDS["kk"]["look"])
    assert "Текелі" in aigul.text and "Мәдениет" in aigul.text
    await aigul.press(WORDS["kk"]["send"])
    (request,) = await requests(stage)
    assert request.topic_id == "culture" and request.territory_id != SARKAN


async def test_a_failure_before_any_statement_of_sending_neither_loses_the_letter_nor_sends_it_twice(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    aigul = await aigul_of(stage)
    await office(stage, SALAUAT, topics=("education",))
    await begun(aigul)
    await aigul.write("Мектепке пандус керек.")
    aigul.phone.send_voice(aigul.account)
    await aigul.acted()
    await aigul.press(WORDS["kk"]["look"])
    preview, whole = aigul.last, (Session.all, Session.run)
    left, states = 0, set()

    def failing(method: Any) -> Any:
        async def run(self: Session, *args: Any, **values: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                raise RuntimeError("the machine stops here")
            return await method(self, *args, **values)

        return run

    for statement in range(2, 200):  # the first one tells who it is
        left = statement
        with monkeypatch.context() as patched:
            patched.setattr(Session, "all", failing(whole[0]))
            patched.setattr(Session, "run", failing(whole[1]))
            await aigul.press(WORDS["kk"]["send"], preview)
        filed = await requests(stage)
        async with stage.store.read() as repositories:
            draft = await repositories.request_drafts.get(1)
            queued = await repositories.session.all(sql("SELECT id FROM outbox"))
        assert draft is not None
        states.add((len(filed), draft.sent_as, len(draft.parts), len(queued)))
        if left > 0:
            break
    assert states == {(0, None, 2, 0), (1, 1, 0, 2)}
    assert statement > 25 and WORDS["kk"]["sent"] in preview.text
    assert await texts_of(stage) == ["Мектепке пандус керек.", ""]
