"""A letter while it is written: what becomes a part of it, what does not, and how it changes."""

from __future__ import annotations

from datetime import timedelta

from bot.demo.botapi.people import PIXEL
from bot.jobs import housekeeping
from bot.retention import KEEP_LETTERS
from domain.requests.model import AttachmentKind
from tests.handlers.letters import BOTH, WORDS, aigul_of, begun, letter, requests, texts_of
from tests.person import ZONE, Stage


@BOTH
async def test_all_that_somebody_sends_becomes_messages_of_the_request(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    await begun(aigul, language)
    await aigul.write("Бірінші.")
    await aigul.write("Екінші.")
    aigul.phone.send_photo(aigul.account, caption="Қақпа")
    aigul.phone.send_voice(aigul.account)
    aigul.phone.send_document(aigul.account, "смета.xlsx", b"1")
    await aigul.acted()
    answers = len(aigul.from_bot)
    aigul.phone.send_album(aigul.account, [PIXEL, PIXEL], caption="Альбом")
    await aigul.acted()
    assert len(aigul.from_bot) == answers + 1  # one answer for a whole album
    await aigul.press(words["look"])
    await aigul.press(words["send"])
    assert words["sent"] in aigul.text
    async with stage.store.read() as repositories:
        letter = await repositories.request_messages.of_request(1)
    assert [message.text for message in letter] == ["Бірінші.", "Екінші.", "Қақпа", "", "", "Альбом"]
    assert [[file.kind for file in message.files] for message in letter] == [
        [],
        [],
        [AttachmentKind.PHOTO],
        [AttachmentKind.VOICE],
        [AttachmentKind.DOCUMENT],
        [AttachmentKind.PHOTO, AttachmentKind.PHOTO],
    ]
    assert {message.chat_id for message in letter} == {1001} and len({one.message_id for one in letter}) == 6
    assert stage.refused() == []


@BOTH
async def test_the_eleventh_file_is_not_taken_and_an_album_is_told_of_once(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    await begun(aigul, language)
    aigul.phone.send_album(aigul.account, [(f"{number}.txt", b"1") for number in range(9)])
    await aigul.acted()
    before = len(aigul.from_bot)
    aigul.phone.send_album(aigul.account, [(f"{number}.txt", b"1") for number in range(4)])
    await aigul.acted()
    told = [message.text for message in aigul.from_bot[before:]]
    assert sum(words["files full"] in text and "✓" not in text for text in told) == 1 and len(told) == 2
    aigul.phone.send_voice(aigul.account)
    await aigul.acted()
    assert words["files full"] in aigul.text
    await aigul.press(words["look"])
    await aigul.press(words["send"])
    async with stage.store.read() as repositories:
        letter = await repositories.request_messages.of_request(1)
    assert sum(len(message.files) for message in letter) == 10


@BOTH
async def test_what_cannot_go_into_a_letter_is_answered_with_what_to_do_instead(stage: Stage, language: str) -> None:
    aigul = await aigul_of(stage, language)
    await begun(aigul, language)
    phone, account = aigul.phone, aigul.account
    for send, part in (
        (lambda: phone.send_sticker(account), {"kk": "Стикерді", "ru": "Стикер"}),
        (lambda: phone.send_poll(account, "Иә ме?", "иә", "жоқ"), {"kk": "Мұны сауалға", "ru": "Это нельзя"}),
        (lambda: phone.send_contact(account, "+7"), {"kk": "Контактіні", "ru": "Контакт"}),
    ):
        send()
        await aigul.acted()
        assert part[language] in aigul.text
    await aigul.write("/nosuch")
    assert {"kk": "Мұндай пәрмен жоқ", "ru": "Такой команды нет"}[language] in aigul.text
    async with stage.store.read() as repositories:
        draft = await repositories.request_drafts.of_person(1001, 1)
    assert draft is not None and draft.empty


@BOTH
async def test_an_edited_message_changes_the_letter_and_the_old_preview_sends_nothing(
    stage: Stage, language: str
) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    await begun(aigul, language)
    sent = await aigul.write("Мектепке пандсу керек.")
    await aigul.press(words["look"])
    preview = aigul.last
    aigul.phone.edit(sent, "Мектепке пандус керек.")
    await aigul.acted()
    assert "✓" in aigul.text
    await aigul.press(words["send"], preview)
    assert words["changed"] in preview.text and "пандус" in preview.text
    assert await requests(stage) == []
    await aigul.press(words["send"], preview)
    assert await texts_of(stage) == ["Мектепке пандус керек."]
    answers = len(aigul.from_bot)
    aigul.phone.edit(sent, "Кейін өзгертілді")
    await aigul.acted()
    # From now on it is a message of the request, which keeps both versions.
    assert len(aigul.from_bot) == answers and await texts_of(stage) == ["Кейін өзгертілді"]


@BOTH
async def test_a_letter_without_words_and_files_is_not_sent(stage: Stage, language: str) -> None:
    words = WORDS[language]
    aigul = await aigul_of(stage, language)
    await begun(aigul, language)
    assert words["look"] not in aigul.buttons
    for data in ("ld:v:1::0:0:0", "ld:s:1::0:0:3", "ld:i:1::0:0:3"):
        await aigul.forge(data)
        assert words["empty"] in aigul.text
    assert await requests(stage) == []


async def test_ten_thousand_characters_over_several_messages_make_one_letter(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    await begun(aigul)
    whole = ("Жол жөндеу керек. " * 600)[:10_000].strip()
    await aigul.write(whole)
    await aigul.press(WORDS["kk"]["look"])
    assert "Бөлімше сауалды толық алады" in aigul.text
    await aigul.press(WORDS["kk"]["send"])
    parts = await texts_of(stage)
    assert len(parts) == 3 and sum(map(len, parts)) > 9_900
    await begun(aigul)
    for _ in range(6):
        await aigul.write("ж" * 4_000)
    assert "таңба сыяды" in aigul.text
    assert stage.refused() == []


async def test_typed_places_are_found_or_it_is_said_why_not(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    await aigul.write("/ask")
    for typed, answer in (
        ("А", "Кемінде екі әріп"),
        ("Қиял қаласы", "табылмады"),
        ("бүкіл қазақстан", "Бүкіл елдің әкімдігі жоқ"),
        ("/nosuch", "табылмады"),
    ):
        await aigul.write(typed)
        assert answer in aigul.text, typed
    aigul.phone.send_photo(aigul.account)
    await aigul.acted()
    assert "стикер" in aigul.text.lower()
    await aigul.write("Абай")
    assert len([label for label in aigul.buttons if "Абай" in label]) >= 2
    await aigul.press("Абай облысы")
    draft = await letter(stage)
    assert draft is not None and draft.territory_id == "100000000"


async def test_words_before_the_topic_are_kept(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    await aigul.write("/ask")
    await aigul.press(WORDS["kk"]["own"])
    await aigul.write("Бірден жаздым.")
    assert "сақтап қойдым" in aigul.text
    await aigul.press(WORDS["kk"]["topic"])
    await aigul.press(WORDS["kk"]["look"])
    assert "Бірден жаздым." in aigul.text


async def test_a_part_of_a_deleted_letter_is_answered_and_the_next_word_is_a_search_again(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    await begun(aigul)
    async with stage.store.write() as repositories:
        await repositories.request_drafts.drop(1)
    await aigul.write("Мектепке пандус керек.")
    assert WORDS["kk"]["gone"] in aigul.text
    await aigul.write("грант")
    assert WORDS["kk"]["gone"] not in aigul.text


async def test_housekeeping_drops_letters_nobody_touched_for_thirty_days(stage: Stage) -> None:
    aigul = await aigul_of(stage)
    await begun(aigul)
    await aigul.write("Мектепке пандус керек.")
    tidy = housekeeping(stage.store, stage.clock, ZONE)
    stage.clock.move(KEEP_LETTERS)
    await tidy()
    assert await letter(stage) is not None
    stage.clock.move(timedelta(seconds=1))
    await tidy()
    assert await letter(stage) is None


@BOTH
async def test_the_last_message_or_its_whole_album_is_taken_out_again(stage: Stage, language: str) -> None:
    words = WORDS[language]
    label = {"kk": "Соңғы хабарламаны алып тастау", "ru": "Убрать последнее сообщение"}[language]
    aigul = await aigul_of(stage, language)
    await begun(aigul, language)
    await aigul.write("Мектепке пандус керек.")
    aigul.phone.send_album(aigul.account, [PIXEL, PIXEL])
    await aigul.acted()
    screen = aigul.last
    await aigul.press_twice(label)
    draft = await letter(stage)
    assert draft is not None and [part.text for part in draft.parts] == ["Мектепке пандус керек."]
    await aigul.press(label, screen)
    assert words["look"] not in [button["text"] for button in screen.buttons]
    draft = await letter(stage)
    assert draft is not None and draft.empty
    assert stage.refused() == []
