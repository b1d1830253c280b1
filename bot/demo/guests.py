"""The invented people whose phones the page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.language import Language


@dataclass(frozen=True, slots=True)
class Guest:
    """A person of the demo. A guest without territories or a seat in an akimat has not met the bot yet."""

    id: str
    telegram_id: int
    name_kk: str
    name_ru: str
    role_kk: str
    role_ru: str
    place_kk: str
    place_ru: str
    language: Language
    ngo: str | None = None
    territories: tuple[str, ...] = ()
    spheres: tuple[str, ...] = ()
    sits: bool = False

    @property
    def known(self) -> bool:
        """Tell whether the guest is already registered when the demo opens."""
        return bool(self.territories) or self.sits

    def as_json(self) -> dict[str, Any]:
        """Return what the page shows about the guest."""
        names = ("id", "name_kk", "name_ru", "role_kk", "role_ru", "place_kk", "place_ru")
        return {"number": self.telegram_id} | {name: getattr(self, name) for name in names}


# Айгүл has not met the bot: the visitor goes through onboarding with her. Серік sits in the akimat of her district;
# Ерлан, who has not met the bot either, takes his place at the story's end. Данагүл and Ольга are registered, so that
# the very first post that is published reaches somebody. Ольга watches some spheres and not ecology: the demo shows
# that a call of the whole country passes by whom it does not suit.
GUESTS = (
    Guest(
        "aigul",
        700_000_001,
        "Айгүл",
        "Айгуль",
        "ауылдағы ҮЕҰ жетекшісі",
        "руководитель сельской НПО",
        "Сарқан ауданы",
        "Сарканский район",
        Language.KK,
    ),
    Guest(
        "serik",
        700_000_004,
        "Серік",
        "Серик",
        "аудан әкімдігінің маманы",
        "специалист акимата района",
        "Сарқан ауданы",
        "Сарканский район",
        Language.RU,
        sits=True,
    ),
    Guest(
        "danagul",
        700_000_003,
        "Данагүл",
        "Данагуль",
        "азаматтық альянс үйлестірушісі",
        "координатор гражданского альянса",
        "Жетісу облысы",
        "область Жетісу",
        Language.KK,
        territories=("330000000",),
    ),
    Guest(
        "olga",
        700_000_002,
        "Ольга",
        "Ольга",
        "ҮЕҰ жетекшісі",
        "руководитель НПО",
        "Қостанай облысы",
        "Костанайская область",
        Language.RU,
        ngo="Тёплый двор",
        territories=("390000000",),
        spheres=("youth_children", "vulnerable", "volunteering"),
    ),
    Guest(
        "erlan",
        700_000_005,
        "Ерлан",
        "Ерлан",
        "аудан әкімдігінің жаңа маманы",
        "новый специалист акимата района",
        "Сарқан ауданы",
        "Сарканский район",
        Language.KK,
    ),
)
COORDINATOR = GUESTS[2].telegram_id
