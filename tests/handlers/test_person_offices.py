"""Offices, seats and invitations: coordinators seat people by one-time links, and nobody is seated otherwise."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from domain.offices import MOST_SEATS
from domain.people import Role
from handlers import publish_commands
from handlers.commands import forget
from handlers.views.inviting import picture
from storage.statement import sql
from tests.handlers.announcing import SARKAN, ZHETISU, commands, coordinator, onboard_ngo, waiting_letters
from tests.person import LABELS, Person, Stage

ABAI = "100000000"
WORDS = {
    "kk": {
        "one": "＋ Бір бөлімше",
        "whole": "＋ Әр аудан мен қалаға",
        "make": "Ашу",
        "head": "Басшыны шақыру",
        "officer": "Қызметкерді шақыру",
        "accept": "Шақыруды қабылдау",
        "decline": "Бас тарту",
        "switch": "Ол орынды босатып, қабылдау",
        "seated": "Бөлімшедегі орын Сізге берілді",
        "used": "басқа адам қабылдап қойды",
        "expired": "мерзімі өтті",
        "revoked": "қайтарып алынған",
        "yours": "өзіңіз жасадыңыз",
        "broken": "сілтемесі жарамайды",
        "accepted": "Шақыруыңыз қабылданды",
        "declined": "Шақыруыңыздан бас тартылды",
        "leave": "Орнымды босату",
        "left": "Орныңызды босаттыңыз",
        "empty": "Бөлімшеде ешкім қалмады",
        "take back": "№ 1 шақыруды қайтарып алу",
        "end": "Орнын босату: Серік",
        "end yes": "Орынды босату",
        "ended": "Бөлімшедегі орныңыз босатылды",
        "officials": "орны бар қызметкерлерге арналған",
        "coordinators": "үйлестірушілерге арналған",
        "sarkan": "Сарқан ауданы",
        "apparatus": "Әкім аппараты",
        "holds": "Сізде орын бар",
        "member": "ұйымының мүшесісіз",
    },
    "ru": {
        "one": "＋ Одно подразделение",
        "whole": "＋ В каждом районе и городе",
        "make": "Создать",
        "head": "Пригласить руководителя",
        "officer": "Пригласить сотрудника",
        "accept": "Принять приглашение",
        "decline": "Отказаться",
        "switch": "Освободить то место и принять",
        "seated": "Вы заняли место в подразделении",
        "used": "уже принял другой человек",
        "expired": "Срок ссылки истёк",
        "revoked": "отозвано",
        "yours": "создали вы сами",
        "broken": "не работает",
        "accepted": "Ваше приглашение принято",
        "declined": "От вашего приглашения отказались",
        "leave": "Освободить моё место",
        "left": "Вы освободили место",
        "empty": "никого не осталось",
        "take back": "Отозвать приглашение № 1",
        "end": "Прекратить: Серік",
        "end yes": "Прекратить",
        "ended": "Ваше место в подразделении освобождено",
        "officials": "у которых есть место в подразделении",
        "coordinators": "для координаторов",
        "sarkan": "Сарканский р-н",
        "apparatus": "Аппарат акима",
        "holds": "У вас уже есть место",
        "member": "Вы состоите в организации",
    },
}
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


async def boss_with_office(stage: Stage, language: str = "kk", place: str = "") -> Person:
    """A coordinator of the oblast on the card of a new office of its Sarkan district."""
    boss = await coordinator(stage, language=language)
    await boss.write("/offices")
    await boss.press(WORDS[language]["one"])
    await boss.press(place or WORDS[language]["sarkan"])
    assert WORDS[language]["apparatus"] in boss.text
    return boss


async def token(inviter: Person, label: str) -> str:
    """Press the button that makes a link and return what its address carries."""
    await inviter.press(label)
    found = re.findall(r"https://t\.me/elshi_test_bot\?start=(i[A-Za-z0-9_-]+)", inviter.all_text)
    return str(found[-1])


async def seat(
    stage: Stage, inviter: Person, number: int, name: str, language: str = "kk", role: str = "head"
) -> Person:
    """Somebody new who comes by a link into a seat and writes their name."""
    official = stage.person(number, name, language_code=language)
    await official.start(await token(inviter, WORDS[language][role]))
    await official.press(LABELS[language]["language"])
    await official.press(LABELS[language]["yes"])
    await official.press(WORDS[language]["accept"])
    await official.write(f"{name}, бас маман")
    return official


async def rows(stage: Stage, text: str) -> list[tuple]:
    async with stage.store.write() as repositories:
        return [tuple(row) for row in await repositories.session.all(sql(text))]


@BOTH
async def test_a_stranger_comes_by_the_link_through_language_and_consent_into_the_seat(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    boss = await boss_with_office(stage, language)
    link = await token(boss, words["head"])
    serik = stage.person(4001, "Серік", language_code=language)
    await serik.start(link)
    await serik.press(LABELS[language]["language"])
    stage.restart()
    await serik.press(LABELS[language]["yes"])
    assert words["apparatus"] in serik.text and words["accept"] in serik.buttons
    stage.restart()
    await serik.press(words["accept"])
    assert words["seated"] in serik.all_text
    await serik.write("Серік Үлгі, бас маман")
    assert "Серік Үлгі, бас маман" in serik.text and "office" in commands(stage, serik)
    (letter,) = await waiting_letters(stage, boss)
    assert words["accepted"] in letter and "Серік Үлгі" in letter
    await boss.write("/offices")
    assert "Серік Үлгі" in boss.text
    async with stage.store.read() as repositories:
        visitor = await repositories.people.visitor(4001, 4001)
    assert (visitor.role, visitor.onboarded, visitor.seat is not None) == (Role.OFFICIAL, True, True)
    assert len(await rows(stage, "SELECT 1 FROM consent WHERE person_id = 4001")) == 2
    assert stage.refused() == []


async def test_the_link_comes_as_words_and_as_a_picture_to_scan(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    link = await token(boss, WORDS["kk"]["head"])
    assert "photo" in boss.last.content
    address = f"https://t.me/elshi_test_bot?start={link}"
    content = picture(address).content
    assert content.startswith(b"\x89PNG") and picture(address + "x").content != content
    assert "9\u00a0наурыз" in boss.from_bot[-2].text, "it holds for seven days"


async def test_officials_keep_their_command_after_the_bot_begins_anew(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    serik = await seat(stage, boss, 4001, "Серік")
    await stage.bot(forget(4001))
    assert "office" not in commands(stage, serik)
    await publish_commands(stage.bot, stage.service)
    assert "office" in commands(stage, serik) and "offices" not in commands(stage, serik)
    assert "offices" in commands(stage, boss) and "office" not in commands(stage, boss)
    await serik.write("/language")
    await serik.press("Русский")
    assert "office" in commands(stage, serik)


async def test_the_seat_stands_among_what_is_stored_and_its_name_can_be_changed(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    serik = await seat(stage, boss, 4001, "Серік")
    await serik.press("Аты-жөнім мен лауазымым")
    await serik.write("/cancel")
    await serik.write("/office")
    await serik.press("Аты-жөнім мен лауазымым")
    await serik.write("1")
    assert "кемінде екі әріп" in serik.text
    stage.restart()
    await serik.write("Серік <i>Жаңа</i>, бөлім басшысы\n" + "ұзын " * 100)
    await serik.write("/privacy")
    assert "Орны: Әкім аппараты, Сарқан ауданы" in serik.text and "Серік <i>Жаңа</i>, бөлім басшысы" in serik.text
    assert stage.refused() == []


async def test_an_office_takes_no_more_than_its_seats(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    for _ in range(MOST_SEATS):
        await boss.press(WORDS["kk"]["officer"])
    await boss.press(WORDS["kk"]["officer"])
    assert "аспайды" in boss.toast
    assert await rows(stage, "SELECT COUNT(*) FROM invitation") == [(MOST_SEATS,)]
    await boss.write("/offices")
    await boss.press("1")
    assert stage.refused() == []


async def test_a_coordinator_of_the_republic_chooses_a_region_first(stage: Stage) -> None:
    boss = await coordinator(stage, territory="KZ")
    await boss.write("/offices")
    await boss.press("Жетісу облысы")
    await boss.press(WORDS["kk"]["one"])
    await boss.press(WORDS["kk"]["sarkan"])
    await boss.press("‹ Тізімге")
    await boss.press("‹ Аумақтар")
    assert "Жетісу облысы · 1" in boss.buttons
    assert await rows(stage, "SELECT created_as FROM office") == [("coordinator:KZ",)]
    assert stage.refused() == []


async def test_the_token_itself_is_stored_nowhere(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    link = await token(boss, WORDS["kk"]["head"])
    serik = stage.person(4001, "Серік")
    await serik.start(link)
    stored = stage.path.read_bytes() + stage.path.with_name(stage.path.name + "-wal").read_bytes()
    kept = await rows(stage, "SELECT token_hash FROM invitation")
    assert link[1:].encode() not in stored.replace(b"/start " + link.encode(), b"") and len(kept[0][0]) == 64


@BOTH
async def test_of_two_who_got_the_link_the_first_to_accept_has_the_seat(stage: Stage, language: str) -> None:
    words = WORDS[language]
    boss = await boss_with_office(stage, language)
    link = await token(boss, words["officer"])
    first, second = stage.person(4001, "Серік", language), stage.person(4002, "Марат", language)
    for person in (first, second):
        await person.onboard(language)
        await person.start(link)
    await first.press_twice(words["accept"])
    await second.press(words["accept"])
    assert words["used"] in second.toast and words["used"] in second.text
    await second.start(link)
    assert words["used"] in second.text and second.with_buttons[-1].text != second.text
    assert await rows(stage, "SELECT person_id FROM seat") == [(4001,)]
    assert stage.refused() == []


@BOTH
async def test_an_expired_a_revoked_a_declined_and_a_broken_link_each_get_their_sentence(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    boss = await boss_with_office(stage, language)
    serik = stage.person(4001, "Серік", language_code=language)
    await serik.onboard(language)
    link = await token(boss, words["head"])
    await serik.start(link)
    stage.clock.move(timedelta(days=7))
    await serik.press(words["accept"])
    assert words["expired"] in serik.text
    link = await token(boss, words["head"])
    await boss.write("/offices")
    await boss.press("1")
    await boss.press(words["take back"])
    await serik.start(link)
    assert words["revoked"] in serik.text
    await serik.start(await token(boss, words["head"]))
    await serik.press(words["decline"])
    assert any(words["declined"] in letter for letter in await waiting_letters(stage, boss))
    for hostile in ("i", "i1", link[:-1], link + "A", "i" + "A" * 24, "i" + "_" * 63):
        await serik.start(hostile)
        assert words["broken"] in serik.text
    assert await rows(stage, "SELECT person_id FROM seat") == []


@BOTH
async def test_who_made_the_link_cannot_use_it_and_does_not_use_it_up(stage: Stage, language: str) -> None:
    words = WORDS[language]
    boss = await boss_with_office(stage, language)
    link = await token(boss, words["head"])
    await boss.start(link)
    assert words["yours"] in boss.text
    serik = stage.person(4001, "Серік", language_code=language)
    await serik.onboard(language)
    await serik.start(link)
    await serik.press(words["accept"])
    assert words["seated"] in serik.all_text


@BOTH
async def test_somebody_seated_elsewhere_is_seated_only_by_the_press_that_leaves_the_other_seat(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    boss = await boss_with_office(stage, language)
    serik = await seat(stage, boss, 4001, "Серік", language)
    await boss.write("/offices")
    await boss.press(words["one"])
    await boss.press(words["sarkan"])
    await serik.start(await token(boss, words["officer"]))
    assert words["holds"] in serik.text and words["accept"] not in serik.buttons
    await serik.forge(next(one["callback_data"] for one in serik.with_buttons[-1].buttons).replace(":s:", ":a:"))
    assert await rows(stage, "SELECT office_id FROM seat WHERE until IS NULL") == [(1,)]
    await serik.press(words["switch"])
    assert await rows(stage, "SELECT office_id, role FROM seat WHERE until IS NULL") == [(2, "officer")]
    assert any(words["empty"] in letter for letter in await waiting_letters(stage, boss))
    assert stage.refused() == []


async def test_a_number_without_the_link_seats_nobody(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    await token(boss, WORDS["kk"]["head"])
    thief = stage.person(4001, "Бөтен")
    await thief.onboard()
    for data in ("iv:a:1:0", "iv:s:1:0", "iv:d:1:0", "iv:a:999:0"):
        await thief.forge(data)
        assert "шақыру сілтемесін ашыңыз" in thief.toast
    assert await rows(stage, "SELECT answer FROM invitation") == [(None,)]


async def test_a_head_invites_officers_and_ends_their_seats_and_no_more(stage: Stage) -> None:
    words = WORDS["kk"]
    boss = await boss_with_office(stage)
    head = await seat(stage, boss, 4001, "Басшы")
    await head.write("/office")
    assert words["officer"] in head.buttons and words["head"] not in head.buttons
    serik = await seat(stage, head, 4002, "Серік", role="officer")
    for data in ("oc:h:1:0:", "oc:k:1:0:", "oc:c:1:0:", "oc:a:1:0:youth", "oc:x:1:1:", "of:l:330000000:0:0"):
        await head.forge(data, head.from_bot[0])
    for data in ("oc:i:1:0:", "oc:h:1:0:", "oc:x:1:1:", "oc:x:1:2:", "oc:v:1:1:", "st:l:1", "oc:c:1:0:"):
        await serik.forge(data, serik.from_bot[0])
    assert await rows(stage, "SELECT id FROM seat WHERE until IS NULL") == [(1,), (2,)]
    assert len(await rows(stage, "SELECT id FROM invitation")) == 2
    await head.write("/office")
    await head.press(words["end"])
    await head.press(words["end yes"])
    (letter,) = await waiting_letters(stage, serik)
    assert words["ended"] in letter
    await serik.write("/office")
    assert words["officials"] in serik.text and "office" not in commands(stage, serik)
    await serik.forge("oc:o:1:0:", serik.last)
    assert "құқығыңыз жоқ" in serik.toast
    assert await rows(stage, "SELECT ended_by, ended_as FROM seat WHERE id = 2") == [(4001, "head")]
    assert stage.refused() == []


@BOTH
async def test_coordinators_hear_when_the_only_head_leaves_and_the_links_of_the_head_die(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    boss = await boss_with_office(stage, language)
    head = await seat(stage, boss, 4001, "Басшы", language)
    await head.write("/office")
    link = await token(head, words["officer"])
    await head.write("/office")
    await head.press(words["leave"])
    await head.press(words["leave"])
    assert words["left"] in head.text
    assert any(words["empty"] in letter for letter in await waiting_letters(stage, boss))
    serik = stage.person(4002, "Серік", language_code=language)
    await serik.onboard(language)
    await serik.start(link)
    assert words["revoked"] in serik.text
    assert stage.refused() == []


async def test_a_link_of_somebody_whose_rights_have_ended_seats_nobody(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    link = await token(boss, WORDS["kk"]["head"])
    serik = stage.person(4001, "Серік")
    await serik.onboard()
    await serik.start(link)
    async with stage.store.write() as repositories:
        await repositories.session.run(sql("UPDATE coordinator SET until = 2"))
    await serik.press(WORDS["kk"]["accept"])
    assert "күші жоқ" in serik.text
    assert await rows(stage, "SELECT 1 FROM seat") == []
    await boss.press(WORDS["kk"]["officer"])
    assert "құқығыңыз жоқ" in boss.toast


@BOTH
async def test_an_oblast_gets_its_offices_in_one_step_and_a_second_press_makes_no_more(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    boss = await coordinator(stage, language=language)
    await boss.write("/offices")
    await boss.press(words["whole"])
    await boss.press_twice(words["make"])
    children = [unit for unit in stage.service.tree.children(ZHETISU) if unit.selectable]
    assert await rows(stage, "SELECT COUNT(*), COUNT(DISTINCT territory_id) FROM office") == [
        (len(children), len(children))
    ]
    topics = await rows(stage, "SELECT COUNT(*) FROM office_topic")
    assert topics == [(len(children) * len(stage.service.topics),)] and len(stage.service.topics) == 8
    assert stage.refused() == []


async def test_a_coordinator_acts_in_the_own_territory_only(stage: Stage) -> None:
    await boss_with_office(stage)
    stranger = await coordinator(stage, 9002, territory=ABAI)
    await stranger.write("/offices")
    assert "Абай" in stranger.text
    for data in (f"of:l:{ZHETISU}:0:0", f"of:a:{SARKAN}:0:1", f"of:w:{ZHETISU}:0:9", "of:n:KZ:0:0", "of:l:nowhere:0:0"):
        await stranger.forge(data)
        assert "үйлестірушісі емессіз" in stranger.toast
    for data in ("oc:o:1:0:", "oc:h:1:0:", "oc:c:1:0:", "oc:k:1:0:"):
        await stranger.forge(data)
        assert "құқығыңыз жоқ" in stranger.toast
    await stranger.forge("oc:o:77:0:")
    assert "енді жоқ" in stranger.toast
    assert await rows(stage, "SELECT COUNT(*) FROM office WHERE closed_at IS NULL") == [(1,)]
    aigul = stage.person(3001, "Айгүл")
    await aigul.onboard()
    await aigul.write("/offices")
    assert WORDS["kk"]["coordinators"] in aigul.text
    await aigul.forge(f"of:l:{ZHETISU}:0:0", aigul.from_bot[0])
    assert WORDS["kk"]["coordinators"] in aigul.text


async def test_an_office_is_renamed_in_both_languages_gets_topics_and_is_closed(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    official = await seat(stage, boss, 4001, "Серік")
    await boss.write("/offices")
    await boss.press("1")
    await boss.press("Қазақша атауы")
    await boss.write("<b>")
    assert "кемінде екі әріп" in boss.text
    stage.restart()
    await boss.write("Ішкі саясат <бөлімі>")
    assert "Ішкі саясат <бөлімі>" in boss.text
    await boss.press("Тақырыптар")
    for topic in stage.service.topics[:-1]:
        await boss.press(f"☑ {topic.name_kk}")
    await boss.press("☑ Басқа мәселелер")
    assert "кемінде бір тақырыбы" in boss.toast
    assert await rows(stage, "SELECT topic_id FROM office_topic") == [("other",)]
    await boss.press("‹ Бөлімшеге оралу")
    await boss.press("Бөлімшені жабу")
    await boss.press("Бөлімшені жабу")
    assert "жабылды" in boss.text
    (letter,) = await waiting_letters(stage, official)
    assert WORDS["kk"]["ended"] in letter
    changed = await rows(stage, "SELECT field, before, after, changed_as FROM office_change ORDER BY id")
    assert changed[0] == ("name_kk", "Әкім аппараты", "Ішкі саясат <бөлімі>", f"coordinator:{ZHETISU}")
    assert len(changed) == len(stage.service.topics)
    assert stage.refused() == []


async def test_a_member_of_an_ngo_may_take_a_seat_and_stays_a_member(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    aigul = stage.person(3001, "Айгүл")
    await onboard_ngo(aigul, "kk", "«Самал» қоры")
    await aigul.start(await token(boss, WORDS["kk"]["officer"]))
    assert WORDS["kk"]["member"] in aigul.text and "«Самал» қоры" in aigul.text
    await aigul.press(WORDS["kk"]["accept"])
    async with stage.store.read() as repositories:
        visitor = await repositories.people.visitor(3001, 3001)
    assert visitor.ngo is not None and visitor.role is Role.NGO and visitor.seat is not None


async def test_erasing_ones_data_ends_the_seat_tells_coordinators_and_keeps_the_bare_term(stage: Stage) -> None:
    boss = await boss_with_office(stage)
    head = await seat(stage, boss, 4001, "Басшы")
    await head.write("/privacy")
    await head.press("Келісімді кері қайтарып алып, деректерімді жою")
    await head.press("Деректерімді жою")
    assert any(WORDS["kk"]["empty"] in letter for letter in await waiting_letters(stage, boss))
    assert await rows(stage, "SELECT person_id, holder, ended_as, until IS NULL FROM seat") == [(None, "", "self", 0)]
    assert await rows(stage, "SELECT answer, answered_by FROM invitation") == [("accepted", None)]
