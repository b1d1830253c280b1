"""What a message carries, in kinds that the local Telegram does not send; numbers of e-Otinish as people type them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import Message

from domain.requests.draft import DraftPart
from domain.requests.model import AttachmentKind
from handlers.requests.incoming import Unsuitable, part_of
from handlers.requests.otinish import number_of

FILE = {"file_id": "f", "file_unique_id": "u"}
SHAPE = {"width": 1, "height": 1, "duration": 1}
HUGE = 4 * 2**30  # a file of any size is passed on by its id


def message(**content: Any) -> Message:
    whole = {"message_id": 7, "date": 1_772_431_200, "chat": {"id": 501, "type": "private"}, **content}
    return Message.model_validate(whole)


@pytest.mark.parametrize(
    ("content", "kind", "name"),
    [
        ({"video": FILE | SHAPE | {"file_name": "a.mp4", "file_size": HUGE}}, AttachmentKind.VIDEO, "a.mp4"),
        ({"audio": FILE | {"duration": 1, "file_size": HUGE}}, AttachmentKind.AUDIO, ""),
        ({"voice": FILE | {"duration": 1, "file_size": HUGE}}, AttachmentKind.VOICE, ""),
        (
            {"document": FILE | {"file_name": "\u202eсмета\n.xlsx", "file_size": HUGE}},
            AttachmentKind.DOCUMENT,
            "смета .xlsx",
        ),
        (
            {"photo": [{"file_id": "small", "file_unique_id": "s", "width": 1, "height": 1}, FILE | SHAPE]},
            AttachmentKind.PHOTO,
            "",
        ),
    ],
)
def test_a_file_is_kept_by_its_id_whatever_its_size(content: dict[str, Any], kind: AttachmentKind, name: str) -> None:
    part = part_of(message(**content, caption=" Қақпа ", media_group_id="9"))
    assert isinstance(part, DraftPart)
    (file,) = part.files
    assert (file.kind, file.file_id, file.unique_id, file.name) == (kind, "f", "u", name)
    assert file.size in (0, HUGE)
    assert (part.text, part.album, part.message_id) == ("Қақпа", "9", 7)
    assert part.sent_at == datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({"video_note": FILE | {"length": 1, "duration": 1}}, Unsuitable.ROUND_VIDEO),
        ({"animation": FILE | SHAPE, "document": FILE}, Unsuitable.ANIMATION),
        ({"location": {"latitude": 43.2, "longitude": 76.9}}, Unsuitable.PLACE),
        (
            {
                "location": {"latitude": 43.2, "longitude": 76.9},
                "venue": {"location": {"latitude": 43.2, "longitude": 76.9}, "title": "x", "address": "y"},
            },
            Unsuitable.PLACE,
        ),
        ({"contact": {"phone_number": "1", "first_name": "x"}}, Unsuitable.CONTACT),
        ({"dice": {"emoji": "🎲", "value": 3}}, Unsuitable.OTHER),
        ({}, Unsuitable.OTHER),
    ],
)
def test_what_is_no_part_of_a_letter_is_known_by_kind(content: dict[str, Any], what: Unsuitable) -> None:
    assert part_of(message(**content)) is what


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("ЖТ-2026-01234567", "ЖТ-2026-01234567"),
        ("№ зт – 2026 — 01234567", "ЗТ-2026-01234567"),
        ("номер ЗТ-2026-0123", "ЗТ-2026-0123"),
        ("нөмірі 01234567.", "01234567"),
        ("12/2026-К", "12/2026-К"),
        ("123", None),
        ("ЖТ-АБВГ", None),
        ("рахмет, жаздым", None),
        ("2026 0123", None),
        ("-2026-0123", None),
        ("٣٣٣٣٣٣", None),
        ("1" * 41, None),
        ("<b>2026</b>", None),
        ("", None),
    ],
)
def test_a_number_of_e_otinish_is_taken_as_people_type_it(typed: str, number: str | None) -> None:
    assert number_of(typed) == number
