"""A letter that is being written: what it takes, and the messages of the request that it becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.requests.draft import MOST_FILES, MOST_LETTERS, MOST_PARTS, DraftPart, RequestDraft, Unfit, joined, unfit
from domain.requests.limits import (
    DAY,
    OPEN_PER_NGO,
    PER_NGO,
    PER_PERSON,
    Bound,
    Filed,
    Letter,
    limit,
    same,
)
from domain.requests.model import Attachment, AttachmentKind

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
PHOTO = Attachment(AttachmentKind.PHOTO, "f", "u")
EMPTY = RequestDraft(1, 501, 7)


def part(number: int = 1, text: str = "", files: int = 0, album: str = "") -> DraftPart:
    return DraftPart(501, number, text, NOW, (PHOTO,) * files, album)


def test_parts_of_an_album_become_one_message_and_others_one_each() -> None:
    draft = replace(
        EMPTY,
        parts=(
            part(1, "Бірінші"),
            part(2, "", 1, "a"),
            part(3, "Екінші"),
            part(4, "Альбом", 1, "a"),
            part(5, "", 1, "b"),
        ),
    )
    letter = draft.letter()
    assert [(one.message_id, one.text, len(one.files), one.album) for one in letter] == [
        (1, "Бірінші", 0, ""),
        (2, "Альбом", 2, "a"),
        (3, "Екінші", 0, ""),
        (5, "", 1, "b"),
    ]
    assert draft.words == "Бірінші\n\nАльбом\n\nЕкінші" and draft.files == 3


@given(st.lists(st.tuples(st.text(max_size=9), st.integers(0, 2), st.sampled_from(["", "a", "b"])), max_size=12))
def test_no_word_and_no_file_is_lost_on_the_way_into_the_request(made: list[tuple[str, int, str]]) -> None:
    draft = replace(EMPTY, parts=tuple(part(number, *one) for number, one in enumerate(made)))
    letter = draft.letter()
    assert sum(len(one.files) for one in letter) == draft.files == sum(files for _, files, _ in made)
    assert all(any(text in one.text for one in letter) for text, _, _ in made)
    assert len({one.message_id for one in letter}) == len(letter)
    assert joined(one.text for one in letter) == draft.words


@pytest.mark.parametrize(
    ("before", "comes", "why"),
    [
        ((part(1, files=MOST_FILES - 1),), part(2, files=1), None),
        ((part(1, files=MOST_FILES),), part(2, files=1), Unfit.FILES),
        ((part(1, files=MOST_FILES),), part(1, files=1), None),  # edited: it takes its own place
        ((part(1, "ж" * (MOST_LETTERS - 1)),), part(2, "ж"), None),
        ((part(1, "ж" * MOST_LETTERS),), part(2, "ж"), Unfit.LONG),
        (tuple(part(number, "ж") for number in range(MOST_PARTS)), part(99, "ж"), Unfit.PARTS),
        (tuple(part(number, "ж") for number in range(MOST_PARTS)), part(0, "жж"), None),
    ],
)
def test_a_letter_takes_so_much_and_no_more(before: tuple[DraftPart, ...], comes: DraftPart, why: Unfit | None) -> None:
    assert unfit(replace(EMPTY, parts=before), comes) is why


def test_a_letter_is_empty_without_words_and_files() -> None:
    assert EMPTY.empty and replace(EMPTY, parts=(part(1, " \n"),)).empty
    assert not replace(EMPTY, parts=(part(1, files=1),)).empty


def test_a_message_goes_out_with_its_album() -> None:
    draft = replace(EMPTY, parts=(part(1, "ж"), part(2, files=1, album="a"), part(3, files=1, album="a")))
    assert [one.message_id for one in draft.together(3)] == [2, 3]
    assert [one.message_id for one in draft.together(1)] == [1] and draft.together(9) == ()


def filed(count: int, *, ngo: bool = True, person: bool = True, since: timedelta = timedelta(hours=5)) -> list[Filed]:
    return [Filed(NOW - since + timedelta(minutes=number), ngo, person) for number in range(count)]


@pytest.mark.parametrize(
    ("lately", "waiting", "bound", "again"),
    [
        ([], OPEN_PER_NGO - 1, None, None),
        ([], OPEN_PER_NGO, Bound.OPEN, None),
        (filed(PER_PERSON - 1), 0, None, None),
        (filed(PER_PERSON), 0, Bound.PERSON, NOW - timedelta(hours=5) + DAY),
        (filed(PER_NGO, person=False), 0, Bound.NGO, NOW - timedelta(hours=5) + DAY),
        (filed(PER_PERSON, ngo=False), 0, Bound.PERSON, NOW - timedelta(hours=5) + DAY),
        (filed(PER_NGO), 0, Bound.PERSON, NOW - timedelta(hours=5) + timedelta(minutes=PER_NGO - PER_PERSON) + DAY),
        (filed(PER_NGO, since=DAY), 0, Bound.PERSON, NOW + timedelta(minutes=PER_NGO - PER_PERSON)),
        (filed(PER_PERSON, since=DAY), 0, None, None),  # the first of them is a day old
    ],
)
def test_a_bound_holds_until_enough_requests_are_a_day_old(
    lately: list[Filed], waiting: int, bound: Bound | None, again: datetime | None
) -> None:
    found = limit(lately, waiting, NOW)
    assert (found and found.bound, found and found.again) == (bound, again)


@given(st.lists(st.tuples(st.integers(0, 2_000), st.booleans(), st.booleans()), max_size=40))
def test_at_the_moment_named_the_next_request_can_be_filed(made: list[tuple[int, bool, bool]]) -> None:
    lately = [Filed(NOW - timedelta(minutes=ago), ngo, person) for ago, ngo, person in made]
    reached = limit(lately, 0, NOW)
    if reached is not None:
        assert reached.again is not None and reached.again > NOW
        assert limit(lately, 0, reached.again) is None
        assert limit(lately, 0, reached.again - timedelta(microseconds=1)) is not None


def test_the_same_letter_is_known_by_its_words_and_files_however_it_is_spaced() -> None:
    lately = [
        Letter(3, "Мектепке пандус керек.", frozenset({"u1"})),
        Letter(5, "Мектепке\n\nпандус  керек.", frozenset()),
        Letter(4, "Мектепке пандус керек.", frozenset()),
    ]
    assert same("МЕКТЕПКЕ пандус керек. ", [], lately) == 5
    assert same("Мектепке пандус керек.", ["u1", "u1"], lately) == 3
    assert same("Мектепке пандус керек.", ["u2"], lately) is None
    assert same("Мектепке пандус керек!", [], lately) is None
