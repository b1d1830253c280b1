"""Who may do what with an office, and what an invitation means for whoever opens it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.invitations import HOLDS, Invitation, Reply, Standing, is_token, judge, token_hash
from domain.offices import Holding, Office, Seat, SeatRole, below, headless, lacking, rights
from domain.territory import TerritoryTree
from storage.seed import load_topics

ZHETISU, SARKAN, ABAI = "330000000", "334800000", "100000000"
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
OFFICE = Office(7, SARKAN, "А", "Б", ("other",))
HEAD, OFFICER = Holding(1, 7, SeatRole.HEAD), Holding(2, 7, SeatRole.OFFICER)
ELSEWHERE = Holding(3, 8, SeatRole.HEAD)
INVITATION = Invitation(5, 7, SeatRole.OFFICER, None, 100, "head", NOW, NOW + HOLDS)


@pytest.mark.parametrize(
    ("coordinates", "seat", "sees", "manages", "heads", "officers", "right"),
    [
        (("KZ",), None, True, True, True, True, "coordinator:KZ"),
        ((ZHETISU,), None, True, True, True, True, f"coordinator:{ZHETISU}"),
        (("KZ", ZHETISU, SARKAN), None, True, True, True, True, f"coordinator:{SARKAN}"),
        ((ABAI,), None, False, False, False, False, "nobody"),
        ((), HEAD, True, False, False, True, "head"),
        ((), OFFICER, True, False, False, False, "officer"),
        ((), ELSEWHERE, False, False, False, False, "nobody"),
        ((ABAI,), ELSEWHERE, False, False, False, False, "nobody"),
        ((ZHETISU,), OFFICER, True, True, True, True, f"coordinator:{ZHETISU}"),
        ((), None, False, False, False, False, "nobody"),
    ],
)
def test_the_table_of_rights(
    tree: TerritoryTree,
    coordinates: tuple[str, ...],
    seat: Holding | None,
    sees: bool,
    manages: bool,
    heads: bool,
    officers: bool,
    right: str,
) -> None:
    may = rights(100, coordinates, seat, OFFICE, tree)
    assert (may.sees, may.manages, may.may_seat(SeatRole.HEAD), may.may_seat(SeatRole.OFFICER)) == (
        sees,
        manages,
        heads,
        officers,
    )
    assert (may.by.person_id, may.by.right) == (100, right)


def test_an_office_of_a_district_that_is_no_more_is_managed_by_the_republic_only(tree: TerritoryTree) -> None:
    gone = replace(OFFICE, territory_id="x-gone")
    assert rights(1, ("KZ",), None, gone, tree).manages
    assert not rights(1, (ZHETISU,), None, gone, tree).manages


@pytest.mark.parametrize(
    ("changes", "person", "seat", "later", "valid", "standing"),
    [
        ({}, 1, None, timedelta(0), True, Standing.OPEN),
        ({}, 1, None, HOLDS - timedelta(microseconds=1), True, Standing.OPEN),
        ({}, 1, None, HOLDS, True, Standing.EXPIRED),
        ({}, 1, None, timedelta(0), False, Standing.VOID),
        ({}, 100, None, timedelta(0), True, Standing.YOURS),
        ({}, 1, ELSEWHERE, timedelta(0), True, Standing.SWITCH),
        ({}, 1, HEAD, timedelta(0), True, Standing.SWITCH),
        ({}, 1, OFFICER, timedelta(0), True, Standing.SEATED),
        ({"revoked_at": NOW}, 1, None, timedelta(0), True, Standing.REVOKED),
        ({"revoked_at": NOW}, 100, None, HOLDS, False, Standing.REVOKED),
        ({"reply": Reply.ACCEPTED, "answered_by": 1}, 1, OFFICER, timedelta(0), True, Standing.TAKEN_BY_YOU),
        ({"reply": Reply.ACCEPTED, "answered_by": 2}, 1, None, HOLDS, True, Standing.USED),
        ({"reply": Reply.ACCEPTED, "answered_by": None}, 1, None, HOLDS, True, Standing.USED),
        ({"reply": Reply.DECLINED, "answered_by": 1}, 1, None, timedelta(0), True, Standing.DECLINED),
    ],
)
def test_what_an_invitation_means(
    changes: dict, person: int, seat: Holding | None, later: timedelta, valid: bool, standing: Standing
) -> None:
    assert judge(replace(INVITATION, **changes), person, seat, NOW + later, valid=valid) is standing


def test_an_invitation_into_an_ngo_asks_for_no_seat(tree: TerritoryTree) -> None:
    into = replace(INVITATION, office_id=None, role=None, ngo_id=3, made_as="member")
    assert judge(into, 1, ELSEWHERE, NOW, valid=True) is Standing.OPEN
    assert judge(into, 1, None, NOW, valid=True, member=True) is Standing.MEMBER


@pytest.mark.parametrize("text", ["", "A" * 23, "A" * 25, "A" * 23 + "\n", "ә" * 24, "A" * 20 + "/../", " " * 24])
def test_what_is_no_token(text: str) -> None:
    assert not is_token(text)


def test_a_token_is_known_by_its_hash_only() -> None:
    assert is_token("Ab-_" * 6) and len(token_hash("Ab-_" * 6)) == 64 and token_hash("a") != token_hash("b")


def test_the_districts_that_lack_an_office(tree: TerritoryTree) -> None:
    children = [unit.id for unit in tree.children(ZHETISU)]
    assert lacking(ZHETISU, (), tree) == tuple(children)
    assert SARKAN not in lacking(ZHETISU, (SARKAN,), tree)
    assert lacking(ZHETISU, children, tree) == ()
    assert lacking(SARKAN, (), tree) == (SARKAN,) and lacking(SARKAN, (SARKAN,), tree) == ()
    assert set(below(ZHETISU, tree)) == {ZHETISU, *children} and len(below("KZ", tree)) == len(tree.units)


def test_an_office_without_a_head() -> None:
    officer = Seat(1, 7, SeatRole.OFFICER, 1, "", NOW)
    assert headless([]) and headless([officer]) and not headless([officer, replace(officer, role=SeatRole.HEAD)])


def test_the_topics_are_those_of_the_product_in_both_languages() -> None:
    assert [topic.id for topic in load_topics()] == [
        "internal_policy", "employment_social", "education", "health", "ecology", "culture", "youth", "other",
    ]  # fmt: skip
    assert all(topic.name_kk != topic.name_ru for topic in load_topics())
