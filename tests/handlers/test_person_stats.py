"""/stats: what a coordinator, an official and an NGO see of the figures, and what is said when it is not theirs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.language import Language
from domain.offices import By, SeatRole
from handlers import office_record
from handlers.exporting.definitions import definitions
from handlers.views import report_words
from storage.statement import sql
from tests.handlers.announcing import ALMATY_OBLAST, ZHETISU, appoint, commands, coordinator
from tests.handlers.figure_stage import NGO, WORDS, bare, filed, pictures
from tests.handlers.requesting import member
from tests.handlers.test_trips import CountedStore
from tests.person import Person, Stage, foreign_letters
from tests.request_stage import SARQAN, ngo, office, seat

OFFICER, HEAD, DANAGUL = 2001, 2002, 3001


async def phone(stage: Stage, number: int, language: str) -> Person:
    """The phone of somebody who is known to the bot already."""
    person = stage.person(number, language_code=language)
    async with stage.store.write() as repositories:
        await repositories.people.set_language(number, Language(language), stage.clock.now())
    return person


async def further(person: Person, label: str) -> None:
    """Press a button of the table or of the screen with the rarer ones, whichever of them stands there now."""
    screen = person.with_buttons[-1]
    for way in ("back to table", "more"):
        labels = [button["text"] for button in screen.buttons]
        if label not in labels:
            step = next((said[way] for said in WORDS.values() if said[way] in labels), None)
            if step is not None:
                await person.press(step, screen)
    await person.press(label, screen)


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_coordinator_sees_the_own_territory_at_once_with_a_sentence_and_what_it_rests_on(
    stage: Stage, language: str
) -> None:
    said = WORDS[language]
    ngo_id = await ngo(stage, NGO)
    await filed(stage, ngo_id, await office(stage), 12, answered=9)
    danagul = await coordinator(stage, DANAGUL, language)
    await danagul.write("/stats")
    text = bare(danagul)
    assert said["territory"] in text
    assert f"{said['all']}12" in text
    assert "0/12" in text if language == "kk" else "0 из 12" in text  # answered, but all too late
    assert said["lies"] in text
    assert "2026" in text
    assert "11:00" in text  # as of
    async with stage.store.read() as repositories:
        head = await repositories.journal.head()
    assert head.hash[:12] in text
    assert str(head.number) in text
    assert "stats" in commands(stage, danagul)
    if language == "ru":
        assert not foreign_letters(text.replace("Жетісу", ""))


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_of_few_requests_only_the_numbers_are_told(stage: Stage, language: str) -> None:
    await filed(stage, await ngo(stage, NGO), await office(stage), 4, answered=4)
    danagul = await coordinator(stage, DANAGUL, language)
    await danagul.write("/stats")
    assert WORDS[language]["few"] in danagul.text
    assert "%" not in danagul.text


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_from_the_table_to_a_group_to_a_figure_to_the_list_and_to_a_request(stage: Stage, language: str) -> None:
    said = WORDS[language]
    requests = await filed(stage, await ngo(stage, NGO), await office(stage), 11, answered=9)
    danagul = await coordinator(stage, DANAGUL, language)
    await danagul.write("/stats")
    await danagul.press("1", danagul.last)
    assert f"{said['answered']}9" in bare(danagul)
    assert f"{said['overdue']}2" in bare(danagul)
    await danagul.press(f"{said['answered']}9")
    shown = [label for label in danagul.buttons if label.startswith("№")]
    assert len(shown) == 8
    assert said["open one"] in danagul.text
    assert "Жастар" not in danagul.text  # state and dates, never a word of the letter
    newest = max(request.id for request in requests[:9])
    assert shown[0] == f"№ {newest}"
    await danagul.press(shown[0])
    assert f"№ {newest}" in danagul.text
    assert "Жастар орталығына орын керек" not in danagul.text  # a coordinator sees state and clocks
    screen = danagul.with_button(said["back"])
    await danagul.press(said["back"])
    await danagul.press(f"{said['overdue']}2")
    assert len([button for button in screen.buttons if button["text"].startswith("№")]) == 2
    await danagul.press(said["back"])
    await danagul.press(said["back to table"])
    assert said["territory"] in screen.text
    assert not stage.refused()


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_one_edit_a_press_and_the_same_press_twice_and_after_a_restart(stage: Stage, language: str) -> None:
    said = WORDS[language]
    await filed(stage, await ngo(stage, NGO), await office(stage), 3)
    danagul = await coordinator(stage, DANAGUL, language)
    await danagul.write("/stats")
    messages = len(danagul.from_bot)
    for label in (
        *(said["by topic"], said["more"], said["by seat"], said["by month"], said["by territory"]),
        *(said["more"], said["words"]),
    ):
        await danagul.press_twice(label)
        assert len(danagul.from_bot) == messages
    stage.restart()
    await danagul.press(said["back to table"])
    stage.clock.move(timedelta(days=100))
    await danagul.press(said["by office"])
    assert f"{said['all']}3" in bare(danagul)
    assert len(danagul.from_bot) == messages
    assert not stage.refused()


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_periods_are_picked_and_typed_and_wrong_ones_are_told_why(stage: Stage, language: str) -> None:
    said = WORDS[language]
    await filed(stage, await ngo(stage, NGO), await office(stage), 3, days_ago=40)  # 21 January
    danagul = await coordinator(stage, DANAGUL, language)
    await danagul.write("/stats")
    await danagul.press(said["period"])
    await danagul.press(said["last month"])
    assert said["none"] in danagul.text
    await danagul.press(said["period"])
    await danagul.press(said["other days"])
    for typed, why in (
        ("31.01.2026-01.01.2026", "reversed"),
        ("01.05.2026 – 31.05.2026", "future"),
        ("01.01.2020 – 31.12.2020", "long ago"),
        ("всё", "unread"),
        ("<b>", "unread"),
    ):
        await danagul.write(typed)
        assert said[why] in danagul.text
    await danagul.write("1 қаңтардан 31 қаңтарға дейін" if language == "kk" else "с 1 по 31 января")
    assert f"{said['all']}3" in bare(danagul)
    await danagul.write("01.02.2026-03.02.2026")  # nobody asks any more
    assert said["all"] not in danagul.text
    assert not stage.refused()


async def test_days_are_waited_for_after_a_restart_and_no_longer_after_another_press(stage: Stage) -> None:
    said = WORDS["ru"]
    await filed(stage, await ngo(stage, NGO), await office(stage), 3, days_ago=40)
    danagul = await coordinator(stage, DANAGUL, "ru")
    for other in (False, True):
        await danagul.write("/stats")
        await danagul.press(said["period"])
        await danagul.press(said["other days"])
        stage.restart()
        if other:
            await danagul.press(said["back to table"])
        await danagul.write("01.01-31.01")
        assert (f"{said['all']}3" in bare(danagul)) is not other


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_way_down_the_tree_and_up_again(stage: Stage, language: str) -> None:
    said = WORDS[language]
    district = {"kk": "Сарқан ауданы", "ru": "Сарканский р-н"}[language]
    await filed(stage, await ngo(stage, NGO), await office(stage), 3)
    danagul = await coordinator(stage, DANAGUL, language)
    await danagul.write("/stats")
    await danagul.press(said["place"])
    labels = [label for label in danagul.buttons if "арқ" in label or "арк" in label]
    assert labels, danagul.buttons
    await danagul.press(labels[0])
    assert f"{said['all']}3" in bare(danagul), district
    await danagul.press(said["place"])
    assert not [label for label in danagul.buttons if "Алматы" in label]
    await danagul.press(danagul.buttons[0])  # the whole oblast
    assert said["territory"] in danagul.text


async def test_a_coordinator_of_two_territories_goes_from_one_to_the_other(stage: Stage) -> None:
    said = WORDS["ru"]
    danagul = await coordinator(stage, DANAGUL, "ru")
    await appoint(stage, DANAGUL, ALMATY_OBLAST)
    await danagul.write("/stats")
    first = danagul.text
    await danagul.press(said["place"])
    await danagul.press("‹ Шире")
    both = danagul.buttons[:2]
    for label in both:
        await danagul.press(label)
        assert said["none"] in danagul.text
        if label != both[-1]:
            await danagul.press(said["place"])
            await danagul.press("‹ Шире")
    assert len(set(both)) == 2
    assert first.split("\n")[0] != danagul.text.split("\n")[0] or both[0] != both[1]


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("role", [SeatRole.OFFICER, SeatRole.HEAD])
async def test_an_official_sees_the_own_office_and_what_is_public_and_opens_its_requests(
    stage: Stage, language: str, role: SeatRole
) -> None:
    said = WORDS[language]
    own, other = await office(stage), await office(stage)
    await seat(stage, own, OFFICER, role)
    ngo_id = await ngo(stage, NGO)
    requests = await filed(stage, ngo_id, own, 2, answered=1)
    await filed(stage, ngo_id, other, 3)
    serik = await phone(stage, OFFICER, language)
    await serik.write("/stats")
    assert said["own office"] in serik.text
    assert f"{said['all']}2" in bare(serik)  # few, and yet unhidden
    assert said["few"] in serik.text
    assert said["place"] not in serik.buttons
    assert "stats" in commands(stage, serik)
    await serik.press(said["whole"])
    await serik.press(f"{said['answered']}1")
    await serik.press(f"№ {requests[0].id}")
    assert "Жастар орталығына орын керек" in serik.text
    screen = serik.with_button(said["back"])
    for label in (said["back"], said["back to table"], said["more"], said["public"]):
        await serik.press(label, screen)
    assert said["public"] in screen.text
    assert said["by seat"] not in [button["text"] for button in screen.buttons]


async def test_an_official_who_is_in_an_ngo_chooses_the_side(stage: Stage) -> None:
    said = WORDS["ru"]
    own = await office(stage)
    ngo_id = await ngo(stage, NGO)
    await member(stage, ngo_id, OFFICER, "ru")
    await seat(stage, own, OFFICER)
    await filed(stage, ngo_id, own, 6)
    serik = await phone(stage, OFFICER, "ru")
    await serik.write("/stats")
    assert said["own office"] in serik.text
    await further(serik, said["public"])
    assert said["public"] in serik.text
    await further(serik, said["my office"])
    assert said["own office"] in serik.text


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_member_of_an_ngo_sees_public_figures_of_home_with_small_groups_hidden_and_no_request(
    stage: Stage, language: str
) -> None:
    said = WORDS[language]
    ngo_id = await ngo(stage, NGO, language=Language(language))
    await filed(stage, ngo_id, await office(stage), 9)
    await filed(stage, ngo_id, await office(stage), 3)
    aigul = await phone(stage, NGO, language)
    await aigul.write("/stats")
    text = bare(aigul)
    assert said["public"] in text
    assert {"kk": "Сарқан ауданы", "ru": "Сарканский район"}[language] in text
    assert f"{said['all']}12" in text
    assert text.count(f"\n{said['hidden']}") == 2  # the one of 3, and the one that would tell it
    assert "5" in text
    await aigul.press(said["whole"])
    assert not [label for label in aigul.buttons if said["answered"] in label]
    await aigul.press(said["back to table"])
    await aigul.press(said["period"])
    assert said["years"] in aigul.text
    assert said["other days"] not in aigul.buttons
    assert said["last month"] not in aigul.buttons
    await aigul.press(said["last year"])
    assert said["none"] in aigul.text


async def test_a_group_of_four_is_not_found_by_going_through_territories(stage: Stage) -> None:
    """The district is hidden with its offices, wherever one begins to look."""
    said = WORDS["ru"]
    ngo_id = await ngo(stage, NGO, language=Language.RU)
    await filed(stage, ngo_id, await office(stage), 4)
    aigul = await phone(stage, NGO, "ru")
    await aigul.write("/stats")
    assert said["hidden"] in aigul.text
    assert f"{said['all']}4" not in bare(aigul)
    for _ in range(2):
        await aigul.press(said["place"])
        await aigul.press(aigul.buttons[0])  # the whole of what lies above
        assert f"{said['all']}4" not in bare(aigul)


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_right_that_ended_while_the_screen_was_open_is_told_by_the_next_press(
    stage: Stage, language: str
) -> None:
    said = WORDS[language]
    own = await office(stage)
    held = await seat(stage, own, OFFICER)
    await filed(stage, await ngo(stage, NGO), own, 6)
    serik, danagul = await phone(stage, OFFICER, language), await coordinator(stage, DANAGUL, language)
    for person in (serik, danagul):
        await person.write("/stats")
        await person.press(said["whole"])
    async with stage.store.write() as repositories:
        await repositories.seats.end(held, By(1, "coordinator:KZ"), stage.clock.now())
        await repositories.session.run(sql("UPDATE coordinator SET until = 2 WHERE person_id = :who"), who=DANAGUL)
    for label in (said["overdue"], said["back to table"]):
        for person in (serik, danagul):
            pressed = next((one for one in person.buttons if label in one), None)
            if pressed is None:
                continue
            await person.press(pressed)
            assert (said["no seat"] if person is serik else said["lost"]) in person.text
            assert "№" not in person.text
    await danagul.press(said["public"])
    assert said["public"] in danagul.text


async def test_forged_buttons_show_nothing_that_is_not_theirs(stage: Stage) -> None:
    said = WORDS["ru"]
    own = await office(stage)
    requests = await filed(stage, await ngo(stage, NGO, language=Language.RU), own, 6)
    aigul = await phone(stage, NGO, "ru")
    await aigul.write("/stats")
    days = "7f200a"
    for data in (
        f"fg:t:t:o:{days}:{ZHETISU}:0::a",  # the territory's, by an NGO
        f"fg:l:o:m:{days}:KZ:0::a",  # an office's
    ):
        await aigul.forge(data)
        assert said["lost"] in aigul.text or said["no seat"] in aigul.text
    await aigul.forge(f"fg:l:p:o:{days}:{SARQAN}:0:{own}:a")
    assert said["not yours"] in aigul.toast
    assert not [label for label in aigul.buttons if label.startswith("№")]
    await aigul.forge(f"fg:g:p:s:{days}:{SARQAN}:0:1:a")
    assert said["by seat"] not in aigul.text
    danagul = await coordinator(stage, DANAGUL, "ru")
    await danagul.write("/stats")
    for data in (
        f"fg:t:t:o:{days}:nowhere:999::a",
        f"fg:l:t:o:zzzzzz:{ZHETISU}:999:{10**15}:a",
        f"fg:g:t:c:{days}:{ZHETISU}:0:nothing:a",
        f"fg:c:t:o:{days}:{ZHETISU}:999::a",
        f"fg:p:t:o:{days}:x-nowhere:0::a",
        "fg:t:t:o:!!:KZ:0::a",
        "fg:x",
    ):
        await danagul.forge(data)
        assert requests[0].number not in danagul.text
    await danagul.forge(f"fg:t:t:o:{days}:{ALMATY_OBLAST}:0::a")
    assert said["lost"] in danagul.with_buttons[-1].text
    assert not stage.refused()


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_chart_comes_as_a_picture_with_the_same_in_words_and_once_for_two_presses(
    stage: Stage, language: str
) -> None:
    said = WORDS[language]
    await filed(stage, await ngo(stage, NGO), await office(stage), 12, answered=9)
    danagul = await coordinator(stage, DANAGUL, language)
    await danagul.write("/stats")
    await danagul.press(said["more"])
    await danagul.press_twice(said["chart"])
    (caption,) = pictures(danagul)
    assert said["chart below"] in danagul.toast
    assert len(caption) <= 1024
    assert "0/12" in caption if language == "kk" else "0 из 12" in caption
    await further(danagul, said["chart days"])
    await further(danagul, said["by month"])
    await further(danagul, said["chart months"])
    assert len(pictures(danagul)) == 3
    stage.clock.move(timedelta(minutes=1))
    await further(danagul, said["chart months"])
    assert len(pictures(danagul)) == 4
    assert not stage.refused()


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_months_begin_with_the_first_that_has_a_request(stage: Stage, language: str) -> None:
    said = WORDS[language]
    await filed(stage, await ngo(stage, NGO), await office(stage), 3, days_ago=10)
    stage.clock.move(timedelta(days=100))
    danagul = await coordinator(stage, DANAGUL, language)
    await danagul.write("/stats")
    await further(danagul, said["by month"])
    months = re.findall(r"\d\. (\d\d\.\d{4})", bare(danagul))
    assert months[0] == "02.2026"
    assert len(months) > 3
    before = {"kk": "Осы кезеңде бұған дейін сауал жіберілген жоқ.", "ru": "Раньше за этот период запросов не было."}
    assert before[language] in danagul.text
    assert danagul.buttons[0] == "1"
    assert "2" not in danagul.buttons  # nothing was filed in March
    await further(danagul, said["chart months"])
    assert "01.2026" not in pictures(danagul)[0].split("\n", 3)[3]
    assert before[language] in pictures(danagul)[0]


async def test_a_coordinator_finds_how_early_calls_are_told(stage: Stage) -> None:
    danagul = await coordinator(stage, DANAGUL, "ru")
    await danagul.write("/stats")
    await further(danagul, WORDS["ru"]["calls"])
    assert "Своевременность" in danagul.text


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_same_days_and_place_are_one_press_away_from_a_file(stage: Stage, language: str) -> None:
    said = WORDS[language]
    own = await office(stage, OFFICER)
    await filed(stage, await ngo(stage, NGO, language=Language(language)), own, 6)
    danagul, serik = await coordinator(stage, DANAGUL, language), await phone(stage, OFFICER, language)
    aigul = await phone(stage, NGO, language)
    for person in (danagul, serik):
        await person.write("/stats")
        await further(person, said["file"])
        assert "✓ XLSX" in person.buttons
        assert "2026" in person.text
    assert {"kk": "Жетісу облысы", "ru": "область Жетісу"}[language] in danagul.text
    assert {"kk": "Ішкі саясат бөлімі", "ru": "Отдел внутренней политики"}[language] in serik.text
    await aigul.write("/stats")
    assert said["file"] not in aigul.buttons
    assert not stage.refused()


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_first_screen_of_a_coordinator_has_eight_choices_and_the_rest_is_one_press_away(
    stage: Stage, language: str
) -> None:
    said = WORDS[language]
    await filed(stage, await ngo(stage, NGO), await office(stage), 12, answered=9)
    danagul = await coordinator(stage, DANAGUL, language)
    await danagul.write("/stats")
    assert len([label for label in danagul.buttons if not label.isdecimal()]) == 8
    first = {*danagul.buttons}
    await danagul.press(said["more"])
    assert said["territory"] in danagul.text
    rest = {*danagul.buttons}
    assert len(rest) <= 8
    wanted = (
        "by topic",
        "by month",
        "by territory",
        "by seat",
        "period",
        "place",
        "whole",
        "chart",
        "chart days",
        "file",
    )
    assert {said[key] for key in wanted} <= first | rest
    stage.restart()
    await danagul.press(said["by seat"])
    assert f"{said['all']}12" in bare(danagul)
    await danagul.press(said["more"])
    assert f"✓ {said['by seat']}" in danagul.buttons
    await danagul.press(said["back to table"])
    assert said["more"] in danagul.buttons
    assert not stage.refused()


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_whose_rating_counts_is_said_in_the_same_words_in_the_chat_in_a_file_and_in_a_report(
    stage: Stage, language: str
) -> None:
    said = WORDS[language]
    tr = stage.service.texts.in_language(Language(language))
    danagul = await coordinator(stage, DANAGUL, language)
    await danagul.write("/stats")
    await further(danagul, said["words"])
    meant = {"kk": "соңғы жауабын ҮЕҰ үстірт деп", "ru": "последний ответ на которые НПО назвала формальным"}[language]
    told = [text for _, text in report_words.definitions(tr) if meant in text]
    assert len(told) == 1
    assert told[0] in danagul.text
    assert told[0] in {row[1] for row in definitions(tr, public=False)}


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_under_a_chart_the_number_of_a_seat_stands_however_long_its_offices_name(
    stage: Stage, language: str
) -> None:
    said = WORDS[language]
    number = await office(stage)
    held = await seat(stage, number, HEAD, SeatRole.HEAD)
    await filed(stage, await ngo(stage, NGO), number, 12, days_ago=5)
    async with stage.store.write() as repositories:
        found = await repositories.offices.get(number)
        assert found is not None
        for name_language in Language:
            name = "Ішкі саясат, мәдениет, тілдерді дамыту және спорт бөлімі " * 2
            await office_record.rename(repositories, found, name_language, name, By(1, "head"), stage.clock.now())
    danagul = await coordinator(stage, DANAGUL, language)
    await danagul.write("/stats")
    await further(danagul, said["by seat"])
    assert f"№ {held} (" in danagul.text
    await further(danagul, said["chart"])
    (caption,) = pictures(danagul)
    assert f"№ {held} (" in caption
    assert "Ішкі саясат, мәдениет" in caption.splitlines()[-1]


async def test_whoever_has_not_agreed_sees_no_figures(stage: Stage) -> None:
    await filed(stage, await ngo(stage, NGO), await office(stage), 6)
    stranger = stage.person(4001)
    await stranger.write("/stats")
    assert "Жария көрсеткіштер" not in stranger.all_text


HOSTILE = "</b><script> & \u202e=1+1"


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_an_office_with_a_hostile_name_that_was_closed_in_the_middle_is_still_shown(
    stage: Stage, language: str
) -> None:
    said = WORDS[language]
    number = await office(stage)
    await filed(stage, await ngo(stage, NGO), number, 12, answered=9)
    by = By(1, "coordinator:KZ")
    async with stage.store.write() as repositories:
        found = await repositories.offices.get(number)
        assert found is not None
        for name_language in Language:
            await office_record.rename(repositories, found, name_language, HOSTILE, by, stage.clock.now())
        await repositories.offices.close(number, by, stage.clock.now())
    danagul = await coordinator(stage, DANAGUL, language)
    await danagul.write("/stats")
    closed = {"kk": "(жабылған)", "ru": "(закрыто)"}[language]
    assert (
        f"</b><script> & =1+1, {'Сарқан ауданы' if language == 'kk' else 'Сарканский район'} {closed}" in danagul.text
    )
    await further(danagul, said["chart"])
    assert "<script>" in pictures(danagul)[0]
    await further(danagul, "1")
    assert closed in danagul.with_buttons[-1].text
    assert not stage.refused()


async def test_cancelling_ends_the_question_for_days(stage: Stage) -> None:
    said = WORDS["kk"]
    danagul = await coordinator(stage, DANAGUL)
    await danagul.write("/stats")
    await danagul.press(said["period"])
    await danagul.press(said["other days"])
    await danagul.write("/cancel")
    await danagul.write("01.01.2026-31.01.2026")
    assert said["none"] not in danagul.text
    assert said["unread"] not in danagul.text


async def test_public_figures_are_counted_once_for_everybody_and_anew_after_ten_minutes(stage: Stage) -> None:
    said = WORDS["ru"]
    ngo_id, number = await ngo(stage, NGO, language=Language.RU), await office(stage)
    await filed(stage, ngo_id, number, 6)
    await member(stage, ngo_id, 1002, "ru")
    aigul, olga = await phone(stage, NGO, "ru"), await phone(stage, 1002, "ru")
    store = CountedStore(stage.store)
    stage.service = replace(stage.service, store=store)
    stage.restart()
    await aigul.write("/stats")
    assert "sums" in store.seen
    await filed(stage, ngo_id, number, 1)
    store.seen.clear()
    await olga.write("/stats")
    assert store.seen == ["visitor", "get", "changes"]
    assert f"{said['all']}6" in bare(olga)
    assert "11:00" in olga.text
    stage.clock.move(timedelta(minutes=11))
    await olga.press(said["back to table"] if said["back to table"] in olga.buttons else said["by office"])
    assert f"{said['all']}7" in bare(olga)
    assert "11:11" in olga.text


async def test_pages_groups_and_charts_of_a_table_are_counted_once_a_minute(stage: Stage) -> None:
    said = WORDS["ru"]
    ngo_id, number = await ngo(stage, NGO), await office(stage)
    await filed(stage, ngo_id, number, 3)
    danagul = await coordinator(stage, DANAGUL, "ru")
    store = CountedStore(stage.store)
    stage.service = replace(stage.service, store=store)
    stage.restart()
    await danagul.write("/stats")
    assert store.seen.count("sums") == 1
    await further(danagul, said["whole"])
    await danagul.press(said["back to table"])
    await further(danagul, said["chart"])
    assert store.seen.count("sums") == 1
    await filed(stage, ngo_id, number, 1)
    stage.clock.move(timedelta(minutes=1))
    await further(danagul, said["whole"])
    assert "Все: 4" in danagul.with_buttons[-1].text
    assert store.seen.count("sums") == 2


async def test_a_chart_of_more_groups_than_it_shows_is_that_of_the_page(stage: Stage) -> None:
    ngo_id = await ngo(stage, NGO)
    for _ in range(22):
        await filed(stage, ngo_id, await office(stage), 1)
    danagul = await coordinator(stage, DANAGUL, "ru")
    await danagul.write("/stats")
    await further(danagul, WORDS["ru"]["chart"])
    assert "(1–18 / 22)" in pictures(danagul)[0]
    for _ in range(3):
        await further(danagul, "Следующие ›")
    await further(danagul, WORDS["ru"]["chart"])
    assert "(19–22 / 22)" in pictures(danagul)[1]
    assert all(len(caption) <= 1024 for caption in pictures(danagul))
