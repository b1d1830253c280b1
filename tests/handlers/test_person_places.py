"""A newcomer types where they are from: found, offered among namesakes, or told what to write instead."""

from __future__ import annotations

import pytest

from tests.person import Stage, at_role


@pytest.mark.parametrize("typed", ["сарқан", "Сарқан ауданы", "САРКАН", "сарканский район", "Sarqan"])
async def test_a_district_is_found_by_typing_its_name(stage: Stage, typed: str) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Жоқ, жай қараймын")
    await aigul.write(typed)
    assert aigul.text.startswith("Өңір: Сарқан ауданы (Жетісу облысы)")


@pytest.mark.parametrize(("typed", "label"), [("сарк", "Сарқан ауданы (Жетісу облысы)")])
async def test_a_place_that_is_not_called_exactly_so_is_offered_and_not_taken(
    stage: Stage, typed: str, label: str
) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Жоқ, жай қараймын")
    await aigul.write(typed)
    assert aigul.text == "Осы жерді айттыңыз ба?"
    await aigul.press(label)
    assert aigul.text.startswith(f"Өңір: {label}")


async def test_back_from_namesakes_leads_to_the_list_they_were_typed_at(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Жоқ, жай қараймын")
    await aigul.write("есіл")
    assert aigul.text.startswith("Сәйкес келетін жер бірнешеу.")
    await aigul.press("‹ Артқа", aigul.last)
    assert aigul.text.startswith("Өңірді таңдаңыз.")
    await aigul.press("Бүкіл Қазақстан")
    await aigul.press("Дайын")
    await aigul.menu("Жазылымдар")
    await aigul.press("+ Жаңа жазылым")
    await aigul.write("есіл")
    await aigul.press("‹ Артқа", aigul.last)
    assert aigul.text.startswith("Өңірді таңдаңыз.")


async def test_namesakes_are_offered_with_their_oblasts(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul, "ru")
    await aigul.press("Нет, просто смотрю")
    await aigul.write("есиль")
    assert set(aigul.buttons[:3]) == {
        "Есильский р-н (Акмолинская обл.)",
        "Есильский р-н (Сев.-Казахстанская обл.)",
        "р-н Есиль (г. Астана)",
    }
    await aigul.press("Есильский р-н (Акмолинская обл.)")
    assert "Есильский район (Акмолинская область)" in aigul.text


async def test_inside_an_oblast_its_own_district_is_meant(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Жоқ, жай қараймын")
    await aigul.press("Ақмола облысы")
    await aigul.write("есіл")
    assert aigul.text.startswith("Өңір: Есіл ауданы (Ақмола облысы)")


async def test_what_is_not_a_place_is_said_and_the_choice_stays(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Жоқ, жай қараймын")
    await aigul.write("Атлантида")
    assert "Ондай аудан не қала табылмады." in aigul.text
    await aigul.write("с")
    assert "Кемінде екі әріп жазыңыз." in aigul.text
    await aigul.write("район")
    assert "тым көп" in aigul.text
    assert "Жетісу облысы" in aigul.buttons


async def test_baikonyr_is_not_offered(stage: Stage) -> None:
    aigul = stage.person()
    await at_role(aigul)
    await aigul.press("Жоқ, жай қараймын")
    await aigul.write("байқоңыр")
    assert aigul.buttons[:-2] == ["Байқоңыр ауданы (Астана қаласы)"]
    await aigul.press("‹ Артқа", aigul.last)
    await aigul.press("Қызылорда облысы")
    assert not [label for label in aigul.buttons if "Байқоңыр" in label]
