"""Pictures, files, voice and albums in both directions; copies and forwards; deletions and reactions."""

from __future__ import annotations

import io
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto, ReactionTypeEmoji

from bot.demo.botapi import BotAccount, Person
from bot.demo.botapi.files import image_size
from bot.demo.botapi.people import PIXEL


def letter(name: str = "хат.txt", content: bytes = "Құрметті әкім".encode()) -> BufferedInputFile:
    return BufferedInputFile(content, name)


async def test_a_file_from_a_person_can_be_downloaded(bot: Bot, account: BotAccount, aigul: Person) -> None:
    aigul.send_document(account, "Хат №1.pdf", b"%PDF-1.4 invented", caption="Қараңызшы")
    message = (await bot.get_updates())[0].message
    assert message is not None
    assert message.document is not None
    assert (message.document.file_name, message.document.mime_type) == ("Хат №1.pdf", "application/pdf")
    assert message.caption == "Қараңызшы"
    found = await bot.get_file(message.document.file_id)
    assert found.file_path is not None
    downloaded = await bot.download_file(found.file_path, io.BytesIO())
    assert downloaded is not None
    assert downloaded.read() == b"%PDF-1.4 invented"


async def test_photos_voices_stickers_and_contacts_arrive_as_what_they_are(
    bot: Bot, account: BotAccount, aigul: Person
) -> None:
    aigul.send_photo(account)
    aigul.send_voice(account, seconds=7)
    aigul.send_sticker(account)
    aigul.send_contact(account, "+77010000000")
    photo, voice, sticker, contact = [u.message for u in await bot.get_updates()]
    assert photo is not None
    assert photo.photo is not None
    assert photo.photo[-1].width == 1
    assert voice is not None
    assert voice.voice is not None
    assert voice.voice.duration == 7
    assert sticker is not None
    assert sticker.sticker is not None
    assert contact is not None
    assert contact.contact is not None
    assert contact.contact.user_id == aigul.id


async def test_an_album_keeps_its_items_together(bot: Bot, account: BotAccount, aigul: Person) -> None:
    aigul.send_album(account, [("a.txt", b"a"), ("b.txt", b"b")], caption="Құжаттар")
    messages = [u.message for u in await bot.get_updates()]
    assert len({m.media_group_id for m in messages if m is not None}) == 1
    photo = BufferedInputFile(PIXEL, "p.png")
    sent = await bot.send_media_group(
        aigul.id, [InputMediaPhoto(media=photo, caption="<b>1</b>", parse_mode="HTML"), InputMediaPhoto(media=photo)]
    )
    assert sent[0].caption == "1"
    assert sent[0].media_group_id == sent[1].media_group_id
    assert await bot.send_media_group(aigul.id, [InputMediaDocument(media=letter())] * 2)
    copies = await bot.copy_messages(aigul.id, aigul.id, [m.message_id for m in sent])
    assert len({m.media_group_id for m in aigul.sees(account)[-2:]}) == 1
    assert len(copies) == 2


async def test_a_bot_sends_files_and_sends_them_again_by_id(bot: Bot, account: BotAccount, aigul: Person) -> None:
    aigul.start(account)
    sent = await bot.send_document(aigul.id, letter(), caption="<i>Жауап</i>", parse_mode="HTML")
    assert sent.document is not None
    again = await bot.send_document(aigul.id, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == sent.document.file_unique_id
    await bot.send_photo(aigul.id, BufferedInputFile(PIXEL, "p.png"))
    await bot.send_voice(aigul.id, BufferedInputFile(b"OggS", "v.ogg"), duration=2)
    assert [m.media for m in aigul.sees(account)[1:]] == ["document", "document", "photo", "voice"]
    await bot.edit_message_caption(chat_id=aigul.id, message_id=sent.message_id, caption="Түзетілді")
    assert aigul.sees(account)[1].text == "Түзетілді"


async def test_a_copy_hides_its_origin_and_a_forward_shows_it(
    bot: Bot, account: BotAccount, aigul: Person, serik: Person
) -> None:
    original = aigul.write(account, "Су жоқ")
    serik.start(account)
    await bot.copy_message(serik.id, aigul.id, original.message_id, disable_notification=True)
    assert serik.last(account).text == "Су жоқ"
    assert serik.last(account).silent
    assert serik.last(account).forward_origin is None
    forwarded = await bot.forward_message(serik.id, aigul.id, original.message_id)
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "user"
    serik.forward(account, serik.last(account))
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.forward_origin is not None
    ids = [original.message_id, 404, aigul.send_photo(account).message_id]
    assert len(await bot.forward_messages(serik.id, aigul.id, ids)) == 2
    assert serik.last(account).media == "photo"
    document = aigul.send_document(account, "a.txt", b"a", caption="ескі")
    await bot.copy_message(serik.id, aigul.id, document.message_id, caption="жаңа")
    assert serik.last(account).text == "жаңа"


async def test_deleted_messages_leave_the_screen(bot: Bot, account: BotAccount, aigul: Person) -> None:
    mine = aigul.write(account, "Қате")
    sent = [await bot.send_message(aigul.id, str(n)) for n in range(3)]
    await bot.delete_message(aigul.id, sent[0].message_id)
    await bot.delete_messages(aigul.id, [mine.message_id, sent[1].message_id, 404])
    assert [m.text for m in aigul.sees(account)] == ["2"]
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=aigul.id, message_id=sent[0].message_id)


async def test_a_reaction_is_put_and_taken_away(bot: Bot, account: BotAccount, aigul: Person) -> None:
    message = aigul.write(account, "Рақмет")
    await bot.set_message_reaction(aigul.id, message.message_id, [ReactionTypeEmoji(emoji="👍")])
    assert message.reactions == {account.id: [{"type": "emoji", "emoji": "👍"}]}
    await bot.set_message_reaction(aigul.id, message.message_id, [])
    assert message.reactions == {}


async def test_typing_is_shown(bot: Bot, account: BotAccount, aigul: Person) -> None:
    aigul.start(account)
    await bot.send_chat_action(aigul.id, "typing")
    assert aigul.chat_with(account).actions == ["typing"]


def test_the_size_of_common_images_is_read() -> None:
    gif = b"GIF89a" + (300).to_bytes(2, "little") + (200).to_bytes(2, "little")
    jpeg = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b0800c8012c0101110000")
    assert image_size(PIXEL) == (1, 1)
    assert image_size(gif) == (300, 200)
    assert image_size(jpeg) == (300, 200)
    for wrong in (b"", b"hello", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(ValueError, match="not an image"):
            image_size(wrong)


async def test_a_download_needs_the_token_and_an_existing_path(raw: Any, account: BotAccount, aigul: Person) -> None:
    aigul.send_document(account, "a.txt", b"a")
    for token, path, status in (
        (account.token, "documents/file_1.txt", 200),
        (account.token, "documents/file_2.txt", 404),
        ("123456:WRONG", "documents/file_1.txt", 401),
    ):
        async with raw.session.get(f"{raw.base}/file/bot{token}/{path}") as response:
            assert response.status == status
