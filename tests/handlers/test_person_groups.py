"""Groups and channels: being added, greeting, setting up by administrators, and everybody who is none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.groups import GroupState
from domain.language import Language
from handlers.callbacks import (
    AlertsAct,
    AlertsPress,
    CallAct,
    CallPress,
    Facet,
    FacetAct,
    FacetPress,
    GroupAct,
    GroupPress,
)
from tests.groups import WORDS, alerts, deliver, payload, ready_group, set_up, tell
from tests.person import Stage


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_an_administrator_subscribes_a_group_and_it_hears_in_its_own_language(
    stage: Stage, language: str
) -> None:
    admin = stage.person(language_code=language)
    await admin.onboard("ru" if language == "kk" else "kk")  # the person's own language is another matter
    group = stage.group("ҮЕҰ тобы", admin=admin)
    await stage.add_bot(group, by=admin)
    await deliver(stage)
    (hello,) = stage.said_in(group)
    assert "Елшімін" in hello.text
    assert "Настраивает меня администратор" in hello.text
    (link,) = hello.buttons
    assert link == {"text": "Баптау / Настроить", "url": f"https://t.me/elshi_test_bot?start={payload(group)}"}
    mine = "ru" if language == "kk" else "kk"
    words = WORDS[mine]
    await admin.start(payload(group))
    await admin.press(WORDS[language]["language"])
    for label in ("choose", "oblast", "whole", "done"):
        await admin.press(words[label])
    assert "ҮЕҰ тобы" in admin.text
    await tell(stage)
    (alert,) = alerts(stage, group)
    assert ("Грант для молодёжи" in alert.text) is (language == "ru")
    assert stage.refused() == []


async def test_a_group_card_has_links_and_a_why_that_answers_only_who_presses(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    call_id = await tell(stage)
    (alert,) = alerts(stage, group)
    private = ["Дереккөзді ашу", "Жеке чатта ашу", "Әкімдіктен сұрау", "Бұл неге келді?", "Қайдан алынды?"]
    assert [button["text"] for button in alert.buttons] == private
    assert alert.buttons[1]["url"] == f"https://t.me/elshi_test_bot?start=c{call_id}"
    assert alert.buttons[2]["url"] == f"https://t.me/elshi_test_bot?start=a{call_id}"
    stranger = stage.person(1002, "Серік", "ru")
    group.add(stranger.phone)
    before = len(group.messages)
    await stranger.press("Бұл неге келді?", alert)
    assert "Бұл конкурс топ таңдаған өңір мен салаларға сай келеді." in stranger.toast
    assert stranger.alert
    assert len(group.messages) == before


async def test_a_forged_button_in_a_group_changes_nobodys_shelf(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    call_id = await tell(stage)
    (alert,) = alerts(stage, group)
    for act in (CallAct.SAVE, CallAct.DISMISS, CallAct.OPEN):
        await admin.forge(CallPress(act=act, id=call_id).pack(), alert)
        assert admin.toast == "Бұл түйме тек менімен жеке чатта істейді."
    await admin.forge("al:q:0:1", alert)
    assert admin.toast == "Бұл түйме тек менімен жеке чатта істейді."
    async with stage.store.read() as repositories:
        found = await repositories.calls.get(call_id, f"person:{admin.phone.id}")
        assert found is not None
        assert not (found.saved or found.dismissed)
        assert len(await repositories.subscriptions.of_chat(group.id)) == 1


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_who_is_no_administrator_sets_nothing_up(stage: Stage, language: str) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    stranger = stage.person(1002, "Серік", language)
    group.add(stranger.phone)
    await stranger.onboard(language)
    refusal = WORDS[language]["not_admin"]
    await stranger.start(payload(group))
    assert refusal in stranger.text
    for act in GroupAct:
        data = GroupPress(act=act, id=-group.id, language=Language.RU).pack()
        await stranger.forge(data)
        assert refusal in stranger.toast, act
    async with stage.store.read() as repositories:
        (wish,) = await repositories.subscriptions.of_chat(group.id)
        assert wish.language is Language.KK
        assert await repositories.groups.of_admin(stranger.phone.id) == []


async def test_an_administrator_of_one_chat_has_no_say_in_another(stage: Stage) -> None:
    admin, other = stage.person(), stage.person(1002, "Серік")
    mine = await ready_group(stage, admin)
    await other.onboard()
    theirs = stage.group("Басқа топ", admin=other)
    await stage.add_bot(theirs, by=other)
    await set_up(other, theirs)
    async with stage.store.read() as repositories:
        (wish,) = await repositories.subscriptions.of_chat(theirs.id)
    for act in AlertsAct:
        await admin.forge(AlertsPress(act=act, chat=theirs.id, id=wish.id).pack())
        assert WORDS["kk"]["not_admin"] in admin.toast, act
    for act in FacetAct:
        await admin.forge(FacetPress(facet=Facet.SPHERES, act=act, chat=theirs.id, id=wish.id).pack())
        assert WORDS["kk"]["not_admin"] in admin.toast, act
    # The number of another chat's subscription under one's own chat finds nothing.
    await admin.forge(AlertsPress(act=AlertsAct.REMOVE, chat=mine.id, id=wish.id).pack())
    async with stage.store.read() as repositories:
        assert await repositories.subscriptions.of_chat(theirs.id) == [wish]


async def test_a_chat_that_nobody_knows_is_refused(stage: Stage) -> None:
    admin = stage.person()
    await admin.onboard()
    await admin.start("g1001999999999")
    assert admin.text == "Мен бұл чатты білмеймін. Алдымен мені соған қосыңыз."
    await admin.start("g0")
    assert "білмеймін" not in admin.text


async def test_somebody_demoted_in_the_middle_cannot_finish(stage: Stage) -> None:
    owner, admin = stage.person(), stage.person(1002, "Серік", "ru")
    await admin.onboard("ru")
    group = stage.group("ҮЕҰ тобы", admin=owner)
    group.add(admin.phone)
    group.promote(admin.phone)
    await stage.add_bot(group, by=admin)
    await admin.start(payload(group))
    await admin.press("Русский")
    await admin.press(WORDS["ru"]["choose"])
    await admin.press("обл. Жетісу")
    group.demote(admin.phone)
    await admin.press("Вся область")
    assert WORDS["ru"]["not_admin"] in admin.toast
    await admin.write("/cancel")
    async with stage.store.read() as repositories:
        assert await repositories.subscriptions.of_chat(group.id) == []
        assert await repositories.groups.of_admin(admin.phone.id) == []


async def test_a_word_typed_for_a_group_is_refused_once_after_a_demotion(stage: Stage) -> None:
    owner, admin = stage.person(), stage.person(1002, "Серік")
    await admin.onboard()
    group = stage.group("ҮЕҰ тобы", admin=owner, members=(admin,))
    group.promote(admin.phone)
    await stage.add_bot(group, by=admin)
    await set_up(admin, group)
    await admin.press("1")
    await admin.press("Керек сөздер")
    await admin.write("жастар")
    group.demote(admin.phone)
    await admin.write("экология")
    assert WORDS["kk"]["not_admin"] in admin.text
    await admin.write("су")
    assert WORDS["kk"]["not_admin"] not in admin.text
    async with stage.store.read() as repositories:
        (wish,) = await repositories.subscriptions.of_chat(group.id)
    assert wish.include == ("жастар",)


async def test_a_newcomer_who_follows_the_link_signs_up_first(stage: Stage) -> None:
    admin = stage.person()
    group = stage.group("ҮЕҰ тобы", admin=admin)
    await stage.add_bot(group, by=admin)
    async with stage.store.read() as repositories:
        assert await repositories.groups.of_admin(admin.phone.id) == []  # nothing is kept of who has not agreed
    await admin.start(payload(group))
    assert "Тілді таңдаңыз" in admin.text
    for label in ("Қазақша", "Келісемін", "Жоқ, жай қараймын", "Жетісу облысы", "Бүкіл облыс", "Дайын"):
        await admin.press(label)
    assert "Ол чатқа қай тілде жазайын?" in admin.text


async def test_a_newcomer_who_is_no_administrator_is_told_so_after_the_sign_up(stage: Stage) -> None:
    admin, stranger = stage.person(), stage.person(1002, "Серік", "ru")
    group = stage.group("ҮЕҰ тобы", admin=admin, members=(stranger,))
    await stage.add_bot(group, by=admin)
    await stranger.start(payload(group))
    for label in ("Русский", "Даю согласие", "Нет, просто смотрю", "обл. Жетісу", "Вся область", "Готово"):
        await stranger.press(label)
    assert WORDS["ru"]["not_admin"] in stranger.text
    assert "Грант" in stranger.all_text or "конкурс" in stranger.all_text


async def test_the_bot_greets_once_however_it_comes(stage: Stage) -> None:
    admin = stage.person()
    await admin.onboard()
    group = stage.group("ҮЕҰ тобы", admin=admin)
    await admin.start_in(group, "setup")
    await stage.add_bot(group, by=admin)
    await stage.add_bot(group, by=admin, rights={})
    await stage.demote_bot(group, by=admin)
    await deliver(stage)
    assert len(stage.said_in(group)) == 1


async def test_added_again_without_having_been_set_up_it_greets_again(stage: Stage) -> None:
    admin = stage.person()
    group = stage.group("ҮЕҰ тобы", admin=admin)
    for _ in range(2):
        await stage.add_bot(group, by=admin)
        await deliver(stage)
        await stage.remove_bot(group, by=admin)
        stage.clock.move(timedelta(minutes=1))
    await stage.add_bot(group, by=admin)
    await deliver(stage)
    assert len(stage.said_in(group)) == 3


async def test_two_administrators_at_once_leave_one_language_and_one_alert(stage: Stage) -> None:
    one, two = stage.person(), stage.person(1002, "Серік", "ru")
    await one.onboard("kk")
    await two.onboard("ru")
    group = stage.group("ҮЕҰ тобы", admin=one)
    group.add(two.phone)
    group.promote(two.phone)
    await stage.add_bot(group, by=one)
    await one.start(payload(group))
    await two.start(payload(group))
    await one.press("Қазақша")
    await two.press("Русский")
    for label in ("choose", "oblast", "whole"):
        await one.press(WORDS["kk"][label])
        await two.press(WORDS["ru"][label])
    one.phone.press(one.with_button("Сақтау"), "Сақтау")
    two.phone.press(two.with_button("Сохранить"), "Сохранить")
    await stage.settle()
    async with stage.store.read() as repositories:
        languages = {wish.language for wish in await repositories.subscriptions.of_chat(group.id)}
    assert languages == {Language.RU}  # whoever chose last, for both
    await tell(stage)
    assert len(alerts(stage, group)) == 1


async def test_a_restart_in_the_middle_loses_nothing(stage: Stage) -> None:
    admin = stage.person()
    await admin.onboard()
    group = stage.group("ҮЕҰ тобы", admin=admin)
    await stage.add_bot(group, by=admin)
    stage.restart()
    await admin.start(payload(group))
    await admin.press("Қазақша")
    await admin.press(WORDS["kk"]["choose"])
    await admin.press("Жетісу облысы")
    stage.restart()
    await admin.press("Бүкіл облыс")
    stage.restart()
    await admin.press("Сақтау")
    await tell(stage)
    assert len(alerts(stage, group)) == 1


async def test_chatter_is_left_alone_and_not_kept(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    group.promote(stage.account)  # an administrator hears everything
    await stage.settle()
    before = len(group.messages)
    secret = "бүгін жиналыс бола ма"
    await admin.write(secret, group)
    await admin.write("/search грант", group)
    await admin.send_photo(secret, group)
    assert len(group.messages) == before + 3
    assert secret.encode() not in stage.path.read_bytes()


@pytest.mark.parametrize("command", ["/start", "/help", "/alerts"])
async def test_a_command_in_a_group_is_answered_with_the_way_to_the_private_chat(stage: Stage, command: str) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    await admin.write(command, group)
    said = stage.said_in(group)[-1]
    assert said.buttons[0]["url"].endswith(payload(group))
    assert said.buttons[0]["text"] == "Баптау"


async def test_a_group_that_was_there_before_we_kept_groups_becomes_known_when_it_calls_us(stage: Stage) -> None:
    admin = stage.person()
    await admin.onboard()
    group = stage.group("ҮЕҰ тобы", admin=admin)
    group.add(stage.account)
    stage.account.updates.clear()
    await admin.write("/alerts", group)
    assert len(stage.said_in(group)) == 1
    await set_up(admin, group)
    await tell(stage)
    assert len(alerts(stage, group)) == 1


async def test_a_group_that_was_thought_left_is_found_again_when_it_calls_us(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    stage.world.faults.refuse("sendMessage", 400, "Bad Request: chat not found", chat_id=group.id)
    await tell(stage)
    await admin.write("/alerts", group)
    await tell(stage)
    assert len(alerts(stage, group)) == 1


async def test_hostile_titles_are_shown_as_words(stage: Stage) -> None:
    admin = stage.person()
    await admin.onboard()
    group = stage.group("<b>\u202eтоп</b> & «" + "я" * 150, admin=admin)
    await stage.add_bot(group, by=admin)
    await set_up(admin, group)
    assert "<b>топ</b> & «я" in admin.text
    assert "\u202e" not in admin.all_text
    group.rename("</b><a href='tg://user?id=1'>")
    await stage.settle()
    await admin.press(WORDS["kk"]["settings"])
    await admin.press(WORDS["kk"]["list"])
    assert "</b><a href='tg://user?id=1'>" in admin.buttons[0]
    await stage.remove_bot(group, by=admin)
    await deliver(stage)
    assert "</b><a href='tg://user?id=1'>" in admin.text
    assert stage.refused() == []


async def test_the_list_shows_each_chat_and_the_ways_to_add_another(stage: Stage) -> None:
    admin = stage.person(language_code="ru")
    group = await ready_group(stage, admin, "ru")
    channel = stage.channel("Гранттар", admin=admin)
    await stage.add_bot(channel, by=admin)
    await stage.remove_bot(group, by=admin)
    await admin.start(payload(channel))
    await admin.press(WORDS["ru"]["list"])
    assert admin.buttons == ["Гранттар", "✕ ҮЕҰ тобы", "Добавить в группу", "Добавить в канал"]
    assert admin.url("Добавить в группу") == "https://t.me/elshi_test_bot?startgroup=setup"
    assert admin.url("Добавить в канал") == "https://t.me/elshi_test_bot?startchannel&admin=post_messages"
    await admin.press("✕ ҮЕҰ тобы")
    assert admin.toast == "Меня больше нет в этом чате. Добавьте меня снова: все настройки сохранены."


async def test_what_is_kept_about_groups_is_shown_and_goes_with_the_person(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    await admin.write("/privacy")
    assert "Топтар мен арналар: «ҮЕҰ тобы»" in admin.text
    await admin.press("Келісімді кері қайтарып алып, деректерімді жою")
    assert "конкурстар келе береді" in admin.text
    await admin.press("Деректерімді жою")
    async with stage.store.read() as repositories:
        assert await repositories.groups.keeper(group.id) is None
        (wish,) = await repositories.subscriptions.of_chat(group.id)
        assert wish.person_id is None
    await tell(stage)
    assert len(alerts(stage, group)) == 1


async def test_a_pause_ends_the_alerts_and_is_ended_by_the_administrator(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    await admin.start(payload(group))
    await admin.press("Не келетінін өзгерту")
    await admin.press("1")
    await admin.press("Кідірту")
    await tell(stage)
    assert alerts(stage, group) == []
    await admin.press("Жалғастыру")
    await tell(stage)
    assert len(alerts(stage, group)) == 1


async def test_own_subscriptions_lead_to_groups_and_channels(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    await admin.write("/alerts")
    await admin.press("Топтарым мен арналарым")
    await admin.press("ҮЕҰ тобы")
    await admin.press("Не келетінін өзгерту")
    await admin.press(WORDS["kk"]["settings"])
    assert "Тілі: Қазақша" in admin.text
    assert group.chat.title in admin.text


async def test_a_channel_gets_links_only_and_its_readers_no_greeting(stage: Stage) -> None:
    admin = stage.person()
    await admin.onboard()
    channel = stage.channel("Гранттар", admin=admin)
    await stage.add_bot(channel, by=admin)
    await deliver(stage)
    assert stage.said_in(channel) == []
    assert "Гранттар" in admin.text
    await admin.press("Баптау")
    await admin.press("Қазақша")
    for label in ("choose", "oblast", "whole", "done"):
        await admin.press(WORDS["kk"][label])
    await tell(stage)
    (alert,) = alerts(stage, channel)
    assert all("url" in button for button in alert.buttons)
    assert stage.refused() == []


async def test_a_channel_added_by_a_stranger_says_how_it_is_set_up(stage: Stage) -> None:
    admin = stage.person()
    channel = stage.channel("Гранттар", admin=admin)
    await stage.add_bot(channel, by=admin)
    await deliver(stage)
    (hello,) = stage.said_in(channel)
    assert hello.buttons[0]["url"].endswith(payload(channel))


async def test_a_channel_post_that_looks_like_a_command_is_no_command(stage: Stage) -> None:
    admin = stage.person()
    await admin.onboard()
    channel = stage.channel("Гранттар", admin=admin)
    await stage.add_bot(channel, by=admin)
    await admin.write("/here", channel)
    await admin.write("/alerts", channel)
    assert stage.said_in(channel) == []


async def test_the_administrators_of_a_group_see_its_commands_in_its_language(stage: Stage) -> None:
    admin = stage.person(language_code="kk")
    group = await ready_group(stage, admin, "ru", forum=True)
    shown = stage.world.commands(stage.account, group, admin.phone)
    assert [item["command"] for item in shown] == ["here", "alerts"]
    assert shown[0]["description"] == "Присылать конкурсы в эту тему"


async def test_a_muted_telegram_is_not_taken_for_a_yes(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    await admin.start(payload(group))
    await admin.press("Не келетінін өзгерту")
    await admin.press("1")
    stage.world.faults.bad_gateway("getChatMember")
    await admin.press("Кідірту")
    assert "растамады" in admin.toast
    async with stage.store.read() as repositories:
        assert [wish.paused for wish in await repositories.subscriptions.of_chat(group.id)] == [False]
        known = await repositories.groups.get(group.id)
        assert known is not None
        assert known.state is GroupState.ACTIVE


async def test_where_members_are_hidden_administrators_are_still_recognised(stage: Stage) -> None:
    admin, stranger = stage.person(), stage.person(1002, "Серік")
    group = await ready_group(stage, admin)
    await stranger.onboard()
    for person, seen in ((admin, True), (stranger, False)):
        stage.world.faults.refuse("getChatMember", 400, "Bad Request: member list is inaccessible")
        await person.start(payload(group))
        assert ("Тілі: Қазақша" in person.text) is seen
        assert (WORDS["kk"]["not_admin"] in person.text) is not seen


async def test_a_link_that_adds_the_bot_where_it_is_already_is_answered(stage: Stage) -> None:
    admin = stage.person()
    group = await ready_group(stage, admin)
    before = len(stage.said_in(group))
    stage.clock.move(timedelta(hours=1))
    await admin.start_in(group, "setup")
    assert len(stage.said_in(group)) == before + 1
    assert stage.said_in(group)[-1].buttons[0]["url"].endswith(payload(group))


async def test_a_title_changed_in_a_channel_is_seen_when_it_is_opened(stage: Stage) -> None:
    admin = stage.person()
    await admin.onboard()
    channel = stage.channel("Гранттар", admin=admin)
    await stage.add_bot(channel, by=admin)
    channel.rename("Жаңа атау")
    await admin.start(payload(channel))
    assert "Жаңа атау" in admin.text


async def test_a_lost_right_that_nobody_told_us_of_is_seen_when_the_chat_is_opened(stage: Stage) -> None:
    admin = stage.person(language_code="ru")
    await admin.onboard("ru")
    channel = stage.channel("Гранты", admin=admin)
    await stage.add_bot(channel, by=admin)
    await set_up(admin, channel, "ru")
    channel.promote(stage.account, can_post_messages=False)
    stage.account.updates.clear()
    await admin.start(payload(channel))
    assert "Сделайте меня администратором с правом публиковать сообщения" in admin.text
