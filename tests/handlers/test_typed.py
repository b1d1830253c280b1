"""What people type is read forgivingly and trusted never."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.people import Role
from domain.territory import TerritoryTree
from handlers import forms
from handlers.callbacks import FormAct, FormPress
from handlers.forms import Form, Step
from handlers.places import find, fold
from handlers.typed import NAME_LIMIT, ngo_name
from handlers.views.screen import clip, one_line
from storage.seed import load_spheres, load_territories

TREE = TerritoryTree(load_territories())
SPHERES = load_spheres()


def with_control_digit(eleven: str) -> str | None:
    """The rule once more, written differently: the twelfth digit, or None when no number may begin so."""
    digits = [int(char) for char in eleven]
    first = sum(digit * (at + 1) for at, digit in enumerate(digits)) % 11
    second = sum(digit * ((at + 2) % 11 + 1) for at, digit in enumerate(digits)) % 11
    control = first if first != 10 else second
    return None if control == 10 else f"{eleven}{control}"


def at_bin(typed: str) -> forms.Moved | forms.Choice | forms.Problem:
    return forms.typed(Form(1, Step.BIN, role=Role.NGO, name="x"), typed, TREE)


@given(st.integers(0, 99), st.integers(1, 12), st.sampled_from("456"), st.integers(0, 999_999))
def test_a_bin_is_taken_with_the_right_control_digit_only(year: int, month: int, kind: str, rest: int) -> None:
    eleven = f"{year:02}{month:02}{kind}{rest:06}"
    right = with_control_digit(eleven)
    for digit in "0123456789":
        taken = at_bin(f"{eleven}{digit}")
        assert isinstance(taken, forms.Moved) is (f"{eleven}{digit}" == right)
        assert isinstance(taken, forms.Moved) or taken is forms.Problem.BIN_MISTYPED
    if right:
        spaced = at_bin(f" {right[:6]} {right[6:]}\n")
        assert isinstance(spaced, forms.Moved)
        assert spaced.form.bin == right


@pytest.mark.parametrize("typed", ["", "12", "٠٤١١٤٠٠٠٥٦٧٠", "бес", "1" * 500])
def test_what_has_not_twelve_digits_is_no_bin(typed: str) -> None:
    assert at_bin(typed) is forms.Problem.BIN


@pytest.mark.parametrize("typed", ["999999999999", "041340005670", "041140005671"])
def test_twelve_digits_that_do_not_add_up_are_a_slip(typed: str) -> None:
    assert at_bin(typed) in {forms.Problem.BIN_MISTYPED, forms.Problem.IIN}
    assert (at_bin(typed) is forms.Problem.IIN) is (typed[4] in "0123")


def test_a_persons_iin_is_told_from_a_bin() -> None:
    iin = with_control_digit("85010130012")
    assert iin is not None
    assert at_bin(iin) is forms.Problem.IIN


@pytest.mark.parametrize("typed", ["123", "!!!", "2024 a", "", "7 Ж"])
def test_a_name_needs_two_letters(typed: str) -> None:
    assert ngo_name(typed) is None


@pytest.mark.parametrize("typed", ["весь Казахстан", "Бүкіл Қазақстан", "вся страна", "Kazakhstan"])
def test_the_whole_country_may_be_typed(typed: str) -> None:
    taken = forms.typed(Form(1, Step.OBLAST), typed, TREE)
    assert isinstance(taken, forms.Moved)
    assert (taken.form.step, taken.form.territory) == (Step.SPHERES, "KZ")


@pytest.mark.parametrize(
    "typed",
    [
        "сарқан ауданы, лепсі ауылы",
        "лепсі ауылы, сарқан ауданы",
        "Жетісу облысы, Сарқан ауданы",
        "сарканский район село Лепсы",
    ],
)
def test_of_an_address_the_known_district_is_taken(typed: str) -> None:
    taken = forms.typed(Form(1, Step.OBLAST), typed, TREE)
    assert isinstance(taken, forms.Moved)
    assert TREE[taken.form.territory].name_kk == "Сарқан ауданы"


@pytest.mark.parametrize("typed", ["с", " . ", "...", "ә"])
def test_one_letter_is_too_little_for_a_place(typed: str) -> None:
    assert forms.typed(Form(1, Step.OBLAST), typed, TREE) is forms.Problem.TOO_SHORT


@given(st.text(max_size=400))
def test_a_name_is_one_clean_line_of_at_most_200_characters(text: str) -> None:
    name = ngo_name(text)
    if name is None:
        return
    assert 2 <= len(name) <= NAME_LIMIT
    assert name == name.strip()
    assert not [char for char in name if unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}]
    assert not set(name) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u200b\ufeff\n\t")


@given(st.text(max_size=300), st.integers(10, 100))
def test_clipping_keeps_within_the_limit(text: str, limit: int) -> None:
    shown = clip(text, limit)
    assert len(shown) <= limit
    assert "\n" not in shown
    if len(one_line(text)) <= limit:
        assert shown == one_line(text)


@pytest.mark.parametrize("unit", [unit for unit in TREE.units if unit.level and unit.selectable], ids=lambda u: u.id)
def test_every_place_is_found_by_each_of_its_names(unit) -> None:
    for name in (unit.name_kk, unit.name_ru, unit.short_kk, unit.short_ru, unit.name_en):
        assert unit in find(TREE, name), name


@pytest.mark.parametrize(
    ("typed", "like"), [("Өскемен", "оскемен"), ("Щучинск Ёлка", "щучинск елка"), ("  Қызыл-Орда ", "кызыл орда")]
)
def test_letters_are_forgiven(typed: str, like: str) -> None:
    assert fold(typed) == fold(like)


def test_only_beginnings_of_words_are_matched() -> None:
    assert not [unit for unit in find(TREE, "арқан") if "Сарқан" in unit.name_kk]
    assert find(TREE, "а") == ()
    assert find(TREE, "...") == ()


@given(st.text(max_size=50))
@settings(max_examples=50)
def test_whatever_is_typed_as_a_place_is_answered(text: str) -> None:
    form = Form(1, Step.OBLAST)
    decided = forms.typed(form, text, TREE)
    assert isinstance(decided, forms.Moved | forms.Choice | forms.Problem)
    if isinstance(decided, forms.Choice):
        assert 1 <= len(decided.units) <= 8


ACTS = st.builds(
    FormPress,
    run=st.sampled_from([1, 2]),
    step=st.sampled_from([*[step.value for step in Step], "nowhere"]),
    act=st.sampled_from(list(FormAct)),
    value=st.sampled_from(["", "ngo", "looking", "KZ", "330000000", "431900000", "x", *[s.id for s in SPHERES[:3]]]),
    page=st.integers(0, 3),
)


@given(st.lists(st.one_of(ACTS, st.sampled_from(["Ауыл", "сарқан", "12", "абай"])), max_size=25))
@settings(max_examples=200)
def test_no_order_of_presses_and_texts_breaks_the_form(acts: list[FormPress | str]) -> None:
    """The form only ever stands at a known step with valid choices, survives storage, and finishes complete."""
    form = forms.signup(1)
    for act in acts:
        decided = forms.typed(form, act, TREE) if isinstance(act, str) else forms.pressed(form, act, TREE, SPHERES)
        if isinstance(decided, forms.Finished):
            assert decided.form.role is not None
            assert decided.form.role is Role.LOOKING or decided.form.name
            assert TREE[decided.form.territory].selectable
            return
        if isinstance(decided, forms.Cancelled):
            return
        if isinstance(decided, forms.Moved):
            form = decided.form
        assert Form.of(form.dialogue(), TREE) == form
        assert set(form.spheres) <= {sphere.id for sphere in SPHERES}
        assert len(form.spheres) < len(SPHERES)


def test_a_form_that_another_version_wrote_is_as_if_there_were_none() -> None:
    from domain.people import Dialogue

    good = forms.signup(1).dialogue()
    assert Form.of(Dialogue("nowhere", good.data), TREE) is None
    assert Form.of(Dialogue(good.state, {}), TREE) is None
    assert Form.of(Dialogue(good.state, {**good.data, "territory": "gone"}), TREE) is None
    assert Form.of(Dialogue(good.state, {**good.data, "role": "king"}), TREE) is None
